"""The way in: files to a `Dataset`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from cxcel.data.collector import resting_collector
from cxcel.data.dataset import Column, Dataset, Frame
from cxcel.data.grain import SCORES
from cxcel.data.join import attach, join_customers, join_survey
from cxcel.data.mapping import Told, parse_maps
from cxcel.data.notes import Notes
from cxcel.data.options import Options, checked
from cxcel.data.prepare import Prepared, nothing_found, prepare, say_unused
from cxcel.data.read import read_tables
from cxcel.data.roles import ROLES
from cxcel.data.stack import stack
from cxcel.data.table import RawTable
from cxcel.errors import BadInput

_GRAINS = ("contact", "answer", "customer", "employee", "period", "order")


def load(
    paths: Sequence[Path | str],
    *,
    roles: Sequence[str] = (),
    blanks: Sequence[str] = (),
    scales: Mapping[str, int] | None = None,
    dates: str | None = None,
    decimal: str | None = None,
    strict: bool = True,
    progress: Callable[[str], None] | None = None,
    without: Mapping[Path, Collection[str]] | None = None,
    further: Sequence[RawTable] = (),
) -> Dataset:
    """Read files into frames with roles, and say what was found and assumed.

    Parameters
    ----------
    paths : sequence of paths
        Files to read (.xlsx, .csv, .tsv, .txt); they are never changed.
    roles : sequence of str
        "FILE:role=Header" as --map gives it; "FILE[Sheet]:role=Header#2"; "FILE:role=" for "in no column".
    blanks : sequence of str
        Further cells that mean "not answered", such as "-99".
    scales : mapping of str to int
        Top of a score's scale, such as {"csat": 7}.
    dates, decimal : str, optional
        "day-first" or "month-first"; "comma" or "point", where the file cannot prove it.
    strict : bool
        Whether a question stops the work (a report) or becomes a finding (a check).
    progress : callable, optional
        Is told what is done next, in words.
    without : mapping, optional
        Sheets of a file that are no data, such as those of a report in it.
    further : sequence of RawTable
        Tables that were read elsewhere, such as rows of a source.

    Returns
    -------
    Dataset

    Raises
    ------
    BadInput     a file cannot be used as it is; one sentence with the way out
    BadOption    an option is none of the allowed words
    """
    options = checked(blanks, scales or {}, dates, decimal)
    told, notes = parse_maps(roles), Notes(strict)
    with resting_collector():
        say = progress or _silent
        tables = _read([Path(path) for path in paths], notes, say, without or {}) if paths or not further else []
        return _load([*tables, *further], told, options, notes, say)


def _load(tables: list[RawTable], told: Told, options: Options, notes: Notes, say: Callable[[str], None]) -> Dataset:
    told.check(tables)
    prepared: list[Prepared] = []
    for table in tables:
        say(f"Understanding {table.place}")
        prepared.append(prepare(table, told, options, notes))
    useful = [part for part in prepared if part.grain]
    if not useful:
        raise nothing_found(tables, notes)
    for part in prepared:
        if not part.grain:
            say_unused(part, notes)
    say("Joining tables")
    frames = _frames(_join(_by_grain(useful, notes), notes))
    return Dataset(frames, tuple(part.source for part in prepared), tuple(notes.findings), tuple(notes.assumptions))


def _silent(_text: str) -> None:
    """Say nothing."""


def _read(
    paths: Sequence[Path], notes: Notes, say: Callable[[str], None], without: Mapping[Path, Collection[str]]
) -> list[RawTable]:
    if not paths:
        raise BadInput("no file was named; name at least one .xlsx or .csv file")
    tables: list[RawTable] = []
    for path in dict.fromkeys(paths):
        say(f"Reading {path.name}")
        tables += read_tables(path, notes, without.get(path, ()))
    return tables


def _by_grain(parts: Sequence[Prepared], notes: Notes) -> dict[str, list[Prepared]]:
    return {grain: stack([part for part in parts if part.grain == grain], notes) for grain in _GRAINS}


def _merge(parts: list[Prepared], key: str, notes: Notes) -> tuple[list[Prepared], list[Prepared]]:
    """Join tables of one grain onto the longest; return it, and those whose scores it does not hold in full."""
    if len(parts) < 2:
        return parts, []
    base, *others = sorted(parts, key=lambda part: -part.n)
    left: list[Prepared] = []
    for other in others:
        base, complete = attach(base, other, key, notes)
        if not complete and SCORES & other.keys:
            left.append(other.of_grain("answer"))
    return [base], left


def _join(parts: dict[str, list[Prepared]], notes: Notes) -> dict[str, list[Prepared]]:
    parts["contact"], extra = _merge(parts["contact"], "contact_id", notes)
    parts["customer"], _ = _merge(parts["customer"], "customer_id", notes)
    contacts, answers = parts["contact"], parts["answer"]
    if contacts and answers:
        left: list[Prepared] = []
        for survey in answers:
            contacts[0], complete = join_survey(contacts[0], survey, notes)
            if not complete:
                left.append(survey)
        parts["answer"] = left
    parts["answer"] += extra
    for customers in parts["customer"][:1]:
        for grain in ("contact", "answer"):
            parts[grain] = [join_customers(part, customers, notes) for part in parts[grain]]
    return parts


def _frames(parts: Mapping[str, Sequence[Prepared]]) -> tuple[Frame, ...]:
    return tuple(Frame(grain, part.n, _ordered(part.columns)) for grain in _GRAINS for part in parts[grain])


def _ordered(columns: Mapping[str, Column]) -> dict[str, Column]:
    return {role: columns[role] for role in ROLES if role in columns}
