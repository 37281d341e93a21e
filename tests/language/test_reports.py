"""A whole report in longer words: nothing is cut, and what readers wrote is kept from one language to another."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from typing import Any
from unittest import mock

import openpyxl
import pytest
from babel.messages.catalog import Catalog

import cxcel_addin.report.render as drawing
from cxcel.data.load import load
from cxcel_addin.language import speech
from cxcel_addin.language.messages import extracted
from cxcel_addin.report.as_json import to_json
from cxcel_addin.report.build import Settings, build
from cxcel_addin.report.keep import all_written, find
from cxcel_addin.report.model import Report
from cxcel_addin.report.render import LONGEST_NAME, Drawing, draw, render
from cxcel_addin.report.render.frame import TALLEST
from cxcel_addin.report.render.text import lines

from ..report.keeping import edited, noted, place, typed

MARK = "~"  # in every message of the pseudo-language
GROWTH = 0.4
MEASURE = "Net Promoter Score"
TARGETS = {"NPS": 40.0, "CSAT": 0.75, "FCR_RATE": 0.65, "AHT": 360.0, "SERVICE_LEVEL": 0.8}


def longer(text: str) -> str:
    """A message with two fifths more letters, in words of five."""
    more = max(2, round(GROWTH * len(text)))
    return f"{text} {(('~' * 5 + ' ') * more)[:more].rstrip()}" if text.strip() else text


@pytest.fixture(scope="module")
def pseudo() -> Catalog:
    """What stands in for German: every message in English, longer."""
    made = Catalog(locale="de")
    for message in extracted():
        if message.id:
            forms = (message.id,) if isinstance(message.id, str) else message.id
            made.add(message.id, tuple(map(longer, forms)) if message.pluralizable else longer(message.id))
    return made


@pytest.fixture(scope="module")
def data(sample_folder):
    return load(sorted(sample_folder.glob("*.csv")))


def made_in(language: str, data: Any) -> Report:
    return build(
        data, Settings(language=language, targets=TARGETS, created=date(2026, 7, 1), organisation="", breakdowns=False)
    )


@pytest.fixture(scope="module")
def english(data) -> Report:
    return made_in("en", data)


@pytest.fixture(scope="module")
def foreign(data, pseudo) -> Report:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(speech, "catalogue", lambda language: pseudo)
        return made_in("de", data)


@pytest.fixture(scope="module")
def drawn(foreign, pseudo) -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(speech, "catalogue", lambda language: pseudo)
        return render(foreign)


def workbook(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def visible(content: bytes) -> list[Any]:
    return [sheet for sheet in workbook(content).worksheets if sheet.sheet_state == "visible"]


def test_titles_are_in_every_alternative_text(drawn):
    from ..report.test_render_workbook import parts

    texts = [part for name, part in parts(drawn).items() if name.startswith("xl/drawings/drawing")]
    alts = [piece.split('"')[0] for part in texts for piece in part.split('descr="')[1:]]
    assert alts
    assert [alt for alt in alts if MARK not in alt] == []


def test_names_of_sheets_fit(drawn):
    names = [sheet.title for sheet in workbook(drawn).worksheets]
    assert all(len(name) <= LONGEST_NAME for name in names)
    assert sum(MARK in name for name in names) == len(names) - 1  # all but the record's


def test_longer_labels_get_the_rows_they_need(drawn):
    """A text that is wrapped has the height for its lines."""
    cut = {}
    for sheet in visible(drawn):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.alignment.wrap_text and "\n" not in cell.value:
                    pixels = sum(_pixels(sheet, column) for column in _columns(sheet, cell))
                    pixels -= 9 * (cell.alignment.indent or 0)
                    count = lines(cell.value, pixels, cell.font.sz, bool(cell.font.b))
                    height = (sheet.row_dimensions[cell.row].height or 12.75) * 96 / 72
                    need = count * cell.font.sz * 96 / 72 * 1.15
                    if height < min(need, TALLEST):
                        cut[f"{sheet.title}!{cell.coordinate}"] = cell.value
    assert cut == {}


def _columns(sheet: Any, cell: Any) -> range:
    """The columns that a text has: merged into one, or centred across those beside it that are empty."""
    span = next((m for m in sheet.merged_cells.ranges if cell.coordinate in m), None)
    last = span.max_col if span else cell.column
    if cell.alignment.horizontal == "centerContinuous":
        while (
            beside := sheet.cell(cell.row, last + 1)
        ).value is None and beside.alignment.horizontal == "centerContinuous":
            last += 1
    return range(cell.column, last + 1)


def _pixels(sheet: Any, column: int) -> float:
    for part in sheet.column_dimensions.values():
        if part.min <= column <= part.max:
            return round(part.width * 7 + 5)
    return 64.0


def test_numbers_and_codes_are_the_same(english, foreign):
    assert [row.change_verdict.code for row in foreign.card] == [row.change_verdict.code for row in english.card]
    assert [row.target_verdict.code for row in foreign.card] == [row.target_verdict.code for row in english.card]
    assert english.links is not None
    assert foreign.links is not None
    for one, other in zip(english.links.rows, foreign.links.rows, strict=True):
        assert (one.kpi, one.r, one.verdict, one.grain) == (other.kpi, other.r, other.verdict, other.grain)
    assert [finding.tone for finding in foreign.findings] == [finding.tone for finding in english.findings]


def test_the_json_names_the_language_and_keeps_the_codes(english, foreign):
    told, before = json.loads(to_json(foreign)), json.loads(to_json(english))
    assert (told["language"], before["language"]) == ("de", "en")
    assert [row["name"] for row in told["metrics"]] == [row["name"] for row in before["metrics"]]
    assert [row["verdict"] for row in told["relations"]] == [row["verdict"] for row in before["relations"]]


def test_the_file_is_sound(drawn, tmp_path):
    path = tmp_path / "report.xlsx"
    path.write_bytes(drawn)
    audited = subprocess.run(
        [sys.executable, "-m", "openxml_audit", str(path)], capture_output=True, text=True, check=False
    )
    assert audited.returncode == 0, audited.stdout + audited.stderr


@pytest.fixture
def said(monkeypatch, pseudo):
    monkeypatch.setattr(speech, "catalogue", lambda language: pseudo)


def renewed(path: Any, report: Report) -> Drawing:
    old = find(path)
    return draw(report, all_written(path, old), renamed=old.renamed())


def test_what_readers_wrote_is_found_again_in_another_language(english, foreign, said, tmp_path):
    """Notes on a finding, a measure, a heading and a month; a text beside a row; and all the way back."""
    first = render(english)
    book, path = workbook(first), tmp_path / "report.xlsx"
    tabs = [sheet.title for sheet in book.worksheets]
    periods = next(tab for tab in tabs if tab.endswith("Periods"))
    spots = {
        "a finding": ("Summary", place(book["Summary"], english.findings[0].sentence)),
        "a measure": ("Summary", place(book["Summary"], MEASURE)),
        "a heading": (periods, place(book[periods], "Measure")),
        "a month": (periods, place(book[periods], "Mar")),
    }
    edits = [noted(tab, at, text) for text, (tab, at) in spots.items()]
    beside = f"P{book['Summary'][spots['a measure'][1]].row}"
    edited(path, first, [*edits, typed("Summary", beside, "ours")])
    there = renewed(path, foreign)
    assert (there.left, there.kept) == (0, len(spots) + 1)
    now = workbook(there.content)
    about = {foreign.findings[0].sentence: "a finding", MEASURE: "a measure", "Measure": "a heading"}
    found = {cell.comment.text: cell for sheet in now for row in sheet.iter_rows() for cell in row if cell.comment}
    assert set(found) == set(spots)
    for label, text in {**about, "Mär": "a month"}.items():
        assert str(found[text].value).startswith(label)
        assert found[text].parent.title.split()[0] == spots[text][0].split()[0]  # its number
    assert now.worksheets[0][f"P{found['a measure'].row}"].value == "ours"
    path.write_bytes(there.content)
    back = renewed(path, english)
    assert (back.left, back.kept) == (0, len(spots) + 1)
    assert workbook(back.content)["Summary"][spots["a finding"][1]].comment.text == "a finding"


def rows_of(report: Report) -> dict[str, set[tuple[str, str, int]]]:
    """What the rows of each page are about; a table that runs over two pages has its headings twice."""
    seen: dict[str, set[tuple[str, str, int]]] = {}
    with mock.patch.object(drawing, "record", wraps=drawing.record) as made:
        drawing.render(report)
    for page in made.call_args.args[0]:
        seen[page.key] = {row for row in page.rows().values() if row[1] != "headings"}
    return seen


def test_every_row_is_about_the_same_in_both_languages(english, foreign, said):
    one, other = rows_of(english), rows_of(foreign)
    whole = other.pop("whole", set())  # what a summary in longer words has no room for
    assert one.keys() == other.keys()
    by_fit = {"chart_data", *(["summary"] if whole else [])}  # how these are cut follows from how labels fit
    assert {key: one[key] ^ other[key] for key in one if key not in by_fit and one[key] != other[key]} == {}
    titles = {row.title for row in english.scorecard} & {row[1] for row in one["summary"]}
    assert titles
    assert titles <= {row[1] for row in other["summary"] | whole}


def test_a_language_that_is_not_there_is_refused_before_work(data):
    with pytest.raises(ValueError, match="'it'"):
        build(data, replace(Settings(), language="it"))
