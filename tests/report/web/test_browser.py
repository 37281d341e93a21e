"""The web page as a browser draws it: on a phone, on a desk, on paper."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.report.demo import DEMOS

from cxcel.data.load import load
from cxcel_addin.report.build import Settings, build
from cxcel_addin.report.web import page

from .conftest import DESK, PHONE, POLICY, WIDTHS

FOLLOWED = b"<script>addEventListener('load', () => document.querySelector('a[href^=\"#rows-\"]').click())</script>"
Measure = Callable[[bytes], dict[int, dict[str, Any]]]
pytestmark = pytest.mark.chromium


@pytest.mark.parametrize("wide", WIDTHS)
@pytest.mark.parametrize("name", ["full", "many", "long_labels", "hostile"])
def test_nothing_is_cut_and_nothing_asked_for(measure: Measure, name: str, wide: int) -> None:
    found = measure(page(DEMOS[name]()))[wide]
    assert found["wide"] == wide
    assert found["scroll"] <= wide
    assert found["out"] == []
    assert found["clipped"] == []
    assert found["requests"] == []
    assert found["pale"] == []


@pytest.mark.parametrize("wide", [PHONE, DESK])
def test_words_in_charts_lie_apart_and_stay_readable(measure: Measure, wide: int) -> None:
    found = measure(page(DEMOS["full"]()))[wide]
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


@pytest.fixture(scope="module", params=["en", "de"])
def whole(request: pytest.FixtureRequest, sample_folder: Path) -> bytes:
    """The page of the sample, which has every section but two; German words are the longest."""
    settings = Settings(language=request.param, targets={"NPS": 40.0}, quotes=1, details="ids")
    return page(build(load(sorted(sample_folder.glob("*.csv"))), settings))


@pytest.mark.parametrize("wide", WIDTHS)
def test_the_page_of_the_sample_reads_at_any_width(measure: Measure, whole: bytes, wide: int) -> None:
    found = measure(whole)[wide]
    assert found["scroll"] <= wide
    assert [found[fault] for fault in ("out", "clipped", "overlaid", "pale", "askew", "requests")] == [[]] * 6


def test_a_link_to_rows_opens_their_list(browse: Callable[..., str], whole: bytes) -> None:
    shown = browse(POLICY.sub(b"", whole).replace(b"</body>", FOLLOWED + b"</body>"), "--dump-dom")
    assert re.search(r'<details class="behind" open=""', shown)
    assert shown.count('<details class="behind" open=""') == 1
