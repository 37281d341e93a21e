"""Charts of a copy: they keep what they show, and point to no sheet that is not there."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from .formulas import may_stay
from .package import local
from .tree import children, read, written

_LITERALS = {"numRef": "numLit", "strRef": "strLit", "multiLvlStrRef": "strLit"}
_CACHES = ("numCache", "strCache", "multiLvlStrCache")
_MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LIVE = frozenset({"pivotSource", "externalData", "pivotFmts"})


def frozen(content: bytes, part: str, titles: frozenset[str]) -> bytes:
    """Return a chart without its pivot table and outside data; what it took from other sheets it holds itself."""
    tree = read(content, part)
    above = {child: parent for parent in tree.root.iter() for child in parent}
    for element, parent in above.items():
        tag = local(element.tag)
        if tag in _LIVE or (tag == "ext" and _is_aside(element, titles)):
            parent.remove(element)
        elif tag in _LITERALS and not _points_here(element, titles):
            _hold(parent, element, in_series=parent in above and local(above[parent].tag) == "ser")
    for element, parent in above.items():
        if local(element.tag) == "extLst" and not len(element):
            parent.remove(element)
    return written(tree)


def _points_here(reference: Element, titles: frozenset[str]) -> bool:
    return all(may_stay(formula.text or "", titles) for formula in children(reference, "f"))


def _is_aside(extension: Element, titles: frozenset[str]) -> bool:
    """Whether an extension keeps what a filter took out of the chart, or labels from a sheet that is not there."""
    inside = list(extension.iter())
    filtered = any(local(e.tag).startswith("filtered") for e in inside)
    lost = any(local(e.tag) == "f" and not may_stay(e.text or "", titles) for e in inside)
    return filtered or lost


def _hold(parent: Element, reference: Element, *, in_series: bool) -> None:
    """Put what a reference showed last in its place."""
    space = reference.tag.rpartition("}")[0] + "}"
    at = list(parent).index(reference)
    parent.remove(reference)
    cache = next(children(reference, *_CACHES), None)
    if local(parent.tag) == "tx":
        parent.insert(at, _words(parent, space, cache, in_series=in_series))
        return
    literal = parent.makeelement(f"{space}{_LITERALS[local(reference.tag)]}", {})
    level = next(children(cache, "lvl"), None) if cache is not None else None
    if cache is None:
        SubElement(literal, f"{space}ptCount", {"val": "0"})
    else:
        literal.extend(children(cache, "formatCode", "ptCount"))
        literal.extend(children(cache if level is None else level, "pt"))
    parent.insert(at, literal)


def _words(parent: Element, space: str, cache: Element | None, *, in_series: bool) -> Element:
    """Return the words of a name or a title: a series takes them as they are, a title as a paragraph."""
    text = "".join(e.text or "" for e in cache.iter() if local(e.tag) == "v") if cache is not None else ""
    if in_series:
        value = parent.makeelement(f"{space}v", {})
        value.text = text
        return value
    rich = parent.makeelement(f"{space}rich", {})
    SubElement(rich, f"{_MAIN}bodyPr")
    run = SubElement(SubElement(rich, f"{_MAIN}p"), f"{_MAIN}r")
    SubElement(run, f"{_MAIN}t").text = text
    return rich
