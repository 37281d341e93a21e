"""What goes with what, what weighs most, what goes first: the planted truth is found, and nothing where nothing is."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from cxcel.functions import KPI_CORR_PAIRS, KPI_DRIVERS
from cxcel.relations.verdict import EXPLAINED, MOVES, NONE, UNSURE
from cxcel_addin.report.build.verdicts import CLAIMED
from cxcel_addin.report.model import Tone

from .aligned import START, contacts, report, score
from .test_build_model import data


@pytest.fixture(scope="module")
def made():
    return report(contacts())


# The matrix


def test_the_matrix_holds_the_numbers_of_the_function(made):
    given = contacts().frames[0]
    found = made.matrix
    row = found.names.index("Transferred")
    column = found.names.index("First-contact resolution")
    one = found.rows[max(row, column)][min(row, column)]
    pairs = KPI_CORR_PAIRS([["a", "b"], *zip(given["transferred"], given["resolved"], strict=True)])
    assert one.r == pytest.approx(pairs[1][2], abs=1e-12)
    assert one.n == pairs[1][5]


def test_the_matrix_is_a_triangle_without_the_diagonal(made):
    assert [len(row) for row in made.matrix.rows] == list(range(len(made.matrix.names)))


def test_the_title_of_the_matrix_names_the_measure_closest_to_the_outcome(made):
    assert "first-contact resolution" in made.matrix.section.title
    claimed = sum(p.code in CLAIMED for row in made.matrix.rows for p in row)
    assert made.matrix.section.title.startswith(f"{claimed} of ")


def test_too_few_measures_make_no_matrix():
    given = contacts()
    few = data("contact", given.frames[0].n, nps=given.frames[0]["nps"], resolved=given.frames[0]["resolved"])
    assert report(few).matrix is None


# Drivers


def test_drivers_are_those_of_the_function(made):
    frame = contacts().frames[0]
    kinds = {"FCR_RATE": "resolved", "TRANSFER_RATE": "transferred", "ASA": "wait"}
    handle = frame["talk"] + frame["hold"] + frame["wrap"]
    names = [row.key for row in made.weights.rows]
    columns = [frame[kinds[name]] if name in kinds else handle for name in names]
    found = KPI_DRIVERS(frame["nps"].tolist(), [names, *np.column_stack(columns).tolist()])
    by_name = {row[0]: row for row in found[1:]}
    for row in made.weights.rows:
        assert row.weight.value == pytest.approx(by_name[row.key][1], rel=1e-9)
        assert row.weight.low == pytest.approx(by_name[row.key][3], rel=1e-9)
    assert made.weights.whole.value == pytest.approx(by_name["all together"][1], rel=1e-9)


def test_the_parts_of_handle_time_stay_out_where_the_whole_is_in(made):
    assert "AHT" in {row.key for row in made.weights.rows}
    assert not {"talk", "hold", "wrap"} & {row.key for row in made.weights.rows}


def test_only_the_planted_driver_is_claimed(made):
    assert [row.key for row in made.weights.rows if row.code in CLAIMED] == ["FCR_RATE"]
    assert "irst-contact resolution" in made.weights.section.title


def test_where_nothing_moves_the_title_says_so():
    rng = np.random.default_rng(8)
    made = report(contacts(nps=score(rng, np.full(3000, 7.0))))
    assert {row.code for row in made.weights.rows} <= {NONE, UNSURE, EXPLAINED}
    assert "No measure" in made.weights.section.title or "cannot tell" in made.weights.section.title


def test_two_drivers_whose_intervals_overlap_are_not_put_in_order():
    rng = np.random.default_rng(4)
    resolved, moved = (rng.random((2, 3000)) < 0.5).astype(float)
    made = report(contacts(resolved=resolved, transferred=moved, nps=score(rng, 6 + 1.5 * resolved - 1.5 * moved)))
    assert "not settled" in made.weights.section.title
    assert "weighs most" not in made.weights.section.title


# The priority matrix


def test_a_rate_that_is_better_low_is_turned_round(made):
    frame = contacts().frames[0]
    point = next(p for p in made.weights.priority.points if p.title == "Transferred")
    assert point.done.value == pytest.approx(1 - frame["transferred"].mean())
    assert point.done.low < point.done.value < point.done.high


def test_a_measure_without_a_better_direction_has_no_place(made):
    assert "Handle time" not in {p.title for p in made.weights.priority.points}
    assert any("handle time" in note for note in made.weights.footnotes)


def test_what_matters_and_goes_worst_is_to_be_fixed_first():
    made = report(contacts(), targets={"ASA": 120.0})
    first = made.weights.priority.points[0]
    assert (first.title, first.corner, first.sure, first.tone) == (
        "First-contact resolution",
        "fix first",
        True,
        Tone.WORSE,
    )
    assert made.weights.section.title.startswith("Fix first: first-contact resolution")


def test_what_stands_on_a_line_is_too_close_to_call(made):
    middle = next(p for p in made.weights.priority.points if p.done.value == made.weights.priority.done_line)
    assert not middle.sure
    assert middle.tone is Tone.FEW


def test_a_time_is_judged_by_its_target():
    given = contacts()
    wait = given.frames[0]["wait"]
    made = report(given, targets={"ASA": 40.0})
    point = next(p for p in made.weights.priority.points if p.title == "Wait before answer")
    assert point.done.value == pytest.approx((wait <= 40).mean())


# Lags


def _daily(lag: int, effect: float, seed: int = 5, days: int = 200, each: int = 20):
    """Answers whose level follows the share resolved of `lag` days before."""
    rng = np.random.default_rng(seed)
    level = np.clip(rng.normal(0.6, 0.2, days), 0.05, 0.95)
    before = np.roll(level, lag)
    day = np.repeat(np.arange(days), each)
    return contacts(
        n=days * each,
        date=[START + timedelta(int(d)) for d in day],
        resolved=(rng.random(days * each) < level[day]).astype(float),
        nps=score(rng, 7 + effect * (before[day] - 0.6)),
    )


def test_a_measure_that_goes_two_days_ahead_is_found_there():
    made = report(_daily(2, 8.0))
    row = next(row for row in made.lags.rows if row.key == "FCR_RATE")
    assert made.lags.unit == "day"
    assert made.lags.lags[row.best] == 2
    assert row.code == MOVES
    assert "2 days before the outcome" in made.lags.section.title


def test_nothing_is_claimed_of_days_that_have_nothing_to_do_with_each_other():
    claimed = [row for seed in range(6) for row in report(_daily(0, 0.0, seed)).lags.rows if row.best is not None]
    assert not claimed


def test_a_few_days_make_no_lags_and_what_is_missing_is_said():
    made = report(contacts(days=20))
    assert made.lags is None
    assert any("40 days" in line for line in made.missing)
