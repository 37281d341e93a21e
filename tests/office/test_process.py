"""The process that computes, and how it is spoken to; no LibreOffice in sight."""

from __future__ import annotations

import json
import os
import struct
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from tests.hosts.com.packing import packed

from cxcel_addin.office import builder
from cxcel_addin.office.inside.worker import Unreachable, Worker
from cxcel_addin.office.serve import serve

ROWS = [["a", 10], ["b", 3]]


@pytest.fixture
def worker() -> Any:
    place = builder.here()
    made = Worker(place.python, place.path)
    yield made
    made.stop()


def nps(worker: Worker, *scores: Any) -> Any:
    content = packed([[score] for score in scores])
    return worker.ask({"call": "NPS", "values": [[len(content)]]}, [content])


def test_a_call_is_answered(worker: Worker) -> None:
    assert nps(worker, 10.0, 9.0, 8.0, 3.0)[1][0] == 25
    status, sentence = nps(worker, 11.0)
    assert status[1] == 2036
    assert sentence[0] == "NPS: scores must be whole numbers in 0..10, got 11 in row 1"
    assert worker.starts == 1


def test_what_is_left_out_and_texts(worker: Worker) -> None:
    content = packed([[5.0], [4.0], [1.0], [3.0]])
    asked = {"call": "CSAT", "values": [[len(content)], None, None, "mean"]}
    assert worker.ask(asked, [content])[1][0] == 3.25


def test_ended_it_is_started_again(worker: Worker) -> None:
    nps(worker, 10.0)
    assert worker._process is not None
    worker._process.kill()
    worker._process.wait()
    assert nps(worker, 10.0)[1][0] == 100
    assert worker.starts == 2


def test_only_what_is_offered_is_done(worker: Worker) -> None:
    assert worker.ask({"do": "forget", "values": []}) == [0]
    status, sentence = worker.ask({"do": "system", "values": ["ls"]})
    assert status == 1
    assert sentence.startswith("CXcel failed (KeyError")
    assert nps(worker, 10.0)[1][0] == 100, "it goes on"


def test_a_sentence_instead_of_a_traceback(worker: Worker, tmp_path: Path) -> None:
    status, sentence = worker.ask({"do": "open", "values": [str(tmp_path / "no.xlsx"), str(tmp_path / "copy.xlsx")]})
    assert status == 1
    assert "no.xlsx cannot be read" in sentence


def test_a_python_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match=r"is not at .*: run `cxcel addin install --libreoffice`"):
        nps(Worker(str(tmp_path / "python")), 10.0)


def test_a_python_without_cxcel(tmp_path: Path) -> None:
    """What the environment's own Python finds must not decide it, so one is made that finds nothing."""
    (tmp_path / "cxcel_addin").mkdir()
    (tmp_path / "cxcel_addin" / "__init__.py").write_text("")
    worker = Worker(sys.executable, [str(tmp_path)])
    for _ in range(3):
        with pytest.raises(Unreachable, match="has no CXcel any more, or not all it needs: run `cxcel addin install"):
            nps(worker, 10.0)
    assert worker.starts == 1, "not once for every cell"
    worker.try_again()
    with pytest.raises(Unreachable):
        nps(worker, 10.0)
    assert worker.starts == 2


def test_nothing_of_the_environment_or_the_folder_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('read from the folder')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "json.py"))
    monkeypatch.chdir(tmp_path)
    place = builder.here()
    worker = Worker(place.python, place.path)
    assert nps(worker, 10.0)[1][0] == 100
    worker.stop()


def test_it_ends_with_the_other_side() -> None:
    frame = json.dumps({"do": "forget", "values": []}).encode()
    source = BytesIO(struct.pack("<II", 4 + len(frame), len(frame)) + frame)
    target = BytesIO()
    serve(source, target)
    assert target.getvalue()[8:] == b"[0]"
    serve(BytesIO(b"\x01"), target)  # cut off in the middle of a frame
    assert os.path.exists(sys.executable)
