"""What changed since the former report: measures beyond noise, findings, and what was defined otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cxcel_addin.language import say, say_many

from ..model import Finding, Former, Memory, Moved, ScoreRow, Section, Since, Tone, Turned
from .measured import Measured
from .moved import OTHER_ROWS, TESTED, Step, is_real, is_revised, moved_rows, revised, steps_since
from .moved import SAME as SAME_DAYS
from .restated import restated_rows
from .scorecard import title_of
from .settings import Settings
from .statements import statements
from .text import change, count, day, listed, lower_first, p_words, show, span, upper_first
from .turned import APART, CHANGED, GONE, HELD, NEW, PARTLY, SAME, turned_rows

NAMED = 3  # measures in a title
MANY = 6  # measures in a sentence


def since_page(
    now: Memory,
    measured: Mapping[str, Measured],
    card: Sequence[ScoreRow],
    pages: Mapping[str, Any],
    main: Measured | None,
    settings: Settings,
) -> Since | None:
    """Make the page; None without a former report that left something to compare with.

    One whose place the new report takes, and which says the same of the same data, gives no page either.
    """
    former, then = settings.former, compared_with(settings.former, now)
    if then is None or former is None:
        return None
    steps = steps_since(then, measured, settings)
    moved = moved_rows(steps, settings)
    lie = how_data_lie(then, now)
    outcome = say(main.metric.title) if main else say("The outcome")
    turned = turned_rows(then.statements, statements(card, pages, named=True), outcome, lie)
    restated = restated_rows(then, now, steps, settings)
    if not former.asked and not restated and all(state == HELD for state, _ in turned) and alike(then, now):
        return None
    return Since(
        section=Section(
            say("Since last time"),
            say("Since last time"),
            _title(moved, steps, turned),
            _subtitle(former, then, now),
            _note(steps, lie),
        ),
        moved_head=say("Measures"),
        moved_note=_moved_note(steps, then),
        moved=moved,
        moved_alt=_alt(moved),
        turned_head=say("Findings"),
        turned_note=_counted([state for state, _ in turned]),
        turned=tuple(row for _, row in turned),
        restated_head=say("Defined, read or set otherwise"),
        restated_note="" if restated else say("nothing: both reports count alike"),
        restated=restated,
        told=tuple(_told(then, steps, measured, lie, settings)),
    )


def alike(then: Memory, now: Memory) -> bool:
    """Whether two reports hold the same counts of the same days."""
    return {held.name: (held.tally, held.figure.n) for held in then.held} == {
        held.name: (held.tally, held.figure.n) for held in now.held
    }


def compared_with(former: Former | None, now: Memory) -> Memory | None:
    """Return what this report is compared with: the former, or the one before it where that is but an earlier draft.

    A report that is made again from the same data does not lose what changed since the last time.
    """
    then = former.memory if former else None
    if former and then and then.before and not former.asked and alike(then, now):
        return then.before
    return then


def lacking_former(settings: Settings) -> list[str]:
    """Say that a former report left nothing to compare with."""
    if settings.former is None or settings.former.memory is not None:
        return []
    return [
        say(
            "No comparison with {file}: it holds no counts, for an earlier version made it or they were deleted; the "
            "next report can compare with this one.",
            file=settings.former.name,
        )
    ]


def found_since(since: Since | None) -> list[Finding]:
    """Return the page's message, where something moved beyond noise."""
    rows = [row for row in since.moved if is_real(row)] if since else []
    if since is None or not rows:
        return []
    row = rows[0]
    evidence = say(
        "{measure}: {change}, corrected {p}",
        measure=row.title,
        change=change(row.change or 0.0, row.unit),
        p=p_words(row.p_adjusted),
    )
    tone = row.verdict.tone if len(rows) == 1 else Tone.REAL
    return [Finding(say("{title}.", title=since.section.title), evidence, since.section.tab, tone, "since")]


def how_data_lie(then: Memory, now: Memory) -> str:
    """Return whether the data of the two reports are apart, partly the same, or the same; unknown is partly.

    Only what comes after the former report is new.
    """
    if then.first is None or then.last is None or now.first is None or now.last is None:
        return PARTLY
    if now.first > then.last or now.last < then.first:
        return APART
    return SAME if now.last <= then.last else PARTLY


def _names(titles: Sequence[str], most: int) -> str:
    """Return titles as a sentence names them, the last as a number where they are many."""
    kept = [lower_first(title) for title in titles]
    if len(kept) <= most:
        return listed(kept)
    return say("{names} and {n} more", names=", ".join(kept[: most - 1]), n=len(kept) - most + 1)


def _title(moved: Sequence[Moved], steps: Sequence[Step], turned: Sequence[tuple[str, Turned]]) -> str:
    """Say what moved; where nothing could be tested, what the findings did, or why there is no telling."""
    real = [row.title for row in moved if is_real(row)]
    if real:
        names = upper_first(_names(real, NAMED))
        return say_many(
            "{names} moved beyond noise since the former report",
            "{names} moved beyond noise since the former report",
            len(real),
            names=names,
        )
    if any(step.code == TESTED for step in steps):
        return say("No measure moved beyond noise since the former report")
    new = sum(state in (NEW, CHANGED) for state, _ in turned)
    if new:
        return say_many(
            "{n} finding is new since the former report; no measure could be tested",
            "{n} findings are new since the former report; no measure could be tested",
            new,
        )
    if any(step.code == SAME_DAYS for step in steps):
        if all(step.code == SAME_DAYS and not is_revised(step) for step in steps) and _as_then(turned):
            return say("Nothing changed: the same days give the same counts and findings")
        return say("The same days as in the former report: nothing new to test")
    if any(step.code == OTHER_ROWS for step in steps):
        return say("Other rows are counted than in the former report: whether anything moved cannot be told")
    return say("The former report holds nothing that could be tested against this one")


def _as_then(turned: Sequence[tuple[str, Turned]]) -> bool:
    return all(state == HELD for state, _ in turned)


def _subtitle(former: Former, then: Memory, now: Memory) -> str:
    """Say which two reports are compared, and what each covers."""
    made = say("of {day}", day=day(then.created)) if then.created else ""
    name = say("{file} {made}", file=former.name, made=made) if made else former.name
    return say(
        "Former report: {name}, {before}   ·   this report: {now}", name=name, before=_covered(then), now=_covered(now)
    )


def _covered(memory: Memory) -> str:
    if memory.first and memory.last:
        return span(memory.first, memory.last)
    return say(memory.coverage) if memory.coverage else say("no dates")


def _moved_note(steps: Sequence[Step], then: Memory) -> str:
    """Say what stands under now."""
    tested = [step for step in steps if step.code == TESTED]
    if not tested or then.last is None:
        return say("then: all data of the former report; now: all data of this one")
    return say("then: all data of the former report; now: the days after {day}, where tested", day=day(then.last))


def _counted(states: Sequence[str]) -> str:
    """Return how many findings there are of each state."""
    said = [
        say("{n} new", n=states.count(NEW)),
        say("{n} turned", n=states.count(CHANGED)),
        say("{n} gone", n=states.count(GONE)),
        say("{n} seen again", n=states.count(HELD)),
    ]
    return ", ".join(said)


def _told(
    then: Memory, steps: Sequence[Step], measured: Mapping[str, Measured], lie: str, settings: Settings
) -> Sequence[str]:
    """Say what could not be compared, and why."""
    out = []
    if lie == PARTLY and then.last is not None:
        out.append(
            say(
                "Both reports hold the same days up to {day}: only later days are tested against the former report.",
                day=day(then.last),
            )
        )
    other = [title_of(step.m, settings) for step in revised(steps)]
    if other:
        out.append(
            say(
                "On the days of the former report, other counts than then: {names}. Answers came in later, or rows "
                "were changed or left out: what is tested counts both times as this report does.",
                names=_names(other, MANY),
            )
        )
    apart = [title_of(step.m, settings) for step in steps if step.code == OTHER_ROWS]
    if apart:
        out.append(
            say(
                "In the months that both cover, other rows are counted than then: {names}. Whether these moved cannot "
                "be told.",
                names=_names(apart, MANY),
            )
        )
    if lie == APART and any(step.code == TESTED for step in steps):
        out.append(say("No day is in both reports: that both count the same kind of rows cannot be checked."))
    known = {held.name for held in then.held}
    new = [title_of(m, settings) for name, m in measured.items() if name not in known]
    if new:
        out.append(say("Not in the former report: {names}.", names=_names(new, MANY)))
    gone = [say(held.title) for held in then.held if held.name not in measured]
    if gone:
        out.append(say("Not in this report any more: {names}.", names=_names(gone, MANY)))
    if not any(held.tally for held in then.held):
        out.append(say("The former report holds values and no counts: nothing can be tested against it."))
    return out


def _note(steps: Sequence[Step], lie: str) -> str:
    tested = sum(step.code == TESTED for step in steps)
    said = []
    if tested:
        said.append(
            say(
                "Marks: above then, below now, each with its 95% interval, each row on its own scale; coloured dot "
                "better, orange diamond worse. Corrected p: Benjamini-Hochberg over {measures}.",
                measures=count(tested, "measure"),
            )
        )
    if lie != APART:
        said.append(say("A finding that is seen again in the same data is no second proof."))
    said.append(say("Change of a value between two reports is no proof of what brought it about."))
    return " ".join(said)


def _alt(moved: Sequence[Moved]) -> str:
    """State then and now of the first measures."""
    said = [
        say(
            "{measure} {then}, now {now}, {verdict}",
            measure=row.title,
            then=show(row.then.value, row.unit, True),
            now=show(row.now.value, row.unit, True),
            verdict=row.verdict.text,
        )
        for row in moved
        if row.p_adjusted is not None
    ]
    return say("Dots with 95% intervals, then above now: {each}.", each="; ".join(said)) if said else ""
