"""What a cell to be filled in takes: Excel's data validation, with a sentence for what it does not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from cxcel.data.roles import ROLES

from .declared import Setting

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

LAST = 199_999  # row to which a table may grow with its cells still checked
EARLIEST = date(1990, 1, 1)
LATEST = date(2199, 12, 31)
LETTERS = 100  # of a name
_NAMED = 32  # letters that Excel takes in a title, 255 in a sentence


def checked(sheet: Worksheet, row: int, column: int, setting: Setting) -> None:
    """Check a cell by what its setting allows."""
    rule = _rule(setting)
    if rule:
        told = {"input_title": setting.name[:_NAMED], "input_message": setting.help[:255]}
        sheet.data_validation(row, column, row, column, rule | told | {"error_title": setting.name[:_NAMED]})


def _rule(setting: Setting) -> dict[str, Any]:
    allowed = setting.allowed
    if isinstance(setting.value, date):
        return _dates()
    if not allowed:
        said = f"Words, at most {LETTERS} letters"
        return {"validate": "length", "criteria": "<=", "value": LETTERS, "error_message": said}
    if isinstance(allowed[0], str):
        return {"validate": "list", "source": list(allowed), "error_message": f"One of: {', '.join(map(str, allowed))}"}
    least, most = allowed
    whole = all(isinstance(limit, int) for limit in allowed)
    share = most <= 1
    kind = "share" if share else "whole number" if whole else "number"
    bounds = f"{least:.3g} to {most:.3g}, such as 0.8 or 80%" if share else f"{least:,.15g} to {most:,.15g}"
    said = f"A {kind} from {bounds}"
    limits = {"criteria": "between", "minimum": least, "maximum": most, "error_message": said}
    return {"validate": "integer" if whole else "decimal", **limits}


def _dates() -> dict[str, Any]:
    limits = {"criteria": "between", "minimum": EARLIEST, "maximum": LATEST}
    return {"validate": "date", **limits, "error_message": "A date from 1990 on, such as 2026-03-16"}


def checked_column(sheet: Worksheet, first: int, column: int, name: str, own: str = "") -> None:
    """Check a column by the role that names it, or by its own words; CXcel checks what is pasted, Excel does not."""
    role = ROLES.get(name)
    rule: dict[str, Any] = {}
    if role and role.scales:
        low, high = role.scales[0]
        said = f"A whole number from {low} to {high}, or nothing"
        rule = {"validate": "integer", "criteria": "between", "minimum": low, "maximum": high, "error_message": said}
    elif "Yes or No" in own or (role and role.kind == "flag"):
        rule = {"validate": "list", "source": ["Yes", "No"], "error_message": "Yes or No, or nothing"}
    elif role and role.kind == "date":
        rule = _dates()
    elif role and role.kind in ("seconds", "count"):
        rule = {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": "A number, 0 or more, or nothing"}
    if rule:
        sheet.data_validation(first, column, LAST, column, rule | {"error_title": name, "error_type": "warning"})
