"""Which cells mean "not answered"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

MARKERS = frozenset(
    {
        "", "n/a", "na", "#n/a", "n.a.", "n. a.", "nan", "null", "none", "nil", "-", "--", "---", "–", "—", ".", "?",
        "no answer", "not answered", "no response", "not applicable", "not available", "missing", "(blank)", "blank",
        "<na>", "<null>", "\\n", "#null!", "#value!", "#ref!", "#div/0!", "#num!", "#name?",
        "keine angabe", "k.a.", "k. a.",
        "sans réponse", "sin respuesta", "nessuna risposta", "geen antwoord", "prefer not to say", "nat",
    }
)  # fmt: skip


def is_blank(cells: Sequence[Any], more: Collection[str] = ()) -> NDArray[np.bool_]:
    """Mark the cells that hold nothing, a known marker or one of the user's.

    Examples
    --------
    >>> is_blank(["7", "N/A", "-99", -99.0], ["-99"]).tolist()
    [False, True, True, True]
    """
    if not more and set(map(type, cells)) == {str}:
        return np.fromiter(map(MARKERS.__contains__, map(str.lower, cells)), np.bool_, len(cells))
    own = {_plain(mark) for mark in more}
    return np.fromiter((cell is None or _blank(cell, own) for cell in cells), np.bool_, len(cells))


def _blank(cell: Any, own: set[str]) -> bool:
    if isinstance(cell, str):
        return cell.lower() in MARKERS or (bool(own) and _plain(cell) in own)
    return bool(own) and _plain(cell) in own


def _plain(cell: Any) -> str:
    text = str(cell).strip().lower()
    return text[:-2] if text.endswith(".0") else text
