"""Saying a sentence in the language spoken now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from importlib.resources import files
from typing import Any, ParamSpec, TypeVar

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from cxcel.errors import choose
from cxcel.sentences import Numeral, Sentence

ENGLISH = "en"
LANGUAGES = (ENGLISH, "fr", "de", "es")
_LOCALES = {ENGLISH: "en_GB"}  # 3 May 2026; "wait, talk and hold"
_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)

P = ParamSpec("P")
T = TypeVar("T")


class Spoken(str):
    """A text in another language that remembers what it is in English: by that it is found again in any language."""

    english: str

    def __new__(cls, text: str, english: str) -> Spoken:
        """Make a text from what it is in the language spoken and in English."""
        made = super().__new__(cls, text)
        made.english = str(english)
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self), self.english


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language inside the block.

    Raises
    ------
    BadOption
        It is none of `LANGUAGES`.
    """
    token = _spoken.set(choose("language", language, LANGUAGES))
    try:
        yield
    finally:
        _spoken.reset(token)


def locale() -> Locale:
    """Return how the language spoken now counts, lists and writes dates."""
    return _locale(_spoken.get())


def in_english(value: T) -> T:
    """Return what a text, or a list of texts, is in English; anything else as it is.

    Examples
    --------
    >>> in_english(Spoken("mars", "March")), in_english(["a"]), in_english(3)
    ('March', ['a'], 3)
    """
    if isinstance(value, Spoken):
        return value.english  # type: ignore[return-value]
    if type(value) in (list, tuple):
        made: Any = type(value)
        return made(map(in_english, value))  # type: ignore[call-overload, no-any-return]
    return value


def spoken(make: Callable[P, str]) -> Callable[P, str]:
    """Let what a function writes remember what it is in English.

    Examples
    --------
    >>> upper = spoken(lambda text: text.upper())
    >>> with speaking("fr"):
    ...     upper(Spoken("mars", "March")).english
    'MARCH'
    """

    @wraps(make)
    def both(*args: P.args, **kwargs: P.kwargs) -> str:
        text = make(*args, **kwargs)
        if _spoken.get() == ENGLISH:
            return text
        with speaking(ENGLISH):
            plain: Any = make
            return Spoken(text, plain(*map(in_english, args), **{k: in_english(v) for k, v in kwargs.items()}))

    return both


@spoken
def say(text: str, /, **values: object) -> str:
    """Return a sentence in the language spoken now, with values in its places.

    Parameters
    ----------
    text : str
        The sentence in English, a literal: this is what the message catalogues are made from.  ``{name}`` is a place.

    Examples
    --------
    >>> say("{what} is met", what="The target")
    'The target is met'
    """
    forms = _forms(text)
    said = forms[0] if forms else text
    return said.format(**values) if values else said


@spoken
def say_many(one: str, many: str, n: float, /, **values: object) -> str:
    """Return a sentence about a number of things, in the form that the language has for that number.

    Examples
    --------
    >>> say_many("{n} answer", "{n} answers", 1), say_many("{n} answer", "{n} answers", 2)
    ('1 answer', '2 answers')
    """
    from .numbers import decimal

    forms = _forms(one) or (one, many)
    place = 0 if locale().plural_form(n) == "one" else len(forms) - 1
    return forms[place].format(**{"n": decimal(n)} | values)


@spoken
def told(text: str) -> str:
    """Return a sentence of the core in the language spoken now; a name or another word as it is.

    Examples
    --------
    >>> from cxcel.sentences import sentence
    >>> told(sentence("{n} rows are too few", n=3)), told("chat")
    ('3 rows are too few', 'chat')
    """
    from .numbers import decimal

    if isinstance(text, Numeral):
        return decimal(text.value, text.digits, plus=text.plus)
    if not isinstance(text, Sentence):
        return str(in_english(text) if _spoken.get() == ENGLISH else text)
    values = {name: told(value) if isinstance(value, str) else value for name, value in text.values.items()}
    if text.many and isinstance(n := text.values["n"], Numeral):
        return say_many(text.message, text.many, n.value, **values)
    return say(text.message, **values)


def _forms(text: str) -> tuple[str, ...]:
    """Return what the catalogue of the language spoken now has for a message, one form for each kind of number."""
    language = _spoken.get()
    message = catalogue(language).get(text) if language != ENGLISH else None
    if message is None:
        return ()
    said = message.string or ()
    forms = (said,) if isinstance(said, str) else tuple(said)
    return forms if all(forms) else ()


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language))


@cache
def catalogue(language: str) -> Catalog:
    """Return all messages of a language."""
    with (files(__package__) / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)
