"""What Windows knows of the user, where the environment of this process may have lost it.

xlwings' DLL hands the server its environment in the system's code page (`GetEnvironmentStrings` and `CreateProcessA`
in config.cpp of xlwings): for the letters of another alphabet a profile's folders arrive with other names.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from cxcel.errors import BadInput

TOKEN_QUERY = 0x0008


def of_user() -> dict[str, str]:
    """Return the environment that Windows gives this user's programs."""
    import win32api  # type: ignore[import-untyped]
    import win32profile  # type: ignore[import-untyped]
    import win32security  # type: ignore[import-untyped]

    token = win32security.OpenProcessToken(win32api.GetCurrentProcess(), TOKEN_QUERY)
    return dict(win32profile.CreateEnvironmentBlock(token, False))


def folder(name: str) -> Path:
    """Return a folder that a variable names, such as APPDATA.

    Raises
    ------
    BadInput
        There is no such folder.
    """
    for path in _told(name):
        if path.is_absolute() and path.is_dir():
            return path
    raise BadInput(f"the folder that %{name}% names does not exist: log off and on again, or ask IT")


def _told(name: str) -> Iterator[Path]:
    """Yield what this process was told, then what Windows knows."""
    yield Path(os.environ.get(name, ""))
    yield Path(of_user().get(name, ""))
