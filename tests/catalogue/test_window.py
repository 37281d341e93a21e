"""Repeat contacts against a reference that is slow and obviously right."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.errors import NotEnoughData, OutOfRange
from cxcel.functions import FUNCTIONS

START = datetime(2026, 1, 1)
CONTACT = st.tuples(
    st.sampled_from(["ann", "bob", "cyd", None]),
    st.one_of(st.none(), st.integers(0, 40 * 24)),  # hours after the start
    st.sampled_from(["bill", "line", None]),
)
Log = list[tuple[str | None, int | None, str | None]]


def slow(log: Log, days: float, by_reason: bool) -> tuple[list[bool], list[bool]]:
    """For each contact that counts: was it not followed; did it follow another."""
    known = [(who, hour, reason) for who, hour, reason in log if who is not None and hour is not None]
    last = max((hour for _, hour, _ in known), default=0)
    not_followed, follows = [], []
    for i, (who, hour, reason) in enumerate(known):
        same = [
            (j, other)
            for j, (name, other, why) in enumerate(known)
            if j != i and name == who and (not by_reason or why == reason)
        ]
        after = any(0 < other - hour <= 24 * days or (other == hour and j > i) for j, other in same)
        before = any(0 < hour - other <= 24 * days or (other == hour and j < i) for j, other in same)
        if hour <= last - 24 * days:
            not_followed.append(not after)
        follows.append(before)
    return not_followed, follows


def expected(flags: list[bool]) -> Any:
    return pytest.approx(sum(flags) / len(flags)) if flags else None


def shown(call: Any, *args: Any) -> float | None:
    try:
        return float(call(*args))
    except NotEnoughData:
        return None


@pytest.mark.parametrize("by_reason", [False, True])
@given(log=st.lists(CONTACT, min_size=1, max_size=25), days=st.sampled_from([0.5, 1, 7, 30]))
def test_windows_are_those_of_the_slow_reference(log: Log, days: float, by_reason: bool) -> None:
    who, hours, why = (list(column) for column in zip(*log, strict=True))
    time = [None if hour is None else START + timedelta(hours=hour) for hour in hours]
    reason = ["" if r is None else r for r in why] if by_reason else None
    not_followed, follows = slow(log, days, by_reason)
    assert shown(FUNCTIONS["FCR_WINDOW"], who, time, reason, days) == expected(not_followed)
    assert shown(FUNCTIONS["REPEAT_RATE"], who, time, days, reason) == expected(follows)


@given(log=st.lists(CONTACT, min_size=1, max_size=15))
def test_numbers_of_a_workbook_that_counts_from_1904_give_the_same_rates(log: Log) -> None:
    """Its day numbers are 1,462 smaller: windows are differences and do not move."""
    who, hours, _ = (list(column) for column in zip(*log, strict=True))
    serial = [None if hour is None else 46_000 + hour / 24 for hour in hours]
    shifted = [None if day is None else day - 1462 for day in serial]
    for name in ("FCR_WINDOW", "REPEAT_RATE"):
        assert shown(FUNCTIONS[name], who, shifted) == shown(FUNCTIONS[name], who, serial)


@given(log=st.lists(CONTACT, min_size=1, max_size=25), later=st.integers(0, 20))
def test_a_log_that_goes_on_opens_no_window_that_was_closed(log: Log, later: int) -> None:
    """With `until` the same as without, where it is the time of the last contact; each day more judges more."""
    who, hours, _ = (list(column) for column in zip(*log, strict=True))
    known = [hour for name, hour, _ in log if name is not None and hour is not None]
    if not known:
        return
    time = [None if hour is None else START + timedelta(hours=hour) for hour in hours]
    end = START + timedelta(hours=max(known), minutes=1)
    bases = [
        FUNCTIONS["KPI_N"]("FCR_WINDOW", who, time, None, 7, until) for until in (None, end, end + timedelta(later))
    ]
    assert bases[0] <= bases[1] <= bases[2] <= len(known)
    assert FUNCTIONS["KPI_N"]("FCR_WINDOW", who, time, None, 7, end + timedelta(8)) == len(known)


def test_a_follow_up_in_an_open_window_does_not_make_the_rate_worse() -> None:
    """Half of all contacts are repeated after two days, as long as the log runs: the last days must not change that."""
    who = [f"{day}-{i}" for day in range(30) for i in (0, 1)] + [f"{day}-0" for day in range(28)]
    time = [46023 + day for day in range(30) for _ in (0, 1)] + [46025 + day for day in range(28)]
    judged = [t <= 46052 - 7 for t in time]
    followed = [
        sum(w == name and t < other <= t + 7 for w, other in zip(who, time, strict=True))
        for name, t in zip(who, time, strict=True)
    ]
    expected_share = 1 - sum(bool(f) for f, j in zip(followed, judged, strict=True) if j) / sum(judged)
    assert FUNCTIONS["FCR_WINDOW"](who, time) == pytest.approx(expected_share)
    firsts = [FUNCTIONS["FCR_WINDOW"](who[:60], time[:60]), FUNCTIONS["KPI_N"]("FCR_WINDOW", who[:60], time[:60])]
    assert firsts == [1.0, 46.0]


def slow_orders(log: Log, window: float, end: float) -> list[bool]:
    """For each customer who can be judged: did a second order come in time."""
    orders: dict[str, list[int]] = {}
    for who, hour, _ in log:
        if who is not None and hour is not None:
            orders.setdefault(who, []).append(hour)
    found = []
    for hours in map(sorted, orders.values()):
        if not window:
            found.append(len(hours) > 1)
        elif hours[0] + 24 * window <= end:
            found.append(len(hours) > 1 and hours[1] - hours[0] <= 24 * window)
    return found


@given(log=st.lists(CONTACT, min_size=1, max_size=25), window=st.sampled_from([0, 1, 7, 30]))
def test_customers_who_came_back_are_those_of_the_slow_reference(log: Log, window: float) -> None:
    who, hours, groups = (list(column) for column in zip(*log, strict=True))
    time = [None if hour is None else START + timedelta(hours=hour) for hour in hours]
    end = max((hour for name, hour, _ in log if name is not None and hour is not None), default=0)
    flags = slow_orders(log, window, end)
    assert shown(FUNCTIONS["REPEAT_PURCHASE_RATE"], who, time, window) == expected(flags)
    parts = FUNCTIONS["KPI_BY"]("REPEAT_PURCHASE_RATE", [group or "none" for group in groups], who, time, window)[1:]
    assert sum(row[4] for row in parts) == len(flags)
    assert sum(row[1] * row[4] for row in parts) == pytest.approx(sum(flags))


@given(log=st.lists(CONTACT, min_size=1, max_size=25), days=st.sampled_from([0.5, 2, 7]))
def test_contained_is_neither_escalated_nor_followed(log: Log, days: float) -> None:
    """The third field says who took it: the bot, the bot and then an agent, or an agent."""
    who, hours, how = (list(column) for column in zip(*log, strict=True))
    time = [None if hour is None else START + timedelta(hours=hour) for hour in hours]
    bot, escalated = [word is not None for word in how], [word == "line" for word in how]
    known = [(name, hour, word) for name, hour, word in log if name is not None and hour is not None]
    last = max((hour for _, hour, _ in known), default=0)
    judged = [word is not None for _, hour, word in known if hour <= last - 24 * days]
    still = slow(log, days, by_reason=False)[0]
    words = [word for _, hour, word in known if hour <= last - 24 * days]
    flags = [kept and word == "bill" for kept, word, counts in zip(still, words, judged, strict=True) if counts]
    assert shown(FUNCTIONS["CONTAINMENT_WINDOW"], who, time, bot, escalated, days) == expected(flags)


def test_the_day_the_log_ends_may_come_as_date_text_number_or_range() -> None:
    who, time = ["a", "a", "b"], ["2026-01-01", "2026-01-02", "2026-01-03"]
    values = {
        FUNCTIONS["FCR_WINDOW"](who, time, None, 7, until)
        for until in ("2026-01-10", datetime(2026, 1, 10), 46032, [[46032]], " 2026-01-10")
    }
    assert values == {2 / 3}
    assert FUNCTIONS["KPI_N"]("FCR_WINDOW", who, time, None, 7, "2026-01-07") == 0  # 8 January counts, and is not there
    assert FUNCTIONS["KPI_N"]("FCR_WINDOW", who, time, None, 7, "2026-01-08") == 1
    with pytest.raises(OutOfRange, match=r"^FCR_WINDOW: until lies before the last row"):
        FUNCTIONS["FCR_WINDOW"](who, time, None, 7, "2026-01-02")
