"""The template of aligning KPIs with loyalty: six steps on six sheets, from choosing the metric to the check."""

from __future__ import annotations

from datetime import date
from typing import Any

from .chart_kinds import Bars, Dots
from .common import CSAT_SCALE, ORGANISATION, PERIOD
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
    Text,
    filled,
    optional,
    told,
    unless_empty,
    where,
)
from .formulas import Excel, Expression, Formula, Input, Joined

ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "NPS": ("Answers[nps]",),
    "CSAT": ("Answers[csat]", Input("Csat_scale")),
    "CES": ("Answers[ces]",),
}
METRICS = tuple(ARGUMENTS)
COLUMNS = tuple(given[0] for given in ARGUMENTS.values())
OUTCOME = Excel("CHOOSE", (Excel("MATCH", (Input("Metric"), METRICS, 0)), *COLUMNS))
DAY, TEAM = "Answers[date]", "Answers[team]"
IN_TIME = where(OUTCOME, Joined(">=", DAY, Input("From")), Joined("<=", DAY, Input("Until")))
KPIS = "Answers[[#All],[resolved]:[spend]]"
TALK = "Answers[talk]"
TIMES = (TALK, optional("Answers[hold]", TALK, 0), optional("Answers[wrap]", TALK, 0))
THERE = filled(OUTCOME)
SCORED = Joined("+", filled(COLUMNS[0]), Joined("+", filled(COLUMNS[1]), filled(COLUMNS[2])))


def answered(column: str, words: str) -> tuple[Any, ...]:
    """How much of a column is filled."""
    there, rows = filled(column), Excel("ROWS", (column,))
    return (column.partition("[")[2][:-1], unless_empty(Joined("/", there, rows), THERE), there, words)


def by_channel(metric: str) -> Expression:
    """One of the metrics by channel."""
    return told(Formula("KPI_BY", (metric, "Answers[channel]", *ARGUMENTS[metric])))


def side(team: str, when: str) -> Expression:
    """The answers of the team or of the others, before or after."""
    return where(OUTCOME, Joined(team, TEAM, Input("Team")), Joined(when, DAY, Input("Changed")))


def of_kpis(function: str) -> Expression:
    """A function over the outcome and all KPIs."""
    return told(Formula(function, (IN_TIME, KPIS)), THERE, DAY)


ALIGNMENT = Template(
    name="kpi_alignment",
    title="KPI alignment",
    purpose="Six steps from a loyalty metric to the few things that move with it, and the check that they do in "
        "real life.",
    steps=(
        "On Answers, delete the sample's rows and paste yours, with what you know of each contact beside it.",
        "On 1 Metric choose what you steer by; 2 KPIs and 3 Other data show what there is to explain it.",
        "On 4 Correlate write from when until when; read the verdicts, not the order.",
        "On 5 Focus write what you will work on; on 6 Real life, the team that began and the day.",
        "A link is not a cause: only step 6, with a comparison group, may speak of one.",
    ),
    settings=(ORGANISATION, PERIOD, CSAT_SCALE),
    tables=(
        Table("Answers", "one row for each answer, with its contact and customer",
              ("date", "team", "channel", "nps", "csat", "ces", "resolved", "transferred", "wait", "talk", "hold",
               "wrap", "spend"), ("nps", "csat", "ces")),
    ),
    sheets=(
        Sheet("1 Metric", "Step 1: choose the metric of your customers' experience", "All answers in the table, 95% "
              "intervals", (
            Asked("What you steer by", (
                Setting("Metric", "NPS", "NPS for loyalty, CSAT for satisfaction, CES for effort", "Metric", METRICS),
            )),
            Scores(tuple(Measure(metric, given) for metric, given in ARGUMENTS.items())),
            Block("How closely they go together", told(
                Formula("KPI_CORR_MATRIX", ("Answers[[#All],[nps]:[ces]]",)), SCORED), "correlation", 3,
                heads={"kpi": "Metric", "csat": "CSAT", "ces": "CES"},
                help="where all are above +0.7 it matters little which one you choose"),
            Text("A metric shows that something is the matter, as a thermometer does; the next steps look for what."),
        ), SCORECARD),
        Sheet("2 KPIs", "Step 2: select your operational KPIs", "Those of the contacts whose customers answered, 95% "
              "intervals", (
            Scores((
                Measure("FCR_RATE", ("Answers[resolved]",)),
                Measure("TRANSFER_RATE", ("Answers[transferred]",)),
                Measure("ASA", ("Answers[wait]",)),
                Measure("AHT", TIMES, needs=(TALK,)),
            )),
            Lines("How full the columns are", ("Column", "Filled", "Cells", "What it is"), (
                answered("Answers[resolved]", "Yes where the matter was settled at the first contact"),
                answered("Answers[transferred]", "Yes where the contact was handed on"),
                answered("Answers[wait]", "seconds from entering the queue to an answer"),
                answered("Answers[talk]", "seconds in conversation"),
                answered("Answers[hold]", "seconds on hold"),
                answered("Answers[wrap]", "seconds of work after the contact"),
            ), ("words", "share", "count", "words"), bars=(1,)),
        ), SCORECARD),
        Sheet("3 Other data", "Step 3: add other data that may play a part", "What the customer is worth, the "
            "channel, and "
              "what else you suspect", (
            Lines("How full the columns are", ("Column", "Filled", "Cells", "What it is"), (
                answered("Answers[spend]", "what the customer spends"),
                answered("Answers[channel]", "how the customer reached you"),
            ), ("words", "share", "count", "words"), bars=(1,)),
            Text("For more, insert columns into the table Answers between resolved and spend, with numbers or yes "
                "and no: "
                 "steps 4 and 5 take them in by themselves."),
            Block("The metric by channel", Excel("CHOOSE", (
                Excel("MATCH", (Input("Metric"), METRICS, 0)), *map(by_channel, METRICS))), "share",
                switched=('(Metric="NPS")', "points"), heads={"group": "Channel"},
                chart=Dots("dots: the metric of step 1; lines: 95% interval; those that overlap may be chance",
                           "any", room=16)),
        )),
        Sheet("4 Correlate", "Step 4: correlate them for a set time", "Rank correlation of every KPI with the "
            "metric of "
              "step 1, between two days; p corrected for all KPIs", (
            Text("Read the verdict: 'moves with' is a link beyond chance, 'no link seen' rules out all but a small "
                "one, "
                 "'cannot tell' needs more answers. A link is not a cause. Leave the rows of "
                 "Answers in the order of their dates: rows beside each other are taken to follow each other."),
            Asked("The set time", (
                Setting("From", date(2026, 1, 1), "First day that steps 4 and 5 look at", "From", (), ("first", DAY)),
                Setting("Until", date(2026, 6, 30), "Last day that they look at", "Until", (), ("last", DAY)),
            )),
            Block("Links", of_kpis("KPI_CORR_TABLE"), "correlation", heads={"n_eff": "Eff. base"},
                  chart=Dots("dots: r, rank correlation; lines: 95% interval; dashed: no link", "correlation", "r",
                             room=16, level=0.0)),
        ), (92, 84, 46, 46, 44, 66, 74, 76, 310, 194)),
        Sheet("5 Focus", "Step 5: focus on what goes with a better experience", "How much of the differences between "
              "answers each KPI accounts for, when all are looked at together", (
            Asked("What you will work on", (
                Setting("Focus", "resolved", "The KPI that you will move"),
                Setting("Owner", "", "Who looks after it"),
                Setting("Expected", "", "By how much, until when, and how you will see it"),
            )),
            Block("Drivers", of_kpis("KPI_DRIVERS"), "share",
                  chart=Bars("importance: share of all differences between answers; dark lines: 95% interval", "share",
                             "kpi", "importance", "low", "high", "beta")),
        ), (100, 78, 56, 52, 52, 60, 48, 48, 56, 78, 84, 66, 110, 330)),
        Sheet("6 Real life", "Step 6: learn whether it also works in real life", "The team that began against the "
            "others, "
              "before and after; the metric is that of step 1", (
            Asked("Who began, and when", (
                Setting("Team", "Harbour", "The team, site or channel that began, as in the column team", "Team", (),
                        ("first", TEAM)),
                Setting("Changed", date(2026, 3, 27), "First day after the change", "Changed", (), ("middle", DAY)),
            )),
            Block("Before and after", told(Formula("IMPACT_TEST", (
                side("=", "<"), side("=", ">="), side("<>", "<"), side("<>", ">="), "independent", Input("Metric"))),
                THERE, TEAM, DAY), "share", 3, switched=('(Metric="NPS")', "points"),
                  help="the difference in differences is the check"),
            Lines("Answers on each side", ("Group", "Before", "After"), (
                ("The team", Excel("COUNT", (side("=", "<"),)), Excel("COUNT", (side("=", ">="),))),
                ("The others", Excel("COUNT", (side("<>", "<"),)), Excel("COUNT", (side("<>", ">="),))),
            ), ("words", "count", "count")),
            Text("Choose team and day before you look. A team picked because it did badly comes back by itself; the "
                 "comparison group takes that out only if it is otherwise alike."),
        ), (190, *(84,) * 6, 168, 170)),
    ),
    size=6_000,
)  # fmt: skip
