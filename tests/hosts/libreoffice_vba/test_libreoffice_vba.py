"""The add-in's VBA in a second host: LibreOffice compiles it, calls it from cells, and its own doubles are packed."""

from __future__ import annotations

import re
import struct
from typing import Any

import numpy as np
import pytest
from tests.functions.calls import CALLS, SCORES, Call
from tests.hosts.com.packing import grid, packed, small
from tests.hosts.libreoffice_vba import twin
from tests.hosts.libreoffice_vba.calc import Calc, Twin, block
from tests.hosts.libreoffice_vba.conftest import Server

from cxcel.functions import FUNCTIONS
from cxcel_addin.hosts.com import call as host
from cxcel_addin.hosts.com import wire

pytestmark = pytest.mark.libreoffice
CALL = pytest.mark.parametrize("call", CALLS, ids=lambda c: f"{c.function}-{len(c.arguments)}")
NA, VALUE, DIV0, NUM = 2042, 2015, 2007, 2036
VBA = "Rem Attribute VBA_ModuleType=VBAModule\nOption VBASupport 1\n"
WORKS = '\nPublic Function Works() As String\n    Works = "yes"\nEnd Function\n'


def test_every_module_compiles(calc: Calc) -> None:
    assert calc.ask("broken", {name: tried(text) for name, text in twin.texts().items()}) == []


def test_what_does_not_compile_is_seen(calc: Calc, soffice: str) -> None:
    """In a LibreOffice of its own, which does not always survive it."""
    texts = twin.texts()
    spoilt = {"Links": texts["Links"].replace("End If", "End", 1), "Moments": texts["Moments"]}
    spoilt |= {"Pack": twin.builder.sources()["Pack"]}  # LSet of two user types
    other = Calc(soffice)
    try:
        assert other.ask("broken", {name: tried(text) for name, text in spoilt.items()}) == ["Links", "Pack"]
    finally:
        other.close()


def tried(text: str) -> str:
    return VBA + re.sub(r"^Attribute .*\n", "", text, flags=re.M) + WORKS


def arguments(sheet: Twin, values: list[Any]) -> str:
    """The arguments as a formula has them, with each range written to columns of its own."""
    column, words = 1, []
    for value in values:
        if isinstance(value, list):
            rows = grid(value)
            words.append(sheet.fill(column, rows))
            column += len(rows[0]) + 1
        else:
            words.append(word(twin.GAP if value is None else value))
    return ";".join(words)


def word(value: Any) -> str:
    return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else repr(value)


def in_order(call: Call) -> list[Any]:
    names = [p.name for p in FUNCTIONS[call.function].spec.parameters if not p.repeats]
    values = [*(call.arguments.get(name) for name in names), *call.repeated]
    while values[-1] is None:
        values.pop()
    return values


def expected(call: Call, values: list[Any]) -> tuple[tuple[Any, ...], ...]:
    """What the function gives when it is called directly, as cells show it."""
    rows = wire.encode(FUNCTIONS[call.function](*(grid(v) if isinstance(v, list) else v for v in values)))
    width = int(rows[0][3])
    return tuple(tuple(float(v) if isinstance(v, bool) else v for v in row[:width]) for row in rows[1:])


@CALL
def test_every_function_in_a_cell(either: Twin, server: Server, call: Call) -> None:
    values = in_order(call)
    rows = expected(call, values)
    formula = f"={call.function}({arguments(either, values)})"
    alone = (len(rows), len(rows[0])) == (1, 1)
    shown = either.enter("BH1" if alone else block(60, 1, len(rows[0]), len(rows)), formula)
    assert (((shown,),) if alone else shown) == rows
    ((name, cell, *sent),) = server.sent
    assert (name, cell) == (call.function, f"[{either.name}]{either.sheet}!BH1")
    if either.name == "packed.xlsm":
        assert {type(way) for way, v in zip(sent, values, strict=False) if isinstance(v, list)} <= {bytes}


@pytest.mark.parametrize(
    ("cells", "shown", "said"),
    [
        ([10, 9, 3, None], 33.333333333333336, ""),
        ([10, 11], NUM, "NPS: scores must be whole numbers in 0..10, got 11 in row 2"),
        ([10, "ten"], VALUE, "NPS: scores must be numbers, got the text 'ten' in row 2"),
        ([10, "ä€😀"], VALUE, "NPS: scores must be numbers, got the text 'ä€😀' in row 2"),
        ([10, "9"], 100.0, ""),
        ([None, None], DIV0, "NPS: "),
        (["=NA()", 10], NA, "NPS: scores holds #N/A in row 1"),
        ([10, "=1/0"], DIV0, "NPS: scores holds #DIV/0! in row 2"),
        ([10, '=VALUE("x")'], VALUE, "NPS: scores holds #VALUE! in row 2"),
        ([10, "=TRUE()"], VALUE, "NPS: "),
    ],
)
def test_what_cells_hold(either: Twin, cells: list[Any], shown: Any, said: str) -> None:
    either.fill(1, [[None if is_formula(cell) else cell] for cell in cells])
    for row, cell in enumerate(cells, 1):
        if is_formula(cell):
            either.enter(f"A{row}", cell)
    assert either.enter("C1", f"=NPS(A1:A{len(cells)})") == shown
    assert either.enter("C2", "=SentenceOf(C1)").startswith(said)
    assert bool(said) == bool(either.enter("C2", "=SentenceOf(C1)"))
    assert either.enter("C3", '=IFERROR(C1;"none")') == (shown if isinstance(shown, float) else "none")


def is_formula(cell: object) -> bool:
    return isinstance(cell, str) and cell.startswith("=")


@pytest.mark.parametrize(
    ("formula", "shown", "said"),
    [
        ("=NPS()", VALUE, "NPS: scores is missing"),
        ("=NPS(A9)", DIV0, "NPS: "),
        ("=NPS(10)", 100.0, ""),
        ("=NPS(A1)", 100.0, ""),
        ("=NPS({10|9|3})", 33.333333333333336, ""),
        ('=CSAT(A1:A3;10;2;"best")', VALUE, "CSAT: rule must be "),
        ("=NPS(A1:A3;A1:A2)", NA, "NPS: "),
        ("=ERLANG_B(-1;1800;180;17)", NUM, "ERLANG_B: "),
        ('=KPI_CI("NOPE";A1:A3)', VALUE, "KPI_CI: "),
        ("=COMPLAINT_RATE(2;40)", 0.05, ""),
    ],
)
def test_arguments_and_options(sheet: Twin, formula: str, shown: Any, said: str) -> None:
    sheet.fill(1, [[10], [9], [3]])
    assert sheet.enter("C1", formula) == shown
    sentence = sheet.enter("C2", "=SentenceOf(C1)")
    assert sentence.startswith(said)
    assert bool(sentence) == bool(said)


def test_a_sentence_goes_when_the_cell_is_well(sheet: Twin) -> None:
    sheet.fill(1, [[10], [11]])
    assert sheet.enter("C1", "=NPS(A1:A2)") == NUM
    sheet.fill(1, [[10], [9]])
    assert sheet.enter("C1", "=NPS(A1:A2)") == 100.0
    assert sheet.enter("C2", "=SentenceOf(C1)") == ""


def test_dates_are_dates(either: Twin, server: Server) -> None:
    """A date with its number format is a moment on the wire; the same day number without one is a number."""
    days = [45000 + 20 * i for i in range(len(SCORES))]
    scores = either.fill(1, grid(SCORES))
    numbers = either.fill(3, grid(days))
    moments = either.fill(5, grid(days))
    either.format(moments, "YYYY-MM-DD")
    rows = either.enter("H1:N30", f'=KPI_TREND("NPS";{moments};"month";{scores})')
    assert rows == either.enter("P1:V30", f'=KPI_TREND("NPS";{numbers};"month";{scores})')
    assert rows[0][0] == "period"
    assert either.enter("X1", f"=NPS({moments})") in {VALUE, NUM}
    assert "got a date in row 1" in either.enter("X2", "=SentenceOf(X1)")
    ranges = [given for sent in server.sent for given in sent if isinstance(given, bytes)]
    assert any(b"CXD1" in given for given in ranges)


def test_a_whole_column_is_cut_to_its_used_part(sheet: Twin, server: Server) -> None:
    sheet.fill(1, [[10, "a"], [9, "b"], [3, "a"]])
    assert sheet.enter("D1", "=NPS(A:A)") == 33.333333333333336
    assert server.sent[0][2] == ((10.0,), (9.0,), (3.0,))
    shown = sheet.enter("F1:K3", '=KPI_BY("NPS";B:B;A:A)')
    assert {row[0] for row in shown[1:]} == {"a", "b"}


def test_a_column_is_sent_once_and_again_when_it_is_gone(sheet: Twin, server: Server) -> None:
    scores = sheet.fill(1, grid(SCORES * 2))
    shown = sheet.enter("C1", f"=NPS({scores})")
    assert sheet.enter("C2", f"=NPS({scores})") == shown
    assert len(server.sent) == 1, "the same question"
    sheet.enter("C3", f"=NPS_SE({scores})")
    assert [sent[2][:4] for sent in server.sent] == [b"CXK1", b"CXG1"]
    assert server.sent[0][2][8:] == small(grid(SCORES * 2))
    host.refresh()
    sheet.enter("C4", f"=ENPS({scores})")
    assert [sent[2][:4] for sent in server.sent[2:]] == [b"CXG1", b"CXK1"]
    sheet.fill(1, grid([0] * 5))
    assert sheet.enter("C1", f"=NPS({scores})") < shown


WAS_GONE, HAS_DIED = -2147023174, -2147023170  # RPC_S_SERVER_UNAVAILABLE, RPC_S_CALL_FAILED


def test_a_server_that_is_gone_is_started_anew(sheet: Twin, server: Server) -> None:
    sheet.calc.ask("commands")
    server.failures = [WAS_GONE]
    assert sheet.enter("A1", "=NPS(10)") == 100.0
    (command,) = sheet.calc.ask("commands")
    assert command.startswith('"set" -P -E -m cxcel_addin.hosts.com.serve $(CLSID) ')


def test_what_a_server_died_of_is_not_asked_again(sheet: Twin, server: Server) -> None:
    server.failures = [HAS_DIED]
    assert sheet.enter("A1", "=NPS(9)") == VALUE
    assert "Python stopped while it worked on this" in sheet.enter("A2", "=SentenceOf(A1)")
    assert (server.sent, server.failures) == ([], [])
    assert sheet.enter("A3", "=NPS(10)") == 100.0


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("=NPS(11)", "NPS: scores must be whole numbers in 0..10, got 11 in row 1"),
        ("=NPS(9)", "This cell shows no error."),
        ('=IFERROR(NPS(11);"")', "This cell shows no error, but a function in it gave one: NPS: scores must be"),
        ("=NOSUCHFUNCTION(1)", "A name in this formula is not known: look for a typing error."),
        ("=1/0", "The formula divides by zero or by empty cells"),
    ],
)
def test_explain(sheet: Twin, formula: str, said: str) -> None:
    sheet.enter("B2", formula)
    sheet.calc.ask("select", sheet.path, sheet.sheet, "B2")
    assert sheet.run("Asking.Explanation").startswith(said)


def test_explain_an_array(sheet: Twin) -> None:
    sheet.enter("B2:C3", "=NPS_CI(11)")
    sheet.calc.ask("select", sheet.path, sheet.sheet, "C3")
    assert sheet.run("Asking.Explanation").startswith("NPS_CI: scores must be whole numbers in 0..10")


@pytest.mark.parametrize(
    ("formula", "ours"),
    [("=NPS(A1)", True), ("=1+nps(A1)", True), ("=XNPS(A1)", False), ("=NPS", False), ('=LEN("NPS(")', False)],
)
def test_formulas_that_call_our_functions(sheet: Twin, formula: str, ours: bool) -> None:
    assert sheet.run("Catalogue.CallsOurs", formula) is ours


ROWS: list[list[Any]] = [
    [0.1, -0.0, 1e308, -2.5e-308],
    [None, "a", "ä€😀", "x" * 3000],
    [5e-324, 2.0**53 + 2, "x", None],
    [1 / 3, -1.7976931348623157e308, 2.2250738585072014e-308, 255.0],
]


def test_doubles_are_packed_to_the_last_byte(sheet: Twin, server: Server) -> None:
    sheet.enter("F1", f"=CSAT({sheet.fill(1, ROWS * 4 + [['end', None, None, 1.0]])})")
    assert server.sent[0][2][8:] == plainly_packed(ROWS * 4 + [["end", None, None, 1.0]])


def test_flags_and_errors_are_packed(sheet: Twin, server: Server) -> None:
    sheet.fill(1, [[0.5] for _ in range(80)])
    for row, formula in ((1, "=TRUE()"), (2, "=FALSE()"), (3, "=NA()"), (4, "=1/0"), (80, '=VALUE("x")')):
        sheet.enter(f"A{row}", formula)
    sheet.enter("C1", "=CSAT(A1:A80)")
    rows = [[0.5] for _ in range(80)]
    rows[:4] = [[True], [False], ["#N/A"], ["#DIV/0!"]]
    rows[79] = ["#VALUE!"]
    assert server.sent[0][2][8:] == packed(rows)


def test_seventy_thousand_cells(sheet: Twin, server: Server) -> None:
    """Doubles of every size and sign, 18 of each, whatever their other bits; more than 16 bits count."""
    sizes = np.repeat(np.arange(2 * 2048, dtype=np.uint64), 18) << np.uint64(52)
    doubles = (sizes | np.random.default_rng(11).integers(0, 2**52, len(sizes), np.uint64)).view(float)
    cells = doubles[np.isfinite(doubles)].tolist()
    cells[0], cells[-1] = -0.0, "the last"
    rows = [cells[i : i + 4] for i in range(0, len(cells), 4)]
    sheet.enter("F1", f"=CSAT({sheet.fill(1, rows)})")
    assert server.sent[0][2][8:] == plainly_packed(rows)


def plainly_packed(rows: list[list[Any]]) -> bytes:
    """The bytes that the wire asks for, with every text by itself, as it stands."""
    texts: list[bytes] = []

    def eight(cell: Any) -> bytes:
        if cell is None:
            return struct.pack("<II", 0, 0x7FF80001)
        if isinstance(cell, str):
            texts.append(cell.encode("utf-16-le"))
            return struct.pack("<II", len(texts) - 1, 0x7FF80002)
        return struct.pack("<d", cell)

    body = b"".join(eight(cell) for row in rows for cell in row)
    table = struct.pack("<I", len(texts)) + b"".join(struct.pack("<I", len(t)) + t for t in texts)
    return struct.pack("<4sIII", b"CXP1", len(rows), len(rows[0]), len(table)) + body + table
