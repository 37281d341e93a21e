"""Whatever is wrong with a source: one sentence, exit status 2, nothing written, and no secret in it."""

from __future__ import annotations

import io
import shutil
import socket
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.sources import servers
from tests.sources.folders import name_source, write_files

from cxcel.sources.connect import close_all
from cxcel_addin.hosts.cli import main

SECRET = "hunter2-épée"


def contacts(rows: int = 300, start: int = 0) -> pa.Table:
    rng = np.random.default_rng(start)
    return pa.table(
        {
            "contact_id": np.arange(start, start + rows),
            "started": [datetime(2026, 1, 1) + timedelta(hours=start + i) for i in range(rows)],
            "channel": rng.choice(["phone", "chat"], rows),
            "country": rng.choice(["FR", "DE"], rows),
            "talk": rng.integers(10, 900, rows),
            "resolved": rng.random(rows) < 0.6,
        }
    )


@pytest.fixture(autouse=True)
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CXCEL_STORE", str(tmp_path / "store" / "tallies.sqlite"))
    monkeypatch.setenv("CXCEL_SOURCES", str(tmp_path))
    yield tmp_path
    close_all()


@pytest.fixture
def folder(at: Path) -> Path:
    folder = write_files(at, "contacts", contacts(), 1)
    pq.write_table(contacts(start=300), folder / "01.parquet")
    return folder


class Run(NamedTuple):
    status: int
    out: str
    err: str


def run(*args: str) -> Run:
    out, err = io.StringIO(), io.StringIO()
    with mock.patch("sys.argv", ["cxcel", *args]), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            return Run(int(end.code or 0), out.getvalue(), err.getvalue())
    return Run(0, out.getvalue(), err.getvalue())


def refused(at: Path, *args: str) -> str:
    """The one sentence of a command that fails and leaves the folder as it was."""
    before = sorted(at.rglob("*"))
    found = run(*args)
    assert found.status == 2, found
    text = found.err.strip()
    assert "Traceback" not in text
    assert SECRET not in text
    assert len(text.splitlines()) == 1, text
    left = [path for path in sorted(at.rglob("*")) if path not in before and "store" not in path.parts]
    assert not left
    return text


FCR = ("calc", "FCR_RATE", "contacts:resolved")


def test_a_source_that_works(folder: Path) -> None:
    found = run(*FCR)
    assert (found.status, found.err) == (0, "")


@pytest.mark.parametrize("command", [FCR, ("report", "contacts", "-o", "report.xlsx")])
class TestOfFiles:
    def test_that_vanished(self, at: Path, folder: Path, command: tuple[str, ...]) -> None:
        shutil.rmtree(folder)
        assert "contacts" in refused(at, *command)

    def test_without_a_single_file(self, at: Path, folder: Path, command: tuple[str, ...]) -> None:
        for file in folder.iterdir():
            file.unlink()
        assert "contacts" in refused(at, *command)

    def test_with_a_role_missing_in_one_file(self, at: Path, folder: Path, command: tuple[str, ...]) -> None:
        pq.write_table(contacts(start=600).drop_columns("resolved"), folder / "02.parquet")
        text = refused(at, *command)
        assert "02.parquet" in text
        assert "resolved" in text
        assert "--missing blank" in text

    def test_with_types_that_differ(self, at: Path, folder: Path, command: tuple[str, ...]) -> None:
        table = contacts(start=600)
        words = pa.array(["yes" if flag else "no" for flag in table["resolved"].to_pylist()])
        pq.write_table(table.set_column(5, "resolved", words), folder / "02.parquet")
        text = refused(at, *command)
        assert "02.parquet" in text
        assert "resolved" in text

    @pytest.mark.parametrize("spoilt", ["cut", "empty", "text"])
    def test_with_a_corrupt_footer(self, at: Path, folder: Path, command: tuple[str, ...], spoilt: str) -> None:
        file = folder / "01.parquet"
        whole = file.read_bytes()
        file.write_bytes({"cut": whole[:-100], "empty": b"", "text": b"contact,channel\n" * 50}[spoilt])
        assert "01.parquet" in refused(at, *command)


def test_a_value_that_a_metric_does_not_take(at: Path, folder: Path) -> None:
    pq.write_table(contacts(start=600).set_column(4, "talk", pa.array([-5] * 300)), folder / "02.parquet")
    text = refused(at, "calc", "AHT", "contacts:talk")
    assert text.endswith("talk must be 0 seconds or more, got -5 in contacts (02.parquet)")


def test_a_number_with_the_other_mark_is_none(at: Path) -> None:
    (at / "log.csv").write_text('wait\n"1.234,5"\n1.5\n')
    name_source(at, "log", "log.csv", decimal="comma")
    assert refused(at, "calc", "ASA", "log:wait").endswith("log (log.csv) holds a row that ASA cannot take: ['1.5']")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("ASA", "log:wait"), "--decimal comma (or point)"),
        (("KPI_TREND", "ASA", "log:made", "month", "log:n"), "--dates day-first (or month-first)"),
    ],
)
def test_a_way_of_writing_that_no_cell_proves(at: Path, asked: tuple[str, ...], told: str) -> None:
    (at / "log.csv").write_text('made,n,wait\n01/02/2026,1,"1,234"\n03/04/2026,2,"2,345"\n')
    name_source(at, "log", "log.csv")
    text = refused(at, "calc", *asked)
    assert text.endswith(f"in log (log.csv); tell how it is written with cxcel source add log ... {told} --replace")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("soon", "column 'made' holds 'soon', which is no date"),
        ("2026-02-30", "column 'made' holds '2026-02-30', which is no date"),
        ("31/12/2026", "which is no date; tell how it is written with cxcel source add log ... --dates day-first (or"),
        ("46000.5", "column 'made' holds no dates but numbers"),
    ],
)
def test_parts_of_time_of_what_is_no_date(at: Path, cell: str, said: str) -> None:
    first = "2026-01-01" if cell[0] != "4" else cell
    (at / "log.csv").write_text(f"made,wait\n{first},1\n{cell},2\n")
    name_source(at, "log", "log.csv")
    with (at / "cxcel-sources.toml").open("a") as file:
        file.write('roles = { date = "made" }\n')
    for asked in (("KPI_BY", "ASA", "log:month", "log:wait"), ("ASA", "log:wait", "log: day = '2026-01-01'")):
        assert said in refused(at, "calc", *asked)


def test_a_million_groups(at: Path) -> None:
    rows = 1_000_000
    write_files(at, "log", pa.table({"key": np.arange(rows), "resolved": np.ones(rows, bool)}), 2)
    text = refused(at, "calc", "KPI_BY", "FCR_RATE", "log:key", "log:resolved")
    assert "100,000" in text


def test_more_rows_than_a_sheet_for_a_function_of_rows(at: Path) -> None:
    rows = 1_100_000
    write_files(at, "log", pa.table({"a": np.arange(rows) % 7, "b": np.arange(rows) % 11}), 1)
    text = refused(at, "calc", "KPI_CORR", "log:a", "log:b", "kendall")
    assert "1,048,576" in text


@pytest.mark.parametrize(
    "condition", ["country = 'FR' -- or not", "country = 'FR", "country = 'FR'; drop table contacts", "country = FR"]
)
def test_a_filter_that_is_none(at: Path, folder: Path, condition: str) -> None:
    refused(at, *FCR, f"contacts: {condition}")


@pytest.mark.parametrize("value", ["F'R", "FR' or '1'='1", "FR'; drop table contacts; --"])
def test_a_quote_in_a_value_is_a_letter(folder: Path, value: str) -> None:
    quoted = value.replace("'", "''")
    found = run("calc", "KPI_N", "FCR_RATE", "contacts:resolved", f"contacts: country = '{quoted}'")
    assert (found.status, found.out.strip()) == (0, "0.0")


def test_a_column_that_is_not_there(at: Path, folder: Path) -> None:
    text = refused(at, "calc", "FCR_RATE", "contacts:resolvd")
    assert "did you mean resolved?" in text


def test_a_source_that_nobody_named(at: Path, folder: Path) -> None:
    assert "contacts" in refused(at, "calc", "FCR_RATE", "contcts:resolved")


def test_a_thousand_tiny_files(at: Path) -> None:
    tiny = at / "tiny"
    tiny.mkdir()
    for i in range(1000):
        pq.write_table(contacts(3, start=3 * i), tiny / f"{i:04d}.parquet")
    name_source(at, "tiny", "tiny")
    found = run("calc", "KPI_N", "FCR_RATE", "tiny:resolved")
    assert (found.status, found.out.strip()) == (0, "3000.0")


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_a_server_that_does_not_answer(at: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXCEL_PASSWORD_CONTACTS", SECRET)
    name_source(at, "contacts", f"postgresql://reader@127.0.0.1:{closed_port()}/cx", table="contacts")
    assert "contacts" in refused(at, *FCR)


def test_a_host_that_is_not_there(at: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXCEL_PASSWORD_CONTACTS", SECRET)
    name_source(at, "contacts", "postgresql://reader@no-such-host.invalid/cx", table="contacts")
    assert "contacts" in refused(at, *FCR)


@pytest.mark.postgres
def test_a_wrong_password(at: Path, postgres: servers.Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXCEL_PASSWORD_CONTACTS", SECRET)
    name_source(at, "contacts", postgres.url, table="contacts")
    text = refused(at, *FCR)
    assert "password" in text
    assert "CXCEL_PASSWORD_CONTACTS" in text
