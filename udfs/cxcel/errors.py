"""Errors that a cell can show: each is an Excel error with one sentence that says why.

Which Excel error follows what Excel's nearest built-in returns: AVERAGE of nothing is ``#DIV/0!``, CORREL of
ranges of different length is ``#N/A``, SQRT of a negative number is ``#NUM!``, a wrong type is ``#VALUE!``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

ERRORS = frozenset(
    {"#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!"}
)  # what a cell shows when it holds an error
LONGEST = 40  # characters of what was typed that a sentence repeats
MOST_WORDS = 8  # allowed words that a sentence lists


class CxError(ValueError):
    """Something a user can mend; the text is one sentence without a function name.

    Examples
    --------
    >>> str(OutOfRange("scores must lie in 0..10, got 11 in row 7").at("NPS"))
    'NPS: scores must lie in 0..10, got 11 in row 7'
    """

    excel: ClassVar[str] = "#VALUE!"

    def at(self, place: str) -> CxError:
        """Return the same error with the function or file it happened in put before the sentence."""
        moved = type(self)(f"{place}: {self}")
        moved.__cause__ = self
        return moved


class NotEnoughData(CxError):
    """Too few values for the number asked for."""

    excel = "#DIV/0!"


class OutOfRange(CxError):
    """A number outside what the function accepts."""

    excel = "#NUM!"


class BadType(CxError):
    """A cell of the wrong kind: a word among scores, a date among seconds."""

    excel = "#VALUE!"


class BadOption(CxError):
    """An option that is not one of the allowed words."""

    excel = "#VALUE!"


class LengthMismatch(CxError):
    """Ranges that should run side by side differ in length."""

    excel = "#N/A"


class CellError(CxError):
    """An error that was already in the input and passes through unchanged."""

    def __init__(self, sentence: str, excel_error: str = "#VALUE!") -> None:
        super().__init__(sentence)
        self.excel_error = excel_error

    def at(self, place: str) -> CxError:
        """Keep the original Excel error while naming the place."""
        return CellError(f"{place}: {self}", self.excel_error)


class BadInput(CxError):
    """A file that cannot be used as it is; names file, sheet, column, row and the way out."""

    excel = "#VALUE!"


def excel_error(error: CxError) -> str:
    """Return the Excel error a cell shows for `error`.

    Examples
    --------
    >>> excel_error(NotEnoughData("no answers")), excel_error(CellError("row 3 holds #REF!", "#REF!"))
    ('#DIV/0!', '#REF!')
    """
    return error.excel_error if isinstance(error, CellError) else error.excel


def pass_through(name: str, value: object) -> None:
    """Raise the error that an option's cell already holds, if it holds one."""
    if isinstance(value, str) and value.strip() in ERRORS:
        raise CellError(f"{name} holds {value.strip()}", value.strip())


def choose(name: str, value: object, allowed: Iterable[str]) -> str:
    """Return the one of the `allowed` words that `value` is, in capitals or not, else say which words there are.

    Examples
    --------
    >>> choose("method", "wilson", ["wilson", "exact"])
    'wilson'
    >>> choose("method", "wlison", ["wilson", "exact"])
    Traceback (most recent call last):
    ...
    cxcel.errors.BadOption: method must be one of 'wilson', 'exact', got 'wlison' (did you mean 'wilson'?)
    """
    words = list(allowed)
    if isinstance(value, str) and value in words:
        return value
    pass_through(name, value)
    lowered = {word.lower(): word for word in words}
    if isinstance(value, str) and value.strip().lower() in lowered:
        return lowered[value.strip().lower()]
    from difflib import get_close_matches

    near = get_close_matches(str(value).strip().lower(), lowered, n=1)
    hint = f" (did you mean '{lowered[near[0]]}'?)" if near else ""
    listed = ", ".join(f"'{word}'" for word in words[:MOST_WORDS])
    more = f" ... ({len(words)} in all)" if len(words) > MOST_WORDS else ""
    got = repr(value) if len(repr(value)) <= LONGEST else "a range or a long text"
    raise BadOption(f"{name} must be one of {listed}{more}, got {got}{hint}")
