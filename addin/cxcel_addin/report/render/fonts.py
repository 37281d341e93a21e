"""Families of type a theme may ask for: their digits have one width, so that numbers line up, and they fit.

Checked with fontTools on regular, bold and italic: the advance widths of 0 to 9 are one number, and how wide running
text is beside Arial (Liberation Sans), in English, German and French, and in numbers.  Where a family is not free, its
free copy of the same widths was measured (Liberation for Arial, Arial Narrow and Times New Roman; Carlito for Calibri).
Not here: Georgia (figures that reach below the line), Candara, Constantia, Corbel, Inter (digits of several widths),
Source Sans 3 (so in italic), Verdana (a seventh wider: numbers would not fit).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FAMILIES: Mapping[str, float] = MappingProxyType(  # name -> how wide its text is beside Arial; narrower counts as 1
    {
        "Arial": 1.0,
        "Arial Narrow": 1.0,
        "Calibri": 1.0,
        "Carlito": 1.0,
        "Helvetica": 1.0,  # Arial was drawn to its widths
        "Liberation Sans": 1.0,
        "Liberation Sans Narrow": 1.0,
        "Liberation Serif": 1.0,
        "Noto Sans": 1.06,
        "Open Sans": 1.05,
        "Roboto": 1.0,
        "Times New Roman": 1.0,
    }
)
SERIF = frozenset({"Liberation Serif", "Times New Roman"})
