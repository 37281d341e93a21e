"""The buttons' work that needs CXcel itself: paths and texts in, texts out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from cxcel.errors import BadInput, CxError
from cxcel_addin.hosts.com import call
from cxcel_addin.hosts.com.buttons.macro import Answer
from cxcel_addin.hosts.files import write_all

from .renamed import renamed


def forget() -> list[str]:
    """Forget what was computed."""
    call.refresh()
    return []


def report(copy: str, name: str, target: str) -> list[str]:
    """Write the report of a workbook; return what to tell."""
    from cxcel_addin.hosts.com.buttons import report as button

    *_, told = _texts(button.build(copy, name, target))
    return [told]


def may_share(target: str, own: str) -> list[str]:
    """Say now why a copy could not be written; whether one may be replaced, the file dialog has asked."""
    from cxcel_addin.hosts.com.buttons import share as button

    _texts(button.ready(target, own))
    return []


def share(made: str, target: str) -> list[str]:
    """Make a copy with values only of what LibreOffice has saved, look at it, and put it where the user wants it."""
    from cxcel_addin.hosts.com.buttons import share as button

    return _texts(button.finish(made, target))


def open_copy(source: str, copy: str) -> list[str]:
    """Write a copy of an Excel workbook whose formulas LibreOffice knows."""
    try:
        content = Path(source).read_bytes()
    except OSError as error:
        raise BadInput(f"{source} cannot be read: {error.strerror or error}") from error
    made, count = renamed(content, Path(source).name)
    write_all({Path(copy): made})
    told = f"{Path(source).name} was opened as a copy; {count:,} formulas use functions of CXcel."
    return [f"{told} Press Refresh when you have pasted rows: Calc does not make a table longer by itself."]


def about() -> list[str]:
    """Return what computes, and what the cache saved."""
    kept = {str(what): float(count) for what, count in call.status()}
    calls = kept["hits"] + kept["misses"]
    share = f" ({kept['hits'] / calls:.0%})" if calls else ""
    lines = (
        f"Python: {sys.executable} ({sys.version.split()[0]})",
        f"Answers found again without computing: {kept['hits']:,.0f} of {calls:,.0f}{share}",
    )
    return ["\n".join(lines)]


def _texts(answer: Answer) -> list[str]:
    """Return the texts of a button's answer.

    Raises
    ------
    CxError
        It says why it could not do its work.
    """
    (_, status), *rows = answer
    texts = [str(text) for text, _ in rows]
    if status:
        raise CxError(texts[0])
    return texts


OFFERED: Mapping[str, Callable[..., Sequence[str]]] = MappingProxyType(
    {
        "forget": forget,
        "report": report,
        "may_share": may_share,
        "share": share,
        "open": open_copy,
        "about": about,
    }
)
