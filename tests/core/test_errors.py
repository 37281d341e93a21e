from __future__ import annotations

import pytest

from cxcel.errors import (
    BadOption,
    BadType,
    CellError,
    CxError,
    LengthMismatch,
    NotEnoughData,
    OutOfRange,
    choose,
    excel_error,
)

EXCEL = {
    NotEnoughData: "#DIV/0!",
    OutOfRange: "#NUM!",
    BadType: "#VALUE!",
    BadOption: "#VALUE!",
    LengthMismatch: "#N/A",
    CxError: "#VALUE!",
}


@pytest.mark.parametrize(("kind", "shown"), EXCEL.items(), ids=lambda v: getattr(v, "__name__", v))
def test_each_error_is_an_excel_error_and_stays_it_when_placed(kind: type[CxError], shown: str) -> None:
    placed = kind("a sentence").at("NPS")
    assert type(placed) is kind
    assert excel_error(placed) == shown
    assert str(placed) == "NPS: a sentence"
    assert isinstance(placed, ValueError)


def test_an_error_cell_keeps_its_own_error() -> None:
    assert excel_error(CellError("row 3 holds #REF!", "#REF!").at("NPS")) == "#REF!"


@pytest.mark.parametrize("value", ["Wilson", "wilson ", "WILSON"])
def test_options_may_be_in_capitals(value: str) -> None:
    assert choose("method", value, ["wilson", "exact"]) == "wilson"


@pytest.mark.parametrize("value", ["wil", 3, None, ["wilson"]])
def test_other_words_are_refused(value: object) -> None:
    with pytest.raises(BadOption, match=r"^method must be one of 'wilson', 'exact', got "):
        choose("method", value, ["wilson", "exact"])


def test_a_near_miss_is_hinted_at() -> None:
    with pytest.raises(BadOption, match=r"\(did you mean 'wilson'\?\)$"):
        choose("method", "WILSN", ["wilson", "exact"])
