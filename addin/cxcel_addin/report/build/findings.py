"""The headline: at most seven sentences with their evidence, three hero numbers, and the title of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from cxcel.relations.verdict import EXPLAINED, MOVES, NONE, UNSURE, WEAKLY

from ..model import Figure, Finding, Link, Links, Outcome, ScoreRow, Segments, Service, Tile, Tone, Unit, Word
from .links import still_titles
from .period import Calendar
from .text import change, count, listed, lower_first, p_words, show, signed, size_of

MOST = 7
ORDER = (MOVES, WEAKLY, NONE, EXPLAINED, UNSURE)


@dataclass(frozen=True, slots=True)
class Main:
    """The measure the report is about, and the page that shows it."""

    name: str
    title: str
    page: str


def headline(
    rows: Sequence[ScoreRow],
    main: Main | None,
    links: Links | None,
    segments: Segments | None,
    service: Service | None,
    calendar: Calendar | None,
) -> tuple[Finding, ...]:
    """Return the findings, the most important first."""
    out: list[Finding] = []
    row = next((row for row in rows if main and row.name == main.name), None)
    if row and main:
        out.append(_change(row, main.page, calendar))
    faults = _service(service, rows) if service else []
    if links:
        out += [*_moving(links), *_still(links)]
    out += faults[:2]
    if links:
        out += _unsure(links)
    if segments:
        out += _segments(segments, main.title if main else "The outcome")
    if links:
        out += _explained(links)
    return tuple([*out, *faults[2:]][:MOST])


def _change(row: ScoreRow, page: str, calendar: Calendar | None) -> Finding:
    now, then = row.latest, row.before
    if row.change is None or now is None or then is None or calendar is None:
        figure = row.overall
        interval = _interval(figure, row.unit)
        return Finding(f"{row.title} is {show(figure.value, row.unit, True)}.", f"{interval}; n {figure.n:,.0f}", page)
    evidence = f"n {now.n:,.0f} now, {then.n:,.0f} before"
    if row.change_verdict.tone is not Tone.FEW:
        evidence += f"; corrected {p_words(row.p_adjusted)}"
    if row.target is not None:
        evidence += f"; target {show(row.target, row.unit)}: {row.target_verdict.text}"
    if row.change_verdict.tone in (Tone.QUIET, Tone.FEW):
        words = "the change is within noise" if row.change_verdict.tone is Tone.QUIET else "too few to call it a change"
        sentence = (
            f"{row.title} is {show(now.value, row.unit)} {calendar.when(calendar.latest)}, "
            f"{show(then.value, row.unit)} before: {words}."
        )
        return Finding(sentence, evidence, page)
    verb = "rose" if row.change > 0 else "fell"
    size, value = size_of(row.change, row.unit), show(now.value, row.unit)
    sentence = f"{row.title} {verb} by {size} to {value}, more than chance explains."
    return Finding(sentence, evidence, page, row.change_verdict.tone)


def _interval(figure: Figure, unit: Unit) -> str:
    return f"95% interval {show(figure.low, unit, True)} to {show(figure.high, unit, True)}"


def _moving(links: Links) -> list[Finding]:
    """Name what moves with the outcome: the two strongest one by one, the others together."""
    page, outcome = links.section.tab, lower_first(links.outcome)
    out = []
    moving = [r for r in links.rows if r.verdict in (MOVES, WEAKLY)]
    for row in moving[:2]:
        weakly = ", weakly" if row.verdict == WEAKLY else ""
        sentence = f"{row.title} moves with {outcome}{weakly}: {row.detail}."
        out.append(Finding(sentence, _evidence(row), page, Tone.BETTER))
    if len(moving) > 2:
        names = listed([lower_first(r.title) for r in moving[2:6]])
        sentence = f"{names[0].upper()}{names[1:]} {'move' if len(moving) > 3 else 'moves'} with {outcome}, too."
        out.append(Finding(sentence, _evidence(moving[2]), page, Tone.BETTER))
    return out


def _still(links: Links) -> list[Finding]:
    """Name what shows no link, with the largest that the data would still allow."""
    outcome = lower_first(links.outcome)
    still = [r for r in links.rows if r.verdict == NONE]
    if not still:
        return []
    reach = max(max(abs(r.low or 0), abs(r.high or 0)) for r in still)
    names = listed(still_titles(links.rows)[:5], "or")
    evidence = f"beyond ±{ceil(reach * 100) / 100:.2f} is ruled out; {still[0].grain} level, n {still[0].n:,}"
    return [Finding(f"No link seen between {outcome} and {names}.", evidence, links.section.tab)]


def _unsure(links: Links) -> list[Finding]:
    """Name what cannot be told, and how much data would do."""
    unsure = [r for r in links.rows if r.verdict == UNSURE]
    if not unsure:
        return []
    names = listed([lower_first(r.title) for r in unsure[:3]], "or")
    evidence = unsure[0].detail if unsure[0].r is None else f"{_evidence(unsure[0])}; {unsure[0].detail}"
    sentence = f"Whether {names} moves with {lower_first(links.outcome)} we cannot tell."
    return [Finding(sentence, evidence, links.section.tab, Tone.FEW)]


def _explained(links: Links) -> list[Finding]:
    """Name a link that vanishes once another measure, or time, is held fixed."""
    rows = [r for r in links.rows if r.verdict == EXPLAINED]
    outcome = lower_first(links.outcome)
    return [
        Finding(
            f"{row.title}: its link with {outcome} is explained by {lower_first(row.explained_by)}.",
            f"{_evidence(row)}; {row.detail}",
            links.section.tab,
        )
        for row in rows[:1]
    ]


def _evidence(row: Link) -> str:
    if row.r is None:
        return row.detail
    return (
        f"rank r {signed(row.r, 2)} ({signed(row.low or 0, 2)} to {signed(row.high or 0, 2)}); {row.grain} level, "
        f"n {row.n:,}; corrected {p_words(row.p_adjusted)}"
    )


def _segments(segments: Segments, outcome: str) -> list[Finding]:
    rows = [
        r for group in segments.groups for r in group.rows if r.figure and r.verdict.tone in (Tone.BETTER, Tone.WORSE)
    ]
    if not rows:
        return []
    low = [r.label for r in rows if r.verdict.text.startswith("▼")]
    high = [r.label for r in rows if r.verdict.text.startswith("▲")]
    parts = [f"{word} {listed(names[:3])}" for word, names in (("lower for", low), ("higher for", high)) if names]
    shown = [f"{r.label} {show(r.figure.value, segments.unit)}" for r in rows[:4] if r.figure]
    sentence = f"{outcome} is {' and '.join(parts)} than for all others."
    return [Finding(sentence, "; ".join(shown), segments.section.tab)]


def _service(service: Service, rows: Sequence[ScoreRow]) -> list[Finding]:
    page, out = service.section.tab, []
    by_title = {row.title: row for row in rows}
    for line in sorted(service.rows, key=lambda line: line.target_verdict.text != "missed"):
        row = by_title.get(line.title)
        if row is None or (line.target_verdict.text != "missed" and row.change_verdict.tone is not Tone.WORSE):
            continue
        value = show(line.now.value, line.unit)
        if line.target_verdict.text == "missed" and line.target is not None:
            sentence = f"{line.title} is {value} and misses its target of {show(line.target, line.unit)}."
        else:
            sentence = (
                f"{line.title} got worse: {value} after {show(row.before.value if row.before else None, line.unit)}."
            )
        said = [_interval(line.now, line.unit)]
        if row.change is not None:
            said.append(f"change {change(row.change, row.unit)}, corrected {p_words(row.p_adjusted)}")
        odd = next((c.odd_label for c in service.charts if c.title.startswith(line.title) and c.odd_label), "")
        out.append(Finding(sentence, "; ".join([*said, f"stands out: {odd}"] if odd else said), page, Tone.WORSE))
    return out


def tiles(
    rows: Sequence[ScoreRow], links: Links | None, outcome: Main | None, calendar: Calendar | None
) -> tuple[Tile, ...]:
    """Return at most three hero numbers: loyalty, what moves with it, and speed."""
    by_name = {row.name: row for row in rows}
    out = []
    main = by_name.get(outcome.name) if outcome else None
    if main:
        out.append(_tile("LOYALTY" if main.group == "outcome" else "OUTCOME", main, main.change_verdict, calendar))
    linked = {row.kpi: row for row in links.rows} if links else {}
    rest = [row for row in rows if row is not main and row.group == "service"]
    ranked = sorted(rest, key=lambda row: _rank(row, linked.get(row.name)))
    speed = next((row for row in rest if row.unit is Unit.SECONDS), None)
    substance = next((row for row in ranked if row.unit is not Unit.SECONDS), None)
    for kicker, row in (("SUBSTANCE" if links else "SERVICE", substance), ("SPEED", speed)):
        if row is not None:
            out.append(_tile(kicker, row, None, calendar, linked.get(row.name)))
    if len(out) < 3:
        others = [row for row in rows if row not in (main, substance, speed)]
        out += [_tile("ALSO", row, row.change_verdict, calendar) for row in others[: 3 - len(out)]]
    return tuple(out)


def _rank(row: ScoreRow, link: Link | None) -> tuple[int, float]:
    """Put what moves with the outcome first, then what surely does not, then what cannot be told."""
    if link is None:
        return len(ORDER), 0.0
    return ORDER.index(link.verdict), -abs(link.r or 0.0)


def _tile(
    kicker: str, row: ScoreRow, verdict: Word | None, calendar: Calendar | None, link: Link | None = None
) -> Tile:
    figure = row.latest or row.overall
    interval = _interval(figure, row.unit)
    if link is not None and link.r is not None:
        words = Word(
            link.verdict if link.verdict != EXPLAINED else f"explained by {lower_first(link.explained_by)}", link.tone
        )
        if link.verdict == NONE:
            words = Word(f"no link seen ({link.detail})", link.tone)
        return Tile(
            kicker,
            figure.value,
            row.unit,
            lower_first(row.title),
            f"link with the outcome: r {signed(link.r, 2)}",
            words,
        )
    if row.change is not None and calendar is not None:
        detail = f"{interval}; {change(row.change, row.unit)} on the {calendar.period} before"
        verdict = row.change_verdict
        if row.target is not None:
            goal = f"; target {show(row.target, row.unit)}: {row.target_verdict.text}"
            verdict = Word(verdict.text + goal, verdict.tone)
        return Tile(kicker, figure.value, row.unit, row.title, detail, verdict)
    return Tile(kicker, figure.value, row.unit, row.title, interval, verdict or Word(f"n {figure.n:,.0f}"))


def report_title(
    findings: Sequence[Finding], rows: Sequence[ScoreRow], links: Links | None, outcome: Outcome | None
) -> str:
    """Return the message of the whole report: what moves with loyalty, else what happened to it."""
    if links and any(row.verdict in (MOVES, NONE) for row in links.rows):
        return links.section.title
    if outcome:
        return outcome.section.title
    if findings:
        return findings[0].sentence.rstrip(".")
    real = [lower_first(row.title) for row in rows if row.change_verdict.tone in (Tone.BETTER, Tone.WORSE, Tone.REAL)]
    if real:
        named = listed(real[:2])
        return f"{named[0].upper()}{named[1:]} changed beyond noise"
    if any(row.change is not None for row in rows):
        return "No measure changed beyond noise"
    return listed([f"{row.title} is {show(row.overall.value, row.unit)}" for row in rows[:2]])


def scope(contacts: float, answers: float) -> str:
    """Return how many contacts and answers the report rests on."""
    parts = [count(contacts, "contact")] if contacts else []
    if answers:
        share = f" ({100 * answers / contacts:.0f}%)" if contacts >= answers > 0 else ""
        parts.append(f"{count(answers, 'answer')}{share}")
    return ", ".join(parts)
