"""What is written is written whole or not at all, never over an input, and never runs anything it was given."""

from __future__ import annotations

import errno
import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import openpyxl
import pytest
from tests.report.demo import one_period

from cxcel_addin.report.render import render

from .conftest import MODULE, ROOT, SECONDS

OLDER = render(one_period())


@pytest.fixture
def survey(text_file: Callable[..., Path]) -> Path:
    return text_file(
        "survey.csv", "date,nps", *(f"2024-{n // 28 + 1:02d}-{n % 28 + 1:02d},{n % 11}" for n in range(84))
    )


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The folder for output, with an older report in it."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "report.xlsx").write_bytes(OLDER)
    return folder


def test_a_report_replaces_the_older_one_and_leaves_nothing_beside_it(survey, out, cxcel):
    (out / "report.xlsx").chmod(0o644)
    printed = cxcel("report", survey, "-o", out / "report.xlsx", "--json", out / "report.json").works()
    assert f"Written: {out / 'report.xlsx'}\nWritten: {out / 'report.json'}\n" in printed
    assert sorted(path.name for path in out.iterdir()) == ["report.json", "report.xlsx"]
    assert zipfile.is_zipfile(out / "report.xlsx")
    assert (out / "report.xlsx").stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


WRONG = {
    "another ending": (lambda s, o: [s, "-o", o / "report.pdf"], ("-o report.pdf must end in .xlsx",)),
    "no ending": (lambda s, o: [s, "-o", o / "report"], ("-o report must end in .xlsx",)),
    "an old ending": (lambda s, o: [s, "-o", o / "report.xls"], ("-o report.xls must end in .xlsx",)),
    "one name for both": (
        lambda s, o: [s, "-o", o / "new.xlsx", "--json", o / "new.xlsx"],
        ("--json and -o name the same file", "give the JSON another name"),
    ),
    "one name for both, spelled twice": (
        lambda s, o: [s, "-o", o / "new.xlsx", "--json", o / ".." / "out" / "new.xlsx"],
        ("--json and -o name the same file", "give the JSON another name"),
    ),
    "no such folder": (
        lambda s, o: [s, "-o", o / "gone" / "new.xlsx"],
        ("gone does not exist", "make it first, or write elsewhere"),
    ),
    "no such folder for the JSON": (
        lambda s, o: [s, "-o", o / "new.xlsx", "--json", o / "gone" / "new.json"],
        ("gone does not exist", "make it first"),
    ),
    "a file where the folder should be": (
        lambda s, o: [s, "-o", s / "new.xlsx"],
        ("survey.csv does not exist", "make it first"),
    ),
    "the JSON over an input": (
        lambda s, o: [s, "-o", o / "new.xlsx", "--json", s],
        ("survey.csv is one of the files read", "choose another name"),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_output_that_cannot_be(name, survey, out, cxcel, snapshot, tmp_path):
    arguments, says = WRONG[name]
    before = snapshot(tmp_path)
    cxcel("report", *arguments(survey, out)).fails(*says)
    assert snapshot(tmp_path) == before


def test_a_folder_is_no_output(survey, out, cxcel, snapshot):
    (out / "new.xlsx").mkdir()
    before = snapshot(out)
    cxcel("report", survey, "-o", out / "new.xlsx").fails("new.xlsx is a folder", "name a file in it")
    assert snapshot(out) == before


@pytest.mark.parametrize("link", [None, os.symlink, os.link], ids=["itself", "symbolic link", "hard link"])
def test_an_input_is_never_written_over(link, out, cxcel, tmp_path, snapshot):
    source = tmp_path / "answers.xlsx"
    book = openpyxl.Workbook()
    for row in (["nps"], *([n % 11] for n in range(40))):
        book.active.append(row)
    book.save(source)
    target = source
    if link is not None:
        target = out / "linked.xlsx"
        link(source, target)
    before = snapshot(tmp_path)
    cxcel("report", source, "-o", target).fails("is one of the files read", "choose another name for the output")
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("lock", ["~$report.xlsx", ".~lock.report.xlsx#"], ids=["Excel", "LibreOffice"])
def test_an_output_that_is_open_elsewhere(lock, survey, out, cxcel, snapshot):
    (out / lock).write_text("someone")
    before = snapshot(out)
    done = cxcel("report", survey, "-o", out / "report.xlsx")
    done.fails("report.xlsx is open in another program", "close it there, or choose another name")
    assert snapshot(out) == before


def test_an_output_that_is_opened_while_the_report_is_made(survey, out, cxcel, snapshot):
    """Windows refuses to replace an open file; no lock file was there at the start."""
    before = snapshot(out)
    with mock.patch("os.replace", side_effect=PermissionError(errno.EACCES, "Access is denied")):
        done = cxcel("report", survey, "-o", out / "report.xlsx")
    done.fails("report.xlsx was not written", "open in another program or protected", "close it there")
    assert snapshot(out) == before


def test_a_folder_without_the_right_to_write(survey, out, cxcel, snapshot):
    before = snapshot(out)
    with mock.patch("os.access", return_value=False):
        done = cxcel("report", survey, "-o", out / "report.xlsx")
    done.fails("report.xlsx cannot be written: access is denied", "choose a folder of your own")
    assert snapshot(out) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_is_read_only(survey, out, cxcel):
    out.chmod(0o555)
    try:
        cxcel("report", survey, "-o", out / "report.xlsx").fails("cannot be written: access is denied")
    finally:
        out.chmod(0o755)


@pytest.mark.parametrize("call", ["os.fsync", "tempfile.mkstemp"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk(call, code, survey, out, cxcel, snapshot):
    before = snapshot(out)
    with mock.patch(call, side_effect=OSError(code, os.strerror(code))):
        done = cxcel("report", survey, "-o", out / "report.xlsx", "--json", out / "report.json")
    done.fails("report.xlsx was not written: the disk is full", "make room or write elsewhere")
    assert snapshot(out) == before


def test_a_disk_that_breaks(survey, out, cxcel, snapshot):
    before = snapshot(out)
    with mock.patch("os.fsync", side_effect=OSError(errno.EIO, "Input/output error")):
        done = cxcel("report", survey, "-o", out / "report.xlsx")
    done.fails("report.xlsx was not written: Input/output error", "write elsewhere")
    assert snapshot(out) == before


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
sys.argv[0] = "cxcel"
from cxcel_addin.hosts.cli import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit for the size of a file")
@pytest.mark.parametrize("room", [0, 20_000], ids=["none", "too little"])
def test_a_disk_that_fills_while_writing(room, survey, out, snapshot):
    """The limit is the system's own: the write itself fails half-way, in a real process."""
    before = snapshot(out)
    done = subprocess.run(  # fixed words and files of the test's own
        [sys.executable, "-c", LIMITED, str(room), "report", survey, "-o", out / "report.xlsx"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=SECONDS,
        env={
            **os.environ,
            "PYTHONPATH": f"{ROOT / 'udfs'}{os.pathsep}{ROOT / 'addin'}",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith(f"cxcel: {out / 'report.xlsx'} was not written: the disk is full")
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
    assert snapshot(out) == before


def test_the_second_file_failing_puts_the_first_back(survey, out, cxcel, snapshot):
    before = snapshot(out)
    replace = os.replace

    def refuse(source, target):
        if str(target).endswith(".json"):
            raise PermissionError(errno.EACCES, "Access is denied")
        replace(source, target)

    with mock.patch("os.replace", refuse):
        done = cxcel("report", survey, "-o", out / "report.xlsx", "--json", out / "new.json")
    done.fails("new.json was not written", "close it there")
    assert snapshot(out) == before
    (out / "report.xlsx").unlink()
    with mock.patch("os.replace", refuse):
        cxcel("report", survey, "-o", out / "report.xlsx", "--json", out / "new.json").fails("new.json was not written")
    assert list(out.iterdir()) == []


def test_a_link_to_the_report_stays_a_link(survey, out, cxcel, tmp_path):
    link = tmp_path / "newest.xlsx"
    link.symlink_to(out / "report.xlsx")
    cxcel("report", survey, "-o", link).works()
    assert link.is_symlink()
    assert zipfile.is_zipfile(out / "report.xlsx")
    assert [path.name for path in out.iterdir()] == ["report.xlsx"]


def test_inputs_keep_their_bytes_and_times(survey, out, cxcel):
    before = survey.read_bytes(), survey.stat().st_mtime_ns
    cxcel("report", survey, "-o", out / "report.xlsx").works()
    cxcel("check", survey).works()
    cxcel("calc", "NPS", f"{survey}:nps").works()
    assert (survey.read_bytes(), survey.stat().st_mtime_ns) == before
    assert list(survey.parent.iterdir()) == [survey]


def test_the_same_files_give_the_same_bytes(survey, tmp_path, cxcel):
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for path in (first, second):
        cxcel("report", survey, "-o", path, "--json", path.with_suffix(".json")).works()
    assert first.read_bytes() == second.read_bytes()
    assert first.with_suffix(".json").read_bytes() == second.with_suffix(".json").read_bytes()


# Text that a spreadsheet could take for a formula, a link or markup


EVIL = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://evil.example","x")', "=cmd|' /C calc'!A0", "<b>&amp;")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, report: Callable[..., object]) -> bytes:
    """A report whose every word of data starts with a sign."""
    path = tmp_path_factory.mktemp("hostile") / "=log.csv"
    lines = ["call id,date,channel,topic,agent,team,wait,talk,answered,resolved,nps,=comment,@other"]
    for n in range(400):
        words = [EVIL[(n + shift) % len(EVIL)].replace('"', '""') for shift in range(5)]
        channel, topic, agent, team, comment = (f'"{word}"' for word in words)
        comment = comment[:-1] + f' said person {n}"'
        lines.append(
            f"{n},2024-{n // 28 % 6 + 1:02d}-{n % 28 + 1:02d},{channel},{topic},{agent},{team},{n % 90},{60 + n % 300},"
            f"yes,{'yes' if n % 3 else 'no'},{n % 11 if n % 200 else 11},{comment},{comment}"
        )
    path.write_text("\n".join(lines) + "\n", "utf-8")
    made = report(path, "--organisation", "=1+1")
    return made.path.read_bytes()


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name).decode("utf-8") for name in file.namelist()}


def assert_only_values(content: bytes) -> None:
    """Values and native charts: no formula, macro, picture, embedded file or link to outside."""
    for part, xml in parts(content).items():
        assert not re.search(r"externalLink|vbaProject|embeddings|media/|printerSettings|connections|activeX", part)
        assert 'TargetMode="External"' not in xml
        if part.startswith("xl/worksheets/sheet"):
            assert not re.search(r"<f[ />]", xml), part
            assert not re.search(r"<hyperlink [^>]*r:id=", xml), part
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        for row in sheet.iter_rows():
            assert [cell.coordinate for cell in row if cell.data_type == "f"] == []


def test_text_that_looks_like_a_formula_is_text(hostile):
    assert_only_values(hostile)
    book = openpyxl.load_workbook(io.BytesIO(hostile))
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    assert {"=1+1", "+1+1", "-1+1", "@SUM(A1)"} <= cells
    assert any(text.startswith("=HYPERLINK(") for text in cells)
    assert all(type(cell) is str for cell in cells)


def test_what_people_wrote_is_not_in_the_report(hostile):
    assert not any("said person" in xml for xml in parts(hostile).values())


def test_the_sample_and_its_people_are_only_values(sample_report, sample_folder):
    content = sample_report.path.read_bytes()
    assert_only_values(content)
    whole = "\n".join(parts(content).values())
    for code in ("C201861", "N40000", "R00001"):
        assert code not in whole.replace("C201861 in row 1863", "")


def test_a_name_for_the_house_is_printed(survey, tmp_path, cxcel):
    path = tmp_path / "r.xlsx"
    cxcel("report", survey, "-o", path, "--organisation", "Müller & Söhne <AG>").works()
    assert "Müller &amp; Söhne &lt;AG&gt;" in "".join(parts(path.read_bytes()).values())


# Streams


def test_a_console_that_cannot_spell_everything(survey, tmp_path, process):
    done = process("report", survey, "-o", tmp_path / "r.xlsx", PYTHONIOENCODING="cp1252")
    assert done.works().startswith("Net Promoter Score is ?50.0, within ?64.4 to ?32.2\n")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take only names that are text")
def test_a_name_that_is_no_text(survey, out, cxcel):
    path = Path(os.fsdecode(os.fsencode(out) + b"/caf\xe9.csv"))
    path.write_bytes(survey.read_bytes())
    printed = cxcel("report", path, "-o", out / "report.xlsx", "--json", out / "report.json").works()
    assert "Written" in printed
    path.write_bytes(b"")
    assert cxcel("report", path, "-o", out / "report.xlsx").status == 2


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close differently there")
def test_a_reader_that_leaves_early_is_no_error():
    command = f"'{sys.executable}' -m {MODULE} functions | head -n 1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'udfs'}{os.pathsep}{ROOT / 'addin'}"},
    )
    assert done.stderr == ""
    assert done.stdout.splitlines()[0] == "CX Contact centre"
