"""How small a base may be: what is hidden, what is shown without a verdict; the same on every page."""

from __future__ import annotations

from collections.abc import Sequence

FEWEST = 5  # cases below which nothing is shown
FEW = 30  # cases below which there is no verdict


def hidden(sizes: Sequence[float]) -> list[int]:
    """Return which groups are hidden, smallest first.

    Those under `FEWEST`; where that is one alone, the next smallest with it, or it could be worked out by subtraction.

    Examples
    --------
    >>> hidden([100, 3, 40]), hidden([100, 3, 4]), hidden([0, 50, 60])
    ([1, 2], [1, 2], [])
    """
    order = sorted((i for i, n in enumerate(sizes) if n > 0), key=lambda i: sizes[i])
    small = [i for i in order if sizes[i] < FEWEST]
    return order[:2] if len(small) == 1 else small
