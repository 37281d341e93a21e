"""Yes and no in six languages, and the words a role brings with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_YES = "yes y true t 1 1.0 oui ja j si sí s sì vrai wahr verdadero vero waar x ✓ ✔ o on"
_NO = "no n false f 0 0.0 non nein nee faux falsch falso onwaar off"
YES, NO = frozenset(_YES.split()), frozenset(_NO.split())


def read_flag(cell: Any, yes: frozenset[str] = frozenset(), no: frozenset[str] = frozenset()) -> float:
    """Return 1 for yes, 0 for no, NaN for neither.

    Examples
    --------
    >>> read_flag("Y"), read_flag(False), read_flag("Closed", frozenset({"closed"}))
    (1.0, 0.0, 1.0)
    """
    if isinstance(cell, bool | int | float):
        return float(cell) if cell in {0, 1} else np.nan
    if not isinstance(cell, str):
        return np.nan
    word = " ".join(cell.lower().replace("_", " ").replace("-", " ").split())
    if word in YES or word in yes:
        return 1.0
    return 0.0 if word in NO or word in no else np.nan


def read_flags(
    cells: Sequence[Any], blank: NDArray[np.bool_], yes: frozenset[str] = frozenset(), no: frozenset[str] = frozenset()
) -> NDArray[np.float64]:
    """Read distinct cells as yes and no; NaN where blank or neither."""
    pairs = zip(cells, blank.tolist(), strict=True)
    return np.fromiter((np.nan if empty else read_flag(cell, yes, no) for cell, empty in pairs), np.float64, len(cells))
