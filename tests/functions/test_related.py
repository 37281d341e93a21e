"""The worksheet functions of relations: what they take and what they name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxcel.errors import OutOfRange
from cxcel.functions import CSAT, DISSAT_RATE, KPI_CORR, KPI_CORR_TABLE

SCORES = [9, 3, 10, 6, 8, 2]


def test_yes_and_no_stand_for_one_and_zero() -> None:
    numbers = KPI_CORR(SCORES, [1, 0, 1, 0, 1, 0])
    assert KPI_CORR(SCORES, [True, False, True, False, True, False]) == numbers
    assert KPI_CORR(SCORES, ["yes", "no", "Yes", "No", "yes", "no"]) == numbers


def test_a_frame_names_its_columns() -> None:
    frame = pd.DataFrame({"Wait": np.arange(30.0), "Talk": np.tile([1.0, 2.0, 3.0], 10)})
    table = KPI_CORR_TABLE(list(range(30)), frame)
    assert [row[0] for row in table] == ["kpi", "Wait", "Talk"]


def test_headers_on_top_of_a_range_name_the_columns() -> None:
    rows = [["Wait", "Resolved"], *[[i, "yes" if i % 2 else "no"] for i in range(30)]]
    table = KPI_CORR_TABLE(["NPS", *range(30)], rows)
    assert [row[0] for row in table[1:]] == ["Wait", "Resolved"]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: CSAT([1, 5], 5, 1.5), "top must be a whole number, got 1.5"),
        (lambda: CSAT([1, 5], 5, 5), "top must be fewer than the 5 answers of the scale, got 5"),
        (lambda: DISSAT_RATE([1, 3], 3, 4), "bottom must be fewer than the 3 answers of the scale, got 4"),
    ],
)
def test_boxes_must_be_fewer_than_answers(call, says) -> None:
    with pytest.raises(OutOfRange, match=says):
        call()
