"""Putting the add-in where Excel loads it, whole or not at all."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cxcel import __version__
from cxcel.errors import BadInput
from cxcel_addin.hosts.files import write_all
from cxcel_addin.package import builder

from . import excel, record
from .places import Places

TITLE = b"<dc:title>CXcel</dc:title>"  # in what every program shows as the file's properties


def install(places: Places) -> list[str]:
    """Write the add-in and the record of it; return what was done, in a line each.

    An older version is replaced, the same one written again.

    Raises
    ------
    BadInput
        Excel runs, a newer version or a file of someone else's is in the place, or something cannot be written.
        Nothing was changed.
    """
    excel.must_be_closed()
    before = version_in_place(places)
    known = _known(places)
    addin = builder.with_settings(builder.packaged(), places.settings)
    made = _make_folders(places.appdata, (places.addin.parent, places.record.parent))
    try:
        kept = known.folders if known else ()
        new = [record.relative(places, folder) for folder in made]
        files = {record.relative(places, places.addin): record.digest(addin)}
        written = record.Record(__version__, files, (*kept, *new))
        write_all({places.addin: addin, places.record: written.content()})
    except BaseException:
        _remove_empty(made)
        raise
    return _said(places, before)


def _said(places: Places, before: str | None) -> list[str]:
    how = {None: "installed", __version__: "written again"}.get(before, f"installed in place of {before or 'another'}")
    return [
        f"CXcel {__version__} {how}: {places.addin}",
        f"it runs {places.python}",
        f"{_remover()} removes it; what that will remove stands in {places.record}",
        "start Excel: the tab CX is in the ribbon. Excel loads the add-in from its start folder, "
        "so the list under Developer, Excel Add-ins does not show it",
    ]


def _remover() -> str:
    """Name what takes it out again: in a bundle, which has no command on PATH, the file that the user saw."""
    bundled = Path(sys.prefix).parent / "uninstall.cmd"
    return str(bundled) if bundled.is_file() else "`cxcel addin uninstall`"


def version_in_place(places: Places) -> str | None:
    """Return the version of the add-in that is there, None where there is none.

    Raises
    ------
    BadInput
        It is newer than this one, not CXcel's, or cannot be read.
    """
    try:
        content = places.addin.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise BadInput(f"{places.addin} cannot be read ({error.strerror}): see to it first") from None
    version = version_of(content)
    if version is None:
        raise BadInput(f"{places.addin} is not an add-in of CXcel's: move it elsewhere first; nothing was changed")
    if _order(version) > _order(__version__):
        raise BadInput(
            f"CXcel {version} is installed, which is newer than this {__version__}: update this one "
            "(`python -m pip install --upgrade cxcel`), or run `cxcel addin uninstall` first"
        )
    return version


def version_of(content: bytes) -> str | None:
    """Return the version of an add-in of CXcel's, "" where it is ours and does not say, None for any other file.

    Examples
    --------
    >>> version_of(b"a text") is None
    True
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            ours = TITLE in book.read("docProps/core.xml") and "xl/vbaProject.bin" in book.namelist()
    except (zipfile.BadZipFile, KeyError):
        return None
    return builder.version_of(content) if ours else None


def _order(version: str) -> tuple[tuple[int, ...], bool, str]:
    """Return what versions are compared by; 1.0rc1 comes before 1.0.

    Examples
    --------
    >>> sorted(["1.10", "1.9", "1.10rc1", "1.9.1"], key=_order)
    ['1.9', '1.9.1', '1.10rc1', '1.10']
    """
    numbers, rest = re.fullmatch(r"([\d.]*)(.*)", version, re.DOTALL).groups()  # type: ignore[union-attr] # any text fits
    return tuple(int(part) for part in numbers.split(".") if part), not rest, rest


def _known(places: Places) -> record.Record | None:
    """Return the record of an earlier installation; a damaged one is written anew."""
    with suppress(BadInput):
        return record.read(places)
    return None


def _make_folders(base: Path, wanted: Iterable[Path]) -> list[Path]:
    """Make the folders below a folder that are not there, and return them; on failure, none is."""
    made: list[Path] = []
    try:
        for folder in wanted:
            for path in (*reversed(folder.relative_to(base).parents[:-1]), folder.relative_to(base)):
                if not (base / path).is_dir():
                    (base / path).mkdir()
                    made.append(base / path)
    except OSError as error:
        _remove_empty(made)
        raise BadInput(f"the folder {base / path} cannot be made ({error.strerror}): see to it first") from None
    return made


def _remove_empty(folders: list[Path]) -> None:
    for folder in reversed(folders):
        with suppress(OSError):
            folder.rmdir()
