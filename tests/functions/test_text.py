"""Text functions in a cell: what they take, what they spill, what they refuse."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.shown import shown

from cxcel.errors import CxError
from cxcel.functions import FUNCTIONS, THEME_COUNT, WORD_CONTRAST

COMMENTS = [
    "Waited twenty minutes, far too slow",
    "Friendly agent and fast",
    "The price is too high",
    "slow, and the agent was rude",
    "Fast!",
    "No complaints",
]
SCORES = [2, 10, 5, 1, 9, 8]
THEMES = [["speed", "wait*, slow, fast"], ["people", "agent; friendly"], [None, "rude"], ["price", "price*|expensive"]]
LONG = ["friendly fast agent"] * 12 + ["slow rude agent"] * 12 + ["agent"] * 6
ANSWERS = [10] * 12 + [3] * 12 + [8] * 6
NUM, VALUE, DIV, NA = "#NUM!", "#VALUE!", "#DIV/0!", "#N/A"


def rounded(rows: list[list[Any]]) -> list[list[Any]]:
    return [[round(cell, 3) if isinstance(cell, float) else cell for cell in row] for row in rows]


def test_a_small_table_of_themes() -> None:
    assert rounded(THEME_COUNT(COMMENTS, THEMES)) == [
        [
            *("theme", "texts", "share", "low", "high", "mean"),
            *("mean_low", "mean_high", "others", "p_adjusted", "verdict"),
        ],
        ["speed", 4.0, 0.667, 0.3, 0.903, None, None, None, None, None, None],
        ["people", 2.0, 0.333, 0.097, 0.7, None, None, None, None, None, None],
        ["price", 1.0, 0.167, 0.03, 0.564, None, None, None, None, None, None],
        ["no theme", 1.0, 0.167, 0.03, 0.564, None, None, None, None, None, None],
    ]


def test_scores_stand_beside_the_themes() -> None:
    rows = rounded(THEME_COUNT(COMMENTS, THEMES, SCORES))
    assert rows[1] == [
        "speed",
        4.0,
        0.667,
        0.3,
        0.903,
        5.5,
        -1.907,
        12.907,
        6.5,
        None,
        "cannot tell: fewer than 5 scores",
    ]
    assert rows[3][5:] == [5.0, None, None, 6.0, None, "cannot tell: fewer than 5 scores"]
    assert rows[4][5:] == [8.0, None, None, 5.4, None, None]


def test_themes_of_enough_texts_get_a_verdict() -> None:
    _, *rows = THEME_COUNT(
        LONG, [["tempo", "slow, fast"], ["bad", "rude"], ["good", "friendly"], ["none", "xyz"]], ANSWERS
    )
    verdicts = {row[0]: row[-1] for row in rows}
    assert verdicts == {
        "tempo": "within noise",
        "bad": "▼ real, lower",
        "good": "▲ real, higher",
        "none": "cannot tell: fewer than 5 scores",
        "no theme": None,
    }
    even = THEME_COUNT(["slow"] * 10 + ["fine"] * 10, [["tempo", "slow"]], [0, 10] * 10)
    assert even[1][-2:] == [1.0, "within noise"]


def test_the_columns_are_the_same_with_and_without_scores() -> None:
    assert THEME_COUNT(COMMENTS, THEMES)[0] == THEME_COUNT(COMMENTS, THEMES, SCORES)[0]


@pytest.mark.parametrize(
    "themes",
    [
        [["speed", "wait*"], ["speed", "slow"], ["Speed", "fast"]],
        [["speed", "wait*, slow; fast"]],
        [["speed", "wait*\nslow|fast"]],
        [["speed", "wait*", "slow", "fast"]],
        [["speed", "wait*"], [None, "slow"], ["", "fast"], [None, None]],
        [["Theme", "Word or phrase"], ["speed", "wait*,slow,fast"]],
        np.array([["speed", "wait*、slow，fast"]], dtype=object),
    ],
)
def test_a_dictionary_may_be_laid_out_in_many_ways(themes: Any) -> None:
    rows = THEME_COUNT(COMMENTS, themes)
    assert [(row[0], row[1]) for row in rows[1:]] == [("speed", 4.0), ("no theme", 2.0)]


@pytest.mark.parametrize(
    ("text", "scores"),
    [
        (["comment", *COMMENTS], None),
        (["Why?", *COMMENTS], ["NPS", *SCORES]),
        ([*COMMENTS, None, "", "n/a", "-"], None),
        ([None, *COMMENTS], [3, *SCORES]),
        ([[comment] for comment in COMMENTS], [[str(score)] for score in SCORES]),
        (pd.Series(COMMENTS), pd.Series(SCORES)),
    ],
)
def test_headers_blanks_and_missing_answers_change_nothing(text: Any, scores: Any) -> None:
    expected = THEME_COUNT(COMMENTS, THEMES, None if scores is None else SCORES)
    assert THEME_COUNT(text, THEMES, scores) == expected


def test_numbers_and_flags_are_texts_too() -> None:
    rows = THEME_COUNT([404, "error 404", True, 4.5], [["code", "404"], ["flag", "true"]])
    assert [row[1] for row in rows[1:]] == [2.0, 1.0, 1.0]


EDGES: tuple[tuple[str, str, tuple[Any, ...], str], ...] = (
    ("THEME_COUNT", "no text", ([], THEMES), DIV),
    ("THEME_COUNT", "only blanks", ([None, "", "n/a"], THEMES), DIV),
    ("THEME_COUNT", "no themes", (COMMENTS, None), VALUE),
    ("THEME_COUNT", "one column of themes", (COMMENTS, ["speed", "price"]), VALUE),
    ("THEME_COUNT", "themes without words", (COMMENTS, [["speed", None], ["price", None]]), DIV),
    ("THEME_COUNT", "words without a theme", (COMMENTS, [[None, "slow"]]), VALUE),
    ("THEME_COUNT", "a star alone", (COMMENTS, [["all", "*"]]), VALUE),
    ("THEME_COUNT", "an error among the texts", (["slow", "#REF!"], THEMES), "#REF!"),
    ("THEME_COUNT", "an error among the themes", (COMMENTS, [["speed", "#NAME?"]]), "#NAME?"),
    ("THEME_COUNT", "an error among the scores", (COMMENTS, THEMES, [1, 2, "#N/A", 4, 5, 6]), "#N/A"),
    ("THEME_COUNT", "scores too short", (COMMENTS, THEMES, SCORES[:-1]), NA),
    ("THEME_COUNT", "scores too long", (COMMENTS, THEMES, [*SCORES, 1]), NA),
    ("THEME_COUNT", "a word among the scores", (COMMENTS, THEMES, [1, 2, "good", 4, 5, 6]), VALUE),
    ("WORD_CONTRAST", "no text", ([], []), DIV),
    ("WORD_CONTRAST", "only promoters", (["good service"] * 9, [10] * 9), DIV),
    ("WORD_CONTRAST", "four detractors", (["good service"] * 12, [10] * 8 + [1] * 4), DIV),
    ("WORD_CONTRAST", "no scores", (LONG, None), VALUE),
    ("WORD_CONTRAST", "scores beyond the scale", (LONG, [11, *ANSWERS[1:]]), NUM),
    ("WORD_CONTRAST", "scores that are not whole", (LONG, [9.5, *ANSWERS[1:]]), NUM),
    ("WORD_CONTRAST", "scores too short", (LONG, ANSWERS[:-1]), NA),
    ("WORD_CONTRAST", "an error cell", ([*LONG[:-1], "#VALUE!"], ANSWERS), VALUE),
    ("WORD_CONTRAST", "nothing but numbers", (["12 34"] * 30, ANSWERS), DIV),
    ("WORD_CONTRAST", "none at all asked for", (LONG, ANSWERS, 0), NUM),
    ("WORD_CONTRAST", "half a word asked for", (LONG, ANSWERS, 2.5), NUM),
    ("WORD_CONTRAST", "breaks the wrong way round", (LONG, ANSWERS, 5, "9,6"), NUM),
    ("WORD_CONTRAST", "one break", (LONG, ANSWERS, 5, 9), VALUE),
)


@pytest.mark.parametrize(("name", "what", "args", "expected"), EDGES, ids=lambda v: str(v)[:30])
def test_the_edges(name: str, what: str, args: tuple[Any, ...], expected: str) -> None:
    assert shown(FUNCTIONS[name], *args) == expected


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: THEME_COUNT([None], THEMES), "THEME_COUNT: there is no text: every row is blank"),
        (lambda: THEME_COUNT(COMMENTS, [["a", None], [None, None]]), "THEME_COUNT: themes holds no words to look for"),
        (lambda: THEME_COUNT(COMMENTS, [[None, "x"]]), "THEME_COUNT: themes has words without a theme in row 1"),
        (
            lambda: WORD_CONTRAST(["good service"] * 12, [10] * 9 + [1] * 3),
            "WORD_CONTRAST: there must be at least 5 texts of promoters (9 or more) and 5 of detractors (6 or less), "
            "got 9 and 3",
        ),
    ],
)
def test_a_sentence_says_what_is_missing(call: Any, says: str) -> None:
    with pytest.raises(CxError, match=f"^{re.escape(says)}$"):
        call()


def test_a_small_table_of_words() -> None:
    head, *rows = rounded(WORD_CONTRAST(LONG, ANSWERS))
    assert head == [
        *("word", "said_by", "log_odds", "low", "high", "z", "p_adjusted"),
        *("promoters", "detractors", "promoter_share", "detractor_share", "verdict"),
    ]
    assert {row[0]: row[-1] for row in rows} == {
        "fast": "more often by promoters",
        "friendly": "more often by promoters",
        "rude": "more often by detractors",
        "slow": "more often by detractors",
        "agent": "within noise",
    }
    assert [row[0] for row in rows] == ["fast", "friendly", "rude", "slow", "agent"]
    # by hand: 12 and 0 of 36 words each, a prior of 1.2 of 7.8: log(13.2 / 30.6) - log(1.2 / 42.6)
    assert rows[0][1:11] == ["promoters", 2.729, 0.86, 4.598, 2.862, 0.001, 12.0, 0.0, 1.0, 0.0]
    assert rows[2][1:11] == ["detractors", -2.729, -4.598, -0.86, -2.862, 0.001, 0.0, 12.0, 0.0, 1.0]
    assert rows[-1][:3] == ["agent", None, 0.0]


def test_the_top_words_are_the_head_of_the_whole_table() -> None:
    assert WORD_CONTRAST(LONG, ANSWERS, 2) == WORD_CONTRAST(LONG, ANSWERS)[:3]
    assert len(WORD_CONTRAST(LONG, ANSWERS, 1000)) == 6


def test_breaks_make_other_scales_comparable() -> None:
    """On a scale of 1 to 5, those at 2 or less against those at 4 or more."""
    narrow = [{10: 5, 3: 1, 8: 3}[answer] for answer in ANSWERS]
    assert WORD_CONTRAST(LONG, narrow, None, "2,4") == WORD_CONTRAST(LONG, ANSWERS)


def test_blank_texts_and_blank_scores_belong_to_no_group() -> None:
    expected = WORD_CONTRAST(LONG, ANSWERS)
    assert WORD_CONTRAST(["Comment", *LONG, None, "n/a"], ["NPS", *ANSWERS, 10, 0]) == expected
    more = WORD_CONTRAST([*LONG, "agent agent"], [*ANSWERS, None])
    assert {row[0]: row[7:9] for row in more} == {row[0]: row[7:9] for row in expected}


@pytest.fixture
def verbatims(real_data: Path) -> tuple[list[str], list[float]]:
    with (real_data / "nps-saas-verbatim" / "nps.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [float(row["NPS_Score"]) for row in rows]


@pytest.mark.real_data
def test_real_comments_are_counted_as_a_reader_would(verbatims: tuple[list[str], list[float]]) -> None:
    texts, scores = verbatims
    dictionary = [
        ["templates", "template*"],
        ["price", "price*, free, expensive, subscription*"],
        ["speed", "slow*, loading"],
    ]
    _, *rows = THEME_COUNT(texts, dictionary, scores)
    found = {row[0]: row for row in rows}
    patterns = {
        "templates": r"\btemplate",
        "price": r"\b(price|free\b|expensive\b|subscription)",
        "speed": r"\b(slow|loading\b)",
    }
    for name, pattern in patterns.items():
        said = np.array([bool(re.search(pattern, text.lower())) for text in texts])
        assert found[name][1] == said.sum() > 0
        assert found[name][5] == pytest.approx(np.array(scores)[said].mean())
        assert found[name][8] == pytest.approx(np.array(scores)[~said].mean())


@pytest.mark.real_data
def test_forty_detractors_who_write_more_do_not_part_from_promoters_by_small_words(
    verbatims: tuple[list[str], list[float]],
) -> None:
    """All comments are about one topic; what differs are words such as "there" and "no", within noise."""
    _, *rows = WORD_CONTRAST(*verbatims)
    assert len(rows) == 20
    assert {row[-1] for row in rows} == {"within noise"}
    assert {"there", "no", "templates"} < {row[0] for row in rows}
    assert not [row[0] for row in rows if re.search(r"\d|@", row[0])]
