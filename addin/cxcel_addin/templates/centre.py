"""The template of a contact centre: service, speed, resolution, agents against chance, and staffing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cxcel.catalogue import METRICS

from .chart_kinds import Curve, Dots, Funnel, Trend
from .common import ORGANISATION, PERIOD, PERIODS, RULES, THRESHOLD, target
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
    filled,
    optional,
    told,
)
from .formulas import Excel, Expression, Formula, Input, Joined, columns_of

ANSWERED, ABANDONED, WAIT = "Contacts[answered]", "Contacts[abandoned]", "Contacts[wait]"
TALK = "Contacts[talk]"


def in_time(flag: str) -> Expression:
    """The flag of the contacts that waited no longer than the threshold; "No" for the others."""
    short = Joined("*", Joined("<>", WAIT, ""), Joined("<=", WAIT, Input("Threshold")))
    return Excel("IF", (short, flag, "No"))


def service(rule: Any) -> tuple[Any, ...]:
    """Arguments of the service level by a rule."""
    return (in_time(ANSWERED), ANSWERED, ABANDONED, in_time(ABANDONED), rule)


ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "SERVICE_LEVEL": service(Input("Rule")),
    "ASA": (WAIT, optional(ANSWERED, WAIT, "Yes")),
    "AHT": (TALK, optional("Contacts[hold]", TALK, 0), optional("Contacts[wrap]", TALK, 0)),
    "ABANDON_RATE": (ABANDONED,),
    "FCR_RATE": ("Contacts[resolved]",),
    "TRANSFER_RATE": ("Contacts[transferred]",),
}
ALL_ANSWERED = Joined("+", filled(ANSWERED), Joined("=", filled(ABANDONED), 0))  # or nobody says who was not
NEEDS: dict[str, tuple[str | Expression, ...]] = {
    "SERVICE_LEVEL": (WAIT, ANSWERED, Joined("+", filled(ABANDONED), Joined("=", Input("Rule"), "answered"))),
    "ASA": (WAIT, ALL_ANSWERED),
    "AHT": (TALK,),
}
GOALS = {
    name: target(name, value, f"Target of: {METRICS[name].title.lower()}, {words}")
    for name, value, words in (
        ("SERVICE_LEVEL", 0.8, "as a share"),
        ("ASA", 30, "in seconds"),
        ("AHT", 420, "in seconds"),
        ("ABANDON_RATE", 0.05, "as a share"),
        ("FCR_RATE", 0.7, "as a share"),
    )
}
IN_SECONDS = ('OR(Measure="ASA",Measure="AHT")', "seconds")
SHOWN = tuple(ARGUMENTS)[:5]
BY_RULE = {
    "excl_short": "answered in time ÷ (answered + abandoned − abandoned in time)",
    "answered": "answered in time ÷ answered: abandoned contacts are not seen",
    "offered": "answered in time ÷ (answered + abandoned): every hang-up hurts",
    "credit": "(answered + abandoned in time) ÷ (answered + abandoned): quick hang-ups count as success",
}


def of_measure(ways: Iterable[Expression]) -> Expression:
    """The way of the measure that the reader chose; Excel computes that one alone."""
    return Excel("CHOOSE", (Excel("MATCH", (Input("Measure"), SHOWN, 0)), *ways))


def chosen(function: str, *before: Any) -> Expression:
    """A function over the measure that the reader chose."""
    return of_measure(
        told(
            Formula(function, (name, *before, *ARGUMENTS[name])),
            *(column for column in before if isinstance(column, str)),
            *NEEDS.get(name, columns_of(Formula(name, ARGUMENTS[name]))),
        )
        for name in SHOWN
    )


def level(rule: str) -> Expression:
    """The service level by one rule."""
    needs = (WAIT, ANSWERED) if rule == "answered" else (WAIT, ANSWERED, ABANDONED)
    return told(Formula("SERVICE_LEVEL", service(rule)), *needs)


CALLS = (Input("Calls"), Input("Interval"), Input("Handle_time"))


def staffed(function: str, more: int) -> Expression:
    """What so many agents more than needed would give."""
    return Formula(function, (*CALLS, agents(more), Input("Threshold"), Input("Patience")))


def agents(more: int) -> Expression:
    """So many agents more, or fewer, than the fewest that reach the target."""
    needed = Formula("ERLANG_AGENTS", (*CALLS, Input("Threshold"), Input("Wanted_level"), None, Input("Patience")))
    return Excel("MAX", (1, Joined("+", needed, more)))


CENTRE = Template(
    name="contact_centre_scorecard",
    title="Contact centre scorecard",
    purpose="One table of contacts gives service level, speed, abandonment and resolution, by day, channel and agent.",
    steps=(
        "On Contacts, delete the sample's rows and paste yours: one row for each contact.",
        "In Settings, write the threshold and say which formula of the service level is yours.",
        "Look at Scorecard, Over time, Channels and Agents: they follow the table. Columns may be empty.",
        "On Over time and Channels, choose the measure in the cream cell; on Staffing, try calls and targets.",
        "Press Build report on the tab CX for a full report; Explain says why a cell shows an error.",
    ),
    settings=(
        ORGANISATION,
        PERIOD,
        THRESHOLD,
        *(setting for setting, _ in GOALS.values()),
    ),
    tables=(
        Table("Contacts", "one row for each contact",
              ("date", "channel", "agent", "answered", "abandoned", "wait", "talk", "hold", "wrap", "transferred",
               "resolved"), ("answered",)),
    ),
    sheets=(
        Sheet("Scorecard", "Is the centre there when customers need it?", "All contacts in the table, 95% intervals; a "
              "target is met or missed only when the whole interval lies on one side", (
            Scores(tuple(Measure(name, given, GOALS[name][1] if name in GOALS else None, NEEDS.get(name, ()))
                         for name, given in ARGUMENTS.items())),
            Asked("Formula of the service level", (
                Setting("Rule", "excl_short", "Write it into your contracts: the formulas below differ on the same day",
                        "Rule", RULES),
            )),
            Lines("The same contacts by every formula", ("Rule", "Service level", "Formula"),
                  tuple((rule, level(rule), words) for rule, words in BY_RULE.items()), ("words", "share", "words")),
        ), SCORECARD),
        Sheet("Over time", "Day by day, or week by week", "Every change is tested, and corrected for how many "
            "there are", (
            Asked("What to look at", (
                Setting("Measure", "SERVICE_LEVEL", "Also for the sheet Channels", "Measure", SHOWN),
                Setting("Step", "week", "day, week, month or quarter", "Step", PERIODS),
            )),
            Block("Over time", chosen("KPI_TREND", "Contacts[date]", Input("Step")), "share",
                  chart=Trend("the measure in the band of its 95% interval; dashed: its target in Settings", "any",
                              level=of_measure(GOALS[name][1] for name in SHOWN)),
                  switched=IN_SECONDS),
        )),
        Sheet("Channels", "Channel by channel", "The measure is the one chosen on Over time; intervals that "
            "overlap may "
              "be chance", (
            Block("Channels", chosen("KPI_BY", "Contacts[channel]"), "share", switched=IN_SECONDS,
                  heads={"group": "Channel"},
                  chart=Dots("dots: the measure; lines: 95% interval; dashed: its target in Settings", "any",
                             level=of_measure(GOALS[name][1] for name in SHOWN))),
        )),
        Sheet("Agents", "Agents against chance, not against each other", "First-contact resolution: most differences "
              "between agents are chance; those outside the limits come first, the others by name", (
            Block("Agents", told(Formula("KPI_FUNNEL", ("Contacts[resolved]", None, None, "Contacts[agent]"))),
                  "share", heads={"name": "Agent", "x": "Solved", "n": "Handled", "target": "All"},
                  chart=Funnel("each dot an agent, by contacts handled; grey lines 95% limits, orange 99.8%; orange "
                               "diamond: lower than chance gives, blue: higher")),
        ), (80, 58, 58, 62, *(68,) * 5, 60, 92, 54, 228)),
        Sheet("Staffing", "How many people does it take?", "Erlang A: callers who wait too long hang up; leave "
            "patience "
              "out, and nobody does (Erlang C)", (
            Asked("What to expect", (
                Setting("Calls", 110, "Calls offered in one interval", "Calls", (1.0, 100_000.0)),
                Setting("Interval", 1_800, "Length of the interval in seconds", "Interval", (60.0, 86_400.0)),
                Setting("Handle time", 390, "Average handle time in seconds", "Handle_time", (1.0, 36_000.0)),
                Setting("Wanted level", 0.8, "Share of calls to answer within the threshold of Settings",
                        "Wanted_level", (0.01, 0.999)),
                Setting("Patience", 240, "Seconds that callers are ready to wait on average", "Patience", (1.0,
                    36_000.0)),
                Setting("Shrinkage", 0.3, "Share of paid time away from calls: leave, training, breaks", "Shrinkage",
                        (0.0, 0.9)),
            )),
            Lines("What it takes", ("Question", "Answer", "How it is found"), (
                ("Agents on duty", (agents(0), "count"), "the fewest that reach the wanted level"),
                ("People to roster", (Formula("ERLANG_AGENTS", (*CALLS, Input("Threshold"), Input("Wanted_level"),
                                                                Input("Shrinkage"), Input("Patience"))), "count"),
                 "agents on duty, with shrinkage added"),
                ("Load", (Joined("/", Joined("*", Input("Calls"), Input("Handle_time")), Input("Interval")), "number"),
                 "calls × handle time ÷ interval: agents busy at any moment (Erlang)"),
            ), ("words", "count", "words")),
            Lines("With fewer or more", ("Difference", "Agents", "Service level", "Mean wait", "Occupancy", "Hang up"),
                  tuple((float(more), agents(more), staffed("ERLANG_SL", more), staffed("ERLANG_ASA", more),
                         staffed("ERLANG_OCC", more),
                         Formula("ERLANG_ABANDON", (*CALLS, agents(more), Input("Patience"))))
                        for more in range(-4, 5)),
                  ("difference", "count", "share", "seconds", "share", "share"),
                  Curve("service level by agents on duty; dashed: the wanted level", "Agents",
                        {"Service level": "line"}, "share", 9, Input("Wanted_level"))),
        )),
    ),
)  # fmt: skip
