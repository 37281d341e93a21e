"""Copies with values only: what is planted is gone, what is a page stays as it was, and the input never changes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from warnings import catch_warnings

import openpyxl
import pytest
import xlsxwriter
from tests.audit import faults
from tests.report.demo import full
from tests.shared.planted import MAIL, SECRETS, everything

from cxcel.errors import BadInput
from cxcel_addin.report.render import render
from cxcel_addin.shared import Package, findings
from cxcel_addin.shared.making import Made, values_copy
from cxcel_addin.shared.telling import told

TEMPLATES = Path(__file__).resolve().parents[2] / "workbook_templates"


def book(fill: Callable[[Any], None]) -> bytes:
    """A workbook that a function fills."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        fill(made)
    return out.getvalue()


def one_sheet(rows: list[list[object]], name: str = "Report") -> bytes:
    def fill(made: Any) -> None:
        sheet = made.add_worksheet(name)
        for r, row in enumerate(rows):
            sheet.write_row(r, 0, row)

    return book(fill)


def audited(made: Made) -> Made:
    """The copy, once Excel would open it and it holds nothing that is found."""
    with TemporaryDirectory() as folder:
        assert faults(made.content, Path(folder)) == []
    assert findings(Package.read(made.content)) == []
    return made


def read(content: bytes, **options: bool) -> Any:
    with catch_warnings(action="ignore"):  # openpyxl knows no sparklines
        return openpyxl.load_workbook(BytesIO(content), **options)


def cells(content: bytes, **options: bool) -> dict[str, dict[str, Any]]:
    found = read(content, **options)
    return {s.title: {c.coordinate: c.value for r in s.iter_rows() for c in r if c.value is not None} for s in found}


@pytest.fixture(scope="module")
def planted() -> Made:
    return values_copy(everything(), "planted.xlsx")


def test_nothing_that_was_planted_is_in_the_copy(planted: Made) -> None:
    audited(planted)
    for part, content in Package.read(planted.content).parts.items():
        text = re.sub(r"<[^>]*>", "", content.decode("utf-8", "replace"))  # as read across runs
        for secret in SECRETS:
            for spelled in (secret, secret.replace(" ", "_")):
                assert spelled.encode() not in content, (part, spelled)
                assert spelled.encode("utf-16-le") not in content, (part, spelled)
                assert spelled not in text, (part, spelled)


def test_every_place_is_there_before(planted: Made) -> None:
    """The planted workbook does hold all of it: a test of what it finds nothing in would prove nothing."""
    whole = b"".join(Package.read(everything()).parts.values())
    for secret in SECRETS:
        assert secret.encode() in whole


def test_what_is_no_secret_stays(planted: Made) -> None:
    found = cells(planted.content)["Report"]
    assert [found[at] for at in ("A2", "A3", "A4", "B2", "D5")] == ["Person 1", "Person 2", "A17", 40, 25.5]
    assert found["C3"] == "Person 1 was kind, they say"
    assert found["C4"] == "ask ••• or Person 1"
    sheet = read(planted.content)["Report"]
    assert sheet["C2"].comment.text == "call •••"
    assert sheet["C2"].comment.author == "Author"
    links = {at: sheet[at].hyperlink for at in ("A22", "A23", "A24", "A25", "A26")}
    assert [at for at, link in links.items() if link] == ["A25", "A26"]
    assert (links["A25"].location, links["A26"].target) == ("'Report'!A1", "https://example.org/benchmarks")
    assert [rule.formula1 for rule in sheet.data_validations.dataValidation] == ['"Person 1,Person 2"']
    assert sum(len(rules.rules) for rules in sheet.conditional_formatting) == 3
    chart = Package.read(planted.content).parts["xl/charts/chart1.xml"].decode()
    assert re.findall(r"<c:f>(.*?)</c:f>", chart) == ["'Report'!$A$2:$A$4", "'Report'!$B$2:$B$4"]
    assert "<c:v>Person 2</c:v>" in chart
    assert "<c:numLit>" in chart  # what came from a hidden sheet


def test_what_was_done_is_told(planted: Made) -> None:
    assert list(told(planted, "copy.xlsx")) == [
        "copy.xlsx holds one sheet with values only: Report.",
        "No formula, link, macro or personal data was found in it.",
        "Left out, for they cannot be seen: Rows, Secret.",
        f"Told without names, addresses and numbers of people: {planted.counts.texts} texts.",
    ]


@pytest.mark.parametrize("name", [MAIL, "Anna Berg"])
def test_what_cannot_be_taken_out_is_refused_with_its_place(name: str) -> None:
    with pytest.raises(BadInput, match=r"the copy was not made: it would hold .*(e-mail|person).* in "):
        values_copy(everything(name), "planted.xlsx")


def test_the_same_workbook_gives_the_same_copy() -> None:
    content = everything()
    before = bytes(content)
    assert values_copy(content, "a.xlsx").content == values_copy(content, "a.xlsx").content
    assert content == before


def test_a_report_is_copied_as_it_stands() -> None:
    content = render(full())
    made = audited(values_copy(content, "report.xlsx"))
    before = cells(content)
    assert made.chosen.hidden == ("CXcel",)
    before.pop("CXcel")
    assert cells(made.content) == before
    charts = [
        {name: bytes_ for name, bytes_ in Package.read(x).parts.items() if "charts/" in name and "rels" not in name}
        for x in (content, made.content)
    ]
    assert charts[0].keys() == charts[1].keys()
    points = [[re.findall(rb"<c:v ?/>|<c:v>(.*?)</c:v>", c) for c in found.values()] for found in charts]
    assert points[0] == points[1]


def shipped(name: str) -> bytes:
    return (TEMPLATES / f"{name}.xlsx").read_bytes()


@pytest.mark.parametrize(
    "name", ["contact_centre_scorecard", "kpi_alignment", "loyalty_kpi_report", "loyalty_programme", "nps_tracker"]
)
def test_a_template_is_shared_without_its_rows(name: str) -> None:
    content = shipped(name)
    made = audited(values_copy(content, f"{name}.xlsx"))
    assert "Settings" in made.chosen.left
    before, after = cells(content, data_only=True), cells(made.content)
    assert after.keys() < before.keys()
    for sheet in set(after) - {"Churn risk"}:
        assert after[sheet] == before[sheet], sheet


def test_rows_of_single_customers_on_a_page_are_hidden() -> None:
    made = values_copy(shipped("loyalty_programme"), "loyalty_programme.xlsx")
    page = cells(made.content)["Churn risk"]
    assert page["A9"] == "customer"
    assert {page[f"A{row}"] for row in range(10, 30)} == {"hidden: one person"}
    assert not {f"B{row}" for row in range(10, 30)} & page.keys()


def test_only_the_pages_of_the_report_go() -> None:
    def fill(made: Any) -> None:
        for name in ("Mine", "Summary", "Rows"):
            made.add_worksheet(name).write("A1", name)
        made.get_worksheet_by_name("Rows").hide()
        made.define_name("Summary!cxcel.summary.1a2b", "=Summary!$A$1")

    made = audited(values_copy(book(fill), "mine.xlsx"))
    assert made.sheets == ("Summary",)
    assert made.chosen[1:] == (("Mine",), (), ("Rows",))
    assert b"cxcel.summary.1a2b" in Package.read(made.content).parts["xl/workbook.xml"]


def test_tables_of_single_cases_stay_at_home() -> None:
    def fill(made: Any) -> None:
        made.add_worksheet("Report").write("A1", "NPS")
        rows = made.add_worksheet("Survey")
        rows.add_table(
            "A1:B3", {"data": [["N1", 9], ["N2", 3]], "columns": [{"header": "Customer ID"}, {"header": "x"}]}
        )

    assert audited(values_copy(book(fill), "mine.xlsx")).chosen.rows == ("Survey",)
    listed = [["Ticket ID", "Score"], *([f"T{i}", i % 11] for i in range(60))]
    with pytest.raises(BadInput, match="nothing but rows of single cases"):
        values_copy(one_sheet(listed), "mine.xlsx")


def test_a_formula_without_any_value_is_refused() -> None:
    opened = openpyxl.Workbook()
    opened.active["B2"] = "=1+1"
    out = BytesIO()
    opened.save(out)
    with pytest.raises(BadInput, match=r"the formula in Sheet!B2 has no value yet.*cxcel refresh"):
        values_copy(out.getvalue(), "mine.xlsx")


def test_nothing_to_see_is_nothing_to_share() -> None:
    content = Package.read(one_sheet([["a"]]))
    hidden = content.parts["xl/workbook.xml"].replace(b'<sheet name="Report"', b'<sheet state="hidden" name="Report"')
    with pytest.raises(BadInput, match="no sheet that can be seen"):
        values_copy(Package({**content.parts, "xl/workbook.xml": hidden}, "").packed(), "mine.xlsx")
    with pytest.raises(BadInput, match="is no workbook that can be read"):
        values_copy(b"no workbook", "mine.xlsx")


def test_texts_that_are_masked_to_the_same_heading_make_plain_cells() -> None:
    def fill(made: Any) -> None:
        heads = [{"header": "one@firm.example"}, {"header": "two@firm.example"}]
        made.add_worksheet("Report").add_table("A1:B2", {"columns": heads})

    made = audited(values_copy(book(fill), "mine.xlsx"))
    assert cells(made.content)["Report"] == {"A1": "•••", "B1": "•••"}
    assert not [part for part in Package.read(made.content).parts if "tables/" in part]


def test_months_are_no_persons() -> None:
    rows = [
        ["Agent", "Contacts", "When"],
        ["May Moon", 40, "May 2026"],
        ["June", 50, "3 June"],
        ["Bo", 60, "June said"],
    ]
    found = cells(values_copy(one_sheet(rows), "mine.xlsx").content)["Report"]
    assert [found[f"C{row}"] for row in (2, 3, 4)] == ["May 2026", "3 June", "Person 2 said"]


def test_an_owner_is_known_by_the_word_before() -> None:
    rows = [
        ["Focus", "resolved", "what you will move"],
        ["Owner", "Sam Hill", "who looks after it"],
        ["Sam said so", "", ""],
    ]
    found = cells(values_copy(one_sheet(rows), "mine.xlsx").content)["Report"]
    assert found["B2"] == "Person 1"
    assert found["A3"] == "Person 1 said so"
    assert found["A2"] == "Owner"


def test_a_macro_workbook_becomes_an_ordinary_one() -> None:
    made = values_copy(everything(), "planted.xlsm")
    with zipfile.ZipFile(BytesIO(made.content)) as opened:
        types = opened.read("[Content_Types].xml")
    assert b"macroEnabled" not in types
    assert b"sheet.main+xml" in types
