"""The command line: the same report, checks and functions without Excel."""

from __future__ import annotations

from .app import main

__all__ = ["main"]
