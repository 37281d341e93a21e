"""Headers that say too little ("rating", "id"): the cells prove the role, or the user is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from cxcel.data.headers import Header
from cxcel.data.nature import Nature
from cxcel.data.notes import NOT_USED, Notes
from cxcel.data.roles import ROLES, UNCLEAR
from cxcel.data.table import RawTable
from cxcel.sentences import Sentence, sentence

_SCORES = frozenset({"nps", "csat", "ces"})


def by_values(
    unclear: Mapping[int, Header],
    natures: Mapping[int, Nature],
    roles: Collection[str],
    closed: Collection[str],
    table: RawTable,
    notes: Notes,
) -> dict[str, int]:
    """Return role -> column for unclear headers whose cells leave one role; scores first: they tell what an id is."""
    found: dict[str, int] = {}
    for wants_id in (False, True):
        for column, header in unclear.items():
            if _may_be_id(header) is not wants_id:
                continue
            have = {*roles, *found}
            if wants_id:
                role = _id(column, have, table)
            else:
                role = _score(header, natures[column], table, notes, have=_SCORES & {*have, *closed})
            if role and role not in have and role not in closed:
                found[role] = column
                _say_id(role, header, table, notes)
    return found


def _may_be_id(header: Header) -> bool:
    words = next(words for words in (header.words, header.whole, header.bare) if words in UNCLEAR)
    return "contact_id" in UNCLEAR[words]


def _say_id(role: str, header: Header, table: RawTable, notes: Notes) -> None:
    if ROLES[role].kind == "id":
        other = "answer_id" if role == "contact_id" else "contact_id"
        text = sentence("{column} is the {role}", column=table.place.at(header.text).named, role=ROLES[role].said)
        notes.assume(table.place, text, table.place.map(other, header.text))


def _score(header: Header, what: Nature, table: RawTable, notes: Notes, have: Collection[str]) -> str:
    place = table.place.at(header.text)
    if not what.mostly("number") or not what.numbers:
        if not what.empty:
            found = sentence("words where a score would hold numbers")
            notes.find(place, found, NOT_USED, (), len(what.cells), what.cells[0])
        return ""
    if any(number != int(number) for number in what.numbers) and header.average:
        found = sentence("averages of scores, not answers")
        notes.find(place, found, NOT_USED, (), len(what.numbers), what.cells[0])
        return ""
    role, proof = proved(what.numbers)
    if not role:
        if not have:
            notes.stop(
                place, f"the answers ({_range(what)}) could be nps, csat or ces",
                f"say which with {table.place.map('csat', header.text)} (or nps, ces)",
            )  # fmt: skip
        return ""
    if role not in have:
        text = sentence("{column} holds {role}: {proof}", column=place.named, role=ROLES[role].said, proof=proof)
        notes.assume(table.place, text, table.place.map("csat" if role == "nps" else "nps", header.text))
    return role


def _range(what: Nature) -> str:
    return f"{min(what.numbers):g} to {max(what.numbers):g}"


def proved(numbers: tuple[float, ...]) -> tuple[str, Sentence | str]:
    """Return the score that distinct answers prove, with the reason.

    Examples
    --------
    >>> proved((0.0, 5.0, 10.0)), proved((1.0, 5.0, 3.0))[0], proved((1.0, 10.0))[0]
    (('nps', 'whole answers from 0 to 10'), 'csat', '')
    """
    inside = [number for number in numbers if 0 <= number <= 10 and number == int(number)]
    if len(inside) < 2:
        return "", ""
    low, high = min(inside), max(inside)
    if low == 0 and high > 7:
        return "nps", _whole(low, high)
    return ("csat", _whole(low, high)) if low >= 1 and 4 <= high <= 5 else ("", "")


def _whole(low: float, high: float) -> Sentence:
    return sentence("whole answers from {low} to {high}", low=f"{low:g}", high=f"{high:g}")


def _id(column: int, roles: set[str], table: RawTable) -> str:
    grains = {ROLES[role].grain for role in roles}
    repeats = _repeats(column, table)
    if {"contact_id", "answer_id", "customer_id"} & roles and repeats:
        return ""
    if any(ROLES[role].kind in {"count", "rate"} for role in roles):
        return ""
    if "customer" in grains or repeats:
        return "customer_id"
    if "contact" in grains:
        return "contact_id"
    return "answer_id" if "answer" in grains else ""


def _repeats(column: int, table: RawTable) -> bool:
    used = np.bincount(table.distinct(column).codes)
    return bool(len(used) < 0.9 * table.n)
