"""Small stand-ins for an embeddable Python and for wheels."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

AMD64, I386 = 0x8664, 0x014C


def program(machine: int = AMD64) -> bytes:
    """A Windows program as far as its header."""
    return b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x40) + struct.pack("<4sH", b"PE\0\0", machine)


def embeddable(version: str = "313", machine: int = AMD64) -> dict[str, bytes]:
    return {
        "python.exe": program(machine),
        "pythonw.exe": program(machine),
        "LICENSE.txt": b"PSF",
        f"python{version}.dll": b"dll",
        "python3.dll": b"dll",
        f"python{version}.zip": b"library",
        f"python{version}._pth": b"python.zip\r\n.\r\n",
    }


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def wheel(folder: Path, name: str = "tiny", more: Mapping[str, bytes] | None = None) -> Path:
    """Write a wheel of version 1.0 and return it."""
    about = f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\nLicense-Expression: MIT\n"
    files = {
        f"{name}/__init__.py": b"",
        f"{name}-1.0.dist-info/METADATA": about.encode(),
        f"{name}-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nTag: py3-none-any\n",
        f"{name}-1.0.dist-info/RECORD": b"",
        f"{name}-1.0.dist-info/licenses/LICENSE": b"free",
    }
    path = folder / f"{name}-1.0-py3-none-any.whl"
    path.write_bytes(zipped({**files, **(more or {})}))
    return path


def lock(path: Path) -> str:
    """A lock that names one file."""
    name, version, *_ = path.name.removesuffix(".tar.gz").split("-")
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"
