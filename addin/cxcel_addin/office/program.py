"""LibreOffice on this machine: where it is, its version, the user's profile, and its program for extensions."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cxcel.errors import BadInput

from .builder import Place, place_of
from .inside.names import IDENTIFIER

SECONDS = 180  # that LibreOffice may take to add or remove an extension; it takes two
BRIDGE = ("pythonloader.py", "pyuno.so", "pyuno.pyd", "libpyuno.dylib")
EXPANDED = "vnd.sun.star.expand:$UNO_USER_PACKAGES_CACHE/"
# help.libreoffice.org, "LibreOffice user profile"; wiki.documentfoundation.org/UserProfile has the folders
PROFILES = {"win32": r"%APPDATA%\LibreOffice\4", "darwin": "~/Library/Application Support/LibreOffice/4"}
PROFILE = "~/.config/libreoffice/4"
USUAL = {
    "win32": (r"%ProgramFiles%\LibreOffice\program", r"%ProgramFiles(x86)%\LibreOffice\program"),
    "darwin": ("/Applications/LibreOffice.app/Contents/MacOS",),
}
UNIX = ("/usr/lib/libreoffice/program", "/usr/lib64/libreoffice/program")


@dataclass(frozen=True)
class Extension:
    """The extension as LibreOffice lists it.

    Parameters
    ----------
    version : str
        Its version.
    folder : Path
        Where LibreOffice unpacked it.
    """

    version: str
    folder: Path

    @property
    def place(self) -> Place | None:
        """The environment that it was told of."""
        return place_of(self.folder)


@dataclass(frozen=True)
class Office:
    """One LibreOffice and one profile of it.

    Parameters
    ----------
    folder : Path
        The folder of its programs.
    profile : Path
        The user's settings and extensions.
    """

    folder: Path
    profile: Path

    @property
    def version(self) -> str:
        """The version, "" where it is written nowhere."""
        name = "bootstrap.ini" if os.name == "nt" else "bootstraprc"
        for base in (self.folder, self.folder.parent / "Resources"):
            try:
                found = re.search(r"^ProductKey=\S+ (\S+)", (base / name).read_text("utf-8", "replace"), re.M)
            except OSError:
                continue
            return found[1] if found else ""
        return ""

    @property
    def has_python(self) -> bool:
        """Whether it can run extensions that are written in Python."""
        roots = (self.folder, self.folder.parent / "Resources", self.folder.parent / "Frameworks")
        return any((root / name).exists() for root in roots for name in BRIDGE)

    def extension(self) -> Extension | None:
        """Return the extension that this user has, or None."""
        told = self.unopkg("list", IDENTIFIER, may_fail=True)
        version = re.search(r"^\s*Version: (\S+)", told, re.M)
        url = re.search(r"^\s*URL: (\S+)", told, re.M)
        if version is None or url is None:
            return None
        path = url[1].removeprefix(EXPANDED)
        return Extension(version[1], self.profile / "user" / "uno_packages" / "cache" / path)

    def unopkg(self, *words: str, may_fail: bool = False) -> str:
        """Run LibreOffice's program for extensions; return what it printed.

        Raises
        ------
        BadInput
            LibreOffice runs, refuses, or does not answer.
        """
        must_be_a_user()
        program = next((p for name in ("unopkg.com", "unopkg") if (p := self.folder / name).exists()), None)
        if program is None:
            raise BadInput(f"{self.folder} has no unopkg: install LibreOffice anew")
        command = [str(program), *words, f"-env:UserInstallation={self.profile.absolute().as_uri()}"]
        try:
            run = subprocess.run(
                command, env=environment(), capture_output=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL
            )
        except subprocess.TimeoutExpired:
            raise BadInput("LibreOffice did not answer: close all its windows, then run this again") from None
        except OSError as error:
            raise BadInput(f"{program} does not start: {error.strerror or error}") from None
        told = (run.stdout + run.stderr).decode("utf-8", "replace")
        if "already running" in told:
            raise BadInput(
                "LibreOffice is running: close all its windows, then run this again (if none is open, it ended badly: "
                f"delete {self.profile / '.lock'}); nothing was changed"
            )
        if run.returncode and not may_fail:
            said = re.search(r"ERROR: (?:Exception occurred: )?(.*?)(?: at \./|$)", told, re.M)
            why = said[1] if said else told.strip()[:200]
            raise BadInput(f"LibreOffice refused, for the profile {self.profile}: {why}; nothing was changed")
        return told


def must_be_a_user() -> None:
    """Refuse the administrator, whose extensions nobody else would have.

    Raises
    ------
    BadInput
        This is root.
    """
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        raise BadInput("LibreOffice takes no extension from root: run this as the user who works with LibreOffice")


def environment() -> dict[str, str]:
    """Return an environment in which LibreOffice finds its own Python: an activated one on PATH would be taken."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return kept | ({} if os.name == "nt" else {"PATH": "/usr/bin:/bin:/usr/local/bin"})


def here(profile: Path | None = None) -> Office:
    """Return the LibreOffice of this machine.

    Raises
    ------
    BadInput
        There is none.
    """
    for folder in _folders():
        if (folder / "unopkg").exists() or (folder / "unopkg.com").exists():
            return Office(folder, profile or usual_profile())
    raise BadInput(
        "LibreOffice was not found: install it from libreoffice.org (on Debian: apt-get install libreoffice)"
    )


def _folders() -> Iterator[Path]:
    usual = USUAL.get(sys.platform, UNIX)
    found = shutil.which("soffice", path=environment().get("PATH"))
    if found:
        yield Path(found).resolve().parent
    yield from (Path(os.path.expandvars(folder)) for folder in usual)
    if sys.platform not in USUAL:
        yield from sorted(Path("/opt").glob("libreoffice*/program"), reverse=True)


def usual_profile() -> Path:
    """Return the profile that LibreOffice uses when it is not told another."""
    return Path(os.path.expandvars(PROFILES.get(sys.platform, PROFILE))).expanduser()


def leftovers(profile: Path) -> list[Path]:
    """Return the folders in which LibreOffice still has copies of a removed extension; it would empty them later."""
    user = profile / "user"
    roots = (user / "extensions" / "tmp" / "extensions", user / "uno_packages" / "cache" / "uno_packages")
    found = (path for root in roots if root.is_dir() for path in sorted(root.iterdir()) if path.is_dir())
    return [path for path in found if any(is_ours(inner) for inner in path.iterdir())]


def is_ours(folder: Path) -> bool:
    """Whether a folder holds the extension unpacked."""
    try:
        return f'"{IDENTIFIER}"' in (folder / "description.xml").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False
