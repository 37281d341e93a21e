"""The scorecard of a contact log in Parquet, and KPI_BY month x channel, asked in three ways that give the same sums.

Ours, one query written by hand for DuckDB, and pandas.  A process of its own, so that its peak memory is that of one
way alone: `python -m tests.benchmarks.asking ours|pandas|all FOLDER [imports]`; "all" is pandas with all
columns, and with "imports" nothing is asked.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TABLE = """[sources.contacts]
location = "{folder}"

[sources.contacts.roles]
answered_in_time = "answered and wait <= 20"
abandoned_in_time = "abandoned and wait <= 20"
"""
ASKED = {
    "FCR_RATE": ("resolved",),
    "AHT": ("talk", "hold", "wrap"),
    "ASA": ("wait", "answered"),
    "SERVICE_LEVEL": ("answered_in_time", "answered", "abandoned", "abandoned_in_time"),
    "ABANDON_RATE": ("abandoned",),
    "TRANSFER_RATE": ("transferred", "answered"),
    "COST_PER_CONTACT": ("cost", "answered"),
}
BY = "month, channel"
COLUMNS = (
    *("started", "channel", "resolved", "talk_s", "hold_s", "wrap_s", "wait_s"),
    *("answered", "abandoned", "transferred", "cost"),
)
MEMORY = "1GB"  # as ours has it
# What the tallies hold: of shares hits and cases, of ratios rows, sums and squares of both columns.
BY_HAND = """
SELECT date_trunc('month', started) AS month, channel,
    count(resolved), sum(resolved::INT),
    count(handle), sum(handle), sum(handle * handle),
    count(waited), sum(waited), sum(waited * waited), sum(answered::INT) FILTER (waited IS NOT NULL),
    sum(waited) FILTER (answered),
    sum(in_time) FILTER (due IS NOT NULL), sum(due) FILTER (in_time IS NOT NULL),
    count(abandoned), sum(abandoned::INT),
    sum(transferred::INT) FILTER (answered IS NOT NULL), sum(answered::INT) FILTER (transferred IS NOT NULL),
    count(cost) FILTER (answered IS NOT NULL), sum(cost), sum(cost * cost),
    sum(answered::INT) FILTER (cost IS NOT NULL), sum(cost) FILTER (answered)
FROM (
    SELECT *, (talk_s + hold_s + wrap_s)::BIGINT AS handle, CASE WHEN answered THEN wait_s ELSE 0 END::BIGINT AS waited,
        (answered AND wait_s <= 20)::INT AS in_time,
        answered::INT + abandoned::INT - (abandoned AND wait_s <= 20)::INT AS due
    FROM read_parquet('{folder}/*.parquet')
)
GROUP BY ALL
"""
Rates = dict[tuple[str, str], dict[str, float]]  # (month, channel) -> metric -> value


@contextmanager
def named(folder: Path) -> Iterator[None]:
    """Name the contacts of a folder as a source."""
    from cxcel.sources.registry import FILE, beside

    with tempfile.TemporaryDirectory() as home:
        (Path(home) / FILE).write_text(TABLE.format(folder=folder.as_posix()), encoding="utf-8")
        with beside(home):
            yield


@contextmanager
def new_store() -> Iterator[None]:
    """Begin with nothing kept."""
    from cxcel.sources.store import VARIABLE

    with tempfile.TemporaryDirectory() as folder:
        before = os.environ.get(VARIABLE)
        os.environ[VARIABLE] = str(Path(folder) / "tallies.sqlite")
        try:
            yield
        finally:
            os.environ.pop(VARIABLE)
            os.environ.update({} if before is None else {VARIABLE: before})


def opened() -> None:
    """Open the source, and look through its ids once."""
    from cxcel.sources.reference import Reference
    from cxcel.sources.registry import find
    from cxcel.sources.scope import scope_of

    source = find("contacts")
    scope = scope_of([Reference(source, ())])
    assert scope.sides[source.name].repeated_id == ""


def ours() -> dict[tuple[Any, ...], list[Any]]:
    """Return the tallies of all metrics by month and channel, asked at once."""
    from cxcel.catalogue import METRICS
    from cxcel.columns import Keys
    from cxcel.compute import prepare
    from cxcel.sources.gather import gathered
    from cxcel.sources.reference import resolved

    made: list[Any] = []
    for name, roles in ASKED.items():
        (*columns, groups), _ = resolved([*(f"contacts:{role}" for role in roles), f"contacts:{BY}"])
        made.append(prepare(METRICS[name], columns, [("groups", Keys(), groups)]))
    return gathered(made)


def by_hand(folder: Path) -> list[tuple[Any, ...]]:
    """Return the rows of the hand-written query, by a connection of its own."""
    import duckdb

    config = {"memory_limit": MEMORY, "preserve_insertion_order": "false"}
    with duckdb.connect(config=config) as connection:  # type: ignore[arg-type]
        return connection.execute(BY_HAND.format(folder=folder.as_posix())).fetchall()


def with_pandas(folder: Path, columns: Sequence[str] | None = COLUMNS) -> Any:
    """Return a frame of the same sums; of the files only the columns are read that are needed."""
    import pandas as pd

    log = pd.read_parquet(folder, columns=None if columns is None else list(columns))
    handle = log["talk_s"] + log["hold_s"] + log["wrap_s"]
    answered = log["answered"].astype(float)
    waited = log["wait_s"].where(log["answered"], 0).astype(float)
    flags = {name: log[name].astype(float) for name in ("resolved", "abandoned", "transferred")}
    made = pd.DataFrame(
        {
            **flags,
            "handle": handle,
            "handle_2": handle * handle,
            "waited": waited,
            "waited_2": waited * waited,
            "answered": answered,
            "in_time": answered * (log["wait_s"] <= 20),
            "due": answered + flags["abandoned"] * (log["wait_s"] > 20),
            "cost": log["cost"],
            "cost_2": log["cost"] * log["cost"],
        }
    )
    keys = [log["started"].dt.to_period("M").dt.to_timestamp(), log["channel"]]
    return made.groupby(keys).agg(["count", "sum"])


def rates_of(tallies: Mapping[tuple[Any, ...], list[Any]]) -> Rates:
    """Return the values of our tallies."""
    from cxcel.catalogue import METRICS

    families = {name: METRICS[name].rules[0].family for name in ASKED}
    return {
        (f"{month:%Y-%m}", channel): {
            name: families[name].estimate(tally).value for name, tally in zip(ASKED, found, strict=True)
        }
        for (month, channel), found in tallies.items()
    }


def rates_by_hand(rows: list[tuple[Any, ...]]) -> Rates:
    """Return the values of the hand-written query's sums."""
    found = {}
    for month, channel, *sums in rows:
        shares = {"FCR_RATE": (1, 0), "AHT": (3, 2), "ASA": (6, 8), "SERVICE_LEVEL": (10, 11)}
        shares |= {"ABANDON_RATE": (13, 12), "TRANSFER_RATE": (14, 15), "COST_PER_CONTACT": (17, 19)}
        found[f"{month:%Y-%m}", channel] = {
            name: float(sums[top]) / float(sums[bottom]) for name, (top, bottom) in shares.items()
        }
    return found


def rates_with_pandas(sums: Any) -> Rates:
    """Return the values of the frame's sums."""
    shares = {
        "FCR_RATE": (("resolved", "sum"), ("resolved", "count")),
        "AHT": (("handle", "sum"), ("handle", "count")),
        "ASA": (("waited", "sum"), ("answered", "sum")),
        "SERVICE_LEVEL": (("in_time", "sum"), ("due", "sum")),
        "ABANDON_RATE": (("abandoned", "sum"), ("abandoned", "count")),
        "TRANSFER_RATE": (("transferred", "sum"), ("answered", "sum")),
        "COST_PER_CONTACT": (("cost", "sum"), ("answered", "sum")),
    }
    return {
        (f"{month:%Y-%m}", channel): {name: row[top] / row[bottom] for name, (top, bottom) in shares.items()}
        for (month, channel), row in zip(sums.index, sums.to_dict("records"), strict=True)
    }


def in_turn(folder: Path) -> dict[str, Callable[[], Rates]]:
    """Return the ways to ask, each from the files to the values."""
    return {
        "ours": lambda: rates_of(ours()),
        "hand": lambda: rates_by_hand(by_hand(folder)),
        "pandas": lambda: rates_with_pandas(with_pandas(folder)),
        "all": lambda: rates_with_pandas(with_pandas(folder, None)),
    }


def main() -> None:
    """Import what a way needs; ask, unless only the imports are wanted; print the seconds of the asking."""
    way, folder, ask = sys.argv[1], Path(sys.argv[2]), sys.argv[3:] != ["imports"]
    if way == "ours":
        from cxcel.sources.connect import duck
        from cxcel.sources.gather import gathered  # noqa: F401

        duck()
    else:
        import pandas as pd  # noqa: F401
        import pyarrow.parquet  # noqa: F401
    with new_store(), named(folder):
        start = time.perf_counter()
        if ask:
            in_turn(folder)[way]()
        print(time.perf_counter() - start)


if __name__ == "__main__":
    main()
