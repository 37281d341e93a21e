"""Delimiters, encodings, title rows, empty rows: the way files really come."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from cxcel.data import load
from cxcel.data.csvfile import find_delimiter
from cxcel.data.xlsx import column_number


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(csv_file, delimiter):
    lines = (delimiter.join(row) for row in (("id", "nps", "comment"), ("1", "9", "a b"), ("2", "3", "c")))
    assert load([csv_file(*lines)]).frame("answer")["nps"].tolist() == [9, 3]


@pytest.mark.parametrize(
    ("sample", "delimiter"),
    [
        ("a;b;c\n1,5;2,5;3\n1,5;2,5;3\n", ";"),
        ("when;text\n2024;one, two, three\n2024;four, five, six\n", ";"),
        ('a,b\n"x;y;z",1\n"x;y;z",2\n', ","),
        ("a\tb\n1,2\t3\n", "\t"),
        ("one column\n1\n2\n", ","),
    ],
)
def test_the_delimiter_is_the_even_one(sample, delimiter):
    assert find_delimiter(sample) == delimiter


def test_a_line_that_names_the_separator(csv_file):
    frame = load([csv_file("sep=;", "id;nps", "1;9", "2;x", *(f"{n};8" for n in range(3, 300)))])
    assert frame.findings[0].rows == (4,)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings(csv_file, encoding):
    path = csv_file("nps,Müller,team", "9,x,Zürich", "8,y,Genève", encoding=encoding)
    assert load([path]).frame("answer").columns["team"].labels == ("Zürich", "Genève")


def test_an_encoding_that_is_not_proved_is_an_assumption(csv_file, assumed):
    assert "was read as Western European" in assumed(load([csv_file("nps,team", "9,Köln", "8,x", encoding="cp1252")]))
    assert "was read as" not in assumed(load([csv_file("nps,team", "9,Köln", "8,x")]))


def test_another_script_is_recognised(csv_file):
    words = ["東京支店のサポート", "大阪支店のサポート", "名古屋支店のサポートセンター"]
    path = csv_file("nps,team", *(f"{n % 11},{words[n % 3]}" for n in range(60)), encoding="shift_jis")
    assert load([path]).frame("answer").columns["team"].labels == tuple(words)


def test_rows_are_counted_as_a_spreadsheet_does(csv_file):
    path = csv_file("nps,comment", '9,"two', 'lines"', "", "x,bad", *(["8,ok"] * 200))
    finding = load([path]).findings[0]
    assert finding.rows == (4,)


def test_short_rows_are_padded(csv_file, found):
    dataset = load([csv_file("nps,team,comment", "9,a", "8,b,c")])
    assert found(dataset) == [": 1 row shorter than the header -> the missing cells count as blank"]


def test_a_few_long_rows_are_left_out(csv_file, found):
    dataset = load([csv_file("nps,comment", *(["9,ok"] * 150), "8,well, fine")])
    assert dataset.frame("answer").n == 150
    assert found(dataset) == [": 1 row with more cells than the header's 2 -> left out"]


def test_title_rows_and_trailing_rows_in_a_workbook(xlsx_file, assumed):
    path = xlsx_file(
        Export=[
            ["Monthly export"],
            [None, "for the board"],
            [],
            ["Call ID", "Wait Time", None, "CSAT"],
            [1, 10, None, 4],
            [2, 20, None, 40],
            [],
            [],
        ]
    )
    dataset = load([path], strict=False)
    assert "the header of data.xlsx[Export] is in row 4" in assumed(dataset)
    assert dataset.frame("contact").n == 2
    stop = next(finding for finding in dataset.findings if finding.column == "CSAT")
    assert stop.rows == (6,)


def test_questions_and_import_ids_below_the_header_are_skipped(csv_file, assumed):
    path = csv_file(
        "ResponseId,Duration (in seconds),Q1_NPS,Q1_NPS_GROUP",
        "Response ID,Duration,How likely are you to recommend us?,Group",
        '"{""ImportId"":""_recordId""}","{""ImportId"":""duration""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"',
        "R_1,33,9,Promoter",
        "R_2,44,3,Detractor",
    )
    dataset = load([path])
    assert dataset.frame("answer")["nps"].tolist() == [9, 3]
    assert set(dataset.frame("answer").columns) == {"answer_id", "nps"}
    assert "rows 2 and 3 of data.csv hold questions" in assumed(dataset)


def test_long_ids_keep_every_digit(csv_file, xlsx_file):
    frame = load([csv_file("user id,nps", "3074457347487777543,9", "3074457347487777544,8")]).frame("answer")
    assert frame.columns["customer_id"].labels[0] == "3074457347487777543"
    frame = load([xlsx_file(S=[["Call ID", "Wait"], [1001, 5], [1002, 6]])]).frame("contact")
    assert frame.columns["contact_id"].labels == ("1001", "1002")


def test_text_that_looks_like_a_formula_stays_text(csv_file):
    frame = load([csv_file("nps,comment", "9,=1+1", "8,+cmd", "7,@x")]).frame("answer")
    assert frame.columns["comment"].labels == ("=1+1", "+cmd", "@x")


def test_columns_letters():
    assert [column_number(letters) for letters in ("A", "Z", "AA", "XFD")] == [0, 25, 26, 16_383]


def test_progress_is_told(csv_file):
    steps: list[str] = []
    load([csv_file("nps", "9", "8")], progress=steps.append)
    assert steps == ["Reading data.csv", "Understanding data.csv", "Joining tables"]


def test_types_of_columns(csv_file):
    frame = load([csv_file("id,nps,date,team", "1,9,2024-01-01,a", "2,,,")]).frame("answer")
    assert {role: column.values.dtype.str for role, column in frame.columns.items()} == {
        "answer_id": "<i4", "team": "<i4", "date": "<M8[s]", "nps": "<f8",
    }  # fmt: skip
    assert frame["team"].tolist() == [0, -1]
    assert np.isnat(frame["date"][1])
    assert all(len(column.values) == frame.n for column in frame.columns.values())


def test_real_dates_and_times_in_a_workbook(xlsx_file):
    path = xlsx_file(
        Calls=[
            ["Call ID", "Date", "Time", "Wait", "Answered"],
            [1, dt.datetime(2024, 3, 4), dt.time(17, 6), 5, True],
            [2, dt.datetime(2024, 3, 5), dt.time(9, 0, 1), 6, False],
        ]
    )
    frame = load([path]).frame("contact")
    assert [str(when) for when in frame["date"]] == ["2024-03-04T17:06:00", "2024-03-05T09:00:01"]
    assert frame["answered"].tolist() == [1, 0]


def test_hidden_and_empty_sheets_are_noted(tmp_path, found):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        sheet = book.add_worksheet("Survey")
        for row, cell in enumerate(["NPS", 9, 8]):
            sheet.write(row, 0, cell)
        book.add_worksheet("Old").hide()
        book.add_worksheet("Empty")
    assert found(load([tmp_path / "book.xlsx"])) == [
        ": a hidden sheet -> not read; unhide it if it is wanted",
        ": an empty sheet -> not read",
    ]


def test_months_on_sheets_are_one_table(xlsx_file):
    path = xlsx_file(May=[["NPS", "Team"], [9, "a"], [8, "b"]], June=[["NPS", "Team"], [3, "b"], [2, "c"]])
    frame = load([path]).frame("answer")
    assert frame["nps"].tolist() == [9, 8, 3, 2]
    assert load([path], roles=["data.xlsx[June]:nps="]).frame("answer")["nps"].tolist() == [9, 8]


def test_a_header_as_long_as_a_question_is_shortened_in_sentences(csv_file, stops):
    question = "How likely is it that you would recommend our company and all of its products to a friend or colleague?"
    assert "column 'How likely is it that you would recommend our company and a…', row 3" in stops(
        csv_file(question, "9", "12", "8")
    )


@pytest.mark.parametrize("epoch", ["1900", "1904"])
def test_a_workbook_counts_its_days_from_1900_or_from_1904(tmp_path, epoch):
    """Excel for Macintosh began in 1904; the same day has another number there."""
    import openpyxl
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904 if epoch == "1904" else CALENDAR_WINDOWS_1900
    book.active.append(["Date", "NPS"])
    for day in range(30):
        book.active.append([dt.datetime(2026, 1, 13, 9, 30) + dt.timedelta(days=day), day % 11])
    book.save(tmp_path / "survey.xlsx")
    dates = load([tmp_path / "survey.xlsx"]).frame("answer")["date"]
    assert dates[0] == np.datetime64("2026-01-13T09:30")
    assert dates[-1] == np.datetime64("2026-02-11T09:30")
