"""What customers write: the words that part the two ends of the scale, and how often themes are mentioned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Floats, Mask
from cxcel.errors import NotEnoughData
from cxcel.families import NetScore
from cxcel.families.proportion import wilson
from cxcel.models.contrast import Word as Said
from cxcel.models.contrast import contrast
from cxcel.models.themes import Theme, count_themes, mentions
from cxcel.relations.correction import adjust
from cxcel.words import REAL
from cxcel_addin.language import say, say_many
from cxcel_addin.shared.personal import masked

from ..model import Figure, Quote, Section, Side, ThemeRow, Tone, Unit, Verbatims, Word, WordRow
from .bases import FEW, FEWEST, hidden
from .measured import Measured
from .outcome import outcome_values
from .period import Calendar
from .settings import Settings
from .text import decimal, interval, listed, percent, show
from .themes import themes

OF_EACH = 5  # words of either side
SHORT = 4  # letters below which a word rarely says much alone
LONGEST_QUOTE = 240


@dataclass(frozen=True, slots=True)
class _Written:
    """Comments with the answers beside them, and which of them stand at either end of the scale."""

    texts: list[str]
    scores: Floats
    high: Mask
    low: Mask


def verbatims_page(m: Measured | None, calendar: Calendar | None, settings: Settings) -> Verbatims | None:
    """Make the page; None without comments beside the answers."""
    written = _written(m) if m else None
    if m is None or written is None or len(written.texts) < FEW:
        return None
    names = _names(m)
    dictionary = settings.themes or themes()
    words = _words(written, names)
    found = _themes(written, dictionary)
    if not words and not found:
        return None
    return Verbatims(
        section=Section(
            say("Comments"),
            say("What customers write"),
            _title(words, found, names, m),
            _subtitle(written, names, calendar),
            _note(bool(settings.themes)),
        ),
        high_name=names[0],
        low_name=names[1],
        words=words,
        words_alt=_words_alt(words, names),
        themes=found,
        themes_alt=_themes_alt(found),
        quotes=_quotes(written, dictionary, settings.quotes),
    )


def _written(m: Measured) -> _Written | None:
    """Return the comments of the rows with an answer; None where there is no column of comments."""
    column = m.facts.column("comment")
    if column is None or not column.labels:
        return None
    answers = outcome_values(m)
    kept = (column.values >= 0) & ~np.isnan(answers)
    scores = answers[kept]
    high, low = _ends(m, kept)
    return _Written([column.labels[i] for i in column.values[kept].tolist()], scores, high, low)


def _ends(m: Measured, kept: Mask) -> tuple[Mask, Mask]:
    """Return which answers the measure counts for, and which against or not."""
    family = m.rule.family
    if isinstance(family, NetScore):
        answers = outcome_values(m)[kept]
        return answers >= family.positive_from, answers <= family.negative_to
    values = m.row_values()[kept]
    return values == np.nanmax(values, initial=-np.inf), values == np.nanmin(values, initial=np.inf)


def _names(m: Measured) -> tuple[str, str]:
    if isinstance(m.rule.family, NetScore):
        return say("promoters"), say("detractors")
    return say("those who answer high"), say("the others")


def _words(written: _Written, names: tuple[str, str]) -> tuple[WordRow, ...]:
    try:
        found = contrast(written.texts, written.high, written.low)
    except NotEnoughData:
        return ()
    sizes = float(written.high.sum()), float(written.low.sum())
    claimed = [word for word in found if word.claimed]
    sides = [[word for word in claimed if (word.log_odds > 0) is high][:OF_EACH] for high in (True, False)]
    shown = [*sides[0], *sides[1]] or found[:OF_EACH]
    rows = [_word(word, sizes, names) for word in shown]
    return tuple(sorted(rows, key=lambda row: -(row.odds.value or 0.0)))


def _word(said: Said, sizes: tuple[float, float], names: tuple[str, str]) -> WordRow:
    high, low = (
        Figure(texts / n, *wilson(texts, n, 0.95), n) for texts, n in zip((said.first, said.second), sizes, strict=True)
    )
    side = Side.NEITHER if not said.claimed else Side.HIGH if said.log_odds > 0 else Side.LOW
    words = {
        Side.HIGH: Word(say("more often by {group}", group=names[0]), Tone.BETTER),
        Side.LOW: Word(say("more often by {group}", group=names[1]), Tone.WORSE),
        Side.NEITHER: Word(say("within noise")),
    }
    odds = Figure(said.log_odds, said.low, said.high, sum(sizes))
    return WordRow(said.word, side, high, low, odds, said.p_adjusted, words[side])


def _themes(written: _Written, dictionary: Mapping[str, Sequence[str]]) -> tuple[ThemeRow, ...]:
    *found, none = count_themes(written.texts, written.scores, dictionary)
    said = float(len(written.texts))  # a theme in all but a few comments tells of those few
    shown = [theme for theme in found if theme.texts and not hidden([theme.texts, said - theme.texts])]
    corrected = adjust([np.nan if theme.p is None or theme.texts < FEW else theme.p for theme in shown])
    rows = [_theme(theme, q) for theme, q in zip(shown, corrected, strict=True)]
    if rows and none.texts and not hidden([none.texts, said - none.texts]):
        rows.append(_theme(none, np.nan, say("No theme of the list")))
    return tuple(rows)


def _theme(theme: Theme, q: float, name: str = "") -> ThemeRow:
    n = theme.texts / theme.share if theme.share else 0.0
    mean = None if theme.mean is None else Figure(theme.mean, theme.mean_low, theme.mean_high, float(theme.texts))
    verdict = Word("")
    if not name and theme.texts < FEW:
        verdict = Word(say("few: 5 to 29"), Tone.FEW)
    elif not np.isnan(q) and theme.mean is not None and theme.others is not None:
        verdict = _apart(theme.mean - theme.others, q)
    p = None if np.isnan(q) else q
    return ThemeRow(
        name or theme.name,
        Figure(theme.share, theme.low, theme.high, n),
        float(theme.texts),
        mean,
        theme.others,
        p,
        verdict,
    )


def _apart(difference: float, q: float) -> Word:
    if not q < REAL:
        return Word(say("within noise"))
    size = decimal(abs(difference), 1)
    if difference > 0:
        return Word(say("▲ answers {size} higher", size=size), Tone.BETTER)
    return Word(say("▼ answers {size} lower", size=size), Tone.WORSE)


def _quotes(written: _Written, dictionary: Mapping[str, Sequence[str]], most: int) -> tuple[Quote, ...]:
    """Return so many comments of each theme, spread over the scale; personal data in them are masked."""
    if not most:
        return ()
    out, used = [], set()
    seen = mentions(written.texts, dictionary)
    for theme, rows in zip(dictionary, seen, strict=True):
        places = [int(i) for i in np.flatnonzero(rows) if int(i) not in used]
        if rows.sum() < FEWEST:
            continue
        ranked = sorted(places, key=lambda i: (written.scores[i], i))
        for place in [ranked[int((k + 0.5) * len(ranked) / most)] for k in range(min(most, len(ranked)))]:
            if place not in used:
                used.add(place)
                text = masked(" ".join(written.texts[place].split()))
                out.append(Quote(theme, float(written.scores[place]), _short(text)))
    return tuple(out)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1].rsplit(" ", 1)[0] + "…"


def _title(words: Sequence[WordRow], found: Sequence[ThemeRow], names: tuple[str, str], m: Measured) -> str:
    high = _telling([row for row in words if row.side is Side.HIGH])
    low = _telling([row for row in words if row.side is Side.LOW])
    if high and low:
        return say(
            "{high_group} write {high}, {low_group} write {low}",
            high_group=names[0][:1].upper() + names[0][1:],
            high=listed(high),
            low_group=names[1],
            low=listed(low),
        )
    below = [row for row in found if row.verdict.tone is Tone.WORSE]
    if below:
        return say("Whoever mentions “{theme}” answers lower than the others", theme=below[0].name)
    if found:
        return say(
            "“{theme}” is mentioned most: in {share} of the comments",
            theme=found[0].name,
            share=percent(found[0].share.value or 0.0),
        )
    return say("No word parts {high} from {low} beyond noise", high=names[0], low=names[1])


def _telling(rows: Sequence[WordRow]) -> list[str]:
    """Return two words for the title, surest first; longer ones, which say more than "at" and "to", where there are."""
    ranked = sorted(rows, key=lambda row: (len(row.word) < SHORT, row.p_adjusted, row.word))
    return [_quoted(row.word) for row in ranked[:2]]


def _quoted(word: str) -> str:
    """Return a word as the language puts it in quotation marks."""
    return say("“{text}”", text=word)


def _subtitle(written: _Written, names: tuple[str, str], calendar: Calendar | None) -> str:
    n = float(len(written.texts))
    parts = [
        say_many("{n} comment with an answer", "{n} comments with an answer", n),
        say("{n} of {group}", n=decimal(float(written.high.sum())), group=names[0]),
        say("{n} of {group}", n=decimal(float(written.low.sum())), group=names[1]),
    ]
    return " · ".join([*parts, *([calendar.coverage] if calendar else [])])


def _note(own_themes: bool) -> str:
    source = (
        say("Themes: the list given with the report.")
        if own_themes
        else say("Themes: a general list of words in six languages; a list of one's own fits better.")
    )
    return " ".join(
        (
            say(
                "Words: log-odds with a prior (Monroe, Colaresi & Quinn 2008), p corrected over all words compared; a "
                "word in fewer than five comments is not shown. Shares: Wilson. Mean answers: Welch's test, corrected "
                "over the themes."
            ),
            source,
            say(
                "Words are counted, not meant: “not friendly” counts as friendly. A word is not the reason for a score."
            ),
            say("Who writes a comment differs from who only answers."),
        )
    )


def _words_alt(words: Sequence[WordRow], names: tuple[str, str]) -> str:
    if not words:
        return ""
    said = [
        say(
            "{word} {high} / {low}, {verdict}",
            word=_quoted(row.word),
            high=show(row.high.value, Unit.SHARE),
            low=show(row.low.value, Unit.SHARE),
            verdict=row.verdict.text,
        )
        for row in words
    ]
    return say(
        "Share of comments of {high} / of {low} with each word: {shown}.",
        high=names[0],
        low=names[1],
        shown="; ".join(said),
    )


def _themes_alt(found: Sequence[ThemeRow]) -> str:
    said = [
        f"{row.name} {show(row.share.value, Unit.SHARE, True)} ({interval(row.share.low, row.share.high, Unit.SHARE)})"
        for row in found
    ]
    return say("Share of comments, bars with 95% intervals: {shown}.", shown="; ".join(said))
