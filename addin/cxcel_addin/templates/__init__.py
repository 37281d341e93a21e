"""Workbooks that are ready to be filled in: declarations, and what makes a workbook of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cxcel.errors import choose

from .alignment import ALIGNMENT
from .centre import CENTRE
from .declared import Template
from .formulas import Formula
from .gallery import GALLERY
from .loyalty import LOYALTY
from .nps import TRACKER
from .programme import PROGRAMME

__all__ = ["TEMPLATES", "Formula", "Template", "template", "write"]

_ALL = (LOYALTY, TRACKER, CENTRE, ALIGNMENT, PROGRAMME, GALLERY)
TEMPLATES: Mapping[str, Template] = MappingProxyType({made.name: made for made in _ALL})


def template(name: str) -> Template:
    """Return the template of that name.

    Raises
    ------
    BadOption
        There is none.
    """
    return TEMPLATES[choose("template", name, TEMPLATES)]


def write(name: str, files: Sequence[Path] = (), **reading: Any) -> bytes:
    """Return the workbook of a template, filled with a sample, or with what the files hold.

    Parameters
    ----------
    name : str
        One of `TEMPLATES`.
    files : sequence of Path
        Exports to fill its tables with.
    **reading
        How they are read, as `cxcel.data.load.load` takes it.

    Raises
    ------
    CxError
        A file cannot be read, or fits no table; one sentence.
    """
    from .book import workbook

    wanted = template(name)
    if not files:
        return workbook(wanted)
    from .own_data import filled

    return workbook(wanted, filled(wanted, files, **reading))
