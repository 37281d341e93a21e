"""The add-in in a user's Excel: put in, taken out, and looked after.

Nothing here needs an administrator, a registry key or the network; the registry is read once, to find Excel.
"""

from __future__ import annotations

from .doctor import Check, checks
from .installing import install
from .removing import uninstall

__all__ = ["Check", "checks", "install", "uninstall"]
