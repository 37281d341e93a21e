"""One function over columns of files, as a cell would compute it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from cxcel.cells import number_in
from cxcel.data.notes import Notes
from cxcel.data.read import read_tables
from cxcel.errors import BadInput, BadOption
from cxcel.functions import FUNCTIONS
from cxcel.sources.reference import is_reference
from cxcel.sources.registry import find
from cxcel.worksheet import WorksheetFunction

RANGE = re.compile(
    r"^(?P<file>.+?\.(?:xlsx|xlsm|xltx|xltm|csv|tsv|txt|tab))(?:\[(?P<sheet>[^\]]*)\])?(?::(?P<column>.*))?$",
    re.I | re.DOTALL,
)


def calculate(name: str, arguments: Sequence[str]) -> Iterator[str]:
    """Yield the result line by line; a table is tab-separated."""
    result = _function(name)(*(_argument(text) for text in arguments))
    if not isinstance(result, list):
        yield _shown(result)
        return
    for row in result:
        yield "\t".join(map(_shown, row))


def _function(name: str) -> WorksheetFunction:
    found = FUNCTIONS.get(name.upper())
    if found is None:
        near = get_close_matches(name.upper(), FUNCTIONS, n=1)
        hint = f" (did you mean '{near[0]}'?)" if near else ""
        raise BadOption(f"there is no function '{name}'{hint}; 'cxcel functions' lists them")
    return found


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _argument(text: str) -> Any:
    """Return a range of a file, a column of a source or a filter by its text, a number, a word, or None for nothing."""
    found = RANGE.match(text)
    if found:
        return _column(Path(found["file"]), found["sheet"], found["column"])
    if not text:
        return None
    if is_reference(text):
        return _of_source(text)
    number = number_in(text)
    return text if number is None else number


def _of_source(text: str) -> str:
    """Return a text that names a source which there is.

    Raises
    ------
    BadOption
        There is none of that name; the sentence says how a file is named, too.
    """
    try:
        find(text.partition(":")[0].strip())
    except BadOption as error:
        raise BadOption(f"{error}; a column of a file is named as in contacts.csv:wait") from error
    return text


def _column(path: Path, sheet: str | None, header: str | None) -> list[Any]:
    tables = read_tables(path, Notes(False))
    named = [table for table in tables if sheet is None or table.sheet == sheet]
    if not named:
        sheets = ", ".join(table.sheet for table in tables)
        raise BadInput(f"{path.name} has no sheet '{sheet}'; its sheets are {sheets}")
    for table in named:
        if header in table.headers:
            cells = table.columns[table.headers.index(header)]
            # with its header, so that the first answer is not taken for one and rows are counted as the file does
            return [*cells] if number_in(header) is not None else [header, *cells]
    headers = [h for table in named for h in table.headers]
    if not header:
        raise BadInput(
            f"{path.name} is named without a column: write {path.name}:{headers[0]}; "
            f"its columns are {', '.join(headers[:20])}"
        )
    near = get_close_matches(header, headers, n=1)
    hint = f" (did you mean '{near[0]}'?)" if near else ""
    raise BadInput(f"{path.name} has no column '{header}'{hint}; its columns are {', '.join(headers[:20])}")
