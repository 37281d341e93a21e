"""``cxcel refresh``: right values or a sentence that names the place, and nothing of the user's changed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from contextlib import closing
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from tests.engine.workbooks import TEMPLATES, alike, book, cells, part_of, swapped, template
from tests.hosts.cells import BY_CHANNEL, same, text, write_sources
from tests.hosts.conftest import hashes

from cxcel.functions import NPS
from cxcel_addin.engine.book import Book
from cxcel_addin.office import program
from cxcel_addin.shared.package import Package
from cxcel_addin.templates.addin_link import linked

NAME = "loyalty_kpi_report"
PLAIN = template(NAME)
TEAMS = "abcde"
Change = Callable[[dict[str, bytes]], None]
Tell = Callable[..., str]


@pytest.fixture
def refreshed(cxcel: Any, tmp_path: Path) -> Tell:
    """Refresh a workbook and return what was told; whatever happens, it stays as it was."""

    def run(content: bytes, *words: object, name: str = "a.xlsx") -> str:
        folder = tmp_path / "in"
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
        before = hashes(folder)
        told = cxcel("refresh", folder / name, "-o", tmp_path / "new.xlsx", *words).works()
        assert hashes(folder) == before
        assert (tmp_path / "new.xlsx").exists()
        return str(told)

    return run


def answered(rows: int) -> bytes:
    """Return a workbook with so many answers; those after the first few are written as text, which is quicker."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet("Survey")
        sheet.write_row(0, 0, ["nps", "team"])
        for r, team in enumerate(TEAMS):
            sheet.write_row(r + 1, 0, [r, team])
        sheet.add_table(0, 0, rows, 1, {"name": "Survey", "columns": [{"header": "nps"}, {"header": "team"}]})
        score = made.add_worksheet("Score")
        score.write_dynamic_array_formula("A1", "=[1]!NPS(Survey[nps])")
        score.write_dynamic_array_formula("A3", '=[1]!KPI_BY("NPS",Survey[team],Survey[nps])')
    more = "".join(
        f'<row r="{r + 2}"><c r="A{r + 2}"><v>{r % 11}</v></c><c r="B{r + 2}" t="s"><v>{2 + r % 5}</v></c></row>'
        for r in range(len(TEAMS), rows)
    )
    written = changed(
        out.getvalue(),
        swapped("xl/worksheets/sheet1.xml", "</sheetData>", f"{more}</sheetData>"),
        swapped("xl/worksheets/sheet1.xml", 'ref="A1:B6"', f'ref="A1:B{rows + 1}"'),
    )
    return linked(written, ["NPS", "KPI_BY"])


def changed(content: bytes, *changes: Change) -> bytes:
    """Return a workbook with its parts changed."""
    parts = dict(Package.read(content, "").parts)
    for change in changes:
        change(parts)
    return Package(parts, "").packed()


SMALL = answered(50)


def survey(content: bytes) -> tuple[str, int, str]:
    """Return the part of the sheet Survey, the first row of its table, and the letter of its scores."""
    table = Book(content, "").tables["survey"]
    letter = openpyxl.utils.get_column_letter(table.column("nps"))
    return part_of(content, "Survey"), table.area.top + 1, letter


def put(place: str, value: str, content: bytes = SMALL) -> Change:
    """Return a change: a cell of the sheet Survey holds a text, an error or a number."""
    kinds = {"#": f' t="e"><v>{value}</v>', "": f' t="inlineStr"><is><t>{value}</t></is>'}
    kind = kinds["#"] if value.startswith("#") else f"><v>{value}</v>" if value.isdecimal() else kinds[""]

    part = survey(content)[0]

    def change(parts: dict[str, bytes]) -> None:
        xml, count = re.subn(
            rf'<c r="{place}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)', rf'<c r="{place}"\1{kind}</c>', parts[part].decode()
        )
        assert count == 1, place
        parts[part] = xml.encode()

    return change


def in_table(old: str, new: str) -> Change:
    """Return a change: something else stands in the part of the table Survey."""

    def change(parts: dict[str, bytes]) -> None:
        (name,) = (p for p in parts if p.startswith("xl/tables/") and b'displayName="Survey"' in parts[p])
        assert old.encode() in parts[name]
        parts[name] = parts[name].replace(old.encode(), new.encode())

    return change


def in_sheet(old: str, new: str) -> Change:
    """Return a change: something else stands in the sheet Survey."""
    part = survey(SMALL)[0]

    def change(parts: dict[str, bytes]) -> None:
        assert old.encode() in parts[part]
        parts[part] = parts[part].replace(old.encode(), new.encode(), 1)

    return change


def shows(path: Path, function: str, content: bytes = SMALL) -> list[Any]:
    """Return what the cells show in which a workbook calls a function with the scores alone."""
    book = cells(path.read_bytes())
    places = [
        (title, formula.row, formula.column)
        for title, sheet in Book(content, "").sheets.items()
        for formula in sheet.formulas
        if f"[1]!{function}(Survey[nps])" in formula.text
    ]
    assert places
    return [book[title].cell(row, column).value for title, row, column in places]


@cache
def scores(content: bytes) -> list[Any]:
    table = Book(content, "").tables["survey"]
    column = table.column("nps")
    rows = cells(content)["Survey"].iter_rows(table.area.top + 1, table.area.bottom, column, column, values_only=True)
    return [value for (value,) in rows]


def test_a_template_is_refreshed(refreshed: Tell, tmp_path: Path) -> None:
    told = refreshed(PLAIN)
    assert told == f"{told.splitlines()[0]}\nWritten: {tmp_path / 'new.xlsx'}\n"
    assert shows(tmp_path / "new.xlsx", "NPS", PLAIN) == [pytest.approx(NPS(scores(PLAIN)))]


def test_another_answer_gives_another_score(refreshed: Tell, tmp_path: Path) -> None:
    _, row, letter = survey(PLAIN)
    answers = [0 if value == 10 else value for value in scores(PLAIN)]
    changes = [put(f"{letter}{row + at}", "0", PLAIN) for at, value in enumerate(scores(PLAIN)) if value == 10]
    refreshed(changed(PLAIN, *changes))
    assert shows(tmp_path / "new.xlsx", "NPS", PLAIN) == [pytest.approx(NPS(answers))]


def test_a_table_with_another_name_is_named_with_those_there_are(refreshed: Tell) -> None:
    told = refreshed(changed(PLAIN, in_table('displayName="Survey"', 'displayName="Umfrage"')))
    assert "Not computed; the value that was there stays, on yellow ground:\n- " in told
    assert re.search(r"Scorecard!B\d.*: there is no table 'Survey' \(the tables are 'Umfrage', ", told)
    assert "give it that name again, or change the formula" in told


def test_a_column_that_is_gone_is_named_with_those_there_are(refreshed: Tell) -> None:
    told = refreshed(changed(SMALL, in_table('name="nps"', 'name="Q1"')))
    assert re.search(r"Score!A\d.*: the table Survey on the sheet Survey has no column 'nps' \(its columns are '", told)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("nine", "#VALUE!: NPS: scores must be numbers, got the text 'nine' in row 3"),
        ("11", "#NUM!: NPS: scores must be whole numbers in 0..10, got 11 in row 3"),
        ("#REF!", "#REF!: NPS: scores holds #REF! in row 3"),
    ],
)
def test_what_is_no_score_is_named_with_sheet_table_column_and_cell(
    value: str, sentence: str, refreshed: Tell, tmp_path: Path
) -> None:
    _, row, letter = survey(SMALL)
    told = refreshed(changed(SMALL, put(f"{letter}{row + 2}", value)))
    assert f"{sentence} (table Survey, column nps, Survey!{letter}{row + 2})" in told
    assert shows(tmp_path / "new.xlsx", "NPS") == [sentence.partition(":")[0]]


def test_days_since_1904_are_no_other_scores(refreshed: Tell, tmp_path: Path) -> None:
    """The same numbers are days four years later there; what does not go by days stays."""

    def change(parts: dict[str, bytes]) -> None:
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<workbookPr", b'<workbookPr date1904="1"', 1)

    told = refreshed(template(NAME, change))
    assert "Not computed" not in told
    assert " shows " not in told
    usual, late = cells(PLAIN)["Scorecard"], cells((tmp_path / "new.xlsx").read_bytes())
    assert late.epoch.year == 1904
    numbers = [cell for row in usual.iter_rows() for cell in row if isinstance(cell.value, int | float)]
    assert len(numbers) > 10
    for cell in numbers:
        assert alike(late["Scorecard"][cell.coordinate].value, cell.value), cell.coordinate


def test_merged_cells_in_a_table_are_told(refreshed: Tell) -> None:
    _, row, letter = survey(SMALL)
    merge = f'</sheetData><mergeCells count="1"><mergeCell ref="{letter}{row}:{letter}{row + 1}"/></mergeCells>'
    told = refreshed(changed(SMALL, in_sheet("</sheetData>", merge)))
    assert f"Survey!{letter}{row}:{letter}{row + 1}: merged cells in the table Survey count as one" in told


def test_filtered_rows_count_as_excel_counts_them(refreshed: Tell, tmp_path: Path) -> None:
    _, row, _ = survey(SMALL)
    refreshed(changed(SMALL, in_sheet(f'<row r="{row}"', f'<row r="{row}" hidden="1"')))
    assert shows(tmp_path / "new.xlsx", "NPS") == [pytest.approx(NPS(scores(SMALL)))]


def test_a_table_that_ends_above_its_data_is_told(refreshed: Tell, tmp_path: Path) -> None:
    area = Book(SMALL, "").tables["survey"].area
    short = area.shown.partition("!")[2].replace(str(area.bottom), str(area.bottom - 5))
    told = refreshed(changed(SMALL, in_table(area.shown.partition("!")[2], short)))
    assert "what stands below the table Survey is no part of it and was not counted" in told
    assert shows(tmp_path / "new.xlsx", "NPS") == [pytest.approx(NPS(scores(SMALL)[:-5]))]


def test_a_table_longer_than_its_data_counts_what_there_is(refreshed: Tell, tmp_path: Path) -> None:
    area = Book(SMALL, "").tables["survey"].area
    long = area.shown.partition("!")[2].replace(str(area.bottom), str(area.bottom + 500))
    refreshed(changed(SMALL, in_table(area.shown.partition("!")[2], long)))
    assert shows(tmp_path / "new.xlsx", "NPS") == [pytest.approx(NPS(scores(SMALL)))]


def test_two_hundred_thousand_rows(refreshed: Tell, tmp_path: Path) -> None:
    assert "Formulas: 2, of them with functions of CXcel: 2." in refreshed(answered(200_000))
    with closing(openpyxl.load_workbook(tmp_path / "new.xlsx", read_only=True)) as book:
        rows = list(book["Score"].iter_rows(max_row=8, max_col=5, values_only=True))
    assert rows[0][0] == pytest.approx(NPS([r % 11 for r in range(200_000)]))
    assert {row[4] for row in rows[3:8]} == {40_000}


def test_the_report_is_on_the_tables_of_the_workbook(refreshed: Tell, tmp_path: Path) -> None:
    assert "Written: " in refreshed(PLAIN, "--report")
    sheets = cells((tmp_path / "new.xlsx").read_bytes()).sheetnames
    assert sheets
    assert not set(cells(PLAIN).sheetnames) & set(sheets), "the report alone"


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in TEMPLATES.glob("*.xlsx") if path.stem != "function_gallery")
)
def test_every_template_has_a_report_with_and_without_refreshing(name: str, cxcel: Any, tmp_path: Path) -> None:
    source = TEMPLATES / f"{name}.xlsx"
    assert "Written: " in cxcel("refresh", source, "-o", tmp_path / "a.xlsx", "--report").works()
    assert "Written: " in cxcel("report", source, "-o", tmp_path / "b.xlsx").works()


def test_a_report_on_a_text_among_scores_names_the_cell(cxcel: Any, tmp_path: Path) -> None:
    _, row, letter = survey(PLAIN)
    source = tmp_path / "own.xlsx"
    source.write_bytes(template(NAME, put(f"{letter}{row + 2}", "nine", PLAIN)))
    before = source.read_bytes()
    for words in (("report", source), ("refresh", source, "--report")):
        run = cxcel(*words, "-o", tmp_path / "new.xlsx")
        told = run.err + run.out
        assert "Traceback" not in told
        assert "nine" in told
        assert "own.xlsx[Survey]" in told
    assert source.read_bytes() == before


NO_ZIP = b"nps\n9\n"
CASES = [
    ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ("old.xls",)),
    ("a.xlsx", NO_ZIP, ("a.xlsx is no workbook that can be read", "save it as .xlsx")),
    ("a.csv", NO_ZIP, ("a.csv is no workbook that can be recalculated; save it as .xlsx",)),
    ("a.xlsx", b"", ("a.xlsx",)),
    ("a.xlsx", PLAIN[: len(PLAIN) // 2], ("a.xlsx is no workbook that can be read",)),
]


@pytest.mark.parametrize(("name", "content", "says"), CASES, ids=["97", "text", "csv", "empty", "half"])
def test_what_is_no_workbook_is_one_sentence(
    name: str, content: bytes, says: tuple[str, ...], cxcel: Any, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    before = hashes(tmp_path)
    cxcel("refresh", tmp_path / name, "-o", tmp_path / "new.xlsx").fails(*says)
    assert hashes(tmp_path) == before


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/styles.xml", "xl/tables/table1.xml"]
)
@pytest.mark.parametrize("spoilt", [b"", b"<broken", None])
def test_a_damaged_workbook_is_one_sentence_or_none(
    part: str, spoilt: bytes | None, cxcel: Any, tmp_path: Path
) -> None:
    parts = dict(Package.read(PLAIN).parts)
    parts[part] = parts[part][: len(parts[part]) // 2] if spoilt is None else spoilt
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    before = hashes(tmp_path)
    cxcel("refresh", tmp_path / "a.xlsx", "-o", tmp_path / "new.xlsx").fails("a.xlsx")
    assert hashes(tmp_path) == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("-o", "new.csv"), ("-o new.csv must end in .xlsx",)),
        (("-o", "a.xlsx"), ("a.xlsx is one of the files read",)),
        (("-o", "none/new.xlsx"), ("the folder none does not exist",)),
        (("-o", "new.xlsx", "--engine", "excel"), ("--engine must be one of 'embedded', 'libreoffice', got 'excel'",)),
    ],
)
def test_a_wrong_option_is_one_sentence(
    words: tuple[str, ...], says: tuple[str, ...], cxcel: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.xlsx").write_bytes(book("1"))
    before = hashes(tmp_path)
    cxcel("refresh", "a.xlsx", *words).fails(*says)
    assert hashes(tmp_path) == before


def test_where_libreoffice_is_absent_it_says_how_to_get_it(
    cxcel: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "_folders", lambda: iter(()))
    (tmp_path / "a.xlsx").write_bytes(book("1"))
    run = cxcel("refresh", tmp_path / "a.xlsx", "-o", tmp_path / "new.xlsx", "--engine", "libreoffice")
    run.fails("LibreOffice was not found: install it from libreoffice.org")
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.libreoffice
def test_libreoffice_computes_a_template(refreshed: Tell, soffice: str, tmp_path: Path) -> None:
    told = refreshed(PLAIN, "--engine", "libreoffice")
    assert "Computed by LibreOffice " in told
    assert shows(tmp_path / "new.xlsx", "NPS", PLAIN) == [pytest.approx(NPS(scores(PLAIN)))]


@pytest.fixture
def over_a_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook beside a source of its formulas; the current folder has no source."""
    (tmp_path / "in").mkdir()
    monkeypatch.setenv("CXCEL_STORE", str(tmp_path / "tallies.sqlite"))
    monkeypatch.chdir(tmp_path)
    formulas = (
        '[1]!NPS("contacts:nps")',
        '[1]!NPS("contacts:score")',
        '[1]!KPI_BY("FCR_RATE","contacts:channel","contacts:resolved","contacts: market = \'FR\'")',
    )
    (write_sources(tmp_path / "in") / "a.xlsx").write_bytes(book(*formulas, functions=("NPS", "KPI_BY")))
    return tmp_path / "in"


@pytest.mark.parametrize("engine", ["embedded", pytest.param("libreoffice", marks=pytest.mark.libreoffice)])
def test_formulas_over_a_source_beside_the_workbook_are_computed(
    refreshed: Tell, over_a_source: Path, tmp_path: Path, engine: str, request: pytest.FixtureRequest
) -> None:
    if engine == "libreoffice":
        request.getfixturevalue("soffice")
    told = refreshed((over_a_source / "a.xlsx").read_bytes(), "--engine", engine)
    assert "- Score!A21 shows #VALUE!: NPS: contacts has no column 'score'" in told
    sheet = cells((tmp_path / "new.xlsx").read_bytes())["Score"]
    assert [sheet[at].value for at in ("A1", "A21")] == [40, "#VALUE!"]
    groups = [[text(cell.value) for cell in row] for row in sheet["A41:E43"]]
    assert same(groups, BY_CHANNEL)


def test_a_source_that_has_changed_is_read_anew(refreshed: Tell, over_a_source: Path, tmp_path: Path) -> None:
    content = (over_a_source / "a.xlsx").read_bytes()
    refreshed(content)
    with (over_a_source / "contacts.csv").open("a", encoding="utf-8") as file:
        file.write("2026-02-11,chat,DE,yes,1\n")
    refreshed(content)
    assert cells((tmp_path / "new.xlsx").read_bytes())["Score"]["A1"].value == pytest.approx(100 / 6)
