"""The pages on loyalty and voice as a workbook: cells, charts, hidden groups, and what readers wrote into actions."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from cxcel.data.dataset import Dataset
from cxcel.data.load import load
from cxcel_addin.report.build.actions import action_rows, actions_page
from cxcel_addin.report.keep import all_written, find
from cxcel_addin.report.model import Finding, Report
from cxcel_addin.report.render import draw
from cxcel_addin.sample_loyalty import SMALL_TEAMS

from . import demo
from .frames import frame
from .test_people import FILES, at_risk, comments, members, of_data, pages_of, voices

FINDINGS = [Finding(f"Measure {name} fell by 3.1 points.", "n 40", "2 Outcome") for name in "ab"]


def report(pages: Mapping[str, Any], findings: Any = FINDINGS) -> Report:
    """A report with these pages and no others."""
    others = ("outcome", "links", "segments", "periods", "service", "matrix", "weights", "lags", "variation", "steps")
    whole = replace(demo.full(), **dict.fromkeys((*others, "flags")), findings=(), scorecard=demo.full().scorecard[:1])
    return replace(whole, **pages, actions=replace(actions_page(), rows=action_rows(findings)))


def opened(made: Report) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(draw(made).content))


@pytest.fixture(scope="module")
def sample(sample_folder: Path) -> openpyxl.Workbook:
    data = load([sample_folder / f"{name}.csv" for name in FILES])
    return opened(report(of_data(data, quotes=1, benchmarks=(("NPS", 32.0, "our panel 2025"),))))


def words(book: openpyxl.Workbook) -> str:
    return "\n".join(str(c.value) for s in book for row in s.iter_rows() for c in row if c.value is not None)


def test_every_page_is_drawn_with_its_charts(sample):
    charts = {sheet.title: len(sheet._charts) for sheet in sample if sheet._charts and sheet.title != "Summary"}
    assert charts == {
        "Loyalty": 5,
        "Retention": 2,
        "Complaints": 2,
        "Employees": 2,
        "Comments": 2,
        "Benchmarks": 3,
    }


def test_a_small_team_is_in_no_chart(sample):
    rows = [row for row in sample["Chart data"].iter_rows(values_only=True) if row[0] in SMALL_TEAMS]
    assert rows == []


def test_tables_hold_numbers_with_formats(sample):
    sheet = sample["Retention"]
    shares = [
        cell for row in sheet.iter_rows() for cell in row if cell.number_format == "0.0%" and cell.value is not None
    ]
    assert len(shares) > 20
    assert all(isinstance(cell.value, int | float) for cell in shares)


def many_groups(count: int) -> dict[str, Any]:
    """Complaints of so many groups: too many for the page, which then shows all of them together."""
    n = 20 * count
    rng = np.random.default_rng(1)
    return pages_of(
        frame(
            "contact",
            contact_id=[f"C{i}" for i in range(n)],
            channel=[f"channel {i % count}" for i in range(n)],
            complaint=rng.integers(0, 2, n),
            csat=rng.integers(1, 6, n),
        )
    )


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param(lambda: pages_of(members(0.9, 0.7)), id="members"),
        pytest.param(lambda: pages_of(at_risk()), id="risk without outcomes"),
        pytest.param(lambda: pages_of(voices(10, 200)), id="complaints"),
        pytest.param(lambda: pages_of(comments(), quotes=3), id="comments"),
        pytest.param(lambda: many_groups(200), id="200 groups"),
        pytest.param(lambda: many_groups(1), id="one group"),
        pytest.param(
            lambda: pages_of(frame("employee", enps=[9.0] * 30, team=["x" * 300] * 15 + ["=1+1"] * 15)), id="long"
        ),
        pytest.param(lambda: of_data(Dataset((), (), (), ())), id="nothing"),
    ],
)
def test_whatever_there_is_draws_and_no_chart_is_empty(pages):
    book = opened(report(pages()))
    for sheet in book:
        for chart in sheet._charts:
            assert [*chart.series, *(s for c in chart._charts for s in c.series)]
    assert "=1+1" not in [c.value for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]


def test_a_chart_says_in_words_what_it_shows():
    content = draw(report(pages_of(at_risk(churned=[0.0, 1.0, 1.0] * 100)))).content
    with zipfile.ZipFile(BytesIO(content)) as book:
        drawings = "".join(book.read(n).decode() for n in book.namelist() if n.startswith("xl/drawings/drawing"))
    assert "No sign 67 customers, 66.5% left" in drawings


# the actions


def test_actions_are_a_real_table_with_choices():
    sheet = opened(report({}))["Actions"]
    table = sheet.tables["actions"]
    assert table.ref == f"A5:G{5 + len(FINDINGS) + 5}"
    assert [column.name for column in table.tableColumns] == [
        "#",
        "Finding",
        "Action",
        "Owner",
        "Due",
        "Status",
        "Comment",
    ]
    kinds = {validation.type: str(validation.sqref) for validation in sheet.data_validations.dataValidation}
    assert kinds == {"list": "F6:F12", "date": "E6:E12"}


def test_what_was_agreed_stays_with_its_finding_wherever_that_stands(tmp_path):
    path = tmp_path / "report.xlsx"
    path.write_bytes(draw(report({})).content)
    book = openpyxl.load_workbook(path)
    sheet = book["Actions"]
    sheet["C7"], sheet["D7"], sheet["E7"], sheet["F7"] = "Call back", "Operations", datetime(2026, 8, 31), "agreed"
    sheet["E7"].number_format = "d mmm yyyy"
    sheet["C8"] = "An idea of ours"
    book.save(path)
    changed = [
        replace(FINDINGS[1], sentence=FINDINGS[1].sentence.replace("3.1", "4.5")),
        Finding("Something new.", "", ""),
        FINDINGS[0],
    ]
    drawn = draw(report({}, changed), all_written(path, find(path)))
    after = openpyxl.load_workbook(BytesIO(drawn.content))["Actions"]
    assert [after[f"{col}6"].value for col in "CDEF"] == ["Call back", "Operations", datetime(2026, 8, 31), "agreed"]
    assert after["C9"].value == "An idea of ours"  # the first free line
    assert (drawn.kept, drawn.left) == (5, 0)


def test_what_was_agreed_on_a_finding_that_is_gone_is_kept(tmp_path):
    path = tmp_path / "report.xlsx"
    path.write_bytes(draw(report({})).content)
    book = openpyxl.load_workbook(path)
    book["Actions"]["C6"] = "Train the new ones"
    book.save(path)
    drawn = draw(report({}, FINDINGS[1:]), all_written(path, find(path)))
    assert (drawn.kept, drawn.left) == (0, 1)
    assert "Train the new ones" in words(openpyxl.load_workbook(BytesIO(drawn.content)))
