"""Build report and Refresh: from a copy of the open workbook to a file whose sheets Excel puts into it."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from pathlib import Path

from cxcel.data.notes import counted
from cxcel.errors import CxError

from ....report.model import Report
from ....workbook import Opened, opened, paths, refused, reworded
from ...cli.checking import registered_in
from ...cli.reporting import compute, drawn_over, former_of, kept_sentence
from .. import call
from .macro import macro

__all__ = ["build", "forget"]

BETWEEN = "/"  # no sheet's name may have it
ONE_SHEET = (".csv", ".tsv", ".txt", ".prn")  # files that cannot hold a report


@macro
def build(copy: str, name: str, target: str) -> list[str]:
    """Make the report of a workbook.

    Parameters
    ----------
    copy, name : str
        The copy that Excel wrote, and the workbook's own name.
    target : str
        The file to write the report to.

    Returns
    -------
    list of str
        The names of its sheets, the record of it last; those of the report before it, whose place it takes; names
        that those may have until they are gone; and what to tell the user.

    Raises
    ------
    CxError
        No report can be made; nothing was written.
    """
    book = opened(Path(copy), name)
    made = _model(book)
    drawn = drawn_over(made, book.path, book.old, book.said.looks)
    Path(target).write_bytes(drawn.content)
    told = [f"The report stands on {counted(len(drawn.sheets) - 1, 'sheet')}, from '{drawn.sheets[0]}' on."]
    told += [kept_sentence(drawn)] if drawn.kept or drawn.left else []
    if book.path.suffix.lower() in ONE_SHEET:
        told.append(f"Save the workbook as .xlsx: {name} as it is keeps one sheet only.")
    replaced = _replaced(book)
    asides = free_names(len(replaced), (*book.old.sheets, *drawn.sheets))
    return [BETWEEN.join(drawn.sheets), BETWEEN.join(replaced), BETWEEN.join(asides), " ".join(told)]


def free_names(count: int, used: Collection[str]) -> list[str]:
    """Return names that no sheet has.

    Examples
    --------
    >>> free_names(2, ["cxcel older 1"])
    ['CXcel older 2', 'CXcel older 3']
    """
    taken = {name.casefold() for name in used}
    names = (name for n in itertools.count(1) if (name := f"CXcel older {n}").casefold() not in taken)
    return list(itertools.islice(names, count))


def _model(book: Opened) -> Report:
    files, without = paths(book)
    try:
        known = registered_in(book.path, book.old)
        before = former_of(book.path, book.old)
        said = book.said.report | book.said.reading
        made = compute(files, without, lambda _: None, registered=known, former=before, **said)
    except CxError as error:
        raise refused(error, book.said) from error
    return reworded(made, book.said)


def _replaced(book: Opened) -> list[str]:
    """Return the sheets of the earlier report in the order of their tabs."""
    own = set(book.old.tabs.values())
    return [sheet for sheet in book.old.sheets if sheet in own]


@macro
def forget() -> list[str]:
    """Forget what was computed, so that everything is computed again."""
    call.refresh()
    return []
