"""The template of a loyalty programme: who takes part, what is redeemed, who stays, and what is at stake."""

from __future__ import annotations

from typing import Any

from .chart_kinds import Curve, Dots
from .common import ORGANISATION, PERIOD, target
from .declared import (
    OUT_OF_RANGE,
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
    unless_error,
    unless_few,
    where,
)
from .formulas import Excel, Expression, Formula, Input, Joined

NPS, LEFT, TIER = "Members[nps]", "Members[churned]", "Members[tier]"
GOALS = {
    name: target(name, value, words)
    for name, value, words in (
        ("PARTICIPATION_RATE", 0.6, "Target of the share of members who are active"),
        ("REDEMPTION_RATE", 0.4, "Target of points redeemed over points issued"),
        ("REPEAT_PURCHASE_RATE", 0.5, "Target of the share of customers who bought again"),
        ("CHURN_RATE", 0.08, "Target of the share of customers who left"),
    )
}
SIDES = ("Customers", "Value", "Low", "High", "Base")
SIGNS = ("Members[complaints]", "Members[days_to_expiry]", "Members[days_silent]")


def of(column: str, sign: str) -> Expression:
    """The cells of members, or of the others."""
    return where(column, Joined(sign, TIER, Input("Member")))


def against(metric: str, column: str) -> Expression:
    """Members less the others."""
    return told(Formula("KPI_TEST", (metric, of(column, "<>"), of(column, "="))))


def part(metric: str, column: str, name: str, sign: str) -> tuple[Any, ...]:
    """A metric of one side with interval and base."""
    of_side = (metric, of(column, sign))
    low, high = (
        unless_empty(Excel("IFERROR", (Excel("INDEX", (Formula("KPI_CI", of_side), 1, at)), "")), column, TIER,
                     otherwise="")
        for at in (1, 2)
    )  # fmt: skip
    base = unless_empty(unless_few(Formula("KPI_N", of_side), 0), column, TIER, otherwise=0)
    return name, told(Formula(metric, of_side[1:])), low, high, base


def both(metric: str, column: str) -> tuple[tuple[Any, ...], ...]:
    """Members and the others."""
    return (part(metric, column, "Members", "="), part(metric, column, "Others", "<>"))


def goal(metric: str) -> Expression:
    """The cell of its target."""
    return GOALS[metric][1]


def band(*tests: str) -> Expression:
    """How many answers of members and others lie within bounds."""
    return Excel("COUNTIFS", tuple(each for test in tests for each in (NPS, test)))


RISK = Formula("CHURN_RISK_LIST", ("Members[customer_id]", *SIGNS, LEFT, Input("Listed")))
CURVE = unless_error(  # a curve can only fall
    Formula("RETENTION_FIT", ("Cohort[customers]", Input("Periods"))), OUT_OF_RANGE, "sort the table Cohort by month"
)
VALUE = (Input("Yearly_margin"), Input("Retention"), Input("Discount"))

PROGRAMME = Template(
    name="loyalty_programme",
    title="Loyalty programme",
    purpose="Who takes part, what is redeemed, who comes back, who may leave, and what that is worth.",
    steps=(
        "On Members, delete the sample's rows and paste your customers: one row each, members and others.",
        "Do the same on Orders, and on Cohort: how many of one group were still there, month by month.",
        "On Scorecard, write how a member is called in the column tier; in Settings, your targets.",
        "Look at Scorecard, Members against others, Retention and Churn risk: they follow the tables.",
        "On Value, write margin, retention and discount in the cream cells to see what is at stake.",
    ),
    settings=(ORGANISATION, PERIOD, *(setting for setting, _ in GOALS.values())),
    tables=(
        Table("Members", "one row for each customer, members and others",
              ("customer_id", "tier", "nps", "churned", "spend", "category_spend", "took_part", "points_issued",
               "points_redeemed", "complaints", "days_to_expiry", "days_silent"), ("customer_id",),
              {"category_spend": "what they spend in the category, you included", "took_part": "Yes or No, in the "
                  "period",
               "points_issued": "points issued", "points_redeemed": "points redeemed",
               "complaints": "complaints so far", "days_to_expiry": "days until the contract ends",
               "days_silent": "days since they were last heard of"}),
        Table("Orders", "one row for each order", ("customer_id", "date"), ("customer_id", "date")),
        Table("Cohort", "members who joined together, and how many of them were left each month",
              ("month", "customers"), (), {"month": "months since they joined", "customers": "still there"}),
    ),
    sheets=(
        Sheet("Scorecard", "Is the programme used, and do customers come back?", "All rows of the tables, 95% "
            "intervals; a "
              "target is met or missed only when the whole interval lies on one side", (
            Scores((
                Measure("PARTICIPATION_RATE", ("Members[took_part]",), goal("PARTICIPATION_RATE")),
                Measure("REDEMPTION_RATE", ("Members[points_redeemed]", "Members[points_issued]"),
                        goal("REDEMPTION_RATE")),
                Measure("BREAKAGE_RATE", ("Members[points_issued]", "Members[points_redeemed]")),
                Measure("REPEAT_PURCHASE_RATE", ("Orders[customer_id]", "Orders[date]", Input("Window")),
                        goal("REPEAT_PURCHASE_RATE")),
                Measure("SHARE_OF_WALLET", ("Members[spend]", "Members[category_spend]")),
                Measure("CHURN_RATE", (LEFT,), goal("CHURN_RATE")),
                Measure("NPS", (NPS,)),
            )),
            Asked("How it is counted", (
                Setting("Member", "Member", "How a member is called in the column tier", "Member"),
                Setting("Window", 90, "Days after the first order within which a second one counts; 0 for all",
                        "Window", (0, 3_650)),
            )),
        ), SCORECARD),
        Sheet("Members against others", "Are members more loyal than the others?", "Members less the others; "
            "members chose "
              "to join, so a difference is not what the programme did", (
            Lines("Net Promoter Score", SIDES, both("NPS", NPS), ("words", "points", "limits", "limits", "count"),
                  Dots("dots: the score; lines: 95% interval", "points", "Value", "Low", "High", 2)),
            Block("Members less others", against("NPS", NPS), "points", 1),
            Lines("Churn", SIDES, both("CHURN_RATE", LEFT), ("words", "share", "share", "share", "count"),
                  Dots("dots: share who left; lines: 95% interval", "share", "Value", "Low", "High", 2)),
            Block("Members less others", against("CHURN_RATE", LEFT), "share", 1),
        )),
        Sheet("Retention", "How many members stay, and how many will?", "Retention curve (shifted beta-geometric), "
            "fitted "
              "to the table Cohort and carried on; 95% intervals", (
            Asked("How far to look", (
                Setting("Periods", 6, "Months to project beyond the last one seen", "Periods", (0, 60)),
            )),
            Block("Still there", told(CURVE), "share",
                  heads={"period": "Month"},
                  chart=Curve("dots: seen; line: fitted and projected; pale lines: 95% interval", "period",
                              {"low": "edge", "high": "edge", "fitted": "line", "observed": "dot"}, "share", 61)),
        )),
        Sheet("Churn risk", "Whom to call first", "A score of 0 to 1 from complaints, contract end and silence; a "
            "chance "
              "of leaving where outcomes are known", (
            Asked("How many", (
                Setting("Listed", 20, "Customers to list", "Listed", (1, 500)),
            )),
            Block("Highest risk", unless_empty(unless_few(RISK, Formula("CHURN_RISK_LIST", (
                "Members[customer_id]", *SIGNS, None, Input("Listed")))), "Members[customer_id]"), "share",
                bars=("score",), help="customers who have left are not listed, once ten are known to have left"),
        )),
        Sheet("Value", "What is at stake", "With your own numbers; there is no interval where they are assumptions", (
            Asked("Your numbers", (
                Setting("Yearly margin", 140, "Margin of one customer in a year, after the cost of serving them",
                        "Yearly_margin", (0.0, 10_000_000.0)),
                Setting("Retention", 0.82, "Share of customers who stay from one year to the next", "Retention",
                    (0.0, 1.0)),
                Setting("Retention wanted", 0.85, "The same after what you plan", "Retention_wanted", (0.0, 1.0)),
                Setting("Discount", 0.1, "Discount rate of a year", "Discount", (0.0, 1.0)),
                Setting("Customers", 12_000, "Customers today", "Customers", (1, 1_000_000_000)),
                Setting("Cost", 60_000, "What the plan costs in all", "Cost", (0.0, 10_000_000_000.0)),
                Setting("Detractors leave", 0.25, "Share of detractors who leave in a year, from your records",
                        "Detractors_leave", (0.0, 1.0)),
                Setting("Passives leave", 0.12, "Share of passives who leave in a year, from your records",
                        "Passives_leave", (0.0, 1.0)),
            )),
            Lines("What follows", ("Question", "Amount", "How it is found"), (
                ("Value of a customer", Formula("CLV", VALUE), "margins to come, each times the chance of staying"),
                ("Margin at risk", unless_empty(Formula("REVENUE_AT_RISK", (
                    band("<=6"), band(">=7", "<=8"), Input("Yearly_margin"), Input("Detractors_leave"),
                    Input("Passives_leave"))), NPS), "a year's margin of the detractors and passives in the table "
                        "who may "
                 "leave"),
            ), ("words", "money", "words")),
            Block("Another retention rate", Formula("RETENTION_PROFIT", (
                Input("Customers"), Input("Yearly_margin"), Input("Retention"), Input("Retention_wanted"),
                Input("Discount"), Input("Cost"))), "any", 9),
        ), (250, 120, *(94,) * 6, 98)),
    ),
)  # fmt: skip
