"""Published data sets with their true figures, computed elsewhere (see the README beside each)."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from cxcel.data import load
from cxcel.errors import BadInput

ROOT = Path(os.environ.get("CXCEL_REAL_DATA", Path(__file__).parents[3] / "shared" / "data"))

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(
        not ROOT.is_dir(), reason="the folder of real data sets is not here; name it in CXCEL_REAL_DATA"
    ),
]


def mean(values):
    return float(np.nanmean(values))


def test_pwc_calls(assumed):
    dataset = load([ROOT / "pwc-calls" / "Call-Center-Dataset.xlsx"])
    calls = dataset.frame("contact")
    answered = calls["answered"] == 1
    assert calls.n == 5000
    assert int(answered.sum()) == 4054
    assert int(calls["resolved"].sum()) == 3646
    assert mean(calls["wait"]) == pytest.approx(67.520720, abs=1e-6)
    assert mean(calls["talk"]) == pytest.approx(224.9228, abs=1e-4)
    assert mean(calls["csat"]) == pytest.approx(3.403552, abs=1e-6)
    assert mean(calls["csat"][answered] >= 4) == pytest.approx(0.499013, abs=1e-6)
    assert mean(calls["wait"][answered] <= 20) == pytest.approx(0.092255, abs=1e-6)
    assert str(calls["date"][0]) == "2021-01-01T09:12:58"
    assert calls.columns["csat"].scale == (1, 5)
    assert len(calls.columns["agent"].labels) == 8
    assert "on a scale of 1 to 5" in assumed(dataset)
    assert not dataset.findings


def test_the_three_spellings_of_nps_bank_are_one(assumed):
    names = ("NPStimeseries.csv", "NPStimeseries_dashdates.csv", "NPStimeseries Updated.csv")
    frames = [load([ROOT / "nps-bank" / name]).frame("answer") for name in names]
    for frame in frames:
        assert frame.columns["market"].labels == frames[0].columns["market"].labels
        for role in ("nps", "date", "market"):
            assert np.array_equal(frame[role], frames[0][role])
    scores = frames[0]["nps"]
    assert (int((scores >= 9).sum()), int((scores <= 6).sum()), len(scores)) == (2309, 1719, 5000)
    months = frames[0]["date"].astype("datetime64[M]").astype(int) % 12
    january = scores[months == 0]
    assert 100 * ((january >= 9).mean() - (january <= 6).mean()) == pytest.approx(13.2558, abs=1e-4)
    assert "0 to 10" in assumed(load([ROOT / "nps-bank" / names[2]]))


def test_daily_kpi_is_weighted(assumed):
    dataset = load([ROOT / "daily-kpi" / "call_center_daily_comma.csv"])
    days = dataset.frame("period")
    answered = days["answered"].sum()
    assert (days["offered"].sum(), answered, days["abandoned"].sum()) == (248373, 221234, 27139)
    assert days["wait"].sum() / answered == pytest.approx(29.835599, abs=1e-6)
    assert days["talk"].sum() / answered == pytest.approx(159.527925, abs=1e-6)
    assert days["answered_in_time"].sum() / answered == pytest.approx(0.66774965, abs=1e-8)
    assert days.columns["answered_in_time"].threshold == 20
    assert "(66.77 %); weighted by 'Incoming Calls' the service level would be 63.79 %" in assumed(dataset)
    assert "date" not in days
    assert "no date column" in assumed(dataset)


def test_queue_simulation():
    calls = load([ROOT / "queue-sim-calls" / "simulated_call_centre.csv"]).frame("contact")
    assert calls.n == 51708
    assert mean(calls["within_target"]) == pytest.approx(0.91825249, abs=1e-8)
    assert mean(calls["wait"]) == pytest.approx(17.034927, abs=1e-6)
    assert mean(calls["handle"]) == pytest.approx(299.102595, abs=1e-6)
    assert str(calls["ended_at"][0]) == "2021-01-01T08:14:22"
    assert len(np.unique(calls["date"].astype("datetime64[D]"))) == 261


def test_tickets_with_negative_gaps(found):
    dataset = load([ROOT / "tickets-8469" / "customer_support_tickets.csv"])
    tickets = dataset.frame("contact")
    assert tickets.n == 8469
    assert mean(tickets["csat"]) == pytest.approx(2.991333, abs=1e-6)
    assert int((~np.isnan(tickets["csat"])).sum()) == 2769
    assert "resolve_time" not in tickets
    gaps = next(finding for finding in dataset.findings if finding.column == "Time to Resolution")
    assert gaps.count == 1365
    assert "not used" in gaps.done
    assert len(gaps.rows) == 20
    assert tickets.columns["channel"].labels == ("Social media", "Chat", "Email", "Phone")


def test_simulated_tickets():
    tickets = load([ROOT / "tickets-sim" / "customer_support_tickets.csv"]).frame("contact")
    assert mean(tickets["csat"]) == pytest.approx(2.969119, abs=1e-6)
    assert mean(tickets["within_target"]) == pytest.approx(0.4806)
    assert mean(tickets["wait"]) / 60 == pytest.approx(67.584583, abs=1e-6)
    assert mean(tickets["resolve_time"]) / 3600 == pytest.approx(32.655034, abs=1e-6)


def test_telco_churn():
    customers = load([ROOT / "telco-churn" / "WA_Fn-UseC_-Telco-Customer-Churn.csv"]).frame("customer")
    assert customers.n == 7043
    assert 100 * mean(customers["churned"]) == pytest.approx(26.536987, abs=1e-6)
    assert mean(customers["tenure"]) == pytest.approx(32.371149, abs=1e-6)
    assert mean(customers["spend"]) == pytest.approx(64.761692, abs=1e-6)
    assert len(customers.columns["contract"].labels) == 3


def test_airline_loyalty():
    members = load([ROOT / "airline-loyalty" / "Customer Loyalty History.csv"]).frame("customer")
    assert 100 * mean(members["churned"]) == pytest.approx(12.349883, abs=1e-6)
    assert mean(members["value"]) == pytest.approx(7988.896536, abs=1e-6)
    assert set(members.columns["tier"].labels) == {"Aurora", "Nova", "Star"}


def test_software_comments(found):
    dataset = load([ROOT / "nps-saas-verbatim" / "nps.csv"])
    answers = dataset.frame("answer")
    assert answers.n == 441
    assert (int((answers["nps"] >= 9).sum()), int((answers["nps"] <= 6).sum())) == (306, 40)
    assert len(answers.columns["customer_id"].labels) == 422
    assert answers.columns["customer_id"].labels[0] == "3074457347487777543"
    assert any(text.startswith(": 15 rows repeating") for text in found(dataset))


def test_r_package_data():
    answers = load([ROOT / "nps-r-testdata" / "testdata.csv"]).frame("answer")
    assert (int((answers["nps"] >= 9).sum()), int((answers["nps"] <= 6).sum())) == (462, 362)
    assert set(answers.columns["market"].labels) == {"APAC", "EMEA", "LATAM", "NAM"}


def test_padded_members():
    members = load([ROOT / "ecommerce-members" / "E-commerce Customer Behavior - Sheet1.csv"]).frame("customer")
    labels = members.columns["tier"].labels
    counts = dict(zip(labels, np.bincount(members["tier"]).tolist(), strict=True))
    assert counts == {"Gold": 117, "Silver": 117, "Bronze": 116}


@pytest.mark.parametrize(
    "path",
    [
        "ecsi-mobi/mobi.csv",
        "airline-loyalty/Airline Loyalty Data Dictionary.csv",
        "people-analytics/employee_survey.csv",
    ],
)
def test_files_without_a_known_column_say_how_to_name_one(path):
    with pytest.raises(BadInput, match=r"has no column known as a score .* name one with --map"):
        load([ROOT / path])


def test_a_coded_questionnaire_is_read_once_its_column_is_named(found):
    dataset = load([ROOT / "ecsi-mobi" / "mobi.csv"], roles=["mobi.csv:nps=CUSL3"])
    scores = dataset.frame("answer")["nps"]
    assert (int((scores >= 9).sum()), int((scores <= 6).sum())) == (95, 60)
    assert any("no 0 among 250 answers" in text for text in found(dataset))
