"""Headers as platforms and languages spell them."""

from __future__ import annotations

import pytest

from cxcel.data import ROLES, load
from cxcel.data.aliases import ALSO, NAMES
from cxcel.data.assign import claims
from cxcel.data.headers import normal, parse
from cxcel.data.roles import IGNORED, UNCLEAR

HEADERS = {
    "contact_id": [
        "Call Id",
        "Ticket ID",
        "Case Number",
        "Gespreks-ID",
    ],
    "customer_id": [
        "customerID",
        "loyalty_number",
        "N° client",
    ],
    "answer_id": [
        "ResponseId",
        "Respondent ID",
    ],
    "agent": [
        "Assignee name",
        "AGENT NAME",
        "Mitarbeiter",
    ],
    "team": [
        "Queue",
        "Ticket group",
    ],
    "channel": [
        "Ticket Channel",
        "Kanal",
    ],
    "topic": [
        "Call Type",
        "Ticket Type",
        "Motivo",
    ],
    "date": [
        "Survey date",
        "Created at",
        "created_date",
        "RecordedDate",
        "Fecha",
    ],
    "resolved_at": [
        "Date/Time Closed",
    ],
    "started_at": [
        "call_started",
    ],
    "first_response_at": [
        "Initial response time",
    ],
    "answered": [
        "Answered (Y/N)",
        "Angenommen (J/N)",
        "Décroché",
        "Calls Handled",
    ],
    "abandoned": [
        "Abandoned Calls",
        "Abgebrochene Anrufe",
    ],
    "resolved": [
        "First Call Resolved?",
        "FCR (Y/N)",
        "Gelöst",
    ],
    "transferred": [
        "was_transferred",
    ],
    "escalated": [
        "Escalated?",
    ],
    "complaint": [
        "Beschwerde",
    ],
    "churned": [
        "Churn",
    ],
    "cancelled": [
        "cancellation_year",
    ],
    "within_target": [
        "meets_standard",
        "response_sla_met",
    ],
    "wait": [
        "Speed of answer in seconds",
        "Answer Speed (AVG)",
        "first_response_minutes",
        "Wartezeit (Sek.)",
        "Temps d'attente",
        "Tiempo de espera",
        "Wachttijd",
    ],
    "talk": [
        "AvgTalkDuration",
        "Gesprächszeit",
    ],
    "hold": [
        "Hold Time",
    ],
    "wrap": [
        "Avg ACW",
        "Nachbearbeitungszeit",
    ],
    "handle": [
        "Average Handle Time (AHT)",
        "service_length",
    ],
    "resolve_time": [
        "Full resolution time (hrs)",
    ],
    "nps": [
        "NPS_Score",
        "REC",
        "Likelihood to recommend (0-10)",
        "Weiterempfehlung",
        "Q1_NPS",
        "How likely is it that you would recommend this company to a friend or colleague?",
    ],
    "csat": [
        "Satisfaction rating",
        "Customer Satisfaction Rating",
        "Zufriedenheit",
        "CSAT_Score__c",
        "Overall, how satisfied or dissatisfied are you with our company?",
    ],
    "ces": [
        "CES (1-7)",
        "How easy was it to solve your problem?",
    ],
    "enps": [
        "eNPS",
    ],
    "comment": [
        "What is the main reason for your score?",
    ],
    "offered": [
        "Incoming Calls",
        "Calls Offered",
        "Anzahl Anrufe",
        "Appels reçus",
    ],
    "delivered": [
        "Surveys Sent",
    ],
    "abandon_rate": [
        "% Abandoned",
        "Taux d'abandon",
    ],
    "service_level": [
        "Service Level (20 Seconds)",
        "SL%",
    ],
    "answer_rate": [
        "Answer Rate",
    ],
    "tier": [
        "loyalty_card",
        "Membership Type ",
    ],
    "value": [
        "clv",
    ],
    "spend": [
        "MonthlyCharges",
    ],
    "tenure": [
        "Tenure (Months)",
    ],
}


@pytest.mark.parametrize(
    ("header", "role"), [(header, role) for role, headers in HEADERS.items() for header in headers]
)
def test_a_header_means_its_role(header, role):
    from cxcel.data.assign import _sister
    from cxcel.data.nature import Nature

    first = claims(parse(header), 0)[0]
    assert _sister(first.role, Nature((1,), (1.0,), {"number": 1.0}, (1.0,), percent=False), parse(header)) == role


@pytest.mark.parametrize(
    "header",
    [
        "Customer Age",
        "Date of Purchase",
        "Customer Name",
        "Customer Email",
        "Quarter",
        "gender",
        "NPS Category",
        "Q1_NPS_GROUP",
    ],
)
def test_headers_that_only_look_like_a_role(header):
    assert claims(parse(header), 0) == []


@pytest.mark.parametrize(
    ("header", "unit", "average", "total"),
    [
        ("Wait (min)", 60, False, False),
        ("wait_ms", 0.001, False, False),
        ("Call Duration In Minutes", 60, False, False),
        ("Durchschnittliche Wartezeit (Std.)", 3600, True, False),
        ("Total Talk Time", 0, False, True),
        ("AHT", 0, True, False),
        ("hour of day", 0, False, False),
    ],
)
def test_units_and_averages(header, unit, average, total):
    taken = parse(header)
    assert (taken.unit, taken.average, taken.total) == (unit, average, total)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("Service Level (20 Seconds)", 20), ("Calls Answered Within 30 Sec", 30), ("SL (2 min)", 120)],
)
def test_a_threshold_in_the_header(header, seconds):
    assert parse(header).threshold == seconds


def test_every_alias_is_normal_and_every_role_explains_itself():
    for role in ROLES.values():
        assert role.help
        assert role.title
        assert set(role.aliases) == {normal(alias) for alias in role.aliases}
    assert set(NAMES) | set(ALSO) == set(ROLES)
    assert {role for roles in UNCLEAR.values() for role in roles} <= set(ROLES)
    assert not IGNORED & {alias for role in ROLES.values() for alias in role.aliases}


def test_the_better_of_two_columns_wins_and_it_is_said(csv_file, assumed):
    dataset = load([csv_file("call id,ASA,Waiting Time", "1,5,50", "2,6,60")])
    assert dataset.frame("contact")["wait"].tolist() == [5, 6]
    assert "time to answer in data.csv is column 'ASA', not 'Waiting Time'" in assumed(dataset)


def test_map_wins_over_everything(csv_file):
    path = csv_file("call id,ASA,Waiting Time,NPS", "1,5,50,9", "2,6,60,8")
    dataset = load([path], roles=["data.csv:wait=Waiting Time", "data.csv:nps="])
    assert dataset.frame("contact")["wait"].tolist() == [50, 60]
    assert "nps" not in dataset.frame("contact")
    assert dataset.tables[0].unused == ("ASA", "NPS")


def test_a_header_whose_cells_do_not_fit_is_not_used(csv_file, found):
    dataset = load([csv_file("id,nps,resolution time", "1,9,Refunded", "2,8,Replaced")])
    assert found(dataset) == [
        "resolution time: looks like time to resolution by its header, but not by its cells -> not used"
    ]


def test_counts_named_by_hand_make_a_table_of_periods(csv_file):
    path = csv_file("when,got,took", "2024-01-01,100,90", "2024-01-02,50,40")
    named = ["data.csv:date=when", "data.csv:offered=got", "data.csv:answered=took"]
    assert load([path], roles=named).frame("period")["answered"].tolist() == [90, 40]
    assert load([path], roles=named[::2]).frame("period")["answered"].tolist() == [90, 40]


def test_an_unclear_score_can_be_set_aside(csv_file):
    path = csv_file("call id,wait,score", *(f"{n},5,{n}" for n in range(1, 11)))
    assert "csat" not in load([path], roles=["data.csv:nps="]).frame("contact")


IDS = ('"{""ImportId"":""_recordId""}"', '"{""ImportId"":""QID1""}"', '"{""ImportId"":""QID2""}"')
QUESTIONS = "Response ID,How likely are you to recommend us to a friend?,Anything else?"


def test_a_question_names_a_column_whose_header_says_nothing(csv_file):
    lines = ("ResponseId,Q1,Q2", QUESTIONS, ",".join(IDS), *(f"R{n},{n % 11},fine" for n in range(40)))
    column = load([csv_file(*lines)]).frame("answer").columns["nps"]
    assert column.header == "How likely are you to recommend us to a friend?"
    assert len(column.values) == 40


def test_a_header_that_speaks_for_itself_keeps_its_name(csv_file):
    lines = ("ResponseId,NPS,Q2", QUESTIONS, ",".join(IDS), *(f"R{n},{n % 11},fine" for n in range(40)))
    assert load([csv_file(*lines)]).frame("answer").columns["nps"].header == "NPS"


def test_counts_of_offered_contacts_are_a_period_whatever_the_id(csv_file):
    lines = ("Conversation ID,Offer,Answer,ASA", *(f"{n},100,{90 + n % 5},20" for n in range(30)))
    assert [frame.grain for frame in load([csv_file(*lines)]).frames] == ["period"]
