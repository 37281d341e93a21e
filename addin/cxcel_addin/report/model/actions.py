"""The page that readers fill in: who does what by when."""

from __future__ import annotations

from dataclasses import dataclass

from .values import Section


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One line: what the action answers; everything else is the reader's."""

    key: str  # what the row is about, the same in the next report
    because: str  # "" for a line that is free
    page: str


@dataclass(frozen=True, slots=True)
class Actions:
    """Lines to be filled in, those that answer a finding first."""

    section: Section
    heads: tuple[str, ...]  # "#", "Because", "Action", "Owner", "Due", "Status", "Comment"
    rows: tuple[ActionRow, ...]
    states: tuple[str, ...]
