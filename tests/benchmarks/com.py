"""Cells on Windows through xlwings' DLL and COM, beside the same functions decorated the stock xlwings way.

What is measured is what crosses to the server and back.  That VBA reads the cells before, and looks whether they have
changed, is in no figure: only Excel itself could tell how long it takes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median
from typing import Any

import numpy as np
import pytest
from tests.benchmarks.measure import Line
from tests.hosts.com.packing import com, grid, keep, kept, packed, small
from tests.hosts.windows.excel_side import CALLS, HERE, Excel, windows
from tests.hosts.windows.setup import Unavailable

from cxcel.functions import NPS, NPS_CI

STOCK = "stock_server"
CELLS, ROWS, FORMULAS = 1_000_000, 5_000, 10_000
SAMPLE = 200  # of the formulas, so many are timed the stock way
TURN = 1_000
STARTS = 6
RULE = "adjusted_wald"


def stock() -> Excel:
    """Return a client of xlwings' own server."""
    return Excel(f'"{windows().path(HERE / "stock_server.py")}" $(CLSID)')


def ours_in(excel: Excel, value: Any, times: int = 1) -> tuple[float, list[float]]:
    rows, seconds = excel.timed(CALLS, "call", ["NPS", "[Book1]Sheet1!A1", value], times)
    return rows[1][0], seconds


def started(excel: Excel, ours: bool) -> float:
    """Return the seconds from nothing to the first answer."""
    window = excel.ask("window")  # the client is up
    began = time.perf_counter()
    excel.start(window=window)
    ours_in(excel, 9.0) if ours else excel.timed(STOCK, "NPS", [9.0])
    return time.perf_counter() - began


def run() -> Iterator[Line]:
    """Measure start, a small call, a million cells, and many formulas over the same column."""
    try:
        windows()
    except Unavailable as why:
        print(f"cells on Windows are not measured: {why}")
        return
    yield starts()
    with ExitStack() as ends:
        ours, other = ends.enter_context(Excel()), ends.enter_context(stock())
        started(ours, True)
        started(other, False)
        yield small_call(ours, other)
        yield from million_cells(ours, other)
        yield from many_formulas(ours, other)


def starts() -> Line:
    """Measure from nothing to the first answer, in turns."""
    answers: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(STARTS):
        for ours, make in ((True, Excel), (False, stock)):
            with make() as fresh:
                answers[ours].append(started(fresh, ours))
    first, usual = median(answers[True][1:]), median(answers[False][1:])  # the first fills the caches
    note = f"{first:.2f} s and {usual:.2f} s"
    return Line("first answer after server start: ours over stock xlwings", first / usual, at_most=1, note=note)


def small_call(ours: Excel, other: Excel) -> Line:
    """Measure a single cell, in turns."""
    little, plain = [], []
    for _ in range(5):
        ours.other("refresh")
        little += ours_in(ours, 9.0, 100)[1]
        plain += other.timed(STOCK, "NPS", [9.0], 100)[1]
    note = f"{median(little) * 1e3:.2f} ms and {median(plain) * 1e3:.2f} ms"
    return Line("a small call: ours over stock xlwings", median(little) / median(plain), at_most=1, note=note)


def million_cells(ours: Excel, other: Excel) -> Iterator[Line]:
    """Measure NPS of a million cells in turns: as VBA packs scores, and as it packs numbers of other kinds."""
    scores = np.random.default_rng(1).integers(0, 11, CELLS)
    rows = grid(scores.tolist())
    ways = {"a byte each": small(rows), "as doubles": packed(rows)}
    taken: dict[str, list[float]] = {way: [] for way in ("stock", *ways)}
    for _ in range(4):
        value, once = other.timed(STOCK, "NPS", [com(rows)])
        taken["stock"] += once
        agree([value], [NPS(scores)])
        for way, sent in ways.items():
            ours.other("refresh")
            value, once = ours_in(ours, sent)
            taken[way] += once
            agree([value], [NPS(scores)])
    usual = median(taken["stock"])
    for way, wanted in (("a byte each", 12), ("as doubles", None)):
        note = f"{median(taken[way]):.3f} s and {usual:.2f} s"
        ratio = usual / median(taken[way])
        yield Line(f"NPS of 1,000,000 cells {way}: stock xlwings over ours", ratio, at_least=wanted, note=note)


def many_formulas(ours: Excel, other: Excel) -> Iterator[Line]:
    """Measure formulas over one column in turns: all the same, and all different.

    VBA sends the column with the first of them and eight bytes with the others.  Of formulas that are the same it
    sends one and answers the others itself (`tests/hosts/windows/test_vba.py` counts them); shown is also what it
    takes when all of them cross, as after VBA had forgotten each.
    """
    scores = np.random.default_rng(2).integers(0, 11, ROWS)
    column = grid(scores.tolist())
    levels = (0.5 + 0.49 * np.arange(FORMULAS) / FORMULAS).tolist()
    ways = {"equal": [0.95] * FORMULAS, "different": levels}
    calls = {way: [[kept(i), RULE, level] for level in chosen] for i, (way, chosen) in enumerate(ways.items())}
    for i, way in enumerate(calls):
        calls[way][0][0] = keep(i, small(column))
    taken: dict[str, list[float]] = {way: [] for way in ("stock", *ways)}
    ours.cell("NPS_CI", [[9.0], [3.0]], RULE, 0.5)  # what it imports is there, as in the other server
    other.timed(STOCK, "NPS_CI", [[[9.0], [3.0]], RULE, 0.5])
    ours.other("refresh")
    for start in range(0, FORMULAS, TURN):
        value, seconds = other.timed(STOCK, "NPS_CI", [com(column), RULE, levels[start]], SAMPLE * TURN // FORMULAS)
        taken["stock"] += seconds
        agree(value, NPS_CI(scores, RULE, levels[start])[0])
        for way, chosen in ways.items():
            part = slice(start, start + TURN)
            sent = [["NPS_CI", f"[Book1]Sheet1!A{start + i}", *values] for i, values in enumerate(calls[way][part], 1)]
            (_, value), seconds = ours.timed_one_by_one(CALLS, "call", sent)
            taken[way] += seconds
            agree(value[:2], NPS_CI(scores, RULE, chosen[part][-1])[0])
    usual, only = median(taken["stock"]), taken["equal"][0]
    over = f"formulas over the same {ROWS:,} rows: stock over ours"
    note = f"one message, {only * 1e3:.1f} ms, and {usual * FORMULAS:.0f} s by {SAMPLE} of stock's"
    yield Line(f"{FORMULAS:,} equal {over}", usual * FORMULAS / only, at_least=20, note=note)
    for way in ways:
        one = median(taken[way])
        note = f"{one * 1e3:.2f} ms and {usual * 1e3:.2f} ms each"
        yield Line(f"{way} {over}, each sent", usual / one, note=note)


def agree(found: list[float], wanted: list[float]) -> None:
    """End where the answers differ."""
    if found != pytest.approx(wanted):
        raise SystemExit(f"the answers differ: {found} and {wanted}")
