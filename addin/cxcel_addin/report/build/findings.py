"""The headline: at most seven sentences with their evidence, three hero numbers, and the title of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from cxcel.relations.verdict import EXPLAINED, MOVES, NONE, UNSURE, WEAKLY
from cxcel.words import HIGHER, LOWER, MISSED
from cxcel_addin.language.words import grain, on_before

from ...language import say, say_many
from ..model import Finding, Link, Links, Outcome, ScoreRow, Segments, Service, ServiceRow, Tile, Tone, Unit, Word
from .linked import link_sentence, link_size
from .links import still_titles
from .period import Calendar
from .rank import Rank, Ranked, chosen, ranked
from .text import (
    change,
    clauses,
    count,
    decimal,
    interval,
    joined,
    listed,
    lower_first,
    p_words,
    percent,
    show,
    signed,
    size_of,
    upper_first,
)
from .verdicts import CLAIMED, verdict_of

MOST_NAMED = 3
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
    more: Sequence[Ranked] = (),
) -> tuple[Finding, ...]:
    """Return the findings of the front page, by their rank; `more` come from the other pages."""
    out: list[Ranked] = []
    row = next((row for row in rows if main and row.name == main.name), None)
    if row and main:
        out.append((Rank.CHANGE, _change(row, main.page, calendar)))
    elif len(rows) == 1 and rows[0].change is None:  # the only measure is what there is to say
        out.append((Rank.CHANGE, _change(rows[0], "", calendar)))
    if links:
        out += ranked(Rank.MOVES, _moving(links)) + ranked(Rank.STILL, _still(links))
        out += ranked(Rank.UNSURE, [*_unsure(links), *_explained(links)])
    if service:
        out += ranked(Rank.TARGET, _missed(service, rows))
    out += more
    if service:
        out += ranked(Rank.OTHER, _worse(service, rows))
    if segments:
        out += ranked(Rank.OTHER, _segments(segments, main.title if main else say("The outcome")))
    return chosen(out)


def _change(row: ScoreRow, page: str, calendar: Calendar | None) -> Finding:
    now, then = row.latest, row.before
    if row.change is None or now is None or then is None or calendar is None:
        figure = row.overall
        sentence = say("{title} is {value}.", title=row.title, value=show(figure.value, row.unit, True))
        base = say("n {n}", n=decimal(figure.n))
        return Finding(sentence, clauses([interval(figure.low, figure.high, row.unit), base]), page, about="outcome")
    evidence = [say("n {now} now, {before} before", now=decimal(now.n), before=decimal(then.n))]
    if row.change_verdict.tone is not Tone.FEW:
        evidence.append(say("corrected {p}", p=p_words(row.p_adjusted)))
    if row.target is not None:
        evidence.append(_against_target(row))
    value, before = show(now.value, row.unit), show(then.value, row.unit)
    when, size = calendar.when(calendar.latest), size_of(row.change, row.unit)
    said = {"title": row.title, "value": value, "when": when, "before": before, "size": size}
    if row.change_verdict.tone is Tone.QUIET:
        sentence = say("{title} is {value} {when}, {before} before: the change is within noise.", **said)
    elif row.change_verdict.tone is Tone.FEW:
        sentence = say("{title} is {value} {when}, {before} before: too few to call it a change.", **said)
    elif row.change > 0:
        sentence = say("{title} rose by {size} to {value}, more than chance explains.", **said)
    else:
        sentence = say("{title} fell by {size} to {value}, more than chance explains.", **said)
    tone = Tone.QUIET if row.change_verdict.tone is Tone.FEW else row.change_verdict.tone
    return Finding(sentence, clauses(evidence), page, tone, "outcome")


def _against_target(row: ScoreRow) -> str:
    return say("target {target}: {verdict}", target=show(row.target, row.unit), verdict=row.target_verdict.text)


def _moving(links: Links) -> list[Finding]:
    """Name what moves with the outcome: the two strongest one by one, the others together."""
    page, outcome = links.section.tab, lower_first(links.outcome)
    out = []
    moving = [r for r in links.rows if r.verdict in (MOVES, WEAKLY)]
    for row in moving[:2]:
        out.append(Finding(link_sentence(row, outcome), _evidence(row), page, Tone.BETTER, f"link {row.kpi}"))
    if len(moving) > 2:
        names = upper_first(listed([lower_first(r.title) for r in moving[2:6]]))
        sentence = say_many(
            "{names} moves with {outcome}, too.",
            "{names} move with {outcome}, too.",
            len(moving) - 2,
            names=names,
            outcome=outcome,
        )
        out.append(Finding(sentence, _evidence(moving[2]), page, Tone.BETTER, "other links"))
    return out


def _still(links: Links) -> list[Finding]:
    """Name what shows no link, with the largest that the data would still allow."""
    outcome = lower_first(links.outcome)
    still = [r for r in links.rows if r.verdict == NONE]
    if not still:
        return []
    reach = max(max(abs(r.low or 0), abs(r.high or 0)) for r in still)
    names = _named(still_titles(links.rows))
    evidence = [say("beyond ±{reach} is ruled out", reach=decimal(ceil(reach * 100) / 100, 2)), _level(still[0])]
    sentence = say("No link seen between {outcome} and {names}.", outcome=outcome, names=names)
    return [Finding(sentence, clauses(evidence), links.section.tab, about="no links")]


def _named(titles: Sequence[str]) -> str:
    """Name the first three, and how many more there are."""
    if len(titles) <= MOST_NAMED:
        return listed(titles, "or")
    return say("{names} or {n} more", names=joined(titles[:MOST_NAMED], ", "), n=len(titles) - MOST_NAMED)


def _unsure(links: Links) -> list[Finding]:
    """Name what cannot be told, and how much data would do."""
    unsure = [r for r in links.rows if r.verdict == UNSURE]
    if not unsure:
        return []
    names = listed([lower_first(r.title) for r in unsure[:3]], "or")
    evidence = unsure[0].detail if unsure[0].r is None else clauses([_evidence(unsure[0]), unsure[0].detail])
    outcome = lower_first(links.outcome)
    sentence = say("Whether {names} moves with {outcome} we cannot tell.", names=names, outcome=outcome)
    return [Finding(sentence, evidence, links.section.tab, Tone.FEW, "links that cannot be told")]


def _explained(links: Links) -> list[Finding]:
    """Name a link that vanishes once another measure, or time, is held fixed."""
    page = links.section.tab
    rows = [r for r in links.rows if r.verdict == EXPLAINED]
    return [
        Finding(link_sentence(row, links.outcome), clauses([_evidence(row), row.detail]), page, about=f"link {row.kpi}")
        for row in rows[:1]
    ]


def _evidence(row: Link) -> str:
    if row.r is None:
        return row.detail
    return clauses([link_size(row), _level(row), say("corrected {p}", p=p_words(row.p_adjusted))])


def _level(row: Link) -> str:
    return say("{grain} level, n {n}", grain=grain(row.grain), n=decimal(row.n))


def _segments(segments: Segments, outcome: str) -> list[Finding]:
    rows = [
        r for group in segments.groups for r in group.rows if r.figure and r.verdict.tone in (Tone.BETTER, Tone.WORSE)
    ]
    if not rows:
        return []
    low, high = (listed([r.label for r in rows if r.verdict.code == code][:3]) for code in (LOWER, HIGHER))
    if low and high:
        sentence = say(
            "{outcome} is lower for {low} and higher for {high} than for all others.",
            outcome=outcome,
            low=low,
            high=high,
        )
    elif low:
        sentence = say("{outcome} is lower for {low} than for all others.", outcome=outcome, low=low)
    else:
        sentence = say("{outcome} is higher for {high} than for all others.", outcome=outcome, high=high)
    shown = [(r.label, show(r.figure.value, segments.unit)) for r in rows[:4] if r.figure]
    evidence = clauses([say("{name} {value}", name=name, value=value) for name, value in shown])
    return [Finding(sentence, evidence, segments.section.tab, about="segments")]


def _missed(service: Service, rows: Sequence[ScoreRow]) -> list[Finding]:
    """Name the targets that are missed beyond doubt: one with all that is known of it, several together."""
    lines = [line for line in service.rows if line.target_verdict.code == MISSED]
    page = service.section.tab
    if len(lines) < 2:
        return [_one_missed(service, line, rows) for line in lines]
    names = upper_first(listed([lower_first(line.title) for line in lines]))
    sentence = say("{names} miss their targets.", names=names)
    each = [
        say("{value} against {target}", value=show(line.now.value, line.unit), target=show(line.target, line.unit))
        for line in lines
    ]
    return [Finding(sentence, clauses(each), page, Tone.WORSE, "targets")]


def _one_missed(service: Service, line: ServiceRow, rows: Sequence[ScoreRow]) -> Finding:
    value, goal = show(line.now.value, line.unit), show(line.target, line.unit)
    said = say("{title} is {value} and misses its target of {target}.", title=line.title, value=value, target=goal)
    name = next((row.name for row in rows if row.title == line.title), "")
    return Finding(said, _fault(service, line, rows), service.section.tab, Tone.WORSE, f"service {name}")


def _worse(service: Service, rows: Sequence[ScoreRow]) -> list[Finding]:
    """Name what got worse beyond noise without missing a target: the first two."""
    by_title = {row.title: row for row in rows}
    out = []
    for line in service.rows:
        row = by_title.get(line.title)
        if row and row.change_verdict.tone is Tone.WORSE and line.target_verdict.code != MISSED:
            before = show(row.before.value if row.before else None, line.unit)
            value = show(line.now.value, line.unit)
            said = say("{title} got worse: {value} after {before}.", title=line.title, value=value, before=before)
            why = _fault(service, line, rows)
            out.append(Finding(said, why, service.section.tab, Tone.WORSE, f"service {row.name}"))
    return out[:2]


def _fault(service: Service, line: ServiceRow, rows: Sequence[ScoreRow]) -> str:
    """Return the interval of a measure, its change and the weeks that stand out."""
    row = next((row for row in rows if row.title == line.title), None)
    known = interval(line.now.low, line.now.high, line.unit)
    return clauses([known, _changed(row), _odd(service, row)] if row else [known])


def _changed(row: ScoreRow) -> str:
    if row.change is None:
        return ""
    return say("change {change}, corrected {p}", change=change(row.change, row.unit), p=p_words(row.p_adjusted))


def _odd(service: Service, row: ScoreRow) -> str:
    """Name the weeks of a measure that stand out."""
    odd = next((c.odd_label for c in service.charts if c.name == row.name and c.odd_label), "")
    return say("stands out: {weeks}", weeks=odd) if odd else ""


def tiles(
    rows: Sequence[ScoreRow], links: Links | None, outcome: Main | None, calendar: Calendar | None
) -> tuple[Tile, ...]:
    """Return at most three hero numbers: loyalty, what moves with it, and speed."""
    by_name = {row.name: row for row in rows}
    out = []
    main = by_name.get(outcome.name) if outcome else None
    if main:
        kicker = say("LOYALTY") if main.group == "outcome" else say("OUTCOME")
        out.append(_tile(kicker, main, main.change_verdict, calendar))
    linked = {row.kpi: row for row in links.rows} if links else {}
    rest = [row for row in rows if row is not main and row.group == "service"]
    ranked = sorted(rest, key=lambda row: _rank(row, linked.get(row.name)))
    speed = next((row for row in rest if row.unit is Unit.SECONDS), None)
    substance = next((row for row in ranked if row.unit is not Unit.SECONDS), None)
    for kicker, row in ((say("SUBSTANCE") if links else say("SERVICE"), substance), (say("SPEED"), speed)):
        if row is not None:
            out.append(_tile(kicker, row, None, calendar, linked.get(row.name)))
    if len(out) < 3:
        others = [row for row in rows if row not in (main, substance, speed)]
        out += [_tile(say("ALSO"), row, row.change_verdict, calendar) for row in others[: 3 - len(out)]]
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
    detail = interval(figure.low, figure.high, row.unit)
    if link is not None and link.r is not None:
        words = verdict_of(link.verdict, link.explained_by)
        if link.verdict == NONE:
            words = Word(say("no link seen ({detail})", detail=link.detail), link.tone, NONE)
        if link.verdict in CLAIMED:
            words = Word(say("moves with the outcome"), words.tone, words.code)
        what, size = lower_first(row.title), say("link with the outcome: r {r}", r=signed(link.r, 2))
        return Tile(kicker, figure.value, row.unit, what, size, words)
    if row.change is not None and calendar is not None:
        detail = clauses([detail, on_before(calendar.period, change(row.change, row.unit))])
        verdict = row.change_verdict
        if row.target is not None:
            verdict = Word(clauses([verdict.text, _against_target(row)]), verdict.tone, verdict.code)
        return Tile(kicker, figure.value, row.unit, row.title, detail, verdict)
    base = Word(say("n {n}", n=decimal(figure.n)))
    return Tile(kicker, figure.value, row.unit, row.title, detail, verdict or base)


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
        names = upper_first(listed(real[:2]))
        return say_many("{names} changed beyond noise", "{names} changed beyond noise", len(real), names=names)
    if any(row.change is not None for row in rows):
        return say("No measure changed beyond noise")
    shown = [(row.title, show(row.overall.value, row.unit)) for row in rows[:2]]
    return listed([say("{title} is {value}", title=title, value=value) for title, value in shown])


def scope(contacts: float, answers: float) -> str:
    """Return how many contacts and answers the report rests on."""
    parts = [count(contacts, "contact")] if contacts else []
    if answers:
        given = count(answers, "answer")
        if contacts >= answers:
            given = say("{answers} ({share})", answers=given, share=percent(answers / contacts, 0))
        parts.append(given)
    return ", ".join(parts)
