"""``cxcel template`` and ``cxcel guide``: workbooks that come with CXcel."""

from __future__ import annotations

import openpyxl
import pytest

from cxcel.functions import FUNCTIONS
from cxcel_addin.templates import TEMPLATES, write


def test_the_templates_are_listed(cxcel):
    told = cxcel("template", "list").works()
    for found in TEMPLATES.values():
        assert f"{found.name}\n    {found.title}: {found.purpose}" in told


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_written(name, cxcel, tmp_path):
    target = tmp_path / "mit Leerzeichen é.xlsx"
    assert cxcel("template", name, "-o", target).works() == f"Written: {target}\n"
    assert target.read_bytes() == write(name)


def test_without_a_name_it_is_called_as_it_is_titled(cxcel, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cxcel("template", "loyalty_kpi_report").works()
    assert [path.name for path in tmp_path.glob("*.xlsx")] == ["Loyalty KPI report.xlsx"]


def test_the_guide_is_written(cxcel, tmp_path):
    cxcel("guide", "-o", tmp_path / "guide.xlsx").works()
    sheet = openpyxl.load_workbook(tmp_path / "guide.xlsx")["Functions"]
    assert {row[0].value for row in sheet.iter_rows(min_row=6) if row[0].value} == set(FUNCTIONS)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("template", "loyalty"), "template must be one of 'loyalty_kpi_report', got 'loyalty'"),
        (("template", "loyalty_kpi_report", "-o", "x.csv"), "-o x.csv must end in .xlsx"),
        (("guide", "-o", "x.pdf"), "-o x.pdf must end in .xlsx"),
        (("guide", "-o", "none/x.xlsx"), "the folder none does not exist"),
    ],
)
def test_what_cannot_be_written_is_one_sentence(words, sentence, cxcel, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert sentence in cxcel(*words).fails()
    assert list(tmp_path.iterdir()) == []
