"""Names and groups: equal cells are one group, however they are spelled and however many there are."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.cells import read
from cxcel.columns import Flags, Keys, Taken, Words
from cxcel.errors import CellError


def keys(values: Any) -> list[str]:
    """The label of each cell, "" where blank."""
    taken = Keys()(read(values), "groups", {})
    return [(*taken.labels, "")[code] for code in taken.values]


def words(values: Any) -> list[str]:
    return list(Words()(read(values), "used", {}).values)


DAY = dt.datetime(2026, 3, 31)
NAMES: tuple[tuple[str, Any, list[str]], ...] = (
    ("empty", [], []),
    ("words", ["b", "a", " b ", None, ""], ["b", "a", "b", "", ""]),
    ("words in an array", np.array(["b", "a", "b"]), ["b", "a", "b"]),
    ("objects", np.array(["b", None, 2], object), ["b", "", "2"]),
    ("whole numbers", np.array([500, 7, 500]), ["500", "7", "500"]),
    ("whole numbers far apart", np.array([-(2**62), 2**62, 0]), [str(-(2**62)), str(2**62), "0"]),
    ("ids longer than a float", np.array([2**60, 2**60 + 1]), [str(2**60), str(2**60 + 1)]),
    ("above the signed", np.array([2**64 - 1, 2**64 - 2], np.uint64), [str(2**64 - 1), str(2**64 - 2)]),
    ("small integers that would overflow", np.array([-100, 100, -100], np.int8), ["-100", "100", "-100"]),
    ("whole floats and blanks", [3.0, None, 1.0, 3.0], ["3", "", "1", "3"]),
    ("fractions", [1.5, 2.5, 1.5, 0.1], ["1.5", "2.5", "1.5", "0.1"]),
    ("halves a whole apart", [0.5, 1.5, 0.5], ["0.5", "1.5", "0.5"]),
    ("infinite", [np.inf, 1.0, -np.inf], ["inf", "1", "-inf"]),
    ("blanks", [None, float("nan")], ["", ""]),
    ("numbers and number texts are one", [7, "7", 7.0, "07"], ["7", "7", "7", "07"]),
    ("flags", [True, False, "TRUE"], ["TRUE", "FALSE", "TRUE"]),
    ("flags in an array", np.array([True, False]), ["TRUE", "FALSE"]),
    ("dates", [DAY, DAY.date(), "2026-03-31", DAY.replace(hour=9)], ["2026-03-31"] * 3 + ["2026-03-31 09:00:00"]),
    ("dates in an array", np.array(["2026-03-31", "NaT"], "M8[D]"), ["2026-03-31", ""]),
)


@pytest.mark.parametrize(("values", "labels"), [case[1:] for case in NAMES], ids=[case[0] for case in NAMES])
def test_equal_cells_are_one_group(values: Any, labels: list[str]) -> None:
    assert keys(values) == labels


def test_labels_of_numbers_stand_in_order() -> None:
    assert Keys()(read([3, 1, 10]), "groups", {}).labels == ("1", "3", "10")
    assert Keys()(read(np.array([1e6, 3, 10])), "groups", {}).labels == ("3", "10", "1000000")


@given(
    st.lists(st.one_of(st.none(), st.integers(-5, 5), st.floats(-5, 5), st.sampled_from(["a", "b", "1"])), max_size=30)
)
def test_codes_are_those_of_a_dictionary(values: list[Any]) -> None:
    taken = Keys()(read(values), "groups", {})
    found = [taken.labels[code] if code >= 0 else None for code in taken.values]
    spelled = [None if v is None else v if isinstance(v, str) else f"{float(v):.15g}" for v in values]
    assert found == spelled
    assert len(set(taken.labels)) == len(taken.labels) == len({s for s in spelled if s is not None})


@pytest.mark.parametrize("values", [["a", "#REF!", "#N/A"], [1, "#REF!", "b"], [[1], ["#REF!"]]])
def test_an_error_cell_is_named(values: Any) -> None:
    with pytest.raises(CellError, match=r"groups holds #REF! in row 2"):
        keys(values)


def test_words_are_compared_without_capitals_and_missing_ones_left_out() -> None:
    assert words(["Chat", "CHAT ", "Straße", "STRASSE", "n/a", "-", None]) == [
        *["chat"] * 2,
        *["strasse"] * 2,
        *[""] * 3,
    ]
    assert words([1, "1", None]) == ["1", "1", ""]
    assert words([None, None]) == ["", ""]


def test_texts_are_read_alike_one_by_one_and_all_at_once() -> None:
    texts = ["a", "", None, " #N/A", "7", "\t", "a", "no answer"]
    at_once, mixed = read(texts), read([*texts, 1.5])
    assert mixed.kinds is not None
    assert at_once.kinds is not None
    assert at_once.kinds.tolist() == mixed.kinds[:-1].tolist()
    assert at_once.texts == (mixed.texts or ())[:-1]
    assert np.isnan(at_once.numbers).all()


def test_a_single_cell_can_stand_for_every_row() -> None:
    assert Taken(np.array([4.0]), each=True).repeated(3).values.tolist() == [4.0, 4.0, 4.0]


@pytest.mark.parametrize("header", ["x", "n", "Y", "1"])
def test_a_short_name_on_top_of_numbers_is_no_yes(header: str) -> None:
    taken = Flags(counts=True)(read([header, 5.0, 7.0, None]), "x", {})
    assert taken.header == (header if header != "1" else "")
    assert np.nansum(taken.values) == (12 if header != "1" else 13)


def test_yes_and_no_alone_are_never_a_name() -> None:
    assert Flags()(read(["x", None, "n"]), "resolved", {}).values.tolist()[::2] == [1, 0]
    assert Flags()(read(["n"]), "resolved", {}).values.tolist() == [0]
