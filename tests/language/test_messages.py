"""Every language says everything: nothing is missing, nothing is left over, and every value has its place."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message

from cxcel_addin.language import speech
from cxcel_addin.language.messages import HERE, OTHERS, brought_up, extracted, speakers

# names, units and words that a language has in common with English
THE_SAME = frozenset(
    {
        "Action",
        "Actions",
        "Agent",
        "Agents",
        "Base",
        "Contact",
        "Contacts",
        "Logo",
        "Median",
        "Net Promoter Score",
        "Page {number}",
        "Person {n}",
        "Person",
        "SERVICE",
        "SUBSTANCE",
        "Score",
        "Segment",
        "Segments",
        "Service",
        "Source",
        "Student",
        "Team",
        "Teams",
        "Tickets",
        "Verdict",
        "Versions",
        "Wilson",
        "agent",
        "contact",
        "contacts",
        "date",
        "h",
        "k",
        "kendall",
        "log-odds",
        "n {n}",
        "p {p}",
        "pearson",
        "plus",
        "position",
        "s",
        "satisfaction",
        "second",
        "silence",
        "somers",
        "spearman",
        "verdict",
        "{measure} r {r}, {verdict}",
        "{n} contact",
        "{n} points",
        "{n} s",
        "{time} h",
    }
)


@pytest.fixture(scope="module")
def found() -> Catalog:
    return extracted()


@pytest.fixture(scope="module")
def messages(found) -> dict[str, Message]:
    return {_id(message)[0]: message for message in found if message.id}


def _id(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _forms(message: Message | None) -> tuple[str, ...]:
    if message is None:
        return ()
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def places(texts: Sequence[str]) -> set[str]:
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_sentences_and_data_are_found(messages):
    assert "No link seen between {outcome} and {names}." in messages  # said by the report
    assert "about {n} {unit} would do" in messages  # said by the core
    assert {"First-contact resolution", "moves with", "▲ real, better", "loyalty tier"} <= set(messages)  # data
    assert _id(messages["{n} answer"]) == ("{n} answer", "{n} answers")


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_has_a_translation(language, messages):
    had = speech.catalogue(language)
    missing = [text for text, message in messages.items() if not all(_forms(had.get(text)) or ("",))]
    assert missing == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_message_is_left_over(language, messages):
    had = {_id(message)[0] for message in speech.catalogue(language) if message.id}
    assert had - set(messages) == set()


@pytest.mark.parametrize("language", OTHERS)
def test_values_have_the_same_places(language, messages):
    had = speech.catalogue(language)
    for text, message in messages.items():
        for form in filter(None, _forms(had.get(text))):
            wanted = places(_id(message))
            free = {"n"} if message.pluralizable else set()  # "eine Antwort" needs no number
            assert wanted - free <= places([form]) <= wanted | free, (language, text, form)


@pytest.mark.parametrize("language", OTHERS)
def test_plurals_have_every_form(language, messages):
    had = speech.catalogue(language)
    for text, message in messages.items():
        if message.pluralizable:
            assert len(_forms(had.get(text))) == had.num_plurals, (language, text)


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_the_same_as_in_english_is_known_to_be(language, messages):
    had = speech.catalogue(language)
    words = {text for text, message in messages.items() if _forms(had.get(text)) == _id(message)}
    spelled = {text for text in words if any(letter.isalpha() for letter in _without_places(text))}
    assert spelled - THE_SAME == set()


def _without_places(text: str) -> str:
    return "".join(literal for literal, *_ in Formatter().parse(text))


def test_nothing_that_is_said_is_hidden_from_the_extractor(messages):
    """Words inside an f-string, or beside another sentence in one call, are not found by every Python."""
    for path in speakers():
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(call.func, "id", "") if isinstance(call, ast.Call) else ""
            if name in {"say", "say_many", "sentence", "sentence_many"}:
                texts = [a.value for a in call.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                if texts:
                    assert texts[0] in messages, (path.name, call.lineno)
                    assert tuple(texts) == _id(messages[texts[0]]), (path.name, call.lineno)


@pytest.mark.parametrize("language", OTHERS)
def test_catalogues_are_as_the_tool_writes_them(language, found):
    """Renew with `make messages`."""
    assert (HERE / f"{language}.po").read_bytes() == brought_up(language, found)


@pytest.mark.parametrize("language", OTHERS)
def test_number_formats_stay_whole(language):
    """Words inside quotes of a number format; names of sheets have no such letters."""
    for text in ("pts", "s", "h", "k", "m", "to", "under {least}"):
        assert '"' not in "".join(_forms(speech.catalogue(language).get(text)))
