"""What a source answers, made of what is kept of its parts and of what has to be read: a new file costs a file.

A part is a file, or a day of a database whose old days are settled.  Sums add, so the answer over all parts is the
answers over each, one below the other: whoever reads them adds those of the same key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

import cxcel
from cxcel.sources.connect import PART, Opened, Partition, failing, one_at_a_time
from cxcel.sources.lazy import Value
from cxcel.sources.partition import batches
from cxcel.sources.query import MOST_GROUPS, Built, Key, Query, Refused, Row, build, few_enough, rows_of, sound
from cxcel.sources.scope import Scope
from cxcel.sources.store import WHOLE, digest, forget, keep, kept, kept_whole, place_of

_VIEW = re.compile(r"\bcxcel_[0-9]+(_[0-9]+|_view)?\b")  # what tables are called in one process
Told = Callable[[int, int], None]
_told: ContextVar[Told | None] = ContextVar("told", default=None)


@contextmanager
def telling(progress: Told) -> Iterator[None]:
    """Tell how many of the parts that must be read are done, as long as this lasts."""
    token = _told.set(progress)
    try:
        yield
    finally:
        _told.reset(token)


def answers(query: Query) -> tuple[Built, list[Row]]:
    """Return a query as it was built, and its rows: several of one key where several parts have it."""
    with one_at_a_time:  # parts are read through one view
        return _answers(query)


def _answers(query: Query) -> tuple[Built, list[Row]]:
    scope, opened = query.scope, query.scope.opened
    built = build(query, opened.over_view if opened.partitions and not scope.whole else scope.table)
    if scope.joined:
        return built, read(query, built)
    if built.whole or not opened.partitions:
        built = build(query, scope.table) if opened.partitions and not scope.whole else built
        days = None if built.whole or opened.state else settled_days(scope)
        return built, _whole(query, built) if days is None else _by_day(query, built, days)
    texts = Texts.of(opened, built)
    place, question = place_of(opened.source), texts.question(opened)
    prints = {part.key: part.fingerprint for part in opened.partitions}
    found = kept(place, question, prints)
    rows = [row for answer in found.values() for row in unpacked(answer)]
    keys = _keys(built, rows)
    lacking = [part for part in opened.partitions if part.key not in found]
    for answer in _read_parts(query, texts, lacking):
        keep(place, question, [(key, prints[key], packed(own, built)) for key, own in answer.items()])
        fresh = [row for own in answer.values() for row in own]
        rows += fresh
        keys |= _keys(built, fresh)
        few_enough(scope, len(keys))
    if lacking:
        forget(place, {WHOLE, *prints})
    return built, rows


def _whole(query: Query, built: Built) -> list[Row]:
    """Return what a query gives over all rows at once, kept for as long as no file was changed."""
    opened = query.scope.opened
    if not opened.state:
        return read(query, built)
    question = Texts.of(opened, built).question(opened)
    return unpacked(kept_whole(opened.source, question, opened.state, lambda: packed(read(query, built), built)))


def settled_days(scope: Scope) -> dict[Any, int] | None:
    """Return the days of a database and their rows; None where its days are not taken to be settled at some time."""
    name = scope.opened.source.name
    if not scope.opened.source.settled or "date" not in scope.sides[name].roles:
        return None
    counted = scope.table.group_by(day=_day(scope, scope.table)).aggregate(n=lambda table: table.count())
    with failing(scope.opened.source):
        return {row["day"]: row["n"] for row in scope.opened.backend.to_pyarrow(counted).to_pylist()}


def _day(scope: Scope, table: Any) -> Value:
    return scope.side.when(table).date()


def _by_day(query: Query, built: Built, days: Mapping[Any, int]) -> list[Row]:
    """Return a query's rows, old days as they are kept, the others read anew; a day with other rows is no more kept.

    Days are read from the first that is lacking on; rows without a day are read each time.
    """
    scope, opened = query.scope, query.scope.opened
    dated = [day for day in days if day is not None]
    last = max(dated, default=None)
    old = set() if last is None else {day for day in dated if (last - day).days > opened.source.settled}
    place, question = place_of(opened.source), Texts.of(opened, built).question(opened)
    found = kept(place, question, {day.isoformat(): str(days[day]) for day in old})
    rows = [row for answer in found.values() for row in unpacked(answer)]
    lacking = {day for day in days if day is None or day.isoformat() not in found}
    if not lacking:
        return rows
    first = min((day for day in lacking if day is not None), default=last)
    when = _day(scope, scope.table)
    table = scope.table.mutate(**{PART: when}).filter(when.isnull() | (when >= first))
    by_day: dict[Any, list[Row]] = {day: [] for day in lacking}
    for row in read(query, build(query, table, PART), len(days)):
        if (day := row.pop(PART)) in by_day:
            by_day[day].append(row)
    keep(place, question, [(d.isoformat(), str(days[d]), packed(own, built)) for d, own in by_day.items() if d in old])
    rows += [row for own in by_day.values() for row in own]
    few_enough(scope, len(_keys(built, rows)))
    return rows


def _keys(built: Built, rows: Iterable[Row]) -> set[Key]:
    return {tuple(row[name] for name in built.keys) for row in rows}


class Texts(NamedTuple):
    """A query as the engine reads it: what it gives, and the rows that it refuses."""

    given: str
    refused: str

    @classmethod
    def of(cls, opened: Opened, built: Built, files: int = 1) -> Texts:
        """Return the texts of a query, which stops short of more groups than anybody reads, file by file."""
        refused = "" if built.refused is None else opened.backend.compile(built.refused)
        return cls(opened.backend.compile(built.expr.limit(files * MOST_GROUPS + 1)), refused)

    def question(self, opened: Opened) -> str:
        """Return what is asked, and what is refused, the same in every process: with its table by one name."""
        plain = [_VIEW.sub("rows", text) for text in self]
        return digest(cxcel.__version__, *plain, str(opened.table.schema()))


def _read_parts(query: Query, texts: Texts, parts: Sequence[Partition]) -> Iterator[dict[str, list[Row]]]:
    """Read parts batch by batch, and yield the rows of each part of a batch.

    A large file is read by the query itself, small ones are told apart by one more key.
    """
    opened, done = query.scope.opened, 0
    groups = batches(parts)
    most = max(map(len, groups), default=1)
    together = Texts.of(opened, build(query, opened.over_view, PART), most) if most > 1 else texts
    for batch in groups:
        opened.view(batch)
        asked = texts if len(batch) == 1 else together
        with failing(opened.source):
            if asked.refused and opened.backend.raw_sql(asked.refused).fetchone():
                raise Refused
            rows = sound(opened.backend.raw_sql(asked.given).to_arrow_table())
        few_enough(query.scope, len(rows) // len(batch))
        opened.unchanged(batch)
        yield {batch[0].key: rows} if asked is texts else _by_part(rows, batch)
        done += len(batch)
        if (told := _told.get()) is not None:
            told(done, len(parts))


def _by_part(rows: Sequence[Row], batch: Sequence[Partition]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {part.key: [] for part in batch}
    for row in rows:
        found[batch[row.pop(PART)].key].append(row)
    return found


def read(query: Query, built: Built, parts: int = 1) -> list[Row]:
    """Run a query over all rows of its table, which so many parts are told apart in."""
    opened = query.scope.opened
    with failing(opened.source):
        rows = rows_of(opened.backend, built, parts * MOST_GROUPS)
    few_enough(query.scope, len(rows) // parts)
    return rows


def packed(rows: Sequence[Mapping[str, Any]], built: Built) -> bytes:
    """Return rows as bytes, every number as it was."""
    import pyarrow as pa

    schema = built.expr.schema().to_pyarrow()
    table = pa.Table.from_pylist(list(rows), schema=schema)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def unpacked(answer: bytes) -> list[Row]:
    """Return the rows of some bytes."""
    import pyarrow as pa

    with pa.ipc.open_stream(answer) as reader:
        rows: list[Row] = reader.read_all().to_pylist()
    return rows
