"""The README's pictures of templates, drawn by LibreOffice: `python -m tests.templates.pictures` writes them anew.

Values are those of the sample; pages are drawn from copies with values only, so that no add-in is needed.  It takes
pdftoppm (on Debian, apt-get install poppler-utils).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.office.office import PLAIN, program
from tests.templates.drawn import as_pdf, page_of, values_only

from cxcel_addin.templates import template, write

FOLDER = Path(__file__).parents[2] / "workbook_templates" / "pictures"
WIDTH = 1_400
SHOWN = {  # picture -> template, page, part of its height that is shown
    "nps_trend": ("nps_tracker", "Trend", 0.72),
    "agents": ("contact_centre_scorecard", "Agents", 1.0),
    "retention": ("loyalty_programme", "Retention", 1.0),
}


def draw(name: str, pdf: Path, folder: Path) -> Path:
    """Draw one picture, from the pages of its template, into a folder and return its file."""
    of, tab, part = SHOWN[name]
    title = next(sheet.title for sheet in template(of).sheets if sheet.tab == tab)
    page = str(page_of(pdf, title))
    height = str(round(part * WIDTH * 210 / 297))
    words = ["-png", "-singlefile", "-f", page, "-l", page, "-scale-to-x", str(WIDTH), "-scale-to-y", "-1"]
    words += ["-x", "0", "-y", "0", "-W", str(WIDTH), "-H", height]
    subprocess.run(["pdftoppm", *words, pdf, folder / name], check=True, env=PLAIN, timeout=60)
    return folder / f"{name}.png"


def main(wanted: Sequence[str]) -> None:
    """Write pictures anew."""
    with TemporaryDirectory() as scratch:
        books = {SHOWN[name][0]: values_only(write(SHOWN[name][0])) for name in wanted}
        pdfs = as_pdf(books, Path(scratch), str(program() / "soffice"))
        for name in wanted:
            print(draw(name, pdfs[SHOWN[name][0]], FOLDER))


if __name__ == "__main__":
    main(sys.argv[1:] or list(SHOWN))
