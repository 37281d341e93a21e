"""The real thing: installed by the command with LibreOffice's own unopkg, a formula typed, and nothing left after."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.conftest import absent
from tests.office.office import Office, Unavailable, program

from cxcel import __version__
from cxcel_addin.office import builder
from cxcel_addin.office.inside.names import IDENTIFIER

ROOT = Path(__file__).resolve().parents[3]
SOURCES = os.pathsep.join((str(ROOT / "udfs"), str(ROOT / "addin")))
USER = ("unshare", "--user", "--map-user=1000", "--map-group=1000")  # unopkg refuses root; the files stay ours


@pytest.fixture(scope="module")
def user() -> tuple[str, ...]:
    """What makes a command one of an ordinary user's."""
    try:
        program()
    except Unavailable as why:
        absent(str(why))
    if os.geteuid():
        return ()
    if shutil.which("unshare") is None or subprocess.run([*USER, "true"], capture_output=True, check=False).returncode:
        absent("unopkg refuses root, and this system gives no other user: run the tests as an ordinary one")
    return USER


class Installed:
    """A profile, and the command line that works on it."""

    def __init__(self, folder: Path, user: tuple[str, ...]) -> None:
        self.folder, self.user = folder, user
        self.profile = folder / "profile"

    def run(self, command: str, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.user, sys.executable, "-m", "cxcel_addin.hosts.cli", "addin", command, "--libreoffice", *words],
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "PYTHONPATH": SOURCES},
            capture_output=True, text=True, check=False, cwd=self.folder,
        )  # fmt: skip

    def on_profile(self, command: str) -> subprocess.CompletedProcess[str]:
        return self.run(command, "--profile", str(self.profile))

    def files(self) -> list[str]:
        """Every file that has to do with the extension, but LibreOffice's own log of what it did."""
        found = []
        for path in self.profile.rglob("*"):
            ours = "cxcel" in str(path.relative_to(self.profile)).lower()
            if ours or (path.is_file() and path.name != "log.txt" and IDENTIFIER.encode() in path.read_bytes()):
                found.append(str(path.relative_to(self.profile)))
        return found


@pytest.fixture
def installed(tmp_path: Path, user: tuple[str, ...]) -> Installed:
    folder = tmp_path / "Zoë's größe 日本"  # what file names may hold
    folder.mkdir()
    return Installed(folder, user)


def ends(process: int) -> bool:
    """Whether a process ends soon; one that only waits to be counted has ended."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        listed = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
        if listed.stdout.strip()[:1] in ("", "Z"):
            return True
        time.sleep(0.1)
    return False


def test_installed_it_computes_and_removed_it_leaves_nothing(installed: Installed) -> None:
    before = installed.on_profile("doctor")
    assert before.returncode == 2
    assert "WRONG Extension: it is not installed" in before.stdout
    assert installed.files() == []

    done = installed.on_profile("install")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"CXcel {__version__} installed in LibreOffice ")
    looked = installed.on_profile("doctor")
    assert looked.returncode == 0, looked.stdout
    assert "ok    Call: NPS of 10, 9, 8, 3 is 25" in looked.stdout

    office = Office(installed.folder, use_profile=True)
    with office.new() as book:
        book.block("", "A1", [[10], [9], [8], [3]])
        assert book.typed("=NPS(A1:A4)") == 25
        assert book.press("about", {})[1].startswith(f"CXcel {__version__}")
        assert office.ask("extensions") == [IDENTIFIER]
        refused = installed.on_profile("uninstall")
        assert refused.returncode == 2
        assert "LibreOffice is running: close all its windows" in refused.stderr
        (worker,) = office.ask("running")
    office.close()
    assert ends(worker), "the process that computes ends with LibreOffice"

    again = installed.on_profile("install")
    assert again.returncode == 0, again.stderr
    assert f"installed in place of {__version__}" in again.stdout
    gone = installed.on_profile("uninstall")
    assert gone.returncode == 0, gone.stderr
    assert installed.files() == []
    assert "there was nothing to remove" in installed.on_profile("uninstall").stdout


def test_a_newer_version_is_not_replaced(installed: Installed, monkeypatch: pytest.MonkeyPatch) -> None:
    from cxcel_addin.office import program as programs

    made = builder.parts(builder.here())
    made["description.xml"] = made["description.xml"].replace(f'"{__version__}"'.encode(), b'"99.1"')
    newer = installed.folder / "newer.oxt"
    newer.write_bytes(builder._zipped(made))
    unopkg = programs.here().folder / "unopkg"
    words = ["add", "--suppress-license", str(newer), f"-env:UserInstallation={installed.profile.as_uri()}"]
    subprocess.run([*installed.user, unopkg, *words], env=programs.environment(), check=True, capture_output=True)
    refused = installed.on_profile("install")
    assert refused.returncode == 2
    assert "CXcel 99.1 is installed, which is newer" in refused.stderr
    assert "it is version 99.1" in installed.on_profile("doctor").stdout


def test_a_place_that_is_gone_is_told(installed: Installed) -> None:
    assert installed.on_profile("install").returncode == 0
    (place,) = installed.profile.glob("user/uno_packages/cache/uno_packages/*/cxcel.oxt/place.json")
    place.write_text('{"python": "/nowhere/python", "path": []}')
    looked = installed.on_profile("doctor")
    assert looked.returncode == 2
    assert "WRONG Environment: it runs /nowhere/python, not this Python" in looked.stdout
    office = Office(installed.folder, use_profile=True)
    with office.new() as book:
        book.block("", "A1", [[10]])
        assert book.typed("=NPS(A1)") == "#VALUE!"
        book.select("", "Z1")
        assert (
            "CXcel's Python is not at /nowhere/python: run `cxcel addin install --libreoffice`"
            in book.press("explain", {})[1]
        )
        worked, said = book.press("refresh", {})
        assert not worked
        assert said.startswith("CXcel's Python is not at /nowhere/python")
    office.close()
