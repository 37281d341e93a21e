"""Names for arrays in annotations; at run time they cost nothing, so that a first cell need not wait for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]  # numbers of any type, NaN = blank
    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]
    Codes = NDArray[np.integer[Any]]  # 0.. into labels, -1 = none
    Days = NDArray[np.datetime64]
else:
    Array = Floats = Mask = Codes = Days = np.ndarray

__all__ = ["Array", "Codes", "Days", "Floats", "Mask"]
