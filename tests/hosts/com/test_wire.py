"""The wire between VBA and Python: a packed range is the plain one cell by cell, and what goes back suits VBA."""

from __future__ import annotations

import math
import struct
from datetime import date, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hosts.com.packing import COM_ERROR, CVERR, LEFT_OUT, com, dated, packed, small

from cxcel.cells import Cells, Kind, read
from cxcel.errors import ERRORS, BadType, CellError, LengthMismatch, NotEnoughData
from cxcel_addin.hosts.com import wire

CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(2**40), 2**40).map(float),
    st.sampled_from([0.0, -0.0, 5e-324, 1e308, 46101.5]),
    st.sampled_from(sorted(CVERR)),
    st.sampled_from(["", " ", " 7 ", "#N/A ", "n/a", "Zürich", "日本", "😀", "\ud83d", "a\0b", "yes", "#REF! later"]),
    st.text(max_size=8),
    st.datetimes(datetime(1899, 12, 30), datetime(2078, 12, 31)).map(lambda moment: moment.replace(microsecond=0)),
)
RANGE = st.integers(1, 6).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=12)
)
NUMBERS = st.lists(st.lists(st.one_of(st.none(), st.floats(0, 10)), min_size=3, max_size=3), min_size=6, max_size=20)


def cells(value: Any) -> list[tuple[Any, ...]]:
    """Every cell as kind, number and text, whichever way it is held; and the width."""
    held = read(value)
    numbers = held.numbers.tolist()
    if held.kinds is None:
        found = [(Kind.BLANK if math.isnan(v) else Kind.NUMBER, v, "") for v in numbers]
    else:
        assert held.texts is not None
        found = [(Kind(int(k)), v, t) for k, v, t in zip(held.kinds, numbers, held.texts, strict=True)]
    shown = [(kind, "-" if math.isnan(v) else v.hex() if isinstance(v, float) else v, text) for kind, v, text in found]
    return [*shown, (held.width,)]


@given(RANGE)
def test_a_packed_range_is_the_plain_one(rows: list[list[Any]]) -> None:
    assert cells(wire.decode(packed(rows))) == cells(wire.decode(com(rows)))


@given(NUMBERS)
def test_numbers_and_blanks_need_no_kinds(rows: list[list[Any]]) -> None:
    found = wire.decode(packed(rows))
    assert isinstance(found, Cells)
    assert found.kinds is None
    assert cells(found) == cells(rows)


@given(RANGE)
def test_bytes_come_as_bytes_or_as_a_view(rows: list[list[Any]]) -> None:
    whole = packed(rows)
    for view in (bytearray(whole), memoryview(whole), memoryview(bytearray(whole))):
        assert cells(wire.decode(view)) == cells(wire.decode(whole))


@given(RANGE, st.data())
def test_a_damaged_range_is_refused_and_never_misread_silently(rows: list[list[Any]], data: st.DataObject) -> None:
    whole = packed(rows)
    short = whole[: data.draw(st.integers(0, len(whole) - 1))]
    with pytest.raises(BadType, match="did not arrive whole"):
        wire.decode(short)
    with pytest.raises(BadType, match="did not arrive whole"):
        wire.decode(whole + b"\0")
    with pytest.raises(BadType, match="did not arrive whole"):
        wire.decode(b"CXP2" + whole[4:])
    with pytest.raises(BadType, match="did not arrive whole"):
        wire.decode(dated([(0, 0, len(rows) + 1, 1)]) + whole)


@given(st.lists(st.one_of(st.none(), st.integers(0, 254)), min_size=1, max_size=40))
def test_whole_numbers_a_byte_each_are_the_plain_range(column: list[int | None]) -> None:
    rows = [[cell] for cell in column]
    assert cells(wire.decode(small(rows))) == cells(wire.decode(com(rows)))
    for damaged in (small(rows)[:-1], small(rows) + b"\0"):
        with pytest.raises(BadType, match="did not arrive whole"):
            wire.decode(damaged)


@given(st.lists(st.one_of(st.none(), st.integers(0, 254), st.just("n/a")), min_size=2, max_size=40), st.data())
def test_blocks_of_dates_make_numbers_dates_and_leave_the_rest(column: list[Any], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(column) - 1))
    count = data.draw(st.integers(1, len(column) - first))
    day = datetime(1899, 12, 30)
    within = range(first, first + count)
    real = [[day + timedelta(days=v) if i in within and isinstance(v, int) else v] for i, v in enumerate(column)]
    rows = [[cell] for cell in column]
    whole = [packed(rows)] if "n/a" in column else [packed(rows), small(rows)]
    for message in whole:
        assert cells(wire.decode(dated([(first, 0, count, 1)]) + message)) == cells(wire.decode(com(real)))


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(1899, 12, 30, 0, 5, 30), "the time 0:05:30"),
        (datetime(1900, 1, 1, 3), "the time 51:00:00"),
        (datetime(2026, 3, 31, 9), "the date 2026-03-31"),
    ],
)
def test_a_date_or_time_by_itself_is_named_as_its_cell_shows_it(moment: datetime, shown: str) -> None:
    assert repr(wire.decode(packed([[moment]]))) == f"[[{shown}]]"
    assert repr(wire.decode(packed([[moment]] * 2))) == "a range of 2 cells"


def test_places_and_kinds_that_there_are_not_are_refused() -> None:
    head = struct.pack("<4sIII", b"CXP1", 1, 1, 0)
    for kind, value in ((2, 0), (5, 0), (0x40000, 1)):
        with pytest.raises(BadType):
            wire.decode(head + struct.pack("<II", value, 0x7FF80000 | kind))


def test_a_million_cells_are_decoded_without_a_step_for_each() -> None:
    """Numbers are the very bytes that came: nothing is copied."""
    body = np.arange(1_000_000, dtype="<f8")
    whole = struct.pack("<4sIII", b"CXP1", 1_000_000, 1, 0) + body.tobytes()
    found = wire.decode(whole)
    assert isinstance(found, Cells)
    assert np.shares_memory(found.numbers, np.frombuffer(whole, np.uint8))
    assert not found.numbers.flags.writeable
    assert (found.numbers == body).all()


@pytest.mark.parametrize(
    ("value", "decoded"),
    [
        (1.0, 1.0),
        (True, True),
        ("exact", "exact"),
        (None, [[None]]),
        (COM_ERROR["#N/A"], "#N/A"),
        ((1.0, 2.0), [[1.0, 2.0]]),
        (((1.0,), (None,)), [[1.0], [None]]),
        (((COM_ERROR["#REF!"], "x"),), [["#REF!", "x"]]),
        ((), [[]]),
        (datetime(2026, 3, 31, 14, tzinfo=timezone(timedelta(hours=2))), datetime(2026, 3, 31, 14)),
        (((datetime(2026, 3, 31),),), [[datetime(2026, 3, 31)]]),
        (-2146826246.0, -2146826246.0),
    ],
)
def test_plain_values(value: object, decoded: object) -> None:
    assert wire.decode(value) == decoded


def test_numbers_of_com_errors_are_those_windows_documents() -> None:
    """VT_ERROR of CVErr(xlErrNA), as pywin32 shows it."""
    assert wire.decode(-2146826246) == "#N/A"
    assert wire.decode(-2146826281) == "#DIV/0!"
    assert wire.decode(-2146826273) == "#VALUE!"
    assert wire.decode(-2146826265) == "#REF!"
    assert set(wire.NUMBERS) == ERRORS


def test_an_error_without_a_text_of_its_own_is_still_an_error() -> None:
    assert wire.decode(wire.ERROR_BASE + 2043) == "#N/A"
    assert wire.decode(wire.ERROR_BASE + 2048) == "#VALUE!"


def test_arguments_left_out_at_the_end_are_dropped_and_in_between_none() -> None:
    assert wire.arguments([1.0, LEFT_OUT, 2.0, LEFT_OUT, LEFT_OUT]) == [1.0, None, 2.0]
    assert wire.arguments([LEFT_OUT]) == []
    assert wire.arguments([None]) == [[[None]]], "a blank cell was given"


def test_a_large_range_names_itself_in_few_words() -> None:
    assert repr(wire.decode(packed([[1.0]] * 1_234))) == "a range of 1,234 cells"


def test_a_small_packed_range_serves_as_an_option_does() -> None:
    assert wire.decode(packed([[6.0, 9.0]])) == [[6.0, 9.0]]
    assert wire.decode(packed([["exact"]])) == [["exact"]]
    assert wire.decode(packed([[True, None, "#N/A"]])) == [[True, None, "#N/A"]]


@pytest.mark.parametrize(
    ("result", "rows"),
    [
        (25.0, (("CX1", 0.0, 1.0, 1.0), (25.0, "", "", ""))),
        (7, (("CX1", 0.0, 1.0, 1.0), (7.0, "", "", ""))),
        ("no link seen", (("CX1", 0.0, 1.0, 1.0), ("no link seen", "", "", ""))),
        ([["a", "b"], [None, True]], (("CX1", 0.0, 2.0, 2.0), ("a", "b", "", ""), ("", True, "", ""))),
        ([[1, 2, 3, 4, 5]], (("CX1", 0.0, 1.0, 5.0, ""), (1.0, 2.0, 3.0, 4.0, 5.0))),
        ([[date(2026, 1, 1), datetime(2026, 1, 1, 12)]], (("CX1", 0.0, 1.0, 2.0), (46023.0, 46023.5, "", ""))),
    ],
)
def test_results(result: object, rows: object) -> None:
    encoded = wire.encode(result)
    assert encoded == rows
    assert all(type(cell) in {float, bool, str} for row in encoded for cell in row)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, np.float64("nan")])
def test_a_number_that_no_cell_can_hold_is_never_an_empty_cell(number: float) -> None:
    with pytest.raises(wire.OutOfRange, match="no number that a cell can hold"):
        wire.encode([[number]])


def test_dates_go_back_as_the_workbook_counts_them() -> None:
    """1 January 2026 is day 46,023 of most workbooks, and 44,561 of one that counts from 1904."""
    assert wire.encode(date(2026, 1, 1))[1][0] == 46023.0
    assert wire.encode(date(2026, 1, 1), wire.EPOCH_1904)[1][0] == 44561.0


def test_errors_go_back_with_their_sentence() -> None:
    assert wire.refuse(NotEnoughData("no answers"))[0][1] == 2007.0
    assert wire.refuse(LengthMismatch("x"))[0][1] == 2042.0
    assert wire.refuse(CellError("x", "#REF!"))[0][1] == 2023.0
    assert wire.refuse(CellError("x", "#SPILL!"))[0][1] == 2045.0
    sentence = wire.refuse(NotEnoughData("word " * 100))[1][0]
    assert isinstance(sentence, str)
    assert len(sentence) == 255
    assert sentence.endswith("…")


def test_every_error_of_cxcel_has_its_number() -> None:
    for error, number in CVERR.items():
        assert wire.refuse(CellError("x", error))[0][1] == number
