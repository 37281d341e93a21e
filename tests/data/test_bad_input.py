"""Every way in which a file can be unusable ends in one sentence that names the place and the way out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cxcel.data import load
from cxcel.errors import BadInput, BadOption


def test_a_missing_file_is_named(tmp_path, stops):
    assert stops(tmp_path / "gone.csv").endswith("gone.csv does not exist; check the name and the folder")


def test_a_folder_is_refused(tmp_path, stops):
    assert "is a folder; name the files in it" in stops(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_refused(csv_file, stops):
    path = csv_file("nps", "9")
    path.chmod(0)
    assert "access is denied" in stops(path)


def test_no_file_at_all():
    with pytest.raises(BadInput, match="no file was named"):
        load([])


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "a.csv is empty"),
        ("a.csv", b"\n\n", "a.csv is empty"),
        ("a.csv", b"nps,date\n", "a.csv has a header but no rows"),
        ("a.csv", b"nps,date\n9,2024-01-02\n", "a.csv has one row: a report needs at least two"),
        ("a.csv", b"7,8\n9,10\n", "row 1: there is data where the header should be"),
        ("a.csv", b"nps\n9\n\x00\x00\x00\n", "a.csv, row 3: zero bytes"),
        ("a.csv", b"PK\x03\x04rest", "a.csv is a workbook or zip file with the ending .csv"),
        (
            "a.xlsx",
            b"nps,date\n9,2024-01-02\n",
            "a.xlsx is no Excel workbook, though it ends in .xlsx; rename it to .csv",
        ),
        ("a.xlsx", b"PK\x03\x04 and then nothing of a zip", "a.xlsx is damaged or is no Excel workbook"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls is in the format of Excel 97 to 2003"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx is protected by a password; open it in Excel, remove the password",
        ),
        ("a.pdf", b"%PDF-1.7", "a.pdf is no file this can read; save it as .xlsx, .csv, .tsv or .txt"),
        ("a.csv", b"colour,shape\nred,round\nblue,flat\n", "a.csv has no column known as a score"),
    ],
)
def test_unusable_files(tmp_path, stops, name, content, sentence):
    path = tmp_path / name
    path.write_bytes(content)
    assert sentence in stops(path)


def test_an_empty_sheet(xlsx_file, stops):
    assert "data.xlsx[Sheet1] is empty" in stops(xlsx_file(Sheet1=[]))


def test_a_sheet_with_headers_only(xlsx_file, stops):
    assert "data.xlsx[May] has a header but no rows" in stops(xlsx_file(May=[["nps", "date"]]))


def test_mixed_encodings_name_both_rows(tmp_path, stops):
    path = tmp_path / "mixed.csv"
    path.write_bytes("nps,comment\n9,café\n".encode() + "8,naïve\n".encode("cp1252"))
    assert "row 2 is UTF-8 and row 3 is not" in stops(path)


def test_an_eleven_in_a_small_column_stops_with_its_row(csv_file, stops):
    sentence = stops(csv_file("id,nps", *(f"{n},9" for n in range(20)), "20,11", name="survey.csv"))
    assert sentence.startswith("survey.csv, column 'nps', row 22: 1 score of 21 outside 0 to 10")
    assert "--blank 11" in sentence
    assert "--scale nps=11" in sentence


def test_an_eleven_in_a_workbook_names_the_sheet(xlsx_file, stops):
    sentence = stops(xlsx_file(Answers=[["NPS"], [9], [11], [10]]))
    assert sentence.startswith("data.xlsx[Answers], column 'NPS', row 3:")


def test_codes_for_no_answer_are_recognised(csv_file, stops, found):
    path = csv_file("date,csat", *["2024-01-05,4"] * 8, "2024-01-06,-99", "2024-01-06,5")
    sentence = stops(path)
    assert "looks like a code for 'no answer'" in sentence
    assert sentence.endswith("add --blank -99 if it does")
    assert load([path], blanks=["-99"]).frame("answer").columns["csat"].blank == 1


def test_dates_that_read_both_ways_are_asked_for(csv_file, stops):
    path = csv_file("date,nps", "01/02/2024,9", "03/04/2024,8")
    sentence = stops(path)
    assert "column 'date', row 2: '01/02/2024'" in sentence
    assert "--dates day-first or --dates month-first" in sentence
    assert str(load([path], dates="day-first").frame("answer")["date"][0]).startswith("2024-02-01")
    assert str(load([path], dates="month-first").frame("answer")["date"][0]).startswith("2024-01-02")


def test_dates_in_both_orders_name_both_rows(csv_file, stops):
    sentence = stops(csv_file("date,nps", "25/12/2023,9", "12/25/2023,8"))
    assert "row 2: '25/12/2023' and '12/25/2023' (row 3)" in sentence


def test_a_day_that_does_not_exist(csv_file, stops):
    assert "column 'date', row 3: 1 cell without a date, such as '31/02/2024'" in stops(
        csv_file("date,nps", "30/01/2024,9", "31/02/2024,8")
    )


def test_duplicate_headers_with_a_role_stop(csv_file, stops):
    path = csv_file("nps,nps,team", "9,1,a", "8,2,b")
    assert '2 columns have the same header; rename one, or choose with --map "data.csv:nps=nps#2"' in stops(path)
    assert load([path], roles=["data.csv:nps=nps#2"]).frame("answer")["nps"].tolist() == [1.0, 2.0]


def test_duplicate_headers_without_a_role_are_a_finding(csv_file, found):
    assert found(load([csv_file("nps,x,x", "9,1,1", "8,2,2")])) == ["x: 2 columns have the same header -> not used"]


def test_two_columns_for_one_score_are_asked_for(csv_file, stops):
    sentence = stops(csv_file("NPS,NPS Score", "9,8", "7,6"))
    assert "columns 'NPS' and 'NPS Score' could both be likelihood to recommend; choose one with --map" in sentence


def test_a_blank_column_is_a_finding(csv_file, found):
    told = found(load([csv_file("nps,csat", "9,", "8,")]))
    assert told == ["csat: no value in any row -> not used"]


def test_a_mapped_score_without_values_stops(csv_file, stops):
    path = csv_file("Q1,team", ",a", ",b")
    assert "column 'Q1': there is no value in any row" in stops(path, roles=["data.csv:nps=Q1"])


def test_unreadable_cells_name_the_row(csv_file, stops):
    assert "column 'wait', row 3: 1 cell without a duration, such as 'soon'" in stops(
        csv_file("call id,wait", "1,20", "2,soon", *(f"{n},30" for n in range(3, 40)))
    )


def test_a_number_that_could_be_thousands_or_decimals_is_asked_for(csv_file, stops):
    path = csv_file("customer id;churned;clv", "1;yes;1.234", "2;no;2.500")
    assert "'1.234' could be thousands or decimals; say which with --decimal comma or --decimal point" in stops(path)
    assert load([path], decimal="comma").frame("customer")["value"].tolist() == [1234.0, 2500.0]
    assert load([path], decimal="point").frame("customer")["value"].tolist() == [1.234, 2.5]


def test_two_decimal_marks_in_one_column(csv_file, stops):
    sentence = stops(csv_file("customer id;churned;clv", "1;yes;12,5", "2;no;12.5"))
    assert "use different decimal marks" in sentence


def test_files_that_do_not_join(csv_file, stops):
    calls = csv_file("call id,wait", "1,20", "2,30", name="calls.csv")
    survey = csv_file("call id,nps", "x,9", "y,8", name="survey.csv")
    sentence = stops(calls, survey)
    assert "survey.csv and calls.csv do not join: 0 rows of 2 in 'call id' found in 'call id'" in sentence
    assert "--map" in sentence


def test_files_that_share_no_id(csv_file, stops):
    calls = csv_file("call id,wait", "1,20", "2,30", name="calls.csv")
    survey = csv_file("team,nps", "x,9", "y,8", name="survey.csv")
    assert "they share no contact id or customer id" in stops(calls, survey)


def test_rows_wider_than_the_header_stop(csv_file, stops):
    assert "row 3: 1 row with more cells than the header's 2" in stops(
        csv_file("nps,comment", "9,ok", "8,well, fine", "7,x")
    )


def test_a_quote_that_is_never_closed(csv_file, stops):
    sentence = stops(csv_file("nps,comment,team", "9,ok,a", '8,"well,b', "7,x,c"))
    assert "row 3: a quote is opened and never closed" in sentence


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ("nps=Q1", "it must read FILE:role=Header"),
        ("data.csv:npz=Q1", "there is no role 'npz' (did you mean 'nps'?)"),
        ("other.csv:nps=Q1", "there is no such file or sheet; there is 'data.csv'"),
        ("data.csv:nps=Q9", "data.csv has no column 'Q9'; it has 'Q1'"),
    ],
)
def test_a_wrong_map_lists_what_there_is(csv_file, stops, spec, sentence):
    assert sentence in stops(csv_file("Q1", "9", "8"), roles=[spec])


@pytest.mark.parametrize("options", [{"dates": "us"}, {"decimal": "dot"}, {"scales": {"wait": 5}}])
def test_wrong_options(csv_file, options):
    with pytest.raises(BadOption, match="must be one of"):
        load([csv_file("nps", "9", "8")], **options)


def test_a_check_goes_on_and_says_where_a_report_would_stop(csv_file):
    path = csv_file("date,nps", "01/02/2024,9", "03/04/2024,11")
    dataset = load([path], strict=False)
    done = [finding.done for finding in dataset.findings]
    assert len(done) == 2
    assert all(text.startswith("a report would stop here: ") for text in done)
    assert dataset.frame("answer").n == 2


def test_inputs_are_never_changed(csv_file):
    path = csv_file("nps,comment", "9,=1+1", "8,ok")
    before, when = path.read_bytes(), path.stat().st_mtime_ns
    load([path])
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, when)
    assert list(Path(path.parent).iterdir()) == [path]
