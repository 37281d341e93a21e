"""The queue of a contact centre state by state: how many calls are ahead of one that has to wait.

Everything is a sum of positive terms taken outwards from its largest one, so that neither a factorial nor an
exponential is ever formed: 100,000 agents cost milliseconds and no digits.  M/M/n+M: Palm 1957; Garnett, Mandelbaum &
Reiman 2002.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Floats

BLOCK = 4096  # terms of a sum that are made at once
NEGLIGIBLE = 1e-20  # a term this small beside the sum ends it


def inverse_blocking(load: float, lines: int) -> float:
    """Return 1 / B = 1 + n/a + n(n-1)/a^2 + ... of Erlang's B; infinite where B is below 1e-308.

    Examples
    --------
    >>> inverse_blocking(1.0, 2)
    5.0
    """
    total = term = 1.0
    with np.errstate(over="ignore"):
        while lines > 0 and term > NEGLIGIBLE * total and total < math.inf:
            terms = term * np.cumprod(np.arange(lines, max(lines - BLOCK, 0), -1) / load)
            total, term, lines = total + float(terms.sum()), float(terms[-1]), lines - BLOCK
    return total


@dataclass(frozen=True, slots=True)
class Queue:
    """How many calls are ahead of a caller who has to wait, Erlang A.

    Attributes
    ----------
    waiting : float
        Share of calls that find all agents busy.
    ahead, chance : array, shape (m,)
        Calls already in the queue, and with which probability such a caller finds them there; what is left out adds to
        less than 1e-17.
    scale : float
        Agents x patience / handle time: calls answered in the time a caller is ready to wait.
    """

    waiting: float
    ahead: Floats
    chance: Floats
    scale: float

    @classmethod
    def of(cls, load: float, agents: int, leave: float) -> Queue:
        """Balance arrivals against answers and hang-ups, state by state, outwards from the likeliest one.

        Parameters
        ----------
        load : float
            Erlangs, above 0.
        leave : float
            Hang-ups of one waiting caller in one handle time: handle time / patience.
        """
        likeliest = max(0, math.floor((load - agents) / leave))
        up = _outwards(lambda step: load / (agents + (likeliest + step) * leave))
        down = _outwards(lambda step: (agents + (likeliest + 1 - step) * leave) / load, likeliest)
        chance = np.concatenate([down[::-1], [1.0], up])
        first = likeliest - len(down)
        chance /= chance.sum()
        none_ahead = chance[0] if first == 0 else 0.0
        free = inverse_blocking(load, agents) - 1  # some agent is free, relative to all busy and none ahead
        share = 1 / (1 + free * none_ahead) if free < math.inf else 0.0
        return cls(float(share), first + np.arange(len(chance), dtype=float), chance, agents / leave)

    @property
    def answered(self) -> Floats:
        """With which probability such a caller is there and is answered."""
        return self.chance * (self.scale / (self.scale + self.ahead + 1))

    @property
    def answer_time(self) -> Floats:
        """Mean wait of those answered, in units of patience: the sum of 1 / (y + i), i = 1 .. ahead + 1."""
        from scipy.special import digamma

        before = float(digamma(self.scale + self.ahead[0] + 1) - digamma(self.scale + 1))
        return before + np.cumsum(1 / (self.scale + self.ahead + 1))


def _outwards(factor: Callable[[Floats], Floats], most: float = math.inf) -> Floats:
    """Return the running product of factors below 1 for steps 1, 2, ... up to `most` or until it is negligible."""
    parts: list[Floats] = [np.ones(1)]
    last, done = 1.0, 0
    while last > NEGLIGIBLE and done < most:
        steps = np.arange(done + 1, min(done + BLOCK, most) + 1)
        products: Floats = np.cumprod(factor(steps), dtype=np.float64) * last
        parts.append(products)
        last, done = float(products[-1]), done + BLOCK
    every = np.concatenate(parts)[1:]
    return every[every > NEGLIGIBLE]
