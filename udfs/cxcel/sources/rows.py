"""The rows themselves, for functions that sums do not serve: fetched as a range of cells would hold them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cxcel.errors import BadInput, BadOption
from cxcel.sources.cells import cells
from cxcel.sources.columns import plain
from cxcel.sources.connect import failing
from cxcel.sources.lazy import Value
from cxcel.sources.reference import Reference
from cxcel.sources.scope import Scope, conditions_of, scope_of

MOST_ROWS = 1_048_576  # of a sheet of Excel: a function that needs every row has never had more


def fetched(args: Sequence[object]) -> list[object]:
    """Return the arguments with the cells of each column in place of its reference, all columns row by row.

    Rows come in the order of their date, where the source has one, else in that of its files: some functions read them
    as a series in time.

    Raises
    ------
    BadInput
        There are more rows than a sheet holds.
    BadOption
        Cells stand beside columns of a source.
    """
    references = [value for value in args if isinstance(value, Reference)]
    if not references:
        return list(args)
    if any(_is_range(value) for value in args):
        raise BadOption("a range of cells cannot stand beside columns of a source: name a column of the source")
    columns = _columns(references)
    return [_cells(value, columns) if isinstance(value, Reference) else value for value in args]


def _is_range(value: object) -> bool:
    return not isinstance(value, str | int | float | Reference | None)


def _columns(references: Sequence[Reference]) -> dict[tuple[str, str], list[Any]]:
    """Return the cells of every column that is named: (source, role) -> cells."""
    whole = scope_of(references)
    whole = whole.once(whole.table)
    rows = whole.over(whole.where(conditions_of(references)))
    sources = {ref.source.name: ref.source for ref in references}
    wanted = list(dict.fromkeys((ref.source.name, role) for ref in references for role in ref.roles))
    made = {f"x{i}": plain(rows.column(name, role), sources[name]) for i, (name, role) in enumerate(wanted)}
    order = _dates(rows)
    with failing(rows.opened.source), rows.opened.in_order():
        table = rows.table.order_by(order) if order else rows.table
        found = rows.opened.backend.to_pyarrow(table.select(**made).limit(MOST_ROWS + 1))
    if found.num_rows > MOST_ROWS:
        raise BadInput(
            f"this function needs the rows themselves, and {rows.opened.source.name} has more than {MOST_ROWS:,} of "
            f"them: filter it, as with \"{rows.opened.source.name}: date >= '2026-01-01'\""
        )
    taken = zip(made, wanted, strict=True)
    return {(name, role): cells(found[x].to_pylist(), sources[name]) for x, (name, role) in taken}


def _dates(rows: Scope) -> list[Value]:
    """Return the columns of dates by which rows are put in order."""
    return [rows.column(name, "date") for name, side in rows.sides.items() if "date" in side.roles]


def _cells(reference: Reference, columns: dict[tuple[str, str], list[Any]]) -> list[Any]:
    """Return one column as a list, or several as rows under their names."""
    parts = [columns[reference.source.name, role] for role in reference.roles]
    if len(parts) == 1:
        return parts[0]
    return [list(reference.roles), *map(list, zip(*parts, strict=True))]
