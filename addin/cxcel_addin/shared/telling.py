"""What to say of a copy: what is in it, what was left out, and what was hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cxcel.data.notes import counted

from .making import Made

NAMED = 8  # sheets that a line names


def told(made: Made, name: str) -> Iterator[str]:
    """Yield what to say of a copy, by the name of its file."""
    sheets = "one sheet" if len(made.sheets) == 1 else f"{len(made.sheets)} sheets"
    yield f"{name} holds {sheets} with values only: {_listed(made.sheets)}."
    yield "No formula, link, macro or personal data was found in it."
    chosen = made.chosen
    if chosen.left:
        yield f"Left out, for they are no pages of a report: {_listed(chosen.left)}."
    if chosen.rows:
        yield f"Left out, for they hold rows of single cases: {_listed(chosen.rows)}."
    if chosen.hidden:
        yield f"Left out, for they cannot be seen: {_listed(chosen.hidden)}."
    texts, groups = made.counts
    if texts:
        yield f"Told without names, addresses and numbers of people: {counted(texts, 'text')}."
    if groups:
        yield f"Hidden, for they tell of fewer than five people or give such a group away: {counted(groups, 'row')}."


def _listed(titles: Iterable[str]) -> str:
    """Return a few names and how many more there are.

    Examples
    --------
    >>> _listed("abcdefghij")
    'a, b, c, d, e, f, g, h and 2 more'
    """
    names = list(titles)
    return ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
