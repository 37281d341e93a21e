"""The rows behind the headlines, folded under the section that rests on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup, escape

from cxcel_addin.language import say
from cxcel_addin.report.model import Detail, DetailColumn, Unit
from cxcel_addin.report.model.details import Entry
from cxcel_addin.report.render.text import plain

from ..blocks import Head, Rows
from ..figures import NUMBER, shown

DAY, MOMENT = "%Y-%m-%d", "%Y-%m-%d %H:%M"


def anchor(detail: Detail) -> str:
    """Return where a list stands in the page."""
    return f"rows-{detail.key}"


def rows(detail: Detail) -> Rows:
    """Return a list as a table; its cells are written at once, for there may be many thousands."""
    section = detail.section
    columns = [_column(column) for column in detail.columns]
    lines = ("".join(cells) for cells in zip(*columns, strict=True))
    return Rows(
        anchor=anchor(detail),
        title=section.title,
        subtitle=section.subtitle,
        notes=(section.note, say("Made with --details: before the page is passed on, make it without.")),
        heads=[Head(column.title, "" if column.unit is None else NUMBER) for column in detail.columns],
        body=Markup("\n".join(f"<tr>{line}</tr>" for line in lines)),  # every cell went through escape
    )


def _column(column: DetailColumn) -> list[str]:
    form = _moments(column.values)
    opened = "<td class=w>" if column.unit is None else "<td>"
    return [f"{opened}{escape(plain(_text(value, column.unit, form)))}</td>" for value in column.values]


def _moments(values: Sequence[Entry]) -> str:
    """Return how a column of days is written, or one of moments where any has a time."""
    timed = any(isinstance(v, datetime) and (v.hour or v.minute or v.second) for v in values)
    return MOMENT if timed else DAY


def _text(value: Entry, unit: Unit | None, form: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime(form)
    if isinstance(value, str):
        return value
    return shown(value, unit or Unit.COUNT)
