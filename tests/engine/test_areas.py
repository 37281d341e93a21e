"""What references, tables and their columns come to."""

from __future__ import annotations

import pytest

from cxcel_addin.engine.areas import ROWS, Area, NotThere, Table, reference, structured

SHEETS = {"data": "Data", "it's": "It's", "a b": "a b"}
SURVEY = Table("Survey", Area("Data", 5, 2, 10, 4), ("nps", "team", "odd ] name"), 1, 1)
TABLES = {"survey": SURVEY}


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("B2", (2, 2, 2, 2)),
        ("$B$2:A9", (2, 1, 9, 2)),
        ("b:A", (1, 1, ROWS, 2)),
        ("3:2", (2, 1, 3, 16_384)),
        ("A2:A", (2, 1, ROWS, 1)),
        ("XFD1048576", (ROWS, 16_384, ROWS, 16_384)),
    ],
)
def test_a_reference_is_a_block(text: str, block: tuple[int, ...]) -> None:
    assert reference(text, "Data", SHEETS) == Area("Data", *block)


@pytest.mark.parametrize("text", ["Survey", "XFE1", "A0", "A1048577", "A1:", "nps2x", ""])
def test_what_is_no_reference_is_none(text: str) -> None:
    assert reference(text, "Data", SHEETS) is None


@pytest.mark.parametrize(("text", "sheet"), [("'It''s'!A1", "It's"), ("DATA!A1", "Data"), ("'A b'!A1", "a b")])
def test_it_may_name_a_sheet(text: str, sheet: str) -> None:
    assert reference(text, "Data", SHEETS) == Area(sheet, 1, 1, 1, 1)


def test_a_sheet_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(NotThere, match=r"no sheet 'Old' \(the sheets are 'Data', \"?'It's'"):
        reference("Old!A1", "Data", SHEETS)


@pytest.mark.parametrize(("text", "fixed"), [("$A$1:$B2", False), ("$A$1:$B$2", True), ("A:A", False), ("$A:$A", True)])
def test_within_a_name_only_what_does_not_move_is_taken(text: str, fixed: bool) -> None:
    assert (reference(text, "Data", SHEETS, fixed=True) is not None) == fixed


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("Survey[nps]", (6, 2, 9, 2)),
        ("SURVEY[ NPS ]".replace(" ", ""), (6, 2, 9, 2)),
        ("Survey[]", (6, 2, 9, 4)),
        ("Survey[[nps]:[team]]", (6, 2, 9, 3)),
        ("Survey[[#All],[team]]", (5, 3, 10, 3)),
        ("Survey[[#Headers],[#Data],[nps]]", (5, 2, 9, 2)),
        ("Survey[#Totals]", (10, 2, 10, 4)),
        ("Survey[odd '] name]", (6, 4, 9, 4)),
        ("Survey[@nps]", (7, 2, 7, 2)),
        ("Survey[[#This Row],[team]]", (7, 3, 7, 3)),
        ("Survey[[#This Row],nps]", (7, 2, 7, 2)),
        ("Survey[[#All], [nps] : [team] ]", (5, 2, 10, 3)),
        ("[@[odd '] name]]", (7, 4, 7, 4)),
    ],
)
def test_a_tables_part_is_a_block(text: str, block: tuple[int, ...]) -> None:
    assert structured(text, TABLES, "Data", 7, 2) == Area("Data", *block)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Umfrage[nps]", "there is no table 'Umfrage' (the tables are 'Survey'); give it that name again"),
        ("Survey[q1]", "the table Survey on the sheet Data has no column 'q1' (its columns are 'nps', 'team', 'odd ]"),
        ("Survey[#REF!]", "the column of the table Survey that it read was deleted"),
        ("Survey[@nps]", "stands beside no row of that table"),
        ("[@nps]", "no table is around it"),
    ],
)
def test_what_is_not_there_is_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(NotThere) as error:
        structured(text, TABLES, "Data", 99, 1)
    assert sentence in str(error.value)


def test_a_table_without_totals_has_none() -> None:
    bare = {"t": Table("t", Area("Data", 1, 1, 3, 1), ("a",), 1, 0)}
    with pytest.raises(NotThere, match="the table 't' has no #totals"):
        structured("t[#Totals]", bare, "Data", 2, 1)
