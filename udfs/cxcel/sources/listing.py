"""Which files a location stands for: one file, a folder with all below it, or a pattern with * and **."""

from __future__ import annotations

import fnmatch
import itertools
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from cxcel.errors import BadInput
from cxcel.sources.source import Source

ENDINGS = {
    ".parquet": "parquet",
    ".csv": "csv", ".tsv": "csv", ".csv.gz": "csv", ".tsv.gz": "csv",
}  # fmt: skip
WILD = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Found:
    """A file as the folder lists it: cheap to look at again."""

    path: str
    key: str
    size: int
    changed: int


def refused(source: Source, sentence: str) -> BadInput:
    """Return the error of a source that cannot be used as it is."""
    return BadInput(f"source '{source.name}': {sentence}")


def place(source: Source) -> Path:
    """Return where a source of files lies: "~" is the user's folder, other places start at the source's own file.

    Examples
    --------
    >>> place(Source("contacts", "logs/*.parquet", home=Path("/data"))).as_posix()
    '/data/logs/*.parquet'
    """
    return Path(os.path.abspath(source.home.expanduser() / Path(source.location).expanduser()))


def kind_of(name: str) -> str:
    """Return "parquet", "csv" or "" for a file's name.

    Examples
    --------
    >>> kind_of("part-0.snappy.parquet"), kind_of("May.CSV.gz"), kind_of("notes.txt")
    ('parquet', 'csv', '')
    """
    lowered = name.lower()
    return next((kind for ending, kind in ENDINGS.items() if lowered.endswith(ending)), "")


def found(source: Source) -> tuple[str, tuple[Found, ...]]:
    """Return the kind of a source's files and the files in the order of their names, or say why there are none."""
    where = place(source)
    files = tuple(sorted(_files(source, where), key=lambda file: file.key))
    kinds = sorted({kind_of(file.path) for file in files})
    if not files:
        raise refused(source, _nothing(source, where))
    if len(kinds) > 1:
        one, other = (next(file.key for file in files if kind_of(file.path) == kind) for kind in kinds)
        raise refused(
            source,
            f"{source.location} holds both CSV and Parquet ({one}, {other}); "
            'name one kind by a pattern such as "**/*.parquet"',
        )
    return kinds[0], files


def _files(source: Source, where: Path) -> Iterator[Found]:
    try:
        if where.is_file():
            if kind_of(where.name):
                yield _found(where.name, str(where))
        elif where.is_dir():
            yield from _below(where, None)
        elif WILD.search(str(where)):
            root, pattern = _parted(where)
            if root.is_dir():
                yield from _below(root, pattern)
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        inside = _relative(error.filename, where)
        raise refused(source, f"{inside or source.location} cannot be read ({reason}); check who may read it") from None


def _below(root: Path, pattern: PurePath | None) -> Iterator[Found]:
    """Return the data files below a folder that fit a pattern; names that start with "." or "_" are no data."""
    fits = re.compile(_expression(pattern)) if pattern else None
    deepest = None if pattern is None or "**" in pattern.parts else len(pattern.parts)
    seen: set[tuple[int, int]] = set()
    for folder, folders, names in os.walk(root, onerror=_raise, followlinks=True):
        stat = os.stat(folder)
        inner = PurePath(os.path.relpath(folder, root)).parts if folder != str(root) else ()
        if (stat.st_dev, stat.st_ino) in seen or (deepest is not None and len(inner) + 1 >= deepest):
            folders.clear()
        if (stat.st_dev, stat.st_ino) in seen:
            continue  # a link that leads back
        seen.add((stat.st_dev, stat.st_ino))
        folders[:] = [name for name in folders if not name.startswith((".", "_"))]
        for name in names:
            key = "/".join((*inner, name))
            if kind_of(name) and not name.startswith((".", "_")) and (fits is None or fits.fullmatch(key)):
                yield _found(key, os.path.join(folder, name))


def _found(key: str, path: str) -> Found:
    stat = os.stat(path)
    return Found(path, key, stat.st_size, stat.st_mtime_ns)


def _parted(where: Path) -> tuple[Path, PurePath]:
    """Part a pattern into the folder before its first wildcard and the rest."""
    root = fixed_part(where)
    return root, where.relative_to(root)


def fixed_part(where: Path) -> Path:
    """Return a place up to its first wildcard.

    Examples
    --------
    >>> fixed_part(Path("/data/logs/*/day-?.parquet")).as_posix()
    '/data/logs'
    """
    parts = itertools.takewhile(lambda part: not WILD.search(part), where.parts)
    return where if where.exists() else Path(*parts)


def _expression(pattern: PurePath) -> str:
    """Return a regular expression for a pattern; "**" stands for any number of folders, "*" for none of "/"."""
    parts = []
    for part in pattern.parts[:-1]:
        parts.append("(?:[^/]+/)*" if part == "**" else _segment(part) + "/")
    last = pattern.parts[-1]
    return "".join(parts) + ("(?:[^/]+/)*[^/]+" if last == "**" else _segment(last))


def _segment(part: str) -> str:
    translated = fnmatch.translate(part.replace("**", "*"))
    return translated.removeprefix("(?s:").removesuffix(r")\Z").replace(".*", "[^/]*")


def _nothing(source: Source, where: Path) -> str:
    kinds = ", ".join(ENDINGS)
    if where.is_file():
        return f"{source.location} is no file that a source can read; it reads {kinds}, .duckdb and .sqlite"
    if where.is_dir():
        return f"the folder {source.location} holds no data; a source reads files that end in {kinds}"
    if WILD.search(str(where)):
        return f"no file fits {source.location}; check the pattern (it starts at the folder of the source's own file)"
    return f"{source.location} is not there; check the path or put the file back"


def _relative(path: str | bytes | None, where: Path) -> str:
    """Return a path inside the source, and "" for one outside of it."""
    try:
        inside = PurePath(os.fsdecode(path or "")).relative_to(fixed_part(where)).as_posix()
    except ValueError:
        return ""
    return "" if inside == "." else inside


def _raise(error: OSError) -> None:
    raise error
