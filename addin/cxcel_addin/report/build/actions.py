"""The page to be filled in: a line for each finding that asks for something, and free lines."""

from __future__ import annotations

from collections.abc import Sequence

from cxcel_addin.language import in_english, say

from ..keep.drawn import stable
from ..model import ActionRow, Actions, Finding, Section

FREE = 5  # lines that no finding has claimed


def action_rows(findings: Sequence[Finding]) -> tuple[ActionRow, ...]:
    """Return a line for each finding, kept by what it is about, and free ones."""
    rows = [
        ActionRow(finding.about or stable(str(in_english(finding.sentence))), finding.sentence, finding.page)
        for finding in findings
    ]
    return (*rows, *(ActionRow(f"free {number}", "", "") for number in range(1, FREE + 1)))


def actions_page() -> Actions:
    """Make the page; its lines wait for the findings, which name the pages of the whole report."""
    return Actions(
        section=Section(
            say("Actions"),
            say("Actions"),
            say("Agreed actions: who does what by when"),
            say("Cream cells are for you: what is written there stays through every refresh"),
            say(
                "Actions are kept by what they are about, not by where they stand: they return after a refresh even if "
                "the finding moves to another row. What no longer has a place goes to the sheet Kept notes."
            ),
        ),
        heads=("#", say("Finding"), say("Action"), say("Owner"), say("Due"), say("Status"), say("Comment")),
        rows=(),
        states=(say("open"), say("agreed"), say("started"), say("done"), say("dropped")),
    )
