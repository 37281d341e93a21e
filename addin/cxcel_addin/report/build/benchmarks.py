"""Published figures beside one's own: claims of articles, and figures that the reader brings; no verdict uses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxcel.catalogue import METRICS
from cxcel_addin.language import say

from ..model import Benchmark, Benchmarks, Figure, Section, Unit
from .bases import FEWEST
from .claims import Claim, articles, claims
from .measured import Measured
from .period import Calendar
from .scorecard import title_of
from .settings import Settings
from .text import decimal, interval, listed, lower_first, show


def benchmarks_page(
    measured: Mapping[str, Measured], calendar: Calendar | None, settings: Settings
) -> Benchmarks | None:
    """Make the page; None where no published figure has a measure of the report beside it."""
    own = [_given(metric, value, source, measured, settings) for metric, value, source in settings.benchmarks]
    published = [_published(claim, measured, settings) for claim in claims()]
    rows = [*own, *sorted(published, key=lambda row: row.own is None)]
    beside = [row for row in rows if row.own is not None]
    if not beside and not own:
        return None
    return Benchmarks(
        section=Section(
            say("Benchmarks"), say("Published figures"), _title(beside), _subtitle(rows, calendar), _note()
        ),
        rows=tuple(rows),
        alt=_alt(beside),
    )


def _figure(name: str, measured: Mapping[str, Measured]) -> Figure | None:
    m = measured.get(name)
    figure = m.figure(m.tally()) if m is not None else None
    return figure if figure is not None and figure.n >= FEWEST else None


def _given(name: str, value: float, source: str, measured: Mapping[str, Measured], settings: Settings) -> Benchmark:
    metric, m = METRICS[name], measured.get(name)
    title = title_of(m, settings) if m is not None else say(metric.title)
    unit = m.unit if m is not None else Unit(metric.rule().unit)
    return Benchmark(title, unit, value, source, "", _figure(name, measured), title, given=True)


def _published(claim: Claim, measured: Mapping[str, Measured], settings: Settings) -> Benchmark:
    figure = _figure(claim.metric, measured) if claim.metric else None
    title = title_of(measured[claim.metric], settings) if figure is not None else ""
    return Benchmark(
        claim.what, claim.unit, claim.value, claim.source, claim.year, figure, title, differs=claim.differs
    )


def _title(beside: Sequence[Benchmark]) -> str:
    if not beside:
        return say("Published figures without a measure of this report beside them")
    names = listed(list(dict.fromkeys(lower_first(row.own_title) for row in beside))[:2])
    return say("Published figures beside {names}: claims, not targets", names=names)


def _subtitle(rows: Sequence[Benchmark], calendar: Calendar | None) -> str:
    given = sum(row.given for row in rows)
    parts = [say("{n} figures of five articles, as they claim them", n=decimal(len(rows) - given))]
    if given:
        parts.append(say("{n} given with the report", n=decimal(given)))
    return " · ".join([*parts, *([calendar.coverage] if calendar else [])])


def _note() -> str:
    return " ".join(
        (
            say("Diamond: the published figure; dot: one's own value with its 95% interval."),
            say(
                "Published figures come without base, interval and wording of the question, and none was checked here. "
                "They are no targets, and no verdict of this report uses them."
            ),
            say("Figures of one's own: --benchmark “METRIC=VALUE: source”."),
            articles(),
        )
    )


def _alt(beside: Sequence[Benchmark]) -> str:
    said = [
        say(
            "{what}: published {published}, own {own} ({interval})",
            what=row.what,
            published=show(row.value, row.unit),
            own=show(row.own.value, row.unit, True),
            interval=interval(row.own.low, row.own.high, row.unit),
        )
        for row in beside
        if row.own is not None
    ]
    return say("Published figures beside one's own: {shown}.", shown="; ".join(said))
