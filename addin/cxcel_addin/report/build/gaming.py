"""What asks for a second look before a number is believed: surveys that look worked on (GAMING_CHECK), odd data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxcel.arrays import Array
from cxcel.data.dataset import DataFinding, Dataset
from cxcel.errors import CxError
from cxcel.functions import GAMING_CHECK
from cxcel.relations.gaming import FEWEST
from cxcel_addin.language import say, say_many, told

from ..model import Flag, Flags, Section, Sign, Tone, Unit
from .derive import Facts
from .text import listed, percent

ASKED: Mapping[str, str] = {  # range of GAMING_CHECK -> role of the column that holds it
    "scores": "nps",
    "agent": "agent",
    "invited": "invited",
    "resolved": "resolved",
}


@dataclass(frozen=True, slots=True)
class _Looked:
    """A sign of GAMING_CHECK: the columns it takes, and its words."""

    ranges: tuple[str, ...]
    title: Callable[[], str]
    looks_like: Callable[[], str]
    sentence: Callable[..., str]


SIGNS: Mapping[str, _Looked] = {
    "many 10s": _Looked(
        ("scores",),
        lambda: say("Many 10s"),
        lambda: say("far more answers of 10 than peers get"),
        lambda **v: say("{value} of answers are 10; peers {peers}", **v),
    ),
    "few 7s and 8s": _Looked(
        ("scores",),
        lambda: say("Few 7s and 8s"),
        lambda: say("the middle of the scale is missing: answers are 9 or 10, or bad"),
        lambda **v: say("{value} of answers of 7 to 10 are 9 or 10; peers {peers}", **v),
    ),
    "response": _Looked(
        ("invited",),
        lambda: say("Response rate"),
        lambda: say("far more or far fewer surveys come back than from peers"),
        lambda **v: say("{value} of surveys sent are answered; peers {peers}", **v),
    ),
    "glad though unresolved": _Looked(
        ("resolved",),
        lambda: say("Glad though unresolved"),
        lambda: say("answers of 9 or 10 on contacts that were not resolved"),
        lambda **v: say("{value} of answers on unresolved contacts are 9 or 10; peers {peers}", **v),
    ),
    "no survey after bad contacts": _Looked(
        ("invited", "resolved"),
        lambda: say("No survey after bad contacts"),
        lambda: say("unresolved contacts get fewer surveys than resolved ones, beyond that of peers"),
        lambda **v: say("{value} of unresolved contacts get a survey; peers {peers}", **v),
    ),
}
MOST = 10  # signs on the page; the others are counted


def flags_page(data: Dataset, frames: Sequence[Facts]) -> Flags | None:
    """Make the page; None where there are no answers by agent to look at."""
    found = _signs(frames)
    if found is None:
        return None
    signs, given, judged, unjudged = found
    odd = tuple(_odd(f) for f in data.findings)
    return Flags(
        section=Section(
            say("Flags"),
            say("Gaming and data quality"),
            _title(signs, len(odd)),
            say("What asks for a second look before a number is believed; a sign is no proof"),
            _note(unjudged),
        ),
        gaming_head=say("Surveys that look unlike those of peers"),
        gaming_note=say("for review, never an accusation"),
        gaming_heads=(say("Agent"), say("What was seen"), say("Share"), say("Peers"), say("Cases"), say("corrected p")),
        gaming=tuple(signs[:MOST]),
        nothing=say_many(
            "The answers of {n} agent were looked at: nobody's stand out by more than chance and the usual spread.",
            "The answers of {n} agents were looked at: nobody's stand out by more than chance and the usual spread.",
            judged,
        ),
        signs_head=say("What was looked at"),
        signs_note=say("each agent beside all the others together"),
        signs_heads=(say("Sign"), say("What it would look like"), say("Agents")),
        signs=tuple(
            Sign(one.title(), one.looks_like(), sum(flag.code == code for flag in signs))
            for code, one in SIGNS.items()
            if given >= set(one.ranges)
        ),
        data_head=say("What is odd in the files"),
        data_note=say("what was done about it stands on the page Data quality"),
        data_heads=(say("File"), say("What was found"), say("Count")),
        data=odd,
    )


def _signs(frames: Sequence[Facts]) -> tuple[list[Flag], set[str], int, int] | None:
    """Return the signs, the ranges that were there, and how many agents were judged and had too few answers.

    None where the check cannot be made.
    """
    for facts in frames:
        ranges = {name: _column(facts, role) for name, role in ASKED.items()}
        if ranges["scores"] is None or ranges["agent"] is None:
            continue
        try:
            rows = GAMING_CHECK(ranges["scores"], ranges["agent"], ranges["invited"], None, None, ranges["resolved"])
        except CxError:
            continue
        given = {name for name, values in ranges.items() if values is not None}
        return [_flag(row) for row in rows[1:] if row[1] in SIGNS], given, *_judged(facts)
    return None


def _column(facts: Facts, role: str) -> list[str | None] | Array | None:
    """Return a column as cells: names, None where blank; numbers, NaN where blank."""
    column = facts.column(role)
    if column is None:
        return None
    if column.is_text:
        names = [*column.labels, None]
        return [names[code] for code in column.values.tolist()]
    return np.asarray(column.values, dtype=float)


def _judged(facts: Facts) -> tuple[int, int]:
    """Return how many agents have answers enough to be held against their peers, and how many have too few."""
    scores, agent = facts.column(ASKED["scores"]), facts.column(ASKED["agent"])
    if scores is None or agent is None:
        return 0, 0
    known = ~np.isnan(scores.values) & (agent.values >= 0)
    answers = np.bincount(agent.values[known], minlength=len(agent.labels))
    return int((answers >= FEWEST).sum()), int(((answers > 0) & (answers < FEWEST)).sum())


def _flag(row: Sequence[Any]) -> Flag:
    agent, sign, value, peers, cases, p, _ = row
    sentence = SIGNS[str(sign)].sentence(value=percent(value), peers=percent(peers))
    return Flag(str(agent), sentence, value, Unit.SHARE, cases, p, peers, Tone.REAL, str(sign))


def _odd(finding: DataFinding) -> Flag:
    place = f"{finding.file}, {finding.column}" if finding.column else finding.file
    return Flag(
        place,
        say("{found}: {done}", found=told(finding.found), done=told(finding.done)),
        float(finding.count),
        Unit.COUNT,
        None,
    )


def _title(signs: Sequence[Flag], odd: int) -> str:
    """Say how many agents' surveys ask for a look, and how many findings there are about the data."""
    agents = list(dict.fromkeys(flag.subject for flag in signs))
    if agents:
        return say_many(
            "The surveys of {n} agent ask for a look: {names}",
            "The surveys of {n} agents ask for a look: {names}",
            len(agents),
            names=listed(agents[:3]),
        )
    if odd:
        return say_many(
            "No survey looks worked on; {n} finding about the data",
            "No survey looks worked on; {n} findings about the data",
            odd,
        )
    return say("No survey looks worked on, and nothing odd was found in the files")


def _note(unjudged: int) -> str:
    said = [
        say(
            "Each agent is held against all others together; p is exact, allows for the usual spread between "
            "agents, and is corrected over all agents and signs (Benjamini-Hochberg)."
        ),
        say(
            "A queue, a shift or a very good agent can look the same: ask before you judge. Where all do it "
            "nobody stands out."
        ),
    ]
    if unjudged:
        said.append(
            say_many(
                "{n} agent with fewer than 20 answers is not judged.",
                "{n} agents with fewer than 20 answers are not judged.",
                unjudged,
            )
        )
    return " ".join(said)
