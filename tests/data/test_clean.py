"""What is left out, blanked or turned round is counted, and said."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from cxcel.data import load


def test_a_few_scores_outside_the_scale_are_left_out_and_named(csv_file, found):
    dataset = load([csv_file("id,nps", *(f"{n},{n % 11}" for n in range(300)), "300,11", "301,7.5")])
    column = dataset.frame("answer").columns["nps"]
    assert column.dropped == {"outside 0 to 10": 2}
    assert np.isnan(column.values[-2:]).all()
    assert found(dataset) == ["nps: 2 scores of 302 outside 0 to 10 (whole numbers) -> left out"]
    assert dataset.findings[0].rows == (302, 303)
    assert dataset.findings[0].example == "11 in row 302"


def test_one_six_among_fives_does_not_move_the_scale(csv_file, stops):
    assert "outside 1 to 5" in stops(csv_file("csat", *["4"] * 30, "5", "6"))


@pytest.mark.parametrize(("top", "scale"), [(5, (1, 5)), (7, (1, 7)), (10, (1, 10))])
def test_the_scale_of_satisfaction_follows_from_the_answers(csv_file, assumed, top, scale):
    dataset = load([csv_file("csat", *(str(1 + n % top) for n in range(70)))])
    assert dataset.frame("answer").columns["csat"].scale == scale
    assert f"on a scale of {scale[0]} to {scale[1]}" in assumed(dataset)


def test_a_scale_can_be_told(csv_file):
    dataset = load([csv_file("csat", "1", "2", "3")], scales={"csat": 7})
    assert dataset.frame("answer").columns["csat"].scale == (1, 7)


def test_no_zero_in_many_answers_is_said(csv_file, found):
    assert "no 0 among 300 answers" in found(load([csv_file("nps", *(str(1 + n % 10) for n in range(300)))]))[0]


@pytest.mark.parametrize(("answers", "role"), [(range(11), "nps"), (range(1, 6), "csat")])
def test_an_unclear_header_is_proved_by_its_answers(csv_file, assumed, answers, role):
    dataset = load([csv_file("Rating", *map(str, answers))])
    assert role in dataset.frame("answer")
    assert "column 'Rating' of data.csv holds" in assumed(dataset)


def test_an_unclear_header_without_proof_is_asked_for(csv_file, stops):
    sentence = stops(csv_file("Score", *(str(n) for n in range(1, 11))))
    assert "the answers (1 to 10) could be nps, csat or ces; say which with --map" in sentence


def test_blanks_are_blank_and_not_zero(csv_file):
    marks = ["", "N/A", "n/a", "NA", "null", "None", "-", "--", "no answer", "Not answered", "#N/A", " "]
    column = (
        load([csv_file("id,nps", "a,9", "b,0", *(f"c{n},{mark}" for n, mark in enumerate(marks)))])
        .frame("answer")
        .columns["nps"]
    )
    assert column.blank == len(marks)
    assert np.nansum(column.values) == 9


def test_zero_talk_of_unanswered_calls_is_blank(csv_file, found):
    dataset = load([csv_file("call id,answered,talk", "1,Y,100", "2,N,0", "3,N,0", "4,Y,50")])
    assert float(np.nanmean(dataset.frame("contact")["talk"])) == 75
    assert found(dataset) == ["talk: 2 unanswered contacts with 0 seconds -> counted as blank"]


def test_copies_of_a_row_count_once_and_other_repeats_stay(csv_file, found):
    dataset = load([csv_file("call id,wait", "1,10", "2,20", "1,10", "2,99", "3,5")])
    assert dataset.frame("contact")["wait"].tolist() == [10, 20, 99, 5]
    assert found(dataset) == [
        "call id: 1 row repeating an earlier row in every column -> counted once",
        "call id: 1 row with an id that was there before, but other cells -> kept",
    ]
    assert [finding.rows for finding in dataset.findings] == [(4,), (5,)]


def test_negative_durations(csv_file, found):
    many = load([csv_file("call id,wait,talk", "1,-5,9", "2,10,9", "3,20,9")])
    assert "wait" not in many.frame("contact")
    assert "1 negative value of 3 -> the column is not used" in found(many)[0]
    few = load([csv_file("call id,wait", "0,-5", *(f"{n},10" for n in range(1, 200)))])
    assert few.frame("contact").columns["wait"].dropped == {"negative": 1}


@pytest.mark.parametrize(
    ("header", "cells", "seconds"),
    [
        ("wait", ["10", "20"], [10, 20]),
        ("Wait (min)", ["0.5", "2"], [30, 120]),
        ("first_response_minutes", ["1.5", "2"], [90, 120]),
        ("Wait in hours", ["1", "0.5"], [3600, 1800]),
        ("wait_ms", ["1500", "3000"], [1.5, 3]),
        ("Waiting Time", ["0:00:17", "1:02:03"], [17, 3723]),
        ("Waiting Time", ["2:14", "0:05"], [134, 5]),
        ("Waiting Time", ["2m 3s", "45s"], [123, 45]),
        ("Wartezeit (Sek.)", ["10", "20"], [10, 20]),
        ("Temps d'attente (s)", ["10", "20"], [10, 20]),
    ],
)
def test_durations_come_out_in_seconds(csv_file, header, cells, seconds):
    frame = load([csv_file(f"call id,{header}", *(f"{n},{cell}" for n, cell in enumerate(cells)))]).frame("contact")
    assert frame["wait"].tolist() == seconds


def test_excel_times_and_fractions_of_a_day(xlsx_file, found, assumed):
    path = xlsx_file(
        Calls=[
            ["Call ID", "Talk Time", "Hold Time", "Wait"],
            [1, dt.time(0, 2, 23), dt.timedelta(hours=30), 0.25],
            [2, dt.time(0, 1), dt.timedelta(minutes=1), 0.5],
        ]
    )
    dataset = load([path])
    calls = dataset.frame("contact")
    assert calls["talk"].tolist() == [143, 60]
    assert calls["hold"].tolist() == [108_000, 60]
    assert calls["wait"].tolist() == [21_600, 43_200]
    assert "Wait: durations stored as fractions of a day -> turned into seconds" in found(dataset)


def test_error_cells_are_blank_and_named(xlsx_file, found):
    dataset = load([xlsx_file(S=[["NPS"], [9], ["#N/A"], [8]])])
    assert dataset.frame("answer").columns["nps"].blank == 1
    assert found(dataset) == ["NPS: 1 error cell such as #N/A or #DIV/0! -> read as blank"]
    assert dataset.findings[0].rows == (3,)


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1,5", "2,25"], [1.5, 2.25]),
        (["1.234,50", "2.000,00"], [1234.5, 2000]),
        (["1,234.50", "2,000.00"], [1234.5, 2000]),
        (["€ 1.234,50", "12,00 €"], [1234.5, 12]),
        (["$1,234.50", "$2.00"], [1234.5, 2]),
        (["1 234,5", "7"], [1234.5, 7]),
        (["1'234.5", "7"], [1234.5, 7]),
    ],
)
def test_numbers_with_either_decimal_mark(csv_file, cells, values):
    lines = [f"{n};yes;{cell}" for n, cell in enumerate(cells)]
    assert load([csv_file("customer id;churned;clv", *lines)]).frame("customer")["value"].tolist() == values


def test_another_column_proves_the_decimal_mark(csv_file):
    path = csv_file("customer id;churned;clv;spend", "1;yes;1.234;5,5", "2;no;2.500;6,5")
    assert load([path]).frame("customer")["value"].tolist() == [1234, 2500]


@pytest.mark.parametrize(
    "words", [("Yes", "No"), ("y", "n"), ("TRUE", "FALSE"), ("1", "0"), ("oui", "non"), ("ja", "nein"), ("sí", "no"),
              ("Resolved", "Unresolved"), ("Closed", "Open")],
)  # fmt: skip
def test_yes_and_no(csv_file, words):
    frame = load([csv_file("call id,resolved", f"1,{words[0]}", f"2,{words[1]}")]).frame("contact")
    assert frame["resolved"].tolist() == [1, 0]


def test_several_transfers_are_one_yes(csv_file, assumed):
    dataset = load([csv_file("call id,wait,transfers", "1,5,0", "2,5,2", "3,6,1")])
    assert dataset.frame("contact")["transferred"].tolist() == [0, 1, 1]
    assert "a number above 0 in column 'transfers' of data.csv means yes" in assumed(dataset)


def test_an_outcome_that_is_answered_or_abandoned_is_a_flag(csv_file):
    frame = load([csv_file("call id,Call Outcome,wait", "1,Answered,5", "2,Abandoned,9")]).frame("contact")
    assert frame["answered"].tolist() == [1, 0]


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["2024-03-04", "2024-03-05"], "2024-03-04T00:00:00"),
        (["2024-03-04T05:06:07.123Z", "2024-03-05T05:06:07Z"], "2024-03-04T05:06:07"),
        (["4/3/24", "25/12/2024"], "2024-03-04T00:00:00"),
        (["3/4/24 5:06 PM", "12/25/2024 1:00 AM"], "2024-03-04T17:06:00"),
        (["04.03.2024", "05.03.2024"], "2024-03-04T00:00:00"),
        (["4 Mar 2024", "5 March 2024"], "2024-03-04T00:00:00"),
        (["Mar 4, 2024", "March 5, 2024"], "2024-03-04T00:00:00"),
        (["04-Mar-24", "05-Mar-24"], "2024-03-04T00:00:00"),
        (["45355", "45356"], "2024-03-04T00:00:00"),
        (["20240304", "20240305"], "2024-03-04T00:00:00"),
        (["1709510400", "1709596800"], "2024-03-04T00:00:00"),
        (["2024-03", "2024-04"], "2024-03-01T00:00:00"),
    ],
)
def test_dates_in_many_spellings(csv_file, cells, first):
    path = csv_file("date;nps", *(f"{cell};9" for cell in cells))
    assert str(load([path]).frame("answer")["date"][0]) == first


def test_date_and_time_are_joined(csv_file):
    frame = load([csv_file("call id,date,time,wait", "1,2024-03-04,5:06 PM,1", "2,2024-03-04,,1")]).frame("contact")
    assert [str(when) for when in frame["date"]] == ["2024-03-04T17:06:00", "2024-03-04T00:00:00"]
    assert "time" not in frame


def test_gaps_between_timestamps_become_durations(csv_file, assumed):
    path = csv_file(
        "call id,date,call started,call answered,call ended",
        "1,2024-03-04,11:59:00 PM,11:59:30 PM,12:01:30 AM", "2,2024-03-04,8:00:00 AM,8:00:10 AM,8:01:10 AM",
    )  # fmt: skip
    frame = load([path]).frame("contact")
    assert frame["wait"].tolist() == [30, 10]
    assert frame["handle"].tolist() == [120, 60]


def test_the_first_response_stands_for_the_date(csv_file, assumed):
    dataset = load([csv_file("ticket id,first response at,csat", "1,2024-03-04 10:00,4", "2,2024-03-05 10:00,5")])
    assert str(dataset.frame("contact")["date"][1]) == "2024-03-05T10:00:00"
    assert "the date in data.csv is column 'first response at'" in assumed(dataset)


def test_ages_and_purchase_dates_are_no_roles(csv_file):
    path = csv_file("ticket id,customer age,date of purchase,csat", "1,33,2020-01-01,4", "2,44,2021-01-01,5")
    dataset = load([path])
    assert dataset.tables[0].unused == ("customer age", "date of purchase")


def test_presence_of_a_date_means_left(csv_file):
    frame = load([csv_file("customer id,cancellation date,tenure", "1,2024-03-04,5", "2,,6", "3,,7")]).frame("customer")
    assert frame["churned"].tolist() == [1, 0, 0]


def test_averages_in_a_table_of_days_become_totals(csv_file, assumed):
    path = csv_file(
        "Date,Offered,Answered,AHT,Total Talk Time (min),ASA",
        "2024-01-01,100,80,300,200,20",
        "2024-01-02,50,20,600,100,10",
    )
    dataset = load([path])
    days = dataset.frame("period")
    assert days["handle"].tolist() == [24_000, 12_000]
    assert days["talk"].tolist() == [12_000, 6_000]
    assert days["wait"].tolist() == [1_600, 200]
    assert "an average per contact" in assumed(dataset)


def test_totals_are_told_from_averages_by_their_size(csv_file, assumed):
    rows = [f"2024-01-{day:02},{10 * day},{9 * day},{9 * day * 200 + day % 3},{180 + day % 5}" for day in range(1, 29)]
    days = load([csv_file("date,offered,answered,talk time,hold time", *rows)]).frame("period")
    assert days["talk"][0] == 9 * 200 + 1
    assert days["hold"][0] == 9 * 181


def test_rates_become_counts(csv_file):
    path = csv_file(
        "date,calls offered,abandonment rate,service level", "2024-01-01,100,10%,80%", "2024-01-02,50,20%,50%"
    )
    days = load([path]).frame("period")
    assert days["abandoned"].tolist() == [10, 10]
    assert days["answered"].tolist() == [90, 40]
    assert days["answered_in_time"].tolist() == [72, 20]


def test_counts_with_dots_are_thousands(csv_file):
    days = load([csv_file("date;offered;answered", "2024-01-01;1.234;1.100", "2024-01-02;2.000;1.900")]).frame("period")
    assert days["offered"].tolist() == [1234, 2000]


def test_another_date_column_proves_the_order(csv_file, assumed):
    dataset = load(
        [csv_file("call id,date,resolved date,wait", "1,01/02/2024,13/02/2024,5", "2,03/02/2024,04/02/2024,6")]
    )
    assert str(dataset.frame("contact")["date"][0]) == "2024-02-01T00:00:00"
    assert "column 'date' of data.csv is day-first, as other dates of the same file prove" in assumed(dataset)


def test_words_in_the_only_score_are_shown(csv_file, stops):
    sentence = stops(csv_file("id,NPS", "1,Promoter", "2,Detractor"))
    assert sentence.startswith(
        "data.csv, column 'NPS' looks like likelihood to recommend by its header, but not by its cells"
    )
    assert "it holds 'Promoter'" in sentence


@pytest.mark.parametrize("cell", ["1e400", "9" * 400])
def test_numbers_beyond_reason_are_no_numbers(csv_file, stops, cell):
    rows = [f"{n},yes,10" for n in range(9)]
    assert "column 'clv', row 11: 1 cell without a number" in stops(
        csv_file("customer id,churned,clv", *rows, f"9,no,{cell}")
    )
