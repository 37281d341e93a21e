"""A server for the VBA in memory: it answers as the real one does and remembers what it was sent."""

from __future__ import annotations

from typing import Any

from cxcel_addin.hosts.com.serve import reached
from cxcel_addin.hosts.com.wire import LEFT_OUT

from . import hosts
from .hosts import Python

CALLS = "cxcel_addin.hosts.com.call"


class Server(Python):
    """Answers cells with the real functions.

    `sent` are the arguments of every call for a cell, `asked` what else was asked for.  An error number in `failing`
    is raised in place of the next answer, as COM raises it.
    """

    def __init__(self) -> None:
        self.sent: list[tuple[Any, ...]] = []
        self.asked: list[tuple[str, str]] = []
        self.failing: list[int] = []
        super().__init__(CallUDF=self.udf)

    def udf(self, module: str, function: str, given: Any, book: Any, caller: Any) -> Any:
        if self.failing:
            raise hosts.com_error(self.failing.pop(0))
        if (module, function) != (CALLS, "call"):
            self.asked.append((module, function))
        else:
            self.sent.append(hosts.plain(given))
        rows = reached(module, function)(*hosts.plain(given))
        return rows if rows is None else hosts.rows_for_vba(rows)

    def messages(self) -> list[Any]:
        """What the last call was sent after the function's name and the cell, less what was left out at the end."""
        messages = list(self.sent[-1][2:])
        while messages and messages[-1] == LEFT_OUT:
            messages.pop()
        return messages
