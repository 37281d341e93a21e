"""Every text that a reader meets: of a workbook, its charts and alternative texts; of a web page."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from html.parser import HTMLParser

import openpyxl

KEPT = "cxcel.since "  # what a report leaves to the next one, which no reader meets
SPOKEN = ("aria-label", "data-head", "alt", "title")
IN_CHARTS = re.compile(r"<(?:a:t|c:v)>([^<]*)</")
IN_DRAWINGS = re.compile(r'\b(?:descr|title|tooltip)="([^"]*)"')
IN_FORMATS = re.compile(r'"([^"]*)"')


def of_workbook(content: bytes) -> set[str]:
    """Texts of cells, number formats, notes, tips, charts, drawings, footers, names of sheets."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    out: set[str] = {book.properties.title or "", book.properties.subject or ""}
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            out |= {sheet.title, *(part.text or "" for part in (sheet.oddFooter.left, sheet.oddFooter.center))}
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and not cell.value.startswith(KEPT):
                        out.add(cell.value)
                    out |= set(IN_FORMATS.findall(cell.number_format))
                    out |= {cell.hyperlink.tooltip or ""} if cell.hyperlink else set()
            for rule in sheet.data_validations.dataValidation:
                out |= {rule.prompt or "", rule.promptTitle or "", rule.error or "", rule.errorTitle or ""}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.startswith(("xl/charts/chart", "xl/drawings/drawing")):
                xml = package.read(name).decode()
                pattern = IN_CHARTS if "chart" in name else IN_DRAWINGS
                out |= {unescape(found) for found in pattern.findall(xml)}
    return {text for text in out if text}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.skipped = False
        self.texts: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skipped = tag == "style"
        self.texts |= {value for name, value in attrs if name in SPOKEN and value}

    def handle_endtag(self, tag: str) -> None:
        self.skipped = False

    def handle_data(self, data: str) -> None:
        if not self.skipped and data.strip():
            self.texts.add(data.strip())


def of_page(content: bytes) -> set[str]:
    """Texts of a web page, and what a screen reader says."""
    reader = _Reader()
    reader.feed(content.decode())
    return reader.texts
