"""Every two columns of a table, judged together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations, permutations

from cxcel.arrays import Array
from cxcel.errors import NotEnoughData
from cxcel.relations.correction import adjust
from cxcel.relations.series import Link, link
from cxcel.relations.verdict import UNSURE, UNTOLD, judge_series
from cxcel.relations.whiten import Memory
from cxcel.results import Correlation, Verdict


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns by their places in the table; `found` is None where nothing can be told of them."""

    first: int
    second: int
    found: Correlation | None
    p_adjusted: float
    verdict: Verdict


def every_pair(columns: Array, method: str = "spearman") -> list[Pair]:
    """Relate every two columns on the rows where both are filled; p is corrected over all of them.

    Parameters
    ----------
    columns : array, shape (rows, k)
        NaN = blank.  Rows that resemble their neighbours are judged as series in time.
    method : str
        As in `cxcel.relations.correlation.correlate`; with "somers" each pair comes both ways, and its first column
        depends on its second.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(3)
    >>> a, b = rng.normal(size=(2, 200))
    >>> [(p.first, p.second, p.verdict.word) for p in every_pair(np.column_stack([a, b, a + b])) if p.verdict.moves]
    [(0, 2, 'moves with'), (1, 2, 'moves with')]
    """
    memories = [Memory(column) for column in columns.T]
    both = permutations if method == "somers" else combinations
    places = list(both(range(len(memories)), 2))
    links = [_linked(memories[i], memories[j], method) for i, j in places]
    q = adjust([math.nan if one is None else one.found.p for one in links])
    return [_pair(i, j, one, p) for (i, j), one, p in zip(places, links, q, strict=True)]


def _linked(first: Memory, second: Memory, method: str) -> Link | None:
    try:
        return link(first, second, method)
    except NotEnoughData:
        return None


def _pair(i: int, j: int, one: Link | None, p_adjusted: float) -> Pair:
    if one is None:
        return Pair(i, j, None, p_adjusted, Verdict(UNSURE, UNTOLD))
    return Pair(i, j, one.found, p_adjusted, judge_series(one, p_adjusted))
