"""What the user said with --map: FILE:role=Header, FILE[Sheet]:role=Header#2, or FILE:role= for "in no column"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from cxcel.data.roles import ROLES
from cxcel.data.table import RawTable
from cxcel.errors import BadInput

_SPEC = re.compile(r"^(?P<file>.+?)(?:\[(?P<sheet>[^\[\]]+)\])?:(?P<role>[A-Za-z_]+)=(?P<header>.*)$", re.DOTALL)
_NTH = re.compile(r"^(?P<text>.*)#(?P<nth>\d+)$", re.DOTALL)
_LISTED = 10


@dataclass(frozen=True, slots=True)
class Said:
    """One --map."""

    spec: str
    file: str
    sheet: str
    role: str
    header: str

    def means(self, table: RawTable) -> bool:
        """Whether the table is the one named."""
        name = re.split(r"[/\\]", self.file)[-1]
        return name == table.file and self.sheet in {"", table.sheet}


@dataclass(frozen=True, slots=True)
class Told:
    """All that the user said about columns."""

    said: tuple[Said, ...] = ()

    def columns(self, table: RawTable) -> dict[str, int]:
        """Return role -> column for a table; a header it lacks is an error unless another sheet has it."""
        return {
            said.role: column
            for said in self.said
            if said.header and said.means(table) and (column := find_column(table, said.header)) is not None
        }

    def absent(self, table: RawTable) -> set[str]:
        """Return the roles that the user says are in no column."""
        return {said.role for said in self.said if not said.header and said.means(table)}

    def check(self, tables: Sequence[RawTable]) -> None:
        """Refuse a --map that names a file or header there is not."""
        for said in self.said:
            meant = [table for table in tables if said.means(table)]
            if not meant:
                there = _listed(str(table.place) for table in tables)
                raise BadInput(f"--map {said.spec}: there is no such file or sheet; there is {there}")
            if said.header and all(find_column(table, said.header) is None for table in meant):
                have = _listed(meant[0].headers)
                raise BadInput(f"--map {said.spec}: {meant[0].place} has no column '{said.header}'; it has {have}")


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(f"'{name}'" for name in names[:_LISTED]) + more


def parse_maps(specs: Iterable[str]) -> Told:
    """Read --map options.

    Examples
    --------
    >>> parse_maps(["calls.xlsx[May]:wait=Speed of answer"]).said[0].sheet
    'May'
    """
    return Told(tuple(map(_parse, specs)))


def _parse(spec: str) -> Said:
    found = _SPEC.match(spec)
    if not found:
        raise BadInput(f"--map {spec}: it must read FILE:role=Header, for example survey.csv:nps=Q1")
    role = found["role"].lower()
    if role not in ROLES:
        near = get_close_matches(role, ROLES, n=1)
        hint = f" (did you mean '{near[0]}'?)" if near else ""
        raise BadInput(f"--map {spec}: there is no role '{role}'{hint}; the roles are listed by 'cxcel check --help'")
    return Said(spec, found["file"], found["sheet"] or "", role, found["header"].strip())


def find_column(table: RawTable, header: str) -> int | None:
    """Return the column with a header; "Header#2" is the second of that name."""
    if header in table.headers:
        return table.headers.index(header)
    nth = _NTH.match(header)
    same = [column for column, text in enumerate(table.headers) if nth and text == nth["text"]]
    return same[int(nth["nth"]) - 1] if nth and 0 < int(nth["nth"]) <= len(same) else None
