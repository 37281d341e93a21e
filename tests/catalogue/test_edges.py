"""What a cell shows at the edges: one table, metric by metric."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np
import pytest
from tests.shown import shown

from cxcel.catalogue import METRICS
from cxcel.errors import CellError
from cxcel.functions import FUNCTIONS

# metric, what, arguments, value or Excel error, [low, high] of KPI_CI or its Excel error
DIV, NUM, VALUE, NA = "#DIV/0!", "#NUM!", "#VALUE!", "#N/A"
EDGES: tuple[tuple[str, str, tuple[Any, ...], Any, Any], ...] = (
    ("NPS", "empty", ([],), DIV, DIV),
    ("NPS", "one value", ([10],), 100.0, (-48.5, 100.0)),
    ("NPS", "all equal, top", ([9] * 5,), 100.0, (17.5, 100.0)),
    ("NPS", "all equal, bottom", ([0] * 5,), -100.0, (-100.0, -17.5)),
    ("NPS", "all passive", ([7] * 5,), 0.0, (-30.0, 30.0)),
    ("NPS", "above the scale", ([9, 11],), NUM, NUM),
    ("NPS", "below the scale", ([9, -1],), NUM, NUM),
    ("NPS", "not whole", ([9, 8.5],), NUM, NUM),
    ("NPS_COUNTS", "nobody", (0, 0, 0), DIV, DIV),
    ("NPS_COUNTS", "one promoter", (0, 0, 1), 100.0, (-48.5, 100.0)),
    ("NPS_COUNTS", "below nothing", (0, -1, 1), NUM, NUM),
    ("ENPS", "four people are not shown", ([0, 9, 9, 9],), DIV, DIV),
    ("ENPS", "five people", ([0] * 5,), -100.0, (-100.0, -17.5)),
    ("ENPS", "a word", (["nine"],), VALUE, VALUE),
    ("CSAT", "k = 0", ([1, 1, 1],), 0.0, (0.0, 0.5615)),
    ("CSAT", "k = n", ([5, 5, 5],), 1.0, (0.4385, 1.0)),
    ("CSAT", "zero is no answer of 1 to 5", ([0, 5],), NUM, NUM),
    ("CSAT", "mean of one value", ([4], None, None, "mean"), 4.0, DIV),
    ("CSAT", "mean of equal values", ([4, 4], None, None, "mean"), 4.0, (4.0, 4.0)),
    ("DISSAT_RATE", "k = n", ([1, 2],), 1.0, (0.3424, 1.0)),
    ("DISSAT_RATE", "beyond the scale", ([6],), NUM, NUM),
    ("CES", "k = 0", ([1, 4],), 0.0, (0.0, 0.6576)),
    ("CES", "beyond version 1", ([6], "v1"), NUM, NUM),
    ("CES", "beyond the index", ([8], "v2_index"), NUM, NUM),
    ("CES", "zero in the index", ([0, 7], "v2_index"), NUM, NUM),
    ("CES", "one value", ([3], "v2_mean"), 3.0, DIV),
    ("RESPONSE_RATE", "more answers than surveys", (5, 4), NUM, NUM),
    ("RESPONSE_RATE", "k = n", (4, 4), 1.0, (0.5101, 1.0)),
    ("FCR_RATE", "a count without its base", (7,), NUM, NUM),
    ("FCR_RATE", "all of them cannot be resolved", (0, 5, 5), DIV, DIV),
    ("FCR_RATE", "k = 0", (["no"] * 4,), 0.0, (0.0, 0.4899)),
    ("FCR_WINDOW", "one contact", (["a"], ["2026-01-01"]), DIV, DIV),
    ("FCR_WINDOW", "ranges differ", (["a", "b"], ["2026-01-01"]), NA, NA),
    ("FCR_WINDOW", "k = n", (["a", "b", "c"], ["2026-01-01", "2026-01-02", "2026-03-01"]), 1.0, (0.3424, 1.0)),
    ("REPEAT_RATE", "one contact", (["a"], ["2026-01-01"]), 0.0, (0.0, 0.7935)),
    ("REPEAT_RATE", "a window of nothing", (["a"], ["2026-01-01"], 0), NUM, NUM),
    ("AHT", "one row", ([60],), 60.0, DIV),
    ("AHT", "all equal", ([60, 60],), 60.0, (60.0, 60.0)),
    ("AHT", "nobody handled", ([60], None, None, 0), DIV, DIV),
    ("AHT", "less than nothing", ([-1],), NUM, NUM),
    ("ASA", "only abandoned", ([30, 40], [0, 0]), DIV, DIV),
    ("ASA", "all at once", ([0, 0],), 0.0, (0.0, 0.0)),
    ("SERVICE_LEVEL", "k = n", (10, 10, 0, 0), 1.0, (0.7225, 1.0)),
    ("SERVICE_LEVEL", "more in time than answered", (11, 10, 0, 0), NUM, NUM),
    ("SERVICE_LEVEL", "no abandons given", (10, 10), VALUE, VALUE),
    ("SERVICE_LEVEL", "nothing came in", (0, 0, 0, 0), DIV, DIV),
    ("ABANDON_RATE", "k = 0", (0, 10), 0.0, (0.0, 0.2775)),
    ("ABANDON_RATE", "no short abandons given", (1, 10, None, "excl_short"), VALUE, VALUE),
    ("ABANDON_RATE", "more short than abandoned", (1, 10, 2, "excl_short"), NUM, NUM),
    ("TRANSFER_RATE", "k = n", (["yes"],), 1.0, (0.2065, 1.0)),
    ("TRANSFER_RATE", "a third word", (["yes", "perhaps"],), VALUE, VALUE),
    ("OCCUPANCY", "no idle time, one row", (10, 0), 1.0, DIV),
    ("OCCUPANCY", "no time at all", (0, 0), DIV, DIV),
    ("COST_PER_CONTACT", "no contacts", (10, 0), DIV, DIV),
    ("COST_PER_CONTACT", "less than nothing", ([-5],), NUM, NUM),
    ("CONTAINMENT_RATE", "all escalated", (10, 10), 0.0, (0.0, 0.2775)),
    ("CONTAINMENT_RATE", "more escalated than came", (10, 11), NUM, NUM),
    ("RETENTION_RATE", "all stayed", (10, 12, 2), 1.0, (0.7225, 1.0)),
    ("RETENTION_RATE", "more new than there are", (10, 5, 6), VALUE, VALUE),
    ("RETENTION_RATE", "nobody at the start", (0, 2, 2), DIV, DIV),
    ("CHURN_RATE", "more lost than there were", (11, 10), NUM, NUM),
    ("CHURN_RATE", "k = 0", (0, 10), 0.0, (0.0, 0.2775)),
    ("COMPLAINT_RATE", "no base", (1, 0), DIV, DIV),
    ("COMPLAINT_RATE", "one row of totals", (5, 100), 0.05, DIV),
    ("FCR_RATE", "resolved though nobody could", (["yes"], None, ["yes"]), NUM, NUM),
    ("FCR_RATE", "numbers as text", (["1", "0", "1", "1"],), 0.75, (0.3006, 0.9544)),
    (
        "FCR_RATE",
        "small integers do not overflow",
        (np.uint8([100]), np.uint8([200]), np.uint8([0])),
        0.5,
        (0.4314, 0.5686),
    ),
    ("FCR_WINDOW", "all on one day", (["a", "a"], [46023, 46023]), DIV, DIV),
    ("FCR_WINDOW", "k = 0", (["a", "a", "b"], [46023, 46024, 46054]), 0.5, (0.0945, 0.9055)),
    ("FCR_WINDOW", "one contact, the log goes on", (["a"], ["2026-01-01"], None, 7, "2026-01-31"), 1.0, (0.2065, 1.0)),
    ("FCR_WINDOW", "the last day is whole", (["a"], [46023.5], None, 1, 46024), 1.0, (0.2065, 1.0)),
    ("FCR_WINDOW", "to the hour it is too short", (["a"], [46023.5], None, 1, 46024.25), DIV, DIV),
    ("FCR_WINDOW", "a log that ends before it does", (["a"], [46023], None, 7, 46000), NUM, NUM),
    ("FCR_WINDOW", "an end that is no date", (["a"], [46023], None, 7, "soon"), VALUE, VALUE),
    ("FCR_WINDOW", "an end of two dates", (["a"], [46023], None, 7, [46023, 46024]), VALUE, VALUE),
    ("FCR_WINDOW", "an end that is an error", (["a"], [46023], None, 7, "#N/A"), NA, NA),
    ("FCR_WINDOW", "a number that is no date", (["a"], [0.25]), NUM, NUM),
    ("REPEAT_RATE", "all by one customer", (["a", "a", "a"], [46023, 46024, 46025]), 2 / 3, (0.2077, 0.9385)),
    (
        "REPEAT_RATE",
        "dates as text and as times",
        (["a", "a"], ["2026-01-01", dt.datetime(2026, 1, 2, 9)]),
        0.5,
        (0.0945, 0.9055),
    ),
    ("SERVICE_LEVEL", "more abandoned in time than abandoned", (5, 10, 1, 2), NUM, NUM),
    ("SERVICE_LEVEL", "more in time than answered, credit", (11, 10, 5, 0, "credit"), NUM, NUM),
    ("SERVICE_LEVEL", "more short than abandoned", (5, 10, 1, None, "credit_short", 2), NUM, NUM),
    ("SERVICE_LEVEL", "short ones of no abandons", (5, 10, None, None, "genesys", 1), VALUE, VALUE),
    (
        "SERVICE_LEVEL",
        "small integers do not overflow",
        tuple(np.uint8([n]) for n in (200, 200, 200, 0)),
        0.5,
        (0.4512, 0.5488),
    ),
    ("SERVICE_LEVEL", "a seventh formula", (5, 10, 1, 0, "best"), VALUE, VALUE),
    ("ABANDON_RATE", "nothing but short ones", (2, 2, 2, "excl_short"), DIV, DIV),
    ("OCCUPANCY", "k = n", ([10, 20], [0, 0]), 1.0, (1.0, 1.0)),
    (
        "CONTAINMENT_RATE",
        "a session escalated and back",
        (["yes", "yes"], ["yes", "no"], ["yes", "no"]),
        0.5,
        (0.0945, 0.9055),
    ),
    ("CONTAINMENT_RATE", "counts of both are too many", (10, 6, 5), NUM, NUM),
    ("CONTAINMENT_WINDOW", "one session", (["a"], [46023], ["yes"], ["no"]), DIV, DIV),
    ("CONTAINMENT_WINDOW", "no bot", (["a"] * 2, [46023, 46053], ["no"] * 2, ["no"] * 2), DIV, DIV),
    ("CONTAINMENT_WINDOW", "k = 0", (["a"] * 2, [46023, 46053], ["yes"] * 2, ["yes"] * 2), 0.0, (0.0, 0.7935)),
    ("CONTAINMENT_WINDOW", "k = n", (["a"] * 2, [46023, 46053], ["yes"] * 2, ["no"] * 2), 1.0, (0.2065, 1.0)),
    ("CONTAINMENT_WINDOW", "a count for a flag", (["a"], [46023], [2], ["no"]), NUM, NUM),
    ("SELF_SERVICE_RATE", "k = 0", (0, 10), 0.0, (0.0, 0.2775)),
    ("SELF_SERVICE_RATE", "k = n", (["yes"] * 4,), 1.0, (0.5101, 1.0)),
    ("SELF_SERVICE_RATE", "more than all", (11, 10), NUM, NUM),
    ("COST_PER_RESOLUTION", "nothing resolved", ([5, 5], ["no", "no"]), DIV, DIV),
    ("COST_PER_RESOLUTION", "one row of totals", (500, 10), 50.0, DIV),
    ("COST_PER_RESOLUTION", "all equal", ([5, 5], [1, 1]), 5.0, (5.0, 5.0)),
    ("COST_PER_RESOLUTION", "less than nothing", (-5, 1), NUM, NUM),
    ("RATE_TOTAL", "nothing to divide by", ([1, 2], [0, 0]), DIV, DIV),
    ("RATE_TOTAL", "less than nothing below", (1, -1), NUM, NUM),
    ("RATE_TOTAL", "percentages are not averaged", ([9, 1], [10, 1000]), 10 / 1010, (-0.2141, 0.2339)),
    ("RATE_TOTAL", "a word", (["many"], [1]), VALUE, VALUE),
    ("CHANNEL_MATCH", "empty", ([], []), DIV, DIV),
    ("CHANNEL_MATCH", "one contact", ("chat", "Chat "), 1.0, (0.2065, 1.0)),
    ("CHANNEL_MATCH", "k = 0", (["chat"] * 4, ["phone"] * 4), 0.0, (0.0, 0.4899)),
    (
        "CHANNEL_MATCH",
        "blank and n/a are left out",
        (["chat", None, "n/a", "chat"], ["chat", "chat", "chat", ""]),
        1.0,
        (0.2065, 1.0),
    ),
    ("CHANNEL_MATCH", "numbers and number texts", ([1, 2], ["1", "3"]), 0.5, (0.0945, 0.9055)),
    (
        "CHANNEL_MATCH",
        "its header is no contact",
        (["preferred channel", "chat"], ["used", "chat"]),
        1.0,
        (0.2065, 1.0),
    ),
    ("CHANNEL_MATCH", "a first row like none other is one", (["fax", "chat"], ["chat", "chat"]), 0.5, (0.0945, 0.9055)),
    ("CHANNEL_MATCH", "one word for every row", ("chat", ["chat", "mail"]), 0.5, (0.0945, 0.9055)),
    ("CHANNEL_MATCH", "ranges differ", (["chat"] * 2, ["chat"] * 3), NA, NA),
    ("REPEAT_PURCHASE_RATE", "one order", (["a"], [46023]), 0.0, (0.0, 0.7935)),
    ("REPEAT_PURCHASE_RATE", "k = n", (["a", "b", "a", "b"], [46023] * 4), 1.0, (0.3424, 1.0)),
    ("REPEAT_PURCHASE_RATE", "all too young", (["a", "a"], [46023, 46024], 7), DIV, DIV),
    ("REPEAT_PURCHASE_RATE", "old enough by then", (["a", "a"], [46023, 46024], 7, 46040), 1.0, (0.2065, 1.0)),
    ("REPEAT_PURCHASE_RATE", "below no window", (["a"], [46023], -1), NUM, NUM),
    ("REPEAT_PURCHASE_RATE", "a word for a date", (["a", "b"], [46023, "soon"]), VALUE, VALUE),
    ("PARTICIPATION_RATE", "k = 0", (0, 10), 0.0, (0.0, 0.2775)),
    ("PARTICIPATION_RATE", "more active than there are", (11, 10), NUM, NUM),
    ("PARTICIPATION_RATE", "k = n", (["yes"] * 3,), 1.0, (0.4385, 1.0)),
    ("REDEMPTION_RATE", "nothing issued", ([0, 0], [0, 0]), DIV, DIV),
    ("REDEMPTION_RATE", "of older points, more than issued", ([3, 5], [4, 4]), 1.0, (0.0, 4.1766)),
    ("REDEMPTION_RATE", "one row of totals", (50, 200), 0.25, DIV),
    ("REDEMPTION_RATE", "less than nothing", (-1, 200), NUM, NUM),
    ("BREAKAGE_RATE", "nothing issued", (0, 0), DIV, DIV),
    ("BREAKAGE_RATE", "nothing redeemed", ([5, 5], [0, 0]), 1.0, (1.0, 1.0)),
    ("BREAKAGE_RATE", "all redeemed, some late", ([5, 5], [0, 10]), 0.0, (-12.7062, 1.0)),
    ("BREAKAGE_RATE", "more redeemed than issued", ([5, 5], [5, 6]), NUM, NUM),
    ("SHARE_OF_WALLET", "more than there is", ([10, 120], [20, 100]), NUM, NUM),
    ("SHARE_OF_WALLET", "no spending", ([0], [0]), DIV, DIV),
    ("SHARE_OF_WALLET", "k = n", ([10, 20], [10, 20]), 1.0, (1.0, 1.0)),
    ("WALLET_RULE", "the only brand", (1, 1), 1.0, DIV),
    ("WALLET_RULE", "both tie", (1.5, 2), 0.5, DIV),
    ("WALLET_RULE", "brands are the same for all", ([1, 2, 3], 3), 1 / 3, (0.0, 0.7474)),
    ("WALLET_RULE", "rank beyond the brands", ([1, 3], [2, 2]), NUM, NUM),
    ("WALLET_RULE", "rank below first", (0.5, 2), NUM, NUM),
    ("WALLET_RULE", "half a brand", (1, 2.5), NUM, NUM),
    ("WALLET_RULE", "ranges differ", ([1, 2], [2, 2, 2]), NA, NA),
)


@pytest.mark.parametrize(("metric", "what", "args", "value", "interval"), EDGES, ids=lambda v: str(v)[:30])
def test_the_edges(metric: str, what: str, args: tuple[Any, ...], value: Any, interval: Any) -> None:
    assert shown(FUNCTIONS[metric], *args) == (value if isinstance(value, str) else pytest.approx(value))
    padded = [*args, *[None] * (len(METRICS[metric].parameters) - len(args))]
    found = shown(FUNCTIONS["KPI_CI"], metric, *padded)
    if isinstance(interval, str):
        assert found == interval
    else:
        assert found[0] == pytest.approx(interval, abs=0.05 if METRICS[metric].rules[0].unit == "points" else 5e-5)


def test_every_metric_has_edges() -> None:
    assert {edge[0] for edge in EDGES} == set(METRICS)


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!", "#NUM!", "#NAME?", "#VALUE!", "#SPILL!"])
@pytest.mark.parametrize("metric", METRICS)
def test_an_error_cell_passes_through(metric: str, error: str) -> None:
    needed = {*METRICS[metric].rules[0].needs, *(a.name for a in METRICS[metric].arguments if not a.optional)}
    args = [[1, 1] if a.name in needed else None for a in METRICS[metric].parameters]
    args[0] = [1, error]
    assert shown(FUNCTIONS[metric], *args) == error
    with pytest.raises(CellError, match=re.escape(f"{METRICS[metric].arguments[0].name} holds {error} in row 2")):
        FUNCTIONS[metric](*args)
