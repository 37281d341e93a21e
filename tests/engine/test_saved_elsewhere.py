"""Workbooks as LibreOffice and Google Sheets save them, and LibreOffice as the engine."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from tests.engine.workbooks import TEMPLATES, alike, book, cells

from cxcel.errors import BadInput
from cxcel.functions import KPI_BY, NPS
from cxcel_addin.engine import LIBREOFFICE, refresh
from cxcel_addin.engine.book import Book
from cxcel_addin.engine.by_libreoffice import recalculate as in_libreoffice
from cxcel_addin.engine.google import GOOGLE_S
from cxcel_addin.engine.planning import Recalculated
from cxcel_addin.engine.recalculating import recalculate
from cxcel_addin.office import program

DATA = [["nps", "team", "wait"], [10, "a", 60], [9, "b", 90], [3, "a", 30], [8, "b", 20]]
BY = KPI_BY("NPS", ["a", "b", "a", "b"], [10, 9, 3, 8])
NAMES = sorted(path.stem for path in TEMPLATES.glob("*.xlsx"))
Values = Mapping[str, Mapping[tuple[int, int], Any]]


def differences(shown: Values, wanted: Values) -> list[str]:
    """Say where two engines give something else."""
    return [
        f"{sheet} {at}: {shown[sheet].get(at)!r} instead of {value!r}"
        for sheet, values in wanted.items()
        for at, value in values.items()
        if not alike(shown[sheet].get(at), value)
    ]


@cache
def embedded(name: str) -> Recalculated:
    """What the embedded engine makes of a template; to be read only."""
    return recalculate(Book((TEMPLATES / f"{name}.xlsx").read_bytes(), name))


@pytest.fixture(scope="module")
def saved(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a template as LibreOffice saves it as .xlsx."""
    folder = tmp_path_factory.mktemp("saved")
    command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx"]
    files = [str(TEMPLATES / f"{name}.xlsx") for name in NAMES]
    for _ in range(2):  # a new profile may end the first start
        subprocess.run(
            [*command, "--outdir", str(folder), *files], env={"PATH": "/usr/bin:/bin"}, check=False, capture_output=True
        )
        if all((folder / f"{name}.xlsx").exists() for name in NAMES):
            break
    return lambda name: folder / f"{name}.xlsx"


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", NAMES)
def test_a_template_that_libreoffice_saved_gives_the_same(name: str, saved: Callable[[str], Path]) -> None:
    content = saved(name).read_bytes()
    assert b"[1]!" in b"".join(Book(content, name).package.parts.values()) or b"NPS" in content
    made = recalculate(Book(content, name))
    assert (made.kept, made.failed) == ({}, {})
    wanted = embedded(name)
    assert made.formulas == wanted.formulas
    assert differences(made.values, wanted.values) == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["kpi_alignment", "nps_tracker"])  # the others: tests/hosts/libreoffice
def test_libreoffice_computes_what_the_embedded_engine_does(name: str, soffice: str) -> None:
    content = (TEMPLATES / f"{name}.xlsx").read_bytes()
    made, wanted = in_libreoffice(Book(content, name)), embedded(name)
    assert (made.kept, made.failed) == ({}, {})
    assert differences(made.values, wanted.values) == []


@pytest.mark.libreoffice
def test_libreoffice_spills_keeps_and_explains(soffice: str) -> None:
    call = '[1]!KPI_BY("NPS",T[team],T[nps])'
    rows = [*DATA, ["eleven", "c", 1]]
    content = book(call, "_xlfn.XLOOKUP(1,A1:A2,A1:A2)", "A21+1", "[1]!NPS(T[nps])", f"={call}", rows=rows)
    made = refresh(content, "a.xlsx", LIBREOFFICE)
    sheet = cells(made.content)["Score"]
    assert [sheet[at].value for at in ("A21", "A41", "A61")] == [7, 8, "#VALUE!"]
    assert made.made.kept == {("Score", 21, 1): "LibreOffice does not know a function or name in it"}
    assert any("got the text 'eleven' in row 5 (table T, column nps, Data!A6)" in line for line in made.told)
    assert re.fullmatch(r"Computed by LibreOffice \d.*\.", made.told[-1])


@pytest.mark.libreoffice
def test_libreoffice_gives_a_result_the_room_there_is(soffice: str) -> None:
    made = in_libreoffice(Book(book('[1]!KPI_BY("NPS",T[team],T[nps])', "A2&1", rows=DATA), "a.xlsx"))
    assert [[made.values["Score"][r, c] for c in range(1, 6)] for r in (1, 2, 3)] == [pytest.approx(row) for row in BY]
    out = BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        sheet = workbook.add_worksheet("Score")
        sheet.write_dynamic_array_formula("A1", '=_xll.KPI_BY("NPS",{"a";"b"},{10;3})', None, "old")
        sheet.write("C3", "mine")
    made = in_libreoffice(Book(out.getvalue(), "a.xlsx"))
    assert made.failed == {
        ("Score", 1, 1): ("#SPILL!", "the cells that its result would fill are not empty; empty them")
    }
    assert (3, 3) not in made.values["Score"]


def test_without_libreoffice_it_says_where_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "_folders", lambda: iter(()))
    with pytest.raises(BadInput, match=r"LibreOffice was not found: install it from libreoffice\.org"):
        refresh(book("1"), "a.xlsx", LIBREOFFICE)


def sheets_formula(typed: str, value: object) -> str:
    """Return a formula of a function that Excel does not have, as Google Sheets writes it into an .xlsx file."""
    shown = f'"{value}"' if isinstance(value, str) else f"{value}"
    return f'IFERROR(__xludf.DUMMYFUNCTION("{typed.replace(chr(34), chr(34) * 2)}"),{shown})'


def from_google() -> bytes:
    """Return a workbook of the shape that Google Sheets exports: no table parts, no link, no calculation chain."""
    beside = '"COMPUTED_VALUE"'
    score = {
        "A1": ("NPS(Data!A2:A)", 0), "A3": ('KPI_BY("NPS",Data!B2:B5,Data!A2:A5)', "group"), "B3": (beside, "value"),
        "A4": (beside, "z"), "B4": (beside, 1), "A5": (beside, "z"), "B5": (beside, 1), "A6": (beside, "gone"),
        "A9": ('QUERY(Data!A1:C5,"select A")', "nps"), "A10": (beside, 10), "C1": ("NPS(Survey[nps])", 3),
    }  # fmt: skip
    out = BytesIO()
    with xlsxwriter.Workbook(out) as made:
        data, sheet = made.add_worksheet("Data"), made.add_worksheet("Score")
        for r, row in enumerate(DATA):
            data.write_row(r, 0, row)
        for place, (typed, value) in score.items():
            sheet.write_formula(place, "=" + sheets_formula(typed, value), None, value)
        sheet.write_formula("E1", "=A1+1", None, 0)
    return out.getvalue()


def test_a_workbook_from_google_sheets() -> None:
    made = refresh(from_google(), "a.xlsx")
    sheet = cells(made.content)["Score"]
    assert sheet["A1"].value == NPS([10, 9, 3, 8])
    assert sheet["E1"].value == 26
    assert [[cell.value for cell in row] for row in sheet["A3:E5"]] == [pytest.approx(row) for row in BY]
    assert [sheet[at].value for at in ("A6", "A9", "A10", "C1")] == [None, "nps", 10, 3]
    lost = "there is no table 'Survey' (the tables are none); give it that name again, or change the formula"
    assert made.made.kept == {("Score", 9, 1): GOOGLE_S, ("Score", 10, 1): GOOGLE_S, ("Score", 1, 3): lost}
    assert not any(b"DUMMYFUNCTION" in part for part in Book(made.content, "").package.parts.values())
