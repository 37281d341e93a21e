"""Formulas in cells, all the way: the add-in's own VBA, the functions it declares, xlwings' DLL, COM, the server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.functions.calls import SCORES
from tests.hosts.com.packing import CVERR, grid
from tests.hosts.windows.cases import RANGES, shown
from tests.hosts.windows.excel_side import CALLS as MODULE
from tests.hosts.windows.excel_side import AddIn, Area, Refused

DAY_0 = date(1899, 12, 30)
STATUS = ("CallPython", MODULE, "status", [])
SERVER_FORGETS = ("CallPython", MODULE, "refresh", [])


@pytest.fixture(autouse=True)
def _empty(addin: AddIn) -> None:
    addin.ask("clear")


def put(addin: AddIn, column: int, values: Any, form: str = "General") -> tuple[Area, int]:
    """Write a range of rows from a column on; return its address and the column behind it."""
    rows = grid(values)
    right = column + len(rows[0]) - 1
    addin.fill(f"{chr(64 + column)}1", rows, form)
    return Area(f"{chr(64 + column)}1:{chr(64 + right)}{len(rows)}"), right + 1


def formula(addin: AddIn, name: str, *values: Any, caller: str = "Z1") -> Any:
    """What a cell shows whose arguments stand in the sheet."""
    column, given = 1, list(values)
    for i, value in enumerate(values):
        if isinstance(value, list):
            given[i], column = put(addin, column, value)
    return addin.cell(caller, name, *given)


def kept(addin: AddIn) -> dict[str, float]:
    """What the server says that it holds."""
    return dict(addin.macro(*STATUS))


@pytest.mark.parametrize("more", [0, 70], ids=["plain", "packed"])
@pytest.mark.parametrize("rows", RANGES.values(), ids=RANGES)
def test_what_cells_hold(addin: AddIn, rows: list[list[Any]], more: int) -> None:
    rows = rows + [[8] * len(rows[0])] * more
    wanted, sentence = shown("NPS", rows)
    assert (formula(addin, "NPS", rows), addin.why("Z1")) == (wanted, sentence)


def test_single_cells_and_constants(addin: AddIn) -> None:
    for value in (9.0, True, "9", "nine"):
        assert addin.cell("Z1", "NPS", value) == shown("NPS", value)[0]
    assert formula(addin, "NPS", [[None]]) == shown("NPS", [[None]])[0]
    assert addin.cell("Z1", "NPS") == {"e": CVERR["#VALUE!"]}
    assert "scores is missing" in addin.why("Z1")
    for error, number in CVERR.items():
        assert addin.cell("Z1", "NPS", error) == formula(addin, "NPS", [[9], [error]]) == {"e": number}


@pytest.mark.parametrize("rows", [6, 80], ids=["plain", "packed"])
def test_dates_and_times(addin: AddIn, rows: int) -> None:
    """Value2 gives both as numbers: their formats say what they are."""
    first, scores = date(2026, 1, 1), [SCORES[i % len(SCORES)] for i in range(rows)]
    days, after = put(addin, 1, [(first - DAY_0).days + 9 * i for i in range(rows)], "dd.mm.yyyy")
    wanted, _ = shown("KPI_TREND", "NPS", [first + timedelta(9 * i) for i in range(rows)], "month", scores)
    assert addin.cell("Z1", "KPI_TREND", "NPS", days, "month", put(addin, after, scores)[0]) == wanted
    assert addin.cell("Z1", "NPS", days) == {"e": CVERR["#VALUE!"]}
    assert addin.why("Z1") == "NPS: scores must be numbers, got a date in row 1"
    talk, _ = put(addin, 1, [(200 + 7 * i) / 86_400 for i in range(rows)], "[h]:mm:ss")
    assert addin.cell("Z1", "AHT", talk) == shown("AHT", [200 + 7 * i for i in range(rows)])[0]


def test_unicode_in_both_directions(addin: AddIn) -> None:
    names, scores = ["Zürich", "Łódź", "日本", "😀", "a\u0301"] * 30, [9, 3, 10, 8, 7] * 30
    got = formula(addin, "KPI_BY", "NPS", names, scores)
    assert got == shown("KPI_BY", "NPS", names, scores)[0]
    assert {"Zürich", "日本", "😀"} <= {row[0] for row in got}


def test_only_the_used_part_of_whole_columns_is_sent(addin: AddIn) -> None:
    put(addin, 1, SCORES)
    assert addin.cell("Z1", "NPS", Area("A:A")) == shown("NPS", SCORES)[0]


def test_columns_go_once_and_results_are_known(addin: AddIn) -> None:
    scores = SCORES * 3
    column, _ = put(addin, 1, scores)
    addin.macro("ForgetResults")
    addin.macro(*SERVER_FORGETS)
    for row in range(1, 6):
        assert addin.cell(f"Z{row}", "NPS", column) == shown("NPS", scores)[0]
    assert addin.cell("Y1", "CSAT", column) == shown("CSAT", scores)[0]
    status = kept(addin)
    assert (status["ranges"], status["hits"], status["misses"]) == (1.0, 0.0, 2.0), "five cells asked once"
    addin.fill("A1", [[10.0 - scores[0]]])
    changed = [10.0 - scores[0], *scores[1:]]
    assert addin.cell("Z1", "NPS", column) == shown("NPS", changed)[0]


def test_a_column_that_the_server_has_dropped_is_sent_again(addin: AddIn) -> None:
    column, _ = put(addin, 1, SCORES * 2)
    assert addin.cell("Z1", "NPS", column) == shown("NPS", SCORES * 2)[0]
    addin.macro(*SERVER_FORGETS)
    assert addin.cell("Z1", "NPS_CI", column) == shown("NPS_CI", SCORES * 2)[0]
    assert kept(addin)["ranges"] == 1.0


def test_an_error_goes_when_its_cell_is_mended(addin: AddIn) -> None:
    column, _ = put(addin, 1, [9, 11])
    assert addin.cell("Z9", "NPS", column) == {"e": CVERR["#NUM!"]}
    assert addin.why("Z9") == "NPS: scores must be whole numbers in 0..10, got 11 in row 2"
    addin.fill("A2", [[10]])
    assert addin.cell("Z9", "NPS", column) == 100.0
    assert addin.why("Z9") == ""


@pytest.fixture
def another(installed: Path) -> Iterator[AddIn]:
    """Another Excel with the add-in open."""
    with AddIn(installed) as client:
        yield client


def test_a_server_that_dies(another: AddIn) -> None:
    """In the middle of a call: an error and its sentence, then all is well; between two calls: nobody notices."""
    assert formula(another, "NPS", SCORES * 3) == shown("NPS", SCORES * 3)[0]
    first = list(another.ask("servers"))
    another.ask("freeze")
    another.ask("kill", 1)
    assert another.cell("Z1", "CSAT", 9.0) == {"e": CVERR["#VALUE!"]}
    assert "press Refresh" in another.why("Z1")
    assert formula(another, "CSAT", SCORES * 3) == shown("CSAT", SCORES * 3)[0]
    second = list(another.ask("servers"))
    another.ask("kill", 0)
    while another.ask("running", second):
        pass
    assert formula(another, "NPS", SCORES * 4) == shown("NPS", SCORES * 4)[0]
    third = list(another.ask("servers"))
    assert third
    assert not set(third) & {*first, *second}
    assert another.ask("running", first + second) == []


def test_only_the_add_in_s_own_modules_can_be_called(addin: AddIn) -> None:
    with pytest.raises(Refused, match="offers no function"):
        addin.macro("CallPython", "os", "system", ["x"])
