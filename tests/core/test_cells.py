"""What a range holds, however it reaches us."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.cells import ERRORS, MISSING, Kind, number_in, read
from cxcel.errors import BadType
from cxcel.functions import FUNCTIONS

NPS, AHT, KPI_N = FUNCTIONS["NPS"], FUNCTIONS["AHT"], FUNCTIONS["KPI_N"]
ANSWERS = [10, 9, 8, 3, 7, 0]
INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
FLOATS = ["float16", "float32", "float64", "longdouble"]


def kinds(values: object) -> list[str]:
    cells = read(values)
    return ["NUMBER"] * len(cells) if cells.kinds is None else [Kind(kind).name for kind in cells.kinds]


@pytest.mark.parametrize(
    "values",
    [
        ANSWERS,
        tuple(ANSWERS),
        iter(ANSWERS),
        [[score] for score in ANSWERS],
        [ANSWERS],
        [ANSWERS[:3], ANSWERS[3:]],
        ((10, 9, 8), (3, 7, 0)),
        [str(score) for score in ANSWERS],
        [f" {score} " for score in ANSWERS],
        [Decimal(score) for score in ANSWERS],
        [np.int16(score) for score in ANSWERS],
        [np.float32(score) for score in ANSWERS],
        np.array(ANSWERS, dtype=object),
        np.array([str(score) for score in ANSWERS]),
        np.array(ANSWERS).reshape(2, 3),
        np.array(ANSWERS)[:, None],
        *[np.array(ANSWERS, dtype=name) for name in INTEGERS + FLOATS],
        *[
            pd.Series(ANSWERS, dtype=name)
            for name in ["int8", "float32", "float64", "Int64", "Float64", "object", "str"]
        ],
        pd.DataFrame({"score": ANSWERS}),
        pd.Index(ANSWERS),
        pd.Series(ANSWERS, index=list("abcdef")),
        pd.Series(ANSWERS, dtype="category"),
    ],
    ids=lambda v: f"{type(v).__name__} {getattr(v, 'dtype', '')}",
)
def test_every_kind_of_range_gives_the_same(values: object) -> None:
    assert NPS(values) == pytest.approx(0.0)


def test_a_single_cell_is_a_range() -> None:
    assert NPS(10) == NPS(10.0) == NPS("10") == NPS([[10]]) == NPS(np.float64(10)) == NPS(np.array(10)) == 100.0


BLANKS = [
    [10, None, 3, 9],
    [10, math.nan, 3, 9],
    [10, "", 3, 9],
    [10, "  ", 3, 9],
    [10, pd.NA, 3, 9],
    [10, pd.NaT, 3, 9],
    [10, np.datetime64("NaT"), 3, 9],
    [10, Decimal("NaN"), 3, 9],
    np.array([10, np.nan, 3, 9]),
    pd.Series([10, None, 3, 9]),
    pd.Series([10, None, 3, 9], dtype="Int64"),
    pd.Series([10, None, 3, 9], dtype="object"),
    pd.Series(["10", None, "3", "9"], dtype="string"),
    *[[10, marker, 3, 9] for marker in sorted(MISSING)],
    *[[10, marker.upper(), 3, 9] for marker in ("n/a", "null", "no answer")],
]


@pytest.mark.parametrize("values", BLANKS, ids=lambda v: repr(v)[:40])
def test_a_blank_is_not_an_answer(values: object) -> None:
    assert KPI_N("NPS", values) == 3
    assert NPS(values) == pytest.approx(100 / 3)


@pytest.mark.parametrize("top", ["score", "NPS 0-10", "How likely ...?"])
def test_a_header_is_recognised(top: str) -> None:
    assert NPS([top, *ANSWERS]) == NPS([[top], *[[score] for score in ANSWERS]]) == pytest.approx(0.0)
    assert NPS(pd.Series([top, *ANSWERS])) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ([9, "nine"], "the text 'nine' in row 2"),
        (["score", 9, "nine"], "the text 'nine' in row 3"),
        ([["score"], [9], ["nine"]], "the text 'nine' in row 3"),
        ([[9, "nine"]], "the text 'nine' in column 2"),
        ([[9, 8], [7, "nine"]], "the text 'nine' in row 2, column 2"),
        (["nine"], "the text 'nine' in row 1"),
        ([9, True], "TRUE or FALSE in row 2"),
        (np.array([True, False]), "TRUE or FALSE in row 1"),
        (pd.Series([True, False]), "TRUE or FALSE in row 1"),
        (pd.Series([None, True], dtype="boolean"), "TRUE or FALSE in row 2"),
        ([9, dt.date(2026, 3, 1)], "a date in row 2"),
        ([9, dt.datetime(2026, 3, 1, 12)], "a date in row 2"),
        (np.array(["2026-03-01"], dtype="M8[D]"), "a date in row 1"),
        (pd.Series(pd.to_datetime(["2026-03-01"])), "a date in row 1"),
    ],
    ids=lambda v: repr(v)[:40],
)
def test_what_is_no_number_is_refused_by_its_cell(values: object, where: str) -> None:
    with pytest.raises(BadType) as caught:
        NPS(values)
    assert str(caught.value) == f"NPS: scores must be numbers, got {where}"


@pytest.mark.parametrize(
    "values",
    [
        [60, 120],
        ["60", "120"],
        [dt.time(0, 1), dt.time(0, 2)],
        [dt.timedelta(seconds=60), dt.timedelta(seconds=120)],
        [np.timedelta64(60, "s"), np.timedelta64(2, "m")],
        [pd.Timedelta(seconds=60), pd.Timedelta(seconds=120)],
        np.array([60, 120], dtype="m8[s]"),
        np.array([60, 120], dtype="m8[s]").astype("m8[ns]"),
        pd.Series(pd.to_timedelta([60, 120], unit="s")),
        pd.Series([pd.Timedelta(seconds=60), pd.NaT, pd.Timedelta(seconds=120)]),
    ],
    ids=lambda v: repr(v)[:40],
)
def test_durations_become_seconds(values: object) -> None:
    assert AHT(values) == pytest.approx(90)


MOMENTS = [
    [dt.datetime(2026, 3, 1, 6), dt.datetime(2026, 3, 2)],
    [46082.25, 46083],
    ["2026-03-01 06:00", "2026-03-02"],
    np.array(["2026-03-01T06", "2026-03-02T00"], dtype="M8[h]"),
    [np.datetime64("2026-03-01T06"), np.datetime64("2026-03-02")],
    pd.Series(pd.to_datetime(["2026-03-01 06:00", "2026-03-02 00:00"])),
    pd.Series(pd.to_datetime(["2026-03-01 06:00", "2026-03-02 00:00"], utc=True)),
    ["when", dt.datetime(2026, 3, 1, 6), dt.date(2026, 3, 2)],
]


@pytest.mark.parametrize("time", MOMENTS, ids=lambda v: repr(v)[:40])
def test_points_in_time_are_the_same_however_written(time: Any) -> None:
    who = ["who", "a", "a"] if len(time) == 3 else ["a", "a"]
    assert FUNCTIONS["REPEAT_RATE"](who, time, 0.75) == 0.5
    assert FUNCTIONS["REPEAT_RATE"](who, time, 0.74) == 0.0


def test_one_and_zero_yes_and_no_true_and_false_are_flags() -> None:
    rate = FUNCTIONS["FCR_RATE"]
    for yes, no in ((1, 0), (True, False), ("yes", "no"), ("Y", "N"), ("TRUE", "FALSE"), ("1", "0"), ("ja", "nein")):
        assert rate([yes, no, yes, None]) == pytest.approx(2 / 3)
    assert rate(np.array([True, False, True])) == pytest.approx(2 / 3)
    assert rate(pd.Series([True, False, True, None], dtype="boolean")) == pytest.approx(2 / 3)
    assert rate(["resolved", "yes", "no"]) == 0.5


@pytest.mark.parametrize("values", [[math.inf, 1], np.array([1, -np.inf]), [10**400, 1]], ids=repr)
def test_what_no_cell_can_hold_is_out_of_range(values: object) -> None:
    for call in (NPS, AHT, lambda x: FUNCTIONS["KPI_CORR"](x, [1, 2])):
        with pytest.raises(ValueError, match=r"got -?inf in row [12]"):
            call(values)


@pytest.mark.parametrize(
    "values", [[object()], [b"9"], [1j], [[1, 2], [3]]], ids=["object", "bytes", "complex", "ragged"]
)
def test_what_is_no_range_is_said(values: object) -> None:
    with pytest.raises(BadType):
        read(values)


def test_kinds_stay_apart() -> None:
    assert kinds([1, None, "a", True, dt.date(2026, 1, 1), "#N/A"]) == [
        "NUMBER",
        "BLANK",
        "TEXT",
        "FLAG",
        "DATE",
        "ERROR",
    ]
    assert all(kinds([1, error]) == ["NUMBER", "ERROR"] for error in ERRORS)


def test_reading_twice_changes_nothing() -> None:
    cells = read([1, "a"])
    assert read(cells) is cells


def test_an_array_is_not_copied() -> None:
    values = np.arange(10.0)
    assert read(values).numbers.base is values or read(values).numbers is values


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_text_of_a_number_is_that_number(number: float) -> None:
    assert number_in(repr(number)) == number


@given(st.text(max_size=8))
def test_a_text_is_a_number_only_where_it_spells_one(text: str) -> None:
    found = number_in(text)
    assert found is None or math.isfinite(found)


@given(st.lists(st.one_of(st.none(), st.integers(0, 10), st.sampled_from(["", "n/a", "7", " 9"])), min_size=1))
def test_list_array_and_series_agree(values: list[Any]) -> None:
    assert KPI_N("NPS", values) == KPI_N("NPS", [[v] for v in values]) == KPI_N("NPS", pd.Series(values, dtype=object))
    plain = [v for v in values if not isinstance(v, str)]
    filled = np.array([np.nan if v is None else v for v in plain])
    assert KPI_N("NPS", plain) == KPI_N("NPS", filled) == np.isfinite(filled).sum()


def test_a_frame_of_numbers_and_words_is_read_by_rows_and_not_by_its_names() -> None:
    frame = pd.DataFrame({"wait": [1.5, 2.5], "channel": ["chat", None], "resolved": [True, False]})
    cells = read(frame)
    assert cells.width == 3
    assert cells.kinds is not None
    assert [Kind(kind).name for kind in cells.kinds] == ["NUMBER", "TEXT", "FLAG", "NUMBER", "BLANK", "FLAG"]
