"""What openxml-audit says of a workbook; one validator for all of them: it keeps the schemas that it has read."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from openxml_audit import OpenXmlValidator, ValidationError
from openxml_audit.verdict import predict

CLEAN = "expected to open cleanly (no findings)"


@cache
def _validator() -> OpenXmlValidator:
    return OpenXmlValidator()


def faults(content: bytes, folder: Path) -> list[ValidationError | str]:
    """Return what stands against opening a workbook without repair: nothing where it opens cleanly."""
    path = folder / "audited.xlsx"
    path.write_bytes(content)
    found = _validator().validate(path)
    said = predict(found).headline
    return [] if CLEAN in said else [said, *found.errors]
