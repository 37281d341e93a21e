"""Copies that open with a password: workbooks as Excel encrypts them (ECMA-376 agile, AES-256), and PDF (AES-256)."""

from __future__ import annotations

from io import BytesIO

from cxcel.errors import BadOption

LONGEST = 255  # letters of a password that Excel takes


def check_password(password: str) -> str:
    """Return a password that can be used.

    Raises
    ------
    BadOption
        It is empty or longer than Excel takes.
    """
    if not password:
        raise BadOption("the password is empty: a copy without one needs no --password")
    if len(password) > LONGEST:
        raise BadOption(f"the password has {len(password)} letters: Excel takes {LONGEST} at most")
    return password


def locked_workbook(content: bytes, password: str) -> bytes:
    """Return a workbook that opens with a password only."""
    from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

    out = BytesIO()
    OOXMLFile(BytesIO(content)).encrypt(password, out)
    return out.getvalue()


def locked_pdf(content: bytes, password: str) -> bytes:
    """Return a PDF that opens with a password only."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    writer.encrypt(password, algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
