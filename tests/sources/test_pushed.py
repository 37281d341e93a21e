"""Formulas over files of Parquet give what they give over the same cells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.sources.asked import Asked, agree, answer, asked_of_examples, asked_of_messy, messy, table_of_examples
from tests.sources.folders import write_files

from cxcel.sources.connect import close_all
from cxcel.sources.registry import beside

MESSY = messy()


@pytest.fixture(scope="module", autouse=True)
def sources(tmp_path_factory: Any) -> Iterator[Path]:
    at = tmp_path_factory.mktemp("sources")
    patch = pytest.MonkeyPatch()
    patch.setenv("CXCEL_STORE", str(at / "tallies.sqlite"))
    write_files(at, "examples", table_of_examples(), 2)
    write_files(at, "messy", MESSY, 3)
    with beside(at):
        yield at
    patch.undo()
    close_all()


@pytest.mark.parametrize("asked", [*asked_of_examples("examples")], ids=str)
def test_an_example_gives_the_same(asked: Asked) -> None:
    found, expected = answer(asked.name, asked.columns), answer(asked.name, asked.cells)
    assert agree(found, expected), f"{found}\n{expected}"


@pytest.mark.parametrize("asked", [*asked_of_messy(MESSY, "messy")], ids=str)
def test_messy_columns_give_the_same(asked: Asked) -> None:
    found, expected = answer(asked.name, asked.columns), answer(asked.name, asked.cells)
    assert agree(found, expected), f"{found}\n{expected}"
