"""What came before and after, by window functions of the engine: `cxcel.catalogue.sequences` over a source."""

from __future__ import annotations

from typing import Any, cast

from cxcel.catalogue.sequences import NEVER, gaps, latest_of, newest
from cxcel.sources.lazy import Lazy, Value, condition


def _of_all(lazy: Lazy) -> None:
    """Say that the column cannot be made file by file: a customer's rows lie in several."""
    lazy.checks.whole = True


def _gaps(time: Lazy, who: Lazy, reason: Lazy | None) -> tuple[Lazy, Lazy, Lazy]:
    import ibis

    _of_all(time)
    known = time.expr.notnull() & who.expr.notnull()
    groups = [known, who.expr, *([reason.expr] if reason is not None else [])]
    rows = ibis.window(group_by=groups, order_by=time.expr)
    step = {
        "before": time.expr - time.expr.lag().over(rows),
        "after": time.expr.lead().over(rows) - time.expr,
    }
    nothing = ibis.null("float64")
    before, after = (
        Lazy(ibis.ifelse(known, gap.fill_null(NEVER), nothing), time.checks) for gap in (step["before"], step["after"])
    )
    return Lazy(ibis.ifelse(known, time.expr, nothing), time.checks), before, after


def _latest_of(time: Lazy) -> float:
    _of_all(time)
    return time.checks.total(time.expr.max())


def _newest(answered: Lazy, who: Lazy, part: Lazy | None, when: Lazy | None) -> Lazy:
    """Of answers at the same moment any one is kept: a source has no lowest row."""
    import ibis

    _of_all(answered)
    needed = [column.expr for column in (who, part, when) if column is not None]
    known: Value = answered.expr
    for column in needed:
        known = known & column.notnull()
    groups = [known, who.expr, *([part.expr] if part is not None else [])]
    order = [when.expr.desc()] if when is not None else []
    place = ibis.row_number().over(ibis.window(group_by=groups, order_by=order))
    return Lazy(condition(known & (place == 0)), answered.checks)


for function, over_source in ((gaps, _gaps), (latest_of, _latest_of), (newest, _newest)):
    cast(Any, function).register(Lazy, over_source)
