"""How long a cell waits for a source: the spreadsheet stands still meanwhile, so it gets a sentence after some seconds.

The question is answered all the same, in a thread of its own.  Sums of files are kept as they are read, so that the
next Refresh goes on from there; an answer that comes late is kept for a few minutes, for the cell to ask again.
Questions are answered one after the other: an engine's connection is one thread's at a time.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Lock, Thread

from cxcel.cells import number_in
from cxcel.errors import BadInput, BadOption
from cxcel_addin.hosts.com.cache import Answer

VARIABLE = "CXCEL_WAIT"
SECONDS = 30.0  # that a cell waits, where the variable says nothing else
LATE = 300.0  # seconds for which an answer that came late is kept
Work = Callable[[], Answer]


def seconds() -> float:
    """Return how long a cell waits.

    Raises
    ------
    BadOption
        The variable holds no number of seconds.
    """
    told = os.environ.get(VARIABLE, "")
    found = number_in(told) if told else SECONDS
    if found is None or found <= 0:
        raise BadOption(f"the environment variable {VARIABLE} must be a number of seconds, got '{told:.20}'")
    return found


class _Asked(Future[Answer]):
    """An answer that will be there."""

    ended = math.inf  # when it was there


class Questions:
    """Questions to sources, answered one after the other.

    Examples
    --------
    >>> Questions().answer(b"nps", "contacts", lambda: Answer(((1.0,),))).rows
    ((1.0,),)
    """

    def __init__(self) -> None:
        self._todo: SimpleQueue[tuple[_Asked, Work]] = SimpleQueue()
        self._overdue: dict[bytes, _Asked] = {}
        self._lock = Lock()
        self._thread: Thread | None = None

    def answer(self, question: bytes, source: str, work: Work) -> Answer:
        """Return the answer to a question; what its work raises is raised.

        Parameters
        ----------
        question : bytes
            What is the same for the same question only.
        source : str
            What is asked, for the sentence.
        work : callable
            Finds the answer.

        Raises
        ------
        BadInput
            It takes longer than a cell waits, or an earlier question does.
        """
        patience = seconds()
        with self._lock:
            asked = self._late(question) or self._begun(source, work)
        try:
            return asked.result(patience)
        except TimeoutError:
            if asked.done():
                return asked.result()
            with self._lock:
                self._overdue[question] = asked
            raise _still(source) from None

    def _late(self, question: bytes) -> _Asked | None:
        """Return what the same question has waited for before, unless that was long ago."""
        since = time.monotonic() - LATE
        self._overdue = {key: asked for key, asked in self._overdue.items() if asked.ended > since}
        return self._overdue.pop(question, None)

    def _begun(self, source: str, work: Work) -> _Asked:
        """Let a question be answered, unless an earlier one takes too long already."""
        if not all(asked.done() for asked in self._overdue.values()):
            raise _still(source)
        asked = _Asked()
        self._todo.put((asked, work))
        if self._thread is None:
            self._thread = Thread(target=self._work, daemon=True)
            self._thread.start()
        return asked

    def _work(self) -> None:
        while True:
            asked, work = self._todo.get()
            try:
                asked.set_result(work())
            except BaseException as error:  # whoever waits raises it
                asked.set_exception(error)
            asked.ended = time.monotonic()


def _still(source: str) -> BadInput:
    return BadInput(
        f"source '{source}': it is still being read; press Refresh in a while "
        f"(a cell waits {seconds():g} seconds; the environment variable {VARIABLE} says another number)"
    )
