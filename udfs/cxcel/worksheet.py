"""What a worksheet function is: a callable with the texts a function wizard shows and a signature a host can read."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cxcel.catalogue.entry import Argument, Metric, Option
from cxcel.compute import prepare
from cxcel.errors import CxError
from cxcel.records import dataclass
from cxcel.sources.reference import is_reference

Rows = list[list[Any]]
Result = float | str | Rows

NUMBER, TABLE, TEXT, CORRELATION = "number", "table", "text", "correlation"  # units beside those of metrics
_SHOWN = {"points": "points, -100 to 100", "share": "a fraction", "seconds": "seconds", "money": "money"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument as the function wizard shows it."""

    name: str
    help: str
    optional: bool = False
    words: tuple[str, ...] = ()
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Spec:
    """Everything a host needs to register a function and a reader needs to trust it.

    `better` is "up" or "down" where one direction is better, "" where neither is or the function gives a table.
    """

    name: str
    category: str
    summary: str
    parameters: tuple[Parameter, ...]
    returns: str  # "number", "text", or what the spilled rows hold
    unit: str = TABLE
    better: str = ""
    pitfalls: tuple[str, ...] = ()
    source: str = ""


class WorksheetFunction:
    """A function as a cell calls it; errors carry its name.

    Calling it with anything a range can be gives a float, a text or a list of rows.  `ranges` names the arguments
    that are columns or tables; the others are a number or a word.
    """

    def __init__(
        self, spec: Spec, body: Callable[..., Result], ranges: tuple[str, ...] = (), tallies: bool = False
    ) -> None:
        self.spec, self.ranges, self.tallies = spec, ranges, tallies
        self._body = body
        self.__name__ = self.__qualname__ = spec.name
        self.__module__ = "cxcel.functions"
        self.__doc__ = describe(spec)
        self.__signature__ = inspect.Signature([_signed(p) for p in spec.parameters])

    def __call__(self, *args: object, **named: object) -> Any:
        """Compute."""
        try:
            if any(map(is_reference, (*args, *named.values()))):
                args, named = self._referring(args, named)
            return self._body(*_positional(self._bound(args, named), self.spec))
        except CxError as error:
            raise error.at(self.spec.name) from None

    def _bound(self, args: tuple[object, ...], named: Mapping[str, object]) -> inspect.BoundArguments:
        try:
            return self.__signature__.bind(*args, **named)
        except TypeError:
            raise CxError(_misused(self.spec, len(args), named)) from None

    def _referring(
        self, args: tuple[object, ...], named: Mapping[str, object]
    ) -> tuple[tuple[object, ...], dict[str, object]]:
        """Return the arguments with columns of sources where they are named; fetched, unless the body asks for sums."""
        from cxcel.sources.reference import resolved

        found, by_name = resolved(args, named)
        if self.tallies:
            return found, by_name
        from cxcel.sources.rows import fetched

        rows = fetched([*found, *by_name.values()])
        return tuple(rows[: len(found)]), dict(zip(by_name, rows[len(found) :], strict=True))

    def __repr__(self) -> str:
        return f"<worksheet function {usage(self.spec)}>"


def worksheet(
    category: str,
    summary: str,
    returns: str,
    *parameters: Parameter | Argument | Option,
    unit: str = TABLE,
    better: str = "",
    pitfalls: Sequence[str] = (),
    source: str = "",
    tallies: bool = False,
) -> Callable[[Callable[..., Result]], WorksheetFunction]:
    """Make a worksheet function of a body that bears its name.

    The body is called with one value per parameter, in order: an `Option` comes checked, with its default where it
    was left out; an `Argument` or `Parameter` comes as the range was given, None where it was left out, and is read
    with `cxcel.functions.columns_in` or by the catalogue.  A parameter that repeats comes last, as any number of
    values.
    """

    def make(body: Callable[..., Result]) -> WorksheetFunction:
        shown = tuple(as_parameter(p) for p in parameters)
        spec = Spec(body.__name__, category, summary, shown, returns, unit, better, tuple(pitfalls), source)
        options = {i: p for i, p in enumerate(parameters) if isinstance(p, Option)}

        def compute(*args: object) -> Result:
            return body(*(options[i].check(value) if i in options else value for i, value in enumerate(args)))

        ranges = tuple(p.name for p in parameters if not isinstance(p, Option) and p.name != "metric")
        return WorksheetFunction(spec, compute if options else body, ranges, tallies)

    return make


def as_parameter(parameter: Parameter | Argument | Option) -> Parameter:
    """Return what the wizard shows of an argument or an option."""
    if isinstance(parameter, Parameter):
        return parameter
    words = parameter.words if isinstance(parameter, Option) else ()
    return Parameter(parameter.name, parameter.help, parameter.optional, words)


def _signed(p: Parameter) -> inspect.Parameter:
    if p.repeats:
        return inspect.Parameter(p.name, inspect.Parameter.VAR_POSITIONAL)
    default = None if p.optional else inspect.Parameter.empty
    return inspect.Parameter(p.name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default)


def _positional(bound: inspect.BoundArguments, spec: Spec) -> list[object]:
    bound.apply_defaults()
    out: list[object] = []
    for p in spec.parameters:
        value = bound.arguments[p.name]
        if p.repeats:
            out.extend(value)
        else:
            out.append(value)
    return out


def _misused(spec: Spec, given: int, named: Mapping[str, object]) -> str:
    """Say which argument is missing or too much."""
    unknown = [name for name in named if name not in {p.name for p in spec.parameters}]
    missing = [p.name for p in spec.parameters[given:] if not (p.optional or p.repeats or p.name in named)]
    if unknown:
        return f"there is no argument {unknown[0]}; it takes {usage(spec)}"
    if missing:
        return f"{missing[0]} is missing; it takes {usage(spec)}"
    return f"too many arguments, got {given}; it takes {usage(spec)}"


def usage(spec: Spec) -> str:
    """Return the function as a formula shows it: NAME(required, [optional], ...)."""
    shown = [f"{p.name}, ..." if p.repeats else f"[{p.name}]" if p.optional else p.name for p in spec.parameters]
    return f"{spec.name}({', '.join(shown)})"


def describe(spec: Spec) -> str:
    """Return the docstring of a worksheet function."""
    lines = [spec.summary, "", "Parameters", "----------"]
    for p in spec.parameters:
        lines += [p.name + (" : optional" if p.optional else ""), f"    {p.help}"]
    lines += ["", "Returns", "-------", spec.returns, "", "Notes", "-----"]
    lines += [f"Mind: {pitfall}." for pitfall in spec.pitfalls]
    return "\n".join([*lines, f"Source: {spec.source}"])


def from_metric(metric: Metric) -> WorksheetFunction:
    """Make the worksheet function of a catalogue entry: one number."""
    rule = metric.rules[0]
    spec = Spec(
        metric.name,
        metric.category,
        f"{metric.title}: {metric.definition}.",
        tuple(as_parameter(p) for p in metric.parameters),
        f"number: {_SHOWN.get(rule.unit, 'mean answer')}",
        rule.unit,
        rule.better,
        (*metric.pitfalls, rule.family.caution),
        metric.source,
    )

    def compute(*args: object) -> float:
        return prepare(metric, args).estimate().value

    return WorksheetFunction(spec, compute, tuple(argument.name for argument in metric.arguments), tallies=True)
