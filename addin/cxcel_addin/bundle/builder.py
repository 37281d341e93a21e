"""The zip: the same interpreter, packages and CXcel give the same bytes.

Nothing in it is compiled beforehand: that needs a Python of the same version.  The call that install.cmd ends with
has Python write what a cell needs beside its modules, which saves a third of a second at each start.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from pathlib import Path

from cxcel import __version__

from . import downloads, interpreter, ours, wheels
from .wheels import Package

FOLDER = "CXcel"  # the one folder in the zip
READ_ME, LICENCES = "READ ME.txt", "LICENCES.txt"
COMMANDS = ("cxcel.cmd", "install.cmd", "uninstall.cmd")
_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a zip file can say: the same for every build


def build(
    python: Path | None, kept: Path | None, say: Callable[[str], None] = lambda _: None, *, sources: bool = False
) -> bytes:
    """Return the zip; the arguments and what is raised are those of `contents`."""
    parts = contents(python, kept, say, sources=sources)
    say("zip")
    return zipped(parts)


def contents(
    python: Path | None, kept: Path | None, say: Callable[[str], None] = lambda _: None, *, sources: bool = False
) -> dict[str, bytes]:
    """Return what goes into the zip: each file by its name.

    Parameters
    ----------
    python : Path, optional
        python.org's embeddable zip; without it PyPI's copy is taken.
    kept : Path, optional
        A folder that keeps what is downloaded.
    say : function
        Told what is being done.
    sources : bool
        Put in what data outside the workbook need, too.

    Raises
    ------
    CxError
        The interpreter is of no use, or something cannot be downloaded.
    """
    with tempfile.TemporaryDirectory(prefix="cxcel-") as folder:
        down = Path(folder)
        if python is None:
            say("Windows Python")
            inside = interpreter.from_package(downloads.python(down, kept))
        else:
            inside = interpreter.opened(python)
        say("packages for Windows")
        packed, packages = wheels.unpacked(downloads.wheels(inside.version, down, kept, sources=sources))
    mine, about = ours.files()
    return {**_python(inside), **packed, **mine, **_texts(inside, [about, *packages])}


def _python(inside: interpreter.Interpreter) -> dict[str, bytes]:
    """Return the interpreter, told to look for modules in its own folder and nowhere else.

    Without ``import site``: until Python 3.15 that line also lets the user's own packages in (CPython pull 137428).
    """
    own = f"python{inside.version}._pth"
    parts = {f"python/{name}": content for name, content in inside.files.items() if not name.endswith("._pth")}
    lines = [f"python{inside.version}.zip", ".", "site", "site\\win32", "site\\win32\\lib", ""]
    return parts | {f"python/{own}": "\r\n".join(lines).encode()}


def _texts(inside: interpreter.Interpreter, packages: Iterable[Package]) -> dict[str, bytes]:
    """Return what people read and start, with the line ends of Windows."""
    folder = files(__package__)
    texts = {name: (folder / name).read_text("utf-8") for name in (*COMMANDS, READ_ME)}
    texts[READ_ME] = texts[READ_ME].replace("VERSION", __version__)
    texts[LICENCES] = licences(f"{inside.version[0]}.{inside.version[1:]}", packages)
    return {name: text.replace("\n", "\r\n").encode("utf-8") for name, text in texts.items()}


def licences(python: str, packages: Iterable[Package]) -> str:
    """Return the list of what is inside, under which licence, and where its text stands."""
    python_itself = Package("Python", python, "PSF-2.0", ("python/LICENSE.txt",))
    lines = ["What is in this folder, its licence, and where the licence's text stands.", ""]
    for package in sorted([python_itself, *packages], key=lambda p: p.name.lower()):
        lines.append(f"{package.name} {package.version}: {package.licence}")
        lines += [f"    {text}" for text in package.texts]
    return "\n".join([*lines, ""])


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Pack the parts, sorted, with no time and no owner."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", _TIME)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(entry, parts[name])
    return out.getvalue()
