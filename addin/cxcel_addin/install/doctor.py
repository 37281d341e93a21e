"""Everything that must be well for a cell to show a number, looked at one by one; what is not says what to do."""

from __future__ import annotations

import re
import struct
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from cxcel import __version__
from cxcel.errors import BadInput, CxError
from cxcel_addin.package import builder
from cxcel_addin.package.builder import XLWINGS

from . import excel, places, probe, record
from .installing import version_of
from .places import LIBRARIES, Places

AGAIN = "run `cxcel addin install`"
FROM_INTERNET = re.compile(rb"ZoneId\s*=\s*[34]")  # learn.microsoft.com/deployoffice/security/internet-macros-blocked
BLOCKED_STREAM = ":Zone.Identifier"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Parameters
    ----------
    title : str
        What.
    well : bool
        Whether it is as it should be.
    told : str
        One sentence: what is, and where it is not well, what to do.
    needed : bool
        Whether CXcel cannot work without it.
    """

    title: str
    well: bool
    told: str
    needed: bool = True


def checks() -> Iterator[Check]:
    """Look at one thing after the other; the last two start a server and take seconds.

    Raises
    ------
    BadInput
        This is not Windows.
    """
    places.must_be_windows()
    for title, look in (("Python", python), ("xlwings", xlwings), ("Profile", profile)):
        yield (first := _looked(title, look))
        if not first.well:
            return  # the rest cannot be looked at without
    where = places.here()
    yield _looked("Start folder", lambda: start_folder(where), needed=False)
    yield _looked("Add-in", lambda: addin(where))
    yield _looked("Blocked files", lambda: blocked(_files(where)))
    yield _looked("Excel", excel_program, needed=False)
    yield _looked("Excel open", excel_open, needed=False)
    yield from server(where)


def _looked(title: str, look: Callable[[], str], needed: bool = True) -> Check:
    try:
        return Check(title, True, look(), needed)
    except CxError as error:
        return Check(title, False, str(error), needed)


def profile() -> str:
    """Say where the user's part of Windows is."""
    return str(places.profile().appdata)


def start_folder(where: Places) -> str:
    """Say whether Excel will trust what is in its start folder."""
    folder = str(where.addin.parent)
    if folder.startswith("\\\\"):
        # the same page as for STARTUP: folders on a network are trusted only where a policy says so
        raise BadInput(f"{folder} is on a network: if Excel blocks the add-in's macros, ask IT to trust this folder")
    return folder


def python() -> str:
    """Say which Python this is."""
    version = ".".join(map(str, sys.version_info[:3]))
    return f"{version}, {8 * struct.calcsize('P')} bit; cells run {places.interpreter()}; CXcel {__version__}"


def xlwings() -> str:
    """Say whether xlwings is the version whose library the add-in asks for."""
    way = f"run `python -m pip install xlwings=={XLWINGS}` with this Python"
    try:
        version = metadata.version("xlwings")
    except metadata.PackageNotFoundError:
        raise BadInput(f"it is not installed: {way}") from None
    if version != XLWINGS:
        raise BadInput(f"it is version {version}, and the add-in needs {XLWINGS}: {way}")
    return f"{version}, with its libraries in {places.library()}"


def addin(where: Places) -> str:
    """Say whether the add-in is there, whole, of this version, and told of this Python."""
    try:
        content = where.addin.read_bytes()
    except FileNotFoundError:
        raise BadInput(f"it is not installed: {AGAIN}") from None
    except OSError as error:
        raise BadInput(f"{where.addin} cannot be read ({error.strerror}): see to it first") from None
    version = version_of(content)
    if version is None:
        raise BadInput(f"{where.addin} is not CXcel's: move it elsewhere, then {AGAIN}")
    if version != __version__:
        raise BadInput(f"it is version {version or 'unknown'}, and CXcel here is {__version__}: {AGAIN}")
    known = record.read(where)
    if known and known.files.get(record.relative(where, where.addin)) != record.digest(content):
        raise BadInput(f"{where.addin} was changed since it was installed: {AGAIN} to write it again")
    told = settings_of(content)
    if told.get("python") != where.python:
        raise BadInput(f"it runs {told.get('python') or 'no Python'}, not this one: {AGAIN} with the Python you want")
    if told.get("folder") != str(where.library):
        raise BadInput(f"it looks for xlwings in {told.get('folder') or 'no folder'}: {AGAIN}")
    return f"{version}, {where.addin}"


def settings_of(content: bytes) -> dict[str, str]:
    """Return what an add-in was told at its installation, as far as it can be read."""
    try:
        return builder.settings_of(content)
    except (KeyError, zipfile.BadZipFile):
        return {}


def _files(where: Places) -> list[Path]:
    return [where.addin, Path(where.python), *(where.library / name for name in LIBRARIES.values())]


def blocked(files: list[Path]) -> str:
    """Say which files carry the mark that Windows puts on what comes from the internet."""
    marked = [str(path) for path in files if is_blocked(path)]
    if marked:
        raise BadInput(
            f"marked as coming from the internet: {', '.join(marked)}; right-click the file, Properties, tick Unblock, "
            f"and for the add-in {AGAIN}"
        )
    return "none is marked as coming from the internet"


def is_blocked(path: Path) -> bool:
    """Whether Windows says of a file that it comes from the internet."""
    try:
        return bool(FROM_INTERNET.search(Path(f"{path}{BLOCKED_STREAM}").read_bytes()))
    except OSError:  # no such stream, or a disk that has none
        return False


def excel_program() -> str:
    """Say where Excel is, and whether xlwings has a library of its bitness."""
    program = excel.found()
    if program is None:
        raise BadInput("it was not found where it usually is; if you have it, all is well; if not, install Excel")
    bits = excel.bits(program)
    if bits not in LIBRARIES:
        raise BadInput(f"{program} is for a processor that xlwings has no library for: use Excel for Intel processors")
    return f"{bits} bit, which {LIBRARIES[bits]} is for; {program}"


def excel_open() -> str:
    """Say whether Excel runs now."""
    return "yes; what is installed now takes effect when it is started anew" if excel.running() else "no"


def server(where: Places) -> Iterator[Check]:
    """Start the server and compute a score through xlwings' library, as a cell does."""
    told = settings_of(where.addin.read_bytes()) if where.addin.is_file() else {}
    command = told.get("python") or where.python
    found = probe.probe(Path(told.get("folder") or where.library), command)
    if not found.loaded:
        yield Check("Library", False, f"it cannot be loaded ({found.why}): {AGAIN}")
        return
    yield Check("Library", True, "loaded")
    if not found.started:
        told_ = f"{command} does not start ({found.why}): {AGAIN}; if it stays so, ask IT whether a rule blocks it"
        yield Check("Server", False, told_)
        return
    yield Check("Server", True, "started")
    formula = f"={probe.FUNCTION}({', '.join(f'{score:g}' for score in probe.SCORES)})"
    if found.answered:
        yield Check("Call", True, f"{formula} gave {probe.SCORE:g}, {found.seconds:.1f} seconds after the start")
    else:
        yield Check("Call", False, f"{formula} failed ({found.why}): install CXcel again in this Python")
