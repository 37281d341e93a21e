"""Fills the gaps of Wine 8 that numpy, scipy and python-calamine fall into; Windows itself has none of them.

- Its C library has stubs, which end the process, in the place of three functions of complex numbers that scipy
  calls.  Their machine code is written over them in a copy, which programs load in place of Wine's own.
- It has no bcryptprimitives.dll, of which programs made with Rust take one function: a library without code sends
  them on to the same function under its older name.
"""

from __future__ import annotations

import struct
from pathlib import Path

CODE = {
    b"crealf": "660f6ec1c3",  # movd xmm0, ecx; ret
    b"cimagf": "48c1e920660f6ec1c3",  # shr rcx, 32; movd xmm0, ecx; ret
    b"cimag": "f20f104108c3",  # movsd xmm0, [rcx + 8]; ret
}
MARK = b"Wine builtin DLL"  # a file with it is passed over for Wine's own
LIBRARY, FUNCTION, OLDER_NAME = "bcryptprimitives.dll", "ProcessPrng", "advapi32.SystemFunction036"
OVERRIDES = "ucrtbase,bcryptprimitives=n;wbemprox="  # Python 3.13 asks the last one what machine it runs on: it crashes
BASE, PAGE, FILE_UNIT = 0x180000000, 0x1000, 0x200


def fill(system: Path) -> None:
    """Fill the gaps in the folder system32 of a Windows under Wine."""
    library = system / "ucrtbase.dll"
    mended = with_code(library.read_bytes())
    library.unlink()
    library.write_bytes(mended)
    (system / LIBRARY).write_bytes(forwarding(LIBRARY, FUNCTION, OLDER_NAME))


def with_code(library: bytes) -> bytes:
    """Return a 64-bit library with the code in the place of the functions."""
    places = exported(library)
    mended = bytearray(library.replace(MARK, bytes(len(MARK)), 1))
    for name, code in CODE.items():
        written = bytes.fromhex(code)
        mended[places[name] : places[name] + len(written)] = written
    return bytes(mended)


def exported(library: bytes) -> dict[bytes, int]:
    """Return where in the file each exported function stands (PE format, the export directory table)."""
    head = struct.unpack_from("<I", library, 0x3C)[0]
    count, options = struct.unpack_from("<H12xH", library, head + 6)
    sections = [struct.unpack_from("<8xIIII", library, head + 24 + options + 40 * i) for i in range(count)]

    def place(address: int) -> int:
        return next(address - at + raw for size, at, _, raw in sections if at <= address < at + size)

    table = place(struct.unpack_from("<I", library, head + 24 + 112)[0])
    names, functions, named, numbers = struct.unpack_from("<IIII", library, table + 24)
    found = {}
    for i in range(names):
        start = place(struct.unpack_from("<I", library, place(named) + 4 * i)[0])
        number = struct.unpack_from("<H", library, place(numbers) + 2 * i)[0]
        address = struct.unpack_from("<I", library, place(functions) + 4 * number)[0]
        found[library[start : library.index(b"\0", start)]] = place(address)
    return found


def forwarding(name: str, function: str, target: str) -> bytes:
    """Return a 64-bit library that holds nothing but the name of another library's function."""
    body = _exports(name, function, target)
    size = -(-len(body) // FILE_UNIT) * FILE_UNIT
    dos = b"MZ" + bytes(58) + struct.pack("<I", 64)
    file = struct.pack("<4sHHIIIHH", b"PE\0\0", 0x8664, 1, 0, 0, 0, 240, 0x2022)  # x64; a library
    options = struct.pack("<HBBIIIIIQII", 0x20B, 0, 0, 0, size, 0, 0, PAGE, BASE, PAGE, FILE_UNIT)
    options += struct.pack("<6H4I2H", 6, 0, 0, 0, 6, 0, 0, 2 * PAGE, FILE_UNIT, 0, 2, 0x100)  # Windows 6.0, console
    options += struct.pack("<4Q4I", PAGE, PAGE, PAGE, PAGE, 0, 16, PAGE, len(body)) + bytes(15 * 8)
    place = (len(body), PAGE, size, FILE_UNIT, 0, 0, 0, 0, 0x40000040)  # data to be read
    section = struct.pack("<8s6I2HI", b".edata", *place)
    return (dos + file + options + section).ljust(FILE_UNIT, b"\0") + body.ljust(size, b"\0")


def _exports(name: str, function: str, target: str) -> bytes:
    """Return the section that starts at the first page: directory, three tables of one entry, texts."""
    tables = PAGE + 40
    texts = tables + 10
    places, written = [], b""
    for text in (name, function, target):
        places.append(texts + len(written))
        written += text.encode() + b"\0"
    directory = struct.pack("<2I2H7I", 0, 0, 0, 0, places[0], 1, 1, 1, tables, tables + 4, tables + 8)
    return directory + struct.pack("<2IH", places[2], places[1], 0) + written
