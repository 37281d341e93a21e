"""Themes: which texts mention which words of a dictionary, how often, and what scores they come with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Floats, Mask
from cxcel.errors import BadType
from cxcel.families.mean import Mean, MeanTally
from cxcel.families.proportion import wilson
from cxcel.models.tokens import END, Words, alphabet, cut, join, plain

FEWEST = 5  # scores on either side below which means are not compared


@dataclass(frozen=True, slots=True)
class Theme:
    """How often a theme is mentioned, and the scores of the texts that mention it.

    Attributes
    ----------
    texts, share, low, high
        Texts that mention it, as a count, as a share of all texts, and Wilson's limits of that share.
    mean, mean_low, mean_high
        Mean score of those texts with Student's limits; None without scores (limits: fewer than two).
    others, p
        Mean score of the texts that do not mention it, and Welch's p value of the difference; None with fewer than
        five scores on either side.
    """

    name: str
    texts: int
    share: float
    low: float
    high: float
    mean: float | None
    mean_low: float | None
    mean_high: float | None
    others: float | None
    p: float | None


def mentions(texts: Sequence[str], dictionary: Mapping[str, Sequence[str]]) -> Mask:
    """Return which texts mention which theme, shape (themes, texts).

    Case and accents do not matter.  A word is found as a whole word, wherever it stands; `*` stands for any letters
    ("wait*", "*gebühr*"), and several words for each other's neighbours ("call back").  Words in scripts without
    spaces, and signs such as emoji, are found anywhere.

    Raises
    ------
    BadType
        A word has no letter, digit or sign to look for.

    Examples
    --------
    >>> found = mentions(["Waited too long", "Très cher!", "fine"], {"wait": ["wait*"], "price": ["tres cher"]})
    >>> found.tolist()
    [[True, False, False], [False, True, False]]
    """
    whole = plain(join(texts))
    words, ends = cut(whole), np.cumsum([len(text) + 1 for text in whole.split(END)])
    listed = "\n".join(words.vocabulary)
    places = {word: i for i, word in enumerate(words.vocabulary)}
    seen = np.zeros((len(dictionary), len(texts)), bool)
    for row, (theme, entries) in zip(seen, dictionary.items(), strict=True):
        single = np.zeros(len(words.vocabulary) + 1, bool)  # the last place stands for the end of a text
        for entry in entries:
            parts = _parts(entry)
            if not parts:
                row[np.searchsorted(ends, _anywhere(entry, theme, whole), "right")] = True
                continue
            known = [_known(part, places, listed) for part in parts]
            if len(known) == 1:
                single[known[0]] = True
            else:
                row[words.text[_neighbours(known, words)]] = True
        row[words.text[single[words.ids]]] = True
    return seen


def count_themes(texts: Sequence[str], scores: Floats | None, dictionary: Mapping[str, Sequence[str]]) -> list[Theme]:
    """Return every theme, most frequent first, and last the texts that mention none as theme "no theme".

    Parameters
    ----------
    texts : sequence of str, length n
        None of them blank.
    scores : array, shape (n,), or None
        One score per text, NaN = blank.
    dictionary : mapping
        Theme to its words and phrases.

    Examples
    --------
    >>> found = count_themes(["slow", "too slow", "ok"], None, {"price": ["dear"], "wait": ["slow"]})
    >>> [(theme.name, theme.texts) for theme in found]
    [('wait', 2), ('price', 0), ('no theme', 1)]
    """
    seen = mentions(texts, dictionary)
    themes = [_theme(name, row, scores) for name, row in zip(dictionary, seen, strict=True)]
    themes.sort(key=lambda theme: -theme.texts)
    none: Mask = ~np.any(seen, axis=0)
    return [*themes, _theme("no theme", none, scores)]


def _theme(name: str, said: Mask, scores: Floats | None) -> Theme:
    texts, n = int(said.sum()), len(said)
    counted = (name, texts, texts / n, *wilson(texts, n, 0.95))
    if scores is None:
        return Theme(*counted, None, None, None, None, None)
    family = Mean()
    tally, rest = family.tally(scores[said]), family.tally(scores[~said])
    low, high = _limits(family, tally)
    compared = min(tally.n, rest.n) >= FEWEST
    p = family.compare(rest, tally).p if compared else None
    mean, others = (part.mean if part.n else None for part in (tally, rest))
    return Theme(*counted, mean, low, high, others, p)


def _limits(family: Mean, tally: MeanTally) -> tuple[float | None, float | None]:
    if tally.n < 2:
        return None, None
    interval = family.interval(tally)
    return interval.low, interval.high


def _parts(entry: str) -> list[str]:
    """Return the words of an entry, with their stars; none where it has to be found anywhere."""
    folded = plain(entry)
    spaced, unspaced = alphabet(folded)
    if unspaced or not any(c.isalnum() for c in spaced):
        return []
    return [part for part in re.findall(rf"[{re.escape(spaced)}*]+", folded) if part.strip("*")]


def _anywhere(entry: str, theme: str, whole: str) -> list[int]:
    """Return where the signs of an entry stand in the joined texts."""
    wanted = plain(entry).replace("*", "").strip()
    if not wanted:
        raise BadType(f"theme '{theme[:40]}' has the word '{entry[:40]}', which finds nothing in particular")
    return [match.start() for match in re.finditer(re.escape(wanted), whole)]


def _known(part: str, places: Mapping[str, int], listed: str) -> list[int]:
    """Return the places in the vocabulary of the words that a part stands for."""
    if "*" not in part:
        return [places[part]] if part in places else []
    pattern = ".*".join(map(re.escape, part.split("*")))
    return [places[word] for word in re.findall(rf"^{pattern}$", listed, re.MULTILINE)]


def _neighbours(known: Sequence[Sequence[int]], words: Words) -> Mask:
    """Return at which words a phrase begins."""
    begins = np.zeros(len(words.ids), bool)
    if len(known) > len(words.ids):
        return begins
    last = len(words.ids) - len(known) + 1
    begins[:last] = True
    for step, places in enumerate(known):
        fits = np.zeros(len(words.vocabulary) + 1, bool)
        fits[list(places)] = True
        begins[:last] &= fits[words.ids[step : step + last]]
    return begins
