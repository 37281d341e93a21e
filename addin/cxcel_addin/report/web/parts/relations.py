"""What goes with what: links, the matrix, key drivers with the priority matrix, earlier and later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxcel_addin.language import say
from cxcel_addin.report.model import (
    Drivers,
    Eye,
    Figure,
    Labelled,
    LagRow,
    Lags,
    Link,
    Links,
    Matrix,
    Pairing,
    Placing,
    Priority,
    Tone,
    Unit,
)
from cxcel_addin.report.render.heat import MARKS, legend
from cxcel_addin.report.render.scale import scale, symmetric
from cxcel_addin.report.render.styles import DASH, known

from ..blocks import Block, Cell, Chart, Head, Table, Words
from ..figures import (
    NUMBER,
    base,
    between,
    chance,
    correlation,
    correlations,
    count,
    estimate,
    heads,
    strength,
    tone_of,
    value,
    verdict,
)
from ..plots import groups
from ..scatters import corners
from ..shapes import Axis, axis, bar, ruler, strip

TOO_SMALL = 0.1  # a link under it is too small to manage by
DEEPEST = 0.8  # a correlation that has the deepest tint
STRONGEST = 0.6  # the same over lags


def links(page: Links) -> Iterator[Block]:
    """Every measure beside the outcome, as charts side by side and as a table."""
    if page.eyes:
        seen = [v for e in page.eyes for g in e.groups for v in (g.figure.value, g.figure.low, g.figure.high)]
        up = axis(scale(seen, page.eye_unit, parts=6), page.eye_unit)
        charts = [_eye(eye, up, f"links-{i}") for i, eye in enumerate(page.eyes)]
        yield Block(say("Side by side"), page.eyes_head, charts=charts, look="small")
    if page.rows:
        yield _every(page)


def _every(page: Links) -> Block:
    """The table of every measure."""
    across = axis(symmetric([v for row in page.rows for v in (row.r, row.low, row.high)]), Unit.SCORE, plus=True)
    top = [
        Head(say("Measure")),
        Head(say("Grain")),
        Head(say("lower   ←   moves with   →   higher"), "strip", ruler(across)),
        *(Head(text, NUMBER) for text in ("r", say("95% interval"), "n", say("corrected p"))),
        Head(say("Verdict")),
    ]
    title = say("Links with {outcome}", outcome=page.outcome)
    table = Table(title, top, [_link(row, across) for row in page.rows], page.chart_alt)
    note = say("the verdict stands at the end of each row")
    return Block(say("Every measure"), note, table, words=[Words(text) for text in page.footnotes])


def _link(row: Link, across: Axis) -> list[Cell]:
    tone = tone_of(row.tone)
    drawn = strip(across, Figure(row.r, row.low, row.high), tone, (0.0,), (-TOO_SMALL, TOO_SMALL))
    return [
        Cell(row.title),
        Cell(say(row.grain), "short quiet"),
        Cell(drawing=drawn, look="strip"),
        strength(row.r),
        correlations(row.low, row.high),
        count(row.n),
        chance(row.p_adjusted),
        Cell(say(row.verdict), f"verdict {tone}", row.explained_by or row.detail),
    ]


def _eye(eye: Eye, up: Axis, name: str) -> Chart:
    rows = [[Cell(g.label), *estimate(g.figure, up.unit), base(g.figure)] for g in eye.groups]
    table = Table(eye.title, heads(say("group"), say("value"), say("95% interval"), say("answers")), rows)
    said = Cell(eye.verdict, f"verdict {tone_of(eye.tone)}", eye.evidence)
    return Chart(eye.title, groups(eye.groups, up, tone_of(eye.tone), eye.title, eye.alt, name), table, verdict=said)


def matrix(page: Matrix) -> Iterator[Block]:
    """The lower half as a heat map; its other half says the same."""
    names = page.names[:-1]
    top = [Head(say("Measure")), *(Head(name, "mid") for name in names)]
    rows = [
        [Cell(name), *(heat(p) for p in row), *[Cell(look="none")] * (len(names) - len(row))]
        for name, row in zip(page.names[1:], page.rows[1:], strict=True)
    ]
    words = [Words(text) for text in page.footnotes]
    yield Block(
        page.head, legend(page.legend), Table(page.head, top, rows, look="heat"), words=words, more=_pairs(page)
    )


def _pairs(page: Matrix) -> Table:
    """Every pair with its interval."""
    words = dict(page.legend)
    titles = say("first"), say("second"), "r", say("95% interval"), "n", say("corrected p"), say("verdict")
    rows = [
        [Cell(page.names[i]), Cell(page.names[j]), *_numbers(pairing), Cell(words[pairing.code])]
        for i, row in enumerate(page.rows)
        for j, pairing in enumerate(row)
    ]
    return Table(page.section.kicker, heads(*titles, words=(0, 1, 6)), rows)


def _numbers(pairing: Pairing) -> list[Cell]:
    interval = correlations(pairing.low, pairing.high)
    return [strength(pairing.r), interval, count(pairing.n), chance(pairing.p_adjusted)]


def heat(pairing: Pairing, deepest: float = DEEPEST) -> Cell:
    """A correlation with the mark of its verdict, deeper the stronger it is."""
    r = known(pairing.r)
    if r is None:
        return Cell(DASH, "mid quiet")
    depth = round(10 * min(1.0, abs(r) / deepest))
    return Cell(f"{correlation(r)}\u00a0{MARKS[pairing.code]}", "mid", tint=depth)


def weights(page: Drivers) -> Iterator[Block]:
    """Key drivers as bars, and the matrix of what to mend and what to keep."""
    figures = [row.weight for row in page.rows] + [page.whole]
    across = axis(
        scale([v for f in figures for v in (f.value, f.high)], Unit.SHARE, parts=5, from_zero=True), Unit.SHARE
    )
    measure, shown, weight, interval, words = page.heads
    top = [
        Head(measure),
        Head(shown, "strip", ruler(across)),
        Head(weight, NUMBER),
        Head(interval, NUMBER),
        Head(words),
    ]
    rows = [
        [
            Cell(row.title),
            Cell(
                drawing=bar(across, row.weight, Tone.BETTER if row.verdict.tone is Tone.BETTER else Tone.QUIET),
                look="strip",
            ),
            *estimate(row.weight, Unit.SHARE),
            verdict(row.verdict, row.corner),
        ]
        for row in page.rows
    ]
    whole = Cell(drawing=bar(across, page.whole, Tone.REAL), look="strip")
    rows.append([Cell(page.whole_title, "strong"), whole, *estimate(page.whole, Unit.SHARE), Cell()])
    table = Table(page.head, top, rows, page.chart_alt)
    yield Block(page.head, page.note, table, words=[Words(text) for text in page.footnotes])
    if page.priority:
        yield Block(charts=[_corners(page.priority)])


def _corners(priority: Priority) -> Chart:
    words = dict(priority.corners)
    titles = say("Measure"), priority.done_axis, say("95% interval"), priority.weight_axis, say("Verdict")
    rows = [_placing(point, words[point.corner]) for point in priority.points]
    table = Table(priority.head, heads(*titles, words=(0, 4)), rows)
    return Chart(priority.head, corners(priority, "weights-priority"), table, priority.note)


def _placing(point: Placing, word: str) -> list[Cell]:
    done = point.done
    return [
        Cell(point.title),
        value(done.value, Unit.SHARE),
        between(done.low, done.high, Unit.SHARE),
        value(point.weight, Unit.SHARE),
        Cell(word, f"verdict {point.tone}"),
    ]


def lags(page: Lags) -> Iterator[Block]:
    """R at each lag as a heat map, and the clearest measures as charts."""
    top = [Head(page.heads[0]), *(Head(label, "mid") for label in page.labels), Head(page.heads[1])]
    rows = [_lag(row) for row in page.rows]
    table = Table(page.head, top, rows, look="heat")
    yield Block(page.head, page.note, table, words=[Words(legend(page.legend))], more=_lagged(page))
    if page.eyes:
        up = axis(
            symmetric([v for e in page.eyes for _, f in e.points for v in (f.value, f.low, f.high)]),
            Unit.SCORE,
            plus=True,
        )
        eyes = [_lag_eye(eye.title, eye.points, up, eye.tone, eye.alt, f"lags-{i}") for i, eye in enumerate(page.eyes)]
        yield Block(page.eyes_head, page.eyes_note, charts=eyes, look="small")


def _lagged(page: Lags) -> Table:
    """Every lag with its interval."""
    words = dict(page.legend)
    titles = say("measure"), say("lag"), "r", say("95% interval"), "n", say("corrected p"), say("verdict")
    rows = [
        [Cell(row.title), Cell(label, NUMBER), *_numbers(pairing), Cell(words[pairing.code])]
        for row in page.rows
        for label, pairing in zip(page.labels, row.points, strict=True)
    ]
    return Table(page.section.kicker, heads(*titles, words=(0, 6)), rows)


def _lag(row: LagRow) -> list[Cell]:
    return [Cell(row.title), *(heat(p, STRONGEST) for p in row.points), verdict(row.verdict, row.detail)]


def _lag_eye(title: str, points: Sequence[tuple[str, Figure]], up: Axis, tone: Tone, alt: str, name: str) -> Chart:
    rows = [[Cell(label), strength(f.value), correlations(f.low, f.high), count(f.n)] for label, f in points]
    table = Table(title, heads(say("lag"), "r", say("95% interval"), "n"), rows)
    marks = [Labelled(label, figure) for label, figure in points]
    return Chart(title, groups(marks, up, tone_of(tone), title, alt, name), table)
