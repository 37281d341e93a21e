"""Formulas over folders of Parquet that a Spark cluster reads give what they give over the same cells."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.sources import servers
from tests.sources import test_time_zones as zoned
from tests.sources.asked import (
    SETTINGS,
    Asked,
    agree,
    answer,
    asked_of_examples,
    asked_of_messy,
    asked_of_spelled,
    messy,
    of_its_own_sums,
    spelled,
    table_of_examples,
)
from tests.sources.folders import name_source, write_files
from tests.sources.opening import count, opened, refusal

from cxcel.errors import BadInput
from cxcel.sources.connect import close_all
from cxcel.sources.registry import beside

pytestmark = [
    pytest.mark.spark,
    # PySpark leaves the socket on which an answer came to the garbage collector
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]
MESSY = messy()
MONTHS, ROWS = 24, 20_000


ASKED = [*filter(of_its_own_sums, [*asked_of_examples("examples"), *asked_of_messy(MESSY, "messy")])]
ASKED += asked_of_spelled(MESSY, "spelled")


@pytest.fixture(scope="module", autouse=True)
def folders(spark: servers.Spark, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The tables of the other engines' tests, and two years of contacts, as files that the cluster reads."""
    spark.session()
    at = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch, beside(at):
        patch.setenv("CXCEL_STORE", str(at / "tallies.sqlite"))
        tables = {"examples": table_of_examples(), "messy": MESSY, "spelled": spelled(MESSY), "contacts": _contacts()}
        for name, table in tables.items():
            write_files(at, f"{name}-files", table, MONTHS if name == "contacts" else 2)
            name_source(at, name, spark.url, table=f"{name}-files", **SETTINGS.get(name, {}))
        write_files(at, "zoned-files", zoned.TABLE, 2)
        name_source(at, "zoned", spark.url, table="zoned-files", timezone=zoned.ZONE)
        yield at
        close_all()


def _contacts() -> pa.Table:
    rng = np.random.default_rng(24)
    rows = MONTHS * ROWS
    return pa.table({"team": rng.integers(0, 50, rows), "resolved": rng.random(rows) < rng.random(rows)})


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_a_formula_gives_the_same(asked: Asked) -> None:
    found, expected = answer(asked.name, asked.columns), answer(asked.name, asked.cells)
    assert agree(found, expected), f"{found}\n{expected}"


def test_days_are_those_of_the_clock_on_the_wall() -> None:
    found = answer("KPI_TREND", ("NPS", "zoned:date", "day", "zoned:nps"))
    assert agree(found, answer("KPI_TREND", ("NPS", zoned.WALL, "day", zoned.TABLE["nps"].to_pylist())))


def test_a_cluster_reads_a_folder_and_its_files_are_checked(spark: servers.Spark, tmp_path: Path) -> None:
    for month, columns in (("2026-01", {"wait": [1.5]}), ("2026-02", {"wait": [2.5], "note": ["late"]})):
        (tmp_path / f"contacts/month={month}").mkdir(parents=True)
        pq.write_table(pa.table(columns), tmp_path / f"contacts/month={month}/x.parquet")
    source = opened(spark.url, "contacts", tmp_path)
    assert set(source.table.columns) == {"wait", "note", "month"}
    assert count(source) == 2
    source.check(["wait", "month"])
    with pytest.raises(BadInput, match=r'the file month=2026-01/x.parquet has no column "note"'):
        source.check(["note"])
    assert refusal(spark.url, "survey").startswith(f"{spark.url} has no table survey")
    pq.write_table(pa.table({"wait": [1]}), tmp_path / "contacts/month=2026-02/x.parquet")
    assert refusal(spark.url, "contacts", tmp_path) == (
        'the column "wait" is DOUBLE in month=2026-01/x.parquet and BIGINT in month=2026-02/x.parquet; '
        "write one of them anew with the type of the other"
    )
    assert "Path does not exist" in refusal(spark.url, str(tmp_path / "elsewhere"))


class Watch:
    """What a cluster does for a session, stage by stage."""

    def __init__(self, session: Any) -> None:
        self.tracker = session.sparkContext.statusTracker()
        self.stages: set[int] = set()

    def at_work(self) -> int:
        """Return how many tasks run at this moment."""
        active = set(self.tracker.getActiveStageIds())
        self.stages |= active
        return sum(info.numActiveTasks for info in map(self.tracker.getStageInfo, active) if info)

    def lost(self) -> int:
        """Return how many tasks of the stages that were seen at work failed in their latest attempt."""
        return sum(info.numFailedTasks for info in map(self.tracker.getStageInfo, self.stages) if info)


def test_the_answer_is_right_though_a_worker_dies_at_work(spark: servers.Spark) -> None:
    contacts = _contacts()
    expected = answer("KPI_BY", ("FCR_RATE", contacts["team"].to_pylist(), contacts["resolved"].to_pylist()))
    assert answer("KPI_N", ("FCR_RATE", "contacts:resolved")) == MONTHS * ROWS  # all is read in and warm
    session, found = spark.session(), []
    formula = ("FCR_RATE", "contacts:team", "contacts:resolved")
    here = contextvars.copy_context()  # a thread does not know where its sources are named
    asking = threading.Thread(target=lambda: found.append(here.run(answer, "KPI_BY", formula)))
    watch = Watch(session)
    session.conf.set("spark.sql.files.maxPartitionBytes", "2k")  # many tasks, so that there is a middle
    try:
        asking.start()
        servers.until(lambda: found or watch.at_work() == len(spark.workers), "every worker is at work")
        spark.kill_worker()
        servers.until(lambda: found or watch.lost(), "the worker's tasks are missed")
        assert not found, "the answer had come before the worker died"
        asking.join(servers.SECONDS)
    finally:
        session.conf.unset("spark.sql.files.maxPartitionBytes")
        spark.start_worker()
        spark.session()
    assert agree(found[0], expected)
