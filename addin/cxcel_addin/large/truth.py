"""What is known of a large sample: how it was made, and what was counted while its rows were made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import sample
from . import draw
from .draw import Columns
from .plan import Plan

WITHIN = 20  # seconds
ANSWERED_SUMS = ("wait", "talk", "hold", "wrap", "handle", "cents")
SQUARES = ("wait", "handle", "cents")
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
CHANNELS, COUNTRIES = tuple(sample.CHANNELS), tuple(draw.COUNTRIES)
MEANING = {
    "sum of ...": "over answered contacts, unless it says otherwise",
    "cents": "100 x cost",
    "handle": "talk_s + hold_s + wrap_s",
    "repeat": "an earlier contact of the same customer lies at most 6 days back; any other at least 12 days",
    "repeated": "a later contact of the same customer follows within 6 days; any other after at least 12 days",
}
VERDICTS = {
    "resolved": sample.RESOLVED,
    "wait_s": sample.WAIT,
    "transferred": sample.TRANSFERRED,
    "talk_s": sample.TALK,
    "hold_s": sample.HOLD,
    "wrap_s": sample.AFTER,
}
CELLS = len(CHANNELS) * len(COUNTRIES)

Counts = dict[str, NDArray[np.int64]]


class Tally:
    """Counts and sums by month, channel and country, in whole numbers."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._contacts: dict[int, Counts] = {}
        self._survey: dict[int, Counts] = {}

    def add(self, month: int, log: Columns, answers: Columns) -> None:
        """Count the rows of a block."""
        for kept, counted in ((self._contacts, _contacts(log)), (self._survey, _survey(answers))):
            so_far = kept.get(month, {})
            kept[month] = {name: values + so_far.get(name, 0) for name, values in counted.items()}

    def text(self) -> str:
        """Return all that is known, as JSON with one line a month, channel and country."""
        contacts, survey = list(self._rows(self._contacts)), list(self._rows(self._survey))
        head = json.dumps(_made(self._plan, _total(contacts, "contacts"), _total(survey, "answers")), indent=1)
        tables = [f' "{name}": [\n{_lines(rows)}\n ]' for name, rows in (("contacts", contacts), ("survey", survey))]
        return ",\n".join([head.removesuffix("\n}"), *tables]) + "\n}\n"

    def _rows(self, kept: dict[int, Counts]) -> Iterator[dict[str, Any]]:
        for month, counts in kept.items():
            for cell in range(CELLS):
                if any(values[cell] for values in counts.values()):
                    channel, country = CHANNELS[cell // len(COUNTRIES)], COUNTRIES[cell % len(COUNTRIES)]
                    where = {"month": self._plan.names[month], "channel": channel, "country": country}
                    yield where | {name: int(values[cell]) for name, values in counts.items()}


def _total(rows: list[dict[str, Any]], name: str) -> int:
    """Return how many there are in all cells together."""
    return sum(row[name] for row in rows)


def _lines(rows: list[dict[str, Any]]) -> str:
    return ",\n".join(f"  {json.dumps(row)}" for row in rows)


def _contacts(log: Columns) -> Counts:
    """Counts and sums of the contacts of a block; a sum over contacts that were answered, unless it says otherwise."""
    code = log["channel"].astype(np.int64) * len(COUNTRIES) + log["country"]
    answered = log["answered"]
    counts = {"contacts": _count(code), "answered": _count(code[answered]), "abandoned": _count(code[~answered])}
    counts["answered within 20 s"] = _count(code[answered & (log["wait"] <= WITHIN)])
    for name in ("resolved", "transferred", "repeat", "repeated"):
        counts[name] = _count(code[log[name]])
    counts["sum of wait, abandoned"] = _sum(code[~answered], log["wait"][~answered])
    code = code[answered]
    for name in ANSWERED_SUMS:
        values = log[name][answered].astype(np.float64)
        counts[f"sum of {name}"] = _sum(code, values)
        if name in SQUARES:
            counts[f"sum of squares of {name}"] = _sum(code, values * values)
    return counts


def _survey(answers: Columns) -> Counts:
    """Return how often each score was given, and how often none."""
    code = answers["channel"].astype(np.int64) * len(COUNTRIES) + answers["country"]
    counts = {"answers": _count(code)}
    for name, (low, high) in SCALES.items():
        blank = answers[f"{name} blank"]
        width = high - low + 1
        table = np.bincount(code[~blank] * width + answers[name][~blank] - low, minlength=CELLS * width)
        counts |= {f"{name} {score}": table[score - low :: width] for score in range(low, high + 1)}
        counts[f"{name} blank"] = _count(code[blank])
    return counts


def _count(code: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.bincount(code, minlength=CELLS).astype(np.int64)


def _sum(code: NDArray[np.int64], values: NDArray[Any]) -> NDArray[np.int64]:
    """Sums of whole numbers, exact: those of a block stay below 2**53."""
    return np.bincount(code, weights=values, minlength=CELLS).astype(np.int64)


def _made(plan: Plan, contacts: int, answers: int) -> dict[str, Any]:
    """Return what the rows are and how they came about."""
    return {
        "rows": plan.rows,
        "seed": plan.seed,
        "months": list(plan.names),
        "files": {"contacts": contacts, "survey": answers},
        "columns": MEANING,
        "verdicts": {name: sample.TRUTH[column] for name, column in VERDICTS.items()},
        "effects": {"nps": _on_nps(), "resolved": _on_resolved(plan), "contacts": _on_contacts(plan)},
    }


def _on_nps() -> dict[str, Any]:
    return {
        "base": draw.BASE,
        "resolved": draw.WITH_SOLVED,
        "log(1 + wait_s)": draw.WITH_WAIT,
        "standard deviation of the rest": draw.NOISE,
        "furious, set to 0": draw.FURIOUS,
        "blank": draw.BLANK,
    }


def _on_resolved(plan: Plan) -> dict[str, Any]:
    return {
        "base": draw.SOLVED,
        "transferred": -draw.LESS_IF_TRANSFERRED,
        "programme": draw.PROGRAMME,
        "programme from day": plan.days // 2,
        "channel": {name: ease for name, (_, ease) in sample.CHANNELS.items()},
        "topic": {name: ease for name, (_, ease) in sample.TOPICS.items()},
        "agent": dict(sample.DIFFERENT_AGENTS),
    }


def _on_contacts(plan: Plan) -> dict[str, Any]:
    return {
        "comes back within 6 days, for a third of the matters": draw.COMES_BACK,
        "a customer's next matter, after about days": round(plan.days * plan.customers / plan.rows, 1),
        "answers the survey, of those answered": draw.ASKED,
    }
