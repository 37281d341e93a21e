r"""The unpacked folder put in its place, and taken away: ``python -m cxcel_addin.bundle.place install|uninstall``.

install.cmd and uninstall.cmd run it with the Python of their own folder.  The place is fixed, %LOCALAPPDATA%\CXcel,
because Excel needs it from then on and the unpacked folder is thrown away: nobody but the user may write there, and
it does not roam with the profile.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import click

from cxcel.errors import BadInput
from cxcel_addin.hosts.cli.errors import run
from cxcel_addin.install import environment, excel, places, removing
from cxcel_addin.package import builder

FOLDER = "CXcel"
CONTENT = ("python", "cxcel.cmd", "install.cmd", "uninstall.cmd", "READ ME.txt", "LICENCES.txt")
PYTHON = Path("python") / "python.exe"
STARTED_BY = "CXCEL_STARTED_BY"  # the command line of cmd, with ' for "
DOUBLE_CLICK = "/c ''"  # as Explorer calls: cmd.exe /c ""C:\...\install.cmd" "
Command = Callable[[Path, str], int]


@click.group()
def app() -> None:
    """CXcel for people without Python."""


@app.command("install")
def install_command() -> None:
    """Copy this folder to its place and put the add-in into Excel."""
    sys.exit(install(_here(), _place(), cxcel))


@app.command("uninstall")
def uninstall_command() -> None:
    """Take the add-in out of Excel; uninstall.cmd removes the folder when this Python has ended."""
    for line in uninstall(_place(), places.here()):
        click.echo(line)


def _here() -> Path:
    return Path(sys.executable).parent.parent


def _place() -> Path:
    return environment.folder("LOCALAPPDATA") / FOLDER


def cxcel(folder: Path, words: str) -> int:
    """Run a command of CXcel's with the Python of a folder, and return its status."""
    program = [str(folder / PYTHON), "-P", "-E", "-m", "cxcel_addin.hosts.cli"]
    return subprocess.run([*program, *words.split()], check=False).returncode


def install(source: Path, target: Path, command: Command) -> int:
    """Put a folder in its place, all of it or nothing, and the add-in into Excel; return the exit status.

    Parameters
    ----------
    source : Path
        The unpacked folder; the place itself, to put the add-in into Excel once more.
    target : Path
        The place; an older folder there is replaced, and put back where the add-in cannot be installed.
    command : function
        Runs a command of CXcel's in a folder.

    Raises
    ------
    BadInput
        Excel runs, the folder is not whole, the place holds other files, or it cannot be written.
        Nothing was changed.
    """
    excel.must_be_closed()
    fresh, older = _beside(target)
    if older.exists() and not target.exists():  # an installation was cut off between its two renames
        os.replace(older, target)
    if target.exists() and target.samefile(source):
        status = command(target, "addin install")
    else:
        _must_hold_nothing_else(target)
        click.echo(f"copying to {target} ...")
        _copy(source, fresh)
        _swap(fresh, target, older)
        try:
            status = command(target, "addin install")
        except BaseException:
            _swap_back(fresh, target, older)
            raise
        if status:
            _swap_back(fresh, target, older)
        shutil.rmtree(older, ignore_errors=True)
    if status == 0:
        command(target, "addin doctor")
    return status


def uninstall(target: Path, where: places.Places) -> list[str]:
    """Take the add-in out of Excel if it runs the Python of the place; return what was done, in a line each.

    Raises
    ------
    BadInput
        Excel runs, or the add-in cannot be removed.  Nothing was changed.
    """
    excel.must_be_closed()
    other = _other_python(where.addin, target)
    if other:
        lines = [f"left {where.addin}: it runs another Python, {other}"]
    else:
        lines = [line for line in removing.uninstall(where) if line != removing.KEEP]
    for folder in _beside(target):
        shutil.rmtree(folder, ignore_errors=True)
    return lines


def _other_python(addin: Path, target: Path) -> str:
    """Return the interpreter that the add-in runs if it is not the one of the place."""
    try:
        told = builder.settings_of(addin.read_bytes())["python"]
        mine = Path(told).samefile(target / "python" / "pythonw.exe")
    except (OSError, KeyError, ValueError):
        return ""
    return "" if mine else told


def _beside(target: Path) -> tuple[Path, Path]:
    """Return where a folder waits before it takes the place, and after it lost it."""
    return target.with_name(f"{target.name}.new"), target.with_name(f"{target.name}.old")


def _must_hold_nothing_else(target: Path) -> None:
    strangers = sorted({path.name for path in target.iterdir()} - {*CONTENT}) if target.exists() else []
    if strangers:
        raise BadInput(
            f"{target} holds files that are not CXcel's ({', '.join(strangers[:3])}): move them elsewhere, "
            "then start install.cmd again; nothing was changed"
        )


def _copy(source: Path, fresh: Path) -> None:
    """Copy the folder beside the place.

    Content alone is copied: the mark of the internet is a second stream of a file, which `shutil.copy2` would take
    along on Windows (it calls CopyFile2).
    """
    missing = [name for name in CONTENT if not (source / name).exists()]
    if missing:
        raise BadInput(f"{source} is not whole ({missing[0]} is missing): unpack the zip file again")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        for name in CONTENT:
            if (source / name).is_dir():
                shutil.copytree(source / name, fresh / name, copy_function=shutil.copyfile, ignore=_compiled)
            else:
                shutil.copyfile(source / name, fresh / name)
    except (OSError, shutil.Error) as error:
        shutil.rmtree(fresh, ignore_errors=True)
        why = getattr(error, "strerror", None) or error
        raise BadInput(f"{source} cannot be copied ({why}): make room on the disk; nothing was changed") from None


_compiled = shutil.ignore_patterns("__pycache__")


def _swap(fresh: Path, target: Path, older: Path) -> None:
    """Put the new folder in its place, or leave all as it was."""
    try:
        shutil.rmtree(older, ignore_errors=True)
        if target.exists():
            os.rename(target, older)
        os.rename(fresh, target)
    except OSError as error:
        if older.exists() and not target.exists():
            os.rename(older, target)
        shutil.rmtree(fresh, ignore_errors=True)
        raise BadInput(
            f"{target} is in use ({error.strerror}): close Excel and what else runs from it, "
            "then start install.cmd again; nothing was changed"
        ) from None


def _swap_back(fresh: Path, target: Path, older: Path) -> None:
    os.rename(target, fresh)
    if older.exists():
        os.rename(older, target)
    shutil.rmtree(fresh, ignore_errors=True)


def main() -> None:
    """Run the command; after a double-click the window stays until its text was read."""
    try:
        run(app)
    finally:
        if DOUBLE_CLICK in os.environ.get(STARTED_BY, ""):
            with suppress(EOFError):
                input("Press Enter to close.")


if __name__ == "__main__":
    main()
