"""A result is never older than its cells, although ranges are read once for many formulas."""

from __future__ import annotations

import os
import signal

import pytest
from tests.hosts.libreoffice.test_installed import ends
from tests.office.office import Book

from cxcel.functions import KPI_CORR, NPS

SCORES = [10, 9, 9, 8, 7, 6, 0, 10, 9, 3]


@pytest.fixture
def many(book: Book) -> Book:
    """Ten scores, and twenty formulas over them."""
    book.block("", "A1", [[score] for score in SCORES])
    book.fill("", "C1:C20", [["=NPS(A$1:A$10)"]] * 20)
    return book


def shown(book: Book) -> set[float]:
    return {row[0][1] for row in book.read("", "C1:C20")}


def test_every_change_is_seen_at_once(many: Book) -> None:
    assert shown(many) == {NPS(SCORES)}
    wanted = [NPS([score, *SCORES[1:]]) for score in (0, 10, 8, 3, 9)]
    assert many.changed_and_read("A1", [0, 10, 8, 3, 9], "C20") == wanted
    many.put("", "A1", [[0], [0]])
    assert shown(many) == {NPS([0, 0, *SCORES[2:]])}
    many.put("", "A1", [["=A3"]])
    many.put("", "A3", [[1]])
    assert shown(many) == {NPS([1, 0, 1, *SCORES[3:]])}


def test_every_change_of_a_macro_is_seen_at_once(many: Book) -> None:
    """All within one event: LibreOffice does not wait in between."""
    values = [0, 10, 8, 3, 9, 0, 7]
    macro = f"""
    Function run()
        Dim found({len(values) - 1}) As Double, values, sheet, i
        values = Array({", ".join(map(str, values))})
        sheet = ThisComponent.Sheets(0)
        ThisComponent.calculateAll()
        For i = 0 To UBound(values)
            sheet.getCellRangeByName("A1").Value = values(i)
            found(i) = sheet.getCellRangeByName("C" & (i + 1)).Value + 0 * sheet.getCellRangeByName("C20").Value
        Next
        run = found
    End Function"""
    assert many.script(macro) == [NPS([value, *SCORES[1:]]) for value in values]


def test_two_cells_that_change_places_are_seen(book: Book) -> None:
    """Sum and count stay; only who stands beside whom is another."""
    other = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11]
    book.block("", "A1", [[a, b] for a, b in zip(SCORES, other, strict=True)])
    book.fill("", "D1:D9", [["=KPI_CORR(A$1:A$10;B$1:B$10)"]] * 9)
    macro = """
    Function run()
        Dim found(1) As Double, sheet
        sheet = ThisComponent.Sheets(0)
        ThisComponent.calculateAll()
        found(0) = sheet.getCellRangeByName("D9").Value
        sheet.getCellRangeByName("B1:B2").setDataArray(Array(Array(2), Array(1)))
        found(1) = sheet.getCellRangeByName("D9").Value
        run = found
    End Function"""
    swapped = [2, 1, *other[2:]]
    assert book.script(macro) == [pytest.approx(KPI_CORR(SCORES, b), rel=1e-12) for b in (other, swapped)]


def test_sorting_and_inserting_rows(many: Book) -> None:
    many.block("", "B1", [[i] for i in reversed(range(10))])
    many.fill("", "D1:D20", [["=KPI_CORR(A$1:A$10;B$1:B$10)"]] * 20)
    many.sort("A1:A10", 0)
    wanted = KPI_CORR(sorted(SCORES), list(reversed(range(10))))
    assert [row[0][1] for row in many.read("", "D1:D20")] == [pytest.approx(wanted, rel=1e-12)] * 20
    assert shown(many) == {NPS(SCORES)}


def test_a_goal_is_found(many: Book) -> None:
    many.put("", "A1", [[5]])
    many.fill("", "E1:E9", [["=RATE_TOTAL(A$1;F$1)"]] * 9)
    many.put("", "F1", [[10]])
    many.put("", "G1", [["=SUM(E1:E9)"]])
    found, off = many.seek("G1", "A1", "1.8")
    assert off == pytest.approx(0, abs=1e-6)
    assert found == pytest.approx(2, abs=1e-6)


def test_a_changed_format_counts_from_the_next_calculation_on(book: Book) -> None:
    book.block("", "A1", [[330 / 86400]])
    assert book.typed("=AHT(A1)") == pytest.approx(330 / 86400)
    book.show_as("", "A1", "HH:MM:SS")
    book.calculate()
    assert book.cell("Z1")[1] == pytest.approx(330)


def test_two_documents_with_the_same_addresses_stay_apart(many: Book) -> None:
    other = [0, *SCORES[1:]]
    with many.office.new() as second:
        second.block("", "A1", [[score] for score in other])
        second.fill("", "C1:C20", [["=NPS(A$1:A$10)"]] * 20)
        assert shown(second) == {NPS(other)}
        assert shown(many) == {NPS(SCORES)}
        second.put("", "A2", [[0]])
        many.put("", "A1", [[9]])
        assert shown(second) == {NPS([0, 0, *SCORES[2:]])}
    assert shown(many) == {NPS([9, *SCORES[1:]])}
    many.put("", "A1", [[0]])
    assert shown(many) == {NPS(other)}


def test_the_process_is_started_again_when_it_ended(many: Book) -> None:
    """Scores that nothing asked for before: LibreOffice keeps answers, and needs no process for those."""
    (before,) = many.office.ask("running")
    os.kill(before, signal.SIGKILL)
    assert ends(before)
    many.put("", "A1", [[4], [5], [4], [5]])
    assert shown(many) == {NPS([4, 5, 4, 5, *SCORES[4:]])}
    (after,) = many.office.ask("running")
    assert after != before
