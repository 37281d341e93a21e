"""The parts that run inside LibreOffice, run outside of it: packing, errors, what is read once, formulas."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hosts.com.packing import packed as as_vba

from cxcel.cells import Cells, Kind, read
from cxcel_addin.hosts.com.packed import unpack
from cxcel_addin.hosts.com.wire import NUMBERS
from cxcel_addin.office.declared import known
from cxcel_addin.office.inside import faults, ranges
from cxcel_addin.office.inside.asking import COLUMN, our_calls
from cxcel_addin.office.inside.catalogue import Function
from cxcel_addin.office.inside.cells import MOMENT
from cxcel_addin.office.inside.mending import is_cells, with_own_names, with_values
from cxcel_addin.office.inside.packing import Failed, packed
from cxcel_addin.office.inside.ranges import Ranges

CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False, width=64),
    st.text(max_size=8),
    st.sampled_from(sorted(NUMBERS)),
)


def as_calc(cell: Any) -> Any:
    if cell is None:
        return ""
    return Failed(NUMBERS[cell]) if cell in NUMBERS else cell


def kinds(cells: Cells) -> list[Kind]:
    if cells.kinds is not None:
        return list(map(Kind, cells.kinds.tolist()))
    return [Kind.NUMBER if number == number else Kind.BLANK for number in cells.numbers]


@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=9)
    )
)
def test_cells_arrive_as_they_are(rows: list[list[Any]]) -> None:
    content = packed([tuple(map(as_calc, row)) for row in rows])
    got, wanted = read(unpack(content)), read([[None if cell == "" else cell for cell in row] for row in rows])
    assert kinds(got) == kinds(wanted)
    assert np.array_equal(got.numbers, wanted.numbers, equal_nan=True)
    assert (got.texts or ("",) * len(got)) == (wanted.texts or ("",) * len(wanted))


def test_the_bytes_are_those_of_vba() -> None:
    rows = [[1.5, None, "a"], [True, "#N/A", "é"]]
    assert packed([tuple(map(as_calc, row)) for row in rows]) == as_vba(rows)
    assert packed([(1.0, 2.0)]) == as_vba([[1.0, 2.0]])


def test_moments_are_told() -> None:
    content = packed([(0.5, 3.0), ("x", 45000.0)], [(0, 0, 1, 1), (1, 1, 1, 1)])
    assert content[:4] == b"CXD1"
    assert kinds(read(unpack(content))) == [Kind.DATE, Kind.NUMBER, Kind.TEXT, Kind.DATE]
    assert MOMENT == 6


@pytest.mark.parametrize(("calc", "excel"), faults.EXCEL.items())
def test_errors_go_both_ways(calc: int, excel: int) -> None:
    assert faults.excel_number(calc) == excel
    (bits,) = struct.unpack("<Q", struct.pack("<d", faults.as_result(excel)))
    assert bits & 0xFFFFFFFF == calc
    assert bits >> 48 == 0x7FF8


KNOWN = {name: Function(name, known()[name]) for name in ("NPS", "NPS_CI", "FCR_RATE")}
L = "ORG.CXCEL.FUNCTIONS."


@pytest.mark.parametrize(
    ("formula", "mended"),
    [
        (f"={L}NPS(A1:A9)", f"={L}NPS(A1:A9)"),
        (f"={L}FCR_RATE(80;100)", f'={L}CX("FCR_RATE";80;100)'),
        (f"=IF({L}NPS(A1)>{L}NPS({{1;2}});1;0)", f'=IF({L}NPS(A1)>{L}CX("NPS";{{1;2}});1;0)'),
        (f"={L}NPS(OFFSET(A1;0;0;{L}FCR_RATE(1;2);1))", f'={L}NPS(OFFSET(A1;0;0;{L}CX("FCR_RATE";1;2);1))'),
        (f'="{L}NPS(1)"&{L}NPS(B2*1)', f'="{L}NPS(1)"&{L}CX("NPS";B2*1)'),
        (f"=MY{L}NPS(1)", f"=MY{L}NPS(1)"),
    ],
)
def test_values_go_through_the_function_for_them(formula: str, mended: str) -> None:
    assert with_values(formula, KNOWN, is_cells) == mended


@pytest.mark.parametrize(
    ("formula", "named"),
    [
        ("=NPS(A1:A9)", f"={L}NPS(A1:A9)"),
        ("=[1]!NPS(A1)+nps_ci(B1)", f"={L}NPS(A1)+{L}NPS_CI(B1)"),
        ("='file:///x/cxcel.xlam'#NPS(A1)", f"={L}NPS(A1)"),
        ("=_xll.NPS('NPS(1)'.A1)+Other!NPS(1)", f"={L}NPS('NPS(1)'.A1)+Other!NPS(1)"),
        ('="NPS("&MY.NPS(1)&NPSX(1)', '="NPS("&MY.NPS(1)&NPSX(1)'),
        (f"={L}NPS(A1)", f"={L}NPS(A1)"),
    ],
)
def test_functions_get_the_names_that_libreoffice_knows(formula: str, named: str) -> None:
    assert with_own_names(formula, KNOWN) == named


def test_calls_are_found_with_their_arguments() -> None:
    formula = f'=1+{L}NPS($\'a;b\'.A1:A9;{{1;2}};"x"";y")*{L}FCR_RATE(MAX(A1;2);B1)'
    assert [(name, arguments) for name, _, _, arguments in our_calls(formula)] == [
        ("NPS", ["$'a;b'.A1:A9", "{1;2}", '"x"";y"']),
        ("FCR_RATE", ["MAX(A1;2)", "B1"]),
    ]
    assert list(our_calls(f"={L}NPS(A1")) == []


@pytest.mark.parametrize(
    "text",
    [
        *("A1", "$Sheet1.$A$1:$B$9", "'It''s'.A1:A2", "answers", "Survey[nps]", "A:A", "INDEX(A1:A9;2)"),
        *("Survey[hold time (s)]", "Survey[it''s]", "Survey[[#This Row],[nps]]"),
    ],
)
def test_cells_are_told_from_values(text: str) -> None:
    assert is_cells(text)


@pytest.mark.parametrize("text", ["1", "1E5", "TRUE", "A1+1", "-A1", "SUM(A1:A2)", '"A1"', "{1}", " ", "A1&B1", "50%"])
def test_values_are_told_from_cells(text: str) -> None:
    assert not is_cells(text)


def test_a_column_of_a_table_is_told() -> None:
    found = COLUMN.match("Contacts[hold time]")
    assert found is not None
    assert found.groupdict() == {"table": "Contacts", "column": "hold time"}
    assert COLUMN.match("Contacts[[#Totals];[hold]]") is None


class Range:
    """A range as `Ranges` uses one."""

    def __init__(self, values: list[float], name: str = "$Sheet1.$A$1:$A$3") -> None:
        self.values, self.AbsoluteName, self.reads, self.NumberFormat = values, name, 0, 1

    def getRangeAddress(self) -> Any:
        return type("Area", (), {"StartRow": 0, "EndRow": len(self.values) - 1, "StartColumn": 0, "EndColumn": 0})

    def getDataArray(self) -> Any:
        self.reads += 1
        return tuple((value,) for value in self.values)


class Document:
    """A document as `Ranges` uses one."""

    calculated = 0

    def getNumberFormats(self) -> Any:
        return self

    def getByKey(self, key: int) -> Any:
        return type("Format", (), {"Type": 16})

    NullDate = type("Date", (), {"Year": 1899})

    def calculateAll(self) -> None:
        self.calculated += 1


class Kept:
    """`Ranges` with LibreOffice's part played: what watches, and what waits."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.watched, self.waiting = 0, []  # type: ignore[var-annotated]
        self.document = Document()
        self.ranges = Ranges(self._watch, self.waiting.append)
        monkeypatch.setattr(ranges, "total", lambda cells: sum(cells.values))

    def _watch(self, cells: Any) -> Any:
        self.watched += 1

        def end() -> None:
            self.watched -= 1

        return end

    def read(self, cells: Range) -> bytes:
        entry = self.ranges.entry(self.document, "1", cells)
        return self.ranges.read(entry, (len(cells.values), 1), "1", 1899)[0]

    def rest(self) -> None:
        """LibreOffice waits for events."""
        (tell,) = self.waiting
        self.waiting.clear()
        tell()


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    return Kept(monkeypatch)


def test_a_range_is_read_twice_and_no_more(kept: Kept) -> None:
    cells = Range([1.0, 2.0, 3.0])
    assert len({kept.read(cells) for _ in range(9)}) == 1
    assert (cells.reads, kept.watched) == (2, 1)


def test_it_is_read_again_when_it_was_modified(kept: Kept) -> None:
    cells = Range([1.0, 2.0, 3.0])
    before = [kept.read(cells) for _ in range(3)][-1]
    cells.values = [3.0, 2.0, 1.0]
    kept.ranges.forget()
    assert kept.read(cells) != before
    assert kept.watched in (0, 1)


def test_it_is_read_again_when_its_sum_is_another(kept: Kept) -> None:
    cells = Range([1.0, 2.0, 3.0])
    before = [kept.read(cells) for _ in range(3)][-1]
    cells.values[0] = 5.0
    assert kept.read(cells) != before
    assert kept.watched == 1


def test_at_rest_everything_is_dropped(kept: Kept) -> None:
    cells = Range([1.0, 2.0, 3.0])
    for _ in range(5):
        kept.read(cells)
    kept.rest()
    assert (kept.watched, kept.document.calculated) == (0, 0)
    reads = cells.reads
    kept.read(cells)
    assert cells.reads == reads + 1


def test_what_changed_unseen_is_calculated_anew(kept: Kept) -> None:
    cells, other = Range([1.0, 2.0, 3.0]), Range([4.0, 5.0, 6.0], "$Sheet1.$B$1:$B$3")
    for _ in range(5):
        kept.read(cells)
        kept.read(other)
    cells.values = [3.0, 2.0, 1.0]
    kept.rest()
    assert kept.document.calculated == 1
    assert kept.watched == 0
