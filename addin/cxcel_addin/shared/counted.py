"""Tables of groups with their bases, found on a sheet by their headings, and which of their groups are to be hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from cxcel.data.headers import normal
from cxcel.data.roles import ROLES
from cxcel_addin.language import LANGUAGES, say, speaking

from .grid import Grid

FEWEST = 5  # cases below which nothing is shown
LISTED = 50  # rows of single cases that a page may list beside other things
GAP = 2  # empty cells that a heading over several columns may leave
_PLAIN = ("n", "n sorted", "cases", "count of answers")  # as the functions head their columns


@dataclass(frozen=True, slots=True)
class Counted:
    """A table of groups: its rows in sections, and the columns from its labels to its end.

    `parts` tells whether the groups of a section add up, as channels do and measures do not; a table without bases has
    a row for each single case.
    """

    grid: Grid
    sections: tuple[tuple[int, ...], ...]
    bases: tuple[int, ...]
    first: int
    last: int
    parts: bool
    total: int | None  # the row of all groups together

    @property
    def _others(self) -> range:
        return range(self.first + 1, self.last + 1)

    def to_hide(self) -> list[int]:
        """Return the rows that must not be shown, as the sheet is now."""
        out: set[int] = set()
        if not self.bases:
            return [row for row in self.sections[0] if any((row, c) in self.grid.cells for c in self._others)]
        for base in self.bases:
            whole = self.grid.number(self.total, base) if self.total else None
            for section in self.sections:
                sizes = [self.grid.number(row, base) for row in section]
                out |= {section[i] for i in small(sizes, whole=whole, parts=self.parts)}
        return sorted(out)


def small(sizes: Sequence[float | None], *, whole: float | None = None, parts: bool = True) -> list[int]:
    """Return which groups must be hidden so that nobody finds out about fewer than five cases, even by subtraction.

    Groups under five are hidden, and with them the next smallest, until those hidden are two groups or more and five
    cases or more: what is left when all others are taken from the whole is about that many.

    Parameters
    ----------
    sizes : sequence of float or None
        The base of each group; None where it is hidden already.
    whole : float, optional
        The base of all together, where it is shown; else it may stand elsewhere.
    parts : bool
        The groups add up to the whole.

    Examples
    --------
    >>> small([100, 3, 40]), small([100, 3, 4]), small([100, 1, 2, 50]), small([0, 50, 60])
    ([1, 2], [1, 2], [1, 2, 3], [])
    >>> small([100, None, 40], whole=143), small([100, None, None, 40], whole=160), small([3, 40], parts=False)
    ([2], [], [0])
    >>> small([50, 60], whole=112)
    [0]
    """
    hidden = [i for i, n in enumerate(sizes) if n is not None and 0 < n < FEWEST]
    if not parts:
        return hidden
    shown = sorted((i for i, n in enumerate(sizes) if n and i not in hidden), key=lambda i: sizes[i] or 0)
    gone = sum(n is None for n in sizes)
    known = sum(n or 0 for n in sizes)
    beside = (
        max(whole - known, 0) if whole is not None else FEWEST if gone else 0
    )  # of groups hidden before, or of none
    while shown and not _is_safe([sizes[i] or 0 for i in hidden], gone, beside):
        hidden.append(shown.pop(0))
    return sorted(hidden)


def _is_safe(hidden: Sequence[float], gone: int, beside: float) -> bool:
    """Whether what is left when the groups shown are taken from the whole tells of nobody."""
    rest = sum(hidden) + (beside if gone else 0)
    if any(n < FEWEST for n in hidden):
        return len(hidden) + gone > 1 and rest >= FEWEST
    return bool(hidden) or not 0 < beside < FEWEST


def counted(grid: Grid) -> Iterator[Counted]:
    """Yield the tables of groups on a sheet."""
    rows = grid.rows()
    for row, columns in rows.items():
        for first, last in _runs(columns):
            heads = {c: normal(grid.text(row, c)) for c in columns if first <= c <= last}
            bases = tuple(c for c, head in heads.items() if head in headings() and c > first)
            if heads[first] in cases() and all(heads.values()):
                yield from _single(grid, row, first, last)
                continue
            if not bases or any(grid.number(row, c) is not None for c in heads) or heads[first] in _scores():
                continue
            sections = _sections(grid, row, first, last, bases)
            bases = tuple(c for c in bases if _counts(grid, c, sections))
            if sections and bases:
                parts = heads[first] not in _measures()
                yield Counted(grid, sections, bases, first, last, parts, _total(grid, sections, bases[0]))


def _single(grid: Grid, head: int, first: int, last: int) -> Iterator[Counted]:
    """Yield the table below a heading of single cases."""
    rows: list[int] = []
    while any((head + 1 + len(rows), column) in grid.cells for column in range(first, last + 1)):
        rows.append(head + 1 + len(rows))
    if rows:
        yield Counted(grid, (tuple(rows),), (), first, last, False, None)


def has_cases(grid: Grid) -> bool:
    """Whether a sheet is there for rows of single cases: a table of them, or more than a page lists."""
    tables = [c for top, left, _, right in grid.tables for c in range(left, right + 1) if _is_case(grid, top, c)]
    return bool(tables) or any(not t.bases and len(t.sections[0]) > LISTED for t in counted(grid))


def _is_case(grid: Grid, row: int, column: int) -> bool:
    return normal(grid.text(row, column)) in cases()


def _counts(grid: Grid, column: int, sections: Sequence[Sequence[int]]) -> bool:
    """Whether a column holds counts: under the same heading there may be a rate."""
    numbers = [grid.number(row, column) for section in sections for row in section]
    return all(number is None or (number >= 0 and number == int(number)) for number in numbers)


def _runs(columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last column of filled cells that stand together.

    Examples
    --------
    >>> list(_runs([1, 2, 4, 10, 11]))
    [(1, 4), (10, 11)]
    """
    start = last = columns[0]
    for column in columns[1:]:
        if column - last > GAP + 1:
            yield start, last
            start = column
        last = column
    yield start, last


def _sections(grid: Grid, head: int, first: int, last: int, bases: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Return the rows below a heading, cut where a row has no base, to the first empty one or the next heading."""
    sections: list[list[int]] = [[]]
    row = head + 1
    while any((row, column) in grid.cells for column in range(first, last + 1)):
        if any(normal(grid.text(row, column)) in headings() for column in bases):
            break
        if any((row, column) in grid.cells for column in bases):
            sections[-1].append(row)
        elif sections[-1]:
            sections.append([])
        row += 1
    return tuple(tuple(section) for section in sections if section)


def _total(grid: Grid, sections: Sequence[Sequence[int]], base: int) -> int | None:
    """Return the row of all together: one that stands alone on top and is as large as any section."""
    sums = [sum(grid.number(row, base) or 0 for row in section) for section in sections[1:]]
    alone = len(sections) > 1 and len(sections[0]) == 1
    return sections[0][0] if alone and (grid.number(sections[0][0], base) or 0) >= max(sums) else None


@cache
def headings() -> frozenset[str]:
    """Return the headings of bases in every language, normalised."""
    found = set(_PLAIN)
    for language in LANGUAGES:
        with speaking(language):
            words = (say("Answers"), say("Contacts"), say("Customers"), say("Customers now"), say("Employees"))
            more = (say("Base"), say("Comments"), say("Tickets"), say("Cases"))
            found |= set(map(normal, (*words, *more)))
    return frozenset(found)


@cache
def cases() -> frozenset[str]:
    """Return the headings over the numbers of contacts, customers and answers, normalised."""
    return frozenset({"customer"}.union(*(role.names for role in ROLES.values() if role.kind == "id")))


@cache
def _scores() -> frozenset[str]:
    """Return the headings over the answers that one can give: how many gave each is what was asked."""
    found = {"score", "answer"}
    for language in LANGUAGES:
        with speaking(language):
            found |= {normal(say("Score")), normal(say("Answer"))}
    return frozenset(found)


@cache
def _measures() -> frozenset[str]:
    """Return the headings over what does not add up: measures, themes, words."""
    found = {"kpi", "metric", "what"}
    for language in LANGUAGES:
        with speaking(language):
            found |= set(map(normal, (say("Measure"), say("Metric"), say("Theme"), say("Word"))))
    return frozenset(found)
