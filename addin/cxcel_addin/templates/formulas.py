"""Formulas as data: each says how a cell spells it.

A `Formula` is a function of CXcel.  `Excel` is one of Excel's own functions, `Joined` an operator between two values,
and `Input` a named cell; so a formula of ours may stand in an ordinary one, as it would in anybody's workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from cxcel.records import dataclass

Constant = str | float
Tables = Mapping[str, Mapping[str, Sequence[Any]]]  # table -> column -> cells
Inputs = Mapping[str, Any]  # name of a cell -> what it holds
NONE: Inputs = MappingProxyType({})

_COLUMN = re.compile(r"^(\w+)\[(\w+)\]$")
_COLUMNS = re.compile(r"^(\w+)\[\[#All\],\[(\w+)\]:\[(\w+)\]\]$")


class Expression:
    """What may stand in a cell behind the equals sign."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """The formula as a cell shows it, without its equals sign."""
        return self.written("")

    def written(self, prefix: str) -> str:
        """The formula with something before every name of a function of CXcel."""
        raise NotImplementedError

    def parts(self) -> Iterator[Expression]:
        """Return it and every formula in it."""
        yield self


@dataclass(frozen=True, slots=True)
class Input(Expression):
    """A cell with a name of its own, into which the reader writes."""

    name: str

    def written(self, prefix: str) -> str:
        """The cell's name."""
        return self.name


@dataclass(frozen=True, slots=True)
class Joined(Expression):
    """Two values with an operator between them, each in brackets where it has an operator of its own."""

    operator: str
    left: Any
    right: Any

    def written(self, prefix: str) -> str:
        """Both sides with the operator between them."""
        sides = (
            f"({_shown(side, prefix)})" if isinstance(side, Joined) else _shown(side, prefix)
            for side in (self.left, self.right)
        )
        return self.operator.join(sides)

    def parts(self) -> Iterator[Expression]:
        """Return it and every formula in it."""
        yield self
        yield from _parts((self.left, self.right))


@dataclass(frozen=True, slots=True)
class Excel(Expression):
    """A function of Excel's own."""

    function: str
    arguments: tuple[Any, ...]

    def written(self, prefix: str) -> str:
        """The function with its arguments."""
        return f"{self.function}({','.join(_shown(argument, prefix) for argument in self.arguments)})"

    def parts(self) -> Iterator[Expression]:
        """Return it and every formula in it."""
        yield self
        yield from _parts(self.arguments)


@dataclass(frozen=True, slots=True)
class Formula(Expression):
    """A function of CXcel with its arguments.

    ``Survey[nps]`` is a column of a table, ``Survey[[#All],[nps]:[ces]]`` several with their headers, any other text
    a word; a tuple is a column of constants, a tuple of tuples rows of them, None an argument that is left out.

    Examples
    --------
    >>> Formula("NPS", ("Survey[nps]",)).text
    'NPS(Survey[nps])'
    >>> Formula("CLV", (100, 0.8, 0.1)).text, Formula("NPS", ((10, 9, 0),)).text
    ('CLV(100, 0.8, 0.1)', 'NPS({10;9;0})')
    """

    function: str
    arguments: tuple[Any, ...]

    def written(self, prefix: str) -> str:
        """The function with its arguments."""
        return f"{prefix}{self.function}({', '.join(_shown(argument, prefix) for argument in self.arguments)})"

    def parts(self) -> Iterator[Expression]:
        """Return it and every formula in it."""
        yield self
        yield from _parts(self.arguments)


def called(expression: Expression) -> frozenset[str]:
    """Return the functions of CXcel that a formula calls."""
    return frozenset(part.function for part in expression.parts() if isinstance(part, Formula))


def columns_of(expression: Expression) -> tuple[str, ...]:
    """Return the columns of tables that a formula speaks of, each once.

    Examples
    --------
    >>> columns_of(Formula("KPI_BY", ("NPS", "Survey[segment]", "Survey[nps]")))
    ('Survey[segment]', 'Survey[nps]')
    """
    found = (argument for part in expression.parts() for argument in _operands(part))
    return tuple(dict.fromkeys(cell for cell in found if isinstance(cell, str) and _COLUMN.match(cell)))


def read_by(expression: Expression, tables: Tables) -> set[tuple[str, str]]:
    """Return table and name of every column that a formula reads, by itself or among its neighbours.

    Examples
    --------
    >>> sorted(read_by(Formula("KPI_CORR_MATRIX", ("T[[#All],[a]:[c]]",)), {"T": dict.fromkeys("xabc", ())}))
    [('T', 'a'), ('T', 'b'), ('T', 'c')]
    """
    found = {of_table(column) for column in columns_of(expression)}
    for part in expression.parts():
        for block in (_COLUMNS.match(each) for each in _operands(part) if isinstance(each, str)):
            if block:
                names = list(tables[block[1]])
                found |= {(block[1], name) for name in names[names.index(block[2]) : names.index(block[3]) + 1]}
    return found


def of_table(column: str) -> tuple[str, str]:
    """Return table and name of a column such as ``Survey[nps]``."""
    found = _COLUMN.match(column)
    if not found:
        raise ValueError(f"{column} is no column")
    return found[1], found[2]


def _operands(part: Expression) -> tuple[Any, ...]:
    if isinstance(part, Joined):
        return (part.left, part.right)
    return part.arguments if isinstance(part, (Excel, Formula)) else ()


def _parts(arguments: Sequence[Any]) -> Iterator[Expression]:
    for argument in arguments:
        if isinstance(argument, Expression):
            yield from argument.parts()


def _shown(argument: Any, prefix: str) -> str:
    if isinstance(argument, Expression):
        return argument.written(prefix)
    if isinstance(argument, str):
        return argument if _COLUMN.match(argument) or _COLUMNS.match(argument) else f'"{argument}"'
    if isinstance(argument, tuple):
        return f"{{{';'.join(','.join(_shown(cell, prefix) for cell in row) for row in _rows(argument))}}}"
    return "" if argument is None else f"{argument:.15g}"


def _rows(constants: tuple[Any, ...]) -> list[list[Constant]]:
    return [list(row) if isinstance(row, tuple) else [row] for row in constants]
