"""What the add-in's VBA calls: one function for every formula, and what Refresh, Explain and Doctor ask for."""

from __future__ import annotations

import os
from collections.abc import Sequence

from cxcel.errors import CxError
from cxcel.functions import FUNCTIONS
from cxcel.sources.reference import is_reference
from cxcel.sources.registry import beside, user_file
from cxcel_addin.hosts.com.cache import Answer, Kept, Ranges, Results, Sentences, key
from cxcel_addin.hosts.com.waiting import Questions
from cxcel_addin.hosts.com.wire import EPOCH_1904, Called, Rows, again, arguments, called, encode, passing, refuse

__all__ = ["call", "refresh", "sentence", "status"]

_RANGES, _RESULTS, _SENTENCES, _QUESTIONS = Ranges(), Results(), Sentences(), Questions()


def call(name: str, caller: object, *values: object) -> Rows:
    """Compute a function for a cell; never raises.

    Parameters
    ----------
    name : str
        The worksheet function, and what is to be known of the cell's workbook (see `cxcel_addin.hosts.com.wire`).
    caller : object
        Address of the cell, by which Explain finds the sentence; anything but a text when no cell asks.
    *values
        The arguments as they come over the wire (see `cxcel_addin.hosts.com.wire`).

    Returns
    -------
    tuple of row tuples
        As `cxcel_addin.hosts.com.wire` says.

    Examples
    --------
    >>> call("NPS", "[Book1]Sheet1!A1", ((10.0,), (9.0,), (8.0,), (3.0,)))
    (('CX1', 0.0, 1.0, 1.0), (25.0, '', '', ''))
    >>> call("NPS", "[Book1]Sheet1!A2", ((11.0,),))[0][1]
    2036.0
    >>> sentence("[Book1]Sheet1!A2")
    'NPS: scores must be whole numbers in 0..10, got 11 in row 1'
    """
    asked = called(name)
    try:
        answer = _answered(name, asked, values)
    except CxError as error:  # a range that did not arrive whole, a source that is still being read
        answer = _passing(error.at(asked.function))
    except Exception as error:  # the cell shows an error whatever happens, and the next call may work
        answer = _passing(defect(asked.function, error, values))
    if isinstance(caller, str):
        _SENTENCES.tell(caller, answer.sentence)
    return answer.rows


def defect(function: str, error: Exception, values: Sequence[object]) -> CxError:
    """Return what to say of an error that nobody foresaw; what a source's engine said may hold what nobody may read.

    Examples
    --------
    >>> defect("NPS", KeyError("secret"), ["contacts:nps"])
    CxError('NPS: CXcel failed on these cells (KeyError); report it')
    """
    what = type(error).__name__ if any(map(is_reference, values)) else f"{type(error).__name__}: {error}"
    return CxError(f"{function}: CXcel failed on these cells ({what}); report it")


def _answered(name: str, asked: Called, values: tuple[object, ...]) -> Answer:
    try:
        ranges = [_RANGES.resolve(value) for value in values]
    except KeyError:
        return Answer(again())
    cells = [value.cells if isinstance(value, Kept) else value for value in ranges]
    made_of = key(name, ranges)
    named = next((str(cell) for cell in cells if is_reference(cell)), "")
    if named:  # the same words ask for other rows tomorrow; sums have a store of their own
        source = named.partition(":")[0].strip()
        return _QUESTIONS.answer(made_of, source, lambda: _over_source(asked, cells))
    answer = _RESULTS.find(made_of)
    if answer is None:
        answer = _computed(asked, cells)
        _RESULTS.keep(made_of, answer)
    return answer


def _over_source(asked: Called, values: Sequence[object]) -> Answer:
    """Compute with the sources beside the workbook; where its folder is not known, with the user's own alone."""
    with beside(asked.folder if os.path.isabs(asked.folder) else user_file().parent):
        return _computed(asked, values)


def _computed(asked: Called, values: Sequence[object]) -> Answer:
    name = asked.function
    if name not in FUNCTIONS:
        return _refused(CxError(f"{name}: this version of CXcel has no such function; install the add-in again"))
    function = FUNCTIONS[name]
    try:
        given = arguments(values)
    except CxError as error:
        return _refused(error.at(name))
    try:
        result = function(*given)
    except CxError as error:  # it bears the function's name
        return _refused(error)
    try:
        return Answer(encode(result, EPOCH_1904) if asked.since_1904 else encode(result))
    except CxError as error:
        return _refused(error.at(name))


def _refused(error: CxError) -> Answer:
    return Answer(refuse(error), str(error))


def _passing(error: CxError) -> Answer:
    return Answer(passing(error), str(error))


def sentence(caller: str) -> str:
    """Return why the cell of this address shows an error, "" where it is well or not known."""
    return _SENTENCES.of(caller)


def refresh() -> None:
    """Forget ranges, results and sentences, so that everything is sent and computed again."""
    _RANGES.clear()
    _RESULTS.clear()
    _SENTENCES.clear()


def status() -> Rows:
    """Return what is kept, as rows of what and how many, for Doctor."""
    rows = {"hits": _RESULTS.hits, "misses": _RESULTS.misses, "results": len(_RESULTS), "bytes": _RESULTS.used}
    rows |= {"ranges": len(_RANGES), "bytes of ranges": _RANGES.used, "sentences": len(_SENTENCES)}
    return tuple((what, float(value)) for what, value in rows.items())
