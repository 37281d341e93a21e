"""The machine-readable report: strict JSON, full precision, nothing lost."""

from __future__ import annotations

import json
import math
from dataclasses import fields, replace

import pytest

from cxcel import __version__
from cxcel_addin.report.as_json import to_json
from cxcel_addin.report.model import Computed, Figure, Report, Unit

from .demo import DEMOS, HOSTILE, full, no_outcome, unknowns

FIRST = (
    "cxcel",
    "language",
    "title",
    "metrics",
    "relations",
    "findings",
    "assumptions",
    "quality",
    "breakdowns",
    "report",
)


def strict(content: bytes) -> dict:
    """Read JSON as a strict reader does: NaN and Infinity are errors."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    return json.loads(content.decode("utf-8"), parse_constant=refuse)


@pytest.mark.parametrize("name", DEMOS)
def test_every_report_is_strict_json(name):
    data = strict(to_json(DEMOS[name]()))
    assert tuple(data) == FIRST
    assert data["cxcel"] == __version__


def test_the_whole_model_is_in_it():
    data = strict(to_json(full()))
    lists = {"metrics", "findings", "breakdowns"}
    assert {field.name for field in fields(Report)} == set(data["report"]) | lists
    assert data["findings"] == [
        {"sentence": f.sentence, "evidence": f.evidence, "page": f.page, "tone": f.tone.value, "about": f.about}
        for f in full().findings
    ]


def test_relations_name_their_outcome():
    made = full()
    data = strict(to_json(made))
    assert [row["outcome"] for row in data["relations"]] == [made.links.outcome] * len(made.links.rows)
    assert [row["r"] for row in data["relations"]] == [row.r for row in made.links.rows]


def test_a_report_without_links_has_an_empty_list():
    assert strict(to_json(replace(no_outcome(), links=None)))["relations"] == []


def computed(value: float | None) -> Computed:
    return Computed(
        name="NPS",
        title="Net Promoter Score",
        rule="nps",
        formula="",
        options={},
        unit=Unit.POINTS,
        better="up",
        value=value,
        low=value,
        high=value,
        n=3,
        dropped={"blank": 1},
        grain="answer",
        used=True,
    )


@pytest.mark.parametrize("value", [1 / 3, 0.1 + 0.2, -1e-300, 5e22, 0.0, 100.0, math.pi])
def test_numbers_keep_every_digit(value):
    found = strict(to_json(replace(full(), metrics=(computed(value),))))["metrics"][0]
    assert found["value"] == value
    assert found["dropped"] == {"blank": 1}
    assert found["unit"] == "points"


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_what_is_not_known_is_null(value):
    found = strict(to_json(replace(full(), metrics=(computed(value),))))["metrics"][0]
    assert found["value"] is None
    assert found["low"] is None


def test_not_known_is_never_zero():
    card = strict(to_json(unknowns()))["report"]["scorecard"]
    rows = unknowns().scorecard
    for given, row in zip(rows, card, strict=True):
        assert (given.overall.value is None) == (row["overall"]["value"] is None)


def test_words_keep_their_letters():
    made = replace(full(), title="Zufriedenheit fällt – 満足度", findings=())
    content = to_json(made)
    assert "Zufriedenheit fällt – 満足度".encode() in content
    for text in HOSTILE:
        assert strict(to_json(replace(made, title=text)))["title"] == text.encode(errors="replace").decode()


def test_dates_are_iso():
    data = strict(to_json(full()))
    assert data["report"]["outcome"]["trend"][0]["start"] == full().outcome.trend[0].start.isoformat()


def test_the_model_is_not_changed():
    made = full()
    to_json(made)
    assert made == full()
    assert made.scorecard[0].overall == replace(made.scorecard[0].overall)
    assert isinstance(made.scorecard[0].overall, Figure)
