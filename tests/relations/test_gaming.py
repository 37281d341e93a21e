"""Signs for review: honest teams are left in peace, and one who plays is seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.errors import NotEnoughData
from cxcel.relations.gaming import EITHER, HIGH, LOW, Check, Counts, Review, by_agent, review


def counts(*pairs: tuple[float, float]) -> Counts:
    hits, cases = zip(*pairs, strict=True)
    return np.array(hits, float), np.array(cases, float)


def tens(*pairs: tuple[float, float], side: int = HIGH) -> Check:
    return Check("tens", "of answers are 10", *counts(*pairs), side)


USUAL = [(12, 80), (9, 75), (11, 90), (10, 85), (8, 70), (13, 95)]


def flagged(*checks: Check) -> list[tuple[int, str]]:
    return [(flag.agent, flag.check.name) for flag in review(checks, checks[0].cases).flags]


@pytest.mark.parametrize(
    ("hits", "side", "found"),
    [(60, HIGH, True), (60, LOW, False), (60, EITHER, True), (11, HIGH, False), (11, EITHER, False)],
)
def test_only_the_side_that_is_a_sign_counts(hits: float, side: int, found: bool) -> None:
    assert flagged(tens((hits, 80), *USUAL, side=side)) == ([(0, "tens")] if found else [])


def test_far_below_peers_is_a_sign_where_it_is_looked_for() -> None:
    high = [(cases - hits, cases) for hits, cases in USUAL]
    assert flagged(tens((20, 80), *high, side=LOW)) == [(0, "tens")]
    assert flagged(tens((20, 80), *high, side=EITHER)) == [(0, "tens")]


def test_a_flag_carries_the_rate_the_peers_and_the_corrected_p() -> None:
    (flag,) = review([tens((60, 80), *USUAL)], np.full(7, 80.0)).flags
    assert flag.value == 0.75
    assert flag.peers == pytest.approx(sum(h for h, _ in USUAL) / sum(n for _, n in USUAL))
    assert flag.base is None
    assert 0 < flag.p_adjusted < 0.05


def test_surveys_kept_back_after_bad_contacts() -> None:
    """Sent after few of the unresolved and most of the resolved; a colleague who sends few after either is no sign."""
    bad = counts((3, 40), (28, 40), (30, 42), (27, 38), (29, 41), (31, 44), (8, 40))
    good = counts((84, 120), (85, 120), (84, 118), (80, 112), (86, 121), (88, 126), (24, 120))
    check = Check("kept back", "{base}", *bad, LOW, good)
    (flag,) = review([check], good[1]).flags
    assert flag.agent == 0
    assert flag.base == pytest.approx(0.7)


def test_agents_for_whom_it_is_no_sign_are_peers_still() -> None:
    check = Check("tens", "", *counts((60, 80), *USUAL), HIGH, None, np.array([False] + [True] * 6))
    assert flagged(check) == []


def test_agents_with_few_answers_are_counted_and_not_judged() -> None:
    found = review([tens((19, 19), *USUAL)], np.array([19.0, *[80] * 6]))
    assert (found.flags, found.judged, found.few) == ((), 6, 1)


def test_peers_are_needed() -> None:
    with pytest.raises(NotEnoughData, match="at least 5 agents with 20 answers, got 4"):
        review([tens(*USUAL)], np.array([80.0, 75, 90, 85, 3, 3]))


@pytest.mark.parametrize("hits", [0.0, 80.0])
def test_all_or_none_is_no_sign(hits: float) -> None:
    assert flagged(tens(*[(hits, 80)] * 6, side=EITHER)) == []


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=5, max_size=15), st.data())
def test_the_order_of_agents_does_not_matter(cells: list[tuple[int, int]], data: st.DataObject) -> None:
    pairs = [(hits, hits + misses + 20) for hits, misses in cells]
    order = data.draw(st.permutations(range(len(pairs))))
    first = {agent for agent, _ in flagged(tens(*pairs))}
    second = {order[agent] for agent, _ in flagged(tens(*(pairs[i] for i in order)))}
    assert second == first


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=5, max_size=15))
def test_misses_mirror_hits(cells: list[tuple[int, int]]) -> None:
    pairs = [(hits, hits + misses + 20) for hits, misses in cells]
    turned = [(n - hits, n) for hits, n in pairs]
    assert flagged(tens(*pairs, side=LOW)) == flagged(tens(*turned, side=HIGH))
    assert flagged(tens(*pairs, side=EITHER)) == flagged(tens(*turned, side=EITHER))


def test_rows_without_an_agent_or_an_answer_are_not_counted() -> None:
    flags, agent = np.array([1.0, np.nan, 1.0, 0.0]), np.array([0, 0, -1, 1])
    hits, cases = by_agent(flags, agent, 3)
    assert (hits.tolist(), cases.tolist()) == ([1, 0, 0], [1, 1, 0])


# Simulated teams: agents differ honestly, and so do the customers they get

CUTS = np.array([-1.6, -1.3, -1.1, -0.95, -0.8, -0.65, -0.5, -0.25, 0.1, 0.5])


def team(rng: np.random.Generator, agents: int, sizes: tuple[int, int], differ: float, played: float = 0.0) -> Review:
    """Agent 0 turns a share `played` of the answers of 5 and more into 10s."""
    n = rng.integers(*sizes, agents)
    agent = np.repeat(np.arange(agents), n)
    scores = np.searchsorted(CUTS, rng.normal(0, differ, agents)[agent] + rng.normal(0, 1, len(agent)))
    scores[(agent == 0) & (scores >= 5) & (rng.random(len(agent)) < played)] = 10
    ten = by_agent((scores == 10).astype(float), agent, agents)
    upper = by_agent(np.where(scores < 7, np.nan, scores >= 9), agent, agents)
    sent = rng.binomial(3 * n + 20, 0.6)
    answered = rng.binomial(sent, np.clip(rng.normal(0.3, 0.2 * differ, agents), 0.05, 0.9))
    bad, good = (rng.binomial(cases, 0.6, agents) for cases in (40, 80))
    checks = [
        Check("tens", "", *ten),
        Check("upper", "", *upper),
        Check("response", "", answered.astype(float), sent.astype(float), EITHER),
        Check(
            "kept back", "", bad.astype(float), np.full(agents, 40.0), LOW, (good.astype(float), np.full(agents, 80.0))
        ),
    ]
    return review(checks, ten[1])


@pytest.mark.parametrize(
    ("agents", "sizes", "differ"),
    [(6, (20, 60), 0.4), (12, (60, 300), 0.2), (20, (60, 300), 0.0), (20, (40, 80), 0.2), (20, (300, 1500), 0.4)],
    ids=str,
)
def test_honest_teams_are_left_in_peace(agents: int, sizes: tuple[int, int], differ: float) -> None:
    rng = np.random.default_rng(6)
    assert np.mean([bool(team(rng, agents, sizes, differ).flags) for _ in range(150)]) <= 0.07


@pytest.mark.parametrize(("played", "sizes", "least"), [(0.8, (150, 300), 0.75), (0.8, (40, 80), 0.4)], ids=str)
def test_one_who_plays_among_twenty_is_seen(played: float, sizes: tuple[int, int], least: float) -> None:
    rng = np.random.default_rng(6)
    found = [team(rng, 20, sizes, 0.2, played) for _ in range(100)]
    power = np.mean([any(flag.agent == 0 for flag in one.flags) for one in found])
    others = np.mean([any(flag.agent != 0 for flag in one.flags) for one in found])
    print(
        f"{played:.0%} of good answers made 10s, {sizes} answers an agent: seen in {power:.0%}, others in {others:.0%}"
    )
    assert power >= least
    assert others <= 0.07
