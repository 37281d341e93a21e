"""One call as Excel makes it, made by a process of its own, `caller`, which may hang or die, and leaves nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO

# as in Runtime.bas; the server ends with the process that the window belongs to
START = '"{python}" -P -E -m cxcel_addin.hosts.com.serve $(CLSID) {window} 0'
CALLER = "cxcel_addin.install.caller"
CALLS, FUNCTION, CELL = "cxcel_addin.hosts.com.call", "NPS", "doctor"
SCORES, SCORE = (10.0, 9.0, 8.0, 3.0), 25.0  # two promoters and one detractor of four
SECONDS = 90  # the library itself gives up after one minute
ENDING = 10  # seconds that the pipe may take to close
NO_WINDOW = 0x08000000  # CREATE_NO_WINDOW


@dataclass(frozen=True)
class Found:
    """How far a call came.

    Parameters
    ----------
    loaded, started, answered : bool
        Whether the library was loaded, the server started, and the right score came back.
    why : str
        What went wrong.
    seconds : float
        From the library to the answer.
    """

    loaded: bool = False
    started: bool = False
    answered: bool = False
    why: str = ""
    seconds: float = 0.0


def probe(folder: Path, python: str, seconds: float = SECONDS) -> Found:
    """Make the call in another process, and wait so long at most.

    Parameters
    ----------
    folder : Path
        Where xlwings' library lies.
    python : str
        The interpreter of the server.
    seconds : float
        How long.
    """
    process = subprocess.Popen(
        [sys.executable, "-P", "-E", "-m", CALLER, str(folder), python],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        creationflags=NO_WINDOW if os.name == "nt" else 0,
    )
    said: list[bytes] = []
    listening = Thread(target=_listen, args=(process.stdout, said), daemon=True)
    listening.start()
    listening.join(seconds)
    process.kill()  # and with it the server, which holds the other end of the pipe
    process.wait()
    listening.join(ENDING)
    return _understood(said, seconds)


def _listen(stream: IO[bytes], said: list[bytes]) -> None:
    """Keep what is said, up to the answer: the end of the stream comes only when the server has ended, too."""
    with stream:
        for line in stream:
            said.append(line)
            if line.startswith(b"{"):
                return


def _understood(said: list[bytes], seconds: float) -> Found:
    if not said:
        return Found(loaded=True, why=f"no answer within {seconds:g} seconds")
    try:
        return Found(**json.loads(said[-1]))
    except (ValueError, TypeError):
        return Found(why=said[-1].decode(errors="replace").strip())
