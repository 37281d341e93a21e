"""Speed and memory as ratios measured in one run: `make bench`, or `python -m tests.benchmarks [name ...]`.

All of them together write docs/BENCHMARKS.md; some by name only print what they measure.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout

from tests.benchmarks import com, drivers, groups, imports, matrix, net_score, office, page, report, sources, spearman
from tests.benchmarks.measure import ROOT, Line, show

BENCHMARKS = {
    "net_score": net_score,
    "groups": groups,
    "matrix": matrix,
    "spearman": spearman,
    "imports": imports,
    "drivers": drivers,
    "report": report,
    "sources": sources,
    "com": com,
    "office": office,
}


def main() -> None:
    """Run all benchmarks, or those named."""
    found = {}
    for name in sys.argv[1:] or BENCHMARKS:
        title = str(BENCHMARKS[name].__doc__).partition("\n")[0].rstrip(".")
        found[name] = (title, *measured(BENCHMARKS[name].run))
    if not sys.argv[1:]:
        page.write(ROOT / "docs", found)


def measured(run: Callable[[], Iterator[Line]]) -> tuple[list[Line], str]:
    """Show the figures of a benchmark as they come; return them, and what else it said."""
    lines: list[Line] = []
    said = io.StringIO()
    figures = run()
    while True:
        with redirect_stdout(said):
            line = next(figures, None)
        if line is None:
            print(said.getvalue(), end="")
            return lines, said.getvalue()
        show(line)
        lines.append(line)


if __name__ == "__main__":
    main()
