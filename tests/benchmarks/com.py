"""Cells on Windows through xlwings' DLL and COM, beside the same function decorated the stock xlwings way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median
from typing import Any

import numpy as np
from tests.benchmarks.measure import Line
from tests.hosts.com.packing import com, grid, keep, kept, packed, small
from tests.hosts.windows.excel_side import CALLS, SCRIPT, Excel, prepared
from tests.hosts.windows.setup import Unavailable, windows_path

from cxcel.functions import NPS

STOCK = "stock_server"
CELLS, ROWS, FORMULAS = 1_000_000, 5_000, 10_000
SAMPLE = 200  # of the formulas, so many are timed the stock way


def stock() -> Excel:
    """Return a client of xlwings' own server."""
    script = windows_path(SCRIPT.with_name("stock_server.py"))
    return Excel(f'-B "{script}" $(CLSID)')


def ours_in(excel: Excel, value: Any, times: int = 1) -> tuple[float, list[float]]:
    rows, seconds = excel.timed(CALLS, "call", ["NPS", "[Book1]Sheet1!A1", value], times)
    return rows[1][0], seconds


def started(excel: Excel, ours: bool) -> float:
    """Return the seconds from nothing to the first answer."""
    excel.ask("running", [])  # the client is up
    began = time.perf_counter()
    excel.start()
    ours_in(excel, 9.0) if ours else excel.timed(STOCK, "NPS", [9.0])
    return time.perf_counter() - began


def run() -> Iterator[Line]:
    """Measure start, a small call, a million cells, and many formulas over the same column."""
    try:
        prepared()
    except Unavailable as why:
        print(f"cells on Windows are not measured: {why}")
        return
    ours, other, answers = Excel(), stock(), {True: [], False: []}
    for _ in range(6):
        for which, make in ((True, Excel), (False, stock)):
            fresh = make()
            answers[which].append(started(fresh, which))
            fresh.close()
    first, usual = median(answers[True][1:]), median(answers[False][1:])  # the first fills the caches
    note = f"{first:.2f} s and {usual:.2f} s"
    yield Line("first answer after server start: ours over stock xlwings", first / usual, at_most=1, note=note)
    started(ours, True)
    started(other, False)
    yield from calls(ours, other)
    ours.close()
    other.close()


def calls(ours: Excel, other: Excel) -> Iterator[Line]:
    """Measure with both servers up."""
    little, plain = ours_in(ours, 9.0, 300)[1], other.timed(STOCK, "NPS", [9.0], 300)[1]
    note = f"{median(little) * 1e3:.2f} ms and {median(plain) * 1e3:.2f} ms"
    yield Line("a small call: ours over stock xlwings", median(little) / median(plain), at_most=1, note=note)

    scores = np.random.default_rng(1).integers(0, 11, CELLS)
    rows = grid(scores.tolist())
    taken = other.timed(STOCK, "NPS", [com(rows)], 3)
    for what, ship, wanted in (("as doubles", packed, 12), ("a byte each", small, 12)):
        seconds = []
        for _ in range(5):
            ours.other("refresh")
            value, once = ours_in(ours, ship(rows))
            seconds += once
            if value != NPS(scores) or abs(taken[0] - value) > 1e-9:
                raise SystemExit("the answers differ")
        note = f"{median(seconds):.3f} s and {median(taken[1]):.2f} s"
        ratio = median(taken[1]) / median(seconds)
        yield Line(f"NPS of 1,000,000 cells {what}: stock xlwings over ours", ratio, at_least=wanted, note=note)

    column = rows[:ROWS]
    stock_one = median(other.timed(STOCK, "NPS", [com(column)], SAMPLE)[1])
    ours_in(ours, keep(1, packed(column)))
    total = sum(ours_in(ours, kept(1), FORMULAS)[1])
    note = f"{total:.1f} s; {SAMPLE} of stock's timed, {stock_one * 1e3:.1f} ms each"
    ratio = stock_one * FORMULAS / total
    yield Line("10,000 formulas over the same 5,000 rows: stock over ours", ratio, at_least=20, note=note)
