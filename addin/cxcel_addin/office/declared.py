"""How each function is declared to Calc, and what the extension's own part has to know of it.

Calc hands an argument over in one of two ways, chosen when the function is declared (`ScInterpreter::ScExternal` in
sc/source/core/tool/interpr4.cxx): as ``XCellRange``, which tells formats, blanks and errors of the cells but takes
nothing else; or as ``any``, already converted, where a time is a part of a day, a single blank cell is 0 and a range
with an error cell never arrives.  Only an ``any`` may be left out (`ScUnoAddInCollection::UpdateFromAddIn`).  So
columns that must be given are ranges; over values that a formula computes, there is the function CX.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxcel.catalogue import METRICS
from cxcel.catalogue.entry import Argument
from cxcel.columns import Seconds
from cxcel.functions import FUNCTIONS
from cxcel.records import dataclass
from cxcel.worksheet import Spec, WorksheetFunction

from .inside.catalogue import ANY_FUNCTION

CELLS, ANY = "com::sun::star::table::XCellRange", "any"
ONE, ROWS = "any", "sequence< sequence<any> >"
MORE = 9  # arguments that may follow the first of those that repeat; no metric takes more
SECONDS = frozenset({"interval", "aht", "threshold", "patience"})  # of the staffing functions
STAFFING = "ERLANG_"


@dataclass(frozen=True, slots=True)
class Shown:
    """One argument: its type, and what the function wizard shows."""

    type: str
    name: str
    help: str


@dataclass(frozen=True, slots=True)
class Declared:
    """One function as Calc is told of it."""

    name: str
    returns: str
    category: str
    help: str
    arguments: tuple[Shown, ...]


def all_declared() -> list[Declared]:
    """Return every function in the catalogue's order, and the one for computed values."""
    all_of = [declared(function) for function in FUNCTIONS.values()]
    return [*all_of, _for_values(max(len(each.arguments) for each in all_of))]


def declared(function: WorksheetFunction) -> Declared:
    """Return how one function is declared."""
    spec = function.spec
    arguments = []
    for p in spec.parameters:
        needed = p.name in function.ranges and not p.optional
        optional = " (may be left out)" if p.optional else ""
        arguments.append(Shown(CELLS if needed else ANY, p.name, f"{p.help}{optional}"))
        if p.repeats:
            arguments += [Shown(ANY, f"{p.name} {n}", f"{p.help} (may be left out)") for n in range(2, MORE + 2)]
    returns = ROWS if is_table(spec) else ONE
    return Declared(spec.name, returns, spec.category, spec.summary, tuple(arguments))


def is_table(spec: Spec) -> bool:
    """Whether a function gives rows."""
    return not spec.returns.startswith(("number", "text"))


def _for_values(most: int) -> Declared:
    """Return the function for computed values; over arguments that repeat, an array formula would go cell by cell."""
    name = Shown(ANY, "function", 'the name of a function of CXcel, such as "FCR_RATE"')
    told = "a number, a text, or what the formula computes (may be left out)"
    values = (Shown(ANY, f"argument {n}", told) for n in range(1, most + 1))
    told = f'Any function of CXcel over values instead of cells: {ANY_FUNCTION}("FCR_RATE";80;100).'
    return Declared(ANY_FUNCTION, ROWS, "CX", told, (name, *values))


def known() -> dict[str, Any]:
    """Return what `cxcel_addin.office.inside.catalogue` reads."""
    return {function.spec.name: _known(function) for function in FUNCTIONS.values()}


def _known(function: WorksheetFunction) -> dict[str, Any]:
    spec = function.spec
    types = [argument.type for argument in declared(function).arguments]
    named = spec.parameters[0].name == "metric"
    first = next((i for i, p in enumerate(spec.parameters) if p.repeats), 0)
    return {
        "parameters": [p.name for p in spec.parameters],
        "most": len(types),
        "cells": [i for i, kind in enumerate(types) if kind == CELLS],
        "times": times(spec.name),
        "by_name": {name: [first + i for i in found] for name, found in all_times().items()} if named else {},
        "seconds": [i for i, p in enumerate(spec.parameters) if spec.name.startswith(STAFFING) and p.name in SECONDS],
        "table": is_table(spec),
    }


def times(name: str) -> list[int]:
    """Return the places of a metric's arguments that may be times.

    Examples
    --------
    >>> times("AHT"), times("NPS")
    ([0, 1, 2], [])
    """
    parameters = METRICS[name].parameters if name in METRICS else ()
    return [i for i, p in enumerate(parameters) if isinstance(p, Argument) and isinstance(p.reader, Seconds)]


def all_times() -> Mapping[str, list[int]]:
    """Return them for every metric that takes times."""
    return {name: found for name in METRICS if (found := times(name))}
