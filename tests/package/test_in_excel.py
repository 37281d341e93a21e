"""Cells at work in pyOpenVBA's Excel: what the add-in's VBA sends for them, and what they show."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
from pyopenvba.interpreter._values import NULL
from tests.hosts.cells import write_sources
from tests.hosts.com.packing import small

from cxcel.functions import FUNCTIONS
from cxcel_addin.hosts.com import call as answers
from cxcel_addin.package import builder, wrappers

from .hosts import EMPTY, MISSING, Host, VBAArray, VBADate, VBAErrorValue, VBAInt

MANY = [[float(i % 11)] for i in range(100)]
NPS = FUNCTIONS["NPS"](MANY)


def packed(rows: list[list[Any]]) -> bytes:
    """The bytes that the wire asks for."""
    texts: list[bytes] = []

    def eight(cell: Any) -> bytes:
        if cell is None:
            return struct.pack("<II", 0, 0x7FF80001)
        if isinstance(cell, bool):
            return struct.pack("<II", cell, 0x7FF80004)
        if isinstance(cell, VBAErrorValue):
            return struct.pack("<II", cell.number, 0x7FF80003)
        if isinstance(cell, str):
            texts.append(cell.encode("utf-16-le", "surrogatepass"))
            return struct.pack("<II", len(texts) - 1, 0x7FF80002)
        return struct.pack("<d", cell)

    body = b"".join(eight(cell) for row in rows for cell in row)
    table = struct.pack("<I", len(texts)) + b"".join(struct.pack("<I", len(t)) + t for t in texts) if texts else b""
    return struct.pack("<4sIII", b"CXP1", len(rows), len(rows[0]), len(table)) + body + table


ROWS: list[list[Any]] = [
    [0.1, -0.0, 1e308, -2.5e-308],
    [None, "a", "ä€😀", "x" * 300],
    [True, False, VBAErrorValue(2042), VBAErrorValue(2007)],
    [5e-324, 2.0**53 + 2, "x", None],
]


def test_a_range_is_packed_to_the_last_byte(host: Host) -> None:
    rows = ROWS * 4
    host.fill("A1", rows)
    host.cell("Z1", "CSAT", host.cells("A1:D16"))
    assert host.server.messages() == [b"CXK1" + struct.pack("<I", 1) + packed(rows)]


def test_whole_numbers_and_blanks_take_a_byte_each(host: Host) -> None:
    rows = [[float(i), None, 254.0] for i in range(64)]
    host.fill("A1", rows)
    host.cell("Z1", "NPS", host.cells("A1:C64"))
    assert host.server.messages()[0][8:] == small(rows)


@pytest.mark.parametrize("other", [255.0, -1.0, 0.5, True, "nine", VBAErrorValue(2042)])
def test_one_other_cell_and_the_range_takes_eight(host: Host, other: object) -> None:
    rows: list[list[Any]] = [[float(i)] for i in range(80)]
    rows[70] = [other]
    host.fill("A1", rows)
    host.cell("Z1", "NPS", host.cells("A1:A80"))
    assert host.server.messages()[0][8:] == packed(rows)


def test_ranges_of_many_cells_go_packed_and_small_ones_plain(host: Host) -> None:
    host.fill("A1", [[float(i % 11), f"text {i}"] for i in range(300)])
    for column, kind in (("A1:A300", bytes), ("A1:A63", tuple), ("A1:A64", bytes), ("B1:B300", bytes)):
        host.cell("Z1", "NPS", host.cells(column))
        assert type(host.server.messages()[0]) is kind, column


def test_an_array_that_a_formula_made_goes_as_a_range_does(host: Host) -> None:
    """Such an array may hold what no cell holds; a number stays a number, and nothing else becomes a blank."""
    cells: list[Any] = [VBAInt(9, "Integer"), 10.0, VBADate(0.25), EMPTY] * 20
    array = VBAArray([(1, 80), (1, 1)], items=cells)
    host.cell("Z1", "NPS", array)
    assert host.server.messages() == [packed([[9.0], [10.0], [0.25], [None]] * 20)]
    host.cell("Z1", "NPS", VBAArray([(1, 3)], items=[9.0, 10.0, 3.0]))
    assert host.server.messages() == [(9.0, 10.0, 3.0)]
    cells[3] = NULL
    assert host.cell("Z1", "NPS", VBAArray([(1, 80), (1, 1)], items=cells)) == VBAErrorValue(2015)
    assert "which no cell can hold" in host.excel.run("SentenceOf", host.cells("Z1"))


@pytest.mark.parametrize("height", [5, 300])
def test_both_ways_give_the_same(host: Host, height: int) -> None:
    rows = [[float(i % 11) if i % 7 else None, f"team {i % 3}"] for i in range(height)]
    host.fill("A1", rows)
    expected = FUNCTIONS["KPI_BY"]("NPS", [[r[1]] for r in rows], [[r[0]] for r in rows])
    got = host.cell("Z1", "KPI_BY", "NPS", host.cells(f"B1:B{height}"), host.cells(f"A1:A{height}"))
    assert got == [["" if v is None else v for v in row] for row in expected]
    assert host.cell("Z1", "NPS", host.cells(f"A1:A{height}")) == FUNCTIONS["NPS"]([[r[0]] for r in rows])


def test_only_the_used_part_is_sent_and_columns_stay_of_one_length(host: Host) -> None:
    host.fill("A1", [[9.0, "a"], [10.0, "b"], [None, "c"]])
    host.cell("Z1", "KPI_BY", "NPS", host.cells("B:B"), host.cells("A:A"))
    name, cell, metric, groups, scores, *_ = host.server.sent[0]
    assert (name, cell, metric) == ("KPI_BY", "[Book1]Sheet1!Z1", "NPS")
    assert (groups, scores) == ((("a",), ("b",), ("c",)), ((9.0,), (10.0,), (None,)))
    host.cell("Z1", "KPI_CORR_MATRIX", host.cells("A:F"))
    assert host.server.messages()[0] == ((9.0, "a"), (10.0, "b"), (None, "c"))
    host.cell("Z1", "NPS", host.cells("H5:H9"))
    assert host.server.messages()[0] is None, "behind the used part: one blank cell"


def test_ranges_of_one_height_keep_one_height_whatever_sheet_they_are_on(host: Host) -> None:
    host.fill("A1", [[9.0], [10.0], [8.0], [3.0]])
    other = host.book.vba_get("Worksheets").vba_get("Add", [MISSING, host.book.sheets_[-1]])
    other.vba_get("Range", ["C1:D2"]).vba_set("Value", 1.0)
    host.cell("Z1", "KPI_DRIVERS", host.cells("A:A"), other.vba_get("Range", ["C:D"]))
    column, table = host.server.messages()
    assert (len(column), len(column[0])) == (4, 1)
    assert (len(table), len(table[0])) == (4, 2)


def test_an_error_is_an_error_and_its_sentence_is_kept(host: Host) -> None:
    host.fill("A1", [[10.0], [11.0]])
    assert host.cell("Z1", "NPS", host.cells("A1:A2")) == VBAErrorValue(2036)
    sentence = host.excel.run("SentenceOf", host.cells("Z1"))
    assert sentence == "NPS: scores must be whole numbers in 0..10, got 11 in row 2"
    assert host.cell("Z2", "NPS") == VBAErrorValue(2015)
    assert "scores is missing" in host.excel.run("SentenceOf", host.cells("Z2"))
    host.sheet.set_value("A2", 9.0)
    assert host.cell("Z1", "NPS", host.cells("A1:A2")) == 100.0
    assert host.excel.run("SentenceOf", host.cells("Z1")) == ""


def test_an_error_cell_passes_through(host: Host) -> None:
    host.fill("A1", [[10.0], [VBAErrorValue(2042)]])
    assert host.cell("Z1", "NPS", host.cells("A1:A2")) == VBAErrorValue(2042)
    assert host.cell("Z1", "NPS", VBAErrorValue(2023)) == VBAErrorValue(2023)
    host.fill("A1", [*MANY[:99], [VBAErrorValue(2042)]])
    assert host.cell("Z1", "NPS", host.cells("A1:A100")) == VBAErrorValue(2042)


def test_several_blocks_are_refused_in_words(host: Host) -> None:
    assert host.cell("Z1", "NPS", host.cells("A1:A2,C1:C2")) == VBAErrorValue(2015)
    assert "one block" in host.excel.run("SentenceOf", host.cells("Z1"))


def test_the_same_question_is_asked_once(host: Host) -> None:
    host.fill("A1", MANY)
    for row in range(5):
        assert host.cell(f"Z{row + 1}", "NPS", host.cells("A1:A100")) == NPS
    assert len(host.server.sent) == 1
    host.cell("Z1", "CSAT", host.cells("A1:A100"), "top")
    host.cell("Z1", "CSAT", host.cells("A1:A100"), "TOP")
    assert len(host.server.sent) == 3, "another function, another text"
    host.sheet.set_value("A1", 10.0)
    host.cell("Z1", "NPS", host.cells("A1:A100"))
    assert len(host.server.sent) == 4, "a cell has changed"
    host.excel.run("ForgetResults")
    host.cell("Z1", "NPS", host.cells("A1:A100"))
    assert len(host.server.sent) == 5


def test_two_numbers_are_one_question_only_when_every_bit_is(host: Host) -> None:
    host.fill("A1", MANY)
    for confidence in (0.3, 0.1 + 0.2, 0.3):
        host.cell("Z1", "NPS", host.cells("A1:A100"), confidence)
    assert [sent[3] for sent in host.server.sent] == [0.3, 0.1 + 0.2]


def test_a_column_is_sent_once_and_referred_to_then(host: Host) -> None:
    host.fill("A1", [[*row, f"team {i % 3}"] for i, row in enumerate(MANY)])
    host.cell("Z1", "NPS", host.cells("A1:A100"))
    assert host.server.messages()[0][:8] == b"CXK1" + struct.pack("<I", 1)
    expected = FUNCTIONS["KPI_BY"]("NPS", [f"team {i % 3}" for i in range(100)], MANY)
    assert host.cell("Z2", "KPI_BY", "NPS", host.cells("B1:B100"), host.cells("A1:A100")) == expected
    _, groups, scores = host.server.messages()
    assert (groups[:8], scores) == (b"CXK1" + struct.pack("<I", 2), b"CXG1" + struct.pack("<I", 1))
    host.sheet.set_value("A1", 10.0)
    host.cell("Z3", "NPS", host.cells("A1:A100"))
    assert host.server.messages()[0][:8] == b"CXK1" + struct.pack("<I", 3), "another content, another number"
    host.sheet.set_value("A1", 0.0)
    assert host.cell("Z4", "NPS", host.cells("A1:A100")) == NPS, "no number stands for two contents"


def test_a_range_that_the_server_dropped_is_sent_again(host: Host) -> None:
    host.fill("A1", MANY)
    host.cell("Z1", "NPS", host.cells("A1:A100"))
    answers.refresh()  # as when other ranges have pushed it out
    assert host.cell("Z2", "NPS_SE", host.cells("A1:A100")) == FUNCTIONS["NPS_SE"](MANY)
    assert [sent[2][:4] for sent in host.server.sent] == [b"CXK1", b"CXG1", b"CXK1"]
    assert host.excel.run("SentenceOf", host.cells("Z2")) == ""
    host.cell("Z3", "CSAT", host.cells("A1:A100"))
    assert host.server.messages()[0][:4] == b"CXG1"


def test_what_is_not_to_be_kept_is_asked_again(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    host.fill("A1", MANY)
    with monkeypatch.context() as broken:
        broken.setattr(answers, "encode", lambda result: 1 / 0)
        assert host.cell("Z1", "NPS", host.cells("A1:A100")) == VBAErrorValue(2015)
    assert "ZeroDivisionError" in host.excel.run("SentenceOf", host.cells("Z1"))
    assert host.cell("Z1", "NPS", host.cells("A1:A100")) == NPS
    assert [sent[2][:4] for sent in host.server.sent] == [b"CXK1", b"CXK1"], "who knows what arrived"


def test_a_source_is_asked_each_time_with_the_folder_of_the_workbook(host: Host, tmp_path: Path) -> None:
    host.book.path = str(write_sources(tmp_path))
    host.fill("A1", [["contacts:nps"], ["nine"]])
    for argument in ("contacts:nps", host.cells("A1")):
        for again in range(2):
            assert host.cell("Z1", "NPS", argument) == 40.0, again
    assert [sent[0] for sent in host.server.sent] == [f"NPS|{tmp_path}"] * 4
    host.since_1904.add(host.book.name)
    host.cell("Z1", "NPS", "contacts:nps", "contacts: market = 'FR'")
    assert host.server.sent[-1][0] == f"NPS@1904|{tmp_path}"
    assert host.cell("Z1", "NPS", "contacts:score") == VBAErrorValue(2015)
    assert "contacts has no column 'score'" in host.excel.run("SentenceOf", host.cells("Z1"))
    host.cell("Z1", "NPS", host.cells("A2"))
    host.cell("Z1", "NPS", host.cells("A2"))
    assert [sent[0] for sent in host.server.sent[6:]] == ["NPS@1904"], "other texts go without it, and are kept"


def test_a_workbook_that_was_never_saved_has_no_folder(host: Host) -> None:
    host.cell("Z1", "NPS", "contacts:nps")
    assert host.server.sent[-1][0] == "NPS|"


def test_what_is_held_is_bounded(tight_host: Host) -> None:
    """Room for three of the columns: the ones used last stay."""
    host = tight_host
    for column in "ABCDE":
        host.fill(f"{column}1", [[v + ord(column) - 65] for (v,) in MANY])
        host.cell("Z1", "NPS", host.cells(f"{column}1:{column}100"))
        host.cell("Z1", "NPS_SE", host.cells("A1:A100"))
    kinds = []
    for column in "ADEBC":
        host.cell("Z1", "CSAT", host.cells(f"{column}1:{column}100"))
        kinds.append(host.server.messages()[0][:4])
    assert kinds == [b"CXG1"] * 3 + [b"CXK1"] * 2
    host.fill("F1", [[float(i % 11)] for i in range(500)])
    host.cell("Z1", "NPS", host.cells("F1:F500"))
    assert host.server.messages()[0][:4] == b"CXS1", "more than there is room for: sent, and not held"


@pytest.mark.parametrize("name", list(FUNCTIONS))
def test_every_wrapper_sends_its_name_and_all_its_arguments(shared_host: Host, name: str) -> None:
    spec = FUNCTIONS[name].spec
    given = [float(i) for i in range(len(spec.parameters))]
    shared_host.server.sent.clear()
    shared_host.cell("Z1", name, *given)
    assert shared_host.server.sent == [(name, "[Book1]Sheet1!Z1", *given)]


def test_the_wizard_is_told_everything(host: Host) -> None:
    host.excel.run("RegisterFunctions")
    told = [given for name, given in host.calls if name == "MacroOptions"]
    assert [given[0] for given in told] == list(FUNCTIONS)
    for given in told:
        spec = FUNCTIONS[given[0]].spec
        assert (given[1], given[6]) == (spec.summary, spec.category)
        assert list(given[10].elements()) == [p.help for p in spec.parameters]


def test_the_category_column_is_the_one_vba_reads() -> None:
    assert f"CATEGORY_COLUMN As Long = {wrappers.CATEGORY_COLUMN}\n" in builder.sources()["Catalogue"]
    for cell in builder.SETTINGS.values():
        assert f'As String = "{cell}"\n' in builder.sources()["Runtime"]
