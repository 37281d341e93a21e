"""What the sample says of loyalty: the club, contracts, orders, complaints and employees, with a truth of their own.

Who joins the club would have stayed anyway: membership is drawn after it is known who stays, and moves nothing.  A
customer complains of few of the matters that were not solved.  Contracts end after whole years; each customer has a
chance of their own to end one, which follows a beta distribution.  Those who leave complained more often, are nearer to
the end of their contract and were silent for longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Table = dict[str, Sequence[object]]
Flags = NDArray[np.bool_]
Days = NDArray[np.datetime64]

BEGAN, MONTHS = date(2019, 1, 1), 84
LEAVE = (0.7, 4.0)  # alpha and beta of the chance to end a contract after a year
COMPLAIN = (0.004, 0.05, 0.015)  # of a matter that was solved, was not, was given up
JOIN = (0.45, 0.28)  # of those who stay, of those who leave
ACTIVE = 0.72
AGAIN = 0.6  # orders after the first, on average
TIERS = ("Silver", "Gold", "Platinum")
PREFERRED = (0.35, 0.35, 0.25, 0.05)
EMPLOYEES = (46, 41, 38)  # of each team
HAPPY = (8.3, 7.2, 7.7)  # how likely each team is to recommend its employer, on average
SMALL_TEAMS = {"Night desk": 3, "Training": 4}
LONGEST = 99  # years


def complaints(rng: np.random.Generator, answered: Flags, resolved: Flags) -> Flags:
    """Return which contacts came with a complaint."""
    solved, unsolved, given_up = COMPLAIN
    chance = np.where(resolved, solved, np.where(answered, unsolved, given_up))
    return rng.random(len(chance)) < chance


def customer_columns(rng: np.random.Generator, stays: Flags, channels: Sequence[str]) -> Table:
    """Return what the company's records say of each customer: club, points, preferred channel, signs of leaving."""
    n = len(stays)
    member = rng.random(n) < np.where(stays, *JOIN)
    active = member & (rng.random(n) < ACTIVE)
    issued = rng.gamma(2.0, 900.0, n).astype(np.int64)
    redeemed = (issued * rng.beta(2.0, 2.5, n) * active).astype(np.int64)
    tier = np.array(TIERS)[np.digitize(issued, [1_800, 4_000])]
    silent = rng.exponential(np.where(stays, 60.0, 150.0)).astype(np.int64)

    def of_members(values: NDArray[np.generic]) -> list[object]:
        return list(np.where(member, values.astype(object), ""))

    return {
        "Programme member": _yes_no(member).tolist(),
        "Loyalty tier": of_members(tier),
        "Active in programme": of_members(_yes_no(active)),
        "Points issued": of_members(issued),
        "Points redeemed": of_members(redeemed),
        "Preferred channel": rng.choice(np.array(channels), n, p=PREFERRED).tolist(),
        "Complaints in 12 months": rng.poisson(np.where(stays, 0.18, 0.5)).tolist(),
        "Days since last activity": silent.tolist(),
    }


def contract_columns(rng: np.random.Generator, customers: Sequence[object], stays: Flags, end: date) -> Table:
    """Return every contract since 2019: those of the customers there are, and those that customers have ended."""
    start, over = _contracts(rng, len(customers), end)
    ended = over <= np.datetime64(end)
    to_end = (_next(start, end) - np.datetime64(end)).astype(np.int64)
    who = np.full(len(start), "", object)
    who[ended] = [f"F{number:05d}" for number in range(int(ended.sum()))]
    who[np.flatnonzero(~ended)[_nearest_first(rng, to_end[~ended], stays)]] = list(customers)
    return {
        "Customer ID": who.tolist(),
        "Contract start": start.astype(str).tolist(),
        "Cancelled on": np.where(ended, over.astype(str), "").tolist(),
        "Days to contract end": np.where(ended, "", to_end.astype(str)).tolist(),
    }


def _contracts(rng: np.random.Generator, current: int, end: date) -> tuple[Days, Days]:
    """Return start and end of as many contracts as leave so many customers, by the truth."""
    n = 4 * current
    month = np.datetime64(BEGAN, "M") + rng.integers(0, MONTHS, n).astype("m8[M]")
    start = month.astype("M8[D]") + rng.integers(0, 28, n).astype("m8[D]")
    years = np.minimum(rng.geometric(rng.beta(*LEAVE, n).clip(1e-9)), LONGEST)
    over = _years_later(start, years)
    enough = int(np.searchsorted(np.cumsum(over > np.datetime64(end)), current)) + 1
    return start[:enough], over[:enough]


def _years_later(start: Days, years: NDArray[np.int64]) -> Days:
    month = start.astype("M8[M]")
    later: Days = (month + 12 * years).astype("M8[D]") + (start - month.astype("M8[D]"))
    return later


def _next(start: Days, end: date) -> Days:
    """Return the first anniversary after the last day."""
    years = np.datetime64(end, "Y").astype(np.int64) - start.astype("M8[Y]").astype(np.int64)
    this = _years_later(start, years)
    return np.where(this > np.datetime64(end), this, _years_later(start, years + 1))


def _nearest_first(rng: np.random.Generator, to_end: NDArray[np.int64], stays: Flags) -> NDArray[np.int64]:
    """Return which contract each customer has: those who leave are drawn to an end that is near."""
    chance = np.exp(-to_end / 150.0)
    leaving = rng.choice(len(to_end), int((~stays).sum()), replace=False, p=chance / chance.sum())
    out = np.empty(len(to_end), np.int64)
    out[~stays] = leaving
    out[stays] = rng.permutation(np.setdiff1d(np.arange(len(to_end)), leaving))
    return out


def order_columns(rng: np.random.Generator, customers: Sequence[object], start: date, end: date) -> Table:
    """Return orders of extras, by four customers in ten."""
    buys = np.flatnonzero(rng.random(len(customers)) < 0.4)
    who = np.repeat(buys, 1 + rng.poisson(AGAIN, len(buys)))
    day = rng.integers(0, (end - start).days + 1, len(who))
    order = np.argsort(day, kind="stable")
    return {
        "Order ID": [f"O{number:06d}" for number in range(1, len(who) + 1)],
        "Customer ID": [customers[i] for i in who[order].tolist()],
        "Date": [(start + timedelta(int(d))).isoformat() for d in day[order]],
        "Order value (EUR)": [f"{amount:.2f}" for amount in rng.lognormal(4.2, 0.6, len(who))],
    }


def employee_columns(rng: np.random.Generator, teams: Sequence[str]) -> Table:
    """Return what employees answered; of two teams too few to be shown."""
    small = [name for name, size in SMALL_TEAMS.items() for _ in range(size)]
    names = [*np.repeat(teams, EMPLOYEES).tolist(), *small]
    middle = np.r_[np.repeat(HAPPY, EMPLOYEES), [8.0] * len(small)]
    answers = np.round(rng.normal(middle, 1.9)).clip(0, 10).astype(np.int64)
    return {
        "Response ID": [f"E{number:04d}" for number in range(1, len(names) + 1)],
        "Team": names,
        "Recommend as employer (0-10)": answers.tolist(),
    }


def _yes_no(flags: Flags) -> NDArray[np.str_]:
    return np.where(flags, "Yes", "No")
