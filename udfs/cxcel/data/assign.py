"""Which column has which role: by the header, checked against the cells, and asked for when in doubt."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from cxcel.data.headers import Header, normal, parse
from cxcel.data.mapping import Told
from cxcel.data.nature import Nature, nature, suits
from cxcel.data.notes import NOT_USED, Notes
from cxcel.data.roles import IGNORED, ROLES, UNCLEAR
from cxcel.data.table import RawTable
from cxcel.data.unclear import by_values
from cxcel.sentences import sentence

_PRECISE, _BARE, _LOOSE, _PART = 4, 3, 2, 1
LONG = 5  # words: a header this long is the survey's question itself
_UNMISTAKABLE = ("enps", "nps", "csat", "ces", "fcr", "aht", "asa", "acw")
_GROUPINGS = frozenset({"group", "category", "segment", "type", "label", "bucket"})
_QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "nps": ("recommend", "weiterempfehlen", "empfehlen", "recommanderiez", "recommander", "recomendaria", "recomiende",
            "raccomandare", "raccomanderebbe", "consigliare", "aanbevelen"),
    "csat": ("satisfied", "satisfaction", "zufrieden", "satisfait", "satisfecho", "soddisfatto", "tevreden"),
    "ces": ("easy", "effort", "einfach", "facile", "facil", "gemakkelijk"),
    "resolved": ("resolved", "solved", "geloest", "resolu", "resuelto", "risolto", "opgelost"),
    "comment": ("why", "reason", "what", "improve", "comments", "warum", "pourquoi", "porque", "perche", "waarom"),
}  # fmt: skip
_MEASURES = frozenset({"score", "seconds", "flag", "count"})
_LENIENT = frozenset(
    {"id", "word", "text", "date", "money", "number"}
)  # a tie is settled by the order of aliases, and said


@dataclass(frozen=True, slots=True)
class Claim:
    """A column that could have a role, and how well its header says so."""

    role: str
    column: int
    header: Header
    rank: int
    position: int = 0

    @property
    def told(self) -> bool:
        """Whether the user named the column."""
        return self.rank > _PRECISE

    @property
    def order(self) -> tuple[int, int]:
        """Best first."""
        return (-self.rank, self.position)


Roles = dict[str, Claim]


@cache
def _aliases() -> Mapping[str, tuple[tuple[str, int, int], ...]]:
    found: dict[str, list[tuple[str, int, int]]] = {}
    for role in ROLES.values():
        for rank, words in ((_PRECISE, role.names), (_LOOSE, role.also)):
            for position, alias in enumerate(words):
                found.setdefault(normal(alias), []).append((role.name, rank, position))
    return {alias: tuple(roles) for alias, roles in found.items()}


def known(text: str) -> bool:
    """Whether a header is one that some role knows."""
    header = parse(text)
    return any(words in _aliases() or words in UNCLEAR for words in (header.words, header.whole, header.bare))


def meant(text: str) -> bool:
    """Whether a header may mean a role, as a whole or in part."""
    return known(text) or bool(claims(parse(text), 0))


def claims(header: Header, column: int) -> list[Claim]:
    """Return the roles that a header may mean, best first."""
    if header.words in IGNORED or header.whole in IGNORED:
        return []
    aliases = _aliases()
    for words, less in ((header.whole, 0), (header.words, 0), (header.bare, 1)):
        found = [Claim(role, column, header, rank - less, position) for role, rank, position in aliases.get(words, ())]
        if found:
            return sorted(found, key=lambda claim: claim.order)
    return [Claim(role, column, header, _PART) for role in _parts(header.words.split())]


def _parts(words: list[str]) -> Iterable[str]:
    if len(words) >= LONG:
        return [role for role, asked in _QUESTIONS.items() if not set(asked).isdisjoint(words)]
    if not _GROUPINGS.isdisjoint(words):
        return []
    short = next((name for name in _UNMISTAKABLE if name in words), "")
    return [role for role, _, _ in _aliases().get(short, ())]


def assign(table: RawTable, told: Told, blanks: frozenset[str], notes: Notes) -> tuple[Roles, dict[int, Nature]]:
    """Return role -> column for a table, and what each column looked like."""
    headers = [parse(text) for text in table.headers]
    fixed = {role: Claim(role, column, headers[column], _PRECISE + 1) for role, column in told.columns(table).items()}
    taken = {claim.column for claim in fixed.values()}
    closed = set(fixed) | told.absent(table)
    free = {column: claims(header, column) for column, header in enumerate(headers) if column not in taken}
    worth = [
        column for column in range(len(headers)) if column in taken or free[column] or _is_unclear(headers[column])
    ]
    natures = {column: nature(table.distinct(column), blanks) for column in worth}
    wanted: list[Claim] = []
    for column, found in free.items():
        if found:
            suited = _suited(found, natures[column], table, notes)
            wanted += [claim for claim in suited if claim.role not in closed]
    roles = possible({**fixed, **_settle(wanted, table, notes)})
    roles |= _proved(headers, natures, roles, closed, table, notes)
    _say_duplicates(table, roles, notes)
    return roles, natures


def _proved(
    headers: list[Header],
    natures: Mapping[int, Nature],
    roles: Roles,
    closed: Collection[str],
    table: RawTable,
    notes: Notes,
) -> Roles:
    """Return the roles that unclear headers get from their cells."""
    used = {claim.column for claim in roles.values()}
    unclear = {column: headers[column] for column in natures if column not in used and _is_unclear(headers[column])}
    found = by_values(unclear, natures, set(roles), closed, table, notes)
    return {role: Claim(role, column, headers[column], _LOOSE) for role, column in found.items()}


def possible(roles: Roles) -> Roles:
    """Leave out roles that another rules out: the duration in a survey's export is the time it took to answer."""
    if "contact_id" in roles:
        return roles
    return {role: claim for role, claim in roles.items() if claim.told or ROLES[role].unless not in roles}


def _is_unclear(header: Header) -> bool:
    return any(words in UNCLEAR for words in (header.words, header.whole, header.bare))


def _suited(found: list[Claim], what: Nature, table: RawTable, notes: Notes) -> list[Claim]:
    """Return the claim of one column that its cells bear out, moved to the sister role for dates or rates."""
    for claim in found:
        moved = replace(claim, role=_sister(claim.role, what, claim.header))
        if suits(ROLES[moved.role], what):
            return [moved]
    if found and (found[0].rank == _PRECISE or ROLES[found[0].role].kind in _MEASURES):
        text = sentence("looks like {role} by its header, but not by its cells", role=ROLES[found[0].role].said)
        notes.find(table.place.at(found[0].header.text), text, NOT_USED, (), 1, what.odd)
    return []


def _sister(name: str, what: Nature, header: Header) -> str:
    role = ROLES[name]
    if role.when_dates and (what.mostly("date") or (role.kind == "flag" and what.mostly("clock"))):
        return role.when_dates
    if role.when_rates and (what.percent or header.percent):
        return role.when_rates
    return name


def _settle(wanted: list[Claim], table: RawTable, notes: Notes) -> Roles:
    return {role: _one(rivals, table, notes) for role, rivals in rivals_of(wanted).items()}


def rivals_of(wanted: Iterable[Claim]) -> dict[str, list[Claim]]:
    """Return role -> the claims on it, best first."""
    by_role: dict[str, list[Claim]] = {}
    for claim in sorted(wanted, key=lambda claim: claim.order):
        by_role.setdefault(claim.role, []).append(claim)
    return by_role


def tied(best: Claim, second: Claim) -> bool:
    """Whether nobody but the user can say which of two claims on a role holds."""
    return best.rank == second.rank and (ROLES[best.role].kind not in _LENIENT or best.position == second.position)


def _one(rivals: list[Claim], table: RawTable, notes: Notes) -> Claim:
    best = rivals[0]
    if len(rivals) == 1:
        return best
    second = rivals[1]
    role, first_name, second_name = ROLES[best.role], best.header.text, second.header.text
    if first_name == second_name:
        return best  # said with the other duplicate headers
    if tied(best, second):
        notes.stop(
            table.place, f"columns '{first_name}' and '{second_name}' could both be {role.title}",
            f"choose one with {table.place.map(best.role, first_name)}",
        )  # fmt: skip
    elif role.kind not in {"text", "date"} or best.rank == second.rank:
        text = sentence(
            "{role} in {table} is column '{column}', not '{other}'",
            role=role.said,
            table=table.place.table,
            column=first_name,
            other=second_name,
        )
        notes.assume(table.place, text, table.place.map(best.role, second_name))
    return best


def _say_duplicates(table: RawTable, roles: Roles, notes: Notes) -> None:
    seen: dict[str, list[int]] = {}
    for column, text in enumerate(table.headers):
        seen.setdefault(text, []).append(column)
    used = {claim.column: role for role, claim in roles.items()}
    for text, columns in seen.items():
        if len(columns) == 1:
            continue
        found = sentence("{n} columns have the same header", n=len(columns))
        role = next((used[column] for column in columns if column in used and roles[used[column]].rank <= _PRECISE), "")
        if role:
            notes.stop(table.place.at(text), found, f"rename one, or choose with {table.place.map(role, f'{text}#2')}")
        else:
            notes.find(table.place.at(text), found, NOT_USED, (), len(columns))
