"""The XML of a sheet: its formulas, values and styles, and a copy in which nothing else changes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.errors import BadInput
from cxcel_addin.engine.areas import Area
from cxcel_addin.engine.sheet import Error, Sheet, Sort
from cxcel_addin.engine.sheet_copy import KEEP, Typed, changed

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ALL = [Area("S", 1, 1, 99, 26)]
TEXTS = ["first", "second"]


def sheet(rows: str, head: str = "", tail: str = "") -> Sheet:
    return Sheet("S", f"<worksheet {MAIN}>{head}<sheetData>{rows}</sheetData>{tail}</worksheet>".encode(), "a.xlsx")


def found(rows: str) -> list[tuple[int, int, str, Sort, str]]:
    return [(f.row, f.column, f.text, f.sort, f.covered.shown) for f in sheet(rows).formulas]


def test_a_plain_formula_is_for_its_cell() -> None:
    assert found('<row r="2"><c r="B2"><f>A1&amp;"x"</f><v>1</v></c></row>') == [
        (2, 2, 'A1&"x"', Sort.PLAIN, "S!B2"),
    ]


def test_arrays_spill_where_the_cell_says_so() -> None:
    rows = (
        '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:A3">SORT(B1:B3)</f></c>'
        '<c r="C1"><f t="array" ref="C1:D2">B1:C2*2</f></c></row>'
    )
    assert found(rows) == [
        (1, 1, "SORT(B1:B3)", Sort.SPILLING, "S!A1:A3"),
        (1, 3, "B1:C2*2", Sort.FIXED, "S!C1:D2"),
    ]


def test_a_shared_formula_moves_with_its_cell() -> None:
    rows = (
        '<row r="1"><c r="B1"><f t="shared" ref="B1:B3" si="0">A1+$A$1</f></c></row>'
        '<row r="2"><c r="B2"><f t="shared" si="0"/></c></row><row r="3"><c r="B3"><f t="shared" si="0"></f></c></row>'
    )
    assert [text for _, _, text, _, _ in found(rows)] == ["A1+$A$1", "A2+$A$1", "A3+$A$1"]


def test_a_shared_formula_without_its_text_names_the_cell() -> None:
    with pytest.raises(BadInput, match=r"a\.xlsx, S!B2: its formula is damaged; open it in Excel or LibreOffice and"):
        found('<row r="2"><c r="B2"><f t="shared" si="4"/></c></row>')


def test_a_what_if_table_is_no_formula() -> None:
    (formula,) = sheet('<row r="1"><c r="A1"><f t="dataTable" ref="A1:A2" r1="C1"/><v>3</v></c></row>').formulas
    assert formula.why == "it is a what-if table"


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("<row><c r='A1'/></row>", "its rows bear no numbers"),
        ('<row r="1"><c><f>1</f></c></row>', "row 1: its cells bear no addresses"),
    ],
)
def test_a_sheet_without_addresses_is_refused(rows: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=rf"a\.xlsx, sheet S.*{sentence}; open it in Excel"):
        _ = sheet(rows).formulas or list(sheet(rows).each_row())


def test_a_sheet_without_cells_is_refused() -> None:
    with pytest.raises(BadInput, match=r"a\.xlsx, sheet S: it has no cells"):
        Sheet("S", f"<chartsheet {MAIN}/>".encode(), "a.xlsx")


VALUES = (
    '<row r="1"><c r="A1"><v>1.5</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="b"><v>1</v></c>'
    '<c r="D1" t="e"><v>#N/A</v></c><c r="E1" t="str"><f>A1</f><v>a &lt; b</v></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><r><t>ta</t></r><r><t xml:space="preserve"> xt</t></r></is></c>'
    '<c r="B2" s="3"/><c r="C2"><f>X1</f></c><c r="D2" t="n"><f>X1</f><v></v></c></row>'
)


def test_values_are_what_the_cells_hold() -> None:
    wanted = {(1, 1): 1.5, (1, 2): "second", (1, 3): True, (1, 4): "#N/A", (1, 5): "a < b", (2, 1): "ta xt"}
    values = sheet(VALUES).values(ALL, TEXTS)
    assert values == wanted
    assert isinstance(values[1, 4], Error)
    assert sheet(VALUES).values([Area("S", 1, 2, 1, 3)], TEXTS) == {(1, 2): "second", (1, 3): True}


def test_another_prefix_is_read_and_written_alike() -> None:
    xml = (
        '<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1"><x:f>B1</x:f><x:v>2</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    one = Sheet("S", xml.encode(), "a.xlsx")
    assert [formula.text for formula in one.formulas] == ["B1"]
    made = changed(one, {(1, 1): 3.0, (2, 1): "t"}).decode()
    assert '<x:c r="A1"><x:v>3.0</x:v></x:c>' in made
    assert Sheet("S", made.encode(), "").values(ALL, ()) == {(1, 1): 3.0, (2, 1): "t"}


def test_styles_are_those_of_the_cell_else_of_its_row_or_column() -> None:
    one = sheet(
        '<row r="1" s="4" customFormat="1"><c r="A1" s="2"/></row><row r="2"><c r="C2"/></row>',
        head='<cols><col min="2" max="3" width="9" style="7"/></cols>',
    )
    places = {(1, 1), (1, 2), (2, 1), (2, 2), (2, 3)}
    assert one.styles_of(places) == {(1, 1): 2, (1, 2): 4, (2, 1): 0, (2, 2): 7, (2, 3): 0}


ROWS_BEFORE = (
    '<row r="2" spans="1:3" ht="20"><c r="A2" s="5"><v>1</v></c><c r="C2" s="6"><f>A2</f><v>9</v></c></row>'
    '<row r="5"><c r="A5"><v>4</v></c></row>'
)


def test_a_copy_holds_what_changed_and_all_else_as_it_was() -> None:
    before = sheet(ROWS_BEFORE, head='<dimension ref="A2:C5"/><cols/>', tail='<pageMargins left="1"/>')
    changes = {(2, 3): Error("#NUM!"), (2, 2): "a<b", (1, 1): True, (4, 1): 0.1, (9, 2): 2.0, (5, 1): None}
    made = changed(before, changes, {(9, 2): 3}).decode()
    assert made == (
        f"<worksheet {MAIN}><cols/><sheetData>"
        '<row r="1"><c r="A1" t="b"><v>1</v></c></row>'
        '<row r="2" ht="20"><c r="A2" s="5"><v>1</v></c>'
        '<c r="B2" t="inlineStr"><is><t xml:space="preserve">a&lt;b</t></is></c>'
        '<c r="C2" s="6" t="e"><v>#NUM!</v></c></row>'
        '<row r="4"><c r="A4"><v>0.1</v></c></row>'
        '<row r="5"><c r="A5"/></row>'
        '<row r="9"><c r="B9" s="3"><v>2.0</v></c></row>'
        '</sheetData><pageMargins left="1"/></worksheet>'
    )


def test_what_is_kept_loses_its_formula_only() -> None:
    made = changed(sheet(ROWS_BEFORE), {(2, 3): KEEP, (8, 8): KEEP}, {(2, 3): 11}).decode()
    assert '<c r="C2" s="11"><v>9</v></c>' in made
    assert "<f" not in made
    assert 'r="H8"' not in made


def test_a_typed_formula_stands_for_one_cell_or_for_several() -> None:
    made = changed(sheet(""), {(1, 1): Typed('A2&"<"'), (2, 1): Typed("B1:B3", Area("S", 2, 1, 4, 1))}).decode()
    assert '<f>A2&amp;"&lt;"</f>' in made
    assert '<f t="array" ref="A2:A4">B1:B3</f>' in made
    assert [f.text for f in Sheet("S", made.encode(), "").formulas] == ['A2&"<"', "B1:B3"]


values = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), min_size=1),
    st.sampled_from(["_x000D_", "a\r\n_x0041_x0042_", "<&>\"'"]),
    st.sampled_from(["#N/A", "#DIV/0!"]).map(Error),
)
places = st.tuples(st.integers(1, 12), st.integers(1, 8))


@given(st.dictionaries(places, values), st.dictionaries(places, values))
def test_what_is_written_is_what_is_read(first, second) -> None:
    """Whatever stands there before, a change is what stands there afterwards, and nothing else moved."""
    control = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no file of Excel's can hold them
    before = Sheet("S", changed(sheet(""), first), "")
    after = Sheet("S", changed(before, second), "").values(ALL, ())
    wanted = {at: control.sub("", v) if type(v) is str else v for at, v in (first | second).items()}
    assert after == wanted
    assert {at: type(v) for at, v in after.items()} == {
        at: float if isinstance(v, float) else type(v) for at, v in wanted.items()
    }
