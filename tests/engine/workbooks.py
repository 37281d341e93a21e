"""Workbooks for the engine's tests: written by XlsxWriter, or a template with something done to it."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from cxcel_addin.shared.package import Package
from cxcel_addin.templates.addin_link import linked

TEMPLATES = Path(__file__).parents[2] / "workbook_templates"
Rows = Sequence[Sequence[Any]]


def template(name: str, *changes: Callable[[dict[str, bytes]], None]) -> bytes:
    """Return a template as it is downloaded, with its parts changed."""
    package = Package.read((TEMPLATES / f"{name}.xlsx").read_bytes(), name)
    parts = dict(package.parts)
    for change in changes:
        change(parts)
    return Package(parts, name).packed()


def swapped(part: str, old: str, new: str, count: int = 1) -> Callable[[dict[str, bytes]], None]:
    """Return a change: a text in the parts whose names match becomes another; it must be there."""

    def change(parts: dict[str, bytes]) -> None:
        found = 0
        for name in [name for name in parts if re.fullmatch(part, name)]:
            text, times = re.subn(old, new, parts[name].decode(), count=count)
            found += times
            parts[name] = text.encode()
        assert found, (part, old)

    return change


def part_of(content: bytes, sheet: str) -> str:
    """Return the part of a sheet."""
    return next(one.part for one in Package.read(content, "").sheets if one.title == sheet)


def book(*formulas: str, rows: Rows = (), functions: Sequence[str] = ("NPS",), **options: Any) -> bytes:
    """Return a workbook with data in a table T on the sheet Data, and formulas below each other on the sheet Score.

    A formula spills; one that begins with a bracket is an array over its own cell, one with a sign = stands as it is.
    """
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as made:
        data, score = made.add_worksheet("Data"), made.add_worksheet("Score")
        for r, row in enumerate(rows):
            data.write_row(r, 0, row)
        if rows:
            heads = [{"header": str(head)} for head in rows[0]]
            data.add_table(0, 0, len(rows) - 1, len(rows[0]) - 1, {"name": "T", "columns": heads})
        for r, formula in enumerate(formulas):
            if formula.startswith("="):
                score.write_formula(r * 20, 0, formula, None, 7)
            elif formula.startswith("{"):
                score.write_array_formula(r * 20, 0, r * 20, 0, formula, None, 7)
            else:
                score.write_dynamic_array_formula(r * 20, 0, r * 20, 0, f"={formula}", None, 7)
    return linked(out.getvalue(), functions) if functions else out.getvalue()


def cells(content: bytes) -> openpyxl.Workbook:
    """Return what a workbook shows."""
    with warnings.catch_warnings():  # openpyxl drops data bars and says so; nothing is saved from it
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(BytesIO(content), data_only=True)


def alike(shown: Any, wanted: Any, near: float = 1e-9) -> bool:
    """Whether cells show the same, numbers as near as that; a text of no letters is blank."""
    if isinstance(wanted, int | float) and isinstance(shown, int | float):
        return math.isclose(shown, wanted, rel_tol=near, abs_tol=1e-12)
    return bool(("" if shown is None else shown) == ("" if wanted is None else wanted))
