"""Workbooks that are given away: who is taken out of them, and what a finished file must not hold.

`findings` reads a finished file as a stranger would, part by part; `without_people` takes the names of those who worked
on it out of its parts.  Neither needs Excel.
"""

from __future__ import annotations

from .package import Package
from .people import without_people
from .rules import Finding, findings, refusal

__all__ = ["Finding", "Package", "findings", "refusal", "without_people"]
