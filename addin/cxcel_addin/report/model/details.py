"""Lists of the rows behind the headlines: they stay with their owner, and never go into a copy that is shared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .values import Section, Unit

Entry = str | float | datetime | None


@dataclass(frozen=True, slots=True)
class DetailColumn:
    """One column of a list, row by row; `unit` is None for words and moments."""

    title: str
    unit: Unit | None
    values: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """The rows behind the headlines of one page, or of several that rest on the same rows.

    Attributes
    ----------
    key : str
        The first page's name in the model.
    pages : tuple of str
        The pages' tabs.
    """

    key: str
    pages: tuple[str, ...]
    section: Section
    columns: tuple[DetailColumn, ...]
