"""What users' workbooks rely on, as two golden files.

Renew them on purpose, and read the difference as code:

    CXCEL_RENEW_GOLDEN=1 python -m pytest tests/functions/test_surface.py
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cxcel.functions
from cxcel.errors import CxError, excel_error
from cxcel.functions import FUNCTIONS

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
RENEW = bool(os.environ.get("CXCEL_RENEW_GOLDEN"))


def golden(name: str, text: str) -> str:
    path = GOLDEN / name
    if RENEW:
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8")


def surface() -> list[dict[str, Any]]:
    return [
        {
            "name": f.spec.name,
            "arguments": [
                {"name": p.name}
                | ({"optional": True} if p.optional else {})
                | ({"repeats": True} if p.repeats else {})
                | ({"words": list(p.words)} if p.words else {})
                for p in f.spec.parameters
            ],
        }
        for f in sorted(FUNCTIONS.values(), key=lambda f: f.spec.name)
    ]


def test_the_functions_and_their_arguments_are_those_of_the_golden_file() -> None:
    text = json.dumps(surface(), indent=1, ensure_ascii=False) + "\n"
    assert text == golden("worksheet_functions.json", text)


F = FUNCTIONS
MISTAKES: dict[str, Callable[[], Any]] = {
    "no answers": lambda: F["NPS"]([None]),
    "score above": lambda: F["NPS"](["score", 9, 11]),
    "score in a table": lambda: F["NPS"]([[9, 8], [7, 11]]),
    "score in an array": lambda: F["NPS"](__import__("numpy").array([9.0, 8.5])),
    "a word": lambda: F["NPS"]([9, "nine"]),
    "a flag": lambda: F["NPS"]([9, True]),
    "a date among scores": lambda: F["NPS"]([9, dt.date(2026, 3, 1)]),
    "an error cell": lambda: F["NPS"]([9, "#REF!"]),
    "ragged rows": lambda: F["NPS"]([[1, 2], [3]]),
    "no argument": lambda: F["NPS"](*[]),
    "unknown argument": lambda: F["CSAT"](answers=[5]),
    "too many arguments": lambda: F["NPS_COUNTS"](1, 2, 3, 4),
    "a weight for each": lambda: F["NPS"]([5, 9], [1]),
    "two breaks": lambda: F["NPS"]([5], None, "9"),
    "breaks turned round": lambda: F["NPS"]([5], None, "9,6"),
    "too few people": lambda: F["ENPS"]([9, 9]),
    "a small population": lambda: F["NPS_CI"]([9, 9], None, None, None, None, 1),
    "population by group": lambda: F["KPI_BY"]("NPS", ["a"], [9], None, None, 10),
    "margin": lambda: F["NPS_NEEDED"](0),
    "option word": lambda: F["CSAT"]([5], None, None, "tpo"),
    "option number": lambda: F["CSAT"]([5], 50),
    "option text": lambda: F["CSAT"]([5], "five"),
    "rule without its range": lambda: F["SERVICE_LEVEL"](10, 10),
    "part above whole": lambda: F["RESPONSE_RATE"](5, 4),
    "counts alone": lambda: F["FCR_RATE"](7),
    "a third word": lambda: F["TRANSFER_RATE"](["yes", "perhaps"]),
    "negative seconds": lambda: F["AHT"]([60, -1]),
    "a date among seconds": lambda: F["AHT"]([60, dt.date(2026, 3, 1)]),
    "infinite cost": lambda: F["COST_PER_CONTACT"]([1, float("inf")]),
    "nothing to divide by": lambda: F["AHT"](60, None, None, 0),
    "one total": lambda: F["KPI_CI"]("AHT", 60, None, None, 1),
    "more new than there are": lambda: F["RETENTION_RATE"](10, 5, 6),
    "lengths": lambda: F["FCR_WINDOW"](["a", "b"], ["2026-01-01"]),
    "ambiguous date": lambda: F["REPEAT_RATE"](["a", "a"], ["2026-01-01", "03/04/2026"]),
    "unknown metric": lambda: F["KPI_CI"]("NSP", [9]),
    "a range as metric": lambda: F["KPI_N"]([9, 10], "NPS"),
    "method": lambda: F["KPI_CI"]("NPS", [9], "wilson"),
    "level": lambda: F["KPI_CI"]("NPS", [9], None, 95),
    "level of one": lambda: F["KPI_CI"]("NPS", [9], None, 1),
    "half a test": lambda: F["KPI_TEST"]("CSAT", [5], [4], [3]),
    "arguments of another metric": lambda: F["KPI_CI"]("NPS", [9], *[None] * 8),
    "period": lambda: F["KPI_TREND"]("NPS", ["2026-01-01"], "year", [9]),
    "no dates": lambda: F["KPI_TREND"]("NPS", [None], "month", [9]),
    "no target": lambda: F["KPI_TARGET"]("NPS", None, [9]),
    "target in words": lambda: F["KPI_TARGET"]("NPS", "high", [9]),
    "pairs": lambda: F["KPI_CORR"]([1, 2], [1, 2]),
    "no variation": lambda: F["KPI_CORR"]([1, 1, 1], [1, 2, 3]),
    "unequal ranges": lambda: F["KPI_CORR"]([1, 2, 3], [1, 2]),
    "correlation method": lambda: F["KPI_CORR"]([1, 2, 3], [1, 2, 4], "gamma"),
    "adjustment": lambda: F["KPI_CORR"]([1, 2, 3], [1, 2, 4], None, "log"),
    "too wide": lambda: F["KPI_CORR_TABLE"]([1, 2], [[1] * 101, [2] * 101]),
}


def sentence(call: Callable[[], Any]) -> str:
    with pytest.raises(CxError) as caught:
        call()
    return f"{excel_error(caught.value)}  {caught.value}"


def test_the_sentences_of_the_errors_are_those_of_the_golden_file() -> None:
    text = "".join(f"{what}: {sentence(call)}\n" for what, call in MISTAKES.items())
    assert text == golden("error_sentences.txt", text)


@pytest.mark.parametrize("what", MISTAKES)
def test_a_sentence_is_one_line_and_names_the_function(what: str) -> None:
    with pytest.raises(CxError) as caught:
        MISTAKES[what]()
    text = str(caught.value)
    assert text.split(": ", maxsplit=1)[0] in FUNCTIONS
    assert "\n" not in text
    assert not text.endswith((".", "!"))
    assert len(text) <= 255


def test_a_function_that_is_not_there_is_hinted_at() -> None:
    with pytest.raises(AttributeError, match="no worksheet function NPSS; did you mean NPS"):
        cxcel.functions.__getattr__("NPSS")


def test_every_function_can_be_imported_by_its_name() -> None:
    for name, function in FUNCTIONS.items():
        assert getattr(cxcel.functions, name) is function
        assert name in cxcel.functions.__all__
        assert function.__name__ == name
        assert repr(function).startswith(f"<worksheet function {name}(")
