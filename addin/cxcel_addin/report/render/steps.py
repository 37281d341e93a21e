"""The six steps: what was chosen, what the data say, cream cells for what is decided; and the checks of step 6."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from cxcel_addin.report.model import CheckRow, Figure, Report, Step, Steps, Unit
from cxcel_addin.report.render import styles
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.page import Cell, Head, Page, Row, between, cell, heading
from cxcel_addin.report.render.styles import (
    BLUE,
    BOLD,
    DASH,
    HAIRLINE,
    INDENT,
    NOTE,
    RIGHT,
    RULE,
    SMALL,
    Look,
    cell_value,
    change_format,
    change_value,
    known,
    tone_look,
    value_format,
)

_WIDTHS = [118, 136, 114, 48, 48, 68, 60, 52, 208, 180]
CREAM: Look = {"bg_color": styles.CREAM, "left": 1, "left_color": RULE, "bottom": 1, "bottom_color": RULE}
STEP, TALLEST, CHECK = 42, 66, 32  # heights of their rows
AROUND = 130  # pixels of heads and words below the steps
DATE = "d mmm yyyy"
_UNIT = re.compile(r'(?<=0)" ?[^"−]+"')
STRONG: Look = {"bold": True, "font_size": 10, "font_color": BLUE}


def draw(book: Book, steps: Steps, report: Report) -> None:
    """Draw the six steps and the checks."""
    page = Page(book, steps.section, _WIDTHS)
    _six(page, steps, report)
    page.gap(10)
    _checks(page, steps)
    page.down(page.prose(0, page.last, steps.how_to, NOTE, base=20))
    page.close()


def _six(page: Page, steps: Steps, report: Report) -> None:
    step, chosen, said, decision = steps.heads
    heads: list[Head | None] = [Head(step, "left", over=2), None, heading(chosen, "left", over=2), None]
    heads += [heading(said, "left", over=5), None, None, None, None, heading(decision, "left")]
    tabs = {name: getattr(report, name).section.tab for name in ("links", "weights") if getattr(report, name)}
    page.header(heads, pixels=20)
    rest = AROUND + CHECK * len(steps.checks)
    pixels = max(STEP, min(TALLEST, int((page.room - rest) / max(1, len(steps.rows)))))
    for row in steps.rows:
        _step(page, row, tabs, pixels)


def _step(page: Page, step: Step, tabs: Mapping[str, str], pixels: int) -> None:
    name = f"{step.number}  {step.title}"
    row = Row(
        [
            cell(name, STRONG),
            cell(step.question, SMALL),
            cell(step.chosen, BOLD, INDENT, span=2),
            cell(step.said, {"font_size": 9}, INDENT, span=5),
            cell(None, CREAM),
        ],
        pixels,
    )
    page.drawn.about(page.row, step.title)
    height = page.height_of(row)
    page.write_row(page.row, row)
    if step.page in tabs:
        page.link(page.row, 0, tabs[step.page], f"{name} →", tabs[step.page], STRONG, HAIRLINE, {"align": "left"})
    page.down(height)


def _checks(page: Page, steps: Steps) -> None:
    page.need(24 + 22 + CHECK * (len(steps.checks[:2]) + 1))
    page.head(steps.checks_head, steps.checks_note)
    page.down(24)
    day, what, measure, before, after, effect, interval, verdict, registered = steps.check_heads
    heads: list[Head | None] = [Head(day, "left"), heading(what, "left"), heading(measure, "left")]
    heads += [heading(before), heading(after), heading(effect), Head(interval, "across", over=2), None]
    heads += [heading(verdict, "left"), heading(registered, "left")]
    if steps.checks:
        page.table(heads, [_check(row) for row in steps.checks])
    else:
        page.down(page.prose(0, page.last, steps.none, base=22))


def _check(row: CheckRow) -> Row:
    unit, effect = row.unit, row.effect
    fmt = change_format(unit, effect.value)
    bare = _UNIT.sub("", fmt)  # the unit stands once, beside the effect
    verdict = replace(cell(row.verdict.text, tone_look(row.verdict.tone), INDENT), aside=row.detail)
    cells = [
        cell(row.check.day, {"num_format": DATE}),
        replace(cell(row.check.what, INDENT), aside=row.where),
        cell(row.measure, {"font_size": 9}, INDENT),
        _value(row.before, unit),
        _value(row.after, unit),
        _number(change_value(effect.value, unit), BOLD, fmt),
        *between(change_value(effect.low, unit), change_value(effect.high, unit), bare),
        verdict,
        cell(row.check.registered, SMALL, INDENT, {"num_format": DATE, "align": "left"}),
    ]
    return Row(cells, CHECK)


def _value(figure: Figure, unit: Unit) -> Cell:
    return _number(cell_value(figure.value, unit), SMALL, value_format(unit, figure.value))


def _number(value: float | None, look: Look, num_format: str) -> Cell:
    if known(value) is None:
        return cell(DASH, RIGHT, SMALL)
    return cell(value, RIGHT, look, {"num_format": num_format})
