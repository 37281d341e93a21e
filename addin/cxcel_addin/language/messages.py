"""The message catalogues brought up to date with the code: what it says now, what each language has for it.

Babel finds the sentences in the source; the texts of the metric catalogue, of the roles of columns and of the verdicts
are data, and are read from there.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

import cxcel
from cxcel.catalogue import METRICS
from cxcel.catalogue.entry import Metric
from cxcel.data.roles import ROLES
from cxcel.relations.correlation import PREPARE
from cxcel.relations.verdict import EXPLAINED, MOVES, NONE, UNSURE, WEAKLY
from cxcel.words import against_target, change_word

from .speech import ENGLISH, LANGUAGES

OTHERS = tuple(language for language in LANGUAGES if language != ENGLISH)
HERE = Path(__file__).parent
SOURCES = (HERE.parent, Path(cxcel.__file__).parent)
KEYWORDS = {"say": None, "sentence": None, "say_many": (1, 2), "sentence_many": (1, 2)}
SPEAKS = re.compile(r"^from \S*(language|sentences)\S* import|^from \.speech import", re.MULTILINE)
WIDTH = 110


def extracted() -> Catalog:
    """Return every message that a report may say."""
    catalog = Catalog(charset="utf-8")
    for path in speakers():
        for _, message, _, _ in extract_from_file("python", path, keywords=KEYWORDS):
            catalog.add(message)
    for text in dict.fromkeys(_from_data()):
        catalog.add(text)
    return catalog


def speakers() -> list[Path]:
    """Return the modules that say something to a reader."""
    paths = sorted(path for source in SOURCES for path in source.rglob("*.py"))
    return [path for path in paths if SPEAKS.search(path.read_text(encoding="utf-8"))]


def _from_data() -> Iterator[str]:
    """Yield the texts that are data, not literals."""
    for metric in METRICS.values():
        yield from filter(None, _of_metric(metric))
    yield from (role.title for role in ROLES.values())
    yield from (MOVES, WEAKLY, NONE, UNSURE, EXPLAINED)
    yield from PREPARE  # ways to correlate
    for change, p, better in product((-1, 1), (0.0, 1.0), ("up", "down", "")):
        yield change_word(change, p, better)[0]
    for low, better in product((-1, 1, None), ("up", "down", "")):
        yield against_target(low, low, 0, better)[0]


def _of_metric(metric: Metric) -> Iterator[str]:
    """Yield what a report shows of a metric."""
    yield from (metric.title, metric.row_title)
    for argument in metric.arguments:
        yield from (words for _, words in argument.bases)
    for rule in metric.rules:
        yield from (rule.heading, rule.formula)
        if metric.arguments[0].role == "answered_in_time":
            yield rule.name.replace("_", " ")  # the service panel shows all its formulas by name


def brought_up(language: str, messages: Catalog) -> bytes:
    """Return the catalogue of a language with the messages of now and the translations it had: the same bytes again."""
    with (HERE / f"{language}.po").open("rb") as file:
        had = read_po(file, locale=language)
    now = Catalog(locale=language, charset="utf-8", fuzzy=False)
    for message in messages:
        if message.id:
            before = had.get(message.id)
            kept = before.string if before is not None and _fits(message, before) else ""
            now.add(message.id, kept).flags.clear()  # "95% i" is no format of Python's
    out = io.BytesIO()
    write_po(out, now, width=WIDTH, sort_output=True, omit_header=True, no_location=True)
    plural = f"nplurals={now.num_plurals}; plural={now.plural_expr};"
    head = "".join(
        f'"{line}\\n"\n'
        for line in ("Content-Type: text/plain; charset=utf-8", f"Language: {language}", f"Plural-Forms: {plural}")
    )
    return f'msgid ""\nmsgstr ""\n{head}\n'.encode() + out.getvalue()


def _fits(message: Message, before: Message) -> bool:
    """Whether a translation has as many forms as the message asks for."""
    return bool(message.pluralizable) == bool(before.pluralizable)


def bring_up() -> None:
    """Write every catalogue anew."""
    messages = extracted()
    for language in OTHERS:
        content = brought_up(language, messages)
        (HERE / f"{language}.po").write_bytes(content)
