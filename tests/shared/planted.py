"""A workbook with personal data planted in every place that a workbook has for it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter

from cxcel_addin.shared import Package

NAME, MAIL, PHONE, CARD = "Anna Berg", "anna@firm.example", "+49 30 1234567", "4111 1111 1111 1111"
IBAN = "DE89 3704 0044 0532 0130 00"
ALL = f"{NAME}, {MAIL}, {PHONE}, {CARD}, {IBAN}"
SECRETS = (NAME, "Anna", "Berg", MAIL, PHONE, CARD, IBAN, "4111111111111111", "secretrow", "C:\\Users")
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def everything(sheet_name: str = "Report") -> bytes:
    """Return the workbook: what is shared is on one sheet, what must not be is around it."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": f"by {NAME}", "subject": MAIL, "author": NAME, "manager": NAME, "comments": ALL})
    book.set_custom_property("Written by", NAME)
    sheet, rows, secret = (book.add_worksheet(name) for name in (sheet_name, "Rows", "Secret"))
    _cells(book, sheet)
    _rules(sheet, sheet_name)
    _drawn(book, sheet, sheet_name)
    rows.write_column("A1", ["secretrow", ALL])
    rows.hide()
    secret.write("A1", "secretrow")
    secret.very_hidden()
    book.define_name("Caller", f'="{NAME}"')
    book.define_name("Everything", "=Rows!$A$1:$A$9")
    book.define_name("Anna_Berg", f"='{sheet_name}'!$A$1")
    book.define_name("Top", f"='{sheet_name}'!$A$1:$D$1")
    book.close()
    return _with_parts(Package.read(out.getvalue(), "planted.xlsx")).packed()


def _cells(book: Any, sheet: Any) -> None:
    bold = book.add_format({"bold": True})
    sheet.write_row("A1", ["Agent", "Contacts", "Comment", "Value"])
    sheet.write_row("A2", [NAME, 40, ALL, 0.25])
    sheet.write_row("A3", ["Bert Mohn", 50, "Anna was kind, they say", 0.5])
    sheet.write_rich_string("C4", "ask ", bold, "anna@", "firm.example or ", bold, "Anna", " Berg")
    sheet.write("A4", "A17")
    sheet.write("B4", 60)
    sheet.write_number("D4", 4111111111111111)
    sheet.write_formula("D5", "=[1]!NPS(Rows!A1:A3)", None, 25.5)
    sheet.write_formula("E5", '=Rows!A2&""', None, ALL)
    sheet.write_comment("C2", f"{NAME}:\ncall {PHONE}", {"author": NAME})
    sheet.write("A20", "secretrow")
    sheet.set_row(19, None, None, {"hidden": True})
    sheet.write("Z1", "secretrow")
    sheet.set_column("Z:Z", 10, None, {"hidden": True})
    sheet.write_url("A22", f"mailto:{MAIL}", string="write")
    sheet.write_url("A23", "external:C:\\Users\\anna\\other.xlsx", string="file")
    sheet.write_url("A24", "internal:Rows!A1", string="rows", tip=NAME)
    sheet.write_url("A25", f"internal:'{sheet.name}'!A1", string="top", tip=f"by {NAME}")
    sheet.write_url("A26", "https://example.org/benchmarks", string="page")
    sheet.add_table(
        "G1:I3", {"name": "Owners", "columns": [{"header": f"for {NAME}"}, {"header": MAIL}, {"header": PHONE}]}
    )
    sheet.set_header(f"&L{NAME}&R{MAIL}")
    sheet.set_footer(f"&C{PHONE}")


def _rules(sheet: Any, name: str) -> None:
    sheet.data_validation(
        "K1",
        {
            "validate": "list",
            "source": [NAME, "Bert Mohn"],
            "input_title": "Who",
            "input_message": f"as {NAME}",
            "error_message": MAIL,
        },
    )
    sheet.data_validation("K2", {"validate": "list", "source": "=Rows!$A$1:$A$2"})
    sheet.conditional_format("A1:A9", {"type": "text", "criteria": "containing", "value": NAME})
    sheet.conditional_format("A1:A9", {"type": "formula", "criteria": f'=$A1="{NAME}"'})
    sheet.conditional_format("A1:A9", {"type": "formula", "criteria": "=NPS($B$1:$B$9)>0"})
    sheet.conditional_format("A1:A9", {"type": "formula", "criteria": "=Rows!$A$1>0"})
    sheet.conditional_format("B1:B9", {"type": "formula", "criteria": "=$B1>45"})
    sheet.add_sparkline("L1", {"range": "Rows!A1:A9"})
    sheet.add_sparkline("L2", {"range": f"'{name}'!B2:B4"})


def _drawn(book: Any, sheet: Any, name: str) -> None:
    chart = book.add_chart({"type": "bar"})
    here = f"='{name}'!"
    chart.add_series(
        {
            "name": NAME,
            "categories": f"{here}$A$2:$A$4",
            "values": f"{here}$B$2:$B$4",
            "categories_data": [NAME, "Bert Mohn", "A17"],
            "values_data": [40, 50, 60],
            "data_labels": {"value": True, "custom": [{"value": MAIL}]},
        }
    )
    chart.add_series(
        {
            "name": "=Rows!$A$1",
            "name_data": [NAME],
            "categories": "=Rows!$A$1:$A$2",
            "values": "=Rows!$B$1:$B$2",
            "categories_data": [NAME, MAIL],
            "values_data": [1, 4111111111111111],
        }
    )
    chart.set_title({"name": f"Calls of {NAME}"})
    chart.set_x_axis({"name": MAIL})
    sheet.insert_chart("N1", chart, {"description": f"{NAME} had 40 contacts", "decorative": False})
    sheet.insert_textbox("N20", ALL, {"textlink": "=Rows!$A$2", "description": MAIL})


def _with_parts(book: Package) -> Package:
    """Add what XlsxWriter does not write: a pivot cache, links outside, code, newer comments, folders, printers."""
    parts = dict(book.parts)
    sheet = "xl/worksheets/_rels/sheet1.xml.rels"
    parts["xl/pivotCache/pivotCacheDefinition1.xml"] = f'<p xmlns="{_MAIN}"><s v="{NAME}"/></p>'.encode()
    parts["xl/pivotCache/pivotCacheRecords1.xml"] = f'<p xmlns="{_MAIN}"><s v="secretrow"/></p>'.encode()
    parts["xl/pivotTables/pivotTable1.xml"] = f'<p xmlns="{_MAIN}" name="{NAME}"/>'.encode()
    parts["xl/externalLinks/externalLink1.xml"] = f'<e xmlns="{_MAIN}"><v>{MAIL}</v></e>'.encode()
    parts["xl/connections.xml"] = f'<c xmlns="{_MAIN}" connection="C:\\Users\\{NAME}"/>'.encode()
    parts["xl/vbaProject.bin"] = NAME.encode()
    parts["xl/printerSettings/printerSettings1.bin"] = "\\\\server\\Anna".encode("utf-16-le")
    parts["customXml/item1.xml"] = f"<rows>{MAIL}</rows>".encode()
    parts["docProps/thumbnail.jpeg"] = NAME.encode()
    _relate(parts, sheet, "pivotTable", "../pivotTables/pivotTable1.xml")
    _relate(parts, sheet, "printerSettings", "../printerSettings/printerSettings1.bin")
    for kind, target in (
        ("pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
        ("externalLink", "externalLinks/externalLink1.xml"),
        ("connections", "connections.xml"),
        ("vbaProject", "vbaProject.bin"),
    ):
        _relate(parts, "xl/_rels/workbook.xml.rels", kind, target)
    _relate(parts, "_rels/.rels", "thumbnail", "docProps/thumbnail.jpeg")
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"<bookViews>",
        b'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
        b'xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" Requires="x15">'
        b'<x15ac:absPath url="C:\\Users\\anna\\"/></mc:Choice></mc:AlternateContent><bookViews>',
    )
    return Package(parts, book.name)


def _relate(parts: dict[str, bytes], part: str, kind: str, target: str) -> None:
    entry = f'<Relationship Id="rIdX{kind}" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    assert b"</Relationships>" in parts[part]
    parts[part] = parts[part].replace(b"</Relationships>", entry.encode())
