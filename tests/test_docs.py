"""What the README says is what the code does."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from cxcel.functions import FUNCTIONS
from cxcel_addin.hosts.cli.app import app
from cxcel_addin.readme import with_table

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
PAGES = {page.name: page.read_text(encoding="utf-8") for page in [README, *sorted((ROOT / "docs").glob("*.md"))]}
ELSEWHERE = ("postgresql://", "spark://")  # commands that need a server: tests/sources start them


def test_function_table_is_made_from_the_catalogue() -> None:
    assert with_table(TEXT) == TEXT, "run: python -m cxcel_addin.readme README.md"


def test_every_function_is_in_the_readme() -> None:
    assert [name for name in FUNCTIONS if f"`{name}(" not in TEXT] == []


def test_examples_run() -> None:
    assert doctest.testfile(str(README), module_relative=False).failed == 0


@pytest.mark.parametrize("command", sorted(set(re.findall(r"^    cxcel (\w+)", TEXT, re.MULTILINE))))
def test_every_command_of_the_readme_exists(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0


def test_every_option_of_the_readme_exists() -> None:
    said = (command for name in app.commands.values() for command in getattr(name, "commands", {"": name}).values())
    helps = "".join(option for command in said for parameter in command.params for option in parameter.opts)
    assert [option for option in set(re.findall(r"--[a-z-]{3,}", TEXT)) if option not in helps] == ["--strict"]


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (README.parent / "Makefile").read_text(encoding="utf-8")
    assert [t for t in re.findall(r"^    make ([a-z-]+)", TEXT, re.MULTILINE) if f"\n{t}:" not in makefile] == []


def test_pictures_exist() -> None:
    assert [p for p in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", TEXT) if not (README.parent / p).is_file()] == []


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    at = README.parent if page == README.name else ROOT / "docs"
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", PAGES[page]) if "://" not in link]
    assert [link for link in links if link and not (at / link).exists()] == []


def test_pictures_of_the_docs_are_drawings() -> None:
    for name in re.findall(r"!\[[^\]]*\]\(([^)]+\.svg)\)", "".join(PAGES.values())):
        assert ElementTree.parse(ROOT / "docs" / name).getroot().tag.endswith("svg")


def commands(text: str) -> list[list[str]]:
    """The commands of a text, as a shell would hand them over; what stands behind two spaces and # is a remark."""
    lines = [re.sub(r"\s{2,}#.*", "", line) for line in re.findall(r"^    cxcel (.+)", text, re.MULTILINE)]
    return [shlex.split(line) for line in lines]


@pytest.mark.parametrize(
    ("page", "section"), [("README.md", "Past the grid"), ("sources.md", ""), ("growing.md", "")], ids=lambda name: name
)
def test_commands_about_sources_run(page: str, section: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One after the other, in a folder that is empty at first."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CXCEL_STORE", str(tmp_path / "tallies.sqlite"))
    text = PAGES[page].partition(f"## {section}\n")[2].partition("\n## ")[0] if section else PAGES[page]
    run = [words for words in commands(text) if not any(mark in word for word in words for mark in ELSEWHERE)]
    assert len(run) >= 6
    for words in run:
        given = [str(one) for word in words for one in (sorted(tmp_path.glob(word)) if "*" in word else [word])]
        result = CliRunner().invoke(app, given, catch_exceptions=False)
        assert result.exit_code == 0, f"cxcel {shlex.join(words)}: {result.output}"
