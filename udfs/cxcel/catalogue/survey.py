"""Survey scores: what customers and employees answered."""

from __future__ import annotations

from cxcel.catalogue.entry import POINTS, SCORE, SCORES, SHARE, Argument, Metric, Option, Rule
from cxcel.catalogue.measures import bottom_boxes, column, part_of, share_where, top_boxes
from cxcel.columns import Flags, Scores
from cxcel.families import Mean, NetScore, Proportion

SCALE = Option("scale_max", 5, "highest possible answer: 5, 7 or 10 (default 5)", low=3, high=11, whole=True)

METRICS = (
    Metric(
        name="NPS",
        title="Net Promoter Score",
        category=SCORES,
        headline=True,
        outcome=1,
        parameters=(Argument("scores", Scores(0, 10), "one answer of 0 to 10 per respondent", role="nps"),),
        rules=(
            Rule(
                "nps",
                NetScore(negative_to=6, positive_from=9),
                column("scores"),
                POINTS,
                "up",
                "100 × (answers of 9 and 10 − answers of 0 to 6) ÷ all answers",
            ),
        ),
        definition="share of promoters (9, 10) less share of detractors (0 to 6), in points from -100 to 100",
        pitfalls=(
            "a question asked 1 to 10 or 1 to 5 is not NPS",
            "a small base moves by chance: read the interval",
        ),
        source="Reichheld 2003, The One Number You Need to Grow, Harvard Business Review 81(12); R package NPS 1.1",
    ),
    Metric(
        name="ENPS",
        title="Employee Net Promoter Score",
        category=SCORES,
        headline=True,
        parameters=(Argument("scores", Scores(0, 10), "one answer of 0 to 10 per employee", role="enps"),),
        rules=(
            Rule(
                "enps",
                NetScore(negative_to=6, positive_from=9),
                column("scores"),
                POINTS,
                "up",
                "100 × (answers of 9 and 10 − answers of 0 to 6) ÷ all answers, employees",
            ),
        ),
        definition="share of employees answering 9 or 10 less share answering 0 to 6, in points from -100 to 100",
        pitfalls=("groups under five people give away who said what",),
        source="Reichheld & Markey 2011, The Ultimate Question 2.0, chapter 7",
    ),
    Metric(
        name="CSAT",
        title="Customer satisfaction",
        category=SCORES,
        headline=True,
        outcome=2,
        parameters=(
            Argument("scores", Scores(1, "scale_max"), "one answer from 1 up per respondent", role="csat"),
            SCALE,
            Option(
                "top", 2, "how many of the highest answers count as satisfied (default 2)", low=1, high=5, whole=True
            ),
            Option("rule", "top", "'top' for the share satisfied, 'mean' for the mean answer", words=("top", "mean")),
        ),
        rules=(
            Rule(
                "top",
                Proportion(),
                share_where("scores", top_boxes),
                SHARE,
                "up",
                "answers in the top boxes ÷ all answers",
                heading="Satisfied (top {top:g} of {scale_max:g})",
            ),
            Rule(
                "mean",
                Mean(),
                column("scores"),
                SCORE,
                "up",
                "sum of answers ÷ number of answers",
                heading="Satisfaction, mean of 1 to {scale_max:g}",
            ),
        ),
        choice="rule",
        definition="share of answers in the two highest boxes of the scale",
        pitfalls=("share and mean are both called CSAT: say which", "the top-box rule differs by scale"),
        source="ISO 10004:2018, annex; top-two-box convention",
    ),
    Metric(
        name="DISSAT_RATE",
        title="Dissatisfaction rate",
        category=SCORES,
        parameters=(
            Argument("scores", Scores(1, "scale_max"), "one answer from 1 up per respondent", role="csat"),
            SCALE,
            Option(
                "bottom",
                2,
                "how many of the lowest answers count as dissatisfied (default 2)",
                low=1,
                high=5,
                whole=True,
            ),
        ),
        rules=(
            Rule(
                "bottom",
                Proportion(),
                share_where("scores", bottom_boxes),
                SHARE,
                "down",
                "answers in the bottom boxes ÷ all answers",
                heading="Dissatisfied (bottom {bottom:g} of {scale_max:g})",
            ),
        ),
        definition="share of answers in the two lowest boxes of the scale",
        pitfalls=("watch for many dissatisfied where few complain: most say nothing and leave",),
        source="bottom-two-box convention, the mirror of CSAT",
    ),
    Metric(
        name="CES",
        title="Customer effort",
        category=SCORES,
        headline=True,
        outcome=3,
        parameters=(
            Argument("scores", Scores(1, "scale_max"), "one answer per respondent", role="ces"),
            Option(
                "version",
                "v2",
                "'v2' share of 5 to 7 on 1 to 7; 'v2_mean'; 'v2_index'; 'v1' mean effort on 1 to 5",
                words=("v2", "v2_mean", "v2_index", "v1"),
            ),
        ),
        rules=(
            Rule(
                "v2",
                Proportion(),
                share_where("scores", lambda values, x: values >= 5),
                SHARE,
                "up",
                "answers of 5 to 7 ('made it easy') ÷ all answers",
                sets={"scale_max": 7},
                heading="Found it easy (5 to 7 of 7)",
            ),
            Rule(
                "v2_mean",
                Mean(),
                column("scores"),
                SCORE,
                "up",
                "mean answer of 1 to 7, 7 = easy",
                sets={"scale_max": 7},
                heading="Ease, mean of 1 to 7",
            ),
            Rule(
                "v2_index",
                NetScore(negative_to=3, positive_from=6, scale=(1, 7)),
                column("scores"),
                POINTS,
                "up",
                "100 × (answers of 6 and 7 − answers of 1 to 3) ÷ all answers",
                sets={"scale_max": 7},
                heading="Ease index (6, 7 less 1 to 3)",
            ),
            Rule(
                "v1",
                Mean(),
                column("scores"),
                SCORE,
                "down",
                "mean answer of 1 to 5, 5 = high effort",
                sets={"scale_max": 5},
                heading="Effort, mean of 1 to 5",
            ),
        ),
        choice="version",
        definition="version 2: share who agree that the company made it easy (5 to 7 of 7)",
        pitfalls=("version 1 runs the other way: high is bad", "three rules are in use for version 2: say which"),
        source="Dixon, Freeman & Toman 2010, Stop Trying to Delight Your Customers, HBR 88(7); CEB 2013 (version 2)",
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
            Argument("delivered", Flags(counts=True), "surveys delivered: counts", optional=True, role="asked"),
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
