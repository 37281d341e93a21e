"""A sample to try things on: half a year of an invented energy supplier, with a truth that a report must find.

How the answers came about is known here, so a report can be judged by it: solving a matter at the first contact moves
the score, how long it takes to handle does not, a long wait costs a little, and a transfer hurts only because fewer of
those matters are solved.  A programme that starts in March raises resolution and with it the score; for two weeks in
April the lines are overloaded.  Like real exports, the files hold a few mistakes.  What is known of loyalty, complaints
and employees is in `sample_loyalty`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cxcel.errors import OutOfRange

from . import sample_loyalty as loyalty

START, END = date(2026, 1, 1), date(2026, 6, 30)
OVERLOADED = (date(2026, 4, 13), date(2026, 4, 26))
SCORE = "How likely are you to recommend us? (0-10)"
RESOLVED, WAIT, TALK = "First contact resolution", "Wait (s)", "Talk time (s)"
STAYS = "Still a customer after 90 days"
HOLD, AFTER, TRANSFERRED = "Hold time (s)", "After-call work (s)", "Transferred"
DIFFERENT_AGENTS = MappingProxyType({"A07": 0.17, "A19": -0.20})  # added to the chance of solving a matter
MISTAKES = MappingProxyType({"scores of 11": 3, "blank scores": 38, "duplicated contacts": 12})

TRUTH: Mapping[str, str] = MappingProxyType(
    {
        RESOLVED: "moves with",
        WAIT: "moves with",  # weakly: rank r about -0.08
        TRANSFERRED: "explained by",  # first-contact resolution
        TALK: "no link seen",
        HOLD: "no link seen",
        AFTER: "no link seen",
    }
)
"""What a report on the sample should say about each column and the likelihood to recommend."""

# Shares of contacts, and what is added to the chance of solving the matter.  Neither touches the score directly, so
# that whatever moves the score besides resolution and waiting would be a false find.
CHANNELS = {"Phone": (0.54, 0.02), "Chat": (0.27, 0.0), "WhatsApp": (0.14, -0.05), "Social": (0.05, -0.08)}
TOPICS = {
    "Billing": (0.34, -0.01),
    "Technical fault": (0.21, -0.15),
    "Contract": (0.18, 0.05),
    "Moving home": (0.15, 0.03),
    "Meter reading": (0.114, 0.14),
    "Bereavement": (0.006, -0.08),
}
CUSTOMER_TYPES = {  # share of customers, median monthly spend
    "Household": (0.785, 118.0),
    "Small business": (0.208, 390.0),
    "Landlord": (0.0065, 240.0),
    "Public body": (0.0008, 1450.0),
}
AGENTS = tuple(f"A{number:02d}" for number in range(1, 25))
TEAMS = ("Harbour", "Meadow", "Summit")
HOURS = np.array([0.08, 0.12, 0.13, 0.11, 0.08, 0.07, 0.09, 0.1, 0.08, 0.06, 0.05, 0.03])  # from 8 to 20 o'clock
WEEKDAYS = np.array([1.3, 1.1, 1.0, 0.95, 1.0, 0.45, 0.0])  # closed on Sunday
COMMENTS = {
    "low": (
        "Still not solved",
        "I had to call twice and it is not solved",
        "Nobody called back",
        "Passed around from one to the other",
        "Waited and got no clear answer",
        "They were friendly but could not help me",
        "I waited too long and had to call again",
    ),
    "middle": (
        "Fine in the end",
        "It took some time but they solved it",
        "Friendly, a bit slow",
        "As expected",
        "The answer was clear, I had to wait for it",
    ),
    "high": (
        "Solved at once",
        "I got a clear answer",
        "Friendly and quick, it is solved",
        "Great help, thank you",
        "They knew my case and were friendly to me",
        "I had to call but it was solved at once",
        "No waiting and a clear answer",
    ),
}

Columns = dict[str, NDArray[Any]]


class Agents(NamedTuple):
    """Who answers: share of the contacts, what each adds to the chance of solving, and how long each talks."""

    share: NDArray[np.float64]
    skill: NDArray[np.float64]
    pace: NDArray[np.float64]


def write_sample(folder: Path, *, seed: int = 22, contacts: int = 21_400) -> list[Path]:
    """Write contacts, survey, customers, contracts, orders and employees into `folder` and return their paths.

    The same seed and number of contacts give the same bytes.

    Parameters
    ----------
    folder : Path
        Where the files go; made if it does not exist.
    seed : int
        Start of the random numbers.
    contacts : int
        How many contacts were offered, the abandoned ones included and the duplicated rows not; at least 2,000.

    Raises
    ------
    OutOfRange    fewer contacts than could show anything
    """
    if contacts < 2_000:
        raise OutOfRange(f"contacts must be at least 2,000 to show anything, got {contacts}")
    rng = np.random.default_rng([seed, 2041])  # any second number would do; with this one the usual seed is typical
    log = _contact_log(rng, contacts)
    survey = _survey(rng, log)
    more = np.random.default_rng([seed, 2042])  # of its own: what is above stays as it is
    log["complaint"] = loyalty.complaints(more, log["answered"], log["resolved"])
    tables = {
        "contacts": _contact_columns(rng, log),
        "survey": _survey_columns(rng, survey),
        "customers": _customer_columns(rng, log),
    }
    customers = tables["customers"]["Customer ID"]
    stays = np.array(tables["customers"][STAYS]) == "Yes"
    tables["customers"] |= loyalty.customer_columns(more, stays, tuple(CHANNELS))
    tables["contracts"] = loyalty.contract_columns(more, customers, stays, END)
    tables["orders"] = loyalty.order_columns(more, customers, START, END)
    tables["employees"] = loyalty.employee_columns(more, TEAMS)
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder / f"{name}.csv", columns) for name, columns in tables.items()]


def _contact_log(rng: np.random.Generator, contacts: int) -> Columns:
    """Contacts in order of time; a matter that was not solved often comes back within a week."""
    agents = _agents(rng)
    pool = int(contacts * 0.66)
    waves = [_handle(rng, agents, _new_matters(rng, int(contacts * 0.75), pool))]
    while (back := _come_back(rng, waves[-1]))["day"].size:
        waves.append(_handle(rng, agents, back))
    missing = max(0, contacts - sum(wave["day"].size for wave in waves))
    waves.append(_handle(rng, agents, _new_matters(rng, missing, pool)))
    log = {name: np.concatenate([wave[name] for wave in waves])[:contacts] for name in waves[0]}
    order = np.lexsort((log["second"], log["day"]))
    return {name: values[order] for name, values in log.items()} | {"id": np.arange(contacts) + 200_001}


def _agents(rng: np.random.Generator) -> Agents:
    """Two agents solve more and fewer than the rest; the pace of talking has nothing to do with that."""
    share = rng.lognormal(0, 0.35, len(AGENTS))
    skill = np.array([DIFFERENT_AGENTS.get(code, 0.0) for code in AGENTS])
    pace = np.where(skill == 0, rng.lognormal(0, 0.12, len(AGENTS)), np.nan)
    others = skill == 0
    return Agents(share / share.sum(), skill, np.where(others, pace, np.average(pace[others], weights=share[others])))


def _new_matters(rng: np.random.Generator, n: int, pool: int) -> Columns:
    days = (END - START).days + 1
    weight = WEEKDAYS[(np.arange(days) + START.weekday()) % 7]
    return {
        "day": rng.choice(days, n, p=weight / weight.sum()),
        "customer": rng.integers(0, pool, n),
        "topic": _draw(rng, TOPICS, n),
    }


def _draw(rng: np.random.Generator, table: Mapping[str, tuple[float, float]], n: int) -> NDArray[np.int64]:
    share = np.array([share for share, _ in table.values()])
    return rng.choice(len(table), n, p=share / share.sum())


def _handle(rng: np.random.Generator, agents: Agents, matters: Columns) -> Columns:
    """What happens to each matter on its day: how long it waits, who answers it, and whether that solves it."""
    day, n = matters["day"], matters["day"].size
    hour = rng.choice(HOURS.size, n, p=HOURS / HOURS.sum())
    first, last = ((edge - START).days for edge in OVERLOADED)
    overloaded = (day >= first) & (day <= last)
    monday = (day + START.weekday()) % 7 == 0
    busy = rng.random(n) < np.where(overloaded, 0.80, 0.14 + HOURS[hour] + 0.08 * monday)
    queue = rng.exponential(np.where(overloaded, 110.0, 75.0)) + 4
    wait = np.where(busy, queue, rng.uniform(1, 8, n)).round()
    patience = rng.exponential(420.0, n).round() + 3
    answered = wait < patience

    channel = _draw(rng, CHANNELS, n)
    agent = rng.choice(len(AGENTS), n, p=agents.share)
    transferred = answered & (rng.random(n) < 0.15)
    easy = sum(
        np.array([ease for _, ease in table.values()])[code]
        for table, code in ((TOPICS, matters["topic"]), (CHANNELS, channel))
    )
    programme = 0.13 / (1 + np.exp((86 - day) / 6))
    chance = 0.64 + programme + easy + agents.skill[agent] - 0.30 * transferred
    return {
        **matters,
        "second": (8 + hour) * 3600 + rng.integers(0, 3600, n),
        "channel": channel,
        "agent": agent,
        "answered": answered,
        "wait": np.minimum(wait, patience).astype(np.int64),
        "talk": (rng.lognormal(5.58, 0.48, n) * agents.pace[agent]).astype(np.int64) + 15,
        "hold": (rng.lognormal(3.6, 0.6, n) * (rng.random(n) < 0.38)).astype(np.int64),
        "after": rng.lognormal(3.95, 0.5, n).astype(np.int64),
        "transferred": transferred,
        "resolved": answered & (rng.random(n) < chance.clip(0.03, 0.97)),
    }


def _come_back(rng: np.random.Generator, wave: Columns) -> Columns:
    """Return the matters of a wave that come back: a few of the solved ones, many of the others, within six days."""
    again = rng.random(wave["day"].size) < np.where(wave["resolved"], 0.03, 0.42)
    day = wave["day"] + rng.integers(1, 6, wave["day"].size)
    day += (day + START.weekday()) % 7 == 6  # Sunday to Monday
    again &= day <= (END - START).days
    return {"day": day[again], "customer": wave["customer"][again], "topic": wave["topic"][again]}


def _survey(rng: np.random.Generator, log: Columns) -> Columns:
    """Answers of some who were answered; only resolution and waiting move the score."""
    asked = log["answered"] & (rng.random(log["id"].size) < np.where(log["resolved"], 0.19, 0.165))
    solved, wait, n = log["resolved"][asked], log["wait"][asked], int(asked.sum())
    latent = 7.15 + 2.25 * solved - 0.19 * np.log1p(wait) + rng.normal(0, 2.0, n)
    latent[rng.random(n) < np.where(solved, 0.002, 0.025)] = -2.0  # some are furious
    return {
        "contact": log["id"][asked],
        "day": np.minimum(log["day"][asked] + (rng.random(n) < 0.25), (END - START).days),
        "score": latent.round().clip(0, 10),
        "csat": (1.0 + 0.37 * latent + rng.normal(0, 0.6, n)).round().clip(1, 5),
        "easy": (2.3 + 0.40 * latent + rng.normal(0, 0.9, n)).round().clip(1, 7),
        "comment": rng.random(n),
    }


def _contact_columns(rng: np.random.Generator, log: Columns) -> dict[str, Sequence[object]]:
    """Columns as a contact platform exports them; a few rows are in it twice."""
    n = log["id"].size
    twice = rng.choice(n, MISTAKES["duplicated contacts"], replace=False)
    log = {name: values[np.sort(np.r_[np.arange(n), twice])] for name, values in log.items()}
    seconds = log["talk"] + log["hold"] + log["after"]
    team = np.array(TEAMS)[log["agent"] // (len(AGENTS) // len(TEAMS))]

    def handled(values: NDArray[Any]) -> list[object]:
        """Values of answered contacts; an abandoned one has none."""
        return list(np.where(log["answered"], values.astype(object), ""))

    return {
        "Contact ID": [f"C{number}" for number in log["id"]],
        "Customer ID": _customer_ids(log["customer"]),
        "Date": _dates(log["day"]),
        "Time": [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in log["second"]],
        "Channel": np.array(list(CHANNELS))[log["channel"]].tolist(),
        "Topic": np.array(list(TOPICS))[log["topic"]].tolist(),
        "Agent": handled(np.array(AGENTS)[log["agent"]]),
        "Team": handled(team),
        "Answered": _yes_no(log["answered"]).tolist(),
        WAIT: log["wait"].tolist(),
        TALK: handled(log["talk"]),
        HOLD: handled(log["hold"]),
        AFTER: handled(log["after"]),
        TRANSFERRED: handled(_yes_no(log["transferred"])),
        RESOLVED: handled(_yes_no(log["resolved"])),
        "Complaint": _yes_no(log["complaint"]).tolist(),
        "Cost (EUR)": handled(np.array([f"{0.85 + second * 0.0105:.2f}" for second in seconds])),
    }


def _survey_columns(rng: np.random.Generator, survey: Columns) -> dict[str, Sequence[object]]:
    """Columns as a survey tool exports them; a few scores are impossible or missing."""
    n = survey["contact"].size
    impossible, blank = MISTAKES["scores of 11"], MISTAKES["blank scores"]
    wrong = rng.choice(n, impossible + blank, replace=False)
    score = survey["score"].astype(np.int64).astype(object)
    score[wrong[:impossible]] = 11
    score[wrong[impossible:]] = ""
    band = np.digitize(survey["score"], [6.5, 8.5])
    words = [list(COMMENTS.values())[b] for b in band]
    said = survey["comment"] / 0.35  # a third of them write something
    return {
        "Response ID": [f"R{number + 1:05d}" for number in range(n)],
        "Contact ID": [f"C{number}" for number in survey["contact"]],
        "Survey date": _dates(survey["day"]),
        SCORE: score.tolist(),
        "How satisfied are you? (1-5)": survey["csat"].astype(np.int64).tolist(),
        "Company made it easy (1-7)": survey["easy"].astype(np.int64).tolist(),
        "Comment": [w[int(s * len(w))] if s < 1 else "" for w, s in zip(words, said, strict=True)],
    }


def _customer_columns(rng: np.random.Generator, log: Columns) -> dict[str, Sequence[object]]:
    """One row for every customer who made contact; matters left unsolved make leaving likelier."""
    customer, inverse = np.unique(log["customer"], return_inverse=True)
    kind = _draw(rng, CUSTOMER_TYPES, customer.size)
    unsolved = np.bincount(inverse, weights=~log["resolved"]) > 0
    stays = rng.random(customer.size) > np.where(unsolved, 0.10, 0.045)
    spend = np.array([median for _, median in CUSTOMER_TYPES.values()])[kind] * rng.lognormal(0, 0.35, customer.size)
    return {
        "Customer ID": _customer_ids(customer),
        "Customer type": np.array(list(CUSTOMER_TYPES))[kind].tolist(),
        STAYS: _yes_no(stays).tolist(),
        "Monthly spend (EUR)": [f"{amount:.2f}" for amount in spend],
    }


def _customer_ids(numbers: NDArray[np.int64]) -> list[str]:
    return [f"N{40_000 + number:05d}" for number in numbers]


def _dates(days: NDArray[np.int64]) -> list[str]:
    return [(START + timedelta(int(day))).isoformat() for day in days]


def _yes_no(flags: NDArray[np.bool_]) -> NDArray[np.str_]:
    return np.where(flags, "Yes", "No")


def _write(path: Path, columns: Mapping[str, Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return path
