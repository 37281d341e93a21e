"""What the sample says of loyalty holds the truth it was made with; judged with pandas and plain formulas."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxcel_addin import sample_loyalty as truth
from cxcel_addin.sample import END, RESOLVED, STAYS


@pytest.fixture(scope="module")
def customers(sample_folder: Path) -> pd.DataFrame:
    return pd.read_csv(sample_folder / "customers.csv")


@pytest.fixture(scope="module")
def contracts(sample_folder: Path) -> pd.DataFrame:
    return pd.read_csv(sample_folder / "contracts.csv", parse_dates=["Contract start", "Cancelled on"])


def test_who_joins_would_have_stayed(customers: pd.DataFrame) -> None:
    stays = customers[STAYS] == "Yes"
    members = (customers["Programme member"] == "Yes").groupby(stays).mean()
    assert members[True] == pytest.approx(truth.JOIN[0], abs=0.02)
    assert members[False] == pytest.approx(truth.JOIN[1], abs=0.05)


def test_only_members_have_points_and_none_spends_more_than_it_got(customers: pd.DataFrame) -> None:
    member = customers["Programme member"] == "Yes"
    of_members = ["Loyalty tier", "Active in programme", "Points issued", "Points redeemed"]
    assert customers.loc[~member, of_members].isna().all(axis=None)
    assert customers.loc[member, of_members].notna().all(axis=None)
    assert (customers["Points redeemed"][member] <= customers["Points issued"][member]).all()
    assert (customers["Points redeemed"][customers["Active in programme"] == "No"] == 0).all()


def test_complaints_come_of_few_of_the_matters_that_were_not_solved(sample_folder: Path) -> None:
    contacts = pd.read_csv(sample_folder / "contacts.csv").drop_duplicates()
    rate = (contacts["Complaint"] == "Yes").groupby(contacts[RESOLVED].fillna("given up")).mean()
    assert rate["Yes"] == pytest.approx(truth.COMPLAIN[0], abs=0.002)
    assert rate["No"] == pytest.approx(truth.COMPLAIN[1], abs=0.01)


def test_contracts_end_on_the_anniversary_as_the_beta_geometric_says(contracts: pd.DataFrame) -> None:
    """The share of contracts that outlive their first year is beta / (alpha + beta)."""
    ended = contracts.dropna(subset=["Cancelled on"])
    start, over = ended["Contract start"], ended["Cancelled on"]
    assert ((start.dt.month == over.dt.month) & (start.dt.day == over.dt.day)).all()
    old = contracts[contracts["Contract start"] < "2025-06-01"]
    kept = (old["Cancelled on"].dt.year - old["Contract start"].dt.year).fillna(99) > 1
    alpha, beta = truth.LEAVE
    assert kept.mean() == pytest.approx(beta / (alpha + beta), abs=0.01)


def test_every_customer_has_one_contract_that_still_runs(contracts: pd.DataFrame, customers: pd.DataFrame) -> None:
    running = contracts[contracts["Cancelled on"].isna()]
    assert sorted(running["Customer ID"]) == sorted(customers["Customer ID"])
    assert running["Days to contract end"].between(1, 366).all()
    next_end = pd.Timestamp(END) + pd.to_timedelta(running["Days to contract end"], unit="D")
    assert (next_end.dt.month == running["Contract start"].dt.month).all()


def test_those_who_leave_showed_it_before(contracts: pd.DataFrame, customers: pd.DataFrame) -> None:
    both = customers.merge(contracts, on="Customer ID")
    left = both[STAYS] == "No"
    for column, more in (
        ("Complaints in 12 months", True),
        ("Days since last activity", True),
        ("Days to contract end", False),
    ):
        means = both[column].groupby(left).mean()
        assert (means[True] > means[False]) == more


def test_orders_come_again_as_often_as_said(sample_folder: Path) -> None:
    orders = pd.read_csv(sample_folder / "orders.csv", parse_dates=["Date"])
    again = (orders["Customer ID"].value_counts() > 1).mean()
    assert again == pytest.approx(1 - np.exp(-truth.AGAIN), abs=0.03)
    assert orders["Date"].max().date() <= END
    assert orders["Date"].min().date() >= date(2026, 1, 1)


def test_two_teams_of_employees_are_too_small_to_be_shown(sample_folder: Path) -> None:
    sizes = pd.read_csv(sample_folder / "employees.csv")["Team"].value_counts()
    assert {team: sizes[team] for team in truth.SMALL_TEAMS} == truth.SMALL_TEAMS
    assert (sizes.drop(list(truth.SMALL_TEAMS)) >= 30).all()
