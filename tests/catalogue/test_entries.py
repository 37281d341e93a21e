"""Every rule that every metric of the catalogue must keep."""

from __future__ import annotations

import math
import re
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from tests.catalogue.examples import DAYS, EXAMPLES, GROUPS, Example, arrays, mirrored, positional

from cxcel.catalogue import METRICS, Metric, Option
from cxcel.catalogue.entry import MONEY, POINTS, SCORE, SECONDS, SHARE, Argument
from cxcel.functions import FUNCTIONS
from cxcel.worksheet import CORRELATION, NUMBER, TABLE, TEXT, WorksheetFunction

METRIC = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
FUNCTION = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
EXAMPLE = pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.metric}-{e.rule}")


def test_every_rule_of_every_metric_has_an_example() -> None:
    wanted = {(metric.name, rule.name) for metric in METRICS.values() for rule in metric.rules}
    assert {(example.metric, example.rule) for example in EXAMPLES} == wanted


@FUNCTION
def test_the_wizard_can_show_every_text(function: WorksheetFunction) -> None:
    """Excel cuts the texts of a function and of an argument at 255 characters."""
    spec = function.spec
    for text in (spec.summary, *(p.help for p in spec.parameters)):
        assert 0 < len(text) <= 255
        assert "\n" not in text
    assert spec.summary.endswith((".", "?"))
    assert spec.category.startswith("CX ")
    assert spec.returns.startswith(("number", "text", "header", "one row"))


@FUNCTION
def test_a_function_says_its_unit_direction_pitfalls_and_source(function: WorksheetFunction) -> None:
    spec = function.spec
    assert spec.unit in {POINTS, SHARE, SECONDS, MONEY, SCORE, NUMBER, TABLE, TEXT, CORRELATION}
    assert spec.better in {"up", "down", ""}
    assert spec.source
    assert spec.pitfalls
    for pitfall in spec.pitfalls:
        assert 0 < len(pitfall) <= 255
        assert not pitfall.endswith(".")
    assert all(p.help and not p.help.endswith(".") for p in spec.parameters)


@FUNCTION
def test_a_name_is_in_capitals_and_no_cell_address(function: WorksheetFunction) -> None:
    name = function.spec.name
    assert re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*", name)
    assert not re.fullmatch(r"[A-Z]{1,3}[0-9]+", name)
    assert not re.fullmatch(r"R[0-9]*C[0-9]*", name)


@FUNCTION
def test_optional_arguments_come_last(function: WorksheetFunction) -> None:
    single = [p.optional for p in function.spec.parameters if not p.repeats]
    assert single == sorted(single)
    assert len({p.name for p in function.spec.parameters}) == len(function.spec.parameters)


@METRIC
def test_an_entry_is_complete(metric: Metric) -> None:
    assert metric.title
    assert metric.definition
    assert metric.source
    assert metric.pitfalls
    assert all(metric.pitfalls)
    assert len({rule.name for rule in metric.rules}) == len(metric.rules)
    for rule in metric.rules:
        assert rule.unit in {POINTS, SHARE, SECONDS, MONEY, SCORE}
        assert rule.better in {"up", "down", ""}
        assert rule.formula
        assert set(rule.needs) <= {a.name for a in metric.arguments if a.optional}
        defaults = {option.name: option.default for option in metric.options}
        assert metric.heading(rule, {"threshold": 20, "within": "20 s"} | defaults | dict(rule.sets))


@METRIC
def test_several_rules_are_picked_by_an_option_with_their_names(metric: Metric) -> None:
    if len(metric.rules) == 1:
        assert not metric.choice
        return
    (option,) = [option for option in metric.options if option.name == metric.choice]
    assert set(option.words) == {rule.name for rule in metric.rules}
    assert option.default == metric.rules[0].name


@METRIC
def test_a_signature_is_what_the_entry_says(metric: Metric) -> None:
    spec = FUNCTIONS[metric.name].spec
    assert [p.name for p in spec.parameters] == [p.name for p in metric.parameters]
    for parameter, own in zip(spec.parameters, metric.parameters, strict=True):
        assert parameter.optional == own.optional
        assert parameter.words == (own.words if isinstance(own, Option) else ())
        assert isinstance(own, Option | Argument)


@EXAMPLE
def test_the_function_gives_the_value_worked_out_by_hand(example: Example) -> None:
    assert FUNCTIONS[example.metric](*positional(example)) == pytest.approx(example.value, rel=1e-12)


@EXAMPLE
def test_arguments_can_be_given_by_name(example: Example) -> None:
    given = example.arguments | example.options
    assert FUNCTIONS[example.metric](**given) == pytest.approx(example.value, rel=1e-12)


@EXAMPLE
def test_a_column_a_range_and_an_array_give_the_same(example: Example) -> None:
    args = positional(example)
    column = [[[cell] for cell in arg] if isinstance(arg, list) else arg for arg in args]
    row = [[arg] if isinstance(arg, list) else arg for arg in args]
    headed = [[f"header {i}", *arg] if isinstance(arg, list) else arg for i, arg in enumerate(args)]
    for given in (column, row, headed, arrays(args)):
        assert FUNCTIONS[example.metric](*given) == FUNCTIONS[example.metric](*args)


@EXAMPLE
def test_a_row_of_blanks_changes_nothing(example: Example) -> None:
    args = [[*arg, None] if isinstance(arg, list) else arg for arg in positional(example)]
    assert FUNCTIONS[example.metric](*args) == pytest.approx(example.value, rel=1e-12)
    assert FUNCTIONS["KPI_N"](example.metric, *args) == example.n


@EXAMPLE
def test_the_interval_holds_the_value(example: Example) -> None:
    ((low, high),) = FUNCTIONS["KPI_CI"](example.metric, *positional(example))
    assert low <= example.value <= high
    ((wide_low, wide_high),) = FUNCTIONS["KPI_CI"](example.metric, *positional(example), None, 0.99)
    assert wide_low <= low
    assert high <= wide_high
    assert wide_high - wide_low > high - low or high == low


@EXAMPLE
def test_the_base_is_counted(example: Example) -> None:
    assert FUNCTIONS["KPI_N"](example.metric, *positional(example)) == pytest.approx(example.n)


@EXAMPLE
def test_a_metric_against_itself_is_within_noise(example: Example) -> None:
    args = positional(example)
    header, row = FUNCTIONS["KPI_TEST"](example.metric, *args, *args)
    assert header == ["difference", "low", "high", "p", "verdict"]
    assert row[0] == 0
    assert row[1] <= 0 <= row[2]
    assert row[3] == pytest.approx(1)
    assert row[4] == "within noise"


def shown_by_part(example: Example) -> tuple[int, list[Any]]:
    """The arguments, repeated where a part of them would hold too few people to be shown."""
    times = 1 if METRICS[example.metric].fewest == 1 else 2
    return times, [arg * times if isinstance(arg, list) else arg for arg in positional(example)]


@EXAMPLE
def test_groups_add_up_to_the_whole(example: Example) -> None:
    times, args = shown_by_part(example)
    header, *rows = FUNCTIONS["KPI_BY"](example.metric, GROUPS * times, *args)
    assert header == ["group", "value", "low", "high", "n"]
    assert {row[0] for row in rows} == {"chat", "phone", "mail"}
    assert sum(row[4] for row in rows) == pytest.approx(times * example.n)
    for _, value, low, high, _n in rows:
        assert low is None or low <= value <= high
    if {rule.unit for rule in METRICS[example.metric].rules} <= {POINTS, SHARE, SCORE}:
        assert sum(row[1] * row[4] for row in rows) / (times * example.n) == pytest.approx(example.value)


@EXAMPLE
def test_periods_add_up_to_the_whole(example: Example) -> None:
    times, args = shown_by_part(example)
    header, *rows = FUNCTIONS["KPI_TREND"](example.metric, DAYS * times, "month", *args)
    assert header == ["period", "value", "low", "high", "n", "change", "p", "verdict"]
    assert [row[0] for row in rows] == [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
    assert sum(row[4] for row in rows) == pytest.approx(times * example.n)
    assert rows[0][5:] == [None, None, ""]
    for before, after in pairwise(rows):
        assert after[5] is None or after[5] == pytest.approx(after[1] - before[1])


@EXAMPLE
def test_a_target_far_off_is_judged(example: Example) -> None:
    """A target beyond the interval is met or missed by direction; one inside it cannot be told."""
    args = positional(example)
    header, row = FUNCTIONS["KPI_TARGET"](example.metric, example.value, *args)
    assert header == ["value", "low", "high", "target", "verdict"]
    better = METRICS[example.metric].rule(example.rule).better
    if not better:
        assert row[4] == "no better direction"
        return
    verdicts = [FUNCTIONS["KPI_TARGET"](example.metric, goal, *args)[1][4] for goal in (-1e6, 1e6)]
    assert verdicts == (["met", "missed"] if better == "up" else ["missed", "met"])
    if row[1] < example.value < row[2]:
        assert row[4] == "cannot tell yet"


def blank(metric: Metric) -> list[Any]:
    needed = {*metric.rules[0].needs, *(a.name for a in metric.arguments if not a.optional)}
    return [[None] * 3 if p.name in needed else None for p in metric.parameters]


@METRIC
def test_nothing_but_blanks_is_a_division_by_zero(metric: Metric) -> None:
    from cxcel.errors import NotEnoughData

    for empty in (blank(metric), mirrored(blank(metric), lambda _: math.nan)):
        with pytest.raises(NotEnoughData, match=f"^{metric.name}: "):
            FUNCTIONS[metric.name](*empty)


@METRIC
def test_the_docstring_names_every_argument_and_the_source(metric: Metric) -> None:
    text = FUNCTIONS[metric.name].__doc__ or ""
    assert metric.source in text
    assert all(p.name in text for p in metric.parameters)
