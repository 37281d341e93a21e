"""The web page as text: every section, nothing from outside, nothing of a label taken for markup."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import is_dataclass, replace
from html.parser import HTMLParser
from typing import get_args, get_type_hints

import pytest
from tests.report.demo import DEMOS, HOSTILE, full

from cxcel_addin.language import speaking
from cxcel_addin.language.numbers import decimal
from cxcel_addin.report.model import Report, Section, Word
from cxcel_addin.report.render import PARTS
from cxcel_addin.report.render.text import plain
from cxcel_addin.report.web import page
from cxcel_addin.report.web.parts import BLOCKS

LISTS = {"details"}  # rows behind a section, folded under it
VOID = {"meta", "br", "img", "input", "link", "hr"}
HEADINGS = {f"h{i}" for i in range(1, 7)}
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
RIGHT_TO_LEFT = "\u202eחיוב 💬"


class Page(HTMLParser):
    """Tags with their attributes, open tags closed in order, ids, links, headings, words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[int] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in HEADINGS:
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def read(report: Report) -> Page:
    return Page(page(report).decode())


def test_every_section_of_the_model_has_its_part() -> None:
    sections = {
        name
        for name, kind in get_type_hints(Report).items()
        if any(is_dataclass(each) and "section" in get_type_hints(each) for each in (kind, *get_args(kind)))
    }
    assert set(BLOCKS) == set(PARTS) == sections - LISTS


@pytest.mark.parametrize("name", DEMOS)
def test_every_report_makes_a_whole_page(name: str) -> None:
    report = DEMOS[name]()
    made = read(report)
    assert made.open == []
    ids = Counter(a["id"] for _, a in made.tags if "id" in a)
    assert max(ids.values()) == 1
    for link in made.all("a"):
        assert str(link["href"]).startswith("#")
        assert str(link["href"])[1:] in ids
    shown = [part for part in PARTS if getattr(report, part) is not None]
    assert [a["id"] for a in made.all("section")] == ["summary", *shown]


@pytest.mark.parametrize("name", DEMOS)
def test_nothing_is_asked_from_elsewhere(name: str) -> None:
    text = page(DEMOS[name]()).decode()
    made = Page(text)
    policy = next(a["content"] for a in made.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert str(policy).startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert {tag for tag, _ in made.tags} & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "form",
        "base",
    } == set()
    for _, attributes in made.tags:
        assert not {"src", "srcset", "style", "action", "background"} & set(attributes)
        assert not [key for key in attributes if key.startswith("on")]
    style = text[text.index("<style>") : text.index("</style>")]
    assert not re.search(r"url\(|@import|@font-face|expression", style)


def test_headings_landmarks_and_tables_can_be_walked() -> None:
    made = read(full())
    assert made.headings[0] == 1
    assert made.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(made.headings, made.headings[1:], strict=False))
    tags = [tag for tag, _ in made.tags]
    assert {"header", "nav", "main", "footer"} <= set(tags)
    assert tags.count("table") == tags.count("caption") == tags.count("thead")
    assert all(a.get("scope") in ("col", "row", "rowgroup") for a in made.all("th"))
    assert made.all("html")[0] == {"lang": "en", "dir": "ltr"}


def test_charts_state_the_findings_of_the_model() -> None:
    report = full()
    made = read(report)
    images = [a for a in made.all("svg") if a.get("role") == "img"]
    ids = {a["id"] for _, a in made.tags if "id" in a}
    assert images
    assert all(set(str(a["aria-labelledby"]).split()) <= ids for a in images)
    words = " ".join(made.words)
    assert report.outcome
    assert report.links
    for alt in (report.outcome.trend_alt, report.outcome.bars_alt, report.links.chart_alt, report.trend_alt):
        assert alt in words
    figures = len(made.all("figure"))
    assert figures == len(images) <= len(made.all("details"))


def test_numbers_of_a_chart_stand_under_it() -> None:
    report = full()
    assert report.outcome
    words = " ".join(read(report).words)
    for bar in report.outcome.bars:
        assert f"{100 * bar.share:.0f}%" in words or f"{100 * bar.share:.1f}%" in words
    for finding in report.findings:
        assert finding.sentence in words
        assert finding.evidence in words


@pytest.mark.parametrize("label", [*HOSTILE, SCRIPT, RIGHT_TO_LEFT, "x" * 300])
def test_labels_are_words_whatever_they_hold(label: str) -> None:
    report = full()
    assert report.outcome
    assert report.segments
    bars = tuple(replace(b, label=label) for b in report.outcome.bars)
    groups = tuple(
        replace(g, title=label, rows=tuple(replace(r, label=label) for r in g.rows)) for g in report.segments.groups
    )
    outcome = replace(report.outcome, title=label, bars=bars, trend_alt=label, band_names=(label, label, label))
    made = read(
        replace(
            report,
            title=label,
            organisation=label,
            outcome=outcome,
            segments=replace(report.segments, groups=groups),
            scorecard=tuple(replace(r, title=label, change_verdict=Word(label)) for r in report.scorecard),
        )
    )
    assert made.open == []
    assert not made.all("script")
    assert not made.all("img")
    assert plain(label).strip()[:6] in "".join(made.words)


def test_hidden_groups_leave_no_trace() -> None:
    report = full()
    assert report.segments
    group = report.segments.groups[0]
    secret = replace(group.rows[0], label="SECRET", figure=None, hidden=True, verdict=Word("hidden"))
    groups = (replace(group, rows=(*group.rows, secret)), *report.segments.groups[1:])
    assert "SECRET" not in page(replace(report, segments=replace(report.segments, groups=groups))).decode()


def test_the_same_report_gives_the_same_bytes() -> None:
    assert page(full()) == page(full())


def test_language_is_named_and_spoken() -> None:
    report = replace(full(), language="de")
    assert report.links
    r = report.links.rows[0].r or 0.0
    text = page(report).decode()
    assert '<html lang="de" dir="ltr">' in text
    with speaking("de"):
        assert f"<bdi>{decimal(r, 2, plus=True)}</bdi>" in text
    assert f"<bdi>{decimal(r, 2, plus=True)}</bdi>" not in text


def test_sections_are_told_apart_by_their_own_titles() -> None:
    report = full()
    titles = [getattr(report, part).section for part in PARTS if getattr(report, part)]
    assert all(isinstance(section, Section) for section in titles)
    words = " ".join(read(report).words)
    assert all(section.title in words and section.kicker in words for section in titles)
