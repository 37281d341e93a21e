"""docs/BENCHMARKS.md with its plot, and the table of docs/growing.md: every figure of one run, and what it ran on."""

from __future__ import annotations

import math
import os
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import svg
from tests.benchmarks.measure import Line

PAGE, PLOT, GROWING = "BENCHMARKS.md", "benchmarks.svg", "growing.md"
START, END = "<!-- measured: written by make bench -->\n", "<!-- end of measured -->"
PACKAGES = ("numpy", "scipy", "pandas", "duckdb", "ibis-framework", "pyarrow")
OPENING = """# Benchmarks

Written by `make bench`: every figure is a ratio to something that does the same work and was measured in the same run,
in turns, or is a figure of its own. Medians of several rounds. What has a bound says whether it was met; the others are
shown as they are.
"""
PLOTTED = """![Time over contacts, ours and the hand-written query](benchmarks.svg)

Time over contacts, both axes by powers of ten: a straight line of slope 1 is time that grows as the rows do.
"""
Point = tuple[float, float, float]
Anchor = Literal["start", "middle", "end"]
WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 640, 360, 70, 150, 20, 50
INK, PALE, OURS, OTHER = "#333", "#ddd", "#0b6e6e", "#b5541c"
FONT = "sans-serif"


def write(folder: Path, found: Mapping[str, tuple[str, Sequence[Line], str]]) -> None:
    """Write the page and its plot.

    Parameters
    ----------
    folder : Path
    found : mapping
        Benchmark -> what it is, its figures, and what it said beside them.
    """
    folder.mkdir(exist_ok=True)
    points = [line.point for _, lines, _ in found.values() for line in lines if line.point is not None]
    parts = [OPENING, machine()]
    for title, lines, said in found.values():
        parts += [f"## {title}\n", *([f"{said.strip()}\n"] if said.strip() else [])]
        parts += [table(lines)] if lines else []
        if any(line.point for line in lines):
            parts.append(PLOTTED)
    (folder / PAGE).write_text("\n".join(parts), encoding="utf-8")
    growing = folder / GROWING
    if points and growing.exists():
        growing.write_text(with_measured(growing.read_text(encoding="utf-8"), found), encoding="utf-8")
    if points:
        (folder / PLOT).write_text(plot(points), encoding="utf-8")


def with_measured(text: str, found: Mapping[str, tuple[str, Sequence[Line], str]]) -> str:
    """Return the page on growing with the figures of the benchmark that has a plot."""
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    lines = next(lines for _, lines, _ in found.values() if any(line.point for line in lines))
    return f"{before}{START}\n{table(lines)}\n{END}{after}"


def machine() -> str:
    """Return the processor, its memory and the versions, as a list."""
    python = ".".join(map(str, sys.version_info[:3]))
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"- Measured on {date.today():%Y-%m-%d}: {processor()}, {os.cpu_count()} cores, {memory()}, "
        f"{platform.system()} {platform.machine()}\n- Python {python}, {packages}\n"
    )


def processor() -> str:
    """Return the processor's name, where the system tells it."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or "processor unknown")


def memory() -> str:
    """Return the memory, where the system tells it."""
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"
    except (AttributeError, ValueError, OSError):
        return "memory unknown"


def table(lines: Iterable[Line]) -> str:
    """Return the figures of a benchmark as a table of Markdown."""
    rows = [
        f"| {line.what} | {line.measured:.3g} {line.unit} | {line.bound} | {line.verdict} | {line.note} |"
        for line in lines
    ]
    return "\n".join(["| | Measured | Wanted | | Beside it |", "|---|---|---|---|---|", *rows, ""])


def plot(points: Sequence[Point]) -> str:
    """Return seconds over rows, both by powers of ten: ours and the hand-written query."""
    across = _powers([rows for rows, *_ in points])
    up = _powers([seconds for _, *both in points for seconds in both])
    elements: list[svg.Element] = [svg.Rect(width=WIDTH, height=HEIGHT, fill="white")]
    for power in across:
        x = _at(10.0**power, across, LEFT, WIDTH - RIGHT)
        elements += [_line(x, TOP, x, HEIGHT - FOOT), _words(x, HEIGHT - FOOT + 18, f"{10**power:,}", "middle")]
    for power in up:
        y = _at(10.0**power, up, HEIGHT - FOOT, TOP)
        elements += [_line(LEFT, y, WIDTH - RIGHT, y), _words(LEFT - 8, y + 4, f"{10.0**power:g} s", "end")]
    elements.append(_words((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, "contacts", "middle"))
    ends = []
    for place, (name, colour) in enumerate((("CXcel", OURS), ("written by hand", OTHER)), 1):
        xs = [_at(point[0], across, LEFT, WIDTH - RIGHT) for point in points]
        ys = [_at(point[place], up, HEIGHT - FOOT, TOP) for point in points]
        path: list[Any] = [c for xy in zip(xs, ys, strict=True) for c in xy]
        elements.append(svg.Polyline(points=path, fill="none", stroke=colour, stroke_width=2))
        elements += [svg.Circle(cx=x, cy=y, r=4, fill=colour) for x, y in zip(xs, ys, strict=True)]
        ends.append((ys[-1], name, colour))
    (first, *upper), (second, *lower) = sorted(ends)
    apart = max(0.0, 16 - (second - first)) / 2  # the two labels do not touch
    for y, (name, colour) in ((first - apart, upper), (second + apart, lower)):
        elements.append(_words(xs[-1] + 10, y + 4, str(name), "start", str(colour)))
    return str(svg.SVG(viewBox=svg.ViewBoxSpec(0, 0, WIDTH, HEIGHT), elements=elements)) + "\n"


def _powers(values: Sequence[float]) -> range:
    """Return the powers of ten that enclose some values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return range(low, max(high, low + 1) + 1)


def _at(value: float, powers: range, start: float, end: float) -> float:
    """Return where a value stands between two ends, by its power of ten."""
    share = (math.log10(value) - powers[0]) / (powers[-1] - powers[0])
    return round(start + share * (end - start), 1)


def _line(x1: float, y1: float, x2: float, y2: float) -> svg.Element:
    return svg.Line(x1=x1, y1=y1, x2=x2, y2=y2, stroke=PALE)


def _words(x: float, y: float, text: str, anchor: Anchor, colour: str = INK) -> svg.Element:
    return svg.Text(x=x, y=y, text=text, text_anchor=anchor, fill=colour, font_family=FONT, font_size=13)
