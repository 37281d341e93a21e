"""The pairwise-complete correlation matrix of 20 columns and a million rows, beside pandas."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from tests.benchmarks.measure import Line, alternating, peak, processes

from cxcel.relations.matrix import correlation_matrix

ROWS, COLUMNS = 1_000_000, 20
MAKE = f"""
import numpy as np
rng = np.random.default_rng(1)
table = rng.normal(5, 3, size=({ROWS}, {COLUMNS}))
rows = rng.integers(0, {ROWS}, {ROWS})  # blanks column by column, so that making the table takes no more than the table
for column in range({COLUMNS}):
    table[rows[column * {ROWS // 20} : (column + 1) * {ROWS // 20}], column] = np.nan
"""
OURS = MAKE + "from cxcel.relations.matrix import correlation_matrix\ncorrelation_matrix(table)"
PANDAS = MAKE + "import pandas\npandas.DataFrame(table, copy=False).corr()"


def run() -> Iterator[Line]:
    """Measure time, difference and memory."""
    made: dict[str, np.ndarray] = {}
    exec(MAKE, made)
    table = made["table"]
    frame = pd.DataFrame(table)
    taken = alternating({"ours": lambda: correlation_matrix(table), "pandas": frame.corr}, rounds=5)
    what = "matrix of 20 x 1,000,000, 5 % blank"
    note = f"{taken['ours'] * 1e3:.0f} ms"
    yield Line(f"{what}: DataFrame.corr() over ours", taken["pandas"] / taken["ours"], at_least=3, note=note)
    difference = float(np.abs(correlation_matrix(table)[0] - frame.corr().to_numpy()).max())
    yield Line(f"{what}: largest difference from pandas", difference, "", at_most=1e-12)
    del frame
    commands = {"numpy": ["-c", "import numpy"], "ours": ["-c", OURS], "pandas": ["-c", PANDAS]}
    most = {name: peak(runs) for name, runs in processes(commands, 1).items()}
    size = table.nbytes / 2**20
    yield Line(f"{what}: peak memory over the input", (most["ours"] - most["numpy"]) / size, at_most=1.5)
    yield Line(f"{what}: the same for pandas", (most["pandas"] - most["numpy"]) / size, note="pandas itself included")
