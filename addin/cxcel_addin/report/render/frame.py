"""The frame of a page: kicker, title, subtitle, a cursor that goes down over printed pages, words, the note."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from cxcel_addin.language import say
from cxcel_addin.language.words import joined
from cxcel_addin.report.keep.drawn import Area, Value, stable
from cxcel_addin.report.model import Section
from cxcel_addin.report.render.book import Book, quote
from cxcel_addin.report.render.styles import BLUE, BOLD, NOTE, RULE, SMALL, Look
from cxcel_addin.report.render.text import clip, fit, line_height, lines, plain, width
from cxcel_addin.report.render.theme import ACROSS, theme

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

WIDTH = ACROSS  # pixels: A4 landscape less 12 mm on each side, so that every page prints at the same scale
SUMMARY = "Summary"
FIRST_ROW = 4  # below kicker, title, subtitle and a gap
TALLEST = 545  # Excel takes no row above 409 points
TIP = 250  # letters of a screen tip
ASIDE = "   "  # between a heading and the help beside it
LOGO = 160, 46  # most pixels, beside kicker and title
PADDING = 4  # pixels that a cell keeps free beside its text
NARROW = 84  # pixels: columns of numbers, which large type leaves as wide as they are


def over(*looks: Look) -> Look:
    """Looks laid over each other, the last on top."""
    out: Look = {}
    for look in looks:
        out = out | look
    return out


def logo_of(organisation: str) -> str:
    """What a reader who does not see the logo is told."""
    return say("Logo of {organisation}", organisation=organisation) if organisation else say("Logo")


def narrowed(widths: Sequence[int], across: int) -> list[int]:
    """Take what a page lacks from the wide columns, whose words are wrapped; numbers keep their room.

    Examples
    --------
    >>> narrowed([200, 60, 124], 300)
    [138, 60, 102]
    """
    spare = [max(0, width - NARROW) for width in widths]
    lack = min(max(0, sum(widths) - across), sum(spare))
    edges = [round(lack * sum(spare[:i]) / sum(spare)) if lack else 0 for i in range(len(widths) + 1)]
    return [width - (b - a) for width, a, b in zip(widths, edges, edges[1:], strict=False)]


class Frame:
    """One section on one sheet.  Content is written downwards at `row`; a block that does not fit starts a new page."""

    def __init__(self, book: Book, section: Section, widths: Sequence[int], *, home: bool = True) -> None:
        across = theme().across
        if sum(widths) not in (WIDTH, across):
            raise ValueError(f"columns of {section.tab} must add up to {across} pixels, got {sum(widths)}")
        self.book = book
        self.sheet = book.sheet(section.tab)
        self.drawn = book.drawn_on(self.sheet)
        self.widths = narrowed(widths, across)
        self.width = sum(self.widths)
        self.full = theme().down * self.width / across  # a page that is wider prints smaller, and is higher
        self.last = len(widths) - 1
        self.row = 0
        self.breaks: list[int] = []
        self.height = self.full
        self.notes = " ".join(filter(None, (section.note, section.sheets)))
        self._used = 0.0
        self._heights: list[int] = []
        self._charts: list[tuple[Chart, int, float, tuple[float, float]]] = []  # row, pixel from the left, size
        for col, pixels in enumerate(self.widths):
            self.sheet.set_column_pixels(col, col, round(theme().zoom * pixels))
        self._frame(section, home)

    def _frame(self, section: Section, home: bool) -> None:
        sheet, fmt = self.sheet, self.book.format
        for row, words in enumerate(("kicker", "title", "subtitle")):
            self.drawn.about(row, words)
        self.write(0, 0, section.kicker, BOLD, {"font_size": 9, "font_color": BLUE})
        if home:
            self.link(0, self.last, SUMMARY, say("Summary"), say("Back to the summary"))
        self.down(20)
        end = self.last if home else self._logo()
        height = self.prose(0, end, section.title, BOLD, {"font_size": 16}, base=32)
        self.down(height)
        rule: Look = {"bottom": 1, "bottom_color": RULE, "valign": "top"}
        for col in range(self.last + 1):
            sheet.write_blank(self.row, col, None, fmt(rule))
        self.down(self.prose(0, self.last, section.subtitle, SMALL, rule, base=22))
        self._frozen = self._used
        self.down(10)
        sheet.freeze_panes(FIRST_ROW - 1, 0)
        sheet.set_zoom(115)  # 10 pt reads as 11.5 pt on screen; print is not touched

    def _logo(self) -> int:
        """Put the logo into the right corner; the last column that is left of it."""
        logo = theme().logo
        if logo is None:
            return self.last
        scale = logo.inside(*LOGO)
        at = self.width - scale * logo.width
        col, dx = self.column_at(at)
        zoom = theme().zoom
        options = {
            "image_data": BytesIO(logo.content),
            "x_offset": round(zoom * dx),
            "y_offset": 2,
            "x_scale": zoom * scale,
            "y_scale": zoom * scale,
            "object_position": 2,  # it moves with its cells and keeps its size
            "description": plain(logo_of(self.book.organisation)),
        }
        self.sheet.insert_image(0, col, "logo.png", options)
        return max(0, self.column_at(at - 12)[0] - 1)

    # --- where we are ---

    def down(self, pixels: float) -> None:
        """Give the current row its height and go to the next."""
        zoom = theme().zoom
        height = min(round(pixels), int(TALLEST / zoom))
        above = sum(self._heights)
        self.sheet.set_row_pixels(self.row, round(zoom * (above + height)) - round(zoom * above))
        self._used += height
        self._heights.append(height)
        self.row += 1

    @property
    def room(self) -> float:
        """Pixels left on this printed page, with the note kept free."""
        return self.height - self._used - self._note_height()

    @property
    def fresh(self) -> float:
        """Pixels that a new printed page has, below the repeated title."""
        return self.height - self._frozen - 10 - self._note_height()

    def stretch(self, pixels: float, smallest: float) -> None:
        """Make room for so many pixels more by printing smaller, down to this share of the size at most."""
        if self.full + pixels <= self.full / smallest:
            self.height = self.full + pixels

    def new_page(self) -> None:
        """Start a printed page; the title is repeated on it."""
        self._end_charts()
        self.breaks.append(self.row)
        self._used = self._frozen
        self.down(10)

    def _end_charts(self) -> None:
        """End charts with their page: by rounding, one may reach a pixel further, and is drawn on the next, too."""
        first, zoom = self.breaks[-1] if self.breaks else 0, theme().zoom
        for chart, row, _, size in self._charts:
            left = sum(self._heights[row:]) - 1
            if row >= first and size[1] > left:
                chart.set_size({"width": round(zoom * size[0]), "height": int(zoom * left)})

    def need(self, pixels: float) -> None:
        """Start a new page unless so much room is left, or a new page would have no more."""
        if self.room < pixels and self._used > self._frozen + 10:
            self.new_page()

    def gap(self, pixels: int = 12) -> None:
        """Empty space between blocks, none at the top of a page."""
        if self._used > self._frozen + 10:
            self.down(pixels)

    def column_at(self, x: float) -> tuple[int, int]:
        """The column that holds pixel x, and the rest."""
        col = 0
        while col < self.last and x >= self.widths[col]:
            x -= self.widths[col]
            col += 1
        return col, round(x)

    def nearest(self, x: float) -> int:
        """The column that starts nearest to pixel x."""
        starts = [sum(self.widths[:col]) for col in range(len(self.widths))]
        return min(range(len(starts)), key=lambda col: abs(starts[col] - x))

    def span(self, first: int, last: int) -> int:
        """Pixels from the first to the last column, both included."""
        return sum(self.widths[first : last + 1])

    # --- words ---

    def text_room(self, first: int, last: int, look: Look) -> float:
        """Pixels that text has between the first and the last column."""
        return self.span(first, last) - 9 * float(look.get("indent", 0)) - PADDING

    def write(self, row: int, col: int, value: Value, *looks: Look) -> None:
        """One cell."""
        self.book.write(self.sheet, row, col, value, *looks)

    def prose(
        self, first: int, last: int, text: str, *looks: Look, base: float = 20, row: int | None = None, pad: float = 6
    ) -> float:
        """Text over empty neighbours: one line as it is, more lines merged within the row; the height it needs."""
        row = self.row if row is None else row
        text, look = plain(text), over(*looks)
        height = self.prose_height(first, last, text, look, base=base, pad=pad)
        if not text:
            return height
        if width(text, *type_of(look)) <= self.text_room(first, last, look):
            self.write(row, first, text, look)
            return height
        wrap: Look = {"text_wrap": True}
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", self.book.format(look, wrap))
            self.drawn.areas.append(Area(row, first + 1, row, last))
        self.write(row, first, text, look, wrap)
        return height

    def prose_height(self, first: int, last: int, text: str, *looks: Look, base: float = 20, pad: float = 6) -> float:
        """The height that `prose` needs."""
        look = over(*looks)
        count = lines(plain(text), self.text_room(first, last, look), *type_of(look))
        return base if count == 1 else max(base, count * line_height(type_of(look)[0]) + pad)

    def link(self, row: int, col: int, tab: str, text: str, tip: str, *looks: Look) -> None:
        """A link to the top of another sheet."""
        url = f"internal:{quote(self.book.tab(tab).name)}!A1"
        look = over(SMALL, {"font_color": BLUE, "align": "right"}, *looks)
        self.sheet.write_url(row, col, url, self.book.format(look), plain(text), clip(plain(tip), TIP))
        self.drawn.drew(row, col, plain(text), look)

    def rich(self, row: int, col: int, *parts: tuple[str, Look], cell_look: Look | None = None) -> None:
        """Text in several looks in one cell."""
        parts = tuple((plain(text), look) for text, look in parts if text)
        if len(parts) == 1:
            self.write(row, col, parts[0][0], cell_look or {}, parts[0][1])
        elif parts:
            pieces = [piece for text, look in parts for piece in (self.book.format(look), text)]
            self.sheet.write_rich_string(row, col, *pieces, self.book.format(cell_look or {}))
            self.drawn.drew(row, col, joined([text for text, _ in parts]), cell_look or {})

    def head(self, text: str, note: str = "", *, col: int = 0, room: float | None = None) -> None:
        """The head of a block with its reading help, written on the current row."""
        room = self.width if room is None else room
        about = joined([text, note], ASIDE) if note else text
        text = fit(text, room - 4, 10, bold=True)
        if not col or self.drawn.block_row != self.row:
            self.drawn.begin(text, self.row)
            self.drawn.about(self.row, stable(about))
        left = room - width(text, 10, bold=True) - 16
        size = 9 if width(plain(note), 9) <= left else 8
        note = joined(["", fit(note, left, size)], ASIDE) if note else ""
        self.rich(self.row, col, (text, BOLD), (note, SMALL | {"font_size": size}))

    def put(self, chart: Chart, row: int, x: float, size: tuple[float, float], alt: str) -> None:
        """Anchor a chart to cells so that it stays on its rows; one without a series is left out."""
        if not chart.series:
            return
        col, dx = self.column_at(x)
        zoom = theme().zoom
        chart.set_size({"width": round(zoom * size[0]), "height": round(zoom * size[1])})
        options = {"x_offset": round(zoom * dx), "object_position": 1, "description": plain(alt)}
        self.sheet.insert_chart(row, col, chart, options)
        self._charts.append((chart, row, x, size))

    def space(self, pixels: float, step: int = 20) -> None:
        """Rows under a chart that takes so many pixels."""
        while pixels >= 1:
            self.down(min(step, pixels))
            pixels -= step

    def _note_height(self) -> float:
        return lines(plain(self.notes), self.width - 12, 8) * line_height(8) + 16 if self.notes else 0

    def close(self) -> None:
        """The note, the print area and the fit to pages."""
        if self.notes:
            height = self._note_height()
            self.drawn.about(self.row, "note")
            self.prose(0, self.last, self.notes, NOTE, {"valign": "bottom"})
            self.down(height)
        self.sheet.print_area(0, 0, self.row - 1, self.last)
        self.sheet.fit_to_pages(1, 0 if self.breaks else 1)
        if self.breaks:
            self.sheet.repeat_rows(0, FIRST_ROW - 2)
            self.sheet.set_h_pagebreaks(self.breaks)
        self.drawn.areas += [self._under(row, x, size) for _, row, x, size in self._charts]

    def _under(self, row: int, x: float, size: tuple[float, float]) -> Area:
        """The cells under a chart."""
        bottom, left = row, size[1]
        while left > 0 and bottom < len(self._heights):
            left -= self._heights[bottom]
            bottom += 1
        return Area(row, self.column_at(x)[0], bottom - 1, self.column_at(x + size[0] - 1)[0])


def type_of(look: Look) -> tuple[float, bool]:
    """Size and weight of the letters of a look."""
    return float(look.get("font_size", 10)), bool(look.get("bold"))
