"""Print how many KPIs a report has, and the seconds for its model, its drawing, and pandas reading the same files.

A process of its own, set up as the command line is: in one where arithmetic may take more threads, the shares of a
report would be measured as no user has them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cxcel_addin.hosts.cli  # noqa: F401  (first: it says how many threads arithmetic takes)

ROUNDS = 7


def main() -> None:
    """Read the files once, then measure the three in turns."""
    import pandas as pd
    from tests.benchmarks.measure import alternating

    from cxcel.data.load import load
    from cxcel_addin.report.build import Settings, build
    from cxcel_addin.report.render import draw

    files = [Path(name) for name in sys.argv[1:]]
    data, settings = load(files), Settings(breakdowns=False)  # as without --json
    model = build(data, settings)
    taken = alternating(
        {
            "model": lambda: build(data, settings),
            "drawing": lambda: draw(model),
            "pandas": lambda: [pd.read_csv(path) for path in files],
        },
        ROUNDS,
    )
    print(len(model.card), *taken.values())


if __name__ == "__main__":
    main()
