"""Rows that are there twice count once, wherever the second lies; rows that merely share an id all count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.sources.folders import name_source

from cxcel.functions import KPI_BY, KPI_DRIVERS, KPI_N, NPS
from cxcel.sources.connect import close_all, open_source
from cxcel.sources.copies import ACROSS, NONE, WITHIN, repeated
from cxcel.sources.registry import beside, find

ROWS = 400


def survey(first: int, rows: int = ROWS, ids: str = "number") -> pa.Table:
    rng = np.random.default_rng(first)
    numbers = np.arange(first, first + rows)
    return pa.table(
        {
            "contact_id": numbers if ids == "number" else [f"id-{n:06d}" for n in numbers],
            "channel": rng.choice(["phone", "chat"], rows),
            "nps": rng.integers(0, 11, rows),
            "wait": rng.gamma(2, 30, rows),
        }
    )


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("CXCEL_STORE", str(tmp_path / "tallies.sqlite"))
    (tmp_path / "survey").mkdir()
    name_source(tmp_path, "survey", "survey")
    name_source(tmp_path, "kept", "survey", copies="keep")
    with beside(tmp_path):
        yield tmp_path
    close_all()


def write(at: Path, **files: pa.Table) -> None:
    for name, table in files.items():
        pq.write_table(table, at / "survey" / f"{name}.parquet")


def found() -> str:
    return repeated(open_source(find("survey")), "contact_id")


@pytest.mark.parametrize("ids", ["number", "text"])
def test_ids_that_do_not_repeat_are_seen_to(at: Path, ids: str) -> None:
    write(at, a=survey(0, ids=ids), b=survey(ROWS, ids=ids))
    assert (found(), KPI_N("NPS", "survey:nps")) == (NONE, 2 * ROWS)


@pytest.mark.parametrize("ids", ["number", "text"])
def test_copies_within_a_file_count_once(at: Path, ids: str) -> None:
    first, second = survey(0, ids=ids), survey(ROWS, ids=ids)
    write(at, a=pa.concat_tables([first, first.slice(10, 30), first.slice(20, 5)]), b=second)
    true = pa.concat_tables([first, second])
    assert (found(), KPI_N("NPS", "survey:nps")) == (WITHIN, 2 * ROWS)
    assert NPS("survey:nps") == NPS(true["nps"].to_numpy())


@pytest.mark.parametrize("ids", ["number", "text"])
def test_copies_across_files_count_once(at: Path, ids: str) -> None:
    first, second = survey(0, ids=ids), survey(ROWS, ids=ids)
    write(at, a=first, b=pa.concat_tables([first.slice(ROWS - 50), second]), c=survey(5 * ROWS, ids=ids))
    true = pa.concat_tables([first, second, survey(5 * ROWS, ids=ids)])
    assert (found(), KPI_N("NPS", "survey:nps")) == (ACROSS, 3 * ROWS)
    expected = KPI_BY("NPS", true["channel"].to_pylist(), true["nps"].to_pylist())
    assert KPI_BY("NPS", "survey:channel", "survey:nps") == expected


def test_files_whose_ids_interleave_without_repeating_have_no_copies(at: Path) -> None:
    table = survey(0)
    even = np.arange(0, ROWS, 2)
    write(at, a=table.take(even), b=table.take(even + 1))
    assert (found(), KPI_N("NPS", "survey:nps")) == (NONE, ROWS)


def test_a_row_that_shares_an_id_but_not_every_cell_is_kept(at: Path) -> None:
    first = survey(0)
    other = first.slice(0, 40).set_column(2, "nps", pa.array((first["nps"].to_numpy()[:40] + 1) % 11))
    write(at, a=pa.concat_tables([first, other, first.slice(100, 7)]))
    assert KPI_N("NPS", "survey:nps") == ROWS + 40


def test_rows_without_an_id_are_all_kept(at: Path) -> None:
    first = survey(0)
    nameless = first.slice(0, 1).set_column(0, "contact_id", pa.array([None], pa.int64()))
    write(at, a=pa.concat_tables([first, nameless, nameless, nameless, first.slice(3, 2)]))
    assert KPI_N("NPS", "survey:nps") == ROWS + 3


def test_copies_are_kept_where_the_source_says_so(at: Path) -> None:
    first = survey(0)
    write(at, a=first, b=first)
    assert (KPI_N("NPS", "survey:nps"), KPI_N("NPS", "kept:nps")) == (ROWS, 2 * ROWS)


def test_a_new_file_with_old_rows_is_noticed(at: Path) -> None:
    write(at, a=survey(0), b=survey(ROWS))
    before = NPS("survey:nps")
    write(at, c=pa.concat_tables([survey(0).slice(0, 100), survey(ROWS).slice(0, 100)]))
    assert (found(), NPS("survey:nps")) == (ACROSS, before)


def test_rows_that_are_fetched_come_once_too(at: Path) -> None:
    first = survey(0)
    write(at, a=first, b=first.slice(0, 200))
    first = first.sort_by("contact_id")
    table = [["wait", "contact_id"], *zip(first["wait"].to_pylist(), first["contact_id"].to_pylist(), strict=True)]
    found = KPI_DRIVERS("survey:nps", "survey:wait, contact_id")
    expected = KPI_DRIVERS(first["nps"].to_pylist(), [list(row) for row in table])
    assert [row[0] for row in found] == [row[0] for row in expected]
    assert found[1][1] == pytest.approx(expected[1][1], rel=1e-12)
