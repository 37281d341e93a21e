"""A virtual screen, and the mouse and the keys of who sits before it."""

from __future__ import annotations

import shutil
import struct
import subprocess
import time
import zlib
from pathlib import Path

import numpy as np
from tests.conftest import absent

WIDTH, HEIGHT = 1400, 900
SECONDS = 30


class Screen:
    """A screen without a window manager: keys go to the window under the mouse.

    Parameters
    ----------
    folder : Path
        Where X keeps the pixels.
    """

    def __init__(self, folder: Path) -> None:
        for program in ("Xvfb", "xdotool"):
            if shutil.which(program) is None:
                absent(f"{program} is not installed: on Debian, apt-get install xvfb xdotool")
        self.folder = folder
        size = f"{WIDTH}x{HEIGHT}x24"
        command = ["Xvfb", "-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp", "-fbdir", str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout is not None
        self.display = f":{self.process.stdout.readline().strip()}"

    def picture(self) -> np.ndarray:
        """Return the pixels, as X keeps them in its file (an xwd file: X11/XWDFile.h)."""
        content = (self.folder / "Xvfb_screen0").read_bytes()
        header = np.frombuffer(content, ">u4", 25)
        start = int(header[0]) + 12 * int(header[19])  # the header and the colours
        return np.frombuffer(content, np.uint8, WIDTH * HEIGHT * 4, start).reshape(HEIGHT, WIDTH, 4)[:, :, :3]

    def settled(self, within: float = 0.7) -> np.ndarray:
        """Return the picture once it does not change any more, within so many seconds."""
        until, before = time.monotonic() + SECONDS, self.picture().copy()
        while time.monotonic() < until:
            time.sleep(within)
            now = self.picture().copy()
            if (now == before).all() and now.any():
                return now
            before = now
        raise AssertionError("the screen does not come to rest")

    def click(self, x: int, y: int) -> None:
        """Click somewhere."""
        self._do("mousemove", str(x), str(y), "click", "1")

    def type(self, text: str) -> None:
        """Type letters into what is under the mouse."""
        self._do("type", text)

    def press(self, key: str) -> None:
        """Press a key, such as ctrl+v."""
        self._do("key", key)

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env={"DISPLAY": self.display, "PATH": "/usr/bin:/bin"}, check=True)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def png(pixels: np.ndarray) -> bytes:
    """Return a picture's file (PNG: www.w3.org/TR/png): every line whole, no filter."""
    lines = np.insert(pixels[:, :, ::-1].reshape(len(pixels), -1), 0, 0, axis=1).tobytes()
    head = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in parts
    )
