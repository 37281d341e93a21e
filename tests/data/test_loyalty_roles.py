"""Files about loyalty: programmes, contracts, orders and employees, as companies export them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cxcel.data.load import load


def read(folder: Path, text: str, name: str = "a.csv"):
    (folder / name).write_text(text, encoding="utf-8")
    return load([folder / name])


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("Programme member", "member"),
        ("Programmmitglied", "member"),
        ("Membre fidélité", "member"),
        ("Points earned", "points_issued"),
        ("Punti accumulati", "points_issued"),
        ("Puntos canjeados", "points_redeemed"),
        ("Ingewisselde punten", "points_redeemed"),
        ("Complaints in 12 months", "complaints_made"),
        ("Tage bis Vertragsende", "days_to_expiry"),
        ("Days since last purchase", "days_silent"),
    ],
)
def test_headers_of_loyalty_are_known(tmp_path, header, role):
    rows = "".join(f"N{i},{i % 2},{i % 2}\n" for i in range(8))
    data = read(tmp_path, f"Customer ID,{header},Churn\n{rows}")
    assert data.frames[0].grain == "customer"
    assert data.tables[0].roles[role] == header


def test_dates_of_leaving_are_dates_and_say_who_left(tmp_path):
    data = read(tmp_path, "Customer ID,Cancellation date\nN1,2025-03-01\nN2,\nN3,2025-04-01\n")
    frame = data.frames[0]
    assert frame.columns["left_at"].is_date
    assert frame["churned"].tolist() == [1.0, 0.0, 1.0]


def test_a_year_of_leaving_stays_a_mark(tmp_path):
    data = read(tmp_path, "Customer ID,Cancellation year\nN1,2018\nN2,\nN3,2017\n")
    assert data.frames[0]["churned"].tolist() == [1.0, 0.0, 1.0]
    assert "left_at" not in data.frames[0]


def test_a_history_of_customers_has_no_churn_of_a_period(tmp_path):
    data = read(tmp_path, "Customer ID,Customer since,Left on\nN1,2020-01-01,2025-03-01\nN2,2021-01-01,\n")
    assert {"joined_at", "left_at"} <= set(data.frames[0].columns)
    assert "churned" not in data.frames[0]


def test_a_sign_up_date_does_not_make_a_survey_a_list_of_customers(tmp_path):
    rows = "".join(f"N{i},2025-01-0{i % 9 + 1},{i % 11}\n" for i in range(20))
    assert read(tmp_path, f"Customer ID,Signup date,NPS\n{rows}").frames[0].grain == "answer"


def test_purchases_of_the_same_customers_are_orders(tmp_path):
    text = "Customer ID,Date,Order value\nN1,2025-01-01,10\nN2,2025-01-02,20\nN1,2025-01-05,30\n"
    frame = read(tmp_path, text).frames[0]
    assert frame.grain == "order"
    assert np.nansum(frame["spend"]) == 60


def test_one_purchase_each_is_a_list_of_customers(tmp_path):
    text = "Customer ID,Date,Order value\nN1,2025-01-01,10\nN2,2025-01-02,20\n"
    assert read(tmp_path, text).frames[0].grain == "customer"
