"""What crosses between Excel and Python on Windows: xlwings' DLL, COM, and the server in a Windows Python."""

from __future__ import annotations

import math
import struct
from typing import Any

import numpy as np
import pytest
from tests.functions.calls import CALLS, SCORES, Call
from tests.hosts.com.packing import COM_ERROR, LEFT_OUT, com, grid, keep, kept, packed, scalar, small
from tests.hosts.windows.cases import RANGES, direct, in_order, same
from tests.hosts.windows.excel_side import CALLS as MODULE
from tests.hosts.windows.excel_side import Excel, Refused

from cxcel.functions import FUNCTIONS
from cxcel_addin.hosts.com import wire

CALL = pytest.mark.parametrize("call", CALLS, ids=lambda c: f"{c.function}-{len(c.arguments)}")
HERE = "[Book1]Sheet1!A1"


@CALL
def test_every_function_plain_and_packed(excel: Excel, call: Call) -> None:
    values = in_order(call)
    wanted = direct(call.function, *values)
    assert wanted[0][1] == 0.0
    for ship in (com, packed):
        shipped = [LEFT_OUT if v is None else ship(grid(v)) if isinstance(v, list) else scalar(v) for v in values]
        assert excel.cell(call.function, *shipped) == same(wanted)
        excel.other("refresh")


@pytest.mark.parametrize("rows", RANGES.values(), ids=RANGES)
def test_what_cells_hold(excel: Excel, rows: list[list[Any]]) -> None:
    wanted = direct("NPS", rows)
    assert excel.cell("NPS", com(rows)) == same(wanted)
    assert excel.other("sentence", HERE) == (wanted[1][0] if wanted[0][1] else "")
    excel.other("refresh")
    assert excel.cell("NPS", packed(rows)) == same(wanted)


def test_single_cells_and_constants(excel: Excel) -> None:
    assert excel.cell("NPS", 9.0) == direct("NPS", [[9]])
    assert excel.cell("NPS", None) == direct("NPS", [[None]])
    assert excel.cell("NPS", (9.0, 3.0)) == direct("NPS", [[9, 3]])
    assert excel.cell("NPS", LEFT_OUT)[0][1] == 2015.0
    for error, code in COM_ERROR.items():
        assert excel.cell("NPS", code)[0][1] == wire.NUMBERS[error]
        assert excel.cell("NPS", ((9.0,), (code,)))[0][1] == wire.NUMBERS[error]


def test_two_dimensions_keep_their_places(excel: Excel) -> None:
    table = [["wait", "talk", "solved"]] + [[float(i), float(i * i % 7), i % 2 == 0] for i in range(12)]
    wanted = direct("KPI_CORR_MATRIX", table)
    assert wanted[0][2:4] == (4.0, 4.0)
    assert excel.cell("KPI_CORR_MATRIX", com(table)) == same(wanted)
    assert excel.cell("KPI_CORR_MATRIX", packed(table)) == same(wanted)


def test_dates(excel: Excel) -> None:
    """As COM dates, as Value2 gives them, and marked as dates."""
    scores, days = com(grid(SCORES[:6])), [46023.0 + 20 * i for i in range(6)]
    wanted = excel.cell("KPI_TREND", "NPS", [[day] for day in days], "month", scores)
    assert wanted[0][1] == 0.0
    marked = struct.pack("<4sIIIII", b"CXD1", 1, 0, 0, 6, 1) + packed(grid(days))
    for column in ([[{"d": day}] for day in days], packed(grid(days)), marked):
        assert excel.cell("KPI_TREND", "NPS", column, "month", scores) == wanted


def test_unicode_in_both_directions(excel: Excel) -> None:
    names = ["Zürich", "Łódź", "日本", "😀", "a\u0301"] * 3
    wanted = direct("KPI_BY", "NPS", names, [9, 3, 10, 8, 7] * 3)
    for ship in (com, packed):
        rows = excel.cell("KPI_BY", "NPS", ship(grid(names)), ship(grid([9, 3, 10, 8, 7] * 3)))
        assert rows == same(wanted)
    assert {"Zürich", "日本", "😀"} <= {row[0] for row in rows}


def test_a_million_cells(excel: Excel) -> None:
    scores = np.random.default_rng(3).integers(0, 11, 1_000_000)
    head = struct.pack("<4sIII", b"CXP1", 1_000_000, 1, 0)
    wanted = FUNCTIONS["NPS"](scores)
    assert excel.cell("NPS", head + scores.astype("<f8").tobytes())[1][0] == wanted
    assert excel.cell("NPS", b"CXS1" + head[4:] + scores.astype(np.uint8).tobytes())[1][0] == wanted


def test_a_long_result_comes_whole(excel: Excel) -> None:
    p = np.random.default_rng(4).random(20_000).tolist()
    rows = excel.cell("P_ADJUST", packed(grid(p)))
    assert rows == same(direct("P_ADJUST", p))
    assert math.isfinite(sum(row[0] for row in rows[2:]))


def test_a_range_is_sent_once(excel: Excel) -> None:
    excel.other("refresh")
    assert excel.cell("NPS", kept(5))[0][1] == -1.0
    first = excel.cell("NPS", keep(5, small(grid(SCORES))))
    assert first == excel.cell("NPS", kept(5)) == same(direct("NPS", SCORES))


def test_only_what_the_add_in_calls_can_be_reached(excel: Excel) -> None:
    for module, function in (("os", "system"), ("builtins", "exec"), (MODULE, "key"), (f"{MODULE}.x", "call")):
        with pytest.raises(Refused):
            excel.timed(module, function, ["x"])
    assert excel.cell("NPS", 9.0)[0][1] == 0.0
