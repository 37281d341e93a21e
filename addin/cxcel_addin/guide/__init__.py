"""The function guide: a workbook with every function, made from the catalogue."""

from __future__ import annotations

from .book import guide

__all__ = ["guide"]
