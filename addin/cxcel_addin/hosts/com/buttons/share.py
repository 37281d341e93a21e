"""Share: the place is looked at before the work, the finished copy before anyone gets it."""

from __future__ import annotations

from pathlib import Path

from cxcel.errors import BadInput

from ....shared.making import values_copy
from ....shared.telling import told
from ...files import check_target, write_all
from .macro import macro

__all__ = ["finish", "ready"]

SUFFIX = ".xlsx"


@macro
def ready(target: str, own: str) -> list[str]:
    """Say whether the copy may be written there: "", or a question to ask first.

    Raises
    ------
    BadInput
        It cannot be written there.
    """
    path = Path(target)
    if path.suffix.lower() != SUFFIX:
        raise BadInput(f"{path.name} must end in {SUFFIX}: a copy with values only is an ordinary workbook")
    if path == Path(own) or (path.exists() and Path(own).exists() and path.samefile(own)):
        raise BadInput(f"{path.name} is the workbook itself: give the copy another name")
    check_target(path)
    return [f"There is a file {path.name} already. Replace it?" if path.exists() else ""]


@macro
def finish(made: str, target: str) -> list[str]:
    """Make the copy of what Excel has saved, check it, and put it where the user wants it; else nothing is there.

    Raises
    ------
    BadInput
        Something is in it that must not be given away, or it cannot be written.
    """
    source, path = Path(made), Path(target)
    copy = values_copy(source.read_bytes(), path.name)
    write_all({path: copy.content})
    return [" ".join(told(copy, str(path)))]
