"""Servers and who ends them: two Excels, an Excel that dies, a server that dies."""

from __future__ import annotations

import time

import pytest
from tests.hosts.windows.excel_side import CALLS, HERE, SERVER, Excel, Refused, Windows

CELL = "[Book1]Sheet1!A1"
SECONDS = 20  # that a process may take to end
GONE = 0x7FFFFFF0  # no window has this handle


def ended(asked: Excel, pids: list[str]) -> bool:
    """Whether the processes are gone, now or soon."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if not asked.ask("running", pids):
            return True
        time.sleep(0.2)
    return False


def started(server: str = SERVER) -> Excel:
    """Another Excel, with a window, whose server runs."""
    client = Excel(server)
    client.start()
    return client


def test_no_shell_is_started(excel: Excel) -> None:
    assert set(excel.ask("servers").values()) == {"pythonw.exe"}


def test_two_clients_have_a_server_each(excel: Excel) -> None:
    second = started()
    assert not set(second.ask("servers")) & set(excel.ask("servers"))
    for client in (excel, second):
        client.send("call", CALLS, "call", ["NPS", CELL, [[9.0]] * 20_000], 5)
    assert [client.receive()[0][1][0] for client in (excel, second)] == [100.0, 100.0]
    second.cell("NPS", 11.0, caller="only here")
    assert second.other("sentence", "only here")
    assert excel.other("sentence", "only here") == ""
    pids = list(second.ask("servers"))
    second.close()
    assert pids
    assert ended(excel, pids)


def test_no_process_is_left_when_excel_dies(excel: Excel) -> None:
    second = started()
    assert second.cell("NPS", 9.0)[0][1] == 0.0
    pids = list(second.ask("servers"))
    second.end()
    assert ended(excel, pids)


def test_a_window_that_is_gone_starts_no_server(excel: Excel) -> None:
    """Excel ended while its server started: nobody would ever let go of it."""
    with Excel() as second:
        with pytest.raises(Refused, match="process exited"):
            second.start(window=GONE)
        assert second.ask("servers") == {}


def test_without_a_window_the_server_ends_when_it_is_let_go(excel: Excel) -> None:
    with Excel() as second:
        second.start(window=0)
        pids = list(second.ask("servers"))
        assert second.cell("NPS", 9.0)[1][0] == 100.0
    assert pids
    assert ended(excel, pids)


def test_another_process_between_does_not_keep_the_server(windows: Windows, excel: Excel) -> None:
    """As with the pythonw.exe of a virtual environment, which starts the real one and waits for it."""
    second = started(f'-P -E "{windows.path(HERE / "launcher.py")}" {SERVER}')
    assert second.cell("NPS", 9.0)[1][0] == 100.0
    pids = list(second.ask("servers"))
    assert len(pids) >= 2
    second.end()
    assert ended(excel, pids)


def test_a_server_killed_in_the_middle_of_a_call(excel: Excel) -> None:
    client = started()
    pids = list(client.ask("servers"))
    client.ask("freeze")
    client.ask("kill", 1)
    with pytest.raises(Refused):
        client.cell("NPS", 9.0)
    with pytest.raises(Refused):
        client.cell("NPS", 9.0)
    assert ended(excel, pids)
    client.start(1)
    assert client.cell("NPS", 9.0)[1][0] == 100.0
    again = list(client.ask("servers"))
    client.close()
    assert ended(excel, again)
