"""What a cell shows at the edges: one table, metric by metric."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cxcel.catalogue import METRICS
from cxcel.errors import CellError, CxError, excel_error
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
    ("ENPS", "one value", ([0],), -100.0, (-100.0, 48.5)),
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
)


def shown(call: Any, *args: Any) -> Any:
    """What the cell shows."""
    try:
        return call(*args)
    except CxError as error:
        return excel_error(error) if len(str(error)) <= 255 else "a sentence too long for Excel"


@pytest.mark.parametrize(("metric", "what", "args", "value", "interval"), EDGES, ids=lambda v: str(v)[:30])
def test_the_edges(metric: str, what: str, args: tuple[Any, ...], value: Any, interval: Any) -> None:
    assert shown(FUNCTIONS[metric], *args) == (value if isinstance(value, str) else pytest.approx(value))
    padded = [*args, *[None] * (len(METRICS[metric].parameters) - len(args))]
    found = shown(FUNCTIONS["KPI_CI"], metric, *padded)
    if isinstance(interval, str):
        assert found == interval
    else:
        assert found[0] == pytest.approx(interval, abs=0.05 if metric in {"NPS", "ENPS"} else 5e-5)


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
