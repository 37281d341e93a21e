"""The process that computes: started with the environment's own Python, spoken to through its two pipes.

A message either way is a frame: ``uint32`` length of all that follows, ``uint32`` length of a JSON text, the text,
then arrays of bytes.  What is asked is ``{"call": name, "values": [...]}`` or ``{"do": name, "values": [...]}``; a
value is a number, a text, null for one that was left out, or ``[length]`` for the next so many bytes.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import subprocess
from collections.abc import Sequence
from threading import Lock
from typing import Any

MODULE = "cxcel_addin.office.serve"
AGAIN = "run `cxcel addin install --libreoffice` in the environment that CXcel is installed in"

NO_PACKAGE = 3  # status with which the process ends where its Python has not the packages


class Unreachable(Exception):
    """The process cannot be started, or ended; the text says what to do."""


class Worker:
    """One process for all documents; started when it is first needed, and once more when it ended."""

    def __init__(self, python: str, path: Sequence[str] = ()) -> None:
        self.python, self.path = python, list(path)
        self.starts = 0
        self._hopeless = ""  # why another start would be in vain
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()

    def start(self) -> None:
        """Start the process unless it runs; it gets ready while LibreOffice goes on."""
        if self._process is not None and self._process.poll() is None:
            return
        self.stop()
        if self._hopeless:
            raise Unreachable(self._hopeless)
        if not os.path.isfile(self.python):
            raise Unreachable(f"CXcel's Python is not at {self.python or 'any known place'}: {AGAIN}")
        hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        options = ["-E", "-c", _START, *self.path]
        try:
            self._process = subprocess.Popen(
                [self.python, *options],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=os.path.dirname(self.python),  # never a document's folder
                env=_environment(),
                creationflags=hidden,
            )
        except OSError as error:
            raise Unreachable(f"{self.python} does not start ({error.strerror or error}): {AGAIN}") from None
        self.starts += 1

    def ask(self, question: Any, arrays: Sequence[bytes] = ()) -> Any:
        """Return the answer.

        Raises
        ------
        Unreachable
            There is no process to ask, or it ended over this question.
        """
        text = json.dumps(question).encode()
        frame = b"".join((struct.pack("<II", 4 + len(text) + sum(map(len, arrays)), len(text)), text, *arrays))
        with self._lock:
            self.start()
            try:
                return self._exchange(frame)
            except (OSError, ValueError, struct.error):
                if self.stop() == NO_PACKAGE:
                    self._hopeless = f"{self.python} has no CXcel any more, or not all it needs: {AGAIN}"
                    raise Unreachable(self._hopeless) from None
                raise Unreachable(
                    f"CXcel's process ended ({self.python}): press Refresh; if it stays so, {AGAIN}"
                ) from None

    def _exchange(self, frame: bytes) -> Any:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(frame)
        process.stdin.flush()
        out = process.stdout
        size, length = struct.unpack("<II", out.read(8))
        content = out.read(size - 4)
        return json.loads(content[:length].decode())

    def try_again(self) -> None:
        """Start the process where it was in vain before."""
        self._hopeless = ""

    def stop(self) -> int:
        """End the process; return the status with which it ended."""
        process, self._process = self._process, None
        if process is None:
            return 0
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        try:
            return process.wait(2)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


# -P, which keeps the current folder out, came with Python 3.11; this does the same before anything is imported
_START = f"""
import sys
sys.path[:] = [*sys.argv[1:], *(p for p in sys.path if p)]
try:
    from {MODULE} import main
    main()
except ImportError:
    sys.exit({NO_PACKAGE})
"""


def _environment() -> dict[str, str]:
    """Return the environment of LibreOffice without what it set for its own Python and libraries."""
    own = ("PYTHON", "LD_LIBRARY_PATH", "UNO_", "URE_", "VIRTUAL_ENV")
    kept: list[str] = [name for name in os.environ if not name.upper().startswith(own)]
    return {name: os.environ[name] for name in kept}
