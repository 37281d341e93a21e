"""Frames by hand, as the tests of the model take them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cxcel.data.dataset import Column, Frame
from cxcel.data.roles import ROLES

SCALES = {"nps": (0, 10), "enps": (0, 10), "csat": (1, 5), "ces": (1, 7)}


def frame(grain: str, **columns: Sequence[Any]) -> Frame:
    """A frame by hand; words become codes, scores get their scale."""
    made = {}
    for role, values in columns.items():
        kind, labels, scale = ROLES[role].kind, (), None
        if kind in {"word", "id", "text"}:
            labels = tuple(dict.fromkeys(v for v in values if v is not None))
            found = np.array([-1 if v is None else labels.index(v) for v in values], dtype=np.int32)
        elif kind == "date":
            found = np.array(values, dtype="M8[s]")
        else:
            found = np.asarray(values, dtype=float)
            scale = SCALES.get(role)
        made[role] = Column(role, role.upper(), f"{grain}.csv", "", found, labels, scale=scale)
    return Frame(grain, len(next(iter(columns.values()))), made)
