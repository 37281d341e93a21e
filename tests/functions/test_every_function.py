"""What every worksheet function does at the edges, made from one good call of each."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.functions.calls import CALLS, Call
from tests.shown import shown as of_a_cell

from cxcel.cells import number_in
from cxcel.errors import CxError, excel_error
from cxcel.functions import FUNCTIONS, SUBJECTS
from cxcel.worksheet import WorksheetFunction

CALL = pytest.mark.parametrize("call", CALLS, ids=lambda c: f"{c.function}-{len(c.arguments)}")
Change = Callable[[Any], Any]


def compute(call: Call, change: Change = lambda value: value, /, **other: Any) -> Any:
    """Call with every range changed, and arguments replaced by name."""
    function = FUNCTIONS[call.function]
    given_by_name = {name: change(v) if isinstance(v, list) else v for name, v in (call.arguments | other).items()}
    names = [p.name for p in function.spec.parameters if not p.repeats]
    positional = [given_by_name.get(name) for name in names] if call.repeated else []
    if call.repeated:
        return function(*positional, *(change(v) for v in call.repeated))
    return function(**given_by_name)


def shown(call: Call, change: Change = lambda value: value, /, **other: Any) -> Any:
    return of_a_cell(compute, call, change, **other)


def cells(result: Any) -> list[Any]:
    return [cell for row in result for cell in row] if isinstance(result, list) else [result]


def is_cell(value: Any) -> bool:
    """What a cell can show: never NaN, infinity or an array."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return type(value) in {float, int} and math.isfinite(value)
    return value is None or type(value) in {str, date, datetime}


def same(value: Any) -> Any:
    """Equal cell by cell, numbers to seven digits, which an iteration may end with."""
    if isinstance(value, list):
        return [[pytest.approx(c, rel=1e-7, abs=1e-12) if isinstance(c, float) else c for c in row] for row in value]
    return pytest.approx(value, rel=1e-9, abs=1e-12) if isinstance(value, float) else value


def is_table(values: list[Any]) -> bool:
    return isinstance(values[0], list)


def changed_cells(change: Change) -> Change:
    """Change every cell of a range, the names on top of a table left as they are."""
    return lambda values: (
        [values[0], *([change(cell) for cell in row] for row in values[1:])]
        if is_table(values)
        else [change(cell) for cell in values]
    )


def with_error(values: list[Any], error: str = "#REF!") -> list[Any]:
    return [*values[:2], [error, *values[2][1:]] if is_table(values) else error, *values[3:]]


def test_every_function_has_a_call() -> None:
    assert {call.function for call in CALLS} == set(FUNCTIONS)


def test_the_subjects_name_all_functions_their_modules_define() -> None:
    for subject, names in SUBJECTS.items():
        module = import_module(f"cxcel.functions.{subject}")
        defined = [n for n, v in vars(module).items() if isinstance(v, WorksheetFunction) and v.__name__ == n]
        own = [name for name in defined if name not in FUNCTIONS or name in names]
        assert sorted(own) == sorted(names), subject
        assert all(getattr(module, name).spec.name == name for name in names)


@CALL
def test_every_cell_of_a_result_can_be_shown(call: Call) -> None:
    result = compute(call)
    assert all(is_cell(cell) for cell in cells(result)), [c for c in cells(result) if not is_cell(c)]
    returns = FUNCTIONS[call.function].spec.returns
    if isinstance(result, list):
        assert len({len(row) for row in result}) == 1
        assert returns.startswith(("header", "one row"))
        if returns.startswith("header"):
            assert all(isinstance(cell, str) for cell in result[0])
            assert len(set(result[0])) == len(result[0])
    else:
        assert returns.startswith("text" if isinstance(result, str) else "number")


@CALL
def test_the_same_call_gives_the_same_twice(call: Call) -> None:
    assert compute(call) == compute(call)


@CALL
@pytest.mark.parametrize("error", ["#N/A", "#REF!"])
def test_an_error_cell_passes_through(call: Call, error: str) -> None:
    for name in call.ranges:
        assert shown(call, **{name: with_error(list(call.arguments[name]), error)}) == error, name
    for name, value in call.arguments.items():
        if not isinstance(value, list):
            assert shown(call, **{name: error}) == error, name
    if call.repeated:
        assert shown(call, lambda values: with_error(list(values), error)) == error


@CALL
def test_numbers_stored_as_text_count_as_numbers(call: Call) -> None:
    result = shown(call, changed_cells(lambda c: str(c) if isinstance(c, int | float) else c))
    assert result == same(compute(call))


@CALL
def test_a_header_in_the_range_is_recognised(call: Call) -> None:
    """Among words a header is a word like the others, so one range at least has to hold numbers or dates."""
    ranges = (*call.repeated, *(call.arguments[name] for name in call.ranges))
    columns = [values for values in ranges if not is_table(values)]
    if all(isinstance(values[0], str) and not values[0].startswith("2026-") for values in columns):
        return

    def headed(values: list[Any]) -> list[Any]:
        return values if is_table(values) else ["Name of the column", *values]

    result, plain = shown(call, headed), compute(call)
    if call.by_row and isinstance(result, list) and len(result) == len(plain) + 1:
        result = result[1:]
    assert result == same(plain)


@CALL
def test_a_column_a_row_and_an_array_give_the_same(call: Call) -> None:
    plain = compute(call)
    assert shown(call, lambda v: v if is_table(v) else [[cell] for cell in v]) == same(plain)
    assert shown(call, lambda v: v if is_table(v) else np.array(v, dtype=object)) == same(plain)
    assert shown(call, lambda v: v if is_table(v) or isinstance(v[0], str) else np.array(v, float)) == same(plain)


@CALL
def test_blank_rows_change_nothing(call: Call) -> None:
    if call.by_row:
        return
    blanks = compute(call, lambda v: [*v, [None] * len(v[0]), [""] * len(v[0])] if is_table(v) else [*v, None, ""])
    assert blanks == same(compute(call))


@CALL
def test_a_whole_column_gives_what_its_used_part_gives(call: Call) -> None:
    """Numbers as arrays of a million rows; texts as lists, shorter to keep the test quick."""
    ranges = (*call.repeated, *(call.arguments[name] for name in call.ranges))
    if call.by_row or not ranges:
        return
    numeric = all(not is_table(values) and not isinstance(values[0], str) for values in ranges)
    rows = 1_048_576 if numeric else 20_000
    beside = len({len(values) - is_table(values) for values in ranges}) == 1
    tables = beside and any(map(is_table, ranges))

    def padded(values: list[Any]) -> Any:
        if is_table(values):
            return values + [[None] * len(values[0])] * (rows - len(values))
        if tables:  # whole columns beside each other have their names in the same row
            return ["name", *values] + [None] * (rows - len(values) - 1)
        if numeric:
            return np.concatenate([np.array(values, float), np.full(rows - len(values), np.nan)])
        return values + [None] * (rows - len(values))

    assert shown(call, padded) == same(compute(call))


@CALL
@pytest.mark.parametrize("kind", ["serial", "datetime", "date"])
def test_dates_may_be_numbers_texts_or_dates(call: Call, kind: str) -> None:
    def other(cell: Any) -> Any:
        if not (isinstance(cell, str) and cell.startswith("2026-")):
            return cell
        moment = datetime.fromisoformat(cell)
        if kind == "serial":
            return (moment - datetime(1899, 12, 30)) / timedelta(days=1)
        return moment if kind == "datetime" else moment.date()

    assert shown(call, changed_cells(other)) == same(compute(call))


@CALL
@pytest.mark.parametrize("what", ["nothing", "blanks", "one blank", "one cell", "all equal", "two rows"])
def test_few_or_no_cells_give_a_result_or_one_sentence(call: Call, what: str) -> None:
    def fewer(values: list[Any]) -> list[Any]:
        if is_table(values):
            body = values[1:]
            return {
                "nothing": [values[0]],
                "blanks": [values[0], *([[None] * len(values[0])] * 3)],
                "one blank": [[None]],
                "one cell": [values[0], body[0]],
                "all equal": [values[0], *([body[0]] * len(body))],
                "two rows": values[:3],
            }[what]
        return {
            "nothing": [],
            "blanks": [None] * 3,
            "one blank": [None],
            "one cell": values[:1],
            "all equal": [values[0]] * len(values),
            "two rows": values[:2],
        }[what]

    result = shown(call, fewer)
    assert isinstance(result, str) or all(is_cell(cell) for cell in cells(result))
    if what in {"nothing", "blanks", "one blank"} and (call.ranges or call.repeated) and not call.by_row:
        told = isinstance(result, str) or call.function in {"KPI_N", "KPI_N_EFF"} or len(result) == 1
        assert told or all("cannot tell" in str(row[-1]) or set(row[1:]) == {None} for row in result[1:]), result


@CALL
def test_a_word_among_numbers_is_refused_and_named(call: Call) -> None:
    """Only where the range holds numbers: a word cannot be taken for one."""
    for name in call.ranges:
        values = list(call.arguments[name])
        if is_table(values) or not all(number_in(str(v)) is not None for v in values):
            continue
        values[2] = "a word"
        with pytest.raises(CxError, match=f"^{call.function}: .*{name}.*'a word' in row 3") as caught:
            compute(call, **{name: values})
        assert excel_error(caught.value) == "#VALUE!"


@CALL
def test_ranges_of_different_length_are_refused(call: Call) -> None:
    """Where ranges run side by side; two samples may differ."""
    beside = [n for n in call.ranges if len(call.arguments[n]) == len(call.arguments[call.ranges[0]])]
    if len(beside) < 2:
        return
    result = shown(call, **{beside[-1]: call.arguments[beside[-1]][:-2]})
    assert isinstance(result, str) or call.function in {"NPS_TEST", "ENPS_BESIDE_NPS", "IMPACT_TEST"}, result


JUNK = st.one_of(
    st.none(),
    st.integers(-3, 12),
    st.floats(-1e9, 1e9),
    st.sampled_from(
        ["", "yes", "no", "#N/A", "n/a", "2026-01-05", "word", "7", "83%", True, False, 1e308, -1e308, 1e-308]
    ),
    st.dates(date(1990, 1, 1), date(2030, 1, 1)),
)


@CALL
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_the_cells_hold_there_is_a_result_or_one_sentence(call: Call, data: st.DataObject) -> None:
    def spoilt(values: list[Any]) -> list[Any]:
        at = data.draw(st.lists(st.tuples(st.integers(0, len(values) - 1), JUNK), max_size=4))
        out = [list(row) for row in values] if is_table(values) else list(values)
        for i, junk in at:
            if is_table(values):
                out[i][i % len(out[i])] = junk
            else:
                out[i] = junk
        return out[: data.draw(st.integers(1, len(out)))] if data.draw(st.booleans()) else out

    try:
        result = compute(call, spoilt)
    except CxError as error:
        result = str(error)
        if "\n" in result or len(result) > 255:
            raise
    assert all(is_cell(cell) for cell in cells(result)), [c for c in cells(result) if not is_cell(c)]
