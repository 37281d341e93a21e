from __future__ import annotations

import numpy as np
import pytest

from cxcel.data import load

CALLS = (
    "call id,agent,date,wait,customer id",
    "1,Ann,2024-01-02,10,A",
    "2,Bob,2024-01-03,20,B",
    "3,Ann,2024-01-04,30,A",
)


@pytest.fixture
def calls(csv_file):
    return csv_file(*CALLS, name="calls.csv")


def test_a_survey_stands_beside_its_contacts(csv_file, calls, assumed):
    lines = ("Response ID,Call Id,NPS,Survey date", "r1,2,9,2024-01-05", "r2,3,4,2024-01-06")
    dataset = load([calls, csv_file(*lines, name="s.csv")])
    assert [frame.grain for frame in dataset.frames] == ["contact"]
    contacts = dataset.frame("contact")
    assert np.array_equal(contacts["nps"], [np.nan, 9, 4], equal_nan=True)
    assert (contacts.columns["nps"].blank, contacts.columns["nps"].unmatched) == (0, 1)
    assert str(contacts["asked_at"][1]).startswith("2024-01-05")
    assert str(contacts["date"][1]).startswith("2024-01-03")
    assert "s.csv joins calls.csv by column 'Call Id'" in assumed(dataset)


def test_answers_without_a_contact_keep_their_own_frame(csv_file, calls, found):
    dataset = load([calls, csv_file("Call Id,NPS", "2,9", "77,1", name="s.csv")])
    assert dataset.frame("answer")["nps"].tolist() == [9, 1]
    assert np.array_equal(dataset.frame("contact")["nps"], [np.nan, 9, np.nan], equal_nan=True)
    assert found(dataset) == [
        "Call Id: 1 row of 2 without a partner in calls.csv -> kept for the scores, left out of links"
    ]
    assert dataset.findings[0].rows == (3,)
    assert dataset.findings[0].example == "77 in row 3"


def test_the_first_of_several_answers_is_taken(csv_file, calls, found):
    dataset = load([calls, csv_file("Call Id,NPS", "2,9", "2,1", "1,5", name="s.csv")])
    assert dataset.frame("contact")["nps"].tolist()[:2] == [5, 9]
    assert dataset.frame("answer").n == 3
    assert any("1 further row for one that has its row" in text for text in found(dataset))


def test_a_survey_by_customer_goes_to_the_latest_contact_before_it(csv_file, calls, assumed):
    survey = csv_file(
        "Customer ID,NPS,Response Date", "A,9,2024-01-03", "A,2,2024-02-01", "B,5,2024-01-03", name="s.csv"
    )
    dataset = load([calls, survey])
    assert dataset.frame("contact")["nps"].tolist() == [9, 5, 2]
    assert "the customer's latest contact before it" in assumed(dataset)


def test_customers_bring_their_segment(csv_file, calls, found):
    customers = csv_file("Customer ID,Segment,Tenure,Churn", "A,Gold,12,No", "C,Basic,3,Yes", name="customers.csv")
    dataset = load([calls, customers])
    contacts = dataset.frame("contact")
    column = contacts.columns["segment"]
    assert [column.labels[code] if code >= 0 else None for code in column.values] == ["Gold", None, "Gold"]
    assert np.array_equal(contacts["tenure"], [12, np.nan, 12], equal_nan=True)
    assert dataset.frame("customer").n == 2
    assert "1 row of 3 without a customer in customers.csv" in found(dataset)[0]


def test_two_months_are_stacked(csv_file, assumed):
    first = csv_file("call id,agent,wait,csat", "1,Ann,10,5", "2,Bob,20,4", name="may.csv")
    second = csv_file("call id,agent,wait,csat", "3,Cy,30,1", "4,Bob,40,2", name="june.csv")
    dataset = load([first, second])
    contacts = dataset.frame("contact")
    assert contacts["wait"].tolist() == [10, 20, 30, 40]
    assert [contacts.columns["agent"].labels[code] for code in contacts["agent"]] == ["Ann", "Bob", "Cy", "Bob"]
    assert "may.csv, june.csv are parts of one table" in assumed(dataset)


def test_sheets_of_one_workbook_join(xlsx_file):
    path = xlsx_file(
        Calls=[["Call ID", "Wait"], [1001, 10], [1002, 20]],
        Survey=[["Call ID", "NPS"], ["1002", 9], ["1001", 3]],
        Notes=[["colour"], ["red"]],
    )
    dataset = load([path])
    assert dataset.frame("contact")["nps"].tolist() == [3, 9]
    assert any("no known role" in finding.found for finding in dataset.findings)


def test_ids_match_without_leading_zeros_and_case(csv_file):
    calls = csv_file("call id,wait", "id0001,10", "id0002,20", name="calls.csv")
    survey = csv_file("call id,nps", "ID0002,9", "ID0001,8", name="survey.csv")
    assert load([calls, survey]).frame("contact")["nps"].tolist() == [8, 9]


def test_a_table_of_days_stays_beside_the_contacts(csv_file, calls):
    days = csv_file("date,calls offered,calls answered", "2024-01-02,10,9", "2024-01-03,12,10", name="days.csv")
    assert [frame.grain for frame in load([calls, days]).frames] == ["contact", "period"]


def test_two_tables_of_contacts_become_one(csv_file, calls):
    quality = csv_file("Call Id,Resolved,CSAT", "3,Y,5", "2,N,1", "1,Y,4", name="quality.csv")
    dataset = load([quality, calls])
    contacts = dataset.frame("contact")
    assert [frame.grain for frame in dataset.frames] == ["contact"]
    by_id = dict(
        zip(contacts.columns["contact_id"].labels, zip(contacts["wait"], contacts["csat"], strict=True), strict=True)
    )
    assert by_id == {"1": (10, 4), "2": (20, 1), "3": (30, 5)}


def test_two_tables_of_customers_become_one(csv_file):
    first = csv_file("customer id,churned", "a,yes", "b,no", name="churn.csv")
    second = csv_file("customer id,clv,tier", "b,10,Gold", "a,20,Basic", name="value.csv")
    assert load([first, second]).frame("customer")["value"].tolist() == [20, 10]


def test_a_check_goes_on_when_files_do_not_join(csv_file, calls):
    dataset = load([calls, csv_file("Call Id,NPS", "77,9", "78,1", name="s.csv")], strict=False)
    assert [frame.grain for frame in dataset.frames] == ["contact", "answer"]
    assert "s.csv and calls.csv do not join" in dataset.findings[0].found
    assert dataset.findings[0].done.startswith("a report would stop here: name the id in both with --map")
