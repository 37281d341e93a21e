"""What a section of the page is made of: heads, charts, tables and lines of words; templates write them as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: words or a number as text, or a small drawing."""

    text: str = ""
    look: str = ""  # classes: "number", "better", "quiet" ...
    aside: str = ""  # said after the text, smaller
    drawing: Markup | None = None
    link: str = ""  # part of the page that it leads to
    tint: int = 0  # depth of a heat map's cell, 0 to 10


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; `drawing` is the axis of the drawings below."""

    text: str
    look: str = ""
    drawing: Markup | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; the first cell of a row names it.  A row of one cell names the rows below it."""

    caption: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[Cell]]
    alt: str = ""  # the finding that its drawings show
    look: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing that states its finding, with its numbers as a table."""

    title: str
    drawing: Markup
    numbers: Table
    note: str = ""
    verdict: Cell | None = None  # what it shows, in words, and how surely


@dataclass(frozen=True, slots=True)
class Words:
    """A line of words under a block."""

    text: str
    look: str = "aside"


@dataclass(frozen=True, slots=True)
class Block:
    """A head with its reading help, and what stands below it."""

    head: str = ""
    note: str = ""
    table: Table | None = None
    charts: Sequence[Chart] = ()
    words: Sequence[Words] = ()
    look: str = ""  # "small": four charts side by side; "beside": the table beside the chart
    more: Table | None = None  # numbers that a reader may open


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of the data that a section rests on, which a reader may open; `body` is their markup."""

    anchor: str
    title: str
    subtitle: str
    notes: Sequence[str]
    heads: Sequence[Head]
    body: Markup
