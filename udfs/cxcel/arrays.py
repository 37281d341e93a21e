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

TOLERANCE = 1e-12  # of a whole: parts that were added up may exceed it by rounding

__all__ = ["Array", "Codes", "Days", "Floats", "Mask", "as_floats", "exceeds"]


def as_floats(values: Any) -> Any:
    """Return a column as floats, in which small integers cannot overflow; a column of a source as it is.

    What is no array and follows numpy's protocols (NEP 13 and 18), such as a column of a source, computes elsewhere.

    Examples
    --------
    >>> as_floats(np.array([250, 10], np.uint8)).dtype
    dtype('float64')
    """
    return values if hasattr(values, "__array_function__") and not isinstance(values, np.ndarray) else _floats(values)


def _floats(values: Any) -> Floats:
    return np.asarray(values, dtype=float)


def exceeds(part: Any, whole: Any) -> Any:
    """Return the rows where a part is more than its whole, by more than rounding; a blank exceeds nothing.

    Examples
    --------
    >>> exceeds(np.array([2.0, 1.0, np.nan]), np.array([1.0, 1.0, 1.0])).tolist()
    [True, False, False]
    """
    there = getattr(part, "exceeds", None)
    return as_floats(part) > as_floats(whole) * (1 + TOLERANCE) if there is None else there(whole)
