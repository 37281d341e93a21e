"""The template of a loyalty report: surveys, the contacts they are about, the customers, the employees, the targets."""

from __future__ import annotations

from .chart_kinds import Dots, Trend
from .common import CSAT_SCALE, ORGANISATION, PERIOD, THRESHOLD, role
from .declared import (
    SCORECARD,
    Block,
    Measure,
    Scores,
    Sheet,
    Table,
    Template,
    Text,
    optional,
    told,
)
from .formulas import Excel, Expression, Formula, Input, Joined


def goal(metric: str) -> Expression:
    """Return the target of a metric from the table Targets, "" where it has none."""
    found = Excel("MATCH", (metric, "Targets[metric]", 0))
    return Excel("IFERROR", (Excel("IF", (_empty(found), "", Excel("INDEX", ("Targets[target]", found)))), ""))


def _empty(row: Expression) -> Expression:
    return Joined("=", Excel("INDEX", ("Targets[target]", row)), "")


def measure(metric: str, *arguments: object, needs: tuple[str, ...] = ()) -> Measure:
    """A line of the scorecard whose target stands in the table Targets."""
    return Measure(metric, arguments, goal(metric), needs)


WAIT, TALK = "Contacts[wait]", "Contacts[talk]"


LOYALTY = Template(
    name="loyalty_kpi_report",
    title="Loyalty KPI report",
    purpose="Surveys, contacts, customers and employees in tables; a scorecard with intervals that follows what "
        "you paste.",
    steps=(
        "On Survey, delete the sample's rows and paste your answers: one row for each.",
        "Do the same on Contacts, Customers and Employees, with the same ids; columns may be empty.",
        "Write your targets into the sheet Targets, and into Settings what is compared.",
        "Look at Scorecard, Months, Teams and Employees beside customers: they follow the tables. Leave the headers.",
        "Press Build report on the tab CX: the full report is put after the sheet Report.",
    ),
    settings=(ORGANISATION, PERIOD, THRESHOLD, CSAT_SCALE, role("nps", "Survey")),
    tables=(
        Table("Survey", "one row for each answer",
              ("answer_id", "contact_id", "date", "team", "nps", "csat", "ces", "comment"), ("nps",)),
        Table("Contacts", "one row for each contact",
              ("contact_id", "customer_id", "date", "channel", "topic", "agent", "team", "answered", "wait", "talk",
               "hold", "wrap", "transferred", "resolved", "cost"), ("contact_id",)),
        Table("Customers", "one row for each customer", ("customer_id", "segment", "retained", "spend"),
              ("customer_id",)),
        Table("Employees", "one row for each answer of an employee", ("team", "date", "enps"), ("enps",)),
        Table("Targets", "one row for each metric that has one", ("metric", "target"), (),
              {"metric": "name of a function, such as NPS", "target": "points, a share such as 75%, or seconds"}),
    ),
    sheets=(
        Sheet("Scorecard", "Loyalty and service at a glance", "All rows of the tables, 95% intervals; a target is met "
              "or missed only when the whole interval lies on one side", (
            Scores((
                measure("NPS", "Survey[nps]"),
                measure("CSAT", "Survey[csat]", Input("Csat_scale")),
                measure("CES", "Survey[ces]"),
                measure("ENPS", "Employees[enps]"),
                measure("FCR_RATE", "Contacts[resolved]"),
                measure("ASA", WAIT, optional("Contacts[answered]", WAIT, "Yes"), needs=(WAIT,)),
                measure("AHT", TALK, optional("Contacts[hold]", TALK, 0), optional("Contacts[wrap]", TALK, 0),
                        needs=(TALK,)),
                measure("TRANSFER_RATE", "Contacts[transferred]"),
                measure("COST_PER_CONTACT", "Contacts[cost]"),
            )),
        ), SCORECARD),
        Sheet("Months", "Net Promoter Score over time", "Settings says whether by day, week, month or quarter; "
              "95% intervals", (
            Block("Trend", told(Formula("KPI_TREND", ("NPS", "Survey[date]", Input("Period"), "Survey[nps]"))),
                  "points",
                  chart=Trend("Net Promoter Score in the band of its 95% interval; dashed: its target in Targets",
                              "points", level=goal("NPS"))),
        )),
        Sheet("Teams", "First-contact resolution by team", "It grows with the tables; 95% intervals", (
            Block("Teams", told(Formula("KPI_BY", ("FCR_RATE", "Contacts[team]", "Contacts[resolved]"))),
                  "share", heads={"group": "Team", "value": "Resolved"},
                  chart=Dots("best first; dots: share resolved; lines: 95% interval; dashed: its target in Targets",
                             "share", level=goal("FCR_RATE"))),
        )),
        Sheet("Employees beside customers", "Employees beside customers, team by team", "NPS and eNPS with intervals "
              "and bases, widest gap first", (
            Block("Teams", told(Formula("ENPS_BESIDE_NPS", ("Survey[team]", "Survey[nps]", "Employees[team]",
                                                            "Employees[enps]"))), "points",
                  heads={"site": "Team", "gap": "NPS less eNPS"},
                  chart=Dots("dots: the customers' NPS; lines: 95% interval", "points", "nps", "nps_low",
                             "nps_high")),
        ), (130, *(60,) * 7, 76, 100, 306)),
        Sheet("Report", "Build report puts the full report after this sheet", "Summary, outcome, drivers, agents, "
              "service, segments, quality of the data and method", (
            Text("Press Build report on the tab CX. The report's sheets are put to the right of the last sheet, "
                "each with "
                 "its own name; a later report takes their place."),
            Text("What you write into the report, such as notes and actions, is kept when it is built again."),
            Text("It reads the tables Survey, Contacts, Customers, Employees and Targets, and the sheet Settings. "
                 "This sheet and the other pages with formulas are not read."),
            Text("Share makes a copy with values only, for people without CXcel."),
        )),
    ),
)  # fmt: skip
