"""Folders for what passes between Excel and Python: made for one press of a button, and gone after it."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from cxcel.errors import BadInput
from cxcel_addin.install import environment

from .macro import macro

__all__ = ["drop", "make"]

_MADE: set[str] = set()


@macro
def make() -> list[str]:
    """Return a new folder that only this user can read."""
    _MADE.add(folder := tempfile.mkdtemp(prefix="cxcel-", dir=_of_user()))
    return [folder]


def _of_user() -> Path | None:
    """Return the user's own folder for such things; the environment that xlwings' DLL hands on may have lost it."""
    with suppress(BadInput):
        return environment.folder("TEMP") if os.name == "nt" else None
    return None


@macro
def drop(folder: str) -> list[str]:
    """Remove a folder that `make` made, and nothing else."""
    if folder in _MADE:
        _MADE.discard(folder)
        shutil.rmtree(folder, ignore_errors=True)
    return []


@atexit.register
def drop_all() -> None:
    """Remove what is left when the process ends."""
    while _MADE:
        shutil.rmtree(_MADE.pop(), ignore_errors=True)
