"""Templates as LibreOffice draws them: a copy with values only, its pages, and what is read on them."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from tests.office.office import PLAIN

FORMULA = re.compile(rb"<f[ >].*?</f>", re.DOTALL)


def values_only(content: bytes) -> bytes:
    """Return a workbook without its formulas; their values stay."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as book, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in book.namelist():
            part = book.read(name)
            copy.writestr(name, FORMULA.sub(b"", part) if name.startswith("xl/worksheets/sheet") else part)
    return made.getvalue()


def as_pdf(books: Mapping[str, bytes], folder: Path, soffice: str) -> dict[str, Path]:
    """Draw workbooks into a folder, with a profile of its own there; return name -> file."""
    for name, content in books.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    profile = (folder / "profile").as_uri()
    command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    files = [f"{name}.xlsx" for name in books]
    subprocess.run([*command, *files], cwd=folder, env=PLAIN, check=True, capture_output=True, timeout=180)
    return {name: folder / f"{name}.pdf" for name in books}


def pages(pdf: Path) -> list[str]:
    """Return what is to be read on each page."""
    read = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, timeout=60)
    return read.stdout.decode("utf-8").split("\f")[:-1]


def page_of(pdf: Path, title: str) -> int:
    """Return the number of the page with a title: the contents on the first page name it, too."""
    return next(number for number, page in enumerate(pages(pdf), 1) if number > 1 and title in page)
