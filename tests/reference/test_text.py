"""Words and themes beside another package, the paper's formula by hand, and plain counting."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxcel.functions import THEME_COUNT, WORD_CONTRAST
from cxcel.models.contrast import exact_p, log_odds

MADE: dict[str, Any] = json.loads((Path(__file__).parent / "text.json").read_text(encoding="utf-8"))
TEXTS, SCORES = MADE["comments"]["texts"], MADE["comments"]["scores"]


def words() -> dict[str, dict[str, Any]]:
    head, *rows = WORD_CONTRAST(TEXTS, SCORES, 100)
    return {row[0]: dict(zip(head, row, strict=True)) for row in rows}


def test_every_value_names_its_source() -> None:
    assert MADE["made"]["date"] == "2026-11-22"
    assert all({"source", "tool"} <= set(entry) for name, entry in MADE.items() if name != "made")


def test_log_odds_as_in_scattertext() -> None:
    found, expected = words(), MADE["package"]["log_odds"]
    assert {word: row["log_odds"] for word, row in found.items()} == pytest.approx(expected, rel=1e-10)


def test_log_odds_as_in_the_paper_and_limits_as_by_hand() -> None:
    found, expected = words(), MADE["paper"]["words"]
    assert set(found) == set(expected)
    for word, row in found.items():
        hand = expected[word]
        for column in ("log_odds", "low", "high"):
            assert row[column] == pytest.approx(hand[column], rel=1e-9)
        assert row["z"] == pytest.approx(hand["z_of_paper"] / hand["effect"] ** 0.5, rel=1e-10)
        assert [row["promoters"], row["detractors"]] == hand["texts"]


def test_the_planted_words_are_named() -> None:
    found = words()
    assert {w for w, row in found.items() if row["verdict"] == "more often by promoters"} >= {
        "friendly",
        "fast",
        "helpful",
    }
    assert {w for w, row in found.items() if row["verdict"] == "more often by detractors"} >= {"waited", "slow"}


def test_standard_error_is_that_of_the_paper() -> None:
    hand = MADE["paper"]["words"]
    y1, y2 = (np.array([row["counts"][k] for row in hand.values()], float) for k in (0, 1))
    everything = np.array([sum(text.lower().rstrip(".").split().count(word) for text in TEXTS) for word in hand])
    estimate, error = log_odds(y1, y2, 0.1 * everything)
    assert (estimate / error).tolist() == pytest.approx([row["z_of_paper"] for row in hand.values()], rel=1e-10)


@pytest.mark.parametrize("case", MADE["exact"]["cases"], ids=lambda case: str(case["counts"]))
def test_exact_p_as_in_scipy(case: dict[str, Any]) -> None:
    first, second = (np.array([float(count)]) for count in case["counts"])
    assert exact_p(first, second, case["share"])[0] == pytest.approx(case["p"], rel=1e-10)


def test_themes_as_counted_with_regular_expressions() -> None:
    expected = MADE["themes"]["themes"]
    head, *rows = THEME_COUNT(TEXTS, [[name, ", ".join(entry["words"])] for name, entry in expected.items()], SCORES)
    found = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    for name, entry in expected.items():
        row = found[name]
        assert row["texts"] == entry["texts"]
        assert [row["low"], row["high"]] == pytest.approx(entry["share"], rel=1e-10)
        assert row["mean"] == pytest.approx(entry["mean"])
        assert [row["mean_low"], row["mean_high"]] == pytest.approx(entry["limits"], rel=1e-10)
        assert row["others"] == pytest.approx(entry["others"])
        assert row["p_adjusted"] >= entry["p"] * (1 - 1e-9)
    largest = max(expected.values(), key=lambda entry: entry["p"])
    assert max(found[name]["p_adjusted"] for name in expected) == pytest.approx(largest["p"], rel=1e-8)
