"""Rows and columns of a record found again on the sheet as it is now, where a reader put some in, or sorted them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

Line = Mapping[int, str]  # place on the line -> hash


def matched(before: Mapping[int, Line], after: Mapping[int, Line]) -> dict[int, int]:
    """Return which line of `after` was which of `before`.

    Lines that are alike in order come first; then those that share most, wherever they are now; then what stands in
    the same gap, one for one.

    Examples
    --------
    >>> first = {0: {0: "title"}, 1: {0: "a", 1: "x"}, 2: {0: "b", 1: "y"}}
    >>> matched(first, {0: {0: "title"}, 1: {0: "put in"}, 2: {0: "a", 1: "x"}, 3: {0: "b", 1: "changed"}})
    {0: 0, 2: 1, 3: 2}
    """
    olds, nows = sorted(before), sorted(after)
    blocks = SequenceMatcher(
        None, [_sign(before[line]) for line in olds], [_sign(after[line]) for line in nows], autojunk=False
    ).get_opcodes()
    found: dict[int, int] = {}
    gaps: list[tuple[Sequence[int], Sequence[int]]] = []
    for kind, a, b, c, d in blocks:
        if kind == "equal":
            found.update(zip(nows[c:d], olds[a:b], strict=True))
        else:
            gaps.append((olds[a:b], nows[c:d]))
    _by_likeness(before, after, gaps, found)
    taken = set(found.values())
    for old, now in gaps:
        left = [line for line in old if line not in taken], [line for line in now if line not in found]
        found.update(_pairs(*left))
    return dict(sorted(found.items()))


def _sign(line: Line) -> tuple[tuple[int, str], ...]:
    return tuple(sorted(line.items()))


def _pairs(old: Sequence[int], now: Sequence[int]) -> dict[int, int]:
    """Pair what is left of a gap: lines of the same number, else in order when there are as many."""
    same = {line: line for line in now if line in old}
    rest = [line for line in old if line not in same], [line for line in now if line not in same]
    return same | (dict(zip(rest[1], rest[0], strict=True)) if len(rest[0]) == len(rest[1]) else {})


def _by_likeness(
    before: Mapping[int, Line],
    after: Mapping[int, Line],
    gaps: list[tuple[Sequence[int], Sequence[int]]],
    found: dict[int, int],
) -> None:
    olds = [line for old, _ in gaps for line in old]
    where: dict[tuple[int, str], list[int]] = {}
    for line in olds:
        for cell in before[line].items():
            where.setdefault(cell, []).append(line)
    shared: Counter[tuple[int, int]] = Counter()
    for now in (line for _, lines in gaps for line in lines):
        for cell in after[now].items():
            shared.update((now, line) for line in where.get(cell, ()))
    taken: set[int] = set()
    for (now, line), _ in sorted(shared.items(), key=lambda pair: (-pair[1], abs(pair[0][0] - pair[0][1]), pair[0])):
        if now not in found and line not in taken:
            found[now] = line
            taken.add(line)


def turned(cells: Mapping[int, Line]) -> dict[int, Line]:
    """Return rows as columns, each as the cells it holds and how often, so that rows put in change none of them."""
    out: dict[int, dict[int, str]] = {}
    for line in cells.values():
        for col, text in line.items():
            out.setdefault(col, {})[_number(text)] = text
    return dict(out)


def _number(text: str) -> int:
    """Return a place that depends on the cell alone."""
    return int.from_bytes(text.encode(), "big")
