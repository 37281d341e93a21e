"""Files of one kind, such as two months, become one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from cxcel.data.dataset import Column
from cxcel.data.notes import Notes
from cxcel.data.prepare import Prepared
from cxcel.data.roles import ROLES
from cxcel.sentences import sentence

_ALIKE = 0.5


def stack(parts: Sequence[Prepared], notes: Notes) -> list[Prepared]:
    """Stack tables of one grain whose roles are much the same; others stay apart."""
    groups: list[list[Prepared]] = []
    for part in parts:
        group = next((group for group in groups if _alike(group[0], part)), None)
        if group is None:
            groups.append([part])
        else:
            group.append(part)
    return [_one(group, notes) for group in groups]


def _alike(first: Prepared, second: Prepared) -> bool:
    """Two tables continue each other when they measure the same things."""
    measures = [
        {role for role in part.keys if ROLES[role].kind not in {"text", "word", "id"}} for part in (first, second)
    ]
    union = measures[0] | measures[1]
    shared = measures[0] & measures[1]
    return (
        bool(union) and first.grain == second.grain and len(shared) >= _ALIKE * len(union) and bool(shared - {"date"})
    )


def _one(group: list[Prepared], notes: Notes) -> Prepared:
    if len(group) == 1:
        return group[0]
    names = ", ".join(str(part.table.place) for part in group)
    notes.assume(
        group[0].table.place,
        sentence("{names} are parts of one table and were put one below the other", names=names),
        sentence("report them one at a time"),
    )
    roles = reduce(set.union, (part.keys for part in group))
    columns = {role: _stacked(role, group) for role in sorted(roles, key=list(ROLES).index)}
    first = group[0].table
    numbers = [row for part in group for row in part.table.rows]
    return Prepared(group[0].grain, replace(first, rows=numbers), columns, group[0].source)


def _stacked(role: str, group: Sequence[Prepared]) -> Column:
    sample = next(part.columns[role] for part in group if role in part.columns)
    names: dict[str, int] = {}
    pieces = [_piece(part, role, sample, names) for part in group]
    columns = [part.columns[role] for part in group if role in part.columns]
    dropped: dict[str, int] = {}
    for column in columns:
        for reason, count in column.dropped.items():
            dropped[reason] = dropped.get(reason, 0) + count
    blank = sum(part.columns[role].blank if role in part.columns else part.n for part in group)
    scale = max((column.scale for column in columns if column.scale), default=None)
    return replace(
        sample, values=np.concatenate(pieces), labels=tuple(names), blank=blank, dropped=dropped, scale=scale
    )


def _piece(part: Prepared, role: str, sample: Column, names: dict[str, int]) -> NDArray[np.generic]:
    column = part.columns.get(role)
    if column is None:
        return sample.take(np.full(part.n, -1, np.intp)).values
    if not column.is_text:
        return column.values
    codes = np.asarray([*(names.setdefault(label, len(names)) for label in column.labels), -1], np.int32)
    spread: NDArray[np.int32] = codes[column.values]
    return spread
