"""What VBA can reach in the server; the server itself runs in tests/hosts/windows."""

from __future__ import annotations

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from cxcel_addin.hosts.com import call, serve
from cxcel_addin.hosts.com.serve import CALLS, reached


def test_what_the_add_in_calls_is_reached() -> None:
    assert {name: reached(CALLS, name) for name in call.__all__} == {name: getattr(call, name) for name in call.__all__}


@pytest.mark.parametrize(
    ("module", "function"),
    [("os", "system"), ("builtins", "exec"), (CALLS, "key"), (CALLS, "__builtins__"), ("cxcel_addinx.a", "b")],
)
def test_nothing_else_is(module: str, function: str) -> None:
    with pytest.raises(LookupError, match="install the add-in again"):
        reached(module, function)


def test_the_server_loads_nothing_before_it_answers() -> None:
    """Excel waits for the class to be there: numpy comes after."""
    script = "import sys, cxcel_addin.hosts.com.serve; print(*sys.modules)"
    path = os.pathsep.join(sys.path)
    run = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not {"numpy", "cxcel", "scipy", "xlwings", "click"} & set(run.stdout.split())


class Wrong(Exception):
    """What pywin32 raises."""

    def __init__(self, number: int) -> None:
        self.winerror = number


def windows(monkeypatch: pytest.MonkeyPatch, owners: dict[int, int], refused: dict[int, int]) -> None:
    """Put pywin32's modules in place: which processes own windows, and why one cannot be waited for."""

    def opened(access: int, inherits: bool, process: int) -> str:
        if process in refused:
            raise Wrong(refused[process])
        return f"{access:#x} {inherits} {process}"

    owner = SimpleNamespace(
        GetWindowThreadProcessId=lambda window: [1, owners[window]] if window in owners else [0, 241]
    )
    for name, module in {
        "pywintypes": SimpleNamespace(error=Wrong),
        "win32api": SimpleNamespace(OpenProcess=opened),
        "win32process": owner,
    }.items():
        monkeypatch.setitem(sys.modules, name, module)


def test_the_process_to_wait_for_owns_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    windows(monkeypatch, {66: 5}, {})
    assert serve._excel("66") == ["0x100000 False 5"]
    assert serve._excel("0") == [], "no window: pywin32 gives any number as its process"
    with pytest.raises(SystemExit):
        serve._excel("67")  # one that is there no more


def test_a_process_that_has_ended_needs_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    windows(monkeypatch, {66: 5}, {5: 87})
    with pytest.raises(SystemExit):
        serve._excel("66")


def test_a_process_that_may_not_be_waited_for_lets_go_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    windows(monkeypatch, {66: 5}, {5: 5})
    assert serve._excel("66") == []
