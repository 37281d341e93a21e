"""Churn risk: points, reasons, probabilities and their evidence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.errors import NotEnoughData
from cxcel.models.churn import Thresholds, check, features, points, probabilities, reasons, scores

NAN = np.nan
RULES = Thresholds()


def one(complaints: float, expiry: float, silent: float) -> tuple[list[float], float, str]:
    signs = [np.array([v], float) for v in (complaints, expiry, silent)]
    found = points(*signs, RULES)
    return found[0].tolist(), float(scores(found)[0]), reasons(*signs, found)[0]


@pytest.mark.parametrize(
    ("signs", "given", "score", "reason"),
    [
        ((0, 400, 10), [0, 0, 0], 0, "no sign"),
        ((1, 91, 59), [1, 0, 0], 1 / 6, "1 complaint"),
        ((2, 90, 60), [2, 1, 1], 4 / 6, "2 complaints; contract ends in 90 days; silent for 60 days"),
        ((7, 30, 180), [2, 2, 2], 1, "7 complaints; contract ends in 30 days; silent for 180 days"),
        ((0, 1, 1), [0, 2, 0], 2 / 6, "contract ends in 1 day"),
        ((0, 0, 0), [0, 2, 0], 2 / 6, "contract ends today"),
        ((1, -5, 0), [1, 2, 0], 3 / 6, "contract ended 5 days ago; 1 complaint"),
        ((1, -1, 61), [1, 2, 1], 4 / 6, "contract ended 1 day ago; 1 complaint; silent for 61 days"),
    ],
)
def test_points_score_and_reason(signs, given: list[float], score: float, reason: str) -> None:
    assert one(*signs) == (given, pytest.approx(score), reason)


def test_what_is_not_known_is_left_out_and_never_zero() -> None:
    assert one(1, NAN, 200)[1:] == (pytest.approx(3 / 4), "silent for 200 days; 1 complaint")
    found, score, reason = one(NAN, NAN, NAN)
    assert np.isnan([*found, score]).all()
    assert reason == "nothing known"
    assert one(0, NAN, NAN)[1:] == (0, "no sign")


DAYS = st.integers(-50, 400)


@given(st.integers(0, 5), DAYS, st.integers(0, 400), st.integers(0, 5), DAYS, st.integers(0, 400))
def test_more_of_a_sign_never_lowers_the_score(c1, e1, s1, c2, e2, s2) -> None:
    worse = (max(c1, c2), min(e1, e2), max(s1, s2))
    assert one(*worse)[1] >= max(one(c1, e1, s1)[1], one(c2, e2, s2)[1])


@pytest.mark.parametrize("sign", range(3))
def test_each_sign_alone_never_lowers_the_score(sign: int) -> None:
    grid = np.arange(0, 400.0)
    signs = [np.zeros(400), np.full(400, 500.0), np.zeros(400)]
    signs[sign] = grid if sign != 1 else 400 - grid
    found = scores(points(*signs, RULES))
    assert (np.diff(found) >= 0).all()
    assert (found[0], found[-1]) == (0, pytest.approx(1 / 3))


def test_thresholds_are_the_users() -> None:
    mine = Thresholds(complaints=(3, 5), days_to_expiry=(7, 14), days_silent=(10, 20))
    signs = [np.array(v, float) for v in ([2, 3, 5], [15, 14, 7], [9, 10, 20])]
    assert points(*signs, mine).tolist() == [[0, 0, 0], [1, 1, 1], [2, 2, 2]]


def sample(n: int, seed: int = 1, effect: float = 1.0) -> tuple[tuple[np.ndarray, ...], np.ndarray]:
    rng = np.random.default_rng(seed)
    complaints = rng.poisson(0.7, n).astype(float)
    expiry = rng.integers(-10, 300, n).astype(float)
    expiry[rng.random(n) < 0.2] = NAN
    silent = rng.integers(0, 300, n).astype(float)
    odds = -1.5 + effect * (0.9 * complaints + 0.006 * silent - 0.9)
    return (complaints, expiry, silent), (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(float)


def test_features_are_finite_centred_and_vary() -> None:
    columns = features(*sample(300)[0])
    assert columns.shape == (300, 4)  # three signs, and where the end is not known
    assert columns.mean(axis=0) == pytest.approx(np.zeros(4), abs=1e-9)
    assert columns.std(axis=0) == pytest.approx(np.ones(4))
    assert features(np.full(5, NAN), np.full(5, NAN), np.full(5, 3.0)).shape == (5, 0)
    assert features(*[np.array([])] * 3).shape[0] == 0


def test_probabilities_do_not_hang_on_the_order_of_rows() -> None:
    signs, left = sample(200)
    left[150:] = NAN
    order = np.random.default_rng(0).permutation(200)
    there = probabilities(features(*signs), left)
    shuffled = probabilities(features(*(s[order] for s in signs)), left[order])
    assert shuffled == pytest.approx(there[order], rel=1e-6)
    assert ((there > 0) & (there < 1)).all()


def test_too_few_to_learn_from() -> None:
    signs, left = sample(200)
    left[:] = 0
    left[:9] = 1
    with pytest.raises(NotEnoughData, match="at least 10 customers who left and 10 who stayed, got 9 and 191"):
        probabilities(features(*signs), left)
    with pytest.raises(NotEnoughData, match="got 0 and 0"):
        probabilities(features(*signs), np.full(200, NAN))


def lines(n: int, effect: float, seed: int) -> dict[str, tuple[float, float, float, float, str]]:
    signs, left = sample(n, seed, effect)
    columns = features(*signs)
    found = check(scores(points(*signs, RULES)), columns, probabilities(columns, left), left)
    return {x.measure: (x.found.value, x.found.low, x.found.high, x.found.expected, x.words) for x in found}


def test_evidence_where_the_signs_matter() -> None:
    found = lines(2000, 1.0, 4)
    assert found["area under the curve, probability"][1] > 0.6
    assert found["area under the curve, probability"][-1] == "better than chance"
    assert found["area under the curve, score"][-1] == "better than chance"
    assert found["Brier score, probability"][-1] == "better than the overall rate"
    assert found["calibration slope"][-1] == "as bold as it should be"
    shares = [found[f"share who left, {part}"][0] for part in ("lowest fifth", "middle fifth", "highest fifth")]
    assert shares == sorted(shares)
    assert found["share who left, all"][0] == pytest.approx(found["share who left, all"][3], abs=0.005)


def test_evidence_where_nothing_matters_claims_little() -> None:
    """Signs without any effect: at most about one in twenty may look better than chance by luck."""
    claims = [
        lines(150, 0.0, seed)["area under the curve, probability"][-1] == "better than chance" for seed in range(40)
    ]
    assert sum(claims) <= 4


def test_a_score_that_few_have_is_not_judged() -> None:
    signs, left = sample(200)
    columns = features(*signs)
    found = check(np.full(200, NAN), columns, probabilities(columns, left), left)
    assert "area under the curve, score" not in [line.measure for line in found]
