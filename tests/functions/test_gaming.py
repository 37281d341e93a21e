"""Signs for review in a cell: which columns give which sign, and how it is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.shown import shown

from cxcel.errors import BadOption, CxError, NotEnoughData, OutOfRange
from cxcel.functions import GAMING_CHECK

RNG = np.random.default_rng(17)
ROWS, TEAM = 3000, 15
WHO = RNG.integers(0, TEAM, ROWS)
AGENT = [f"agent {chr(97 + i)}" for i in WHO]
RESOLVED = RNG.random(ROWS) < 0.6
ANSWERED = RNG.random(ROWS) < 0.5
SCORES = np.where(
    ANSWERED, RNG.choice(11, ROWS, p=[0.03, 0.02, 0.02, 0.03, 0.03, 0.07, 0.06, 0.14, 0.2, 0.2, 0.2]), np.nan
)
MINE = WHO == 0
HEADER = ["agent", "sign", "value", "peers", "n", "p_adjusted", "review"]
NOBODY = ["nobody", "nothing for review"]


def first(*args: Any, **named: Any) -> dict[str, Any]:
    rows = GAMING_CHECK(*args, **named)
    assert rows[0] == HEADER
    return dict(zip(HEADER, rows[1], strict=True))


def test_an_honest_team_has_one_row_that_says_so() -> None:
    assert GAMING_CHECK(SCORES, AGENT) == [
        HEADER,
        [*NOBODY, None, None, None, None, "15 agents were held against their peers on 2 signs"],
    ]


def test_many_tens() -> None:
    scores = np.where(MINE & ANSWERED & (RNG.random(ROWS) < 0.7), 10, SCORES)
    found = first(scores, AGENT)
    assert (found["agent"], found["sign"]) == ("agent a", "many 10s")
    assert found["value"] == pytest.approx((scores[MINE] == 10).sum() / ANSWERED[MINE].sum())
    assert found["n"] == ANSWERED[MINE].sum()
    shares = [round(100 * found[name]) for name in ("value", "peers")]
    assert found["review"] == f"for review: {shares[0]} % of answers are 10, peers {shares[1]} %"


def test_few_sevens_and_eights() -> None:
    scores = np.where(MINE & ANSWERED & (SCORES >= 7), np.where(RNG.random(ROWS) < 0.9, 9, 10), SCORES)
    found = first(scores, AGENT)
    assert (found["agent"], found["sign"]) == ("agent a", "few 7s and 8s")


@pytest.mark.parametrize("share", [0.05, 0.98])
def test_response_far_from_peers(share: float) -> None:
    invited = np.ones(ROWS)
    answered = np.where(MINE, RNG.random(ROWS) < share, ANSWERED)
    found = first(SCORES, AGENT, invited, answered)
    assert (found["agent"], found["sign"]) == ("agent a", "response")
    assert found["review"].endswith("of surveys sent are answered, peers 51 %")


def test_rows_with_a_score_count_as_answered() -> None:
    scores = np.where(MINE & (RNG.random(ROWS) < 0.9), np.nan, SCORES)
    assert first(scores, AGENT, ["yes"] * ROWS)["sign"] != "response"  # nobody with so few answers is judged
    scores = np.where(MINE & (RNG.random(ROWS) < 0.7), np.nan, SCORES)
    assert first(scores, AGENT, ["yes"] * ROWS)["sign"] == "response"


def test_surveys_sent_may_be_counts() -> None:
    counts = RNG.integers(2, 5, ROWS)
    answered = np.where(MINE, RNG.binomial(counts, 0.1), RNG.binomial(counts, 0.5))
    assert first(SCORES, AGENT, counts, answered)["sign"] == "response"


def test_quick_answers() -> None:
    minutes = np.where(ANSWERED, RNG.exponential(300, ROWS), np.nan)
    assert GAMING_CHECK(SCORES, AGENT, minutes=minutes)[1][:2] == NOBODY
    quick = np.where(MINE & (RNG.random(ROWS) < 0.5), 1.0, minutes)
    found = first(SCORES, AGENT, minutes=quick)
    assert (found["agent"], found["sign"]) == ("agent a", "quick answers")


def test_glad_though_unresolved() -> None:
    scores = np.where(ANSWERED & ~RESOLVED & ~MINE, np.minimum(SCORES, RNG.integers(0, 8, ROWS)), SCORES)
    scores = np.where(ANSWERED & ~RESOLVED & MINE, RNG.choice([8.0, 9.0], ROWS), scores)
    found = {tuple(row[:2]) for row in GAMING_CHECK(scores, AGENT, resolved=RESOLVED)[1:]}
    assert ("agent a", "glad though unresolved") in found


def test_no_survey_after_bad_contacts() -> None:
    invited = RNG.random(ROWS) < np.where(MINE & ~RESOLVED, 0.1, 0.8)
    found = first(np.where(invited, SCORES, np.nan), AGENT, invited, None, None, RESOLVED)
    assert (found["agent"], found["sign"]) == ("agent a", "no survey after bad contacts")
    assert "of unresolved contacts get a survey (" in found["review"]
    assert "% of the resolved), peers" in found["review"]


def test_one_device() -> None:
    device = np.where(MINE & (RNG.random(ROWS) < 0.4), 1, RNG.integers(2, 10**6, ROWS))
    found = first(SCORES, AGENT, device=device)
    assert (found["agent"], found["sign"]) == ("agent a", "one device")


def test_the_score_goes_up_and_repeats_do_not_go_down() -> None:
    day = 46_000 + RNG.integers(0, 100, ROWS)
    later = day > 46_050
    glad = RNG.random(ROWS) < np.where(later, 0.85, 0.2)
    scores = np.where(MINE & ANSWERED, np.where(glad, 9, 5), SCORES)
    repeated = RNG.random(ROWS) < np.where(MINE & later, 0.35, 0.3)
    found = {tuple(row[:2]) for row in GAMING_CHECK(scores, AGENT, repeated=repeated, date=day)[1:]}
    assert ("agent a", "score up, repeats not down") in found
    mended = RNG.random(ROWS) < np.where(MINE & later, 0.1, 0.3)
    found = {tuple(row[:2]) for row in GAMING_CHECK(scores, AGENT, repeated=mended, date=day)[1:]}
    assert ("agent a", "score up, repeats not down") not in found


def test_agents_with_few_answers_are_counted_and_not_judged() -> None:
    rows = GAMING_CHECK([*SCORES, *[10.0] * 19, *[10.0] * 3], [*AGENT, *["new"] * 19, *["newer"] * 3])
    assert rows[-1] == ["2 more", "not judged", None, None, None, None, "fewer than 20 answers"]
    assert rows[1][:2] == NOBODY


def test_no_word_accuses() -> None:
    scores = np.where(MINE & ANSWERED, 10, SCORES)
    said = " ".join(str(cell) for row in GAMING_CHECK(scores, AGENT) for cell in row) + GAMING_CHECK.__doc__
    assert not any(word in said.lower() for word in ("cheat", "fraud", "guilty", "manipulat", "gaming the"))


DIV, NUM, VALUE, NA = "#DIV/0!", "#NUM!", "#VALUE!", "#N/A"
FEW = [9.0] * 10, ["a"] * 10


@pytest.mark.parametrize(
    ("what", "args", "named", "error"),
    [
        ("empty", ([], []), {}, DIV),
        ("blank", ([None] * 3, [None] * 3), {}, DIV),
        ("single cells", ([[9]], [["a"]]), {}, DIV),
        ("one agent", ([9] * 50, ["a"] * 50), {}, DIV),
        ("scores left out", (None, ["a"]), {}, VALUE),
        ("agent left out", ([9], None), {}, VALUE),
        ("beyond the scale", ([9, 11], ["a", "b"]), {}, NUM),
        ("text", ([9, "nine"], ["a", "b"]), {}, VALUE),
        ("lengths differ", ([9, 8], ["a"]), {}, NA),
        ("an error cell", ([9, 8], ["a", "#N/A"]), {}, "#N/A"),
        ("answered without invited", FEW, {"answered": [1] * 10}, VALUE),
        ("date without repeated", FEW, {"date": [46_000] * 10}, VALUE),
        ("repeated without date", FEW, {"repeated": [1] * 10}, VALUE),
        ("more answered than invited", (SCORES, AGENT, [1] * ROWS, [2] * ROWS), {}, NUM),
        ("minutes below nothing", FEW, {"minutes": [-1] * 10}, NUM),
        ("a third word", FEW, {"resolved": ["perhaps"] * 10}, VALUE),
    ],
    ids=str,
)
def test_edges(what: str, args: tuple[Any, ...], named: dict[str, Any], error: str) -> None:
    assert shown(GAMING_CHECK, *args, **named) == error


def test_all_equal_is_nothing_for_review() -> None:
    agents = [f"a{i % 6}" for i in range(300)]
    rows = GAMING_CHECK(
        [10] * 300,
        agents,
        [1] * 300,
        [1] * 300,
        [1] * 300,
        ["yes"] * 300,
        ["home"] * 300,
        ["no"] * 300,
        [46_000] * 300,
    )
    assert rows[1][:2] == NOBODY


def test_headers_texts_and_blanks_change_nothing() -> None:
    scores = np.where(MINE & ANSWERED & (RNG.random(ROWS) < 0.7), 10, SCORES).tolist()
    plain = GAMING_CHECK(scores, AGENT, ANSWERED)
    assert GAMING_CHECK(["nps", *scores], ["agent", *AGENT], ["sent", *ANSWERED]) == plain
    assert GAMING_CHECK([*scores, None, 10], [*AGENT, "agent a", None], [*ANSWERED, None, 1]) == plain
    assert (
        GAMING_CHECK(["" if v != v else f"{v:g}" for v in scores], AGENT, ["yes" if v else "no" for v in ANSWERED])
        == plain
    )


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: GAMING_CHECK(*FEW), NotEnoughData, "at least 5 agents with 20 answers, got 0"),
        (lambda: GAMING_CHECK(*FEW, answered=[1] * 10), BadOption, "invited is missing: answered says nothing"),
        (
            lambda: GAMING_CHECK(["nps", 9, 8], ["who", "a", "b"], ["sent", 1, 1], ["back", 1, 2]),
            OutOfRange,
            "answered must not exceed invited, got 2 of 1 in row 3",
        ),
    ],
)
def test_the_sentence_names_row_and_way_out(call: Any, error: type[CxError], says: str) -> None:
    with pytest.raises(error, match=says):
        call()
