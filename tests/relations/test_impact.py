"""Before and after: intervals, false alarms, power, and what regression to the mean may not pass for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import ttest_ind, ttest_rel

from cxcel.errors import NotEnoughData
from cxcel.families import Mean, NetScore, Proportion
from cxcel.relations.impact import Impact, at_same_start, from_limits, independent, paired

NUMBERS = st.lists(st.integers(-50, 50).map(float), min_size=3, max_size=20)
RUNS = 600


def close(values: Any) -> Any:
    return pytest.approx(values, rel=1e-9, abs=1e-9)


def parts(found: Any) -> tuple[float, float, float, float]:
    return found.difference, found.low, found.high, found.p


def of_means(*columns: list[float]) -> Impact:
    first, second, *rest = (Mean().tally(np.array(c)) for c in columns)
    return independent(Mean(), first, second, (rest[0], rest[1]) if rest else None)


@given(before=NUMBERS, after=NUMBERS, first=NUMBERS, second=NUMBERS)
def test_the_groups_in_each_others_place_turn_the_sign(
    before: list[float], after: list[float], first: list[float], second: list[float]
) -> None:
    found, turned = of_means(before, after, first, second), of_means(first, second, before, after)
    assert found.beyond is not None
    assert turned.beyond is not None
    difference, low, high, p = parts(found.beyond)
    assert parts(turned.beyond) == close((-difference, -high, -low, p))


@given(before=NUMBERS, after=NUMBERS, first=NUMBERS, second=NUMBERS, factor=st.floats(0.1, 10), shift=st.floats(-9, 9))
def test_another_unit_changes_nothing_but_the_unit(
    before: list[float], after: list[float], first: list[float], second: list[float], factor: float, shift: float
) -> None:
    assume(all(len(set(column)) > 1 for column in (before, after, first, second)))
    found = of_means(before, after, first, second)
    other = of_means(*([factor * v + shift for v in column] for column in (before, after, first, second)))
    assert found.beyond is not None
    assert other.beyond is not None
    assert parts(other.beyond)[:3] == pytest.approx([factor * v for v in parts(found.beyond)[:3]], rel=1e-6, abs=1e-6)
    assert other.beyond.p == pytest.approx(found.beyond.p, abs=1e-6)


@given(before=NUMBERS, after=NUMBERS)
def test_a_comparison_group_that_did_not_move_leaves_the_difference(before: list[float], after: list[float]) -> None:
    found = of_means(before, after, [3.0] * 5, [3.0] * 5)
    assert found.beyond is not None
    assert found.beyond.difference == close(found.group.found.difference)


@given(rows=st.lists(st.tuples(*[st.integers(0, 10).map(float)] * 2), min_size=3, max_size=20), data=st.data())
def test_paired_rows_may_come_in_any_order_and_with_blanks(rows: list[tuple[float, ...]], data: st.DataObject) -> None:
    before, after = (np.array(column) for column in zip(*rows, strict=True))
    order = np.array(data.draw(st.permutations(range(len(rows)))))
    blank = np.array([np.nan, 4.0])
    found = paired(before, after)
    other = paired(np.append(before[order], blank), np.append(after[order], blank[::-1]))
    assert parts(other.group.found) == close(parts(found.group.found))
    assert other.r == close(found.r) if found.r is not None else other.r is None


@pytest.mark.parametrize("change", [[6.0, 9, 7, 8, 7], [3.0, 5, 4, 6]])
def test_means_of_two_groups_are_those_of_scipy(change: list[float]) -> None:
    before = [3.0, 5, 4, 6]
    theirs = ttest_ind(change, before, equal_var=False)
    limits = theirs.confidence_interval()
    found = independent(Mean(), *(Mean().tally(np.array(v)) for v in (before, change))).group.found
    assert parts(found) == close((np.mean(change) - np.mean(before), limits.low, limits.high, theirs.pvalue))


def test_the_mean_of_one_group_is_that_of_scipy() -> None:
    before, after = np.array([3.0, 5, 4, 6]), np.array([6.0, 9, 7, 8])
    theirs = ttest_rel(after, before)
    limits = theirs.confidence_interval()
    assert parts(paired(before, after).group.found) == close((3.0, limits.low, limits.high, theirs.pvalue))


def test_limits_and_p_of_a_difference_of_differences_agree() -> None:
    """The p value is under 0.05 exactly where the 95 % interval leaves 0 out."""
    rng = np.random.default_rng(1)
    family = NetScore()
    for _ in range(200):
        tallies = [family.tally(rng.choice([2.0, 8, 10], 60, p=p)) for p in ([0.3, 0.3, 0.4], [0.2, 0.2, 0.6]) * 2]
        found = from_limits(family.compare(*tallies[:2]), family.compare(*tallies[2:]))
        assert (found.p < 0.05) == (found.low > 0 or found.high < 0)
        assert found.low <= found.difference <= found.high


def test_at_the_same_start_needs_a_start_that_varies() -> None:
    same = (np.full(6, 5.0), np.array([5.0, 6, 7, 5, 6, 7]))
    assert at_same_start(same, same) is None
    one = (np.array([1.0]), np.array([2.0]))
    assert at_same_start(one, (np.array([1.0, 2]), np.array([2.0, 3]))) is None


def test_too_few_rows() -> None:
    with pytest.raises(NotEnoughData, match="at least 2 rows with a before and an after, got 1"):
        paired(np.array([1.0, np.nan]), np.array([2.0, 3.0]))
    few = of_means([5.0, 6, 5, 6], [8.0, 9, 8, 9], [5.0] * 9, [5.0] * 9)
    assert few.beyond is not None
    assert few.beyond.p < 0.01
    assert not few.enough
    assert not few.made_a_difference


# Simulated: false alarms and power


Draw = Callable[[np.random.Generator, float], np.ndarray]


def yes_no(rng: np.random.Generator, effect: float) -> np.ndarray:
    return (rng.random(60) < 0.7 + effect).astype(float)


def normal(rng: np.random.Generator, effect: float) -> np.ndarray:
    return rng.normal(7 + 8 * effect, 2, 40)


def skewed(rng: np.random.Generator, effect: float) -> np.ndarray:
    return rng.gamma(2, 150, 60) * (1 + 3 * effect)


def scores(rng: np.random.Generator, effect: float) -> np.ndarray:
    return rng.choice([3.0, 7, 10], 60, p=[0.3 - effect, 0.3, 0.4 + effect])


CASES = pytest.mark.parametrize(
    ("family", "draw"),
    [(Mean(), normal), (Mean(), skewed), (Proportion(), yes_no), (NetScore(), scores)],
    ids=["normal", "skewed", "yes and no", "net score"],
)


def drawn(family: Any, draw: Draw, effect: float) -> list[Impact]:
    rng = np.random.default_rng(9)
    tallies = ([family.tally(draw(rng, effect if i == 1 else 0.0)) for i in range(4)] for _ in range(RUNS))
    return [independent(family, a, b, (c, d)) for a, b, c, d in tallies]


@CASES
def test_without_an_effect_one_check_in_twenty_cries_wolf(family: Any, draw: Draw) -> None:
    found = drawn(family, draw, 0.0)
    for name, alarms in (
        ("before and after", np.mean([one.group.found.p < 0.05 for one in found])),
        ("difference in differences", np.mean([one.beyond.p < 0.05 for one in found if one.beyond])),
    ):
        assert 0.025 <= alarms <= 0.075, name
    assert np.mean([one.made_a_difference for one in found]) <= 0.06


@CASES
def test_a_real_effect_is_seen(family: Any, draw: Draw) -> None:
    found = drawn(family, draw, 0.28)
    power = np.mean([one.made_a_difference for one in found])
    print(f"power {power:.0%}")
    assert power >= 0.55
    truth = np.mean([one.beyond.difference for one in found if one.beyond])
    covered = np.mean([one.beyond.low <= truth <= one.beyond.high for one in found if one.beyond])
    assert 0.92 <= covered <= 0.98


def picked_worst(effect: float, pair: bool, runs: int = 400) -> float:
    """How often a team picked as the worst of ten is said to have been changed; teams do not really differ.

    With `pair`, rows are the same customers: half of a score is the customer's own, half is the day's.
    """
    rng = np.random.default_rng(12)
    said = 0
    for _ in range(runs):
        own = rng.normal(0, 1, (10, 40))
        before = own + rng.normal(0, 1, (10, 40))
        after = (own if pair else rng.normal(0, 1, (10, 40))) + rng.normal(0, 1, (10, 40))
        worst = int(before.mean(axis=1).argmin())
        others = np.delete(before, worst, 0).ravel(), np.delete(after, worst, 0).ravel()
        if pair:
            found = paired(before[worst], after[worst] + effect, others)
        else:
            tally = Mean().tally
            control = tally(others[0]), tally(others[1])
            found = independent(Mean(), tally(before[worst]), tally(after[worst] + effect), control)
        said += found.made_a_difference
    return said / runs


@pytest.mark.parametrize("pair", [False, True], ids=["independent", "paired"])
def test_the_worst_team_of_ten_that_comes_back_by_itself_is_no_success(pair: bool) -> None:
    assert picked_worst(0.0, pair) <= 0.05
    power = picked_worst(1.0, pair)
    print(f"the worst of ten, really better by 0.7 standard deviations, is seen in {power:.0%}")
    assert power >= 0.8


def test_customers_picked_for_low_scores_are_no_success() -> None:
    """The regression to the mean of the text books: customers below a cut, against those above it."""
    rng = np.random.default_rng(5)
    own = rng.normal(7, 1, 600)
    before, after = own + rng.normal(0, 1, 600), own + rng.normal(0, 1, 600)
    low = before < 6
    found = paired(before[low], after[low], (before[~low], after[~low]))
    assert found.beyond is not None
    assert found.same_start is not None
    assert found.beyond.p < 1e-6
    assert found.picked
    assert not found.made_a_difference
    assert found.same_start.low <= 0 <= found.same_start.high
    apart = independent(
        Mean(),
        Mean().tally(before[low]),
        Mean().tally(after[low]),
        (Mean().tally(before[~low]), Mean().tally(after[~low])),
    )
    assert not apart.made_a_difference
