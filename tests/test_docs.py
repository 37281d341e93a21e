"""What the README says is what the code does."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cxcel.functions import FUNCTIONS
from cxcel_addin.hosts.cli.app import app
from cxcel_addin.readme import with_table

README = Path(__file__).parents[1] / "README.md"
TEXT = README.read_text(encoding="utf-8")


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
