"""The template of a Net Promoter Score tracker: one pasted column, and what can honestly be said of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from .chart_kinds import Columns, Curve, Dots, Trend
from .common import ORGANISATION, PERIOD, role, target
from .declared import (
    SCORECARD,
    Asked,
    Block,
    Lines,
    Measure,
    Scores,
    Setting,
    Sheet,
    Table,
    Template,
    told,
    unless_empty,
    where,
)
from .formulas import Excel, Expression, Formula, Input, Joined

SCORES = "Survey[nps]"
GOAL, GOAL_CELL = target("NPS", 30, "Target of the Net Promoter Score, in points")
BEFORE = where(SCORES, Joined("<", "Survey[date]", Input("Changed")))
AFTER = where(SCORES, Joined(">=", "Survey[date]", Input("Changed")))


def band(*tests: str) -> Expression:
    """How many answers lie within bounds."""
    return Excel("COUNTIFS", tuple(part for test in tests for part in (SCORES, test)))


def share(*tests: str) -> Expression:
    """Their share of all answers."""
    return unless_empty(Joined("/", band(*tests), Excel("COUNT", (SCORES,))))


def half_width() -> Expression:
    """Half the width of the interval, in points."""
    limits = Formula("NPS_CI", (SCORES,))
    width = Joined("-", Excel("INDEX", (limits, 1, 2)), Excel("INDEX", (limits, 1, 1)))
    return told(Joined("/", width, 2), SCORES)


def spread() -> Expression:
    """Standard deviation of answers counted -1, 0 and 1, out of the standard error of the score."""
    return Joined("/", Joined("*", Formula("NPS_SE", (SCORES,)), Excel("SQRT", (Excel("COUNT", (SCORES,)),))), 100)


def wanted(margin: float | Expression) -> Expression:
    """Answers needed for a margin, if answers go on to differ as much as today's."""
    alike = Joined("<", spread(), 0.01)
    return told(Excel("IF", (alike, "all answers alike", Formula("NPS_NEEDED", (margin, spread())))), SCORES)


def side(name: str, answers: Expression) -> tuple[Any, ...]:
    """Score, interval and base of a part of the answers."""
    limits = Formula("NPS_CI", (answers,))
    low, high = (
        unless_empty(Excel("IFERROR", (Excel("INDEX", (limits, 1, at)), "")), SCORES, "Survey[date]", otherwise="")
        for at in (1, 2)
    )
    return name, told(Formula("NPS", (answers,))), low, high, Excel("COUNT", (answers,))


TRACKER = Template(
    name="nps_tracker",
    title="NPS tracker",
    purpose="One pasted column of answers gives the score, its interval, its trend, and whether a change is real.",
    steps=(
        "On Survey, delete the sample's rows and paste your answers of 0 to 10 into the column nps.",
        "If you have them, paste the day of each answer into date and the kind of customer into segment.",
        "Look at Now, Trend and Segments: they follow the table. Leave the headers as they are.",
        "On Change, write the day on which something changed; on Precision, the margin you want.",
        "Press Build report on the tab CX for a full report; Explain says why a cell shows an error.",
    ),
    settings=(ORGANISATION, PERIOD, GOAL, role("nps", "Survey")),
    tables=(
        Table("Survey", "one row for each answer", ("nps", "date", "segment"), ("nps",)),
    ),
    sheets=(
        Sheet("Now", "How likely customers are to recommend you", "All answers in the table, 95% interval", (
            Scores((Measure("NPS", (SCORES,), GOAL_CELL),)),
            Lines("Who they are", ("Group", "Share", "Answers", "Answer"), (
                ("Promoters", share(">=9"), band(">=9"), "9 or 10"),
                ("Passives", share(">=7", "<=8"), band(">=7", "<=8"), "7 or 8"),
                ("Detractors", share("<=6"), band("<=6"), "0 to 6"),
            ), ("words", "share", "count", "words")),
            Lines("Every answer", ("Answer", "Share", "Answers"), tuple(
                (float(score), share(f">={score}", f"<={score}"), band(f">={score}", f"<={score}"))
                for score in range(11)
            ), ("words", "share", "count"), Columns("detractors orange, passives grey, promoters blue", "share",
                                                    "Answer", "Share", (*("orange",) * 7, *("grey",) * 2,
                                                                        *("blue",) * 2))),
        ), SCORECARD),
        Sheet("Trend", "Is the score moving, or is it chance?", "Settings says whether by day, week, month or quarter; "
              "every change is tested and corrected for how many there are", (
            Block("Trend", told(Formula("KPI_TREND", ("NPS", "Survey[date]", Input("Period"), SCORES))),
                  "points",
                  chart=Trend("the score in the band of its 95% interval; dashed: the target in Settings", "points",
                              level=GOAL_CELL)),
        )),
        Sheet("Segments", "Who recommends you", "Each segment with its interval and base; intervals that overlap may "
              "be chance", (
            Block("Segments", told(Formula("KPI_BY", ("NPS", "Survey[segment]", SCORES))), "points",
                  heads={"group": "Segment", "value": "Score"},
                  chart=Dots("dots: the score; lines: 95% interval; dashed: all answers", "points",
                             level=told(Formula("NPS", (SCORES,))))),
        )),
        Sheet("Change", "Is this change real?", "Answers before a day against those from that day on", (
            Asked("What changed, and when", (
                Setting("Changed on", date(2026, 3, 27), "First day after the change", "Changed", (),
                        ("middle", "Survey[date]")),
            )),
            Block("After less before", told(Formula("NPS_TEST", (BEFORE, AFTER))), "points", 1,
                  help="real only when chance alone would seldom give as much"),
            Lines("Both sides", ("Answers", "Score", "Low", "High", "Base"), (
                side("Before that day", BEFORE),
                side("From that day on", AFTER),
            ), ("words", "points", "limits", "limits", "count"),
                  Dots("dots: the score; lines: 95% interval", "points", "Score", "Low", "High", 2)),
            Block("Week by week", told(Formula("KPI_TREND", ("NPS", "Survey[date]", "week", SCORES))), "points",
                  chart=Trend("the score in the band of its 95% interval; a change that is real stays", "points")),
        )),
        Sheet("Precision", "How many answers do you need?", "A margin is half the width of the 95% interval", (
            Asked("What you want", (
                Setting("Wanted margin", 3, "Give or take so many points", "Margin", (0.5, 100.0)),
                Setting("Customers", 5_000, "People on the list that is asked; a short list needs fewer answers",
                        "Customers", (2, 100_000_000)),
            )),
            Lines("What it takes", ("Question", "Answer", "How it is found"), (
                ("Margin today", (half_width(), "number"), "half the width of today's interval, in points"),
                ("Answers today", Excel("COUNT", (SCORES,)), "filled cells of the column nps"),
                ("Answers needed", wanted(Input("Margin")),
                 "for the wanted margin, if answers go on to differ as much as today's"),
                ("At the very most", Formula("NPS_NEEDED", (Input("Margin"),)),
                 "for the wanted margin, if half of all are promoters and half detractors"),
                ("From your list", Formula("NPS_NEEDED", (Input("Margin"), 1, 0.95, Input("Customers"))),
                 "the most, if those asked are drawn by lot from the list"),
            ), ("words", "count", "words")),
            Lines("Other margins", ("Margin", "Answers needed"), tuple(
                (float(margin), wanted(margin)) for margin in (2, 3, 4, 5, 6, 8, 10)
            ), ("number", "count"), Curve("answers needed, by margin in points", "Margin", {"Answers needed": "line"},
                                          "count", 7)),
        )),
    ),
    size=6_000,
)  # fmt: skip
