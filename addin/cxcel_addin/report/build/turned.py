"""Which findings are new since the former report, which are gone, which turned, and which were seen again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cxcel.catalogue import METRICS
from cxcel.data.roles import ROLES
from cxcel.relations.verdict import EXPLAINED, MOVES, NONE, UNSURE
from cxcel.words import HIGHER, LOWER, MET, MISSED
from cxcel_addin.language import say

from ..model import Statement, Tone, Turned, Word
from .checks import ALONE, EARLY, MADE, NOTHING, RETURNED, UNKNOWN
from .statements import AHEAD, CHECK, FUNNEL, LAG, LINK, MEMBERS, OPEN, PAIR, SEGMENT, TARGET, THEME, looked_at
from .text import lower_first, upper_first
from .verdicts import worded

NEW, CHANGED, GONE, HELD, FIRST, UNSEEN = "new", "turned", "gone", "held", "first", "unseen"
ORDER = (NEW, CHANGED, GONE, HELD, FIRST, UNSEEN)
APART, PARTLY, SAME = "apart", "partly", "same"  # how the data of the two reports lie to each other

Key = tuple[str, tuple[str, ...]]


def turned_rows(
    then: Sequence[Statement], now: Mapping[Key, Statement], outcome: str, lie: str
) -> tuple[tuple[str, Turned], ...]:
    """Return state and words of each finding of either report, the new ones first.

    Parameters
    ----------
    lie : str
        `APART`, `PARTLY` or `SAME`: only data that are apart confirm anything.
    """
    before = {(one.kind, one.about): one for one in then}
    found = []
    for key in (*now, *(key for key in before if key not in now)):
        state = state_of(_code(before, key), _code(now, key))
        if state:
            found.append((state, _row(before.get(key), now.get(key), state, outcome, lie)))
    return tuple(sorted(found, key=lambda pair: ORDER.index(pair[0])))


def _code(found: Mapping[Key, Statement], key: Key) -> str | None:
    """Return the verdict of a report; None where it did not look at the thing."""
    if key in found:
        return found[key].code
    kind, about = key
    return "" if kind == FUNNEL and (kind, looked_at(about[0], about[1])) in found else None


def state_of(then: str | None, now: str | None) -> str:
    """Return what became of a finding; "" where there was none and is none.

    Examples
    --------
    >>> state_of("", "met"), state_of("met", "missed"), state_of("met", ""), state_of("met", "met"), state_of("", "")
    ('new', 'turned', 'gone', 'held', '')
    >>> state_of(None, "met"), state_of("met", None)
    ('first', 'unseen')
    """
    none_then, none_now = then is None or then in OPEN, now is None or now in OPEN
    if none_then and none_now:
        return ""
    if none_then:
        return FIRST if then is None else NEW
    if none_now:
        return UNSEEN if now is None else GONE
    return HELD if then == now else CHANGED


def _row(old: Statement | None, new: Statement | None, state: str, outcome: str, lie: str) -> Turned:
    one = new or old
    assert one is not None
    looked = say("within noise")  # a place of a funnel that stands in no list: it was looked at, and lay inside
    then = looked if old is None and state == NEW else _said(old)
    now = looked if new is None and state == GONE else _said(new)
    return Turned(_ABOUT[one.kind](one, outcome), then, now, _state(state, lie))


def _state(state: str, lie: str) -> Word:
    if state == HELD:
        words = {
            APART: say("confirmed by new data"),
            PARTLY: say("seen again, in partly the same data"),
            SAME: say("seen again, in the same data"),
        }
        return Word(words[lie], Tone.QUIET, state)
    if state in (FIRST, UNSEEN):
        return Word(say("not looked at then") if state == FIRST else say("not looked at now"), Tone.FEW, state)
    return Word({NEW: say("new"), CHANGED: say("turned"), GONE: say("gone")}[state], Tone.REAL, state)


def _said(one: Statement | None) -> str:
    """Return the verdict in words; a dash where that report has none on it."""
    if one is None:
        return "–"
    if one.kind == LINK:
        code, _, way = one.code.rpartition(" ")
        if code == MOVES:
            return say("moves with (+)") if way == "+" else say("moves with (−)")
        return worded(one.code) if one.code in (NONE, EXPLAINED, UNSURE) else one.code
    if one.kind == CHECK:
        return _checked(one.code)
    return {
        MET: say("met"),
        MISSED: say("missed"),
        HIGHER: say("▲ higher"),
        LOWER: say("▼ lower"),
        AHEAD: say("goes ahead"),
        "": say("cannot tell yet") if one.kind == TARGET else say("within noise"),
    }.get(one.code, one.code)


def _checked(code: str) -> str:
    return {
        MADE: say("made a difference"),
        ALONE: say("changed, without a comparison group"),
        NOTHING: say("within noise"),
        RETURNED: say("cannot tell"),
        EARLY: say("too early to tell"),
        UNKNOWN: say("cannot tell"),
    }.get(code, code)


def measure_called(key: str, label: str) -> str:
    """Return what a measure is called now; by its old name where it is not known any more."""
    if key in METRICS:
        return say(METRICS[key].title)
    return upper_first(say(ROLES[key].title)) if key in ROLES else say(label)


def _target(one: Statement, _outcome: str) -> str:
    return say("{measure} against its target", measure=measure_called(one.about[0], one.label))


def _link(one: Statement, _outcome: str) -> str:
    return say("{measure} and {outcome}", measure=measure_called(one.about[1], one.label), outcome=say(one.about[0]))


def _segment(one: Statement, outcome: str) -> str:
    return say("{outcome}: {column} {group}", outcome=outcome, column=lower_first(say(one.about[0])), group=one.label)


def _funnel(one: Statement, _outcome: str) -> str:
    noun, measure = say(ROLES[one.about[0]].title) if one.about[0] in ROLES else one.about[0], say(one.about[1])
    if not one.label:
        return say("{measure}: one {noun}, whose name is not kept", measure=measure, noun=noun)
    return say("{measure}: {noun} {name}", measure=measure, noun=noun, name=one.label)


def _members(one: Statement, _outcome: str) -> str:
    return say("{measure}: members against others", measure=say(one.label))


def _lag(one: Statement, outcome: str) -> str:
    return say(
        "{measure} of earlier days and {outcome}", measure=measure_called(one.about[0], one.label), outcome=outcome
    )


def _pair(one: Statement, _outcome: str) -> str:
    return say("{left} and {right}: {group}", left=say(one.about[0]), right=say(one.about[1]), group=say(one.label))


def _theme(one: Statement, _outcome: str) -> str:
    return say("Answers with comments on “{theme}”", theme=say(one.label))


def _check(one: Statement, _outcome: str) -> str:
    return say("Check in real life: {what}", what=one.label)


_ABOUT: Mapping[str, Callable[[Statement, str], str]] = {
    TARGET: _target,
    LINK: _link,
    SEGMENT: _segment,
    FUNNEL: _funnel,
    MEMBERS: _members,
    LAG: _lag,
    PAIR: _pair,
    THEME: _theme,
    CHECK: _check,
}
