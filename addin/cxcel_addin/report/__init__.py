"""The report is a value: `build` makes a frozen model of data and catalogue, `render` draws it, computing nothing."""
