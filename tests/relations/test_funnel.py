"""The funnel: limits, the spread beyond chance, and how often it names someone where nobody differs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cxcel.errors import BadOption, NotEnoughData
from cxcel.relations.funnel import Dispersion, binomial_limit, dispersion, effective_base, funnel, lower_tail

GROUPS = st.lists(st.tuples(st.integers(5, 300), st.floats(0, 1)), min_size=2, max_size=20)
ADJUSTMENT = st.sampled_from(["auto", "none", "multiplicative", "additive"])


def floats(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


def counts(groups: list[tuple[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    n = floats(*(size for size, _ in groups))
    return np.round(n * floats(*(share for _, share in groups))), n


def close(values: object) -> object:
    return pytest.approx(values, rel=1e-9, abs=1e-9, nan_ok=True)


@given(groups=GROUPS, adjustment=ADJUSTMENT)
def test_limits_are_nested_and_hold_the_target(groups: list[tuple[int, float]], adjustment: str) -> None:
    x, n = counts(groups)
    found = funnel(x, n, None, adjustment)
    base = effective_base(n, found.target, found.dispersion, found.adjustment)
    low_95, high_95, low_998, high_998 = found.limits
    assert (low_998 >= 0).all()
    assert (high_998 <= 1).all()
    assert (low_998 <= low_95 + 1e-12).all()
    assert (high_95 <= high_998 + 1e-12).all()
    assert (low_95 <= found.target + 1e-9).all()
    assert (high_95 >= found.target - 1 / base).all()  # as published, up to one case below the count it stands for


@given(groups=GROUPS, adjustment=ADJUSTMENT)
def test_misses_mirror_hits(groups: list[tuple[int, float]], adjustment: str) -> None:
    x, n = counts(groups)
    found, mirrored = funnel(x, n, None, adjustment), funnel(n - x, n, None, adjustment)
    assert mirrored.target == close(1 - found.target)
    assert mirrored.z == close(-found.z)
    assert mirrored.p == close(found.p)
    assert mirrored.dispersion.phi == close(found.dispersion.phi)


@given(groups=GROUPS, data=st.data())
def test_the_order_does_not_matter(groups: list[tuple[int, float]], data: st.DataObject) -> None:
    x, n = counts(groups)
    order = np.array(data.draw(st.permutations(range(len(n)))))
    found, other = funnel(x, n), funnel(x[order], n[order])
    assert other.adjustment == found.adjustment
    assert other.z == close(found.z[order])
    assert other.p_adjusted == close(found.p_adjusted[order])


@given(groups=GROUPS, target=st.floats(0.05, 0.95))
def test_named_groups_lie_outside_the_limits(groups: list[tuple[int, float]], target: float) -> None:
    found = funnel(*counts(groups), target)
    named = found.p_adjusted < 0.05
    low, high = found.limits[:2]
    assert ((found.rate < low) | (found.rate > high))[named].all()


@given(n=st.integers(1, 400), p=st.floats(0.01, 0.99), q=st.sampled_from([0.001, 0.025, 0.975, 0.999]))
def test_the_tail_beyond_a_limit_is_what_it_says(n: int, p: float, q: float) -> None:
    """The count at or above the limit has passed q, the one below has not; the two are one case apart."""
    limit = float(binomial_limit(q, floats(n), p)[0]) * n
    assume(0 < limit < n)
    above, below = (float(lower_tail(floats(k), floats(n), p)[0]) for k in (np.ceil(limit - 1e-9), np.ceil(limit) - 1))
    assert below <= q + 1e-9
    assert above >= q - 1e-9


def test_large_groups_have_the_normal_limits() -> None:
    n, p = floats(1e6), 0.8
    error = (p * (1 - p) / 1e6) ** 0.5
    assert binomial_limit(0.025, n, p) == pytest.approx(p - 1.959964 * error, abs=1e-6)
    assert binomial_limit(0.999, n, p) == pytest.approx(p + 3.090232 * error, abs=2e-6)


def test_over_dispersed_limits_tend_to_the_published_normal_ones() -> None:
    """p0 +- z sqrt(phi p0 (1 - p0) / n), and p0 +- z sqrt(p0 (1 - p0) / n + tau squared)."""
    n, p, spread = floats(40_000), 0.8, Dispersion(4.0, 0.002, 20)
    chance = p * (1 - p) / n[0]
    for adjustment, variance in (("multiplicative", 4 * chance), ("additive", chance + 0.002**2)):
        base = effective_base(n, p, spread, adjustment)
        for q, z in ((0.025, -1.959964), (0.999, 3.090232)):
            assert binomial_limit(q, base, p) == pytest.approx(p + z * variance**0.5, abs=2e-4)


def test_spread_between_groups_is_found_again() -> None:
    rng = np.random.default_rng(3)
    found = []
    for _ in range(60):
        n = rng.integers(300, 900, 60).astype(float)
        rates = np.clip(rng.normal(0.8, 0.04, 60), 0, 1)
        x = rng.binomial(n.astype(int), rates).astype(float)
        found.append(dispersion(x, n, float(x.sum() / n.sum())).tau)
    assert np.mean(found) == pytest.approx(0.04, abs=0.003)


def test_auto_widens_only_where_ten_groups_spread_beyond_chance() -> None:
    n = np.full(12, 500.0)
    spread = np.round(n * np.linspace(0.7, 0.9, 12))
    assert funnel(spread, n).adjustment == "additive"
    assert funnel(spread[:9], n[:9]).adjustment == "none"
    assert funnel(np.full(12, 400.0), n).adjustment == "none"


@pytest.mark.parametrize(("x", "rate"), [(0.0, 0.0), (50.0, 1.0)])
def test_all_or_none_leave_nothing_to_judge(x: float, rate: float) -> None:
    found = funnel(np.full(4, x), np.full(4, 50.0))
    assert found.limits.tolist() == [[rate] * 4] * 4
    assert found.z.tolist() == [0.0] * 4
    assert found.p.tolist() == [1.0] * 4


def test_small_groups_are_shown_and_not_judged() -> None:
    found = funnel(floats(0, 30, 28), floats(4, 40, 40))
    assert found.judged.tolist() == [False, True, True]
    assert np.isnan(found.p_adjusted).tolist() == [True, False, False]
    assert not np.isnan(found.limits).any()


def test_too_few_groups_and_words_are_refused() -> None:
    with pytest.raises(NotEnoughData, match="at least 2 groups of 5 cases or more, got 1"):
        funnel(floats(3, 20), floats(4, 40))
    assert funnel(floats(20), floats(40), 0.8).p[0] < 0.001
    with pytest.raises(BadOption, match="'additiv'"):
        funnel(floats(3, 20), floats(40, 40), None, "additiv")


def named(groups: int, sizes: tuple[int, int], p: float, spread: float, runs: int = 200) -> float:
    """Share of funnels that name anybody; the groups differ by a beta distribution of that standard deviation."""
    rng = np.random.default_rng(11)
    found = 0
    for _ in range(runs):
        n = rng.integers(*sizes, groups)
        weight = p * (1 - p) / spread**2 - 1 if spread else 0
        rates = rng.beta(p * weight, (1 - p) * weight, groups) if spread else np.full(groups, p)
        found += bool((funnel(rng.binomial(n, rates).astype(float), n.astype(float)).p_adjusted < 0.05).any())
    return found / runs


@pytest.mark.parametrize(
    ("groups", "p", "sizes"),
    [
        (10, 0.5, (500, 3000)),
        (10, 0.97, (5, 40)),
        (30, 0.85, (5, 40)),
        (30, 0.5, (20, 400)),
        (30, 0.97, (500, 3000)),
        (100, 0.85, (20, 400)),
        (100, 0.97, (20, 400)),
        (100, 0.5, (500, 3000)),
    ],
    ids=str,
)
def test_where_nobody_differs_few_funnels_name_anybody(groups: int, p: float, sizes: tuple[int, int]) -> None:
    assert named(groups, sizes, p, 0.0) <= 0.07


@pytest.mark.parametrize("groups", [30, 100])
def test_a_usual_spread_between_groups_names_few(groups: int) -> None:
    assert named(groups, (500, 3000), 0.85, 0.03) <= 0.1


def test_one_bad_group_is_found() -> None:
    rng = np.random.default_rng(7)
    found = 0
    for _ in range(200):
        n = rng.integers(200, 400, 30)
        rates = np.full(30, 0.8)
        rates[0] = 0.65
        result = funnel(rng.binomial(n, rates).astype(float), n.astype(float))
        found += bool(result.p_adjusted[0] < 0.05)
    power = found / 200
    print(f"a rate of 65 % among 29 of 80 % is named in {power:.0%} of funnels")
    assert power >= 0.9
