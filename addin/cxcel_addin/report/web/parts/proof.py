"""The six steps, what asks for a second look, actions, how it was computed, what the files held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxcel_addin.language import say, say_many
from cxcel_addin.language.numbers import day
from cxcel_addin.report.model import (
    Actions,
    CheckRow,
    Flags,
    Line,
    Method,
    ProfileRow,
    Quality,
    QualityRow,
    Steps,
    Unit,
)

from ..blocks import Block, Cell, Head, Table, Words
from ..figures import chance, count, difference, heads, value, verdict

NAMED_ROWS = 3  # rows of a file that a finding names


def steps(page: Steps) -> Iterator[Block]:
    """The six steps, and what became of the registered checks."""
    step, chosen, said, decision = page.heads
    rows = [
        [
            Cell(f"{row.number}  {row.title}", aside=row.question, link=row.page),
            Cell(row.chosen, "strong"),
            Cell(row.said),
            Cell(look="fill-in"),
        ]
        for row in page.rows
    ]
    yield Block(table=Table(page.section.title, [Head(text) for text in (step, chosen, said, decision)], rows))
    if page.checks:
        table = Table(page.checks_head, heads(*page.check_heads, words=(0, 1, 2, 7, 8)), list(map(_check, page.checks)))
        yield Block(page.checks_head, page.checks_note, table, words=[Words(page.how_to)])
    else:
        yield Block(page.checks_head, page.checks_note, words=[Words(page.none, ""), Words(page.how_to)])


def _check(row: CheckRow) -> list[Cell]:
    registered = row.check.registered
    effect = row.effect
    return [
        Cell(day(row.check.day)),
        Cell(row.check.what, aside=row.where),
        Cell(row.measure),
        value(row.before.value, row.unit, ""),
        value(row.after.value, row.unit, ""),
        *difference(effect.value, effect.low, effect.high, row.unit),
        verdict(row.verdict, row.detail),
        Cell(day(registered) if registered else "", "quiet"),
    ]


def flags(page: Flags) -> Iterator[Block]:
    """Signs of scores being worked on, what was looked for, and what is odd in the data."""
    if page.gaming:
        rows = [
            [
                Cell(flag.subject),
                Cell(flag.sentence),
                value(flag.figure, Unit.SHARE),
                value(flag.beside, Unit.SHARE, "quiet"),
                count(flag.n),
                chance(flag.p_adjusted),
            ]
            for flag in page.gaming
        ]
        table = Table(page.gaming_head, heads(*page.gaming_heads, words=(0, 1)), rows)
        yield Block(page.gaming_head, page.gaming_note, table)
    else:
        yield Block(page.gaming_head, page.gaming_note, words=[Words(page.nothing, "")])
    looked = [[Cell(sign.title), Cell(sign.looks_like), count(float(sign.agents))] for sign in page.signs]
    if looked:
        table = Table(page.signs_head, heads(*page.signs_heads, words=(0, 1)), looked)
        yield Block(page.signs_head, page.signs_note, table)
    if page.data:
        odd = [[Cell(flag.subject), Cell(flag.sentence), count(flag.figure)] for flag in page.data]
        yield Block(page.data_head, page.data_note, Table(page.data_head, heads(*page.data_heads, words=(0, 1)), odd))


def actions(page: Actions) -> Iterator[Block]:
    """What each action answers; the other cells are filled in on paper, or in the workbook."""
    rows = [
        [Cell(str(i)), Cell(row.because), *[Cell(look="fill-in")] * (len(page.heads) - 2)]
        for i, row in enumerate(page.rows, 1)
    ]
    table = Table(page.section.title, [Head(text) for text in page.heads], rows)
    yield Block(table=table, words=[Words(" · ".join(page.states))])


def method(page: Method) -> Iterator[Block]:
    """Definitions, formulas, settings."""
    yield from _lines("", (say("Term"), say("Definition"), say("In this report")), page.definitions)
    titles = say("Measure"), say("Formula"), say("Base, and what was left out")
    yield from _lines(say("Formulas used"), titles, page.formulas)
    yield from _lines(say("Settings"), (say("Setting"), say("Value"), say("Where it came from")), page.settings)


def _lines(title: str, titles: tuple[str, str, str], rows: Sequence[Line], note: str = "") -> Iterator[Block]:
    if rows:
        cells = [[Cell(row.term), Cell(row.text), Cell(row.here, "quiet")] for row in rows]
        yield Block(title, note, Table(title or titles[1], [Head(text) for text in titles], cells))


def quality(page: Quality) -> Iterator[Block]:
    """What was found and done about it, what was assumed, what the columns hold."""
    title = say("What was found")
    if page.rows:
        titles = say("File"), say("Column"), say("Found"), say("Example"), say("Count"), say("Rows")
        top = heads(*titles, say("Done about it"), words=(0, 1, 2, 3, 5, 6))
        yield Block(title, "", Table(title, top, [_finding(row) for row in page.rows]))
    else:
        yield Block(title, say("nothing that asked for a decision"))
    titles_assumed = say("File"), say("Assumed"), say("Why, or how to change it")
    yield from _lines(say("What was assumed"), titles_assumed, page.assumptions, say("and how to say otherwise"))
    if page.profile:
        title = say("The columns used")
        numbers = (
            say("Values"),
            say("Blank"),
            say("Left out"),
            say("Mean"),
            say("Median"),
            say("Lowest"),
            say("Highest"),
        )
        top = heads(say("File"), say("Column"), say("Read as"), *numbers, words=(0, 1, 2))
        yield Block(
            title, say("blank: not answered; left out: see above"), Table(title, top, list(map(_column, page.profile)))
        )


def _finding(row: QualityRow) -> list[Cell]:
    return [
        Cell(row.file),
        Cell(row.column),
        Cell(row.found),
        Cell(row.example, "quiet"),
        count(row.count),
        Cell(_some(row), "quiet"),
        Cell(row.done),
    ]


def _some(row: QualityRow) -> str:
    text = ", ".join(map(str, row.rows[:NAMED_ROWS]))
    more = max(row.count, len(row.rows)) - min(len(row.rows), NAMED_ROWS)
    return say_many("{some} and {n} more", "{some} and {n} more", more, some=text) if row.rows and more > 0 else text


def _column(row: ProfileRow) -> list[Cell]:
    unit = row.unit or Unit.SCORE
    counts = [count(n) for n in (row.n, row.blank, row.left_out)]
    numbers = [value(v, unit, "") for v in (row.mean, row.median, row.low, row.high)]
    return [Cell(row.file), Cell(row.column), Cell(row.role, "quiet"), *counts, *numbers]
