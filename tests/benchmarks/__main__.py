"""Speed and memory as ratios measured in one run: `make bench`, or `python -m tests.benchmarks [name ...]`."""

from __future__ import annotations

import sys

from tests.benchmarks import com, drivers, groups, imports, matrix, net_score, office, report, spearman
from tests.benchmarks.measure import show

BENCHMARKS = {
    "net_score": net_score.run,
    "groups": groups.run,
    "matrix": matrix.run,
    "spearman": spearman.run,
    "imports": imports.run,
    "drivers": drivers.run,
    "report": report.run,
    "com": com.run,
    "office": office.run,
}


def main() -> None:
    """Run all benchmarks, or those named."""
    for name in sys.argv[1:] or BENCHMARKS:
        for line in BENCHMARKS[name]():
            show(line)


if __name__ == "__main__":
    main()
