"""`cxcel addin bundle` from the command line: one sentence and status 2 where it cannot, and nothing written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.bundle.fakes import embeddable, zipped
from tests.hosts.conftest import started


def cxcel(folder: Path, *words: str, **variables: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "cxcel_addin.hosts.cli", "addin", "bundle", *words],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--python", "gone.zip"], "gone.zip does not exist"),
        (["--python", "text.zip"], "text.zip cannot be read as a zip file"),
        (["--python", "python.zip", "-o", "python.zip"], "is one of the files read"),
        (["-o", "gone/a.zip"], "the folder gone does not exist"),
        (["--wheels", "gone"], "the folder gone does not exist: make it first, or leave --wheels out"),
    ],
)
def test_bad_input(tmp_path: Path, words: list[str], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.zip").write_text("text")
    (tmp_path / "python.zip").write_bytes(zipped(embeddable()))
    before = sorted(tmp_path.iterdir())
    run = started(["addin", "bundle", *words])
    assert run.status == 2
    assert "Traceback" not in run.err
    assert said in run.err.splitlines()[-1]
    assert sorted(tmp_path.iterdir()) == before


def test_no_network(tmp_path: Path) -> None:
    (tmp_path / "python.zip").write_bytes(zipped(embeddable()))
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}
    status, told = cxcel(tmp_path, "--python", "python.zip", **offline)
    assert status == 2
    assert told.splitlines()[-1].startswith("cxcel: pip cannot download what the bundle is made of (")
    assert [path.name for path in tmp_path.iterdir()] == ["python.zip"]
