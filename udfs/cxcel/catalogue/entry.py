"""The shape of a catalogue entry: data only, from which every front end makes what it needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

import numpy as np

from cxcel.arrays import Array
from cxcel.cells import number_in
from cxcel.columns import Reader
from cxcel.errors import BadOption, OutOfRange, choose, pass_through
from cxcel.families import Family
from cxcel.records import dataclass

Setting = str | float | tuple[float, ...] | None
Values = Mapping[str, Any]  # argument name -> array or None; option name -> its value
Measure = Callable[[Values], tuple[Array, ...]]

POINTS, SHARE, SECONDS, MONEY, SCORE = "points", "share", "seconds", "money", "score"
SCORES, CENTRE, LOYALTY, RELATIONS = "CX Scores", "CX Contact centre", "CX Loyalty", "CX Relations"


@dataclass(frozen=True, slots=True)
class Argument:
    """A range that a function takes.

    `role` is the column of a report's data that fills it; `bases` are other columns that give the same metric on
    another base, with the words for it.
    """

    name: str
    reader: Reader
    help: str
    optional: bool = False
    role: str = ""
    bases: tuple[tuple[str, str], ...] = ()


def left_out(value: object) -> bool:
    """Whether an option was not given: a missing argument or an empty cell."""
    return value is None or (isinstance(value, str) and not value)


def only_cell(value: object) -> object:
    """Return what the one cell of a range of one cell holds; anything else as it is."""
    while isinstance(value, list | tuple | np.ndarray) and len(value) == 1:
        value = value[0]
    return value


@dataclass(frozen=True, slots=True)
class Option:
    """A word or a number that changes how a function computes.

    With `pair` it is two numbers, the second above the first, as two cells, an array or a text such as "6,9".  An
    option that says something of all rows together, and nothing of a part of them, has `by_part` False.
    """

    name: str
    default: Setting
    help: str
    words: tuple[str, ...] = ()
    low: float = 0
    high: float = float("inf")
    optional: bool = True
    whole: bool = False
    pair: bool = False
    by_part: bool = True

    def check(self, value: object) -> Any:
        """Return the value, or the default where none is given.

        Raises
        ------
        BadOption, OutOfRange, CellError
            A word that is not allowed, a number outside the limits, or an error cell.
        """
        value = only_cell(value)
        if left_out(value):
            if not self.optional:
                raise BadOption(f"{self.name} is missing: {self.help}")
            return self.default
        if self.words:
            return choose(self.name, value, self.words)
        pass_through(self.name, value)
        return self._two(value) if self.pair else self._number(value)

    def _number(self, value: object) -> float:
        if isinstance(value, list | tuple | np.ndarray):
            raise BadOption(f"{self.name} must be a number, got a range of {np.size(np.asarray(value, object))} cells")
        number = None if isinstance(value, bool) else number_in(str(value).strip())
        if number is None:
            raise BadOption(f"{self.name} must be a number, got {value!r}")
        if not self.low <= number <= self.high:
            raise OutOfRange(f"{self.name} must {self._limits()}, got {number:g}")
        if self.whole and number % 1:
            raise OutOfRange(f"{self.name} must be a whole number, got {number:g}")
        return number

    def _limits(self) -> str:
        if self.high == float("inf"):
            return f"be {self.low:g} or more"
        return f"lie in {self.low:g}..{self.high:g}"

    def _two(self, value: object) -> tuple[float, float]:
        cells = re.split(r"[,;\s]+", value.strip()) if isinstance(value, str) else np.ravel(np.asarray(value, object))
        if len(cells) != 2:
            raise BadOption(f"{self.name} must be two numbers such as {self.default[0]:g},{self.default[1]:g}")  # type: ignore[index]
        first, second = (self._number(cell) for cell in cells)
        if not first < second:
            raise OutOfRange(f"the first number of {self.name} must be below the second, got {first:g} and {second:g}")
        return first, second


@dataclass(frozen=True, slots=True)
class Rule:
    """One named formula of a metric: which family, over which columns, in which unit and direction.

    Parameters
    ----------
    formula : str
        The formula in words, printed beside every number made with it.
    better : str
        "up", "down", or "" where neither is better by itself.
    needs : tuple of str
        Optional arguments that this formula cannot do without.
    sets : mapping
        Option values that the formula implies.
    adapt : callable, optional
        Given the family and what was asked for (options, and ranges or None), the family to use: with weights, say.
    """

    name: str
    family: Family[Any]
    measure: Measure
    unit: str
    better: str
    formula: str
    needs: tuple[str, ...] = ()
    sets: Mapping[str, float] = field(default_factory=dict)
    adapt: Callable[[Family[Any], Values], Family[Any]] | None = None  # the family for what was asked for
    asked_by: str = ""  # optional argument that picks this formula where none is named
    when: str = ""  # the whole that counts were made from a rate of, where that shows this formula to be the data's own
    heading: str = ""  # title where this formula is used, with options in braces; the metric's title when empty


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: from this entry come the function, its help, the report row and the tests it must pass."""

    name: str
    title: str
    category: str
    parameters: tuple[Argument | Option, ...]
    rules: tuple[Rule, ...]
    definition: str
    pitfalls: tuple[str, ...]
    source: str
    choice: str = ""  # name of the option that picks the rule, where there are several
    headline: bool = False  # stands on a report's first page
    outcome: int = 0  # rank as the outcome a report is about, 1 first; 0 = never
    stand_in: bool = False  # an outcome only where no customer was asked and none counted
    grains: tuple[str, ...] = ()  # what a row must be for the metric to mean anything; () = whatever it is
    fewest: int = 1  # fewer cases than this are not shown, so that nobody is recognised
    row_title: str = ""  # what the value of one contact is called, where the title speaks of an average or a rate

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """The ranges."""
        return tuple(p for p in self.parameters if isinstance(p, Argument))

    @property
    def options(self) -> tuple[Option, ...]:
        """The words and numbers."""
        return tuple(p for p in self.parameters if isinstance(p, Option))

    def heading(self, rule: Rule, options: Mapping[str, object]) -> str:
        """Return the title for one formula, with the options it depends on filled in."""
        return rule.heading.format(**options) if rule.heading else self.title

    def rule(self, name: str | None = None) -> Rule:
        """Return the rule of that name, the first when none is given."""
        if not name:
            return self.rules[0]
        choose(self.choice or "rule", name, [rule.name for rule in self.rules])
        return next(rule for rule in self.rules if rule.name == name)
