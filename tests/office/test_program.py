"""The commands for LibreOffice where something is missing: one sentence, and nothing done."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.hosts.conftest import started

from cxcel import __version__
from cxcel.errors import BadInput
from cxcel_addin.office import builder, installing, program
from cxcel_addin.office.program import Office


@pytest.fixture
def pretended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A LibreOffice whose unopkg is a script of the test's."""
    if os.name == "nt":
        pytest.skip("the script is one of a Unix shell")
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "bootstraprc").write_text("[Bootstrap]\nProductKey=LibreOffice 7.4\n")
    (folder / "pythonloader.py").write_text("")
    monkeypatch.setattr(program, "must_be_a_user", lambda: None)
    return Office(folder, tmp_path / "profile")


def answers(office: Office, script: str) -> None:
    unopkg = office.folder / "unopkg"
    unopkg.write_text(f"#!/bin/sh\n{script}\n")
    unopkg.chmod(0o755)


def test_the_extension_as_a_file(tmp_path: Path) -> None:
    target = tmp_path / "mine.oxt"
    told = started(["addin", "build", "--libreoffice", "-o", target]).works()
    assert told.startswith(f"wrote {target}, which runs ")
    assert target.read_bytes() == builder.build(builder.here())
    started(["addin", "build", "--libreoffice", "-o", tmp_path / "no" / "mine.oxt"]).fails("does not exist")
    started(["addin", "build", "--libreoffice", "-o", tmp_path / "x.zip"]).fails("-o x.zip must end in .oxt")


def test_a_profile_is_libreoffices(tmp_path: Path) -> None:
    for command in ("install", "uninstall", "doctor"):
        started(["addin", command, "--profile", tmp_path]).fails("--profile goes with --libreoffice")


def test_no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "_folders", lambda: iter(()))
    started(["addin", "install", "--libreoffice"]).fails("LibreOffice was not found: install it")
    started(["addin", "uninstall", "--libreoffice"]).fails("LibreOffice was not found")
    (check,) = installing.checks()
    assert not check.well


def test_a_libreoffice_without_python(pretended: Office) -> None:
    (pretended.folder / "pythonloader.py").unlink()
    with pytest.raises(BadInput, match="runs no Python: install its part for that"):
        installing.install(pretended)


def test_a_running_libreoffice_is_left_alone(pretended: Office) -> None:
    answers(
        pretended, 'echo "ERROR: unopkg cannot be started. The lock file indicates it is already running." >&2; exit 1'
    )
    for work in (installing.install, installing.uninstall):
        with pytest.raises(BadInput, match=r"is running: close all its windows.*delete .*profile/\.lock"):
            work(pretended)


def test_a_refusal_is_told_in_libreoffices_words(pretended: Office) -> None:
    answers(
        pretended,
        '[ "$1" = list ] && exit 1\necho "ERROR: Exception occurred: no room on the disk at ./a.cxx:7" >&2; exit 1',
    )
    with pytest.raises(
        BadInput, match=r"LibreOffice refused, for the profile .*: no room on the disk; nothing was changed"
    ):
        installing.install(pretended)


def test_root_is_refused(pretended: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr("os.geteuid", lambda: 0)
    with pytest.raises(BadInput, match="takes no extension from root"):
        installing.install(pretended)


def test_another_version_is_told(pretended: Office) -> None:
    folder = "vnd.sun.star.expand:$UNO_USER_PACKAGES_CACHE/uno_packages/x/cxcel.oxt"
    listed = rf"Identifier: org.cxcel.extension\n  Version: 0.0.1\n  URL: {folder}"
    answers(pretended, f"printf '{listed}\\n'")
    found = pretended.extension()
    assert found is not None
    assert found.version == "0.0.1"
    assert found.folder == pretended.profile / "user/uno_packages/cache/uno_packages/x/cxcel.oxt"
    assert pretended.version == "7.4"
    assert installing._order("0.0.1") < installing._order(__version__)


def test_leftovers_are_ours_alone(pretended: Office) -> None:
    root = pretended.profile / "user" / "extensions" / "tmp" / "extensions"
    for name, identifier in (("ours", "org.cxcel.extension"), ("other", "org.example.other")):
        folder = root / name / "package.oxt"
        folder.mkdir(parents=True)
        (folder / "description.xml").write_text(f'<description><identifier value="{identifier}"/></description>')
    assert program.leftovers(pretended.profile) == [root / "ours"]
