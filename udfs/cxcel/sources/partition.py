"""An opened source: its table for the engine, and the files it is made of, so that tallies can be kept file by file."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cxcel.sources.listing import refused
from cxcel.sources.source import Source

if TYPE_CHECKING:
    from cxcel.sources.files import Files

PART = "cxcel_part"  # column: the place of a row's file among the files asked for
BATCH = 5_000_000  # rows read by one query: it takes a second, and is what a run that is cut off does again
SMALL = 2_000_000  # rows of a file from which on it is worth a query of its own
_numbers = itertools.count(1)


def new_name() -> str:
    """Return a name for a view: they differ, so that sources of one engine can be joined."""
    return f"cxcel_{next(_numbers)}"


@dataclass(frozen=True, slots=True)
class Partition:
    """A file of a source.

    Parameters
    ----------
    key : str
        Path of the file relative to the source, written with "/".
    fingerprint : str
        Changes whenever the file does: its size, its time and, for Parquet, a digest of its footer.
    rows : int or None
        Rows of the file; None where they were not counted.
    """

    key: str
    fingerprint: str
    rows: int | None


def batches(parts: Sequence[Partition]) -> list[list[Partition]]:
    """Return the parts in the batches in which they are read: large files alone, small ones many at a time."""
    out: list[list[Partition]] = []
    size = SMALL
    for part in parts:
        rows = part.rows or 0
        if rows >= SMALL or size + rows > BATCH or not out or (out[-1][0].rows or 0) >= SMALL:
            out.append([])
            size = 0
        out[-1].append(part)
        size += rows
    return out


class Opened:
    """A source that is ready to be asked.

    Parameters
    ----------
    source : Source
        What was opened.
    backend : ibis backend
        The connection.
    table : ibis.Table, optional
        All rows, each column as the engine gives it; needed where there are no files.
    files : Files, optional
        What the table is made of, where DuckDB reads it from files.
    checked : Files, optional
        Files that another engine reads by itself; their columns are checked all the same.
    load : callable, optional
        Reads columns that the table shows only once they were read.
    close : callable, optional
        Ends the connection, where it serves this source alone.
    """

    def __init__(
        self,
        source: Source,
        backend: Any,
        table: Any = None,
        *,
        files: Files | None = None,
        checked: Files | None = None,
        load: Callable[[Iterable[str]], None] | None = None,
        close: Callable[[], None] | None = None,
    ) -> None:
        self.source = source
        self.backend = backend
        self.files = files
        self.partitions = tuple(file.partition for file in files.files) if files else ()
        self.state = ""  # differs once the files were changed; "" where nothing tells, as of a server
        self.repeated: dict[str, str] = {}  # id column -> whether it repeats, once that was looked for
        self.no_date: dict[str, str] = {}  # column of texts -> one that is no date, once that was looked for
        self._checked = files or checked
        self._close = close
        self._load = load
        self._name = new_name()
        self._parts: dict[tuple[str, ...], Any] = {}
        self._over: Any = None
        self.table = self.part(self.partitions).drop(PART) if files else table

    def part(self, partitions: Sequence[Partition]) -> Any:
        """Return the rows of these files only, with the place of their file in the column `PART`."""
        self.unchanged(partitions)
        keys = tuple(one.key for one in partitions)
        if keys not in self._parts:
            self._parts[keys] = self._shown(f"{self._name}_{len(self._parts)}", partitions)
        return self._parts[keys]

    def view(self, partitions: Sequence[Partition]) -> None:
        """Let `over_view` read these files from now on; its columns stay what they are."""
        self.unchanged(partitions)
        self._over = self._shown(f"{self._name}_view", partitions)

    @property
    def over_view(self) -> Any:
        """The table of the files that `view` was last given: a query over it is compiled once for all of them."""
        if self._over is None:
            self.view(self.partitions[:1])
        return self._over

    def _shown(self, name: str, partitions: Sequence[Partition]) -> Any:
        if self.files is None:
            raise refused(self.source, "it has no files that could be read one by one")
        rows = self.files.select([one.key for one in partitions])
        self.backend.con.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {rows}")
        return self.backend.table(name)

    @contextmanager
    def in_order(self) -> Iterator[None]:
        """Let rows come in the order of the files and of the rows in them, as long as this lasts."""
        if self.backend.name != "duckdb":
            yield
            return
        self.backend.con.execute("SET preserve_insertion_order = true")
        try:
            yield
        finally:
            self.backend.con.execute("SET preserve_insertion_order = false")

    def check(self, columns: Iterable[str]) -> None:
        """Refuse columns that a file lacks, or that have one type in one file and another in the next.

        Raises
        ------
        BadInput
            Names the column, the files and the way out.
        """
        columns = list(columns)
        if self._checked is not None:
            self._checked.check(columns)
        self.need(columns)

    def need(self, columns: Iterable[str]) -> None:
        """Read columns that an engine is to see."""
        if self._load is not None:
            self._load(columns)

    def unchanged(self, partitions: Sequence[Partition]) -> None:
        """Refuse files that were changed or removed since the source was opened.

        Raises
        ------
        BadInput
            Names the file.
        """
        if self.files is not None:
            self.files.unchanged([one.key for one in partitions])

    def close(self) -> None:
        """Take the views away, and end the connection where no other source uses it."""
        names = [f"{self._name}_{number}" for number in range(len(self._parts))]
        names += [] if self._over is None else [f"{self._name}_view"]
        for name in names:
            self.backend.con.execute(f"DROP VIEW IF EXISTS {name}")
        if self._close is not None:
            self._close()
