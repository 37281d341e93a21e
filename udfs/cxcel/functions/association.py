"""Links with other columns held fixed, links between scores, and p values corrected for many questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxcel.catalogue.entry import RELATIONS, Argument, Option
from cxcel.cells import read
from cxcel.columns import AMOUNTS, Numbers
from cxcel.errors import BadType, NotEnoughData, OutOfRange
from cxcel.functions.columns_in import cell, floats, side_by_side, table
from cxcel.functions.correlation import KPI, OUTCOME
from cxcel.functions.generic import LEVEL
from cxcel.worksheet import CORRELATION, Rows, worksheet

if TYPE_CHECKING:
    from cxcel.results import Correlation

CONTROLS = Argument("controls", AMOUNTS, "one column or more to hold fixed: numbers, or yes and no")
METHODS = ("pearson", "spearman")
METHOD = Option("method", "pearson", "'pearson' (default), or 'spearman' for ranks", words=METHODS)
FIRST = Argument("a", AMOUNTS, "whole scores on a scale, one per row, such as 1 to 5")
SECOND = Argument("b", AMOUNTS, "the scores beside them")
P_VALUES = Numbers(low=0.0)


def _partial(
    outcome: object, kpi: object, controls: object, method: str, confidence_level: float = 0.95
) -> Correlation:
    from cxcel.relations.partial import partial_correlation

    names, parts = table("controls", controls)
    held = ((name, AMOUNTS, part) for name, part in zip(names, parts, strict=True))
    read_in = side_by_side(("outcome", AMOUNTS, outcome), ("kpi", AMOUNTS, kpi), *held)
    x, y, *rest = map(floats, read_in)
    return partial_correlation(x, y, np.column_stack(rest), method, confidence_level)


@worksheet(
    RELATIONS,
    "Correlation of an outcome and a KPI with other columns held fixed, on the rows where all of them are filled.",
    "number: r from -1 to 1",
    OUTCOME,
    KPI,
    CONTROLS,
    METHOD,
    unit=CORRELATION,
    pitfalls=(
        "hold fixed what comes before both, not what lies between them or follows from both",
        "rows with any blank are left out: one sparse control can cost most of them",
    ),
    source="Yule 1907; Fisher 1924",
)
def KPI_PARTIAL_CORR(outcome: object, kpi: object, controls: object, method: str) -> float:
    """Return the partial correlation."""
    return _partial(outcome, kpi, controls, method).r


@worksheet(
    RELATIONS,
    "Confidence interval of a correlation with other columns held fixed: its low and high limit side by side.",
    "one row: low, high",
    OUTCOME,
    KPI,
    CONTROLS,
    METHOD,
    LEVEL,
    unit=CORRELATION,
    pitfalls=("each control costs one row: many controls on few rows leave an interval that says nothing",),
    source="Fisher 1924; Bonett & Wright 2000 (ranks)",
)
def KPI_PARTIAL_CORR_CI(outcome: object, kpi: object, controls: object, method: str, confidence_level: float) -> Rows:
    """Return [[low, high]]."""
    found = _partial(outcome, kpi, controls, method, confidence_level)
    return [[found.low, found.high]]


def _polychoric(a: object, b: object, confidence_level: float = 0.95) -> Correlation:
    from cxcel.relations.polychoric import polychoric

    first, second = side_by_side(("a", AMOUNTS, a), ("b", AMOUNTS, b))
    return polychoric(first.values, second.values, confidence_level)


@worksheet(
    RELATIONS,
    "How closely two scores would correlate if they were measured without boxes: the polychoric correlation.",
    "number: rho from -1 to 1",
    FIRST,
    SECOND,
    unit=CORRELATION,
    pitfalls=(
        "it takes both scores for normal variables cut into boxes: heaps at one end make it doubtful",
        "boxes with a handful of answers make it unsteady, and a table without exceptions gives 1",
        "use the scores as they were given: bands such as promoter and detractor lose information",
    ),
    source="Olsson 1979, two-step maximum likelihood; Brown & Benedetti 1977 for an empty cell of four",
)
def KPI_POLYCHORIC(a: object, b: object) -> float:
    """Return the polychoric correlation of two scores on their complete pairs."""
    return _polychoric(a, b).r


@worksheet(
    RELATIONS,
    "Confidence interval of the polychoric correlation of two scores: its low and high limit side by side.",
    "one row: low, high",
    FIRST,
    SECOND,
    LEVEL,
    unit=CORRELATION,
    pitfalls=("below 30 rows the limits are a guess",),
    source="Olsson 1979; infinitesimal jackknife on Fisher's scale",
)
def KPI_POLYCHORIC_CI(a: object, b: object, confidence_level: float) -> Rows:
    """Return [[low, high]]."""
    found = _polychoric(a, b, confidence_level)
    return [[found.low, found.high]]


@worksheet(
    RELATIONS,
    "p values corrected for how many questions were asked, in the order given, to stand beside them.",
    "one row per p value: p_adjusted, with that word on top where the range has a header; blank beside a blank",
    Argument("p", P_VALUES, "one column of p values from 0 to 1, with or without its header"),
    Option("method", "bh", "'bh' for screening (default), 'holm' for claims", words=("bh", "holm")),
    pitfalls=(
        "put every question in that was asked, not only those that came out well",
        "'bh' lets one in twenty of the findings be false, 'holm' one in twenty of such reports hold any",
    ),
    source="Benjamini & Hochberg 1995; Holm 1979",
)
def P_ADJUST(p: object, method: str) -> Rows:
    """Return the corrected p values, row by row."""
    from cxcel.relations.correction import adjust

    cells = read(p)
    if cells.width > 1 and len(cells) > cells.width:
        raise BadType(f"p must be one column, got {cells.width} columns side by side")
    taken = P_VALUES(cells, "p", {})
    values = floats(taken)
    above = np.flatnonzero(values > 1)
    if above.size:
        raise OutOfRange(f"p must be p values from 0 to 1, got {values[above[0]]:.15g} in {cells.where(int(above[0]))}")
    if np.isnan(values).all():
        raise NotEnoughData("p holds no p value")
    out: list[object] = [cell(q) for q in adjust(values.tolist(), method)]
    if taken.header:
        out[0] = "p_adjusted"
    return [[q] for q in out]
