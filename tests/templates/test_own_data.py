"""Templates filled with a user's own exports."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cxcel.errors import BadInput
from cxcel.functions import FUNCTIONS
from cxcel_addin.sample import write_sample
from cxcel_addin.templates import template, write
from cxcel_addin.templates.own_data import filled

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")


FITTING = ("contacts", "survey", "customers")


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files of the sample for which these templates have tables."""
    folder = tmp_path_factory.mktemp("exports")
    return {path.stem: path for path in write_sample(folder, contacts=2_000) if path.stem in FITTING}


@pytest.fixture
def given(tmp_path: Path) -> Callable[..., Path]:
    def make(name: str, *rows: tuple[Any, ...]) -> Path:
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return tmp_path / name

    return make


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_survey_fills_the_tracker(exports: dict[str, Path]) -> None:
    survey = filled(template("nps_tracker"), [exports["survey"]])["Survey"]
    question = "How likely are you to recommend us? (0-10)"
    answered = [row for row in rows_of(exports["survey"]) if row[question] not in ("", "11")]
    assert survey["nps"] == [float(row[question]) for row in answered]
    assert survey["date"] == [date.fromisoformat(row["Survey date"]) for row in answered]
    assert survey["segment"] == [None] * len(answered)


def test_the_workbook_shows_the_numbers_of_the_files(exports: dict[str, Path]) -> None:
    content = write("nps_tracker", [exports["survey"]])
    scores = filled(template("nps_tracker"), [exports["survey"]])["Survey"]["nps"]
    sheet = openpyxl.load_workbook(BytesIO(content), data_only=True)["Now"]
    assert sheet["B6"].value == pytest.approx(FUNCTIONS["NPS"]([[score] for score in scores]), rel=1e-11)
    start = openpyxl.load_workbook(BytesIO(content))["Start"]
    said = [cell.value for row in start.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert any("your own files" in words for words in said)


def test_files_are_joined_where_a_table_asks_for_all_of_them(exports: dict[str, Path]) -> None:
    answers = filled(template("kpi_alignment"), list(exports.values()))["Answers"]
    assert all(any(cell is not None for cell in cells) for cells in answers.values())
    assert set(answers["resolved"]) <= {"Yes", "No", None}


def test_cells_follow_the_days_and_teams_of_the_files(exports: dict[str, Path]) -> None:
    declared = template("kpi_alignment")
    tables = filled(declared, list(exports.values()))
    days = sorted(day for day in tables["Answers"]["date"] if day is not None)
    assert declared.inputs(tables)["From"] == days[0]
    assert declared.inputs(tables)["Until"] == days[-1]
    assert declared.inputs(tables)["Team"] in tables["Answers"]["team"]


def test_abandoned_follows_from_answered(exports: dict[str, Path]) -> None:
    contacts = filled(template("contact_centre_scorecard"), [exports["contacts"]])["Contacts"]
    pairs = set(zip(contacts["answered"], contacts["abandoned"], strict=True))
    assert pairs == {("Yes", "No"), ("No", "Yes")}


def test_each_sheet_of_a_workbook_fills_its_table(exports: dict[str, Path], tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, path in exports.items():
        sheet = book.create_sheet(name)
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                sheet.append(row)
    book.save(tmp_path / "all.xlsx")
    tables = filled(template("loyalty_kpi_report"), [tmp_path / "all.xlsx"])
    together = filled(template("loyalty_kpi_report"), list(exports.values()))
    assert tables == together
    assert tables["Employees"] == {"team": [None], "date": [None], "enps": [None]}
    assert tables["Targets"] == {"metric": [None], "target": [None]}


def test_a_table_of_its_own_columns_is_filled_by_their_headers(given: Callable[..., Path]) -> None:
    survey = given(
        "survey.csv", ("NPS", "Date"), *((score, f"2026-01-{day + 1:02d}") for day, score in enumerate(range(11)))
    )
    goals = given("goals.csv", ("Metric", "Target"), ("NPS", "25"), ("ASA", "30"))
    tables = filled(template("loyalty_kpi_report"), [survey, goals])
    assert tables["Targets"] == {"metric": ["NPS", "ASA"], "target": [25.0, 30.0]}


def test_a_column_may_be_named(given: Callable[..., Path]) -> None:
    rows = [(f"c{score}", score, f"2026-01-{score + 1:02d}") for score in range(11)]
    survey = given("s.csv", ("Contact ID", "Q1", "Day"), *rows)
    told = ["s.csv:nps=Q1", "s.csv:date=Day"]
    assert filled(template("nps_tracker"), [survey], roles=told)["Survey"]["nps"] == list(range(11))
    contacts = given("c.csv", ("Contact ID", "Answered"), ("c1", "yes"), ("c2", "no"))
    both = filled(template("loyalty_kpi_report"), [survey, contacts], roles=told)
    assert (both["Survey"]["nps"], both["Contacts"]["answered"]) == (list(range(11)), ["Yes", "No"])


def test_codes_are_read_as_blanks_where_they_are_told(given: Callable[..., Path]) -> None:
    survey = given("s.csv", ("NPS", "Date"), (9, "2026-01-01"), (-99, "2026-01-02"), (8, "2026-01-03"))
    assert filled(template("nps_tracker"), [survey], blanks=["-99"])["Survey"]["nps"] == [9.0, 8.0]


def test_a_day_alone_is_no_order(given: Callable[..., Path]) -> None:
    orders = given("orders.csv", ("Date", "NPS"), ("2026-01-01", 9), ("2026-01-02", 8))
    with pytest.raises(BadInput, match="Orders needs customer_id and date; Cohort needs month and customers"):
        filled(template("loyalty_programme"), [orders])


def test_a_file_that_fits_no_table_is_one_sentence(exports: dict[str, Path]) -> None:
    with pytest.raises(BadInput) as raised:
        write("nps_tracker", [exports["customers"]])
    sentence = str(raised.value)
    assert sentence.startswith("customers.csv fits no table of nps_tracker: it holds ")
    assert "Survey needs nps; leave it out" in sentence
    assert "\n" not in sentence
