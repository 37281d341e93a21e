"""Opening a source in tests, and the sentence where that fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxcel.errors import BadInput
from cxcel.sources.connect import failing, open_source
from cxcel.sources.partition import Opened
from cxcel.sources.source import Source

SECRET = "x7/Q!é%2F"


def opened(location: str, table: str = "", home: Path = Path()) -> Opened:
    return open_source(Source("contacts", location, table, home=home))


def count(source: Opened) -> int:
    with failing(source.source):
        return int(source.backend.to_pyarrow(source.table.count()).as_py())


def refusal(location: str, table: str = "", home: Path = Path()) -> str:
    """Return the sentence that opening a source, and counting its rows, ends with."""
    with pytest.raises(BadInput) as said:
        count(opened(location, table, home))
    sentence = str(said.value)
    assert sentence.startswith("source 'contacts': ")
    assert "\n" not in sentence
    assert SECRET not in sentence
    assert said.value.__cause__ is None
    assert said.value.__context__ is None or said.value.__suppress_context__
    return sentence.removeprefix("source 'contacts': ")
