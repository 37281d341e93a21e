"""One call of a function by a cell: its arguments sent, its answer shown."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from difflib import get_close_matches
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from . import faults
from .asking import Formulas, Unclear, asked_for, is_range
from .catalogue import Catalogue, Function
from .cells import MANY, SINCE_1899, SINCE_1904, size_of
from .packing import packed
from .places import Homes
from .ranges import Entry, Ranges
from .worker import Unreachable, Worker

if TYPE_CHECKING:
    from .cells import Size

MOST = 2048  # contents that are known by number
ANSWERS, SMALL = 8192, 8  # answers that are kept here, and rows of the largest; the process keeps the others
AGAIN, PASSING = -1.0, -2.0
FOLDER = "|"  # behind a function's name, before the folder of the document
OLD_EPOCH = (
    "this document counts its days from {year}: choose 30/12/1899 in Tools, Options, LibreOffice Calc, Calculate, Date"
)


class Refused(Exception):
    """A call that is not sent; the text is the sentence."""


class Sent:
    """Which contents the process has, by number; the least recently used dropped."""

    def __init__(self) -> None:
        self._numbers: OrderedDict[bytes, int] = OrderedDict()
        self._there: set[int] = set()
        self._last = self._starts = 0

    def message(self, content: bytes, digest: bytes, starts: int) -> tuple[bytes, int]:
        """Return what to send for a content: all of it, or its number."""
        if starts != self._starts:
            self._starts = starts
            self._there.clear()
        number = self._numbers.pop(digest, 0)
        if not number:
            self._last = number = self._last + 1
            if len(self._numbers) >= MOST:
                self._there.discard(self._numbers.popitem(last=False)[1])
        self._numbers[digest] = number
        mark = number.to_bytes(4, "little")
        return (b"CXG1" + mark if number in self._there else b"CXK1" + mark + content), number

    def arrived(self, numbers: Sequence[int]) -> None:
        """Note that the process has taken contents."""
        self._there.update(numbers)

    def forget(self) -> None:
        """Send everything again."""
        self._there.clear()


class Calls:
    """All calls of all cells, in the order in which Calc makes them."""

    def __init__(self, catalogue: Catalogue, worker: Worker, ranges: Ranges) -> None:
        self.catalogue, self.worker, self.ranges = catalogue, worker, ranges
        self.sent, self.formulas, self.homes = Sent(), Formulas(), Homes()
        self.shapes: dict[str, set[Size]] = {}  # what functions gave lately: rows and columns
        ranges.at_end.append(self.formulas.forget)
        self._answers: OrderedDict[Any, Any] = OrderedDict()
        self.told: list[str] | None = None  # sentences, while somebody asks for them

    def answer(self, name: str, document: Any, values: Sequence[Any]) -> list[list[Any]]:
        """Return the rows that a function gives; one cell with an error where it gives none. Never raises."""
        try:
            status, *rows = self._answer(self.catalogue.functions[name], document, values)
        except (Refused, Unclear, Unreachable) as refused:
            return self._failed(faults.EXCEL[faults.VALUE], f"{name}: {refused}")
        except Exception as error:  # the cell shows an error whatever happens
            sentence = f"{name}: CXcel failed on these cells ({type(error).__name__}: {error}); report it"
            return self._failed(faults.EXCEL[faults.VALUE], sentence)
        if status[1]:
            return self._failed(int(status[1]), rows[0][0])
        size = int(status[2]), int(status[3])
        self.shapes.setdefault(name, set()).add(size)
        return [row[: size[1]] for row in rows[: size[0]]]

    def unknown(self, name: Any) -> float:
        """Return the error of a function that there is not."""
        near = get_close_matches(str(name).strip().upper(), self.catalogue.functions, n=1)
        meant = f"; did you mean {near[0]}?" if near else ""
        return float(self._failed(faults.EXCEL[faults.VALUE], f"CX: there is no function {name}{meant}")[0][0])

    def _failed(self, number: int, sentence: str) -> list[list[Any]]:
        if self.told is not None:
            self.told.append(sentence)
        return [[faults.as_result(number)]]

    def _answer(self, function: Function, document: Any, values: Sequence[Any]) -> Any:
        name = document.RuntimeUID
        epoch = self.ranges.epoch(document, name)
        if epoch not in (SINCE_1899, SINCE_1904):
            raise Refused(OLD_EPOCH.format(year=epoch))
        given = [_text_of(value) for value in asked_for(function, self._trimmed(values), document, self.formulas)]
        entries = {i: self.ranges.entry(document, name, v) for i, v in enumerate(given) if is_range(v)}
        sizes = self._sizes(entries)
        self.worker.start()
        contents = {i: self.ranges.read(entry, sizes[i], name, epoch) for i, entry in entries.items()}
        called = function.name if epoch == SINCE_1899 else f"{function.name}@1904"
        if any(map(_may_name_source, given)):
            called += f"{FOLDER}{self.homes.of(document)}"
        rows = self._exchange(called, given, contents)
        if rows[0][1] == AGAIN:
            self.sent.forget()
            rows = self._exchange(called, given, contents)
        return rows

    def _exchange(self, called: str, given: Sequence[Any], contents: dict[int, tuple[bytes, bytes]]) -> Any:
        told: list[Any] = []
        arrays: list[bytes] = []
        made_of: list[Any] = [called]
        numbers: list[int] = []
        for i, value in enumerate(given):
            if i in contents:
                message, number = self.sent.message(*contents[i], self.worker.starts)
                numbers.append(number)
                made_of.append((number,))
            elif isinstance(value, tuple):
                message = packed([["" if cell is None else cell for cell in row] for row in value])
                made_of.append(blake2b(message).digest())
            else:
                told.append(value)
                made_of.append(value)
                continue
            told.append([len(message)])
            arrays.append(message)
        keeps = FOLDER not in called  # the rows of a source change without a cell that does
        rows = self._kept(tuple(made_of)) if keeps else None
        if rows is None:
            rows = self.worker.ask({"call": called, "values": told}, arrays)
            if rows[0][1] not in (AGAIN, PASSING):
                self.sent.arrived(numbers)
                if keeps:
                    self._keep(tuple(made_of), rows)
        return rows

    def _kept(self, made_of: Any) -> Any:
        rows = self._answers.get(made_of)
        if rows is not None:
            self._answers.move_to_end(made_of)
        return rows

    def _keep(self, made_of: Any, rows: Any) -> None:
        if len(rows) <= SMALL:
            self._answers[made_of] = rows
            if len(self._answers) > ANSWERS:
                self._answers.popitem(last=False)

    def _sizes(self, entries: dict[int, Entry]) -> dict[int, Size]:
        """Return how much of each range is read; ranges of one height keep one height."""
        whole = {i: size_of(entry.area) for i, entry in entries.items()}
        used = {i: self.ranges.used(entry) for i, entry in entries.items() if max(whole[i]) > MANY}
        sizes = dict(whole)
        for i in used:
            rows = max(used[k][0] for k in used if whole[k][0] == whole[i][0])
            columns = max(used[k][1] for k in used if whole[k][1] == whole[i][1])
            sizes[i] = rows, columns
        return sizes

    @staticmethod
    def _trimmed(values: Sequence[Any]) -> list[Any]:
        """Return the arguments without those that were left out at the end."""
        given = list(values)
        while given and given[-1] is None:
            given.pop()
        return given

    def forget(self) -> None:
        """Forget everything here and in the process."""
        self.ranges.forget()
        self.sent.forget()
        self._answers.clear()
        self.worker.try_again()
        self.worker.ask({"do": "forget", "values": []})


def _text_of(value: Any) -> Any:
    """Return the text of a single cell that may name a column of a source; any other argument as it is."""
    if is_range(value):
        alone = size_of(value.getRangeAddress()) == (1, 1)
    else:  # an argument that may be left out, of which Calc hands over the values
        alone = isinstance(value, tuple) and [len(row) for row in value] == [1]
    text = (value.getDataArray() if is_range(value) else value)[0][0] if alone else None
    return text if _may_name_source(text) else value


def _may_name_source(value: Any) -> bool:
    return isinstance(value, str) and ":" in value
