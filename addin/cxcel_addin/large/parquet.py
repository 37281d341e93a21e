"""A large sample's months as Parquet files, a row group for each block."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .. import sample
from .draw import COUNTRIES, Columns

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

WORDS = {
    "channel": tuple(sample.CHANNELS),
    "topic": tuple(sample.TOPICS),
    "country": tuple(COUNTRIES),
    "team": sample.TEAMS,
    "agent": sample.AGENTS,
}
FEW_VALUES = (*WORDS, "wait_s", "talk_s", "hold_s", "wrap_s", "cost", "nps", "csat", "ces")


def contact_table(log: Columns) -> pa.Table:
    """Return contacts as a contact platform exports them; an abandoned one has no agent and no times."""
    import pyarrow as pa

    none = ~log["answered"]
    return pa.table(
        {
            "contact_id": pa.array(log["row"] + 1),
            "customer_id": pa.array(log["customer"]),
            "started": _moments(log["started"]),
            "channel": _words("channel", log["channel"]),
            "topic": _words("topic", log["topic"]),
            "country": _words("country", log["country"]),
            "team": _words("team", log["team"], none),
            "agent": _words("agent", log["agent"], none),
            "wait_s": pa.array(log["wait"]),
            "talk_s": pa.array(log["talk"], mask=none),
            "hold_s": pa.array(log["hold"], mask=none),
            "wrap_s": pa.array(log["wrap"], mask=none),
            "answered": pa.array(log["answered"]),
            "abandoned": pa.array(none),
            "resolved": pa.array(log["resolved"], mask=none),
            "transferred": pa.array(log["transferred"], mask=none),
            "cost": pa.array(log["cents"] / 100, mask=none),
        }
    )


def survey_table(answers: Columns) -> pa.Table:
    """Return answers as a survey tool exports them, each question left blank by some."""
    import pyarrow as pa

    return pa.table(
        {
            "answer_id": pa.array(answers["row"] + 1),
            "contact_id": pa.array(answers["row"] + 1),
            "submitted_at": _moments(answers["submitted"]),
            "channel": _words("channel", answers["channel"]),
            "topic": _words("topic", answers["topic"]),
            "country": _words("country", answers["country"]),
            **{name: pa.array(answers[name], mask=answers[f"{name} blank"]) for name in ("nps", "csat", "ces")},
        }
    )


def writer(path: Path, table: pa.Table) -> parquet.ParquetWriter:
    """Open a file for tables like this one."""
    from pyarrow import parquet

    return parquet.ParquetWriter(
        path,
        table.schema,
        compression="zstd",
        use_dictionary=[name for name in table.column_names if name in FEW_VALUES],
        store_schema=False,  # words are words to every reader, not pyarrow's own kind of column
    )


def _words(name: str, codes: NDArray[np.int8], none: NDArray[np.bool_] | None = None) -> Any:
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=none), pa.array(WORDS[name]))


def _moments(seconds: NDArray[np.int64]) -> Any:
    import pyarrow as pa

    return pa.array(seconds * 1_000_000, type=pa.timestamp("us"))
