"""What the page for IT says is what the code does."""

from __future__ import annotations

import re
from pathlib import Path, PureWindowsPath

import pytest
from click.testing import CliRunner
from tests.install.conftest import listing

from cxcel_addin.hosts.cli.app import app
from cxcel_addin.install import install, probe
from cxcel_addin.install.places import LIBRARIES, Places

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "addin" / "README.md").read_text("utf-8")
PLAIN = " ".join(PAGE.split())


def test_the_files_it_names_are_those_that_are_written(places: Places) -> None:
    named = set(re.findall(r"^\| `%APPDATA%\\(.*?)` \|", PAGE, re.MULTILINE))
    install(places)
    written = {name for name, content in listing(places.appdata).items() if content is not None}
    assert {PureWindowsPath(name).as_posix() for name in named} == written


def test_the_libraries_and_the_command_are_those_of_the_code() -> None:
    assert set(re.findall(r"xlwings\d\d-[\d.]+\.dll", PAGE)) == set(LIBRARIES.values())
    (command,) = re.findall(r'`"\.\.\.\\pythonw\.exe" (.*?)`', PAGE)
    assert probe.START.startswith(f'"{{python}}" {command} $(CLSID)')


@pytest.mark.parametrize("command", sorted(set(re.findall(r"cxcel (addin \w+|report)", PAGE))))
def test_every_command_exists(command: str) -> None:
    assert CliRunner().invoke(app, [*command.split(), "--help"]).exit_code == 0


def test_every_option_exists() -> None:
    assert set(re.findall(r"(?<=\w )-[a-z]+(?= \w+\.xlam)", PLAIN)) == {"-o"}
    assert "-o, --output" in CliRunner().invoke(app, ["addin", "build", "--help"]).output


def test_no_code_writes_the_registry_or_opens_a_shell() -> None:
    """Of what runs on the user's machine, nothing can even name what it would need."""
    sources = [
        *(ROOT / "addin/cxcel_addin/install").glob("*.py"),
        *(ROOT / "addin/cxcel_addin/hosts/com").rglob("*.py"),
    ]
    sources += (ROOT / "addin/cxcel_addin/package/vba").iterdir()
    assert len(sources) > 20
    registry = r"RegSetValue|RegCreateKey|winreg|SaveSetting|RegWrite"
    others = r"shell=True|os\.system|cmd\.exe|\bShell\b|WScript|urllib|socket"
    assert [path.name for path in sources if re.search(f"{registry}|{others}", path.read_text("utf-8"))] == []
