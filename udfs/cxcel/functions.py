"""The worksheet functions, by the names a formula uses.

One function per metric of the catalogue, made from its entry; the generic functions take a metric's name first; the
relations compare columns.  Each takes any Python sequence, a list of row lists as a range gives it, a numpy array or
a pandas Series, and returns a float or a list of rows.

Examples
--------
>>> from cxcel.functions import NPS, KPI_CI
>>> NPS([10, 9, 8, 3])
25.0
>>> [round(limit, 1) for limit in KPI_CI("CSAT", [5, 4, 4, 2, None])[0]]
[0.3, 1.0]
"""

from __future__ import annotations

from cxcel.catalogue import METRICS
from cxcel.generic import FUNCTIONS as GENERIC
from cxcel.related import FUNCTIONS as RELATED
from cxcel.worksheet import WorksheetFunction, from_metric

FUNCTIONS: dict[str, WorksheetFunction] = {
    **{name: from_metric(metric) for name, metric in METRICS.items()},
    **GENERIC,
    **RELATED,
}
globals().update(FUNCTIONS)

__all__ = ["FUNCTIONS", *FUNCTIONS]  # noqa: PLE0604 - the names are the catalogue's


def __getattr__(name: str) -> WorksheetFunction:
    """Say which function was meant; also tells type checkers what the names above are."""
    from difflib import get_close_matches

    near = get_close_matches(name.upper(), FUNCTIONS, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise AttributeError(f"there is no worksheet function {name}{hint}")
