"""The gallery of functions, generated: every function of the catalogue with its arguments and a live example."""

from __future__ import annotations

from itertools import groupby

from cxcel.functions import FUNCTIONS

from ..guide.examples import EXAMPLES
from .declared import Example, Sheet, Table, Template

WIDTHS = (140, *(72,) * 12, 254)


def _pages() -> tuple[Sheet, ...]:
    """One sheet for each category."""
    specs = sorted((function.spec for function in FUNCTIONS.values()), key=lambda spec: spec.category)
    pages = []
    for category, group in groupby(specs, key=lambda spec: spec.category):
        examples = tuple(Example(EXAMPLES[spec.name]) for spec in group)
        told = "Cream: the formula as you type it. Below it the same formula at work: click into it and change it"
        pages.append(Sheet(category, f"{len(examples)} functions", told, examples, WIDTHS))
    return tuple(pages)


GALLERY = Template(
    name="function_gallery",
    title="Function gallery",
    purpose=f"All {len(FUNCTIONS)} functions at work: what each takes, a formula to copy, and what it gives.",
    steps=(
        "Choose a sheet below: functions are sorted by what they are for.",
        "Click on the first cell below a cream line: that formula is at work. Copy it, or change its arguments.",
        "Examples with {10;9;8} bring their numbers along; others read the tables Survey and Contacts.",
        "In your own workbook, type = and the name; Insert function on the tab CX asks for the arguments.",
        "Select a cell with an error and press Explain: one sentence says why, and the way out.",
    ),
    settings=(),
    tables=(
        Table("Survey", "the answers that the examples read", ("date", "nps", "csat", "ces", "comment", "agent"),
            ("nps",)),
        Table("Contacts", "the contacts that the examples read",
              ("team", "answered", "wait", "talk", "hold", "wrap", "resolved", "cost"), ("answered",)),
    ),
    sheets=_pages(),
    size=3_000,
)  # fmt: skip
