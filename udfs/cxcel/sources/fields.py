"""The fields of a source as a file of sources holds them: each checked, each with the way out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cxcel.data.dates import DAY_FIRST, MONTH_FIRST
from cxcel.data.numbers import COMMA, POINT
from cxcel.errors import BadInput, BadOption, CxError, choose
from cxcel.sources.source import Source

MISSINGS, COPIES = ("refuse", "blank"), ("drop", "keep")
MOST_DAYS = 36_525
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")
_ROLE = re.compile(r"[^\W\d_]\w*")


def check_name(name: str) -> str:
    """Return the name of a source, if it is one.

    Raises
    ------
    BadOption
        It is no letter followed by letters, digits, "_" or "-".

    Examples
    --------
    >>> check_name("contacts-2026")
    'contacts-2026'
    >>> check_name("my contacts")
    Traceback (most recent call last):
    ...
    cxcel.errors.BadOption: 'my contacts' is no name for a source: it must be a letter (a to z), then letters, digits, \
'_' or '-', such as contacts
    """
    if not _NAME.fullmatch(name):
        raise BadOption(
            f"'{name:.40}' is no name for a source: it must be a letter (a to z), then letters, digits, '_' or '-', "
            "such as contacts"
        )
    return name


def same(name: str) -> str:
    """Return what names of one source have in common: capitals do not count, nor does "_" for "-".

    Examples
    --------
    >>> same("Contacts_2026") == same("contacts-2026")
    True
    """
    return name.strip().lower().replace("_", "-")


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise BadOption(f'must be a text in quotes, such as "{given!s:.20}"')
    return given


def _location(given: Any) -> str:
    if not _text(given).strip():
        raise BadOption("is empty: it must be a file, a folder, a pattern such as logs/*.parquet, or an address")
    return str(given).strip()


def _roles(given: Any) -> dict[str, str]:
    if not isinstance(given, Mapping):
        raise BadOption('must be a table of lines such as nps = "Score"')
    for role, column in given.items():
        if not _ROLE.fullmatch(role):
            raise BadOption(f"holds '{role:.40}', which is no name of a role: write one word, such as wait or in_time")
        if not isinstance(column, str):
            raise BadOption(f'holds {role} = {column!s:.20}, which must be a text in quotes, such as {role} = "Header"')
    twice = [role for role in given if sum(role.lower() == other.lower() for other in given) > 1]
    if twice:
        raise BadOption(f"holds {' and '.join(sorted(twice))}, which differ in capitals only: keep one")
    return {role.lower(): column for role, column in given.items()}


def _blanks(given: Any) -> tuple[str, ...]:
    if not isinstance(given, list | tuple) or not all(isinstance(blank, str) for blank in given):
        raise BadOption('must be a list of texts in quotes, such as ["-99", "n/a"]')
    return tuple(given)


def _timezone(given: Any) -> str:
    try:
        ZoneInfo(_text(given))
    except (
        ValueError,
        OSError,
        KeyError,
    ) as error:  # no such zone: KeyError; a folder: OSError
        raise BadOption(f"must be the IANA name of a time zone, such as Europe/Paris, got '{given:.40}'") from error
    return str(given)


def _days(given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= MOST_DAYS:
        raise BadOption(f"must be whole days, 0 or more, got {given!r:.40}")
    return given


def _one_of(name: str, words: tuple[str, ...]) -> Callable[[Any], str]:
    def chosen(given: Any) -> str:
        try:
            return choose(name, given, words)
        except CxError as error:
            raise BadOption(str(error).removeprefix(f"{name} ")) from error

    return chosen


def _if_told(read: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda given: given and read(given)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "location": _location,
    "table": _text,
    "roles": _roles,
    "timezone": _timezone,
    "blanks": _blanks,
    "decimal": _if_told(_one_of("decimal", (POINT, COMMA))),
    "dates": _if_told(_one_of("dates", (DAY_FIRST, MONTH_FIRST))),
    "missing": _one_of("missing", MISSINGS),
    "copies": _one_of("copies", COPIES),
    "settled": _days,
}


def read_source(name: str, given: Any, home: Path) -> Source:
    """Return the source that a table of a file of sources describes.

    Raises
    ------
    CxError
        The name, a field or its value cannot be used.

    Examples
    --------
    >>> read_source("contacts", {"location": "logs/*.parquet", "decimal": "Comma"}, Path("cx")).decimal
    'comma'
    """
    check_name(name)
    if not isinstance(given, Mapping):
        raise BadInput(f"'{name}' must be a table: [sources.{name}] with a line such as location = \"logs/*.parquet\"")
    values = {field: _value(name, field, value) for field, value in given.items()}
    if "location" not in values:
        raise BadInput(f"source '{name}' has no location: add a line such as location = \"logs/*.parquet\"")
    return Source(name, home=home, **values)


def _value(name: str, field: str, value: Any) -> Any:
    if field not in _READERS:
        near = get_close_matches(field.lower(), _READERS, n=1)
        hint = f" (did you mean '{near[0]}'?)" if near else ""
        raise BadInput(f"source '{name}': there is no field '{field:.40}'{hint}; known are {', '.join(_READERS)}")
    try:
        return _READERS[field](value)
    except CxError as error:
        raise BadInput(f"source '{name}': {field} {error}") from error


def as_table(source: Source) -> dict[str, Any]:
    """Return what a file of sources holds of a source: its location, and all that differs from the usual.

    Examples
    --------
    >>> as_table(Source("contacts", "logs/*.parquet", roles={"nps": "Score"}, blanks=("-99",)))
    {'location': 'logs/*.parquet', 'blanks': ['-99'], 'roles': {'nps': 'Score'}}
    """
    usual = Source(source.name, source.location)
    names = [name for name in _READERS if name != "roles"] + ["roles"]  # in TOML a table within a table stands last
    kept = {name: getattr(source, name) for name in names if getattr(source, name) != getattr(usual, name)}
    kept = {name: list(value) if isinstance(value, tuple) else value for name, value in kept.items()}
    return {"location": source.location, **kept}
