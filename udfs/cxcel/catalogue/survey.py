"""Would they recommend us: net scores of customers and of employees, and how many answered."""

from __future__ import annotations

from cxcel.catalogue.answers import BREAKS, SAMPLE, WEIGHTS, answers, designed
from cxcel.catalogue.entry import POINTS, SCORES, SHARE, Argument, Metric, Rule
from cxcel.catalogue.measures import column, part_of
from cxcel.columns import Flags, Numbers, Scores
from cxcel.families import NetScore, NetScoreCounts, Proportion

COUNTS = Numbers(low=0)


def _net(name: str, formula: str) -> Rule:
    return Rule(
        name,
        NetScore(negative_to=6, positive_from=9),
        answers(column("scores")),
        POINTS,
        "up",
        formula,
        adapt=designed,
    )


METRICS = (
    Metric(
        name="NPS",
        title="Net Promoter Score",
        category=SCORES,
        headline=True,
        outcome=1,
        parameters=(
            Argument("scores", Scores(0, 10), "one answer of 0 to 10 per respondent", role="nps"),
            WEIGHTS,
            BREAKS,
            *SAMPLE[1:],
        ),
        rules=(_net("nps", "100 × (answers of 9 and 10 − answers of 0 to 6) ÷ all answers"),),
        definition="share of promoters (9, 10) less share of detractors (0 to 6), in points from -100 to 100",
        pitfalls=(
            "a question asked 1 to 10 or 1 to 5 is not NPS",
            "a small base moves by chance: read the interval",
        ),
        source="Reichheld 2003, The One Number You Need to Grow, Harvard Business Review 81(12); R package NPS 1.1",
    ),
    Metric(
        name="NPS_COUNTS",
        title="Net Promoter Score from counts",
        category=SCORES,
        parameters=(
            Argument("detractors", COUNTS, "how many answered 0 to 6: one count, or one per row"),
            Argument("passives", COUNTS, "how many answered 7 or 8"),
            Argument("promoters", COUNTS, "how many answered 9 or 10"),
        ),
        rules=(
            Rule(
                "counts",
                NetScoreCounts(),
                lambda x: (x["detractors"], x["passives"], x["promoters"]),
                POINTS,
                "up",
                "100 × (promoters − detractors) ÷ (detractors + passives + promoters)",
            ),
        ),
        definition="promoters less detractors over all who answered, in points from -100 to 100, from three counts",
        pitfalls=("people who gave no score are in none of the three counts", "percentages are not counts"),
        source="Reichheld 2003, The One Number You Need to Grow, Harvard Business Review 81(12)",
    ),
    Metric(
        name="ENPS",
        title="Employee Net Promoter Score",
        category=SCORES,
        headline=True,
        fewest=5,
        parameters=(
            Argument("scores", Scores(0, 10), "one answer of 0 to 10 per employee", role="enps"),
            WEIGHTS,
            *SAMPLE[1:],
        ),
        rules=(_net("enps", "100 × (answers of 9 and 10 − answers of 0 to 6) ÷ all answers, employees"),),
        definition="share of employees answering 9 or 10 less share answering 0 to 6, in points from -100 to 100",
        pitfalls=(
            "groups under five people give away who said what: they are not shown",
            "put it beside the customers' score: ENPS_BESIDE_NPS",
        ),
        source="Reichheld & Markey 2011, The Ultimate Question 2.0, chapter 7",
    ),
    Metric(
        name="RESPONSE_RATE",
        title="Response rate",
        category=SCORES,
        parameters=(
            Argument(
                "answered",
                Flags(counts=True),
                "surveys answered: counts, or yes and no per invitation",
                role="responded",
            ),
            Argument(
                "delivered",
                Flags(counts=True),
                "surveys delivered: counts; without it each row is one",
                optional=True,
                role="asked",
            ),
        ),
        rules=(
            Rule(
                "delivered",
                Proportion(),
                part_of("answered", "delivered"),
                SHARE,
                "up",
                "surveys answered ÷ surveys delivered",
            ),
        ),
        definition="surveys answered over surveys delivered",
        pitfalls=("sent is not delivered", "who stays silent differs from who answers"),
        source="AAPOR 2023, Standard Definitions, response rate 1 with delivered invitations as base",
    ),
)
