"""The real path of a cell on Windows: xlwings' DLL, COM, and the server in a Windows Python."""

from __future__ import annotations

import math
import struct
import time
from typing import Any

import numpy as np
import pytest
from tests.functions.calls import CALLS, SCORES, Call
from tests.hosts.com.packing import COM_ERROR, LEFT_OUT, com, grid, keep, kept, packed, scalar, small
from tests.hosts.windows.excel_side import CALLS as MODULE
from tests.hosts.windows.excel_side import Excel, Refused

from cxcel.errors import CxError
from cxcel.functions import FUNCTIONS
from cxcel_addin.hosts.com import wire

CALL = pytest.mark.parametrize("call", CALLS, ids=lambda c: f"{c.function}-{len(c.arguments)}")
HERE = "[Book1]Sheet1!A1"
SECONDS = 20  # that a process may take to end


def in_order(call: Call) -> list[Any]:
    names = [p.name for p in FUNCTIONS[call.function].spec.parameters if not p.repeats]
    return [*(call.arguments.get(name) for name in names), *call.repeated]


def direct(name: str, *values: Any) -> Any:
    """What the function itself gives, as it goes back."""
    try:
        return wire.encode(FUNCTIONS[name](*(grid(v) if isinstance(v, list) else v for v in values)))
    except CxError as error:
        return wire.refuse(error)


def same(rows: Any) -> Any:
    """Equal cell by cell; numbers to twelve digits, because Windows and Linux have other mathematics libraries."""
    return tuple(tuple(pytest.approx(c, rel=1e-9, abs=1e-12) if type(c) is float else c for c in row) for row in rows)


@CALL
def test_every_function_plain_and_packed(excel: Excel, call: Call) -> None:
    values = in_order(call)
    wanted = direct(call.function, *values)
    assert wanted[0][1] == 0.0
    for ship in (com, packed):
        shipped = [LEFT_OUT if v is None else ship(grid(v)) if isinstance(v, list) else scalar(v) for v in values]
        assert excel.cell(call.function, *shipped) == same(wanted)
        excel.other("refresh")


RANGES = {
    "1x1": [[9]],
    "row": [[9, 10, 3]],
    "column": [[9], [10], [3]],
    "blanks": [[9], [None], [3], [None]],
    "text numbers": [["9"], ["10"], [" 3 "]],
    "header": [["score"], [9], [3]],
    "missing": [["n/a"], [9], [3]],
    "a word": [[9], ["Zürich 日本 😀"], [3]],
    "flag": [[9], [True], [3]],
    "error": [[9], ["#REF!"], [3]],
    "all blank": [[None], [None]],
    "out of range": [[9], [11]],
    "spaces": [[9], ["  "], [3]],
}


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
    """As COM dates, as Value2 gives them, and as texts."""
    scores, days = com(grid(SCORES[:6])), [46023.0 + 20 * i for i in range(6)]
    wanted = excel.cell("KPI_TREND", "NPS", [[day] for day in days], "month", scores)
    assert wanted[0][1] == 0.0
    for column in ([[{"d": day}] for day in days], packed(grid(days))):
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


def ended(asked: Excel, pids: list[int]) -> bool:
    """Whether the processes are gone, now or soon."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if not asked.ask("running", pids):
            return True
        time.sleep(0.2)
    return False


def test_two_clients_have_a_server_each(excel: Excel) -> None:
    second = Excel()
    second.start()
    assert not set(second.ask("servers")) & set(excel.ask("servers"))
    for client in (excel, second):
        client.send("call", MODULE, "call", ["NPS", HERE, [[9.0]] * 20_000], 5)
    assert [client.receive()[0][1][0] for client in (excel, second)] == [100.0, 100.0]
    second.cell("NPS", 11.0, caller="only here")
    assert excel.other("sentence", "only here") == ""
    pids = second.ask("servers")
    second.close()
    assert len(pids) == 1
    assert ended(excel, pids)


def test_no_process_is_left_when_excel_dies(excel: Excel) -> None:
    second = Excel()
    second.start()
    assert second.cell("NPS", 9.0)[0][1] == 0.0
    pids = second.ask("servers")
    second.end()
    assert ended(excel, pids)


def test_a_server_killed_in_the_middle_of_a_call(windows: None, excel: Excel) -> None:
    client = Excel()
    client.start()
    pids = client.ask("servers")
    client.ask("kill", 0.5)
    with pytest.raises(Refused):
        client.timed(MODULE, "call", ["NPS", HERE, [[9.0]] * 200_000], 100)
    with pytest.raises(Refused):
        client.cell("NPS", 9.0)
    assert ended(excel, pids)
    client.start(again=1)
    assert client.cell("NPS", 9.0)[1][0] == 100.0
    again = client.ask("servers")
    client.close()
    assert ended(excel, again)
