"""Queues: what must hold for any load, and what happens at the limits."""

from __future__ import annotations

import math
import time
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cxcel.errors import NotEnoughData, OutOfRange
from cxcel.models.erlang import (
    Traffic,
    abandonment,
    blocking,
    fewest_agents,
    fewest_lines,
    occupancy,
    service_level,
    speed_of_answer,
    traffic,
    waiting,
    with_shrinkage,
)

loads = st.floats(0.01, 400)
agents_ = st.integers(1, 450)
patience_ = st.floats(1, 20_000)
seconds = st.floats(0, 600)
HANDLE = 240.0


def exact_blocking(load: Fraction, lines: int) -> Fraction:
    """The recursion B(n) = a B(n-1) / (n + a B(n-1)) in whole numbers."""
    share = Fraction(1)
    for n in range(1, lines + 1):
        share = load * share / (n + load * share)
    return share


@given(load=st.fractions(Fraction(1, 50), 60, max_denominator=50), lines=st.integers(0, 90))
def test_blocking_is_that_of_the_recursion_in_fractions(load: Fraction, lines: int) -> None:
    assert blocking(float(load), lines) == pytest.approx(float(exact_blocking(load, lines)), rel=1e-12)


@given(load=loads, lines=st.integers(1, 600))
def test_one_more_line_follows_the_recursion(load: float, lines: int) -> None:
    before, after = blocking(load, lines - 1), blocking(load, lines)
    assume(before > 1e-290)
    assert after == pytest.approx(load * before / (lines + load * before), rel=1e-11)
    assert after < before or before == 1.0


@given(load=loads, spare=st.integers(1, 60), threshold=seconds)
def test_erlang_c_and_b_are_bound_together(load: float, spare: int, threshold: float) -> None:
    """1 / C(n) = 1 / B(n) - (1 / B(n-1)) a / n ... as C = B / (1 - rho (1 - B)); and ASA is C's tail summed up."""
    work, agents = Traffic(load, HANDLE), math.floor(load) + spare
    assume(agents - load > 1e-6 * load)
    b, c = blocking(load, agents), waiting(work, agents)
    assert c == pytest.approx(b / (1 - load / agents * (1 - b)), rel=1e-9)
    assert speed_of_answer(work, agents) == pytest.approx(c * HANDLE / (agents - load), rel=1e-12)
    assert service_level(work, agents, 0) == pytest.approx(1 - c, rel=1e-12)
    assert occupancy(work, agents) == pytest.approx(load / agents)
    assert service_level(work, agents, 0) <= service_level(work, agents, threshold) <= 1


@given(load=loads, agents=agents_, patience=patience_, threshold=seconds)
@example(load=400.0, agents=1, patience=20_000.0, threshold=20.0)
@example(load=0.01, agents=450, patience=1.0, threshold=20.0)
def test_every_share_is_one_and_calls_are_conserved(
    load: float, agents: int, patience: float, threshold: float
) -> None:
    work = Traffic(load, HANDLE, patience)
    wait, gone = waiting(work, agents), abandonment(work, agents)
    level, busy = service_level(work, agents, threshold), occupancy(work, agents)
    assert 0 <= gone <= wait <= 1
    assert 1 - wait - 1e-12 <= level <= 1 - gone + 1e-12
    assert busy * agents == pytest.approx(load * (1 - gone), rel=1e-9)  # work done is work taken
    assert service_level(work, agents, 1e9) == pytest.approx(1 - gone, abs=1e-12)
    assert 0 <= speed_of_answer(work, agents) < math.inf
    assert gone >= 1 - agents / load - 1e-12  # no more than all agents can answer


@given(load=loads, agents=agents_, patience=patience_, threshold=seconds)
def test_one_more_agent_helps_everybody(load: float, agents: int, patience: float, threshold: float) -> None:
    work = Traffic(load, HANDLE, patience)
    assert service_level(work, agents + 1, threshold) >= service_level(work, agents, threshold) - 1e-12
    assert speed_of_answer(work, agents + 1) <= speed_of_answer(work, agents) * (1 + 1e-9)
    assert abandonment(work, agents + 1) <= abandonment(work, agents) + 1e-12
    assert occupancy(work, agents + 1) <= occupancy(work, agents) + 1e-12


@given(load=loads, spare=st.integers(1, 40), threshold=seconds)
def test_one_more_agent_helps_everybody_who_waits_for_ever(load: float, spare: int, threshold: float) -> None:
    work, agents = Traffic(load, HANDLE), math.floor(load) + spare
    assume(agents - load > 1e-6 * load)
    assert service_level(work, agents + 1, threshold) >= service_level(work, agents, threshold)
    assert speed_of_answer(work, agents + 1) < speed_of_answer(work, agents)


@given(load=st.floats(0.5, 200), spare=st.floats(0.5, 3), threshold=st.floats(0, 120))
def test_endless_patience_is_erlang_c(load: float, spare: float, threshold: float) -> None:
    agents = math.ceil(load + spare * math.sqrt(load))
    assume(agents - load > 0.3)
    never, hardly = Traffic(load, HANDLE), Traffic(load, HANDLE, 1e9)
    assert waiting(hardly, agents) == pytest.approx(waiting(never, agents), rel=1e-3)
    assert service_level(hardly, agents, threshold) == pytest.approx(service_level(never, agents, threshold), abs=1e-4)
    assert speed_of_answer(hardly, agents) == pytest.approx(speed_of_answer(never, agents), rel=1e-2)
    assert abandonment(hardly, agents) < 1e-4


@given(load=loads, agents=agents_)
def test_no_patience_at_all_is_erlang_b(load: float, agents: int) -> None:
    hasty = Traffic(load, HANDLE, 1e-9)
    assert abandonment(hasty, agents) == pytest.approx(blocking(load, agents), rel=1e-5, abs=1e-300)


@given(load=loads, agents=agents_)
def test_patience_as_long_as_a_call_makes_a_poisson_queue(load: float, agents: int) -> None:
    """With equal rates everybody leaves alike: the number present is Poisson (the M/M/infinity queue)."""
    from scipy.stats import poisson

    work = Traffic(load, HANDLE, HANDLE)
    assert waiting(work, agents) == pytest.approx(poisson.sf(agents - 1, load), rel=1e-9, abs=1e-18)


@given(load=loads, patience=st.one_of(st.just(math.inf), patience_), threshold=seconds, target=st.floats(0.01, 0.999))
def test_the_fewest_agents_are_enough_and_one_less_is_not(
    load: float, patience: float, threshold: float, target: float
) -> None:
    work = Traffic(load, HANDLE, patience)
    agents = fewest_agents(work, threshold, target)
    assert service_level(work, agents, threshold) >= target
    if patience < math.inf:
        assert agents == 0 or service_level(work, agents - 1, threshold) < target
    elif agents - 1 > load:
        assert service_level(work, agents - 1, threshold) < target
    else:
        assert agents > load


@given(load=loads, share=st.floats(0.0001, 0.9))
def test_the_fewest_lines_are_enough_and_one_less_is_not(load: float, share: float) -> None:
    lines = fewest_lines(load, share)
    assert blocking(load, lines) <= share < blocking(load, lines - 1)


@given(calls=st.floats(0.1, 500), factor=st.sampled_from([0.5, 2.0, 4.0]))
def test_only_rates_matter(calls: float, factor: float) -> None:
    assert traffic(calls, 1800, 200).load == pytest.approx(traffic(calls * factor, 1800 * factor, 200).load)
    one, scaled = Traffic(12.0, 180.0, 90.0), Traffic(12.0, 180.0 * factor, 90.0 * factor)
    assert service_level(one, 13, 20) == pytest.approx(service_level(scaled, 13, 20 * factor), rel=1e-12)
    assert speed_of_answer(one, 13) * factor == pytest.approx(speed_of_answer(scaled, 13), rel=1e-12)


def test_a_hundred_thousand_agents_cost_milliseconds() -> None:
    work = Traffic(100_000.0, 300.0, 300.0)
    service_level(work, 100_000, 20)  # imports scipy
    start = time.perf_counter()
    agents = fewest_agents(work, 20, 0.8)
    alone = fewest_agents(Traffic(100_000.0, 300.0), 20, 0.8)
    assert time.perf_counter() - start < 3
    assert agents < 100_000 < alone < 100_100
    assert service_level(work, agents, 20) >= 0.8 > service_level(work, agents - 1, 20)


def test_too_few_agents_without_hang_ups_are_refused_with_the_fewest_that_keep_up() -> None:
    for agents, load, least in ((9, 10.0, 11), (10, 10.0, 11), (10, 10.3, 11), (0, 0.2, 1), (3, 3 * (1 + 1e-15), 4)):
        for measure in (waiting, speed_of_answer, occupancy):
            with pytest.raises(OutOfRange, match=f"{agents} agents never catch up .* at least {least} agents"):
                measure(Traffic(load, HANDLE), agents)


def test_without_calls_nobody_waits() -> None:
    for patience in (math.inf, 60.0):
        work = Traffic(0.0, HANDLE, patience)
        measures = (waiting(work, 0), abandonment(work, 0), speed_of_answer(work, 0), occupancy(work, 0))
        assert measures == (0, 0, 0, 0)
        assert service_level(work, 0, 20) == 1
        assert fewest_agents(work, 20, 0.8) == 0
    assert blocking(0.0, 0) == 0
    assert fewest_lines(0.0, 0.01) == 0


def test_without_agents_everybody_hangs_up() -> None:
    work = Traffic(5.0, HANDLE, 60.0)
    assert (waiting(work, 0), abandonment(work, 0), service_level(work, 0, 20)) == (1, pytest.approx(1), 0)
    with pytest.raises(NotEnoughData, match="no call is answered"):
        speed_of_answer(work, 0)
    with pytest.raises(NotEnoughData, match="no time to be busy"):
        occupancy(work, 0)


def test_shrinkage_is_not_rounded_up_by_a_rounding_error() -> None:
    for agents in range(1, 300):
        for tenths in range(10):
            exact = math.ceil(Fraction(agents) / (1 - Fraction(tenths, 10)))
            assert with_shrinkage(agents, tenths / 10) == exact


def test_times_in_other_units_are_asked_about() -> None:
    with pytest.raises(OutOfRange, match="are times in seconds"):
        traffic(1e9, 1, 1e9)
    for name, args in (("interval", (10, 0, 60)), ("patience", (10, 1800, 60, 0))):
        with pytest.raises(OutOfRange, match=f"{name} must be more than 0 seconds"):
            traffic(*args)
