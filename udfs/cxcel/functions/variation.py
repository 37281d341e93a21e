"""Variation in a cell: which teams differ by more than chance, and which periods do."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from cxcel.arrays import Array, Codes, Floats
from cxcel.catalogue.entry import RELATIONS, Argument, Option
from cxcel.cells import number_in
from cxcel.columns import Flags, Keys, Numbers, Taken
from cxcel.errors import BadOption, NotEnoughData, OutOfRange
from cxcel.functions.columns_in import by_name, cell, floats, within
from cxcel.words import REAL, SMALL_BASE
from cxcel.worksheet import Rows, worksheet

if TYPE_CHECKING:
    from cxcel.relations.funnel import Funnel

HITS = Flags(counts=True)
CASES = Numbers(0)  # never yes or no: a column named "n" or "x" has its name on top
FUNNEL = "name, x, n, rate, target, low_95, high_95, low_998, high_998, z, p_adjusted, phi, verdict"
CHART = "period, x, n, rate, centre, low, high, sigma_z, signal"


@worksheet(
    RELATIONS,
    "Which agents, teams or sites lie further from the target than chance gives: rate, 95 % and 99.8 % limits, "
    "corrected p and verdict. Those outside come first, the others by name: no league table.",
    f"header and one row per name: {FUNNEL}",
    Argument("x", HITS, "hits per name, such as contacts resolved; or yes and no per contact, with n left out"),
    Argument("n", CASES, "cases per name; leave it out where x is yes and no per contact", optional=True),
    Option(
        "target", float("nan"), "the rate to hold against, 0.8 for 80 %; default all of them together", low=0, high=1
    ),
    Argument("names", Keys(), "whose row it is; rows of one name are added up, rows without one left out", True),
    Option(
        "dispersion",
        "auto",
        "spread beyond chance: 'auto' (default: 'additive' where it is significant), 'none', 'multiplicative', "
        "'additive'",
        words=("auto", "none", "multiplicative", "additive"),
    ),
    pitfalls=(
        "names with harder contacts look worse: compare like with like",
        "beyond the 95 % limits lies one in twenty by chance alone: go by the verdict",
        "where names really spread, the limits widen to the usual spread and only those beyond it are named",
    ),
    source="Spiegelhalter 2005, Statistics in Medicine 24, appendix A.1.1 and over-dispersion; Korn & Graubard 1998; "
    "Benjamini & Hochberg 1995",
)
def KPI_FUNNEL(x: object, n: object, target: float, names: object, dispersion: str) -> Rows:
    """Return one row per name, those outside first."""
    from cxcel.relations.funnel import funnel

    labels, hits, cases = _groups(x, n, names)
    if target in {0, 1}:
        raise OutOfRange(f"target must lie between 0 and 1, for 80 % write 0.8, got {target:g}")
    found = funnel(hits, cases, None if math.isnan(target) else target, dispersion)
    rows = [_funnel_row(found, i, label, hits[i], cases[i]) for i, label in enumerate(labels)]
    named = {i for i in range(len(rows)) if _outside(found, i)}
    by_name = _name_order(labels)
    order = sorted(range(len(rows)), key=lambda i: (i not in named, -abs(found.z[i]) if i in named else 0, by_name[i]))
    return [FUNNEL.split(", "), *(rows[i] for i in order)]


@worksheet(
    RELATIONS,
    "Control chart of a rate: centre, limits and signal of each period, so that nobody explains what chance did.",
    f"header and one row per period in the order given: {CHART}",
    Argument("x", HITS, "hits per period, such as contacts resolved, in time order"),
    Argument("n", CASES, "cases per period; periods without any are left out"),
    Option(
        "method",
        "auto",
        "'p', 'pp' (Laney's p', limits as wide as periods really vary), or 'auto' (default): 'pp' above 1,000 cases a "
        "period on average",
        words=("auto", "p", "pp"),
    ),
    Argument("labels", Keys(), "what each period is called; numbered where left out", optional=True),
    pitfalls=(
        "above some 1,000 cases a period a p chart flags almost every one: use 'pp'",
        "a lasting change inside the range moves the centre and hides: chart before and after apart",
    ),
    source="Montgomery, Introduction to Statistical Quality Control, section 7.2; Laney 2002, Quality Engineering "
    "14(4), with d2 = 1.128; Nelson 1984, test 2 (9 in a row)",
)
def KPI_PCHART(x: object, n: object, method: str, labels: object) -> Rows:
    """Return one row per period; sigma_z is 1 for a p chart."""
    from cxcel.relations.control import chart

    columns = by_name([("x", HITS, x), ("n", CASES, n)], [("labels", Keys(), labels)])
    hits, cases = columns["x"], columns["n"]
    kept = _counted(hits, cases) & (floats(cases) > 0)
    top, base = floats(hits)[kept], floats(cases)[kept]
    titles = _period_names(columns.get("labels"), kept)
    found = chart(top, base, method)
    numbers = (top, base, found.rate, found.low, found.high)
    return [CHART.split(", ")] + [
        [title, hit, case, rate, found.centre, low, high, found.sigma_z, signal]
        for title, hit, case, rate, low, high, signal in zip(
            titles, *(column.tolist() for column in numbers), found.signals, strict=True
        )
    ]


def _period_names(keys: Taken | None, kept: Array) -> list[Any]:
    """Return labels of the periods kept, or their numbers in the range."""
    places = np.flatnonzero(kept)
    if keys is None:
        return [float(i + 1) for i in places]
    return [keys.labels[code] if code >= 0 else None for code in keys.values[places]]


def _counted(x: Taken, n: Taken) -> Array:
    """Return the rows where neither is blank, once they are seen to be whole counts, x no more than n."""
    hits, cases = floats(x), floats(n)
    headed = bool(x.header or n.header)
    for name, values in (("x", hits), ("n", cases)):
        broken = np.flatnonzero((values % 1 != 0) & ~np.isnan(values))
        if len(broken):
            at = broken[0]
            got = f"got {values[at]:.15g} in row {at + 1 + headed}"
            raise OutOfRange(f"{name} must be whole counts, not rates, {got}: give hits and cases")
    within(("x", hits), ("n", cases), headed)
    counted: Array = ~(np.isnan(hits) | np.isnan(cases))
    return counted


def _groups(x: object, n: object, names: object) -> tuple[list[str], Floats, Floats]:
    """Return names with their hits and cases added up; names without a case are left out."""
    if n is None and names is None:
        raise BadOption("n is missing: give the cases of each row, or names where x is yes and no per contact")
    columns = by_name([("x", HITS, x)], [("n", CASES, n), ("names", Keys(), names)])
    hits = columns["x"]
    cases = columns.get("n", Taken(np.where(np.isnan(floats(hits)), np.nan, 1.0), hits.header))
    if n is None and (floats(hits) > 1).any():
        raise BadOption("n is missing: x holds counts, so give the cases of each row beside them")
    counted = _counted(hits, cases)
    codes: Codes = columns["names"].values if "names" in columns else np.arange(len(counted))
    labels = list(columns["names"].labels) if "names" in columns else [f"{i + 1}" for i in codes]
    kept = counted & (codes >= 0)
    top, base = (np.bincount(codes[kept], floats(c)[kept], len(labels)).astype(float) for c in (hits, cases))
    some = np.flatnonzero(base > 0)
    if not len(some):
        raise NotEnoughData("there is nothing to judge: no row has a name and a case")
    return [labels[i] for i in some], top[some], base[some]


def _name_order(labels: list[str]) -> list[int]:
    """Return the place of each name: by number where all are numbers, else by letter."""
    read = [number_in(label) for label in labels]
    keys: list[Any] = list(read) if None not in read else [(label.lower(), label) for label in labels]
    places = [0] * len(labels)
    for place, i in enumerate(sorted(range(len(labels)), key=keys.__getitem__)):
        places[i] = place
    return places


def _outside(found: Funnel, i: int) -> bool:
    return bool(found.p_adjusted[i] < REAL)


def _funnel_row(found: Funnel, i: int, label: str, hits: float, cases: float) -> list[Any]:
    limits = found.limits[:, i].tolist()
    z, p = cell(found.z[i]), cell(found.p_adjusted[i])
    start = [label, float(hits), float(cases), float(found.rate[i]), found.target, *limits]
    return [*start, z, p, found.dispersion.phi, _verdict(found, i, cases)]


def _verdict(found: Funnel, i: int, cases: float) -> str:
    from cxcel.relations.verdict import UNSURE

    if not found.judged[i]:
        return f"{UNSURE}: {cases:g} cases are too few"
    gives = "chance gives" if found.adjustment == "none" else "chance and the usual spread give"
    small = "; small base" if cases < SMALL_BASE else ""
    if _outside(found, i):
        return f"{'higher' if found.z[i] > 0 else 'lower'} than {gives}{small}"
    rate, (low, high) = found.rate[i], found.limits[:2, i]
    if low <= rate <= high:
        return f"within what {gives}{small}"
    judged = int(found.judged.sum())
    usual = "not beyond doubt"
    if judged > 1:
        usual = f"chance puts about {math.ceil(judged / 20)} of {judged} beyond the 95 % limits"
    return f"within what {gives}: {usual}{small}"
