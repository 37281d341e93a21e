"""The worksheet functions, by the names a formula uses.

One function per metric of the catalogue, made from its entry; the generic functions take a metric's name first; the
others are written by hand, each in the module of its subject, which is imported when the function is first asked for.
Each takes any Python sequence, a list of row lists as a range gives it, a numpy array or a pandas Series, and returns
a float, a text or a list of rows.

Examples
--------
>>> from cxcel.functions import NPS, KPI_CI
>>> NPS([10, 9, 8, 3])
25.0
>>> [round(limit, 1) for limit in KPI_CI("CSAT", [5, 4, 4, 2, None])[0]]
[0.3, 1.0]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from cxcel.catalogue import METRICS
from cxcel.worksheet import WorksheetFunction, from_metric

# subject -> its functions; a test holds this list to what the modules define
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "generic": ("KPI_CI", "KPI_N", "KPI_N_EFF", "KPI_TEST", "KPI_BY", "KPI_TREND", "KPI_TARGET"),
    "nps": ("NPS_CI", "NPS_TEST", "NPS_SE", "NPS_NEEDED"),
    "survey": ("SIG_MARK", "ENPS_BESIDE_NPS"),
    "correlation": ("KPI_CORR", "KPI_CORR_CI", "KPI_CORR_MATRIX", "KPI_CORR_PAIRS"),
    "association": ("KPI_PARTIAL_CORR", "KPI_PARTIAL_CORR_CI", "KPI_POLYCHORIC", "KPI_POLYCHORIC_CI", "P_ADJUST"),
    "over_time": ("KPI_CORR_TABLE", "KPI_LAG"),
    "drivers": ("KPI_DRIVERS", "PRIORITY_MATRIX"),
    "variation": ("KPI_FUNNEL", "KPI_PCHART"),
    "impact": ("IMPACT_TEST",),
    "gaming": ("GAMING_CHECK",),
    "retention": ("RETENTION_FIT", "RETENTION_PARAMETERS", "RETENTION_DERL"),
    "value": ("CLV", "RETENTION_PROFIT", "REVENUE_AT_RISK", "SILENT_DISSAT"),
    "churn": ("CHURN_RISK", "CHURN_RISK_LIST", "CHURN_RISK_CHECK"),
    "staffing": (
        "ERLANG_SL",
        "ERLANG_ASA",
        "ERLANG_OCC",
        "ERLANG_AGENTS",
        "ERLANG_WAIT",
        "ERLANG_ABANDON",
        "ERLANG_B",
        "ERLANG_LINES",
    ),
    "text": ("THEME_COUNT", "WORD_CONTRAST"),
}
_HOME = {name: subject for subject, names in SUBJECTS.items() for name in names}


class _Functions(Mapping[str, WorksheetFunction]):
    """All functions by name, each made when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[str, WorksheetFunction] = {}

    def __getitem__(self, name: str) -> WorksheetFunction:
        if name not in self._made:
            if name in _HOME:
                self._made[name] = getattr(import_module(f"cxcel.functions.{_HOME[name]}"), name)
            else:
                self._made[name] = from_metric(METRICS[name])
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in METRICS or name in _HOME

    def __iter__(self) -> Iterator[str]:
        return iter((*METRICS, *_HOME))

    def __len__(self) -> int:
        return len(METRICS) + len(_HOME)


FUNCTIONS: Mapping[str, WorksheetFunction] = _Functions()

__all__ = ["FUNCTIONS", *FUNCTIONS]  # noqa: PLE0604 - the names are the catalogue's


def __getattr__(name: str) -> WorksheetFunction:
    """Return a function, or say which one was meant."""
    if name in FUNCTIONS:
        return FUNCTIONS[name]
    if name.startswith("__"):
        raise AttributeError(name)
    from difflib import get_close_matches

    near = get_close_matches(name.upper(), FUNCTIONS, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise AttributeError(f"there is no worksheet function {name}{hint}")
