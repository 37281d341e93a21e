"""The command line: the same report, checks and functions without Excel."""

from __future__ import annotations

import os

# before numpy is loaded: our sums are short, and threads that wait for each other cost more than they give
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from .app import main

__all__ = ["main"]
