"""A workbook as PDF, drawn by LibreOffice where it is installed."""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from cxcel.errors import BadInput, BadOption

LONGEST = 300  # seconds; a report takes about ten
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
    """Return the pages of a workbook.

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
        source.write_bytes(workbook)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        call = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        for _ in FIRST_START:
            status, said = _run(call)
            if made.exists():
                return made.read_bytes()
            if status not in FIRST_START:
                break
    raise BadInput(f"LibreOffice could not draw {name} as PDF ({said or 'it did not say why'}); leave out --pdf")


def _run(call: list[str]) -> tuple[int, str]:
    """Return how a program ended and the last that it said."""
    from ..office.program import environment

    try:
        done = subprocess.run(call, capture_output=True, env=environment(), timeout=LONGEST, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return -1, str(error)
    return done.returncode, done.stderr.decode(errors="replace").strip()[-200:]
