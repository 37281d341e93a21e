"""Texts of a workbook told otherwise, wherever one may stand: cells, notes, drawings, charts, rules, properties."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from xml.etree.ElementTree import Element

from .grid import put_text
from .package import BOOK, CODE, FORMAT, LITERAL, MARGINS, SHORTEST_CARD, WORDED, WRITTEN, Package, is_grid, local
from .tree import children, read, runs, written

Tell = Callable[[str], str]
_WHOLE = frozenset({"si", "is", "p", "comment", "threadedComment"})  # a text in pieces, each with its own look
LOST = "#N/A"
_TOKEN = re.compile(r"\w+|\W", re.DOTALL)
_POINTING = frozenset({"definedName"})
_RULES = frozenset({"f", "formula", "formula1", "formula2", FORMAT})
_FIXED = frozenset({BOOK})
_MARKED_UP = re.compile(r"(<[^>]*>)")


def retold(book: Package, tell: Tell) -> tuple[Package, int]:
    """Return a workbook with every text told otherwise, and how many of them were.

    Names of sheets stay, and so does what points to cells.
    """
    parts, count = dict(book.parts), 0
    for part, content in book.parts.items():
        if part.endswith(".vml"):  # not always XML: Excel leaves <br> open in it
            pieces = _MARKED_UP.split(content.decode("utf-8", "replace"))
            told = "".join(_marked_up(piece, tell) if piece.startswith("<") else tell(piece) for piece in pieces)
            if told.encode() != content and told != "".join(pieces):
                parts[part], count = told.encode(), count + 1
        elif part.endswith(".xml") and part not in _FIXED and not part.startswith("["):
            tree = read(content, part)
            changed = _tell(tree.root, tell, in_cells="worksheets/" in part)
            if changed or b"<!--" in content:  # a remark between the elements is read by nobody and goes
                parts[part], count = written(tree), count + changed
    return Package(parts, book.name), count


def _marked_up(tag: str, tell: Tell) -> str:
    return WRITTEN.sub(lambda found: f"{found[1]}{tell(found[2])}{found[3]}", tag)


def _in_quotes(text: str, tell: Tell) -> str:
    """Tell what stands between quotes; the rest is names and cells."""
    return LITERAL.sub(lambda found: f'"{tell(found[0][1:-1])}"', text)


def _tell(root: Element, tell: Tell, *, in_cells: bool) -> int:
    count = 0
    waiting = [root]
    while waiting:
        element = waiting.pop()
        tag = local(element.tag)
        count += _tell_attributes(element, tell)
        if tag in _WHOLE:
            count += spread(runs(element), tell) if tag != "threadedComment" else sum(map(_teller(tell), element))
        elif in_cells and tag == "c" and element.get("t") not in ("s", "b", "e", "inlineStr"):
            count += _tell_cell(element, tell)
        else:
            if element.text and tag not in _POINTING and not (in_cells and is_grid(element)):
                count += _tell_text(element, tell)
            waiting += element
    return count


def _teller(tell: Tell) -> Callable[[Element], int]:
    return lambda element: _tell_text(element, tell)


def _tell_text(element: Element, tell: Tell) -> int:
    text = element.text or ""
    tag = local(element.tag)
    if tag in _RULES:
        told = _in_quotes(text, tell)
    elif tag in MARGINS:
        told = "".join(piece if CODE.fullmatch(piece) else tell(piece) for piece in CODE.split(text))
    else:
        told = tell(text)
    is_number = tag == "v" and told != text and text.replace(".", "").isdecimal()
    element.text = LOST if is_number else told  # in a chart's numbers no words may stand
    return told != text


def _tell_attributes(element: Element, tell: Tell) -> int:
    count = 0
    for name, value in element.attrib.items():
        if local(name) not in WORDED or name == "userId":
            continue
        told = _in_quotes(value, tell) if local(name) == FORMAT else tell(value)
        if told != value:
            element.set(name, told)
            count += 1
    return count


def _tell_cell(cell: Element, tell: Tell) -> int:
    """Tell a text that stands in the cell itself, or a number long enough to be one of a person's."""
    text = "".join(value.text or "" for value in children(cell, "v"))
    if cell.get("t", "n") == "n" and len(text) < SHORTEST_CARD:
        return 0
    told = tell(text)
    if told != text:
        put_text(cell, told)
    return told != text


def spread(pieces: Sequence[Element], tell: Tell) -> int:
    """Tell a text that is cut into pieces; each piece keeps what is left of it.

    Examples
    --------
    >>> from xml.etree.ElementTree import fromstring
    >>> made = fromstring("<si><r><t>ask anna@</t></r><r><t>firm.example now</t></r></si>")
    >>> spread(runs(made), lambda text: text.replace("anna@firm.example", "you")), [r.text for r in runs(made)]
    (1, ['ask you', ' now'])
    """
    text = "".join(piece.text or "" for piece in pieces)
    told = tell(text)
    if told == text:
        return 0
    new = [""] * len(pieces)
    owners = [i for i, piece in enumerate(pieces) for _ in piece.text or ""]
    before, after = _TOKEN.findall(text), _TOKEN.findall(told)
    starts = [0, *accumulate(map(len, before))]
    for kind, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            for at in range(starts[first], starts[last]):
                new[owners[at]] += text[at]
        else:
            new[owners[min(starts[first], len(owners) - 1)]] += "".join(after[start:end])
    for piece, kept in zip(pieces, new, strict=True):
        piece.text = kept
    return 1
