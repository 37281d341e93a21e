"""The template of a loyalty report: surveys, the contacts they are about, and the customers."""

from __future__ import annotations

from .declared import Block, Formula, Measure, Setting, Table, Template

LOYALTY = Template(
    name="loyalty_kpi_report",
    title="Loyalty KPI report",
    purpose="Surveys, contacts and customers in three tables; a scorecard with intervals that follows what you paste.",
    steps=(
        "Paste your survey answers into the table on the sheet Survey, over the sample: one row for each answer.",
        "Paste your contacts into the table on the sheet Contacts: one row for each contact, with the same ids.",
        "Paste your customers into the table on the sheet Customers: one row for each customer, with the same ids.",
        "Look at Scorecard, Months and Teams: they follow the tables. Columns may be empty; leave the headers.",
        "Press Build report on the tab CX for the full report; the sheet Settings says what it compares.",
    ),
    settings=(
        Setting("Organisation", "", "Name printed on the report"),
        Setting("Period", "month", "What is compared: day, week, month or quarter"),
        Setting("Threshold", 20, "Seconds within which a contact counts as answered in time"),
        Setting("Target: NPS", 20, "Target of the Net Promoter Score, in points"),
        Setting("Target: FCR_RATE", 0.75, "Target of first contact resolution, as a share"),
    ),
    tables=(
        Table("Survey", "one row for each answer",
              ("answer_id", "contact_id", "date", "nps", "csat", "ces", "comment")),
        Table("Contacts", "one row for each contact",
              ("contact_id", "customer_id", "date", "channel", "topic", "agent", "team", "answered", "wait", "talk",
               "hold", "wrap", "transferred", "resolved", "cost")),
        Table("Customers", "one row for each customer", ("customer_id", "segment", "retained", "spend")),
    ),
    measures=(
        Measure("NPS", ("Survey[nps]",)),
        Measure("CSAT", ("Survey[csat]", 5)),
        Measure("CES", ("Survey[ces]",)),
        Measure("FCR_RATE", ("Contacts[resolved]", "Contacts[answered]")),
        Measure("ASA", ("Contacts[wait]", "Contacts[answered]")),
        Measure("AHT", ("Contacts[talk]", "Contacts[hold]", "Contacts[wrap]", "Contacts[answered]")),
        Measure("TRANSFER_RATE", ("Contacts[transferred]", "Contacts[answered]")),
        Measure("COST_PER_CONTACT", ("Contacts[cost]", "Contacts[answered]")),
    ),
    blocks=(
        Block("Months", "Net Promoter Score by month",
              Formula("KPI_TREND", ("NPS", "Survey[date]", "month", "Survey[nps]"))),
        Block("Teams", "First contact resolution by team",
              Formula("KPI_BY", ("FCR_RATE", "Contacts[team]", "Contacts[resolved]", "Contacts[answered]"))),
    ),
)  # fmt: skip
