"""CHURN_RISK, CHURN_RISK_LIST and CHURN_RISK_CHECK: the order of rows, what is known, and a real data set."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxcel.errors import CxError, excel_error
from cxcel.functions import FUNCTIONS
from cxcel.models.logistic import auc

RISK, LIST, CHECK = (FUNCTIONS[name] for name in ("CHURN_RISK", "CHURN_RISK_LIST", "CHURN_RISK_CHECK"))
COMPLAINTS, EXPIRY, SILENT = [0, 2, 1, None, 3], [200, 12, None, None, -4], [5, 70, 190, None, 400]
NAMES = ["Ann", "Bob", "Cyd", "Dan", "Eve"]


def sample(n: int = 240) -> tuple[list[int], list[int], list[int], list[str]]:
    rng = np.random.default_rng(6)
    complaints, expiry, silent = rng.poisson(0.7, n), rng.integers(-10, 300, n), rng.integers(0, 300, n)
    left = rng.random(n) < 1 / (1 + np.exp(2.4 - 1.1 * complaints - 0.006 * silent))
    return complaints.tolist(), expiry.tolist(), silent.tolist(), ["yes" if v else "no" for v in left]


def test_rows_stay_in_their_order() -> None:
    assert RISK(COMPLAINTS, EXPIRY, SILENT) == [
        ["score", "probability", "reason"],
        [0.0, None, "no sign"],
        [5 / 6, None, "2 complaints; contract ends in 12 days; silent for 70 days"],
        [0.75, None, "silent for 190 days; 1 complaint"],
        [None, None, "nothing known"],
        [1.0, None, "3 complaints; contract ended 4 days ago; silent for 400 days"],
    ]


def test_a_header_row_and_texts_are_read_as_elsewhere() -> None:
    headed = [["complaints", *map(str, [0, 2, 1])], ["ends", 200, 12, None], ["silent", 5, "70", 190]]
    assert RISK(*headed) == RISK([0, 2, 1], [200, 12, None], [5, 70, 190])


def test_the_list_is_sorted_and_names_whom_to_call() -> None:
    header, *rows = LIST(NAMES, COMPLAINTS, EXPIRY, SILENT)
    assert header == ["customer", "score", "probability", "reason"]
    assert [row[0] for row in rows] == ["Eve", "Bob", "Cyd", "Ann"]  # of Dan nothing is known
    assert LIST(NAMES, COMPLAINTS, EXPIRY, SILENT, None, 2)[1:] == rows[:2]


def test_equal_scores_are_listed_by_complaints_then_contract_end_then_silence() -> None:
    rows = LIST(["a", "b", "c", "d"], [2, 3, 2, 2], [10, 20, 10, 5], [200, 200, 300, 200])[1:]
    assert [row[0] for row in rows] == ["b", "d", "c", "a"]


def test_probabilities_come_with_outcomes_and_those_who_left_are_not_called() -> None:
    complaints, expiry, silent, left = sample()
    left[200:] = [None] * 40
    rows = RISK(complaints, expiry, silent, left)[1:]
    assert all(0 < row[1] < 1 for row in rows)
    assert [row[0] for row in rows] == [row[0] for row in RISK(complaints, expiry, silent)[1:]]
    listed = LIST(list(range(240)), complaints, expiry, silent, left, 240)[1:]
    assert len(listed) == 240 - left.count("yes")
    assert [row[2] for row in listed] == sorted((row[2] for row in listed), reverse=True)
    assert "yes" not in {left[int(row[0])] for row in listed}


def test_evidence_has_a_row_per_measure() -> None:
    header, *rows = CHECK(*sample())
    assert header == ["measure", "value", "low", "high", "expected", "n", "verdict"]
    found = {row[0]: row for row in rows}
    assert found["area under the curve, probability"][-1] == "better than chance"
    assert found["p value of no link with leaving"][1:5] == [pytest.approx(0, abs=1e-3), None, None, None]
    assert sum(row[5] for name, row in found.items() if name.endswith("fifth")) == 240


def test_thresholds_are_options() -> None:
    assert RISK([1], [50], [90], None, "2,3", "10,40", [100, 200])[1][0] == 0
    assert RISK([2], [40], [100], None, "2,3", "10,40", [[100, 200]])[1][0] == 0.5


@pytest.mark.parametrize(
    ("call", "says", "cell"),
    [
        (lambda: RISK([1], [2]), "days_silent is missing", "#VALUE!"),
        (lambda: RISK(None, [2], [3]), "complaints is missing", "#VALUE!"),
        (lambda: RISK([-1, 0], [2, 2], [3, 3]), "complaints must be 0 or more, got -1 in row 1", "#NUM!"),
        (lambda: RISK([1, 0], [2, 2], [3, "long"]), "days_silent must be numbers, got the text 'long'", "#VALUE!"),
        (lambda: RISK([1, 0], [2, "#N/A"], [3, 3]), "days_to_expiry holds #N/A in row 2", "#N/A"),
        (lambda: RISK([1, 0], [2], [3, 3]), "ranges must run side by side", "#N/A"),
        (lambda: RISK([1, 0], [2, 2], [3, 3], ["yes", "perhaps"]), "churned must be yes or no", "#VALUE!"),
        (lambda: RISK([1, 0], [2, 2], [3, 3], ["yes", "no"]), "at least 10 customers .* got 1 and 1", "#DIV/0!"),
        (lambda: RISK([1], [2], [3], None, "2,1"), "first number of complaint_points must be below", "#NUM!"),
        (lambda: LIST(None, [1], [2], [3]), "customer is missing", "#VALUE!"),
        (lambda: LIST(["a"], [1], [2], [3], None, 0), "top must lie in 1", "#NUM!"),
        (lambda: CHECK([1], [2], [3]), "churned is missing", "#VALUE!"),
        (lambda: CHECK([], [], [], []), "at least 10 customers who left", "#DIV/0!"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence(call: Any, says: str, cell: str) -> None:
    with pytest.raises(CxError, match=says) as caught:
        call()
    assert excel_error(caught.value) == cell


@pytest.mark.parametrize("values", [[], [None], [[None]], ["complaints"]])
def test_nothing_gives_the_header_or_a_sentence(values: list[Any]) -> None:
    try:
        rows = RISK(values, values, values)
    except CxError:
        return
    assert rows[0] == ["score", "probability", "reason"]
    assert all(row == [None, None, "nothing known"] for row in rows[1:])


@pytest.mark.real_data
def test_calibrated_risk_on_telephone_customers(real_data: Path) -> None:
    """7,043 customers of a telephone company: what the contract end tells, out of fold and on customers held back."""
    with (real_data / "telco-churn" / "WA_Fn-UseC_-Telco-Customer-Churn.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    months = {"Month-to-month": 1, "One year": 12, "Two year": 24}
    expiry = [30 * (months[r["Contract"]] - int(r["tenure"]) % months[r["Contract"]]) for r in rows]
    blank, left = [None] * len(rows), [r["Churn"] for r in rows]
    found = {row[0]: row for row in CHECK(blank, expiry, blank, left)}
    assert found["area under the curve, probability"][2] > 0.68
    assert found["area under the curve, score"][2] > 0.68
    assert found["Brier score, probability"][-1] == "better than the overall rate"
    assert found["calibration slope"][-1] == "as bold as it should be"
    assert found["share who left, all"][1] == pytest.approx(0.26536987, abs=1e-8)
    held_back = [*left[:5000], *[None] * (len(rows) - 5000)]
    chances = np.array([row[1] for row in RISK(blank, expiry, blank, held_back)[5001:]])
    gone = np.array([answer == "Yes" for answer in left[5000:]])
    assert auc(chances, gone).low > 0.66
    assert chances.mean() == pytest.approx(gone.mean(), abs=0.03)
