"""Groups under five: hidden with enough beside them that nobody works them out from what is published."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from cxcel_addin.shared import Package
from cxcel_addin.shared.counted import FEWEST, counted, small
from cxcel_addin.shared.grid import grids
from cxcel_addin.shared.making import values_copy

SIZES = st.lists(st.integers(0, 60), min_size=1, max_size=9)


def is_safe(sizes: list[int], hidden: set[int]) -> bool:
    """Whether one who knows the whole and all that is shown learns nothing about fewer than five."""
    shown = [n for i, n in enumerate(sizes) if i not in hidden]
    rest = sum(sizes) - sum(shown)
    if any(0 < n < FEWEST for n in shown):
        return False
    return not hidden or (len(hidden) >= 2 and rest >= FEWEST) or not any(shown)


@given(SIZES)
def test_no_hidden_group_can_be_worked_out(sizes: list[int]) -> None:
    hidden = set(small(list(sizes)))
    assert is_safe(sizes, hidden)
    if all(n == 0 or n >= FEWEST for n in sizes):
        assert not hidden


@given(SIZES, st.data())
def test_what_others_have_hidden_is_made_safe(sizes: list[int], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.integers(0, len(sizes) - 1), min_size=1))
    known: list[float | None] = [None if i in gone else n for i, n in enumerate(sizes)]
    hidden = set(small(known, whole=sum(sizes)))
    rest = sum(sizes[i] for i in gone | hidden)
    shown = [n for i, n in enumerate(sizes) if i not in gone | hidden]
    assert not any(0 < n < FEWEST for n in shown)
    assert rest == 0 or rest >= FEWEST or not any(shown)


@given(SIZES)
def test_hiding_again_hides_no_more(sizes: list[int]) -> None:
    hidden = set(small(list(sizes)))
    left: list[float | None] = [None if i in hidden else n for i, n in enumerate(sizes)]
    assert not small(left, whole=sum(sizes)) or not any(n for n in left if n)


def rate(n: int) -> float:
    """A value with digits enough to be known again."""
    return 1 / (n + 1.618033988)


def workbook(sections: list[list[int]]) -> bytes:
    """A page with a total and groups in sections, a chart of it, and a sheet with the same numbers for the chart."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page, data = book.add_worksheet("Page"), book.add_worksheet("For charts")
        page.write_row("A5", ["Segment", "Answers", "Score", "low", "Against all others"])
        whole = max(sum(section) for section in sections)
        page.write_row("A6", ["All answers", whole, 0.5, 0.4])
        row = 6
        for s, section in enumerate(sections):
            page.write(row, 0, f"Section {s}")
            for g, n in enumerate(section):
                row += 1
                page.write_row(row, 0, [f"Group {s}.{g}", n, rate(n) + s + g, rate(n) - 1, "within noise"])
                data.write_row(row, 3, [rate(n) - 1, rate(n) + s + g, g])
            row += 1
        chart = book.add_chart({"type": "bar"})
        values = [rate(n) + s + g for s, section in enumerate(sections) for g, n in [(0, 0), *enumerate(section)]][1:]
        chart.add_series({"values": f"=Page!$C$8:$C${row}", "values_data": values})
        chart.add_series({"values": f"='For charts'!$E$8:$E${row}", "values_data": values})
        page.insert_chart("H1", chart)
    return out.getvalue()


@settings(max_examples=12)
@given(st.lists(st.lists(st.integers(1, 40), min_size=1, max_size=5), min_size=1, max_size=3))
def test_nothing_published_gives_a_small_group_away(sections: list[list[int]]) -> None:
    made = values_copy(workbook(sections), "page.xlsx")
    page = openpyxl.load_workbook(BytesIO(made.content))["Page"]
    data = openpyxl.load_workbook(BytesIO(made.content))["For charts"]
    charts = b"".join(c for p, c in Package.read(made.content).parts.items() if "charts/" in p).decode()
    kept = {round(float(v), 6) for v in re.findall(r"<c:v>(-?[\d.]+)</c:v>", charts)}
    row = 7
    for s, section in enumerate(sections):
        hidden = set()
        for g, n in enumerate(section):
            row += 1
            shown = page.cell(row, 2).value
            assert shown in (n, None)
            assert page.cell(row, 1).value == f"Group {s}.{g}"
            value = rate(n) + s + g
            if shown is None:
                hidden.add(g)
                assert page.cell(row, 3).value is page.cell(row, 4).value is None
                assert page.cell(row, 5).value == "hidden: too few"
                assert [data.cell(row, c).value for c in (4, 5, 6)] == [None] * 3
                assert round(value, 6) not in kept
        assert is_safe(section, hidden), (section, hidden)
        row += 1


def test_a_chart_of_something_else_keeps_its_numbers() -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page, data = book.add_worksheet("Page"), book.add_worksheet("For charts")
        page.write_row("A1", ["group", "value", "low", "n"])
        data.write_row("A1", ["Over time", "", "Groups"])
        data.write_row("A2", ["week", "value", "value", "low", "row"])
        for g, n in enumerate((3, 40, 50)):
            page.write_row(g + 1, 0, [f"G{g}", rate(n), rate(n) / 2, n])
            data.write_row(g + 2, 0, [g, 0.5 + g, rate(n) * (1 + 1e-13), rate(n) / 2, g])
    made = openpyxl.load_workbook(BytesIO(values_copy(out.getvalue(), "page.xlsx").content))
    rows = list(made["For charts"].iter_rows(min_row=3, values_only=True))
    assert [row[:2] for row in rows] == [(0, 0.5), (1, 1.5), (2, 2.5)]
    assert [row[2:] for row in rows[:2]] == [(None, None, None)] * 2
    assert rows[2][4] == 2
    assert made["Page"]["A2"].value == "G0: hidden, too few"


def table(rows: list[list[Any]]) -> list[int]:
    """The rows, counted from 1, that must not be shown of a sheet."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Page")
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value != "":
                    sheet.write(r, c, value)
    (grid,) = grids(Package.read(out.getvalue()))
    return sorted({row for found in counted(grid) for row in found.to_hide()})


@pytest.mark.parametrize(
    ("rows", "hidden"),
    [
        ([["group", "value", "n"], ["A", 0.5, 3], ["B", 0.4, 50], ["C", 0.3, 60]], [2, 3]),
        ([["Measure", "Value", "Base"], ["NPS", 12, 3], ["CSAT", 0.4, 50]], [2]),  # measures do not add up
        ([["Answer", "Share", "Answers"], [0, 0.1, 3], [10, 0.9, 50]], []),  # how many gave each answer is the outcome
        ([["Canal", "Réponses", "Valeur"], ["A", 4, 0.1], ["B", 9, 0.2]], [2, 3]),
        ([["Group", "Contacts", "Rate"], ["All", 57, 0.2], ["Channel"], ["A", 50, 0.1], ["B", "–", "–"], ["C", 4, 0.1]],
         [6]),
        ([["Group", "Contacts", "Rate"], ["All", 54, 0.2], ["Channel"], ["A", 50, 0.1], ["B", "–", "–"], ["C", 2, 0.1]],
         [4, 6]),
        ([["Group", "Contacts", "Rate"], ["All", 53, 0.2], ["Channel"], ["A", 50, 0.1], ["B", "–", "–"]], [4]),
        ([["Group", "Contacts", "Rate"], ["All", 59, 0.2], ["Channel"], ["A", 50, 0.1], ["2 more", "–", "–"]], []),
        ([["Group", "Contacts", "Rate"], ["A", 0.3, 0.1], ["B", 2, 0.2]], []),  # rates under a heading of counts
        ([["File", "Contacts", 3], ["A", 3, 0.1]], []),  # a number beside it: no headings
    ],
)  # fmt: skip
def test_tables_are_known_by_their_headings(rows: list[list[Any]], hidden: list[int]) -> None:
    assert table(rows) == hidden


def test_the_report_language_is_spoken() -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_custom_property("Language", "fr")
        sheet = book.add_worksheet("Rapport")
        sheet.write_row("A1", ["Agent", "Contacts", "Verdict"])
        sheet.write_row("A2", ["Anna Berg", 3, "x"])
    found = openpyxl.load_workbook(BytesIO(values_copy(out.getvalue(), "rapport.xlsx").content))["Rapport"]
    assert found["B2"].value is None
    assert "Anna" not in found["A2"].value
