"""How small a base may be: what is hidden, what is shown without a verdict; the same on every page."""

from __future__ import annotations

from collections.abc import Collection, Sequence

FEWEST = 5  # cases below which nothing is shown
FEW = 30  # cases below which there is no verdict

DIGITS = 3  # of a base: sums of parts differ from the whole in the last digits of a float

Sizes = Sequence[float]


def hidden(*bases: Sizes, whole: Sizes = ()) -> list[int]:
    """Return which groups are hidden, smallest first, so that nobody finds out about fewer than five by subtraction.

    Those under `FEWEST`, and with them the next smallest, until those hidden are two groups or more and together five
    cases or more: primary and secondary suppression (Hundepool et al. 2012, Statistical Disclosure Control, ch. 4).

    Parameters
    ----------
    *bases : sequences of float
        The cases of each group; a table with several columns of bases has one for each.
    whole : sequence of float, optional
        The cases of all together, for each column; more than the groups have where some belong to none.

    Examples
    --------
    >>> hidden([100, 3, 40]), hidden([100, 3, 4]), hidden([0, 50, 60])
    ([1, 2], [1, 2], [])
    >>> hidden([100, 1, 2, 50]), hidden([50, 60], whole=[112]), hidden([9, 20, 30], [2, 20, 30])
    ([1, 2, 3], [0], [0, 1])
    """
    bases = tuple([round(n, DIGITS) for n in base] for base in bases)
    filled = [i for i, sizes in enumerate(zip(*bases, strict=True)) if any(n > 0 for n in sizes)]
    order = sorted(filled, key=lambda i: [base[i] for base in bases])
    out = {i for i in filled if any(0 < base[i] < FEWEST for base in bases)}
    beside = (
        [round(total - sum(base), DIGITS) for total, base in zip(whole, bases, strict=True)]
        if whole
        else [0.0] * len(bases)
    )
    for following in (i for i in order if i not in out):
        if all(_is_safe(base, out, left) for base, left in zip(bases, beside, strict=True)):
            break
        out = out | {following}
    return [i for i in order if i in out]


def _is_safe(base: Sizes, out: Collection[int], beside: float) -> bool:
    """Whether what is left when the groups shown are taken from the whole tells of nobody."""
    gone = [base[i] for i in out if base[i] > 0]
    if any(n < FEWEST for n in gone):
        return len(gone) > 1 and sum(gone) >= FEWEST
    return bool(gone) or not 0 < beside < FEWEST


def untold(*bases: Sizes, whole: Sizes = ()) -> list[bool]:
    """Return for each group whether it is hidden.

    Examples
    --------
    >>> untold([100, 3, 40])
    [False, True, True]
    """
    out = set(hidden(*bases, whole=whole))
    return [i in out for i in range(len(bases[0]))]
