"""The extension in a user's LibreOffice: put in, taken out, and looked after."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from cxcel import __version__
from cxcel.errors import BadInput, CxError
from cxcel_addin.install import Check

from . import builder, program
from .inside.names import IDENTIFIER
from .inside.worker import Unreachable, Worker
from .program import Office

AGAIN = "run `cxcel addin install --libreoffice`"
SCORES, SCORE = (10.0, 9.0, 8.0, 3.0), 25.0


def install(office: Office) -> list[str]:
    """Add the extension, or put this version in place of another; return what was done, in a line each.

    Raises
    ------
    BadInput
        LibreOffice runs, cannot use it, refuses, or has a newer one. Nothing was changed.
    """
    must_run_python(office)
    before = office.extension()
    if before is not None and _order(before.version) > _order(__version__):
        raise BadInput(
            f"CXcel {before.version} is installed, which is newer than this {__version__}: update this one "
            "(`python -m pip install --upgrade cxcel`), or run `cxcel addin uninstall --libreoffice` first"
        )
    place = builder.here()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / builder.FILE_NAME
        file.write_bytes(builder.build(place))
        office.unopkg("add", "--suppress-license", "--force", str(file))
    if before is not None:
        _clean(office)
    how = "installed" if before is None else f"installed in place of {before.version}"
    return [
        f"CXcel {__version__} {how} in LibreOffice {office.version}: {office.profile}",
        f"it runs {place.python}",
        "`cxcel addin uninstall --libreoffice` removes it",
        "start LibreOffice Calc: there is a toolbar CX, and =NPS(A2:A501) computes",
    ]


def must_run_python(office: Office) -> None:
    """Refuse a LibreOffice without Python.

    Raises
    ------
    BadInput
        It has none.
    """
    if not office.has_python:
        raise BadInput(
            f"the LibreOffice in {office.folder} runs no Python: install its part for that (on Debian: apt-get install "
            "python3-uno)"
        )


def uninstall(office: Office) -> list[str]:
    """Remove the extension; return what was done, in a line each.

    Raises
    ------
    BadInput
        LibreOffice runs or refuses. Nothing was changed.
    """
    if office.extension() is None:
        return ["the extension is not installed for this user: there was nothing to remove"]
    office.unopkg("remove", IDENTIFIER)
    _clean(office)
    if office.extension() is not None or program.leftovers(office.profile):
        raise BadInput(f"part of the extension is still in {office.profile}: close LibreOffice and run this again")
    return [
        f"removed CXcel from LibreOffice {office.version}: {office.profile}",
        "checked: LibreOffice lists no extension of CXcel's any more, and none of its files is left",
        "`python -m pip uninstall cxcel` removes CXcel itself",
    ]


def _clean(office: Office) -> None:
    """Remove copies of what LibreOffice uses no more; it would do so some time."""
    now = office.extension()
    used = None if now is None else now.folder.parent
    for folder in program.leftovers(office.profile):
        if folder != used:
            shutil.rmtree(folder, ignore_errors=True)
            properties = folder.with_name(f"{folder.name}properties")
            properties.unlink(missing_ok=True)


def checks(profile: Path | None = None) -> Iterator[Check]:
    """Look at everything the extension needs, one by one; the last starts a process and takes a second."""
    try:
        office = program.here(profile)
    except CxError as error:
        yield Check("LibreOffice", False, str(error))
        return
    yield Check("LibreOffice", True, f"{office.version}, {office.folder}")
    yield _looked("Python in it", lambda: _python_in(office))
    extension = _looked("Extension", lambda: _extension(office))
    yield extension
    if extension.well:
        yield _looked("Environment", lambda: _place(office).python)
        yield _looked("Call", lambda: called(_place(office)))


def _looked(title: str, look: Callable[[], str]) -> Check:
    try:
        return Check(title, True, look())
    except (CxError, Unreachable) as error:
        return Check(title, False, str(error))


def _python_in(office: Office) -> str:
    must_run_python(office)
    return "there"


def _extension(office: Office) -> str:
    found = office.extension()
    if found is None:
        raise BadInput(f"it is not installed for this user: {AGAIN}")
    if found.version != __version__:
        raise BadInput(f"it is version {found.version}, and CXcel here is {__version__}: {AGAIN}")
    return f"{found.version}, {office.profile}"


def _place(office: Office) -> builder.Place:
    found = office.extension()
    place = found.place if found is not None else None
    if place is None:
        raise BadInput(f"the extension does not know where Python is: {AGAIN}")
    if place != builder.here():
        raise BadInput(f"it runs {place.python}, not this Python: {AGAIN} with the one you want")
    return place


def called(place: builder.Place) -> str:
    """Compute a score as a cell does.

    Raises
    ------
    BadInput
        It is not what it must be.
    """
    worker = Worker(place.python, place.path)
    try:
        (_, status, *_), (value, *_) = worker.ask({"call": "NPS", "values": [[16 + 8 * len(SCORES)]]}, [_packed()])
    finally:
        worker.stop()
    formula = f"NPS of {', '.join(f'{score:g}' for score in SCORES)}"
    if status or value != SCORE:
        raise BadInput(f"{formula} gave {value}: install CXcel again in this Python")
    return f"{formula} is {SCORE:g}"


def _packed() -> bytes:
    from .inside.packing import packed

    return packed([(score,) for score in SCORES])


def _order(version: str) -> tuple[tuple[int, ...], bool, str]:
    """Return what versions are compared by; 1.0rc1 comes before 1.0.

    Examples
    --------
    >>> sorted(["1.10", "1.9", "1.10rc1"], key=_order)
    ['1.9', '1.10rc1', '1.10']
    """
    numbers, rest = re.fullmatch(r"([\d.]*)(.*)", version, re.DOTALL).groups()  # type: ignore[union-attr] # any text fits
    return tuple(int(part) for part in numbers.split(".") if part), not rest, rest
