"""The sample from files to report: the truth put in is found, and the numbers are those a cell would compute."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cxcel import functions
from cxcel.functions import FUNCTIONS, KPI_BY, KPI_CI, KPI_N
from cxcel.relations.verdict import EXPLAINED, MOVES, NONE, UNSURE, WEAKLY
from cxcel_addin.sample import AFTER, HOLD, RESOLVED, SCORE, TALK, TRANSFERRED, WAIT

Columns = dict[str, list[object]]
CLOSE = {"rel": 1e-12, "abs": 1e-12}
SATISFIED, EASY = "How satisfied are you? (1-5)", "Company made it easy (1-7)"


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def contacts(sample_folder: Path) -> Columns:
    """Columns as somebody would have them in a sheet once the repeated rows were removed."""
    rows = list({tuple(row.values()): row for row in read(sample_folder / "contacts.csv")}.values())
    return {name: [cell(row[name]) for row in rows] for name in rows[0]}


@pytest.fixture(scope="module")
def answers(sample_folder: Path) -> Columns:
    rows = read(sample_folder / "survey.csv")
    return {name: [cell(row[name]) for row in rows] for name in rows[0]}


def cell(text: str) -> object:
    """A cell as a sheet holds it."""
    flags = {"": None, "Yes": True, "No": False}
    if text in flags:
        return flags[text]
    try:
        return float(text)
    except ValueError:
        return text


def possible(scores: list[object]) -> list[object]:
    return [None if score == 11 else score for score in scores]


@pytest.mark.parametrize(
    ("kpi", "verdict"),
    [
        ("FCR_RATE", MOVES),
        ("ASA", WEAKLY),
        ("AHT", NONE),
        ("hold", NONE),
        ("wrap", NONE),
        ("TRANSFER_RATE", EXPLAINED),
    ],
)
def test_the_truth_that_was_put_in_is_found(kpi, verdict, sample_report):
    assert sample_report.relation(kpi)["verdict"] == verdict


def test_no_time_spent_moves_with_the_score(sample_report):
    """Talk time may stand for handle time, which it nearly is; none of them may be called a link."""
    times = [row for row in sample_report.data["relations"] if row["kpi"] in {"AHT", "talk", "hold", "wrap"}]
    assert len(times) >= 3
    assert {row["verdict"] for row in times} == {NONE}
    assert all(abs(row["r"]) < 0.05 for row in times)


def test_what_explains_is_named(sample_report):
    row = sample_report.relation("TRANSFER_RATE")
    assert row["explained_by"].lower() == "first-contact resolution"
    assert "first-contact resolution is held fixed" in row["detail"].lower()


def test_the_first_page_says_so_in_sentences(sample_report):
    said = [finding["sentence"] for finding in sample_report.data["findings"]]
    assert sample_report.data["title"] == "First-contact resolution moves with Net Promoter Score; handle time does not"
    assert any(text.startswith("First-contact resolution moves with Net Promoter Score") for text in said)
    still = next(text for text in said if text.startswith("No link seen between Net Promoter Score and "))
    assert "handle time" in still
    assert any(text.startswith("Net Promoter Score rose by ") and "more than chance" in text for text in said)
    assert len(said) <= 7
    for text in said:
        assert f"* {text}\n" in sample_report.out


def test_the_change_of_the_score_is_real(sample_report):
    row = next(row for row in sample_report.data["report"]["scorecard"] if row["name"] == "NPS")
    assert row["change_verdict"] == {"text": "▲ real, better", "tone": "better", "code": "▲ real, better"}
    assert row["change"] > 0
    assert row["p_adjusted"] < 0.05
    assert (sample_report.data["report"]["latest"], sample_report.data["report"]["before"]) == (
        "April to June 2026",
        "January to March 2026",
    )
    assert row["target"] == 40
    assert row["target_verdict"]["text"] == "missed"


def test_mistakes_in_the_files_are_named_with_their_rows(sample_report, sample_folder):
    survey, contacts = read(sample_folder / "survey.csv"), read(sample_folder / "contacts.csv")
    elevens = [n for n, row in enumerate(survey, 2) if row[SCORE] == "11"]
    seen: set[tuple[str, ...]] = set()
    twice = [n for n, row in enumerate(contacts, 2) if (key := tuple(row.values())) in seen or seen.add(key)]
    found = {(row["file"], row["column"]): row for row in sample_report.data["quality"]}
    scores, rows = found["survey.csv", SCORE], found["contacts.csv", "Contact ID"]
    assert (scores["count"], scores["rows"], scores["done"]) == (3, elevens, "left out")
    assert (rows["count"], rows["rows"], rows["done"]) == (12, twice, "counted once")
    for row in (scores, rows):
        assert f"(rows {', '.join(map(str, row['rows']))})" in sample_report.out


def test_the_json_holds_the_lists_that_programs_read(sample_report):
    data = sample_report.data
    assert {"metrics", "relations", "findings", "assumptions", "quality", "breakdowns"} <= set(data)
    for metric in data["metrics"]:
        assert {"name", "value", "low", "high", "n", "dropped"} <= set(metric)
        assert metric["low"] <= metric["value"] <= metric["high"]
        assert all(isinstance(count, int) and count > 0 for count in metric["dropped"].values())
    words = {"outcome", "kpi", "method", "r", "low", "high", "n", "n_eff", "p", "p_adjusted", "verdict", "grain"}
    for row in data["relations"]:
        assert words <= set(row)
        assert row["verdict"] in {MOVES, WEAKLY, NONE, UNSURE, EXPLAINED}
        assert -1 <= row["low"] <= row["r"] <= row["high"] <= 1
        assert row["n_eff"] <= row["n"]
        assert row["p"] <= row["p_adjusted"]
        assert row["grain"] in {"contact", "day"}
        assert row["method"] == "spearman"
    for finding in data["findings"]:
        assert finding["sentence"]
        assert finding["evidence"]
    assert json.dumps(data, allow_nan=False)


def test_every_number_in_the_json_is_on_a_page_or_of_a_named_formula(sample_report):
    """The same name and rule twice would be two numbers that a program cannot tell apart."""
    keys = [(m["name"], m["rule"], m["title"]) for m in sample_report.data["metrics"]]
    assert len(keys) == len(set(keys))
    for metric in sample_report.data["metrics"]:
        chosen = metric["options"].get("rule") or metric["options"].get("version")
        assert chosen in {None, metric["rule"]}


def arguments(name: str, contacts: Columns, answers: Columns) -> list[object]:
    """The ranges that somebody would give each function."""
    answered, wait = contacts["Answered"], contacts[WAIT]
    missed = [not flag for flag in answered]
    return {
        "NPS": [possible(answers[SCORE])],
        "CSAT": [answers[SATISFIED], 5],
        "DISSAT_RATE": [answers[SATISFIED], 5],
        "CES": [answers[EASY]],
        "FCR_RATE": [contacts[RESOLVED]],
        "AHT": [contacts[TALK], contacts[HOLD], contacts[AFTER], answered],
        "ASA": [wait, answered],
        "ABANDON_RATE": [missed],
        "TRANSFER_RATE": [contacts[TRANSFERRED]],
        "COST_PER_CONTACT": [contacts["Cost (EUR)"], answered],
        "SERVICE_LEVEL": [
            [flag and seconds <= 20 for flag, seconds in zip(answered, wait, strict=True)],
            answered,
            missed,
            [gone and seconds <= 20 for gone, seconds in zip(missed, wait, strict=True)],
        ],
    }[name]


USED = (
    "NPS",
    "CSAT",
    "DISSAT_RATE",
    "CES",
    "FCR_RATE",
    "AHT",
    "ASA",
    "ABANDON_RATE",
    "TRANSFER_RATE",
    "COST_PER_CONTACT",
    "SERVICE_LEVEL",
)


@pytest.mark.parametrize("name", USED)
def test_a_number_in_the_report_is_what_a_cell_computes(name, sample_report, contacts, answers):
    ranges, row = arguments(name, contacts, answers), sample_report.metric(name)
    assert row["value"] == pytest.approx(FUNCTIONS[name](*ranges), **CLOSE)
    assert [[row["low"], row["high"]]] == [pytest.approx(KPI_CI(name, *ranges)[0], **CLOSE)]
    assert row["n"] == KPI_N(name, *ranges)


@pytest.mark.parametrize("name", ["CSAT", "CES", "SERVICE_LEVEL", "ABANDON_RATE"])
def test_a_number_by_another_formula_is_what_a_cell_computes(name, sample_report, contacts, answers):
    ranges = arguments(name, contacts, answers)
    option = {"CES": "version"}.get(name, "rule")
    rows = [m for m in sample_report.data["metrics"] if m["name"] == name]
    assert len(rows) > 1 or name == "ABANDON_RATE"
    for row in rows:
        assert row["value"] == pytest.approx(FUNCTIONS[name](*ranges, **{option: row["rule"]}), **CLOSE), row["rule"]


def test_the_offered_base_is_what_a_cell_computes(sample_report, contacts):
    row = sample_report.metric("FCR_RATE", title="First-contact resolution, of all offered")
    resolved = [bool(flag) for flag in contacts[RESOLVED]]
    assert row["value"] == pytest.approx(functions.FCR_RATE(resolved, [1] * len(resolved)), **CLOSE)


def test_a_breakdown_is_what_kpi_by_gives(sample_report, contacts):
    table = {group: rest for group, *rest in KPI_BY("FCR_RATE", contacts["Channel"], contacts[RESOLVED])[1:]}
    shown = sample_report.by("FCR_RATE", "channel", "First-contact resolution")
    assert set(shown) == {"Phone", "Chat", "WhatsApp", "Social"}
    for label, figure in shown.items():
        assert list(figure.values()) == pytest.approx(table[label], **CLOSE)


def test_calc_prints_the_number_of_the_report(sample_report, sample_folder, cxcel):
    printed = cxcel("calc", "CSAT", f"{sample_folder / 'survey.csv'}:{SATISFIED}", "5").works()
    assert float(printed) == sample_report.metric("CSAT", "top")["value"]


def test_a_target_without_its_columns_is_said(sample_folder, tmp_path, cxcel):
    done = cxcel(
        "report", sample_folder / "survey.csv", "-o", tmp_path / "r.xlsx", "--target", "AHT=300", "--target", "NPS=30"
    )
    printed = done.works()
    assert "* Average handle time has a target, but no column in these files to compute it.\n" in printed
    assert "Net Promoter Score has a target" not in printed


def test_the_workbook_shows_the_numbers_of_the_json(sample_report):
    card = {row["name"]: row for row in sample_report.data["report"]["scorecard"]}
    for name in ("NPS", "CSAT", "FCR_RATE", "AHT", "ASA", "SERVICE_LEVEL", "ABANDON_RATE"):
        value = card[name]["latest"]["value"]
        assert sample_report.shows(value / 86_400 if card[name]["unit"] == "seconds" else value), name


def test_a_period_that_was_asked_for(report: Callable[..., object], sample_folder):
    made = report(sample_folder / "survey.csv", "--period", "month")
    assert made.data["report"]["period"] == "month"
    assert (made.data["report"]["latest"], made.data["report"]["before"]) == ("June 2026", "May 2026")


def test_a_threshold_that_was_asked_for(report: Callable[..., object], sample_folder, contacts):
    made = report(sample_folder / "contacts.csv", "--threshold", "45")
    row = made.metric("SERVICE_LEVEL", "answered")
    hits = [s <= 45 for s, flag in zip(contacts[WAIT], contacts["Answered"], strict=True) if flag]
    assert row["title"] == "Service level (45 s)"
    assert row["value"] == pytest.approx(sum(hits) / len(hits), **CLOSE)
