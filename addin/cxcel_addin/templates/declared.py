"""What a template is: data only, from which its workbook is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cxcel.records import dataclass

from .chart_kinds import Chart, levels
from .formulas import Excel, Expression, Formula, Joined, Tables, columns_of, of_table

EMPTY, FEW = "no answers yet", "too few answers"
NOT_ENOUGH, OUT_OF_RANGE = 2, 6  # what ERROR.TYPE gives for #DIV/0!, the error for too few answers, and for #NUM!
WIDE = (200, *(104,) * 8)  # pixels of the columns of a page: 1,032 in all
SCORECARD = (196, 100, 80, 80, 80, 84, 116, 296)


def filled(column: str | Expression) -> Expression:
    """Return how many cells of a column are filled."""
    return Excel("COUNTA", (column,))


def unless_empty(expression: Expression, *needed: str | Expression, otherwise: str | float = EMPTY) -> Expression:
    """Return a formula that says so while a column is empty: any of those it speaks of, where none is named.

    What is needed is a column, or a number that is 0 as long as something is missing.

    Examples
    --------
    >>> unless_empty(Formula("NPS", ("Survey[nps]",))).text
    'IF(COUNTA(Survey[nps])=0,"no answers yet",NPS(Survey[nps]))'
    """
    of = needed or columns_of(expression)
    if not of:
        return expression
    counts = [each if isinstance(each, Expression) else filled(each) for each in of]
    there = counts[-1]
    for count in reversed(counts[:-1]):
        there = Joined("*", count, there)
    return Excel("IF", (Joined("=", there, 0), otherwise, expression))


def unless_few(expression: Expression, otherwise: Any = FEW) -> Expression:
    """Return a formula that says so where there are too few answers; any other error stays, so that it is seen.

    Examples
    --------
    >>> unless_few(Formula("ENPS", ("E[enps]",))).text
    'IFERROR(ENPS(E[enps]),IF(ERROR.TYPE(SUM(ENPS(E[enps])))=2,"too few answers",ENPS(E[enps])))'
    """
    return unless_error(expression, NOT_ENOUGH, otherwise)


def unless_error(expression: Expression, kind: int, otherwise: Any) -> Expression:
    """Return a formula that says something in place of one kind of error.

    LibreOffice's ERROR.TYPE does not see the error of a function that gives rows; that of their sum it does.
    """
    this = Joined("=", Excel("ERROR.TYPE", (Excel("SUM", (expression,)),)), kind)
    return Excel("IFERROR", (expression, Excel("IF", (this, otherwise, expression))))


def told(expression: Expression, *needed: str | Expression) -> Expression:
    """Return a formula that says in words that answers are missing or few."""
    return unless_empty(unless_few(expression), *(needed or columns_of(expression)))


def optional(column: str, beside: str, otherwise: str | float) -> Expression:
    """Return a column, or while it is empty a constant wherever the one beside it is filled."""
    stand_in = Excel("IF", (Joined("<>", beside, ""), otherwise, ""))
    return Excel("IF", (Joined("=", filled(column), 0), stand_in, column))


def where(column: str | Expression, *conditions: Joined) -> Expression:
    """Return the filled cells of a column whose rows meet all conditions; the others are "", which counts as blank.

    Excel makes a 0 of a blank that passes through IF, and a 0 is an answer: so blanks are kept out by name.

    Examples
    --------
    >>> from cxcel_addin.templates.formulas import Input
    >>> where("Survey[nps]", Joined("<", "Survey[date]", Input("Changed"))).text
    'IF((Survey[nps]<>"")*((Survey[date]<>"")*(Survey[date]<Changed)),Survey[nps],"")'
    """
    tests: Any = None
    for condition in reversed(conditions):
        known = Joined("*", Joined("<>", condition.left, ""), condition)
        tests = known if tests is None else Joined("*", known, tests)
    return Excel("IF", (Joined("*", Joined("<>", column, ""), tests), column, ""))


@dataclass(frozen=True, slots=True)
class Table:
    """A table to fill in: its columns are named as the roles of a report.

    `own` are columns that no role knows, with what they hold; `needs` the columns without which it says nothing.
    """

    name: str
    what: str
    columns: tuple[str, ...]
    needs: tuple[str, ...] = ()
    own: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """A cell to be filled in: of the sheet Settings, or of another.

    `named` is the name by which formulas speak of the cell; `allowed` the words or the least and most it takes; and
    `follows` a column whose first, middle or last cell it holds when the tables are filled with other data.
    """

    name: str
    value: str | float | date
    help: str
    named: str = ""
    allowed: tuple[str, ...] | tuple[float, float] = ()
    follows: tuple[str, str] | None = None

    def held(self, tables: Tables) -> str | float | date:
        """What the cell holds beside these tables."""
        if self.follows is None:
            return self.value
        place, column = self.follows
        table, name = of_table(column)
        cells = sorted(cell for cell in tables[table][name] if cell is not None)
        at = {"first": 0, "middle": len(cells) // 2, "last": -1}[place]
        return cells[at] if cells else self.value


@dataclass(frozen=True, slots=True)
class Measure:
    """A line of the scorecard: value, interval and base of a metric of the catalogue, and its target.

    `needs` is what it cannot do without, where that is not all columns: see `unless_empty`.
    """

    metric: str
    arguments: tuple[Any, ...]
    target: Expression | None = None
    needs: tuple[str | Expression, ...] = ()

    def guarded(self, expression: Expression, otherwise: str | float) -> Expression:
        """A formula behind the line's guard; why there is an error the cell of the value says."""
        needs = self.needs or columns_of(Formula(self.metric, self.arguments))
        return unless_empty(Excel("IFERROR", (expression, otherwise)), *needs, otherwise=otherwise)

    @property
    def formulas(self) -> tuple[Expression, Expression, Expression]:
        """Of the value, of its two limits, and of its base."""
        together = (self.metric, *self.arguments)
        return (
            told(Formula(self.metric, self.arguments), *self.needs),
            self.guarded(Formula("KPI_CI", together), ""),
            self.guarded(Formula("KPI_N", together), 0),
        )

    @property
    def verdict(self) -> Expression | None:
        """Of whether the target is met, which the function says in its second row."""
        if self.target is None:
            return None
        against = Excel("INDEX", (Formula("KPI_TARGET", (self.metric, self.target, *self.arguments)), 2, 5))
        return self.guarded(Excel("IF", (Joined("=", self.target, ""), "no target", against)), "")


@dataclass(frozen=True, slots=True)
class Text:
    """Words over the whole width."""

    words: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Cells to be filled in."""

    title: str
    rows: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """The live scorecard."""

    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows of words and formulas that give one cell each; `units` say how each column, or each row, is written."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    units: tuple[str, ...]
    chart: Chart | None = None
    bars: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A function of the catalogue with its arguments and a live example."""

    formula: Formula


@dataclass(frozen=True, slots=True)
class Block:
    """One formula that spills; `rows` are those it always takes, 0 for one that grows and stands last.

    `heads` are words for headings of its own that say more than the usual ones; `switched` is a condition, as Excel
    takes it, under which its numbers are in another unit, and that unit.
    """

    title: str
    formula: Expression
    unit: str
    rows: int = 0
    bars: tuple[str, ...] = ()
    chart: Chart | None = None
    help: str = ""
    switched: tuple[str, str] | None = None
    heads: Mapping[str, str] | None = None


Section = Text | Asked | Scores | Lines | Block | Example


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of sections, one below the other."""

    tab: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    grid: tuple[int, ...] = WIDE


@dataclass(frozen=True, slots=True)
class Template:
    """A workbook that is ready to be filled in."""

    name: str
    title: str
    purpose: str
    steps: tuple[str, ...]
    settings: tuple[Setting, ...]
    tables: tuple[Table, ...]
    sheets: tuple[Sheet, ...]
    size: int = 2_000  # contacts that its sample is made of

    def inputs(self, tables: Tables | None = None) -> dict[str, Any]:
        """What the named cells hold, beside the sample or other tables."""
        named = [setting for setting in self.asked if setting.named]
        return {setting.named: setting.value if tables is None else setting.held(tables) for setting in named}

    @property
    def asked(self) -> list[Setting]:
        """Every cell to be filled in."""
        shown = [s for sheet in self.sheets for s in sheet.sections if isinstance(s, Asked)]
        return [*self.settings, *(row for section in shown for row in section.rows)]

    @property
    def formulas(self) -> list[Expression]:
        """Every formula in it."""
        return [formula for sheet in self.sheets for section in sheet.sections for formula in formulas(section)]


def formulas(section: Section) -> list[Expression]:
    """Return the formulas of a section, in the order of its cells."""
    match section:
        case Scores(measures):
            found: list[Any] = []
            for measure in measures:
                found += [*measure.formulas, measure.target, measure.verdict]
            return [formula for formula in found if formula is not None]
        case Lines():
            cells = [cell[0] if isinstance(cell, tuple) else cell for row in section.rows for cell in row]
            return [*(cell for cell in cells if isinstance(cell, Expression)), *levels(section.chart)]
        case Block():
            return [section.formula, *levels(section.chart)]
        case Example():
            return [section.formula]
        case _:
            return []
