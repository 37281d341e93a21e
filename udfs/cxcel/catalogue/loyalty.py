"""Loyalty: who stays, who leaves, who complains."""

from __future__ import annotations

from cxcel.catalogue.entry import LOYALTY, SHARE, Argument, Metric, Rule
from cxcel.catalogue.measures import kept, part_of
from cxcel.columns import Flags
from cxcel.families import Proportion, Ratio

COUNTS = Flags(counts=True)

METRICS = (
    Metric(
        name="RETENTION_RATE",
        title="Retention",
        category=LOYALTY,
        headline=True,
        outcome=4,
        parameters=(
            Argument("start", COUNTS, "customers at the start of the period", role="customers_at_start"),
            Argument("end", COUNTS, "customers at its end", role="customers_at_end"),
            Argument("new", COUNTS, "of these, customers won during the period", role="customers_new"),
        ),
        rules=(
            Rule(
                "start",
                Proportion(),
                kept,
                SHARE,
                "up",
                "(customers at the end − new customers) ÷ customers at the start",
            ),
        ),
        definition="share of the customers at the start of a period who are still there at its end",
        pitfalls=("say the period: monthly and yearly rates are not alike", "new customers do not count as kept"),
        source="Farris, Bendle, Pfeifer & Reibstein 2010, Marketing Metrics, 2nd edition, section 5.1",
    ),
    Metric(
        name="CHURN_RATE",
        title="Churn",
        category=LOYALTY,
        parameters=(
            Argument("lost", COUNTS, "customers lost: yes and no per customer, or counts", role="customers_lost"),
            Argument("start", COUNTS, "customers at the start; without it each row is one", True, "customers_at_start"),
        ),
        rules=(
            Rule(
                "start",
                Proportion(),
                part_of("lost", "start"),
                SHARE,
                "down",
                "customers lost ÷ customers at the start",
            ),
        ),
        definition="share of the customers at the start of a period who left during it",
        pitfalls=("a month's churn times twelve is not a year's: 1 − (1 − c)^12", "who joined meanwhile is not in it"),
        source="Farris, Bendle, Pfeifer & Reibstein 2010, Marketing Metrics, 2nd edition, section 5.1",
    ),
    Metric(
        name="COMPLAINT_RATE",
        title="Complaint rate",
        category=LOYALTY,
        headline=True,
        parameters=(
            Argument("complaints", COUNTS, "complaints: yes and no per contact, or counts", role="complaint"),
            Argument("base", COUNTS, "contacts or customers; without it each row is one", True, "offered"),
        ),
        rules=(Rule("base", Ratio(), part_of("complaints", "base"), SHARE, "", "complaints ÷ contacts or customers"),),
        definition="complaints per contact or per customer",
        pitfalls=("a low rate can mean that nobody listens: read it beside DISSAT_RATE", "state the base"),
        source="ISO 10002:2018, complaints handling; base stated with the number",
    ),
)
