"""Where documents lie: addresses as LibreOffice has them, and paths as the system has them."""

from __future__ import annotations

import os
from typing import Any

from .names import BESIDE


def path_of(url: str) -> str:
    """Return the path of an address, "" where it is no file of this computer."""
    import uno

    return str(uno.fileUrlToSystemPath(url)) if url.startswith("file:") else ""


def url_of(path: str) -> str:
    """Return the address of a path."""
    import uno

    return str(uno.systemPathToFileUrl(path))


class Homes:
    """The folders in which sources are looked for first."""

    def __init__(self) -> None:
        self._opened_from: dict[str, str] = {}

    def note(self, document: Any, path: str) -> None:
        """Remember that a document without an address is a copy of a file."""
        self._opened_from[document.RuntimeUID] = os.path.dirname(path)

    def of(self, document: Any) -> str:
        """Return the folder of a document, "" where it was never saved."""
        told = os.environ.get(BESIDE, "")
        own = os.path.dirname(path_of(document.getURL()))
        return told or own or self._opened_from.get(document.RuntimeUID, "")
