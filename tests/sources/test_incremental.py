"""Tallies that are kept: a new file costs a file, and nothing that happens on the way makes a wrong number."""

from __future__ import annotations

import contextvars
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.sources.folders import name_source, write_files

from cxcel.functions import KPI_BY, KPI_TREND, NPS, REPEAT_RATE
from cxcel.sources import connect, incremental
from cxcel.sources.connect import close_all
from cxcel.sources.incremental import telling
from cxcel.sources.partition import Partition, batches
from cxcel.sources.registry import beside, find
from cxcel.sources.store import forget, place_of


def answers(rows: int, seed: int) -> pa.Table:
    rng = np.random.default_rng(seed)
    start = np.datetime64("2026-01-01T00:00:00", "us")
    return pa.table(
        {
            "date": start + rng.integers(0, 90 * 86_400, rows).astype("m8[s]").astype("m8[us]"),
            "channel": rng.choice(["phone", "chat"], rows),
            "customer_id": rng.integers(0, rows, rows),
            "nps": rng.integers(0, 11, rows),
        }
    )


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "store" / "tallies.sqlite"
    monkeypatch.setenv("CXCEL_STORE", str(file))
    return file


@pytest.fixture
def folder(tmp_path: Path, store: Path) -> Iterator[Path]:
    with beside(tmp_path):
        yield write_files(tmp_path, "survey", answers(3000, 1), 6)
    close_all()


def whole(folder: Path) -> pa.Table:
    return pa.concat_tables([pq.read_table(file) for file in sorted(folder.glob("*.parquet"))])


def read_for(formula: str = "survey:nps") -> tuple[float, int]:
    """The score, and how many files had to be read for it."""
    read = [0]
    with telling(lambda done, of: read.__setitem__(0, done)):
        return NPS(formula), read[0]


def expected(folder: Path) -> float:
    return NPS(whole(folder)["nps"].to_numpy())


def test_files_are_read_once(folder: Path) -> None:
    assert read_for() == (expected(folder), 6)
    assert read_for() == (expected(folder), 0)
    close_all()
    assert read_for() == (expected(folder), 0), "what is kept outlives the process"


def test_a_new_file_costs_a_file(folder: Path) -> None:
    read_for()
    pq.write_table(answers(500, 2), folder / "99.parquet")
    assert read_for() == (expected(folder), 1)


def test_a_changed_file_is_read_again(folder: Path) -> None:
    read_for()
    pq.write_table(answers(500, 3), folder / "02.parquet")
    assert read_for() == (expected(folder), 1)


def test_a_file_with_the_former_time_but_other_rows_is_read_again(folder: Path) -> None:
    file = folder / "02.parquet"
    read_for()
    before = file.stat()
    pq.write_table(answers(500, 5), file)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert read_for() == (expected(folder), 1)


def test_a_deleted_file_counts_no_more(folder: Path) -> None:
    read_for()
    (folder / "04.parquet").unlink()
    assert read_for() == (expected(folder), 0)


def test_a_renamed_file_is_the_same_rows_under_another_name(folder: Path, store: Path) -> None:
    read_for()
    (folder / "04.parquet").rename(folder / "40.parquet")
    assert read_for() == (expected(folder), 1)
    with closing(sqlite3.connect(store)) as connection:
        parts = {part for (part,) in connection.execute("SELECT part FROM tallies")}
    assert parts == {file.name for file in folder.iterdir()}, "nothing is kept of what is gone"


def test_another_question_has_answers_of_its_own(folder: Path) -> None:
    table = whole(folder)
    chat = table.filter(pa.compute.equal(table["channel"], "chat"))
    assert read_for() != read_for("survey:nps where channel = 'chat'")
    assert read_for("survey:nps where channel = 'chat'") == (NPS(chat["nps"].to_numpy()), 0)
    assert KPI_BY("NPS", "survey:channel", "survey:nps") == KPI_BY(
        "NPS", table["channel"].to_pylist(), table["nps"].to_pylist()
    )


def test_what_spans_files_is_kept_for_all_of_them_together(folder: Path) -> None:
    def rate() -> float:
        table = whole(folder)
        found = REPEAT_RATE("survey:customer_id", "survey:date")
        assert found == REPEAT_RATE(table["customer_id"].to_pylist(), table["date"].to_pylist())
        return found

    before = rate()
    pq.write_table(answers(500, 4), folder / "99.parquet")
    assert rate() != before


def test_changed_settings_of_a_source_do_not_get_the_former_answers(folder: Path, tmp_path: Path) -> None:
    before = read_for()
    file = tmp_path / "cxcel-sources.toml"
    file.write_text(file.read_text() + 'blanks = ["0"]\n')
    score, read = read_for()
    assert (score != before[0], read) == (True, 6)


def test_small_files_are_read_together_and_large_ones_alone() -> None:
    sizes = [10, 4_000_000, 20, 30, 1_999_999, 1_999_999, 1_000_000, 40, 3_000_000]
    parts = [Partition(str(i), "", rows) for i, rows in enumerate(sizes)]
    assert [[part.rows for part in batch] for batch in batches(parts)] == [
        [10],
        [4_000_000],
        [20, 30, 1_999_999, 1_999_999],
        [1_000_000, 40],
        [3_000_000],
    ]


def test_a_store_that_is_no_database_is_begun_anew(folder: Path, store: Path) -> None:
    store.parent.mkdir()
    store.write_bytes(b"something else" * 1000)
    assert read_for() == (expected(folder), 6)
    assert read_for() == (expected(folder), 0)


def test_what_is_kept_can_be_forgotten(folder: Path) -> None:
    read_for()
    place = place_of(find("survey"))
    assert forget(place, [f"{i:02d}.parquet" for i in range(5)]) == 1
    assert read_for()[1] == 1
    forget(place)
    assert read_for()[1] == 6


RUN = """
import sys, time
from cxcel.functions import NPS
from cxcel.sources import incremental, partition
from cxcel.sources.registry import beside
partition.SMALL = 1  # every file by itself
def slowly(done, of):
    print(done, of, flush=True)
    time.sleep(float(sys.argv[2]))
with beside(sys.argv[1]), incremental.telling(slowly):
    print("score", NPS("survey:nps"), flush=True)
"""


def run(tmp_path: Path, pause: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(tmp_path), str(pause)], stdout=subprocess.PIPE, text=True, env=os.environ
    )


def test_a_run_that_is_cut_off_loses_nothing(folder: Path, tmp_path: Path) -> None:
    with run(tmp_path, 30) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    assert first == "1 6\n"
    with run(tmp_path, 0) as process:
        assert process.stdout is not None
        told = process.stdout.read().splitlines()
    assert told == [*(f"{done} 5" for done in range(1, 6)), f"score {expected(folder)}"]


def test_two_runs_at_once_give_the_same_and_leave_a_sound_store(folder: Path, tmp_path: Path, store: Path) -> None:
    runs = [run(tmp_path, 0.02) for _ in range(3)]
    scores = [process.communicate()[0].splitlines()[-1] for process in runs]
    assert scores == [f"score {expected(folder)}"] * 3
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT COUNT(*) FROM tallies").fetchone() == (6,)
    assert read_for() == (expected(folder), 0)


def test_a_trend_over_many_files_is_that_of_all_rows(folder: Path) -> None:
    table = whole(folder)
    found = KPI_TREND("NPS", "survey:date", "week", "survey:nps")
    assert found == KPI_TREND("NPS", table["date"].to_pylist(), "week", table["nps"].to_pylist())


@pytest.fixture
def database(tmp_path: Path, store: Path) -> Iterator[Path]:
    """A table of a database whose file tells nothing of its days: they are settled after ten of them."""
    name_source(tmp_path, "survey", "cx.sqlite", table="answers", settled=10)
    write_rows(tmp_path, answers(2000, 1))
    with beside(tmp_path):
        yield tmp_path
    close_all()


def write_rows(at: Path, table: pa.Table) -> None:
    with closing(sqlite3.connect(at / "cx.sqlite")) as connection, connection:
        connection.execute("DROP TABLE IF EXISTS answers")
        connection.execute("CREATE TABLE answers (date TIMESTAMP, channel TEXT, customer_id INTEGER, nps INTEGER)")
        rows = [(str(row["date"]), *list(row.values())[1:]) for row in table.to_pylist()]
        connection.executemany("INSERT INTO answers VALUES (?, ?, ?, ?)", rows)


@pytest.fixture
def of_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server tells nothing of its state."""
    monkeypatch.setattr(connect, "file_state", lambda source: None)


@pytest.mark.usefixtures("of_a_server")
def test_settled_days_are_kept_and_the_newest_read_again(database: Path, store: Path) -> None:
    table = answers(2000, 1).sort_by("date")
    assert read_for()[0] == NPS(table["nps"].to_numpy())
    with closing(sqlite3.connect(store)) as connection:
        days = [part for (part,) in connection.execute("SELECT DISTINCT part FROM tallies WHERE part LIKE '2026-%'")]
    assert (len(days), max(days)) == (79, "2026-03-20")  # of 90 days up to 31 March
    late = pa.concat_tables([table, answers(50, 9).slice(0, 50)])
    write_rows(database, late)
    assert read_for()[0] == NPS(late["nps"].to_numpy()), "days with other rows are not those that were kept"
    assert KPI_TREND("NPS", "survey:date", "month", "survey:nps") == KPI_TREND(
        "NPS", late["date"].to_pylist(), "month", late["nps"].to_pylist()
    )


@pytest.mark.usefixtures("of_a_server")
def test_a_settled_day_is_not_read(database: Path) -> None:
    table = answers(2000, 1)
    read_for()
    days = table["date"].to_numpy().astype("M8[D]")
    changed = np.where(days < np.datetime64("2026-02-01"), 10 - table["nps"].to_numpy(), table["nps"].to_numpy())
    write_rows(database, table.set_column(3, "nps", pa.array(changed)))
    assert read_for()[0] == NPS(table["nps"].to_numpy()), "what was promised not to change is not looked at"


def test_a_database_file_that_was_not_changed_is_not_read(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = NPS("survey:nps")
    monkeypatch.setattr(incremental, "read", None)
    assert NPS("survey:nps") == before


def test_many_threads_may_ask_at_once(folder: Path) -> None:
    """Spreadsheet engines compute cells side by side."""
    table = whole(folder)
    formulas = [f"survey:nps where customer_id > {limit}" for limit in range(0, 2400, 200)]
    here = [contextvars.copy_context() for _ in formulas]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda one: one[0].run(NPS, one[1]), zip(here, formulas, strict=True)))
    customers, scores = table["customer_id"].to_numpy(), table["nps"].to_numpy()
    assert found == [NPS(scores[customers > limit]) for limit in range(0, 2400, 200)]
