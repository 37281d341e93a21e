"""The pieces of a condition's text: names, texts, numbers, signs and words, each with its place.

What stands where it cannot is said here, piece by piece in the order of reading, before anything else looks at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, NoReturn

from cxcel.errors import LONGEST, BadOption

LONGEST_TEXT = 8192  # characters, as of a formula in Excel
DEEPEST = 40  # levels of parentheses, of "not" within "not", of sums within sums
MADE_OF = (
    "a condition is made of columns, numbers, 'texts', = != < <= > >= + - * / and the words "
    "and or not in like between is null true false"
)
_KEYWORDS = frozenset(["and", "or", "not", "in", "like", "between", "is", "null", "true", "false"])
_OPERANDS = frozenset(["name", "text", "number", "null", "true", "false"])
_BINARY = frozenset(
    ["=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", ",", "and", "or", "in", "like", "between", "is"]
)
_PREFIX = frozenset(["(", "not", "+", "-"])
_SAME = {"==": "=", "<>": "!=", "≤": "<=", "≥": ">=", "≠": "!=", "−": "-"}
_PIECE = re.compile(
    r"""(?P<space>\s+)
    | (?P<text>'(?:[^']|'')*') | (?P<name>"(?:[^"]|"")+")
    | (?P<refused>--|/\*|&&|\|\||=<|=>|!(?!=))
    | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![\w.]))
    | (?P<word>[^\W\d]\w*) | (?P<sign><=|>=|<>|!=|==|[=<>+\-*/(),≤≥≠−])""",
    re.VERBOSE,
)
_REFUSED = {
    "'": "the quote is not closed; within a text it is written twice: 'l''été'",
    '"': "the double quote is not closed, or has no name in it",
    "--": "a comment (--) cannot stand here",
    "/*": "a comment (/*) cannot stand here",
    "#": "a comment (#) cannot stand here",
    ";": "a semicolon cannot stand outside quotes",
    "\\": "a backslash cannot stand outside quotes; a quote within a text is written twice: 'l''été'",
    "&&": "write and in place of &&",
    "||": "write or in place of ||",
    "!": "write not in place of !",
    "=<": "write <= in place of =<",
    "=>": "write >= in place of =>",
    "%": "a percentage is written as a fraction: 80% is 0.8",
    ".": "a name with a point in it stands in double quotes, and a number has one point only",
    **dict.fromkeys("‘’‚‛´`′＇", "a text stands in straight quotes: type ' in place of this one"),
    **dict.fromkeys("“”„‟«»″＂", "type a straight quote (\") in place of this one, or ' around a text"),
    **dict.fromkeys("[]{}", "a name that is more than one word stands in double quotes, without brackets"),
}


class Piece(NamedTuple):
    """One piece: what kind it is, what it says without its quotes, and where it starts, from 1."""

    kind: str  # "name", "text", "number", or the sign or keyword itself
    text: str
    place: int


def pieces_of(text: str) -> list[Piece]:
    """Cut a text into its pieces, in an order that can be read.

    Raises
    ------
    BadOption
        Something in it is no piece, or stands where it cannot.

    Examples
    --------
    >>> [(piece.kind, piece.place) for piece in pieces_of("wait <> 20")]
    [('name', 1), ('!=', 6), ('number', 9)]
    >>> pieces_of("wait <")
    Traceback (most recent call last):
    ...
    cxcel.errors.BadOption: wait <: a column or a value is missing after '<' (character 6)
    """
    if len(text) > LONGEST_TEXT:
        raise BadOption(f"{shown(text)}: {len(text)} characters are too many, at most {LONGEST_TEXT:,} are read")
    pieces = list(_pieces(text))
    _check_order(text, pieces)
    return pieces


def refuse(text: str, sentence: str, place: int | None = None) -> NoReturn:
    """Raise the error of a condition: its beginning, what is wrong, and where."""
    raise BadOption(f"{shown(text)}: {sentence}" + (f" (character {place})" if place else ""))


def shown(text: str) -> str:
    """Return a text on one line, cut where it is long.

    Examples
    --------
    >>> shown("country   =  'FR'")
    "country = 'FR'"
    """
    flat = "".join(c if c.isprintable() else "?" for c in " ".join(text.split()))
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 3]}..."


def too_deep(text: str) -> NoReturn:
    """Raise the error of a condition that would need more memory to read than it is worth."""
    refuse(text, f"is nested too deep, at most {DEEPEST} levels are read")


def _pieces(text: str) -> Iterator[Piece]:
    """Cut a text into pieces, or name the first place that is none."""
    at = 0
    while at < len(text):
        found = _PIECE.match(text, at)
        if not found or found.lastgroup == "refused":
            wrong = found.group() if found else text[at]
            character = f"'{wrong}'" if wrong.isprintable() else f"the character U+{ord(wrong):04X}"
            refuse(text, _REFUSED.get(wrong, f"{character} cannot be read: {MADE_OF}"), at + 1)
        kind, raw = str(found.lastgroup), found.group()
        if kind in ("text", "name"):
            raw = raw[1:-1].replace(raw[0] * 2, raw[0])
            _check_characters(text, raw, at + 1)
        elif kind == "sign" or (kind == "word" and raw.lower() in _KEYWORDS):
            kind = _SAME.get(raw, raw.lower())
        if kind != "space":
            yield Piece("name" if kind == "word" else kind, raw, at + 1)
        at = found.end()


def _check_characters(text: str, raw: str, place: int) -> None:
    """Refuse what no engine can be handed: control characters, and halves of characters."""
    for character in raw:
        if (ord(character) < 32 and character not in "\t\r\n") or 0xD800 <= ord(character) < 0xE000:
            refuse(text, f"the quotes hold the character U+{ord(character):04X}, which is no text", place)


def _check_order(text: str, pieces: list[Piece]) -> None:
    """Say in the order of reading what is missing, where something is."""
    if not pieces:
        raise BadOption("the condition is empty: write one such as country = 'FR'")
    open_at: list[tuple[int, bool]] = []  # place of each open parenthesis, and whether it holds a list
    wanted = True  # whether a column or a value comes next
    for i, piece in enumerate(pieces):
        if wanted and piece.kind not in _OPERANDS | _PREFIX:
            refuse(text, f"a column or a value is missing before '{piece.text}'", piece.place)
        if not wanted and piece.kind in _OPERANDS | {"("}:
            _refuse_neighbour(text, pieces[i - 1], piece)
        _check_word(text, pieces, i, wanted)
        if piece.kind == "(":
            open_at.append((piece.place, i > 0 and pieces[i - 1].kind == "in"))
        elif piece.kind == ")" and not open_at:
            refuse(text, "this ) closes nothing", piece.place)
        elif piece.kind == ")":
            open_at.pop()
        elif piece.kind == "," and not (open_at and open_at[-1][1]):
            refuse(
                text,
                "a comma stands between values of a list only, as in ('FR', 'DE'); decimals have a point",
                piece.place,
            )
        wanted = (wanted and piece.kind in _PREFIX) or piece.kind in _BINARY
        if len(open_at) > DEEPEST:
            too_deep(text)
    if wanted:
        refuse(text, f"a column or a value is missing after '{pieces[-1].text}'", pieces[-1].place)
    if open_at:
        refuse(text, "this ( is not closed", open_at[-1][0])


def _refuse_neighbour(text: str, before: Piece, piece: Piece) -> NoReturn:
    if piece.kind == "(" and before.kind == "name":
        refuse(text, f"functions such as {before.text:.40}(...) cannot stand here", before.place)
    refuse(text, f"a sign or a word such as and is missing before {piece.text:.40}", piece.place)


def _check_word(text: str, pieces: list[Piece], i: int, wanted: bool) -> None:
    """Check the words that stand beside certain others only."""
    piece, kinds = pieces[i], [piece.kind for piece in pieces[max(i - 2, 0) : i + 3]]
    before, after = kinds[: min(i, 2)], kinds[min(i, 2) + 1 :]
    if piece.kind == "is" and after[:1] != ["null"] and after != ["not", "null"]:
        refuse(text, "is stands before null or not null only; write = to compare, as in country = 'FR'", piece.place)
    if piece.kind == "null" and before[-1:] != ["is"] and before != ["is", "not"]:
        refuse(text, "null stands after is only: write is null, or is not null", piece.place)
    if piece.kind == "in" and after[:1] != ["("]:
        refuse(text, "in takes a list in parentheses, as in ('FR', 'DE')", piece.place)
    if piece.kind == "not" and not wanted and after[:1] not in (["in"], ["like"], ["between"]):
        refuse(text, "a sign or a word such as and is missing before not", piece.place)
