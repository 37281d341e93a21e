"""What formulas give: Excel's own functions, ours, and formulas made of both, as Excel computes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from cxcel.errors import BadInput
from cxcel_addin.engine.sheet import Error
from cxcel_addin.templates.computed import Rows, computed
from cxcel_addin.templates.declared import unless_empty, where
from cxcel_addin.templates.formulas import Excel, Expression, Formula, Input, Joined, called, columns_of

HELD: dict[str, dict[str, list[Any]]] = {
    "T": {
        "nps": [10.0, None, 0.0, 8.0],
        "date": [date(2026, 1, 1), date(2026, 1, 2), None, date(2026, 3, 1)],
        "team": ["a", "b", "A", "b"],
        "blank": [None] * 4,
    }
}
INPUTS = {"Changed": date(2026, 2, 1), "Team": "a", "Empty": None}
MORE = {"a": [1.0, 2.0, 3.0, 5.0], "b": [2.0, 1.0, 4.0, 3.0], "c": [9.0, 7.0, 8.0, 1.0]}
HELD["U"] = MORE
BEFORE = Joined("<", "T[date]", Input("Changed"))

GIVEN: dict[str, tuple[Expression, Any]] = {
    "blanks do not count": (Excel("COUNTA", ("T[nps]",)), 3),
    "numbers and dates count": (Excel("COUNT", ("T[date]",)), 3),
    "rows": (Excel("ROWS", ("T[nps]",)), 4),
    "a zero is a number, a blank is none": (Excel("COUNTIFS", ("T[nps]", "<=6")), 1),
    "two bounds": (Excel("COUNTIFS", ("T[nps]", ">=7", "T[nps]", "<=8")), 1),
    "capitals do not matter": (Excel("MATCH", ("A", ("b", "a"), 0)), 2),
    "the branch not taken is not computed": (Excel("IF", (True, 1, Formula("NPS", ("T[blank]",)))), 1),
    "the way not chosen neither": (Excel("CHOOSE", (2, Formula("NPS", ("T[blank]",)), 5)), 5),
    "an error is caught": (Excel("IFERROR", (Formula("NPS", ("T[blank]",)), "none")), "none"),
    "brackets": (Joined("*", Joined("+", 1, 2), 3), 9),
    "a root of a quotient": (Excel("SQRT", (Joined("/", 18, 2),)), 3),
    "a row and a column": (Excel("INDEX", (Formula("NPS_COUNTS", (1, 1, 2)), 1, 1)), 25),
    "the largest": (Excel("MAX", (1, Joined("-", 5, 2))), 3),
    "a blank passed on is a zero": (Excel("INDEX", ("T[nps]", 2)), 0),
    "a blank cell is as good as nothing": (Joined("=", Input("Empty"), ""), True),
    "text is above any number": (Joined(">", "a", 99), True),
    "an empty column says so": (unless_empty(Formula("NPS", ("T[blank]",))), "no answers yet"),
    "only filled answers of dated rows": (Formula("NPS", (where("T[nps]", BEFORE),)), 100),
    "of one team": (Formula("KPI_N", ("NPS", where("T[nps]", Joined("=", "T[team]", Input("Team"))))), 2),
}


ONE_BY_ONE = where("T[nps]", BEFORE)
SEVERAL = Formula("KPI_CORR_MATRIX", ("U[[#All],[a]:[b]]",))
WRONG: dict[str, Expression] = {
    "#DIV/0!": Joined("/", 1, Excel("INDEX", ("T[blank]", 1))),
    "#VALUE!": Joined("+", 1, "a"),
    "#N/A": Excel("MATCH", ("z", ("a", "b"), 0)),
    "#NUM!": Formula("NPS", (Joined("*", "T[nps]", 5),)),
}


@pytest.fixture(scope="module")
def values() -> Mapping[str, Rows]:
    return computed([*(formula for formula, _ in GIVEN.values()), *WRONG.values(), ONE_BY_ONE, SEVERAL], HELD, INPUTS)


@pytest.mark.parametrize("what", GIVEN)
def test_it_is_computed_as_excel_does(what: str, values: Mapping[str, Rows]) -> None:
    formula, expected = GIVEN[what]
    assert values[formula.text] == [[expected]]


@pytest.mark.parametrize("shown", WRONG)
def test_what_cannot_be_computed_is_excels_error(shown: str, values: Mapping[str, Rows]) -> None:
    ((cell,),) = values[WRONG[shown].text]
    assert cell == shown
    assert isinstance(cell, Error)


def test_a_condition_on_a_column_is_made_cell_by_cell(values: Mapping[str, Rows]) -> None:
    assert values[ONE_BY_ONE.text] == [[10.0], [""], [""], [""]]


def test_several_columns_are_handed_over_with_their_headers(values: Mapping[str, Rows]) -> None:
    assert values[SEVERAL.text][0] == ["kpi", "a", "b"]
    assert values[SEVERAL.text][1][1] == 1.0


def test_days_come_back_as_days(values: Mapping[str, Rows]) -> None:
    trend = Formula("KPI_TREND", ("NPS", "T[date]", "month", "T[nps]"))
    months = [row[0] for row in computed([trend], HELD)[trend.text]]
    assert months == ["period", date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]


def test_what_the_engine_cannot_compute_is_no_value() -> None:
    with pytest.raises(BadInput, match=r"=NOT\.A\.FUNCTION\(1\) cannot be computed: the engine has no function NOT.A"):
        computed([Excel("NOT.A.FUNCTION", (1,))], {})


def test_ours_and_excels_are_told_apart() -> None:
    formula = unless_empty(Joined("*", Formula("NPS", ("T[nps]",)), Formula("KPI_N", ("NPS", "T[nps]"))))
    assert formula.written("[1]!") == 'IF(COUNTA(T[nps])=0,"no answers yet",[1]!NPS(T[nps])*[1]!KPI_N("NPS", T[nps]))'
    assert called(formula) == {"NPS", "KPI_N"}
    assert columns_of(formula) == ("T[nps]",)
