"""What somebody tries to get through Share: in every spelling and every place, masked or refused with its place."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from cxcel.errors import BadInput
from cxcel_addin.shared import Package, findings
from cxcel_addin.shared.making import values_copy
from cxcel_addin.shared.personal import HIDDEN
from cxcel_addin.shared.pictures import plain

MAIL, NAME, PHONE = "anna@firm.example", "Anna Berg", "+49 30 1234567"
ALL = f"{NAME} {MAIL} {PHONE}"
SECRETS = (NAME, "anna", "berg", MAIL, PHONE, "1234567")
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(more: Callable[[Any, Any], None] = lambda book, sheet: None) -> Package:
    """A page that names its people under a heading, with what a test adds."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Report")
        sheet.write_row("A1", ["Agent", "Contacts", "Said"])
        sheet.write_row("A2", [NAME, 40, "fine"])
        sheet.write_row("A3", ["Bert Mohn", 50, "quick"])
        more(book, sheet)
    return Package.read(out.getvalue(), "mine.xlsx")


def copied(book: Package) -> Package:
    made = Package.read(values_copy(book.packed(), "mine.xlsx").content)
    assert findings(made) == []
    return made


def holds(book: Package, secrets: tuple[str, ...] = SECRETS) -> list[tuple[str, str]]:
    """Where a secret stands in the bytes of a file, as it is or cut by tags."""
    out = []
    for part, content in book.parts.items():
        whole = content.decode("utf-8", "replace")
        for text in (whole, re.sub(r"<[^>]*>", "", whole), content.decode("utf-16-le", "replace")):
            out += [(part, secret) for secret in secrets if secret.casefold() in text.casefold()]
    return out


# --- spellings -----------------------------------------------------------------------------------------------------

SPELLED = (
    "+49 30 1234567", "+49 (0)30 1234567", "0049 30 1234567", "0049-30-1234567", "+493012345678", "030/1234567",
    "(030) 123 45 67", "030-1234567", "0171 2345678", "01712345678", "01 23 45 67 89", "01.23.45.67.89",
    "+33 1 23 45 67 89", "07700 900123", "07700900123", "020 7946 0958", "212-555-0134", "(212) 555-0134",
    "212.555.0134", "212 555 0134", "1-800-555-0199", "+1 (212) 555-0134", "+1.212.555.0134", "tel:+49301234567",
    "Tel.030 1234567", "+34 612 34 56 78", "+41 44 668 18 00",
    "anna.berg@firm.example", "ANNA@FIRM.EXAMPLE", "anna+x@mail.firm.co.uk", "j\u00fcrgen@m\u00fcller.example",
    "4111 1111 1111 1111", "4111-1111-1111-1111", "4111111111111111", "4111\u00a01111\u00a01111\u00a01111",
    "3782 822463 10005", "5555  5555  5555  4444",
    "DE89 3704 0044 0532 0130 00", "DE89370400440532013000", "de89 3704 0044 0532 0130 00",
    "DE89-3704-0044-0532-0130-00", "GB82 WEST 1234 5698 7654 32", "FR14 2004 1010 0505 0001 3M02 606",
)  # fmt: skip


@pytest.mark.parametrize("spelled", SPELLED)
def test_a_number_or_address_is_known_however_it_is_spelled(spelled: str) -> None:
    text = f"ask {spelled}, please"

    def fill(book: Any, sheet: Any) -> None:
        sheet.write("C4", text)
        sheet.write("C5", spelled)
        sheet.write_comment("C2", text)

    made = openpyxl.load_workbook(BytesIO(copied(workbook(fill)).packed()))["Report"]
    assert HIDDEN in made["C4"].value
    assert HIDDEN in made["C5"].value
    digits = re.sub(r"\W", "", spelled)[-6:]
    for cell in (made["C4"].value, made["C5"].value, made["C2"].comment.text):
        assert digits not in re.sub(r"\W", "", cell), cell


NAMED = (
    "Anna Berg was kind",
    "anna was kind",
    "ANNA WAS KIND",
    "thanks,Anna!",
    "Berg, Anna",
    "the_anna_list",
    "Anna's",
)


@pytest.mark.parametrize("text", NAMED)
def test_a_name_is_known_however_it_is_spelled(text: str) -> None:
    made = copied(workbook(lambda book, sheet: sheet.write("C4", text)))
    assert holds(made, ("anna", "berg")) == []


@pytest.mark.parametrize("head", ["First name", "Vorname", "Pr\u00e9nom", "Nombre"])
def test_first_names_of_a_list_that_stays_at_home_are_known(head: str) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write("C4", "Dagny helped, dagny did")
        rows = book.add_worksheet("Customers")
        data = [["K1", "Dagny", 3], ["K2", "Ole", 4]]
        columns = [{"header": name} for name in ("Customer ID", head, "Score")]
        rows.add_table("A1:C3", {"data": data, "columns": columns})

    made = copied(workbook(fill))
    assert [sheet.title for sheet in made.sheets] == ["Report"]
    assert holds(made, ("dagny",)) == []


def test_a_word_that_is_a_name_too_stays_a_word() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row("A4", ["Will Mars", 60, "they will see"])
        sheet.write("C5", "it will, it will not")

    made = openpyxl.load_workbook(BytesIO(copied(workbook(fill)).packed()))["Report"]
    assert (made["C4"].value, made["C5"].value) == ("they will see", "it will, it will not")
    assert made["A4"].value == "Person 3"


# --- places --------------------------------------------------------------------------------------------------------


Change = Callable[[Package], Package]


def replaced(part: str, old: str, new: str) -> Change:
    """Put something into a part, once, in the place of a text that stands there."""

    def change(book: Package) -> Package:
        content = book.parts[part].decode()
        assert old in content
        return Package({**book.parts, part: content.replace(old, new, 1).encode()}, book.name)

    return change


def before(part: str, mark: str, new: str) -> Change:
    return replaced(part, mark, new + mark)


SHEET, STRINGS, STYLES, BOOK, THEME = (
    f"xl/{name}.xml" for name in ("worksheets/sheet1", "sharedStrings", "styles", "workbook", "theme/theme1")
)
OF_SHEET, OF_FILE = "xl/worksheets/_rels/sheet1.xml.rels", "_rels/.rels"
X14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
XM = 'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
NO_RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'


def on_sheet(inside: str) -> Change:
    return before(SHEET, "<pageMargins", inside)


def extended(inside: str) -> Change:
    """Put something into the sheet that only newer programs read."""
    return before(SHEET, "</worksheet>", f'<extLst><ext uri="{{0}}" {X14} {XM}>{inside}</ext></extLst>')


def related(part: str, kind: str, owner: str = "xl/_rels/workbook.xml.rels", content: str = f"<x>{ALL}</x>") -> Change:
    """Add a part to which a relation leads."""

    def change(book: Package) -> Package:
        link = f'<Relationship Id="rIdZ" Type="{OFFICE}/{kind}" Target="/{part}"/></Relationships>'.encode()
        relations = book.parts.get(owner, NO_RELATIONS).replace(b"</Relationships>", link)
        return Package({**book.parts, part: content.encode(), owner: relations}, book.name)

    return change


NEW_RULE = (
    '<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="expression" priority="9" id="{1}">'
    f'<xm:f>$A1="{NAME}"</xm:f></x14:cfRule><xm:sqref>A1:A9</xm:sqref></x14:conditionalFormatting>'
    "</x14:conditionalFormattings>"
)
NEW_LIST = (
    f'<x14:dataValidations count="1"><x14:dataValidation type="list" promptTitle="{NAME}"><x14:formula1>'
    f'<xm:f>"{NAME},{MAIL}"</xm:f></x14:formula1><xm:sqref>A1</xm:sqref></x14:dataValidation></x14:dataValidations>'
)
FORMATS = f'<numFmts count="1"><numFmt numFmtId="164" formatCode="0&quot; {ALL}&quot;"/></numFmts>'
FILTER = f'<filterColumn colId="0"><filters><filter val="{NAME}"/></filters></filterColumn>'
SCENARIO = f'<scenario name="{NAME}" user="{NAME}"><inputCells r="B2" val="1"/></scenario>'
EDITOR = f'<protectedRange name="{NAME}" sqref="A1" securityDescriptor="{MAIL}"/>'
VIEW = f'<customSheetView guid="{{0}}"><headerFooter><oddHeader>{ALL}</oddHeader></headerFooter></customSheetView>'


def named(attributes: str, formula: str) -> Change:
    return before(BOOK, "<calcPr", f"<definedNames><definedName {attributes}>{formula}</definedName></definedNames>")


EDITS: dict[str, Change] = {
    "a shared text of no cell": before(STRINGS, "</sst>", f"<si><t>{ALL}</t></si>"),
    "how a text is read aloud": replaced(STRINGS, "<t>fine</t>", f'<t>fine</t><rPh sb="0" eb="1"><t>{ALL}</t></rPh>'),
    "a remark in a part": before(STYLES, "<cellXfs", f"<!-- {ALL} -->"),
    "a format of numbers": before(STYLES, "<fonts", FORMATS),
    "a style of cells": replaced(STYLES, 'name="Normal"', f'name="{ALL}"'),
    "the theme": replaced(THEME, 'name="Office Theme"', f'name="{ALL}"'),
    "what a name is for": named(f'name="Top" description="{ALL}" help="{NAME}"', "Report!$A$1"),
    "a hidden name": named('name="x" hidden="1"', f'"{ALL}"'),
    "who shares the file": before(BOOK, "<bookViews", f'<fileSharing userName="{NAME}"/>'),
    "a rule of a newer kind": extended(NEW_RULE),
    "a list of a newer kind": extended(NEW_LIST),
    "what a filter sifts by": on_sheet(f'<autoFilter ref="A1:C3">{FILTER}</autoFilter>'),
    "a scenario": on_sheet(f"<scenarios>{SCENARIO}</scenarios>"),
    "who may edit": on_sheet(f"<protectedRanges>{EDITOR}</protectedRanges>"),
    "a view of somebody's": on_sheet(f"<customSheetViews>{VIEW}</customSheetViews>"),
    "custom XML": related("customXml/item1.xml", "customXml"),
    "a sensitivity label": related("docMetadata/LabelInfo.xml", "classificationlabels", OF_FILE),
    "ink": related("xl/ink/ink1.xml", "customXml", OF_SHEET),
    "a rich value": related("xl/richData/rdrichvalue.xml", "rdRichValue"),
    "rows behind a pivot table": related("xl/pivotCache/pivotCacheRecords1.xml", "pivotCacheRecords"),
    "a link outside": related("xl/externalLinks/externalLink1.xml", "externalLink"),
    "settings of a printer": related("xl/printerSettings/p1.bin", "printerSettings", OF_SHEET),
    "a macro": related("xl/vbaProject.bin", "vbaProject"),
    "a picture of the first page": related("docProps/thumbnail.jpeg", "thumbnail", OF_FILE),
}


@pytest.mark.parametrize("place", EDITS)
def test_nothing_gets_through_in_a_place_of_the_file(place: str) -> None:
    book = EDITS[place](workbook())
    assert holds(book, (NAME,)), "it must be there before"
    assert holds(copied(book)) == []


def headed(book: Any, sheet: Any) -> None:
    sheet.set_header(f"&L{NAME}&C&8{MAIL}&R&P")
    sheet.set_footer(f"&L{PHONE}")


def charted(book: Any, sheet: Any) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": ALL,
            "categories": "=Report!$A$2:$A$3",
            "values": "=Report!$B$2:$B$3",
            "categories_data": [NAME, MAIL],
            "values_data": [1, 4111111111111111],
            "data_labels": {"value": True, "num_format": f'0" {NAME}"', "custom": [{"value": PHONE}]},
        }
    )
    chart.set_title({"name": ALL, "overlay": True})
    chart.set_y_axis({"name": ALL, "num_format": f'0" {NAME}"'})
    sheet.insert_chart("E2", chart, {"description": ALL, "object_position": 1})


def ruled(book: Any, sheet: Any) -> None:
    sheet.data_validation("D2", {"validate": "list", "source": [NAME, MAIL], "input_title": NAME, "error_title": NAME})
    sheet.data_validation("D3", {"validate": "custom", "value": f'=A2="{NAME}"', "error_message": ALL})
    sheet.conditional_format("A2:A9", {"type": "text", "criteria": "begins with", "value": NAME})
    sheet.conditional_format("A2:A9", {"type": "formula", "criteria": f'=$A2="{NAME}"'})
    sheet.conditional_format("B2:B9", {"type": "cell", "criteria": "==", "value": f'"{MAIL}"'})


def linked(book: Any, sheet: Any) -> None:
    sheet.write_url("D2", f"mailto:{MAIL}?subject=for {NAME}", string="write")
    sheet.write_url("D3", "https://example.org/", string=ALL, tip=ALL)
    sheet.write_url("D4", "internal:Report!A1", string=ALL, tip=ALL)
    sheet.write_url("D5", "external:C:\\Users\\Anna Berg\\x.xlsx", string="file")


def noted(book: Any, sheet: Any) -> None:
    sheet.write_comment("B2", ALL, {"author": NAME})
    sheet.insert_textbox("E2", ALL, {"description": ALL})
    sheet.insert_button("E9", {"caption": ALL, "macro": NAME.replace(" ", "_"), "description": ALL})


def described(book: Any, sheet: Any) -> None:
    told = "title subject author manager company category keywords comments status hyperlink_base"
    book.set_properties(dict.fromkeys(told.split(), ALL))
    book.set_custom_property("Author", NAME)


def hidden_places(book: Any, sheet: Any) -> None:
    for name, hide in (("Rows", "hide"), ("Deep", "very_hidden")):
        other = book.add_worksheet(name)
        other.write("A1", ALL)
        getattr(other, hide)()
    sheet.write("A30", ALL)
    sheet.set_row(29, None, None, {"hidden": True})
    sheet.write("H1", ALL)
    sheet.set_column("H:H", 0)
    sheet.write("C9", ALL, book.add_format({"hidden": True, "font_color": "white", "num_format": ";;;"}))
    sheet.write_formula("C10", f'="{ALL}"', None, ALL)
    sheet.write_formula("C11", '=HYPERLINK("mailto:anna@firm.example","x")', None, "x")


FILLS = (headed, charted, ruled, linked, noted, described, hidden_places)


@pytest.mark.parametrize("fill", FILLS)
def test_nothing_gets_through_in_a_place_that_people_fill(fill: Callable[[Any, Any], None]) -> None:
    book = workbook(fill)
    assert holds(book, (NAME,)), "it must be there before"
    assert holds(copied(book)) == []


def test_the_name_of_a_sheet_is_refused_with_its_place() -> None:
    book = replaced(BOOK, 'name="Report"', f'name="{NAME}"')(workbook())
    with pytest.raises(BadInput, match="it would hold the name of a person in the workbook"):
        values_copy(book.packed(), "mine.xlsx")


def test_an_address_in_a_link_is_refused_with_its_sheet() -> None:
    book = workbook(lambda book, sheet: sheet.write_url("D2", f"https://example.org/?to={MAIL}", string="page"))
    with pytest.raises(BadInput, match="an e-mail address in the sheet Report"):
        values_copy(book.packed(), "mine.xlsx")


# --- pictures ------------------------------------------------------------------------------------------------------


def png(more: bytes = b"") -> bytes:
    """A picture of one point, with chunks of its own before the end."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    told = chunk(b"tEXt", b"Author\0" + more) + chunk(b"eXIf", b"II*\0" + more) if more else b""
    return b"\x89PNG\r\n\x1a\n" + head + told + chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) + chunk(b"IEND", b"") + more


def jpeg(more: bytes = b"") -> bytes:
    """The smallest picture with its segments; and a camera's, where more is told."""

    def segment(kind: int, data: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, kind, len(data) + 2) + data

    told = segment(0xE1, b"Exif\0\0" + more) + segment(0xFE, more) + segment(0xED, more) if more else b""
    frame = segment(0xDB, bytes(65)) + segment(0xC0, b"\x08\0\1\0\1\1\1\x11\0")
    scan = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\xff\0\x34\xff\xd0\x56" + b"\xff\xd9"
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + told + frame + scan + more


@pytest.mark.parametrize("picture", [png, jpeg])
def test_pictures_keep_their_points_only(picture: Callable[[bytes], bytes]) -> None:
    told = picture(ALL.encode())
    assert plain(told) == plain(picture(b"")) == picture(b"")
    assert plain(told[: len(told) // 3]) is None


def test_the_picture_of_a_copy_tells_nothing() -> None:
    content = png(ALL.encode())
    book = workbook(
        lambda book, sheet: sheet.insert_image("E2", "logo.png", {"image_data": BytesIO(content), "description": ALL})
    )
    assert holds(book, (NAME,))
    made = copied(book)
    assert holds(made) == []
    assert made.parts["xl/media/image1.png"] == png()


@pytest.mark.parametrize("content", [b"\x01\0\0\0 EMF", b"<svg>Anna Berg</svg>", b"GIF89a"])
def test_a_picture_that_cannot_be_looked_into_is_refused(content: bytes) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.insert_image("E2", "logo.png", {"image_data": BytesIO(png())})

    book = workbook(fill)
    other = Package({**book.parts, "xl/media/image1.png": content}, "")
    with pytest.raises(
        BadInput, match="a picture that is neither PNG, JPEG nor BMP, and may hold anything, in the sheet"
    ):
        values_copy(other.packed(), "mine.xlsx")
