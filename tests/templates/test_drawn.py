"""What a reader sees: templates as LibreOffice draws them, from copies with values only."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from tests.templates import pictures
from tests.templates.drawn import as_pdf, pages, values_only

from cxcel_addin.templates import TEMPLATES
from cxcel_addin.templates.declared import Block, Example, Template
from cxcel_addin.templates.looks import HEADINGS

RAW = {name for name in HEADINGS if "_" in name}  # headings of functions that are no words
FORMULA = re.compile(r"^=([A-Z_]+)\(", re.MULTILINE)

pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="on Debian, apt-get install poppler-utils"),
]


@pytest.fixture(scope="module")
def pdfs(made: dict[str, bytes], soffice: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """All templates, drawn by one LibreOffice."""
    books = {name: values_only(content) for name, content in made.items()}
    return as_pdf(books, tmp_path_factory.mktemp("drawn"), soffice)


@pytest.fixture(scope="module", params=TEMPLATES.values(), ids=TEMPLATES)
def drawn(request: pytest.FixtureRequest, pdfs: dict[str, Path]) -> tuple[Template, list[str]]:
    """A template and its pages."""
    declared: Template = request.param
    return declared, pages(pdfs[declared.name])


def of_sheet(drawn: tuple[Template, list[str]], tab: str) -> list[str]:
    """The pages of a sheet, which their footers name."""
    declared, all_pages = drawn
    return [page for page in all_pages if re.search(rf"{re.escape(declared.title)} · {re.escape(tab)}\s", page)]


def test_pages_show_what_is_declared_and_cut_no_number(drawn: tuple[Template, list[str]]) -> None:
    declared, all_pages = drawn
    assert declared.title in all_pages[0]
    assert "Build report" in all_pages[0]  # the ribbon
    assert "yours to change" in all_pages[0]
    for sheet in declared.sheets:
        assert sheet.title in of_sheet(drawn, sheet.tab)[0]
    for page in all_pages:
        assert not re.search(r"###|Err:|#(NAME|VALUE|REF|N/A|DIV)", page)


def test_every_page_says_where_it_belongs_and_its_number(drawn: tuple[Template, list[str]]) -> None:
    declared, all_pages = drawn
    for number, page in enumerate(all_pages, 1):
        footer = page.rstrip().splitlines()[-1]
        assert declared.title in footer
        assert footer.endswith(f"Page {number}")


def test_what_cannot_grow_is_on_one_page(drawn: tuple[Template, list[str]]) -> None:
    for sheet in drawn[0].sheets:
        if not any(isinstance(part, Example) or (isinstance(part, Block) and not part.rows) for part in sheet.sections):
            assert len(of_sheet(drawn, sheet.tab)) == 1, sheet.tab


def test_headings_are_words(drawn: tuple[Template, list[str]]) -> None:
    for sheet in drawn[0].sheets:
        if any(isinstance(part, Block) for part in sheet.sections):
            shown = set(re.findall(r"\w+", "".join(of_sheet(drawn, sheet.tab))))
            assert not shown & RAW, sheet.tab


def test_no_function_of_the_gallery_is_torn(drawn: tuple[Template, list[str]]) -> None:
    for sheet in drawn[0].sheets:
        examples = [part for part in sheet.sections if isinstance(part, Example)]
        if not examples:
            continue
        on_pages = of_sheet(drawn, sheet.tab)
        for part in examples:
            name = part.formula.function
            (whole,) = [page for page in on_pages if re.search(rf"^{name}\(", page, re.MULTILINE)]
            assert name in FORMULA.findall(whole), name
        for page in on_pages:
            first = next(line for line in page.splitlines() if line.strip())
            assert first.strip() == sheet.tab or re.match(r"[A-Z_]+\(", first), first


@pytest.mark.parametrize("name", pictures.SHOWN)
def test_the_readmes_pictures_are_wide_and_small(name: str) -> None:
    content = (pictures.FOLDER / f"{name}.png").read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(content[16:20], "big") == pictures.WIDTH
    assert len(content) < 300_000


def test_a_picture_is_drawn(pdfs: dict[str, Path], tmp_path: Path) -> None:
    made = pictures.draw("nps_trend", pdfs["nps_tracker"], tmp_path).read_bytes()
    assert int.from_bytes(made[16:20], "big") == pictures.WIDTH
