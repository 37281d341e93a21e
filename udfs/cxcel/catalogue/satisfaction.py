"""How was it: satisfaction and effort, each with the scale and the rule that were used."""

from __future__ import annotations

from cxcel.catalogue.answers import SAMPLE, answers, designed
from cxcel.catalogue.entry import POINTS, SCORE, SCORES, SHARE, Argument, Measure, Metric, Option, Rule
from cxcel.catalogue.measures import bottom_boxes, column, share_where, top_boxes
from cxcel.columns import Scores
from cxcel.families import Family, Mean, NetScore, Proportion

SCALE = Option("scale_max", 5, "highest possible answer: 5, 7 or 10; default 5", low=3, high=11, whole=True)


def _rule(
    name: str,
    family: Family,  # type: ignore[type-arg]
    measure: Measure,
    unit: str,
    better: str,
    formula: str,
    heading: str,
    scale_max: int = 0,
) -> Rule:
    sets = {"scale_max": scale_max} if scale_max else {}
    return Rule(name, family, answers(measure), unit, better, formula, sets=sets, heading=heading, adapt=designed)


METRICS = (
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
                "top", 2, "how many of the highest answers count as satisfied; default 2", low=1, high=5, whole=True
            ),
            Option(
                "rule",
                "top",
                "'top' (default) for the share satisfied, 'mean' for the mean answer",
                words=("top", "mean"),
            ),
            *SAMPLE,
        ),
        rules=(
            _rule(
                "top",
                Proportion(),
                share_where("scores", top_boxes),
                SHARE,
                "up",
                "answers in the top boxes ÷ all answers",
                "Satisfied (top {top:g} of {scale_max:g})",
            ),
            _rule(
                "mean",
                Mean(low=1),
                column("scores"),
                SCORE,
                "up",
                "sum of answers ÷ number of answers",
                "Satisfaction, mean of 1 to {scale_max:g}",
            ),
        ),
        choice="rule",
        definition="share of answers in the two highest boxes of the scale",
        pitfalls=(
            "share and mean are both called CSAT: say which",
            "4 and 5 of 5, 6 and 7 of 7, 9 and 10 of 10 are three different bars: never compare across scales",
        ),
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
                "how many of the lowest answers count as dissatisfied; default 2",
                low=1,
                high=5,
                whole=True,
            ),
            *SAMPLE,
        ),
        rules=(
            _rule(
                "bottom",
                Proportion(),
                share_where("scores", bottom_boxes),
                SHARE,
                "down",
                "answers in the bottom boxes ÷ all answers",
                "Dissatisfied (bottom {bottom:g} of {scale_max:g})",
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
                "on 1 to 7: 'v2' (default) share of 5 to 7, 'v2_mean' mean, 'v2_index' 6 and 7 less 1 to 3; on 1 to 5: "
                "'v1' mean effort",
                words=("v2", "v2_mean", "v2_index", "v1"),
            ),
            *SAMPLE,
        ),
        rules=(
            _rule(
                "v2",
                Proportion(),
                share_where("scores", lambda values, x: values >= 5),
                SHARE,
                "up",
                "answers of 5 to 7 ('made it easy') ÷ all answers",
                "Found it easy (5 to 7 of 7)",
                7,
            ),
            _rule(
                "v2_mean",
                Mean(low=1),
                column("scores"),
                SCORE,
                "up",
                "mean answer of 1 to 7, 7 = easy",
                "Ease, mean of 1 to 7",
                7,
            ),
            _rule(
                "v2_index",
                NetScore(negative_to=3, positive_from=6, scale=(1, 7)),
                column("scores"),
                POINTS,
                "up",
                "100 × (answers of 6 and 7 − answers of 1 to 3) ÷ all answers",
                "Ease index (6, 7 less 1 to 3)",
                7,
            ),
            _rule(
                "v1",
                Mean(low=1),
                column("scores"),
                SCORE,
                "down",
                "mean answer of 1 to 5, 5 = high effort",
                "Effort, mean of 1 to 5",
                5,
            ),
        ),
        choice="version",
        definition="version 2: share who agree that the company made it easy (5 to 7 of 7)",
        pitfalls=("version 1 runs the other way: high is bad", "three rules are in use for version 2: say which"),
        source="Dixon, Freeman & Toman 2010, Stop Trying to Delight Your Customers, HBR 88(7); CEB 2013 (version 2)",
    ),
)
