"""Pictures without what cameras and programs write beside the points: who made them, where, when, with what."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .package import Package

MEDIA = "xl/media/"
_PNG = b"\x89PNG\r\n\x1a\n"
_CHUNKS = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB pHYs sBIT bKGD hIST".split())  # PNG 3rd edition, ch. 11
_JPEG = b"\xff\xd8"
_TOLD = (*range(0xE1, 0xEE), 0xEF, 0xFE)  # application segments and remarks; JFIF and Adobe's are needed to draw
_SCAN, _END = 0xDA, 0xD9
_BMP = b"BM"  # has room for points only


def without_told(book: Package) -> Package:
    """Return a workbook whose pictures hold their points only; those that cannot be read stay as they are."""
    parts = {part: plain(content) or content for part, content in pictures(book)}
    return Package({**book.parts, **parts}, book.name)


def pictures(book: Package) -> Iterator[tuple[str, bytes]]:
    """Yield the pictures of a workbook."""
    return ((part, content) for part, content in book.parts.items() if part.startswith(MEDIA))


def plain(content: bytes) -> bytes | None:
    """Return a picture with nothing but what draws it; None where that cannot be told."""
    try:
        if content.startswith(_PNG):
            return _PNG + b"".join(_chunks(content))
        if content.startswith(_JPEG):
            return _JPEG + b"".join(_segments(content))
    except (struct.error, ValueError):
        return None
    return content if content.startswith(_BMP) else None


def _chunks(content: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    kind = b""
    while kind != b"IEND":
        size, kind = struct.unpack_from(">I4s", content, at)
        if kind in _CHUNKS:
            yield content[at : at + size + 12]
        at += size + 12


def _segments(content: bytes) -> Iterator[bytes]:
    at = len(_JPEG)
    kind = 0
    while kind != _END:
        start, kind = struct.unpack_from(">BB", content, at)
        if start != 0xFF:
            raise ValueError("no JPEG")
        end = at + 2 if kind == _END else at + 2 + int(struct.unpack_from(">H", content, at + 2)[0])
        if kind == _SCAN:
            end = _after_scan(content, end)
        if kind not in _TOLD:
            yield content[at:end]
        at = end


def _after_scan(content: bytes, at: int) -> int:
    """Return where the points of a scan end: at the next mark that is no part of them."""
    at = content.index(b"\xff", at)
    while content[at + 1 : at + 2] == b"\0" or 0xD0 <= content[at + 1] <= 0xD7:
        at = content.index(b"\xff", at + 2)
    return at
