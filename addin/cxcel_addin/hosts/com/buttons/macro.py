"""How a button's Python function answers VBA: texts, or one sentence why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps

from cxcel.errors import CxError
from cxcel_addin.hosts.com.wire import ANSWER, arguments

Answer = tuple[tuple[str | float, str | float], ...]


def macro(function: Callable[..., Iterable[str]]) -> Callable[..., Answer]:
    """Make a function that gives texts one that VBA can call: it never raises.

    What VBA gets is an array of two columns: ``"CX1"`` and the status, then a text a row.  Status 0 means that the
    function did its work; 1 that it did not, and the first text says why and the way out.

    Examples
    --------
    >>> macro(lambda word: [word, "b"])("a")
    (('CX1', 0.0), ('a', ''), ('b', ''))
    >>> @macro
    ... def fails():
    ...     raise CxError("the sheet is protected: unprotect it first")
    >>> fails()
    (('CX1', 1.0), ('the sheet is protected: unprotect it first', ''))
    """

    @wraps(function)
    def answering(*values: object) -> Answer:
        try:
            return _told(0, function(*arguments(values)))
        except CxError as error:
            return _told(1, [str(error)])
        except Exception as error:  # a message box says it, whatever it is
            return _told(1, [f"CXcel failed ({type(error).__name__}: {error}); nothing was changed; report it"])

    return answering


def _told(status: int, texts: Iterable[str]) -> Answer:
    return ((ANSWER, float(status)), *((text, "") for text in texts))
