"""Words in any language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.models.tokens import END, cut, join, normal, plain


def words(*texts: str, clitics: bool = False) -> list[list[str]]:
    found = cut(normal(join(texts)), clitics)
    out: list[list[str]] = [[] for _ in texts]
    for place, text in zip(found.ids, found.text, strict=True):
        if place >= 0:
            out[text].append(found.vocabulary[place])
    return out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The wait, the WAIT!", ["the", "wait", "the", "wait"]),
        ("don't it’s", ["don't", "it's"]),
        ("l'attente qu’elle", ["l", "attente", "qu", "elle"]),
        ("Wi-Fi 24/7 a_b", ["wi", "fi", "24", "7", "a", "b"]),
        ("Straße ＡＢＣ", ["strasse", "abc"]),
        ("ΣΟΦΟΣ", ["σοφοσ"]),
        ("служба поддержки", ["служба", "поддержки"]),
        ("सेवा अच्छी", ["सेवा", "अच्छी"]),
        ("خدمة ممتازة", ["خدمة", "ممتازة"]),
        ("대기시간이 길다", ["대기시간이", "길다"]),
        ("客服4G很好wait", ["客服", "4g", "很好", "wait"]),
        ("サービスはとても良い", ["サービスはとても良い"]),
        ("รอนานมาก", ["รอนานมาก"]),
        ("…!? 👍", []),
        ("", []),
    ],
)
def test_words_of_many_scripts(text: str, expected: list[str]) -> None:
    assert words(text, clitics=True) == [expected]


def test_texts_stay_apart() -> None:
    assert words("one two", "", "three", f"fo{END}ur") == [["one", "two"], [], ["three"], ["fo", "ur"]]


@given(st.lists(st.text(max_size=12), min_size=1, max_size=8))
def test_cutting_all_at_once_is_cutting_one_by_one(texts: list[str]) -> None:
    assert words(*texts) == [words(text)[0] for text in texts]
    assert plain(join(texts)).count(END) == len(texts) - 1


@given(st.text())
def test_plain_and_normal_texts_stay_as_they_are(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert normal(normal(text)) == normal(text)


def test_accents_and_case_are_folded_and_other_marks_are_not() -> None:
    assert plain("Ça Ñandú Žižek Ångström İstanbul ısı Łódź smørrebrød ёлка") == (
        "ca nandu zizek angstrom istanbul isi lodz smorrebrod елка"
    )
    assert plain("が か") == "が か"
    assert plain("कि की") == "कि की"
    assert plain("대기") == "대기"
