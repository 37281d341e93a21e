"""The rows behind the headlines: which rows a page rests on, as ids, or with every column that was used."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxcel.arrays import Array
from cxcel.catalogue.entry import CENTRE
from cxcel.data.dataset import Column
from cxcel.data.roles import ROLES
from cxcel_addin.language import say, say_many

from ..model import Detail, DetailColumn, Finding, Section, Unit
from .bases import FEWEST, hidden
from .derive import Facts
from .funnel import chosen
from .measured import Measured, beside_measures
from .outcome import outcome_values
from .period import Calendar
from .segments import GROUPINGS
from .settings import Settings
from .text import clauses, count, decimal, listed, upper_first

IDS, ALL = "ids", "all"
MOST, CELLS = 5_000, 60_000  # rows and cells of a sheet
UNTOLD = ("employee",)  # rows that are answers of people who were promised that nobody is named
UNITS = {"seconds": Unit.SECONDS, "money": Unit.MONEY, "score": Unit.COUNT, "flag": Unit.COUNT, "presence": Unit.COUNT}
_SECOND = "M8[s]"


@dataclass(frozen=True, slots=True)
class Sources:
    """What the rows are taken from."""

    pages: Mapping[str, Any]
    frames: Sequence[Facts]
    measured: Mapping[str, Measured]
    main: Measured | None
    calendar: Calendar | None
    settings: Settings


Rows = tuple[Facts, Array]  # a frame, and which of its rows


def details_of(findings: Sequence[Finding], sources: Sources) -> tuple[Detail, ...]:
    """Return the lists of rows that headlines stand on, each once; none where it would tell of fewer than five rows."""
    if not sources.settings.details:
        return ()
    tabs = {page.section.tab: name for name, page in sources.pages.items() if hasattr(page, "section")}
    names = dict.fromkeys(tabs[finding.page] for finding in findings if finding.page in tabs)
    lists: list[tuple[Rows, list[str]]] = []
    for name in names:
        rows = _BEHIND[name](sources) if name in _BEHIND else None
        if rows is None or rows[0].grain in UNTOLD or np.count_nonzero(rows[1]) < FEWEST:
            continue
        same = next((pages for other, pages in lists if _alike(other, rows)), None)
        if same is None:
            lists.append((rows, [name]))
        else:
            same.append(name)
    return tuple(_detail(pages, rows, sources) for rows, pages in lists)


def _alike(one: Rows, other: Rows) -> bool:
    return one[0] is other[0] and bool(np.array_equal(one[1], other[1]))


def _detail(names: Sequence[str], rows: Rows, sources: Sources) -> Detail:
    facts, mask = rows
    at = np.flatnonzero(mask)
    whole = sources.settings.details == ALL
    shown = at[: min(MOST, CELLS // len(list(_listed(facts, whole))))]
    tabs = [sources.pages[name].section.tab for name in names]
    title = say_many(
        "{rows} stand behind the page {pages}",
        "{rows} stand behind the pages {pages}",
        len(tabs),
        rows=upper_first(count(len(at), _noun(facts))),
        pages=listed(tabs),
    )
    return Detail(
        key=names[0],
        pages=tuple(tabs),
        section=Section(
            say("Rows of {page}", page=tabs[0]),
            say("Rows behind {page}", page=listed(tabs)),
            title,
            upper_first(clauses([_part(len(at), len(shown)), _which(whole)])),
            say("Groups under {n} rows are not named.", n=FEWEST),
            say("For whoever made the report: a copy that is shared is made without this sheet."),
        ),
        columns=tuple(_columns(facts, shown, whole)),
    )


def _noun(facts: Facts) -> str:
    return "row" if facts.grain in ("period", "answer") else facts.grain


def _part(rows: int, shown: int) -> str:
    if shown == rows:
        return say("all of them are here")
    return say("the first {n} of {all} are here: a sheet takes no more", n=decimal(shown), all=decimal(rows))


def _which(whole: bool) -> str:
    return (
        say("every column that was used") if whole else say("ids only; --details all adds every column that was used")
    )


def _columns(facts: Facts, at: Array, whole: bool) -> Iterator[DetailColumn]:
    """Yield number or id, then the rest as asked; a row without an id is known by its place."""
    for column in _listed(facts, whole):
        if column is None:
            yield DetailColumn(say("No."), Unit.COUNT, tuple(float(i + 1) for i in at))
        else:
            unit = None if column.is_text or column.is_date else UNITS.get(ROLES[column.role].kind, Unit.SCORE)
            yield DetailColumn(column.header, unit, tuple(_values(column, at)))


def _listed(facts: Facts, whole: bool) -> Iterator[Column | None]:
    """Yield the columns of a list in order; None for the number of a row without an id."""
    columns = facts.frame.columns.values()
    ids = [column for column in columns if ROLES[column.role].kind == "id"]
    dated = facts.column("date")
    first = [*ids, *([dated] if dated is not None else [])]
    named = {column.role for column in first}
    rest = [column for column in columns if whole and column.role not in named]
    rest.sort(key=lambda column: ROLES[column.role].kind == "text")  # what customers wrote runs on into empty cells
    yield from first if ids else [None, *first]
    yield from rest


def _values(column: Column, at: Array) -> Iterator[Any]:
    values = column.values[at]
    if column.is_date:
        yield from (moment.item() if not np.isnat(moment) else None for moment in values.astype(_SECOND))
    elif column.is_text:
        told = _told(column)
        yield from (told[code] if code >= 0 else None for code in values)
    else:
        yield from (None if np.isnan(x) else float(x) for x in values)


def _told(column: Column) -> list[str | None]:
    """Return the labels of a column, those of groups under five left out; ids and comments are no groups."""
    if ROLES[column.role].kind != "word":
        return list(column.labels)
    sizes = np.bincount(column.values[column.values >= 0], minlength=len(column.labels))
    untold = set(hidden(sizes.tolist()))
    return [None if i in untold else label for i, label in enumerate(column.labels)]


# --- which rows stand behind a page ---


def _compared(sources: Sources) -> Rows | None:
    """Return the rows of the outcome in the two periods that are compared; all where none are."""
    m, calendar = sources.main, sources.calendar
    if m is None:
        return None
    known = ~np.isnan(outcome_values(m))
    codes = calendar.codes(m.facts) if calendar else None
    if calendar is None or codes is None or calendar.latest is None:
        return m.facts, known
    return m.facts, known & ((codes == calendar.latest) | (codes == calendar.before))


def _beside(sources: Sources) -> Rows | None:
    """Return the rows with an outcome on which the measures stand, too."""
    m = beside_measures(sources.main, sources.frames) if sources.main else None
    return None if m is None else (m.facts, ~np.isnan(outcome_values(m)))


def _segments(sources: Sources) -> Rows | None:
    """Return the same without the rows of groups that are hidden."""
    rows = _beside(sources)
    if rows is None:
        return None
    facts, mask = rows
    for role in GROUPINGS:
        column = facts.column(role)
        if column is not None and column.is_text:
            codes = column.values
            sizes = np.bincount(codes[mask & (codes >= 0)], minlength=len(column.labels))
            mask = mask & ~np.isin(codes, hidden(sizes.tolist()))
    return facts, mask


def _outside(sources: Sources) -> Rows | None:
    """Return the rows of the agents or teams that lie outside the first funnel."""
    funnel = sources.pages["variation"].funnels[0]
    m = chosen(sources.measured, sources.pages["links"])
    if m is None:
        return None
    outside = {point.label for point in funnel.points if point.outside}
    rows = _of_groups(m.facts, funnel.noun, outside)
    return rows and (m.facts, rows[1] & ~np.isnan(m.row_values()))


def _flagged(sources: Sources) -> Rows | None:
    """Return the rows of the agents whose surveys ask for a look."""
    agents = {flag.subject for flag in sources.pages["flags"].gaming}
    return next((rows for f in sources.frames if (rows := _of_groups(f, "agent", agents)) is not None), None)


def _of_groups(facts: Facts, role: str, labels: Collection[str]) -> Rows | None:
    column = facts.column(role)
    if column is None or not column.is_text:
        return None
    codes = [i for i, label in enumerate(column.labels) if label in labels]
    return facts, np.isin(column.values, codes)


def _customers(sources: Sources) -> Rows | None:
    """Return all customers."""
    facts = next((f for f in sources.frames if f.grain == "customer"), None)
    return None if facts is None else (facts, np.ones(facts.frame.n, bool))


def _latest(sources: Sources) -> Rows | None:
    """Return the rows of the contact centre in the latest period."""
    m = next((m for m in sources.measured.values() if m.metric.category == CENTRE), None)
    if m is None:
        return None
    calendar = sources.calendar
    codes = calendar.codes(m.facts) if calendar else None
    if calendar is None or codes is None or calendar.latest is None:
        return m.facts, np.ones(m.facts.frame.n, bool)
    return m.facts, codes == calendar.latest


def _after(sources: Sources) -> Rows | None:
    """Return the rows of the days that the former report did not cover."""
    former = sources.settings.former
    then, dated = former.memory if former else None, next((f for f in sources.frames if _dates(f) is not None), None)
    if then is None or then.last is None or dated is None:
        return None
    return dated, _dates(dated) > np.datetime64(then.last)


def _dates(facts: Facts) -> Any:
    column = facts.column("date")
    return column.values.astype("M8[D]") if column is not None and column.is_date else None


def _with(*roles: str) -> Callable[[Sources], Rows | None]:
    """Return the rows that have a value in the first of these columns that is there."""

    def rows(sources: Sources) -> Rows | None:
        for role in roles:
            for facts in sources.frames:
                column = facts.column(role)
                if column is not None:
                    return facts, _filled(column)
        return None

    return rows


def _filled(column: Column) -> Array:
    values = column.values
    return np.asarray(values >= 0 if column.is_text else ~np.isnat(values) if column.is_date else ~np.isnan(values))


_BEHIND: Mapping[str, Callable[[Sources], Rows | None]] = {
    "outcome": _compared,
    "links": _beside,
    "matrix": _beside,
    "weights": _beside,
    "lags": _beside,
    "steps": _beside,
    "segments": _segments,
    "variation": _outside,
    "service": _latest,
    "loyalty": _customers,
    "retention": _customers,
    "complaints": _with("complaint", "complaints_made"),
    "verbatims": _with("comment"),
    "flags": _flagged,
    "since": _after,
}
