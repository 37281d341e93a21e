"""Small parts of the renderer: text that fits, axes with round ends, numbers in their unit, the flow of a page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel_addin.report.model import Figure, Report, Section, Unit
from cxcel_addin.report.render import render, scale, styles, text
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.frame import WIDTH
from cxcel_addin.report.render.overlays import middles, one_cell
from cxcel_addin.report.render.page import Head, Page, Placed, Row, cell
from cxcel_addin.report.render.theme import PLAIN

from .demo import full, periods

SECTION = Section("9 Test", "9  Test", "A title", "a subtitle", "a note")
ANY = st.floats(-1e12, 1e12, allow_nan=False)


@pytest.fixture
def page() -> Page:
    return Page(Book(full()), SECTION, [400, 632])


def test_text_loses_control_characters_line_breaks_and_lone_surrogates():
    assert text.plain("a\x00b\nc\td\ud800\ufffe") == "ab c d��"


def test_text_keeps_every_script():
    words = "Zufriedenheit 満足度 رضا удовлетворённость 👩‍💼"
    assert text.plain(words) == words


@given(st.text())
def test_any_text_becomes_text_that_a_file_can_hold(words):
    assert text.plain(words).encode("utf-8") is not None
    assert len(text.plain(words)) <= 32_767


def test_a_label_that_begins_like_a_formula_is_kept_from_being_one():
    assert text.literal("=1+1") == " =1+1"
    assert text.literal("1+1") == "1+1"


def test_more_room_never_needs_more_lines():
    words = "Weiterempfehlungsbereitschaft nach Erst-Kontakt-Lösung je Kunde"
    counts = [text.lines(words, pixels) for pixels in range(40, 600, 10)]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == 1


def test_fitted_text_fits():
    words = "average handle time of the whole contact centre"
    assert text.width(text.fit(words, 100), 10) <= 100
    assert text.fit(words, 100).endswith("…")
    assert text.fit("short", 100) == "short"


def test_heads_of_tables_are_never_blank_or_twice():
    assert text.unique(["a", "A", "", " ", "a"]) == ["a", "A (2)", "–", "– (2)", "a (3)"]


@given(st.lists(ANY, min_size=1, max_size=20), st.sampled_from([Unit.MONEY, Unit.SCORE, Unit.COUNT]))
def test_an_axis_holds_its_values(seen, unit):
    axis = scale.scale(seen, unit)
    assert axis.low <= min(seen) + 1e-9 * abs(min(seen))
    assert axis.high >= max(seen) - 1e-9 * abs(max(seen))
    assert axis.step > 0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_an_axis_of_shares_stays_within_0_and_100_per_cent(seen):
    axis = scale.scale(seen, Unit.SHARE)
    assert 0 <= axis.low <= min(seen) + 1e-9
    assert max(seen) - 1e-9 <= axis.high <= 1


def test_an_axis_of_scores_ends_at_tens_and_says_what_it_leaves_out():
    axis = scale.scale([21.3, 34.8], Unit.POINTS)
    assert (axis.low, axis.high, axis.step) == (0, 50, 10)
    assert axis.cut(Unit.POINTS) == "The axis shows 0 to +50 of a scale from −100 to +100."


def test_bars_begin_at_zero():
    assert scale.scale([0.71, 0.74], Unit.SHARE, from_zero=True).low == 0


def test_an_axis_without_values_can_be_drawn():
    assert scale.scale([None, float("nan")], Unit.SECONDS).high > 0


def test_an_axis_of_times_is_in_days():
    axis = scale.scale([50, 70], Unit.SECONDS)
    assert axis.low * 86_400 == pytest.approx(45)
    assert axis.num_format == "[m]:ss"


def test_the_axis_of_links_is_symmetric_and_ends_at_one():
    assert (scale.symmetric([0.47, -0.05]).low, scale.symmetric([0.47]).high) == (-0.6, 0.6)
    assert scale.symmetric([0.97, None]).high == 1
    assert scale.symmetric([]).high == 0.2


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (28.1, Unit.POINTS, "+28"),
        (-0.4, Unit.POINTS, "0"),
        (-12.6, Unit.POINTS, "−13"),
        (0.684, Unit.SHARE, "68%"),
        (0.061, Unit.SHARE, "6.1%"),
        (1.0, Unit.SHARE, "100%"),
        (388, Unit.SECONDS, "6:28"),
        (119.7, Unit.SECONDS, "2:00"),
        (40_000, Unit.SECONDS, "11:07 h"),
        (4.25, Unit.SCORE, "4.2"),
        (12345.6, Unit.MONEY, "12,346"),
        (None, Unit.SHARE, "–"),
        (float("nan"), Unit.COUNT, "–"),
    ],
)
def test_numbers_in_words(value, unit, words):
    assert styles.short(value, unit) == words


def test_formats_follow_the_unit():
    assert styles.value_format(Unit.SHARE, 0.061) == "0.0%"
    assert styles.value_format(Unit.SHARE, 0.61) == "0%"
    assert styles.value_format(Unit.SHARE, 0.61, exact=True) == "0.0%"
    assert styles.value_format(Unit.POINTS, -3) == '+0;"−"0;0'
    assert styles.change_format(Unit.SHARE, 0.02) == '+0.0" pts";"−"0.0" pts";0.0" pts"'
    assert styles.change_format(Unit.SECONDS, -14) == '+0" s";"−"0" s";0" s"'
    assert styles.target_format(Unit.SECONDS, 60, "down") == '"≤ "[m]:ss'
    assert styles.target_format(Unit.POINTS, 40, "up") == '"≥ "+0;"≥ ""−"0;"≥ "0'


def test_changes_stand_in_points_and_seconds():
    assert styles.change_value(0.036, Unit.SHARE) == pytest.approx(3.6)
    assert styles.change_value(-14, Unit.SECONDS) == -14
    assert styles.change_value(None, Unit.SHARE) is None


def test_marks_meet_the_middle_of_their_rows():
    assert middles([20, 30, 10]) == [50, 25, 5]


def test_one_cell_of_a_column():
    assert one_cell("='Chart data'!$B$4:$B$9", 2) == "='Chart data'!$B$6"


def test_columns_must_fill_the_page():
    with pytest.raises(ValueError, match=f"columns of 9 Test must add up to {WIDTH} pixels, got 900"):
        Page(Book(full()), SECTION, [400, 500])


def test_a_table_flows_over_pages_and_keeps_titles_with_their_rows(page):
    rows = [Row([cell(f"row {i}"), cell(i)], 20, keep=i % 10 == 0) for i in range(80)]
    placed: list[Placed] = []
    page.table([Head("a", "left"), Head("b")], rows, draw=placed.append)
    assert sum(len(part.heights) for part in placed) == 80
    assert len(page.breaks) == len(placed) - 1
    assert all(sum(part.heights) < PLAIN.down for part in placed)
    assert all(part.first % 10 == 0 for part in placed)


def test_no_page_ends_with_a_lonely_row(page):
    for count in range(25, 40):
        page.new_page()
        placed: list[Placed] = []
        page.table([Head("a", "left"), None], [Row([cell("x"), cell(1)], 20)] * count, draw=placed.append)
        assert min(len(part.heights) for part in placed) >= 3


def test_wide_words_make_their_row_higher(page):
    short, long = Row([cell("short")]), Row([cell("a label of many words " * 8)])
    assert page.height_of(short) == 20
    assert page.height_of(long) > 50


def test_no_row_is_higher_than_excel_takes(page):
    page.down(5000)
    assert page.room > 0


def bare() -> dict[str, Report]:
    """Sections that are there and hold next to nothing."""
    report = full()
    outcome, links, service = report.outcome, report.links, report.service
    assert outcome
    assert links
    assert report.segments
    assert report.periods
    assert service
    chart = replace(service.charts[0], starts=(), values=(), odd=())
    return {
        "no links": replace(report, links=replace(links, rows=(), eyes=(), footnotes=())),
        "no groups": replace(report, segments=replace(report.segments, groups=(), overall=Figure(None))),
        "one label": replace(report, periods=periods(("Jan",))),
        "no labels": replace(report, periods=replace(report.periods, labels=(), rows=(), bases=())),
        "no answers": replace(report, outcome=replace(outcome, trend=(), bars=(), bands=(), response=(), silent=())),
        "only a table": replace(report, outcome=replace(outcome, trend=(), bars=(), bands=(), response=())),
        "one point": replace(report, outcome=replace(outcome, trend=outcome.trend[:1], bars=())),
        "no panel": replace(report, service=replace(service, rows=(), levels=())),
        "one chart": replace(report, service=replace(service, charts=service.charts[:1])),
        "three charts": replace(report, service=replace(service, charts=(*service.charts, service.charts[0]))),
        "no weeks": replace(report, service=replace(service, charts=(chart,))),
        "no scores": replace(report, scorecard=(), tiles=(), findings=()),
        "one tile": replace(report, tiles=report.tiles[:1]),
        "no notes": replace(report, note="", title="", subtitle="", kicker="", organisation="", footer=""),
    }


@pytest.mark.parametrize("name", bare())
def test_sections_that_hold_next_to_nothing_can_be_drawn(name, tmp_path, assert_valid_xlsx):
    path = tmp_path / "bare.xlsx"
    path.write_bytes(render(bare()[name]))
    assert_valid_xlsx(path)


def test_a_report_with_nothing_in_it_can_be_drawn():
    report = full()
    empty = replace(
        report,
        tiles=(),
        findings=(),
        scorecard=(),
        trend_labels=(),
        outcome=None,
        links=None,
        segments=None,
        periods=None,
        service=None,
        method=replace(report.method, definitions=(), formulas=(), settings=()),
        quality=replace(report.quality, rows=(), assumptions=(), profile=()),
    )
    assert render(empty)


@pytest.mark.parametrize(("unit", "seen", "least"), [(Unit.SHARE, [0.49, 0.51], 0.2), (Unit.POINTS, [21, 23], 40)])
def test_an_axis_never_makes_hills_of_noise(unit, seen, least):
    axis = scale.scale(seen, unit)
    assert axis.high - axis.low >= least
