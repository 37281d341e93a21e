"""Help: the function guide, as a file that Excel makes a new workbook from."""

from __future__ import annotations

from pathlib import Path

from ....guide import guide
from .macro import macro

__all__ = ["write_to"]


@macro
def write_to(folder: str) -> list[str]:
    """Write the guide into a folder and return its path."""
    target = Path(folder) / "CXcel functions.xlsx"
    target.write_bytes(guide())
    return [str(target)]
