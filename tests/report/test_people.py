"""Loyalty and voice: what is compared, what is hidden, which verdicts are given, and what is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxcel.data.dataset import Dataset, Frame
from cxcel.data.load import load
from cxcel_addin.report.build import Settings, frames_of
from cxcel_addin.report.build.actions import action_rows
from cxcel_addin.report.build.claims import claims
from cxcel_addin.report.build.measured import all_measured
from cxcel_addin.report.build.outcome import pick_outcome
from cxcel_addin.report.build.people import found_of_people, lacking_people, people_pages
from cxcel_addin.report.build.period import calendar_of
from cxcel_addin.report.model import Finding, Side, Tone, Unit
from cxcel_addin.sample import CHANNELS
from cxcel_addin.sample_loyalty import LEAVE, SMALL_TEAMS

from .frames import frame

FILES = ("contacts", "survey", "customers", "contracts", "orders", "employees")


def pages_of(*frames: Frame, **settings: Any) -> Mapping[str, Any]:
    return of_data(Dataset(frames, (), (), ()), **settings)


def of_data(data: Dataset, **chosen: Any) -> Mapping[str, Any]:
    settings = Settings(**chosen)
    frames = frames_of(data, settings)
    measured = all_measured(frames)
    return people_pages(frames, measured, pick_outcome(measured), calendar_of(frames, ""), settings)


@pytest.fixture(scope="module")
def sample(sample_folder: Path) -> Mapping[str, Any]:
    return of_data(load([sample_folder / f"{name}.csv" for name in FILES]))


# the sample


def test_the_sample_fills_every_page(sample):
    assert [name for name, page in sample.items() if page is None] == []
    assert lacking_people(sample) == []


def test_members_of_the_sample_stay_longer_and_nothing_else_differs(sample):
    """They joined because they stay: the truth of `sample_loyalty`."""
    real = [row.title for row in sample["loyalty"].versus if row.verdict.tone is Tone.REAL]
    assert real == ["Retention"]
    assert "chose to join" in sample["loyalty"].section.title


def test_the_curve_holds_the_truth_within_its_band(sample):
    """S(t) of the shifted-beta-geometric distribution, Fader & Hardie 2007, equation 5."""
    alpha, beta = LEAVE
    truth, held = 1.0, []
    for point in sample["retention"].curve[1:]:
        truth *= (beta + point.age - 1) / (alpha + beta + point.age - 1)
        held.append(point.low <= truth <= point.high)
    assert sum(held) >= len(held) - 1


def test_what_was_not_seen_is_a_projection_without_a_base(sample):
    *_, first, second = sample["retention"].curve
    assert (first.observed, first.n, second.observed, second.n) == (None, 0.0, None, 0.0)


def test_more_signs_more_leave_and_the_money_is_of_those_who_are_still_there(sample, sample_folder):
    import pandas as pd

    shares = [row.figure.value for row in sample["retention"].risk]
    assert shares == sorted(shares)
    assert sample["retention"].telling
    customers = pd.read_csv(sample_folder / "customers.csv")
    here = customers["Still a customer after 90 days"] == "Yes"
    assert sum(row.customers for row in sample["retention"].risk) == here.sum()
    assert sum(row.money for row in sample["retention"].risk) == pytest.approx(
        customers["Monthly spend (EUR)"][here].sum()
    )


def test_small_teams_are_nowhere(sample):
    page = sample["employees"]
    told = [row for row in page.rows if row.right is not None]
    assert not {row.label for row in told} & set(SMALL_TEAMS)
    assert {row.label for row in page.rows if row.right is None} == set(SMALL_TEAMS)
    assert not any(team in page.left_alt + page.right_alt for team in SMALL_TEAMS)


def test_words_and_themes_of_the_sample(sample):
    page = sample["verbatims"]
    sides = {row.word: row.side for row in page.words}
    assert sides["waited"] is Side.LOW
    assert sides["once"] is Side.HIGH
    worse = {row.name for row in page.themes if row.verdict.tone is Tone.WORSE}
    assert {"Waiting", "Calling again", "Being passed on"} <= worse
    assert page.quotes == ()


# members


def members(stay: float, others: float, n: int = 400) -> Frame:
    flags = np.repeat([1.0, 0.0], n)
    kept = np.r_[np.arange(n) < stay * n, np.arange(n) < others * n].astype(float)
    return frame("customer", customer_id=[f"N{i}" for i in range(2 * n)], member=flags, retained=kept)


@pytest.mark.parametrize(
    ("stay", "others", "tone"), [(0.9, 0.7, Tone.REAL), (0.7, 0.9, Tone.REAL), (0.8, 0.8, Tone.QUIET)]
)
def test_members_are_higher_or_lower_and_never_better(stay, others, tone):
    (row,) = pages_of(members(stay, others))["loyalty"].versus
    assert row.verdict.tone is tone
    assert (row.members.value, row.others.value) == (stay, others)
    assert row.difference == pytest.approx(stay - others)


def test_churn_and_retention_are_tested_once():
    assert len(pages_of(members(0.9, 0.7))["loyalty"].versus) == 1


def test_a_handful_of_members_has_no_verdict_and_fewer_than_five_are_not_shown():
    (row,) = pages_of(members(0.9, 0.5, 20))["loyalty"].versus
    assert row.verdict.tone is Tone.FEW
    assert pages_of(members(1.0, 0.5, 4))["loyalty"] is None


def test_all_members_alike_are_compared_with_nobody():
    page = pages_of(
        frame("customer", member=[1.0] * 50, programme_active=[1.0] * 20 + [0.0] * 30, points_issued=[10.0] * 50)
    )["loyalty"]
    assert page.versus == ()
    assert [(rate.title, rate.figure.value) for rate in page.rates] == [("Programme participation", 0.4)]


# retention


def stays(years: Sequence[int], start: date = date(2018, 1, 15)) -> Frame:
    """Customers who came one day, and left after so many years; 0: still there, watched to the end of 2025."""
    came = [start] * len(years) + [date(2025, 12, 31)]
    left = [np.datetime64("NaT") if not y else start.replace(year=start.year + y) for y in years]
    ids = [f"N{i}" for i in range(len(came))]
    return frame("customer", customer_id=ids, joined_at=came, left_at=[*left, np.datetime64("NaT")])


def test_who_leaves_on_the_anniversary_did_not_go_on():
    page = pages_of(stays([1] * 40 + [2] * 20 + [3] * 10 + [0] * 130))["retention"]
    seen = {point.age: point.observed for point in page.curve if point.observed is not None}
    assert (seen[1], seen[2], seen[3], seen[7]) == (0.8, 0.7, 0.65, 0.65)
    assert page.age_head == "Years"


def test_nobody_left_is_no_curve():
    assert pages_of(stays([0] * 50))["retention"] is None


def test_a_list_of_all_who_ever_came_has_no_churn_of_a_period(tmp_path):
    text = "Customer ID,Customer since,Cancelled on\n" + "".join(
        f"N{i},20{15 + i % 8}-03-05,{f'20{16 + i % 8}-03-05' if i % 3 else ''}\n" for i in range(120)
    )
    (tmp_path / "contracts.csv").write_text(text)
    (tmp_path / "survey.csv").write_text("Customer ID,NPS\n" + "".join(f"N{i},{i % 11}\n" for i in range(120)))
    data = load([tmp_path / "contracts.csv", tmp_path / "survey.csv"])
    frames = frames_of(data, Settings())
    assert not {"CHURN_RATE", "RETENTION_RATE"} & all_measured(frames).keys()


# risk


def at_risk(**more: Sequence[Any]) -> Frame:
    complaints = [0.0] * 200 + [1.0] * 60 + [2.0] * 40
    return frame("customer", customer_id=[f"N{i}" for i in range(300)], complaints_made=complaints, **more)


def test_groups_without_outcomes_show_customers_and_no_share():
    page = pages_of(at_risk(spend=[10.0] * 300))["retention"]
    assert [(row.customers, row.money, row.figure) for row in page.risk] == [
        (200.0, 2000.0, None),
        (60.0, 600.0, None),
        (40.0, 400.0, None),
    ]
    assert not page.known
    assert "100 of 300 customers" in page.section.title


def test_signs_that_tell_nothing_are_said_to():
    left = ([1.0] + [0.0] * 4) * 60
    page = pages_of(at_risk(churned=left))["retention"]
    assert page.section.title == "The signs of leaving did not tell who left"
    assert not page.telling
    assert [f for f in found_of_people({**pages_of(at_risk(churned=left))}) if f.tone is not Tone.QUIET] == []


# complaints


def voices(complained: int, dissatisfied: int, n: int = 1000) -> Frame:
    csat = [1.0] * dissatisfied + [5.0] * (n - dissatisfied)
    return frame(
        "contact",
        contact_id=[f"C{i}" for i in range(n)],
        channel=["chat", "phone"] * (n // 2),
        complaint=[1.0] * complained + [0.0] * (n - complained),
        csat=csat,
    )


@pytest.mark.parametrize(
    ("complained", "dissatisfied", "tone", "words"),
    [
        (10, 200, Tone.WORSE, "most say nothing"),
        (150, 200, Tone.QUIET, "no sign"),
        (10, 50, Tone.QUIET, "no sign"),
        (10, 105, Tone.QUIET, "cannot tell"),
    ],
)
def test_silence_is_called_only_where_whole_intervals_decide(complained, dissatisfied, tone, words):
    pages = pages_of(voices(complained, dissatisfied))
    page = pages["complaints"]
    assert page.rows[0].verdict.tone is tone
    assert words in page.section.title
    assert page.rows[0].gap.value == pytest.approx((dissatisfied - complained) / 1000)
    assert bool(found_of_people(pages)) == (tone is Tone.WORSE)


def test_groups_stand_below_their_heading():
    rows = pages_of(voices(10, 200))["complaints"].rows
    assert [(row.label, row.head) for row in rows[:2]] == [("All", False), ("Channel", True)]
    assert sorted(row.label for row in rows[2:]) == ["chat", "phone"]


# employees


def test_a_lone_small_team_takes_the_next_smallest_with_it():
    employees = frame("employee", enps=[9.0] * 43, team=["a"] * 30 + ["b"] * 10 + ["c"] * 3)
    page = pages_of(employees)["employees"]
    assert [row.label for row in page.rows if row.right is None] == ["b", "c"]
    assert pages_of(frame("employee", enps=[9.0] * 4))["employees"] is None


def test_employees_against_customers_is_one_test_and_teams_are_corrected():
    rng = np.random.default_rng(3)
    customers = frame(
        "contact", contact_id=[f"C{i}" for i in range(900)], nps=rng.integers(6, 11, 900), team=["a", "b", "c"] * 300
    )
    employees = frame("employee", enps=[2.0] * 60 + [10.0] * 30, team=["a", "b", "c"] * 30)
    page = pages_of(customers, employees)["employees"]
    assert page.rows[0].verdict.tone is Tone.REAL
    assert page.rows[0].gap.value == pytest.approx(page.rows[0].right.value - page.rows[0].left.value)
    assert [row.label for row in page.rows[1:]] == ["a", "b", "c"]
    assert "less than its customers do" in page.section.title


# comments


def comments(n: int = 60) -> Frame:
    texts = ["thank you, call me at +49 30 1234567"] * n + ["I waited for hours, write to anna@firm.example"] * n
    return frame("answer", answer_id=[str(i) for i in range(2 * n)], nps=[10.0] * n + [2.0] * n, comment=texts)


def test_no_comment_is_quoted_unless_asked_for_and_then_it_is_masked():
    assert pages_of(comments())["verbatims"].quotes == ()
    quotes = pages_of(comments(), quotes=2)["verbatims"].quotes
    assert quotes
    assert not any("@" in quote.text or "1234567" in quote.text for quote in quotes)
    assert any("•••" in quote.text for quote in quotes)


def test_themes_of_ones_own_take_the_place_of_the_general_ones():
    page = pages_of(comments(), themes={"Hours": ("hours",), "Nothing": ("unheard of",)})["verbatims"]
    assert [(row.name, row.share.value) for row in page.themes] == [("Hours", 0.5), ("No theme of the list", 0.5)]


def test_few_comments_are_no_page():
    assert pages_of(comments(10))["verbatims"] is None


def test_words_have_the_right_shares_and_sides():
    words = {row.word: row for row in pages_of(comments())["verbatims"].words}
    assert (words["waited"].low.value, words["waited"].high.value) == (1.0, 0.0)
    assert words["waited"].side is Side.LOW
    assert words["thank"].side is Side.HIGH
    assert "anna" not in words


# benchmarks


def test_claims_are_marked_as_claims_and_enter_no_verdict():
    assert all("claims" in claim.source for claim in claims())
    pages = pages_of(members(0.9, 0.7), comments(), benchmarks=(("NPS", 32.0, "our panel 2025"),))
    own = pages["benchmarks"].rows[0]
    assert (own.value, own.unit, own.source, own.given) == (32.0, Unit.POINTS, "our panel 2025", True)
    assert own.own.value == 0.0
    assert all(not hasattr(row, "verdict") for row in pages["benchmarks"].rows)


def test_a_benchmark_without_a_measure_is_shown_and_claims_alone_are_no_page():
    assert pages_of(members(0.9, 0.7))["benchmarks"] is None
    rows = pages_of(members(0.9, 0.7), benchmarks=(("FCR_RATE", 0.7, "panel"),))["benchmarks"].rows
    assert (rows[0].own, rows[0].value) == (None, 0.7)


# actions


def test_a_line_is_known_by_its_finding_without_the_numbers():
    before, after = (action_rows([Finding(f"NPS rose by {x} points.", "", "2 Outcome")])[0] for x in ("7.2", "8.5"))
    assert before.key == after.key
    assert before.because != after.because
    assert [row.because for row in action_rows([])] == [""] * 5


def test_channels_of_the_sample_are_those_that_customers_prefer(sample_folder):
    data = load([sample_folder / f"{name}.csv" for name in FILES])
    contacts = data.frame("contact")
    assert set(contacts.columns["preferred_channel"].labels) == set(CHANNELS)
    facts = frames_of(data, Settings())[0]
    match = all_measured([facts])["CHANNEL_MATCH"]
    same = (
        np.array(contacts.columns["channel"].labels)[contacts["channel"]]
        == np.array(contacts.columns["preferred_channel"].labels)[contacts["preferred_channel"]]
    )
    assert match.figure(match.tally()).value == pytest.approx(same.mean())
