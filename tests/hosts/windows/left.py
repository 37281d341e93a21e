"""The programs that run in the tests' Windows."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

from tests.hosts.windows.excel_side import Windows


def programs(windows: Windows) -> set[tuple[int, str]]:
    """Return the id and name of each: all of them under Wine, where it is a Windows of its own, else the Pythons."""
    if sys.platform == "win32":
        listed = subprocess.run(["tasklist", "/fo", "csv", "/nh"], capture_output=True, text=True, check=True).stdout
        rows = [row for row in csv.reader(io.StringIO(listed)) if len(row) > 1]
        return {(int(row[1]), row[0]) for row in rows if row[0].lower().startswith("python")}
    own = f"WINEPREFIX={windows.environment['WINEPREFIX']}".encode()
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if own in (folder / "environ").read_bytes().split(b"\0"):
                found.add((int(folder.name), (folder / "comm").read_text().strip()))
        except OSError:  # gone meanwhile, or another user's
            continue
    return found
