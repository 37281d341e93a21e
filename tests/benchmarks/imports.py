"""What the first formula waits for: importing a function beside importing numpy, each in fresh processes."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from tests.benchmarks.measure import Line, processes, seconds


def run() -> Iterator[Line]:
    """Measure whole processes with their bytecode cached; the median of the ratios of runs that followed each other."""
    lines = {"numpy": "import numpy", "ours": "from cxcel.functions import NPS", "empty": "pass"}
    commands = {name: ["-c", line] for name, line in lines.items()}
    found = processes(commands, 31)
    turns = [[taken for taken, _ in turn] for turn in zip(*found.values(), strict=True)]
    whole = median(ours / numpy for numpy, ours, _ in turns)
    less = median((ours - empty) / (numpy - empty) for numpy, ours, empty in turns)
    note = f"{seconds(found['ours']) * 1e3:.0f} ms, numpy {seconds(found['numpy']) * 1e3:.0f} ms"
    yield Line("first formula: from cxcel.functions import NPS over import numpy", whole, at_most=1.3, note=note)
    yield Line("the same less an empty process", less, at_most=1.3)
