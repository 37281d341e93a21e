"""Formulas as files have them, as the engine takes them."""

from __future__ import annotations

import pytest
from tests.engine.workbooks import book

from cxcel.functions import FUNCTIONS
from cxcel_addin.engine.areas import Area
from cxcel_addin.engine.book import Book
from cxcel_addin.engine.rewriting import LEFT_OUT, Rewriter
from cxcel_addin.package.builder import FILE_NAME

DATA = [["nps", "team"], [9, "a"], [3, "b"]]
NPS = "CX.NPS(0,'Data'!$A$2:$A$3)"
L = "ORG.CXCEL.FUNCTIONS."


@pytest.fixture(scope="module")
def rewriter() -> Rewriter:
    return Rewriter(Book(book("1", rows=DATA), "a.xlsx"))


def text(rewriter: Rewriter, formula: str) -> str:
    rewriter.calls.clear()
    made = rewriter.rewrite("Score", 5, 5, formula)
    assert made.why == ""
    return made.text


@pytest.mark.parametrize(
    "before", ["[1]!", "", "_xll.", "_xludf.", "_xldudf_", L, "'C:\\Users\\a b\\XLSTART\\cxcel.xlam'!", "cxcel.xlam!"]
)
def test_every_spelling_of_a_call_is_known(rewriter: Rewriter, before: str) -> None:
    assert text(rewriter, f"{before}nps(T[nps])") == NPS


def test_every_function_is_known(rewriter: Rewriter) -> None:
    for name in FUNCTIONS:
        assert text(rewriter, f"[1]!{name}(1)").startswith(f"CX.{name}(0,"), name


@pytest.mark.parametrize("formula", ['"NPS("', "'NPS(1)'!A1", "MYNPS(1)", "NPS.X(1)", "_xll.OTHER(1)", "NPS"])
def test_what_only_looks_like_a_call_is_none(rewriter: Rewriter, formula: str) -> None:
    assert rewriter.rewrite("Score", 1, 1, formula).ours == set()


def test_the_number_of_a_link_to_another_workbook_is_not_ours() -> None:
    linked = Book(book("1", rows=DATA), "a.xlsx")
    linked.links[1] = "other.xlam"
    made = Rewriter(linked).rewrite("Score", 1, 1, "[1]!NPS(A1)")
    assert made.outside
    assert made.why == "it calls a function of another workbook, NPS"


@pytest.mark.parametrize("name", [FILE_NAME, "cxcel-0.5.xlam", "CXCEL.XLAM"])
def test_the_add_in_is_known_by_its_files_name(name: str) -> None:
    linked = Book(book("1", rows=DATA), "a.xlsx")
    linked.links[1] = name
    assert linked.is_ours(1)


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("SUM(A1:B2)", "SUM('Score'!$A$1:$B$2)"),
        ("SUM(Data!B:B)", "SUM('Data'!$B:$B)"),
        ("_xlfn._xlws.SORT(T)", "SORT('Data'!$A$2:$B$3)"),
        ("_xlfn.SINGLE(T[nps])", "@('Data'!$A$2:$A$3)"),
        ('"a ""b"""&T[[#Headers],[nps]]', '"a ""b"""&\'Data\'!$A$1'),
        ("{1,2;3,4}*(1+2)", "{1,2;3,4}*(1+2)"),
        ("[1]!CSAT(T[nps],5,,)", f'CX.CSAT(0,\'Data\'!$A$2:$A$3,5,"{LEFT_OUT}","{LEFT_OUT}")'),
        ("[1]!NPS()", "CX.NPS(0)"),
        ("IF([1]!NPS(T[nps])>0,[1]!NPS(A1))", f"IF({NPS}>0,CX.NPS(1,'Score'!$A$1))"),
    ],
)
def test_a_formula_is_rewritten(rewriter: Rewriter, formula: str, wanted: str) -> None:
    assert text(rewriter, formula) == wanted


def test_a_call_knows_which_cells_its_arguments_are(rewriter: Rewriter) -> None:
    text(rewriter, "[1]!KPI_CORR((T[nps]),T[nps]*2)+[1]!NPS(Data!A:A)")
    first, second = rewriter.calls
    assert (first.function, first.sheet, first.row, first.column) == ("KPI_CORR", "Score", 5, 5)
    assert first.areas == (Area("Data", 2, 1, 3, 1), None)
    assert second.areas == (Area("Data", 1, 1, 1_048_576, 1),)


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("SUM(A1:B2 B1:B2)", "it takes what two ranges have in common"),
        ("SUM((A1,B2))", "it joins ranges into one"),
        ("SUM(Data:Score!A1)", "it reads the same cells of several sheets"),
        ("'[9]x'!A1", "it reads another workbook"),
        ("'[old.xlsx]x'!A1", "it reads another workbook, old.xlsx"),
        ("Nothing+1", "there is no name 'Nothing' in this workbook"),
        ("Q[nps]", "there is no table 'Q'"),
        ("SUM(", "the formula cannot be read"),
    ],
)
def test_what_cannot_be_computed_is_a_sentence(rewriter: Rewriter, formula: str, why: str) -> None:
    assert why in rewriter.rewrite("Score", 1, 1, formula).why
