"""The workbook that is open in Excel, read from a copy of it: which sheets are tables, and what its Settings say.

A sheet named Settings may say how the others are read and what the report compares.  It has a row with the words
``Setting`` and ``Value`` side by side in its first two columns; below it, a setting a row, and beside it its value.  An
empty value is the usual one; further columns are for words of one's own.  The settings are the options of the command
line, and their values are checked by the same functions:

=====================  ===============================================================================
``Role: nps``          the column that holds something: a header, ``Table[Header]``, or ``none``
``Period``             what is compared: day, week, month, quarter or year
``Target: NPS``        a target, as 40 or 80%
``Threshold``          seconds within which a contact counts as answered in time
``Organisation``       the name printed on the report
``Language``           what the report is written in: en, fr, de or es
``Check``              a change to look at before and after, as 2026-04-01: new callback rule @ team=Harbour
``Benchmark``          a published figure to lay beside one's own, as NPS=32: our sector panel 2025
``Quotes``             how many comments of each theme are quoted, personal data masked
``Paper``              a4 or letter
``Theme``              large, for type of 12 points, or the full path of a theme file
``Scale: csat``        the top of a score's scale
``Blank``              a further cell that means "not answered"; there may be several such rows
``Dates``              day-first or month-first, where the cells cannot prove it
``Decimal``            comma or point, where they cannot prove it
=====================  ===============================================================================

Capitals and the colon do not matter.  Targets may also stand on a sheet named Targets, below the words ``metric`` and
``target``, as in the templates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from cxcel.data.options import checked
from cxcel.data.roles import ROLES
from cxcel.errors import BadInput, BadOption, CxError, choose
from cxcel.words import PERIODS

from .hosts.cli.checking import parse_checks
from .hosts.cli.dressing import LARGE, parse_looks, parse_paper
from .hosts.cli.parsing import parse_language, parse_targets, parse_threshold
from .hosts.cli.voicing import parse_benchmarks, parse_quotes
from .language import ENGLISH, say, speaking
from .report.keep import Old, find
from .report.model import Report
from .report.render.theme import Theme

T = TypeVar("T")
SETTINGS, TARGETS = "Settings", "Targets"
NOWHERE = "none"
_HEADS, _GOALS = ("setting", "value"), ("metric", "target")
_ROW = re.compile(r"([^\W_]+)\s*:?\s*(.*)", re.DOTALL)
_IN_TABLE = re.compile(r"(.+)\[(.+)\]", re.DOTALL)
_SCALE = re.compile(r"--scale (\w+)=(\d+)")
_MAP = re.compile(r'--map "?[^"]*?:(\w+)=([^"]*)"')
_OPTION = re.compile(
    r"--(benchmark|blank|check|dates|decimal|language|organisation|paper|period|quotes|scale|target|theme|threshold)\b"
)


@dataclass(slots=True)
class Said:
    """What the sheet Settings says, as the options of the command line; `rows` are where each role is named."""

    roles: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    scales: list[str] = field(default_factory=list)
    blanks: list[str] = field(default_factory=list)
    period: str = ""
    organisation: str = ""
    language: str = ENGLISH
    checks: list[str] = field(default_factory=list)
    benchmarks: list[str] = field(default_factory=list)
    quotes: str = "0"
    paper: str | None = None
    theme: str = ""
    threshold: float = 20.0
    dates: str | None = None
    decimal: str | None = None
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def reading(self) -> dict[str, Any]:
        """How the tables are to be read."""
        return {
            "roles": self.roles,
            "blanks": self.blanks,
            "scales": self.scales,
            "dates": self.dates,
            "decimal": self.decimal,
        }

    @property
    def report(self) -> dict[str, Any]:
        """What the report compares."""
        return {
            "period": self.period or None,
            "targets": self.targets,
            "threshold": self.threshold,
            "organisation": self.organisation,
            "language": self.language,
            "checks": self.checks,
            "benchmarks": self.benchmarks,
            "quotes": self.quotes,
        }

    @property
    def looks(self) -> Theme:
        """What the report is dressed in."""
        return parse_looks(self.paper, self.theme)


@dataclass(frozen=True, slots=True)
class Opened:
    """A copy of the open workbook: the report in it, what Settings says, and which sheets are no tables."""

    path: Path
    old: Old
    said: Said
    without: frozenset[str]


def opened(copy: Path, name: str) -> Opened:
    """Look at a copy of the open workbook.

    Parameters
    ----------
    copy : Path
        As Excel wrote it; it gets the workbook's own name, so that sentences name what the user knows.
    name : str
        The workbook's name as Excel shows it.

    Raises
    ------
    CxError
        Settings hold something that cannot be used; one sentence names the row.
    """
    named = name if name.lower().endswith(copy.suffix.lower()) else name + copy.suffix
    path = copy if named == copy.name else copy.rename(copy.with_name(named))
    old = find(path)
    settings, rows = _pairs_on(old, path, SETTINGS, _HEADS)
    targets, goals = _pairs_on(old, path, TARGETS, _GOALS)
    said = Said() if rows is None else _said(rows, path)
    for row, (metric, value) in (goals or {}).items():
        with _named(path, targets, row):
            _target(said, metric, _text(value))
    own = {sheet for sheet, found in ((settings, rows), (targets, goals)) if found is not None}
    return Opened(path, old, said, old.marked | own)


def _pairs_on(old: Old, path: Path, name: str, heads: tuple[str, str]) -> tuple[str, dict[int, tuple[str, Any]] | None]:
    """Return a sheet by its name, in capitals or not, and its pairs by row."""
    own = next((sheet for sheet in old.sheets if sheet.casefold() == name.casefold()), "")
    return own, _pairs(path, own, heads) if own and own not in old.marked else None


@contextmanager
def _named(path: Path, sheet: str, row: int) -> Iterator[None]:
    """Name the place in what is said about it."""
    try:
        yield
    except CxError as error:
        raise BadOption(f"{path.name}, sheet {sheet}, row {row}: {_plainly(str(error))}") from error


def _pairs(path: Path, sheet: str, wanted: tuple[str, str]) -> dict[int, tuple[str, Any]] | None:
    """Return the pairs by row of the sheet, or None for a sheet that is another table of that name."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        cells = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError):
        return None  # the reader of tables says what is wrong with the file
    pairs = [(str(row[0]).strip(), row[1]) if len(row) > 1 else ("", "") for row in cells]
    heads = [at for at, (name, value) in enumerate(pairs) if (name.lower(), str(value).strip().lower()) == wanted]
    if not heads:
        return None
    return {at + 1: pair for at, pair in enumerate(pairs) if at > heads[0] and pair[0] and str(pair[1]).strip()}


def _said(rows: Mapping[int, tuple[str, Any]], path: Path) -> Said:
    said = Said()
    tables = _names_of_tables(path)
    for row, (name, value) in rows.items():
        found = _ROW.fullmatch(name)
        word, of = (found[1].lower(), found[2].strip()) if found else (name, "")
        with _named(path, SETTINGS, row):
            choose("Setting", word, _TAKEN)
            _TAKEN[word](said, of, _text(value))
        if word == "role":
            said.roles[-1] = _spec(said.roles[-1], path.name, tables)
            said.rows[said.roles[-1]] = row
    return said


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value).strip()


def _role(said: Said, of: str, value: str) -> None:
    said.roles.append(f"{choose('Role', of.lower(), ROLES)}={'' if value.lower() == NOWHERE else value}")


def _target(said: Said, of: str, value: str) -> None:
    text = f"{of}={value}"
    parse_targets([text])
    said.targets.append(text)


def _scale(said: Said, of: str, value: str) -> None:
    if not value.isdecimal():
        raise BadOption(f"Scale must be the top of the scale, such as 7, got '{value}'")
    checked((), {of.lower(): int(value)}, None, None)
    said.scales.append(f"{of.lower()}={value}")


def _period(said: Said, _: str, value: str) -> None:
    said.period = choose("Period", value, PERIODS)


def _threshold(said: Said, _: str, value: str) -> None:
    said.threshold = parse_threshold(value)


def _organisation(said: Said, _: str, value: str) -> None:
    said.organisation = value


def _language(said: Said, _: str, value: str) -> None:
    said.language = parse_language(value)


def _check(said: Said, _: str, value: str) -> None:
    parse_checks([value], {}, date.today())
    said.checks.append(value)


def _benchmark(said: Said, _: str, value: str) -> None:
    parse_benchmarks([value])
    said.benchmarks.append(value)


def _quotes(said: Said, _: str, value: str) -> None:
    parse_quotes(value)
    said.quotes = value


def _paper(said: Said, _: str, value: str) -> None:
    said.paper = parse_paper(value)


def _theme(said: Said, _: str, value: str) -> None:
    if value.lower() != LARGE and not Path(value).is_absolute():
        raise BadOption(f"Theme must be '{LARGE}' or the full path of a theme file, got '{value}'")
    parse_looks(theme=value)
    said.theme = value


def _blank(said: Said, _: str, value: str) -> None:
    said.blanks.append(value)


def _dates(said: Said, _: str, value: str) -> None:
    said.dates = checked((), {}, value.lower(), None).dates


def _decimal(said: Said, _: str, value: str) -> None:
    said.decimal = checked((), {}, None, value.lower()).decimal


_TAKEN: dict[str, Callable[[Said, str, str], None]] = {
    "role": _role,
    "target": _target,
    "scale": _scale,
    "period": _period,
    "threshold": _threshold,
    "organisation": _organisation,
    "language": _language,
    "check": _check,
    "benchmark": _benchmark,
    "quotes": _quotes,
    "paper": _paper,
    "theme": _theme,
    "blank": _blank,
    "dates": _dates,
    "decimal": _decimal,
}


def _names_of_tables(path: Path) -> dict[str, str]:
    """Return what Table[Header] may begin with -> the table as it is read: a sheet or an Excel table."""
    from cxcel.data.tables import worth_reading
    from cxcel.data.xlsx import tables_by_sheet

    names: dict[str, str] = {}
    for sheet, tables in tables_by_sheet(path.read_bytes()).items():
        names[sheet.lower()] = sheet
        alone = not worth_reading(tables) or len(tables) == 1
        names |= {table.name.lower(): sheet if alone else table.name for table in tables}
    return names


def _spec(text: str, file: str, tables: Mapping[str, str]) -> str:
    """Return a role and its column as --map takes it."""
    role, _, header = text.partition("=")
    found = _IN_TABLE.fullmatch(header)
    if found and found[1].strip().lower() in tables:
        return f"{file}[{tables[found[1].strip().lower()]}]:{role}={found[2].strip()}"
    return f"{file}:{role}={header}"


def _plainly(text: str) -> str:
    return re.sub(r"--(\w)", lambda found: found[1].upper(), text)


def in_settings(text: str, said: Said | None = None) -> str:
    """Return a sentence that speaks of the sheet Settings where it spoke of options of the command line.

    Examples
    --------
    >>> in_settings('name one with --map "Book1.xlsx[Survey]:nps=Header"')
    'name one with "Role: nps", "Header" (on a sheet Settings with the columns Setting and Value)'
    >>> in_settings("add --blank for a code")
    'add "Blank" (on a sheet Settings with the columns Setting and Value) for a code'
    """
    for spec, row in (said.rows if said else {}).items():
        text = text.replace(f"--map {spec}: ", f"sheet {SETTINGS}, row {row}: ")
    words = _MAP.sub(lambda found: f'"Role: {found[1]}", "{found[2] or NOWHERE}"\0', text)
    words = _SCALE.sub(lambda found: f'"Scale: {found[1]}", "{found[2]}"\0', words)
    words = _OPTION.sub(lambda found: f'"{found[1].capitalize()}"\0', words)
    where = say("on a sheet {settings} with the columns Setting and Value", settings=SETTINGS)
    return words.replace("\0", f" ({where})", 1).replace("\0", "")


def reworded(report: Report, said: Said) -> Report:
    """Return a report whose texts speak of the sheet Settings."""
    with speaking(report.language):
        return _reworded(report, said)


def _reworded(value: T, said: Said) -> T:
    if isinstance(value, str):  # a unit or a tone is one, too, and is in no sentence
        words = in_settings(value, said)
        return value if words == value else words  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(_reworded(item, said) for item in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{part.name: _reworded(getattr(value, part.name), said) for part in fields(value)})
    return value


def refused(error: CxError, said: Said) -> BadInput:
    """Return an error in the words of who sits before a workbook."""
    return BadInput(in_settings(str(error), said))


def paths(book: Opened) -> tuple[Sequence[Path], Mapping[Path, frozenset[str]]]:
    """Return what `cxcel.data.load.load` is to read, and what it is to leave out."""
    return [book.path], {book.path: book.without}
