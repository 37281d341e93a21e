"""The command line as a user starts it: words in, exit status and two streams out."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from unittest import mock

import openpyxl
import pytest
from tests.hosts.cells import write_sources

from cxcel.sources.connect import close_all
from cxcel_addin.hosts.cli import main

ROOT = Path(__file__).resolve().parents[2]
MODULE = "cxcel_addin.hosts.cli"
SECONDS = 60


@dataclass(frozen=True)
class Run:
    """What one command left behind."""

    status: int
    out: str
    err: str

    def fails(self, *fragments: str) -> str:
        """Return the one sentence with which the command refused; it must hold every fragment."""
        assert self.status == 2, (self.status, self.out, self.err)
        assert self.out == ""
        assert "Traceback" not in self.err
        assert self.err.startswith("cxcel: ")
        assert self.err.endswith("\n")
        sentence = self.err.removeprefix("cxcel: ")[:-1]
        assert sentence
        assert sentence.isprintable(), "one sentence on one line"
        for fragment in fragments:
            assert fragment in sentence, (fragment, sentence)
        return sentence

    def works(self) -> str:
        """Return what was printed by a command that succeeded."""
        assert self.status == 0, self.err
        assert self.err == ""
        return self.out


@dataclass(frozen=True)
class Made:
    """A report on disk with what was printed while it was made."""

    path: Path
    json_path: Path
    out: str

    @cached_property
    def data(self) -> dict[str, Any]:
        return json.loads(self.json_path.read_text("utf-8"))

    def metric(self, name: str, rule: str = "", **fields: object) -> dict[str, Any]:
        """Return a metric's row: the one that is used, or the one by another rule or with another title."""
        rows = [m for m in self.data["metrics"] if m["name"] == name]
        fields = fields or ({} if rule else {"used": True})
        found = [m for m in rows if rule in {"", m["rule"]} and all(m[k] == v for k, v in fields.items())]
        assert len(found) == 1, (name, rule, fields, [(m["rule"], m["title"]) for m in rows])
        return found[0]

    def relation(self, kpi: str) -> dict[str, Any]:
        return next(row for row in self.data["relations"] if row["kpi"] == kpi)

    @cached_property
    def numbers(self) -> list[float]:
        """Every number on the sheets as openpyxl reads it; a time is its seconds, to the millisecond."""
        book = openpyxl.load_workbook(self.path)
        values = (cell.value for sheet in book for row in sheet.iter_rows() for cell in row)
        return [number for value in values if (number := as_number(value)) is not None]

    @cached_property
    def stored(self) -> list[float]:
        """Every number as the sheets' own XML has it; a time is a part of a day."""
        with zipfile.ZipFile(self.path) as file:
            sheets = [file.read(name).decode() for name in file.namelist() if name.startswith("xl/worksheets/sheet")]
        return [float(text) for xml in sheets for text in re.findall(r'<c r="\w+"(?: s="\d+")?><v>([^<]+)</v>', xml)]

    def shows(self, number: float) -> bool:
        """Whether a cell holds the number at full precision."""
        return any(cell == pytest.approx(number, rel=1e-12, abs=0) for cell in self.stored)

    def by(self, name: str, column: str, title: str = "") -> dict[str, dict[str, Any]]:
        """Return label -> figure of one metric by the groups of a column."""
        found = [
            b for b in self.data["breakdowns"] if (b["name"], b["by"]) == (name, column) and title in {"", b["title"]}
        ]
        return {group["label"]: group["figure"] for group in found[0]["groups"]}


def as_number(value: object) -> float | None:
    if isinstance(value, dt.time):
        value = dt.datetime.combine(dt.date.min, value) - dt.datetime.min
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def hashes(folder: Path) -> dict[str, str]:
    """Return what is in a folder: every file with its contents, every folder by name."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }


def started(arguments: Sequence[object]) -> Run:
    """Run the command in this process, through the entry point itself."""
    out, err = io.StringIO(), io.StringIO()
    status: object = 0
    with (
        mock.patch.object(sys, "argv", ["cxcel", *map(str, arguments)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            status = end.code
    assert isinstance(status, int)
    return Run(status, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def cxcel() -> Callable[..., Run]:
    """Run a command in this process."""
    return lambda *arguments: started(arguments)


@pytest.fixture(scope="session")
def process() -> Callable[..., Run]:
    """Run a command in a process of its own, as a shell does."""

    def run(*arguments: object, **variables: str) -> Run:
        done = subprocess.run(  # fixed words and files of the test's own
            [sys.executable, "-m", MODULE, *map(str, arguments)],
            capture_output=True,
            check=False,
            timeout=SECONDS,
            env={**os.environ, "PYTHONPATH": f"{ROOT / 'udfs'}{os.pathsep}{ROOT / 'addin'}", **variables},
        )
        return Run(done.returncode, *(text.decode("utf-8", "replace") for text in (done.stdout, done.stderr)))

    return run


@pytest.fixture(scope="session")
def source_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the source of the table of cells; sums are kept there, too, and not with the user's own."""
    folder = write_sources(tmp_path_factory.mktemp("sources"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXCEL_STORE", str(folder / "tallies.sqlite"))
        yield folder
    close_all()


@pytest.fixture(scope="session")
def snapshot() -> Callable[[Path], dict[str, str]]:
    return hashes


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Made]:
    """Make a report with its JSON; the same words make it once."""
    kept: dict[tuple[str, ...], Made] = {}

    def make(*arguments: object) -> Made:
        key = tuple(map(str, arguments))
        if key not in kept:
            folder = tmp_path_factory.mktemp("report")
            path, json_path = folder / "report.xlsx", folder / "report.json"
            out = started(["report", *key, "-o", path, "--json", json_path]).works()
            assert sorted(p.name for p in folder.iterdir()) == ["report.json", "report.xlsx"]
            kept[key] = Made(path, json_path, out)
        return kept[key]

    return make


@pytest.fixture(scope="session")
def sample_report(report: Callable[..., Made], sample_folder: Path) -> Made:
    """The report on the sample, as `make report` makes it."""
    targets = ("NPS=40", "CSAT=0.75", "FCR_RATE=0.65", "AHT=360", "SERVICE_LEVEL=80%", "ABANDON_RATE=0.05")
    options = [word for target in targets for word in ("--target", target)]
    return report(*(sample_folder / f"{name}.csv" for name in ("contacts", "survey", "customers")), *options)


@pytest.fixture
def text_file(tmp_path: Path) -> Callable[..., Path]:
    """Write lines to a text file of the folder ``in``."""

    def write(name: str, *lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
        return path

    return write
