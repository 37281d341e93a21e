"""Saying something in a language: places, numbers of things, what a text is in English, the core's own sentences."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

import pytest
from babel.messages.catalog import Catalog

from cxcel.errors import BadOption
from cxcel.sentences import numeral, sentence
from cxcel_addin.language import LANGUAGES, Spoken, in_english, numbers, say, say_many, speaking, speech, told
from cxcel_addin.language.words import lower_first
from cxcel_addin.report.build.text import change, clauses, p_words, period_label, show, span
from cxcel_addin.report.model import Unit


@pytest.fixture
def some_french(monkeypatch):
    made = Catalog(locale="fr")
    made.add("{a} moves with {b}", "avec {b} évolue {a}")
    made.add(("{n} answer", "{n} answers"), ("{n} réponse", "{n} réponses"))
    made.add("about {n} {unit} would do", "environ {n} {unit} suffiraient")
    made.add("days", "jours")
    made.add("{first} to {last}", "{first} à {last}")
    monkeypatch.setattr(speech, "catalogue", lambda language: made)


def test_the_order_of_places_is_the_languages_own(some_french):
    with speaking("fr"):
        assert say("{a} moves with {b}", a="x", b="y") == "avec y évolue x"
    assert say("{a} moves with {b}", a="x", b="y") == "x moves with y"


def test_a_message_without_translation_stays_english(some_french):
    with speaking("fr"):
        assert say("not there") == "not there"
        assert say_many("{n} cat", "{n} cats", 2) == "2 cats"


@pytest.mark.parametrize(
    ("n", "words"), [(0, "0 réponse"), (1, "1 réponse"), (2, "2 réponses"), (4054, "4\xa0054 réponses")]
)
def test_numbers_of_things(some_french, n, words):
    with speaking("fr"):
        assert say_many("{n} answer", "{n} answers", n) == words


def test_sentences_of_the_core(some_french):
    said = sentence("about {n} {unit} would do", n=numeral(1200), unit=sentence("days"))
    assert (said, told(said)) == ("about 1,200 days would do", "about 1,200 days would do")
    with speaking("fr"):
        assert told(said) == "environ 1\xa0200 jours suffiraient"
        assert told(numeral(-0.234, 2, plus=True)) == "−0,23"


def test_a_text_remembers_what_it_is_in_english(some_french):
    with speaking("fr"):
        words = say("{a} moves with {b}", a=say_many("{n} answer", "{n} answers", 2000), b=show(0.061, Unit.SHARE))
        assert words == "avec 6,1\xa0% évolue 2\xa0000 réponses"
        assert in_english(words) == "2,000 answers moves with 6.1%"
        assert in_english(numbers.listed([words, "z"])) == "2,000 answers moves with 6.1% and z"
        kept = deepcopy(words)
    assert (kept, kept.english) == (words, words.english)


def test_english_is_plain_text():
    assert type(say("{a} is met", a="it")) is str
    assert in_english(Spoken("oui", "yes")) == "yes"


def test_a_language_that_is_not_there():
    with pytest.raises(BadOption, match="'it'"), speaking("it"):
        pass


def test_languages_do_not_outlast_their_block():
    with speaking("de"), speaking("es"):
        assert numbers.decimal(1.5, 1) == "1,5"
    assert numbers.decimal(1.5, 1) == "1.5"


FIGURES = {
    "en": ("1,234.5", "−0.06", "6.1%", "3 May 2026", "Sep", "wait, talk or hold"),
    "fr": ("1\xa0234,5", "−0,06", "6,1\xa0%", "3 mai 2026", "sept.", "wait, talk ou hold"),
    "de": ("1.234,5", "−0,06", "6,1\xa0%", "3. Mai 2026", "Sep", "wait, talk oder hold"),
    "es": ("1.234,5", "−0,06", "6,1\xa0%", "3 de mayo de 2026", "sept", "wait, talk o hold"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_and_dates(language):
    with speaking(language):
        assert FIGURES[language] == (
            numbers.decimal(1234.5, 1),
            numbers.decimal(-0.06, 2),
            numbers.percent(0.061, 1),
            numbers.day(date(2026, 5, 3)),
            period_label(date(2026, 9, 1), "month", year=False),
            numbers.listed(["wait", "talk", "hold"], "or"),
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_times_are_the_same_everywhere(language):
    with speaking(language):
        assert show(67.5, Unit.SECONDS) == "1:08"


def test_german_nouns_keep_their_capital():
    with speaking("de"):
        assert lower_first("Bearbeitungszeit") == "Bearbeitungszeit"
    with speaking("fr"):
        assert lower_first("Durée moyenne") == "durée moyenne"


def test_every_figure_is_known_in_english(some_french):
    with speaking("fr"):
        made = (
            change(0.05, Unit.SHARE),
            p_words(0.04),
            clauses(["a", "b"]),
            span(date(2026, 1, 1), date(2026, 6, 30)),
            period_label(date(2026, 9, 1), "month", year=True),
        )
    assert [in_english(text) for text in made] == ["+5.0 pts", "p 0.040", "a; b", "January to June 2026", "Sep 2026"]
