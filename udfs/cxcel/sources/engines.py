"""Where engines differ, and nothing else: the few things that Ibis says to one and not to the other.

Asked is what an engine can do, not what it is called; only zones have another function on every engine.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from cxcel.sources.lazy import Value

# engine -> its function from an instant to the clock on the wall, and whether the zone comes first
ZONED = {"pyspark": ("from_utc_timestamp", False), "databricks": ("from_utc_timestamp", False)}
ELSEWHERE = ("timezone", True)  # DuckDB, PostgreSQL and what speaks like them


def can(value: Value, operation: str) -> bool:
    """Whether the engine of a column knows an operation of Ibis."""
    import ibis.expr.operations as ops

    return bool(value.get_backend().has_operation(getattr(ops, operation)))


def without_nan(value: Value) -> Value:
    """Return a column of floats with a blank for each NaN."""
    import ibis

    if not can(value, "IsNan"):
        return value  # an engine that cannot hold one
    return ibis.ifelse(value.isnan().fill_null(False), ibis.null(value.type()), value)


def stored_of(value: Value) -> Value:
    """Return the column that `without_nan` was given; any other as it is."""
    import ibis.expr.operations as ops

    made = value.op()
    if isinstance(made, ops.IfElse) and isinstance(made.false_null_expr, ops.Field):
        return made.false_null_expr.to_expr()
    return value


def covariance(x: Value, y: Value) -> Value:
    """Return the covariance of a whole population over the rows where neither is blank.

    Where an engine has none, it is made of products around the means of all rows, so that no digits are lost to large
    numbers or to columns of very different size.
    """
    if can(x, "Covariance"):
        return x.cov(y, how="pop")
    x, y = x - x.mean().as_scalar(), y - y.mean().as_scalar()
    both = x.notnull() & y.notnull()
    return (x * y).mean() - x.mean(where=both) * y.mean(where=both)


def in_zone(instant: Value, zone: str) -> Value:
    """Return an instant as the clock of a zone shows it, without the zone."""
    name, zone_first = ZONED.get(instant.get_backend().name, ELSEWHERE)
    args = (zone, instant) if zone_first else (instant, zone)
    return _function(name, zone_first)(*args)


def below_minute(when: Value) -> Value:
    """Return the microseconds of a point in time that its whole minutes leave.

    Spark's seconds have places after the point, of which Ibis does not know.
    """
    if when.get_backend().name in ZONED:
        return when.delta(when.truncate("m"), unit="microsecond")
    return when.second().cast("int64") * 1_000_000 + when.microsecond()


@cache
def _function(name: str, zone_first: bool) -> Any:
    import ibis
    import ibis.expr.datatypes as dt

    instant, zone = dt.Timestamp("UTC"), dt.string
    signature = ((zone, instant) if zone_first else (instant, zone), dt.timestamp)

    def wall_clock(first: Any, second: Any) -> Any: ...

    return ibis.udf.scalar.builtin(wall_clock, name=name, signature=signature)
