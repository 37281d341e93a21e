"""A page with tables: rows whose words are wrapped, that flow over printed pages, with charts laid over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from cxcel_addin.language import in_english, say
from cxcel_addin.language.words import joined
from cxcel_addin.report.keep.drawn import Area, Heads, Value, labelled, stable
from cxcel_addin.report.render.frame import ASIDE, PADDING, Frame, over, type_of
from cxcel_addin.report.render.styles import FAINT, HAIRLINE, NOTE, SMALL, Look
from cxcel_addin.report.render.text import line_height, lines, plain, width

BEFORE_A_GROUP = 0.4  # share of a page that must be filled to end it before a group
FEWEST = 3  # rows that may stand alone on a page


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and how it looks.

    Words that need more than one line may be merged over `span` columns; `aside` is quieter, beside them or below.
    """

    value: Value
    look: Look
    span: int = 1
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A column heading over so many columns, of which the others are None; "across" centres it without a merge."""

    text: str
    side: str = "right"
    indent: int = 0
    over: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; `keep` holds it on the page of the next row."""

    cells: Sequence[Cell]
    pixels: int = 20
    keep: bool = False
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Rows that were written together: a chart may lie over them."""

    first: int  # index of the first of the table's rows
    top: int  # its row on the sheet
    heights: tuple[int, ...]


def cell(value: Value, *looks: Look, span: int = 1) -> Cell:
    """A value with looks laid over each other, the last on top."""
    return Cell(value, over(*looks), span)


def between(low: float | None, high: float | None, num_format: str) -> list[Cell]:
    """An interval as two number cells, "low to" and "high": they sort and keep the reader's decimal mark."""
    to = say("to")
    worded = ";".join(f'{part}" {to}"' for part in num_format.split(";"))
    return [
        cell(low, SMALL, {"num_format": worded, "align": "right"}),
        cell(high, SMALL, {"num_format": num_format, "align": "left"}),
    ]


def heading(text: str, side: str = "right", over: int = 1) -> Head:
    """A column heading; words stand left with an indent, so that they keep clear of the number before them."""
    return Head(text, side, indent=1 if side == "left" else 0, over=over)


class Page(Frame):
    """A page that tables are written on."""

    def header(self, heads: Sequence[Head | None], *, first: int = 0, pixels: int = 20) -> None:
        """The header row of a table; None stands in the columns that a heading runs over."""
        self.down(self.header_at(self.row, heads, first=first, pixels=pixels))

    def header_at(self, row: int, heads: Sequence[Head | None], *, first: int = 0, pixels: int = 20) -> float:
        """Write a header row; the height it needs."""
        height = float(pixels)
        base: Look = SMALL | {"bottom": 1, "bottom_color": FAINT, "valign": "bottom"}
        for col, head in enumerate(heads, first):
            if head is None:
                self.write(row, col, None, base, {"align": "center_across"})
                continue
            side: Look = {"align": "center_across" if head.side == "across" else head.side, "indent": head.indent}
            room = self.span(col, col + head.over - 1) - 9 * head.indent - PADDING
            count = lines(plain(head.text), room, 9)
            self.write(row, col, head.text, base, side, {"text_wrap": True} if count > 1 else {})
            height = max(height, count * line_height(9) + 6)
        return height

    def _cells(self, row: Row, first: int) -> Iterator[tuple[int, Cell, int]]:
        """Column, cell and lines of text of each cell."""
        col = first
        for item in row.cells:
            text = plain(item.value) if isinstance(item.value, str) else ""
            yield col, item, lines(text, self.text_room(col, col + item.span - 1, item.look), *type_of(item.look))
            col += item.span

    def height_of(self, row: Row, *, first: int = 0) -> int:
        """Pixels that a row needs when its text is wrapped to its columns."""
        need = float(row.pixels)
        for col, item, count in self._cells(row, first):
            below = 0 if self._beside(col, item) else lines(plain(item.aside), self.text_room(col, col, item.look), 8)
            if count + below > 1:
                need = max(need, count * line_height(type_of(item.look)[0]) + below * line_height(8) + 4)
        return ceil(need)

    def write_row(self, at: int, row: Row, *, first: int = 0) -> None:
        """The cells of one hair-ruled row; text that is wider than its column is wrapped."""
        for col, item, count in self._cells(row, first):
            looks = HAIRLINE, item.look, {"text_wrap": True} if count > 1 else {}, row.look or {}
            for blank in range(col + 1, col + item.span):
                self.write(at, blank, None, *looks)
            if item.span > 1 and count > 1:
                self.sheet.merge_range(at, col, at, col + item.span - 1, "", self.book.format(*looks))
                self.drawn.areas.append(Area(at, col + 1, at, col + item.span - 1))
            if item.aside:
                self._with_aside(at, col, item, *looks)
            else:
                self.write(at, col, item.value, *looks)

    def _beside(self, col: int, item: Cell) -> bool:
        """Whether a verdict and what it rests on stand on one line."""
        need = width(plain(item.value), *type_of(item.look)) + width(ASIDE + plain(item.aside), 8)
        return not item.aside or need <= self.text_room(col, col, item.look)

    def _with_aside(self, row: int, col: int, item: Cell, *looks: Look) -> None:
        """A verdict with what it rests on in smaller letters, beside it or below."""
        fmt = self.book.format
        beside = self._beside(col, item)
        words = joined(["", plain(item.aside)], ASIDE if beside else "\n")
        cell_look = fmt(*looks, {} if beside else {"text_wrap": True})
        self.sheet.write_rich_string(row, col, fmt(item.look), plain(item.value), fmt(NOTE), words, cell_look)
        self.drawn.drew(row, col, joined([plain(item.value), words]), over(*looks))

    def table(
        self,
        heads: Sequence[Head | None],
        rows: Sequence[Row],
        *,
        header_pixels: int = 20,
        axis: int = 0,
        draw: Callable[[Placed], None] | None = None,
    ) -> None:
        """A table that flows over pages with its header repeated; `draw` lays a chart over the rows of each page.

        Parameters
        ----------
        axis : int
            Pixels of an empty row under the rows, for the axis of the chart.
        """
        heights = [self.height_of(row) for row in rows]
        labels = labelled(0, [head.text if head else None for head in heads])
        block = group = stable(self.drawn.block)
        start = 0
        while start < len(rows):
            count = self._fitting(rows, heights, start, header_pixels + axis)
            if start and count:
                self.new_page()
            over_rows = Heads(self.row, labels)
            self.drawn.about(self.row, "headings", over_rows)
            self.header(heads, pixels=header_pixels)
            top = self.row
            for i in range(start, start + count):
                label = str(in_english(rows[i].cells[0].value))
                group = f"{block}, {label}" if rows[i].keep else group
                self.drawn.about(self.row, label, over_rows, group)
                self.write_row(self.row, rows[i])
                self.down(heights[i])
            if axis:
                self.down(axis)
            if draw:
                draw(Placed(start, top, tuple(heights[start : start + count])))
            start += count

    def _fitting(self, rows: Sequence[Row], heights: Sequence[int], start: int, extra: float) -> int:
        """How many rows go on the page; at the start of a table the rest of the current page."""
        if start == 0:
            self.need(extra + sum(heights[: min(3, len(rows))]))
        room = (self.fresh if start else self.room) - extra
        count, used = 0, 0.0
        while start + count < len(rows) and used + heights[start + count] <= room:
            used += heights[start + count]
            count += 1
        left = len(rows) - start - count
        if 0 < left < FEWEST:
            count -= min(FEWEST - left, count - 1)
        groups = [i for i in range(1, count) if rows[start + i].keep]
        if left and groups and sum(heights[start : start + groups[-1]]) >= BEFORE_A_GROUP * room:
            return groups[-1]
        while left and count > 1 and rows[start + count - 1].keep:
            count -= 1
        return max(1, count)
