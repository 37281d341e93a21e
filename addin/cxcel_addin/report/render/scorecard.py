"""The scorecard: one row for each measure, with the columns that have something to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from cxcel_addin.language import say
from cxcel_addin.report.model import Report, ScoreRow, Tone, Unit, Word
from cxcel_addin.report.render.book import Column
from cxcel_addin.report.render.frame import WIDTH
from cxcel_addin.report.render.overlays import Spark, spark_rows
from cxcel_addin.report.render.page import Cell, Head, Page, Placed, Row, between, cell, heading
from cxcel_addin.report.render.styles import (
    DASH,
    FAINT,
    INDENT,
    RIGHT,
    SMALL,
    Look,
    cell_value,
    change_format,
    change_value,
    data_format,
    known,
    target_format,
    tone_look,
    value_format,
)
from cxcel_addin.report.render.text import fit, plain, width

_WIDTHS = {
    "measure": 200,
    "overall": 64,
    "now": 66,
    "low": 62,
    "high": 54,
    "before": 62,
    "change": 76,
    "real": 138,
    "base": 70,
    "target": 66,
    "against": 126,
    "rule": 200,
    "spark": 118,
}
_COMPARED = ("measure", "overall", "now", "low", "high", "before", "change", "real", "target", "against", "spark")
_SINGLE = ("measure", "overall", "low", "high", "base", "target", "against", "rule", "spark")
CUTS = (688, 914)  # pixels at which a wide column is cut, for what stands above: a tile, the links
LARGE: Look = {"font_size": 11, "bold": True}


def columns(report: Report) -> dict[str, int]:
    """Names and widths of the columns; without two periods the comparison gives way to how a measure is counted."""
    rows = report.scorecard
    compared = any(row.latest and (row.before or row.change is not None) for row in rows)
    names = [*(_COMPARED if compared else _SINGLE)]
    if not any(row.target is not None for row in rows):
        names = [name for name in names if name not in ("target", "against")]
    if not any(sum(v is not None for v in row.trend) > 1 for row in rows):
        names.remove("spark")
    out = {name: _WIDTHS[name] for name in names}
    slack = WIDTH - sum(out.values())
    for name, most in (("measure", 72), ("rule", WIDTH), ("spark", 40), ("real", WIDTH), ("measure", WIDTH)):
        if name in out:
            extra = min(slack, most)
            out[name], slack = out[name] + extra, slack - extra
    return _cut(out) if "rule" in out else out


def _cut(widths: dict[str, int]) -> dict[str, int]:
    """The column of rules in parts, so that tiles and links find a column to stand in."""
    start = sum(width for name, width in widths.items() if name not in ("rule", "spark"))
    end = start + widths["rule"]
    edges = [start, *(x for x in CUTS if start + 60 < x < end - 60), end]
    parts = {f"rule {i}": b - a for i, (a, b) in enumerate(pairwise(edges))}
    out: dict[str, int] = {}
    for name, size in widths.items():
        out |= parts if name == "rule" else {name: size}
    return out


def cut(page: Page, rows: Sequence[ScoreRow]) -> list[ScoreRow]:
    """The rows with titles that take one line."""
    return [replace(row, title=fit(row.title, page.text_room(0, 0, {}))) for row in rows]


def table_rows(rows: Sequence[ScoreRow], names: Sequence[str], step: int) -> list[Row]:
    """The rows of the table; a darker rule where the group changes."""
    edges = [row.group != after.group for row, after in pairwise(rows)] + [False]
    return [_row(row, names, edge, step) for row, edge in zip(rows, edges, strict=False)]


def draw(page: Page, report: Report, names: Sequence[str], step: int, rows: Sequence[ScoreRow] | None = None) -> None:
    """The head, the table and the small lines over its last column; of all rows, or of some."""
    rows = report.scorecard if rows is None else rows
    if not rows:
        return
    table = table_rows(rows, names, step)
    page.gap()
    whole = 44 + sum(map(page.height_of, table))
    page.need(whole if whole <= page.fresh else 44 + sum(map(page.height_of, table[:3])))
    page.head(say("Scorecard"), report.scorecard_head)
    page.down(24)

    def lines(placed: Placed) -> None:
        part = rows[placed.first : placed.first + len(placed.heights)]
        none = (None,) * len(report.trend_labels)
        sparks = [Spark(row.title, row.trend or none, row.change_verdict.tone) for row in part]
        chart = spark_rows(page.book, say("Scorecard lines"), report.trend_labels, sparks, placed.heights)
        size = page.widths[-1], sum(placed.heights)
        page.put(chart, placed.top, page.span(0, page.last - 1), size, report.trend_alt)

    trend = "spark" in names
    if trend:
        _trend_block(page, report)
    page.table(_heads(page, report, names), table, draw=lines if trend else None)


def _heads(page: Page, report: Report, names: Sequence[str]) -> list[Head | None]:
    """Headings of the columns; the second cell of an interval and the parts of the rule have none of their own."""
    heads: list[Head | None] = []
    parts = sum(name.startswith("rule") for name in names)
    for name in names:
        if name == "spark":
            heads.append(_spark_head(report, page))
        elif name == "rule 0":
            heads.append(heading(say("How it is counted"), "left", parts))
        else:
            heads.append(_plain_heads().get(name))
    return heads


def _plain_heads() -> dict[str, Head]:
    return {
        "measure": Head(say("Measure"), "left"),
        "overall": heading(say("All data")),
        "now": heading(say("Now")),
        "low": Head(say("95% interval"), "across", over=2),
        "before": heading(say("Before")),
        "change": heading(say("Change")),
        "real": heading(say("Is the change real?"), "left"),
        "base": heading(say("Base")),
        "target": heading(say("Target")),
        "against": heading(say("Against target"), "left"),
    }


def _spark_head(report: Report, page: Page) -> Head:
    """The span of the small lines, as far as it fits on one line."""
    text = say("{first} to {last}", first=report.trend_labels[0], last=report.trend_labels[-1])
    return heading(text if width(plain(text), 9) < page.widths[-1] - 16 else say("Trend"), "left")


def _trend_block(page: Page, report: Report) -> None:
    """The values behind the small lines, which are drawn each on its own scale."""
    rows = [row for row in report.scorecard if row.trend]
    values = [Column(r.title, [cell_value(v, r.unit) for v in r.trend], data_format(r.unit)) for r in rows]
    page.book.block(say("Scorecard, by period"), [Column(say("period"), list(report.trend_labels)), *values])


def _row(row: ScoreRow, names: Sequence[str], edge: bool, step: int) -> Row:
    parts = sum(name.startswith("rule") for name in names)
    cells = _cells(row, "now" in names, max(1, parts))
    wanted = [cells[name] for name in names if not name.startswith("rule") or name == "rule 0"]
    return Row(wanted, step, look={"bottom_color": FAINT} if edge else None)


def _cells(row: ScoreRow, compared: bool, parts: int) -> dict[str, Cell]:
    """Every cell that a layout may ask for."""
    unit = row.unit
    main = row.latest if compared else row.overall
    verdict = change_of(row)
    low, high = (main.low, main.high) if main else (None, None)
    interval = between(cell_value(low, unit), cell_value(high, unit), value_format(unit, high, exact=True))
    return {
        "measure": cell(row.title),
        "overall": _number(row.overall.value, row, SMALL if compared else LARGE),
        "now": _number(row.latest.value if row.latest else None, row, LARGE),
        "low": interval[0],
        "high": interval[1],
        "before": _number(row.before.value if row.before else None, row, SMALL),
        "change": _or_dash(change_value(row.change, unit), {"num_format": change_format(unit, row.change)}),
        "real": cell(verdict.text, tone_look(verdict.tone), INDENT),
        "base": _or_dash(row.overall.n, SMALL, {"num_format": value_format(Unit.COUNT, row.overall.n)}),
        "target": _target(row),
        "against": cell(row.target_verdict.text or None, tone_look(row.target_verdict.tone), INDENT),
        "rule 0": cell(row.rule, SMALL, INDENT, span=parts),
        "spark": cell(None),
    }


def change_of(row: ScoreRow) -> Word:
    """Return the verdict on a change, or why there is none."""
    if row.change_verdict.text:
        return row.change_verdict
    return Word(say("not dated") if row.latest is None else say("too few to compare"), Tone.FEW)


def _number(value: float | None, row: ScoreRow, look: Look) -> Cell:
    return _or_dash(cell_value(value, row.unit), look, {"num_format": value_format(row.unit, value)})


def _or_dash(value: float | None, *looks: Look) -> Cell:
    """A number, or a quiet dash where there is none: an empty cell would look forgotten."""
    return cell(DASH, SMALL, RIGHT) if known(value) is None else cell(value, RIGHT, *looks)


def _target(row: ScoreRow) -> Cell:
    if known(row.target) is None:
        return cell(None)
    look = SMALL | {"num_format": target_format(row.unit, row.target, row.better)}
    return cell(cell_value(row.target, row.unit), RIGHT, look)
