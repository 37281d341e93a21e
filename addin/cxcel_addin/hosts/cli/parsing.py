"""Options of the command line that say how files are read and what a report compares, as the core takes them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from cxcel.catalogue import METRICS
from cxcel.data.dates import DAY_FIRST, MONTH_FIRST
from cxcel.data.numbers import COMMA, POINT
from cxcel.errors import BadOption, choose

from ...language import LANGUAGES

RANGES = {  # unit -> what a target may be
    "share": ("a share such as 0.8 or 80%", 0, 1),
    "points": ("points from -100 to 100", -100, 100),
    "seconds": ("seconds, 0 or more", 0, math.inf),
    "money": ("an amount, 0 or more", 0, math.inf),
    "score": ("an answer of the scale", 0, 100),
}


def parse_reading(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of `reading` as `cxcel.data.load.load` takes them."""
    scales: dict[str, int] = {}
    for text in options["scales"]:
        role, _, top = text.partition("=")
        if not role.strip() or not top.strip().isdecimal():
            raise BadOption(f"--scale must be ROLE=TOP such as csat=7, got '{text}'")
        scales[role.strip()] = int(top)
    for name, words in (("dates", (DAY_FIRST, MONTH_FIRST)), ("decimal", (COMMA, POINT))):
        if options[name] is not None:
            choose(f"--{name}", options[name], words)
    return {
        "roles": options["roles"],
        "blanks": options["blanks"],
        "scales": scales,
        "dates": options["dates"],
        "decimal": options["decimal"],
    }


def parse_language(given: str) -> str:
    """Return the code of the language that a report is written in."""
    return choose("--language", given.lower(), LANGUAGES)


def parse_threshold(given: float | str) -> float:
    """Return the seconds within which a contact counts as answered in time."""
    try:
        seconds = float(given)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= 86_400:
        shown = f"{given:g}" if isinstance(given, float) else given
        raise BadOption(f"--threshold must be seconds between 0 and 86400, got {shown}")
    return seconds


def parse_targets(texts: Sequence[str]) -> dict[str, float]:
    """Return metric name -> value; shares may be written as per cent.

    Examples
    --------
    >>> parse_targets(["NPS=40", "fcr_rate=70%"])
    {'NPS': 40.0, 'FCR_RATE': 0.7}
    """
    out = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        try:
            number = float(value.removesuffix("%")) / (100 if value.endswith("%") else 1)
        except ValueError:
            number = math.nan
        if not name or not equals or not math.isfinite(number):
            raise BadOption(f"--target must be METRIC=VALUE such as NPS=40, got '{text}'")
        found = METRICS.get(name.upper())
        if found is None:
            near = get_close_matches(name.upper(), METRICS, n=1)
            hint = f" (did you mean '{near[0]}'?)" if near else ""
            raise BadOption(f"--target {text}: there is no metric '{name}'{hint}; they are {', '.join(METRICS)}")
        words, low, high = RANGES[found.rule().unit]
        if not low <= number <= high:
            raise BadOption(f"--target {found.name} must be {words}, got '{value}'")
        out[found.name] = number
    return out
