"""Whole reports: on 51,708 calls, beside pandas reading the file and writing its first 20 rows; and on a large set."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tests.benchmarks.measure import ROOT, Line, output, peak, process, processes, seconds

PANDAS = "import sys, pandas; pandas.read_csv(sys.argv[1]).head(20).to_excel(sys.argv[2])"


def real_calls() -> Path | None:
    """Return the file of the real data set, if its folder is there."""
    folder = Path(os.environ.get("CXCEL_REAL_DATA") or ROOT.parent / "shared" / "data") / "queue-sim-calls"
    return max(folder.glob("*.csv"), key=lambda path: path.stat().st_size, default=None)


CONTACTS, ANSWERS = 100_000, 50_000
LARGE = ("contacts", "survey", "customers")  # files of the sample: 24 measures


def run() -> Iterator[Line]:
    """Measure a real log as whole processes, then the large set after reading."""
    yield from real()
    yield from large()


def real() -> Iterator[Line]:
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


def large() -> Iterator[Line]:
    """Measure model and rendering after reading, the memory of the whole command, and the size of the file."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as cache:
        files = large_set(Path(folder))
        timed = ["-m", "tests.benchmarks.after_reading", *map(str, files)]
        kpis, *rest = map(float, output(timed, cache).split())
        model, drawing, pandas = rest
        out = Path(folder) / "report.xlsx"
        command = ["-m", "cxcel_addin.hosts.cli", "report", *map(str, files), "-o", str(out)]
        memory = process(command, cache)[1]
        size = out.stat().st_size / 1e6
    what = f"report on {CONTACTS:,} contacts, {ANSWERS:,} answers, {kpis:.0f} KPIs"
    note = f"model {model:.2f} s, drawing {drawing:.2f} s, pandas {pandas:.2f} s"
    yield Line(f"{what}: over read_csv", (model + drawing) / pandas, at_most=1.5, note=note)
    yield Line(f"{what}: peak memory", memory, "MB", at_most=600)
    yield Line(f"{what}: file", size, "MB", at_most=1.5)


def large_set(folder: Path) -> list[Path]:
    """Write the sample with so many contacts and answers; further answers repeat what the others say."""
    from cxcel_addin.sample import write_sample

    files = {path.stem: path for path in write_sample(folder, contacts=CONTACTS)}
    with files["contacts"].open(newline="", encoding="utf-8-sig") as file:
        days = {row["Contact ID"]: row["Date"] for row in csv.DictReader(file) if row["Answered"] == "Yes"}
    with files["survey"].open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    silent = sorted(days.keys() - {row["Contact ID"] for row in rows})
    rng = np.random.default_rng(5)
    asked = rng.choice(len(silent), ANSWERS - len(rows), replace=False)
    like = rng.integers(0, len(rows), len(asked))
    for at, (contact, answer) in enumerate(zip(asked.tolist(), like.tolist(), strict=True), len(rows) + 1):
        name = silent[contact]
        own = {"Response ID": f"R{at:06d}", "Contact ID": name, "Survey date": days[name]}
        rows.append(rows[answer] | own)
    with files["survey"].open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return [files[name] for name in LARGE]
