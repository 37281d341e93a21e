"""The table of cells, each formula as a direct call of the function."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from tests.catalogue.examples import EXAMPLES
from tests.hosts.cells import (
    CASES,
    DIRECT,
    ENGINE,
    ERRORS,
    FUNCTION_CASES,
    LIBREOFFICE,
    WINDOWS,
    Case,
    Texts,
    Way,
    same,
    text,
)

from cxcel.errors import CxError, excel_error
from cxcel.functions import FUNCTIONS
from cxcel.sources.registry import beside
from cxcel_addin.hosts.com import wire


def shown(case: Case) -> Texts:
    """What the function gives, as a cell would show it."""
    try:
        result = FUNCTIONS[case.function](*case.given())
    except CxError as error:
        return ((excel_error(error),),)
    (_, _, rows, columns, *_), *cells = wire.encode(result)
    return tuple(tuple(text(cell) for cell in row[: int(columns)]) for row in cells[: int(rows)])


@pytest.fixture(autouse=True)
def _beside_the_sources(source_folder: Path) -> Iterator[None]:
    with beside(source_folder):
        yield


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_call_gives_what_the_cell_must_show(case: Case) -> None:
    assert same(shown(case), case.shows(DIRECT))


@pytest.mark.parametrize("place", range(len(EXAMPLES)))
def test_metrics_show_what_a_hand_calculation_gives(place: int) -> None:
    """The first cases are those examples, in their order."""
    example, case = EXAMPLES[place], FUNCTION_CASES[place]
    assert case.function == example.metric
    assert float(case.wanted[0][0]) == pytest.approx(example.value, rel=1e-9)


def test_the_table_covers_what_it_says() -> None:
    assert {case.function for case in CASES} >= set(FUNCTIONS)
    assert {case.way for case in CASES} == set(Way)
    assert {row[0] for case in CASES for row in case.wanted} >= set(ERRORS)
    assert len({case.name for case in CASES}) == len(CASES)
    for case in CASES:
        assert case.wanted, case.name


@pytest.mark.parametrize("way", Way)
def test_every_way_of_naming_cells_has_errors_dates_texts_and_headers_in_them(way: Way) -> None:
    held = [[cell for row in block.rows for cell in row] for case in CASES if case.way is way
            for block in case.ranges() if block]  # fmt: skip
    cells = [cell for block in held for cell in block]
    assert set(cells) & set(ERRORS)
    assert any(isinstance(cell, datetime) for cell in cells)
    assert None in cells
    assert "n/a" in cells
    assert any(isinstance(block[0], str) and isinstance(block[1], int) for block in held), "a header"


def test_a_host_that_differs_really_does_and_says_why() -> None:
    for case in CASES:
        assert set(case.differs) <= {ENGINE, WINDOWS, LIBREOFFICE}, case.name
        for shown_there, why in case.differs.values():
            assert not same(((shown_there,),), case.wanted), case.name
            assert why.strip()
