"""The whole model as JSON, with the lists that programs read first."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from cxcel import __version__

from .model import Report


def to_json(report: Report) -> bytes:
    """Return UTF-8 JSON; numbers at full precision, unknown as null, shares as fractions, times in seconds.

    The rows behind the headlines stay in the workbook.
    """
    whole = _plain(asdict(replace(report, details=())))
    named = {
        "cxcel": __version__,
        "language": report.language,
        "title": report.title,
        "metrics": whole.pop("metrics"),
        "relations": [
            {"outcome": report.links.outcome if report.links else "", **row} for row in _rows(whole, "links")
        ],
        "findings": whole.pop("findings"),
        "assumptions": whole["quality"]["assumptions"],
        "quality": whole["quality"]["rows"],
        "breakdowns": whole.pop("breakdowns"),
    }
    # a file's name may hold bytes that are no text in any language
    return json.dumps({**named, "report": whole}, ensure_ascii=False, indent=1).encode(errors="replace")


def _rows(whole: dict[str, Any], page: str) -> list[dict[str, Any]]:
    return list(whole[page]["rows"]) if whole[page] else []


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value.isoformat() if isinstance(value, date) else value
