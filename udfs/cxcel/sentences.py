"""Sentences and numbers in English that remember what they were made of, so that a report can say them in others."""

from __future__ import annotations

from collections.abc import Mapping

Value = str | float


class Sentence(str):
    """A sentence in English; `message` is the sentence with its places, `values` is what stands in them.

    One about a number of things has its other form as `many`, and the number among its values as ``n``.
    """

    message: str
    values: Mapping[str, Value]
    many: str


class Numeral(str):
    """A number as English writes it, with U+2212 for minus; with `plus`, a sign before what is above zero."""

    value: float
    digits: int
    plus: bool


def sentence(message: str, /, **values: Value) -> Sentence:
    """Return a sentence in English with values in its places.

    Parameters
    ----------
    message : str
        A literal; ``{name}`` is a place.
    values
        Numbers as `numeral` writes them; sentences, names.

    Examples
    --------
    >>> made = sentence("about {n} {unit} would do", n=numeral(1200), unit=sentence("days"))
    >>> made
    'about 1,200 days would do'
    >>> made.message
    'about {n} {unit} would do'
    """
    return _made(message, "", message, values)


def sentence_many(one: str, many: str, n: float, /, **values: Value) -> Sentence:
    """Return a sentence in English about a number of things; ``{n}`` is the place of the number.

    Examples
    --------
    >>> sentence_many("{n} row", "{n} rows", 1), sentence_many("{n} row of {all}", "{n} rows of {all}", 1200, all=5000)
    ('1 row', '1,200 rows of 5000')
    """
    return _made(one, many, one if n == 1 else many, {"n": numeral(n), **values})


def _made(message: str, many: str, shown: str, values: Mapping[str, Value]) -> Sentence:
    made = Sentence(shown.format(**values) if values else shown)
    made.message, made.many, made.values = message, many, values
    return made


def numeral(value: float, digits: int = 0, *, plus: bool = False) -> Numeral:
    """Return a number as a sentence shows it.

    Examples
    --------
    >>> numeral(1200), numeral(-0.234, 2), numeral(0.5, 2, plus=True), numeral(-0.001, 2)
    ('1,200', '−0.23', '+0.50', '0.00')
    """
    shown = f"{abs(value):,.{digits}f}"
    sign = "" if not shown.strip("0.,") else "−" if value < 0 else "+" if plus else ""
    made = Numeral(sign + shown)
    made.value, made.digits, made.plus = value, digits, plus
    return made
