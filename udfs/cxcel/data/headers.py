"""What a header says: the name itself, and the unit, average or total that are written into it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_LETTER_NPS = re.compile(r"\b([ert]) nps\b")
_WITHIN = re.compile(r"(?<=\bwithin) \d+ ?[a-z]*$")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def _table(**groups: str) -> Mapping[str, str]:
    return {word: name for name, words in groups.items() for word in words.split()}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_UNIT_OF = _table(
    ms="ms millis millisecond milliseconds msec",
    second="s sec secs second seconds "
    "sekunden sekunde sek seconde secondes segundo segundos seg secondi secondo seconden",
    minute="m min mins minute minutes minuten minuto minutos minuti minuut mn",
    hour="h hr hrs hour hours stunde stunden std heure heures hora horas ora ore uur uren",
    day="d day days tage tag jours dias giorni dagen",
)
_SECONDS: Mapping[str, float] = {"ms": 0.001, "second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0}
_AVERAGE = _set(
    "avg average mean durchschnittliche durchschnittlicher durchschnittlich durchschnitt mittlere moyenne moyen moy "
    "promedio media medio gemiddelde gem"
)
_AVERAGE_NAMES = frozenset({"aht", "asa", "att", "frt", "mttr", "dmt", "tmo", "ttr"})
_TOTAL = _set("total sum gesamt gesamte totale somme summe totaal suma")
_NOISE = _set(
    "ticket call contact case interaction conversation survey customer chat voice the of de du des della del der die "
    "das la le our your please inbound client cliente anzahl nombre aantal count"
)
_CANNOT_END = frozenset({"per", "of", "within", "last", "first", "every"})


@dataclass(frozen=True, slots=True)
class Header:
    """A header taken apart."""

    text: str
    words: str  # the name without unit and average
    whole: str  # the name with everything, normalised
    unit: float = 0.0  # seconds per unit; 0 when the header names none
    average: bool = False
    total: bool = False
    percent: bool = False
    threshold: float = 0.0  # "Service Level (20 Seconds)" -> 20

    @property
    def bare(self) -> str:
        """The name without words that many headers share: "ticket channel" -> "channel"."""
        return " ".join(word for word in self.words.split() if word not in _NOISE) or self.words


def normal(text: str) -> str:
    """Return a header in lower case without accents, punctuation and camel case.

    Examples
    --------
    >>> normal(" CustomerID "), normal("Temps_d'attente"), normal("Product.Tastiness"), normal("Zufriedenheit (Ø)")
    ('customer id', 'temps d attente', 'product tastiness', 'zufriedenheit avg')
    """
    text = (
        text.replace("%", " percent ")
        .replace("#", " number ")
        .replace("<", " within ")
        .replace("Ø", " avg ")
        .replace("ø", " avg ")
    )
    text = _CAMEL.sub(" ", text).casefold()
    text = _LETTER_NPS.sub(r"\1nps", text)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", plain).strip()


def _umlauts(text: str) -> str:
    for letter, pair in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue")):
        text = text.replace(letter, pair)
    return text


def parse(text: str) -> Header:
    """Take a header apart.

    Examples
    --------
    >>> header = parse("Speed of answer in seconds")
    >>> header.words, header.unit
    ('speed of answer', 1.0)
    >>> header = parse("AvgTalkDuration")
    >>> header.words, header.average
    ('talk duration', True)
    >>> parse("Service Level (20 Seconds)").threshold
    20.0
    """
    notes = " ".join(normal(part) for part in _BRACKETS.findall(text))
    plain = _umlauts(_BRACKETS.sub(" ", text)).strip() or text
    whole = normal(plain)
    words = [word for word in _WITHIN.sub("", whole).split() if word != "percent"]
    average = any(word in _AVERAGE for word in (*words, *notes.split())) or any(
        word in _AVERAGE_NAMES for word in words
    )
    total = any(word in _TOTAL for word in words)
    percent = "percent" in whole or "percent" in notes or words[-1:] == ["pct"]
    words, unit = _without_unit(words)
    unit = unit or _unit_in(notes)
    kept = [word for word in words if word not in _AVERAGE and word not in _TOTAL] or words
    return Header(text, " ".join(kept), whole, unit, average, total, percent, _threshold(notes or whole))


def _without_unit(words: list[str]) -> tuple[list[str], float]:
    if len(words) < 2 or words[-1] not in _UNIT_OF or words[-2] in _CANNOT_END or words[-2].isdigit():
        return words, 0.0
    seconds = _SECONDS[_UNIT_OF[words[-1]]]
    words = words[:-1]
    if len(words) > 1 and words[-1] in {"in", "en"}:
        words = words[:-1]
    return words, seconds


def _unit_in(notes: str) -> float:
    if re.search(r"\d", notes):
        return 0.0
    return next((_SECONDS[_UNIT_OF[word]] for word in notes.split() if word in _UNIT_OF), 0.0)


def _threshold(notes: str) -> float:
    found = re.search(r"\b(\d+) ?(\w+)?", notes)
    if not found:
        return 0.0
    return float(found[1]) * _SECONDS.get(_UNIT_OF.get(found[2] or "second", ""), 1.0)
