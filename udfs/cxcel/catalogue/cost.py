"""What contacts cost: time, money, and the contacts that no agent had to take."""

from __future__ import annotations

from cxcel.catalogue.entry import CENTRE, MONEY, SHARE, Argument, Metric, Option, Rule
from cxcel.catalogue.logs import UNTIL, contained_after
from cxcel.catalogue.measures import busy_time, contained, on_preferred, over, part_of
from cxcel.columns import Dates, Flags, Keys, Numbers, Seconds, Words
from cxcel.families import Proportion, Ratio

COUNTS = Flags(counts=True)

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
            Ratio(low=0, high=1),
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
    rules=(Rule("contacts", Ratio(low=0), over("cost", "contacts"), MONEY, "down", "total cost ÷ contacts handled"),),
    definition="total cost over handled contacts",
    pitfalls=("say whether self-service contacts and platform cost are in it", "cheap contacts that repeat cost more"),
    source="ICMI Pocket Guide to Call Center Management Terms, cost per contact",
)

COST_PER_RESOLUTION = Metric(
    name="COST_PER_RESOLUTION",
    title="Cost per resolution",
    category=CENTRE,
    parameters=(
        Argument("cost", Numbers(low=0), "cost: per contact, or totals"),
        Argument("resolved", COUNTS, "issues resolved: yes and no per contact, or counts"),
    ),
    rules=(Rule("resolved", Ratio(low=0), over("cost", "resolved"), MONEY, "down", "total cost ÷ issues resolved"),),
    definition="total cost over resolved issues, the cost of all that did not resolve them included",
    pitfalls=("give the cost of every contact, not only of those that resolved", "reopened issues are not resolved"),
    source="Plecto, Cost per Resolution; Kodif 2024, How to Calculate Cost Per Resolution",
)

CONTAINMENT_RATE = Metric(
    name="CONTAINMENT_RATE",
    title="Bot containment",
    category=CENTRE,
    headline=True,
    parameters=(
        Argument("bot", COUNTS, "sessions the bot took: yes per session, or counts", role="bot"),
        Argument("escalated", COUNTS, "sessions handed to an agent", role="escalated"),
        Argument("returned", COUNTS, "sessions, not escalated, whose customer came back soon after", True),
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
    source="corebee, Bot containment rate (returns within 24 to 48 hours); Smartweb glossary, Bot Containment Rate",
)

CONTAINMENT_WINDOW = Metric(
    name="CONTAINMENT_WINDOW",
    title="Bot containment by window",
    category=CENTRE,
    grains=("contact",),
    parameters=(
        Argument("customer", Keys(), "who made the contact"),
        Argument("time", Dates(), "when the contact was made"),
        Argument("bot", Flags(), "whether a bot took it: yes and no; list contacts with agents too"),
        Argument("escalated", Flags(), "whether it was handed to an agent: yes and no"),
        Option("days", 2, "days in which a customer may come back; default 2", low=0.01, high=366),
        UNTIL,
    ),
    rules=(
        Rule(
            "window",
            Proportion(),
            contained_after,
            SHARE,
            "up",
            "bot sessions neither escalated nor followed by a contact ÷ bot sessions whose window is over",
            heading="Bot containment, no return within {days:g} days",
        ),
    ),
    definition="share of bot sessions that were not escalated and that no contact of the customer followed",
    pitfalls=(
        "returns by channels that are not in the log are missed",
        "sessions of the last days are left out: their window is still open",
    ),
    source="corebee, Bot containment rate (24 to 48 hours); Decagon glossary, Chatbot containment rate (re-contact)",
)

SELF_SERVICE_RATE = Metric(
    name="SELF_SERVICE_RATE",
    title="Self-service",
    category=CENTRE,
    parameters=(
        Argument("self_service", COUNTS, "issues resolved by self-service: yes and no per issue, or counts"),
        Argument("all", COUNTS, "all issues, self-service and assisted; without it each row is one", optional=True),
    ),
    rules=(
        Rule(
            "all",
            Proportion(),
            part_of("self_service", "all"),
            SHARE,
            "up",
            "issues resolved by self-service ÷ issues resolved by self-service or assisted",
        ),
    ),
    definition="share of all issues that customers resolved themselves",
    pitfalls=("page views are not issues", "who gave up and did not call looks like a success"),
    source="NICE glossary, Self-service rate; 99helpers glossary, Self-Service Rate",
)

CHANNEL_MATCH = Metric(
    name="CHANNEL_MATCH",
    title="Channel match",
    category=CENTRE,
    parameters=(
        Argument("preferred", Words(), "channel that the customer of each contact prefers", role="preferred_words"),
        Argument(
            "used",
            Words(),
            "channel that the contact came by, in the same words; capitals do not matter",
            role="used_words",
        ),
    ),
    rules=(
        Rule(
            "used",
            Proportion(),
            on_preferred,
            SHARE,
            "up",
            "contacts by the preferred channel ÷ contacts with both channels known",
        ),
    ),
    definition="share of contacts that came by the channel the customer prefers",
    pitfalls=("a stated preference is not a choice", "the same channel under two names counts as two"),
    source="after Contact Solutions, What is Channel Preference Ratio? Preferred beside actual, contact by contact",
)

RATE_TOTAL = Metric(
    name="RATE_TOTAL",
    title="Rate of totals",
    category=CENTRE,
    parameters=(
        Argument("x", Numbers(), "what is divided, per team or day: a count, seconds, money"),
        Argument("n", Numbers(low=0), "what it is divided by, in the same rows, such as contacts"),
    ),
    rules=(Rule("n", Ratio(), over("x", "n"), SHARE, "", "sum of x ÷ sum of n"),),
    definition="one rate for several teams or days: the sum of one column over the sum of another",
    pitfalls=("a mean of percentages gives ten contacts the weight of a thousand", "both columns need the same rows"),
    source="Cochran 1977, Sampling Techniques, 3rd edition, section 6.1: the ratio of two totals",
)

METRICS = (
    OCCUPANCY,
    COST_PER_CONTACT,
    COST_PER_RESOLUTION,
    CONTAINMENT_RATE,
    CONTAINMENT_WINDOW,
    SELF_SERVICE_RATE,
    CHANNEL_MATCH,
    RATE_TOTAL,
)
