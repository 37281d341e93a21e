"""Charts of dots: the funnel of what chance gives, and the matrix of what to mend and what to keep."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from cxcel.relations.priority import FIX, KEEP, MAINTAIN, WATCH
from cxcel_addin.report.model import Funnel, Placing, Priority, Tone, Unit
from cxcel_addin.report.render.scale import scale
from cxcel_addin.report.render.text import clip

from .plots import LEFT, LETTERS, TOP, Place, Plot
from .shapes import Axis, axis, line, mark, words

TALL = 340  # height of these charts
NAMED = 8  # labels of dots
NAMES_AT = 79.0  # per cent: where the lines of a funnel end at most and their names begin
LETTER = 2.0  # per cent of a phone that a letter of a name takes
CAPITAL = 2.8  # and a capital
LINE = 13  # pixels from one line of words to the next


def funnel(chart: Funnel, name: str) -> Markup:
    """Five lines and the dots; only those outside are named."""
    limits = chart.limits
    rates = [p.figure.value for p in chart.points]
    seen = [v for p in limits[4:] for v in (p.low_998, p.high_998)]
    plot = Plot(axis(scale([*rates, *seen], Unit.SHARE, parts=7), Unit.SHARE), TALL, 40)
    bases = [p.figure.n for p in chart.points]
    whole = min(bases) < 0.4 * max(bases)
    right = _names_at(chart)
    ends = [0.0 if whole else limits[0].n, limits[-1].n]
    across = replace(
        axis(scale(ends, Unit.COUNT, parts=5, from_zero=whole), Unit.COUNT, left=LEFT, right=right),
        low=ends[0],
        high=ends[1],
    )
    steps = [tick for tick in across.ticks if ends[0] <= tick <= ends[1]]
    for tick in steps:
        plot.add(words(across.at(tick), TALL - 24, across.words(tick), "mid"))
    plot.add(words((LEFT + right) / 2, TALL - 6, chart.base, "mid"))
    plot.path([(across.at(p.n), chart.centre) for p in limits], "l ink")
    for attribute, look in (("95", "l limit dash"), ("998", "l limit")):
        for end in ("low", "high"):
            plot.path([(across.at(p.n), getattr(p, f"{end}_{attribute}")) for p in limits], look)
    limits_at = _name_limits(plot, chart, right)
    for point in sorted(chart.points, key=lambda p: p.outside):
        size = 4.5 if point.outside else 3
        plot.add(mark(across.at(point.figure.n), plot.y(point.figure.value or 0.0), point.verdict.tone, size))
    named = [p for p in chart.points if p.outside][:NAMED]
    taken = [(across.at(p.figure.n), plot.y(p.figure.value or 0.0)) for p in named]
    places = list(taken)
    taken += limits_at
    for point, (x, y) in zip(named, places, strict=True):
        color = "blue" if point.verdict.tone is Tone.BETTER else "orange"
        _name(plot, (x, y), clip(point.label, LETTERS), color, taken)
    return plot.done(chart.title, chart.alt, name)


def _names_at(chart: Funnel) -> float:
    """Where the names of the lines begin, so that they have room on a phone."""
    longest = max(map(len, (*chart.limit_labels, chart.centre_label)))
    return min(NAMES_AT, 97 - LETTER * longest)


def _name_limits(plot: Plot, chart: Funnel, right: float) -> list[Place]:
    """The upper limits and the centre named at their ends, each on a line of its own; where those names stand."""
    last = chart.limits[-1]
    inner = plot.y(last.high_95) + 4
    outer = min(plot.y(last.high_998) + 4, inner - LINE)
    centre = max(plot.y(chart.centre) + 4, inner + LINE)
    for y, text, look in (
        (outer, chart.limit_labels[1], ""),
        (inner, chart.limit_labels[0], ""),
        (centre, chart.centre_label, "ink"),
    ):
        plot.add(words(right, y, text, look, dx=6))
    return [(x, y - 4) for y in (outer, inner, centre) for x in (right + 4, right + 12, 96.0)]


def corners(priority: Priority, name: str) -> Markup:
    """Dots in four labelled corners; pale where an interval reaches over a line."""
    across = axis(
        scale([v for p in priority.points for v in (p.done.low, p.done.high)], Unit.SHARE, parts=4),
        Unit.SHARE,
        left=LEFT,
        right=97,
    )
    top = scale([p.weight for p in priority.points], Unit.SHARE, parts=5, from_zero=True)
    plot = Plot(axis(top, Unit.SHARE), TALL, 62)
    for tick in across.ticks:
        plot.add(words(across.at(tick), TALL - 24, across.words(tick), "mid"))
    plot.add(words((LEFT + 97) / 2, TALL - 6, priority.done_axis, "mid"))
    x, y = across.at(priority.done_line), plot.y(priority.weight_line)
    plot.add(line(x, TOP, x, plot.bottom, "goal"), line(LEFT, y, 100, y, "goal"))
    places = {FIX: (LEFT, 11.0, "orange"), KEEP: (100.0, 11.0, "blue end")}
    low = plot.bottom + 16
    places |= {WATCH: (LEFT, low, ""), MAINTAIN: (100.0, low, "end")}
    for code, word in priority.corners:
        plot.add(words(*places[code][:2], word, f"strong {places[code][2]}"))
    taken: list[Place] = [(across.at(p.done.value or 0.0), plot.y(p.weight)) for p in priority.points]
    for code, word in priority.corners:
        start, level, look = places[code]
        reach = CAPITAL * len(word) * (-1 if "end" in look else 1)
        taken += [(start + reach * k / 6, level - 4) for k in range(7)]
    for point in sorted(priority.points, key=lambda p: -p.weight):
        _place(plot, across, point, taken, (x, y))
    return plot.done(priority.head, priority.alt, name)


def _place(plot: Plot, across: Axis, point: Placing, taken: list[Place], lines: Place) -> None:
    x, y = across.at(point.done.value or 0.0), plot.y(point.weight)
    plot.add(mark(x, y, point.tone))
    _name(plot, (x, y), clip(point.title, 24), "", taken, lines)


def _name(plot: Plot, place: Place, text: str, look: str, taken: list[Place], lines: Place = (-100.0, -100.0)) -> None:
    """The name of a dot beside it, where no other dot, name or line is in the way; a table names the others."""
    x, y = place
    wide = LETTER * len(text)
    for side, start, dy in (("", x + 2, 4), ("end", x - 2 - wide, 4), ("", x + 2, 16), ("end", x - 2 - wide, -8)):
        level = y + dy - 4
        crossed = start < lines[0] < start + wide or abs(level - lines[1]) < LINE / 2
        inside = start >= LEFT and start + wide <= 100 and not crossed
        others = [(a, b) for a, b in taken if (a, b) != place]
        if inside and not any(start - 2 < a < start + wide + 2 and abs(b - level) < LINE + 2 for a, b in others):
            plot.add(words(x, y + dy, text, f"strong {look} {side}", dx=-8 if side else 8))
            taken += [(start + wide * k / 6, level) for k in range(7)]
            return
