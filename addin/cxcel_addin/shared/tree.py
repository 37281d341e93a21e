"""A part of a workbook as a tree, and back: with the prefixes it had, for parts call their namespaces by them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from io import BytesIO
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, iterparse, register_namespace, tostring
from xml.sax.saxutils import quoteattr

from cxcel.errors import BadInput

_START = re.compile(rb"<[^?!][^>]*?(?=/?>)")
_DECLARED = re.compile(rb"\sxmlns(?::([\w.-]+))?=")
__all__ = ["Tree", "children", "read", "runs", "text_of", "written"]


class Tree(NamedTuple):
    """The root of a part, and its namespaces by prefix."""

    root: Element
    prefixes: Mapping[str, str]


def read(content: bytes, what: str = "a part") -> Tree:
    """Return a part as a tree.

    Raises
    ------
    BadInput
        It is no XML.
    """
    prefixes: dict[str, str] = {}
    try:
        events = iterparse(BytesIO(content), ("start-ns",))
        for _, (prefix, space) in events:
            prefixes.setdefault(str(prefix), str(space))
        return Tree(events.root, prefixes)  # type: ignore[attr-defined]
    except ParseError as error:
        raise BadInput(f"{what} cannot be read ({error}); save the workbook again") from error


def written(tree: Tree) -> bytes:
    """Return a tree as the bytes of a part; every prefix of the original is declared.

    Examples
    --------
    >>> content = b'<a xmlns="m" xmlns:x="n" xmlns:mc="c" mc:Ignorable="x"><b x:y="1"/></a>'
    >>> written(read(content)).partition(b"?>")[2].strip()
    b'<a xmlns="m" xmlns:mc="c" xmlns:x="n" mc:Ignorable="x"><b x:y="1" /></a>'
    """
    for prefix, space in sorted(tree.prefixes.items()):  # the empty prefix first: one space may have two
        with suppress(ValueError):  # ns0, ns1 ...: ElementTree numbers them itself
            register_namespace(prefix, space)
    made: bytes = tostring(tree.root, encoding="UTF-8", xml_declaration=True)
    start = _START.search(made)
    if start is None:
        return made
    declared = {found[1] or b"" for found in _DECLARED.finditer(start[0])}
    lacking = b"".join(
        f" xmlns:{prefix}={quoteattr(space)}".encode()
        for prefix, space in tree.prefixes.items()
        if prefix and prefix.encode() not in declared and not re.fullmatch(r"ns\d+|xml", prefix)
    )
    return made[: start.end()].rstrip() + lacking + made[start.end() :]


def children(element: Element, *tags: str) -> Iterator[Element]:
    """Yield the children that have one of some tags, whatever their namespace."""
    for child in list(element):
        if child.tag.rpartition("}")[2] in tags:
            yield child


def text_of(element: Element) -> str:
    """Return all text in an element's runs.

    Examples
    --------
    >>> from xml.etree.ElementTree import fromstring
    >>> text_of(fromstring("<si><r><rPr/><t>one </t></r><r><t>two</t></r><rPh><t>x</t></rPh></si>"))
    'one two'
    """
    return "".join(run.text or "" for run in runs(element))


def runs(element: Element) -> list[Element]:
    """Return the elements that hold the text of a cell, a note or a paragraph, in order; readings aside are none."""
    found = []
    for child in element:
        tag = child.tag.rpartition("}")[2]
        if tag == "t":
            found.append(child)
        elif tag != "rPh":
            found += runs(child)
    return found
