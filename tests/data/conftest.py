from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from cxcel.data import Dataset, load
from cxcel.errors import BadInput

Write = Callable[..., Path]


@pytest.fixture
def csv_file(tmp_path: Path) -> Write:
    """Write lines to a text file."""

    def write(*lines: str, name: str = "data.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
        return path

    return write


@pytest.fixture
def xlsx_file(tmp_path: Path) -> Write:
    """Write sheets of rows to a workbook; times, dates and durations get their formats."""

    def write(name: str = "data.xlsx", **sheets: Sequence[Sequence[Any]]) -> Path:
        import xlsxwriter

        path = tmp_path / name
        with xlsxwriter.Workbook(path) as book:
            formats = {
                dt.datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
                dt.time: book.add_format({"num_format": "hh:mm:ss"}),
                dt.timedelta: book.add_format({"num_format": "[h]:mm:ss"}),
            }
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for at, row in enumerate(rows):
                    for column, cell in enumerate(row):
                        if isinstance(cell, str) and cell.startswith("#"):
                            sheet.write_formula(at, column, "=NA()", None, cell)
                        elif cell is not None:
                            sheet.write(at, column, cell, formats.get(type(cell)))
        return path

    return write


@pytest.fixture
def stops() -> Callable[..., str]:
    """Return the one sentence with which files are refused; it must be short and on one line."""

    def stop(*paths: Path, **options: Any) -> str:
        with pytest.raises(BadInput) as caught:
            load(paths, **options)
        sentence = str(caught.value)
        assert "\n" not in sentence
        assert len(sentence) <= 280
        return sentence

    return stop


@pytest.fixture
def found() -> Callable[[Dataset], list[str]]:
    """Return findings as "column: found -> done"."""

    def tell(dataset: Dataset) -> list[str]:
        return [f"{finding.column}: {finding.found} -> {finding.done}" for finding in dataset.findings]

    return tell


@pytest.fixture
def assumed() -> Callable[[Dataset], str]:
    """Return all assumptions as one text."""

    def tell(dataset: Dataset) -> str:
        return " | ".join(assumption.text for assumption in dataset.assumptions)

    return tell
