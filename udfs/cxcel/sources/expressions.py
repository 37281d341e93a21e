"""Conditions and expressions as text, read into a small tree: `country = 'FR' and not (wait > 20)`.

The text is cut into pieces first; sqlglot, which Ibis brings, puts them into a tree.  It is handed numbers in place of
names and values, so nothing that a user typed can be taken for anything else.  Of what it knows of SQL a closed list is
let through; functions, sub-selects, casts and parameters are not on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cxcel.sources.extra import needed
from cxcel.sources.pieces import DEEPEST, MADE_OF, Piece, pieces_of, refuse, too_deep

_SIGNS = {  # nodes of sqlglot -> sign, arguments
    "and": ("and", ("this", "expression")),
    "or": ("or", ("this", "expression")),
    "not": ("not", ("this",)),
    "eq": ("=", ("this", "expression")),
    "neq": ("!=", ("this", "expression")),
    "lt": ("<", ("this", "expression")),
    "lte": ("<=", ("this", "expression")),
    "gt": (">", ("this", "expression")),
    "gte": (">=", ("this", "expression")),
    "add": ("+", ("this", "expression")),
    "sub": ("-", ("this", "expression")),
    "mul": ("*", ("this", "expression")),
    "div": ("/", ("this", "expression")),
    "neg": ("neg", ("this",)),
    "like": ("like", ("this", "expression")),
    "between": ("between", ("this", "low", "high")),
    "in": ("in", ("this", "expressions")),
}


@dataclass(frozen=True, slots=True)
class Name:
    """A column, and the place where its name starts, from 1."""

    text: str
    place: int


@dataclass(frozen=True, slots=True)
class Constant:
    """A text, a number, or true or false."""

    value: str | int | float | bool
    place: int


@dataclass(frozen=True, slots=True)
class Op:
    """A sign and what it joins; "and" and "or" join any number, "in" a value and its list."""

    sign: str
    parts: tuple[Node, ...]

    @property
    def place(self) -> int:
        """Where it starts."""
        return self.parts[0].place


Node = Name | Constant | Op


def parse(text: str) -> Node:
    """Return the tree of a condition or an expression.

    Raises
    ------
    BadOption
        It cannot be read; the sentence names the place and says what to write.

    Examples
    --------
    >>> parse("wait <= 20")
    Op(sign='<=', parts=(Name(text='wait', place=1), Constant(value=20, place=9)))
    >>> parse("lower(country) = 'fr'")
    Traceback (most recent call last):
    ...
    cxcel.errors.BadOption: lower(country) = 'fr': functions such as lower(...) cannot stand here (character 1)
    """
    pieces = pieces_of(text)
    try:
        tree = _tree(text, pieces)
        _check_depth(text, tree)
    except RecursionError:
        too_deep(text)
    return _node(text, pieces, tree)


def _tree(text: str, pieces: list[Piece]) -> Any:
    """Return sqlglot's tree, with the number of the piece in place of each name and value."""
    with needed():
        from sqlglot import exp, parse_one
        from sqlglot.errors import ParseError
    written = {"name": '"{}"', "text": "'{}'", "number": "'{}'", "true": "'{}'", "false": "'{}'"}
    words = [written.get(piece.kind, piece.kind).format(i) for i, piece in enumerate(pieces)]
    try:
        return parse_one(" ".join(words), into=exp.Condition)
    except ParseError as error:
        place = _place(pieces, words, error.errors[0]["col"] if error.errors else None)
    between = any(piece.kind == "between" for piece in pieces)
    why = "between takes two values, as in between 1 and 20" if between else f"cannot be read: {MADE_OF}"
    return refuse(text, why, place)


def _place(pieces: list[Piece], words: list[str], column: int | None) -> int | None:
    """Return the place in the text of a column in the line of `words` that sqlglot was handed."""
    at = -1
    for piece, word in zip(pieces, words, strict=True):
        at += len(word) + 1
        if column and at >= column:
            return piece.place
    return None


def _joined(tree: Any) -> list[Any]:
    """Return what an "and" or an "or" joins, however many there are, without calling itself."""
    out, waiting = [], [tree]
    while waiting:
        node = waiting.pop()
        inner = _bare(node)
        if inner.key == tree.key:
            waiting += [inner.args["expression"], inner.args["this"]]
        else:
            out.append(inner)
    return out


def _bare(tree: Any) -> Any:
    while tree.key == "paren":
        tree = tree.args["this"]
    return tree


def _check_depth(text: str, tree: Any) -> None:
    waiting = [(_bare(tree), 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            too_deep(text)
        parts = _joined(node) if node.key in ("and", "or") else map(_bare, node.iter_expressions())
        waiting += [(part, depth + 1) for part in parts]


def _node(text: str, pieces: list[Piece], tree: Any) -> Node:
    """Return our tree of sqlglot's; what is not on the list is refused."""
    tree = _bare(tree)
    if tree.key == "column":
        piece = pieces[int(tree.name)]
        return Name(piece.text, piece.place)
    if tree.key == "literal":
        return _value(text, pieces[int(tree.this)])
    if tree.key in ("and", "or"):
        return Op(tree.key, tuple(_node(text, pieces, part) for part in _joined(tree)))
    if tree.key == "is":  # null: anything else was refused as a piece
        return Op("null", (_node(text, pieces, tree.args["this"]),))
    sign, arguments = _SIGNS.get(tree.key, ("", ()))
    if not sign or any(tree.args[other] for other in tree.args.keys() - {*arguments, "negate"}):
        refuse(text, f"cannot be read: {MADE_OF}")
    given = [tree.args[argument] for argument in arguments]
    listed = [*given[:-1], *given[-1]] if isinstance(given[-1], list) else given
    parts = tuple(_node(text, pieces, part) for part in listed)
    if sign == "in":
        _check_list(text, parts[1:])
    return _plain(sign, parts, bool(tree.args.get("negate")))


def _plain(sign: str, parts: tuple[Node, ...], negate: bool) -> Node:
    """Write what can be said two ways in one: != as not =, and a negative number as a number."""
    first = parts[0]
    if sign == "neg" and isinstance(first, Constant) and not isinstance(first.value, bool | str):
        return Constant(-first.value, first.place)
    if sign == "!=":
        sign, negate = "=", True
    return Op("not", (Op(sign, parts),)) if negate else Op(sign, parts)


def _check_list(text: str, parts: tuple[Node, ...]) -> None:
    for part in parts:
        if not isinstance(part, Constant):
            word = part.text if isinstance(part, Name) else "FR"
            refuse(text, f"a list holds values only; a text stands in single quotes: '{word:.40}'", part.place)


def _value(text: str, piece: Piece) -> Constant:
    if piece.kind == "text":
        return Constant(piece.text, piece.place)
    if piece.kind in ("true", "false"):
        return Constant(piece.kind == "true", piece.place)
    if piece.text.isdigit() and len(piece.text) <= 18:  # what fits into the engines' integers
        return Constant(int(piece.text), piece.place)
    number = float(piece.text)
    if number in (float("inf"), float("-inf")):
        refuse(text, "the number is too large", piece.place)
    return Constant(int(number) if number.is_integer() and abs(number) < 2**53 else number, piece.place)


def names(text: str) -> tuple[str, ...]:
    """Return the columns that a condition or an expression uses, each once, in the order of reading.

    Raises
    ------
    BadOption
        It cannot be read.

    Examples
    --------
    >>> names('answered and wait <= 20 and "Wait (s)" > wait')
    ('answered', 'wait', 'Wait (s)')
    """
    return tuple(dict.fromkeys(_names(parse(text))))


def _names(node: Node) -> Iterator[str]:
    if isinstance(node, Name):
        yield node.text
    if isinstance(node, Op):
        for part in node.parts:
            yield from _names(part)


def canonical(text: str) -> str:
    """Return a condition or an expression as it is always written, so that the same one is known again.

    Raises
    ------
    BadOption
        It cannot be read.

    Examples
    --------
    >>> canonical("country='FR'") == canonical("( country  ==  'FR' )")
    True
    >>> print(canonical("wait<=20 AND channel<>'phone'"))
    ("wait" <= 20) and (not ("channel" = 'phone'))
    """
    return _written(parse(text))


def _written(node: Node) -> str:
    if isinstance(node, Name):
        return '"' + node.text.replace('"', '""') + '"'
    if isinstance(node, Constant):
        if isinstance(node.value, str):
            return "'" + node.value.replace("'", "''") + "'"
        return str(node.value).lower()
    parts = [f"({_written(part)})" if isinstance(part, Op) else _written(part) for part in node.parts]
    if node.sign in ("not", "neg"):
        return f"{'-' if node.sign == 'neg' else 'not'} {parts[0]}"
    if node.sign == "null":
        return f"{parts[0]} is null"
    if node.sign == "in":
        return f"{parts[0]} in ({', '.join(parts[1:])})"
    if node.sign == "between":
        return f"{parts[0]} between {parts[1]} and {parts[2]}"
    return f" {node.sign} ".join(parts)
