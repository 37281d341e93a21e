"""The other commands: one function over columns, the list of functions, a check, a sample."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from unittest import mock

import pytest
import xlsxwriter
from tests.hosts.cells import write_sources

from cxcel import __version__
from cxcel.functions import FUNCTIONS
from cxcel_addin.hosts.cli.calculating import RANGE

# calc


@pytest.fixture
def survey(text_file):
    return text_file("survey.csv", "team,nps,csat", "a,10,5", "b,9,4", "a,8,3", "b,3,1", "a,,", "b,7,5")


@pytest.fixture
def book(tmp_path) -> Path:
    """Two sheets with a column of the same name."""
    path = tmp_path / "answers.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for title, scores in (("May", [10, 9, 8, 3]), ("June 2026", [10, 10, 10, 0])):
            sheet = workbook.add_worksheet(title)
            sheet.write_column(0, 0, ["nps", *scores])
    return path


def test_one_number(survey, cxcel):
    assert cxcel("calc", "NPS", f"{survey}:nps").works() == "20.0\n"
    assert cxcel("calc", "nps", f"{survey}:nps").works() == "20.0\n"


def test_options_are_numbers_and_words(survey, cxcel):
    assert cxcel("calc", "CSAT", f"{survey}:csat", "5", "1").works() == "0.4\n"
    assert cxcel("calc", "CSAT", f"{survey}:csat", "5", "", "mean").works() == "3.6\n"


def test_a_table_has_tabs(survey, cxcel):
    lines = cxcel("calc", "KPI_BY", "NPS", f"{survey}:team", f"{survey}:nps").works().splitlines()
    assert lines[0].split("\t") == ["group", "value", "low", "high", "n"]
    assert {line.split("\t")[0]: line.split("\t")[1] for line in lines[1:]} == {
        "a": "50.0",
        "b": "0.0",
    }


def test_two_columns_of_one_file(survey, cxcel):
    assert float(cxcel("calc", "KPI_CORR", f"{survey}:nps", f"{survey}:csat").works()) == pytest.approx(0.7, abs=0.2)


def test_the_first_answer_is_no_header(text_file, cxcel):
    """The header of the file is one already: a word below it is a wrong answer, and rows count as in the file."""
    path = text_file("a.csv", "nps", "ten", "9", "8")
    cxcel("calc", "NPS", f"{path}:nps").fails("scores must be numbers, got the text 'ten' in row 2")


def test_a_negative_number_is_no_option(survey, cxcel):
    lines = cxcel("calc", "KPI_TARGET", "NPS", "-10", f"{survey}:nps").works().splitlines()
    assert lines[1].split("\t")[3] == "-10.0"
    cxcel("calc", "NPS_CI", f"{survey}:nps", "wald", "-1").fails("NPS_CI: confidence_level must lie in 0..1", "-1")


def test_a_sheet_is_named_in_brackets(book, cxcel):
    assert cxcel("calc", "NPS", f"{book}[May]:nps").works() == "25.0\n"
    assert cxcel("calc", "NPS", f"{book}[June 2026]:nps").works() == "50.0\n"
    sentence = cxcel("calc", "NPS", f"{book}[Juni]:nps").fails("answers.xlsx has no sheet 'Juni'")
    assert "May, June 2026" in sentence


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("survey.csv:nps", ("survey.csv", None, "nps")),
        (
            r"C:\data\May 2026\survey.xlsx[Sheet 1]:NPS: score",
            (r"C:\data\May 2026\survey.xlsx", "Sheet 1", "NPS: score"),
        ),
        ("C:/data/survey.CSV:nps", ("C:/data/survey.CSV", None, "nps")),
        (r"\\server\share\a.b.xlsm:x", (r"\\server\share\a.b.xlsm", None, "x")),
        ("survey.csv", ("survey.csv", None, None)),
    ],
)
def test_ranges_of_any_system(text, parts):
    found = RANGE.match(text)
    assert found is not None
    assert (found["file"], found["sheet"], found["column"]) == parts


def test_a_path_with_a_drive(survey, cxcel, monkeypatch):
    """On this system a drive is part of a name; the column is still found after it."""
    monkeypatch.chdir(survey.parent)
    (survey.parent / "C:survey.csv").write_bytes(survey.read_bytes())
    assert cxcel("calc", "NPS", "C:survey.csv:nps").works() == "20.0\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["NPZ", "{}:nps"], ("no function 'NPZ'", "did you mean 'NPS'?", "'cxcel functions' lists them")),
        (["FCR", "{}:nps"], ("no function 'FCR'", "'cxcel functions' lists them")),
        (["NPS", "{}:npz"], ("survey.csv has no column 'npz'", "did you mean 'nps'?", "team, nps, csat")),
        (["NPS", "{}"], ("survey.csv is named without a column", "write survey.csv:team", "team, nps, csat")),
        (["NPS", "{}:"], ("survey.csv is named without a column", "write survey.csv:team")),
        (["NPS", "gone.csv:nps"], ("gone.csv does not exist", "check the name")),
        (["NPS"], ("NPS: scores is missing", "it takes NPS(scores, [weights], [breaks]")),
        (["NPS_COUNTS", *"1234"], ("NPS_COUNTS: too many", "it takes NPS_COUNTS(detractors, passives, promoters)")),
        (["NPS", "hello"], ("NPS: scores must be numbers", "'hello'")),
        (["NPS", "{}:team"], ("NPS: scores must be numbers", "'a' in row 2")),
        (["CSAT", "{}:nps", "5"], ("CSAT: scores must be whole numbers in 1..5", "got 10 in row 2")),
        (["CSAT", "{}:csat", "5", "2", "tops"], ("CSAT: rule must be one of", "did you mean 'top'?")),
        (["KPI_CI", "NPZ", "{}:nps"], ("KPI_CI: metric must be one of", "did you mean 'NPS'?")),
    ],
)
def test_what_cannot_be_computed(arguments, says, survey, cxcel):
    cxcel("calc", *(text.format(survey) for text in arguments)).fails(*says)


@pytest.fixture
def sources(tmp_path, monkeypatch) -> Path:
    """The current folder, with a source in it."""
    monkeypatch.setenv("CXCEL_STORE", str(tmp_path / "tallies.sqlite"))
    monkeypatch.chdir(write_sources(tmp_path))
    return tmp_path


def test_columns_of_a_source(sources, cxcel):
    assert cxcel("calc", "NPS", "contacts:nps").works() == "40.0\n"
    assert cxcel("calc", "NPS", "contacts.csv:nps").works() == "40.0\n", "a file's name is a file"
    french = cxcel("calc", "FCR_RATE", "contacts:resolved", "contacts: market = 'FR'").works()
    assert float(french) == pytest.approx(1 / 3)
    lines = cxcel("calc", "KPI_BY", "FCR_RATE", "contacts:channel", "contacts:resolved").works().splitlines()
    assert [line.split("\t")[0] for line in lines] == ["group", "chat", "phone"]


@pytest.mark.parametrize(
    ("argument", "says"),
    [
        ("contcts:nps", ("no source 'contcts'", "did you mean contacts?", "a column of a file is named as in")),
        (
            "survey:nps",
            ("no source 'survey'", "Known: contacts", "a column of a file is named as in contacts.csv:wait"),
        ),
        ("contacts:npz", ("contacts has no column 'npz'", "did you mean nps?")),
        ("contacts:nps where market = 'FR", ("NPS: market = 'FR: the quote is not closed",)),
        ("gone.csv:nps", ("gone.csv does not exist", "check the name")),
    ],
)
def test_what_cannot_be_found_in_a_source(argument, says, sources, cxcel):
    cxcel("calc", "NPS", argument).fails(*says)


# functions


def test_every_function_is_listed_for_programs(cxcel):
    listed = json.loads(cxcel("functions", "--json").works())
    assert [entry["name"] for entry in listed] == list(FUNCTIONS)
    for entry in listed:
        assert entry["category"].startswith("CX ")
        assert entry["summary"].endswith(".")
        assert entry["returns"]
        assert entry["parameters"]
        assert all(p["name"] and p["help"] for p in entry["parameters"])


def test_every_function_is_listed_for_people(cxcel):
    text = cxcel("functions").works()
    for name, function in FUNCTIONS.items():
        assert f"  {name}(" in text
        assert function.spec.summary in text


def test_the_version(cxcel):
    assert cxcel("--version").works() == f"cxcel, version {__version__}\n"


# check


def test_a_check_names_every_finding_with_its_place(text_file, cxcel):
    """All that is wrong at once, with what a report would do; nothing stops it."""
    calls = text_file(
        "calls.csv",
        "call id,date,wait,channel,Empty",
        *(f"{n},{n % 12 + 1:02d}/{n % 11 + 1:02d}/2024,{20 + n},Phone," for n in range(30)),
        "29,06/08/2024,49,Phone,",
    )
    survey = text_file("survey.csv", "call id,csat", *(f"{n},{n % 5 + 1}" for n in range(20)), "20,-99", "21,7")
    printed = cxcel("check", calls, survey).works()
    assert "calls.csv: 30 rows\n" in printed
    assert "    wait               wait\n" in printed
    assert "- survey.csv, column 'csat'" in printed
    assert "-99 in row 22" in printed
    assert "a report would stop here: " in printed
    assert "--dates day-first or --dates month-first" in printed
    assert "- calls.csv, column 'date'" in printed
    assert "repeating an earlier row" in printed
    assert "in row 32: counted once\n" in printed
    assert "    not used: Empty\n" in printed


def test_a_check_lists_rows_only_where_there_are_several(text_file, cxcel):
    one = text_file("one.csv", "nps", *(str(n % 11) for n in range(300)), "11")
    assert "e.g. 11 in row 302: left out\n" in cxcel("check", one).works()
    two = text_file("two.csv", "nps", *(str(n % 11) for n in range(300)), "11", "12")
    assert "e.g. 11 in row 302 (rows 302, 303): left out\n" in cxcel("check", two).works()
    many = text_file("many.csv", "nps", *(str(n % 11) for n in range(6000)), *["11"] * 25)
    assert "6021 and 5 more): left out\n" in cxcel("check", many).works()


def test_a_check_of_a_clean_file(text_file, cxcel):
    path = text_file("a.csv", "date,nps", *(f"2024-01-{n + 1:02d},{n % 11}" for n in range(28)))
    printed = cxcel("check", path).works()
    assert (
        printed
        == "a.csv: 28 rows\n    date               date\n    nps                nps\n\nNothing wrong was found.\n"
    )


def test_a_check_says_what_is_not_used(text_file, cxcel):
    path = text_file("a.csv", "nps,Shoe size", *(f"{n % 11},{n}" for n in range(28)))
    assert "    not used: Shoe size\n" in cxcel("check", path).works()


@pytest.mark.parametrize("name", ["gone.csv", "locked.xlsx"])
def test_a_check_of_a_file_that_cannot_be_opened(name, tmp_path, cxcel):
    if name == "locked.xlsx":
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
        (tmp_path / name).write_bytes(ole)
    cxcel("check", tmp_path / name).fails(name)


# sample


def test_a_sample_is_written_and_written_again(tmp_path, cxcel, snapshot):
    folder = tmp_path / "new" / "sample"
    printed = cxcel("sample", "-o", folder).works()
    assert [line.rpartition(os.sep)[2] for line in printed.splitlines()] == [
        "contacts.csv",
        "survey.csv",
        "customers.csv",
        "contracts.csv",
        "orders.csv",
        "employees.csv",
    ]
    before = snapshot(folder)
    cxcel("sample", "-o", folder).works()
    assert snapshot(folder) == before
    cxcel("sample", "-o", folder, "--seed", "5").works()
    assert snapshot(folder).keys() == before.keys()
    assert snapshot(folder) != before


def test_a_sample_does_not_write_over_files_of_the_same_name(tmp_path, cxcel, snapshot):
    (tmp_path / "survey.csv").write_text("id,nps\n1,9\n")
    before = snapshot(tmp_path)
    cxcel("sample", "-o", tmp_path).fails("survey.csv is no file of an earlier sample", "name another folder")
    assert snapshot(tmp_path) == before


def test_a_sample_needs_a_folder(tmp_path, cxcel):
    (tmp_path / "file").write_text("x")
    cxcel("sample", "-o", tmp_path / "file").fails("file is a file: name a folder for the sample")
    with mock.patch.object(Path, "mkdir", side_effect=PermissionError(errno.EACCES, "Permission denied")):
        cxcel("sample", "-o", tmp_path / "new").fails("cannot be written to", "Permission denied", "another folder")


def test_a_full_disk_leaves_no_half_sample(tmp_path, cxcel):
    folder = tmp_path / "sample"
    with mock.patch("os.fsync", side_effect=OSError(errno.ENOSPC, "No space left on device")):
        cxcel("sample", "-o", folder).fails("contacts.csv was not written: the disk is full")
    assert list(folder.iterdir()) == []
