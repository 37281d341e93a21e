"""The names of people in a workbook, known by the headings they stand under and by who wrote its notes.

Each is called "Person 1", "Person 2" ... wherever it stands, so that a reader can still tell one from another.  What
has a digit in it is a number of someone and no name, and stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache

from babel.dates import get_month_names

from cxcel.data.headers import normal
from cxcel.data.roles import ROLES
from cxcel_addin.language import LANGUAGES, say, speaking

from .grid import Grid
from .package import Package, local
from .people import NOBODY
from .personal import masked

_HEADINGS = """
agent, owner, name, full name, first name, last name, surname, given name, contact name, customer name, employee name,
person, people, responsible, assigned to, handled by, author, manager, supervisor, team leader, caller name, nachname,
vorname, kundenname, ansprechpartner, verantwortlich, nom, prenom, nom du client, responsable, nombre, apellido,
nombre del cliente
"""
_NAME = re.compile(r"[^\W\d_][^\d\n:;/→·•|]{1,59}")
_WORDS = 5  # a name has no more
_PART = re.compile(r"[^\W\d_]{3,}")


@cache
def headings() -> frozenset[str]:
    """Return the headings under which people are named, normalised."""
    own = [heading.strip() for heading in _HEADINGS.replace("\n", " ").split(",")]
    return frozenset(map(normal, [*own, *ROLES["agent"].names])) | _everywhere(lambda: say("Agent")) | owners()


@cache
def owners() -> frozenset[str]:
    """Return what stands before the one who looks after something, in every language."""
    return _everywhere(lambda: say("Owner"))


def _everywhere(word: Callable[[], str]) -> frozenset[str]:
    found = set()
    for language in LANGUAGES:
        with speaking(language):
            found.add(normal(word()))
    return frozenset(found)


@cache
def _no_names() -> frozenset[str]:
    """Return the words that are headings themselves: a list of columns names no people."""
    return headings() | {alias for role in ROLES.values() for alias in role.aliases}


def names_in(book: Package, found: Iterable[Grid]) -> list[str]:
    """Return the names of people in a workbook, its sheets in order.

    Sheets that are not given away are read, too: whom they name may be named in a comment of another.
    """
    named = dict.fromkeys(name for grid in found for name in _named(grid))
    return list(named | dict.fromkeys(name for name in _writers(book) if name not in ("", NOBODY)))


def _named(grid: Grid) -> Iterator[str]:
    for row, columns in grid.rows().items():
        texts = [column for column in columns if grid.text(row, column)]
        if len(texts) < len(columns) or len(texts) < 2:  # numbers beside it: no row of headings
            continue
        for column in texts:
            heading = normal(grid.text(row, column))
            if heading in headings():
                yield from filter(is_name, _below(grid, row, column))
            beside = not any(table[0] == row for table in grid.tables) and grid.text(row, column + 1)
            if heading in owners() and beside and is_name(beside):  # as a template asks for it
                yield beside


def _below(grid: Grid, row: int, column: int) -> Iterator[str]:
    """Yield the texts under a heading: to the end of its table; else down to the first empty cell, beside numbers."""
    inside = [t for t in grid.tables if t[0] == row and t[1] <= column <= t[3]]
    end = inside[0][2] if inside else max(at[0] for at in grid.cells)
    for at in range(row + 1, end + 1):
        text = grid.text(at, column).strip()
        beside = any(grid.number(at, column + step) is not None for step in (-2, -1, 1, 2, 3, 4))
        if not inside and not (text and beside):
            return
        if text:
            yield text


def is_name(text: str) -> bool:
    """Whether a text may be the name of a person: a few words without digits.

    Examples
    --------
    >>> is_name("Anna Berg"), is_name("O'Neill, Sean"), is_name("A17"), is_name("22 others: inside"), is_name("Team")
    (True, True, False, False, False)
    """
    return bool(_NAME.fullmatch(text)) and len(text.split()) <= _WORDS and normal(text) not in _no_names()


def _writers(book: Package) -> Iterator[str]:
    """Yield who wrote notes, and who made and saved the workbook."""
    for part in book.parts:
        if re.match(r"xl/(comments/)?comments?[^/]*\.xml$|xl/persons/|docProps/(core|app)\.xml$", part):
            for element in book.elements(part):
                tag, text = local(element.tag), (element.text or "").strip()
                if tag == "person":
                    yield element.get("displayName", "").strip()
                elif tag in ("author", "creator", "lastModifiedBy", "Manager") and not text.startswith("tc={"):
                    yield text


def calling(names: Sequence[str], texts: Iterable[str]) -> Callable[[str], str]:
    """Return what calls people by numbers in place of their names.

    Parameters
    ----------
    names : sequence of str
        The names.
    texts : iterable of str
        All texts of the workbook: a first or last name that is an ordinary word in them is no name on its own.

    Examples
    --------
    >>> tell = calling(["Anna Berg", "Will Mars"], ["they will see"])
    >>> tell("Anna Berg was kind, Anna was quick; Will Mars not"), tell("Will we see Mars?")
    ('Person 1 was kind, Person 1 was quick; Person 2 not', 'Will we see Person 2?')
    """
    called = {name: say("Person {n}", n=n) for n, name in enumerate(names, 1)}
    ordinary = _ordinary(called, texts) if called else frozenset()
    known = {name.casefold(): person for name, person in [*_parts(called, ordinary), *called.items()]}
    if not known:
        return lambda text: text
    spelled = sorted({*called, *(name for name, _ in _parts(called, ordinary))}, key=len, reverse=True)
    words = "|".join(_pattern(name, name in called, name.casefold() in ordinary) for name in spelled)
    pattern = re.compile(rf"(?<![^\W_]|@)(?:{words})(?![^\W_]|@)")
    return lambda text: pattern.sub(lambda found: known[found[0].casefold()], text)


def _pattern(name: str, whole: bool, ordinary: bool) -> str:
    """Return how a name is found, however it is spelled; what is an ordinary word, too, only as it was written.

    Neither the May of 3 May nor the Quinn of "Quinn 2008" is known to be one of them.
    """
    words = re.escape(name) if ordinary else rf"(?i:{re.escape(name)})"
    return words if whole and name not in _months() else rf"(?<!\d ){words}(?! \d)"


@cache
def _months() -> frozenset[str]:
    found = [
        month
        for language in LANGUAGES
        for names in (get_month_names("wide", locale=language), get_month_names("abbreviated", locale=language))
        for month in names.values()
    ]
    return frozenset(str(month).rstrip(".") for month in found)


def _parts(called: Mapping[str, str], ordinary: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield first and last names, and whom each means: nobody in particular where two have it."""
    parts: dict[str, list[str]] = {}
    for name, person in called.items():
        for part in _PART.findall(name) if len(name.split()) > 1 else ():
            parts.setdefault(part, []).append(person)
    for part, persons in parts.items():
        if part.casefold() not in ordinary and part[0].isupper():
            yield part, persons[0] if len(persons) == 1 else say("Person")


def _ordinary(called: Iterable[str], texts: Iterable[str]) -> frozenset[str]:
    """Return which names are words of the texts as well: more often written small than with a capital."""
    lowered = {part.casefold() for name in called for part in _PART.findall(name)}
    small: Counter[str] = Counter()
    for text in texts:
        for word in _PART.findall(masked(text)):
            if word.casefold() in lowered:
                small[word.casefold()] += 1 if word.islower() else -1
    return frozenset(word for word, more in small.items() if more > 0)
