"""The six steps and the checks of step 6: what is claimed, what is not, and the day on which it was registered."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from cxcel.errors import BadOption
from cxcel.functions import IMPACT_TEST
from cxcel_addin.hosts.cli.checking import parse_checks, registered_in
from cxcel_addin.report.build import Settings, frames_of
from cxcel_addin.report.build.checks import ALONE, EARLY, MADE, NOTHING, UNKNOWN, check_rows
from cxcel_addin.report.build.measured import all_measured
from cxcel_addin.report.build.outcome import pick_outcome
from cxcel_addin.report.keep import find
from cxcel_addin.report.model import Check
from cxcel_addin.report.render import render

from .aligned import START, alone, contacts, report

CHANGE = START + timedelta(60)


def changed(effect: float, seed: int = 3):
    """Contacts of two teams, of which one resolves more from a day on."""
    given = contacts(seed=seed).frames[0]
    team = np.array(given.columns["team"].labels)[given["team"]]
    after = given["date"].astype("M8[D]") >= np.datetime64(CHANGE)
    rng = np.random.default_rng(seed + 50)
    resolved = (rng.random(given.n) < 0.5 + effect * (after & (team == "North"))).astype(float)
    return contacts(seed=seed, resolved=resolved)


def check(**more) -> Check:
    return Check(**{"day": CHANGE, "what": "new rule", "role": "team", "group": "North", "metric": "FCR_RATE"} | more)


def rows_of(given, *checks: Check):
    settings = Settings(checks=checks)
    measured = all_measured(frames_of(given, settings))
    return check_rows(pick_outcome(measured), measured, settings)


def test_a_change_that_made_a_difference_is_called_one_with_the_numbers_of_the_function():
    given = changed(0.3)
    (row,) = rows_of(given, check())
    frame = given.frames[0]
    north = frame["team"] == frame.columns["team"].labels.index("North")
    after = frame["date"].astype("M8[D]") >= np.datetime64(CHANGE)
    parts = [frame["resolved"][m].tolist() for m in (north & ~after, north & after, ~north & ~after, ~north & after)]
    found = IMPACT_TEST(*parts, None, "FCR_RATE")
    assert row.code == MADE
    assert [row.effect.value, row.effect.low, row.effect.high] == pytest.approx(found[1][3:6])
    made = report(given, checks=(check(),))
    assert any("made a difference" in finding.sentence for finding in made.findings)


def test_a_change_without_effect_is_within_noise_and_no_cause_is_spoken_of():
    made = report(changed(0.0), checks=(check(),))
    assert made.steps.checks[0].code == NOTHING
    assert not any("made a difference" in finding.sentence for finding in made.findings)


def test_false_alarms_stay_at_their_share():
    codes = [rows_of(changed(0.0, seed), check())[0].code for seed in range(20)]
    assert codes.count(MADE) <= 2


def test_a_change_everywhere_has_no_comparison_group_and_no_reason():
    (row,) = rows_of(changed(0.5), check(role="", group=""))
    assert row.code == ALONE


def test_a_change_near_the_end_says_how_many_cases_are_missing():
    given = changed(0.3)
    last = START + timedelta(119)
    frame = given.frames[0]
    late = frame["date"].astype("M8[D]") >= np.datetime64(last)
    sizes = [int((late & (frame["team"] == code)).sum()) for code in (0, 1)]
    (row,) = rows_of(given, check(day=last))
    assert row.code == EARLY
    assert str(30 - min(sizes)) in row.detail


@pytest.mark.parametrize("wrong", [{"group": "West"}, {"role": "market"}, {"metric": "CONTAINMENT_RATE"}])
def test_what_is_not_in_the_files_is_said(wrong):
    (row,) = rows_of(changed(0.3), check(**wrong))
    assert row.code == UNKNOWN
    assert row.detail


def test_checks_are_corrected_together():
    alone = rows_of(changed(0.12, 9), check())[0].p
    beside = rows_of(changed(0.12, 9), check(), *(check(what=f"other {i}", metric="TRANSFER_RATE") for i in range(4)))
    assert next(row for row in beside if row.check.what == "new rule").p >= alone


# Steps


def test_six_steps_say_what_was_chosen():
    made = report(contacts())
    assert [step.number for step in made.steps.rows] == [1, 2, 3, 4, 5, 6]
    assert made.steps.rows[4].chosen == "First-contact resolution"
    assert "still to be checked" in made.steps.section.title
    assert any("--check" in line for line in made.missing)


def test_without_a_measure_of_loyalty_step_1_is_open():
    frame = contacts(nps=np.full(3000, np.nan))
    made = report(frame)
    assert made.steps is None or "Step 1 is open" in made.steps.section.title


# Registration


def test_the_day_of_registration_is_kept_in_the_next_report(tmp_path):
    path = tmp_path / "r.xlsx"
    first = parse_checks(["2026-03-02: New rule @ team=North"], {}, date(2026, 2, 1))
    path.write_bytes(render(alone(report(contacts(), checks=first))))
    known = registered_in(path, find(path))
    again = parse_checks(["2026-03-02: new  rule @ team=North", "2026-03-09: other"], known, date(2026, 6, 1))
    assert [one.registered for one in again] == [date(2026, 2, 1), date(2026, 6, 1)]


def test_a_check_that_was_registered_after_the_change_says_so():
    (row,) = rows_of(changed(0.3), check(registered=CHANGE + timedelta(1)))
    assert "registered after the change" in row.detail
    (row,) = rows_of(changed(0.3), check(registered=CHANGE))
    assert "registered after" not in row.detail


@pytest.mark.parametrize(
    "text",
    [
        "new rule",
        "2026-13-01: new rule",
        "2026-03-02: rule @ North",
        "2026-03-02: rule @ planet=North",
        "2026-03-02: rule @ team=",
        "2026-03-02: rule @ team=North, metric=NPX",
    ],
)
def test_a_check_of_another_form_is_refused(text):
    with pytest.raises(BadOption):
        parse_checks([text], {}, START)
