"""What each family sums over the rows of a source, and the tally that the sums make.

The queries are small sums and counts that every engine knows; the tallies are those of `cxcel.families`, so intervals
and tests are computed where they always are.  Squares are taken around the mean by the engine (its variance and
covariance of a whole population), since a difference of large sums would lose digits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce, singledispatch
from operator import and_
from typing import Any

from cxcel.families import Design, DesignTally, Mean, NetScore, NetScoreCounts, Proportion, Ratio
from cxcel.families.mean import MeanTally
from cxcel.families.net_score import NetScoreTally
from cxcel.families.proportion import ProportionTally
from cxcel.families.ratio import RatioTally
from cxcel.sources.engines import covariance
from cxcel.sources.lazy import Value, above, is_flag, number

Sums = dict[str, Value]
Row = Mapping[str, Any]  # the sums as they came back; None where there was nothing to sum


@singledispatch
def sums(family: Any, columns: Sequence[Value]) -> Sums:
    """Return the aggregates of a family over columns of Ibis, with NULL for a blank.

    Raises
    ------
    TypeError
        The family has no sums here.
    """
    raise TypeError(f"no sums for {type(family).__name__}")


@singledispatch
def refused(family: Any, columns: Sequence[Value]) -> Sequence[Value]:
    """Return the conditions of rows that the family itself refuses."""
    return ()


@singledispatch
def tally(family: Any, row: Row) -> Any:
    """Return the tally of one row of sums."""
    raise TypeError(f"no sums for {type(family).__name__}")


def whole_rows(columns: Sequence[Value]) -> list[Value]:
    """Return columns that are blank wherever one of them is: so no sum needs a condition of its own."""
    import ibis

    if len(columns) == 1:
        return list(columns)
    out = []
    for i, column in enumerate(columns):
        filled = reduce(and_, (other.notnull() for k, other in enumerate(columns) if k != i))
        out.append(ibis.ifelse(filled, column, ibis.null(column.type())))
    return out


def _double(column: Value) -> Value:
    """Return numbers as doubles: means and squares of whole numbers would be exact decimals to some engines."""
    return (number(column) if is_flag(column) else column).cast("float64")


@sums.register
def _(family: Proportion, columns: Sequence[Value]) -> Sums:
    top, *rest = columns
    return {"hits": top.sum(), "n": rest[0].sum() if rest else top.count()}


@refused.register
def _(family: Proportion, columns: Sequence[Value]) -> Sequence[Value]:
    top, *rest = columns
    more = [above(top, rest[0])] if rest else [] if is_flag(top) else [top > 1]
    return more if is_flag(top) else [*more, top < 0]


@tally.register
def _(family: Proportion, row: Row) -> ProportionTally:
    return ProportionTally(_of(row, "hits"), _of(row, "n"))


@sums.register
def _(family: NetScore, columns: Sequence[Value]) -> Sums:
    (score,) = columns
    return {
        "n": score.count(),
        "bottom": (score <= family.negative_to).sum(),
        "top": (score >= family.positive_from).sum(),
    }


@tally.register
def _(family: NetScore, row: Row) -> NetScoreTally:
    n, bottom, top = (_of(row, name) for name in ("n", "bottom", "top"))
    return NetScoreTally(bottom, n - bottom - top, top)


@sums.register
def _(family: NetScoreCounts, columns: Sequence[Value]) -> Sums:
    return {name: column.sum() for name, column in zip(("bottom", "middle", "top"), columns, strict=True)}


@tally.register
def _(family: NetScoreCounts, row: Row) -> NetScoreTally:
    return NetScoreTally(*(_of(row, name) for name in ("bottom", "middle", "top")))


@sums.register
def _(family: Mean, columns: Sequence[Value]) -> Sums:
    values = _double(columns[0])
    return {"n": values.count(), "mean": values.mean(), "spread": values.var(how="pop")}


@tally.register
def _(family: Mean, row: Row) -> MeanTally:
    n = _of(row, "n")
    return MeanTally(n, _of(row, "mean"), n * _of(row, "spread"))


@sums.register
def _(family: Ratio, columns: Sequence[Value]) -> Sums:
    top, *rest = columns
    x = _double(top)
    found = {"rows": x.count(), "top": x.mean(), "top_spread": x.var(how="pop")}
    if not rest:
        return found
    if is_flag(rest[0]):  # its squares are itself
        return {**found, "cases": rest[0].sum(), "top_of_cases": x.sum(where=rest[0])}
    y = _double(rest[0])
    return {**found, "bottom": y.mean(), "products": covariance(x, y), "bottom_spread": y.var(how="pop")}


@tally.register
def _(family: Ratio, row: Row) -> RatioTally:
    n, top = _of(row, "rows"), _of(row, "top")
    squares = n * _of(row, "top_spread")
    if "bottom" in row:
        return RatioTally(n, top, _of(row, "bottom"), squares, n * _of(row, "products"), n * _of(row, "bottom_spread"))
    if "cases" not in row or not n:
        return RatioTally(n, top, float(n > 0), squares, 0.0, 0.0)
    cases = _of(row, "cases")
    share = cases / n
    return RatioTally(n, top, share, squares, _of(row, "top_of_cases") - top * cases, cases * (1 - share))


@refused.register(Design)
def _(family: Design[Any], columns: Sequence[Value]) -> Sequence[Value]:
    return refused(family.inner, columns[:-1] if family.weighted else columns)


@sums.register(Design)
def _(family: Design[Any], columns: Sequence[Value]) -> Sums:
    if not family.weighted:
        return sums(family.inner, columns)
    *own, weights = columns
    counted = weights > 0
    kept = [_double(weights), *own]
    return {
        "answers": weights.count(where=counted),
        "weight": kept[0].sum(where=counted),
        "weight_squares": (kept[0] * kept[0]).sum(where=counted),
        **weighted(family.inner, kept[0], kept[1:], counted),
    }


@tally.register(Design)
def _(family: Design[Any], row: Row) -> DesignTally[Any]:
    if not family.weighted:
        counted = tally(family.inner, row)
        return family.listed(DesignTally(counted, counted.n, counted.n, counted.n))
    weight = _of(row, "weight")
    counted = weighted_tally(family.inner, row, weight)
    return family.listed(DesignTally(counted, _of(row, "answers"), weight, _of(row, "weight_squares")))


@singledispatch
def weighted(family: Any, weights: Value, columns: Sequence[Value], counted: Value) -> Sums:
    """Return the aggregates of a family over the rows counted, each as often as it weighs."""
    raise TypeError(f"no weighted sums for {type(family).__name__}")


@singledispatch
def weighted_tally(family: Any, row: Row, weight: float) -> Any:
    """Return the tally of one row of weighted sums."""
    raise TypeError(f"no weighted sums for {type(family).__name__}")


@weighted.register
def _(family: Proportion, weights: Value, columns: Sequence[Value], counted: Value) -> Sums:
    return {"hits": (number(columns[0]) * weights).sum(where=counted)}


@weighted_tally.register
def _(family: Proportion, row: Row, weight: float) -> ProportionTally:
    return ProportionTally(_of(row, "hits"), weight)


@weighted.register
def _(family: NetScore, weights: Value, columns: Sequence[Value], counted: Value) -> Sums:
    score = columns[0]
    found = {"bottom": counted & (score <= family.negative_to), "top": counted & (score >= family.positive_from)}
    return {name: weights.sum(where=rows) for name, rows in found.items()}


@weighted_tally.register
def _(family: NetScore, row: Row, weight: float) -> NetScoreTally:
    bottom, top = _of(row, "bottom"), _of(row, "top")
    return NetScoreTally(bottom, weight - bottom - top, top)


@weighted.register
def _(family: Mean, weights: Value, columns: Sequence[Value], counted: Value) -> Sums:
    values = _double(columns[0])
    return {
        "sum": (weights * values).sum(where=counted),
        "squares": (weights * values * values).sum(where=counted),  # answers lie on a scale: few digits are lost
    }


@weighted_tally.register
def _(family: Mean, row: Row, weight: float) -> MeanTally:
    if not weight:
        return MeanTally(0, 0.0, 0.0)
    mean = _of(row, "sum") / weight
    return MeanTally(weight, mean, max(0.0, _of(row, "squares") - weight * mean * mean))


def _of(row: Row, name: str) -> float:
    value = row.get(name)
    return 0.0 if value is None else float(value)
