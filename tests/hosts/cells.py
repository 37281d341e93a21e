"""The same cells everywhere: one table of formula, cells and what the formula's cells must show.

Each host has a runner that puts the cells in place, enters the formula and reads what stands there afterwards:
`test_cells_direct` (the function called in this Python), `test_cells_in_engine` (a workbook file through `cxcel
refresh`), `windows/test_same_cells` (the add-in's VBA, xlwings' DLL, COM), `libreoffice/test_same_cells` (typed into
Calc).  A host that shows something else says so in a case's `differs`, with the reason.

What the functions of the catalogue must show stands in cells.json, which `python -m tests.hosts.cells` writes anew; it
is text by text what the functions gave when their own tests, by hand calculations and other programs, were right.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter
from tests.functions.calls import CALLS, LATER, SCORES
from tests.hosts.com.packing import grid

from cxcel.functions import FUNCTIONS
from cxcel.sources.reference import is_reference

DIRECT, ENGINE, WINDOWS, LIBREOFFICE = "direct", "engine", "windows", "libreoffice"
WANTED = Path(__file__).with_suffix(".json")
DAY_0 = datetime(1899, 12, 30)
NEWER = ("#SPILL!", "#CALC!")  # errors that came with dynamic arrays
ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", *NEWER)
DIGITS = 12  # of a number in the table
NEAR = 1e-9  # other systems have other mathematics libraries
Rows = list[list[Any]]
Texts = tuple[tuple[str, ...], ...]


class Way(Enum):
    """How a formula names its ranges.

    A direct call gets what the cells hold, however they are named.  Over COM goes the range that Excel makes of a
    name: of a table's column, the cells under its header.  In LibreOffice a table is a database range; the text of the
    formula is the same.
    """

    CELLS = "A1:A9"
    COLUMNS = "A:A"
    SHEET = "Other!A1:A9"
    TABLE = "T[score]"


@dataclass(frozen=True)
class Range:
    """The cells of one argument: where they stand, how the formula names them; for a table with its header on top."""

    sheet: str
    column: int
    rows: Rows
    text: str

    @property
    def address(self) -> str:
        """The cells that the function gets, without a sheet."""
        first = 2 if "[" in self.text else 1
        left, right = get_column_letter(self.column), get_column_letter(self.column + len(self.rows[0]) - 1)
        whole = ":" in self.text and "1" not in self.text
        return f"{left}:{right}" if whole else f"{left}{first}:{right}{len(self.rows)}"


@dataclass(frozen=True)
class Case:
    """A formula, its cells, and the texts that it must show; a list is a range, None an argument that is left out."""

    name: str
    function: str
    arguments: tuple[Any, ...]
    wanted: Texts
    way: Way = Way.CELLS
    differs: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # host -> what it shows, and why

    def ranges(self, here: str = "Here", other: str = "Other", table: str = "T") -> list[Range | None]:
        """Return a range for every argument that is one, side by side from column A on."""
        out: list[Range | None] = []
        column = 1
        for value in self.arguments:
            if not isinstance(value, list):
                out.append(None)
                continue
            rows = grid(value)
            left, right = get_column_letter(column), get_column_letter(column + len(rows[0]) - 1)
            cells = f"{left}1:{right}{len(rows)}"
            text = {
                Way.CELLS: cells,
                Way.COLUMNS: f"{left}:{right}",
                Way.SHEET: f"'{other}'!{cells}",
                Way.TABLE: f"{table}[{rows[0][0]}]",
            }[self.way]
            out.append(Range(other if self.way is Way.SHEET else here, column, rows, text))
            column += len(rows[0])
        return out

    def formula(self, other: str = "Other", table: str = "T", between: str = ",") -> str:
        """Return the formula as it is typed, with its equals sign."""
        ranges = self.ranges(other=other, table=table)
        words = [r.text if r else constant(v) for r, v in zip(ranges, self.arguments, strict=True)]
        return f"={self.function}({between.join(words)})"

    @property
    def asks_source(self) -> bool:
        """Whether an argument names a column of a source."""
        return any(map(is_reference, self.given()))

    def given(self) -> list[Any]:
        """Return the arguments as the function itself takes them."""
        first = 1 if self.way is Way.TABLE else 0
        return [_given(grid(value)[first:]) if isinstance(value, list) else value for value in self.arguments]

    def shows(self, host: str) -> Texts:
        """Return what a host must show."""
        return ((self.differs[host][0],),) if host in self.differs else self.wanted


def _given(rows: Rows) -> Any:
    """A range; of a single cell that names a column of a source, its text, as hosts hand it over."""
    return rows[0][0] if len(rows) == len(rows[0]) == 1 and is_reference(rows[0][0]) else rows


def constant(value: Any) -> str:
    """A constant as a formula has it."""
    if isinstance(value, str):
        return f'"{value}"'
    return "" if value is None else str(value).upper() if isinstance(value, bool) else f"{value:.15g}"


def in_cell(value: Any) -> tuple[Any, str]:
    """What stands in a cell, and its number format."""
    if isinstance(value, datetime):
        return (value - DAY_0) / timedelta(days=1), "dd.mm.yyyy"
    if isinstance(value, timedelta):
        return value / timedelta(days=1), "[h]:mm:ss"
    return value, "General"


def text(value: Any) -> str:
    """What a cell shows, at full width."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, date):
        moment = datetime(value.year, value.month, value.day)
        return f"{(moment - DAY_0) / timedelta(days=1):.{DIGITS}g}"
    return value if isinstance(value, str) else f"{float(value):.{DIGITS}g}"


def same(shown: Sequence[Sequence[str]], wanted: Texts) -> bool:
    """Whether cells show what they must: texts equal, numbers to nine digits."""
    if [len(row) for row in shown] != [len(row) for row in wanted]:
        return False
    return all(_alike(a, b) for row, must in zip(shown, wanted, strict=True) for a, b in zip(row, must, strict=True))


def _alike(shown: str, wanted: str) -> bool:
    try:
        return math.isclose(float(shown), float(wanted), rel_tol=NEAR, abs_tol=1e-12)
    except ValueError:
        return shown == wanted


def _in_order(call: Any) -> tuple[Any, ...]:
    names = [p.name for p in FUNCTIONS[call.function].spec.parameters if not p.repeats]
    given = [*(call.arguments.get(name) for name in names), *call.repeated]
    while given and given[-1] is None:
        given.pop()
    return tuple(given)


@cache
def _whole() -> Mapping[str, list[list[str]]]:
    return dict(json.loads(WANTED.read_text("utf-8")))


def _written(name: str) -> Texts:
    """What cells.json has for a case: longer tables, and what every function gives."""
    return tuple(tuple(row) for row in _whole().get(name, ()))


def _functions() -> Iterator[Case]:
    """A case for each good call of a function; the second of one function has a number."""
    counted: dict[str, int] = {}
    for call in CALLS:
        counted[call.function] = counted.get(call.function, 0) + 1
        name = call.function if counted[call.function] == 1 else f"{call.function} {counted[call.function]}"
        yield Case(name, call.function, _in_order(call), _written(name))


def _one(shown: str) -> Texts:
    return ((shown,),)


NO_SUCH = {
    LIBREOFFICE: (
        "#NAME?",
        "Calc has no such error, and reads one in a file or formula as a name that it does not know",
    )
}
NO_CELLS = {
    LIBREOFFICE: (
        "Err:504",
        "Calc gives a function that needs cells nothing else; Refresh writes CX(...), which takes it",
    )
}
TOO_MANY = {LIBREOFFICE: ("Err:504", "Calc refuses a formula with more arguments than the function has")}


def _nps(name: str, rows: Rows | list[Any], shown: str, way: Way = Way.CELLS, **more: Any) -> Case:
    return Case(name, "NPS", (rows,), _one(shown), way, **more)


def _unknown(error: str) -> Mapping[str, tuple[str, str]]:
    return NO_SUCH if error in NEWER else {}


CONTACTS = """\
started_at,channel,market,resolved,nps
2026-01-05,phone,FR,yes,9
2026-01-20,chat,FR,no,3
2026-02-02,phone,DE,no,10
2026-02-03,phone,FR,no,7
2026-02-10,chat,DE,yes,10
"""
NAMED = '[sources.contacts]\nlocation = "contacts.csv"\n'
FRENCH = "contacts: market = 'FR'"
BY_CHANNEL = (
    ("group", "value", "low", "high", "n"),
    ("phone", "0.5", "0.0945312057342", "0.905468794266", "2"),  # 1 of 2 and 0 of 1, with Wilson's limits
    ("chat", "0", "0", "0.793450685623", "1"),
)
BY_MONTH = (
    ("period", "value", "low", "high", "n", "change", "p", "verdict"),
    ("46023", "0.5", "0.0945312057342", "0.905468794266", "2", "", "", ""),
    ("46054", "0.333333333333", "0.0614919447204", "0.792340399198", "3", "-0.166666666667", "0.709388115014",
     "within noise"),
)  # fmt: skip


def write_sources(folder: Path) -> Path:
    """Write the source `contacts`, a file of five contacts, into a folder that is to have a workbook."""
    (folder / "contacts.csv").write_text(CONTACTS, "utf-8")
    (folder / "cxcel-sources.toml").write_text(NAMED, "utf-8")
    return folder


MONTHS = [datetime(2026, 1, 1) + timedelta(10 * i) for i in range(9)]
TALK = [timedelta(seconds=200 + 7 * i) for i in range(6)]
HOLD = [timedelta(seconds=40 + 15 * i) for i in range(6)]
FUNCTION_CASES = tuple(_functions())
CASES = (
    *FUNCTION_CASES,
    _nps("one cell", [9], "100"),
    _nps("a row", [[9, 10, 3]], "33.3333333333"),
    _nps("a block", [[9, 10], [3, 7]], "25"),
    _nps("blanks", [9, None, 3, None], "0"),
    _nps("numbers written as text", ["9", "10", " 3 "], "33.3333333333"),
    _nps("a header in the range", ["score", 9, 3], "0"),
    _nps("a word for no answer", ["score", "n/a", 9], "100"),
    _nps("a word among scores", [9, "Zürich 日本 😀", 3], "#VALUE!"),
    _nps("a flag", [9, True, 3], "#VALUE!"),
    _nps("spaces", [9, "  ", 3], "0"),
    _nps("no answers", [None, None], "#DIV/0!"),
    _nps("one blank cell", [None], "#DIV/0!"),
    _nps("out of range", [9, 11], "#NUM!"),
    _nps("dates among scores", [datetime(2026, 1, 5), datetime(2026, 1, 6)], "#VALUE!"),
    *(_nps(f"{error} in the range", [9, error, 3], error, differs=_unknown(error)) for error in ERRORS),
    *(_nps(f"{error} by itself", [error], error, differs=_unknown(error)) for error in ERRORS),
    _nps("two errors", [9, "#N/A", "#REF!"], "#N/A"),
    Case("ranges of different length", "KPI_CORR", ([1, 2, 3, 4], [1, 2, 3]), _one("#N/A")),
    Case("a number", "NPS", (9,), _one("100"), differs=NO_CELLS),
    Case("a text", "NPS", ("nine",), _one("#VALUE!"), differs=NO_CELLS),
    Case("nothing at all", "NPS", (), _one("#VALUE!"), differs=NO_CELLS),
    Case("an argument left out", "CSAT", ([5, 4, 2, None], 5, None, None), _one("0.666666666667")),
    Case("a wrong word", "CSAT", ([5, 4, 2], 5, "toppest"), _one("#VALUE!")),
    Case("too many arguments", "NPS_NEEDED", (5, 0.95, 1, 1, 1, 1, 1, 1), _one("#VALUE!"), differs=TOO_MANY),
    Case("times", "AHT", (TALK,), _one("217.5")),
    Case("times in columns that may be left out", "AHT", (TALK, HOLD, TALK[::-1]), _one("512.5")),
    Case("one time", "AHT", (TALK[:1],), _one("200")),
    Case(
        "other letters",
        "KPI_BY",
        ("NPS", ["Zürich", "日本", "😀", "Zürich"], [9, 3, 10, 10]),
        _written("other letters"),
    ),
    Case("dates", "KPI_TREND", ("NPS", MONTHS, "month", [9, 10, 3, 9, 7, 10, 2, 9, 10]), _written("dates")),
    _nps("a whole column", SCORES, "-47.9166666667", Way.COLUMNS),
    Case("whole columns", "KPI_CORR", (SCORES, [*LATER[:40], *[None] * 8]), _written("whole columns"), Way.COLUMNS),
    _nps("a whole column with a header", ["score", *SCORES], "-47.9166666667", Way.COLUMNS),
    _nps("blanks and a text in a whole column", ["score", 9, None, "n/a", 3], "0", Way.COLUMNS),
    _nps("an error in a whole column", [9, "#REF!", 3], "#REF!", Way.COLUMNS),
    Case(
        "dates in whole columns",
        "KPI_TREND",
        ("NPS", ["day", *MONTHS], "month", ["score", *SCORES[:9]]),
        _written("dates in a table"),
        Way.COLUMNS,
    ),
    _nps("another sheet", [9, 10, 3], "33.3333333333", Way.SHEET),
    _nps("blanks, a text and a header on another sheet", ["score", 9, None, "n/a", 3], "0", Way.SHEET),
    Case(
        "dates on another sheet",
        "KPI_TREND",
        ("NPS", ["day", *MONTHS], "month", ["score", *SCORES[:9]]),
        _written("dates in a table"),
        Way.SHEET,
    ),
    _nps("an error on another sheet", [9, "#N/A"], "#N/A", Way.SHEET),
    _nps("a table's column", ["score", 9, 10, 3], "33.3333333333", Way.TABLE),
    _nps("blanks and a text in a table's column", ["score", 9, None, "n/a", 3], "0", Way.TABLE),
    _nps("an error in a table's column", ["score", 9, "#DIV/0!", 3], "#DIV/0!", Way.TABLE),
    Case("a column of a source", "NPS", ("contacts:nps",), _one("40"), differs=NO_CELLS),
    Case("some rows of a source", "FCR_RATE", ("contacts:resolved", FRENCH), _one("0.333333333333"), differs=NO_CELLS),
    Case(
        "a source by groups",
        "KPI_BY",
        ("FCR_RATE", "contacts:channel", "contacts:resolved", FRENCH),
        BY_CHANNEL,
        differs=NO_CELLS,
    ),
    Case("a source that is not there", "NPS", ("contcts:nps",), _one("#VALUE!"), differs=NO_CELLS),
    _nps("a column of a source, named in a cell", ["contacts:nps"], "40"),
    Case(
        "some rows of a source, named in cells", "FCR_RATE", (["contacts:resolved"], [FRENCH]), _one("0.333333333333")
    ),
    Case(
        "a source by groups, named in cells",
        "KPI_BY",
        ("FCR_RATE", ["contacts:channel"], ["contacts:resolved"], [FRENCH]),
        BY_CHANNEL,
    ),
    Case(
        "a source by months",
        "KPI_TREND",
        ("FCR_RATE", ["contacts:date"], "month", ["contacts:resolved"]),
        BY_MONTH,
    ),
    Case("the rows of a source", "KPI_CORR", (["contacts:nps"], ["contacts:nps"]), _one("1")),
    _nps("a column that a source has not, named in a cell", ["contacts:score"], "#VALUE!"),
    Case("two columns of a table", "KPI_CORR", (["x", 1, 2, 3, 4, 5], ["y", 2, 1, 4, 3, 5]), _one("0.8"), Way.TABLE),
    Case(
        "dates in a table",
        "KPI_TREND",
        ("NPS", ["day", *MONTHS], "month", ["score", *SCORES[:9]]),
        _written("dates in a table"),
        Way.TABLE,
    ),
)


if __name__ == "__main__":
    from tests.hosts.test_cells_direct import shown

    kept = {case.name: shown(case) for case in CASES if case in FUNCTION_CASES or case.name in _whole()}
    lines = [f"{json.dumps(name)}: {json.dumps(rows, ensure_ascii=False)}" for name, rows in kept.items()]
    WANTED.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
