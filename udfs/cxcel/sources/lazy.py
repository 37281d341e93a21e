"""Columns of a source that the catalogue's own formulas compute with.

A formula of the catalogue is written once, for numpy arrays.  numpy hands what it meets in a formula on to any column
that follows its protocols (NEP 13 for operators and functions of numbers, NEP 18 for `np.where`), so the same lines
make an expression that an engine computes.  A blank is NULL here as it is NaN there, with the same consequences:
nothing compares with it, and it spoils a sum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from cxcel.arrays import TOLERANCE
from cxcel.errors import CxError

Value = Any  # a column or an aggregate of Ibis
BLANK: Any = object()  # NaN among constants


@dataclass(slots=True)
class Checks:
    """What a formula wants to know of its rows beside its columns.

    Parameters
    ----------
    total : callable
        Runs an aggregate over all rows at once.
    bad : list
        Conditions of rows that the formula refuses: they are counted beside the sums, and must hold for no row.
    whole : bool
        Whether a row's values depend on rows of other files, so that sums cannot be made file by file.
    """

    total: Callable[[Value], float]
    bad: list[Value] = field(default_factory=list)
    whole: bool = False

    def add(self, condition: Value) -> None:
        """Record rows that must not be, once; a condition that no row can meet is none."""
        if not is_never(condition) and not any(condition.equals(other) for other in self.bad):
            self.bad.append(condition)


class Lazy(NDArrayOperatorsMixin):
    """A column of a source: numbers (flags are 0 and 1), with NULL for a blank; or words.

    Parameters
    ----------
    expr : a column of Ibis
    checks : Checks
        Where conditions go that a formula asks for with `.any()`.
    """

    __slots__ = ("checks", "expr")

    def __init__(self, expr: Value, checks: Checks) -> None:
        self.expr, self.checks = expr, checks

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        """Return the expression of an operator or a function of numbers."""
        found = _UFUNCS.get(ufunc)
        if found is None or method != "__call__" or options:
            raise CxError(f"{ufunc.__name__} is not known for the columns of a source")
        return Lazy(found(*(_plain(value) for value in inputs)), self.checks)

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        """Return the expression of a function that takes whole columns."""
        found = _FUNCTIONS.get(function)
        if found is None or options:
            raise CxError(f"{function.__name__} is not known for the columns of a source")
        return found(self.checks, *args)

    def exceeds(self, whole: Lazy) -> Lazy:
        """Return the rows where this is more than its whole, by more than rounding."""
        return Lazy(condition(above(self.expr, whole.expr)), self.checks)

    def any(self) -> bool:
        """Record the condition as one that holds for no row; the query counts it."""
        self.checks.add(self.expr)
        return False


def _plain(value: Any) -> Any:
    """Return what stands in an expression: the column, a number of Python, or BLANK for NaN."""
    if isinstance(value, Lazy):
        return value.expr
    plain = value.item() if isinstance(value, np.generic) else value
    return BLANK if isinstance(plain, float) and np.isnan(plain) else plain


def constant(value: float) -> Value:
    """Return a number as a double; a plain 0.5 would be an exact decimal to some engines."""
    import ibis

    return ibis.literal(repr(value)).cast("float64")


def is_flag(value: Any) -> bool:
    """Whether a value is a column of yes and no."""
    return hasattr(value, "type") and bool(value.type().is_boolean())


def number(value: Value) -> Value:
    """Return yes and no as 1 and 0, and whole numbers in a type in which they can be added and multiplied."""
    if is_flag(value):
        return value.cast("int32").cast("int64")  # PostgreSQL knows no way from yes and no to a long number
    return value.cast("int64") if hasattr(value, "type") and value.type().is_integer() else value


def above(part: Value, whole: Value) -> Value:
    """Return the rows where a part is more than its whole, as `cxcel.arrays.exceeds` has it for arrays."""
    import ibis

    if is_flag(part) and is_flag(whole):
        return ibis.literal(False) if _implied(part, whole) else part & ~whole
    part, whole = number(part), number(whole)
    exact = part.type().is_integer() and whole.type().is_integer()
    return part > (whole if exact else whole * constant(1 + TOLERANCE))


def _implied(part: Value, whole: Value) -> bool:
    """Whether a flag is the other one, or the other one and something more: it cannot be yes where the other is no."""
    from ibis.expr.operations import Alias, And

    made = part.op()
    sides = (made.arg,) if isinstance(made, Alias) else (made.left, made.right) if isinstance(made, And) else ()
    return bool(part.equals(whole)) or any(_implied(side.to_expr(), whole) for side in sides)


def is_never(value: Value) -> bool:
    """Whether a condition is the constant false."""
    import ibis

    return bool(value.equals(ibis.literal(False)))


def condition(value: Value) -> Value:
    """Return a comparison with a blank as false."""
    return value if is_never(value) else value.fill_null(False)


def _numeric(operator: Callable[..., Value]) -> Callable[..., Value]:
    return lambda *values: operator(*(constant(v) if isinstance(v, float) else number(v) for v in values))


def _compared(operator: Callable[[Any, Any], Any]) -> Callable[[Value, Value], Value]:
    def compare(a: Value, b: Value) -> Value:
        if is_flag(a) and isinstance(b, int | float):
            return _flag_compared(a, bool(operator(1, b)), bool(operator(0, b)))
        if is_flag(a) or is_flag(b):
            a, b = number(a), number(b)
        return condition(operator(a, b))

    return compare


def _flag_compared(flag: Value, yes: bool, no: bool) -> Value:
    """Return what a comparison says of a flag, given what it says of 1 and of 0."""
    import ibis

    if yes and no:
        return flag.notnull()
    return condition(flag if yes else ~flag) if yes or no else ibis.literal(False)


def _unequal(a: Value, b: Value) -> Value:
    return (number(a) != number(b)).fill_null(True)  # a blank is not equal to anything, as NaN


def _where(checks: Checks, test: Lazy, yes: Any, no: Any) -> Lazy:
    import ibis

    a, b = _plain(yes), _plain(no)
    a, b = _alike(a, b), _alike(b, a)
    return Lazy(ibis.ifelse(test.expr, a, b), checks)


def _alike(value: Value, other: Value) -> Value:
    """Return a value that can stand in a column beside another: a constant takes the type of the column."""
    import ibis

    if hasattr(value, "type"):
        flags = is_flag(value) and (not hasattr(other, "type") or not is_flag(other)) and other is not BLANK
        return number(value) if flags else value
    if value is BLANK:
        kind = other.type() if hasattr(other, "type") else "float64"
        return ibis.null(kind)
    if hasattr(other, "type") and other.type().is_integer() and value == int(value):
        return ibis.literal(int(value)).cast(other.type())
    return constant(float(value))


def _nansum(checks: Checks, column: Lazy) -> float:
    checks.whole = True
    return checks.total(number(column.expr).sum())


def _greater(a: Value, b: Value) -> Value:
    import ibis

    larger = ibis.greatest(number(a), number(b))
    return ibis.ifelse(a.isnull() | b.isnull(), ibis.null(larger.type()), larger)  # engines differ in what a NULL does


_UFUNCS: dict[np.ufunc, Callable[..., Value]] = {
    np.add: _numeric(lambda a, b: a + b),
    np.subtract: _numeric(lambda a, b: a - b),
    np.multiply: _numeric(lambda a, b: a * b),
    np.true_divide: _numeric(lambda a, b: a / (b.nullif(0) if hasattr(b, "nullif") else b)),
    np.remainder: _numeric(lambda a, b: a % b),
    np.maximum: _greater,
    np.greater: _compared(lambda a, b: a > b),
    np.greater_equal: _compared(lambda a, b: a >= b),
    np.less: _compared(lambda a, b: a < b),
    np.less_equal: _compared(lambda a, b: a <= b),
    np.equal: _compared(lambda a, b: a == b),
    np.not_equal: _unequal,
    np.bitwise_and: lambda a, b: a & b,
    np.bitwise_or: lambda a, b: a | b,
    np.invert: lambda a: ~a,
    np.isnan: lambda a: a.isnull(),
}
_FUNCTIONS: dict[Any, Callable[..., Any]] = {np.where: _where, np.nansum: _nansum}
