"""Whatever is wrong with a file or an option: one sentence, status 2, nothing written and nothing changed."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest
import xlsxwriter
from tests.report.demo import one_period

from cxcel_addin.report.render import render

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLDER = render(one_period())
Rows = Sequence[Sequence[object]]


def days(answers: Sequence[object], head: str = "date,nps") -> list[str]:
    """Lines of a survey, one answer a day."""
    return [head, *(f"2024-{i // 28 + 1:02d}-{i % 28 + 1:02d},{answer}" for i, answer in enumerate(answers))]


class Folder:
    """Where a case puts its files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()

    def csv(self, name: str, *lines: str) -> Path:
        return self.raw(name, ("\n".join(lines) + "\n").encode())

    def raw(self, name: str, content: bytes) -> Path:
        path = self.path / name
        path.write_bytes(content)
        return path

    def xlsx(self, name: str, **sheets: Rows) -> Path:
        path = self.path / name
        with xlsxwriter.Workbook(path) as book:
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for at, row in enumerate(rows):
                    sheet.write_row(at, 0, row)
        return path

    def survey(self) -> Path:
        return self.csv("survey.csv", *days([i % 11 for i in range(56)]))


@dataclass(frozen=True)
class Case:
    """What is wrong, how to make it, and what the sentence must hold: the place first, the way out last."""

    name: str
    make: Callable[[Folder], Sequence[object]]
    says: tuple[str, ...]


def truncated(folder: Folder) -> list[object]:
    whole = folder.xlsx("whole.xlsx", Answers=[["nps"], *([n % 11] for n in range(60))]).read_bytes()
    return [folder.raw("calls.xlsx", whole[: len(whole) // 2])]


def changed_bits(folder: Folder) -> list[object]:
    """A workbook in which one answer was altered on the way, so that its checksum is wrong."""
    whole = folder.xlsx("whole.xlsx", Answers=[["nps"], *([n % 11] for n in range(60))])
    path = folder.path / "calls.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as copy:
        for name in source.namelist():
            copy.writestr(name, source.read(name))
    content = bytearray(path.read_bytes())
    at = content.index(b"<v>7</v>") + 3
    content[at : at + 1] = b"9"
    return [folder.raw("calls.xlsx", bytes(content))]


def unjoinable(folder: Folder) -> list[object]:
    calls = folder.csv("calls.csv", "call id,wait", "1,20", "2,30", "3,25")
    return [calls, folder.csv("answers.csv", "call id,nps", "x,9", "y,8", "z,3")]


def without_id(folder: Folder) -> list[object]:
    calls = folder.csv("calls.csv", "call id,wait", "1,20", "2,30", "3,25")
    return [calls, folder.csv("answers.csv", "team,nps", "x,9", "y,8", "z,3")]


def mixed(folder: Folder) -> list[object]:
    return [folder.raw("a.csv", "nps,comment\n9,café\n".encode() + "8,naïve\n".encode("cp1252"))]


def option(*words: str) -> Callable[[Folder], list[object]]:
    return lambda folder: [folder.survey(), *words]


FILES = [
    Case("a missing file", lambda f: [f.path / "gone.csv"], ("gone.csv does not exist", "check the name")),
    Case("a folder", lambda f: [f.path], ("in is a folder", "name the files in it")),
    Case(
        "a password",
        lambda f: [f.raw("a.xlsx", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(99))],
        ("a.xlsx is protected by a password", "remove the password"),
    ),
    Case("Excel 97", lambda f: [f.raw("a.xls", OLE + bytes(600))], ("a.xls is in the format of Excel 97", "save it")),
    Case("half a workbook", truncated, ("calls.xlsx is damaged", "save it again")),
    Case("altered bits", changed_bits, ("calls.xlsx is damaged", "save it again")),
    Case("text named .xlsx", lambda f: [f.raw("a.xlsx", b"nps\n9\n8\n")], ("a.xlsx is no Excel workbook", "rename")),
    Case("a workbook named .csv", lambda f: [f.raw("a.csv", b"PK\x03\x04rest")], ("a.csv is a workbook", "rename")),
    Case("an unknown format", lambda f: [f.raw("a.pdf", b"%PDF-1.7")], ("a.pdf is no file this can read", "save it")),
    Case("an empty file", lambda f: [f.raw("a.csv", b"")], ("a.csv is empty", "export it again")),
    Case("an empty sheet", lambda f: [f.xlsx("a.xlsx", May=[])], ("a.xlsx[May] is empty", "save it with its data")),
    Case("headers only", lambda f: [f.csv("a.csv", "date,nps")], ("a.csv has a header but no rows", "export it again")),
    Case(
        "headers only in a sheet",
        lambda f: [f.xlsx("a.xlsx", May=[["date", "nps"]])],
        ("a.xlsx[May] has a header but no rows", "export it again"),
    ),
    Case("one row", lambda f: [f.csv("a.csv", *days([9]))], ("a.csv has one row", "at least two", "export")),
    Case("no header", lambda f: [f.csv("a.csv", "7,8", "9,10")], ("a.csv", "row 1", "header")),
    Case(
        "two columns of one role",
        lambda f: [f.csv("a.csv", "nps,nps", "9,8", "8,8", "7,1")],
        ("a.csv, column 'nps'", "2 columns have the same header", '--map "a.csv:nps=nps#2"'),
    ),
    Case(
        "an 11 in a small column",
        lambda f: [f.csv("a.csv", *days([*range(11), *range(11), 11]))],
        ("a.csv, column 'nps', row 24", "11", "0 to 10", "--blank 11"),
    ),
    Case(
        "an 11 in a sheet",
        lambda f: [f.xlsx("a.xlsx", May=[["nps"], *([n % 11] for n in range(30)), [11]])],
        ("a.xlsx[May], column 'nps', row 32", "11", "0 to 10", "--blank 11"),
    ),
    Case(
        "dates that read both ways",
        lambda f: [f.csv("a.csv", "date,nps", "01/02/2024,9", "03/04/2024,8")],
        ("a.csv, column 'date', row 2", "'01/02/2024'", "--dates day-first or --dates month-first"),
    ),
    Case(
        "dates in both orders",
        lambda f: [f.csv("a.csv", "date,nps", "25/12/2023,9", "12/25/2023,8")],
        ("a.csv, column 'date', row 2", "'12/25/2023' (row 3)"),
    ),
    Case("two encodings", mixed, ("a.csv mixes two text encodings", "row 2", "row 3", "export it again")),
    Case("zero bytes", lambda f: [f.raw("a.csv", b"nps\n9\n\0\0\n")], ("a.csv, row 3", "export it again")),
    Case(
        "a code for no answer",
        lambda f: [f.csv("a.csv", *days([4, 5, 4, 3, 4, 5, -99, 2], "date,csat"))],
        ("a.csv, column 'csat', row 8", "-99", "code for 'no answer'", "--blank -99"),
    ),
    Case(
        "nothing in the only score",
        lambda f: [f.csv("a.csv", *days(["", "", ""]))],
        ("a.csv", "'nps'", "--map"),
    ),
    Case(
        "a named column without values",
        lambda f: [f.csv("a.csv", "Q1,team", ",a", ",b"), "--map", "a.csv:nps=Q1"],
        ("a.csv, column 'Q1'", "no value in any row"),
    ),
    Case(
        "no known column",
        lambda f: [f.csv("a.csv", "colour,shape", "red,round", "blue,flat")],
        ("a.csv has no column known as a score", '--map "a.csv:nps=Header"'),
    ),
    Case(
        "headers of two lines",
        lambda f: [f.csv("a.csv", '"colour\nof it",shape', "red,round", "blue,flat")],
        ("a.csv has no column known as a score", "'colour of it'", "--map"),
    ),
    Case(
        "nothing to measure",
        lambda f: [f.csv("a.csv", "customer id,tenure", "a,3", "b,4", "c,9")],
        ("a.csv", "--map"),
    ),
    Case("files without a common value", unjoinable, ("answers.csv and calls.csv do not join", "'call id'", "--map")),
    Case("files without a common id", without_id, ("answers.csv and calls.csv do not join", "--map")),
]
OPTIONS = [
    Case("a metric nobody knows", option("--target", "NPZ=4"), ("--target NPZ=4", "no metric 'NPZ'", "'NPS'")),
    Case("a share above 1", option("--target", "FCR_RATE=70"), ("--target FCR_RATE", "0.8 or 80%", "'70'")),
    Case("a share above 100 %", option("--target", "csat=120%"), ("--target CSAT", "0.8 or 80%", "'120%'")),
    Case("a net score of 400", option("--target", "NPS=400"), ("--target NPS", "-100 to 100", "'400'")),
    Case("a negative time", option("--target", "AHT=-5"), ("--target AHT", "seconds", "'-5'")),
    Case("a target without value", option("--target", "NPS"), ("--target must be METRIC=VALUE", "'NPS'")),
    Case("a target of nothing", option("--target", "NPS="), ("--target must be METRIC=VALUE", "'NPS='")),
    Case("a target without end", option("--target", "NPS=inf"), ("--target must be METRIC=VALUE", "'NPS=inf'")),
    Case("a map without file", option("--map", "nps=Q1"), ("--map nps=Q1", "FILE:role=Header")),
    Case("an empty map", option("--map", ""), ("--map", "FILE:role=Header")),
    Case("a map of no role", option("--map", "survey.csv:npz=nps"), ("no role 'npz'", "'nps'")),
    Case("a map of no file", option("--map", "s.csv:nps=nps"), ("no such file or sheet", "'survey.csv'")),
    Case("a map of no column", option("--map", "survey.csv:nps=Q9"), ("survey.csv has no column 'Q9'", "'date'")),
    Case("a scale without top", option("--scale", "csat"), ("--scale must be ROLE=TOP", "'csat'")),
    Case("a scale of words", option("--scale", "csat=five"), ("--scale must be ROLE=TOP", "'csat=five'")),
    Case("a scale of no score", option("--scale", "wait=5"), ("scale must be one of 'nps', 'csat'", "'wait'")),
    Case("a scale that ends at 1", option("--scale", "csat=1"), ("scale of csat", "2 and 100")),
    Case("an order of dates", option("--dates", "us"), ("--dates must be one of 'day-first'", "'us'")),
    Case("a decimal mark", option("--decimal", "dot"), ("--decimal must be one of", "'dot'")),
    Case("a threshold below 0", option("--threshold", "-1"), ("--threshold must be seconds", "-1")),
    Case("a threshold that is no number", option("--threshold", "nan"), ("--threshold must be seconds", "nan")),
]
ASKED = (
    "save",
    "write",
    "export",
    "check",
    "name",
    "remove",
    "rename",
    "mend",
    "add",
    "say",
    "choose",
    "--",
    "'cxcel ",
    "must",
)


@pytest.mark.parametrize("case", [*FILES, *OPTIONS], ids=lambda case: case.name)
def test_one_sentence_and_nothing_else(case, tmp_path, cxcel, snapshot):
    folder, out = Folder(tmp_path / "in"), tmp_path / "out"
    out.mkdir()
    (out / "report.xlsx").write_bytes(OLDER)
    (out / "report.json").write_bytes(OLDER)
    arguments = case.make(folder)
    before = snapshot(tmp_path)
    done = cxcel("report", *arguments, "-o", out / "report.xlsx", "--json", out / "report.json")
    sentence = done.fails(*case.says)
    assert any(word in sentence for word in ASKED), f"no way out in: {sentence}"
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("case", [FILES[2], FILES[4], FILES[16], OPTIONS[0]], ids=lambda case: case.name)
def test_the_same_in_a_process_of_its_own(case, tmp_path, cxcel, process, snapshot):
    folder = Folder(tmp_path / "in")
    arguments = ["report", *case.make(folder), "-o", tmp_path / "report.xlsx"]
    before = snapshot(tmp_path)
    done = process(*arguments)
    done.fails(*case.says)
    assert done == cxcel(*arguments)
    assert snapshot(tmp_path) == before


def test_a_file_that_may_not_be_read(tmp_path, cxcel):
    path = Folder(tmp_path / "in").survey()
    with mock.patch.object(Path, "read_bytes", side_effect=PermissionError(13, "Permission denied")):
        done = cxcel("report", path, "-o", tmp_path / "report.xlsx")
    done.fails("survey.csv cannot be read", "access is denied", "close it elsewhere")
    assert not (tmp_path / "report.xlsx").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_the_right_to_read_it(tmp_path, cxcel):
    path = Folder(tmp_path / "in").survey()
    path.chmod(0)
    cxcel("report", path, "-o", tmp_path / "report.xlsx").fails("survey.csv cannot be read", "access is denied")


def test_a_network_drive_that_goes_away(tmp_path, cxcel):
    path = Folder(tmp_path / "in").survey()
    with mock.patch.object(Path, "read_bytes", side_effect=OSError(5, "Input/output error")):
        done = cxcel("report", path, "-o", tmp_path / "report.xlsx")
    done.fails("survey.csv cannot be read", "Input/output error", "copy it to this computer")


@pytest.mark.parametrize("broken", [MemoryError(), RuntimeError("what nobody thought of")], ids=["memory", "defect"])
def test_no_traceback_whatever_happens(broken, tmp_path, cxcel):
    path = Folder(tmp_path / "in").survey()
    with mock.patch("cxcel_addin.hosts.cli.reporting.build", side_effect=broken):
        done = cxcel("report", path, "-o", tmp_path / "report.xlsx")
    assert done.status == (2 if isinstance(broken, MemoryError) else 70)
    assert done.err.startswith("cxcel: ")
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err
    assert not (tmp_path / "report.xlsx").exists()


def test_stopping_leaves_nothing(tmp_path, cxcel, snapshot):
    path = Folder(tmp_path / "in").survey()
    before = snapshot(tmp_path)
    with mock.patch("os.fsync", side_effect=KeyboardInterrupt):
        done = cxcel("report", path, "-o", tmp_path / "report.xlsx")
    assert (done.status, done.err.strip()) == (130, "cxcel: stopped; nothing was written")
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["reprot", "a.csv"], "No such command 'reprot'. Did you mean 'report'?"),
        (["report", "a.csv", "--ouput", "x.xlsx"], "No such option"),
        (["report", "a.csv"], "Missing option '-o'"),
        (["report", "-o", "x.xlsx"], "Missing argument 'FILES...'"),
        (["report", "a.csv", "-o", "x.xlsx", "--period", "year"], "'day', 'week', 'month', 'quarter'"),
        (["report", "a.csv", "-o", "x.xlsx", "--threshold", "soon"], "'soon' is not a valid float"),
        (["sample", "-o", "x", "--seed", "-1"], "'--seed'"),
        ([], "Usage: cxcel"),
    ],
)
def test_a_slip_on_the_command_line(arguments, says, cxcel):
    done = cxcel(*arguments)
    assert done.status == 2
    assert says in done.err
    assert done.err.startswith("Usage: cxcel")
    assert "Traceback" not in done.err
    assert done.out == ""


def test_the_help_lists_the_roles_that_a_map_takes(cxcel):
    """A sentence about an unknown role sends the reader there."""
    from cxcel.data.roles import ROLES

    for command in ("check", "report"):
        listed = cxcel(command, "--help").works()
        assert all(f"\n  {role} " in listed for role in ROLES)
