"""`cxcel report --html`: the page of the sample beside its workbook, and what is refused before anything is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cxcel.errors import BadInput, BadOption
from cxcel_addin.hosts.cli.reporting import make_report

LARGEST = 500_000  # bytes
OPTIONS = {
    "period": None,
    "targets": ["NPS=40"],
    "threshold": 20.0,
    "organisation": "Example",
    "roles": (),
    "blanks": (),
    "scales": (),
    "dates": None,
    "decimal": None,
}


def write(folder: Path, files: list[Path], html: Path, json: Path | None = None) -> list[str]:
    return make_report(files, folder / "r.xlsx", json, lambda _: None, html=html, **OPTIONS)


def test_the_page_of_the_sample_is_small_and_whole(sample_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "r.html"
    lines = write(tmp_path, sorted(sample_folder.glob("*.csv")), target)
    assert f"Written: {target}" in lines
    content = target.read_bytes()
    assert len(content) < LARGEST
    text = content.decode()
    assert lines[0] in re.sub(r"&#39;", "'", text)
    assert text.rstrip().endswith("</html>")
    assert not re.search(r'="-?(nan|inf)', text)
    assert (tmp_path / "r.xlsx").exists()


@pytest.mark.parametrize(
    ("html", "json", "error", "words"),
    [
        ("r.xlsx", None, BadOption, "must end in .html"),
        ("r.html", "r.html", BadOption, "--html and --json name the same file"),
        ("no/r.html", None, BadInput, "does not exist"),
    ],
)
def test_what_cannot_be_written_is_refused_first(
    sample_folder: Path, tmp_path: Path, html: str, json: str | None, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        write(tmp_path, [sample_folder / "survey.csv"], tmp_path / html, tmp_path / json if json else None)
    assert list(tmp_path.iterdir()) == []
