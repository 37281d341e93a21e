"""The web page as a browser draws it: on a phone, on a desk, on paper."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.report.demo import DEMOS

from cxcel_addin.report.web import page

PHONE, DESK = 390, 1280
pytestmark = pytest.mark.chromium


@pytest.mark.parametrize("wide", [PHONE, DESK])
@pytest.mark.parametrize("name", ["full", "many", "long_labels", "hostile"])
def test_nothing_is_cut_and_nothing_asked_for(measure: Callable[..., dict[str, Any]], name: str, wide: int) -> None:
    found = measure(page(DEMOS[name]()), wide)
    assert found["wide"] == wide
    assert found["scroll"] <= wide
    assert found["out"] == []
    assert found["clipped"] == []
    assert found["requests"] == []


@pytest.mark.parametrize("wide", [PHONE, DESK])
def test_words_in_charts_lie_apart_and_stay_readable(measure: Callable[..., dict[str, Any]], wide: int) -> None:
    found = measure(page(DEMOS["full"]()), wide)
    assert found["overlaid"] == []
    assert found["font"] == "12px"


def test_every_section_starts_a_sheet_of_paper(browse: Callable[..., str], tmp_path: Path) -> None:
    target = tmp_path / "page.pdf"
    browse(page(DEMOS["full"]()), "--no-pdf-header-footer", f"--print-to-pdf={target}")
    text = subprocess.run(["pdftotext", "-layout", target, "-"], capture_output=True, check=True).stdout.decode()
    sheets = [[line.strip() for line in sheet.splitlines() if line.strip()] for sheet in text.split("\f")]
    report = DEMOS["full"]()
    assert report.outcome
    for section in (report.outcome.section, report.method.section):
        kicker = " ".join(section.kicker.split())
        assert any(sheet and " ".join(sheet[0].split()) == kicker for sheet in sheets)
