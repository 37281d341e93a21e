"""Choosing the language: an option of the command line, a row of the sheet Settings."""

from __future__ import annotations

import json

import openpyxl
import pytest
from click.testing import CliRunner

from cxcel.errors import BadOption
from cxcel_addin.hosts.cli.app import app
from cxcel_addin.hosts.cli.parsing import parse_language
from cxcel_addin.workbook import opened


@pytest.fixture
def survey(tmp_path):
    path = tmp_path / "survey.csv"
    rows = [f"2026-0{month}-{day:02d},{(day * month) % 11}" for month in (1, 2) for day in range(1, 29)]
    path.write_text("\n".join(["date,nps", *rows]))
    return path


def test_a_report_in_french(survey, tmp_path):
    target, beside = tmp_path / "r.xlsx", tmp_path / "r.json"
    made = CliRunner().invoke(
        app, ["report", str(survey), "-o", str(target), "--json", str(beside), "--language", "fr"]
    )
    assert made.exit_code == 0, made.output
    book = openpyxl.load_workbook(target)
    assert book.sheetnames[0] == "Synthèse"
    assert book.custom_doc_props["Language"].value == "fr"
    told = json.loads(beside.read_text())
    assert told["language"] == "fr"
    assert {row["name"] for row in told["metrics"]} >= {"NPS"}
    assert "février 2026" in told["report"]["latest"]


def test_a_language_that_is_not_there(survey, tmp_path):
    with pytest.raises(BadOption, match="--language must be one of 'en', 'fr', 'de', 'es', got 'it'"):
        parse_language("it")
    made = CliRunner().invoke(app, ["report", str(survey), "-o", str(tmp_path / "r.xlsx"), "--language", "it"])
    assert isinstance(made.exception, BadOption)
    assert not (tmp_path / "r.xlsx").exists()


def test_the_sheet_settings_names_it(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["date", "nps"])
    settings = book.create_sheet("Settings")
    for row in (["Setting", "Value"], ["Language", "DE"]):
        settings.append(row)
    path = tmp_path / "Book1.xlsx"
    book.save(path)
    assert opened(path, "Book1.xlsx").said.report["language"] == "de"
