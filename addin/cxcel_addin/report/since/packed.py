"""What a report leaves to the next, as plain values, and packed into texts that each fit in a cell."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from math import isfinite
from typing import Any

from cxcel_addin.report.model import Figure, Held, Memory, Statement, Unit

FORM = 1
LETTERS = 15_000  # of a cell: half of what one holds
_PIECE = re.compile(r"cxcel\.since (\d+)/(\d+) ([0-9a-f]{8}) ([A-Za-z0-9+/=]+)")
LARGEST = 4_000_000  # bytes that an unpacked memory may have


def pack(memory: Memory) -> list[str]:
    """Return a memory as texts, each with its number and the checksum of the whole."""
    whole = json.dumps({"form": FORM, **asdict(memory)}, default=_day, separators=(",", ":"), ensure_ascii=False)
    content = zlib.compress(whole.encode("utf-8", "replace"), 9)
    letters = b64encode(content).decode()
    pieces = [letters[at : at + LETTERS] for at in range(0, len(letters), LETTERS)]
    check = f"{zlib.crc32(content):08x}"
    return [f"cxcel.since {number}/{len(pieces)} {check} {piece}" for number, piece in enumerate(pieces, 1)]


def _day(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value)


def unpack(texts: Iterable[object]) -> Memory | None:
    """Return the memory that is among some texts; None where there is none, or a piece of it is lost."""
    pieces: dict[str, dict[int, str]] = {}
    sizes: dict[str, int] = {}
    for text in texts:
        found = _PIECE.fullmatch(text.strip()) if isinstance(text, str) else None
        if found:
            pieces.setdefault(found[3], {})[int(found[1])] = found[4]
            sizes[found[3]] = int(found[2])
    for check, parts in pieces.items():
        if sorted(parts) == list(range(1, sizes[check] + 1)):
            memory = _opened("".join(parts[i] for i in sorted(parts)), check)
            if memory is not None:
                return memory
    return None


def _opened(letters: str, check: str) -> Memory | None:
    try:
        content = b64decode(letters, validate=True)
        if f"{zlib.crc32(content):08x}" != check:
            return None
        whole = json.loads(zlib.decompressobj().decompress(content, LARGEST))
        return remembered(whole) if whole.get("form") == FORM else None
    except (ValueError, KeyError, TypeError, AttributeError, zlib.error):
        return None


def remembered(whole: Mapping[str, Any]) -> Memory:
    """Return a memory from plain values.

    Raises
    ------
    ValueError, KeyError, TypeError, AttributeError
        They are none of a memory's.
    """
    return Memory(
        version=str(whole["version"]),
        created=_date(whole["created"]),
        coverage=str(whole["coverage"]),
        first=_date(whole["first"]),
        last=_date(whole["last"]),
        held=tuple(_held(part) for part in whole["held"]),
        statements=tuple(map(_statement, whole["statements"])),
        settings=tuple((str(name), str(value)) for name, value in whole["settings"]),
        files=tuple((str(name), int(rows)) for name, rows in whole["files"]),
        columns=tuple((str(role), str(headers)) for role, headers in whole["columns"]),
        before=remembered(whole["before"]) if whole.get("before") else None,
    )


def _statement(part: Mapping[str, Any]) -> Statement:
    return Statement(str(part["kind"]), tuple(map(str, part["about"])), str(part["code"]), str(part["label"]))


def _held(part: Mapping[str, Any]) -> Held:
    return Held(
        name=str(part["name"]),
        rule=str(part["rule"]),
        title=str(part["title"]),
        formula=str(part["formula"]),
        unit=Unit(part["unit"]),
        figure=read_figure(part["figure"]),
        kind=str(part["kind"]),
        tally=tuple((str(name), float(value)) for name, value in part["tally"]),
        first=_date(part["first"]),
        last=_date(part["last"]),
        months=tuple((date.fromisoformat(str(start)), float(n)) for start, n in part.get("months", ())),
    )


def read_figure(part: Mapping[str, Any]) -> Figure:
    """Return a figure from its plain values."""
    return Figure(number(part["value"]), number(part["low"]), number(part["high"]), number(part["n"]) or 0.0)


def number(value: Any) -> float | None:
    """Return a number that is one, else None."""
    return float(value) if isinstance(value, int | float) and isfinite(value) else None


def _date(value: Any) -> date | None:
    return None if value is None else date.fromisoformat(str(value))
