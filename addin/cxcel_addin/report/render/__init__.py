"""Draw a report as a workbook: values and native charts only, no formulas, images, macros or outside links.

It opens anywhere; it does no statistics: every number comes from the model, here it gets its place and its format.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cxcel_addin.language import say, speaking
from cxcel_addin.report.keep import KEPT, RECORD, Placed, Places, Written
from cxcel_addin.report.keep.marks import mark
from cxcel_addin.report.keep.record import Spot, record
from cxcel_addin.report.model import Report
from cxcel_addin.report.render import (
    actions,
    benchmarks,
    details,
    drivers,
    funnel,
    gaming,
    kept,
    lags,
    links,
    loyalty,
    matrix,
    memory,
    method,
    outcome,
    pairs,
    periods,
    quality,
    retention,
    segments,
    service,
    since,
    steps,
    summary,
    verbatims,
)
from cxcel_addin.report.render.book import CHART_DATA, Book, Tab
from cxcel_addin.report.render.frame import SUMMARY
from cxcel_addin.report.render.text import clip
from cxcel_addin.report.render.theme import PLAIN, Theme, dressed

__all__ = ["Drawing", "draw", "render"]

PARTS: Mapping[str, Callable[..., None]] = {  # in the order in which they are read
    "outcome": outcome.draw,
    "links": links.draw,
    "matrix": matrix.draw,
    "weights": drivers.draw,
    "lags": lags.draw,
    "steps": steps.draw,
    "segments": segments.draw,
    "variation": funnel.draw,
    "periods": periods.draw,
    "service": service.draw,
    "loyalty": loyalty.draw,
    "retention": retention.draw,
    "complaints": pairs.draw,
    "employees": pairs.draw,
    "verbatims": verbatims.draw,
    "flags": gaming.draw,
    "benchmarks": benchmarks.draw,
    "since": since.draw,
    "actions": actions.draw,
    "method": method.draw,
    "quality": quality.draw,
}
WHOLE = ("steps", "method")  # pages that also tell of others
RECORD_TAB = "CXcel"
OWN_TABS = (CHART_DATA, kept.TAB, RECORD_TAB, summary.WHOLE)  # no page of a finding
LONGEST_NAME = 31  # letters of a sheet's name


@dataclass(frozen=True, slots=True)
class Drawing:
    """A report as a file: its sheets in order, the record last, and how many texts of readers stand where they did."""

    content: bytes
    sheets: tuple[str, ...]
    kept: int
    left: int  # texts on the sheet of kept notes
    left_on: str  # name of that sheet


def render(report: Report) -> bytes:
    """Draw the report.

    Parameters
    ----------
    report : Report
        Sections that are None are left out.

    Returns
    -------
    bytes
        An .xlsx file; the same report gives the same bytes.
    """
    return draw(report).content


def draw(
    report: Report,
    written: Iterable[Written] = (),
    *,
    renamed: Mapping[str, str] | None = None,
    taken: Collection[str] = (),
    order: Sequence[str] = (),
    hidden: Collection[str] = (),
    looks: Theme = PLAIN,
) -> Drawing:
    """Draw the report with what readers wrote into the one before it.

    Parameters
    ----------
    written : iterable of Written
        As `cxcel_addin.report.keep.all_written` reads it.
    renamed : mapping, optional
        Names that a reader gave sheets, by key.
    taken : collection of str
        Names that other sheets of the workbook have.
    order, hidden : collections of str
        Keys of the sheets in the order that a reader gave them, and of those that a reader has hidden.
    looks : Theme
        Paper, size of type, accent, font and logo.
    """
    with speaking(report.language), dressed(looks):
        tabs = _tabs(report, renamed or {}, taken)
        return _draw(report, written, tabs, arranged([tab.key for tab in tabs.values()], order), hidden)


def _draw(
    report: Report,
    written: Iterable[Written],
    tabs: Mapping[str, Tab],
    order: Sequence[str],
    hidden: Collection[str],
) -> Drawing:
    book = Book(report, tabs)
    _draw_pages(book, report, [tab for tab in tabs if tab not in OWN_TABS])
    placed = Places(book.drawn.values()).put(written)
    kept.write(book, placed)
    entries = kept.draw(book, placed.left) if placed.left else {}
    book.arrange(order, hidden)
    _write_record(book, entries)
    names = tuple(str(sheet.name) for sheet in book.sheets())
    return Drawing(book.bytes(), names, _count(placed), len(placed.left), tabs[kept.TAB].name)


def _draw_pages(book: Book, report: Report, tabs: list[str]) -> None:
    summary.draw(book, report, tabs)
    for name, draw_page in PARTS.items():
        page = getattr(report, name)
        if page is not None:
            draw_page(book, page, *((report,) if name in WHOLE else ()))
    if report.memory:
        memory.write(book, report.memory)
    book.write_data()
    for detail in report.details:
        details.draw(book, detail)


def arranged(keys: Sequence[str], order: Sequence[str]) -> list[str]:
    """Return keys in an order that was given; one that is not in it stays behind the one that it always follows.

    Examples
    --------
    >>> arranged(["a", "b", "c", "d"], ["d", "a", "c", "gone"])
    ['d', 'a', 'b', 'c']
    """
    out = [key for key in order if key in keys]
    for i, key in enumerate(keys):
        if key not in out:
            out.insert(out.index(keys[i - 1]) + 1 if i else 0, key)
    return out


def _count(placed: Placed) -> int:
    return len(placed.cells) + len(placed.notes)


def _tabs(report: Report, renamed: Mapping[str, str], taken: Collection[str]) -> dict[str, Tab]:
    """Return each sheet's key and name by what the model calls it; a name that is taken is not used again."""
    parts = {name: getattr(report, name) for name in PARTS}
    called = {"summary": SUMMARY, "whole": summary.WHOLE} | {
        key: part.section.tab for key, part in parts.items() if part is not None
    }
    called |= {details.key_of(one): one.section.tab for one in report.details}
    called |= {"chart_data": CHART_DATA, KEPT: kept.TAB, RECORD: RECORD_TAB}
    names = {key: renamed[key] for key in called if key in renamed}
    used = {name.casefold() for name in (*taken, *names.values())}
    for key, tab in called.items():
        if key not in names:
            names[key] = str(_free(clip(say(tab), LONGEST_NAME), used))
            used.add(names[key].casefold())
    return {tab: Tab(key, names[key]) for key, tab in called.items()}


def _free(tab: str, used: Collection[str]) -> str:
    """Return a name that no other sheet has.

    Examples
    --------
    >>> _free("Summary", {"summary", "summary (cx)"})
    'Summary (CX 2)'
    """
    name, number = tab, 1
    while name.casefold() in used:
        suffix = " (CX)" if number == 1 else f" (CX {number})"
        name, number = tab[: LONGEST_NAME - len(suffix)] + suffix, number + 1
    return name


def _write_record(book: Book, entries: Mapping[int, tuple[str, Spot]]) -> None:
    """Write down what stands where, and mark every sheet as this report's."""
    made = record(book.drawn.values(), entries)
    sheet = book.hidden_sheet(RECORD_TAB)
    for row, text in enumerate(made.texts()):
        sheet.write_string(row, 0, text)
    keys = {drawn.tab: drawn.key for drawn in book.drawn.values()} | {str(sheet.name): RECORD}
    for each in book.sheets():
        book.mark(each, mark(keys[str(each.name)], made.report))
