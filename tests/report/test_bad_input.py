"""Data that say little, say it oddly or try to do harm, and former reports that are none any more."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from tests.hosts.conftest import Run, started

from . import geometry

HEAD = "contact id,date,agent,team,channel,topic,wait,talk,answered,resolved,nps"
LONG = "Ein sehr langes Etikett, wie es niemand schreibt und doch jedes System einmal ausgibt " * 4
UNBROKEN = "Donaudampfschifffahrtsgesellschaftskapitän" * 8
SCRIPTS = (
    "مركز الاتصال",
    "שירות לקוחות",
    "客户服务中心",
    "👩‍👩‍👧‍👦 family 🇨🇭",
    "e\u0301te\u0301 \u202eabc",
    "ไทย ภาษา",
)
FORMULAS = ("=1+1", "@SUM(A1)", "+x", "-2", '=HYPERLINK("http://evil.example")', "=cmd|' /C calc'!A0")


def contacts(
    *,
    rows: int = 600,
    months: int = 6,
    words: Sequence[str] = ("Phone", "Chat", "Mail"),
    agents: int = 12,
    score: Callable[[int], object] = lambda i: (i * 7 + i // 5) % 11,
) -> list[str]:
    """Lines of a contact log with answers; every word of it is one of `words`."""

    def said(i: int, shift: int) -> str:
        return '"' + words[(i + shift) % len(words)].replace('"', '""') + '"'

    return [HEAD] + [
        f"K{i},2026-{1 + i % months:02d}-{1 + i // months % 28:02d},A{i * 5 % agents:02d},{said(i // 3, 1)},"
        f"{said(i, 0)},{said(i // 2, 2)},{i * 13 % 90},{60 + i * 37 % 400},yes,{'yes' if i % 3 else 'no'},{score(i)}"
        for i in range(rows)
    ]


def without(lines: Sequence[str], *columns: str) -> list[str]:
    """The same without some columns; for lines without quoted commas."""
    keep = [i for i, name in enumerate(lines[0].split(",")) if name not in columns]
    return [",".join(line.split(",")[i] for i in keep) for line in lines]


def segments() -> list[str]:
    return contacts(rows=4_000, words=[f"Segment {i:03d}" for i in range(200)])


MANY = "200 segments"
CASES: dict[str, Callable[[], list[str]]] = {
    "one month": lambda: contacts(months=1, rows=140),
    "one day": lambda: [HEAD, *(re.sub(r"2026-\d\d-\d\d", "2026-03-01", line) for line in contacts()[1:])],
    "one agent": lambda: contacts(agents=1, words=["Phone"]),
    "equal scores": lambda: contacts(score=lambda _: 9),
    "no date": lambda: without(contacts(), "date"),
    "no measure": lambda: without(contacts(), "wait", "talk", "answered", "resolved", "agent", "team"),
    MANY: segments,
    "long labels": lambda: contacts(words=[LONG[:300], UNBROKEN[:300], "Phone"]),
    "scripts": lambda: contacts(words=SCRIPTS),
    "formulas": lambda: contacts(words=FORMULAS),
    "few": lambda: contacts(rows=7),
}
SAYS = {  # what the report must tell of what it lacks
    "one agent": "No teams and agents:",
    "no date": "No dates: add a date column",
    "no measure": "No contact-centre measures:",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Run]]:
    """A report of each case, with what was printed."""
    folder = tmp_path_factory.mktemp("odd")
    out = {}
    for name, make in CASES.items():
        data, book = folder / f"{name}.csv", folder / f"{name}.xlsx"
        data.write_text("\n".join(make()) + "\n", "utf-8")
        details = "ids" if name == MANY else "all"
        done = started(["report", data, "-o", book, "--json", folder / f"{name}.json", "--details", details])
        out[name] = (book, done)
    return out


@pytest.fixture(scope="module")
def pdfs(made: dict[str, tuple[Path, Run]], soffice: str) -> dict[Path, Path]:
    books = [book for book, _ in made.values()]
    return geometry.converted(books, books[0].parent, soffice, "pdf")


def texts(path: Path) -> list[str]:
    book = openpyxl.load_workbook(path, read_only=True)
    found = [value for sheet in book for row in sheet.values for value in row if isinstance(value, str)]
    book.close()
    return found


@pytest.mark.parametrize("name", CASES)
def test_there_is_a_report_and_it_says_what_it_lacks(name: str, made: dict[str, tuple[Path, Run]]) -> None:
    book, done = made[name]
    printed = done.works()
    assert SAYS.get(name, "") in printed
    shown = "\n".join(texts(book))
    assert SAYS.get(name, "") in shown
    assert not list(geometry.empty_charts(book))
    data = json.loads(book.with_suffix(".json").read_text("utf-8"))
    assert data["title"]
    assert data["findings"]
    assert not re.search(r"\b(?:nan|inf|None)\b", f"{printed}\n{shown}")


@pytest.mark.parametrize("name", CASES)
def test_the_file_is_valid_open_xml(name: str, made: dict[str, tuple[Path, Run]], assert_valid_xlsx) -> None:
    assert_valid_xlsx(made[name][0])


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", CASES)
def test_nothing_is_cut_overlaid_empty_or_in_error(
    name: str, made: dict[str, tuple[Path, Run]], pdfs: dict[Path, Path]
) -> None:
    book, _ = made[name]
    assert geometry.faults(book, pdfs[book]) == []


def test_one_month_is_compared_within_itself_or_not_at_all(made: dict[str, tuple[Path, Run]]) -> None:
    data = json.loads(made["one month"][0].with_suffix(".json").read_text("utf-8"))
    assert data["report"]["coverage"] == "1 to 28 March 2026" or data["report"]["period"] in {"day", "week", ""}
    assert all("2025" not in finding["sentence"] for finding in data["findings"])


def test_one_agent_is_in_no_funnel(made: dict[str, tuple[Path, Run]]) -> None:
    data = json.loads(made["one agent"][0].with_suffix(".json").read_text("utf-8"))
    assert data["report"]["variation"] is None


def test_scores_that_are_all_one_move_with_nothing(made: dict[str, tuple[Path, Run]]) -> None:
    data = json.loads(made["equal scores"][0].with_suffix(".json").read_text("utf-8"))
    assert next(m["value"] for m in data["metrics"] if m["name"] == "NPS" and m["used"]) == 100
    assert not [row for row in data["relations"] if row["verdict"].startswith(("moves", "explained"))]


def test_every_script_stays_as_it_was_written(made: dict[str, tuple[Path, Run]]) -> None:
    assert {*SCRIPTS} <= {*texts(made["scripts"][0])}


def test_text_that_looks_like_a_formula_is_text(made: dict[str, tuple[Path, Run]]) -> None:
    path = made["formulas"][0]
    assert {*FORMULAS} <= {*texts(path)}
    with zipfile.ZipFile(path) as book:
        sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not [sheet for sheet in sheets if re.search(rb"<f[ />]", sheet)]


# --- former reports ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def former(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A file of data and the report that was made of it, with its JSON beside it."""
    folder = tmp_path_factory.mktemp("former")
    data = folder / "contacts.csv"
    data.write_text("\n".join(contacts()) + "\n", "utf-8")
    started(["report", data, "-o", folder / "report.xlsx", "--json", folder / "report.json"]).works()
    return data, (folder / "report.xlsx").read_bytes()


def rewritten(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The workbook with its parts changed or, for None, left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in book.namelist():
            part = change(name, book.read(name))
            if part is not None:
                copy.writestr(name, part)
    return out.getvalue()


def in_record(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Change the record of a report, which stands among the shared strings."""

    def change(content: bytes) -> bytes:
        made = rewritten(content, lambda name, part: part.replace(old, new) if "sharedStrings" in name else part)
        assert made != rewritten(content, lambda _, part: part), "the record is written in another way now"
        return made

    return change


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def only(*kept: str) -> Callable[[bytes], bytes]:
    """All sheets deleted but some."""

    def change(content: bytes) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(content))
        for sheet in [sheet for sheet in book if sheet.title not in kept]:
            book.remove(sheet)
        book.active = 0
        book.active.sheet_state = "visible"
        return saved(book)

    return change


def overwritten(content: bytes) -> bytes:
    """Every cell that a reader sees typed over."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        if sheet.sheet_state == "visible":
            for merged in [*sheet.merged_cells.ranges]:
                sheet.unmerge_cells(str(merged))
            for row in sheet.iter_rows():
                for cell in row:
                    cell.value = f"typed over {cell.coordinate}"
    return saved(book)


def strings_of_nothing(content: bytes) -> bytes:
    return rewritten(
        content, lambda name, part: re.sub(rb"<t[^>]*>[^<]*</t>", b"<t>?</t>", part) if "sharedStr" in name else part
    )


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "another version": in_record(b'{"cxcel":1,', b'{"cxcel":99,'),
    "a broken record": in_record(b'{"cxcel":1,', b'{"cxcel":'),
    "a record of other things": in_record(b'"sheets":[', b'"sheets":[7,'),
    "only the first page": only("Summary"),
    "only the record": only("CXcel"),
    "only its numbers": only("Chart data"),
    "typed over": overwritten,
    "no words": strings_of_nothing,
    "a lost part": lambda content: rewritten(content, lambda name, part: None if "sheet3.xml" in name else part),
    "half the file": lambda content: content[: len(content) // 2],
    "nothing": lambda _: b"",
}


PLACES = [  # what is typed over and then written over is looked at in the next test
    (place, name) for place in ("since", "output") for name in SPOILT if (place, name) != ("output", "typed over")
]


@pytest.fixture(scope="module")
def spoil(former: tuple[Path, bytes]) -> Callable[[str], bytes]:
    """The former report as one of the ways to spoil it leaves it."""
    return cache(lambda name: SPOILT[name](former[1]))


@pytest.mark.parametrize(("place", "name"), PLACES)
def test_a_former_report_that_is_none_any_more(
    name: str,
    place: str,
    former: tuple[Path, bytes],
    spoil: Callable[[str], bytes],
    tmp_path: Path,
    assert_valid_xlsx,
) -> None:
    """It is compared as far as it goes or refused in one sentence; what was compared or refused keeps its bytes."""
    data, spoilt = former[0], spoil(name)
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    old.write_bytes(spoilt)
    done = started(["report", data, "-o", new, "--since", old] if place == "since" else ["report", data, "-o", old])
    if place == "since" or done.status:
        assert old.read_bytes() == spoilt
    if done.status:
        done.fails("old.xlsx", "name" if place == "since" else "another name")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["old.xlsx"]
    else:
        done.works()
        assert_valid_xlsx(new if place == "since" else old)


def test_what_was_typed_over_every_cell_is_kept(
    former: tuple[Path, bytes], spoil: Callable[[str], bytes], tmp_path: Path, assert_valid_xlsx
) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(spoil("typed over"))
    summary = openpyxl.load_workbook(path, read_only=True)["Summary"]
    typed = [value for row in summary.values for value in row if isinstance(value, str)]
    assert "Kept from the earlier report: " in started(["report", former[0], "-o", path]).works()
    assert_valid_xlsx(path)
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    kept = "\n".join(cell.value for cell in cells if isinstance(cell.value, str))
    kept += "\n".join(cell.comment.text for cell in cells if cell.comment)
    assert not [text for text in typed if text not in kept]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda data: data | {"cxcel": "99.0.0"}, id="another version"),
        pytest.param(lambda data: data | {"report": {"memory": {"version": 99}}}, id="another memory"),
        pytest.param(lambda data: data | {"report": {"memory": "?"}}, id="no memory"),
        pytest.param(lambda data: data | {"metrics": 7, "report": {}}, id="other things"),
        pytest.param(lambda data: {"report": None}, id="nothing"),
    ],
)
def test_a_json_that_another_version_wrote(change, former: tuple[Path, bytes], tmp_path: Path) -> None:
    data, _ = former
    old = tmp_path / "old.json"
    spoilt = json.dumps(change(json.loads(data.with_name("report.json").read_text("utf-8"))))
    old.write_text(spoilt, "utf-8")
    done = started(["report", data, "-o", tmp_path / "new.xlsx", "--since", old])
    assert old.read_text("utf-8") == spoilt
    if done.status:
        done.fails("old.json", "name")
        assert not (tmp_path / "new.xlsx").exists()
    else:
        done.works()
