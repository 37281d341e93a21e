"""CLV, RETENTION_PROFIT, REVENUE_AT_RISK and SILENT_DISSAT as a cell calls them."""

from __future__ import annotations

from typing import Any

import pytest

from cxcel.errors import CxError, excel_error
from cxcel.functions import FUNCTIONS

CLV, PROFIT, RISK, SILENT = (
    FUNCTIONS[name] for name in ("CLV", "RETENTION_PROFIT", "REVENUE_AT_RISK", "SILENT_DISSAT")
)


def test_value_of_a_customer_with_both_timings() -> None:
    assert CLV(100, 0.8, 0.1) == pytest.approx(80 / 0.3)
    assert CLV("100", "80%", "10%", 50, "start") == pytest.approx(110 / 0.3 - 50)
    assert CLV([[100]], [0.8], 0.1, None, "", 2) == pytest.approx(100 * (0.8 / 1.1 + (0.8 / 1.1) ** 2))
    assert CLV(-20, 0.8, 0.1) < 0  # a customer who costs more than they bring


def test_what_if_says_what_the_claim_is_worth_on_ones_own_figures() -> None:
    header, *rows = PROFIT(10_000, 100, 0.8, 0.85, 0.1, 250_000)
    assert header == ["measure", "now", "after", "difference", "change"]
    assert [row[0] for row in rows] == [
        "retention rate",
        "customers kept in a period",
        "margin of the next period",
        "value of a customer",
        "value of all customers",
        "break-even cost",
        "cost",
        "net gain",
        "value of a customer, 5 points more retained",
    ]
    found = {row[0]: row[1:] for row in rows}
    assert found["value of all customers"] == pytest.approx([8e6 / 3, 3.4e6, 2.2e6 / 3, 0.275])
    assert found["net gain"] == [None, pytest.approx(2.2e6 / 3 - 250_000), None, None]
    assert any("claim" in pitfall for pitfall in PROFIT.spec.pitfalls)


def test_without_a_cost_there_is_no_gain_to_net() -> None:
    measures = [row[0] for row in PROFIT(10, 100, 0.8, 0.7, 0.1)]
    assert "net gain" not in measures
    assert "break-even cost" in measures


def test_revenue_at_risk_has_no_rates_of_its_own() -> None:
    assert RISK(40, 100, 1200, 0.5, 0.3) == 60_000
    with pytest.raises(CxError, match="detractor_rate is missing"):
        RISK(40, 100, 1200)
    with pytest.raises(CxError, match="passive_rate is missing"):
        RISK(40, 100, 1200, 0.5, None)


def test_silent_dissatisfaction_with_and_without_bases() -> None:
    header, row = SILENT(0.02, 0.14)
    assert header == ["silent", "low", "high", "dissatisfied", "complained", "complaints_per_dissatisfied", "flag"]
    assert row[:3] == [pytest.approx(0.12), None, None]
    assert row[6] == "silent dissatisfaction, no interval: give answers and contacts"
    assert SILENT(0.02, 0.14, 400, 5000)[1][6] == "silent dissatisfaction"
    assert SILENT(0.02, 0.14, 60, 5000)[1][6] == "cannot tell yet"
    assert SILENT(0.02, 0.14, 400, 5000, 0.2)[1][6] == "no sign of it"
    assert SILENT(0.02, 0.14, 400, 5000, None, 0.1)[1][6] == "no sign of it"
    assert SILENT(0, 0)[1][5:] == [None, "no sign of it, no interval: give answers and contacts"]
    assert "4 %" not in SILENT.__doc__


@pytest.mark.parametrize(
    ("call", "says", "cell"),
    [
        (CLV, "margin is missing", "#VALUE!"),
        (lambda: CLV(100, None, 0.1), "retention is missing", "#VALUE!"),
        (lambda: CLV(100, 80, 0.1), r"retention must lie in 0\.\.1, got 80", "#NUM!"),
        (lambda: CLV(100, 0.8, 10), r"discount must lie in 0\.\.1, got 10", "#NUM!"),
        (lambda: CLV(100, 1, 0), "give periods", "#NUM!"),
        (lambda: CLV(100, 0.8, -0.1), r"discount must lie in 0\.\.1", "#NUM!"),
        (lambda: CLV(100, 0.8, 0.1, 0, "begin"), "timing must be one of 'end', 'start'", "#VALUE!"),
        (lambda: CLV(100, 0.8, 0.1, 0, "end", 0), "periods must lie in 1", "#NUM!"),
        (lambda: CLV(100, 0.8, 0.1, 0, "end", 2.5), "periods must be a whole number", "#NUM!"),
        (lambda: CLV("a lot", 0.8, 0.1), "margin must be a number", "#VALUE!"),
        (lambda: CLV(True, 0.8, 0.1), "margin must be a number", "#VALUE!"),
        (lambda: CLV([[1], [2]], 0.8, 0.1), "margin must be a number", "#VALUE!"),
        (lambda: CLV("#DIV/0!", 0.8, 0.1), "margin holds #DIV/0!", "#DIV/0!"),
        (lambda: CLV(1e300, 0.8, 0.1), "margin must lie in", "#NUM!"),
        (lambda: PROFIT(10, 1, 0.8, 1.05, 0.1), r"new_retention must lie in 0\.\.1", "#NUM!"),
        (lambda: PROFIT(10, 1, 0.8, 1, 0), "give periods", "#NUM!"),
        (lambda: RISK(-1, 0, 1, 0, 0), "detractors must lie in", "#NUM!"),
        (lambda: SILENT(0.1, 14), r"dissat_rate must lie in 0\.\.1, got 14", "#NUM!"),
        (lambda: SILENT(0.1, 0.14, 400), "contacts is missing: an interval needs both answers and contacts", "#VALUE!"),
        (lambda: SILENT(0.1, 0.14, None, 400), "answers is missing", "#VALUE!"),
        (lambda: SILENT(0.1, 0.14, 0, 400), "answers must be 1 or more", "#NUM!"),
        (lambda: SILENT(0.1, 0.14, 40, 400, confidence_level=95), "confidence_level must lie in", "#NUM!"),
    ],
)
def test_bad_input_is_one_sentence(call: Any, says: str, cell: str) -> None:
    with pytest.raises(CxError, match=says) as caught:
        call()
    assert excel_error(caught.value) == cell
