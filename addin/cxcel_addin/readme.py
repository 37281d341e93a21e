"""The function table of the README, made from the catalogue: ``python -m cxcel_addin.readme README.md``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from .hosts.cli.listing import functions_as_table

PART = re.compile(r"(<!-- functions: [^\n]* -->\n).*?(<!-- end of functions -->)", re.DOTALL)


def with_table(text: str) -> str:
    """Return the README with its function table renewed.

    Raises
    ------
    ValueError
        The two comments that hold the table are not there.
    """
    if not PART.search(text):
        raise ValueError("the README has no place for the function table")
    return PART.sub(lambda found: f"{found[1]}{functions_as_table()}\n{found[2]}", text)


if __name__ == "__main__":
    readme = Path(sys.argv[1] if len(sys.argv) > 1 else "README.md")
    readme.write_text(with_table(readme.read_text(encoding="utf-8")), encoding="utf-8")
