"""What a reader brings besides data: figures of one's own, themes, and how many comments are quoted."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxcel.errors import BadInput, BadOption
from cxcel_addin.hosts.cli.voicing import parse_benchmarks, parse_quotes, read_themes


def test_figures_may_be_per_cent_and_sources_may_have_colons():
    assert parse_benchmarks(["fcr_rate=70%: panel: 2025", "NPS=-5:x"]) == (
        ("FCR_RATE", 0.7, "panel: 2025"),
        ("NPS", -5.0, "x"),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NPS=32", "--benchmark must be METRIC=VALUE: source"),
        ("NPS=32: ", "--benchmark must be METRIC=VALUE: source"),
        ("NSP=32: panel", "did you mean 'NPS'"),
        ("NPS=132: panel", "--benchmark NPS must be points from -100 to 100"),
        ("NPS: panel", "--benchmark must be METRIC=VALUE"),
    ],
)
def test_a_figure_that_cannot_be_used(text, said):
    with pytest.raises(BadOption, match=said):
        parse_benchmarks([text])


@pytest.mark.parametrize("text", ["-1", "6", "two", "1.5"])
def test_quotes_are_a_small_number(text):
    with pytest.raises(BadOption, match="--quotes must be a number from 0 to 5"):
        parse_quotes(text)


def test_themes_of_a_file_go_on_over_several_rows(tmp_path: Path):
    (tmp_path / "themes.csv").write_text('Theme,Words\nWaiting,"wait*, queue"\nPrice,dear\nWaiting,on hold\n')
    assert read_themes(tmp_path / "themes.csv") == {"Waiting": ("wait*", "queue", "on hold"), "Price": ("dear",)}
    assert read_themes(None) == {}


@pytest.mark.parametrize(
    ("text", "said"), [("Theme\nWaiting\n", "two columns"), ("Theme,Words\nWaiting,\n", "no words")]
)
def test_themes_that_say_nothing(tmp_path: Path, text: str, said: str):
    (tmp_path / "themes.csv").write_text(text)
    with pytest.raises(BadInput, match=said):
        read_themes(tmp_path / "themes.csv")
