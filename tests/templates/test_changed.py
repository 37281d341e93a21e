"""What a reader does to a table: clears it, deletes, inserts, sorts rows, leaves a column out: no page shows an error.

The formulas are the templates' own; the engine behind `cxcel refresh` is the spreadsheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest
from tests.engine.workbooks import cells

from cxcel.catalogue import METRICS
from cxcel.functions import FUNCTIONS
from cxcel_addin.engine.book import Book
from cxcel_addin.engine.recalculating import recalculate
from cxcel_addin.engine.sheet import Error
from cxcel_addin.templates import TEMPLATES, example
from cxcel_addin.templates.book import workbook
from cxcel_addin.templates.computed import Rows, computed
from cxcel_addin.templates.declared import EMPTY, Block, Scores, Template
from cxcel_addin.templates.formulas import Expression, called, columns_of, read_by

Columns = Mapping[str, list[Any]]
Tables = Mapping[str, Columns]
SOME = 3  # tables are sorted by every third column, up and down by turns
FULL = 300  # rows of a table to begin with: enough for every formula, and quickly computed
# the gallery's examples are there to be tried out: of an empty table they show the function's own error
FILLED_IN = [made for name, made in TEMPLATES.items() if name != "function_gallery"]
# these take the order of rows for that of time, and hold time fixed
IN_ORDER_OF_TIME = {name for name, made in FUNCTIONS.items() if "adjust" in {p.name for p in made.spec.parameters}}
each = pytest.mark.parametrize("declared", FILLED_IN, ids=lambda made: made.name)


def rows_of(columns: Columns) -> list[tuple[Any, ...]]:
    return list(zip(*columns.values(), strict=True))


def of_rows(columns: Columns, rows: Iterable[tuple[Any, ...]]) -> Columns:
    kept = list(rows)
    return {name: [row[at] for row in kept] for at, name in enumerate(columns)}


def blank(columns: Columns) -> tuple[Any, ...]:
    return (None,) * len(columns)


def inserted(columns: Columns) -> Columns:
    """A blank row at the top, at the end, and after every tenth."""
    rows = [blank(columns)]
    for number, row in enumerate(rows_of(columns), 1):
        rows += [row, blank(columns)] if number % 10 == 0 else [row]
    return of_rows(columns, [*rows, blank(columns)])


CHANGES: dict[str, Callable[[Columns], Columns]] = {
    "cleared": lambda columns: of_rows(columns, (blank(columns) for _ in rows_of(columns))),
    "one blank row": lambda columns: of_rows(columns, [blank(columns)]),
    "one row": lambda columns: of_rows(columns, rows_of(columns)[:1]),
    "three rows": lambda columns: of_rows(columns, rows_of(columns)[:3]),
    "half deleted": lambda columns: of_rows(columns, rows_of(columns)[::2]),
    "rows inserted": inserted,
    "moved down": lambda columns: of_rows(columns, [*(blank(columns) for _ in rows_of(columns)), *rows_of(columns)]),
}


def start(declared: Template) -> Tables:
    """The sample, less of it."""
    whole = example.tables(declared.size)
    sample = {table.name: example.picked(whole, table) for table in declared.tables}
    return {name: {column: cells[:FULL] for column, cells in columns.items()} for name, columns in sample.items()}


def ordered(columns: Columns, at: int) -> Columns:
    """Rows in the order of a column, every other one from above; blanks come last, as they do in Excel."""
    at %= len(columns)
    filled = sorted((row for row in rows_of(columns) if row[at] is not None), key=lambda row: row[at])
    rest = (row for row in rows_of(columns) if row[at] is None)
    return of_rows(columns, [*(reversed(filled) if at % 2 else filled), *rest])


def given(declared: Template, tables: Tables, formulas: Iterable[Expression] = ()) -> Mapping[str, Rows]:
    """What formulas of a template give beside other tables; the cells to be filled in stay as they are."""
    return computed(formulas or declared.formulas, tables, declared.inputs())


def errors(values: Mapping[str, Rows]) -> dict[str, str]:
    wrong = {text: [cell for row in rows for cell in row if isinstance(cell, Error)] for text, rows in values.items()}
    return {text: cells[0] for text, cells in wrong.items() if cells}


@each
@pytest.mark.parametrize("change", CHANGES)
def test_no_formula_shows_an_error_whatever_becomes_of_the_tables(declared: Template, change: str) -> None:
    tables = {name: CHANGES[change](columns) for name, columns in start(declared).items()}
    assert errors(given(declared, tables)) == {}


@each
@pytest.mark.parametrize("change", ["cleared", "one row"])
def test_nor_when_only_one_of_them_changes(declared: Template, change: str) -> None:
    whole = start(declared)
    for name in whole if len(whole) > 1 else ():
        assert errors(given(declared, {**whole, name: CHANGES[change](whole[name])})) == {}, name


@each
def test_nor_when_a_column_is_left_out(declared: Template) -> None:
    whole = start(declared)
    for table, columns in whole.items():
        for name in columns:
            reading = [made for made in declared.formulas if (table, name) in read_by(made, whole)]
            if reading:
                tables = {**whole, table: {**columns, name: [None] * len(columns[name])}}
                assert errors(given(declared, tables, reading)) == {}, f"{table}[{name}]"


@each
def test_the_order_of_rows_changes_no_number(declared: Template) -> None:
    whole = start(declared)
    before = given(declared, whole)
    anyhow = {made.text for made in declared.formulas if not called(made) & IN_ORDER_OF_TIME}
    for at in range(0, max(map(len, whole.values())), SOME):
        after = given(declared, {name: ordered(columns, at) for name, columns in whole.items()})
        assert errors(after) == {}
        for text in anyhow:
            assert [[alike(cell) for cell in row] for row in before[text]] == after[text], text


def alike(cell: Any) -> Any:
    return pytest.approx(cell, rel=1e-9, abs=1e-9) if isinstance(cell, float) else cell


@each
@pytest.mark.parametrize("change", ["one blank row", "one row"])
def test_the_whole_workbook_shows_no_error(declared: Template, change: str) -> None:
    """Also the cells that charts read; and what has no answers says so."""
    tables = {name: CHANGES[change](columns) for name, columns in start(declared).items()}
    content = workbook(declared, tables)
    made = recalculate(Book(content, f"{declared.name}.xlsx"))
    assert (made.kept, made.failed) == ({}, {})
    if change == "one blank row":
        says_so_as_it_comes(declared, content)
    if change == "one blank row":
        for sheet in declared.sheets:
            says = sum(value == EMPTY for value in made.values[sheet.tab].values())
            counted = sum(len(part.measures) for part in sheet.sections if isinstance(part, Scores))
            blocks = sum(isinstance(part, Block) and bool(read_by(part.formula, tables)) for part in sheet.sections)
            assert says >= counted + blocks, sheet.tab


def says_so_as_it_comes(declared: Template, content: bytes) -> None:
    """Look at the values that a workbook carries whose tables have no answers."""
    book = cells(content)
    assert not [cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "e"]
    for sheet in declared.sheets:
        rows = [list(row) for row in book[sheet.tab].iter_rows(values_only=True)]
        for section in sheet.sections:
            if isinstance(section, Scores):
                titles = {METRICS[measure.metric].title for measure in section.measures}
                assert [row[1] for row in rows if row[0] in titles] == [EMPTY] * len(section.measures)
            if isinstance(section, Block) and columns_of(section.formula):
                assert any(EMPTY in row for row in rows), section.title
