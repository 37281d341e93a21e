"""What became of contacts: resolved at once, or repeated."""

from __future__ import annotations

from cxcel.catalogue.entry import CENTRE, SHARE, Argument, Metric, Option, Rule
from cxcel.catalogue.logs import UNTIL, follows, not_followed
from cxcel.catalogue.measures import resolved_first
from cxcel.columns import Dates, Flags, Keys
from cxcel.families import Proportion

COUNTS = Flags(counts=True)
CUSTOMER = Argument("customer", Keys(), "who made the contact", role="customer_id")
TIME = Argument("time", Dates(), "when the contact was made", role="date")
REASON = Argument("reason", Keys(), "what it was about: only the same reason counts as a repeat", True, "topic")
DAYS = Option("days", 7, "length of the window in days; default 7", low=0.01, high=366)

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
            "all contacts: counts, or yes per contact; without it each row is one",
            optional=True,
            role="answered",
            bases=(("offered", "of all offered"),),
        ),
        Argument(
            "not_resolvable",
            COUNTS,
            "contacts that nobody could resolve there: yes and no, or counts; gives the net rate",
            True,
        ),
    ),
    rules=(
        Rule(
            "contacts",
            Proportion(),
            resolved_first,
            SHARE,
            "up",
            "contacts resolved at first contact ÷ contacts handled; net: less those that could not be resolved there",
        ),
    ),
    definition="share of handled contacts that were resolved the first time; net of those that could not be, if given",
    pitfalls=(
        "the agent's mark is not the customer's view",
        "abandoned contacts in the base lower it",
        "the net rate is as good as the rule for what could not be resolved",
    ),
    source="Call Centre Helper, How to Calculate First Contact Resolution; Rumburg, MetricNet, gross and net FCR",
)

FCR_WINDOW = Metric(
    name="FCR_WINDOW",
    title="First-contact resolution by window",
    row_title="No repeat within 7 days",
    grains=("contact",),
    category=CENTRE,
    parameters=(CUSTOMER, TIME, REASON, DAYS, UNTIL),
    rules=(
        Rule(
            "window",
            Proportion(),
            not_followed,
            SHARE,
            "up",
            "contacts not followed by another of the same customer within the window ÷ contacts whose window is over",
            heading="No repeat within {days:g} days",
        ),
    ),
    definition="share of contacts that the same customer did not have to repeat within seven days",
    pitfalls=(
        "contacts in channels that are not in the log are missed",
        "7 and 30 days give different rates",
        "contacts of the last days are left out: their window is still open",
    ),
    source="Call Centre Helper, How to Calculate First Contact Resolution (seven days); Capturi, repeat calls",
)

REPEAT_RATE = Metric(
    name="REPEAT_RATE",
    title="Repeat contact rate",
    row_title="Repeat contact",
    grains=("contact",),
    category=CENTRE,
    parameters=(CUSTOMER, TIME, DAYS, REASON),
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
    source="SparrowDesk, Repeat Contact Rate; Capturi, Understanding repeat calls (window of seven days)",
)

METRICS = (FCR_RATE, FCR_WINDOW, REPEAT_RATE)
