"""Many metrics over one source in one query: what a report, or a sheet full of formulas, asks for at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cxcel.sources.pushed import Pushed
from cxcel.sources.query import Key, Keyed, Query, Refused, tallies_of
from cxcel.sources.scope import Scope, conditions_of, scope_of


def gathered(asked: Sequence[Pushed]) -> dict[Key, list[Any]]:
    """Return the tallies of several metrics by the same keys: key -> one tally for each.

    Parameters
    ----------
    asked : sequence of Pushed
        Metrics over the same source, under the same filters and with the same columns beside them.

    Raises
    ------
    CxError
        A cell that one of the metrics does not take, in the sentence of that metric.
    """
    references = [reference for one in asked for reference in one.references]
    query = Query(scope_of(references), conditions_of(references), lambda rows: _together(asked, rows))
    try:
        return tallies_of(query, [one.rule.family for one in asked])
    except Refused:
        for one in asked:  # one of them has a sentence for it
            one.tally()
        raise


def _together(asked: Sequence[Pushed], rows: Scope) -> Keyed:
    made = [one.keyed(rows, sided=True) for one in asked]
    checks = made[0].checks
    for other in made[1:]:
        for condition in other.checks.bad:
            checks.add(condition)
        checks.whole = checks.whole or other.checks.whole
    return Keyed(made[0].keys, [measured for one in made for measured in one.measured], checks)
