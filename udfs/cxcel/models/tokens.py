"""Words of texts in any language, without a dictionary and without a model.

A word is a run of letters, combining marks and digits.  Scripts that are written without spaces between words come as
runs of their own, which callers search or cut as they need.  All texts are cut in one pass and become numbers at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Codes

END = "\0"  # stands between texts; no cell can hold it
UNSPACED = ("CJK ", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC ITERATION", "THAI ", "LAO ", "KHMER ", "MYANMAR ", "TIBETAN ")
APOSTROPHES = dict.fromkeys("’‘ʼ＇`", "'")
ACCENTS = re.compile("[\u0300-\u036f]+")  # combining marks of Latin, Greek and Cyrillic
WITHOUT_ACCENT = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of many texts, in the order they were written.

    Attributes
    ----------
    vocabulary : tuple of str
        Every different word once.
    ids : array of int, shape (m,)
        Words as places in the vocabulary, -1 between two texts.
    text : array of int, shape (m,)
        Which text each word stands in.
    """

    vocabulary: tuple[str, ...]
    ids: Codes
    text: Codes


def join(texts: Sequence[str]) -> str:
    """Return all texts as one."""
    return END.join(text.replace(END, " ") for text in texts)


def normal(text: str) -> str:
    """Return the text with one spelling per letter: NFKC, without case, with plain apostrophes.

    Examples
    --------
    >>> normal("Ｓｔｒａße L’ATTENTE")
    "strasse l'attente"
    """
    text = unicodedata.normalize("NFKC", _swap(text, APOSTROPHES))
    return unicodedata.normalize("NFKC", text.casefold())


def plain(text: str) -> str:
    """Return the text without case and without accents, as people type it in a hurry.

    Examples
    --------
    >>> plain("Gebühr Cœur ÇA VA")
    'gebuhr coeur ca va'
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", _swap(text, APOSTROPHES)).casefold()
    return unicodedata.normalize("NFC", ACCENTS.sub("", _swap(apart, WITHOUT_ACCENT)))


def _swap(text: str, letters: Mapping[str, str]) -> str:
    for old, new in letters.items():  # ten times faster than str.translate on long texts
        text = text.replace(old, new)
    return text


def alphabet(text: str) -> tuple[str, str]:
    """Return the characters of a text that words are made of: of scripts with spaces, and of those without.

    Examples
    --------
    >>> [sorted(part) for part in alphabet("a-b 客服")]
    [['a', 'b'], ['客', '服']]
    """
    used = sorted(c for c in set(text) if c.isalnum() or unicodedata.category(c).startswith("M"))
    unspaced = dict.fromkeys(filter(unspaced_script, used))
    return "".join(c for c in used if c not in unspaced), "".join(unspaced)


def unspaced_script(text: str) -> bool:
    """Whether the first character belongs to a script that is written without spaces between words."""
    return unicodedata.name(text[:1], "").startswith(UNSPACED)


def cut(joined: str, clitics: bool = False) -> Words:
    """Cut joined texts into words.

    Parameters
    ----------
    joined : str
        Texts from `join`, already made `normal` or `plain`.
    clitics : bool
        Whether up to two letters after an apostrophe stay with the word: "don't" is one word, "l'attente" is two.

    Examples
    --------
    >>> found = cut(join(["don't wait", "l'attente"]), clitics=True)
    >>> [found.vocabulary[i] if i >= 0 else None for i in found.ids]
    ["don't", 'wait', None, 'l', 'attente']
    """
    spaced, unspaced = (f"[{re.escape(part)}]" if part else "" for part in alphabet(joined))
    kinds = [END]
    if spaced:
        kinds.append(f"{spaced}+(?:'{spaced}{{1,2}}(?!{spaced}))?" if clitics else f"{spaced}+")
    if unspaced:
        kinds.append(f"{unspaced}+")
    found = re.findall("|".join(kinds), joined)
    different = dict.fromkeys(found)
    different.pop(END, None)
    places = {word: i for i, word in enumerate(different)} | {END: -1}
    ids = np.fromiter(map(places.__getitem__, found), np.int64, len(found))
    return Words(tuple(different), ids, np.cumsum(ids == -1))
