"""False alarms and found links: simulated with fixed seeds, and small."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cxcel.relations.screen import Candidate, Screened, screen

KPIS = 8
Columns = tuple[Any, list[Any]]


def series(kind: str, rng: np.random.Generator, n: int) -> Any:
    """One series that knows of no other."""
    noise = rng.normal(size=n)
    if kind == "independent":
        return noise
    if kind == "random walk":
        return noise.cumsum()
    if kind == "trend":
        return noise + rng.choice([-1, 1]) * np.linspace(0, 4, n)
    if kind == "weekly season":
        return noise + 2 * np.tile(np.array([1, 0.8, 0.7, 0.7, 0.6, -1.4, -2.0]), n // 7 + 1)[:n] * rng.choice([-1, 1])
    out = noise.copy()
    for i in range(1, n):
        out[i] += 0.8 * out[i - 1]
    return out


KINDS = ("independent", "memory", "random walk", "trend", "weekly season")


def claims(found: list[Screened]) -> int:
    return sum(s.verdict.moves for s in found)


@pytest.mark.parametrize("kind", KINDS)
def test_daily_series_without_a_link_are_seldom_called_one(kind: str) -> None:
    rng = np.random.default_rng(11)
    runs, made, n = 40, 0, 182
    for _ in range(runs):
        outcome, step = series(kind, rng, n), np.arange(n)
        made += claims(
            screen([Candidate(str(k), outcome, series(kind, rng, n), step, True, 7, "days") for k in range(KPIS)])
        )
    assert made / (runs * KPIS) <= 0.05


@pytest.mark.parametrize("kind", KINDS)
def test_contacts_that_only_share_their_days_are_seldom_called_linked(kind: str) -> None:
    """Each contact has the level of its day and chance of its own; the levels know nothing of each other."""
    rng = np.random.default_rng(12)
    runs, made, days, per_day = 30, 0, 91, 12
    step = np.repeat(np.arange(days), per_day)

    def column() -> Any:
        level = series(kind, rng, days)
        return 0.7 * level[step] / level.std() + rng.normal(size=len(step))

    for _ in range(runs):
        outcome = column()
        made += claims(screen([Candidate(str(k), outcome, column(), step, unit="contacts") for k in range(KPIS)]))
    assert made / (runs * KPIS) <= 0.05


@pytest.mark.parametrize("as_series", [True, False], ids=["days", "contacts"])
def test_a_true_link_of_0_4_is_found(as_series: bool) -> None:
    rng = np.random.default_rng(13)
    runs, found, n = 40, 0, 182 if as_series else 600
    step = np.arange(n) if as_series else np.arange(n) // 10
    for _ in range(runs):
        kpi = rng.normal(size=n)
        outcome = 0.4 * kpi + np.sqrt(1 - 0.16) * rng.normal(size=n)
        others = [Candidate(str(k), outcome, rng.normal(size=n), step, as_series) for k in range(KPIS)]
        (first, *_) = screen([Candidate("true", outcome, kpi, step, as_series), *others])
        found += first.verdict.moves
        assert first.found is not None
        assert first.found.low <= first.found.r <= first.found.high
    assert found / runs >= 0.9


def test_a_link_that_runs_through_another_measure_is_explained_by_it() -> None:
    rng = np.random.default_rng(14)
    runs, explained, n = 20, 0, 4000
    for _ in range(runs):
        solved = rng.normal(size=n)
        moved = 0.5 * solved + np.sqrt(0.75) * rng.normal(size=n)
        outcome = 0.5 * solved + np.sqrt(0.75) * rng.normal(size=n)
        through, direct = screen([Candidate("transferred", outcome, moved), Candidate("solved", outcome, solved)])
        assert direct.verdict.word == "moves with"
        explained += through.verdict.word == "explained by" and through.verdict.explained_by == "solved"
    assert explained / runs >= 0.9


def test_a_shared_trend_is_explained_by_time() -> None:
    rng = np.random.default_rng(15)
    days = np.repeat(np.arange(120), 20)
    outcome, kpi = (days / 30 + rng.normal(size=len(days)) for _ in range(2))
    (found,) = screen([Candidate("kpi", outcome, kpi, days)])
    assert (found.verdict.word, found.verdict.explained_by) == ("explained by", "time")


def test_a_column_that_cannot_be_judged_takes_no_part() -> None:
    rng = np.random.default_rng(16)
    outcome = rng.normal(size=200)
    blank, flat = np.full(200, np.nan), np.full(200, 0.1)
    found = screen(
        [Candidate("blank", outcome, blank), Candidate("flat", outcome, flat), Candidate("own", outcome, outcome)]
    )
    assert [s.verdict.word for s in found] == ["cannot tell", "cannot tell", "moves with"]
    assert found[0].found is None
    assert np.isnan(found[0].p_adjusted)
    assert found[2].pearson == pytest.approx(1)


def test_a_few_points_claim_nothing() -> None:
    x = np.arange(20.0)
    (found,) = screen([Candidate("x", x, x)])
    assert found.verdict.word == "cannot tell"


def test_enough_rows_without_a_link_rule_one_out() -> None:
    rng = np.random.default_rng(17)
    outcome, kpi = rng.normal(size=(2, 5000))
    (found,) = screen([Candidate("kpi", outcome, kpi)])
    assert found.verdict.word == "no link seen"
    assert found.verdict.detail.endswith("is ruled out")
