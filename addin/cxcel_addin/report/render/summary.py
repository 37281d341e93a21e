"""The first page: three numbers, what was found, the scorecard, and where it says what to add for more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cxcel_addin.language import say, say_many
from cxcel_addin.language.words import joined
from cxcel_addin.report.keep.drawn import Heads, labelled
from cxcel_addin.report.model import Finding, Report, ScoreRow, Section, Tile, Tone
from cxcel_addin.report.render import scorecard
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.details import link_to, room_below
from cxcel_addin.report.render.frame import PADDING, SUMMARY
from cxcel_addin.report.render.page import Page
from cxcel_addin.report.render.styles import (
    BLUE,
    BOLD,
    FAINT,
    HAIRLINE,
    INDENT,
    INK,
    NOTE,
    ORANGE,
    ORANGE_TEXT,
    SMALL,
    Look,
    short,
)
from cxcel_addin.report.render.text import fit, fit_lines, plain, width
from cxcel_addin.report.render.theme import theme

_BARS = {Tone.BETTER: BLUE, Tone.WORSE: ORANGE}
ROOMY_TO_TIGHT = ((28, 22), (25, 22), (23, 21), (21, 20), (20, 19))  # heights of findings, of the scorecard's rows
SMALLEST = 0.8  # of its size, at which a front page that is a little too long still prints on one sheet of paper
EVIDENCE_AT = 0.54  # of the width, from the left
HEADS, MORE = 92, 24  # heights: heads of findings and scorecard, a line at the end; with their gaps
MOST_LINES, ANY_LINES = 2, 40  # of a finding: on a page that would be too long, and on one that is not
FEWEST_ROWS = 5  # of the scorecard that stay on it
WHOLE = "Whole summary"  # by this the sheet is known inside


@dataclass(frozen=True, slots=True)
class Plan:
    """How the front page is set: least heights of findings and of the scorecard's rows, and what it leaves out."""

    finding: int
    score: int
    lines: int = MOST_LINES  # of a finding
    rows: int | None = None  # of the scorecard; None is all
    room: float = 0.0  # pixels that the page lacks at its full size


def draw(book: Book, report: Report, tabs: Sequence[str]) -> None:
    """Draw the summary; findings link to the sheets named in `tabs`.

    It stays one page: what is too long for it is cut, and stands on a page of its own.
    """
    columns = scorecard.columns(report)
    section = Section(SUMMARY, report.kicker, report.title, report.subtitle, report.note)
    page = Page(book, section, list(columns.values()), home=False)
    plan = _plan(page, report, list(columns))
    if plan.room:
        page.stretch(plan.room, SMALLEST)
    _tiles(page, report.tiles)
    _findings(page, report, tabs, plan)
    scorecard.draw(page, report, list(columns), plan.score, _rows(page, report, plan))
    found, rows = _cut(page, report, plan)
    cut = found or rows
    if cut:
        _more(page, say("Cut to fit one page: all of it stands on {page} →", page=say(WHOLE)), WHOLE)
    _missing(page, report)
    page.close()
    if cut:
        _whole(book, report if found else replace(report, findings=()), tabs, columns)


def _whole(book: Book, report: Report, tabs: Sequence[str], columns: Mapping[str, int]) -> None:
    """Draw the scorecard, and findings that were cut, without a limit, over as many pages as they take."""
    section = Section(
        WHOLE, say("Whole summary"), say("What the summary has no room for"), report.subtitle, report.note
    )
    page = Page(book, section, list(columns.values()))
    plan = Plan(*ROOMY_TO_TIGHT[0], lines=ANY_LINES)
    _findings(page, report, tabs, plan)
    scorecard.draw(page, report, list(columns), plan.score)
    page.close()


def _plan(page: Page, report: Report, names: Sequence[str]) -> Plan:
    """Return the roomiest setting with which all stands on one page; the last ones print smaller, then cut."""
    tightest = ROOMY_TO_TIGHT[-1]
    roomy = [Plan(*steps, lines=ANY_LINES) for steps in ROOMY_TO_TIGHT]
    if theme().large:  # a section may take two pages
        return roomy[-1]
    for plan in roomy:
        if _need(page, report, names, plan) <= page.room:
            return plan
    most = page.room + page.full / SMALLEST - page.full
    for plan in (roomy[-1], Plan(*tightest)):
        need = _need(page, report, names, plan)
        if need <= most:
            return replace(plan, room=need - page.room)
    count = len(report.scorecard)
    while count > FEWEST_ROWS and _need(page, report, names, Plan(*tightest, rows=count)) > most:
        count -= 1
    return Plan(*tightest, rows=count, room=page.full / SMALLEST - page.full - 1)


def _need(page: Page, report: Report, names: Sequence[str], plan: Plan) -> float:
    """Pixels that the front page takes below its title, its note aside."""
    fixed = sum(_tile_heights(page, report.tiles)) + HEADS + MORE * bool(report.missing)
    cut = plan.lines == MOST_LINES
    found = sum(_finding_height(page, report, finding, plan) for finding in report.findings)
    rows = scorecard.table_rows(_rows(page, report, plan), names, plan.score)
    return fixed + MORE * cut + found + sum(map(page.height_of, rows))


def _rows(page: Page, report: Report, plan: Plan) -> Sequence[ScoreRow]:
    """The rows of the scorecard that the page shows, cut to one line where it has to be cut."""
    rows = report.scorecard[: plan.rows]
    return scorecard.cut(page, rows) if plan.lines == MOST_LINES else rows


def _cut(page: Page, report: Report, plan: Plan) -> tuple[bool, bool]:
    """Whether any finding is cut, and whether the scorecard is."""
    whole = ((plain(f.sentence), plain(f.evidence)) for f in report.findings)
    found = any(_shown(page, f, plan) != words for f, words in zip(report.findings, whole, strict=True))
    shown = [row.title for row in _rows(page, report, plan)]
    return found, shown != [plain(row.title) if plan.lines == MOST_LINES else row.title for row in report.scorecard]


def _blocks(page: Page, count: int) -> list[tuple[int, int]]:
    """The first and the last column of so many blocks side by side."""
    starts = [page.nearest(i * page.width / 3) for i in range(count)]
    ends = [start - 1 for start in starts[1:]] + [page.last]
    return list(zip(starts, ends, strict=True))


def _tile_heights(page: Page, tiles: Sequence[Tile]) -> list[float]:
    """The heights of kicker, number, detail and verdict."""
    if not tiles:
        return []
    heights = [16.0, 38.0, 18.0, 18.0]
    for tile, (first, last) in zip(tiles, _blocks(page, len(tiles)), strict=True):
        for i, text, look in ((2, tile.detail, SMALL), (3, tile.verdict.text, BOLD)):
            need = page.prose_height(first, last, text, look, INDENT, base=18, pad=3)
            heights[i] = max(heights[i], need)
    return heights


def _tiles(page: Page, tiles: Sequence[Tile]) -> None:
    """Three blocks side by side, each with a bar in the tone of its verdict."""
    if not tiles:
        return
    blocks = _blocks(page, len(tiles))
    _say_what_tiles_are_about(page, tiles, [first for first, _ in blocks])
    for tile, (first, last) in zip(tiles, blocks, strict=True):
        bar: Look = {"left": 5, "left_color": _BARS.get(tile.verdict.tone, FAINT), "indent": 1}
        page.write(page.row, first, tile.kicker, NOTE, BOLD, bar)
        _hero(page, tile, first, page.span(first, last), bar)
        verdict: Look = BOLD | ({"font_color": ORANGE_TEXT} if tile.verdict.tone is Tone.WORSE else {})
        for i, text, look in ((2, tile.detail, SMALL), (3, tile.verdict.text, verdict)):
            page.prose(first, last, text, look, bar, base=18, row=page.row + i, pad=3)
    for height in _tile_heights(page, tiles):
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
    return max(1, min(page.nearest(EVIDENCE_AT * page.width), page.last - 1))


def _shown(page: Page, finding: Finding, plan: Plan) -> tuple[str, str]:
    """Sentence and evidence, cut to the lines that they may take."""
    column = _evidence(page)
    words = fit_lines(finding.sentence, page.text_room(0, column - 1, {}), plan.lines)
    evidence = fit_lines(finding.evidence, page.text_room(column, page.last - 1, NOTE), plan.lines, 8)
    return words, evidence


def _finding_height(page: Page, report: Report, finding: Finding, plan: Plan) -> float:
    column = _evidence(page)
    sentence, evidence = _shown(page, finding, plan)
    words = page.prose_height(0, column - 1, sentence, base=plan.finding)
    words = max(words, page.prose_height(column, page.last - 1, evidence, NOTE, base=plan.finding, pad=2))
    return words + room_below(page, report.details, finding.page, sentence, column - 1)


def _findings(page: Page, report: Report, tabs: Sequence[str], plan: Plan) -> None:
    if not report.findings:
        return
    page.gap()
    page.head(say("What we found"), say("each sentence with its evidence and the page that shows it"))
    page.down(24)
    for finding in report.findings:
        page.need(_finding_height(page, report, finding, plan))
        _finding(page, report, finding, tabs, plan)


def _finding(page: Page, report: Report, finding: Finding, tabs: Sequence[str], plan: Plan) -> None:
    """A sentence with its evidence and its links; the link to its rows stands below it where it takes two lines."""
    column = _evidence(page)
    sentence, evidence = _shown(page, finding, plan)
    below = room_below(page, report.details, finding.page, sentence, column - 1)
    rule: Look = {} if below else HAIRLINE
    for row in range(page.row, page.row + 1 + bool(below)):
        for col in range(page.last + 1):
            page.write(row, col, None, HAIRLINE if row > page.row or not below else {})
    page.prose(0, column - 1, sentence, rule)
    page.prose(column, page.last - 1, evidence, NOTE, rule)
    if finding.page in tabs:
        there = say("Go to {page}", page=finding.page)
        page.link(page.row, page.last, finding.page, _arrow(page, finding.page), there, rule)
    if not below:
        link_to(page, report.details, finding.page, sentence, page.row, HAIRLINE)
    page.down(_finding_height(page, report, finding, plan) - below)
    if below:
        link_to(
            page, report.details, finding.page, say("the rows behind it"), page.row, NOTE, {"valign": "top"}, HAIRLINE
        )
        page.down(below)


def _arrow(page: Page, tab: str) -> str:
    """The words of a link to a page, as far as there is room."""
    arrow = " →"
    return joined([fit(tab, page.widths[-1] - PADDING - width(arrow, 9), 9), arrow])


def _more(page: Page, text: str, tab: str) -> None:
    """A line that leads to another page."""
    page.gap(4)
    there = say("Go to {page}", page=page.book.tab(tab).name)
    page.link(page.row, 0, tab, text, there, {"align": "left", "font_size": 8})
    page.down(18)


def _missing(page: Page, report: Report) -> None:
    """Say where the report tells what it could not say, and what to add."""
    if not report.missing:
        return
    tab = report.method.section.tab
    text = say_many(
        "{n} thing is not in this report: what to add stands on {page} →",
        "{n} things are not in this report: what to add stands on {page} →",
        len(report.missing),
        page=tab,
    )
    _more(page, text, tab)
