"""Funnel and control chart in a cell: what they take, how they are ordered, what they say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.shown import shown

from cxcel.errors import BadOption, CxError, OutOfRange
from cxcel.functions import KPI_FUNNEL, KPI_PCHART

X, N = [62, 80, 84, 79, 30], [100, 100, 100, 100, 40]
NAMES = ["dan", "bob", "ann", "cyd", "eve"]


def table(rows: list[list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_those_outside_come_first_and_the_others_by_name() -> None:
    rows = table(KPI_FUNNEL(X, N, 0.8, NAMES))
    assert [row["name"] for row in rows] == ["dan", "ann", "bob", "cyd", "eve"]
    assert [row["verdict"] for row in rows] == ["lower than chance gives"] + ["within what chance gives"] * 4
    assert rows[0]["target"] == 0.8
    assert rows[0]["p_adjusted"] < 0.001


def test_names_that_are_numbers_are_in_their_order() -> None:
    rows = table(KPI_FUNNEL([80] * 12, [100] * 12))
    assert [row["name"] for row in rows] == [str(i + 1) for i in range(12)]


def test_rows_of_one_name_are_added_up_and_rows_without_a_name_left_out() -> None:
    split = KPI_FUNNEL([30, 32, 80, 84, 79, 30, 5], [50, 50, 100, 100, 100, 40, 50], 0.8, ["dan", *NAMES, None])
    assert split == KPI_FUNNEL(X, N, 0.8, NAMES)


def test_a_contact_log_needs_no_counts() -> None:
    agents = [name for name, n in zip(NAMES, N, strict=True) for _ in range(n)]
    solved = [word for x, n in zip(X, N, strict=True) for word in ["yes"] * x + ["no"] * (n - x)]
    assert KPI_FUNNEL(solved, None, 0.8, agents) == KPI_FUNNEL(X, N, 0.8, NAMES)
    assert KPI_FUNNEL([*solved, None], None, 0.8, [*agents, "dan"]) == KPI_FUNNEL(X, N, 0.8, NAMES)


def test_the_default_target_is_the_rate_of_all_together() -> None:
    (target,) = {row["target"] for row in table(KPI_FUNNEL(X, N))}
    assert target == sum(X) / sum(N)


def test_small_groups_are_marked_and_very_small_ones_not_judged() -> None:
    rows = {row["name"]: row for row in table(KPI_FUNNEL([80, 12, 3], [100, 15, 4], 0.8, ["ann", "bob", "cyd"]))}
    assert rows["bob"]["verdict"] == "within what chance gives; small base"
    assert rows["cyd"]["verdict"] == "cannot tell: 4 cases are too few"
    assert rows["cyd"]["z"] is None
    assert rows["cyd"]["p_adjusted"] is None


def test_one_beyond_95_per_cent_among_many_is_chance() -> None:
    rows = table(KPI_FUNNEL([80] * 39 + [71], [100] * 40, 0.8))
    verdicts = {row["verdict"] for row in rows}
    assert verdicts == {
        "within what chance gives",
        "within what chance gives: chance puts about 2 of 40 beyond the 95 % limits",
    }


def test_where_all_spread_the_words_say_so() -> None:
    x = [int(1000 * rate) for rate in np.linspace(0.7, 0.9, 20)]
    verdicts = {row["verdict"] for row in table(KPI_FUNNEL(x, [1000] * 20))}
    assert verdicts == {"within what chance and the usual spread give"}
    plain = table(KPI_FUNNEL(x, [1000] * 20, None, None, "none"))
    assert plain[0]["verdict"] in {"lower than chance gives", "higher than chance gives"}
    assert plain[0]["low_95"] > 0.75


def test_periods_stay_in_order_and_bear_their_labels() -> None:
    rows = table(KPI_PCHART([40, 44, None, 34], [200, 200, 200, 200], None, ["Jan", "Feb", "Mar", "Apr"]))
    assert [row["period"] for row in rows] == ["Jan", "Feb", "Apr"]
    assert {row["sigma_z"] for row in rows} == {1.0}
    numbered = table(KPI_PCHART([40, 44, 0, 34], [200, 200, 0, 200]))
    assert [row["period"] for row in numbered] == [1.0, 2.0, 4.0]


def test_the_method_follows_the_size_of_the_periods() -> None:
    large = [1600, 2200, 1500, 2100, 1400, 1900]
    assert table(KPI_PCHART(large, [4000] * 6))[0]["sigma_z"] > 1
    assert table(KPI_PCHART(large, [4000] * 6, "p"))[0]["sigma_z"] == 1.0
    assert table(KPI_PCHART([50, 60, 40], [100] * 3, "pp"))[0]["sigma_z"] != 1.0


DIV, NUM, VALUE, NA = "#DIV/0!", "#NUM!", "#VALUE!", "#N/A"


@pytest.mark.parametrize(
    ("what", "args", "error"),
    [
        ("empty", ([], []), DIV),
        ("one group", ([5], [10]), DIV),
        ("single cells", ([[5]], [[10]]), DIV),
        ("nothing counted", ([0, 0], [0, 0]), DIV),
        ("all groups too small", ([1, 2], [3, 4]), DIV),
        ("x above n", ([5, 3], [4, 9]), NUM),
        ("rates for counts", ([0.83, 0.9], [100, 100]), NUM),
        ("a count below nothing", ([-1, 3], [9, 9]), NUM),
        ("target of 80", ([5, 3], [9, 9], 80), NUM),
        ("target of all", ([5, 3], [9, 9], 1), NUM),
        ("target of nothing", ([5, 3], [9, 9], 0), NUM),
        ("text", (["a", "b", "c"], [9, 9, 9]), VALUE),
        ("n left out without names", ([1, 0, 1],), VALUE),
        ("counts with n left out", ([5, 3], None, None, ["a", "b"]), VALUE),
        ("x left out", (None, [9, 9]), VALUE),
        ("lengths differ", ([5, 3, 2], [9, 9]), NA),
        ("names too short", ([5, 3, 2], [9, 9, 9], None, ["a", "b"]), NA),
        ("an error cell", ([5, "#REF!"], [9, 9]), "#REF!"),
        ("an error among names", ([5, 3], [9, 9], None, ["a", "#N/A"]), "#N/A"),
        ("dispersion", ([5, 3], [9, 9], None, None, "phi"), VALUE),
    ],
    ids=str,
)
def test_edges_of_the_funnel(what: str, args: tuple[Any, ...], error: str) -> None:
    assert shown(KPI_FUNNEL, *args) == error


@pytest.mark.parametrize(
    ("what", "args", "error"),
    [
        ("empty", ([], []), DIV),
        ("one period", ([5], [10]), DIV),
        ("single cells", ([[5]], [[10]]), DIV),
        ("no cases", ([0, 0], [0, 0]), DIV),
        ("x above n", ([5, 3], [4, 9]), NUM),
        ("rates for counts", ([0.83, 0.9], [100, 100]), NUM),
        ("n left out", ([5, 3], None), VALUE),
        ("text", (["a", "b", "c"], [9, 9, 9]), VALUE),
        ("lengths differ", ([5, 3, 2], [9, 9]), NA),
        ("labels too short", ([5, 3, 2], [9, 9, 9], None, ["a", "b"]), NA),
        ("an error cell", ([5, 3], [9, "#DIV/0!"]), DIV),
        ("method", ([5, 3], [9, 9], "c"), VALUE),
    ],
    ids=str,
)
def test_edges_of_the_chart(what: str, args: tuple[Any, ...], error: str) -> None:
    assert shown(KPI_PCHART, *args) == error


def test_headers_texts_and_blanks() -> None:
    plain = KPI_FUNNEL(X, N, 0.8, NAMES)
    assert KPI_FUNNEL(["resolved", *X], ["contacts", *N], 0.8, ["agent", *NAMES]) == plain
    assert (
        KPI_FUNNEL(["x", *X], ["n", *N], 0.8, ["name", *NAMES]) == plain
    )  # x and n are no yes and no on top of counts
    assert KPI_FUNNEL([str(x) for x in X], [f" {n} " for n in N], "80%", NAMES) == plain
    assert KPI_FUNNEL([*X, None, "n/a"], [*N, 5, 5], 0.8, [*NAMES, "ann", "bob"]) == plain
    assert KPI_FUNNEL([[x] for x in X], [[n] for n in N], [[0.8]], [[name] for name in NAMES]) == plain
    chart = KPI_PCHART(X, N)
    assert KPI_PCHART(["resolved", *map(str, X)], ["contacts", *N])[1][1:] == chart[1][1:]
    assert KPI_PCHART([*X, None], [*N, 7]) == chart


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: KPI_FUNNEL(["x", 5, 12], ["n", 9, 9]), OutOfRange, "x must not exceed n, got 12 of 9 in row 3"),
        (lambda: KPI_FUNNEL([0.5, 0.7], [9, 9]), OutOfRange, "x must be whole counts, not rates, got 0.5 in row 1"),
        (lambda: KPI_FUNNEL([5, 7], None), BadOption, "n is missing: give the cases of each row"),
        (lambda: KPI_FUNNEL([5, 3], [9, 9], 1), OutOfRange, "for 80 % write 0.8, got 1"),
    ],
)
def test_the_sentence_names_row_and_way_out(call: Any, error: type[CxError], says: str) -> None:
    with pytest.raises(error, match=says):
        call()


@pytest.mark.parametrize("hits", [0, 50])
def test_all_or_none(hits: int) -> None:
    rows = table(KPI_FUNNEL([hits] * 3, [50] * 3))
    assert {row["verdict"] for row in rows} == {"within what chance gives"}
    assert {row["signal"] for row in table(KPI_PCHART([hits] * 3, [50] * 3, "pp"))} == {""}
