"""What the add-in's VBA calls: one function for every formula, and what Refresh, Explain and Doctor ask for."""

from __future__ import annotations

from collections.abc import Sequence

from cxcel.errors import CxError
from cxcel.functions import FUNCTIONS
from cxcel_addin.hosts.com.cache import Answer, Kept, Ranges, Results, Sentences, key
from cxcel_addin.hosts.com.wire import EPOCH_1904, SINCE_1904, Rows, again, arguments, encode, passing, refuse

__all__ = ["call", "refresh", "sentence", "status"]

_RANGES, _RESULTS, _SENTENCES = Ranges(), Results(), Sentences()


def call(name: str, caller: object, *values: object) -> Rows:
    """Compute a function for a cell; never raises.

    Parameters
    ----------
    name : str
        The worksheet function; with ``@1904`` behind it where the cell's workbook counts its days from 1904.
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
    function = name.removesuffix(SINCE_1904)
    try:
        answer = _answered(name, values)
    except CxError as error:  # a range that did not arrive whole
        answer = _passing(error.at(function))
    except Exception as error:  # the cell shows an error whatever happens, and the next call may work
        what = f"CXcel failed on these cells ({type(error).__name__}: {error}); report it"
        answer = _passing(CxError(f"{function}: {what}"))
    if isinstance(caller, str):
        _SENTENCES.tell(caller, answer.sentence)
    return answer.rows


def _answered(name: str, values: tuple[object, ...]) -> Answer:
    try:
        ranges = [_RANGES.resolve(value) for value in values]
    except KeyError:
        return Answer(again())
    made_of = key(name, ranges)
    answer = _RESULTS.find(made_of)
    if answer is None:
        answer = _computed(name, [value.cells if isinstance(value, Kept) else value for value in ranges])
        _RESULTS.keep(made_of, answer)
    return answer


def _computed(name: str, values: Sequence[object]) -> Answer:
    since_1904 = name.endswith(SINCE_1904)
    name = name.removesuffix(SINCE_1904)
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
        return Answer(encode(result, EPOCH_1904) if since_1904 else encode(result))
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
