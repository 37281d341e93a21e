"""From columns to a model: which periods are compared, which verdicts are given, what is hidden, and what is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxcel.data.dataset import Dataset
from cxcel.data.load import load
from cxcel.relations.verdict import EXPLAINED, MOVES, NONE, UNSURE, WEAKLY
from cxcel.words import MISSED
from cxcel_addin.report.build import Settings, build
from cxcel_addin.report.build.derive import Facts
from cxcel_addin.report.build.linked import link_sentence
from cxcel_addin.report.build.links import page_title
from cxcel_addin.report.build.period import calendar_of, left_out
from cxcel_addin.report.build.rank import MOST, Rank, chosen
from cxcel_addin.report.model import Finding, Link, Report, ScoreRow, Tone
from cxcel_addin.report.render import PARTS

from .frames import frame

FORBIDDEN = re.compile(
    r"\b(drives?|drivers?|causes|caused|because of|due to|leads? to|significan\w+|impacts?)\b", re.IGNORECASE
)
NOT_USED = "Drives, causes"  # the one line that says which words are kept for later
SAMPLE = ("contacts", "survey", "customers", "contracts", "orders", "employees")
VERDICTS = {MOVES, WEAKLY, NONE, UNSURE, EXPLAINED}


def data(grain: str, n: int, **columns: Any) -> Dataset:
    """One frame of so many rows."""
    made = frame(grain, **columns)
    assert made.n == n
    return Dataset((made,), (), (), ())


def days(first: date, last: date, each: int = 1) -> list[date]:
    """Every day from the first to the last, each so many times."""
    return [first + timedelta(d) for d in range((last - first).days + 1) for _ in range(each)]


def scores(n: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 11, n).astype(float)


def survey(moments: Sequence[date], **more: Any) -> Dataset:
    columns = {"date": moments, "nps": scores(len(moments))} | more
    return data("answer", len(moments), **columns)


def calendar(first: date, last: date, wanted: str = "") -> Any:
    return calendar_of([Facts(survey(days(first, last)).frames[0], 20.0)], wanted)


# Periods


@pytest.mark.parametrize(
    ("first", "last", "period", "latest", "before"),
    [
        (date(2026, 1, 1), date(2026, 6, 30), "quarter", "April to June 2026", "January to March 2026"),
        (date(2025, 1, 1), date(2026, 6, 30), "quarter", "April to June 2026", "January to March 2026"),
        (date(2025, 10, 1), date(2026, 3, 31), "quarter", "January to March 2026", "October to December 2025"),
        (date(2026, 1, 1), date(2026, 3, 31), "month", "March 2026", "February 2026"),
        (date(2026, 1, 15), date(2026, 3, 31), "month", "March 2026", "February 2026"),
        (date(2026, 3, 2), date(2026, 3, 22), "week", "week of 16 March 2026", "week of 9 March 2026"),
        (date(2026, 3, 2), date(2026, 3, 4), "day", "4 March 2026", "3 March 2026"),
    ],
)
def test_the_longest_period_that_is_whole_twice(first, last, period, latest, before):
    found = calendar(first, last)
    assert found.period == period
    assert (found.name(found.latest), found.name(found.before)) == (latest, before)


def test_a_period_that_is_not_complete_is_not_compared_and_that_is_said():
    found = calendar(date(2026, 1, 1), date(2026, 8, 14))
    assert (found.period, found.name(found.latest)) == ("quarter", "April to June 2026")
    said = left_out(found)
    assert said.startswith("July to September 2026 is not complete (last day 14 August 2026): ")
    assert said.endswith("April to June 2026 is compared with January to March 2026")
    made = build(survey(days(date(2026, 1, 1), date(2026, 8, 14))), Settings())
    assert [line.text for line in made.method.settings if line.term == "Not compared"] == [said]


def test_a_whole_last_period_needs_no_words():
    assert left_out(calendar(date(2026, 1, 1), date(2026, 6, 30))) == ""


def test_a_few_days_without_data_at_the_edge_leave_a_period_whole():
    """A centre that is closed on a holiday at New Year still has a whole first quarter."""
    found = calendar(date(2026, 1, 5), date(2026, 6, 28))
    assert (found.period, found.name(found.before)) == ("quarter", "January to March 2026")


@pytest.mark.parametrize("wanted", ["day", "week", "month", "quarter"])
def test_a_period_that_was_asked_for(wanted):
    assert calendar(date(2026, 1, 1), date(2026, 6, 30), wanted).period == wanted


def test_a_period_that_is_not_there_twice_compares_nothing():
    made = build(survey(days(date(2026, 1, 1), date(2026, 3, 31), 3)), Settings(period="quarter"))
    assert (made.latest, made.before) == ("", "")
    assert any("two whole quarters" in line for line in made.missing)
    assert all(row.change is None for row in made.scorecard)


def test_no_dates_no_calendar():
    n = 60
    made = build(data("answer", n, nps=scores(n)), Settings())
    assert (made.period, made.coverage, made.trend_labels) == ("", "", ())
    assert "No dates: add a date column to see changes and trends." in made.missing
    assert made.periods is None


# Scorecard


def two_months(first: Sequence[float], second: Sequence[float], **settings: Any) -> ScoreRow:
    moments = [date(2026, 1, 1 + i % 31) for i in range(len(first))] + [
        date(2026, 2, 1 + i % 28) for i in range(len(second))
    ]
    made = build(
        data("answer", len(moments), date=moments, nps=[*first, *second]), Settings(period="month", **settings)
    )
    return next(row for row in made.scorecard if row.name == "NPS")


def answers(promoters: int, passives: int, detractors: int) -> list[float]:
    return [10.0] * promoters + [7.0] * passives + [3.0] * detractors


@pytest.mark.parametrize(
    ("first", "second", "text", "tone"),
    [
        (answers(100, 50, 50), answers(150, 30, 20), "▲ real, better", Tone.BETTER),
        (answers(150, 30, 20), answers(100, 50, 50), "▼ real, worse", Tone.WORSE),
        (answers(100, 50, 50), answers(102, 49, 49), "within noise", Tone.QUIET),
        (answers(20, 5, 4), answers(4, 5, 20), "few cases: no verdict", Tone.FEW),
    ],
)
def test_a_change_is_real_or_it_is_noise(first, second, text, tone):
    row = two_months(first, second)
    assert (row.change_verdict.text, row.change_verdict.tone) == (text, tone)
    assert row.change == pytest.approx(
        100 * (np.mean([np.sign((s > 8) * 1.0 - (s < 7)) for s in second]))
        - 100 * (np.mean([np.sign((s > 8) * 1.0 - (s < 7)) for s in first])),
        abs=1.0,
    )


@pytest.mark.parametrize(("target", "text"), [(40, "met"), (57, "cannot tell yet"), (80, "missed")])
def test_a_target_is_met_or_missed_only_beyond_doubt(target, text):
    row = two_months(answers(100, 50, 50), answers(126, 50, 24), targets={"NPS": float(target)})
    assert row.target == target
    assert row.target_verdict.text == text


def test_without_a_target_there_is_no_verdict_on_one():
    row = two_months(answers(10, 5, 5), answers(10, 5, 5))
    assert row.target is None
    assert row.target_verdict.text == ""


def test_p_values_are_corrected_over_the_table(sample: Report):
    tested = [row for row in sample.card if row.p is not None]
    assert len(tested) > 5
    assert all(row.p_adjusted >= row.p for row in tested)
    assert any(row.p_adjusted > row.p for row in tested)


# Links


def link(title: str, verdict: str, kpi: str = "AHT") -> Link:
    return Link(kpi, title, "contact", "spearman", 0.2, 0.1, 0.3, 500, 500.0, 0.01, 0.02, verdict)


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (
            [link("First-contact resolution", MOVES), link("Handle time", NONE)],
            "First-contact resolution moves with Net Promoter Score; handle time does not",
        ),
        ([link("Resolved", MOVES), link("Wait", MOVES)], "Resolved and wait move with Net Promoter Score"),
        ([link("Wait", WEAKLY), link("Handle time", NONE)], "Only weak links with Net Promoter Score: wait"),
        ([link("Handle time", NONE)], "No link seen between Net Promoter Score and handle time"),
        ([link("Wait", UNSURE)], "Whether any measure moves with Net Promoter Score, these data cannot tell"),
        ([link("Wait", EXPLAINED)], "Whether any measure moves with Net Promoter Score, these data cannot tell"),
    ],
)
def test_the_title_of_the_links_follows_from_the_verdicts(rows, title):
    assert page_title(rows, "Net Promoter Score") == title


def contacts(n: int, rng: np.random.Generator, **columns: Any) -> Report:
    moments = [date(2026, 1, 1) + timedelta(i * 90 // n) for i in range(n)]
    return build(data("contact", n, date=moments, **columns), Settings())


def test_a_link_that_is_there_moves_with():
    rng = np.random.default_rng(4)
    resolved = rng.integers(0, 2, 1500).astype(float)
    made = contacts(
        1500, rng, nps=np.clip(np.round(5 + 3 * resolved + rng.normal(0, 2, 1500)), 0, 10), resolved=resolved
    )
    row = next(r for r in made.links.rows if r.kpi == "FCR_RATE")
    assert row.verdict == MOVES
    assert row.low <= row.r <= row.high
    assert made.title.startswith("First-contact resolution moves with Net Promoter Score")


def test_a_link_that_is_not_there_is_not_seen():
    rng = np.random.default_rng(5)
    made = contacts(4000, rng, nps=rng.integers(0, 11, 4000), talk=rng.integers(60, 600, 4000))
    row = next(r for r in made.links.rows if r.kpi == "AHT")
    assert row.verdict == NONE
    assert re.fullmatch(r"beyond ±0\.\d\d is ruled out", row.detail)


def test_too_little_data_says_how_much_would_do():
    rng = np.random.default_rng(6)
    made = contacts(60, rng, nps=rng.integers(0, 11, 60), talk=rng.integers(60, 600, 60))
    row = next(r for r in made.links.rows if r.kpi == "AHT")
    assert row.verdict == UNSURE
    assert re.fullmatch(r"about [\d,]+ contacts would do", row.detail)


def test_a_link_through_a_third_measure_is_explained_by_it():
    rng = np.random.default_rng(7)
    resolved = (rng.random(6000) < 0.6).astype(float)
    transferred = (rng.random(6000) < np.where(resolved == 1, 0.1, 0.5)).astype(float)
    nps = np.clip(np.round(4 + 4 * resolved + rng.normal(0, 2, 6000)), 0, 10)
    made = contacts(6000, rng, nps=nps, resolved=resolved, transferred=transferred, talk=rng.integers(60, 600, 6000))
    row = next(r for r in made.links.rows if r.kpi == "TRANSFER_RATE")
    assert row.verdict == EXPLAINED
    assert row.explained_by.lower() == "first-contact resolution"


@pytest.mark.parametrize("seed", range(6))
def test_two_trends_are_no_link(seed):
    """Both rise over the year and have nothing else in common; time held fixed, nothing may move with the score."""
    rng = np.random.default_rng(seed)
    n = 2000
    slope = np.arange(n) / n
    nps = np.clip(np.round(4 + 4 * slope + rng.normal(0, 2, n)), 0, 10)
    made = contacts(n, rng, nps=nps, talk=np.round(200 + 300 * slope + rng.normal(0, 60, n)))
    assert all(row.verdict not in {MOVES, WEAKLY} for row in made.links.rows)


# Segments


def segmented(counts: Mapping[str, int]) -> Report:
    words = [word for word, n in counts.items() for _ in range(n)]
    return build(data("answer", len(words), nps=scores(len(words)), channel=words), Settings())


def test_a_single_small_group_is_hidden_with_the_next_smallest():
    """Alone it could be worked out by subtraction from all answers."""
    made = segmented({"Phone": 100, "Chat": 60, "Secret": 3, "Post": 40})
    rows = {row.label: row for group in made.segments.groups for row in group.rows}
    assert rows["Secret"].hidden
    assert rows["Post"].hidden
    assert not rows["Phone"].hidden
    assert not rows["Chat"].hidden
    for label in ("Secret", "Post"):
        assert rows[label].figure is None
    assert rows["Secret"].verdict.text == "hidden: under 5"
    assert "Secret" in rows["Post"].verdict.text


def test_several_small_groups_hide_each_other():
    made = segmented({"Phone": 100, "Chat": 60, "Fax": 3, "Letter": 4})
    rows = {row.label: row for group in made.segments.groups for row in group.rows}
    assert [label for label, row in rows.items() if row.hidden] == ["Fax", "Letter"]


def test_hidden_groups_are_nowhere_else_in_the_model():
    made = segmented({"Phone": 100, "Chat": 60, "Fax": 3, "Letter": 4})
    outside = list(texts(made, skip={"segments"}))
    assert not [text for text in outside if "Fax" in text or "Letter" in text]
    assert not any("Fax" in text for text in (made.segments.chart_alt, made.segments.section.title))
    for breakdown in made.breakdowns:
        assert {group.label for group in breakdown.groups}.isdisjoint({"Fax", "Letter"})


def test_a_group_hidden_as_partner_is_not_in_the_breakdowns():
    """What the page hides, the machine-readable report must not tell."""
    made = segmented({"Phone": 100, "Chat": 60, "Secret": 3, "Post": 40})
    shown = {group.label for breakdown in made.breakdowns for group in breakdown.groups}
    assert "Secret" not in shown
    assert "Post" not in shown


def test_groups_that_are_all_small_tell_nothing():
    made = segmented({"Fax": 4, "Letter": 3, "Visit": 2})
    assert all(breakdown.groups == () for breakdown in made.breakdowns)
    assert made.segments is None or all(row.hidden for group in made.segments.groups for row in group.rows)


def test_few_answers_get_no_verdict():
    made = segmented({"Phone": 100, "Chat": 60, "Post": 12, "App": 29})
    rows = {row.label: row for group in made.segments.groups for row in group.rows}
    for label in ("Post", "App"):
        assert rows[label].verdict.tone is Tone.FEW
        assert rows[label].figure is not None


def test_agents_are_no_segment():
    n = 400
    made = build(data("answer", n, nps=scores(n), agent=[f"Agent {i % 8}" for i in range(n)]), Settings())
    assert made.segments is None
    assert not [text for text in texts(made, skip={"breakdowns"}) if "Agent 3" in text]


# Words


def texts(value: Any, skip: set[str] = frozenset()) -> Iterator[str]:
    """Every text in a model."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in skip:
                yield from texts(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from texts(item)


@pytest.fixture(scope="module")
def sample(sample_folder: Path) -> Report:
    files = [sample_folder / f"{name}.csv" for name in SAMPLE]
    return build(load(files), Settings(targets={"NPS": 40.0, "AHT": 360.0, "ABANDON_RATE": 0.03}))


MODELS: dict[str, Callable[[], Report]] = {
    "answers": lambda: build(survey(days(date(2026, 1, 1), date(2026, 6, 30), 3)), Settings()),
    "no dates": lambda: build(data("answer", 90, nps=scores(90)), Settings()),
    "one answer a day": lambda: build(survey(days(date(2026, 3, 2), date(2026, 3, 8))), Settings()),
    "two answers": lambda: build(data("answer", 2, nps=[9, 3]), Settings()),
    "all the same": lambda: build(survey(days(date(2026, 1, 1), date(2026, 3, 31)), nps=np.full(90, 9.0)), Settings()),
    "customers": lambda: build(
        data("customer", 300, churned=np.arange(300) % 4 == 0, tenure=np.arange(300) % 70), Settings()
    ),
    "segments": lambda: segmented({"Phone": 100, "Chat": 60, "Secret": 3, "Post": 40}),
}


@pytest.fixture(scope="module", params=["sample", *MODELS])
def model(request: pytest.FixtureRequest) -> Report:
    if request.param == "sample":
        return request.getfixturevalue("sample")
    return MODELS[request.param]()


def test_no_sentence_claims_more_than_was_shown(model):
    allowed = {line.term for line in model.method.definitions} | {line.text for line in model.method.definitions}
    for text in texts(model):
        if text not in allowed:
            assert not FORBIDDEN.search(text), text


def test_no_placeholder_is_left_in_a_sentence(model):
    assert not [text for text in texts(model) if re.search(r"\{\w*\}|None|nan\b", text)]


def test_the_forbidden_words_are_named_once_as_not_used(model):
    line = next(line for line in model.method.definitions if line.term == NOT_USED)
    assert line.text.startswith("not used")
    rest = [line for line in model.method.definitions if line.term != NOT_USED]
    assert not [text for line in rest for text in (line.term, line.text, line.here) if FORBIDDEN.search(text)]


def test_sentences_are_whole(model):
    assert model.title
    assert not model.title.endswith(".")
    assert 0 < len(model.findings) <= 7 or model.outcome is None
    for finding in model.findings:
        assert finding.sentence.endswith(".")
        assert finding.evidence
        assert finding.sentence[0] == finding.sentence[0].upper()
    for text in texts(model):
        assert "  " not in text.replace("   ·   ", " · ").replace("  ", " ", 1) or "\n" in text
        assert not re.search(r"\bnan\b|\bNone\b|\binf\b", text), text


def test_findings_name_a_page_that_is_there(model):
    pages = [getattr(model, each.name) for each in fields(model)]
    tabs = {page.section.tab for page in pages if hasattr(page, "section")} | {""}
    assert {finding.page for finding in model.findings} <= tabs
    numbers = [int(tab.split()[0]) for tab in tabs if tab]
    assert sorted(numbers) == list(range(2, len(numbers) + 2))


def test_pages_are_numbered_in_the_order_in_which_they_are_drawn(sample):
    pages = [page for name in PARTS if (page := getattr(sample, name)) is not None]
    assert [int(page.section.tab.split()[0]) for page in pages] == list(range(2, len(pages) + 2))


def test_the_front_page_ranks_what_is_surest_and_nearest_to_the_outcome_first():
    found = [(rank, Finding(f"{rank.name}.", "", "")) for rank in reversed(Rank)]
    told = [finding.sentence for finding in chosen(found)]
    assert told[:6] == ["PROVED.", "CHANGE.", "MOVES.", "STILL.", "TARGET.", "WARNING."]
    assert len(told) == MOST


def test_findings_of_one_rank_keep_the_order_of_their_pages():
    found = [(Rank.OTHER, Finding(str(i), "", "")) for i in range(9)]
    assert [finding.sentence for finding in chosen(found)] == list("0123456")


def test_targets_that_are_missed_share_one_finding(sample):
    missed = [row.title for row in sample.service.rows if row.target_verdict.code == MISSED]
    told = [finding for finding in sample.findings if "target" in finding.sentence]
    assert len(missed) == 1
    assert [finding.page for finding in told] == [sample.service.section.tab]


def test_charts_side_by_side_tell_the_verdict_of_their_row(sample):
    assert len(sample.links.eyes) == 3
    rows = {row.title: row for row in sample.links.rows}
    for eye in sample.links.eyes:
        assert eye.verdict == link_sentence(rows[eye.title], sample.links.outcome)
        assert eye.alt.startswith(eye.verdict)
        assert len({group.label for group in eye.groups}) == len(eye.groups)


def test_links_have_four_verdicts_and_no_others(model):
    for row in model.links.rows if model.links else ():
        assert row.verdict in VERDICTS
        assert row.grain in {"contact", "answer", "customer", "day", "interval", "period"}
        assert (row.verdict == EXPLAINED) == bool(row.explained_by)


def test_what_is_lacking_is_named_with_what_to_add():
    n = 90
    only_service = build(
        data("contact", n, date=days(date(2026, 1, 1), date(2026, 3, 31)), wait=np.arange(n) % 60.0), Settings()
    )
    assert any(line.startswith("No loyalty score: add a survey file") for line in only_service.missing)
    only_scores = build(survey(days(date(2026, 1, 1), date(2026, 3, 31))), Settings())
    assert any(line.startswith("No contact-centre measures: add a contact log") for line in only_scores.missing)
    assert not any(line.startswith("No loyalty score") for line in only_scores.missing)


def test_a_full_set_of_files_lacks_nothing(sample):
    assert [line for line in sample.missing if "--check" not in line] == []  # a check is for the reader to register


def test_the_same_data_give_the_same_model():
    assert MODELS["answers"]() == MODELS["answers"]()


@pytest.mark.parametrize("name", MODELS)
def test_intervals_hold_their_values(name):
    made = MODELS[name]()
    for row in made.metrics:
        if row.low is not None:
            assert row.low <= row.value <= row.high
    for row in made.card:
        assert row.overall.value is not None


def test_a_mark_outside_its_base_is_left_out_and_said():
    """A log may mark contacts as transferred that nobody answered."""
    answered = np.array([1.0, 0.0, 1.0, 1.0] * 50)
    transferred = np.array([0.0, 1.0, 1.0, 0.0] * 50)
    wait = np.arange(200.0)
    made = build(data("contact", 200, answered=answered, transferred=transferred, wait=wait), Settings())
    transfers = next(metric for metric in made.metrics if metric.name == "TRANSFER_RATE")
    assert (transfers.value, transfers.n) == (pytest.approx(1 / 3), 150)
    assert any(
        line.text.startswith("50 rows marked for transfer rate outside its base") for line in made.quality.assumptions
    )


def test_the_title_of_a_log_without_a_score_is_made_from_its_changes():
    days = np.datetime64("2025-01-01") + np.repeat(np.arange(90), 20)
    noise = np.tile(np.arange(20.0), 90)
    steady = build(data("contact", 1800, date=days.astype("M8[s]"), talk=200 + noise), Settings())
    assert steady.title == "No measure changed beyond noise"
    shorter = np.where(days < np.datetime64("2025-03-01"), 300.0, 200.0) + noise
    moved = build(data("contact", 1800, date=days.astype("M8[s]"), talk=shorter), Settings())
    assert moved.title == "Average handle time changed beyond noise"
