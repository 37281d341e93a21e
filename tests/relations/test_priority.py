"""The four corners, their order, and when a corner cannot be relied on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.relations.priority import CORNERS, Axis, Point, cut_lines, place
from cxcel.results import Verdict

MOVES, UNSURE = Verdict("moves with"), Verdict("cannot tell", "about 400 rows would do")
VALUE = st.floats(0, 1)


def point(name: str, performance: float, importance: float, half: float = 0.01, **changed: object) -> Point:
    axes = [Axis(value, value - half, value + half) for value in (performance, importance)]
    given_too = {"verdict": MOVES, "downward": False} | changed
    return Point(name, *axes, **given_too)  # type: ignore[arg-type]


FOUR = [point("care", 4.5, 0.1), point("speed", 3.0, 0.4), point("shop", 2.5, 0.05), point("help", 4.0, 0.3)]


def test_each_driver_has_its_corner_what_to_fix_first_on_top() -> None:
    assert cut_lines(FOUR) == (3.5, pytest.approx(0.2))
    found = [(one.point.name, one.corner, one.sure) for one in place(FOUR)]
    assert found == [
        ("speed", "fix first", "yes"),
        ("help", "keep", "yes"),
        ("shop", "watch", "yes"),
        ("care", "maintain", "yes"),
    ]


@pytest.mark.parametrize(
    ("changed", "sure"),
    [
        (point("speed", 3.0, 0.4, 0.25), "too close to call: its importance interval crosses the line"),
        (
            Point("speed", Axis(3.0, 2.4, 3.6), Axis(0.4, 0.39, 0.41), MOVES, False),
            "too close to call: its performance interval crosses the line",
        ),
        (point("speed", 3.0, 0.4, 0.6), "too close to call: both its intervals cross their lines"),
        (point("speed", 3.0, 0.4, verdict=UNSURE), "cannot tell: about 400 rows would do"),
        (point("speed", 3.0, 0.4, downward=True), "check the coding: the outcome goes down as it goes up"),
    ],
)
def test_a_corner_that_cannot_be_relied_on_says_why(changed: Point, sure: str) -> None:
    (first, *_) = place([changed if one.name == "speed" else one for one in FOUR])
    assert (first.point.name, first.corner, first.sure) == ("speed", "fix first", sure)


def test_an_unknown_interval_is_never_sure() -> None:
    unknown = Point("speed", Axis(3.0, 2.9, 3.1), Axis(0.4, None, None), MOVES, False)
    (first, *_) = place([unknown, *FOUR[2:], FOUR[0]])
    assert first.sure == "too close to call: its importance interval crosses the line"


def test_what_does_not_matter_needs_no_sure_link() -> None:
    weak = [point(one.name, one.performance.value, one.importance.value, verdict=UNSURE) for one in FOUR]
    assert [one.sure == "yes" for one in place(weak)] == [False, False, True, True]


@given(st.lists(st.tuples(VALUE, VALUE), min_size=2, max_size=12))
def test_corners_follow_the_medians_whatever_the_order(values: list[tuple[float, float]]) -> None:
    points = [point(str(i), *pair) for i, pair in enumerate(values)]
    well, matters = cut_lines(points)
    found = place(points)
    assert [CORNERS.index(one.corner) for one in found] == sorted(CORNERS.index(one.corner) for one in found)
    for one in found:
        assert (one.corner in {"keep", "maintain"}) == (one.point.performance.value >= well)
        assert (one.corner in {"fix first", "keep"}) == (one.point.importance.value >= matters)
    again = {one.point.name: one.corner for one in place(points[::-1])}
    assert again == {one.point.name: one.corner for one in found}
