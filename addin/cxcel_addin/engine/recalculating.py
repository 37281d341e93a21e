"""All formulas of a workbook computed anew, with our functions among them; what the engine cannot is named."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from cxcel.errors import BadInput
from cxcel.functions import FUNCTIONS
from cxcel.worksheet import TABLE

from ..shared.package import BOOK, Package
from .areas import Area
from .book import Book
from .calling import ERRORS, FIXED, Functions
from .machine import is_error, loaded, reach, unknown
from .planning import Place, Planned, Recalculated, begun, cells, plan, put, sources, vacate
from .rewriting import Rewriter
from .sheet import Error, Sort, Value
from .sheet_copy import KEEP, changed

MOST_ROUNDS = 20  # of computing again without what could not be computed
_HIDDEN_COUNT = frozenset({"SUBTOTAL", "AGGREGATE"})
_BY_CODE = {"Circ": "it needs its own result", "NImpl": "it uses something that the engine does not know"}
_NAMES = re.compile(rb"<(?:\w+:)?definedNames\b.*?</(?:\w+:)?definedNames>", re.DOTALL)


def recalculate(book: Book) -> Recalculated:
    """Compute every formula of a workbook.

    Raises
    ------
    BadInput
        The engine cannot read the workbook.
    """
    rewriter = Rewriter(book)
    planned = plan(book, rewriter)
    out = begun(planned, rewriter)
    out.kept |= _without_hope(planned, book)
    functions = Functions(book, rewriter.calls)
    for _ in range(MOST_ROUNDS):
        todo = [one for one in planned if one.place not in out.kept]
        functions.sentences.clear()
        functions.cut.clear()
        engine, failing = _computed(book, todo, planned, functions)
        failing |= _not_computed(engine, todo) if engine is not None else {}
        if not failing:
            break
        out.kept |= failing
    if engine is None:
        raise BadInput(f"{book.name}: its formulas cannot be computed together; {next(iter(out.kept.values()), '')}")
    _gathered(out, engine, [one for one in todo if one.place not in out.kept], planned, book)
    _told(out, functions)
    return out


def _text(one: Planned) -> str:
    """Return a formula for the engine: it lets every result spill, a file says which ones do."""
    if one.formula.sort is Sort.FIXED:
        area = one.formula.covered
        rows, columns = area.height, area.width
        title = one.sheet.replace('"', '""')
        at = f'"{title}",{one.formula.row},{one.formula.column}'
        return f"={FIXED}({one.made.text},{rows},{columns},{at})"
    gives_table = any(FUNCTIONS[name].spec.unit == TABLE for name in one.made.ours)
    return f"=@({one.made.text})" if one.formula.sort is Sort.PLAIN and gives_table else f"={one.made.text}"


def _without_hope(planned: Sequence[Planned], book: Book) -> dict[Place, str]:
    """Return the formulas that need not be tried, and why."""
    lacking = unknown(sorted({name for one in planned for name in one.made.functions}))
    hidden = {title for title, sheet in book.sheets.items() if sheet.has_hidden_rows}
    out = {}
    for one in planned:
        why = one.formula.why or one.made.why
        missing = sorted(one.made.functions & lacking)
        if not why and missing:
            why = f"the engine has no function {missing[0]}"
        if not why and one.made.functions & _HIDDEN_COUNT and hidden & {area.sheet for area in one.made.areas}:
            why = "it leaves out hidden rows, which the engine does not see"
        if why:
            out[one.place] = why
    return out


def _computed(
    book: Book, todo: Sequence[Planned], planned: Sequence[Planned], functions: Functions
) -> tuple[Any, dict[Place, str]]:
    """Return the engine's workbook after computing, or None with the formula for which nothing could be computed."""
    import formualizer

    content = _prepared(book, todo, planned)
    names = {name for one in planned for name in one.made.ours}

    def attempt(count: int) -> Any:
        engine = loaded(content, book.name)
        functions.register(engine, names)
        for one in todo[:count]:
            engine.set_formula(*one.place, _text(one))
        engine.evaluate_all()
        return _single(engine, todo[:count])

    try:
        return attempt(len(todo)), {}
    except formualizer.ExcelEvaluationError:
        low, high = 0, len(todo)  # the first `low` can be computed, the first `high` cannot
    why = ""
    while high - low > 1:
        middle = (low + high) // 2
        try:
            attempt(middle)
            low = middle
        except formualizer.ExcelEvaluationError as error:
            high, why = middle, str(error)
    return None, {todo[high - 1].place: f"the engine refuses it ({why})" if why else "the engine refuses it"}


def _prepared(book: Book, todo: Sequence[Planned], planned: Sequence[Planned]) -> bytes:
    """Return the workbook without formulas: they are set one by one, and old results must not stand in their way."""
    changes: dict[str, dict[tuple[int, int], object]] = defaultdict(dict)
    for one in planned:
        changes[one.sheet][one.formula.row, one.formula.column] = KEEP
    for one in todo:
        changes[one.sheet] |= dict.fromkeys(cells(one.formula.covered))
    parts = dict(book.package.parts)
    for title, part in book.parts.items():
        parts[part] = changed(book.sheets[title], changes[title]) if changes[title] else book.sheets[title].xml
    parts[BOOK] = _NAMES.sub(b"", parts[BOOK])
    return Package(parts, book.name).packed()


def _single(engine: Any, todo: Sequence[Planned]) -> Any:
    """Hold those to one cell that a file says to fill one; Excel writes the others with the cells they spill over."""
    plain = [one for one in todo if one.formula.sort is Sort.PLAIN]
    again = [one for one in plain if reach(engine, one.place) or is_error(engine.get_value(*one.place), "Spill")]
    for one in again:
        engine.set_formula(*one.place, f"=@({one.made.text})")
    if again:
        engine.evaluate_all()
    return engine


def _not_computed(engine: Any, todo: Sequence[Planned]) -> dict[Place, str]:
    """Return the formulas at which computing stopped; those that only read them wait for the next round."""
    values = {one.place: engine.get_value(*one.place) for one in todo}
    bad = {
        place: value["kind"]
        for place, value in values.items()
        if isinstance(value, dict) and value["kind"] not in ERRORS
    }
    if not bad:
        return {}
    return {one.place: _BY_CODE.get(bad[one.place], "the engine does not understand it") for one in sources(bad, todo)}


def _gathered(out: Recalculated, engine: Any, todo: Sequence[Planned], planned: Sequence[Planned], book: Book) -> None:
    """Take the values from the engine."""
    vacate(out, planned)
    for one in todo:
        sheet, row, column = one.place
        area = reach(engine, one.place) or Area(sheet, row, column, row, column)
        put(out, one, area, {at: _value(engine.get_value(sheet, *at)) for at in cells(area)}, book)


def _value(value: Any) -> Value:
    if isinstance(value, dict):
        return Error(ERRORS.get(value.get("kind", ""), "#VALUE!"))
    if isinstance(value, str | bool):
        return value
    return float(value or 0) + 0.0  # a formula that reads an empty cell shows 0, and no -0


def _told(out: Recalculated, functions: Functions) -> None:
    """Put the sentences beside the errors that cells show."""
    for place, (error, sentence) in out.failed.items():
        out.failed[place] = (error, sentence or functions.sentences.get(place, ""))
    for (sheet, row, column), (height, width) in functions.cut.items():
        cell = Area(sheet, row, column, row, column).shown
        size = f"{height} rows, {width} columns"
        out.notes.append(f"{cell}: the formula was entered for fewer cells than its result has now: {size}")
