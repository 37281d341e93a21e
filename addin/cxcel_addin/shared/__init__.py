"""Workbooks that are given away: copies with values only, without people, and without what gives them away.

`values_copy` makes one from a workbook's bytes and reads it back; `findings` reads any finished file as a stranger
would, part by part; `without_people` takes the names of those who worked on it out of its parts.  `locked` puts a
password on a copy, `pdf` draws it.  Excel is not needed.
"""

from __future__ import annotations

from .package import Package
from .people import without_people
from .rules import Finding, findings, refusal

__all__ = ["Finding", "Package", "findings", "refusal", "without_people"]
