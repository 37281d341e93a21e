"""What a formula writes for a column of a source: "contacts:nps", and "contacts: country = 'FR'" to filter it.

- "NAME:role" is a column, by its role or its header; "NAME:role, role" are several, where a function takes a table.
- "NAME:role where CONDITION" is the column of some rows only.
- "NAME: CONDITION", as a further argument, holds for every column of that source in the formula.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from cxcel.errors import BadOption
from cxcel.records import dataclass

if TYPE_CHECKING:
    from cxcel.sources.source import Source

_NAME = r"[A-Za-z][\w-]*"
_ROLE = r"(?:[A-Za-z_]\w*|\"[^\"]+\")"
_FILTERED = r"(?:\s+where\s+(?P<where>.+))?"
_COLUMN = re.compile(
    rf"\s*(?P<name>{_NAME}):\s*(?P<roles>{_ROLE}(?:\s*,\s*{_ROLE})*){_FILTERED}\s*", re.IGNORECASE | re.DOTALL
)
_FILTER = object()  # stands where a filter was
_ANY = re.compile(rf"\s*(?P<name>{_NAME}):(?P<rest>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns of a source, and the conditions that its rows must meet."""

    source: Source
    roles: tuple[str, ...]
    where: tuple[str, ...] = ()

    @property
    def role(self) -> str:
        """The one column.

        Raises
        ------
        BadOption
            There are several.
        """
        if len(self.roles) > 1:
            raise BadOption(f"one column of {self.source.name} is wanted here, got {len(self.roles)}")
        return self.roles[0]

    def __str__(self) -> str:
        conditions = f" where {' and '.join(self.where)}" if self.where else ""
        return f"{self.source.name}:{', '.join(self.roles)}{conditions}"


def is_reference(value: object) -> bool:
    """Whether an argument is written as a reference or a filter.

    Examples
    --------
    >>> is_reference("contacts:nps"), is_reference("contacts: country = 'FR'"), is_reference("month")
    (True, True, False)
    """
    return isinstance(value, str) and ":" in value and _ANY.fullmatch(value) is not None


def resolved(
    args: Sequence[object], named: Mapping[str, object] = MappingProxyType({})
) -> tuple[tuple[object, ...], dict[str, object]]:
    """Return the arguments with references in place of texts, less the filters, which are put on the references.

    Raises
    ------
    BadOption
        A source that is not known, a filter for a source that no argument names.
    """
    filters: dict[str, list[str]] = {}
    found = [_parsed(value, filters) for value in args]
    by_name = {name: _parsed(value, filters) for name, value in named.items()}
    referred = {value.source.name for value in (*found, *by_name.values()) if isinstance(value, Reference)}
    if referred:
        _no_others([*found, *by_name.values()])
    for name in filters.keys() - referred:
        raise BadOption(f"the filter '{name}: {filters[name][0]}' is for a source that no other argument names")
    kept = tuple(_filtered(value, filters) for value in found if value is not _FILTER)
    return kept, {name: _filtered(value, filters) for name, value in by_name.items() if value is not _FILTER}


def _parsed(value: object, filters: dict[str, list[str]]) -> object:
    """Return a reference in place of its text; a filter is put among the filters.

    A text such as "Agent: rude" is a comment of one cell, unless there is a source of that name.
    """
    if not isinstance(value, str) or not is_reference(value):
        return value
    found, column = _ANY.fullmatch(value), _COLUMN.fullmatch(value)
    assert found is not None
    source = _source(found["name"], must=column is not None and not found["rest"][:1].isspace())
    if source is None:
        return value
    if column:
        return Reference(source, _roles(column["roles"]), (column["where"].strip(),) if column["where"] else ())
    filters.setdefault(source.name, []).append(found["rest"].strip())
    return _FILTER


def _source(name: str, *, must: bool) -> Source | None:
    from cxcel.sources.registry import find

    try:
        return find(name)
    except BadOption:
        if must:
            raise
        return None


def _no_others(values: Sequence[object]) -> None:
    """Refuse a filter for a source that is not known beside columns of one that is."""
    for value in values:
        if isinstance(value, str) and (found := _ANY.fullmatch(value)):
            _source(found["name"], must=True)


def _filtered(value: object, filters: Mapping[str, Sequence[str]]) -> object:
    if not isinstance(value, Reference):
        return value
    return replace(value, where=(*value.where, *filters.get(value.source.name, ())))


def _roles(text: str) -> tuple[str, ...]:
    return tuple(role.strip('"') for role in re.findall(_ROLE, text))
