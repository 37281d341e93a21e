"""A template's tables filled with the user's own exports, read as a report reads them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cxcel.data.dataset import Column, Dataset, Frame
from cxcel.data.load import load
from cxcel.data.notes import Notes
from cxcel.data.read import read_tables
from cxcel.data.roles import ROLES
from cxcel.data.table import RawTable
from cxcel.errors import BadInput

from .declared import Table, Template

Cells = dict[str, list[Any]]
_OPPOSITES = {"abandoned": "answered", "answered": "abandoned", "churned": "retained", "retained": "churned"}


def filled(template: Template, files: Sequence[Path], **reading: Any) -> dict[str, Cells]:
    """Return the tables with what the files hold; one that no file fits is empty, and so is a column without data.

    Raises
    ------
    CxError
        A file cannot be read, or fits no table; one sentence.
    """
    found: dict[str, Cells] = {}
    used: set[str] = set()
    of_own = [table for table in template.tables if not table.needs]
    raw = [given for path in files for given in read_tables(path, Notes(strict=False))] if of_own else []
    for table in of_own:
        _take_own(table, raw, found, used)
    known = list(_frames([path for path in files if path.name not in used], reading))
    for table in template.tables:
        others = {need for other in template.tables for need in other.needs if need not in table.columns}
        frame = _best(table, known, others)
        if frame is not None:
            found[table.name] = _cells(table, frame)
            used |= {frame.columns[name].file for name in table.columns if name in frame.columns}
    for path in files:
        if path.name not in used:
            raise BadInput(_unfit(template, path, known))
    return {table.name: found.get(table.name) or _empty(table) for table in template.tables}


def _frames(files: Sequence[Path], reading: Mapping[str, Any]) -> Iterator[Frame]:
    """Each file alone first, then what they are together: an answer with its contact and its customer."""
    for path in files:
        own = {**reading, "roles": _of_file(path, reading)} if len(files) > 1 else reading
        yield from _known(load([path], **own), path, own)
    if len(files) > 1:
        yield from load(files, **reading).frames


def _of_file(path: Path, reading: Mapping[str, Any]) -> list[str]:
    """Return those roles that are told of a file."""
    return [text for text in reading.get("roles", ()) if text.startswith((f"{path.name}:", f"{path.name}["))]


def _known(data: Dataset, path: Path, reading: Mapping[str, Any]) -> Iterator[Frame]:
    """Each sheet of a workbook alone, then all of it."""
    sheets = {table.sheet for table in data.tables}
    if len(sheets) > 1:
        for sheet in sheets:
            own = [
                text
                for text in reading.get("roles", ())
                if not text.startswith(f"{path.name}[") or f"[{sheet}]" in text
            ]
            yield from load([path], without={path: frozenset(sheets - {sheet})}, **{**reading, "roles": own}).frames
    yield from data.frames


def _best(table: Table, known: Sequence[Frame], others: Collection[str]) -> Frame | None:
    """Return the frame that holds most of a table's columns; of equals, the one with least of what others need."""
    suited = [frame for frame in known if _suits(table, frame)]

    def fits(frame: Frame) -> tuple[int, int]:
        return sum(name in frame for name in table.columns), -sum(name in frame for name in others)

    return max(suited, key=fits, default=None)


def _suits(table: Table, frame: Frame) -> bool:
    """Whether a frame holds what a table needs; of several scores, one will do."""
    scores = [need for need in table.needs if ROLES[need].scales]
    others = [need for need in table.needs if need not in scores]
    held = all(need in frame for need in others) and (not scores or any(need in frame for need in scores))
    return held and bool(table.needs)


def _cells(table: Table, frame: Frame) -> Cells:
    """Return a table's columns from a frame: the rows in which something is filled that it needs."""
    there = np.zeros(frame.n, bool)
    for need in table.needs:
        if need in frame:
            there |= ~_blank(frame.columns[need])
    rows = np.flatnonzero(there)
    return {
        name: _plain(frame.columns[name].take(rows)) if name in frame else _derived(name, frame, rows)
        for name in table.columns
    }


def _derived(name: str, frame: Frame, rows: Any) -> list[Any]:
    """What was not answered was abandoned, and who did not stay has left; other columns are empty."""
    other = _OPPOSITES.get(name, "")
    if other in frame:
        return [None if np.isnan(cell) else "No" if cell else "Yes" for cell in frame[other][rows]]
    return [None] * len(rows)


def _blank(column: Column) -> Any:
    if column.is_text:
        return column.values < 0
    return np.isnat(column.values) if column.is_date else np.isnan(column.values)


def _plain(column: Column) -> list[Any]:
    """Return cells as a workbook holds them."""
    if column.is_text:
        return [column.labels[code] if code >= 0 else None for code in column.values]
    if column.is_date:
        return [None if np.isnat(day) else day.astype("datetime64[D]").astype(object) for day in column.values]
    if ROLES[column.role].kind in ("flag", "presence"):
        return [None if np.isnan(cell) else "Yes" if cell else "No" for cell in column.values]
    return [None if np.isnan(cell) else float(cell) for cell in column.values]


def _take_own(table: Table, raw: Sequence[RawTable], found: dict[str, Cells], used: set[str]) -> None:
    """Fill a table whose columns no role knows from a file with the same headers."""
    for given in raw:
        headers = {header.strip().lower().replace(" ", "_"): at for at, header in enumerate(given.headers)}
        if set(table.own or ()) <= set(headers):
            found[table.name] = {
                name: [_cell(cell) for cell in given.columns[headers[name]]] if name in headers else [None] * given.n
                for name in table.columns
            }
            used.add(given.file)
            return


def _cell(cell: Any) -> Any:
    """A number where the text is one; nothing where there is none."""
    if not isinstance(cell, str):
        return cell
    try:
        return float(cell)
    except ValueError:
        return cell.strip() or None


def _empty(table: Table) -> Cells:
    return {name: [None] for name in table.columns}


def _unfit(template: Template, path: Path, known: Sequence[Frame]) -> str:
    held = sorted({name for frame in known for name, column in frame.columns.items() if column.file == path.name})
    wanted = "; ".join(f"{table.name} needs {_needed(table)}" for table in template.tables)
    return (
        f"{path.name} fits no table of {template.name}: it holds {', '.join(held) or 'no known column'}, and {wanted}; "
        f"leave it out, or give its columns those headers"
    )


def _needed(table: Table) -> str:
    needs = table.needs or tuple(table.own or ())
    return (" or " if table.needs and all(ROLES[need].scales for need in needs) else " and ").join(needs)
