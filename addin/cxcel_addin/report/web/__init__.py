"""The report as one web page: no script, no request, charts as SVG; it reads on a phone, on paper and aloud.

The model's sections become blocks (`parts`), blocks become HTML (`templates`).  As in the workbook, every number
comes from the model: here it gets its place and its words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from cxcel_addin.language import say, speaking
from cxcel_addin.report.model import Finding, Report, Section
from cxcel_addin.report.render import PARTS
from cxcel_addin.report.render.frame import logo_of
from cxcel_addin.report.render.text import plain
from cxcel_addin.report.render.theme import PLAIN, Theme

from .blocks import Block, Rows
from .looks import worn
from .parts import BLOCKS, details, front

__all__ = ["page"]


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its anchor and what stands in it."""

    anchor: str
    section: Section
    blocks: list[Block]
    rows: Rows | None


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the anchors of the section that shows it and of the rows behind it, "" where there are none."""

    finding: Finding
    anchor: str
    rows: str


def page(report: Report, looks: Theme = PLAIN) -> bytes:
    """Return the report as one HTML file in UTF-8; the same report gives the same bytes."""
    with speaking(report.language):
        parts = list(_parts(report))
        anchors = {part.section.tab: part.anchor for part in parts}
        lists = {tab: details.anchor(detail) for detail in report.details for tab in detail.pages}
        text = (
            _templates()
            .get_template("page.html")
            .render(
                report=report,
                parts=parts,
                findings=[Found(f, anchors.get(f.page, ""), lists.get(f.page, "")) for f in report.findings],
                heroes=front.heroes(report),
                scorecard=front.scorecard(report),
                anchors=set(anchors.values()),
                words=_words() | {"logo": logo_of(report.organisation)},
                looks=worn(looks),
            )
        )
    return text.encode()


def _parts(report: Report) -> Iterator[Part]:
    """Yield the sections that have data, in the order of the workbook."""
    listed = {detail.key: detail for detail in report.details}
    for name in PARTS:
        section = getattr(report, name)
        if section is not None:
            behind = details.rows(listed[name]) if name in listed else None
            yield Part(name, section.section, list(BLOCKS[name](section)), behind)


@cache
def _templates() -> Environment:
    """Return the templates; whatever a label holds is escaped and made harmless."""
    return Environment(
        loader=PackageLoader(__name__, "templates"),
        autoescape=True,
        finalize=_harmless,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _harmless(value: object) -> object:
    """Return text without control characters and lone surrogates; what is markup already stays as it is."""
    return plain(value) if type(value) is not int and not hasattr(value, "__html__") else value


def _words() -> dict[str, str]:
    """What the page says of itself."""
    return {
        "skip": say("Skip to the content"),
        "contents": say("Contents"),
        "summary": say("Summary"),
        "found": say("What we found"),
        "found_help": say("each sentence with its evidence and the page that shows it"),
        "numbers": say("Numbers of this chart"),
        "lacking": say("Not in this report"),
        "lacking_help": say("and what would add it"),
        "top": say("Back to the contents"),
        "rows": say("the rows behind it"),
    }
