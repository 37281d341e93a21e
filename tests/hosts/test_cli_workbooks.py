"""``cxcel template`` and ``cxcel guide``: workbooks that come with CXcel."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from cxcel.functions import FUNCTIONS
from cxcel_addin.templates import TEMPLATES

DOWNLOADS = Path(__file__).parents[2] / "workbook_templates"  # tests/templates: these are what the code builds


def test_the_templates_are_listed(cxcel):
    told = cxcel("template", "list").works()
    for found in TEMPLATES.values():
        assert f"{found.name}\n    {found.title}: {found.purpose}" in told


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_written(name, cxcel, tmp_path):
    target = tmp_path / "mit Leerzeichen é.xlsx"
    assert cxcel("template", name, "-o", target).works() == f"Written: {target}\n"
    assert target.read_bytes() == (DOWNLOADS / f"{name}.xlsx").read_bytes()


def test_without_a_name_it_is_called_as_it_is_titled(cxcel, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cxcel("template", "loyalty_kpi_report").works()
    assert [path.name for path in tmp_path.glob("*.xlsx")] == ["Loyalty KPI report.xlsx"]


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_a_template_is_filled_with_ones_own_export(cxcel, tmp_path):
    (tmp_path / "own.csv").write_text("NPS,Date\n" + "\n".join(f"{s},2026-02-{s + 1:02d}" for s in range(11)))
    before = (tmp_path / "own.csv").read_bytes()
    cxcel("template", "nps_tracker", "-o", tmp_path / "own.xlsx", "--data", tmp_path / "own.csv").works()
    sheet = openpyxl.load_workbook(BytesIO((tmp_path / "own.xlsx").read_bytes()))["Survey"]
    assert [row[0].value for row in sheet.iter_rows(min_row=6)] == list(range(11))
    assert (tmp_path / "own.csv").read_bytes() == before


def test_its_columns_may_be_named(cxcel, tmp_path):
    (tmp_path / "own.csv").write_text("Q1,Day\n" + "\n".join(f"{s},2026-02-{s + 1:02d}" for s in range(11)))
    given = ("template", "nps_tracker", "-o", tmp_path / "own.xlsx", "--data", tmp_path / "own.csv")
    assert '--map "own.csv:nps=Header"' in cxcel(*given).fails()
    assert cxcel(*given, "--map", "own.csv:nps=Q1").works() == f"Written: {tmp_path / 'own.xlsx'}\n"


def test_options_for_reading_need_a_file(cxcel, tmp_path):
    told = cxcel("template", "nps_tracker", "-o", tmp_path / "own.xlsx", "--blank", "-99").fails()
    assert "options that say how files are read need a file: --data FILE" in told
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_is_not_there_leaves_nothing_behind(cxcel, tmp_path):
    told = cxcel("template", "nps_tracker", "-o", tmp_path / "own.xlsx", "--data", tmp_path / "missing.csv").fails()
    assert "missing.csv does not exist" in told
    assert list(tmp_path.iterdir()) == []


def test_the_guide_is_written(cxcel, tmp_path):
    cxcel("guide", "-o", tmp_path / "guide.xlsx").works()
    sheet = openpyxl.load_workbook(tmp_path / "guide.xlsx")["Functions"]
    assert {row[0].value for row in sheet.iter_rows(min_row=6) if row[0].value} == set(FUNCTIONS)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("template", "loyalty"), "template must be one of 'loyalty_kpi_report', 'nps_tracker'"),
        (("template", "loyalty_kpi_report", "-o", "x.csv"), "-o x.csv must end in .xlsx"),
        (("guide", "-o", "x.pdf"), "-o x.pdf must end in .xlsx"),
        (("guide", "-o", "none/x.xlsx"), "the folder none does not exist"),
    ],
)
def test_what_cannot_be_written_is_one_sentence(words, sentence, cxcel, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert sentence in cxcel(*words).fails()
    assert list(tmp_path.iterdir()) == []
