"""From packages to the folder beside the interpreter: what goes where, and what nobody needs there."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from email import message_from_bytes
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from cxcel.errors import CxError

SITE = "python/site"
BESIDE_PYTHON = "python"
# nothing imports these from outside themselves; a test runs every function and a report without them
FOLDERS = frozenset({"tests", "test", "demos", "Demos", "examples", "samples", "include", "HTML"})
SUFFIXES = frozenset({".pyi", ".pyx", ".pxd", ".h", ".c", ".cpp", ".lib", ".a", ".chm", ".pth", ".exe"})
PARTS = {
    "xlwings": {"xlwings", "LICENSE_PRO.txt"},  # its DLL alone is loaded
    "pywin32": {"adodbapi", "isapi", "pythonwin"},  # databases (LGPL), web server, editor; and their licences
}
SAID_BY_PIP = frozenset({"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"})  # of one installation
_LICENCE = re.compile(r"(licen[cs]es?|copying)\b", re.I)


class Package(NamedTuple):
    """What a licence list says of a package."""

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]  # where its licence texts stand in the zip


def unpacked(wheels: Iterable[Path]) -> tuple[dict[str, bytes], list[Package]]:
    """Return the files of the packages by their place in the zip, and the packages.

    Raises
    ------
    CxError
        A wheel is damaged.
    """
    parts: dict[str, bytes] = {}
    packages = []
    for wheel in wheels:
        name = wheel.name.split("-")[0]
        try:
            with zipfile.ZipFile(wheel) as archive:
                placed = [(place(name, i.filename), i) for i in archive.infolist() if not i.is_dir()]
                files = {where: archive.read(info) for where, info in placed if where}
        except (OSError, zipfile.BadZipFile) as error:
            raise CxError(f"{wheel} is damaged ({error}): delete it and try again") from None
        parts |= files
        packages.append(described(files))
    return parts, packages


def place(package: str, name: str) -> str | None:
    """Return where a file of a wheel goes, or None where it is left out.

    Examples
    --------
    >>> place("xlwings", "xlwings-0.37.8.data/data/xlwings64-0.37.8.dll")
    'python/xlwings64-0.37.8.dll'
    >>> place("xlwings", "xlwings/main.py"), place("numpy", "numpy/ma/tests/test_core.py")
    (None, None)
    >>> place("pywin32", "win32/win32api.pyd")
    'python/site/win32/win32api.pyd'
    """
    path = PurePosixPath(name)
    top = path.parts[0]
    if path.suffix == ".dll" and (top == "pywin32_system32" or name.startswith(f"{top.split('.data')[0]}.data/data/")):
        return f"{BESIDE_PYTHON}/{path.name}"
    if top.endswith(".data") or path.name in SAID_BY_PIP or PARTS.get(package, set()).intersection(path.parts):
        return None
    if FOLDERS.intersection(path.parts[:-1]) or path.suffix in SUFFIXES:
        return None
    return f"{SITE}/{name}"


def described(files: dict[str, bytes]) -> Package:
    """Return name, version and licence of a package from its metadata."""
    (place,) = (name for name in files if name.endswith(".dist-info/METADATA"))
    folder = place.removesuffix("METADATA")
    said = message_from_bytes(files[place])
    classifiers = [c.split(" :: ")[-1] for c in said.get_all("Classifier", []) if c.startswith("License :: ")]
    short = str(said["License"] or "").strip()
    licence = str(said["License-Expression"] or "") or (short if "\n" not in short else "") or ", ".join(classifiers)
    texts = sorted(n for n in files if n.startswith(folder) and _is_licence(n.removeprefix(folder)))
    return Package(str(said["Name"]), str(said["Version"]), licence, tuple(texts))


def _is_licence(name: str) -> bool:
    return name.startswith("licenses/") or bool(_LICENCE.match(name))
