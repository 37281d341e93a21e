"""Dates and times in cells: a column of 0:05:30 is 330 seconds, however long it is and from whatever year it counts."""

from __future__ import annotations

import struct
from datetime import date, timedelta
from typing import Any

import pytest

from cxcel.functions import FUNCTIONS

from .hosts import Host, VBAErrorValue

MARK = struct.Struct("<4sI")
HALF_MINUTES = [0.5 * i / 1440 for i in range(1, 101)]
MEAN = FUNCTIONS["AHT"]([30.0 * i for i in range(1, 101)])


def shown(host: Host, address: str, code: str) -> None:
    """Give cells a number format."""
    host.cells(address).vba_set("NumberFormat", code)


def column(host: Host, letter: str, values: list[Any], code: str, first: int = 1) -> str:
    host.fill(f"{letter}{first}", [[value] for value in values])
    address = f"{letter}{first}:{letter}{first + len(values) - 1}"
    shown(host, address, code)
    return address


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        *((code, 1) for code in ("h:mm", "h:mm:ss", "mm:ss", "mm:ss.0", "[h]:mm:ss", "[mm]", "[ss].00", "h:mm AM/PM")),
        *((code, 1) for code in ('h" h "mm', "[$-F400]h:mm:ss AM/PM", "h:mm A/P", "[Red][h]:mm")),
        *((code, 2) for code in ("m/d/yyyy", "d-mmm", "mmm-yy", "mmmm", "dd\\.mm\\.yyyy", "yyyy-mm-dd hh:mm", "m")),
        *((code, 2) for code in ("[$-F800]dddd, mmmm dd, yyyy", "[$-407]d. mmmm yyyy;@", "m/d/yyyy h:mm")),
        *((code, 0) for code in ("General", "@", "0.00", "#,##0", "0%", "0.00E+00", '0 "days"', "0\\d", "_d0_y")),
        *(
            (code, 0)
            for code in ("[Red]0;[Blue]-0", "_-* #,##0.00 [$sd-415]_-", "$#,##0_);($#,##0)", '"m', "[m", "*h0")
        ),
    ],
)
def test_what_a_number_format_shows(shared_host: Host, code: str, kind: int) -> None:
    assert shared_host.excel.run("KindOfFormat", code) == kind


@pytest.mark.parametrize("code", ["h:mm:ss", "[h]:mm:ss", "mm:ss", "d h:mm"])
@pytest.mark.parametrize("count", [1, 5, 20, 100])
def test_times_are_seconds_however_many(host: Host, code: str, count: int) -> None:
    address = column(host, "A", HALF_MINUTES[:count], code)
    expected = FUNCTIONS["AHT"]([30.0 * i for i in range(1, count + 1)])
    assert host.cell("Z1", "AHT", host.cells(address)) == expected
    message = host.server.messages()[0]
    lead = 8 if count >= 64 else 0  # that it is to be kept
    assert message[lead:] == MARK.pack(b"CXD1", 1) + struct.pack("<4I", 0, 0, count, 1) + message[lead + 24 :]
    assert message[lead + 24 : lead + 28] == b"CXP1"


def test_more_than_a_day_is_still_a_duration(host: Host) -> None:
    assert host.cell("Z1", "AHT", host.cells(column(host, "A", [1.25, 0.75], "[h]:mm:ss"))) == 86400.0


def test_numbers_stay_numbers(host: Host) -> None:
    assert host.cell("Z1", "AHT", host.cells(column(host, "A", [330.0, 90.0], "0.00"))) == 210.0
    assert isinstance(host.server.messages()[0], tuple)


def test_a_header_blanks_and_texts_among_times(host: Host) -> None:
    """The formats differ within the column, as they do in a whole column with its name on top."""
    host.fill("A1", [["handle time"], *([v] for v in HALF_MINUTES)])
    shown(host, "A2:A40", "h:mm:ss")
    shown(host, "A41:A101", "[h]:mm:ss")
    host.sheet.set_value("A50", "0:24:30")
    host.sheet.set_value("A60", "n/a")
    seconds = [None if i == 58 else 30.0 * (i + 1) for i in range(100)]
    assert host.cell("Z1", "AHT", host.cells("A:A")) == FUNCTIONS["AHT"](seconds)
    message = host.server.messages()[0]
    assert MARK.unpack_from(message, 8) == (b"CXD1", len(message[16:].split(b"CXP1")[0]) // 16)


def test_a_format_that_changes_is_another_content(host: Host) -> None:
    """Excel calculates nothing when a format changes; the next calculation sees it."""
    address = column(host, "A", HALF_MINUTES, "h:mm:ss")
    assert host.cell("Z1", "AHT", host.cells(address)) == MEAN
    shown(host, address, "0.000")
    assert host.cell("Z1", "AHT", host.cells(address)) == FUNCTIONS["AHT"](HALF_MINUTES)
    shown(host, "A1:A50", "h:mm:ss")
    mixed = [30.0 * (i + 1) if i < 50 else v for i, v in enumerate(HALF_MINUTES)]
    assert host.cell("Z1", "AHT", host.cells(address)) == FUNCTIONS["AHT"](mixed)
    assert len(host.server.sent) == 3


def test_rows_that_change_their_format_all_the_time(tight_looks: Host) -> None:
    host = tight_looks
    column(host, "A", HALF_MINUTES, "h:mm:ss")
    for row in range(2, 30, 2):
        shown(host, f"A{row}", "0.00")
    mixed = [v if i % 2 and i < 29 else 30.0 * (i + 1) for i, v in enumerate(HALF_MINUTES)]
    assert host.cell("Z1", "AHT", host.cells("A1:A100")) == FUNCTIONS["AHT"](mixed)
    for row in range(30, 100, 2):
        shown(host, f"A{row}", "0.00")
    assert host.cell("Z1", "AHT", host.cells("A1:A100")) == VBAErrorValue(2015)
    assert "give its cells one number format" in host.excel.run("SentenceOf", host.cells("Z1"))


def number_of(day: date) -> float:
    return float((day - date(1899, 12, 30)).days)


def trend(host: Host, days: list[float], code: str, scores: list[float]) -> Any:
    dates, answers = column(host, "A", days, code), column(host, "B", scores, "General")
    return host.cell("Z1", "KPI_TREND", "NPS", host.cells(dates), "month", host.cells(answers))


@pytest.mark.parametrize("count", [6, 100])
def test_dates_are_the_same_as_their_numbers(host: Host, count: int) -> None:
    days, scores = [46023.0 + 20 * i for i in range(count)], [float(7 + i % 4) for i in range(count)]
    real = [date(1899, 12, 30) + timedelta(days=d) for d in days]
    expected = FUNCTIONS["KPI_TREND"]("NPS", real, "month", scores)
    expected = [["" if c is None else number_of(c) if isinstance(c, date) else c for c in row] for row in expected]
    for code in ("General", "m/d/yyyy", "dd\\.mm\\.yyyy hh:mm"):
        assert trend(host, days, code, scores) == expected


@pytest.mark.parametrize("count", [6, 100])
def test_a_workbook_that_counts_from_1904(host: Host, count: int) -> None:
    """Its dates are 1,462 days less there, those that a function gives too; its durations are what they are."""
    days, scores = [46023.0 + 20 * i for i in range(count)], [float(7 + i % 4) for i in range(count)]
    here = trend(host, days, "m/d/yyyy", scores)
    here = [here[0], *([row[0] - 1462, *row[1:]] for row in here[1:])]
    host.since_1904.add(host.book.name)
    assert trend(host, [day - 1462 for day in days], "m/d/yyyy", scores) == here
    noon = trend(host, [day - 1462 + 0.5 for day in days], "h:mm", scores)
    assert noon == here, "a moment of which the time alone is shown"
    assert host.cell("Z1", "AHT", host.cells(column(host, "A", HALF_MINUTES, "[h]:mm:ss"))) == MEAN


def test_a_time_where_a_number_belongs_is_named_as_it_is_shown(host: Host) -> None:
    host.fill("B1", [[9.0], [3.0]])
    column(host, "A", [20 / 86400], "h:mm:ss")
    assert host.cell("Z1", "NPS_CI", host.cells("B1:B2"), host.cells("A1:A1")) == VBAErrorValue(2015)
    assert "the time 0:00:20" in host.excel.run("SentenceOf", host.cells("Z1"))
