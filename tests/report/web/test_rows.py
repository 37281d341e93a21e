"""The rows behind the headlines in the web page: folded under their section, linked from the headline, ids only."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from cxcel.data.load import load
from cxcel_addin.report.build import Settings, build
from cxcel_addin.report.model import Detail, Report
from cxcel_addin.report.web import page

from .test_page import Page

SCORE = "How likely are you to recommend us? (0-10)"


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    n = 240
    path = tmp_path_factory.mktemp("rows") / "survey.csv"
    pd.DataFrame(
        {
            "Response ID": [f"R{i:05d}<b>" for i in range(n)],
            "Survey date": [f"2026-{1 + i * 4 // n:02d}-{i % 28 + 1:02d}" for i in range(n)],
            SCORE: [(10, 9, 2, 7, 0)[i % 5] if i % 2 else (10, 9)[i % 3 % 2] for i in range(n)],
            "Market": [("North", "South")[i % 2] for i in range(n)],
        }
    ).to_csv(path, index=False)
    return path


def made(path: Path, details: str) -> Report:
    return build(load([path]), Settings(details=details))


def lists(text: str) -> dict[str, str]:
    """The markup of each list of rows, by its anchor."""
    found = {}
    for part in text.split('<details class="behind">')[1:]:
        found[part.split('id="', 1)[1].split('"', 1)[0]] = part.split("</details>", 1)[0]
    return found


def cell(value: object) -> str:
    return value.strftime("%Y-%m-%d") if isinstance(value, datetime) else str(value).replace("<b>", "&lt;b&gt;")


def detail(report: Report, key: str) -> Detail:
    return next(one for one in report.details if one.key == key)


def test_a_page_without_details_holds_no_row(survey: Path) -> None:
    text = page(made(survey, "")).decode()
    assert lists(text) == {}
    assert "R00010" not in text


def test_every_row_stands_under_its_section_and_ids_only(survey: Path) -> None:
    report = made(survey, "ids")
    found = lists(page(report).decode())
    assert sorted(found) == sorted(f"rows-{one.key}" for one in report.details)
    for one in report.details:
        markup = found[f"rows-{one.key}"]
        assert markup.count("<tr>") == 1 + len(one.columns[0].values)
        for column in one.columns:
            assert column.title in markup
            assert all(f">{cell(value)}</td>" in markup for value in column.values)
        assert SCORE not in markup
        assert "North" not in markup


def test_all_columns_where_asked(survey: Path) -> None:
    found = lists(page(made(survey, "all")).decode())
    assert all(SCORE in markup and ">North</td>" in markup for markup in found.values())


def test_a_headline_leads_to_its_rows(survey: Path) -> None:
    report = made(survey, "ids")
    text = page(report).decode()
    walked = Page(text)
    assert walked.open == []
    anchors = {str(a["id"]) for _, a in walked.tags if "id" in a}
    links = [str(a["href"])[1:] for a in walked.all("a")]
    assert set(links) <= anchors
    wanted = [f"rows-{one.key}" for finding in report.findings for one in report.details if finding.page in one.pages]
    assert wanted
    assert [link for link in links if link.startswith("rows-")] == wanted


def test_whoever_made_it_is_told_not_to_pass_it_on(survey: Path) -> None:
    report = made(survey, "ids")
    found = lists(page(report).decode())
    assert all("before the page is passed on" in markup for markup in found.values())
    assert not any("sheet" in detail(report, key.removeprefix("rows-")).section.note for key in found)
