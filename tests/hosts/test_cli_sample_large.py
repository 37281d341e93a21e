"""The sample of any size from the command line: what it prints, and what it refuses in one sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import namedtuple
from unittest import mock

import pytest

from cxcel_addin.large import write

Usage = namedtuple("Usage", "total used free")
CUT_OFF = """
import os, sys
from pathlib import Path
from cxcel_addin.large.plan import Plan
from cxcel_addin.large.write import write_large
write_large(Path(sys.argv[1]), Plan(3_000, 4), lambda month: month == "2025-03" and os._exit(9))
"""


def test_a_sample_of_any_size_is_written(tmp_path, cxcel):
    folder = tmp_path / "new" / "sample"
    printed = cxcel("sample", "--rows", "1000", "--months", "2", "-o", folder).works()
    assert printed.splitlines() == [f"Written: {folder / name}" for name in ("contacts", "survey", "truth.json")]
    assert sorted(path.name for path in folder.iterdir()) == ["contacts", "survey", "truth.json"]
    assert [path.name for path in sorted((folder / "survey").iterdir())] == ["2025-01.parquet", "2025-02.parquet"]


def test_there_are_24_months_unless_it_is_said_otherwise(tmp_path, cxcel):
    cxcel("sample", "--rows", "50", "-o", tmp_path).works()
    assert len(list((tmp_path / "contacts").iterdir())) == 24


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--rows", "0"], "--rows must lie in 1..10,000,000,000, got 0"),
        (["--rows", "-3"], "--rows must lie in 1..10,000,000,000, got -3"),
        (["--rows", "10", "--months", "0"], "--months must lie in 1..120, got 0"),
        (["--months", "3"], "--months needs --rows"),
    ],
)
def test_numbers_that_cannot_be(options, said, tmp_path, cxcel):
    cxcel("sample", *options, "-o", tmp_path / "new").fails(said)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_refused(tmp_path, cxcel, snapshot):
    (tmp_path / "mine.txt").write_text("x")
    before = snapshot(tmp_path)
    cxcel("sample", "--rows", "10", "-o", tmp_path).fails("not empty ('mine.txt' is in it)", "name a new folder")
    cxcel("sample", "--rows", "10", "-o", tmp_path / "mine.txt").fails("mine.txt is a file: name a folder")
    cxcel("sample", "--rows", "10", "-o", tmp_path / "mine.txt" / "in").fails("cannot be written to", "another folder")
    assert snapshot(tmp_path) == before


def test_a_disk_without_room_is_said_before_anything_is_written(tmp_path, cxcel):
    with mock.patch.object(shutil, "disk_usage", return_value=Usage(9**9, 0, 2_000_000)):
        cxcel("sample", "--rows", "1000000", "-o", tmp_path / "new").fails(
            "has 0.0 GB of room and 1,000,000 rows need up to 0.0 GB", "ask for fewer rows"
        )
    assert list(tmp_path.iterdir()) == []


def test_room_is_asked_for_where_the_folder_will_be(tmp_path, cxcel):
    with mock.patch.object(shutil, "disk_usage", return_value=Usage(9**9, 0, 9**12)) as asked:
        cxcel("sample", "--rows", "10", "-o", tmp_path / "new" / "deeper").works()
    asked.assert_called_once_with(tmp_path)


def test_more_room_is_asked_for_than_is_used(tmp_path, cxcel):
    cxcel("sample", "--rows", "50000", "-o", tmp_path / "new").works()
    files = [path for path in (tmp_path / "new").rglob("*") if path.is_file()]
    used = sum(path.stat().st_size for path in files)
    assert used < 50_000 * write.BYTES_A_ROW + 48 * write.BYTES_A_FILE


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of a file there")
def test_a_disk_that_becomes_full_leaves_nothing(tmp_path, cxcel):
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        run = cxcel("sample", "--rows", "60000", "--months", "2", "-o", tmp_path / "new")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    run.fails("the sample was not written to", "the disk is full", "make room")
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_one_sentence_says_what_to_install(tmp_path, cxcel):
    with mock.patch.dict(sys.modules, {"pyarrow": None, "pyarrow.parquet": None}):
        cxcel("sample", "--rows", "10", "-o", tmp_path / "new").fails('pip install "cxcel[sources]"')
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_was_killed_says_what_to_delete_and_can_be_run_again(tmp_path, cxcel):
    done = subprocess.run(
        [sys.executable, "-c", CUT_OFF, str(tmp_path)],
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == 9
    assert [path.name for path in tmp_path.iterdir()] == [write.UNFINISHED]
    again = ("sample", "--rows", "3000", "--months", "4", "-o", tmp_path)
    cxcel(*again).fails(f"{tmp_path / write.UNFINISHED} is there", "delete it and run again")
    shutil.rmtree(tmp_path / write.UNFINISHED)
    cxcel(*again).works()
    assert len(list((tmp_path / "contacts").iterdir())) == 4
