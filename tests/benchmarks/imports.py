"""What the first formula waits for: importing the functions beside importing numpy, each in fresh processes."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from tests.benchmarks.measure import Line, processes, seconds


def run() -> Iterator[Line]:
    """Measure whole processes with their bytecode cached; the median of the ratios of runs that followed each other."""
    commands = {name: ["-c", f"import {name}"] for name in ("numpy", "cxcel.functions")} | {"empty": ["-c", "pass"]}
    found = processes(commands, 31)
    turns = [[taken for taken, _ in turn] for turn in zip(*found.values(), strict=True)]
    whole = median(ours / numpy for numpy, ours, _ in turns)
    less = median((ours - empty) / (numpy - empty) for numpy, ours, empty in turns)
    note = f"{seconds(found['cxcel.functions']) * 1e3:.0f} ms, numpy {seconds(found['numpy']) * 1e3:.0f} ms"
    yield Line("import cxcel.functions over import numpy, whole process", whole, at_most=1.3, note=note)
    yield Line("the same less an empty process", less, at_most=1.3)
