"""The names of those who worked on a workbook, taken out of its parts.

What Excel's own inspector calls personal information: authors of the file and of notes, who saved it last, and the
folder it was saved in.  Notes and comments stay; who wrote them becomes "Author", as Excel's inspector writes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .package import Package

NOBODY = "Author"
_NOBODY = rb"\g<1>" + NOBODY.encode() + rb"\2"
_PROPERTIES = re.compile(rb"(<(?:\w+:)?(?:creator|lastModifiedBy|Manager|HyperlinkBase)(?:\s[^>]*)?>)[^<]*(</)")
_FOLDER = re.compile(
    rb"<mc:AlternateContent\b(?:(?!</mc:AlternateContent>).)*?<x15ac:absPath\b.*?</mc:AlternateContent>", re.S
)
_AUTHOR = re.compile(rb"(<(?:\w+:)?author(?:\s[^>]*)?>)(?!tc=\{)[^<]*(</)")  # tc={id}: the twin of a newer comment
_PERSON = re.compile(rb"\b(displayName|userId)=\"[^\"]*\"")
_PROVIDER = re.compile(rb"\bproviderId=\"[^\"]*\"")


def _person(content: bytes) -> bytes:
    named = _PERSON.sub(rb'\1="' + NOBODY.encode() + b'"', content)
    return _PROVIDER.sub(b'providerId="None"', named)


_STEPS: tuple[tuple[re.Pattern[str], Callable[[bytes], bytes]], ...] = (
    (re.compile(r"^docProps/(core|app)\.xml$"), lambda content: _PROPERTIES.sub(rb"\1\2", content)),
    (re.compile(r"^xl/workbook\.xml$"), lambda content: _FOLDER.sub(b"", content)),
    (re.compile(r"^xl/(comments/)?comments?[^/]*\.xml$"), lambda content: _AUTHOR.sub(_NOBODY, content)),
    (re.compile(r"^xl/persons/[^/]*\.xml$"), _person),
)


def without_people(book: Package) -> Package:
    """Return a workbook without the names of those who worked on it.

    Only names are changed: every other byte of its parts is as it was.
    """
    parts = dict(book.parts)
    for name, content in book.parts.items():
        for pattern, step in _STEPS:
            if pattern.match(name):
                parts[name] = step(content)
    return Package(parts, book.name)
