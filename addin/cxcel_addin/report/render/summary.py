"""The first page: three numbers, what was found, the scorecard, and where it says what to add for more."""

from __future__ import annotations

from collections.abc import Sequence

from cxcel_addin.language import say, say_many
from cxcel_addin.language.words import joined
from cxcel_addin.report.keep.drawn import Heads, labelled
from cxcel_addin.report.model import Finding, Report, Section, Tile, Tone
from cxcel_addin.report.render import scorecard
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.details import link_to
from cxcel_addin.report.render.frame import PADDING, SUMMARY, WIDTH
from cxcel_addin.report.render.page import Page
from cxcel_addin.report.render.styles import (
    BLUE,
    BOLD,
    FAINT,
    HAIRLINE,
    INK,
    NOTE,
    ORANGE,
    ORANGE_TEXT,
    SMALL,
    Look,
    short,
)
from cxcel_addin.report.render.text import fit, plain, width

_BARS = {Tone.BETTER: BLUE, Tone.WORSE: ORANGE}
ROOMY_TO_TIGHT = ((28, 22), (25, 22), (23, 21), (21, 20), (20, 19))  # heights of findings, of the scorecard's rows
SMALLEST = 0.82  # of its size, at which a front page that is a little too long still prints on one sheet of paper
EVIDENCE_AT = 556  # pixels from the left
TILES, HEADS, MORE = 102, 80, 24  # heights: tiles, heads of findings and scorecard, last line; with their gaps


def draw(book: Book, report: Report, tabs: Sequence[str]) -> None:
    """Draw the summary; findings link to the sheets named in `tabs`."""
    columns = scorecard.columns(report)
    section = Section(SUMMARY, report.kicker, report.title, report.subtitle, report.note)
    page = Page(book, section, list(columns.values()), home=False)
    finding, score = _steps(page, report, list(columns))
    _tiles(page, report.tiles)
    _findings(page, report, tabs, finding)
    scorecard.draw(page, report, list(columns), score)
    _missing(page, report)
    page.close()


def _steps(page: Page, report: Report, names: Sequence[str]) -> tuple[int, int]:
    """Heights of the rows of findings and of the scorecard with which all stands on one page, if any do."""
    fixed = TILES * bool(report.tiles) + HEADS + MORE * bool(report.missing)
    need = 0.0
    for finding, score in ROOMY_TO_TIGHT:
        found = sum(_finding_height(page, f, finding) for f in report.findings)
        need = fixed + found + sum(map(page.height_of, scorecard.table_rows(report, names, score)))
        if need <= page.room:
            return finding, score
    page.stretch(need - page.room, SMALLEST)
    return ROOMY_TO_TIGHT[-1] if need <= page.room else ROOMY_TO_TIGHT[0]


def _tiles(page: Page, tiles: Sequence[Tile]) -> None:
    """Three blocks side by side, each with a bar in the tone of its verdict."""
    if not tiles:
        return
    starts = [page.nearest(i * WIDTH / 3) for i in range(len(tiles))]
    ends = [start - 1 for start in starts[1:]] + [page.last]
    heights = [16.0, 38.0, 18.0, 18.0]
    _say_what_tiles_are_about(page, tiles, starts)
    for tile, first, last in zip(tiles, starts, ends, strict=True):
        bar: Look = {"left": 5, "left_color": _BARS.get(tile.verdict.tone, FAINT), "indent": 1}
        page.write(page.row, first, tile.kicker, NOTE, BOLD, bar)
        _hero(page, tile, first, page.span(first, last), bar)
        verdict: Look = BOLD | ({"font_color": ORANGE_TEXT} if tile.verdict.tone is Tone.WORSE else {})
        for i, text, look in ((2, tile.detail, SMALL), (3, tile.verdict.text, verdict)):
            need = page.prose(first, last, text, look, bar, base=18, row=page.row + i, pad=3)
            heights[i] = max(heights[i], need)
    for height in heights:
        page.down(height)


def _say_what_tiles_are_about(page: Page, tiles: Sequence[Tile], starts: Sequence[int]) -> None:
    """Each tile is about what its kicker says, whatever its number is."""
    kickers = {start: tile.kicker for tile, start in zip(tiles, starts, strict=True)}
    heads = Heads(page.row, labelled(0, [kickers.get(col) for col in range(page.last + 1)]))
    for row, part in enumerate(("kicker", "number", "detail", "verdict"), page.row):
        page.drawn.about(row, f"tile, {part}", heads)


def _hero(page: Page, tile: Tile, col: int, pixels: int, bar: Look) -> None:
    """The number with its name beside it."""
    number: Look = {"font_size": 24, "bold": True, "font_color": BLUE if tile.verdict.tone is Tone.BETTER else INK}
    value, what = short(tile.value, tile.unit), plain(tile.what)
    room = pixels - 40 - width(value, 24, bold=True)
    size = 10 if width(what, 10) <= room else 9
    words = "   " + fit(what, room, size)
    page.rich(page.row + 1, col, (value, number), (words, SMALL | {"font_size": size}), cell_look=bar)


def _evidence(page: Page) -> int:
    """The column where the evidence begins."""
    return max(1, min(page.nearest(EVIDENCE_AT), page.last - 1))


def _finding_height(page: Page, finding: Finding, base: int) -> float:
    column = _evidence(page)
    words = page.prose_height(0, column - 1, finding.sentence, base=base)
    return max(words, page.prose_height(column, page.last - 1, finding.evidence, NOTE, base=base, pad=2))


def _findings(page: Page, report: Report, tabs: Sequence[str], base: int) -> None:
    if not report.findings:
        return
    page.gap()
    page.head(say("What we found"), say("each sentence with its evidence and the page that shows it"))
    page.down(24)
    column = _evidence(page)
    for finding in report.findings:
        height = _finding_height(page, finding, base)
        page.need(height)
        for col in range(page.last + 1):
            page.write(page.row, col, None, HAIRLINE)
        page.prose(0, column - 1, finding.sentence, HAIRLINE)
        link_to(page, report.details, finding.page, finding.sentence, column - 1, HAIRLINE)
        page.prose(column, page.last - 1, finding.evidence, NOTE, HAIRLINE)
        if finding.page in tabs:
            there = say("Go to {page}", page=finding.page)
            page.link(page.row, page.last, finding.page, _arrow(page, finding.page), there, HAIRLINE)
        page.down(height)


def _arrow(page: Page, tab: str) -> str:
    """The words of a link to a page, as far as there is room."""
    arrow = " →"
    return joined([fit(tab, page.widths[-1] - PADDING - width(arrow, 9), 9), arrow])


def _missing(page: Page, report: Report) -> None:
    """Say where the report tells what it could not say, and what to add."""
    if not report.missing:
        return
    page.gap(4)
    tab = report.method.section.tab
    text = say_many(
        "{n} thing is not in this report: what to add stands on {page} →",
        "{n} things are not in this report: what to add stands on {page} →",
        len(report.missing),
        page=tab,
    )
    page.link(page.row, 0, tab, text, say("Go to {page}", page=tab), {"align": "left", "font_size": 8})
    page.down(18)
