"""The files to download, which are what the code builds: test_templates.py says so of every one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxcel_addin.templates import TEMPLATES

DOWNLOADS = Path(__file__).parents[2] / "workbook_templates"


@pytest.fixture(scope="session")
def made() -> dict[str, bytes]:
    """Name of a template -> its workbook."""
    return {name: (DOWNLOADS / f"{name}.xlsx").read_bytes() for name in TEMPLATES}
