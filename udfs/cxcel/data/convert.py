"""From cells to typed columns: one reader per kind of role."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxcel.data.assign import Claim, Roles
from cxcel.data.blanks import is_blank
from cxcel.data.dataset import Column
from cxcel.data.durations import read_durations
from cxcel.data.flags import read_flags
from cxcel.data.moments import read_clocks, read_dates
from cxcel.data.notes import NOT_USED, Notes, Place, shown
from cxcel.data.numbers import COMMA, POINT, marks, read_numbers
from cxcel.data.options import Options
from cxcel.data.roles import ROLES, Role
from cxcel.data.scores import check_scores
from cxcel.data.table import Distinct, RawTable
from cxcel.sentences import Sentence, numeral, sentence, sentence_many

_FEW = 0.01
Bools = NDArray[np.bool_]


@dataclass(slots=True)
class Job:
    """One column on its way to its role."""

    claim: Claim
    table: RawTable
    options: Options
    notes: Notes
    period: bool
    column: Distinct = field(init=False)
    blank: Bools = field(init=False)
    mark: str = POINT  # the decimal mark
    siblings: tuple[tuple[Distinct, Bools], ...] = ()  # the table's other columns of dates, with their blanks
    dropped: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.column = self.table.distinct(self.claim.column)
        self.blank = is_blank(self.column.cells, self.options.blanks)

    @property
    def role(self) -> Role:
        """The role the column gets."""
        return ROLES[self.claim.role]

    @property
    def place(self) -> Place:
        """Where the column is."""
        return self.table.place.at(self.claim.header.text)

    def rows(self, marked: Bools) -> NDArray[np.int64]:
        """Return the file's row numbers of marked distinct cells."""
        return self.table.row_numbers[self.column.rows_of(marked)]

    def cell(self, marked: Bools) -> Any:
        """Return the first marked cell in row order."""
        rows = self.column.rows_of(marked)
        return self.column.cells[self.column.codes[rows[0]]]

    def refuse(self, marked: Bools, what: Sentence, way_out: str) -> None:
        """Leave out marked cells while they are few; stop when they are not."""
        if not marked.any():
            return
        rows = self.rows(marked)
        answers = max(1, int((~self.blank[self.column.codes]).sum()))
        value = self.cell(marked)
        found = sentence_many(
            "{n} cell {what}, such as '{value}'",
            "{n} cells {what}, such as '{value}'",
            len(rows),
            what=what,
            value=shown(value),
        )
        self.dropped[what] = len(rows)
        if len(rows) < _FEW * answers:
            self.notes.find(self.place, found, sentence("left out"), rows, len(rows), value)
        else:
            self.notes.stop(self.place, found, way_out, rows, len(rows), value)


def convert(roles: Roles, table: RawTable, options: Options, notes: Notes, *, period: bool) -> dict[str, Column]:
    """Return the typed columns of a table; columns without any value are noted and not used."""
    jobs = {role: Job(claim, table, options, notes, period) for role, claim in roles.items()}
    dated = [job for job in jobs.values() if job.role.kind == "date"]
    for job in dated:
        job.siblings = tuple((other.column, other.blank) for other in dated if other is not job)
    _settle_marks(jobs, table, options, notes)
    columns: dict[str, Column] = {}
    for role, job in jobs.items():
        if bool(job.blank[job.column.codes].all()):
            _say_empty(job)
            continue
        columns[role] = _column(job)
    return columns


def _say_empty(job: Job) -> None:
    if job.claim.told and job.role.kind == "score":
        way_out = f"choose another column with {job.table.place.map(job.role.name)}"
        job.notes.stop(job.place, "there is no value in any row", way_out)
    else:
        job.notes.find(job.place, sentence("no value in any row"), NOT_USED, (), job.table.n)


def _column(job: Job) -> Column:
    kind = "count" if job.period and job.role.counts else job.role.kind
    made = _READERS[kind](job)
    blank = int(job.blank[job.column.codes].sum())
    return replace(made, blank=blank, dropped=job.dropped, threshold=job.claim.header.threshold)


def _spread(job: Job, values: NDArray[Any]) -> Column:
    return Column(job.role.name, job.claim.header.text, job.table.file, job.table.sheet, values[job.column.codes])


def _settle_marks(jobs: Mapping[str, Job], table: RawTable, options: Options, notes: Notes) -> None:
    """Prove the decimal mark of each column of numbers; columns that cannot prove it follow those that do."""
    numeric = [job for job in jobs.values() if job.role.kind in _NUMERIC or (job.period and job.role.counts)]
    found = {job.role.name: marks(job.column.cells) for job in numeric}
    proved = {mark for seen in found.values() for mark in (POINT, COMMA) if mark in seen}
    for job in numeric:
        seen = found[job.role.name]
        if POINT in seen and COMMA in seen and not options.decimal:
            _both_marks(job, seen)
        own = {mark for mark in (POINT, COMMA) if mark in seen}
        job.mark = options.decimal or _thousands(job, seen) or _mark(job, own or proved, "either" in seen, table, notes)


def _thousands(job: Job, seen: Mapping[str, int]) -> str:
    """Counts are whole, so 1.234 can only be thousands."""
    if "either" not in seen or not (job.role.kind == "count" or (job.period and job.role.counts)):
        return ""
    return COMMA if "." in str(_one(job, seen["either"])) else POINT


def _both_marks(job: Job, seen: Mapping[str, int]) -> None:
    first, second = (_one(job, seen[mark]) for mark in (POINT, COMMA))
    rows = job.rows(_only(job, seen[COMMA]))
    job.notes.stop(
        job.place,
        f"'{first}' and '{second}' use different decimal marks",
        "make them alike, or add --decimal comma or --decimal point",
        rows,
    )


def _one(job: Job, at: int) -> Any:
    return job.column.cells[at]


def _only(job: Job, at: int) -> Bools:
    marked = np.zeros(len(job.column.cells), np.bool_)
    marked[at] = True
    return marked


def _mark(job: Job, proved: set[str], either: bool, table: RawTable, notes: Notes) -> str:
    if len(proved) == 1:
        mark = next(iter(proved))
        if mark == COMMA:
            text = sentence("numbers in {table} have a decimal comma", table=table.place.table)
            notes.assume(table.place, text, "--decimal point")
        return mark
    if not either:
        return POINT
    if table.delimiter == ",":
        text = sentence(
            "numbers in {table} have a decimal point, as the file is separated by commas", table=table.place.table
        )
        notes.assume(table.place, text, "--decimal comma")
        return POINT
    example = _one(job, marks(job.column.cells)["either"])
    rows = job.rows(_only(job, marks(job.column.cells)["either"]))
    way_out = "say which with --decimal comma or --decimal point"
    notes.stop(job.place, f"'{example}' could be thousands or decimals", way_out, rows, value=example)
    return POINT


def _labels(job: Job) -> Column:
    """Codes into labels; numbers that are ids lose their ".0"."""
    texts = list(map(_label, job.column.cells))
    filled = np.flatnonzero(~job.blank)
    names: dict[str, int] = {}
    codes = np.full(len(texts), -1, np.int32)
    codes[filled] = [names.setdefault(texts[at], len(names)) for at in filled.tolist()]
    return replace(_spread(job, codes), labels=tuple(names))


def _label(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    return str(int(cell)) if isinstance(cell, float) and cell == int(cell) and abs(cell) < 1e15 else str(cell)


def _numbers(job: Job) -> Column:
    read = read_numbers(job.column.cells, job.blank, job.mark)
    way_out = f"mend the cells, add --blank for a code, or say {job.table.place.map(job.role.name, '')}"
    job.refuse(read.unreadable, sentence("without a number"), way_out)
    return _spread(job, read.values)


def _not_negative(job: Job, column: Column) -> Column | None:
    """Leave out a few negative values; a column with many is not used."""
    bad = column.values < 0
    count = int(bad.sum())
    if not count:
        return column
    rows = job.table.row_numbers[np.flatnonzero(bad)]
    total = int((~np.isnan(column.values)).sum())
    few = count < _FEW * total
    done = sentence("left out") if few else sentence("the column is not used")
    found = sentence_many(
        "{n} negative value of {total}", "{n} negative values of {total}", count, total=numeral(total)
    )
    job.notes.find(job.place, found, done, rows, count, column.values[bad][0])
    if not few:
        return None
    job.dropped[sentence("negative")] = count
    return replace(column, values=np.where(bad, np.nan, column.values))


def _counts(job: Job) -> Column:
    column = _not_negative(job, _numbers(job))
    return column if column is not None else _nothing(job)


def _nothing(job: Job) -> Column:
    return _spread(job, np.full(len(job.column.cells), np.nan))


def _rates(job: Job) -> Column:
    read = read_numbers(job.column.cells, job.blank, job.mark)
    job.refuse(read.unreadable, sentence("without a number"), "mend the cells or add --blank for a code")
    values = read.values
    if not read.percent and np.nanmax(values, initial=0.0) > 1.5:
        values = values / 100.0
        job.notes.assume(job.place, sentence("{column} is in percent", column=job.place.named))
    return _spread(job, values)


def _seconds(job: Job) -> Column:
    read = read_durations(job.column.cells, job.blank, job.mark)
    way_out = f"mend the cells, or say {job.table.place.map(job.role.name, '')}"
    job.refuse(read.unreadable, sentence("without a duration"), way_out)
    header = job.claim.header
    scale = header.unit or 1.0
    if _days(job, read.values, read.plain):
        scale = 86_400.0
        job.notes.find(
            job.place,
            sentence("durations stored as fractions of a day"),
            sentence("turned into seconds"),
            job.rows(read.plain),
            int(read.plain.sum()),
        )
        text = sentence("{column} holds fractions of a day, as Excel stores times", column=job.place.named)
        job.notes.assume(job.place, text)
    elif not header.unit and read.plain.any():
        job.notes.assume(
            job.place,
            sentence("{column} is in seconds", column=job.place.named),
            sentence("name the unit in the header: (min), (h)"),
        )
    if read.two_parts:
        text = sentence("times such as 2:14 in {column} are minutes and seconds", column=job.place.named)
        job.notes.assume(job.place, text)
    column = _not_negative(job, _spread(job, np.where(read.plain, read.values * scale, read.values)))
    return column if column is not None else _nothing(job)


def _days(job: Job, values: NDArray[np.float64], plain: Bools) -> bool:
    """Whether plain numbers are fractions of a day: all below 1 and not all zero, with no unit in the header."""
    if job.claim.header.unit or not plain.any() or plain.sum() != (~job.blank).sum():
        return False
    numbers = values[plain]
    return bool(numbers.max() < 1 and (numbers > 0).any() and numbers.min() >= 0)


def _flags(job: Job) -> Column:
    role = job.role
    values = read_flags(job.column.cells, job.blank, role.yes, role.no)
    if role.counts:
        values = _more_than_one(job, values)
    unread = np.isnan(values) & ~job.blank
    job.refuse(unread, sentence("neither yes nor no"), f"mend them, or say {job.table.place.map(role.name, '')}")
    return _spread(job, values)


def _more_than_one(job: Job, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take a count per contact (2 transfers) as yes."""
    numbers = read_numbers(job.column.cells, job.blank, job.mark).values
    several = np.isnan(values) & (numbers > 1) & (numbers == np.floor(numbers))
    if several.any():
        job.notes.assume(job.place, sentence("a number above 0 in {column} means yes", column=job.place.named))
    return np.where(several, 1.0, values)


def _presence(job: Job) -> Column:
    values = np.where(job.blank, 0.0, 1.0)
    flags = read_flags(job.column.cells, job.blank)
    if not np.isnan(flags[~job.blank]).any():
        return _spread(job, flags)
    job.blank = np.zeros_like(job.blank)
    text = sentence("an entry in {column} means yes, a blank cell no", column=job.place.named)
    job.notes.assume(job.place, text, job.table.place.map(job.role.name, ""))
    return _spread(job, values)


def _scores(job: Job) -> Column:
    column = _numbers(job)
    if job.period:
        return column
    values, scale = check_scores(job, column.values)
    return replace(column, values=values, scale=scale)


def _dates(job: Job) -> Column:
    return _spread(job, read_dates(job))


def _clocks(job: Job) -> Column:
    return _spread(job, read_clocks(job))


def _money(job: Job) -> Column:
    column = _numbers(job)
    kept = _not_negative(job, column)
    return kept if kept is not None else _nothing(job)


_NUMERIC = frozenset({"number", "money", "score", "count", "rate", "seconds"})
_READERS: Mapping[str, Callable[[Job], Column]] = {
    "id": _labels, "word": _labels, "text": _labels, "date": _dates, "clock": _clocks, "flag": _flags,
    "presence": _presence, "seconds": _seconds, "money": _money, "number": _numbers, "score": _scores,
    "count": _counts, "rate": _rates,
}  # fmt: skip
