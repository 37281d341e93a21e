"""A report whose rows are a sample of those of its sources: what is told of all rows, and what of the sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cxcel.data.dataset import Dataset

from ...language import say
from ...language.numbers import decimal, listed
from .derive import Facts
from .measured import Measured, beside_measures, variants
from .whole import Whole

if TYPE_CHECKING:
    from cxcel.sources.sampling import Drawn


class Exact:
    """The sources of a report, of which it holds a sample.

    Parameters
    ----------
    drawn : sequence of Drawn
        Each source with the rows that the report has of it.
    """

    def __init__(self, drawn: Sequence[Drawn]) -> None:
        self.drawn = {one.name: one for one in drawn}
        self.left: list[Measured] = []  # measures that the sample alone can tell

    @property
    def sampled(self) -> list[Drawn]:
        """The sources of which rows were left out."""
        return [one for one in self.drawn.values() if one.sampled]

    def take(self, measured: Mapping[str, Measured], frames: Sequence[Facts]) -> None:
        """Take all measures, with their other formulas: they are asked for together when the first is wanted."""
        used = [one for m in measured.values() for one in _both(m, frames)]
        for facts in frames:
            mine = [m for m in used if m.facts is facts]
            if facts.whole is not None:
                facts.whole.take([one for m in mine for one in (m, *variants(m))])
                self.left += [m for m in mine if m.exact is None]

    def over(self, facts: Facts, data: Dataset) -> Whole | None:
        """Return all rows of a frame; None where they lie in files, or are in the report already."""
        files = {column.file for column in facts.frame.columns.values()}
        if not self.sampled or not files <= self.drawn.keys():
            return None
        home = next((c.file for role in ("date", *facts.frame.columns) if (c := facts.column(role))), "")
        roles = {table.file: table.roles for table in data.tables}
        beside = {name: _joining(roles[home], roles[name]) for name in files if name != home}
        if not all(beside.values()):
            return None
        return Whole(facts, [self.drawn[name] for name in (home, *beside)], tuple(beside.values()))


def sampled_note(exact: Exact) -> str:
    """Say of which sources a sample was read."""
    parts = [
        say("{n} of {total} rows of {name}", n=decimal(one.n), total=decimal(one.total), name=one.name)
        for one in exact.sampled
    ]
    return say("From a random sample: {parts}.", parts=listed(parts))


def front_note(exact: Exact) -> str:
    """Say what is of all rows, and what is of a sample."""
    left = list(dict.fromkeys(say(m.metric.title) for m in exact.left))
    said = [
        say("Counts, scores, rates and changes are of all rows."),
        say("Links, drivers, comments and other pages that need single rows say so: they are from a random sample."),
    ]
    if left:
        said.append(say("From the sample, too: {measures}.", measures=listed(left)))
    return " ".join(said)


def _both(m: Measured, frames: Sequence[Facts]) -> list[Measured]:
    """Return a measure, and the same beside the measures of each contact where that is another frame."""
    beside = beside_measures(m, frames)
    return [m] if beside is m else [m, beside]


def _joining(home: Mapping[str, str], other: Mapping[str, str]) -> str:
    """Return the id that two tables share."""
    return next((role for role in ("contact_id", "customer_id") if role in home and role in other), "")
