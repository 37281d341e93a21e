"""Dates that a source keeps as texts, as SQLite does: points in time, if every cell spells one."""

from __future__ import annotations

import cxcel
from cxcel.sources.connect import Opened, failing
from cxcel.sources.lazy import Value
from cxcel.sources.store import digest, kept_whole
from cxcel.sources.texts import spelled


def as_moments(opened: Opened, header: str, column: Value) -> Value:
    """Return a column of texts as points in time; as it is where a cell spells none."""
    return column if no_date(opened, header) else spelled(column, opened.source)[0]


def no_date(opened: Opened, header: str) -> str:
    """Return a text of a column that is no date; "" where there is none.

    A database is looked through once while it is open, files once for each state of them.
    """
    if header not in opened.no_date:
        opened.no_date[header] = _kept(opened, header) if opened.state else _looked(opened, header)
    return opened.no_date[header]


def _kept(opened: Opened, header: str) -> str:
    question = digest(cxcel.__version__, "dated", header, opened.source.dates)
    return kept_whole(opened.source, question, opened.state, lambda: _looked(opened, header).encode()).decode()


def _looked(opened: Opened, header: str) -> str:
    column = opened.table[header]
    _, bad = spelled(column, opened.source)
    with failing(opened.source):
        found = opened.backend.to_pyarrow(opened.table.filter(bad).select(cell=column).limit(1)).to_pylist()
    return str(found[0]["cell"]) if found else ""
