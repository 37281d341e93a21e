"""Nothing stays English: every text of a report, its charts, its web page and the lines beside it is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from string import Formatter, ascii_lowercase, ascii_uppercase
from typing import Any
from unittest import mock

import pytest
from babel import Locale
from babel.lists import format_list
from babel.messages.catalog import Catalog

from cxcel.data.load import load
from cxcel.sentences import Sentence
from cxcel_addin.hosts.cli.telling import told
from cxcel_addin.language import speech
from cxcel_addin.language.messages import OTHERS, extracted
from cxcel_addin.report.build import Settings, build
from cxcel_addin.report.build.claims import claims
from cxcel_addin.report.model import Former, Report
from cxcel_addin.report.render import render
from cxcel_addin.report.web import page

from .messy import write
from .shown import of_page, of_workbook

OTHER_SCRIPT = str.maketrans(
    ascii_lowercase + ascii_uppercase, "".join(chr(start + i) for start in (0x430, 0x410) for i in range(26))
)
TARGETS = {"NPS": 40.0, "CSAT": 0.75, "RETENTION_RATE": 0.9, "SERVICE_LEVEL": 0.8}
OPTION = re.compile(r'--[a-z-]+(?: (?:"[^"]*"|[a-zA-Z]+[:=]\S+|comma|point|(?:day|month)-first))?')
PACKAGES = re.compile(r"\b(?:CXcel|Python|numpy|scipy|xlsxwriter) [\d.]+\w*")
WORD = re.compile(r"[A-Za-z]{2,}")
DETAILS = {"sample": "ids", "messy": "all"}  # the rows of the sample are many
FORMER, OTHER = "former.xlsx", "other header"


def in_other_letters(text: str) -> str:
    """A message in letters that no English text has; its places stay."""
    out = []
    for literal, name, spec, _ in Formatter().parse(text):
        out.append(literal.translate(OTHER_SCRIPT).replace("{", "{{").replace("}", "}}"))
        out.append("" if name is None else f"{{{name}:{spec}}}" if spec else f"{{{name}}}")
    return "".join(out)


@pytest.fixture(scope="module")
def strange() -> Catalog:
    """A language that stands in for German, in letters of its own."""
    catalog = Catalog(locale="de")
    for message in extracted():
        if message.id:
            forms = (message.id,) if isinstance(message.id, str) else message.id
            said = tuple(map(in_other_letters, forms))
            catalog.add(message.id, said if message.pluralizable else said[0])
    return catalog


@pytest.fixture(scope="module")
def sets(sample_folder: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    messy = write(tmp_path_factory.mktemp("messy"))
    return {"sample": load(sorted(sample_folder.glob("*.csv"))), "messy": load(messy, decimal="comma")}


def settings(language: str, former: Former | None = None) -> Settings:
    return Settings(
        language=language, targets=TARGETS, created=date(2026, 7, 1), quotes=1, details="all", former=former,
        breakdowns=False,
    )  # fmt: skip


def texts(report: Report) -> set[str]:
    return of_workbook(render(report)) | of_page(page(report)) | set(told(report, ["AHT"]))


def quoted(data: Any, report: Report) -> list[str]:
    """What a report quotes from the files and from its settings, longest first."""
    out: set[str] = {*TARGETS, FORMER, OTHER}
    for table in data.tables:
        out |= {table.file, table.sheet, *table.roles.values(), *table.unused}
    for frame in data.frames:
        for column in frame.columns.values():
            out |= {column.header, *column.labels}
    if report.verbatims:
        out |= {row.word for row in report.verbatims.words} | {row.text for row in report.verbatims.quotes}
    for finding in data.findings:
        for said in (finding.found, finding.example):
            out.add(str(said.values.get("value", "")) if isinstance(said, Sentence) else said)
    sources = [claim.source.rpartition(", of ")[2] for claim in claims()]
    out |= {source for source in sources if source[:1].isupper()}
    months = Locale("de").months
    out |= {name.rstrip(".") for form in months.values() for width in form.values() for name in width.values()}
    out |= {word for style in ("standard", "or") for word in format_list(["1", "2"], style, "de").split()}
    return sorted((text for text in out if WORD.search(text)), key=len, reverse=True)


def english_in(shown: set[str], known: list[str]) -> Iterator[tuple[str, str]]:
    others = shown - set(known)
    everything = "\n".join(others)
    there = [word for word in known if word in everything]  # of the tens of thousands that the files hold
    pattern = re.compile("|".join(rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])" for word in there) or r"(?!)")
    for text in others:
        rest = PACKAGES.sub("", OPTION.sub("", pattern.sub("", text)))
        if WORD.search(rest):
            yield text, rest


@pytest.mark.parametrize("name", DETAILS)
def test_every_text_is_said(name: str, sets: dict[str, Any], strange: Catalog) -> None:
    """In a language of other letters, no Latin letter is left but in what the files hold."""
    former = Former(FORMER, remade(build(sets[name], settings("en"))).memory)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(speech, "catalogue", lambda language: strange)
        report = build(sets[name], replace(settings("de", former), details=DETAILS[name]))
        shown = texts(report)
    assert dict(english_in(shown, quoted(sets[name], report))) == {}


def remade(report: Report) -> Report:
    """A report that counted otherwise, so that the next one says how."""
    memory = report.memory
    assert memory is not None
    held = tuple(
        replace(one, title=f"{one.title}, of all offered") if one.name == "FCR_RATE" else one for one in memory.held
    )
    others = tuple(("threshold", "30.0") if key == "threshold" else (key, value) for key, value in memory.settings)
    columns = tuple((role, OTHER) for role, _ in memory.columns)
    return replace(report, memory=replace(memory, held=held, settings=others, columns=columns))


@pytest.fixture(scope="module")
def english(sets: dict[str, Any]) -> tuple[set[str], set[str]]:
    """The texts of a report in English, and the messages that it said."""
    asked: set[str] = set()

    def ask(text: str) -> tuple[str, ...]:
        asked.add(text)
        return ()

    with mock.patch.object(speech, "_forms", ask):
        return texts(build(sets["messy"], settings("en"))), asked


@pytest.mark.parametrize("language", OTHERS)
def test_what_was_said_in_english_is_not_in_another_report(
    language: str, sets: dict[str, Any], english: tuple[set[str], set[str]]
) -> None:
    """Neither as a whole text, nor two words or more of a message inside of one, unless the translation has them."""
    report = build(sets["messy"], settings(language))
    shown, known = texts(report), quoted(sets["messy"], report)
    catalogue = speech.catalogue(language)
    pairs = [(forms(message.id), forms(message.string)) for message in map(catalogue.get, english[1]) if message]
    alike = {text for said, there in pairs for text in said if text in there}
    assert alike
    assert dict(english_in(shown & english[0], sorted([*known, *alike], key=len, reverse=True))) == {}
    pieces = {piece for said, there in pairs for piece in pieces_of(said) if piece not in " ".join(there)}
    assert len(pieces) > 100
    any_of = re.compile("|".join(rf"\b{re.escape(piece)}\b" for piece in sorted(pieces, key=len, reverse=True)))
    assert {text: any_of.findall(text) for text in shown - set(known) if any_of.search(text)} == {}


def forms(said: str | tuple[str, ...]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def pieces_of(said: tuple[str, ...]) -> Iterator[str]:
    """What stands between the places of a message, where it is two words or more."""
    for literal in (literal for text in said for literal, *_ in Formatter().parse(text)):
        piece = literal.strip(" .,:;()'")
        if len(WORD.findall(piece)) > 1:
            yield piece
