"""What a workbook holds that its formulas do not count, as Excel does not either: worth a word each."""

from __future__ import annotations

from collections.abc import Iterator

from .areas import ROWS, Area, Table
from .book import Book


def overlooked(book: Book) -> list[str]:
    """Say which rows stand below a table that ends above them, and which merged cells stand in one."""
    return [sentence for table in book.tables.values() for sentence in (*_below(book, table), *_merged(book, table))]


def _below(book: Book, table: Table) -> Iterator[str]:
    area = table.area
    if table.totals or area.bottom == ROWS:
        return
    row = Area(area.sheet, area.bottom + 1, area.left, area.bottom + 1, area.right)
    if book.sheets[area.sheet].values([row], book.texts):
        yield (
            f"{row.shown}: what stands below the table {table.name} is no part of it and was not counted; "
            "let the table end where its data end, and refresh again"
        )


def _merged(book: Book, table: Table) -> Iterator[str]:
    for block in book.sheets[table.area.sheet].merged:
        if block.meets(table.area):
            yield f"{block.shown}: merged cells in the table {table.name} count as one and blanks; unmerge them"
