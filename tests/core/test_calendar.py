from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.calendar import cut, days_from_serial, following
from cxcel.errors import BadOption
from cxcel.words import PERIODS

DATES = st.lists(st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2100, 1, 1))), min_size=1, max_size=20)
PANDAS = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q-DEC"}


@given(DATES, st.sampled_from(PERIODS))
def test_periods_are_those_of_pandas(dates: list[date | None], period: str) -> None:
    span = [d for d in dates if d]
    if span and max(span) - min(span) > timedelta(days=9000):
        dates = [d if d is None or d < min(span) + timedelta(days=9000) else min(span) for d in dates]
    found = cut(np.array(dates, dtype="M8[D]"), period)
    assert len(found.codes) == len(dates)
    for code, day in zip(found.codes, dates, strict=True):
        if day is None:
            assert code == -1
            continue
        wanted = pd.Period(day, PANDAS[period])
        assert found.starts[code] == wanted.start_time.date()
        assert found.end(code) == wanted.end_time.date()
    assert all(following(a, period) == b for a, b in zip(found.starts, found.starts[1:], strict=False))


def test_excel_day_numbers_are_dates() -> None:
    days = days_from_serial(np.array([61.0, 46082.99, np.nan]))
    assert days[:2].astype(str).tolist() == ["1900-03-01", "2026-03-01"]
    assert np.isnat(days[2])


def test_nothing_but_blanks_has_no_periods() -> None:
    found = cut(np.array(["NaT", "NaT"], dtype="M8[D]"), "week")
    assert found.starts == ()
    assert found.codes.tolist() == [-1, -1]


def test_a_period_is_one_of_four() -> None:
    with pytest.raises(BadOption, match="'day', 'week', 'month', 'quarter', got 'year'"):
        cut(np.array(["2026-01-01"], dtype="M8[D]"), "year")
