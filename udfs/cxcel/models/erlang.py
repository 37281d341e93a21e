"""Staffing by queueing models: Erlang B (no queue), Erlang C (nobody hangs up), Erlang A (callers hang up).

Calls come at random (Poisson), handle times are exponential, agents serve in order of arrival.  With a patience,
callers hang up after an exponential time of their own: the Erlang A model, M/M/n+M, of Palm (1957), with the measures
of Garnett, Mandelbaum & Reiman (2002) and Mandelbaum & Zeltyn (2007).

The sums they rest on are in `cxcel.models.queue`.  Load is in erlangs (calls x handle time / interval), times are in
seconds.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from cxcel.errors import NotEnoughData, OutOfRange
from cxcel.models.queue import Queue, inverse_blocking

MOST = 1e7  # erlangs; above, times were surely not given in seconds
HAIR = 1e-12  # a load this close to the number of agents, relatively, is theirs in full


@dataclass(frozen=True, slots=True)
class Traffic:
    """Work that arrives in an interval in balance.

    Attributes
    ----------
    load : float
        Erlangs: agents that would be busy if nobody waited.
    handle_time, patience : float
        Means, in seconds; a patience of infinity is that of callers who never hang up.
    """

    load: float
    handle_time: float
    patience: float = math.inf

    @property
    def hang_up(self) -> bool:
        """Whether callers hang up (Erlang A) or wait for ever (Erlang C)."""
        return self.patience < math.inf


def traffic(calls: float, interval: float, handle_time: float, patience: float = math.inf) -> Traffic:
    """Return the work that `calls` in so many seconds bring.

    Raises
    ------
    OutOfRange
        The interval or the patience is 0, or there is more work than any centre could have.

    Examples
    --------
    >>> traffic(100, 1800, 180).load
    10.0
    """
    for name, seconds in (("interval", interval), ("patience", patience)):
        if seconds <= 0:
            raise OutOfRange(f"{name} must be more than 0 seconds")
    load = calls * handle_time / interval
    if not load <= MOST:
        raise OutOfRange(f"calls x aht / interval gives {load:.3g} erlangs, more than {MOST:g}: are times in seconds?")
    return Traffic(load, handle_time, patience)


def blocking(load: float, lines: int) -> float:
    """Return the share of calls that find all lines busy. Erlang B: Erlang 1917; 0 without calls.

    Examples
    --------
    >>> blocking(1.0, 2)
    0.2
    """
    return 1 / inverse_blocking(load, lines) if load else 0.0


def waiting(work: Traffic, agents: int) -> float:
    """Return the share of calls that do not find a free agent.

    Erlang C (Erlang 1917) is B n / (n - a (1 - B)) with Erlang's B; Erlang A has Palm's factor, the mean number of
    calls found by those who wait, in place of n / (n - a).

    Raises
    ------
    OutOfRange
        Nobody hangs up and the agents cannot keep up.

    Examples
    --------
    >>> round(waiting(Traffic(10.0, 180.0), 14), 7)
    0.1741319
    """
    if not work.load:
        return 0.0
    if work.hang_up:
        return _queue(work, agents).waiting
    _keep_up(work, agents)
    return agents / (inverse_blocking(work.load, agents) * (agents - work.load) + work.load)


def service_level(work: Traffic, agents: int, threshold: float) -> float:
    """Return the share of all calls offered that are answered within `threshold` seconds.

    Erlang A: given j calls ahead in the queue, the caller is still there when an agent is free with probability
    y / (y + j + 1), y = agents x patience / handle time; the wait of those callers is a sum of exponentials with
    equally spaced rates, whose exponential is a beta variable (Rényi 1953).

    Examples
    --------
    >>> round(service_level(Traffic(10.0, 180.0), 14, 20), 6)
    0.88835
    >>> round(service_level(Traffic(10.0, 180.0, patience=60.0), 14, 20), 6)
    0.943776
    """
    if not work.load:
        return 1.0
    if not work.hang_up:
        return 1 - waiting(work, agents) * math.exp(-(agents - work.load) * threshold / work.handle_time)
    from scipy.special import betainc

    queue = _queue(work, agents)
    in_time = betainc(queue.ahead + 1, queue.scale + 1, -math.expm1(-threshold / work.patience))
    return 1 - queue.waiting + queue.waiting * float(queue.answered @ in_time)


def abandonment(work: Traffic, agents: int) -> float:
    """Return the share of calls whose caller hangs up: hang-ups per second over calls per second.

    Examples
    --------
    >>> round(abandonment(Traffic(48.0, 60.0, 120.0), 50), 3)
    0.031
    """
    if not work.load or not work.hang_up:
        return 0.0
    queue = _queue(work, agents)
    return queue.waiting * float(queue.chance @ queue.ahead) * work.handle_time / work.patience / work.load


def speed_of_answer(work: Traffic, agents: int) -> float:
    """Return the mean wait in seconds of the calls that are answered, 0 without calls.

    Raises
    ------
    NotEnoughData
        There is no agent to answer any.

    Examples
    --------
    >>> round(speed_of_answer(Traffic(48.0, 240.0), 55), 3)
    8.184
    """
    if not work.load:
        return 0.0
    if not work.hang_up:
        return waiting(work, agents) * work.handle_time / (agents - work.load)
    if not agents:
        raise NotEnoughData("without agents no call is answered")
    queue = _queue(work, agents)
    late = queue.waiting * float(queue.answered @ queue.answer_time) * work.patience
    return late / (1 - queue.waiting + queue.waiting * float(queue.answered.sum()))


def occupancy(work: Traffic, agents: int) -> float:
    """Return the share of signed-in time that agents spend on calls, 0 without calls."""
    if not work.load:
        return 0.0
    if not work.hang_up:
        _keep_up(work, agents)
    if not agents:
        raise NotEnoughData("without agents there is no time to be busy in")
    return min(1.0, work.load * (1 - abandonment(work, agents)) / agents)


def fewest_agents(work: Traffic, threshold: float, target: float) -> int:
    """Return the fewest agents whose service level reaches the target, by halving.

    Examples
    --------
    >>> fewest_agents(Traffic(10.0, 180.0), 20, 0.8), fewest_agents(Traffic(10.0, 180.0), 20, 0.9)
    (14, 15)
    """
    if not work.load:
        return 0
    too_few = 0 if work.hang_up else _at_least(work.load) - 1
    return _fewest(lambda agents: service_level(work, agents, threshold) >= target, too_few, work.load)


def fewest_lines(load: float, share: float) -> int:
    """Return the fewest lines that block at most that share of calls.

    Examples
    --------
    >>> fewest_lines(10.0, 0.02), fewest_lines(10.0, 0.01)
    (17, 18)
    """
    return _fewest(lambda lines: blocking(load, lines) <= share, 0, load) if load else 0


def with_shrinkage(agents: int, shrinkage: float) -> int:
    """Return the people to roster when that share of paid time is spent elsewhere.

    Examples
    --------
    >>> with_shrinkage(14, 0.3)
    20
    """
    people = agents / (1 - shrinkage)
    return math.ceil(people * (1 - HAIR))  # 7 / (1 - 0.3) is 10, not the 11 of a rounding error


def _fewest(enough: Callable[[int], bool], too_few: int, load: float) -> int:
    """Find where a yes that stays yes begins; the first guess is near the load."""
    step = max(1, math.isqrt(int(load)))
    high = max(too_few, math.ceil(load)) + 1
    while not enough(high):
        too_few, high, step = high, high + step, step * 2
    while high - too_few > 1:
        middle = (too_few + high) // 2
        if enough(middle):
            high = middle
        else:
            too_few = middle
    return high


def _at_least(load: float) -> int:
    """Return the fewest agents that keep up with a load when nobody hangs up."""
    near = round(load)
    return near + 1 if abs(near - load) <= HAIR * load else math.floor(load) + 1


def _keep_up(work: Traffic, agents: int) -> None:
    least = _at_least(work.load)
    if agents < least:
        raise OutOfRange(
            f"{agents} agents never catch up with {work.load:.6g} erlangs of work (calls x aht / interval): "
            f"at least {least} agents are needed, or a patience after which callers hang up"
        )


def _queue(work: Traffic, agents: int) -> Queue:
    return Queue.of(work.load, agents, work.handle_time / work.patience)
