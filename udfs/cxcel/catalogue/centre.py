"""Contact-centre measures: resolved, handled, waited, abandoned, and what it cost."""

from __future__ import annotations

from cxcel.catalogue.entry import CENTRE, MONEY, SECONDS, SHARE, Argument, Measure, Metric, Option, Rule
from cxcel.catalogue.measures import (
    abandoned_less_short,
    answered_wait,
    busy_time,
    contained,
    follows,
    handled_time,
    level_answered,
    level_credit,
    level_credit_short,
    level_excluding,
    level_genesys,
    level_offered,
    not_followed,
    over,
    part_of,
    resolved_first,
)
from cxcel.columns import Dates, Flags, Keys, Numbers, Seconds
from cxcel.families import Proportion, Ratio

COUNTS = Flags(counts=True)
DAYS = Option("days", 7, "length of the window in days (default 7)", low=0.01, high=366)

FCR_RATE = Metric(
    name="FCR_RATE",
    title="First-contact resolution",
    category=CENTRE,
    headline=True,
    parameters=(
        Argument("resolved", COUNTS, "resolved at first contact: yes and no per contact, or counts", role="resolved"),
        Argument(
            "contacts",
            COUNTS,
            "all contacts: counts, or yes per contact",
            optional=True,
            role="answered",
            bases=(("offered", "of all offered"),),
        ),
        Argument("not_resolvable", COUNTS, "contacts nobody could resolve there: the net rate", optional=True),
    ),
    rules=(
        Rule(
            "contacts",
            Proportion(),
            resolved_first,
            SHARE,
            "up",
            "contacts resolved at first contact ÷ contacts handled",
        ),
    ),
    definition="share of handled contacts that were resolved the first time",
    pitfalls=("the agent's mark is not the customer's view", "abandoned contacts in the base lower it"),
    source="SQM Group, FCR standard; Call Centre Helper, How to Calculate First Contact Resolution",
)

FCR_WINDOW = Metric(
    name="FCR_WINDOW",
    title="First-contact resolution by window",
    row_title="No repeat within 7 days",
    grains=("contact",),
    category=CENTRE,
    parameters=(
        Argument("customer", Keys(), "who made the contact", role="customer_id"),
        Argument("time", Dates(), "when the contact was made", role="date"),
        Argument("reason", Keys(), "what it was about: only the same reason counts as a repeat", True, "topic"),
        DAYS,
    ),
    rules=(
        Rule(
            "window",
            Proportion(),
            not_followed,
            SHARE,
            "up",
            "contacts not followed by another of the same customer ÷ contacts, less the last days of the log",
            heading="No repeat within {days:g} days",
        ),
    ),
    definition="share of contacts that the same customer did not have to repeat within seven days",
    pitfalls=("contacts in channels that are not in the log are missed", "7 and 30 days give different rates"),
    source="Call Centre Helper, How to Calculate First Contact Resolution (seven-day rule)",
)

REPEAT_RATE = Metric(
    name="REPEAT_RATE",
    title="Repeat contact rate",
    row_title="Repeat contact",
    grains=("contact",),
    category=CENTRE,
    parameters=(
        Argument("customer", Keys(), "who made the contact", role="customer_id"),
        Argument("time", Dates(), "when the contact was made", role="date"),
        DAYS,
        Argument("reason", Keys(), "what it was about: only the same reason counts as a repeat", True, "topic"),
    ),
    rules=(
        Rule(
            "window",
            Proportion(),
            follows,
            SHARE,
            "down",
            "contacts with an earlier one of the same customer within the window ÷ contacts",
            heading="Repeat contacts within {days:g} days",
        ),
    ),
    definition="share of contacts that follow another of the same customer within seven days",
    pitfalls=("not 1 − FCR: a chain of three counts two repeats", "the first days of a log have no past to look at"),
    source="ICMI Pocket Guide to Call Center Management Terms, repeat contact",
)

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
            Ratio(),
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
            Ratio(),
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
        Argument("abandoned", COUNTS, "contacts abandoned", optional=True, role="abandoned"),
        Argument("abandoned_in_time", COUNTS, "abandoned within the threshold", True, "abandoned_in_time"),
        Option(
            "rule",
            "excl_short",
            "'excl_short', 'answered', 'offered', 'credit', 'credit_short' or 'genesys'",
            words=("excl_short", "answered", "offered", "credit", "credit_short", "genesys"),
        ),
        Argument("abandoned_short", COUNTS, "abandoned after a short wait", optional=True),
        Argument("flow_outs", COUNTS, "contacts that left the queue another way", optional=True),
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
            "answered in time ÷ (answered + abandoned + flow-outs − short abandons), each if given",
        ),
    ),
    choice="rule",
    definition="share of contacts answered within the threshold, by a named formula",
    pitfalls=("five formulas give five numbers: name yours", "never average the percentages of days: use counts"),
    source="ICMI Queue Tips 2005, five ways to calculate service level; Call Centre Helper; Genesys Cloud metric help",
)

ABANDON_RATE = Metric(
    name="ABANDON_RATE",
    title="Abandonment",
    category=CENTRE,
    headline=True,
    outcome=5,
    stand_in=True,
    parameters=(
        Argument("abandoned", COUNTS, "contacts abandoned: yes and no per contact, or counts", role="abandoned"),
        Argument("offered", COUNTS, "contacts offered; without it each row is one", optional=True, role="offered"),
        Argument("short", COUNTS, "abandoned after a short wait, for rule 'excl_short'", optional=True),
        Option(
            "rule", "all", "'all', or 'excl_short' to leave short abandons out of both", words=("all", "excl_short")
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

OCCUPANCY = Metric(
    name="OCCUPANCY",
    title="Occupancy",
    category=CENTRE,
    parameters=(
        Argument("handle_time", Seconds(), "time handling contacts in seconds, per agent or day", role="busy_time"),
        Argument("available_time", Seconds(), "time waiting for a contact in seconds", role="available_time"),
    ),
    rules=(
        Rule(
            "available",
            Ratio(),
            busy_time,
            SHARE,
            "",
            "handle time ÷ (handle time + time waiting for a contact)",
        ),
    ),
    definition="share of signed-in time spent handling contacts",
    pitfalls=("not utilisation, which divides by paid time", "above 0.90 for long burns people out"),
    source="ICMI Pocket Guide to Call Center Management Terms, agent occupancy",
)

COST_PER_CONTACT = Metric(
    name="COST_PER_CONTACT",
    title="Cost per contact",
    row_title="Cost of the contact",
    category=CENTRE,
    parameters=(
        Argument("cost", Numbers(low=0), "cost: per contact, or totals", role="cost"),
        Argument("contacts", COUNTS, "contacts handled; without it each row is one", optional=True, role="answered"),
    ),
    rules=(Rule("contacts", Ratio(), over("cost", "contacts"), MONEY, "down", "total cost ÷ contacts handled"),),
    definition="total cost over handled contacts",
    pitfalls=("say whether self-service contacts and platform cost are in it", "cheap contacts that repeat cost more"),
    source="ICMI Pocket Guide to Call Center Management Terms, cost per contact",
)

CONTAINMENT_RATE = Metric(
    name="CONTAINMENT_RATE",
    title="Bot containment",
    category=CENTRE,
    headline=True,
    parameters=(
        Argument("bot", COUNTS, "sessions the bot took: yes per session, or counts", role="bot"),
        Argument("escalated", COUNTS, "sessions handed to an agent", role="escalated"),
        Argument("returned", COUNTS, "sessions whose customer came back soon after", optional=True),
    ),
    rules=(
        Rule(
            "bot",
            Proportion(),
            contained,
            SHARE,
            "up",
            "(bot sessions − escalated − returned) ÷ bot sessions",
        ),
    ),
    definition="share of bot sessions that needed no agent, then or soon after",
    pitfalls=("contained is not resolved: subtract those who came back", "above 80 % ask whether there is a way out"),
    source="Google Dialogflow CX analytics, containment; corebee, Chatbot containment rate (24 to 48 hours)",
)

METRICS = (
    FCR_RATE,
    FCR_WINDOW,
    REPEAT_RATE,
    AHT,
    ASA,
    SERVICE_LEVEL,
    ABANDON_RATE,
    TRANSFER_RATE,
    OCCUPANCY,
    COST_PER_CONTACT,
    CONTAINMENT_RATE,
)
