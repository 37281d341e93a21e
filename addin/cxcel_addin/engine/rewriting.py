"""From a formula as a workbook file has it to one that the engine computes.

Calls of our functions come in many spellings: ``[1]!NPS(...)`` as Excel writes them, ``NPS(...)`` as it is typed,
``_xll.NPS`` and ``_xldudf_NPS`` from other kinds of add-ins, ``ORG.SOMETHING.NPS`` as LibreOffice names them.  Each
becomes ``CX.NPS(n,...)``: n tells the call, so that what it is asked knows the cells that its arguments are.  Which
cells ``OFFSET(...)`` or ``IF(...)`` finds is known when they are computed only: behind such a call's own arguments come
sheet, row and column of what was found.  Tables' columns and names become plain references, and what a host writes for
itself is taken off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxcel.functions import FUNCTIONS

from .areas import Area, NotThere, reference, structured
from .book import Book
from .referring import ASKING, PARAMETER, Parts, bound, may_be_moments, unplaced

if TYPE_CHECKING:
    from formualizer import Token

OURS = "CX."
LEFT_OUT = "\ue000"  # stands for an argument that is left out, which the engine would make 0
DEEPEST = 8  # names within names
WHERE = ("SHEET", "ROW", "COLUMN")
_TEXT = re.compile(r'("(?:[^"]|"")*")')
_CALL = re.compile(
    r"(?:\[(\d+)\]!|'[^']*\.xlam'!|[\w.]*\.xlam!)?(?<![\w.])(?:_xludf\.|_xldudf_|_xll\.|_xlfn\.|(?:[A-Z]\w*\.)+)?"
    rf"({'|'.join(sorted(FUNCTIONS, key=len, reverse=True))})\(",
    re.I,
)
_HOST = re.compile(r"^(?:_xlfn\.|_xlws\.|_xludf\.)+", re.I)
_OUTSIDE = re.compile(r"^'?[^'!]*\[(\d+|[^\]]+\.xl\w+)\][^!]*!", re.I)
_IS_PARAMETER = re.compile(r"^_xlp[mr]\.", re.I)
_SHEETS = re.compile(r"^(?:'[^']+:[^']+'|[^'!:\[\]]+:[^'!\[\]]+)!")


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one of our functions in a cell, and which cells its arguments are, None where they are none.

    `found` are the arguments whose cells are told by values behind the others, three for each.
    """

    function: str
    sheet: str
    row: int
    column: int
    areas: tuple[Area | None, ...]
    found: tuple[int, ...] = ()


@dataclass(slots=True)
class Rewritten:
    """A formula as the engine takes it; `why` says why it cannot, "" where it can."""

    text: str = ""
    functions: set[str] = field(default_factory=set)
    ours: set[str] = field(default_factory=set)
    areas: list[Area] = field(default_factory=list)
    why: str = ""
    outside: bool = False  # whether that is because it needs another workbook


class Outside(Exception):
    """A formula needs another workbook."""


class Unable(Exception):
    """The engine cannot compute a formula; the text says why."""


@dataclass(slots=True)
class _Open:
    """A bracket that is open; of a call of ours, where its number goes and what its arguments are."""

    function: str = ""
    at: int = 0
    binds: str | None = None  # of LET: the name whose meaning is read, "" while a name is
    asks: bool = False  # whether what is being read decides only which cells are given
    areas: list[Area | None] = field(default_factory=list)
    found: dict[int, str] = field(default_factory=dict)  # argument that is known when it is computed -> its text
    here: Parts = field(default_factory=list)  # of the argument being read: its parts
    since: int = 0  # areas of the formula before it
    start: int = 0  # pieces of the formula before it


class Rewriter:
    """Rewrites the formulas of a workbook and keeps the calls of our functions by their numbers."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.calls: list[Call] = []

    def rewrite(self, sheet: str, row: int, column: int, text: str) -> Rewritten:
        """Return a formula of a cell for the engine."""
        made = Rewritten()
        try:
            made.text = _Line(self, made, (sheet, row, column)).rewritten(text)
        except (NotThere, Unable, Outside) as error:
            made.why, made.outside = str(error), isinstance(error, Outside)
        return made

    def calls_ours(self, text: str) -> bool:
        """Whether a formula calls one of our functions."""
        return self.plainly(text) != text

    def plainly(self, text: str, before: str = OURS) -> str:
        """Return a formula in which our functions bear their own names, with something before each."""

        def named(found: re.Match[str]) -> str:
            elsewhere = found[1] and not self.book.is_ours(int(found[1]))
            return found[0] if elsewhere else f"{before}{found[2].upper()}("

        pieces = _TEXT.split(text)  # every other one is a text in quotes
        return "".join(piece if at % 2 else _CALL.sub(named, piece) for at, piece in enumerate(pieces))


class _Line:
    """One formula on its way, or a name's meaning within it."""

    def __init__(self, rewriter: Rewriter, made: Rewritten, cell: tuple[str, int, int], depth: int = 0) -> None:
        self.rewriter, self.book, self.made, self.cell, self.depth = rewriter, rewriter.book, made, cell, depth
        self.out: list[str] = []
        self.open: list[_Open] = [_Open()]
        self.bound: dict[str, Parts] = {}  # what names within LET are
        self.asked: set[int] = set()  # areas, by their numbers, that only decide what a function gives

    def rewritten(self, text: str) -> str:
        from formualizer import TokenizerError, TokenType, tokenize

        try:
            tokens = list(tokenize(f"={self.rewriter.plainly(text)}"))
        except (TokenizerError, ValueError) as error:
            raise Unable(f"the formula cannot be read ({error})") from error
        steps = {
            TokenType.Func: self._function,
            TokenType.Paren: self._bracket,
            TokenType.Array: self._bracket,
            TokenType.Sep: self._separator,
            TokenType.Operand: self._operand,
            TokenType.OpInfix: self._operator,
        }
        for token in tokens:
            if token is not None and token.token_type != TokenType.Whitespace:
                steps.get(token.token_type, self._other)(token)
        return "".join(self.out)

    def _other(self, token: Token) -> None:
        self.open[-1].here.append(None)
        self.out.append(token.value)

    def _operator(self, token: Token) -> None:
        sign = token.value.strip()
        if sign in ("", ","):
            does = "joins ranges into one" if sign else "takes what two ranges have in common"
            raise Unable(f"it {does}, which the engine does not know")
        self.open[-1].here.append(sign if sign == ":" else None)
        self.out.append(token.value)

    def _opens(self, token: Token) -> bool:
        return str(token.subtype).endswith("Open")

    def _function(self, token: Token) -> None:
        if not self._opens(token):
            self._close()
            return
        name = _HOST.sub("", token.value[:-1]).upper()
        self.open[-1].here.append(name)
        if name == "SINGLE":  # how a file writes @
            self.out.append("@(")
            self.open.append(_Open())
        elif name.startswith(OURS):
            self.made.ours.add(name.removeprefix(OURS))
            self.out += [f"{name}(", ""]
            at = len(self.out)
            self.open.append(_Open(name.removeprefix(OURS), at - 1, since=len(self.made.areas), start=at))
        else:
            if _OUTSIDE.match(name) or "!" in name:
                raise Outside(f"it calls a function of another workbook, {name.rpartition('!')[2]}")
            if not _IS_PARAMETER.match(name):  # a LAMBDA with a name of its own
                self.made.functions.add(name)
            self.out.append(f"{name}(")
            binds = "" if name == "LET" else None
            self.open.append(_Open(binds=binds, asks=name in ASKING, since=len(self.made.areas)))

    def _bracket(self, token: Token) -> None:
        self.out.append(token.value)
        if self._opens(token):
            self.open.append(_Open())
            return
        inside = self._pop().here
        self.open[-1].here += inside if token.value == ")" else [None]

    def _separator(self, token: Token) -> None:
        now = self.open[-1]
        if now.function:
            self._argument(now)
        if now.binds:
            self.bound[now.binds] = bound(now.here)
        if now.binds is not None:
            now.binds = "" if now.binds else self.out[-1].strip().lower()
        if now.asks:
            self.asked |= set(range(now.since, len(self.made.areas)))
            now.asks = False
        self.out.append(token.value)
        now.here, now.since, now.start = [], len(self.made.areas), len(self.out)

    def _argument(self, now: _Open) -> None:
        """Note what an argument is: a block of cells by itself, cells to be found, a value, or nothing."""
        if not now.here:
            self.out.append(f'"{LEFT_OUT}"')
        one = now.here[0] if len(now.here) == 1 else None
        text = "".join(self.out[now.start :])
        given = [area for at, area in enumerate(self.made.areas) if at >= now.since and at not in self.asked]
        if not isinstance(one, Area) and may_be_moments(now.here, text, given, self.book):
            if who := unplaced(now.here, text):
                raise Unable(f"only a spreadsheet knows whether the cells that {who} finds are shown as dates")
            now.found[len(now.areas)] = text
        now.areas.append(one if isinstance(one, Area) else None)

    def _close(self) -> None:
        now = self.open[-1]
        if now.function:
            if now.here or now.areas:
                self._argument(now)
            number = len(self.rewriter.calls)
            self.rewriter.calls.append(Call(now.function, *self.cell, tuple(now.areas), tuple(now.found)))
            self.out[now.at] = f"{number}," if now.areas else f"{number}"
            self.out += [f",{what}({text})" for text in now.found.values() for what in WHERE]
        self.out.append(")")
        self._pop()

    def _pop(self) -> _Open:
        if len(self.open) < 2:
            raise Unable("the formula has more brackets closed than opened")
        return self.open.pop()

    def _operand(self, token: Token) -> None:
        text = token.value.strip()
        if not str(token.subtype).endswith("Range"):
            self._other(token)
            return
        if found := _OUTSIDE.match(text):
            where = self.book.links.get(int(found[1]), "") if found[1].isdecimal() else found[1]
            raise Outside(f"it reads another workbook{f', {where}' if where else ''}")
        if _SHEETS.match(text):
            raise Unable("it reads the same cells of several sheets, which the engine does not know")
        area = self._area(text)
        if area is None:
            self._name(text)
            return
        self.made.areas.append(area)
        self.open[-1].here.append(area)
        self.out.append(area.text)

    def _area(self, text: str) -> Area | None:
        sheet, row, column = self.cell
        if text.endswith("]") and "!" not in text.partition("[")[0]:
            return structured(text, self.book.tables, sheet, row, column)
        found = reference(text, sheet, self.book.known, fixed=self.depth > 0)
        if found is None and self.depth and reference(text, sheet, self.book.known):
            raise Unable("it uses a name that means other cells in every cell")
        if found is None and text.casefold() in self.book.tables:
            return structured(f"{text}[#Data]", self.book.tables, sheet, row, column)
        return found

    def _name(self, text: str) -> None:
        """Put a name's meaning in its place."""
        if _IS_PARAMETER.match(text):
            self.open[-1].here += self.bound.get(text.lower(), [PARAMETER])
            self.out.append(text)
            return
        sheet, _, name = text.rpartition("!")
        found = self.book.named(name, sheet.strip("'") or self.cell[0])
        if found is None:
            raise Unable(f"there is no name '{text}' in this workbook")
        if self.depth == DEEPEST:
            raise Unable(f"the name '{text}' leads back to itself")
        inner = _Line(self.rewriter, self.made, self.cell, self.depth + 1)
        meaning = inner.rewritten(found.text)
        parts = inner.open[0].here
        self.open[-1].here += parts
        self.out.append(meaning if len(parts) == 1 else f"({meaning})")
