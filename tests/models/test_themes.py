"""Which texts mention which words."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.errors import BadType
from cxcel.models.themes import count_themes, mentions
from cxcel.models.tokens import plain

TEXT = st.text(alphabet="ab é'*.客服", max_size=12)


def found(text: str, entry: str) -> bool:
    return bool(mentions([text], {"theme": [entry]})[0, 0])


@pytest.mark.parametrize(
    ("text", "entry", "expected"),
    [
        ("I had to WAIT.", "wait", True),
        ("I waited", "wait", False),
        ("I waited", "wait*", True),
        ("wait", "wait*", True),
        ("await", "wait*", False),
        ("await", "*wait", True),
        ("Die Warteschlange", "*warte*", True),
        ("Telefonwartezeit", "*warte*", True),
        ("Gebühr zu hoch", "gebuhr", True),
        ("Gebuhr zu hoch", "gebühr", True),
        ("trop cher", "CHÈR", True),
        ("l'attente est longue", "attente", True),
        ("l’attente", "l'attente", True),
        ("please call me back", "call me back", True),
        ("please call\nme, back", "call me back", True),
        ("please call back", "call me back", False),
        ("nobody called backs", "call* back*", True),
        ("calling it back", "call* back*", False),
        ("wifi", "wi-fi", False),
        ("the Wi Fi", "wi-fi", True),
        ("error 404 again", "404", True),
        ("error 4040", "404", False),
        ("客服态度很好", "态度", True),
        ("客服态度很好", "服务", False),
        ("サービスが遅い", "遅い", True),
        ("รอนานมาก", "นาน", True),
        ("대기시간이 길다", "대기시간*", True),
        ("great 👍", "👍", True),
        ("great", "👍", False),
        ("सेवा अच्छी", "सेव", False),
        ("сервис отличный", "Отличн*", True),
        ("", "wait", False),
    ],
)
def test_words_phrases_stars_and_scripts(text: str, entry: str, expected: bool) -> None:
    assert found(text, entry) is expected


def test_phrases_never_reach_into_the_next_text() -> None:
    seen = mentions(["too long", "wait for it", "long wait"], {"a": ["long wait"], "b": ["it long"], "c": ["长"]})
    assert seen.tolist() == [[False, False, True], [False] * 3, [False] * 3]


def test_one_text_counts_once_however_often_it_says_it() -> None:
    themes = count_themes(["slow slow slow wait", "fine"], None, {"speed": ["slow", "wait"]})
    assert [(t.name, t.texts, t.share) for t in themes] == [("speed", 1, 0.5), ("no theme", 1, 0.5)]


@pytest.mark.parametrize("entry", ["*", " ** ", "* *"])
def test_a_word_that_finds_everything_is_refused(entry: str) -> None:
    with pytest.raises(BadType, match=r"theme 'speed' has the word .* finds nothing in particular"):
        mentions(["slow"], {"speed": [entry]})


@given(st.lists(TEXT, min_size=1, max_size=8), st.sampled_from(["a", "ab", "a*", "*b", "a b", "服", "é", "客服"]))
def test_texts_together_are_texts_one_by_one(texts: list[str], entry: str) -> None:
    assert mentions(texts, {"t": [entry]})[0].tolist() == [found(text, entry) for text in texts]


@given(st.lists(st.tuples(TEXT, st.integers(0, 10)), min_size=1, max_size=20), st.randoms())
def test_the_order_of_rows_does_not_matter_and_twice_the_rows_keep_the_shares(rows, random) -> None:
    dictionary = {"one": ["a*"], "two": ["b", "服"]}

    def counted(rows):
        texts, scores = zip(*rows, strict=True)
        return count_themes(texts, np.array(scores, float), dictionary)

    plain = counted(rows)
    shuffled = random.sample(rows, len(rows))
    assert [(t.name, t.texts) for t in counted(shuffled)] == [(t.name, t.texts) for t in plain]
    for once, twice in zip(plain, counted([*rows, *rows]), strict=True):
        assert (once.name, once.share, once.texts * 2) == (twice.name, twice.share, twice.texts)
        assert twice.high - twice.low <= once.high - once.low
        assert twice.mean == pytest.approx(once.mean)


def test_scores_of_those_who_mention_a_theme_beside_the_others() -> None:
    texts = ["slow"] * 6 + ["fine"] * 8 + ["price"] * 2
    scores = np.array([2, 3, 2, 4, 1, 3, 9, 8, 10, 9, 9, 10, np.nan, 8, 5, np.nan], float)
    speed, price, none = count_themes(texts, scores, {"speed": ["slow"], "price": ["price"]})
    assert (speed.mean, speed.others) == (2.5, pytest.approx(8.5))
    assert speed.mean_low < 2.5 < speed.mean_high
    assert speed.p < 0.001
    assert (price.mean, price.mean_low, price.p) == (5.0, None, None)
    assert (none.name, none.texts, none.mean) == ("no theme", 8, 9.0)


def test_many_texts_are_counted_right_and_at_once() -> None:
    rng = np.random.default_rng(1)
    letters = list("abcdefghijklmnoprstuvwäöé")
    vocabulary = np.array(["".join(rng.choice(letters, rng.integers(3, 9))) for _ in range(5000)])
    chance = 1 / np.arange(1, 5001)
    drawn = rng.choice(vocabulary, (20_000, 15), p=chance / chance.sum())
    dictionary = {f"theme {i}": [f"{w}*" if i % 2 else w for w in vocabulary[i::1000][:5].tolist()] for i in range(10)}
    start = time.perf_counter()
    seen = mentions([" ".join(words) for words in drawn], dictionary)
    assert time.perf_counter() - start < 5  # half a second on an idle core
    spelled = np.array([plain(word) for word in vocabulary.tolist()])
    for row, entries in zip(seen, dictionary.values(), strict=True):
        wanted = tuple(plain(entry.rstrip("*")) for entry in entries)
        hits = [word.startswith(wanted) if "*" in entries[0] else word in wanted for word in spelled.tolist()]
        assert (row == np.isin(drawn, vocabulary[hits]).any(axis=1)).all()
