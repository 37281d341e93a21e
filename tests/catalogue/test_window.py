"""Repeat contacts against a reference that is slow and obviously right."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.errors import NotEnoughData
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
