"""The open workbook, read from a copy: which sheets are tables, what Settings say, and sentences for who sits there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from tests.report.demo import full, no_service

from cxcel.data.load import load
from cxcel.errors import CxError
from cxcel_addin.report.model import Unit
from cxcel_addin.report.render import render
from cxcel_addin.workbook import Said, in_settings, opened, paths, refused, reworded

Rows = Sequence[Sequence[object]]
SCORES: Rows = [["Date", "Score"], ["2026-01-05", 9], ["2026-01-06", 3], ["2026-02-07", 10]]


def workbook(path: Path, sheets: dict[str, Rows], tables: Sequence[tuple[str, str, str]] = ()) -> Path:
    """A workbook with rows of cells from A1 on, and Excel tables by sheet, name and place."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                sheet.write_row(r, 0, row)
            for on, table, place in tables:
                if on == name:
                    left, right = (ord(part[0]) - 65 for part in place.split(":"))
                    top = int(place.split(":")[0][1:]) - 1
                    heads = [{"header": str(rows[top][col])} for col in range(left, right + 1)]
                    sheet.add_table(place, {"name": table, "columns": heads})
    return path


def settings(*rows: Sequence[object]) -> Rows:
    return [["What the report compares"], [], ["Setting", "Value", "What it does"], *rows]


def read(path: Path, name: str = "Mine.xlsx") -> Any:
    book = opened(path, name)
    files, without = paths(book)
    return load(files, without=without, **{**book.said.reading, "scales": {}})


# --- Settings ----------------------------------------------------------------------------------------------------


def test_targets_may_stand_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    goals = [["Targets"], ["metric", "target"], ["NPS", 40], ["ASA", ""], ["FCR_RATE", 0.7]]
    sheets = {"Data": SCORES, "Settings": settings(["Target: CSAT", "80%"]), "Targets": goals}
    book = opened(workbook(tmp_path / "copy.xlsx", sheets), "Mine.xlsx")
    assert book.said.targets == ["CSAT=80%", "NPS=40", "FCR_RATE=0.7"]
    assert book.without == {"Settings", "Targets"}


def test_a_target_that_cannot_be_used_is_named_by_its_row(tmp_path: Path) -> None:
    goals = [["metric", "target"], ["NPS", 400]]
    with pytest.raises(CxError, match="sheet Targets, row 2: Target NPS must be points from -100 to 100, got '400'"):
        opened(workbook(tmp_path / "copy.xlsx", {"Data": SCORES, "Targets": goals}), "Mine.xlsx")


def test_every_setting_is_an_option_of_the_command_line(tmp_path: Path) -> None:
    rows = settings(
        ["Role: nps", "Score"],
        ["role csat", "Data[Score]"],
        ["Role: channel", "none"],
        ["Period", "Month"],
        ["Target: NPS", 40],
        ["target FCR_RATE", "70%"],
        ["Threshold", 30],
        ["Organisation", "Northwind"],
        ["Language", "FR"],
        ["Scale: csat", 7],
        ["Blank", -99],
        ["Blank", "n/a"],
        ["Dates", "Day-first"],
        ["Decimal", "comma"],
        ["Period", ""],
    )
    said = opened(workbook(tmp_path / "copy.xlsx", {"Data": SCORES, "Settings": rows}), "Mine.xlsx").said
    assert said.reading == {
        "roles": ["Mine.xlsx:nps=Score", "Mine.xlsx[Data]:csat=Score", "Mine.xlsx:channel="],
        "blanks": ["-99", "n/a"],
        "scales": ["csat=7"],
        "dates": "day-first",
        "decimal": "comma",
    }
    assert {name: value for name, value in said.report.items() if value not in ([], "0")} == {
        "period": "month",
        "targets": ["NPS=40", "FCR_RATE=70%"],
        "threshold": 30.0,
        "organisation": "Northwind",
        "language": "fr",
    }


WRONG: dict[str, tuple[Sequence[object], str]] = {
    "a setting": (["Targets", 40], "Setting must be one of 'role', 'target'"),
    "a target": (["Target: NPS", 400], "Target NPS must be points from -100 to 100, got '400'"),
    "a metric": (["Target: NSP", 40], "there is no metric 'NSP' (did you mean 'NPS'?)"),
    "a role": (["Role: npx", "Score"], "Role must be one of"),
    "a scale": (["Scale: csat", "seven"], "Scale must be the top of the scale, such as 7, got 'seven'"),
    "a score": (["Scale: wait", 7], "scale must be one of"),
    "a threshold": (["Threshold", "soon"], "Threshold must be seconds between 0 and 86400, got soon"),
    "a period": (["Period", "fortnight"], "Period must be one of"),
    "an order": (["Dates", "year-first"], "dates must be one of 'day-first', 'month-first'"),
    "a mark": (["Decimal", "dot"], "decimal must be one of 'comma', 'point'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_setting_is_named_with_its_row(case: str, tmp_path: Path) -> None:
    row, expected = WRONG[case]
    path = workbook(tmp_path / "copy.xlsx", {"Data": SCORES, "settings": settings(["Organisation", "x"], row)})
    with pytest.raises(CxError) as caught:
        opened(path, "Mine.xlsx")
    sentence = str(caught.value)
    assert sentence.startswith("Mine.xlsx, sheet Settings, row 5: ")
    assert expected in sentence
    assert "--" not in sentence
    assert "\n" not in sentence


def test_a_header_that_is_not_there_is_named_with_its_row(tmp_path: Path) -> None:
    path = workbook(tmp_path / "copy.xlsx", {"Data": SCORES, "Settings": settings(["Role: nps", "Data[Skore]"])})
    book = opened(path, "Mine.xlsx")
    files, without = paths(book)
    with pytest.raises(CxError) as caught:
        load(files, without=without, roles=book.said.roles)
    assert str(refused(caught.value, book.said)) == (
        "sheet Settings, row 4: Mine.xlsx[Data] has no column 'Skore'; it has 'Date', 'Score'"
    )


def test_a_role_may_be_named_by_an_excel_table(tmp_path: Path) -> None:
    """A table alone on its sheet is read under the name of the sheet, several under their own."""
    two = [
        ["Date", "a", "", "Date", "b"],
        ["2026-01-01", 9, "", "2026-01-01", 8],
        ["2026-01-02", 9, "", "2026-01-02", 8],
    ]
    rows = settings(["Role: nps", "Alone[Score]"], ["Role: csat", "Two[b]"])
    path = workbook(
        tmp_path / "copy.xlsx",
        {"Data": SCORES, "Pair": two, "Settings": rows},
        [("Data", "Alone", "A1:B4"), ("Pair", "One", "A1:B3"), ("Pair", "Two", "D1:E3")],
    )
    assert opened(path, "Mine.xlsx").said.roles == ["Mine.xlsx[Data]:nps=Score", "Mine.xlsx[Two]:csat=b"]


def test_a_table_of_the_users_that_is_called_settings_is_a_table(tmp_path: Path) -> None:
    path = workbook(tmp_path / "copy.xlsx", {"Settings": [["Date", "NPS"], *SCORES[1:]]})
    book = opened(path, "Mine.xlsx")
    assert (book.said, book.without) == (Said(), frozenset())
    assert [table.sheet for table in read(book.path).tables] == ["Settings"]


# --- which sheets are read ---------------------------------------------------------------------------------------


def test_the_copy_gets_the_workbooks_name(tmp_path: Path) -> None:
    for name, expected in (("Book1", "Book1.xlsx"), ("Zürich [v2].XLSX", "Zürich [v2].XLSX"), ("a.b", "a.b.xlsx")):
        path = opened(workbook(tmp_path / "workbook.xlsx", {"Data": SCORES}), name).path
        assert path.name == expected
        assert {table.file for table in load([path], roles=[f"{expected}:nps=Score"]).tables} == {expected}


def test_a_report_in_the_workbook_is_no_data(tmp_path: Path) -> None:
    path = tmp_path / "copy.xlsx"
    path.write_bytes(render(no_service()))
    book = opened(path, "Mine.xlsx")
    assert {"Summary", "Chart data", "CXcel"} <= book.without
    with pytest.raises(
        CxError, match=r"^Mine\.xlsx has no table beside the report: put the data on a sheet of its own$"
    ):
        read(book.path)


CONTENTS = {
    "an old format": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "x.xls", "in the format of Excel 97 to 2003"),
    "a binary one": (b"PK\x03\x04", "x.xlsb", "is no file this can read; save it as .xlsx"),
    "another program's": (b"PK\x03\x04", "x.ods", "is no file this can read; save it as .xlsx"),
    "a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "x.xlsx",
        "is protected by a password",
    ),
}


@pytest.mark.parametrize("case", CONTENTS)
def test_what_cannot_be_read_is_one_sentence(case: str, tmp_path: Path) -> None:
    content, name, expected = CONTENTS[case]
    path = tmp_path / f"workbook{Path(name).suffix}"
    path.write_bytes(content)
    with pytest.raises(CxError, match=expected):
        read(path, name)


def test_text_that_is_open_in_excel_is_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "workbook.csv"
    path.write_text("date,nps\n2026-01-01,9\n2026-01-02,3\n")
    assert read(path, "export.csv").tables[0].rows == 2


# --- in words ----------------------------------------------------------------------------------------------------


def test_a_report_speaks_of_settings_and_keeps_its_numbers() -> None:
    report = full()
    line = replace(report.quality.assumptions[0], here='--map "a.xlsx[S]:nps=Other"')
    told = replace(report, quality=replace(report.quality, assumptions=(line,)))
    made = reworded(told, Said())
    assert made.quality.assumptions[0].here == (
        '"Role: nps", "Other" (on a sheet Settings with the columns Setting and Value)'
    )
    assert replace(made, quality=told.quality) == told
    assert all(type(row.unit) is Unit for row in made.scorecard)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "say which with --dates day-first or --dates month-first",
            'say which with "Dates" day-first or "Dates" month-first',
        ),
        ("--scale csat=10", '"Scale: csat", "10"'),
        ('say --map "a.xlsx:wait="', 'say "Role: wait", "none"'),
        ("nothing to say", "nothing to say"),
    ],
)
def test_options_become_settings(text: str, expected: str) -> None:
    where = " (on a sheet Settings with the columns Setting and Value)"
    assert in_settings(text).replace(where, "") == expected
    assert in_settings(text).count(where) == ("--" in text)
