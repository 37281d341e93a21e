"""The ribbon: ribbon.xml, with the menus of functions and templates filled in."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from itertools import groupby
from xml.sax.saxutils import quoteattr

from cxcel.worksheet import Spec, usage

from ..templates import TEMPLATES
from . import wrappers

LABEL, TIP = 80, 1024  # letters of a menu's line; of a tip (MS-CUSTOMUI2, ST_LongString)
FUNCTIONS, PATTERNS = "<!-- functions -->", "<!-- templates -->"


def ribbon() -> bytes:
    """Return the ribbon's part."""
    text = (files(__package__) / "ribbon.xml").read_text("utf-8")
    return text.replace(FUNCTIONS, functions()).replace(PATTERNS, templates()).encode()


def functions() -> str:
    """Return one menu for each category, with a line for each function."""
    specs = sorted(wrappers.specs(), key=lambda spec: spec.category)
    return "\n".join(
        _menu(category, number, list(group)) for number, (category, group) in enumerate(groupby(specs, _category), 1)
    )


def _category(spec: Spec) -> str:
    return spec.category


def _menu(category: str, number: int, specs: Iterable[Spec]) -> str:
    buttons = (_button(f"cxF_{s.name}", "CxInsertNamed", s.name, label_of(s), usage(s), tip_of(s)) for s in specs)
    head = f"<menu id={quoteattr(f'cxCategory{number}')} label={quoteattr(category)}>"
    return "\n".join([head, *buttons, "</menu>"])


def templates() -> str:
    """Return a line for each template."""
    return "\n".join(
        _button(f"cxT_{t.name}", "CxTemplates", t.name, t.title, t.title, t.purpose) for t in TEMPLATES.values()
    )


def _button(identity: str, action: str, tag: str, label: str, tip: str, more: str) -> str:
    named = {"id": identity, "tag": tag, "label": label.replace("&", "&&"), "screentip": tip, "supertip": more}
    attributes = " ".join(f"{name}={quoteattr(text[:TIP])}" for name, text in named.items())
    return f'<button {attributes} onAction="{action}"/>'


def label_of(spec: Spec) -> str:
    """Return a function's line in the menu: its name and what it gives, cut at a word.

    Examples
    --------
    >>> from cxcel.functions import FUNCTIONS
    >>> label_of(FUNCTIONS["NPS_SE"].spec)
    'NPS_SE: Standard error of the Net Promoter Score, in points'
    """
    words = spec.summary.split(";")[0].split(". ")[0].rstrip(".")
    title, colon, _ = words.partition(": ")
    line = f"{spec.name}: {title if colon else words}"
    return line if len(line) <= LABEL else f"{line[: LABEL - 1].rpartition(' ')[0]} \u2026"


def tip_of(spec: Spec) -> str:
    """Return what a function gives and what it takes, as far as a tip has room."""
    lines = [spec.summary, "", *(f"{p.name}: {p.help}" for p in spec.parameters)]
    text = ""
    for line in lines:
        if len(text) + len(line) + 2 > TIP:
            return f"{text}\n\u2026"
        text += f"\n{line}" if text else line
    return text
