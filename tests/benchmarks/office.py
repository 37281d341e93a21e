"""Cells in LibreOffice beside a plain add-in in Python that converts each range anew."""

from __future__ import annotations

import json
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median

from tests.benchmarks.measure import SOURCES, Line
from tests.office.office import Book, Office, Unavailable

from cxcel.catalogue import METRICS
from cxcel.functions import NPS
from cxcel_addin.office import builder, texts
from cxcel_addin.office.declared import ANY, ONE, Declared, Shown
from cxcel_addin.office.renamed import renamed
from cxcel_addin.templates import TEMPLATES, write

CELLS, ROWS, COLUMNS, ROUNDS = 1_000, 1_000, 10, 7
LARGE, SURVEY = 100_000, 50_000
EXCEL = "Calc MS Excel 2007 XML"
PLAIN = Declared("NPS", ONE, "CX Scores", "Net Promoter Score", (Shown(ANY, "scores", "one answer per respondent"),))


def plain(folder: Path) -> Path:
    """Write the plain add-in, unpacked."""
    types = texts.idl([PLAIN]).replace("[in] com::sun::star::beans::XPropertySet document, ", "")
    where = {"site": [sysconfig.get_path("purelib")], "path": list(map(str, SOURCES))}
    made = {
        **builder.parts(builder.here()),
        builder.TYPES: types.encode(),
        "CalcAddIns.xcu": texts.names_and_helps([PLAIN]).encode(),
        "component.py": Path(__file__).with_name("plain_component.py.txt").read_bytes(),
        "where.json": json.dumps(where).encode(),
    }
    builder.write(folder, made)
    return folder


def filled(office: Office) -> Book:
    """Return a document with ten columns of scores."""
    book = office.new()
    for c in range(COLUMNS):
        book.column("", f"{chr(65 + c)}1:{chr(65 + c)}{ROWS}", [(i * 7 + c) % 11 for i in range(ROWS)])
    return book


def typed(book: Book, columns: int) -> None:
    """Type the formulas over so many of the columns, in turns."""
    ranges = [f"{chr(65 + i % columns)}$1:{chr(65 + i % columns)}${ROWS}" for i in range(CELLS)]
    book.fill("", f"Z1:Z{CELLS}", [[f"=NPS({each})"] for each in ranges])
    wanted = NPS([(i * 7 + (CELLS - 1) % columns) % 11 for i in range(ROWS)])
    if book.cell(f"Z{CELLS}")[1] != wanted:
        raise SystemExit(f"the answers differ: {book.cell(f'Z{CELLS}')} and {wanted}")


def run() -> Iterator[Line]:
    """Measure both in turns, each in a LibreOffice of its own."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        builder.write(folder / "ours", builder.parts(builder.here()))
        for name in ("1", "2"):
            (folder / name).mkdir()
        try:
            ours = stack.enter_context(closing(Office(folder / "1", folder / "ours")))
            other = stack.enter_context(closing(Office(folder / "2", plain(folder / "plain"))))
        except Unavailable as why:
            print(f"cells in LibreOffice are not measured: {why}")
            return
        books = filled(ours), filled(other)
        if books[1].typed("=NPS(A1:A2)") != NPS([0, 7]):
            print("cells in LibreOffice are not measured: its Python cannot load this environment's packages")
            return
        for columns in (1, COLUMNS):
            yield many(books, columns)
        yield one(books)
        yield whole(ours, folder)


def whole(office: Office, folder: Path) -> Line:
    """Measure the largest template beside the same workbook with values in place of our formulas."""
    made = {name: write(name) for name, each in TEMPLATES.items() if any(t.name == "Survey" for t in each.tables)}
    name = max(made, key=lambda name: len(made[name]))
    (folder / "template.xlsx").write_bytes(renamed(made[name])[0])
    with_ours, bare, saved = (folder / f"{each}.xlsx" for each in ("with", "without", "saved"))
    with office.open(folder / "template.xlsx") as book:
        book.extend("Survey", SURVEY)
        book.calculate()
        must_be_right(book, name)
        book.save(str(with_ours), EXCEL)
        if not book.without_ours():
            raise SystemExit("the template calls none of our functions")
        must_be_right(book, name)
        book.save(str(bare), EXCEL)
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(3):
        for path, taken in zip((with_ours, bare), seconds, strict=True):
            with office.new() as book:
                book.press("refresh", {})  # forgets what was computed before
            taken.append(office.ask("round_trip", str(path), str(saved)))
            with office.open(saved) as book:
                must_be_right(book, name)
    ours, other = map(median, seconds)
    title = f"{name}, {SURVEY:,} survey rows, opened to saved: over none of our formulas"
    return Line(title, ours / other, at_most=3, note=f"{ours:.2f} s and {other:.2f} s")


def must_be_right(book: Book, name: str) -> None:
    """Look whether the scorecard counts every answer; end where it does not."""
    first, survey = TEMPLATES[name].sheets[0], next(table for table in TEMPLATES[name].tables if table.name == "Survey")
    base = next(row[4] for row in book.data(first.tab, "A1:E20") if row[0] == METRICS["NPS"].title)
    column = chr(65 + survey.columns.index("nps"))
    filled = sum(cell != "" for (cell,) in book.data("Survey", f"{column}6:{column}{SURVEY + 5}"))
    if book.failed() or base != filled:
        raise SystemExit(f"the template does not compute: {base} answers of {filled}, errors in {book.failed()}")


def many(books: tuple[Book, Book], columns: int) -> Line:
    """Measure many formulas over few columns."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for book in books:
        typed(book, columns)
    for _ in range(ROUNDS):
        for book, taken in zip(books, seconds, strict=True):
            taken.append(book.calculate())
    ours, other = map(median, seconds)
    over = "one column" if columns == 1 else f"{columns} columns"
    title = f"1,000 NPS cells over {over} of 1,000 rows: plain over ours"
    return Line(title, other / ours, at_least=3, note=f"{other:.2f} s and {ours:.2f} s")


def one(books: tuple[Book, Book]) -> Line:
    """Measure one formula over a long column; what is read once gains nothing."""
    seconds = []
    for book in books:
        book.fill("", f"Z1:Z{CELLS}", [[""]] * CELLS)
        book.column("", f"L1:L{LARGE}", [i % 11 for i in range(LARGE)])
        book.put("", "Z1", [[f"=NPS(L1:L{LARGE})"]])
        seconds.append(median(book.calculate() for _ in range(3)))
    ours, other = seconds
    return Line("NPS over 100,000 cells: plain over ours", other / ours, note=f"{other:.2f} s and {ours:.2f} s")
