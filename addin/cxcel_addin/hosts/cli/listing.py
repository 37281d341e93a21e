"""The worksheet functions as a list for people and as data for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby

from cxcel.functions import FUNCTIONS
from cxcel.worksheet import Spec, usage


def by_category() -> Iterator[tuple[str, list[Spec]]]:
    """Yield each category with its functions, in the catalogue's order."""
    specs = sorted((f.spec for f in FUNCTIONS.values()), key=lambda spec: spec.category)
    for category, group in groupby(specs, key=lambda spec: spec.category):
        yield category, list(group)


def functions_as_text() -> str:
    """Return the functions with their arguments and one line each."""
    lines: list[str] = []
    for category, specs in by_category():
        lines += [category, ""]
        for spec in specs:
            lines += [f"  {usage(spec)}", f"      {spec.summary}"]
            lines += [f"      {p.name}: {p.help}" for p in spec.parameters]
            lines += [f"      source: {spec.source}", ""] if spec.source else [""]
    return "\n".join(lines).rstrip()


def functions_as_json() -> str:
    """Return the functions as JSON."""
    return json.dumps([asdict(f.spec) for f in FUNCTIONS.values()], ensure_ascii=False, indent=1)


def functions_as_table() -> str:
    """Return the Markdown table of the README."""
    lines = ["| Function | What it gives |", "|---|---|"]
    for category, specs in by_category():
        lines.append(f"| **{category}** | |")
        lines += [f"| `{usage(spec)}` | {spec.summary} |" for spec in specs]
    return "\n".join(lines)
