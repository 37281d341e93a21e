"""Measuring: medians of alternating runs, and whole processes with their time and peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (ROOT / "udfs", ROOT / "addin")


@dataclass(frozen=True)
class Line:
    """One measured figure; `wanted` as a bound, at most or at least. Without a bound it is shown only."""

    what: str
    measured: float
    unit: str = "x"
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""
    point: tuple[float, float, float] | None = None  # of the plot: rows, seconds of ours and of the other

    @property
    def bound(self) -> str:
        """What is wanted, in words; "" where nothing is."""
        bounds = ((self.at_most, "<="), (self.at_least, ">="))
        return " ".join(f"{sign} {bound:g}" for bound, sign in bounds if bound is not None)

    @property
    def verdict(self) -> str:
        """Whether what is wanted was measured; "" where nothing is wanted."""
        held = (self.at_most is None or self.measured <= self.at_most) and (
            self.at_least is None or self.measured >= self.at_least
        )
        return ("ok" if held else "NOT MET") if self.bound else ""


def show(line: Line) -> None:
    """Print one line: what, measured, wanted, ok or not."""
    print(f"{line.what:66} {line.measured:9.3g} {line.unit:4} {line.bound:9} {line.verdict:8}{line.note}", flush=True)


def alternating(calls: Mapping[str, Callable[[], object]], rounds: int = 9) -> dict[str, float]:
    """Return the median seconds of each call; the calls take turns, so that a busy moment hits all alike."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()
    for _ in range(rounds):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            taken[name].append(time.perf_counter() - start)
    return {name: median(values) for name, values in taken.items()}


def environment(cache: str) -> dict[str, str]:
    """Return the environment of a fresh process that keeps its bytecode."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": os.pathsep.join(map(str, SOURCES)), "PYTHONPYCACHEPREFIX": cache}


# A process starts with the peak of the one it was forked from: so a small one stands between.
BETWEEN = """
import os, subprocess, sys, time
start = time.perf_counter()
child = subprocess.Popen([sys.executable, *sys.argv[1:]], stdout=sys.stderr)
_, status, usage = os.wait4(child.pid, 0)
child.returncode = os.waitstatus_to_exitcode(status)
print(time.perf_counter() - start, usage.ru_maxrss)
sys.exit(child.returncode)
"""


def _ran(arguments: list[str], cache: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    run = subprocess.run(command, env=environment(cache), cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(f"{' '.join(arguments)[:200]} failed:\n{run.stderr}")
    return run


def output(arguments: list[str], cache: str) -> str:
    """Run Python with the arguments; return what it prints."""
    return _ran(arguments, cache).stdout


def process(arguments: list[str], cache: str) -> tuple[float, float]:
    """Run Python with the arguments; return seconds and peak memory in MB."""
    seconds, peak = output(["-c", BETWEEN, *arguments], cache).split()
    return float(seconds), _megabytes(peak)


def own_seconds(arguments: list[str], cache: str) -> tuple[float, float]:
    """Run Python, which prints the seconds of a part of its work; return these and its peak memory in MB."""
    done = _ran(["-c", BETWEEN, *arguments], cache)
    return float(done.stderr.split()[-1]), _megabytes(done.stdout.split()[1])


def _megabytes(peak: str) -> float:
    """Return what the system says of a process, which is in bytes on a Mac."""
    return float(peak) / (1024 * 1024 if sys.platform == "darwin" else 1024)


def processes(commands: Mapping[str, list[str]], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Return seconds and peak memory of every run; the commands take turns, the first turn only fills the caches."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as cache:
        for at in range(rounds + 1):
            for name, arguments in commands.items():
                one = process(arguments, cache)
                if at:
                    found[name].append(one)
    return found


def seconds(runs: list[tuple[float, float]]) -> float:
    """Return the median time."""
    return median(taken for taken, _ in runs)


def peak(runs: list[tuple[float, float]]) -> float:
    """Return the largest peak memory in MB."""
    return max(memory for _, memory in runs)
