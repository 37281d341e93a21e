"""Rows that are there twice: exports overlap, and a contact that was exported twice is one contact.

As in files that a report reads, a row that repeats an id and every other cell counts once; one that repeats the id with
other cells is kept, and so are rows without an id.  Whether there are any is looked for once, file by file: an id
column whose lowest and highest values do not overlap between files cannot repeat across them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cxcel.sources.connect import PART, Opened, failing
from cxcel.sources.partition import batches
from cxcel.sources.store import digest, keep, kept, place_of

OWN_ID = ("contact_id", "answer_id")  # of a row itself: the same customer may have many rows
NONE, WITHIN, ACROSS = "none", "within files", "across files"
_QUESTION = "copies"

Part = Sequence[Any]  # filled ids, different ids, the lowest and the highest


def own_id(roles: Mapping[str, str], headers: Sequence[str]) -> str | None:
    """Return the column that names each row, where a source has one."""
    return next((roles[role] for role in OWN_ID if roles.get(role) in headers), None)


def repeated(opened: Opened, column: str) -> str:
    """Return whether ids are repeated: not at all, within files only, or across them.

    A database is looked through once while it is open, a file once for each state of it.
    """
    if column not in opened.repeated:
        opened.repeated[column] = _in_files(opened, column) if opened.partitions else _in_table(opened, column)
    return opened.repeated[column]


def _in_table(opened: Opened, column: str) -> str:
    opened.need([column])
    (found,) = _looked(opened, opened.table, column, parted=False).values()
    return NONE if found[0] == found[1] else ACROSS


def _in_files(opened: Opened, column: str) -> str:
    place = place_of(opened.source)
    prints = {part.key: part.fingerprint for part in opened.partitions}
    question = digest(_QUESTION, column)
    known = {key: json.loads(answer) for key, answer in kept(place, question, prints).items()}
    lacking = [part for part in opened.partitions if part.key not in known]
    for batch in batches(lacking):
        fresh = {batch[i].key: one for i, one in _looked(opened, opened.part(batch), column, parted=True).items()}
        fresh = {part.key: fresh.get(part.key, (0, 0, None, None)) for part in batch}
        keep(place, question, [(key, prints[key], json.dumps(one).encode()) for key, one in fresh.items()])
        known |= fresh
    return _verdict(opened, column, known)


def _looked(opened: Opened, table: Any, column: str, *, parted: bool) -> dict[int, Part]:
    """Return filled ids, different ones, the lowest and the highest; of each file where they are parted."""
    value = table[column]
    if value.type().is_integer():
        ids, asked = table.select(cxcel_id=value, **({PART: table[PART]} if parted else {})), _ascending
    else:
        ids, asked = table.select(cxcel_id=value.cast("string"), **({PART: table[PART]} if parted else {})), _different
    rows = _rows(opened, asked(ids), parted)
    if asked is _ascending and any(row["back"] for row in rows):
        rows = _rows(opened, _different(ids), parted)
    return {row.get(PART, 0): (row["n"], row.get("different", row["n"]), row["low"], row["high"]) for row in rows}


def _ascending(ids: Any) -> tuple[Any, dict[str, Any]]:
    """Return filled ids, and how many of them do not lie above the row before, in whatever order the rows come.

    Where none does, no two are alike.  Logs are written so, and to see it costs a tenth of telling ids apart.
    """
    import ibis

    filled = ids.filter(ids.cxcel_id.notnull())
    stepped = filled.mutate(step=filled.cxcel_id - filled.cxcel_id.lag().over(ibis.window()))
    return stepped, {"back": (stepped.step <= 0).fill_null(False).sum()}


def _different(ids: Any) -> tuple[Any, dict[str, Any]]:
    return ids, {"different": ids.cxcel_id.nunique()}


def _rows(opened: Opened, asked: tuple[Any, dict[str, Any]], parted: bool) -> list[dict[str, Any]]:
    table, more = asked
    wanted = {"n": table.cxcel_id.count(), "low": table.cxcel_id.min(), "high": table.cxcel_id.max(), **more}
    found = table.group_by(PART).aggregate(**wanted) if parted else table.aggregate(**wanted)
    with failing(opened.source):
        rows: list[dict[str, Any]] = opened.backend.to_pyarrow(found).to_pylist()
    return rows


def _verdict(opened: Opened, column: str, known: Mapping[str, Part]) -> str:
    within = any(n > different for n, different, _, _ in known.values())
    for keys in _overlapping(known):
        parts = [part for part in opened.partitions if part.key in keys]
        (found,) = _looked(opened, opened.part(parts), column, parted=False).values()
        if found[1] < sum(known[key][1] for key in keys):
            return ACROSS
    return WITHIN if within else NONE


def _overlapping(known: Mapping[str, Part]) -> list[set[str]]:
    """Return the sets of files whose ids lie in ranges that overlap, each of two files or more."""
    clusters: list[set[str]] = []
    reach: Any = None
    for low, high, key in sorted((low, high, key) for key, (n, _, low, high) in known.items() if n):
        if reach is None or low > reach:
            clusters.append({key})
            reach = high
        else:
            clusters[-1].add(key)
            reach = max(reach, high)
    return [cluster for cluster in clusters if len(cluster) > 1]


def without(table: Any, column: str) -> Any:
    """Return a table in which rows that repeat an id and every other cell are there once."""
    ids = table[column]
    counted = table.filter(ids.notnull()).group_by(cxcel_id=ids).aggregate(cxcel_times=lambda t: t.count())
    several = counted.filter(counted.cxcel_times > 1).select("cxcel_id")
    again = table.semi_join(several, [ids == several.cxcel_id]).distinct()
    return table.anti_join(several, [ids == several.cxcel_id]).union(again)
