"""What must not be in a workbook that is given away: each rule finds what is planted, and is silent on a report."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from tests.report.demo import full

from cxcel.errors import BadInput
from cxcel_addin.report.render import render
from cxcel_addin.shared import Package, findings, refusal, without_people
from cxcel_addin.shared.personal import kinds
from cxcel_addin.shared.rules import FORBIDDEN, Finding

RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'


def workbook(**cells: Any) -> Package:
    """A workbook with some cells on a sheet Report."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Report")
    sheet.write("A1", "NPS by month")
    for place, value in cells.items():
        sheet.write(place, value)
    book.close()
    return Package.read(out.getvalue(), "copy.xlsx")


def planted(part: str, content: bytes) -> Package:
    book = workbook()
    return Package({**book.parts, part: content}, book.name)


def changed(part: str, old: bytes, new: bytes) -> Package:
    book = workbook()
    assert book.parts[part].count(old) == 1
    return Package({**book.parts, part: book.parts[part].replace(old, new)}, book.name)


def told(book: Package) -> list[str]:
    return [str(finding) for finding in findings(book)]


def test_a_report_holds_nothing_that_must_not_be_given_away() -> None:
    assert told(Package.read(render(full()))) == ["a hidden sheet in the workbook: CXcel"]  # Share leaves it out


@pytest.mark.parametrize("start", FORBIDDEN)
def test_a_part_that_has_no_place_in_a_copy_is_found(start: str) -> None:
    found = told(planted(f"{start}x.bin", b""))
    assert len(found) == 1
    assert found[0].startswith(FORBIDDEN[start])


def test_a_formula_is_found_whatever_it_is() -> None:
    assert told(workbook(B2="=1+1", C3="=NPS(A1)")) == ["a formula in Report!B2", "a formula in Report!C3"]


def test_hidden_sheets_are_found() -> None:
    for state in (b"hidden", b"veryHidden"):
        book = changed("xl/workbook.xml", b'<sheet name="Report"', b'<sheet state="%s" name="Report"' % state)
        assert told(book) == ["a hidden sheet in the workbook: Report"]


NAMES = {
    "Report!$A$1:$B$9": 0,
    "'My (old) sheet'!$A$1": 0,
    "0.5": 0,
    "[1]Other!$A$1": 1,
    "'C:\\x\\[1]Other'!$A$1": 1,
    "#REF!": 1,
    "Gone!#REF!": 1,
    "_xlfn.LAMBDA(_xlpm.x,_xlpm.x*2)": 1,
    "SUM(Report!$A$1)": 1,
    "Survey[2026]": 0,
}


@pytest.mark.parametrize("text", NAMES)
def test_only_names_of_cells_may_stay(text: str) -> None:
    names = f'</sheets><definedNames><definedName name="n">{text}</definedName></definedNames>'
    assert len(told(changed("xl/workbook.xml", b"</sheets>", names.encode()))) == NAMES[text]


@pytest.mark.parametrize(
    ("formula", "what"),
    [
        ("NPS(Report!$A$1:$A$9)", "a function of CXcel"),
        ("1+kpi_by(1)", "a function of CXcel"),
        ("[1]Sheet!$A$1", "a reference to another workbook"),
        ("#REF!", "numbers taken from a sheet that is not shared"),
        ("'Report'!$A$1:$A$9", ""),
        ("'Chart data'!$A$1:$A$9", "numbers taken from a sheet that is not shared"),
        ("XNPS(1)", ""),
        ("[0]!Local", ""),
        ("Survey[[#All],[2]]", ""),
    ],
)
def test_formulas_of_charts_and_tables(formula: str, what: str) -> None:
    found = told(planted("xl/charts/chart1.xml", f"<c><f>{formula}</f></c>".encode()))
    assert found == ([f"{what} in xl/charts/chart1.xml"] if what else [])


def test_a_link_to_a_file_is_found_and_one_to_a_page_is_not() -> None:
    for target, count in (("file:///C:/Users/anna/x.xlsx", 1), ("other.xlsx", 1), ("https://example.org/a", 0)):
        link = b'<Relationship Id="r" Type="hyperlink" Target="%s" TargetMode="External"/>' % target.encode()
        found = told(planted("xl/worksheets/_rels/sheet1.xml.rels", RELATIONS % link))
        assert found == ["a link to a file in the sheet Report"] * count


PERSONAL = {
    "write to anna.b@firm.example": "an e-mail address",
    "ANNA@FIRM.EXAMPLE": "an e-mail address",
    "+49 30 1234567": "a telephone number",
    "+44 (0)20 7946 0958": "a telephone number",
    "0049-30-1234567": "a telephone number",
    "(030) 1234 567": "a telephone number",
    "0171/2345678": "a telephone number",
    "call 212-555-0134 now": "a telephone number",
    "4111 1111 1111 1111": "the number of a payment card",
    "card 378282246310005": "the number of a payment card",
    "5555-5555-5555-4444": "the number of a payment card",
    "DE89 3704 0044 0532 0130 00": "a bank account number",
    "GB82WEST12345698765432": "a bank account number",
}
HARMLESS = (
    "1,234,567", "1.234.567,89", "1 234 567", "2026-01-31", "31.01.2026", "31/01/2026 14:05:00", "2026-01-31 14:05:00",
    "C200001", "R00012", "-12.5 to +34.2", "+27.9", "0.25 0.50 0.75", "100 200 300 400", "12:30:45", "3.11.7",
    "p = 0.0001", "95% 12.3 to 45.6", "1000000000000000", "4111 1111 1111 1112", "0000 0000 0000 0000", "@NPS(A1)",
    "7 @ 3", "2024/2025", "+1.5 pts", "1-2-3-4-5-6-7-8", "Q1 2026 to Q2 2026", "12345678901234567890",
)  # fmt: skip


@pytest.mark.parametrize("text", PERSONAL)
def test_personal_data_is_found(text: str) -> None:
    assert kinds(text) == [PERSONAL[text]]


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_of_a_report_are_no_personal_data(text: str) -> None:
    assert kinds(text) == []


MAIL = "anna@firm.example"
PLACES: dict[str, tuple[bytes, str]] = {
    "xl/comments1.xml": (
        b'<c><comment ref="B7"><text><r><t>ask anna@</t></r><r><t>firm.example</t></r></text></comment></c>',
        "xl/comments1.xml",
    ),
    "xl/drawings/drawing1.xml": (f'<d><cNvPr id="1" name="x" descr="by {MAIL}"/></d>'.encode(), "xl/drawings"),
    "xl/charts/chart1.xml": (f"<c><strCache><pt><v>{MAIL}</v></pt></strCache></c>".encode(), "xl/charts"),
    "docProps/custom.xml": (f"<p><property><lpwstr>{MAIL}</lpwstr></property></p>".encode(), "document properties"),
    "xl/drawings/vmlDrawing1.vml": (f"<xml><div>write<br>{MAIL}</div></xml>".encode(), "xl/drawings"),
    "xl/worksheets/_rels/sheet1.xml.rels": (
        RELATIONS % f'<Relationship Id="r" Target="mailto:{MAIL}" TargetMode="External"/>'.encode(),
        "the sheet Report",
    ),
    "xl/tables/table1.xml": (f'<t><tableColumn name="{MAIL}"/></t>'.encode(), "xl/tables"),
}


@pytest.mark.parametrize("part", PLACES)
def test_personal_data_is_found_wherever_a_text_may_stand(part: str) -> None:
    content, where = PLACES[part]
    (found,) = told(planted(part, content))
    assert found.startswith("an e-mail address in ")
    assert where in found


def test_the_cell_is_named_where_a_text_stands() -> None:
    assert told(workbook(B7=MAIL)) == ["an e-mail address in Report!B7"]
    assert told(workbook(C1=378282246310005.0)) == ["the number of a payment card in Report!C1"]


def test_people_are_found_and_taken_out() -> None:
    book = workbook()
    parts = dict(book.parts)
    core = parts["docProps/core.xml"]
    parts["docProps/core.xml"] = core.replace(b"<dc:creator></dc:creator>", b"<dc:creator>Anna B</dc:creator>")
    assert parts["docProps/core.xml"] != core
    parts["xl/comments1.xml"] = b"<c><authors><author>Anna B</author><author>tc={1}</author></authors></c>"
    parts["xl/persons/person.xml"] = b'<l><person displayName="Anna B" userId="S::anna" providerId="AD"/></l>'
    folder = (
        b'<mc:AlternateContent xmlns:mc="m"><mc:Choice Requires="x15"><x15ac:absPath url="C:\\Users\\anna\\" '
        b'xmlns:x15ac="x"/></mc:Choice></mc:AlternateContent><sheets>'
    )
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<sheets>", folder)
    named = Package(parts, "copy.xlsx")
    assert len(told(named)) == 4
    clean = without_people(named)
    assert told(clean) == []
    assert b"anna" not in b"".join(clean.parts.values()).lower()
    assert b"<author>Author</author><author>tc={1}</author>" in clean.parts["xl/comments1.xml"]
    assert clean.parts["xl/worksheets/sheet1.xml"] == named.parts["xl/worksheets/sheet1.xml"]


def test_the_path_of_a_printer_is_found() -> None:
    content = "x\\\\server\\printer".encode("utf-16-le")
    assert told(planted("xl/printerSettings/printerSettings1.bin", content)) == [
        "the path of a printer in xl/printerSettings/printerSettings1.bin"
    ]


def test_what_is_packed_reads_back(tmp_path: Path) -> None:
    book = workbook(B2=3)
    again = Package.read(book.packed())
    assert again.parts == book.parts
    assert again.packed() == book.packed()
    assert zipfile.ZipFile(BytesIO(book.packed())).testzip() is None


@pytest.mark.parametrize("content", [b"", b"PK", b"no workbook"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput, match=r"copy\.xlsx is no workbook that can be read"):
        Package.read(content, "copy.xlsx")
    with pytest.raises(BadInput, match="holds no workbook"):
        Package({"a.txt": b""}, "copy.xlsx")


def test_a_broken_part_is_a_sentence() -> None:
    with pytest.raises(BadInput, match=r"copy\.xlsx: xl/charts/chart1\.xml cannot be read"):
        findings(planted("xl/charts/chart1.xml", b"<c><f>"))


def test_a_refusal_names_a_few_and_counts_the_rest() -> None:
    sentence = str(refusal([Finding("a formula", f"Report!A{i}") for i in range(9)]))
    assert sentence.count("a formula in") == 5
    assert "and 4 more; remove them" in sentence
