"""The rows of one block, drawn from tables of 65,536 equally likely values.

A table is as fine as the figures are, costs one look-up a row, and gives the same figures on every machine.  The random
bits are a block's own: they follow from seed, month and number of the block, not from what was made before.

A matter that was not solved often comes back after one, two or four days, with the same customer and topic.  Every
fourth row is a place for such a contact, and each row has at most one place that is its own, so that how many come back
is counted and not estimated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from .. import sample
from .plan import DAY, HOUR, HOURS, Block, Ints, Plan

COUNTRIES = {"FR": 0.24, "DE": 0.22, "ES": 0.16, "IT": 0.14, "GB": 0.14, "NL": 0.10}
BUSY, BUSY_MONDAY = 0.14, 0.08  # chance of a queue, to which the hour's share of the day is added
QUEUE, PATIENCE = 75.0, 420.0  # mean seconds of a wait in a queue, and until a caller gives up
TRANSFERS = 0.15
SOLVED, PROGRAMME, LESS_IF_TRANSFERRED = 0.64, 0.08, 0.30  # the programme raises resolution from the middle on
COMES_BACK = {"solved": 0.09, "not solved": 0.90}  # where there is a place for it: for a third of the matters
LONGEST_GAP = 6 * DAY
ASKED = {"solved": 0.165, "not solved": 0.145}  # share of those answered who answer the survey
BASE, WITH_SOLVED, WITH_WAIT, NOISE = 7.15, 2.25, -0.19, 2.0  # of the likelihood to recommend
FURIOUS = {"solved": 0.002, "not solved": 0.025}
BLANK = {"nps": 0.02, "csat": 0.05, "ces": 0.08}
AGENTS, TEAMS = len(sample.AGENTS), len(sample.TEAMS)

_FINE = 65_536
_U = (np.arange(_FINE) + 0.5) / _FINE
_NORMAL = ndtri(_U).astype(np.float32)
_EXPONENTIAL = -np.log(_U)
_QUEUE = np.rint(QUEUE * _EXPONENTIAL + 4).astype(np.int32)
_AT_ONCE = np.rint(1 + 7 * _U).astype(np.int32)
_PATIENCE = np.rint(PATIENCE * _EXPONENTIAL + 3).astype(np.int32)
_TALK = np.exp(5.58 + 0.48 * ndtri(_U)).astype(np.float32)
_HOLD = np.where(_U < 0.38, np.exp(3.6 + 0.6 * ndtri(np.minimum(_U / 0.38, 1 - 1e-9))), 0).astype(np.int32)
_WRAP = np.exp(3.95 + 0.5 * ndtri(_U)).astype(np.int32)

Columns = dict[str, NDArray[Any]]


def _codes(shares: Mapping[str, float], size: int = _FINE) -> NDArray[np.int8]:
    """Return a table in which each code stands as often as its share says."""
    edges = np.rint(np.cumsum(list(shares.values())) / sum(shares.values()) * size).astype(np.int64)
    return np.searchsorted(edges, np.arange(size), side="right").astype(np.int8)


_CHANNEL = _codes({name: share for name, (share, _) in sample.CHANNELS.items()})
_TOPIC = _codes({name: share for name, (share, _) in sample.TOPICS.items()})
_AGENT = _codes(dict.fromkeys(sample.AGENTS, 1.0))
_COUNTRY = _codes(COUNTRIES, 50)
_EASE_CHANNEL = np.array([ease for _, ease in sample.CHANNELS.values()], np.float32)
_EASE_TOPIC = np.array([ease for _, ease in sample.TOPICS.values()], np.float32)
_SKILL = np.array([sample.DIFFERENT_AGENTS.get(code, 0.0) for code in sample.AGENTS], np.float32)
_PACE = np.where(_SKILL == 0, 0.85 + 0.3 * (np.arange(AGENTS) * 7 % AGENTS) / (AGENTS - 1), 1.0).astype(np.float32)
_TEAM = (np.arange(AGENTS) // (AGENTS // TEAMS)).astype(np.int8)


class Dice:
    """Random numbers of one block, each from 0 to 65,535."""

    def __init__(self, seed: int, block: Block) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(block.month, block.number)))

    def throw(self, n: int) -> NDArray[np.uint16]:
        """Return the next `n`."""
        return self._bits.random_raw(-(-n // 4)).view(np.uint16)[:n]

    def happens(self, n: int, chance: float | NDArray[np.float32]) -> NDArray[np.bool_]:
        """Return `n` times whether something happened that has a chance between 0 and 1."""
        return self.throw(n) < np.float32(_FINE) * np.asarray(chance, np.float32)


def draw(plan: Plan, block: Block) -> tuple[Columns, Columns]:
    """Return the contacts of a block and the answers to its survey."""
    dice = Dice(plan.seed, block)
    log = _arrivals(plan, block, dice)
    _handle(log, dice)
    _resolve(plan, log, dice)
    return log, _answers(log, dice)


def _arrivals(plan: Plan, block: Block, dice: Dice) -> Columns:
    """Contacts in order of time, and what is known when they come in."""
    first = int(np.searchsorted(plan.starts, block.start, side="right")) - 1
    last = int(np.searchsorted(plan.starts, block.stop, side="left"))
    edges = plan.starts[first : last + 1].clip(block.start, block.stop)
    slot, counts = np.arange(first, last), np.diff(edges)
    rows = np.arange(block.start, block.stop)
    size = np.diff(plan.starts[first : last + 1])
    second = (rows - np.repeat(plan.starts[first:last], counts)) + dice.throw(block.rows) / _FINE
    second *= np.repeat(HOUR / np.maximum(size, 1), counts)
    day = slot // HOURS.size
    queue = BUSY + HOURS[slot % HOURS.size] / HOURS.sum() + BUSY_MONDAY * (plan.weekdays[day] == 0)
    return {
        "row": rows,
        "started": np.repeat(plan.moments[slot], counts) + second.astype(np.int64),
        "queue": np.repeat(queue.astype(np.float32), counts),
        "programme": np.repeat(PROGRAMME * (day >= plan.days // 2), counts).astype(np.float32),
    }


def _handle(log: Columns, dice: Dice) -> None:
    """How long each contact waits, who answers it, and how long that takes; all of it whatever comes of it."""
    n = log["row"].size
    busy = dice.happens(n, log.pop("queue"))
    wait = np.where(busy, _QUEUE[dice.throw(n)], _AT_ONCE[dice.throw(n)])
    patience = _PATIENCE[dice.throw(n)]
    log["answered"] = wait < patience
    log["wait"] = np.minimum(wait, patience)
    log["channel"] = _CHANNEL[dice.throw(n)]
    log["topic"] = _TOPIC[dice.throw(n)]
    log["agent"] = _AGENT[dice.throw(n)]
    log["team"] = _TEAM[log["agent"]]
    log["talk"] = (_TALK[dice.throw(n)] * _PACE[log["agent"]]).astype(np.int32) + 15
    log["hold"] = _HOLD[dice.throw(n)]
    log["wrap"] = _WRAP[dice.throw(n)]
    log["handle"] = log["talk"] + log["hold"] + log["wrap"]
    log["cents"] = (8_500 + 105 * log["handle"]) // 100  # 0.85 and 0.0105 a second
    log["transferred"] = log["answered"] & dice.happens(n, TRANSFERS)


def _resolve(plan: Plan, log: Columns, dice: Dice) -> None:
    """What solves each matter, and which of the others come back."""
    n = log["row"].size
    chance = SOLVED + log.pop("programme") + _EASE_CHANNEL[log["channel"]] + _SKILL[log["agent"]]
    chance -= np.float32(LESS_IF_TRANSFERRED) * log["transferred"]
    luck = dice.throw(n)
    solved = log["answered"] & (luck < (chance + _EASE_TOPIC[log["topic"]]).clip(0.03, 0.97) * np.float32(_FINE))
    back, of = _come_back(plan, log["started"], solved, dice)
    log["topic"][back] = log["topic"][of]
    again = (chance[back] + _EASE_TOPIC[log["topic"][back]]).clip(0.03, 0.97)
    solved[back] = log["answered"][back] & (luck[back] < again * np.float32(_FINE))
    log["resolved"] = solved
    log["customer"] = plan.customer(log["row"])
    log["customer"][back] = log["customer"][of]
    log["country"] = _COUNTRY[log["customer"] % _COUNTRY.size]
    log["repeat"], log["repeated"] = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    log["repeat"][back] = log["repeated"][of] = True


def _come_back(plan: Plan, started: Ints, solved: NDArray[np.bool_], dice: Dice) -> tuple[Ints, Ints]:
    """Return rows that bring a matter up again, and the rows in which it came up first."""
    fours = started.size // 4
    place = np.arange(fours)
    back = 4 * place + 3
    of = 4 * (place - np.array(plan.lags(started.size))[place % 3]) + place % 3
    inside = of >= 0
    back, of = back[inside], of[inside]
    gap = started[back] - started[of]
    chance = np.where(solved[of], COMES_BACK["solved"], COMES_BACK["not solved"]).astype(np.float32)
    again = dice.happens(back.size, chance) & (gap >= 60) & (gap <= LONGEST_GAP)
    return back[again], of[again]


def _answers(log: Columns, dice: Dice) -> Columns:
    """Answers of some who were answered; only resolution and waiting move the score."""
    solved = log["resolved"]
    chance = np.where(solved, ASKED["solved"], ASKED["not solved"]).astype(np.float32)
    asked = np.flatnonzero(log["answered"] & dice.happens(solved.size, chance))
    answers = {name: log[name][asked] for name in ("row", "channel", "topic", "country")}
    solved, wait, n = solved[asked], log["wait"][asked], asked.size
    latent = BASE + WITH_SOLVED * solved + WITH_WAIT * np.log1p(wait) + NOISE * _NORMAL[dice.throw(n)]
    latent[dice.happens(n, np.where(solved, FURIOUS["solved"], FURIOUS["not solved"]).astype(np.float32))] = -2.0
    ended = log["started"][asked] + wait + log["handle"][asked]
    midnight = log["started"][asked] // DAY * DAY
    later = 60 + dice.throw(n).astype(np.int64) * HOUR // _FINE
    answers["submitted"] = np.minimum(ended + later, midnight + DAY - 1)
    csat = 1.0 + 0.37 * latent + 0.6 * _NORMAL[dice.throw(n)]
    ces = 2.3 + 0.40 * latent + 0.9 * _NORMAL[dice.throw(n)]
    for name, value, low, high in (("nps", latent, 0, 10), ("csat", csat, 1, 5), ("ces", ces, 1, 7)):
        answers[name] = value.round().clip(low, high).astype(np.int8)
        answers[f"{name} blank"] = dice.happens(n, BLANK[name])
    return answers
