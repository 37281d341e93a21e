"""The README's pictures of templates, drawn by LibreOffice: `python -m tests.templates.pictures` writes them anew.

Values are those of the sample; pages are drawn from copies with values only, so that no add-in is needed.  It takes
pdftoppm (on Debian, apt-get install poppler-utils).
"""

from __future__ import annotations

import subprocess
import sys
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


def draw(name: str, folder: Path) -> Path:
    """Draw one picture into a folder and return its file."""
    of, tab, part = SHOWN[name]
    title = next(sheet.title for sheet in template(of).sheets if sheet.tab == tab)
    with TemporaryDirectory() as scratch:
        pdf = as_pdf(values_only(write(of)), Path(scratch), str(program() / "soffice"))
        page = str(page_of(pdf, title))
        height = str(round(part * WIDTH * 210 / 297))
        words = ["-png", "-singlefile", "-f", page, "-l", page, "-scale-to-x", str(WIDTH), "-scale-to-y", "-1"]
        words += ["-x", "0", "-y", "0", "-W", str(WIDTH), "-H", height]
        subprocess.run(["pdftoppm", *words, pdf, folder / name], check=True, env=PLAIN, timeout=60)
    return folder / f"{name}.png"


if __name__ == "__main__":
    for picture in sys.argv[1:] or SHOWN:
        print(draw(picture, FOLDER))
