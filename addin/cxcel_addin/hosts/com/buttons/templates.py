"""Templates: a workbook ready to be filled in, as a file that Excel makes a new workbook from."""

from __future__ import annotations

from pathlib import Path

from ....templates import template, write
from .macro import macro

__all__ = ["write_to"]


@macro
def write_to(name: str, folder: str) -> list[str]:
    """Write a template into a folder and return its path."""
    target = Path(folder) / f"{template(name).title}.xlsx"
    target.write_bytes(write(name))
    return [str(target)]
