"""What the buttons' Python answers VBA: texts, or one sentence why not, and nothing half-done."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from cxcel_addin import install
from cxcel_addin.hosts.com import call
from cxcel_addin.hosts.com.buttons import about, check, guide, share, templates
from cxcel_addin.shared import Package, findings


def texts(answer: Any) -> list[str]:
    """What a button's function told when it worked."""
    assert answer[0] == ("CX1", 0.0), answer
    return [text for text, _ in answer[1:]]


def sentence(answer: Any) -> str:
    """Why it did not."""
    assert answer[0] == ("CX1", 1.0), answer
    ((told, _),) = answer[1:]
    return str(told)


def book(path: Path, rows: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "in_memory": True}) as made:
        made.set_properties({"author": "Anna Example"})
        sheet = made.add_worksheet("Answers")
        for r, row in enumerate(rows):
            sheet.write_row(r, 0, row)
    return path


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What Excel made of a workbook."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    return book(folder / "x shared.xlsx", [["team", "NPS"], ["a", 25.5]])


def test_share_says_whether_the_place_will_do(tmp_path: Path) -> None:
    assert texts(share.ready(str(tmp_path / "new.xlsx"), str(tmp_path / "own.xlsx"))) == [""]
    (tmp_path / "there.xlsx").write_bytes(b"")
    (question,) = texts(share.ready(str(tmp_path / "there.xlsx"), str(tmp_path / "own.xlsx")))
    assert question == "There is a file there.xlsx already. Replace it?"


def test_share_never_takes_the_workbook_itself(tmp_path: Path) -> None:
    own = tmp_path / "own.xlsx"
    assert "is the workbook itself" in sentence(share.ready(str(own), str(own)))
    own.write_bytes(b"")
    os.link(own, tmp_path / "link.xlsx")
    assert "is the workbook itself" in sentence(share.ready(str(tmp_path / "link.xlsx"), str(own)))


@pytest.mark.parametrize("name", ["a.xlsm", "a.csv", "a"])
def test_share_writes_nothing_but_workbooks(tmp_path: Path, name: str) -> None:
    assert f"{name} must end in .xlsx" in sentence(share.ready(str(tmp_path / name), ""))


def test_share_puts_the_checked_copy_in_its_place(tmp_path: Path, copy: Path) -> None:
    target = tmp_path / "out.xlsx"
    (told,) = texts(share.finish(str(copy), str(target)))
    assert told.startswith(
        f"{target} holds one sheet with values only: Answers. No formula, link, macro or personal data was found in it."
    )
    assert findings(Package.read(target.read_bytes())) == []
    assert b"Anna" not in b"".join(Package.read(target.read_bytes()).parts.values())
    assert openpyxl.load_workbook(target)["Answers"]["B2"].value == 25.5


def test_share_leaves_an_older_file_when_it_refuses(tmp_path: Path) -> None:
    made = tmp_path / "made.xlsx"
    with xlsxwriter.Workbook(made) as opened:
        opened.add_worksheet("+49 30 1234567")
    target = tmp_path / "out.xlsx"
    assert "a telephone number in the workbook" in sentence(share.finish(str(made), str(target)))
    assert not target.exists()
    target.write_bytes(b"older")
    sentence(share.finish(str(made), str(target)))
    assert target.read_bytes() == b"older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made.xlsx", "out.xlsx"]


def test_check_tells_a_few_lines_in_words(tmp_path: Path) -> None:
    made = book(tmp_path / "workbook.xlsx", [["nps"], *([i % 11] for i in range(30))])
    told, file = texts(check.check(str(made), "Mine.xlsx", str(tmp_path)))
    assert told.startswith("Mine.xlsx")
    assert "30 rows" in told
    assert file == ""


def test_check_writes_many_lines_into_a_workbook(tmp_path: Path) -> None:
    heads: list[object] = [f"column of words number {i}" for i in range(40)]
    made = book(tmp_path / "workbook.xlsx", [["nps", *heads], *([i % 11, *["x"] * 40] for i in range(30))])
    told, file = texts(check.check(str(made), "Book1", str(tmp_path)))
    assert told == ""
    lines = [row[0] for row in openpyxl.load_workbook(file)["Check"].iter_rows(values_only=True)]
    assert lines[1] == "What is in Book1"
    assert any("column of words number 39" in str(line) for line in lines)


def test_check_follows_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "workbook.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("Answers").write_column("A1", ["How was it", *(i % 11 for i in range(30))])
        settings = made.add_worksheet("Settings")
        settings.write_column("A1", ["Setting", "Role: nps"])
        settings.write_column("B1", ["Value", "How was it"])
    told, _ = texts(check.check(str(path), "Mine.xlsx", str(tmp_path)))
    assert "nps                How was it" in told
    assert "Settings" not in told.split("Found")[0]


def test_check_of_no_table_is_a_sentence(tmp_path: Path) -> None:
    made = book(tmp_path / "workbook.xlsx", [])
    told = sentence(check.check(str(made), "Mine.xlsx", str(tmp_path)))
    assert "Mine.xlsx" in told


def test_the_files_are_called_as_people_would(tmp_path: Path) -> None:
    assert texts(guide.write_to(str(tmp_path))) == [str(tmp_path / "CXcel functions.xlsx")]
    assert texts(templates.write_to("loyalty_kpi_report", str(tmp_path))) == [str(tmp_path / "Loyalty KPI report.xlsx")]
    assert "template must be one of" in sentence(templates.write_to("none", str(tmp_path)))


def test_about_counts_what_was_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "checks", lambda: iter(()))
    call.refresh()
    assert "Answers found again without computing: 0 of 0\n" in texts(about.about("x"))[0]
    for _ in range(4):
        call.call("NPS", None, ((9.0,), (10.0,)))
    (told,) = texts(about.about("x"))
    assert "Answers found again without computing: 3 of 4 (75%)" in told
    assert told.endswith("Everything that CXcel needs is in place.")
    call.refresh()


def test_about_says_in_a_sentence_that_this_is_no_windows() -> None:
    if os.name != "nt":
        assert "Windows" in sentence(about.about("x"))
