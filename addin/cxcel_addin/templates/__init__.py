"""Workbooks that are ready to be filled in: declarations, and what makes a workbook of one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cxcel.errors import choose

from .declared import Formula, Template
from .loyalty import LOYALTY

__all__ = ["TEMPLATES", "Formula", "Template", "template", "write"]

TEMPLATES: Mapping[str, Template] = MappingProxyType({made.name: made for made in (LOYALTY,)})


def template(name: str) -> Template:
    """Return the template of that name.

    Raises
    ------
    BadOption
        There is none.
    """
    return TEMPLATES[choose("template", name, TEMPLATES)]


def write(name: str) -> bytes:
    """Return the workbook of a template."""
    from .book import workbook

    return workbook(template(name))
