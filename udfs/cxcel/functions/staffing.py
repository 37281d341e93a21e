"""How many agents, and what callers meet with so many: Erlang B, C and A in a cell."""

from __future__ import annotations

import math

from cxcel.catalogue.entry import CENTRE, SECONDS, SHARE, Option
from cxcel.errors import OutOfRange
from cxcel.worksheet import NUMBER, worksheet

CALLS = Option("calls", 0.0, "calls offered in one interval", optional=False)
INTERVAL = Option("interval", 1800.0, "length of the interval in seconds, such as 1800", optional=False)
AHT = Option("aht", 0.0, "average handle time in seconds: talk, hold and after-call work", optional=False)
WORK = (CALLS, INTERVAL, AHT)
AGENTS = Option("agents", 0.0, "agents on duty, a whole number", optional=False, whole=True)
LINES = Option("lines", 0.0, "lines or channels, a whole number", optional=False, whole=True)
THRESHOLD = Option("threshold", 20.0, "seconds within which a call should be answered; default 20")
SAME = Option("threshold", 20.0, "plays no part here: it keeps the arguments those of ERLANG_SL")
TARGET = Option(
    "target", 0.8, "service level to reach, such as 0.8: share of all calls answered in time", high=1, optional=False
)
SHRINKAGE = Option("shrinkage", 0.0, "share of paid time spent away from calls, such as 0.3; default 0", high=1)
BLOCKING = Option("blocking", 0.01, "share of calls that may find all lines busy, such as 0.01", high=1, optional=False)
PATIENCE = Option(
    "patience",
    math.inf,
    "seconds a caller is ready to wait on average before hanging up (Erlang A); left out: nobody hangs up (Erlang C)",
)
NEEDED_PATIENCE = Option(
    "patience", math.inf, "seconds a caller is ready to wait on average before hanging up", optional=False
)

NO_HANG_UP = "without a patience nobody hangs up, so waits and staff come out too high (Erlang C)"
PEAKS = "one interval in balance: the average of an hour or a day hides its peaks, so use 15 or 30 minutes"
PATIENT = "patience is total wait of all calls over abandoned calls, not the mean wait of those who hung up"
ERLANG_SOURCE = "Erlang 1917; with patience Palm 1957, Garnett, Mandelbaum & Reiman 2002, Mandelbaum & Zeltyn 2007"


@worksheet(
    CENTRE,
    "Service level to expect: share of all calls offered that are answered within the threshold.",
    "number: a fraction",
    *WORK,
    AGENTS,
    THRESHOLD,
    PATIENCE,
    unit=SHARE,
    better="up",
    pitfalls=(
        NO_HANG_UP,
        PEAKS,
        "with patience every abandoned call counts as not in time, as SERVICE_LEVEL does with 'offered'",
    ),
    source=ERLANG_SOURCE,
)
def ERLANG_SL(calls: float, interval: float, aht: float, agents: float, threshold: float, patience: float) -> float:
    """Return the service level."""
    from cxcel.models.erlang import service_level, traffic

    return service_level(traffic(calls, interval, aht, patience), int(agents), threshold)


@worksheet(
    CENTRE,
    "Average speed of answer to expect: mean wait of the calls that are answered, in seconds.",
    "number: seconds",
    *WORK,
    AGENTS,
    SAME,
    PATIENCE,
    unit=SECONDS,
    better="down",
    pitfalls=(NO_HANG_UP, PEAKS, "a mean of many who wait nothing and a few who wait long"),
    source=ERLANG_SOURCE,
)
def ERLANG_ASA(calls: float, interval: float, aht: float, agents: float, threshold: float, patience: float) -> float:
    """Return the mean wait of answered calls."""
    from cxcel.models.erlang import speed_of_answer, traffic

    return speed_of_answer(traffic(calls, interval, aht, patience), int(agents))


@worksheet(
    CENTRE,
    "Occupancy to expect: share of signed-in time that agents spend on calls.",
    "number: a fraction",
    *WORK,
    AGENTS,
    SAME,
    PATIENCE,
    unit=SHARE,
    pitfalls=(
        "an outcome, not a target: small teams cannot reach the occupancy of large ones at the same service level",
        "over 0.9 for long wears people out",
        PEAKS,
    ),
    source=ERLANG_SOURCE,
)
def ERLANG_OCC(calls: float, interval: float, aht: float, agents: float, threshold: float, patience: float) -> float:
    """Return the occupancy."""
    from cxcel.models.erlang import occupancy, traffic

    return occupancy(traffic(calls, interval, aht, patience), int(agents))


@worksheet(
    CENTRE,
    "Fewest agents that reach a service level, or the people to roster for it once shrinkage is added.",
    "number: whole agents",
    *WORK,
    Option("threshold", 20.0, "seconds within which a call should be answered, such as 20", optional=False),
    TARGET,
    SHRINKAGE,
    PATIENCE,
    unit=NUMBER,
    pitfalls=(
        NO_HANG_UP,
        PEAKS,
        "shrinkage divides, agents / (1 - shrinkage), and is not added on top",
    ),
    source=f"{ERLANG_SOURCE}; shrinkage as in pyworkforce",
)
def ERLANG_AGENTS(
    calls: float, interval: float, aht: float, threshold: float, target: float, shrinkage: float, patience: float
) -> float:
    """Return the fewest agents, rostered."""
    from cxcel.models.erlang import fewest_agents, traffic, with_shrinkage

    _inside("target", target)
    if shrinkage == 1:
        raise OutOfRange("shrinkage must be less than 1: at 1 nobody is left to answer")
    agents = fewest_agents(traffic(calls, interval, aht, patience), threshold, target)
    return float(with_shrinkage(agents, shrinkage))


@worksheet(
    CENTRE,
    "Share of calls that will not find a free agent at once and have to wait.",
    "number: a fraction",
    *WORK,
    AGENTS,
    PATIENCE,
    unit=SHARE,
    better="down",
    pitfalls=(NO_HANG_UP, PEAKS),
    source=ERLANG_SOURCE,
)
def ERLANG_WAIT(calls: float, interval: float, aht: float, agents: float, patience: float) -> float:
    """Return the probability of waiting."""
    from cxcel.models.erlang import traffic, waiting

    return waiting(traffic(calls, interval, aht, patience), int(agents))


@worksheet(
    CENTRE,
    "Share of calls whose caller will hang up before an agent answers (Erlang A).",
    "number: a fraction",
    *WORK,
    AGENTS,
    NEEDED_PATIENCE,
    unit=SHARE,
    better="down",
    pitfalls=(PATIENT, PEAKS, "callers who hang up and call again come in as new calls"),
    source="Palm 1957; Garnett, Mandelbaum & Reiman 2002; Mandelbaum & Zeltyn 2007",
)
def ERLANG_ABANDON(calls: float, interval: float, aht: float, agents: float, patience: float) -> float:
    """Return the share that hangs up."""
    from cxcel.models.erlang import abandonment, traffic

    return abandonment(traffic(calls, interval, aht, patience), int(agents))


@worksheet(
    CENTRE,
    "Blocking to expect: share of calls that find all lines busy and are lost (Erlang B).",
    "number: a fraction",
    *WORK,
    LINES,
    unit=SHARE,
    better="down",
    pitfalls=(
        "the handle time of a line includes the time callers wait in the queue",
        "callers who meet a busy tone and try again come in as new calls",
    ),
    source="Erlang 1917, loss formula; as in ITU-T E.521",
)
def ERLANG_B(calls: float, interval: float, aht: float, lines: float) -> float:
    """Return the blocking."""
    from cxcel.models.erlang import blocking, traffic

    return blocking(traffic(calls, interval, aht).load, int(lines))


@worksheet(
    CENTRE,
    "Fewest lines that keep the share of calls that find all of them busy at or under a limit (Erlang B).",
    "number: whole lines",
    *WORK,
    BLOCKING,
    unit=NUMBER,
    pitfalls=("the handle time of a line includes the time callers wait in the queue", PEAKS),
    source="Erlang 1917, loss formula; as in ITU-T E.521",
)
def ERLANG_LINES(calls: float, interval: float, aht: float, blocking: float) -> float:
    """Return the fewest lines."""
    from cxcel.models.erlang import fewest_lines, traffic

    _inside("blocking", blocking)
    return float(fewest_lines(traffic(calls, interval, aht).load, blocking))


def _inside(name: str, share: float) -> None:
    if not 0 < share < 1:
        raise OutOfRange(f"{name} must be more than 0 and less than 1, got {share:g}")
