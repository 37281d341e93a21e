"""Writing what a user asked for: whole or not at all, and never over what it was made from."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from cxcel.errors import BadInput, BadOption

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
LOCKS = ("~${}", ".~lock.{}#")  # left beside an open file by Excel and by LibreOffice


def check_ending(target: Path, suffix: str, why: str) -> None:
    """Refuse a name for the output that does not say what kind of file it is.

    Raises
    ------
    BadOption
        It ends otherwise.
    """
    if target.suffix.lower() != suffix:
        raise BadOption(f"-o {target.name} must end in {suffix}: {why}")


def check_target(target: Path, inputs: Iterable[Path] = ()) -> None:
    """Say now, before long work, why a file could not be written later.

    Raises
    ------
    BadInput
        The target is an input, a folder, open elsewhere, or in a folder that is not there or not writable.
    """
    folder = target.parent
    if any(_same(target, source) for source in inputs):
        raise BadInput(f"{target} is one of the files read: choose another name for the output")
    if target.is_dir():
        raise BadInput(f"{target} is a folder: name a file in it, such as {target / 'report.xlsx'}")
    if not folder.is_dir():
        raise BadInput(f"the folder {folder} does not exist: make it first, or write elsewhere")
    for lock in LOCKS:
        if (folder / lock.format(target.name)).exists():
            raise BadInput(f"{target} is open in another program: close it there, or choose another name")
    if not os.access(folder, os.W_OK) or (target.exists() and not os.access(target, os.W_OK)):
        raise BadInput(f"{target} cannot be written: access is denied; choose a folder of your own")


def _same(target: Path, source: Path) -> bool:
    """Whether both are one file, through whatever link or spelling."""
    try:
        return target.samefile(source)
    except OSError:
        return target.resolve() == source.resolve()


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write every file beside its place first, then put all in place; on failure none is changed.

    Raises
    ------
    BadInput
        The disk is full, or a file cannot be written or replaced.
    """
    made: dict[Path, Path] = {}
    replaced: dict[Path, bytes | None] = {}
    try:
        for target, content in contents.items():
            made[target] = _beside(target, content)
        for target, temporary in made.items():
            older = _older(target) if len(made) > 1 else None
            _replace(temporary, target)
            replaced[target] = older
    except BadInput:
        for target, older in replaced.items():
            _put_back(target, older)
        raise
    finally:
        for temporary in made.values():
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _older(target: Path) -> bytes | None:
    with suppress(OSError):
        return target.read_bytes()
    return None


def _put_back(target: Path, older: bytes | None) -> None:
    if older is None:
        with suppress(OSError):
            target.unlink()
    else:
        _replace(_beside(target, older), target)


def _beside(target: Path, content: bytes) -> Path:
    temporary: Path | None = None
    try:
        folder = target.resolve().parent  # beside what a link points to, so that the link stays one
        handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=".part", dir=folder)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
    except BaseException as error:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _sentence(target, error) from error
        raise
    return temporary


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _replace(temporary: Path, target: Path) -> None:
    try:
        os.replace(temporary, target.resolve())
    except OSError as error:
        raise _sentence(target, error) from error


def _sentence(target: Path, error: OSError) -> BadInput:
    if error.errno in FULL:
        return BadInput(f"{target} was not written: the disk is full; make room or write elsewhere")
    if isinstance(error, PermissionError):
        return BadInput(f"{target} was not written: it is open in another program or protected; close it there")
    return BadInput(f"{target} was not written: {error.strerror or error}; write elsewhere")
