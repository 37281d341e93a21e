"""Text that goes into a sheet: made harmless, and measured so that nothing is cut."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from math import ceil
from unicodedata import category

from cxcel_addin.language import spoken
from cxcel_addin.report.render.theme import theme

_PARTS = re.compile(r"[^ /-]*[/-]|[^ /-]+")
LONGEST = 32_000  # a cell holds 32,767 UTF-16 units; most text is far below
PIXELS_PER_POINT = 96 / 72
BOLD_FACTOR = 1.07

# Advance widths of Arial in thousandths of the type size (Liberation Sans has the same).
_WIDTHS = {
    191: "'",
    222: "ijl‘’íîï",
    278: " \u00a0!,./:;I[\\]ft|·",
    333: "()-`r“”¹²³°",
    355: '"',
    389: "*",
    500: "ckvxyzsJçý",
    556: "0123456789abdeghnopqu?#$_Läöüßáéóúâêôûàèùëïöüñãõ€–«»¿",
    584: "+<=>~±÷×−≥≤≈",
    611: "FTZ",
    667: "ABEKPSVXY&ÄÁÀÂÉÈÊ",
    722: "CDHNRUwÜÇÚÑ",
    778: "GOQÖÓ",
    833: "mM",
    889: "%",
    944: "W",
    1000: "—…→←▲▼",
}
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_OTHER = 667  # a letter not listed
_WIDE = 1000  # Chinese, Japanese, Korean


@spoken
def plain(value: object) -> str:
    """Text without line breaks, control characters and lone surrogates, short enough for a cell."""
    text = str(value)
    if not text.isprintable():
        text = "".join(map(_harmless, text))
    return clip(text, LONGEST // 2)


def _harmless(letter: str) -> str:
    if category(letter) == "Cc":
        return " " if letter.isspace() else ""
    return "�" if category(letter) == "Cs" or letter in "\ufffe\uffff" else letter


@spoken
def literal(value: object) -> str:
    """Text for a chart: XlsxWriter takes a name or label that begins with '=' for a formula."""
    text = plain(value)
    return " " + text if text.startswith("=") else text


@spoken
def clip(text: str, letters: int) -> str:
    """At most so many letters, the last an ellipsis when something was cut."""
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def width(text: str, size: float = 10, bold: bool = False) -> float:
    """Pixels that a line of text takes."""
    return _units(text) / 1000 * size * PIXELS_PER_POINT * (BOLD_FACTOR if bold else 1) * theme().wider


@cache
def _units(text: str) -> int:
    return sum(_WIDTH.get(c) or (_WIDE if ord(c) >= 0x2E80 else _OTHER) for c in text)


@spoken
def fit(text: str, pixels: float, size: float = 10, bold: bool = False) -> str:
    """As much of a text as fits on one line, with an ellipsis when something was cut."""
    text = plain(text)
    keep = len(text)
    while keep > 1 and width(clip(text, keep), size, bold) > pixels:
        keep -= 1
    return clip(text, keep)


@spoken
def fit_lines(text: str, pixels: float, count: int, size: float = 10, bold: bool = False) -> str:
    """As much of a text as fits on so many lines, with an ellipsis when something was cut."""
    text = plain(text)
    keep = len(text)
    while keep > 1 and lines(clip(text, keep), pixels, size, bold) > count:
        keep -= max(1, keep // 40)
    return clip(text, keep)


def lines(text: str, pixels: float, size: float = 10, bold: bool = False) -> int:
    """Most lines that text may take when it is wrapped to so many pixels; programs differ in breaking at hyphens."""
    if width(text, size, bold) <= pixels:
        return 1
    return max(_wrapped(text.split(" "), pixels, size, bold), _wrapped(_PARTS.findall(text), pixels, size, bold))


def _wrapped(words: Iterable[str], pixels: float, size: float, bold: bool) -> int:
    count, used = 1, 0.0
    for word in words:
        space = 0.0 if word[-1:] in "-/" else width(" ", size, bold)
        need = width(word, size, bold)
        if used and used + space + need > pixels:
            count, used = count + 1, 0.0
        elif used:
            used += space
        if need > pixels:  # a word wider than the column is broken inside
            count += ceil(need / pixels) - 1
            need = need % pixels
        used += need
    return count


def line_height(size: float) -> float:
    """Pixels from one line to the next."""
    return size * PIXELS_PER_POINT * 1.2


def unique(labels: Iterable[str]) -> list[str]:
    """Labels for the head of a table: none blank, none twice."""
    seen: set[str] = set()
    out = []
    for label in labels:
        name, number = _stem(label), 2
        while name.casefold() in seen:
            name, number = _stem(label, number), number + 1
        seen.add(name.casefold())
        out.append(name)
    return out


@spoken
def _stem(label: str, number: int = 1) -> str:
    stem = plain(label).strip() or "–"
    return stem if number == 1 else f"{stem} ({number})"
