"""The rows behind the headlines: which they are, what they show, what they keep to themselves, and where they go."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cxcel.data.load import load
from cxcel_addin.report.as_json import to_json
from cxcel_addin.report.build import Settings, build
from cxcel_addin.report.build import details as lists
from cxcel_addin.report.keep import find
from cxcel_addin.report.model import Detail, Report
from cxcel_addin.report.render import render
from cxcel_addin.shared.choosing import MARK

from .keeping import edited, noted, opened, renewed, typed

SCORE = "How likely are you to recommend us? (0-10)"


def survey(folder: Path, rows: int = 300, small: int = 3, ids: bool = True) -> Path:
    """Answers of one market and another, and of a third with few of them."""
    markets = ["Fewland"] * small + [("North", "South")[i % 2] for i in range(rows - small)]
    data: dict[str, Any] = {"Response ID": [f"R{i:05d}" for i in range(rows)]} if ids else {}
    data |= {
        "Survey date": [f"2026-{1 + i * 4 // rows:02d}-{i % 28 + 1:02d}" for i in range(rows)],
        SCORE: [(10, 9, 2, 7, 0)[i % 5] if m == "North" else (10, 9)[i % 2] for i, m in enumerate(markets)],
        "Market": markets,
    }
    path = folder / "survey.csv"
    pd.DataFrame(data).to_csv(path, index=False)
    return path


def made(path: Path, details: str = "ids") -> Report:
    return build(load([path]), Settings(details=details))


@pytest.fixture(scope="module")
def sample_report(sample_folder: Path) -> Report:
    return build(load(sorted(sample_folder.glob("*.csv"))), Settings(details="ids"))


def detail(report: Report, key: str) -> Detail:
    return next(one for one in report.details if one.key == key)


def test_nothing_is_listed_unless_asked(tmp_path: Path) -> None:
    assert made(survey(tmp_path), "").details == ()


def test_each_page_of_a_headline_has_its_rows(tmp_path: Path) -> None:
    report = made(survey(tmp_path))
    pages = dict.fromkeys(finding.page for finding in report.findings if finding.page)
    assert [tab for one in report.details for tab in one.pages] == list(pages)
    assert {one.key for one in report.details} >= {"outcome", "segments"}


def test_ids_only_unless_asked_for_all(tmp_path: Path) -> None:
    path = survey(tmp_path)
    ids = [column.title for column in detail(made(path), "outcome").columns]
    whole = [column.title for column in detail(made(path, "all"), "outcome").columns]
    assert ids == ["Response ID", "Survey date"]
    assert whole == [*ids, *(title for title in whole if title not in ids)]
    assert set(whole) == {*ids, SCORE, "Market"}


def test_rows_without_ids_are_numbered(tmp_path: Path) -> None:
    first = detail(made(survey(tmp_path, ids=False)), "outcome").columns[0]
    assert first.title == "No."
    assert len(first.values) == len(set(first.values))


def test_the_rows_are_those_of_the_headline(tmp_path: Path) -> None:
    path = survey(tmp_path)
    report = made(path)
    months = pd.read_csv(path)["Survey date"].str[:7]
    assert report.latest
    compared = months.isin(sorted(months.unique())[-2:]) if report.period == "month" else months == months
    ids = pd.read_csv(path)["Response ID"][compared]
    assert list(detail(report, "outcome").columns[0].values) == list(ids)


def test_groups_under_five_are_not_listed(tmp_path: Path) -> None:
    report = made(survey(tmp_path), "all")
    for one in report.details:
        for column in one.columns:
            assert "Fewland" not in column.values
    rows = len(detail(report, "segments").columns[0].values)
    market = next(c for c in detail(report, "segments").columns if c.title == "Market")
    shown = {label for label in market.values if label}
    assert rows < 300
    assert len(shown) == 1  # the next smallest is hidden with it


def test_a_list_of_fewer_than_five_rows_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "FEWEST", 1000)
    assert made(survey(tmp_path)).details == ()


def test_a_sheet_ends_at_its_limit_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (lists.MOST, lists.CELLS) == (5_000, 60_000)
    monkeypatch.setattr(lists, "MOST", 20)
    one = detail(made(survey(tmp_path)), "outcome")
    assert len(one.columns[0].values) == 20
    assert one.section.subtitle.startswith("The first 20 of ")


def test_a_wide_list_ends_earlier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "CELLS", 80)
    path = survey(tmp_path)
    lengths = [len(detail(made(path, asked), "outcome").columns[0].values) for asked in ("ids", "all")]
    assert lengths == [40, 20]  # two columns, and four


def test_pages_that_rest_on_the_same_rows_share_a_list(sample_report: Report) -> None:
    tabs = [tab for one in sample_report.details for tab in one.pages]
    assert len(tabs) == len(set(tabs)) > len(sample_report.details)
    shared = next(one for one in sample_report.details if len(one.pages) > 1)
    for tab in shared.pages:
        assert tab in shared.section.title
    summary = opened(render(sample_report))["Summary"]
    assert f"'{shared.section.tab}'!A1" in links(summary)


def test_the_sample_with_its_rows_is_small(sample_report: Report) -> None:
    assert max(len(one.columns[0].values) for one in sample_report.details) == lists.MOST
    assert len(render(sample_report)) < 1_500_000


def test_employees_are_never_listed(tmp_path: Path) -> None:
    people = pd.DataFrame({"Employee ID": range(60), "Team": ["A", "B"] * 30, "eNPS": [10, 2, 9] * 20})
    people.to_csv(tmp_path / "employees.csv", index=False)
    report = build(load([survey(tmp_path), tmp_path / "employees.csv"]), Settings(details="all"))
    titles = {column.title for one in report.details for column in one.columns}
    assert "Employee ID" not in titles


def test_the_json_holds_no_row(tmp_path: Path) -> None:
    report = made(survey(tmp_path), "all")
    content = to_json(report)
    assert json.loads(content)["report"]["details"] == []
    assert b"R00010" not in content


# --- drawn ---------------------------------------------------------------------------------------------------------


def links(sheet: Any) -> set[str]:
    return {cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}


def test_headline_and_rows_are_linked_both_ways(tmp_path: Path) -> None:
    report = made(survey(tmp_path))
    book = opened(render(report))
    there = links(book["Summary"])
    for one in report.details:
        assert f"'{one.section.tab}'!A1" in there
        back = links(book[one.section.tab])
        assert {f"'{tab}'!A1" for tab in one.pages} | {"'Summary'!A1"} <= back


def test_the_sheet_is_a_table_of_the_rows(tmp_path: Path) -> None:
    report = made(survey(tmp_path), "all")
    one = detail(report, "outcome")
    sheet = opened(render(report))[one.section.tab]
    table = sheet.tables["rows_outcome"]
    cells = sheet[table.ref]
    assert [cell.value for cell in cells[0]] == [column.title for column in one.columns]
    for col, column in enumerate(one.columns):
        assert [line[col].value for line in cells[1:]] == list(column.values)


def test_no_list_is_a_page_that_is_shared(tmp_path: Path) -> None:
    report = made(survey(tmp_path))
    book = opened(render(report))
    for one in report.details:
        names = [name for name in book[one.section.tab].defined_names if name.startswith("cxcel.")]
        assert names
        assert not any(MARK.fullmatch(name) for name in names)


def test_notes_on_rows_stay_with_their_row(tmp_path: Path) -> None:
    """The list grows at its beginning: the note goes down with its row, and nothing drawn is taken for a note."""
    path = survey(tmp_path)
    first = made(path)
    tab = detail(first, "outcome").section.tab
    sheet = opened(render(first))[tab]
    at = next(cell for cell in sheet["A"] if cell.value == detail(first, "outcome").columns[0].values[7])
    beside = f"{chr(65 + len(detail(first, 'outcome').columns))}{at.row}"
    edits = [noted(tab, at.coordinate, "called back"), typed(tab, beside, "done")]
    old = edited(tmp_path / "r.xlsx", render(first), edits)
    data = pd.read_csv(path)
    date = data["Survey date"][data["Response ID"] == detail(first, "outcome").columns[0].values[0]].iloc[0]
    extra = pd.DataFrame({"Response ID": ["R99999"], "Survey date": [date], SCORE: [9], "Market": ["North"]})
    pd.concat([extra, data]).to_csv(path, index=False)
    drawn = renewed(old, made(path))
    assert (drawn.kept, drawn.left) == (2, 0)
    now = opened(drawn.content)[tab]
    again = next(cell for cell in now["A"] if cell.value == at.value)
    assert again.row == at.row + 1
    assert again.comment.text == "called back"
    assert now[beside.replace(str(at.row), str(again.row))].value == "done"


def test_a_report_with_rows_is_renewed_without_them(tmp_path: Path) -> None:
    path = survey(tmp_path)
    old = tmp_path / "r.xlsx"
    old.write_bytes(render(made(path)))
    assert find(old).others == ()
    drawn = renewed(old, made(path, ""))
    assert (drawn.kept, drawn.left) == (0, 0)
    assert not any(name.startswith("Rows of") for name in drawn.sheets)
