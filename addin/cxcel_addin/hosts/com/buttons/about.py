"""About: where everything is, what the cache saved, and whether all that CXcel needs is in place."""

from __future__ import annotations

import sys
from itertools import takewhile

from ..call import status
from .macro import macro

__all__ = ["about"]

ELSEWHERE = ("Library", "Server", "Call")  # looked at from outside: they start a second server, and this one answers


@macro
def about(addin: str) -> list[str]:
    """Return the lines to show under the version, in one text."""
    kept = {str(what): float(count) for what, count in status()}
    calls = kept["hits"] + kept["misses"]
    share = f" ({kept['hits'] / calls:.0%})" if calls else ""
    lines = [f"Python: {sys.executable} ({sys.version.split()[0]})",
             f"Answers found again without computing: {kept['hits']:,.0f} of {calls:,.0f}{share}", ""]  # fmt: skip
    return ["\n".join([*lines, *_checked()])]


def _checked() -> list[str]:
    """Return what is not as it should be, or that all is well."""
    from ....install import checks

    here = takewhile(lambda check: check.title not in ELSEWHERE, checks())
    wrong = [f"{check.title}: {check.told}" for check in here if not check.well and check.needed]
    return wrong or ["Everything that CXcel needs is in place."]
