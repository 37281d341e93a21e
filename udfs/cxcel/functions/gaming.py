"""Signs of scores being worked on, in a cell: for review, never an accusation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from cxcel.arrays import Codes, Floats
from cxcel.catalogue.entry import RELATIONS, Argument
from cxcel.columns import Dates, Flags, Keys, Numbers, Scores, Taken
from cxcel.errors import BadOption
from cxcel.functions.columns_in import by_name, floats, within
from cxcel.worksheet import Rows, worksheet

if TYPE_CHECKING:
    from cxcel.relations.gaming import Check, Flag

HEADER = "agent, sign, value, peers, n, p_adjusted, review"
QUICK = 5  # minutes after the contact within which an answer counts as quick
ARGUMENTS = (
    Argument("scores", Scores(0, 10), "the answer of 0 to 10, one row per contact; blank where nobody answered"),
    Argument("agent", Keys(), "the agent of each row"),
    Argument(
        "invited", Flags(counts=True), "surveys sent: yes and no, or how many; without it no response is checked", True
    ),
    Argument("answered", Flags(counts=True), "surveys answered; where left out, the rows with a score", True),
    Argument("minutes", Numbers(0), f"minutes from contact to answer; up to {QUICK} count as quick", True),
    Argument("resolved", Flags(), "whether the contact was resolved: yes or no", True),
    Argument("device", Keys(), "what the answer came from: a device, address or number", True),
    Argument("repeated", Flags(), "whether the customer had to come back: yes or no; needs date", True),
    Argument("date", Dates(), "the day of each row, to hold its later half against the earlier; needs repeated", True),
)
NEEDS = (  # an argument, and the one that it says nothing without
    ("scores", "agent"),
    ("agent", "scores"),
    ("answered", "invited"),
    ("repeated", "date"),
    ("date", "repeated"),
)


@worksheet(
    RELATIONS,
    "Agents whose surveys look unlike those of their peers, for review: many 10s, few 7s and 8s, odd response, quick "
    "answers, no surveys after bad contacts, one device. A sign is no proof.",
    f"header and one row per sign, most striking first, then how many were not judged: {HEADER}",
    *ARGUMENTS,
    pitfalls=(
        "a sign is no proof: a queue, a shift or a very good agent looks the same; ask before you judge",
        "agents with fewer than 20 answers are not judged, and five who have them must be there",
        "where all do it nobody stands out",
    ),
    source="additive random effects of Spiegelhalter 2005, exact binomial tails, Student's t for few peers; "
    "Benjamini & Hochberg 1995 over all agents and signs",
)
def GAMING_CHECK(*ranges: object) -> Rows:
    """Return one row per sign."""
    from cxcel.relations.gaming import FEWEST, by_agent, review

    given = [(a.name, a.reader, values) for a, values in zip(ARGUMENTS, ranges, strict=True)]
    names = [name for name, _, values in given if values is not None]
    for name, needed in NEEDS:
        if needed not in names and name in names:
            raise BadOption(f"{needed} is missing: {name} says nothing without it")
    taken = by_name(given[:2], given[2:])
    agent, labels = taken["agent"].values, taken["agent"].labels
    answers = by_agent(np.where(np.isnan(floats(taken["scores"])), np.nan, 1.0), agent, len(labels))[0]
    checks = _checks(taken, agent, len(labels))
    found = review(checks, answers)
    rows: Rows = [_row(flag, labels[flag.agent]) for flag in found.flags]
    if not rows:
        said = f"{found.judged} agents were held against their peers on {len(checks)} signs"
        rows = [["nobody", "nothing for review", None, None, None, None, said]]
    if found.few:
        rows.append([f"{found.few} more", "not judged", None, None, None, None, f"fewer than {FEWEST} answers"])
    return [HEADER.split(", "), *rows]


def _checks(taken: Mapping[str, Taken], agent: Codes, agents: int) -> list[Check]:
    """Return every check that the columns given allow."""
    scores = floats(taken["scores"])
    checks = _of_scores(scores, agent, agents)
    if "invited" in taken:
        checks.append(_response(taken, scores, agent, agents))
    if "minutes" in taken:
        checks.append(_quick(floats(taken["minutes"]), agent, agents))
    if "resolved" in taken:
        checks += _after_bad_contacts(taken, scores, agent, agents)
    if "device" in taken:
        checks.append(_one_device(taken["device"].values, scores, agent, agents))
    if "date" in taken:
        checks.append(_rising(taken, scores, agent, agents))
    return checks


def _of_scores(scores: Floats, agent: Codes, agents: int) -> list[Check]:
    from cxcel.relations.gaming import Check, by_agent

    tens = np.where(np.isnan(scores), np.nan, scores == 10)
    upper = np.where(scores >= 7, scores >= 9, np.nan)
    return [
        Check("many 10s", "of answers are 10", *by_agent(tens, agent, agents)),
        Check("few 7s and 8s", "of answers of 7 to 10 are 9 or 10", *by_agent(upper, agent, agents)),
    ]


def _response(taken: Mapping[str, Taken], scores: Floats, agent: Codes, agents: int) -> Check:
    from cxcel.relations.gaming import EITHER, Check, add_up

    invited = np.nan_to_num(floats(taken["invited"]))
    if "answered" in taken:
        answered = np.nan_to_num(floats(taken["answered"]))
        headed = any(column.header for column in taken.values())
        within(("answered", answered), ("invited", invited), headed)
    else:
        answered = ((invited > 0) & ~np.isnan(scores)).astype(float)
    known = agent >= 0
    hits, cases = (add_up(column[known], agent[known], agents) for column in (answered, invited))
    return Check("response", "of surveys sent are answered", hits, cases, EITHER)


def _quick(minutes: Floats, agent: Codes, agents: int) -> Check:
    from cxcel.relations.gaming import Check, by_agent

    quick = np.where(np.isnan(minutes), np.nan, minutes <= QUICK)
    return Check("quick answers", f"of answers come within {QUICK} minutes", *by_agent(quick, agent, agents))


def _after_bad_contacts(taken: Mapping[str, Taken], scores: Floats, agent: Codes, agents: int) -> list[Check]:
    from cxcel.relations.gaming import LOW, Check, by_agent

    resolved = floats(taken["resolved"])
    glad = np.where((resolved == 0) & ~np.isnan(scores), scores >= 9, np.nan)
    phrase = "of answers on unresolved contacts are 9 or 10"
    checks = [Check("glad though unresolved", phrase, *by_agent(glad, agent, agents))]
    if "invited" in taken:
        invited = floats(taken["invited"])
        sent = np.where(np.isnan(invited), np.nan, invited > 0)
        bad, good = (by_agent(np.where(resolved == kind, sent, np.nan), agent, agents) for kind in (0, 1))
        phrase = "of unresolved contacts get a survey ({base} of the resolved)"
        checks.append(Check("no survey after bad contacts", phrase, *bad, LOW, good))
    return checks


def _one_device(device: Codes, scores: Floats, agent: Codes, agents: int) -> Check:
    """Count answers from a device that an earlier answer for the same agent came from."""
    from cxcel.relations.gaming import Check, by_agent

    known = (device >= 0) & (agent >= 0) & ~np.isnan(scores)
    again = np.full(len(device), np.nan)
    again[known] = 1.0
    pairs = agent[known].astype(np.int64) * (int(device.max(initial=0)) + 1) + device[known]
    first = np.flatnonzero(known)[np.unique(pairs, return_index=True)[1]]
    again[first] = 0.0
    return Check("one device", "of answers come from a device seen before", *by_agent(again, agent, agents))


def _rising(taken: Mapping[str, Taken], scores: Floats, agent: Codes, agents: int) -> Check:
    """Hold the 9s and 10s of the later half against the earlier, where repeat contacts did not become fewer."""
    from cxcel.relations.gaming import HIGH, Check, by_agent

    date, repeated = floats(taken["date"]), floats(taken["repeated"])
    dated = ~np.isnan(date)
    later = date > (np.median(date[dated]) if dated.any() else 0.0)
    glad = np.where(np.isnan(scores), np.nan, scores >= 9)
    halves = [by_agent(np.where(dated & half, glad, np.nan), agent, agents) for half in (later, ~later)]
    came = [by_agent(np.where(dated & half, repeated, np.nan), agent, agents) for half in (later, ~later)]
    stays = came[0][0] * came[1][1] >= came[1][0] * came[0][1]
    known = (came[0][1] > 0) & (came[1][1] > 0)
    phrase = "of answers are 9 or 10 in the later half ({base} in the earlier), repeat contacts no fewer"
    return Check("score up, repeats not down", phrase, *halves[0], HIGH, halves[1], stays & known)


def _row(flag: Flag, agent: str) -> list[Any]:
    phrase = flag.check.phrase.format(base="" if flag.base is None else _percent(flag.base))
    said = f"for review: {_percent(flag.value)} {phrase}, peers {_percent(flag.peers)}"
    cases = float(flag.check.cases[flag.agent])
    return [agent, flag.check.name, flag.value, flag.peers, cases, flag.p_adjusted, said]


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
