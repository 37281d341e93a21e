"""The add-in's VBA at work in pyOpenVBA's Excel: what cells send and show, what buttons do, which links are mended."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cxcel.functions import FUNCTIONS
from cxcel_addin.hosts.com.call import call
from cxcel_addin.package import builder, wrappers

from . import hosts
from .hosts import Host, Python, VBAErrorValue

OURS = r"C:\Users\me\AppData\Roaming\Microsoft\Excel\XLSTART\cxcel.xlam"


class Server(Python):
    """Answers cells with the real functions and remembers what was sent and which button was pressed."""

    def __init__(self) -> None:
        self.sent: list[tuple[Any, ...]] = []
        self.pressed: list[str] = []
        self.sentence = ""
        super().__init__(
            CallUDF=self.udf,
            Module=lambda name: name,
            Tuple=lambda *items: items,
            Call=self.press,
            Str=lambda text: text,
        )

    def udf(self, module: str, function: str, args: Any, book: Any, caller: Any) -> Any:
        assert (module, function) == ("cxcel_addin.hosts.com.call", "call")
        self.sent.append(hosts.plain(args))
        return hosts.rows_for_vba(call(*self.sent[-1]))

    def press(self, module: str, action: str, given: Any) -> str:
        assert module == "cxcel_addin.hosts.com.macros"
        self.pressed.append(action)
        if self.sentence == "fail":
            raise hosts._runtime.error(1001, "the sheet is protected")
        return self.sentence


@pytest.fixture
def host(addin_file: Path) -> Iterator[Host]:
    hosts.add_members()
    with hosts.able_to_copy_memory():
        yield Host(addin_file, Server())


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
    [None, "a", "ä€😀", "x" * 3000],
    [True, False, VBAErrorValue(2042), VBAErrorValue(2007)],
    [5e-324, 2.0**53 + 2, "x", None],
]


def test_a_range_is_packed_to_the_last_byte(host: Host) -> None:
    host.fill("A1", ROWS)
    host.cell("Z1", "CSAT", host.cells("A1:D4"))
    assert host.server.sent[0][2] == packed(ROWS)


def test_long_numbers_go_packed_small_and_text_only_ones_plain(host: Host) -> None:
    host.fill("A1", [[float(i % 11), f"text {i}"] for i in range(300)])
    for column, kind in (("A1:A300", bytes), ("A1:A200", tuple), ("B1:B300", tuple), ("A1:B300", bytes)):
        host.cell("Z1", "NPS", host.cells(column))
        assert type(host.server.sent[-1][2]) is kind, column


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


def test_several_blocks_are_refused_in_words(host: Host) -> None:
    assert host.cell("Z1", "NPS", host.cells("A1:A2,C1:C2")) == VBAErrorValue(2015)
    assert "one block" in host.excel.run("SentenceOf", host.cells("Z1"))


def test_a_missing_server_is_an_error_with_a_sentence(host: Host) -> None:
    host.server = None
    assert host.cell("Z1", "NPS", 9.0) == VBAErrorValue(2015)
    assert host.excel.run("SentenceOf", host.cells("Z1")).endswith("run cxcel addin install")


def test_the_same_question_is_asked_once(host: Host) -> None:
    host.fill("A1", [[float(i % 11)] for i in range(100)])
    for row in range(5):
        assert host.cell(f"Z{row + 1}", "NPS", host.cells("A1:A100")) == FUNCTIONS["NPS"]([i % 11 for i in range(100)])
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


@pytest.mark.parametrize("name", list(FUNCTIONS))
def test_every_wrapper_sends_its_name_and_all_its_arguments(host: Host, name: str) -> None:
    spec = FUNCTIONS[name].spec
    given = [float(i) for i in range(len(spec.parameters))]
    host.cell("Z1", name, *given)
    assert host.server.sent == [(name, "[Book1]Sheet1!Z1", *given)]


BUTTONS = {"CxRefresh": "refresh", "CxBuildReport": "build_report", "CxShare": "share", "CxCheckData": "check_data",
           "CxTemplates": "templates", "CxHelp": "show_help", "CxAbout": "about"}  # fmt: skip


@pytest.mark.parametrize("sub", BUTTONS)
@pytest.mark.parametrize("sentence", ["", "Two sheets were added.", "fail"])
def test_a_button_calls_python_once_and_leaves_excel_as_it_was(host: Host, sub: str, sentence: str) -> None:
    host.server.sentence = sentence
    host.excel.run(sub, host.server)
    assert host.server.pressed == [BUTTONS[sub]]
    said = [text for _, text, *_ in host.excel.dialogs]
    assert said == ([] if not sentence else ["the sheet is protected" if sentence == "fail" else sentence])
    assert host.excel.evaluate("Application.ScreenUpdating") is True
    assert host.excel.evaluate("Application.StatusBar") is False
    assert (("CalculateFull", ()) in host.calls) == (sub == "CxRefresh")


def test_explain_says_why(host: Host) -> None:
    host.fill("A1", [[11.0]])
    host.cell("A1", "NPS", host.cells("A1:A1"))
    host.excel.run("CxExplain", host.server)
    host.excel.evaluate('Range("B1").Select')
    host.excel.run("CxExplain", host.server)
    texts = [text for _, text, *_ in host.excel.dialogs]
    assert "got 11" in texts[0]
    assert texts[1] == "This cell shows no error."


def test_insert_function_searches(host: Host) -> None:
    host.excel.answer_dialogs("no such thing", "churn", "CLV")
    host.excel.run("CxInsertFunction", host.server)
    assert host.calls[-1] == ("FunctionWizard", ())
    assert host.sheet.formula("A1") == "=CLV()"
    prompts = [text for _, text, *_ in host.excel.dialogs]
    assert 'Nothing fits "no such thing"' in prompts[1]
    assert "CHURN_RISK(" in prompts[2]


def test_the_wizard_is_told_everything(host: Host) -> None:
    host.excel.run("RegisterFunctions")
    told = [given for name, given in host.calls if name == "MacroOptions"]
    assert [given[0] for given in told] == list(FUNCTIONS)
    for given in told:
        spec = FUNCTIONS[given[0]].spec
        assert (given[1], given[6]) == (spec.summary, spec.category)
        assert list(given[10].elements()) == [p.help for p in spec.parameters]


def test_links_to_any_other_place_are_pointed_here(host: Host) -> None:
    here = str(host.excel.evaluate("ThisWorkbook.FullName"))
    host.links = (OURS, r"C:\data\other.xlsx", "https://x.sharepoint.com/a/CXCEL.XLAM", here)
    assert host.excel.run("RepairBook", host.book) == 2
    assert host.links == (here, r"C:\data\other.xlsx", here, here)
    assert host.excel.run("RepairBook", host.book) == 0


def test_cells_without_their_function_are_entered_again_and_no_others(host: Host) -> None:
    host.excel.run("RepairBook", host.book)
    for formula, ours in (
        ("=NPS(A1)", True),
        ("=1+nps(A1)", True),
        ("=XNPS(A1)", False),
        ("=NPS", False),
        ("=SUM(A1)", False),
    ):
        assert host.excel.run("CallsOurs", formula) is ours, formula


def test_opening_a_workbook_mends_it_and_starts_the_server(host: Host) -> None:
    host.excel.run("ThisWorkbook.Workbook_Open")
    assert [given[1] for name, given in host.calls if name == "OnTime"] == ["'cxcel.xlam'!CxRegister"]
    host.links = (OURS,)
    host.excel.run("ThisWorkbook.excel_WorkbookOpen", host.book)
    assert host.calls[-2][0] == "OnTime"
    assert host.calls[-2][1][1] == "'cxcel.xlam'!CxStartServer"
    assert host.calls[-1][0] == "ChangeLink"


def test_the_category_column_is_the_one_vba_reads() -> None:
    assert f"CATEGORY_COLUMN As Long = {wrappers.CATEGORY_COLUMN}\n" in builder.sources()["Catalogue"]
    for cell in builder.SETTINGS.values():
        assert f'As String = "{cell}"\n' in builder.sources()["Runtime"]
