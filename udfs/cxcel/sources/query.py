"""One query of sums: built over any table of the shape of a source, run where the data are, read back as tallies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from cxcel.errors import BadInput, CxError
from cxcel.families import Family
from cxcel.sources.cells import cells, way_out
from cxcel.sources.connect import PART, failing
from cxcel.sources.lazy import Checks, Value
from cxcel.sources.reference import Reference
from cxcel.sources.scope import Condition, Scope
from cxcel.sources.tally import sums, tally

MOST_GROUPS = 100_000  # rows that a query may return: more is no table that anybody reads
BAD = "bad"

Key = tuple[Any, ...]
Row = dict[str, Any]  # what came back, by the names of `Built.names`


class Refused(BadInput):
    """Some rows hold what the formula does not take; who asked knows which formula, and has a better sentence."""

    def __init__(self, sentence: str = "some rows of the source hold what the formula does not take") -> None:
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Keyed:
    """What is summed: by which keys, which columns for which family, and which rows must not be."""

    keys: Sequence[Value]
    measured: Sequence[tuple[Family[Any], Sequence[Value]]]
    checks: Checks


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a source.

    Parameters
    ----------
    scope : Scope
        All rows.
    conditions : tuple of (source, text)
        What the rows counted must meet.
    columns : callable
        From the rows counted to what is summed.
    """

    scope: Scope
    conditions: tuple[Condition, ...]
    columns: Callable[[Scope], Keyed]

    def rows(self, table: Any) -> Scope:
        """Return the rows counted, of a table of the source."""
        whole = self.scope.once(table)
        return whole.over(whole.where(self.conditions))


@dataclass(frozen=True, slots=True)
class Built:
    """A query as an expression of Ibis, with the names of its keys and of the sums of each family.

    `refused` is a query of its own, of a row for each bound that some row breaks: the statistics of a file answer it;
    None where there are none.  Other rows that must not be are counted beside the sums, as `BAD`.  `whole` is whether
    it cannot be asked file by file.
    """

    expr: Any
    keys: tuple[str, ...]
    names: tuple[dict[str, str], ...]
    refused: Any
    whole: bool


def build(query: Query, table: Any, part: str | None = None) -> Built:
    """Return the query over a table; each column is made once, however many sums need it.

    With `part`, the sums of each file stand apart: it is the name of the column that tells the files.
    """
    rows = query.rows(table)
    wanted = query.columns(rows)
    made: dict[str, Value] = {}
    keys = tuple(_made(made, key, "key") for key in wanted.keys)
    places = [[_made(made, column, "x") for column in columns] for _, columns in wanted.measured]
    apart = query.scope.opened.files is not None  # the statistics of a file answer bounds without reading it
    bounds = [condition for condition in wanted.checks.bad if apart and _is_bound(condition)]
    beside = [condition for condition in wanted.checks.bad if not (apart and _is_bound(condition))]
    bad = _made(made, reduce(or_, beside), "x") if beside else ""
    made.setdefault("one", _one())  # a table needs a column, even to count its rows
    if part:
        made[part] = rows.table[part]
    stage = rows.table.select(**made)
    totals: dict[str, Value] = {}
    names = []
    for (family, _), columns in zip(wanted.measured, places, strict=True):
        found = sums(family, [stage[name] for name in columns])
        names.append({name: _made(totals, value, "sum") for name, value in found.items()})
    if bad:
        totals[BAD] = stage[bad].sum()
    by = [*keys, *([part] if part else [])]
    grouped = stage.group_by(by) if by else stage
    whole = wanted.checks.whole or query.scope.whole
    return Built(grouped.aggregate(**totals), keys, tuple(names), _broken(rows.table, bounds), whole)


def _broken(table: Any, bounds: Sequence[Value]) -> Any:
    """Return a query that gives a row for each bound that some row breaks; each is asked for by itself."""
    found = [table.filter(bound).limit(1).select(one=_one()) for bound in bounds]
    return reduce(lambda a, b: a.union(b), found) if found else None


def _is_bound(condition: Value) -> bool:
    """Whether a condition compares a column, as it is stored, with a constant."""
    import ibis.expr.operations as ops

    compared = condition.op()
    if isinstance(compared, ops.And):  # with what is left to be seen where the bound is met
        compared = compared.left
    return (
        isinstance(compared, ops.Less | ops.Greater)
        and isinstance(compared.left, ops.Field)
        and isinstance(compared.right, ops.Literal)
    )


def _made(made: dict[str, Value], value: Value, prefix: str) -> str:
    """Return the name of a column that is there already, or of the one put there now."""
    for name, other in made.items():
        if name.startswith(prefix) and other.equals(value):
            return name
    name = f"{prefix}{len(made)}"
    made[name] = value
    return name


def _one() -> Value:
    import ibis

    return ibis.literal(1)


def rows_of(backend: Any, built: Built, most: int) -> list[Row]:
    """Run a query and return its rows, at most one more than so many.

    Raises
    ------
    Refused
        Some rows hold what a formula does not take.
    """
    if built.refused is not None and backend.to_pyarrow(built.refused).num_rows:
        raise Refused
    return sound(backend.to_pyarrow(built.expr.limit(most + 1)))


def sound(answer: Any) -> list[Row]:
    """Return the rows of an answer, a table of pyarrow; raise `Refused` where it counts rows that must not be."""
    rows: list[Row] = answer.to_pylist()
    if any(row.get(BAD) for row in rows):
        raise Refused
    return rows


def tallies_of(query: Query, families: Sequence[Family[Any]]) -> dict[Key, list[Any]]:
    """Run a query and return the tally of each family by the keys.

    Raises
    ------
    Refused
        Some rows hold what a formula does not take.
    BadInput
        The source cannot be used, or the answer has too many groups.
    """
    from cxcel.sources.incremental import answers

    return tallied(*answers(query), families)


def tallied(built: Built, rows: Sequence[Row], families: Sequence[Family[Any]]) -> dict[Key, list[Any]]:
    """Return the tallies that rows of sums make; rows of one key, as several files have them, are added."""
    out: dict[Key, list[Any]] = {}
    for row in rows:
        key = tuple(row[name] for name in built.keys)
        made = [tally(f, {n: row[c] for n, c in names.items()}) for f, names in zip(families, built.names, strict=True)]
        out[key] = [a + b for a, b in zip(out[key], made, strict=True)] if key in out else made
    return out


def few_enough(scope: Scope, groups: int) -> None:
    """Refuse an answer that nobody could read.

    Raises
    ------
    BadInput
        There are too many groups.
    """
    if groups > MOST_GROUPS:
        raise BadInput(
            f"{scope.opened.source.name}: the groups asked for are more than {MOST_GROUPS:,}: "
            "choose a column with fewer different values, or filter it"
        )


def example(query: Query, references: Sequence[Reference]) -> tuple[list[Any], str]:
    """Return one row that the formula refuses, as the engine has it, and where it is."""
    opened = query.scope.opened
    parted = bool(opened.partitions) and not query.scope.joined
    rows = query.rows(opened.part(opened.partitions) if parted else query.scope.table)
    found = rows.table.filter(reduce(or_, query.columns(rows).checks.bad))
    taken = {f"x{i}": rows.over(found).of(reference) for i, reference in enumerate(references)}
    file = {"file": found[PART]} if parted else {}
    with failing(opened.source):
        (row,) = opened.backend.to_pyarrow(found.select(**taken, **file).limit(1)).to_pylist()
    place = f" ({opened.partitions[row['file']].key})" if parted else ""
    one = [cells([row[name]], ref.source)[0] for name, ref in zip(taken, references, strict=True)]
    return one, f"{opened.source.name}{place}"


def refused_cell(query: Query) -> tuple[str, Any]:
    """Return a cell that is refused, and the column that holds it; ("", None) where no single cell is to blame."""
    import ibis.expr.operations as ops

    rows = query.rows(query.scope.table)
    own = rows.table.op()
    for condition in query.columns(rows).checks.bad:
        names = [field.name for field in condition.op().find(ops.Field) if field.rel == own]
        if not names:
            continue
        with failing(query.scope.opened.source):
            cell = rows.table.filter(condition).limit(1).select(names[0])
            held = query.scope.opened.backend.to_pyarrow(cell).to_pylist()
        if held:
            return names[0], held[0][names[0]]
    return "", None


def placed(error: CxError, place: str, row: Sequence[Any], references: Sequence[Reference]) -> CxError:
    """Return what a reader or a formula said of a single row, with the place of that row and the way out."""
    said = str(error).replace(" in row 1", f" in {place}")
    told = (way_out(cell, ref.source) for cell, ref in zip(row, references, strict=True) if f"'{cell}'" in said)
    return type(error)(said + next(filter(None, told), ""))
