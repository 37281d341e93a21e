"""Numbers as cells: values, intervals, differences, bases, p values, verdicts."""

from __future__ import annotations

from cxcel_addin.language import say
from cxcel_addin.language.numbers import decimal
from cxcel_addin.report.build.text import change, show
from cxcel_addin.report.model import Figure, Tone, Unit, Word
from cxcel_addin.report.render.styles import DASH, known, short

from .blocks import Cell, Head

NUMBER, QUIET = "number", "number quiet"
CENTS = 100  # amounts under it are written with hundredths
TIGHT = 0.001  # a p value below it is said to be under it


def heads(*texts: str, words: tuple[int, ...] = (0,)) -> list[Head]:
    """Heads over columns of numbers, and over words where `words` says so."""
    return [Head(text, "" if i in words else NUMBER) for i, text in enumerate(texts)]


def value(number: float | None, unit: Unit, look: str = "strong") -> Cell:
    """A number in its unit, a dash where there is none."""
    if known(number) is None:
        return Cell(DASH, QUIET)
    return Cell(shown(number, unit), f"{NUMBER} {look}")


def shown(number: float | None, unit: Unit, fine: bool = False) -> str:
    """A number in its unit; money and counts are shortened when they are large."""
    if unit is Unit.MONEY:
        return amount(number or 0.0)
    if unit is Unit.SECONDS:
        return short(number, unit)
    return show(known(number), unit, fine)


def amount(money: float) -> str:
    """An amount: small ones with their hundredths."""
    return decimal(money, 2 if 0 < abs(money) < CENTS else 0)


def between(low: float | None, high: float | None, unit: Unit) -> Cell:
    """Both ends of an interval."""
    if known(low) is None or known(high) is None:
        return Cell("", QUIET)
    fine = unit is not Unit.SCORE
    return Cell(say("{first} to {last}", first=shown(low, unit, fine), last=shown(high, unit, fine)), QUIET)


def estimate(figure: Figure | None, unit: Unit, look: str = "strong") -> list[Cell]:
    """A value and its interval."""
    if figure is None or known(figure.value) is None:
        return [Cell(DASH, QUIET), Cell("", QUIET)]
    return [value(figure.value, unit, look), between(figure.low, figure.high, unit)]


def base(figure: Figure | None) -> Cell:
    """How many a figure rests on."""
    return count(figure.n if figure else None)


def count(number: float | None) -> Cell:
    """A number of things."""
    return Cell(DASH if known(number) is None else decimal(number or 0.0), QUIET)


def difference(number: float | None, low: float | None, high: float | None, unit: Unit) -> list[Cell]:
    """A difference and its interval; shares in percentage points."""
    if known(number) is None:
        return [Cell(DASH, QUIET), Cell("", QUIET)]
    ends = [known(low), known(high)]
    interval = "" if None in ends else say("{first} to {last}", first=_bare(low, unit), last=_bare(high, unit))
    return [Cell(_change(number, unit), f"{NUMBER} strong"), Cell(interval, QUIET)]


def _change(number: float | None, unit: Unit) -> str:
    return change(number or 0.0, unit)


def _bare(number: float | None, unit: Unit) -> str:
    """An end of the interval of a difference: per cent points are named once, beside the difference."""
    return decimal(100 * (number or 0.0), 1, plus=True) if unit is Unit.SHARE else _change(number, unit)


def together(cells: list[Cell]) -> Cell:
    """A value with its interval under it, where a table has no room for both."""
    return Cell(cells[0].text, cells[0].look, cells[1].text)


def chance(p: float | None) -> Cell:
    """A p value."""
    p = known(p)
    if p is None:
        return Cell("", QUIET)
    if p < TIGHT:
        return Cell(say("under {least}", least=decimal(TIGHT, 3)), QUIET)
    return Cell(decimal(p, 3 if p < 0.1 else 2), QUIET)


def strength(r: float | None, look: str = "strong") -> Cell:
    """A correlation."""
    return Cell(DASH, QUIET) if known(r) is None else Cell(correlation(r), f"{NUMBER} {look}")


def correlation(r: float | None) -> str:
    """A correlation as text."""
    return decimal(r or 0.0, 2, plus=True)


def correlations(low: float | None, high: float | None) -> Cell:
    """The interval of a correlation."""
    if known(low) is None or known(high) is None:
        return Cell("", QUIET)
    return Cell(say("{first} to {last}", first=correlation(low), last=correlation(high)), QUIET)


def verdict(word: Word, aside: str = "") -> Cell:
    """A verdict in the look of its tone."""
    return Cell(word.text, f"verdict {word.tone}", aside)


def tone_of(tone: Tone) -> Tone:
    """A link that is real is blue: neither end of it is better."""
    return Tone.BETTER if tone is Tone.REAL else tone
