"""Groups under five: hidden in every table of a report, so that no subtraction from a total tells of fewer people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import openpyxl
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from cxcel.data.load import load
from cxcel_addin.report.build import Settings, build
from cxcel_addin.report.build.bases import FEWEST, hidden
from cxcel_addin.report.model import Outcome, Pairs, Report, TrendPoint
from cxcel_addin.report.render import render
from cxcel_addin.shared.counted import small
from cxcel_addin.shared.making import values_copy

SIZES = st.lists(st.integers(0, 40), min_size=1, max_size=8)
SCORE = "How likely are you to recommend us? (0-10)"


def tells(whole: float, shown: Sequence[float | None]) -> str:
    """What a table tells of fewer than five: a group that is shown, or what is left of the whole; "" if nothing."""
    known = [n for n in shown if n]
    if any(n < FEWEST for n in known):
        return f"shows {min(known)}"
    rest = whole - sum(known)
    return f"leaves {rest} of {whole}" if 0 < rest < FEWEST and known else ""


# --- the rule ------------------------------------------------------------------------------------------------------


@given(SIZES, st.integers(0, 9))
def test_what_is_shown_tells_of_nobody(sizes: list[int], beside: int) -> None:
    whole = sum(sizes) + beside
    out = hidden(sizes, whole=[whole])
    assert tells(whole, [None if i in out else n for i, n in enumerate(sizes)]) == ""
    few = [sizes[i] for i in out if sizes[i] < FEWEST]
    assert not few or len(out) > 1 or not any(n for i, n in enumerate(sizes) if i not in out)


@given(SIZES, st.integers(0, 9))
def test_no_more_is_hidden_than_must_be(sizes: list[int], beside: int) -> None:
    """Without the largest that was hidden for the others' sake, something would be told."""
    out = hidden(sizes, whole=[sum(sizes) + beside])
    extra = [i for i in out if sizes[i] >= FEWEST]
    if not extra:
        return
    left = set(out) - {extra[-1]}
    rest = [sizes[i] for i in left]
    alone = len(rest) < 2 or sum(rest) < FEWEST
    assert alone if any(n < FEWEST for n in rest) else 0 < beside < FEWEST and not rest


@given(SIZES.flatmap(lambda a: st.tuples(st.just(a), st.lists(st.integers(0, 40), min_size=len(a), max_size=len(a)))))
def test_columns_of_one_table_are_hidden_together(columns: tuple[list[int], list[int]]) -> None:
    out = hidden(*columns)
    for sizes in columns:
        assert tells(sum(sizes), [None if i in out else n for i, n in enumerate(sizes)]) == ""


@given(SIZES)
def test_a_shared_copy_hides_the_same_groups(sizes: list[int]) -> None:
    assert set(small(list(sizes))) == set(hidden(sizes))


@given(SIZES, st.integers(0, 9))
def test_a_shared_copy_of_a_report_hides_no_more(sizes: list[int], beside: int) -> None:
    whole = sum(sizes) + beside
    out = hidden(sizes, whole=[whole])
    left: list[float | None] = [None if i in out else n for i, n in enumerate(sizes)]
    assert small(left, whole=whole) == []


# --- whole reports -------------------------------------------------------------------------------------------------


def tables(report: Report) -> Iterator[tuple[str, float, list[float | None]]]:
    """Every table of a report that shows a whole and its parts: name, the whole, and the parts that are shown."""
    if report.segments:
        for group in report.segments.groups:
            sizes = [row.figure.n if row.figure else None for row in group.rows]
            yield f"segments by {group.title}", report.segments.overall.n, sizes
    if report.periods:
        for row in report.periods.rows:
            yield f"periods of {row.title}", row.overall.n, [figure.n or None for figure in row.cells]
        for title, counts, whole in report.periods.bases:
            yield title, whole, list(counts)
    for one in report.breakdowns:
        whole = next(each.n for each in report.metrics if (each.title, each.rule) == (one.title, one.rule))
        yield f"{one.title} by {one.by}", whole, [row.figure.n for row in one.groups]
    for scored in report.card:
        now, before = scored.latest, scored.before
        if now and before:
            sizes = [figure.n if figure.value is not None else None for figure in (now, before)]
            yield f"scorecard: {scored.title}", scored.overall.n, [n for n in sizes if n] or [None]
    for pairs in (report.complaints, report.employees):
        if pairs:
            yield from beside(pairs)
    for funnel in report.variation.funnels if report.variation else ():
        yield f"funnel by {funnel.noun}", 0.0, [point.figure.n for point in funnel.points]
    if report.outcome:
        yield from outcomes(report.outcome, {one.title: one.n for one in report.metrics if one.used})


def outcomes(page: Outcome, bases: Mapping[str, float]) -> Iterator[tuple[str, float, list[float | None]]]:
    """The tables of the page of the outcome."""
    yield "line", bases[page.title], [point.n for point in page.trend] or [None]
    asked = bases.get("Response rate")
    if asked is not None:
        yield "who stays silent", asked, [row.contacts for row in page.silent if not row.strong]
        yield "response rate by period", asked, [row.figure.n for row in page.response]


def beside(pairs: Pairs) -> Iterator[tuple[str, float, list[float | None]]]:
    """Each section of a page with two columns, once for each column."""
    for side in ("left", "right"):
        sections: list[list[float | None]] = [[]]
        whole = 0.0
        for row in pairs.rows:
            figure = getattr(row, side)
            if row.head:
                sections.append([])
            elif row.strong:
                whole = figure.n if figure else 0.0
            else:
                sections[-1].append(figure.n if figure else None)
        for section in sections:
            yield f"{pairs.section.kicker} {side}", whole, section


def survey(folder: Path, seed: int, rows: int, groups: int) -> list[Path]:
    """Contacts and answers whose groups and months have any size, and employees of the same teams."""
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.full(groups, 0.5))

    def labels(word: str) -> list[str]:
        found = rng.choice(groups, size=rows, p=rng.permutation(weights))
        return [f"{word} {n}" if rng.random() > 0.02 else "" for n in found]

    days = pd.Timestamp("2026-01-01") + pd.to_timedelta(np.sort(rng.beta(1, 2, rows) * 120).astype(int), "D")
    contacts = pd.DataFrame(
        {
            "Contact ID": [f"C{i}" for i in range(rows)],
            "Date": days.strftime("%Y-%m-%d"),
            "Channel": labels("Line"),
            "Team": labels("Team"),
            "Agent": labels("A1"),
            "Topic": labels("Topic"),
            "Wait (s)": rng.integers(1, 300, rows),
            "Handle time (s)": rng.integers(60, 900, rows),
            "Resolved": rng.choice(["yes", "no"], rows),
            "Complaint": rng.choice(["yes", "no"], rows, p=[0.2, 0.8]),
        }
    )
    asked = rng.random(rows) < 0.6
    answers = pd.DataFrame(
        {
            "Contact ID": contacts["Contact ID"][asked],
            SCORE: rng.integers(0, 11, int(asked.sum())),
            "How satisfied are you? (1-5)": rng.integers(1, 6, int(asked.sum())),
        }
    )
    people = pd.DataFrame({"Employee ID": range(40), "Team": [f"Team {n}" for n in rng.choice(groups, 40, p=weights)]})
    people["eNPS"] = rng.integers(0, 11, 40)
    paths = [folder / f"{name}.csv" for name in ("contacts", "survey", "employees")]
    for path, frame in zip(paths, (contacts, answers, people), strict=True):
        frame.to_csv(path, index=False)
    return paths


def small_report(seed: int, rows: int, groups: int) -> Report:
    with TemporaryDirectory() as folder:
        return build(load(survey(Path(folder), seed, rows, groups)), Settings(breakdowns=True))


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.integers(40, 160), st.integers(2, 7))
def test_no_table_of_a_report_tells_of_fewer_than_five(seed: int, rows: int, groups: int) -> None:
    report = small_report(seed, rows, groups)
    found = [(name, tells(whole or sum(n or 0.0 for n in shown), shown)) for name, whole, shown in tables(report)]
    assert [one for one in found if one[1]] == []


def test_the_random_reports_hold_every_kind_of_table() -> None:
    """A property of tables that are not there would hold anyway."""
    names = {name.split(" of ")[0].split(" by ")[0].split(":")[0] for name, *_ in tables(small_report(3, 600, 6))}
    assert names >= {"segments", "periods", "scorecard", "line", "who stays silent", "response rate", "funnel"}
    assert any(name.endswith("left") for name in names)


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 10_000), st.integers(60, 120))
def test_a_copy_that_is_shared_tells_no_more(seed: int, rows: int) -> None:
    """Every number under a heading of answers, on the pages and in the chart data, is five or more."""
    made = values_copy(render(small_report(seed, rows, 5)), "report.xlsx")
    book = openpyxl.load_workbook(BytesIO(made.content))
    for sheet in book:
        for cells in sheet.iter_cols(values_only=True):
            below = False
            for value in cells:
                if isinstance(value, str):
                    below = value in ("answers", "Answers", "Contacts")
                elif below and isinstance(value, int | float):
                    assert value == 0 or value >= FEWEST, (sheet.title, value)


def line_of(folder: Path, weeks: dict[int, int], days: int = 182) -> list[TrendPoint]:
    """The line of a survey with twenty answers a week, but for some weeks."""
    rows = []
    for week in range(days // 7):
        for i in range(weeks.get(week, 20)):
            day = pd.Timestamp("2026-01-05") + pd.Timedelta(days=7 * week + i % 7)
            rows.append((day.strftime("%Y-%m-%d"), 0 if weeks.get(week, 20) < FEWEST else 10 - i % 2))
    pd.DataFrame(rows, columns=["Survey date", SCORE]).to_csv(folder / "survey.csv", index=False)
    report = build(load([folder / "survey.csv"]), Settings())
    assert report.outcome
    return list(report.outcome.trend)


def test_a_week_of_few_answers_is_in_no_window(tmp_path: Path) -> None:
    """All detractors of the survey answered in the small week: no window has a detractor, and no dot is small."""
    line = line_of(tmp_path, {9: 2, 15: 12})
    assert len(line) > 20
    assert min(point.value for point in line if point.value is not None) == 100
    assert sum(point.n is None for point in line) == 2  # the next smallest with it
    assert all(point.n is None or point.n >= FEWEST for point in line)


def test_a_line_of_small_weeks_is_drawn_by_month(tmp_path: Path) -> None:
    line = line_of(tmp_path, dict.fromkeys(range(1, 25, 2), 4) | dict.fromkeys(range(0, 25, 2), 3))
    assert {point.start.day for point in line} == {1}


def test_the_answers_of_fewer_than_five_are_no_distribution(tmp_path: Path) -> None:
    rows = [(f"2026-{1 + i % 6:02d}-05", i % 11) for i in range(90)] + [("2026-07-31", 3)]
    pd.DataFrame(rows, columns=["Survey date", SCORE]).to_csv(tmp_path / "survey.csv", index=False)
    report = build(load([tmp_path / "survey.csv"]), Settings(period="month"))
    assert report.latest == "July 2026"
    assert report.outcome is None or (report.outcome.bars, len(report.outcome.bands)) == ((), 1)
    row = next(row for row in report.card if row.name == "NPS")
    assert row.latest is not None
    assert row.latest.value is None
    assert (row.change, row.trend[-1]) == (None, None)
