"""The former report: a workbook of ours, whoever saved it since, or its JSON; it is only read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cxcel.data.read import file_bytes
from cxcel.errors import BadInput
from cxcel_addin.report.build.statements import LINK, directed
from cxcel_addin.report.keep import Old, find
from cxcel_addin.report.model import Former, Held, Memory, Statement, Unit

from .packed import number, read_figure, remembered, unpack

HOME = "method"  # key of the sheet that holds what a report leaves to the next


def read_former(path: Path, old: Old | None = None, *, asked: bool = True) -> Former:
    """Read what the former report left.

    Parameters
    ----------
    old : Old, optional
        What `find` says of the workbook, where that is known.
    asked : bool
        Whether somebody named it.

    Raises
    ------
    BadInput
        There is no such file, or it is no report of ours.
    """
    content = file_bytes(path)
    if content.lstrip()[:1] == b"{":
        return Former(path.name, _of_json(content, path))
    old = old or find(path)
    if old.record is None and not old.marked:
        raise BadInput(
            f"{path.name} is no report that could be compared: name the workbook or the JSON of an earlier one"
        )
    return Former(path.name, unpack(_texts(path, old)), asked)


def _texts(path: Path, old: Old) -> Iterator[object]:
    """Yield the cells of the sheet that holds it, then of the other sheets of a report that lost its own record."""
    from python_calamine import CalamineError, CalamineWorkbook

    tabs = [old.tabs[HOME]] if HOME in old.tabs else [tab for tab in old.sheets if tab in old.marked]
    try:
        book = CalamineWorkbook.from_path(str(path))
        for tab in tabs:
            for row in book.get_sheet_by_name(tab).to_python():
                yield from row
    except (CalamineError, OSError, ValueError):
        return


def _of_json(content: bytes, path: Path) -> Memory | None:
    """Return what the JSON of a report holds: its memory, else its values, which another version wrote."""
    try:
        whole = json.loads(content)
        memory = whole["report"].get("memory")
        return remembered(memory) if memory else _values(whole)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            f"{path.name} is no JSON of a report: name the workbook or the JSON that cxcel report wrote"
        ) from error


def _values(whole: Mapping[str, Any]) -> Memory:
    """Return values and verdicts of a JSON without counts."""
    relations = [row for row in whole["relations"] if row.get("verdict")]
    return Memory(
        version=str(whole["cxcel"]),
        created=None,
        coverage=str(whole["report"].get("coverage", "")),
        first=None,
        last=None,
        held=tuple(_value(part) for part in whole["metrics"] if part["used"]),
        statements=tuple(_link(row) for row in relations),
        settings=(),
        files=(),
        columns=(),
    )


def _link(row: Mapping[str, Any]) -> Statement:
    code = directed(str(row["verdict"]), number(row.get("r")))
    return Statement(LINK, (str(row["outcome"]), str(row["kpi"])), code, str(row["title"]))


def _value(part: Mapping[str, Any]) -> Held:
    name, rule, title, formula = (str(part[key]) for key in ("name", "rule", "title", "formula"))
    return Held(name, rule, title, formula, Unit(part["unit"]), read_figure(part))
