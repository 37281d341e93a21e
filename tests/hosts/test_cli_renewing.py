"""`cxcel report -o` over an earlier report: what readers wrote stays, and nothing of anyone's is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from tests.report.keeping import beside, edited, noted, opened, typed

LINES = [
    "date,nps,channel",
    *(f"2026-0{1 + i % 3}-{1 + i % 28:02d},{i * 7 % 11},{'Phone' if i % 2 else 'Chat'}" for i in range(90)),
]
NPS = "Net Promoter Score"


@pytest.fixture
def survey(text_file: Callable[..., Path]) -> Path:
    return text_file("survey.csv", *LINES)


def test_notes_stay_and_one_line_says_so(survey: Path, tmp_path: Path, cxcel) -> None:
    out = tmp_path / "report.xlsx"
    assert "Kept from" not in cxcel("report", survey, "-o", out).works()
    at = beside(opened(out.read_bytes())["Summary"], NPS, "B")
    edited(out, out.read_bytes(), [noted("Summary", at, "Ask Leeds"), typed("Summary", "Z9", "Owner: Ada")])
    printed = cxcel("report", survey, "-o", out, "--target", "NPS=20").works()
    assert "Kept from the earlier report: 2 notes and texts where they stood.\nWritten: " in printed
    sheet = opened(out.read_bytes())["Summary"]
    assert sheet[beside(sheet, NPS, "B")].comment.text == "Ask Leeds"
    cxcel("report", survey, "-o", out).works()
    sheet = opened(out.read_bytes())["Summary"]
    assert sheet[beside(sheet, NPS, "B")].comment.text == "Ask Leeds"


def test_a_workbook_that_is_no_report_stays_as_it_is(survey: Path, tmp_path: Path, cxcel, snapshot) -> None:
    out = tmp_path / "out" / "budget.xlsx"
    out.parent.mkdir()
    with xlsxwriter.Workbook(str(out)) as book:
        book.add_worksheet("Budget").write(0, 0, 100)
    before = snapshot(out.parent)
    cxcel("report", survey, "-o", out).fails("budget.xlsx is there already and is no report", "choose another name")
    assert snapshot(out.parent) == before


def test_a_report_with_a_sheet_of_ones_own_stays_as_it_is(survey: Path, tmp_path: Path, cxcel, snapshot) -> None:
    out = tmp_path / "out" / "report.xlsx"
    out.parent.mkdir()
    cxcel("report", survey, "-o", out).works()
    edited(out, out.read_bytes(), [lambda book: book.create_sheet("My actions")])
    before = snapshot(out.parent)
    cxcel("report", survey, "-o", out).fails(
        "sheets that a new report would lose ('My actions')", "choose another name"
    )
    assert snapshot(out.parent) == before


def test_a_report_within_a_file_is_not_read_as_data(survey: Path, tmp_path: Path, cxcel) -> None:
    mixed = tmp_path / "mixed.xlsx"
    cxcel("report", survey, "-o", mixed).works()
    book = openpyxl.load_workbook(mixed)
    sheet = book.create_sheet("Survey")
    for line in LINES:
        sheet.append([int(word) if word.isdecimal() else word for word in line.split(",")])
    book.save(mixed)
    printed = cxcel("check", mixed).works()
    assert "mixed.xlsx[Survey]: 90 rows" in printed
    assert "Summary" not in printed
    assert "hidden sheet" not in printed
    cxcel("report", mixed, "-o", tmp_path / "again.xlsx").works()
