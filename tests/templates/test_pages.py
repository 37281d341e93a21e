"""The pages: what a line does without, what charts read and say, what cells to fill in take."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from cxcel.functions import FUNCTIONS
from cxcel_addin.templates import TEMPLATES
from cxcel_addin.templates.chart_data import TAB
from cxcel_addin.templates.computed import computed
from cxcel_addin.templates.declared import EMPTY, FEW, Block, Formula, Measure, Scores, Template, told, unless_few

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")  # it drops data bars and says so
every = pytest.mark.parametrize("declared", TEMPLATES.values(), ids=TEMPLATES)
CHARTED = [made for made in TEMPLATES.values() if made.name != "function_gallery"]
charted = pytest.mark.parametrize("declared", CHARTED, ids=lambda made: made.name)
CENTRE = TEMPLATES["contact_centre_scorecard"]
ANSWERED = ["Yes"] * 6 + ["No"] * 2
CONTACTS: dict[str, list[Any]] = {
    "date": [None] * 8,
    "channel": [None] * 8,
    "agent": [None] * 8,
    "answered": ANSWERED,
    "abandoned": ["Yes" if cell == "No" else "No" for cell in ANSWERED],
    "wait": [5.0, 12.0, 18.0, 30.0, 45.0, 8.0, 10.0, 90.0],
    "talk": [300.0, 240.0, 410.0, 180.0, 260.0, 350.0, None, None],
    "hold": [10.0, 0.0, 30.0, 0.0, 5.0, 0.0, None, None],
    "wrap": [60.0, 45.0, 50.0, 30.0, 40.0, 55.0, None, None],
    "transferred": ["No"] * 8,
    "resolved": ["Yes", "No"] * 4,
}


def measures() -> dict[str, Measure]:
    scores = (part for sheet in CENTRE.sheets for part in sheet.sections if isinstance(part, Scores))
    return {measure.metric: measure for part in scores for measure in part.measures}


def value(metric: str, without: tuple[str, ...] = (), rule: str = "excl_short") -> Any:
    """What the line of a metric shows while columns are empty."""
    tables = {"Contacts": CONTACTS | {name: [None] * 8 for name in without}}
    formula = measures()[metric].formulas[0]
    return computed([formula], tables, CENTRE.inputs() | {"Rule": rule})[formula.text][0][0]


def column(name: str) -> list[list[Any]]:
    return [[cell] for cell in CONTACTS[name]]


@pytest.mark.parametrize(
    ("metric", "without", "rule"),
    [
        ("SERVICE_LEVEL", "wait", "excl_short"),
        ("SERVICE_LEVEL", "answered", "excl_short"),
        ("SERVICE_LEVEL", "abandoned", "excl_short"),
        ("SERVICE_LEVEL", "wait", "answered"),
        ("SERVICE_LEVEL", "answered", "answered"),
        ("ASA", "wait", "excl_short"),
        ("ASA", "answered", "excl_short"),
        ("AHT", "talk", "excl_short"),
        ("ABANDON_RATE", "abandoned", "excl_short"),
        ("FCR_RATE", "resolved", "excl_short"),
    ],
)
def test_a_line_says_so_while_a_column_is_empty_that_it_needs(metric: str, without: str, rule: str) -> None:
    assert value(metric, (without,), rule) == EMPTY


def test_a_line_does_without_what_it_does_not_need() -> None:
    talk, hold, wrap, wait = map(column, ("talk", "hold", "wrap", "wait"))
    assert value("AHT", ("hold", "wrap")) == pytest.approx(FUNCTIONS["AHT"](talk))
    assert value("AHT", ("hold",)) == pytest.approx(FUNCTIONS["AHT"](talk, None, wrap))
    assert value("AHT") == pytest.approx(FUNCTIONS["AHT"](talk, hold, wrap))
    assert value("ASA", ("answered", "abandoned")) == pytest.approx(FUNCTIONS["ASA"](wait))
    assert value("ASA") == pytest.approx(FUNCTIONS["ASA"](wait, column("answered")))
    assert value("SERVICE_LEVEL", ("abandoned",), "answered") == pytest.approx(4 / 6)
    assert value("SERVICE_LEVEL") == pytest.approx(4 / 7)


def test_few_answers_are_words_and_a_wrong_one_stays_an_error() -> None:
    held = {"E": {"enps": [9.0, 3.0, None, None]}, "W": {"enps": [9.0, 11.0, 8.0, 8.0, 7.0, 6.0]}}
    few, wrong = told(Formula("ENPS", ("E[enps]",))), unless_few(Formula("ENPS", ("W[enps]",)))
    shown = computed([few, wrong], held)
    assert shown[few.text] == [[FEW]]
    assert shown[wrong.text] == [["#NUM!"]]


@charted
def test_charts_read_what_the_file_carries(declared: Template, made: dict[str, bytes]) -> None:
    """And they carry it: tests/engine/test_copying.py computes every formula of each file anew."""
    book = CalamineWorkbook.from_filelike(BytesIO(made[declared.name]))
    rows = book.get_sheet_by_name(TAB).to_python(skip_empty_area=False)[6:]
    assert sum(cell != "" for row in rows for cell in row) >= 20


@charted
def test_every_chart_says_what_it_shows(declared: Template, made: dict[str, bytes]) -> None:
    with zipfile.ZipFile(BytesIO(made[declared.name])) as book:
        drawings = [book.read(name) for name in book.namelist() if name.startswith("xl/drawings/drawing")]
        charts = [name for name in book.namelist() if name.startswith("xl/charts/chart")]
    told_of = [
        frame.find("{*}nvGraphicFramePr/{*}cNvPr").get("descr")  # type: ignore[union-attr]
        for drawing in drawings
        for frame in ElementTree.fromstring(drawing).iter("{http://schemas.openxmlformats.org/drawingml/2006/"
                                                          "spreadsheetDrawing}graphicFrame")
    ]  # fmt: skip
    wanted = [part.chart for sheet in declared.sheets for part in sheet.sections if getattr(part, "chart", None)]
    assert len(told_of) == len(charts) == len(wanted) > 0
    assert all(chart.title in "".join(told_of) for chart in wanted)
    assert all(len(words) > 40 for words in told_of)


@every
def test_every_cell_to_fill_in_is_checked_with_a_sentence(declared: Template, made: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(BytesIO(made[declared.name]))
    rules = {check.promptTitle: check for sheet in book for check in sheet.data_validations.dataValidation}
    for setting in declared.asked:
        check = rules[setting.name]
        assert check.type in {"list", "whole", "decimal", "date", "textLength"}
        assert check.error
        assert check.prompt == setting.help
        if isinstance(setting.value, str) and setting.allowed:
            assert check.type == "list"
            assert setting.value in check.formula1
        elif check.type in {"whole", "decimal"}:
            assert float(check.formula1) <= setting.value <= float(check.formula2)  # type: ignore[arg-type]


@every
def test_headings_keep_the_names_that_functions_give(declared: Template, made: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(BytesIO(made[declared.name]))
    for sheet in declared.sheets:
        blocks = [part for part in sheet.sections if isinstance(part, Block)]
        rules = [rule for area in book[sheet.tab].conditional_formatting for rule in area.rules]
        shown = [rule.dxf.numFmt.formatCode for rule in rules if rule.dxf and rule.dxf.numFmt]
        worded = [words for words in shown if re.fullmatch(r';;;"[^"]+"', words)]
        assert bool(worded) == bool(blocks), sheet.tab
