"""Which column of a source has which role: by its header and by what the user told, without a look at the cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cxcel.data.assign import Claim, Roles, claims, possible, rivals_of, tied
from cxcel.data.headers import Header, parse
from cxcel.data.roles import ROLES, UNCLEAR


@dataclass(frozen=True, slots=True)
class Matched:
    """The roles of a source's columns, and the headers that leave it open.

    Parameters
    ----------
    roles : mapping
        Role -> header, or the expression that the user gave for it.
    rivals : mapping
        Role -> the headers that could be it equally well; none of them is.
    unclear : mapping
        Header that says too little -> the roles it could be.
    """

    roles: Mapping[str, str]
    rivals: Mapping[str, tuple[str, ...]]
    unclear: Mapping[str, tuple[str, ...]]


def matched(headers: Sequence[str], told: Mapping[str, str]) -> Matched:
    """Return what the headers of a source mean; what the user told goes first.

    Told is role -> header or expression; a role that was told "" is in no column.

    Examples
    --------
    >>> found = matched(["Call ID", "Satisfaction", "Resolved (Y/N)", "Rating", "Speed of answer"], {"csat": "Rating"})
    >>> dict(found.roles)
    {'csat': 'Rating', 'contact_id': 'Call ID', 'resolved': 'Resolved (Y/N)', 'wait': 'Speed of answer'}
    >>> matched(["Rating"], {}).unclear
    {'Rating': ('nps', 'csat', 'ces')}
    """
    names = {header.lower() for header in told.values()}
    free = [(at, parse(header)) for at, header in enumerate(headers) if header.lower() not in names]
    wanted = [claim for at, header in free if (claim := _claim(header, at)) is not None and claim.role not in told]
    by_role = rivals_of(wanted)
    open_ones = {role: rivals for role, rivals in by_role.items() if len(rivals) > 1 and tied(*rivals[:2])}
    sure: Roles = {role: rivals[0] for role, rivals in by_role.items() if role not in open_ones}
    kept = dict(sorted(_with_told(sure, told).items(), key=lambda pair: pair[1].column))
    used = {claim.column for claim in kept.values()}
    return Matched(
        {
            **{role: header for role, header in told.items() if header},
            **{r: headers[c.column] for r, c in kept.items()},
        },
        {role: _tied_headers(rivals) for role, rivals in open_ones.items()},
        {header.text: roles for at, header in free if at not in used and (roles := _unclear(header, {*told, *kept}))},
    )


def _claim(header: Header, column: int) -> Claim | None:
    """Return the best claim of one header; a header that speaks of per cent names a rate."""
    found = claims(header, column)
    if not found:
        return None
    best, rate = found[0], ROLES[found[0].role].when_rates
    return Claim(rate, best.column, header, best.rank, best.position) if rate and header.percent else best


def _with_told(sure: Roles, told: Mapping[str, str]) -> Roles:
    """Leave out roles that another rules out, whether that one was found or told."""
    nowhere = parse("")
    fixed = {role: Claim(role, -1, nowhere, 0) for role, header in told.items() if header and role in ROLES}
    return {role: claim for role, claim in possible({**fixed, **sure}).items() if role in sure}


def _tied_headers(rivals: Sequence[Claim]) -> tuple[str, ...]:
    return tuple(rival.header.text for rival in rivals if rival is rivals[0] or tied(rivals[0], rival))


def _unclear(header: Header, taken: Collection[str]) -> tuple[str, ...]:
    """Return the roles that a header which says too little could be, less those that have a column."""
    roles = next((UNCLEAR[words] for words in (header.words, header.whole, header.bare) if words in UNCLEAR), ())
    return tuple(role for role in roles if role not in taken)


def roles_of(headers: Sequence[str], told: Mapping[str, str]) -> Mapping[str, str]:
    """Return role -> header, or the expression told for it; a role that two headers could be equally well has none.

    Examples
    --------
    >>> roles_of(["channel", "wait_s", "nps"], {"in_time": "wait <= 20"})
    {'in_time': 'wait <= 20', 'channel': 'channel', 'wait': 'wait_s', 'nps': 'nps'}
    """
    return matched(headers, told).roles
