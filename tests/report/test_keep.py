"""What readers write into a report stays in the next one: at its place, or on the sheet of kept notes."""

from __future__ import annotations

import io
import os
import subprocess
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxcel.errors import BadInput
from cxcel_addin.report.keep import all_written, find
from cxcel_addin.report.keep.lines import matched
from cxcel_addin.report.keep.record import Record, hashes, record
from cxcel_addin.report.model import Report
from cxcel_addin.report.render import draw, render

from .demo import DEMOS, full, no_service
from .keeping import beside, editable, edited, everything, noted, opened, place, renewed, typed

NPS, AHT = "Net Promoter Score", "Average handle time"


def with_other_numbers() -> Report:
    """The same report a quarter later: other numbers, other sentences."""
    report = full()
    rows = tuple(replace(row, overall=replace(row.overall, value=row.overall.value + 1)) for row in report.scorecard)
    tiles = tuple(replace(tile, value=tile.value + 1) for tile in report.tiles)
    return replace(report, scorecard=rows, tiles=tiles, title="Another quarter", findings=report.findings[1:])


@pytest.fixture(scope="module")
def first() -> bytes:
    return render(full())


@pytest.fixture(scope="module")
def sheets(first: bytes) -> Any:
    """The first report opened, to be looked at only."""
    return opened(first)


# --- marks and record --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DEMOS)
def test_a_report_is_found_and_nothing_in_it_was_written_by_a_reader(name: str, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    drawn = draw(DEMOS[name]())
    path.write_bytes(drawn.content)
    old = find(path)
    assert list(old.tabs.values()) == [*drawn.sheets]
    assert old.sheets == drawn.sheets
    assert old.marked == set(drawn.sheets)
    assert old.others == ()
    assert old.renamed() == {}
    assert all_written(path, old) == []


def test_the_record_is_very_hidden_and_its_marks_are_hidden(sheets: Any) -> None:
    assert sheets["CXcel"].sheet_state == "veryHidden"
    for sheet in sheets:
        marks = [name for name in sheet.defined_names.values() if name.name.startswith("cxcel.")]
        assert [(name.hidden, name.attr_text) for name in marks] == [(True, f"'{sheet.title}'!$A$1")]


def test_the_record_tells_nothing_of_what_was_drawn(sheets: Any) -> None:
    texts = [cell.value for row in sheets["CXcel"].iter_rows() for cell in row]
    assert Record.of_texts(texts) is not None
    whole = "".join(texts)
    for word in (NPS, "Phone", "Northwind", "28.1"):
        assert word not in whole
    assert max(map(len, texts)) <= 32_767


def test_a_record_comes_back_as_it_was(sheets: Any) -> None:
    texts = [cell.value for row in sheets["CXcel"].iter_rows() for cell in row]
    read = Record.of_texts(texts)
    assert read is not None
    assert read.texts() == texts
    assert Record.of_texts([]) is None
    assert Record.of_texts(["{}"]) is None
    assert Record.of_texts([texts[0]]) is None
    assert record([], {}).texts() == Record.of_texts(record([], {}).texts()).texts()


def test_numbers_are_the_same_after_another_program_rounded_them() -> None:
    for number in (0.1, 1 / 3, 398.555 / 86_400, 123456.789, -7.2, 0.0):
        for again in (number, float(f"{number:.15g}"), number * (1 + 1e-14)):
            assert hashes(number)[0] in hashes(again)
        assert hashes(number + 0.01)[0] not in hashes(number)


def test_without_its_record_a_report_is_the_readers_own(tmp_path: Path, first: bytes) -> None:
    path = edited(tmp_path / "r.xlsx", first, [lambda book: book.remove(book["CXcel"])])
    old = find(path)
    assert old.record is None
    assert old.tabs == {}
    assert old.marked == set(old.sheets)


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 damaged"])
def test_what_is_no_workbook_holds_no_report(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(content)
    assert find(tmp_path / "x.xlsx").record is None


# --- back at its place -------------------------------------------------------------------------------------------


def test_a_note_stays_with_what_it_is_about(tmp_path: Path, first: bytes, sheets: Any) -> None:
    """The scorecard of the other report has other columns and stands elsewhere."""
    summary = sheets["Summary"]
    at = beside(summary, AHT, "G")
    path = edited(tmp_path / "r.xlsx", first, [noted("Summary", at, "Because of the new tool")])
    shorter = replace(full(), findings=full().findings[:2], scorecard=full().scorecard[3:])
    sheet = opened(renewed(path, shorter).content)["Summary"]
    notes = {cell.coordinate: cell.comment for row in sheet.iter_rows() for cell in row if cell.comment}
    now = beside(sheet, AHT, "G")
    assert now != at
    assert {where: (note.text, note.author) for where, note in notes.items()} == {
        now: ("Because of the new tool", "Ada")
    }


def test_notes_at_title_and_hero_number_stay_when_both_change(tmp_path: Path, first: bytes) -> None:
    edits = [noted("Summary", "A2", "at the title"), noted("Summary", "D6", "at the number")]
    path = edited(tmp_path / "r.xlsx", first, edits)
    drawn = renewed(path, with_other_numbers())
    sheet = opened(drawn.content)["Summary"]
    assert sheet["A2"].comment.text == "at the title"
    assert sheet["D6"].comment.text == "at the number"
    assert (drawn.kept, drawn.left) == (2, 0)


def test_what_was_typed_beside_and_below_comes_back(tmp_path: Path, first: bytes, sheets: Any) -> None:
    service = sheets["6 Service"]
    right = beside(service, "Transfer rate", "M")
    day = datetime(2026, 7, 1)
    edits = [
        typed("6 Service", right, "Owner: Ada"),
        typed("6 Service", right.replace("M", "N"), day),
        typed("6 Service", right.replace("M", "O"), 0.25),
        typed("7 Method", "B90", "Far below"),
    ]
    path = edited(tmp_path / "r.xlsx", first, edits)
    book = opened(renewed(path, full()).content)
    sheet = book["6 Service"]
    assert [sheet[right.replace("M", col)].value for col in "MNO"] == ["Owner: Ada", day, 0.25]
    assert book["7 Method"]["B90"].value == "Far below"


def test_a_text_that_was_reworded_stays_while_the_report_says_the_same(tmp_path: Path, first: bytes) -> None:
    path = edited(tmp_path / "r.xlsx", first, [typed("Summary", "A2", "=Our own title")])
    assert opened(renewed(path, full()).content)["Summary"]["A2"].value == "=Our own title"
    sheet = opened(renewed(path, with_other_numbers()).content)["Summary"]
    assert sheet["A2"].value == "Another quarter"
    assert sheet["A2"].comment.text == "Changed here by hand in the earlier report to: =Our own title"


def test_a_number_is_never_typed_over(tmp_path: Path, first: bytes, sheets: Any) -> None:
    summary = sheets["Summary"]
    at = beside(summary, NPS, "C")
    was = summary[at].value
    for value, said in ((99, "99"), ("about 30", "about 30")):
        path = edited(tmp_path / "r.xlsx", first, [typed("Summary", at, value)])
        cell = opened(renewed(path, full()).content)["Summary"][at]
        assert cell.value == was
        assert cell.comment.text == f"Changed here by hand in the earlier report to: {said}"


def test_a_formula_is_kept_as_words(tmp_path: Path, first: bytes) -> None:
    """A report holds values; what a formula pointed to may stand elsewhere now."""
    path = edited(tmp_path / "r.xlsx", first, [lambda book: book["5 Periods"].__setitem__("Z3", "=B8*2")])
    made = renewed(path, full()).content
    assert opened(made)["5 Periods"]["Z3"].value == "=B8*2"
    assert not any("<f>" in text for name, text in parts(made) if "worksheets/" in name)


def test_rows_and_columns_that_were_put_in_change_nothing(tmp_path: Path, first: bytes) -> None:
    def put_in(book: openpyxl.Workbook) -> None:
        sheet = book["4 Segments"]
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_rows(9, 2)
        sheet["A9"] = "A row of mine"
        sheet.insert_cols(3)

    note = noted("4 Segments", "A11", "At the phone row")  # which stands two rows lower now
    path = edited(tmp_path / "r.xlsx", first, [put_in, note])
    old = find(path)
    texts = {text.text: text for text in all_written(path, old)}
    assert set(texts) == {"A row of mine", "At the phone row"}
    drawn = renewed(path, full())
    book = opened(drawn.content)
    assert book["4 Segments"][place(book["4 Segments"], "Phone")].comment.text == "At the phone row"
    assert "A row of mine" in everything(drawn.content)


def test_sorted_rows_are_known_again(tmp_path: Path, first: bytes) -> None:
    def swap(book: openpyxl.Workbook) -> None:
        sheet = book["4 Segments"]
        for column in "ABCDEFG":
            one, other = sheet[f"{column}8"], sheet[f"{column}11"]
            one.value, other.value = other.value, one.value

    path = edited(tmp_path / "r.xlsx", first, [swap])
    assert all_written(path, find(path)) == []


def test_two_texts_for_one_cell_stand_in_one_note(tmp_path: Path, first: bytes, sheets: Any) -> None:
    at = beside(sheets["Summary"], NPS, "C")
    path = edited(tmp_path / "r.xlsx", first, [typed("Summary", at, 31), noted("Summary", at, "see the minutes")])
    text = opened(renewed(path, full()).content)["Summary"][at].comment.text
    assert text == "Changed here by hand in the earlier report to: 31\n\nAda: see the minutes"


def test_nothing_is_put_where_a_chart_would_hide_it(tmp_path: Path, first: bytes) -> None:
    path = edited(tmp_path / "r.xlsx", first, [typed("2 Outcome", "B9", "Under the chart")])
    drawn = renewed(path, full())
    assert drawn.left == 1
    assert "Under the chart" in everything(drawn.content)


# --- kept notes --------------------------------------------------------------------------------------------------


def test_what_has_no_place_waits_on_its_own_sheet_and_goes_back(tmp_path: Path, first: bytes, sheets: Any) -> None:
    at = beside(sheets["6 Service"], "Transfer rate", "B")
    path = edited(tmp_path / "r.xlsx", first, [noted("6 Service", at, "Two words\non two lines", "Bob")])
    for _ in range(2):  # it is kept on the next round, too
        drawn = renewed(path, no_service())
        path.write_bytes(drawn.content)
        sheet = opened(drawn.content)["Kept notes"]
        row = next(r for r in sheet.iter_rows(values_only=True) if r[2] == "Two words\non two lines")
        assert row[0] == "6 Service"
        assert row[1].startswith("Transfer rate · Now (")
        assert row[3] == "Bob"
        assert (drawn.kept, drawn.left) == (0, 1)
    drawn = renewed(path, full())
    assert "Kept notes" not in drawn.sheets
    cell = opened(drawn.content)["6 Service"][at]
    assert (cell.comment.text, cell.comment.author) == ("Two words\non two lines", "Bob")


def test_on_the_sheet_of_kept_notes_readers_have_the_last_word(tmp_path: Path, first: bytes, sheets: Any) -> None:
    at = beside(sheets["6 Service"], "Transfer rate", "B")
    edits = [noted("6 Service", at, "one"), noted("6 Service", "A1", "two"), noted("6 Service", "A2", "three")]
    path = edited(tmp_path / "r.xlsx", first, edits)
    kept = renewed(path, no_service()).content
    sheet = opened(kept)["Kept notes"]
    rows = {text: sheet[place(sheet, text)].row for text in ("one", "two", "three")}
    more = [
        typed("Kept notes", f"C{rows['one']}", "one, reworded"),
        noted("Kept notes", f"C{rows['one']}", "a note at a kept note"),
        typed("Kept notes", f"F{rows['one']}", "and a text beside it"),
        lambda book: book["Kept notes"].delete_rows(rows["two"]),
    ]
    path = edited(tmp_path / "r.xlsx", kept, more)
    texts = everything(renewed(path, no_service()).content)
    assert "two" not in texts
    for text in ("one, reworded", "a note at a kept note", "and a text beside it", "three"):
        assert texts.count(text) == 1, text


def test_a_page_that_is_valid_and_framed_as_the_others(tmp_path: Path, first: bytes, assert_valid_xlsx) -> None:
    path = edited(tmp_path / "r.xlsx", first, [noted("6 Service", "A1", "x" * 9000, "=Bob")])
    out = tmp_path / "new.xlsx"
    drawn = renewed(path, no_service())
    out.write_bytes(drawn.content)
    assert_valid_xlsx(out)
    assert drawn.sheets[-3:] == ("Chart data", "Kept notes", "CXcel")
    sheet = opened(drawn.content)["Kept notes"]
    assert sheet.print_area
    assert sheet.freeze_panes == "A4"


# --- names of sheets ---------------------------------------------------------------------------------------------


def test_names_that_readers_gave_stay_and_links_follow(tmp_path: Path, first: bytes) -> None:
    def rename(book: openpyxl.Workbook) -> None:
        book["Summary"].title = "Ada's page"
        book["Chart data"].title = "Numbers"

    path = edited(tmp_path / "r.xlsx", first, [rename])
    assert find(path).renamed() == {"summary": "Ada's page", "chart_data": "Numbers"}
    drawn = renewed(path, full())
    assert drawn.sheets[0] == "Ada's page"
    assert drawn.sheets[-2:] == ("Numbers", "CXcel")
    book = opened(drawn.content)
    assert {cell.hyperlink.location for cell in book["2 Outcome"][1] if cell.hyperlink} == {"'Ada''s page'!A1"}
    charts = [text for name, text in parts(drawn.content) if name.startswith("xl/charts/chart")]
    assert charts
    assert not any("'Chart data'!" in text for text in charts)


def parts(content: bytes) -> list[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return [(name, book.read(name).decode()) for name in book.namelist()]


def test_no_name_is_used_twice(tmp_path: Path) -> None:
    taken = ["SUMMARY", "Summary (CX)", "2 Outcome", "CXcel", "Kept notes"]
    drawn = draw(full(), taken=taken)
    names = [name.casefold() for name in (*drawn.sheets, *taken)]
    assert len(set(names)) == len(names)
    assert drawn.sheets[:2] == ("Summary (CX 2)", "2 Outcome (CX)")


# --- as other programs save it -----------------------------------------------------------------------------------


def test_notes_with_answers_are_read_with_their_names(tmp_path: Path, first: bytes) -> None:
    """As newer Excels write them: a part with the thread, and a note for older ones beside it."""
    path = edited(tmp_path / "r.xlsx", first, [noted("Summary", "B20", "[Threaded comment]\n\nold words", "tc={1}")])
    _add_thread(path)
    note = opened(renewed(path, full()).content)["Summary"]["B20"].comment
    assert note.text == "Ada Byron: Why so low?\nBob: Strike in May"
    assert note.author == "Ada Byron"


def _add_thread(path: Path) -> None:
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    with zipfile.ZipFile(path) as book:
        content = {name: book.read(name) for name in book.namelist()}
    links = "xl/worksheets/_rels/sheet1.xml.rels"
    relation = (
        '<Relationship Id="rIdT" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
        'Target="../threadedComments/threadedComment1.xml"/></Relationships>'
    )
    content[links] = content[links].replace(b"</Relationships>", relation.encode())
    content["xl/threadedComments/threadedComment1.xml"] = (
        f'<ThreadedComments xmlns="{space}"><threadedComment ref="B20" personId="{{P1}}" id="{{1}}">'
        '<text>Why so low?</text></threadedComment><threadedComment ref="B20" personId="{P2}" id="{2}" parentId="{1}">'
        "<text>Strike in May</text></threadedComment></ThreadedComments>"
    ).encode()
    content["xl/persons/person.xml"] = (
        f'<personList xmlns="{space}"><person displayName="Ada Byron" id="{{P1}}"/>'
        '<person displayName="Bob" id="{P2}"/></personList>'
    ).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in content.items():
            book.writestr(name, data)


@pytest.mark.libreoffice
def test_libreoffice_saves_it_and_nothing_is_mistaken(soffice: str, tmp_path: Path, first: bytes, sheets: Any) -> None:
    at = beside(sheets["Summary"], AHT, "G")
    edits = [noted("Summary", at, "Zwölf Wörter\nund eine Zeile"), typed("5 Periods", "Z8", "Owner: Ada")]
    path = edited(tmp_path / "r.xlsx", first, edits)
    profile = (tmp_path / "profile").as_uri()
    command = [
        soffice,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        "out",
        path.name,
    ]
    env = {**os.environ, "PATH": "/usr/bin:/bin"}
    subprocess.run(command, cwd=tmp_path, env=env, check=True, capture_output=True, timeout=180)
    saved = tmp_path / "out" / "r.xlsx"
    assert sorted(text.text for text in all_written(saved, find(saved))) == [
        "Owner: Ada",
        "Zwölf Wörter\nund eine Zeile",
    ]
    book = opened(renewed(saved, full()).content)
    assert book["Summary"][at].comment.text == "Zwölf Wörter\nund eine Zeile"
    assert book["5 Periods"]["Z8"].value == "Owner: Ada"


def test_what_a_file_spells_in_its_own_way_is_read_as_it_looks(tmp_path: Path) -> None:
    from cxcel_addin.report.keep.reading import Cell, clean
    from cxcel_addin.report.keep.written import shown

    assert clean("a_x000D_\nb_x005F_x0041_") == "a\nb_x0041_"
    assert shown(Cell(46023.5, "d mmm yyyy")) == "2026-01-01 12:00:00"
    assert shown(Cell(0.25, "[h]:mm")) == "6:00:00"
    assert shown(Cell(True)) == "TRUE"
    assert shown(Cell(12.0, "0.00", "=A1*2")) == "=A1*2 → 12"


def test_damage_in_the_older_report_is_one_sentence(tmp_path: Path, first: bytes) -> None:
    path = edited(tmp_path / "r.xlsx", first, [noted("Summary", "A1", "x")])
    old = find(path)
    with zipfile.ZipFile(path) as book:
        content = {name: book.read(name) for name in book.namelist()}
    content["xl/comments/comment1.xml"] = b"<broken"
    with zipfile.ZipFile(path, "w") as book:
        for name, data in content.items():
            book.writestr(name, data)
    with pytest.raises(BadInput, match=r"r\.xlsx: the notes in its report cannot be read .*; open it in Excel"):
        all_written(path, old)


# --- nothing is lost ---------------------------------------------------------------------------------------------

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="_\ufeff"), min_size=1, max_size=60
)
WORDS = TEXTS.map(str.strip).filter(lambda text: text.split())
TABS = ("Summary", "4 Segments", "8 Quality", "Chart data")
ADDRESSES = st.tuples(st.sampled_from("ABCDEFGHIJKLMNOPQZ"), st.integers(1, 60)).map(lambda at: f"{at[0]}{at[1]}")
EDITS = st.lists(
    st.tuples(st.sampled_from(("note", "text", "number", "row")), st.sampled_from(TABS), ADDRESSES, WORDS),
    min_size=1,
    max_size=12,
)


def small() -> Report:
    """A report of few pages, for many rounds."""
    return replace(full(), outcome=None, links=None, periods=None, service=None)


def smaller() -> Report:
    return replace(small(), segments=None, findings=(), scorecard=full().scorecard[4:])


def changed() -> Report:
    return replace(with_other_numbers(), outcome=None, links=None, periods=None, service=None)


AFTER = (small, smaller, changed)


@pytest.fixture(scope="module")
def short() -> bytes:
    return render(small())


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(edits=EDITS, after=st.lists(st.sampled_from(AFTER), min_size=1, max_size=2))
def test_nothing_that_a_reader_wrote_is_ever_lost(edits, after, tmp_path: Path, short: bytes) -> None:
    book = editable(short)
    for sheet in book:
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
    wanted: dict[tuple[str, str, bool], str] = {}
    for kind, tab, address, text in edits:
        if kind == "row":
            row = book[tab][address].row
            book[tab].insert_rows(row)
            moved = {(t, _down(a, row) if t == tab else a, n): said for (t, a, n), said in wanted.items()}
            wanted = moved
        elif kind == "note":
            noted(tab, address, text)(book)
            wanted[tab, address, True] = text
        else:
            value = text if kind == "text" else 1000 + len(text) / 7
            typed(tab, address, value)(book)
            wanted[tab, address, False] = text if kind == "text" else f"{value:.15g}"
    path = tmp_path / "r.xlsx"
    book.save(path)
    for report in after:
        path.write_bytes(renewed(path, report()).content)
    found = "\0".join(" ".join(text.split()) for text in everything(path.read_bytes()))
    for said in wanted.values():
        assert " ".join(said.split()) in found or _number_in(said, found), said


def _down(address: str, row: int) -> str:
    letters, number = address[0], int(address[1:])
    return f"{letters}{number + (number >= row)}"


def _number_in(said: str, found: str) -> bool:
    try:
        return any(f"{float(text):.15g}" == said for text in found.split("\0") if text.replace(".", "").isdigit())
    except ValueError:
        return False


@given(
    st.lists(st.integers(0, 30), unique=True, max_size=12),
    st.permutations(range(12)),
)
def test_lines_put_in_or_sorted_are_matched(put_in: list[int], order: list[int]) -> None:
    before = {i: {0: f"label {i}", 1: f"{i}"} for i in range(12)}
    lines: list[dict[int, str]] = [dict(before[i]) for i in order]
    for at in sorted(put_in):
        lines.insert(min(at, len(lines)), {0: f"new {at}"})
    found = matched(before, dict(enumerate(lines)))
    for now, line in enumerate(lines):
        if 1 in line:
            assert found[now] == int(line[1])
    assert len(set(found.values())) == len(found)


def test_a_workbook_without_any_mark_is_just_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Summary").write(0, 0, "mine")
    old = find(path)
    assert (old.record, old.tabs, old.others) == (None, {}, ("Summary",))
