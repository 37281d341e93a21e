"""Make staffing.json: queues by pyworkforce, erlanglib, turbotab, mpmath and two simulations, to compare ours with.

    python tests/reference/make_staffing.py

Run it in an environment that has pyworkforce, erlanglib, turbotab, mpmath and ciw; the tests read the file and need
none of them.  Nothing here imports our own code.  Loads are calls x handle time / interval, times are seconds.
"""

from __future__ import annotations

import heapq
import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import mpmath as mp
import numpy as np

DATE = "2026-11-22"
HERE = Path(__file__).parent
# calls, interval, handle time, agents, threshold
QUEUES = [
    (100, 1800, 180, 14, 20),
    (100, 1800, 180, 15, 20),
    (360, 1800, 240, 55, 15),
    (250, 3600, 330, 28, 30),
    (25, 600, 180, 11, 20),
    (1, 60, 300, 7, 20),
    (3, 3600, 300, 1, 45),
    (1000, 1800, 300, 170, 10),
]
LARGE = [(60_000, 1800, 300, 10_050, 20), (600_000, 1800, 300, 100_200, 20)]
# calls, interval, handle time, threshold, target, shrinkage
NEEDS = [
    (100, 1800, 180, 20, 0.8, 0.3),
    (100, 1800, 180, 20, 0.9, 0.3),
    (250, 3600, 330, 30, 0.8, 0.0),
    (1000, 1800, 300, 10, 0.95, 0.25),
    (7, 900, 420, 60, 0.7, 0.1),
    (2500, 1800, 240, 20, 0.8, 0.35),
]
LINES = [(10.0, 0.02), (10.0, 0.01), (0.5, 0.001), (84.1, 0.01), (450.0, 0.005)]
# calls, interval, handle time, agents, threshold, patience
IMPATIENT = [
    (100, 1800, 180, 14, 20, 60),
    (48, 60, 60, 50, 20, 120),
    (100, 1800, 180, 8, 20, 120),
    (100, 1800, 180, 10, 0, 30),
    (3, 3600, 300, 1, 60, 90),
    (10, 60, 300, 45, 20, 90),
    (1000, 1800, 300, 160, 30, 1200),
    (6_000, 1800, 300, 990, 20, 180),
]
CALLS = 4_000_000


def load_of(calls: float, interval: float, handle_time: float) -> mp.mpf:
    return mp.mpf(calls) * handle_time / interval


def without_patience() -> list[dict[str, Any]]:
    """Erlang C as other packages and 50 digits have it."""
    from erlanglib import average_speed_of_answer, erlang_c, service_level
    from mod_turbotab.calculations.erlang import erlang_c as turbo_c
    from pyworkforce.queuing import ErlangC

    out = []
    for calls, interval, handle_time, agents, threshold in QUEUES:
        theirs = ErlangC(
            transactions=calls, aht=handle_time / 60, asa=threshold / 60, interval=interval / 60, shrinkage=0.0
        )
        load = calls * handle_time / interval
        wait = erlang_c(agents, load)
        out.append(
            {
                "queue": [calls, interval, handle_time, agents, threshold],
                "pyworkforce": {
                    "waiting": theirs.waiting_probability(agents),
                    "service_level": theirs.service_level(agents),
                    "occupancy": theirs.achieved_occupancy(agents),
                },
                "erlanglib": {
                    "waiting": wait,
                    "service_level": service_level(agents, load, wait, threshold, handle_time),
                    "asa": average_speed_of_answer(agents, load, wait, handle_time),
                },
                "turbotab": {"waiting": turbo_c(agents, load)},
                "mpmath": exact_without_patience(calls, interval, handle_time, agents, threshold),
            }
        )
    large = [{"queue": list(q), "mpmath": exact_without_patience(*q)} for q in LARGE]
    return out + large


def exact_without_patience(
    calls: float, interval: float, handle_time: float, agents: int, threshold: float
) -> dict[str, float]:
    """Erlang C from the recursion of Erlang B in 50 digits."""
    load = load_of(calls, interval, handle_time)
    block = blocking(load, agents)
    wait = agents * block / (agents - load * (1 - block))
    return {
        "waiting": float(wait),
        "service_level": float(1 - wait * mp.exp(-(agents - load) * threshold / handle_time)),
        "asa": float(wait * handle_time / (agents - load)),
        "occupancy": float(load / agents),
    }


def blocking(load: mp.mpf, lines: int) -> mp.mpf:
    block = mp.mpf(1)
    for n in range(1, lines + 1):
        block = load * block / (n + load * block)
    return block


def needs() -> list[dict[str, Any]]:
    from pyworkforce.queuing import ErlangC

    out = []
    for calls, interval, handle_time, threshold, target, shrinkage in NEEDS:
        theirs = ErlangC(
            transactions=calls, aht=handle_time / 60, asa=threshold / 60, interval=interval / 60, shrinkage=shrinkage
        ).required_positions(service_level=target)
        out.append(
            {
                "need": [calls, interval, handle_time, threshold, target, shrinkage],
                "agents": theirs["raw_positions"],
                "positions": theirs["positions"],
                "service_level": theirs["service_level"],
            }
        )
    return out


def lines() -> list[dict[str, Any]]:
    from erlanglib import erlang_b, required_channels
    from mod_turbotab.calculations.erlang import erlang_b as turbo_b

    out = []
    for load, share in LINES:
        enough = next(n for n in range(1, 10_000) if blocking(mp.mpf(load), n) <= share)
        out.append(
            {
                "load": load,
                "share": share,
                "lines": enough,
                "erlanglib": {"lines": required_channels(load, share), "blocking": erlang_b(enough, load)},
                "turbotab": {"blocking": turbo_b(enough, load)},
                "mpmath": {"blocking": float(blocking(mp.mpf(load), enough))},
            }
        )
    return out


def with_patience() -> list[dict[str, Any]]:
    """Erlang A: balance equations and the density of the offered wait in 40 digits, and a simulation."""
    out = []
    for seed, (calls, interval, handle_time, agents, threshold, patience) in enumerate(IMPATIENT):
        case = (calls, interval, handle_time, agents, threshold, patience)
        out.append({"queue": list(case), "mpmath": exact_with_patience(*case), "simulated": simulate(seed, *case)})
    return out


def exact_with_patience(
    calls: float, interval: float, handle_time: float, agents: int, threshold: float, patience: float
) -> dict[str, float]:
    """States from the balance equations; waits by integrating Baccelli & Hebuterne's density of the offered wait.

    The offered wait v of those who wait has a density proportional to exp(rate * patience * (1 - e^(-v / patience)) -
    agents * v / handle time), and a caller is still there after v with probability e^(-v / patience).
    """
    rate = mp.mpf(calls) / interval
    states, waiting = [mp.mpf(1)], mp.mpf(0)
    while len(states) <= agents + 1 or states[-1] > mp.mpf(10) ** -45 * waiting:
        k = len(states)
        leave = mp.mpf(min(k, agents)) / handle_time + mp.mpf(max(0, k - agents)) / patience
        states.append(states[-1] * rate / leave)
        waiting = max(waiting, states[-1]) if k >= agents else waiting
    total = mp.fsum(states)
    wait = mp.fsum(states[agents:]) / total
    queue = mp.fsum(j * p for j, p in enumerate(states[agents:])) / total
    abandoned = queue / patience / rate

    def density(v: mp.mpf) -> mp.mpf:
        return mp.exp(rate * patience * (1 - mp.exp(-v / patience)) - agents * v / mp.mpf(handle_time))

    slope = max(mp.mpf(agents) / handle_time - rate, 0)
    top = patience * mp.log(rate * handle_time / agents) if rate * handle_time > agents else mp.mpf(0)
    width = 1 / (slope + mp.sqrt(rate / patience))
    at = sorted({mp.mpf(0), mp.mpf(threshold), *(max(mp.mpf(0), top + s * width) for s in mp.linspace(-60, 60, 121))})
    at.append(at[-1] + 60 * width)
    still = lambda v: mp.exp(-v / patience) * density(v)  # noqa: E731
    norm = mp.quad(density, at)
    in_time = mp.quad(still, [v for v in at if v <= threshold]) / norm if threshold else mp.mpf(0)
    served = mp.quad(still, at) / norm
    late = mp.quad(lambda v: v * still(v), at) / norm
    assert abs(wait * (1 - served) - abandoned) < mp.mpf(10) ** -15  # the two ways to the abandoned agree
    return {
        "waiting": float(wait),
        "abandoned": float(abandoned),
        "service_level": float(1 - wait + wait * in_time),
        "asa": float(wait * late / (1 - abandoned)),
        "occupancy": float(rate * handle_time * (1 - abandoned) / agents),
    }


def simulate(
    seed: int, calls: float, interval: float, handle_time: float, agents: int, threshold: float, patience: float
) -> dict[str, Any]:
    """Follow calls one by one: each takes the agent who is free first, unless it has hung up by then."""
    rng = np.random.default_rng(seed)
    arrive = np.cumsum(rng.exponential(interval / calls, CALLS)).tolist()
    handle, patient = rng.exponential(handle_time, CALLS).tolist(), rng.exponential(patience, CALLS).tolist()
    free = [0.0] * agents
    waits = np.empty(CALLS)
    for i in range(CALLS):
        offered = free[0] - arrive[i]
        if offered <= 0:
            waits[i] = 0.0
            heapq.heapreplace(free, arrive[i] + handle[i])
        elif offered <= patient[i]:
            waits[i] = offered
            heapq.heapreplace(free, free[0] + handle[i])
        else:
            waits[i] = np.nan
    parts = waits[CALLS // 10 :].reshape(100, -1)
    gone = np.isnan(parts)
    measures = {
        "abandoned": gone.mean(axis=1),
        "service_level": (parts <= threshold).mean(axis=1),
        "asa": np.nanmean(parts, axis=1),
    }
    return {
        name: {"mean": float(values.mean()), "error": float(values.std(ddof=1) / 10)}
        for name, values in measures.items()
    }


def by_ciw() -> dict[str, Any]:
    """One queue with hang-ups simulated by ciw."""
    import ciw

    calls, interval, handle_time, agents, threshold, patience = IMPATIENT[0]
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(calls / interval)],
        service_distributions=[ciw.dists.Exponential(1 / handle_time)],
        number_of_servers=[agents],
        reneging_time_distributions=[ciw.dists.Exponential(1 / patience)],
    )
    ciw.seed(7)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(200_000 * interval / calls)
    records = [r for r in simulation.get_all_records() if r.arrival_date > 20_000]
    records.sort(key=lambda r: r.arrival_date)
    gone = np.array([r.record_type == "renege" for r in records], float)
    in_time = np.array([r.record_type == "service" and r.waiting_time <= threshold for r in records], float)

    def estimate(values: np.ndarray) -> dict[str, float]:
        parts = [part.mean() for part in np.array_split(values, 50)]
        return {"mean": float(values.mean()), "error": float(np.std(parts, ddof=1) / 50**0.5)}

    return {"queue": list(IMPATIENT[0]), "abandoned": estimate(gone), "service_level": estimate(in_time)}


def main() -> None:
    mp.mp.dps = 40
    tools = {name: version(name) for name in ("pyworkforce", "erlanglib", "turbotab", "mpmath", "ciw", "numpy")}
    made = {
        "made": {
            "date": DATE,
            "python": platform.python_version(),
            "command": "python tests/reference/make_staffing.py",
        },
        "erlang_c": {
            "source": "packages pyworkforce, erlanglib (1,000 decimal digits), turbotab; recursion in mpmath",
            "tool": tools,
            "cases": without_patience(),
        },
        "agents": {"source": "pyworkforce, ErlangC.required_positions", "tool": tools, "cases": needs()},
        "erlang_b": {"source": "erlanglib, turbotab; recursion in mpmath", "tool": tools, "cases": lines()},
        "erlang_a": {
            "source": "balance equations and Baccelli & Hebuterne 1981 in mpmath; simulation of 4 million calls",
            "tool": tools,
            "cases": with_patience(),
        },
        "erlang_a_ciw": {"source": "ciw, reneging", "tool": tools, **by_ciw()},
    }
    (HERE / "staffing.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
