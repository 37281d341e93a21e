"""What a reader sees: the demo as LibreOffice draws it."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from cxcel_addin.report.render import render

from .demo import full, many

SECTIONS = 8  # pages of the full demo: the summary and seven sections, one page each


@pytest.fixture
def pages(soffice, tmp_path):
    """Text of each page of a report, drawn as PDF."""
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext is not installed: on Debian, apt-get install poppler-utils")

    def draw(report) -> list[str]:
        path = tmp_path / "demo.xlsx"
        path.write_bytes(render(report))
        profile = (tmp_path / "profile").as_uri()
        command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", path.name]
        subprocess.run(
            command, cwd=tmp_path, env={"PATH": "/usr/bin:/bin"}, check=True, capture_output=True, timeout=180
        )
        drawn = subprocess.run(
            [reader, "-layout", "demo.pdf", "-"], cwd=tmp_path, check=True, capture_output=True, timeout=60
        )
        return drawn.stdout.decode("utf-8").split("\f")[:-1]

    return draw


@pytest.mark.libreoffice
def test_each_section_is_one_page_without_cut_numbers(pages):
    report = full()
    drawn = pages(report)
    assert report.title in drawn[0]
    assert "Chart data" in drawn[SECTIONS].splitlines()[0]
    assert not any("Chart data" in page.split("\n")[0] for page in drawn[:SECTIONS])
    for page in drawn:
        assert "###" not in page
        assert "Err:" not in page


@pytest.mark.libreoffice
def test_long_reports_repeat_their_titles_and_cut_nothing(pages):
    report = many()
    drawn = pages(report)
    assert sum(report.quality.section.title in page for page in drawn) >= 3
    for page in drawn:
        assert "###" not in page
        assert "Err:" not in page
