"""Checks of step 6 as the command line, the sheet Settings and an earlier report say them."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from cxcel.catalogue import METRICS
from cxcel.data.roles import ROLES
from cxcel.errors import BadOption

from ...report.keep import Old
from ...report.model import Check

SHEET = "steps"  # key of the sheet that shows the checks
FORM = 'must be "DATE: what changed @ column=group", for example "2026-04-01: new callback rule @ team=Harbour"'
_WHOLE = re.compile(r"\s*(\d{4}-\d\d-\d\d)\s*:\s*(.+?)\s*(?:@\s*([^@]+?)\s*)?", re.DOTALL)
_METRIC = re.compile(r",?\s*\bmetric\s*=\s*(\w+)\s*$", re.IGNORECASE)
Registered = Mapping[tuple[date, str], date]


def parse_checks(texts: Sequence[str], registered: Registered, today: date) -> tuple[Check, ...]:
    """Return the checks with the day on which each was first asked for.

    Parameters
    ----------
    texts : sequence of str
        ``DATE: what changed``, then, where not all had the change, ``@ column=group``, and ``metric=NAME`` where it is
        another than the measure that the report is about.
    registered : mapping
        Of the earlier report, as `registered_in` reads it.

    Raises
    ------
    BadOption
        A text of another form, or an unknown column or metric.

    Examples
    --------
    >>> found = parse_checks(["2026-04-01: new rule @ team=Harbour, metric=FCR_RATE"], {}, date(2026, 3, 1))[0]
    >>> found.what, found.role, found.group, found.metric, found.registered.isoformat()
    ('new rule', 'team', 'Harbour', 'FCR_RATE', '2026-03-01')
    """
    checks = [_parse(text) for text in texts]
    return tuple(
        Check(c.day, c.what, c.role, c.group, c.metric, registered.get((c.day, _key(c.what)), today)) for c in checks
    )


def _parse(text: str) -> Check:
    found = _WHOLE.fullmatch(text)
    if found is None:
        raise BadOption(f"--check {FORM}, got '{text}'")
    try:
        day = date.fromisoformat(found[1])
    except ValueError:
        raise BadOption(f"--check: there is no day {found[1]}") from None
    where, metric = _metric(found[3] or "", text)
    role, equals, group = (part.strip() for part in where.partition("="))
    if where and (not equals or not group):
        raise BadOption(f"--check {FORM}, got '{text}'")
    if where and (role.lower() not in ROLES or ROLES[role.lower()].kind != "word"):
        words = ", ".join(name for name, known in ROLES.items() if known.kind == "word")
        raise BadOption(f"--check: '{role}' is no column of groups; they are {words}")
    return Check(day, found[2], role.lower(), group, metric)


def _metric(where: str, text: str) -> tuple[str, str]:
    """Part the metric from the place."""
    found = _METRIC.search(where)
    if found is None:
        return where, ""
    name = found[1].upper()
    if name not in METRICS:
        raise BadOption(f"--check {text}: there is no metric '{found[1]}'; they are {', '.join(METRICS)}")
    return where[: found.start()].strip(), name


def registered_in(path: Path, old: Old) -> dict[tuple[date, str], date]:
    """Return the day on which each check of an earlier report was registered.

    The sheet with the checks is found by its mark; a row with two dates and what changed between them is a check,
    whatever the language and whoever saved the file.
    """
    tab = old.tabs.get(SHEET)
    if tab is None:
        return {}
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says what it will not keep; nothing is saved here
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            rows = [list(row) for row in book[tab].iter_rows(values_only=True)]
        finally:
            book.close()
    out: dict[tuple[date, str], date] = {}
    for row in rows:
        days = [cell.date() for cell in row if isinstance(cell, datetime)]
        words = [cell for cell in row if isinstance(cell, str)]
        if len(days) > 1 and words:
            out[days[0], _key(words[0])] = days[-1]
    return out


def _key(what: str) -> str:
    """Return the first line of what changed, which is followed by where it was in the report's cell."""
    return " ".join(re.split(r"\n|   ", what.strip())[0].split()).casefold()
