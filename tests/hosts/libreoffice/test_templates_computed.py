"""The templates as LibreOffice computes them, beside the values that they carry: those come from another engine."""

from __future__ import annotations

import math
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from python_calamine import CalamineWorkbook
from tests.hosts.conftest import started
from tests.office.office import Book, Office

FOLDER = Path(__file__).resolve().parents[3] / "workbook_templates"
NEAR = 1e-9
TINY = 1e-12  # what is nothing but rounding beside zero
each = pytest.mark.parametrize("path", sorted(FOLDER.glob("*.xlsx")), ids=lambda path: path.stem)


@cache
def carried(path: Path) -> list[tuple[str, list[list[Any]]]]:
    """Return each sheet's name and the values in its file, dates and times as numbers."""
    book = CalamineWorkbook.from_path(path)
    rows = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return [(name, [list(map(as_number, row)) for row in held]) for name, held in rows.items()]


def as_number(cell: Any) -> Any:
    if isinstance(cell, date | time | timedelta):
        return to_excel(cell)
    return float(cell) if isinstance(cell, bool | int) else "" if cell is None else cell


def alike(shown: Any, wanted: Any) -> bool:
    if isinstance(shown, float) and isinstance(wanted, float):
        return math.isclose(shown, wanted, rel_tol=NEAR, abs_tol=TINY)
    return bool(shown == wanted)


def differences(book: Book, path: Path) -> list[str]:
    """Say where a document shows something else than the file carries."""
    found = []
    for sheet, rows in carried(path):
        if rows:
            corner = f"A1:{get_column_letter(len(rows[0]))}{len(rows)}"
            shown = book.data(sheet, corner)
            found += [
                f"{sheet}!{get_column_letter(c + 1)}{r + 1}: {shown[r][c]!r} instead of {wanted!r}"
                for r, row in enumerate(rows)
                for c, wanted in enumerate(row)
                if not alike(shown[r][c], wanted)
            ]
    return found


def must_be_computed(book: Book, path: Path) -> None:
    """Forget what the file carries, compute everything, and compare."""
    book.calculate()
    assert book.failed() == []
    assert differences(book, path) == []


def test_opened_by_the_button(book: Book) -> None:
    """One of them: test_end_to_end.py has a person open every one so, and computes it."""
    path = FOLDER / "kpi_alignment.xlsx"
    before, content = book.office.ask("titles"), path.read_bytes()
    worked, said = book.press("open", {"File": str(path)})
    assert worked, said
    (title,) = (each for each in book.office.ask("titles") if each not in before)
    with book.office.adopt(title) as opened:
        must_be_computed(opened, path)
    assert path.read_bytes() == content


@each
def test_opened_as_a_renamed_copy(office: Office, path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "Kopie für Zoë.xlsx"
    started(["addin", "rename", path, "-o", copy]).works()
    with office.open(copy) as opened:
        must_be_computed(opened, path)
