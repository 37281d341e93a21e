"""Conditions and expressions over a source: text such as `country = 'FR' and wait <= 20`, typed by its columns.

Values become typed values of Ibis and names become columns, so no text is ever pasted into a query.  What they mean is
what Excel's formulas mean, on every engine:

- Texts are the same whatever their capitals, and without the spaces around them; they have no order.  A text column
  that holds "" is blank there, and `= ''` asks for blanks.
- A day is the whole day: `<= '2026-03-31'` and `between '2026-03-01' and '2026-03-31'` take in the last evening.
- Arithmetic is that of floating point numbers; a division by zero is blank.
- A blank (or NaN) is equal to nothing, and neither less nor more than anything.  A condition either holds or does not:
  where the channel is blank, `channel != 'phone'` and `not channel = 'phone'` hold.  An expression that stands for a
  column stays blank where what it is made of is blank: `wait <= 20` is blank where nobody waited.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import add, and_, mul, or_, sub
from typing import Any, NoReturn

from cxcel.errors import BadOption
from cxcel.sources.constants import COMPARE, HOLDS, during, literal, read_as
from cxcel.sources.expressions import Constant, Name, Node, Op, canonical, names, parse
from cxcel.sources.pieces import refuse

__all__ = ["canonical", "condition", "expression", "names"]

_MIRROR = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ARITHMETIC = {"+": add, "-": sub, "*": mul}
_ORDERED = frozenset(["number", "day", "moment", "clock"])
_QUOTES = "; a day stands in quotes, as in '2026-03-31'"
_STORED = "; numbers and dates that are stored as text must be converted first, where the data come from"


@dataclass(frozen=True, slots=True)
class _Operand:
    """A side of a comparison: a column or what is computed from columns, or a constant."""

    kind: str  # of HOLDS; "constant" until the other side says what it is read as; otherwise the engine's type
    value: Any
    node: Node


def condition(text: str, column: Callable[[str], Any]) -> Any:
    """Return a condition as an expression of Ibis, to filter rows by: true where it holds, else false or blank.

    Parameters
    ----------
    text : str
        Such as `wait <= 20 and channel != 'phone'`.
    column : callable
        Returns the column of a name, or raises BadOption.

    Raises
    ------
    BadOption
        It cannot be read, has an unknown name, or compares what cannot be compared.

    Notes
    -----
    As in Excel, capitals do not count in texts, and a blank is not 'phone': `channel != 'phone'` and
    `not channel = 'phone'` keep the rows without a channel, `channel = ''` and `channel is null` keep only these.
    A blank is neither less nor more than anything, so `wait <= 20` does not keep it, and `not wait <= 20` does.
    A day is the whole day, in the zone of the source where the column knows its zone.

    Examples
    --------
    >>> import ibis
    >>> calls = ibis.memtable({"wait": [12, 45, 8], "channel": ["Phone", "chat", None]})
    >>> calls.filter(condition("wait <= 20 and channel != 'phone'", calls.__getitem__)).wait.to_list()
    [8]
    """
    node = _parsed(text)
    return _Typed(text, column).holds(node)


def expression(text: str, column: Callable[[str], Any]) -> Any:
    """Return an expression over columns as one of Ibis; a name alone is the column as it is.

    Parameters
    ----------
    text : str
        Such as `talk + hold`, or `answered and wait <= 20`.
    column : callable
        Returns the column of a name, or raises BadOption.

    Raises
    ------
    BadOption
        It cannot be read, has an unknown name, or joins what cannot be joined.

    Examples
    --------
    >>> import ibis
    >>> calls = ibis.memtable({"talk": [60, 90], "hold": [None, 30]}, schema={"talk": "int64", "hold": "int64"})
    >>> calls.select(handled=expression("talk + hold", calls.__getitem__)).handled.to_list()
    [None, 120.0]
    """
    node = _parsed(text)
    return column(node.text) if isinstance(node, Name) else _Typed(text, column).operand(node).value


def _parsed(text: str) -> Node:
    node = parse(text)
    if not names(text):
        refuse(text, "names no column; a text stands in single quotes, a column does not")
    return node


@dataclass(frozen=True, slots=True)
class _Typed:
    """The tree of a text in expressions of Ibis."""

    text: str
    column: Callable[[str], Any]

    def holds(self, node: Node, wanted: bool = True) -> Any:
        """Return what is true where a condition holds, or where it does not.

        `not` is moved inwards, so that what stands bare is what engines can answer from the statistics of a file.
        """
        if isinstance(node, Op) and node.sign == "not":
            return self.holds(node.parts[0], not wanted)
        if isinstance(node, Op) and node.sign in ("and", "or"):
            join = and_ if (node.sign == "and") == wanted else or_
            return _pairwise([self.holds(part, wanted) for part in node.parts], join)
        flag = self.flag(node)
        return flag if wanted else (~flag).fill_null(True)

    def flag(self, node: Node) -> Any:
        """Return true, false or blank."""
        operand = self.operand(node)
        if isinstance(node, Constant) and isinstance(node.value, bool):
            return literal(node.value)
        if operand.kind == "flag":
            return operand.value
        if isinstance(node, Name):
            self.mismatch(operand, f"; it is no condition by itself: compare it with {_wants(operand.kind)}")
        return refuse(self.text, "a condition is wanted here, such as wait <= 20", node.place)

    def operand(self, node: Node, perhaps_text: bool = False) -> _Operand:
        """Return one side of a comparison, or what an operation gives."""
        if isinstance(node, Name):
            return self.named(node, perhaps_text)
        if isinstance(node, Constant):
            return _Operand("constant", node.value, node)
        make = _OPERATIONS.get(node.sign, _Typed.compared if node.sign in COMPARE else _Typed.computed)
        kind, value = make(self, node)
        return _Operand(kind, value, node)

    def named(self, node: Name, perhaps_text: bool) -> _Operand:
        """Return a column with its blanks as NULL: "", NaN; points in time as the clock on the wall shows them."""
        try:
            raw = self.column(node.text)
        except BadOption as error:
            if perhaps_text:
                refuse(
                    self.text, f"{error}; if {node.text:.40} is meant as a text, write '{node.text:.40}'", node.place
                )
            raise
        dtype = raw.type()
        if dtype.is_string():
            return _Operand("text", raw.strip().nullif("").lower(), node)
        if dtype.is_boolean():
            return _Operand("flag", raw, node)
        if dtype.is_numeric():
            return _Operand("number", _number(raw), node)
        if dtype.is_timestamp():
            return _Operand("moment", raw, node)
        return _Operand("day" if dtype.is_date() else "clock" if dtype.is_time() else str(dtype), raw, node)

    def negated(self, node: Op) -> tuple[str, Any]:
        return "flag", ~self.flag(node.parts[0])

    def joined(self, node: Op) -> tuple[str, Any]:
        return "flag", _pairwise([self.flag(part) for part in node.parts], and_ if node.sign == "and" else or_)

    def blank(self, node: Op) -> tuple[str, Any]:
        operand = self.operand(node.parts[0])
        if operand.kind == "constant":
            refuse(self.text, "is null asks about a column", node.place)
        return "flag", operand.value.isnull()

    def computed(self, node: Op) -> tuple[str, Any]:
        """Add, subtract, multiply and divide in floating point, as Excel does: no type of an engine can overflow."""
        values = [self.number(part) for part in node.parts]
        if node.sign == "neg":
            return "number", -values[0]
        if node.sign == "/":
            return "number", values[0] / values[1].nullif(0.0)
        return "number", _ARITHMETIC[node.sign](*values)

    def number(self, node: Node) -> Any:
        operand = self.operand(node)
        if operand.kind == "constant" and type(operand.value) in (int, float):
            return literal(float(operand.value))
        if operand.kind != "number":
            self.mismatch(operand, "; + - * / take numbers")
        return operand.value.cast("float64")

    def compared(self, node: Op) -> tuple[str, Any]:
        left, right = self.operand(node.parts[0]), self.operand(node.parts[1], perhaps_text=True)
        return "flag", self.compare(node.sign, left, right)

    def between(self, node: Op) -> tuple[str, Any]:
        middle, low, high = (self.operand(part, perhaps_text=i > 0) for i, part in enumerate(node.parts))
        return "flag", self.compare(">=", middle, low) & self.compare("<=", middle, high)

    def listed(self, node: Op) -> tuple[str, Any]:
        """Return whether a column is one of a list of constants."""
        operand = self.operand(node.parts[0])
        if operand.kind == "constant":
            refuse(self.text, "in asks about a column: country in ('FR', 'DE')", node.place)
        constants = [self.constant(operand, self.operand(part)) for part in node.parts[1:]]
        if operand.kind == "moment":
            return "flag", _pairwise([during("=", operand.value, constant) for constant in constants], or_)
        some = [literal(constant) for constant in constants if constant != ""]
        tests = [operand.value.isin(some)] if some else []
        tests += [operand.value.isnull()] if "" in constants else []
        return "flag", _pairwise(tests, or_)

    def alike(self, node: Op) -> tuple[str, Any]:
        """Compare a text with a pattern."""
        operand, pattern = self.operand(node.parts[0]), node.parts[1]
        if operand.kind != "text":
            self.mismatch(operand, "; like compares texts")
        if not isinstance(pattern, Constant) or not isinstance(pattern.value, str):
            refuse(self.text, "like takes a pattern in single quotes, as in 'Bill%'", pattern.place)
        if "\\" in pattern.value:
            refuse(self.text, "a pattern cannot hold a backslash; _ stands for any one character", pattern.place)
        return "flag", operand.value.like(literal(pattern.value))

    def compare(self, sign: str, left: _Operand, right: _Operand) -> Any:
        """Compare two columns, or a column with a constant on either side."""
        if left.kind == "constant" and right.kind == "constant":
            refuse(self.text, "two values are compared: one side must be a column, without quotes", left.node.place)
        if left.kind == "constant":
            return self.compare(_MIRROR[sign], right, left)
        if sign != "=" and left.kind in HOLDS and left.kind not in _ORDERED:
            self.mismatch(left, f", which have no order{_STORED if left.kind == 'text' else ''}")
        if right.kind != "constant":
            if left.kind != right.kind or left.kind not in HOLDS:
                quotes = _QUOTES if {"number"} < {left.kind, right.kind} <= {"number", "day", "moment"} else ""
                self.mismatch(left, f" and {_label(right.node)} {_held(right.kind)}: they cannot be compared{quotes}")
            return COMPARE[sign](left.value, right.value)
        constant = self.constant(left, right)
        if constant == "":
            return left.value.isnull()
        if left.kind == "moment":
            return during(sign, left.value, constant)
        return COMPARE[sign](left.value, literal(constant))

    def constant(self, operand: _Operand, other: _Operand) -> Any:
        """Read a constant as what the column holds, or say what it holds."""
        found = read_as(operand.kind, other.value)
        if found is None:
            written = str(other.value).lower() if isinstance(other.value, bool) else repr(other.value)
            self.mismatch(
                operand, f": compare it with {_wants(operand.kind)}, not with {written:.40}", other.node.place
            )
        return found

    def mismatch(self, operand: _Operand, sentence: str, place: int | None = None) -> NoReturn:
        refuse(self.text, f"{_label(operand.node)} {_held(operand.kind)}{sentence}", place or operand.node.place)


_OPERATIONS: dict[str, Callable[[_Typed, Op], tuple[str, Any]]] = {
    "not": _Typed.negated,
    "and": _Typed.joined,
    "or": _Typed.joined,
    "null": _Typed.blank,
    "in": _Typed.listed,
    "like": _Typed.alike,
    "between": _Typed.between,
}


def _held(kind: str) -> str:
    if kind == "constant":
        return "is no column"
    return f"holds {HOLDS[kind][0] if kind in HOLDS else f'values of type {kind}, which conditions cannot compare'}"


def _wants(kind: str) -> str:
    return HOLDS[kind][1] if kind in HOLDS else "null, by is null or is not null"


def _label(node: Node) -> str:
    if isinstance(node, Op):
        return "what stands here"
    return f"'{node.text:.40}'" if isinstance(node, Name) else f"{node.value!r:.40}"


def _pairwise(values: Sequence[Any], join: Callable[[Any, Any], Any]) -> Any:
    """Join many values, in a tree that is no deeper than it must be."""
    while len(values) > 1:
        pairs = [join(*values[i : i + 2]) for i in range(0, len(values) - 1, 2)]
        values = [*pairs, *values[len(pairs) * 2 :]]
    return values[0]


def _number(raw: Any) -> Any:
    if raw.type().is_floating():
        return raw.nullif(float("nan"))
    return raw if raw.type().is_integer() else raw.cast("float64")
