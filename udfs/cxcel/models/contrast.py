"""What one group says against another: log-odds of words with an informative Dirichlet prior.

Monroe, Colaresi & Quinn 2008, "Fightin' Words", Political Analysis 16(4), section 3.3: the estimate shrinks every word
towards its share in all texts, so that rare words do not come out on top and frequent ones (the, and) cancel out
without a list of stop words.  Two things are added for survey comments.  Words repeated within a text count less: the
counts are divided by Kish's design effect (sum of squares over sum of the counts per text), so that one angry customer
is one customer.  And the p value is that of the exact binomial test on these counts, since the normal approximation
misses words that only one group uses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cxcel.arrays import Array, Codes, Floats, Mask
from cxcel.errors import NotEnoughData
from cxcel.families.base import z_for
from cxcel.models.tokens import Words, cut, join, normal, unspaced_script
from cxcel.relations.correction import adjust
from cxcel.words import REAL

FEWEST = 5  # texts below which a word is not shown, so that nobody is recognised
PRIOR = 0.1  # words of the prior, as a share of all words; the paper leaves it to the analyst
PERSONAL = re.compile(r"[^\s\0]*@[^\s\0]*|https?://[^\s\0]*|www\.[^\s\0]*")


@dataclass(frozen=True, slots=True)
class Word:
    """One word and who says it.

    Attributes
    ----------
    log_odds, low, high, z
        Log of the odds of the word among the words of the first group over those of the second, with its 95 % limits,
        and in standard errors.
    p_adjusted : float
        Corrected over all words compared (Benjamini & Hochberg 1995).
    first, second : int
        Texts of either group that have the word.
    """

    word: str
    log_odds: float
    low: float
    high: float
    z: float
    p_adjusted: float
    first: int
    second: int

    @property
    def claimed(self) -> bool:
        """Whether it may be said that one group uses the word more."""
        return self.p_adjusted < REAL and (self.low > 0 or self.high < 0)


def contrast(texts: Sequence[str], first: Mask, second: Mask) -> list[Word]:
    """Return the words that at least five texts of the two groups have; claimed ones first, each by absolute z.

    Parameters
    ----------
    texts : sequence of str, length n
    first, second : mask, shape (n,)
        Which group a text belongs to; texts of neither still tell how frequent a word is.

    Raises
    ------
    NotEnoughData
        A group has fewer than five texts with words, or no word is in five texts.
    """
    said = _said(texts)
    for group in (first, second):
        if len(np.unique(said.text[group[said.text]])) < FEWEST:
            raise NotEnoughData(f"there must be at least {FEWEST} texts with words in either group")
    in_first, in_second = first[said.text], second[said.text]
    texts_first, texts_second = said.total(in_first), said.total(in_second)
    shown = np.flatnonzero(texts_first + texts_second >= FEWEST)
    if not len(shown):
        raise NotEnoughData(f"no word is in {FEWEST} texts or more")
    y1, y2 = said.total(in_first * said.counts), said.total(in_second * said.counts)
    repeats = said.total((in_first | in_second) * said.counts**2)[shown] / (y1 + y2)[shown]
    estimate, error = (values[shown] for values in log_odds(y1, y2, PRIOR * said.total(said.counts)))
    error = error * np.sqrt(repeats)
    half = z_for(0.95) * error
    p = exact_p(y1[shown] / repeats, y2[shown] / repeats, float(y1.sum() / (y1.sum() + y2.sum())))
    columns = (estimate, estimate - half, estimate + half, estimate / error, np.array(adjust(p.tolist())))
    counts = texts_first[shown].astype(int).tolist(), texts_second[shown].astype(int).tolist()
    words = [said.vocabulary[at] for at in shown]
    found = [Word(*row) for row in zip(words, *(column.tolist() for column in columns), *counts, strict=True)]
    return sorted(found, key=lambda w: (not w.claimed, -round(abs(w.z), 9), w.word))


def log_odds(first: Floats, second: Floats, prior: Floats) -> tuple[Floats, Floats]:
    """Return the log-odds-ratio of every word with its standard error.

    Parameters
    ----------
    first, second : array, shape (words,)
        How often each group says each word.
    prior : array, shape (words,)
        Pseudo-counts of the Dirichlet prior.

    Notes
    -----
    Monroe et al. 2008, equations 16 and 20 (the approximate variance, 1 / (y1 + prior) + 1 / (y2 + prior)).

    Examples
    --------
    >>> estimate, error = log_odds(np.array([8.0, 12.0]), np.array([2.0, 18.0]), np.array([1.0, 3.0]))
    >>> estimate.round(3).tolist(), error.round(3).tolist()
    ([1.435, -1.435], [0.667, 0.338])
    """
    odds = []
    for counts in (first, second):
        posterior = counts + prior
        odds.append(np.log(posterior) - np.log(posterior.sum() - posterior))
    return odds[0] - odds[1], np.sqrt(1 / (first + prior) + 1 / (second + prior))


def exact_p(first: Floats, second: Floats, share: float) -> Floats:
    """Return twice the smaller tail of the binomial distribution; counts need not be whole.

    Two counts from texts of different length, given their sum: Przyborowski & Wilenski 1940.

    Examples
    --------
    >>> exact_p(np.array([5.0, 3.0]), np.array([0.0, 3.0]), 0.5).round(4).tolist()
    [0.0625, 1.0]
    """
    from scipy.special import betainc

    above = np.where(first > 0, betainc(np.maximum(first, 1e-9), second + 1, share), 1.0)
    below = np.where(second > 0, betainc(np.maximum(second, 1e-9), first + 1, 1 - share), 1.0)
    smaller: Floats = np.minimum(above, below)
    return np.minimum(1.0, 2 * smaller)


@dataclass(frozen=True, slots=True)
class _Said:
    """How often each text says each word: arrays of one length, one entry per pair of text and word."""

    text: Codes
    word: Codes
    counts: Floats
    vocabulary: tuple[str, ...]

    def total(self, values: Array) -> Floats:
        """Sum by word."""
        return np.bincount(self.word, values, len(self.vocabulary)).astype(float)


def _said(texts: Sequence[str]) -> _Said:
    """Count the words that can be shown, text by text."""
    words = cut(normal(join([PERSONAL.sub(" ", t) if _personal(t) else t for t in texts])), clitics=True)
    shown = [_shown(word) for word in words.vocabulary]
    places: dict[str, int] = {}
    flat = np.array([places.setdefault(word, len(places)) for found in shown for word in found], np.int64)
    lengths = np.array([len(found) for found in shown], np.int64)
    text, word = _spread(words, lengths, flat)
    size = max(1, len(places))
    pairs, counts = np.unique(text * size + word, return_counts=True)
    return _Said(pairs // size, pairs % size, counts.astype(float), tuple(places))


def _spread(words: Words, lengths: Codes, flat: Codes) -> tuple[Codes, Codes]:
    """Put what is shown of each word in its place: nothing, itself, or the pairs of letters it was cut into."""
    inside = words.ids >= 0
    ids, text = words.ids[inside], words.text[inside]
    many = lengths[ids]
    starts = (np.cumsum(lengths) - lengths)[ids]
    step = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    return np.repeat(text, many), flat[np.repeat(starts, many) + step]


def _personal(text: str) -> bool:
    return "@" in text or "://" in text or "www." in text


def _shown(word: str) -> list[str]:
    """Return the word, or its overlapping pairs of letters where words are not parted by spaces."""
    if any(c.isnumeric() for c in word):
        return []
    if not unspaced_script(word):
        return [word] if sum(c.isalpha() for c in word) > 1 else []
    letters: list[str] = []
    for c in word:
        if letters and unicodedata.category(c).startswith("M"):
            letters[-1] += c
        else:
            letters.append(c)
    return [a + b for a, b in pairwise(letters)] or letters
