"""The six steps on one page: what was chosen, what the data say, and where the reader decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxcel.data.roles import ROLES
from cxcel.relations.priority import FIX
from cxcel.relations.verdict import EXPLAINED, NONE, UNSURE
from cxcel_addin.language import say, say_many

from ..model import CheckRow, Driver, Drivers, Links, Section, Step, Steps
from .checks import MADE, check_rows
from .derive import Facts
from .links import OPERATIONS
from .measured import Measured
from .period import Calendar
from .scorecard import title_of
from .settings import Settings
from .text import clauses, decimal, listed, lower_first, percent, show
from .verdicts import CLAIMED

OTHER = (  # columns that are neither a score nor a measure of the contact centre
    "channel",
    "topic",
    "segment",
    "tier",
    "market",
    "contract",
    "team",
    "agent",
    "cost",
    "spend",
    "value",
    "tenure",
    "complaint",
    "bot",
    "comment",
    "retained",
    "churned",
)
SHOWN = 6  # names in a cell


def steps_page(
    main: Measured | None,
    measured: Mapping[str, Measured],
    frames: Sequence[Facts],
    links: Links | None,
    drivers: Drivers | None,
    calendar: Calendar | None,
    settings: Settings,
) -> Steps | None:
    """Make the page; None where nothing is there to be aligned."""
    if main is None or links is None:
        return None
    checks = check_rows(main, measured, settings)
    rows = (
        _metric(main, measured, settings),
        _kpis(measured),
        _other_data(frames),
        _correlate(links, calendar),
        _focus(links, drivers),
        _real_life(checks),
    )
    return Steps(
        section=Section(
            say("Six steps"),
            say("Six steps to aligned KPIs"),
            _title(main, rows, checks, links),
            say(
                "From the measure of loyalty to a check in real life; cream cells are for you and stay through "
                "every refresh"
            ),
            _note(),
        ),
        rows=rows,
        heads=(say("Step"), say("Chosen"), say("What the data say"), say("What you decide")),
        checks_head=say("Step 6: checks"),
        checks_note=say("registered with a date, before and after, beside those who did not have the change"),
        check_heads=(
            say("Changed on"),
            say("What changed, and where"),
            say("Measure"),
            say("Before"),
            say("After"),
            say("Effect"),
            say("95% interval"),
            say("Verdict"),
            say("Registered"),
        ),
        checks=checks,
        none=say("No check is registered: until one is made, every link on these pages may be but a link."),
        how_to=say(
            'Register one before it begins: a row "Check" on the sheet Settings, or '
            '--check "2026-07-01: new callback rule @ team=North".'
        ),
    )


def _metric(main: Measured, measured: Mapping[str, Measured], settings: Settings) -> Step:
    figure = main.figure(main.tally())
    others = [
        say(m.metric.title) for m in measured.values() if m.metric.outcome and m is not main and not m.metric.stand_in
    ]
    said = say(
        "{value}, 95% interval {low} to {high}, n {n}",
        value=show(figure.value, main.unit, True),
        low=show(figure.low, main.unit, True),
        high=show(figure.high, main.unit, True),
        n=decimal(figure.n),
    )
    also = (
        say("also here: {names}", names=listed([lower_first(t) for t in dict.fromkeys(others)][:4])) if others else ""
    )
    chosen = title_of(main, settings)
    if main.metric.stand_in:
        chosen = say("{measure}, standing in", measure=chosen)
        also = say("no customer was asked and none counted: add a survey")
    return Step(1, say("Metric"), say("What shows loyalty?"), chosen, clauses([said, also]))


def _kpis(measured: Mapping[str, Measured]) -> Step:
    titles = [
        say(m.metric.title) for m in measured.values() if m.metric.category == OPERATIONS and not m.metric.outcome
    ]
    asked = say("What do we run the centre by?")
    if not titles:
        lacking = say("add a log of contacts: their times, or whether they were resolved")
        return Step(2, say("KPIs"), asked, say("no measure of the contact centre"), lacking)
    chosen = say_many("{n} measure of the contact centre", "{n} measures of the contact centre", len(titles))
    return Step(2, say("KPIs"), asked, chosen, _some(titles))


def _other_data(frames: Sequence[Facts]) -> Step:
    found = [say(ROLES[role].title) for role in OTHER if any(role in facts.frame for facts in frames)]
    lacking = [say(ROLES[role].title) for role in OTHER if not any(role in facts.frame for facts in frames)]
    chosen = say_many("{n} other column", "{n} other columns", len(found))
    said = [say("here: {names}", names=_some(found))] if found else []
    said += [say("could be added: {names}", names=_some(lacking[:4]))] if lacking else []
    return Step(3, say("Other data"), say("What else may matter?"), chosen, clauses(said))


def _some(titles: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    kept = [lower_first(t) for t in dict.fromkeys(titles)]
    if len(kept) <= SHOWN:
        return listed(kept)
    return say("{names} and {n} more", names=", ".join(kept[: SHOWN - 1]), n=len(kept) - SHOWN + 1)


def _correlate(links: Links, calendar: Calendar | None) -> Step:
    counts = {
        code: [lower_first(r.title) for r in links.rows if r.verdict == code] for code in (NONE, EXPLAINED, UNSURE)
    }
    moving = [lower_first(r.title) for r in links.rows if r.verdict in CLAIMED]
    said = [
        say("moves with: {names}", names=_some(moving)) if moving else "",
        say("no link seen: {names}", names=_some(counts[NONE])) if counts[NONE] else "",
        say("explained by another: {names}", names=_some(counts[EXPLAINED])) if counts[EXPLAINED] else "",
        say("cannot tell: {names}", names=_some(counts[UNSURE])) if counts[UNSURE] else "",
    ]
    rows = max((r.n for r in links.rows), default=0)
    base = say_many("{n} row", "{n} rows", rows)
    chosen = say("{coverage}; {base}", coverage=calendar.coverage, base=base) if calendar else base
    return Step(4, say("Correlate"), say("Over which time, and how strongly?"), chosen, clauses(said), "links")


def _focus(links: Links, drivers: Drivers | None) -> Step:
    title, question = say("Focus"), say("What is worth working on?")
    moving = [row for row in drivers.rows if row.code in CLAIMED] if drivers else []
    if moving and drivers:
        said = [
            say(
                "{name} explains {share} of the variation",
                name=lower_first(row.title),
                share=percent(row.weight.value or 0.0, 1),
            )
            for row in moving[:2]
        ]
        fix = [p.title for p in drivers.priority.points if p.corner == FIX and p.sure] if drivers.priority else []
        said += [say("fix first: {names}", names=listed([lower_first(t) for t in fix]))] if fix else []
        return Step(5, title, question, moving[0].title, clauses(said), "weights")
    linked = [row.title for row in links.rows if row.verdict in CLAIMED]
    if linked:
        return Step(5, title, question, linked[0], say("the closest of the links seen"), "links")
    return Step(
        5, title, question, say("nothing yet"), say("no measure is seen to move with it: more data, or other measures")
    )


def _share(row: Driver) -> str:
    return percent(row.weight.value or 0.0, 1)


def _real_life(checks: Sequence[CheckRow]) -> Step:
    title, question = say("Real life"), say("Does it hold when we change it?")
    if not checks:
        return Step(6, title, question, say("no check registered"), say("until a check is made, a link is not a cause"))
    made = [row for row in checks if row.code == MADE]
    chosen = say_many("{n} check registered", "{n} checks registered", len(checks))
    if made:
        said = say("{what}: {verdict}", what=made[0].check.what, verdict=made[0].verdict.text)
    else:
        said = say("{what}: {verdict}", what=checks[-1].check.what, verdict=checks[-1].verdict.text)
    return Step(6, title, question, chosen, said)


def _title(main: Measured, rows: Sequence[Step], checks: Sequence[CheckRow], links: Links) -> str:
    """Say how far the six steps have come, from the verdicts."""
    if main.metric.stand_in:
        return say("Step 1 is open: nothing here shows loyalty yet")
    made = next((row for row in checks if row.code == MADE), None)
    if made is not None:
        return say(
            "Proved in real life: {what} made a difference to {measure}",
            what=made.check.what,
            measure=lower_first(made.measure),
        )
    if checks:
        return say("Five steps are done; no check has shown a difference yet")
    if any(row.verdict in CLAIMED for row in links.rows):
        return say(
            "Five steps are done; whether {focus} also works in real life is still to be checked",
            focus=lower_first(rows[4].chosen),
        )
    return say(
        "Four steps are done; nothing is seen to move with {outcome} yet", outcome=lower_first(say(main.metric.title))
    )


def _note() -> str:
    return " ".join(
        [
            say("Steps after Captijn, 6 Steps to Align Contact Center KPIs (ICMI 2013)."),
            say(
                "Effect: change of the group less that of all others (difference in differences); without a "
                "group, the change alone."
            ),
            say("p is corrected over the checks (Benjamini-Hochberg); a part under 30 cases gets no verdict."),
            say(
                "A group picked for a bad spell comes back by itself: then the effect must also hold at an equal start."
            ),
        ]
    )
