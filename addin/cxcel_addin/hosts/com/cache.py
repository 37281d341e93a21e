"""What is kept between calls: ranges, results by what they were computed from, and the sentences of error cells."""

from __future__ import annotations

import marshal
import sys
from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b
from threading import Lock

from cxcel.records import dataclass
from cxcel_addin.hosts.com.packed import KEEP, KEPT, MARK, unpack
from cxcel_addin.hosts.com.wire import Rows

RESULTS = 64 * 2**20  # bytes of results that are kept
RANGES = 256 * 2**20  # bytes of ranges that are kept
SENTENCES = 20_000  # cells whose sentence is kept


def key(name: str, values: Sequence[object]) -> bytes:
    """Return what stands for a function and the content of its arguments, as they came over the wire.

    Two calls have the same key only where every byte is the same; the other way round a miss costs time alone.
    """
    digest = blake2b(name.encode("utf-8", "backslashreplace"), digest_size=32)
    for value in values:
        if isinstance(value, Kept):
            digest.update(b"p" + value.digest)
        elif isinstance(value, bytes | bytearray | memoryview):
            digest.update(b"p" + blake2b(value).digest())
        else:
            content = _written(value)
            digest.update(b"v%d:" % len(content) + content)
    return digest.digest()


def _written(value: object) -> bytes:
    try:
        return marshal.dumps(value, 2)  # type: ignore[arg-type]  # 2: the same value in the same way, wherever it stands
    except ValueError:  # a date, or a text that is no text
        return repr(value).encode("utf-8", "backslashreplace")


@dataclass(frozen=True, slots=True)
class Kept:
    """A range that was sent once: its content's digest, and its cells as the functions take them."""

    digest: bytes
    cells: object
    size: int


class Ranges:
    """Ranges by the numbers that VBA gave them, the least recently used dropped beyond a number of bytes."""

    def __init__(self, most: int = RANGES) -> None:
        self._most, self.used = most, 0
        self._kept: OrderedDict[int, Kept] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def resolve(self, value: object) -> object:
        """Return an argument as it is, or the range that it is to be kept as or refers to.

        Raises
        ------
        KeyError
            It refers to a range that is not here any more.
        BadType
            What is to be kept is no packed range.
        """
        if not isinstance(value, bytes | bytearray | memoryview) or len(value) < MARK.size:
            return value
        mark, number = MARK.unpack_from(value)
        if mark == KEPT:
            with self._lock:
                self._kept.move_to_end(number)
                return self._kept[number]
        return self._keep(number, memoryview(value)[MARK.size :]) if mark == KEEP else value

    def _keep(self, number: int, packed: memoryview) -> Kept:
        cells = unpack(packed)
        texts = 60 * len(packed) // 8 if getattr(cells, "texts", None) else 0  # a place in a tuple, and the words
        kept = Kept(blake2b(packed).digest(), cells, len(packed) + texts)
        with self._lock:
            self._drop(self._kept.pop(number, None))
            self._kept[number] = kept
            self.used += kept.size
            while self.used > self._most:
                self._drop(self._kept.popitem(last=False)[1])
        return kept

    def _drop(self, kept: Kept | None) -> None:
        self.used -= kept.size if kept else 0

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self.used = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back for a call, and the sentence behind it where it is an error."""

    rows: Rows
    sentence: str = ""

    @property
    def size(self) -> int:
        """Bytes in memory, roughly."""
        return 300 + sum(80 + sum(map(sys.getsizeof, row)) for row in self.rows)


class Results:
    """Answers by key, the least recently used dropped beyond a number of bytes; safe among threads."""

    def __init__(self, most: int = RESULTS) -> None:
        self._most, self._used = most, 0
        self._kept: OrderedDict[bytes, tuple[Answer, int]] = OrderedDict()
        self._lock = Lock()
        self.hits = self.misses = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def used(self) -> int:
        """Bytes that are taken."""
        return self._used

    def find(self, wanted: bytes) -> Answer | None:
        """Return what is kept, or None."""
        with self._lock:
            found = self._kept.get(wanted)
            if found is None:
                self.misses += 1
                return None
            self.hits += 1
            self._kept.move_to_end(wanted)
            return found[0]

    def keep(self, made_of: bytes, answer: Answer) -> None:
        """Keep an answer, unless it is larger than a quarter of all that may be kept."""
        size = answer.size
        if size > self._most // 4:
            return
        with self._lock:
            if (old := self._kept.pop(made_of, None)) is not None:
                self._used -= old[1]
            self._kept[made_of] = (answer, size)
            self._used += size
            while self._used > self._most:
                self._used -= self._kept.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Forget everything, the counts too."""
        with self._lock:
            self._kept.clear()
            self._used = self.hits = self.misses = 0


class Sentences:
    """Why a cell shows an error, by the cell's address; the oldest dropped beyond a number of cells."""

    def __init__(self, most: int = SENTENCES) -> None:
        self._most = most
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def tell(self, cell: str, sentence: str) -> None:
        """Note the sentence of a cell; without one, the cell is well and its old sentence goes."""
        with self._lock:
            self._kept.pop(cell, None)
            if sentence:
                self._kept[cell] = sentence
                if len(self._kept) > self._most:
                    self._kept.popitem(last=False)

    def of(self, cell: str) -> str:
        """Return the sentence of a cell, "" where there is none."""
        with self._lock:
            return self._kept.get(cell, "")

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
