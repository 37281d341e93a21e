"""What several templates ask for, in the same words."""

from __future__ import annotations

from .declared import Setting
from .formulas import Input

PERIODS = ("day", "week", "month", "quarter")
RULES = ("excl_short", "answered", "offered", "credit")

ORGANISATION = Setting("Organisation", "", "Name printed on the report")
THRESHOLD = Setting(
    "Threshold", 20, "Seconds within which a contact counts as answered in time", "Threshold", (1, 3_600)
)
PERIOD = Setting("Period", "month", "What trends and report compare: day, week, month or quarter", "Period", PERIODS)
CSAT_SCALE = Setting("Scale: csat", 5, "Highest possible answer: 5, 7 or 10", "Csat_scale", ("5", "7", "10"))


def role(name: str, table: str) -> Setting:
    """Where a score stands, for a reader whose header is another."""
    words = (
        f"Column of the report's '{name}', if it is not headed so, such as {table}[Score]; empty: found by its header"
    )
    return Setting(f"Role: {name}", "", words)


def target(metric: str, value: float, words: str) -> tuple[Setting, Input]:
    """Return a target's setting, and its cell for formulas."""
    share = value < 1
    bounds = (0.0, 1.0) if share else (-100.0, 100_000.0)
    cell = f"Target_{metric}"
    return Setting(f"Target: {metric}", value, words, cell, bounds), Input(cell)
