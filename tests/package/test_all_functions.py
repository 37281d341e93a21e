"""Every function through the VBA as it is: the same result whichever way its ranges are sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.functions.calls import CALLS, Call
from tests.hosts.com.packing import grid

from cxcel.functions import FUNCTIONS
from cxcel_addin.hosts.com import call as answers
from cxcel_addin.hosts.com import wire

from . import hosts
from .hosts import Host
from .serving import Server

WORTH, HELD = "WORTH_PACKING As Long = 64", "MOST_HELD As Double = 96000000"
ALWAYS_ASKED = {"MOST_CELLS As Long = 400000": "MOST_CELLS As Long = 0"}
WAYS = {
    "plain": ALWAYS_ASKED | {WORTH: "WORTH_PACKING As Long = 1000000"},
    "packed": ALWAYS_ASKED | {WORTH: "WORTH_PACKING As Long = 1", HELD: "MOST_HELD As Double = 0"},
    "kept": ALWAYS_ASKED | {WORTH: "WORTH_PACKING As Long = 1"},
}


def ranges_of(call: Call) -> int:
    return sum(isinstance(value, list) for value in (*call.arguments.values(), *call.repeated))


# what is sent and not kept differs by its mark alone from what is kept: one function for each number of ranges
NOT_KEPT = set({ranges_of(call): call.function for call in reversed(CALLS)}.values())


@pytest.fixture(scope="module")
def ways(addin_file: Path) -> Iterator[dict[str, Host]]:
    """One Excel for each way that a range can go."""
    hosts.add_members()
    with hosts.able_to_copy_memory():
        yield {way: Host(addin_file, Server(), changed) for way, changed in WAYS.items()}


def letters(column: int) -> str:
    return chr(65 + column) if column < 26 else f"{chr(64 + column // 26)}{chr(65 + column % 26)}"


def entered(host: Host, call: Call) -> list[object]:
    """Put the ranges of a call side by side into the sheet; return its arguments as a formula gives them."""
    names = [p.name for p in FUNCTIONS[call.function].spec.parameters if not p.repeats]
    arguments: list[object] = []
    at = 0
    host.cells("A1:AZ100").vba_get("ClearContents")
    for value in (*(call.arguments.get(name) for name in names), *call.repeated):
        if not isinstance(value, list):
            arguments.append(hosts.MISSING if value is None else float(value) if type(value) is int else value)
            continue
        rows = grid(value)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                host.sheet.set_value(f"{letters(at + c)}{r + 1}", typed(cell))
        arguments.append(host.cells(f"{letters(at)}1:{letters(at + len(rows[0]) - 1)}{len(rows)}"))
        at += len(rows[0])
    while arguments and arguments[-1] is hosts.MISSING:
        arguments.pop()
    return arguments


def typed(cell: Any) -> object:
    """What is typed for a cell: a text that looks like a date stays a text."""
    if isinstance(cell, str):
        return f"'{hosts.as_in_vba(cell)}"
    return float(cell) if type(cell) is int else hosts.EMPTY if cell is None else cell


def shown(value: Any) -> Any:
    return value if isinstance(value, list) else [[value]]


@pytest.mark.parametrize("call", CALLS, ids=lambda c: f"{c.function}-{len(c.arguments)}")
def test_the_result_is_that_of_the_function(ways: dict[str, Host], call: Call) -> None:
    names = [p.name for p in FUNCTIONS[call.function].spec.parameters if not p.repeats]
    values = [*(call.arguments.get(name) for name in names), *call.repeated]
    rows = wire.encode(FUNCTIONS[call.function](*(grid(v) if isinstance(v, list) else v for v in values)))
    width = int(float(rows[0][3]))
    expected = [list(row[:width]) for row in rows[1:]]
    for way, host in ways.items():
        if way == "packed" and call.function not in NOT_KEPT:
            continue
        arguments = entered(host, call)
        host.excel.run("ForgetResults")
        for mark in ("CXK1", "CXG1") if way == "kept" else ("",):
            answers._RESULTS.clear()
            assert shown(host.cell("ZZ1", call.function, *arguments)) == expected, (way, mark)
            sent = [m for m in host.server.messages() if isinstance(m, bytes | tuple)]
            assert len(sent) == ranges_of(call)
            for message in sent:
                assert isinstance(message, tuple) == (way == "plain")
                assert isinstance(message, tuple) or message.startswith((mark or "CX").encode())
