"""Words that part two groups: what is found, what is not, and how often chance is taken for a word."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.errors import NotEnoughData
from cxcel.models.contrast import Word, contrast, exact_p, log_odds

VOCABULARY = 1500
ZIPF = 1 / np.arange(1, VOCABULARY + 1)
NAMES = np.array(["".join(chr(97 + int(d)) for d in f"{i:04d}") for i in range(VOCABULARY)])


def survey(rng: np.random.Generator, n: int, lengths: tuple[int, int] = (18, 18), topics: int = 0):
    """Texts of Zipf words by a group of promoters and a group of detractors who speak alike."""
    first = rng.random(n) < 0.6
    texts = []
    for own in first:
        size = 1 + rng.poisson(lengths[0] if own else lengths[1])
        words = rng.choice(VOCABULARY, size, p=ZIPF / ZIPF.sum())
        if topics:  # words that come together and again and again within a text
            about = rng.random(size) < 0.3
            words[about] = 200 + 30 * rng.integers(topics) + rng.integers(0, 8, about.sum())
        texts.append(" ".join(NAMES[words]))
    return texts, first, ~first


def claimed(texts, first, second) -> list[Word]:
    return [word for word in contrast(texts, first, second) if word.claimed]


@pytest.mark.parametrize("topics", [0, 15], ids=["independent words", "topics"])
@pytest.mark.parametrize("lengths", [(18, 18), (12, 36)], ids=["equal length", "detractors write more"])
def test_chance_is_seldom_taken_for_a_word(lengths: tuple[int, int], topics: int) -> None:
    """At most 7 % of tables may name a word where both groups draw theirs alike, however long they write."""
    rng = np.random.default_rng(77)
    tables = sum(bool(claimed(*survey(rng, 300, lengths, topics))) for _ in range(60))
    assert tables / 60 <= 0.07


def test_shuffled_scores_seldom_name_a_word() -> None:
    rng = np.random.default_rng(5)
    texts, first, _ = survey(rng, 400, (12, 36), topics=15)
    tables = 0
    for _ in range(60):
        shuffled = rng.permutation(first)
        tables += bool(claimed(texts, shuffled, ~shuffled))
    assert tables / 60 <= 0.07


@pytest.mark.parametrize(
    ("promoters", "detractors", "found"),
    [(0.02, 0.2, 0.9), (0.3, 0.05, 0.9), (0.0, 0.12, 0.9), (0.12, 0.0, 0.5), (0.1, 0.1, None)],
)
def test_a_planted_word_is_found(promoters: float, detractors: float, found: float | None) -> None:
    """The same run that holds false alarms down must find what is there."""
    rng = np.random.default_rng(3)
    named, runs = 0, 20
    for _ in range(runs):
        texts, first, second = survey(rng, 500)
        said = rng.random(500) < np.where(first, promoters, detractors)
        texts = [f"{text} planted" if has else text for text, has in zip(texts, said, strict=True)]
        words = {word.word: word for word in claimed(texts, first, second)}
        named += "planted" in words
        if "planted" in words:
            assert (words["planted"].log_odds > 0) == (promoters > detractors)
    assert named / runs <= 0.1 if found is None else named / runs >= found


def test_frequent_words_cancel_out_without_a_list_of_stop_words() -> None:
    texts = ["the service and the people were great"] * 30 + ["the line and the people were awful again"] * 30
    first = np.arange(60) < 30
    found = {word.word: word for word in contrast(texts, first, ~first)}
    assert {word for word, f in found.items() if f.claimed} == {"service", "great", "line", "awful", "again"}
    assert abs(found["the"].log_odds) < 0.2


def test_one_angry_customer_is_one_customer() -> None:
    """Forty times in one text and once in four others is no more than five texts."""
    rng = np.random.default_rng(8)
    texts, first, second = survey(rng, 300)
    own = np.flatnonzero(second)[:5]
    for k, at in enumerate(own):
        texts[at] += " fraud" * (40 if k == 0 else 1)
    (fraud,) = [word for word in contrast(texts, first, second) if word.word == "fraud"]
    assert not fraud.claimed
    assert (fraud.first, fraud.second) == (0, 5)
    for at in np.flatnonzero(second)[5:25]:
        texts[at] += " fraud"
    (fraud,) = [word for word in contrast(texts, first, second) if word.word == "fraud"]
    assert fraud.second == 25


def test_what_could_name_a_person_is_left_out() -> None:
    own = [f"call {name} on 555 0199 or mail {name}@example.com, see www.{name}.example order A12B" for name in "xyz"]
    texts = [*own, *["call me please"] * 9]
    first = np.arange(12) < 6
    assert {word.word for word in contrast(texts, first, ~first)} == {"call", "me", "please"}


@pytest.mark.parametrize(
    ("good", "bad", "expected"),
    [
        ("客服很好", "等待太久", {"客服", "服很", "很好", "等待", "待太", "太久"}),
        ("とても良い", "遅すぎる", {"とて", "ても", "も良", "良い", "遅す", "すぎ", "ぎる"}),
        ("บริการดี", "รอนาน", {"บริ", "ริก", "กา", "าร", "รดี", "รอ", "อน", "นา", "าน"}),
        ("친절해요", "느려요", {"친절해요", "느려요"}),
        ("отличный сервис", "долго ждать", {"отличный", "сервис", "долго", "ждать"}),
        ("l'équipe très sympa", "l’attente trop longue", {"équipe", "très", "sympa", "attente", "trop", "longue"}),
        ("सेवा अच्छी", "बहुत देर", {"सेवा", "अच्छी", "बहुत", "देर"}),
    ],
)
def test_any_language(good: str, bad: str, expected: set[str]) -> None:
    texts, first = [good] * 20 + [bad] * 20, np.arange(40) < 20
    found = contrast(texts, first, ~first)
    assert {word.word for word in found} == expected
    assert all(word.claimed for word in found)
    assert {word.word for word in found if word.log_odds > 0} == {word.word for word in found if word.first}


@given(st.lists(st.tuples(st.text("abc ", max_size=10), st.booleans()), min_size=1, max_size=40), st.randoms())
def test_swapping_the_groups_turns_the_sign_and_rows_may_come_in_any_order(rows, random) -> None:
    rows = [*rows, *[("ab bc", True), ("ab cc", False)] * 5]

    def of(rows):
        texts, first = [text for text, _ in rows], np.array([own for _, own in rows])
        return {w.word: w for w in contrast(texts, first, ~first)}

    plain, mixed = of(rows), of(random.sample(rows, len(rows)))
    mirrored = of([(text, not own) for text, own in rows])
    assert plain.keys() == mixed.keys() == mirrored.keys()
    for word, found in plain.items():
        assert found.low <= found.log_odds <= found.high
        assert 0 <= found.p_adjusted <= 1
        assert mixed[word].z == pytest.approx(found.z, rel=1e-9, abs=1e-12)
        assert mirrored[word].z == pytest.approx(-found.z, rel=1e-9, abs=1e-12)
        assert mirrored[word].p_adjusted == pytest.approx(found.p_adjusted, rel=1e-9)
        assert (mirrored[word].first, mirrored[word].second) == (found.second, found.first)


def test_claimed_words_come_first_and_then_the_strongest() -> None:
    rng = np.random.default_rng(9)
    texts, first, second = survey(rng, 400)
    texts = [f"{text} lovely" if own else f"{text} dreadful" for text, own in zip(texts, first, strict=True)]
    found = contrast(texts, first, second)
    assert {found[0].word, found[1].word} == {"lovely", "dreadful"}
    assert [(not w.claimed, -abs(w.z)) for w in found] == sorted((not w.claimed, -abs(w.z)) for w in found)


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 500)), min_size=2, max_size=20))
def test_a_prior_shrinks_towards_nothing(counts) -> None:
    first, second = np.array(counts).T
    weak, _ = log_odds(first, second, np.full(len(first), 0.5))
    strong, error = log_odds(first, second, np.full(len(first), 1e9))
    assert np.isfinite(weak).all()
    assert np.abs(strong).max() < 1e-3
    assert (error < 1e-3).all()


@given(a=st.integers(0, 60), b=st.integers(0, 60), share=st.floats(0.02, 0.98))
def test_exact_p_is_twice_the_smaller_tail(a: int, b: int, share: float) -> None:
    from scipy.stats import binom

    tails = float(binom.cdf(a, a + b, share)), float(binom.sf(a - 1, a + b, share))
    assert exact_p(np.array([a * 1.0]), np.array([b * 1.0]), share)[0] == pytest.approx(
        min(1, 2 * min(tails)), rel=1e-9
    )


def test_too_little_text_is_said() -> None:
    first = np.array([True] * 4 + [False] * 8)
    with pytest.raises(NotEnoughData, match="at least 5 texts with words in either group"):
        contrast(["good service"] * 12, first, ~first)
    first = np.arange(12) < 6
    with pytest.raises(NotEnoughData, match="no word is in 5 texts"):
        contrast([NAMES[i] for i in range(12)], first, ~first)
    with pytest.raises(NotEnoughData, match="texts with words"):
        contrast(["12 34"] * 12, first, ~first)
