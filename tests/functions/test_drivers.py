"""Key drivers and the priority matrix in a cell: what they take, what they spill, and their sentences."""

from __future__ import annotations

from statistics import mean, median
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cxcel.errors import CxError, excel_error
from cxcel.functions import CSAT, FUNCTIONS, KPI_CI, KPI_CORR, KPI_DRIVERS, PRIORITY_MATRIX

RNG = np.random.default_rng(12)
NAMES = ["speed", "care", "shop", "help", "price"]
MOOD = RNG.normal(size=(240, 1))
RATINGS = np.clip(np.rint(3.6 + 0.5 * MOOD + 0.8 * RNG.normal(size=(240, 5)) + [-0.8, 0.6, -0.4, 0.4, 0.1]), 1, 5)
SCORES = np.clip(np.rint(RATINGS @ [0.9, 0.5, 0.0, 0.0, 0.1] + 1.5 + RNG.normal(size=240)), 0, 10).tolist()
TABLE = [NAMES, *RATINGS.tolist()]
DRIVERS = ["kpi", "importance", "share", "low", "high", "direction", "beta", "r", "vif"]
DRIVERS += ["p", "p_adjusted", "other_rank", "note", "verdict"]
AXES = ["performance", "performance_low", "performance_high", "importance", "importance_low", "importance_high"]


def rows_of(table: list[list[Any]]) -> dict[str, dict[str, Any]]:
    header, *rows = table
    return {row[0]: dict(zip(header, row, strict=True)) for row in rows}


def test_the_drivers_stand_most_important_first_and_all_together_last() -> None:
    table = KPI_DRIVERS(SCORES, TABLE)
    assert table[0] == DRIVERS
    assert [row[0] for row in table[1:3]] == ["speed", "care"]
    assert table[-1][0] == "all together"
    found = rows_of(table)
    own = [found[name] for name in NAMES]
    assert sum(row["importance"] for row in own) == pytest.approx(found["all together"]["importance"], abs=1e-12)
    assert sum(row["share"] for row in own) == pytest.approx(1, abs=1e-12)
    assert found["speed"]["verdict"] == "moves with"
    assert found["speed"]["direction"] == "up"
    assert found["speed"]["r"] == pytest.approx(KPI_CORR(SCORES, RATINGS[:, 0].tolist()), rel=1e-12)
    assert all(row["low"] < row["importance"] < row["high"] for row in own)
    assert "240 complete rows of 240" in found["all together"]["note"]
    assert not found["shop"]["verdict"].startswith("moves with")


def test_a_single_kpi_has_r_squared() -> None:
    found = rows_of(KPI_DRIVERS(SCORES, ["speed", *RATINGS[:, 0].tolist()]))["speed"]
    r = KPI_CORR(SCORES, RATINGS[:, 0].tolist())
    assert found["importance"] == pytest.approx(r * r, rel=1e-12)
    assert (found["vif"], found["share"]) == (pytest.approx(1), pytest.approx(1))


def test_another_method_another_level_and_changes_from_row_to_row() -> None:
    lmg, johnson = rows_of(KPI_DRIVERS(SCORES, TABLE)), rows_of(KPI_DRIVERS(SCORES, TABLE, "johnson"))
    assert lmg["speed"]["importance"] != johnson["speed"]["importance"]
    assert lmg["speed"]["importance"] == pytest.approx(johnson["speed"]["importance"], rel=0.05)
    wide = rows_of(KPI_DRIVERS(SCORES, TABLE, None, None, 0.99))["speed"]
    assert wide["low"] < lmg["speed"]["low"]
    assert wide["high"] > lmg["speed"]["high"]
    steps = rows_of(KPI_DRIVERS(SCORES, TABLE, "lmg", "diff"))
    expected = KPI_CORR(SCORES, RATINGS[:, 0].tolist(), "pearson", "diff")
    assert steps["speed"]["r"] == pytest.approx(expected, rel=1e-12)


def test_yes_and_no_blanks_frames_and_texts_are_read() -> None:
    names = ["care", "shop", "solved"]
    flags = [[row[1], row[2], float(row[0] > 3)] for row in RATINGS.tolist()]
    plain = rows_of(KPI_DRIVERS(SCORES, [names, *flags]))
    words = [[*row[:2], "yes" if row[2] else "no"] for row in flags]
    assert rows_of(KPI_DRIVERS(SCORES, [names, *words])) == plain
    assert rows_of(KPI_DRIVERS(SCORES, pd.DataFrame(flags, columns=names))) == plain
    assert rows_of(KPI_DRIVERS(SCORES, [names, *([str(cell) for cell in row] for row in flags)])) == plain
    holed = [[None, *row[1:]] if i == 5 else row for i, row in enumerate(flags)]
    assert "239 complete rows of 240" in rows_of(KPI_DRIVERS(SCORES, [names, *holed]))["all together"]["note"]


def test_a_kpi_that_does_not_vary_keeps_its_row() -> None:
    table = [[*NAMES, "flat"], *([*row, 3] for row in RATINGS.tolist())]
    found = rows_of(KPI_DRIVERS(SCORES, table))
    assert found["flat"]["verdict"] == "cannot tell: it does not vary in the complete rows"
    assert found["flat"]["importance"] is None
    assert rows_of(KPI_DRIVERS(SCORES, TABLE)).items() <= found.items()


def test_more_than_fifteen_kpis_go_with_johnson() -> None:
    table = RNG.normal(size=(120, 18))
    scores = table[:, 7] + RNG.normal(size=120)
    assert KPI_DRIVERS(scores, table, "johnson")[1][0] == "column 8"
    with pytest.raises(CxError, match=r"^KPI_DRIVERS: 'lmg' takes up to 15 KPIs, got 18: .* 'johnson'$"):
        KPI_DRIVERS(scores, table)


def test_texts_are_short_enough_for_a_cell() -> None:
    long = [f"How satisfied were you with part {i} of what we did for you, all in all?" for i in range(4)]
    both = RNG.normal(size=(90, 2))
    twins = np.column_stack([both, both + 0.01 * RNG.normal(size=(90, 2))])
    table = KPI_DRIVERS(both[:, 0] - both[:, 1] + RNG.normal(size=90), [long, *twins.tolist()])
    texts = [cell for row in table[1:] for cell in row if isinstance(cell, str)]
    assert any("VIF" in text for text in texts)
    assert max(map(len, texts)) <= 255


@pytest.mark.parametrize("performance", ["mean", "top2"])
def test_the_matrix_puts_performance_beside_importance(performance: str) -> None:
    header, *rows, lines = PRIORITY_MATRIX(SCORES, TABLE, performance)
    found = rows_of([header, *rows])
    drivers = rows_of(KPI_DRIVERS(SCORES, TABLE))
    rule = "mean" if performance == "mean" else "top"
    for j, name in enumerate(NAMES):
        answers = RATINGS[:, j].tolist()
        assert found[name]["performance"] == pytest.approx(CSAT(answers, 5, 2, rule), rel=1e-12)
        limits = KPI_CI("CSAT", *([answers, 5, 2, rule] + [None] * (len(FUNCTIONS["CSAT"].spec.parameters) - 4)))[0]
        assert [found[name]["performance_low"], found[name]["performance_high"]] == pytest.approx(limits)
        assert [found[name][key] for key in AXES[3:]] == [drivers[name][key] for key in ("importance", "low", "high")]
    assert lines[:1] == ["cut lines"]
    assert lines[1] == pytest.approx(median(row[1] for row in rows))
    assert lines[4] == pytest.approx(median(row[4] for row in rows))
    assert rows[0][0] == "speed"
    assert found["speed"]["corner"] == "fix first"
    assert found["speed"]["sure"] == "yes"
    assert found["care"]["corner"] == "keep"
    assert {row[7] for row in rows} <= {"fix first", "keep", "watch", "maintain"}


def test_importance_without_a_sure_link_is_no_reason_to_act() -> None:
    noise = np.random.default_rng(3).integers(0, 11, 240).tolist()
    header, *rows, _ = PRIORITY_MATRIX(noise, TABLE)
    acting = [row for row in rows if row[7] in {"fix first", "keep"}]
    assert acting
    assert all(row[-1].startswith(("cannot tell: ", "no link seen: ")) for row in acting)
    assert header[-1] == "sure"


def test_yes_and_no_and_rates_stand_on_a_scale_up_to_one() -> None:
    table = [["fast", "solved"], *[["yes" if row[0] > 2 else "no", float(row[1] > 3)] for row in RATINGS]]
    found = rows_of(PRIORITY_MATRIX(SCORES, table, None, 1))
    assert found["fast"]["performance"] == pytest.approx(mean(float(row[0] > 2) for row in RATINGS))
    assert 0 <= found["fast"]["performance_low"] < found["fast"]["performance_high"] <= 1
    rates = [["one", "two"], *(RATINGS[:, :2] / 5).tolist()]
    assert rows_of(PRIORITY_MATRIX(SCORES, rates, "mean", 1))["one"]["performance"] == pytest.approx(
        float(RATINGS[:, 0].mean() / 5)
    )


def test_columns_of_the_same_name_and_those_that_do_not_vary_keep_their_own_performance() -> None:
    table = [["same", "same", "flat", "last"], *([*row[:2], 4, row[2]] for row in RATINGS.tolist())]
    _, *rows, _ = PRIORITY_MATRIX(SCORES, table)
    shown = sorted(row[1] for row in rows if row[0] == "same")
    assert shown == pytest.approx(sorted(RATINGS[:, :2].mean(axis=0)))
    flat = rows[-1]
    assert flat == ["flat", 4.0, 4.0, 4.0, None, None, None, None, "cannot tell: it does not vary in the complete rows"]


SENTENCES: list[tuple[Any, str, str]] = [
    (lambda: KPI_DRIVERS([], []), "#DIV/0!", "0 rows have the outcome and every KPI filled"),
    (lambda: KPI_DRIVERS(SCORES[:3], TABLE), "#N/A", "240"),
    (lambda: KPI_DRIVERS([5] * 240, TABLE), "#DIV/0!", "the outcome does not vary in the 240 complete rows"),
    (lambda: KPI_DRIVERS([[5]], [[5]]), "#DIV/0!", "1 rows have the outcome and every KPI filled, too few"),
    (lambda: KPI_DRIVERS(SCORES, [NAMES, *[["#REF!"] * 5] * 240]), "#REF!", "speed holds #REF!"),
    (lambda: KPI_DRIVERS(SCORES, TABLE, "shapley"), "#VALUE!", "method must be one of 'lmg', 'johnson'"),
    (lambda: KPI_DRIVERS(SCORES, TABLE, None, "log"), "#VALUE!", "adjust must be one of 'none', 'diff', 'detrend'"),
    (lambda: KPI_DRIVERS(SCORES, TABLE, None, None, 1), "#NUM!", "confidence_level must lie between 0 and 1, got 1"),
    (lambda: KPI_DRIVERS(SCORES, None), "#VALUE!", "kpis is missing"),
    (
        lambda: KPI_DRIVERS(SCORES, [["talk", "hold", "both"], *([a, b, a + b] for a, b, *_ in RATINGS.tolist())]),
        "#NUM!",
        "'both' follows exactly from 'talk' and 'hold': leave one of them out",
    ),
    (lambda: PRIORITY_MATRIX(SCORES, TABLE, "top3"), "#VALUE!", "performance must be one of 'mean', 'top2'"),
    (
        lambda: PRIORITY_MATRIX(SCORES, [["a one", "b two"], *(RATINGS[:, :2] + 2).tolist()]),
        "#NUM!",
        "must be answers in 1..5, got",
    ),
    (
        lambda: PRIORITY_MATRIX(SCORES, [["a one", "b two"], *(RATINGS[:, :2] / 2 + 1).tolist()], "top2"),
        "#NUM!",
        "must be whole answers in 1..5",
    ),
    (lambda: PRIORITY_MATRIX(SCORES, TABLE, "top2", 1), "#VALUE!", "'top2' needs a scale of three or more answers"),
    (lambda: PRIORITY_MATRIX(SCORES, RATINGS[:, 0].tolist()), "#DIV/0!", "a matrix needs at least 2 KPIs, got 1"),
]


@pytest.mark.parametrize(("call", "error", "says"), SENTENCES)
def test_what_is_wrong_is_said_in_one_sentence(call: Any, error: str, says: str) -> None:
    with pytest.raises(CxError) as caught:
        call()
    assert says in str(caught.value)
    assert excel_error(caught.value) == error
    assert len(str(caught.value)) <= 255


@pytest.mark.parametrize("name", ["KPI_DRIVERS", "PRIORITY_MATRIX"])
def test_wizard_texts_fit(name: str) -> None:
    spec = FUNCTIONS[name].spec
    assert len(spec.summary) <= 255
    assert all(len(p.help) <= 255 and not p.help.endswith(".") for p in spec.parameters)
    assert spec.source
    assert 1 <= len(spec.pitfalls) <= 3
    assert all(column in spec.returns for column in (DRIVERS if name == "KPI_DRIVERS" else AXES))
