"""A whole report on 51,708 calls, beside reading the file with pandas and writing its first 20 rows."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measure import ROOT, Line, peak, processes, seconds

PANDAS = "import sys, pandas; pandas.read_csv(sys.argv[1]).head(20).to_excel(sys.argv[2])"


def real_calls() -> Path | None:
    """Return the file of the real data set, if its folder is there."""
    folder = Path(os.environ.get("CXCEL_REAL_DATA") or ROOT.parent / "shared" / "data") / "queue-sim-calls"
    return max(folder.glob("*.csv"), key=lambda path: path.stat().st_size, default=None)


def run() -> Iterator[Line]:
    """Measure whole processes and their peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        calls = real_calls()
        if calls is None:
            from cxcel_addin.sample import write_sample

            print("queue-sim-calls is not here (name its folder in CXCEL_REAL_DATA): the sample's contacts instead")
            calls = write_sample(Path(folder))[0]
        out = str(Path(folder) / "report.xlsx")
        commands = {
            "ours": ["-m", "cxcel_addin.hosts.cli", "report", str(calls), "-o", out],
            "pandas": ["-c", PANDAS, str(calls), str(Path(folder) / "head.xlsx")],
        }
        found = processes(commands, 3)
    ours, pandas = seconds(found["ours"]), seconds(found["pandas"])
    note = f"{ours:.2f} s and {pandas:.2f} s"
    yield Line(f"report on {calls.name} over read_csv and to_excel", ours / pandas, at_most=3, note=note)
    yield Line(f"report on {calls.name}: peak memory", peak(found["ours"]), "MB", at_most=400)
