"""The sample holds the truth it was made with; judged with pandas and plain formulas, not with our own functions."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxcel.errors import OutOfRange
from cxcel_addin import sample
from cxcel_addin.sample import AFTER, HOLD, MISTAKES, RESOLVED, SCORE, TALK, TRANSFERRED, TRUTH, WAIT, write_sample

NO_LINK = [column for column, verdict in TRUTH.items() if verdict == "no link seen"]


def read(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    contacts, survey, customers = (pd.read_csv(folder / f"{name}.csv") for name in ("contacts", "survey", "customers"))
    return contacts, survey, customers


@pytest.fixture(scope="module")
def contacts(sample_folder: Path) -> pd.DataFrame:
    return as_numbers(read(sample_folder)[0])


def as_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Contacts once each, Yes and No as 1 and 0, with the day as a date."""
    table = table.drop_duplicates().copy()
    for column in ("Answered", RESOLVED, TRANSFERRED):
        table[column] = table[column].map({"Yes": 1.0, "No": 0.0})
    table["day"] = pd.to_datetime(table["Date"])
    return table


@pytest.fixture(scope="module")
def answers(sample_folder: Path) -> pd.DataFrame:
    return joined(sample_folder)


def joined(folder: Path) -> pd.DataFrame:
    """Answers with a possible score, each with its contact and customer."""
    contacts, survey, customers = read(folder)
    survey = survey[survey[SCORE].between(0, 10)]
    table = survey.merge(as_numbers(contacts), on="Contact ID", validate="one_to_one")
    return table.merge(customers, on="Customer ID", validate="many_to_one")


def rank_r(a: pd.Series, b: pd.Series) -> float:
    return float(np.corrcoef(a.rank(), b.rank())[0, 1])


def net(scores: pd.Series) -> tuple[float, float]:
    """Net score in points and its variance."""
    high, low = (scores >= 9).mean(), (scores <= 6).mean()
    return 100 * (high - low), 1e4 * (high + low - (high - low) ** 2) / len(scores)


def test_solving_at_first_contact_moves_the_score(answers: pd.DataFrame) -> None:
    assert rank_r(answers[RESOLVED], answers[SCORE]) == pytest.approx(0.45, abs=0.05)


def test_waiting_moves_it_a_little(answers: pd.DataFrame) -> None:
    r = rank_r(answers[WAIT], answers[SCORE])
    assert -0.11 < r < -0.055
    assert abs(np.arctanh(r)) * np.sqrt(len(answers) - 3) > 3


@pytest.mark.parametrize("column", NO_LINK)
def test_handling_time_has_nothing_to_do_with_it(answers: pd.DataFrame, column: str) -> None:
    r = rank_r(answers[column], answers[SCORE])
    assert abs(np.arctanh(r)) * np.sqrt(len(answers) - 3) < 1.64


def test_no_link_is_the_truth_and_not_this_seed(tmp_path: Path) -> None:
    """Over many samples the mean correlation is zero, within three of its standard errors."""
    tables = [joined(folder) for seed in range(6) if write_sample(folder := tmp_path / str(seed), seed=seed)]
    means = {column: np.mean([rank_r(table[column], table[SCORE]) for table in tables]) for column in NO_LINK}
    assert max(map(abs, means.values())) < 3 / np.sqrt(sum(map(len, tables)))


def test_a_transfer_is_explained_by_resolution(answers: pd.DataFrame) -> None:
    transfer, solved = rank_r(answers[TRANSFERRED], answers[SCORE]), rank_r(answers[RESOLVED], answers[SCORE])
    both = rank_r(answers[TRANSFERRED], answers[RESOLVED])
    assert transfer < -0.07
    assert abs(transfer - solved * both) / np.sqrt((1 - solved**2) * (1 - both**2)) < 0.03


def test_the_score_rises_between_the_quarters_more_than_chance_explains(answers: pd.DataFrame) -> None:
    first, second = (net(answers[SCORE][pd.to_datetime(answers["Survey date"]).dt.quarter == q]) for q in (1, 2))
    assert 20 < net(answers[SCORE])[0] < 30
    assert 5 < second[0] - first[0] < 8.5
    assert (second[0] - first[0]) / np.sqrt(first[1] + second[1]) > 2.576


def test_resolution_rises_with_the_programme(contacts: pd.DataFrame) -> None:
    by_month = contacts.groupby(contacts["day"].dt.month)[RESOLVED].mean()
    assert by_month[[4, 5, 6]].min() - by_month[[1, 2]].max() > 0.08


def test_service_is_ordinary_but_for_two_weeks_in_april(contacts: pd.DataFrame) -> None:
    answered, quick = contacts["Answered"] == 1, contacts[WAIT] <= 20
    level = (answered & quick).sum() / (len(contacts) - (~answered & quick).sum())
    assert 0.75 < level < 0.80
    assert 0.045 < 1 - answered.mean() < 0.058
    by_week = pd.DataFrame({"gone": ~answered, "quick": quick}).groupby(contacts["day"].dt.isocalendar().week).mean()
    bad = [day.isocalendar().week for day in sample.OVERLOADED]
    assert sorted(by_week.index[by_week["gone"] > 0.1]) == sorted(bad)
    assert by_week["quick"][bad].max() < 0.5 < by_week["quick"].drop(bad).min()


def test_who_gave_up_waited_and_was_neither_handled_nor_asked(sample_folder: Path) -> None:
    contacts, survey, _ = read(sample_folder)
    gone = contacts[contacts["Answered"] == "No"]
    assert gone[WAIT].notna().all()
    assert gone[["Agent", "Team", TALK, HOLD, AFTER, TRANSFERRED, RESOLVED, "Cost (EUR)"]].isna().all(axis=None)
    assert not survey["Contact ID"].isin(gone["Contact ID"]).any()
    assert survey["Contact ID"].isin(contacts["Contact ID"]).all()


def test_the_unsolved_answer_a_little_less_often(contacts: pd.DataFrame, answers: pd.DataFrame) -> None:
    rate = answers[RESOLVED].value_counts() / contacts[RESOLVED].value_counts()
    assert len(answers) / (contacts["Answered"] == 1).sum() == pytest.approx(0.18, abs=0.01)
    assert 0.15 < rate[0.0] < rate[1.0] < 0.20


def test_two_of_24_agents_differ(contacts: pd.DataFrame) -> None:
    handled = contacts[contacts["Answered"] == 1]
    solved = handled.groupby("Agent")[RESOLVED].agg(["mean", "size"])
    overall = handled[RESOLVED].mean()
    z = (solved["mean"] - overall) / np.sqrt(overall * (1 - overall) / solved["size"])
    assert len(z) == 24
    assert set(z.index[z.abs() > 3.09]) == set(sample.DIFFERENT_AGENTS)
    assert all(np.sign(z[agent]) == np.sign(change) for agent, change in sample.DIFFERENT_AGENTS.items())


def test_a_topic_is_small_and_a_customer_type_is_tiny(answers: pd.DataFrame) -> None:
    assert answers["Channel"].nunique() == 4
    assert answers["Topic"].nunique() == 6
    assert 5 <= (answers["Topic"] == "Bereavement").sum() < 30
    assert 1 <= (answers["Customer type"] == "Public body").sum() < 5


def test_unsolved_matters_come_back_within_a_week(contacts: pd.DataFrame) -> None:
    when = pd.to_datetime(contacts["Date"] + " " + contacts["Time"])
    table = contacts.assign(when=when).sort_values("when")
    gap = table.groupby(["Customer ID", "Topic"])["when"].shift(-1) - table["when"]
    whole = table["when"] < when.max() - pd.Timedelta(days=7)
    back = (gap <= pd.Timedelta(days=7))[whole].groupby(table[RESOLVED]).mean()
    assert back[1.0] < 0.06
    assert 0.3 < back[0.0] < 0.5


def test_the_mistakes_are_those_that_were_put_in(sample_folder: Path) -> None:
    contacts, survey, customers = read(sample_folder)
    assert len(contacts) == 21_400 + MISTAKES["duplicated contacts"]
    assert contacts.duplicated().sum() == contacts["Contact ID"].duplicated().sum() == MISTAKES["duplicated contacts"]
    assert (survey[SCORE] == 11).sum() == (survey[SCORE] > 10).sum() == MISTAKES["scores of 11"]
    assert survey[SCORE].isna().sum() == MISTAKES["blank scores"]
    assert (MISTAKES["scores of 11"] + MISTAKES["blank scores"]) / len(survey) < 0.015
    assert customers["Customer ID"].is_unique
    assert set(contacts["Customer ID"]) == set(customers["Customer ID"])


def test_all_days_lie_in_the_half_year_and_ids_follow_time(sample_folder: Path) -> None:
    contacts, survey, _ = read(sample_folder)
    for days in (contacts["Date"], survey["Survey date"]):
        assert date.fromisoformat(days.min()) >= sample.START
        assert date.fromisoformat(days.max()) <= sample.END
    stamps = (contacts["Date"] + " " + contacts["Time"]).tolist()
    assert all(a <= b for a, b in pairwise(stamps))
    assert contacts["Contact ID"].is_monotonic_increasing


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, sample_folder: Path) -> None:
    again = write_sample(tmp_path / "again")
    names = ("contacts", "survey", "customers", "contracts", "orders", "employees")
    assert [path.stem for path in again] == list(names)
    assert all(path.read_bytes() == (sample_folder / path.name).read_bytes() for path in again)
    other = write_sample(tmp_path / "other", seed=23)
    assert all(path.read_bytes() != (sample_folder / path.name).read_bytes() for path in other)


def test_a_sample_can_be_smaller_but_not_tiny(tmp_path: Path) -> None:
    contacts, *_ = write_sample(tmp_path, contacts=2_000)
    assert len(pd.read_csv(contacts).drop_duplicates()) == 2_000
    with pytest.raises(OutOfRange, match="contacts must be at least 2,000 to show anything, got 50"):
        write_sample(tmp_path, contacts=50)
