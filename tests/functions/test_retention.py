"""RETENTION_FIT, RETENTION_PARAMETERS and RETENTION_DERL: what a cell gives and gets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from cxcel.errors import CxError, excel_error
from cxcel.functions import FUNCTIONS

FIT, PARAMETERS, DERL = (FUNCTIONS[f"RETENTION_{name}"] for name in ("FIT", "PARAMETERS", "DERL"))
SHARES = [0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491]
COUNTS = [1000, 631, 468, 382, 326]
COHORTS = [
    ["won 2023", "won 2024", "won 2025"],
    [733, 519, 557],
    [379, 286, 292],
    [282, 194, None],
    [225, None, None],
]


def parameters(*args: Any, **named: Any) -> dict[str, Any]:
    header, row = PARAMETERS(*args, **named)
    return dict(zip(header, row, strict=True))


def test_shares_give_a_curve_without_an_interval_and_say_so() -> None:
    header, *rows = FIT(SHARES, 5)
    assert header == ["period", "observed", "fitted", "low", "high", "retention", "basis"]
    assert [row[0] for row in rows] == [float(p) for p in range(1, 13)]
    assert [row[1] for row in rows] == [*SHARES, *[None] * 5]
    assert {row[3] for row in rows} == {row[4] for row in rows} == {None}
    assert [row[6] for row in rows] == ["seen"] * 7 + ["projected"] * 5
    found = parameters(SHARES)
    assert (found["low"], found["high"], found["customers"]) == (None, None, None)
    assert found["note"] == "no interval: shares have no base, give customers"


def test_counts_carry_their_interval() -> None:
    rows = FIT(COUNTS, 2)[1:]
    assert [row[1] for row in rows[:4]] == [0.631, 0.468, 0.382, 0.326]
    assert all(row[3] < row[2] < row[4] for row in rows)
    assert [row[1:] for row in FIT([631, 468, 382, 326], 2, 1000)[1:]] == [row[1:] for row in rows]
    narrow = FIT(COUNTS, 2, confidence_level=0.5)[1:]
    assert all(wide[3] < slim[3] < slim[4] < wide[4] for wide, slim in zip(rows, narrow, strict=True))


@pytest.mark.parametrize(
    "survival",
    [
        [1, *SHARES],
        ["share left", *SHARES],
        [f"{100 * v:.1f}%" for v in SHARES],
        [round(100 * v, 1) for v in SHARES],
        [100, *(round(100 * v, 1) for v in SHARES)],
        [SHARES],
        [[v] for v in SHARES],
        [*SHARES, None, ""],
        np.array(SHARES),
        pd.Series(SHARES),
        pd.DataFrame({"left": SHARES}),
    ],
    ids=str,
)
def test_one_curve_in_many_spellings(survival: Any) -> None:
    assert parameters(survival)["alpha"] == pytest.approx(0.66808835, rel=1e-7)


def test_a_table_of_cohorts_by_age_or_by_calendar_year() -> None:
    found = parameters(COHORTS)
    assert found["customers"] == 1809
    assert found["periods"] == 3
    calendar = [COHORTS[0], [733, None, None], [379, 519, None], [282, 286, 557], [225, 194, 292]]
    assert parameters(calendar) == found
    observed = [row[1] for row in FIT(COHORTS, 0)[1:]]
    assert observed == pytest.approx([957 / 1809, 476 / 1252, 225 / 733])


def test_shares_of_cohorts_need_their_sizes() -> None:
    shares = [[1, 1], [0.6, 0.7], [0.45, 0.6], [0.4, None]]
    by_counts = [[500, 200], [300, 140], [225, 120], [200, None]]
    assert parameters(shares, [500, 200])["alpha"] == pytest.approx(parameters(by_counts)["alpha"])
    with pytest.raises(CxError, match="shares of several cohorts say nothing of their sizes: give customers"):
        PARAMETERS(shares)


def test_customers_all_alike_have_no_alpha_and_say_so() -> None:
    found = parameters([200, 180, 161, 144, 128])
    assert (found["alpha"], found["beta"]) == (None, None)
    assert "churn does not fall with time" in found["note"]
    assert found["churn"] == pytest.approx(72 / 685)


def test_a_model_that_does_not_fit_is_said() -> None:
    assert "do not project far" in parameters([10000, 9900, 9700, 9300, 8500, 6900])["note"]
    assert parameters(COUNTS)["note"] is None


def test_residual_lifetime_grows_with_renewals_and_falls_with_the_discount() -> None:
    by_renewals = [DERL(SHARES, 0.1, n) for n in range(8)]
    assert by_renewals == sorted(by_renewals)
    assert DERL(SHARES, 0.1) == by_renewals[7]
    assert DERL(SHARES, 0.2) < DERL(SHARES, 0.1) < DERL(SHARES, 0.05)


@pytest.mark.parametrize(
    ("call", "says", "cell"),
    [
        (lambda: FIT([]), "survival holds no numbers", "#DIV/0!"),
        (lambda: FIT([None, ""]), "survival holds no numbers", "#DIV/0!"),
        (lambda: FIT(["left"]), "must be numbers, got the text 'left' in row 1", "#VALUE!"),
        (lambda: FIT([[5]]), "could be per cent or customers", "#VALUE!"),
        (lambda: FIT([[0.5]]), "at least 2 periods", "#DIV/0!"),
        (lambda: FIT([1, 1, 1]), "nobody has left yet", "#DIV/0!"),
        (lambda: FIT([0.9, 0.9]), "nobody left after the first look", "#DIV/0!"),
        (lambda: FIT(["left", 0.9, 0.8, 0.85]), "survival rises in row 4", "#NUM!"),
        (lambda: FIT([[0.9, 0.8, 0.85]]), "survival rises in column 3", "#NUM!"),
        (lambda: FIT([["a", "b"], [900, 800], [700, 820]]), "survival rises in row 3 of b", "#NUM!"),
        (lambda: FIT(["2023", 733, 379, 282]), "the text '2023' in row 1 above numbers", "#VALUE!"),
        (lambda: FIT([["2023", "2024"], [733, 519], [379, 286]]), "the text '2023' in row 1 above numbers", "#VALUE!"),
        (lambda: FIT([[2023, 2024], [733, 519], [379, 286]]), "begins with 2023, 2024 side by side", "#VALUE!"),
        (lambda: FIT([0.9, "#REF!", 0.8]), "holds #REF! in row 2", "#REF!"),
        (lambda: FIT([0.9, True, 0.8]), "got TRUE or FALSE in row 2", "#VALUE!"),
        (lambda: FIT([90, 80, 70]), "give unit 'percent' or 'customers'", "#VALUE!"),
        (lambda: FIT(SHARES, 2.5), "periods must be a whole number", "#NUM!"),
        (lambda: FIT(SHARES, 5, [1, 2, 3]), "customers must be one number", "#N/A"),
        (lambda: FIT(SHARES, 5, None, "shares"), "did you mean 'share'", "#VALUE!"),
        (lambda: FIT(COUNTS, confidence_level=1), "confidence_level must lie between 0 and 1", "#NUM!"),
        (lambda: DERL(SHARES), "discount is missing", "#VALUE!"),
        (lambda: DERL(SHARES, 10), r"discount must lie in 0\.\.1, got 10", "#NUM!"),
        (lambda: DERL(SHARES, 0), r"alpha is 0\.668: give a discount", "#NUM!"),
        (lambda: DERL(SHARES, 0.1, -1), "renewals must be 0 or more", "#NUM!"),
    ],
)
def test_bad_input_is_one_sentence(call: Any, says: str, cell: str) -> None:
    with pytest.raises(CxError, match=says) as caught:
        call()
    assert excel_error(caught.value) == cell
    assert len(str(caught.value)) <= 255
