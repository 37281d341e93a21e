"""How contacts were served: handled, waited for, answered in time, abandoned, transferred."""

from __future__ import annotations

from cxcel.catalogue.entry import CENTRE, SECONDS, SHARE, Argument, Measure, Metric, Option, Rule
from cxcel.catalogue.levels import (
    abandoned_less_short,
    level_answered,
    level_credit,
    level_credit_short,
    level_excluding,
    level_genesys,
    level_offered,
)
from cxcel.catalogue.measures import answered_wait, handled_time, part_of
from cxcel.columns import Flags, Seconds
from cxcel.families import Proportion, Ratio
from cxcel.spellings import YES_LOST

COUNTS = Flags(counts=True)
LOST = Flags(counts=True, yes=YES_LOST)

AHT = Metric(
    name="AHT",
    title="Average handle time",
    row_title="Handle time",
    category=CENTRE,
    headline=True,
    parameters=(
        Argument("talk", Seconds(), "talk time in seconds: per contact, or totals", role="handle_time"),
        Argument("hold", Seconds(), "hold time in seconds", optional=True),
        Argument("after_call_work", Seconds(), "after-call work in seconds", optional=True),
        Argument("handled", COUNTS, "contacts handled; without it each row is one", optional=True, role="answered"),
    ),
    rules=(
        Rule(
            "handled",
            Ratio(low=0),
            handled_time,
            SECONDS,
            "",
            "(talk + hold + after-call work) ÷ contacts handled",
        ),
    ),
    definition="talk, hold and after-call work per handled contact, in seconds",
    pitfalls=("a mean of agents' means is wrong: weight by contacts", "pushing it down can cost resolution"),
    source="ICMI Pocket Guide to Call Center Management Terms, average handle time",
)

ASA = Metric(
    name="ASA",
    title="Average speed of answer",
    row_title="Wait before answer",
    category=CENTRE,
    headline=True,
    parameters=(
        Argument("wait", Seconds(), "waiting time in seconds: per contact, or total of answered contacts", role="wait"),
        Argument("answered", COUNTS, "contacts answered; without it each row is one", optional=True, role="answered"),
    ),
    rules=(
        Rule(
            "answered",
            Ratio(low=0),
            answered_wait,
            SECONDS,
            "down",
            "waiting time of answered contacts ÷ contacts answered",
        ),
    ),
    definition="mean wait of answered contacts before an agent took them, in seconds",
    pitfalls=("a few long waits pull it up: look at the service level too", "abandoned contacts are not in it"),
    source="ICMI Pocket Guide to Call Center Management Terms, average speed of answer",
)


def _level(name: str, measure: Measure, formula: str, *needs: str, when: str = "") -> Rule:
    heading = "Service level ({within})"
    return Rule(name, Proportion(), measure, SHARE, "up", formula, needs, when=when, heading=heading)


SERVICE_LEVEL = Metric(
    name="SERVICE_LEVEL",
    title="Service level",
    row_title="Answered in time",
    category=CENTRE,
    headline=True,
    parameters=(
        Argument("answered_in_time", COUNTS, "contacts answered within the threshold", role="answered_in_time"),
        Argument("answered", COUNTS, "contacts answered", role="answered"),
        Argument(
            "abandoned",
            LOST,
            "contacts abandoned; every rule but 'answered' counts them",
            optional=True,
            role="abandoned",
        ),
        Argument(
            "abandoned_in_time",
            COUNTS,
            "abandoned within the threshold, for 'excl_short' and 'credit'",
            True,
            "abandoned_in_time",
        ),
        Option(
            "rule",
            "excl_short",
            "'excl_short' (default) without those abandoned in time, 'answered', 'offered', 'credit', 'credit_short', "
            "'genesys'",
            words=("excl_short", "answered", "offered", "credit", "credit_short", "genesys"),
        ),
        Argument("abandoned_short", COUNTS, "abandoned after a short wait, for 'credit_short' and 'genesys'", True),
        Argument("flow_outs", COUNTS, "contacts that left the queue another way, for 'genesys'", optional=True),
    ),
    rules=(
        _level(
            "excl_short",
            level_excluding,
            "answered in time ÷ (answered + abandoned − abandoned in time)",
            "abandoned",
            "abandoned_in_time",
        ),
        _level("offered", level_offered, "answered in time ÷ (answered + abandoned)", "abandoned"),
        _level("answered", level_answered, "answered in time ÷ answered", when="answered"),
        _level(
            "credit",
            level_credit,
            "(answered in time + abandoned in time) ÷ (answered + abandoned)",
            "abandoned",
            "abandoned_in_time",
        ),
        _level(
            "credit_short",
            level_credit_short,
            "(answered in time + short abandons) ÷ (answered + abandoned)",
            "abandoned",
            "abandoned_short",
        ),
        _level(
            "genesys",
            level_genesys,
            "answered in time ÷ (answered + abandoned + flow-outs − short abandons), each of the three if given",
        ),
    ),
    choice="rule",
    definition="share of contacts answered within the threshold, by a named formula",
    pitfalls=(
        "six formulas give six numbers: name yours, with the settings of the platform",
        "never average the percentages of days: use counts",
    ),
    source="ICMI Queue Tips 2005, Service Level Calculations; Genesys Cloud, Configure the service level calculation",
)

ABANDON_RATE = Metric(
    name="ABANDON_RATE",
    title="Abandonment",
    category=CENTRE,
    headline=True,
    outcome=5,
    stand_in=True,
    parameters=(
        Argument("abandoned", LOST, "contacts abandoned: yes and no per contact, or counts", role="abandoned"),
        Argument("offered", COUNTS, "contacts offered; without it each row is one", optional=True, role="offered"),
        Argument("short", COUNTS, "abandoned after a short wait: left out of both", optional=True),
        Option(
            "rule",
            "all",
            "'all', or 'excl_short' to leave short abandons out of both; default 'excl_short' where short is given",
            words=("all", "excl_short"),
        ),
    ),
    rules=(
        Rule(
            "all", Proportion(), part_of("abandoned", "offered"), SHARE, "down", "contacts abandoned ÷ contacts offered"
        ),
        Rule(
            "excl_short",
            Proportion(),
            abandoned_less_short,
            SHARE,
            "down",
            "(abandoned − short abandons) ÷ (offered − short abandons)",
            ("short",),
            asked_by="short",
        ),
    ),
    choice="rule",
    definition="share of offered contacts whose customer gave up before an agent answered",
    pitfalls=("short abandons in or out changes the number", "offered and queued are two different bases"),
    source="ICMI Pocket Guide to Call Center Management Terms, abandonment rate",
)

TRANSFER_RATE = Metric(
    name="TRANSFER_RATE",
    title="Transfer rate",
    row_title="Transferred",
    category=CENTRE,
    parameters=(
        Argument("transferred", COUNTS, "contacts handed on: yes and no per contact, or counts", role="transferred"),
        Argument("handled", COUNTS, "contacts handled; without it each row is one", optional=True, role="answered"),
    ),
    rules=(
        Rule(
            "handled",
            Proportion(),
            part_of("transferred", "handled"),
            SHARE,
            "down",
            "contacts transferred ÷ contacts handled",
        ),
    ),
    definition="share of handled contacts that were handed on to someone else",
    pitfalls=("a contact moved twice counts once per row", "a consultation is not a transfer"),
    source="ICMI Pocket Guide to Call Center Management Terms, transfer rate",
)

METRICS = (AHT, ASA, SERVICE_LEVEL, ABANDON_RATE, TRANSFER_RATE)
