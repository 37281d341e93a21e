"""Loyalty: who stays, who leaves, who complains, who buys again and with whom they spend."""

from __future__ import annotations

from cxcel.catalogue.entry import LOYALTY, SHARE, Argument, Metric, Option, Rule
from cxcel.catalogue.logs import UNTIL, came_back
from cxcel.catalogue.measures import kept, over, part_of, unredeemed, wallet_score, wallet_share
from cxcel.columns import Dates, Flags, Keys, Numbers
from cxcel.families import Mean, Proportion, Ratio

COUNTS = Flags(counts=True)
POINTS_ISSUED = Argument("issued", Numbers(low=0), "points issued, per member or period", role="points_issued")
POINTS_REDEEMED = Argument("redeemed", Numbers(low=0), "points redeemed, in the same rows", role="points_redeemed")

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
        rules=(
            Rule("base", Ratio(low=0), part_of("complaints", "base"), SHARE, "", "complaints ÷ contacts or customers"),
        ),
        definition="complaints per contact or per customer",
        pitfalls=("a low rate can mean that nobody listens: read it beside DISSAT_RATE", "state the base"),
        source="ISO 10002:2018, complaints handling; base stated with the number",
    ),
    Metric(
        name="REPEAT_PURCHASE_RATE",
        title="Repeat purchase",
        category=LOYALTY,
        grains=("order",),
        parameters=(
            Argument("customer", Keys(), "who bought, one row per order", role="customer_id"),
            Argument("date", Dates(), "when the order was made", role="date"),
            Option("window", 0, "days after the first order that count; default 0 for all", low=0, high=36_600),
            UNTIL,
        ),
        rules=(
            Rule(
                "customers",
                Proportion(),
                came_back,
                SHARE,
                "up",
                "customers with two or more orders ÷ customers; with a window, those whose window is over",
            ),
        ),
        definition="share of customers who bought again; each customer counts once, at the first order",
        pitfalls=(
            "customers of the last weeks had no time to come back: give a window, and they are left out",
            "one row per order, not per item",
            "customers who bought before the log began look new",
        ),
        source="Wall Street Prep 2023, Repeat Purchase Rate; Fructifi, Repeat purchase rate",
    ),
    Metric(
        name="PARTICIPATION_RATE",
        title="Programme participation",
        category=LOYALTY,
        parameters=(
            Argument(
                "active",
                COUNTS,
                "members active in the period: yes and no per member, or counts",
                role="programme_active",
            ),
            Argument("members", COUNTS, "all members; without it each row is one", optional=True, role="member"),
        ),
        rules=(
            Rule("members", Proportion(), part_of("active", "members"), SHARE, "up", "active members ÷ all members"),
        ),
        definition="share of the members of a loyalty programme who were active in the period",
        pitfalls=("to be enrolled is not to take part: say what active means", "members ÷ customers is enrolment"),
        source="KPI Zone, Loyalty Participation Rate; TagLab, Loyalty Program Participation Rate",
    ),
    Metric(
        name="REDEMPTION_RATE",
        title="Redemption",
        category=LOYALTY,
        parameters=(POINTS_REDEEMED, POINTS_ISSUED),
        rules=(
            Rule("issued", Ratio(low=0), over("redeemed", "issued"), SHARE, "up", "points redeemed ÷ points issued"),
        ),
        definition="points redeemed over points issued",
        pitfalls=(
            "of points, of rewards or of members: three different rates",
            "points redeemed in a period may have been issued long before",
        ),
        source="Loyally and Leat, How to calculate redemption rate; Smile.io (of members)",
    ),
    Metric(
        name="BREAKAGE_RATE",
        title="Breakage",
        category=LOYALTY,
        parameters=(POINTS_ISSUED, POINTS_REDEEMED),
        rules=(
            Rule(
                "issued",
                Ratio(high=1),
                unredeemed,
                SHARE,
                "down",
                "(points issued − points redeemed) ÷ points issued, since the programme began",
            ),
        ),
        definition="share of all points ever issued that were not redeemed, expired ones included",
        pitfalls=("points may still be redeemed: young ones count as broken", "count from the first point ever issued"),
        source="Customer Insight Group, Loyalty Program Breakage; RewardOps 2015, Metrics that Matter: Breakage",
    ),
    Metric(
        name="SHARE_OF_WALLET",
        title="Share of wallet",
        category=LOYALTY,
        parameters=(
            Argument("spend_us", Numbers(low=0), "what each customer spends with us"),
            Argument("spend_category", Numbers(low=0), "what the same customer spends in the category, us included"),
        ),
        rules=(
            Rule(
                "category",
                Ratio(low=0, high=1),
                wallet_share,
                SHARE,
                "up",
                "spending with us ÷ spending in the category, over all customers",
            ),
        ),
        definition="share of what customers spend in a category that they spend with us",
        pitfalls=("category spending comes from surveys", "large spenders weigh more than small ones"),
        source="Farris, Bendle, Pfeifer & Reibstein 2010, Marketing Metrics, chapter 2, share of requirements",
    ),
    Metric(
        name="WALLET_RULE",
        title="Wallet allocation",
        category=LOYALTY,
        parameters=(
            Argument(
                "rank", Numbers(low=1, each=True), "our rank among the brands a customer uses, 1 the best; ties share"
            ),
            Argument("brands", Numbers(low=1, each=True), "how many brands that customer uses in the category"),
        ),
        rules=(
            Rule(
                "rank",
                Mean(low=0, high=1),
                wallet_score,
                SHARE,
                "up",
                "mean over customers of (1 − rank ÷ (brands + 1)) × 2 ÷ brands",
            ),
        ),
        definition="share of wallet that our rank among a customer's brands lets expect, mean over customers",
        pitfalls=(
            "brands that tie share the mean of their ranks: two firsts are 1.5 each",
            "for markets where at least 40 % use several brands",
        ),
        source="Keiningham, Aksoy, Buoye & Cooil 2011, Customer Loyalty Isn't Enough, Harvard Business Review 89(10)",
    ),
)
