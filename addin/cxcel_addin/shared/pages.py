"""A workbook as PDF, drawn by LibreOffice where it is installed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import Element

from cxcel.errors import BadInput, BadOption

from .package import BOOK, Package
from .tree import children, read, written

LONGEST = 300  # seconds; a report takes about ten
_ASIDE = re.compile(r"cxcel\.chart_data\.\w+")  # the mark of the sheet with the numbers behind the charts
_PRINTED = ("_xlnm.Print_Area", "_xlnm.Print_Titles")
_NOTHING = "'{sheet}'!$XFD$1048576"  # an empty cell: a sheet that prints no more has no page
FIRST_START = (79, 81)  # what LibreOffice says after it has made a profile: start me again


def program() -> str:
    """Return the program that draws.

    Raises
    ------
    BadOption
        It is not installed.
    """
    from ..office.program import here

    try:
        return str(here().folder / "soffice")
    except BadInput as error:
        raise BadOption(
            "--pdf needs LibreOffice, which is not installed here: install it, or save the copy as PDF in Excel"
        ) from error


def pdf(workbook: bytes, name: str) -> bytes:
    """Return the pages of a workbook; the numbers behind the charts of a report stay in the workbook.

    Parameters
    ----------
    workbook : bytes
        The file.
    name : str
        What to call it in a sentence.

    Raises
    ------
    CxError
        LibreOffice is not installed, or could not draw it.
    """
    soffice = program()
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source, made = Path(folder, "copy.xlsx"), Path(folder, "copy.pdf")
        source.write_bytes(pages_only(Package.read(workbook, name)).packed())
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        call = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        for _ in FIRST_START:
            status, said = _run(call)
            if made.exists():
                return made.read_bytes()
            if status not in FIRST_START:
                break
    raise BadInput(f"LibreOffice could not draw {name} as PDF ({said or 'it did not say why'}); leave out --pdf")


def pages_only(book: Package) -> Package:
    """Return a report that prints without the sheet of the numbers behind its charts."""
    tree = read(book.parts[BOOK], BOOK)
    for names in children(tree.root, "definedNames"):
        aside = {name.get("localSheetId", "") for name in names if _ASIDE.fullmatch(name.get("name", ""))}
        for name in list(names):
            if name.get("localSheetId") in aside and name.get("name") in _PRINTED:
                names.remove(name)
        for at in sorted(aside & set(map(str, range(len(book.sheets))))):
            area = Element(
                f"{names.tag.removesuffix('definedNames')}definedName", {"name": _PRINTED[0], "localSheetId": at}
            )
            area.text = _NOTHING.format(sheet=book.sheets[int(at)].title.replace("'", "''"))
            names.append(area)
    return Package({**book.parts, BOOK: written(tree)}, book.name)


def _run(call: list[str]) -> tuple[int, str]:
    """Return how a program ended and the last that it said."""
    from ..office.program import environment

    try:
        done = subprocess.run(call, capture_output=True, env=environment(), timeout=LONGEST, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return -1, str(error)
    return done.returncode, done.stderr.decode(errors="replace").strip()[-200:]
