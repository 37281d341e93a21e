"""Groups under five in a copy: hidden in cells and in the charts that draw them, with enough beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cxcel_addin.language import say

from .counted import Counted, counted
from .formulas import block
from .grid import At, Grid, grids
from .package import Package
from .tree import children, read, written

Cleared = dict[str, set[At]]  # sheet, as formulas compare names -> cells
Telling = dict[str, set[tuple[str, int]]]  # a hidden number, as `known` writes it -> sheet and rows of its table
_TELLING = 6  # digits by which a number is known again elsewhere


def without_small_groups(book: Package) -> tuple[Package, int]:
    """Return the workbook with groups of fewer than five cases hidden, and how many groups that took."""
    found = grids(book)
    cleared: Cleared = {}
    count, telling = 0, Telling()
    while hidden := [_hide(table, row, cleared) for table, row in _to_hide(found)]:
        count += len(hidden)
        for numbers, rows in hidden:
            for number in numbers:
                telling.setdefault(number, set()).update(rows)
        _hide_again(found, telling, cleared)  # which may leave too little elsewhere
    if not count:
        return book, 0
    parts = dict(book.parts)
    for grid in found:
        if cleared.get(grid.sheet.title.casefold()):
            parts[grid.sheet.part] = written(grid.tree)
    for part, content in book.parts.items():
        if part.startswith("xl/charts/") and part.endswith(".xml"):
            parts[part] = _without_points(content, part, cleared, telling)
    return Package(parts, book.name), count


def _to_hide(found: Iterable[Grid]) -> list[tuple[Counted, int]]:
    return [(table, row) for grid in found for table in counted(grid) for row in table.to_hide()]


def _hide(table: Counted, row: int, cleared: Cleared) -> tuple[set[str], set[tuple[str, int]]]:
    """Empty a row but for its label, and say that it is hidden; return the numbers that told it, and its table."""
    grid, title = table.grid, table.grid.sheet.title.casefold()
    telling = set()
    words = [c for c in range(table.first + 1, table.last + 1) if grid.text(row, c)]
    for column in range(table.first + 1, table.last + 1):
        number = grid.number(row, column)
        if number is not None and known(number):
            telling.add(known(number))
        if number is not None or column in (words[:-1] if table.bases else words):
            grid.clear(row, column)
            cleared.setdefault(title, set()).add((row, column))
    label = grid.text(row, table.first)
    if not table.bases:
        grid.write(row, table.first, say("hidden: one person"))
    elif words:
        grid.write(row, words[-1], say("hidden: too few"))
    elif label:
        grid.write(row, table.first, say("{group}: hidden, too few", group=label))
    cleared.setdefault(title, set())
    return telling, {(title, beside) for section in table.sections for beside in section}


def known(number: float) -> str:
    """Return what a number is known by elsewhere, to nine digits; "" where it has too few to be known again.

    Examples
    --------
    >>> known(0.772811918063) == known(0.7728119180629999), known(0.5), known(33.3333333333), known(1200.0)
    (True, '', '', '')
    """
    digits = f"{abs(number):.12f}".rstrip("0").replace(".", "").strip("0")
    telling = len(digits) >= _TELLING and len(set(digits[:_TELLING])) > 1
    return f"{number:.9g}" if telling else ""


def _hide_again(found: Iterable[Grid], telling: Telling, cleared: Cleared) -> None:
    """Empty the numbers that stand beside one that is hidden elsewhere: a sheet for charts holds the same rows.

    In the table itself another group may happen to have the same number.
    """
    for grid in found:
        title = grid.sheet.title.casefold()
        numbers = {at: known(cell.value) for at, cell in grid.cells.items() if isinstance(cell.value, float)}
        for (row, column), number in numbers.items():
            own = (title, row) in telling.get(number, ())
            if number not in telling or own or grid.number(row, column) is None:  # the last: emptied already
                continue
            for beside in _beside(grid, row, column):
                grid.clear(row, beside)
                cleared.setdefault(title, set()).add((row, beside))


def _beside(grid: Grid, row: int, column: int) -> range:
    """Return the columns whose numbers stand beside a number, as far as the titles above the headings let them."""
    first = last = column
    while grid.number(row, first - 1) is not None:
        first -= 1
    while grid.number(row, last + 1) is not None:
        last += 1
    heads = next((above for above in range(row - 1, 0, -1) if grid.text(above, column)), 1)
    titles = [c for c in range(first, last + 2) if grid.text(heads - 1, c)]
    starts = [c for c in titles if c <= column]
    ends = [c for c in titles if c > column]
    return range(starts[-1] if starts else first, ends[0] if ends else last + 1)


def _without_points(content: bytes, part: str, cleared: Mapping[str, set[At]], telling: Telling) -> bytes:
    """Take out of a chart what it keeps of emptied cells."""
    tree = read(content, part)
    changed = False
    for reference in tree.root.iter():  # what it holds itself stands in no reference
        cells = next((block(f.text or "") for f in children(reference, "f")), None)
        gone = cleared.get(cells[0].casefold(), set()) if cells else set()
        for cache in children(reference, "numCache", "strCache", "numLit"):
            for point in list(children(cache, "pt")):
                at = int(point.get("idx", "0"))
                value = next((v.text or "" for v in children(point, "v")), "")
                if _at(cells, at) in gone if cells else _known_text(value) in telling:
                    cache.remove(point)
                    changed = True
    return written(tree) if changed else content


def _at(cells: tuple[str, int, int, int, int], index: int) -> At:
    _, top, left, _, right = cells
    width = right - left + 1
    return top + index // width, left + index % width


def _known_text(text: str) -> str:
    try:
        return known(float(text))
    except ValueError:
        return ""
