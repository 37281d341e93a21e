"""The copy that is given away: made from a workbook's bytes, read back, and refused where something is left in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from cxcel_addin.language import ENGLISH, LANGUAGES, speaking

from .choosing import Chosen
from .grid import grids
from .hiding import without_small_groups
from .masking import Tell, retold
from .named import calling, names_in
from .package import Package
from .people import without_people
from .personal import masked
from .pictures import without_told
from .pruned import pruned
from .rules import Finding, findings, refusal
from .values import values_only, without_double_heads, without_names_like

_SAID_BY = re.compile(r"^[^\n:]{1,60}:\n")  # Excel begins a note with the name of who writes it


class Counts(NamedTuple):
    """What was taken out."""

    texts: int  # told without people
    groups: int  # rows


@dataclass(frozen=True, slots=True)
class Made:
    """A copy with values only: the file, its sheets, what was chosen of the workbook, and what was taken out."""

    content: bytes
    sheets: tuple[str, ...]
    chosen: Chosen
    counts: Counts


def values_copy(content: bytes, name: str) -> Made:
    """Make a copy with values only of a workbook.

    Parameters
    ----------
    content : bytes
        The workbook's file; it is only read.
    name : str
        What to call it in sentences.

    Raises
    ------
    BadInput
        It is no workbook, it has nothing to share, or something would be in the copy that must not be given away.
    """
    book = Package.read(content, name)
    with speaking(_language(book)):
        all_sheets = grids(book)
        names = names_in(book, all_sheets)
        plain, chosen = values_only(book, all_sheets)
        small, groups = without_small_groups(plain)
        call = calling(names, (found.text for found in small.texts() if found.words))
        told, texts = retold(small, _teller(names, call))
        plain = without_told(without_people(told))
        made = pruned(without_names_like(without_double_heads(plain), call)).packed()
        copy = Package.read(made, name)
        found = [*findings(copy), *_names_left(copy, call)]
    if found:
        raise refusal(found)
    return Made(made, tuple(s.title for s in copy.sheets), chosen, Counts(texts, groups))


def _language(book: Package) -> str:
    """Return the language that a report says it is written in."""
    if "docProps/custom.xml" in book.parts:
        for element in book.root("docProps/custom.xml"):
            text = "".join(element.itertext()).strip()
            if element.get("name") == "Language" and text in LANGUAGES:
                return text
    return ENGLISH


def _teller(names: list[str], call: Tell) -> Tell:
    """Return what takes people out of a text: who they are, and how to reach them."""
    known = frozenset(names)

    def tell(text: str) -> str:
        said = _SAID_BY.match(text)
        if said and said[0][:-2] in known:
            text = text[said.end() :]
        return call(masked(text))

    return tell


def _names_left(copy: Package, call: Tell) -> Iterator[Finding]:
    """Yield where a name stands that could not be replaced, as in the name of a sheet."""
    for found in copy.texts():
        text = masked(found.text).replace("_", " ")  # an address is found by itself
        if found.words and call(text) != text:
            yield Finding("the name of a person", copy.where(found.part, found.place))
