"""What the user said about how to read the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cxcel.data.dates import DAY_FIRST, MONTH_FIRST
from cxcel.data.numbers import COMMA, POINT
from cxcel.data.roles import ROLES
from cxcel.errors import BadOption, choose


@dataclass(frozen=True, slots=True)
class Options:
    """Answers to questions that files leave open; empty means: prove it or ask."""

    blanks: frozenset[str] = frozenset()
    scales: Mapping[str, int] = field(default_factory=dict)
    dates: str = ""
    decimal: str = ""


def checked(blanks: Sequence[str], scales: Mapping[str, int], dates: str | None, decimal: str | None) -> Options:
    """Return the options, or say which words are allowed."""
    scored = [name for name, role in ROLES.items() if role.kind == "score"]
    for name, top in scales.items():
        choose("scale", name, scored)
        if not 2 <= top <= 100:
            raise BadOption(f"scale of {name} must end between 2 and 100, got {top}")
    return Options(
        frozenset(blanks),
        dict(scales),
        choose("dates", dates, (DAY_FIRST, MONTH_FIRST)) if dates else "",
        choose("decimal", decimal, (COMMA, POINT)) if decimal else "",
    )
