"""What a report is made of: files, and sources by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxcel.data.dataset import Dataset
from cxcel.data.load import load
from cxcel.errors import BadInput

from ...report.keep import find
from .parsing import parse_reading

if TYPE_CHECKING:
    from cxcel.sources.sampling import Drawn
    from cxcel.sources.source import Source

    from ...report.build.exact import Exact

_NAME = re.compile(r"[A-Za-z][\w-]*")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read, and all rows of sources of which a sample was read."""

    data: Dataset
    exact: Exact | None


def named(files: Sequence[Path]) -> tuple[list[Path], list[Source]]:
    """Return the files, and the sources: registered names that are no files; a folder may have the name of its source.

    Examples
    --------
    >>> named([Path("contacts.csv")])
    ([PosixPath('contacts.csv')], [])
    """
    paths: list[Path] = []
    found: list[Source] = []
    for path in files:
        source = None if path.is_file() or not _NAME.fullmatch(str(path)) else _registered(str(path))
        if source is None:
            paths.append(path)
        elif source not in found:
            found.append(source)
    return paths, found


def _registered(name: str) -> Source | None:
    from cxcel.sources.fields import same
    from cxcel.sources.registry import sources

    return next((source for known, source in sources().items() if same(known) == same(name)), None)


def marked(files: Sequence[Path]) -> dict[Path, Collection[str]]:
    """Return the sheets of each file that are a report's and no data."""
    return {path: find(path).marked for path in named(files)[0]}


def loaded(
    files: Sequence[Path],
    without: Mapping[Path, Collection[str]],
    step: Callable[[str], None] | None = None,
    *,
    strict: bool = True,
    **options: Any,
) -> Loaded:
    """Read files and sources; of large sources a sample.

    Raises
    ------
    CxError
        An option, a file or a source cannot be used, or files stand beside a sample.
    """
    paths, sources = named(files)
    reading = parse_reading(options)
    if not sources:
        return Loaded(load(paths, strict=strict, progress=step, without=without, **reading), None)
    from cxcel.sources.sampling import draw, told_of

    from ...report.build.exact import Exact

    if step is not None:
        step(f"Reading {', '.join(source.name for source in sources)}")
    drawn = draw([replace(source, blanks=(*source.blanks, *reading["blanks"])) for source in sources])
    _refuse_beside(drawn, paths)
    reading["roles"] = [*(told for one in drawn for told in one.told), *reading["roles"]]
    reading["blanks"] = [mark for one in drawn for mark in one.side.opened.source.blanks]
    for name in ("decimal", "dates"):
        told = (getattr(one.side.opened.source, name) for one in drawn)
        reading[name] = reading[name] or next(filter(None, told), "")
    further = [one.table for one in drawn]
    data = load(paths, strict=strict, progress=step, without=without, further=further, **reading)
    return Loaded(told_of(data, drawn), Exact(drawn) if any(one.sampled for one in drawn) else None)


def _refuse_beside(drawn: Sequence[Drawn], paths: Sequence[Path]) -> None:
    """Refuse files beside a sample, in which most of their rows would find no partner."""
    large = next((one for one in drawn if one.sampled), None)
    if large is not None and paths:
        raise BadInput(
            f"{paths[0].name} is a file, and of source '{large.name}' with its {large.total:,} rows a sample is read: "
            f"name the file as a source, too, with cxcel source add NAME {paths[0].name}"
        )
