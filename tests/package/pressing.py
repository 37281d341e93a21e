"""A press of a button of the ribbon, in an Excel that is looked at afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pyopenvba.interpreter._objects import VBAObject

from cxcel_addin.hosts.com.buttons import scratch

from . import hosts
from .excel_files import add_file_members
from .hosts import Host
from .serving import Server

YES, NO = 6, 7


class Control(VBAObject):
    """What the ribbon hands to a Sub."""

    vba_type_name = "IRibbonControl"

    def __init__(self, tag: str = "") -> None:
        self.tag = tag

    def vba_get(self, name: str, args: Any = (), named: Any = None) -> Any:
        assert name.lower() == "tag"
        return self.tag


def press(host: Host, sub: str, tag: str = "") -> list[str]:
    """Press a button; what was said."""
    before = len(host.excel.dialogs)
    host.excel.run(sub, Control(tag))
    return [text for _, text, *_ in host.excel.dialogs[before:]]


def open_books(host: Host) -> list[str]:
    return [book.name for book in host.excel.workbooks()]


@contextmanager
def watched(
    addin_file: Path, aside: Path, monkeypatch: pytest.MonkeyPatch, ready: Callable[[Host], None]
) -> Iterator[Host]:
    """Excel with the add-in; afterwards no folder of a button is left and Excel is as it was."""
    hosts.add_members()
    add_file_members(monkeypatch)
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    with hosts.able_to_copy_memory():
        host = Host(addin_file, Server())
        host.target, host.state, host.locked, host.filtered = False, 0, set(), set()
        host.pivots = []
        host.aside = aside
        ready(host)
        yield host
    assert list(aside.iterdir()) == [], "a folder was left"
    assert not scratch._MADE
    for name, value in (
        ("ScreenUpdating", True),
        ("DisplayAlerts", True),
        ("EnableEvents", True),
        ("StatusBar", False),
    ):
        assert host.excel.evaluate(f"Application.{name}") is value
