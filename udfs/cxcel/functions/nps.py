"""The Net Promoter Score under its own names: interval, test, standard error, answers needed."""

from __future__ import annotations

from collections.abc import Sequence

from cxcel.catalogue import metric as find
from cxcel.catalogue.answers import BREAKS, SAMPLE, WEIGHTS
from cxcel.catalogue.entry import POINTS, SCORES, Argument, Option
from cxcel.columns import Scores
from cxcel.compute import Tallied, prepare
from cxcel.families.net_intervals import answers_needed
from cxcel.families.net_score import paired
from cxcel.functions.columns_in import side_by_side
from cxcel.functions.generic import CHANGE, LEVEL, comparison_rows, interval_row, told
from cxcel.worksheet import NUMBER, Rows, worksheet

NPS = find("NPS")
ANSWERS = Scores(0, 10)
SCORES_HELP = "one answer of 0 to 10 per respondent"
METHODS = NPS.rule().family.methods
PAIRED = "paired"
COMPARISONS = (*NPS.rule().family.comparisons, PAIRED)


def _answers(scores: object, weights: object, breaks: object, sample: Sequence[object]) -> Tallied:
    return prepare(NPS, [scores, weights, breaks, *sample])


@worksheet(
    SCORES,
    "Confidence interval of the Net Promoter Score: low and high limit side by side.",
    "one row: low, high, in points",
    Argument("scores", ANSWERS, SCORES_HELP),
    Option("method", "", "'adjusted_wald' (default), 'wald', 'score' or 'bootstrap'", words=METHODS),
    LEVEL,
    WEIGHTS,
    BREAKS,
    *SAMPLE[1:],
    pitfalls=(
        "'wald' has no width where all answers agree, however few they are",
        "limits beyond -100 or 100 are cut there",
    ),
    source="Rocks 2016, arXiv 1601.07235: adjusted Wald (+3/4, +3/2, +3/4) and score; Tango 1998; Efron 1979",
    tallies=True,
)
def NPS_CI(  # noqa: D103 - the texts above are its documentation
    scores: object, method: str, confidence_level: float, weights: object, breaks: object, *sample: object
) -> Rows:
    return [interval_row(_answers(scores, weights, breaks, sample), method, confidence_level)]


@worksheet(
    SCORES,
    "Is the change of the Net Promoter Score real? Second less first, with interval, p value and verdict.",
    f"header and one row: {CHANGE}",
    Argument("first", ANSWERS, "answers of 0 to 10, the earlier or first group"),
    Argument("second", ANSWERS, "answers of 0 to 10, the later or second group"),
    Option(
        "method",
        "",
        "'adjusted_wald' (default) or 'wald' for two groups of people; 'paired' for the same people, row by row",
        words=COMPARISONS,
    ),
    LEVEL,
    pitfalls=("the same people asked twice need 'paired'", "the sign is that of second less first"),
    source="unpooled z on adjusted counts; 'wald' is nps.test of R package NPS 1.1, with the sign kept; paired z",
    tallies=True,
)
def NPS_TEST(first: object, second: object, method: str, confidence_level: float) -> Rows:
    """Compare two groups of answers, or two answers of each person."""
    if method == PAIRED:
        one, two = side_by_side(("first", ANSWERS, first), ("second", ANSWERS, second))
        return told(paired(one.values, two.values, confidence_level), NPS.rule().better)
    a, b = (prepare(NPS, [scores], names={"scores": name}) for scores, name in ((first, "first"), (second, "second")))
    return comparison_rows(a, b, method, confidence_level)


@worksheet(
    SCORES,
    "Standard error of the Net Promoter Score, in points; divided by n, not n - 1.",
    "number: points",
    Argument("scores", ANSWERS, SCORES_HELP),
    WEIGHTS,
    BREAKS,
    *SAMPLE[1:],
    unit=POINTS,
    better="down",
    pitfalls=("0 where all answers agree: NPS_CI still knows that they are few",),
    source="R package NPS 1.1: sqrt((p9 + p6 - (p9 - p6)^2) / n) of the shares; weighted with Kish 1965",
    tallies=True,
)
def NPS_SE(scores: object, weights: object, breaks: object, *sample: object) -> float:
    """Return the standard error."""
    error = _answers(scores, weights, breaks, sample).estimate().standard_error
    assert error is not None
    return error


@worksheet(
    SCORES,
    "How many answers a Net Promoter Score needs for the margin you want, give or take so many points.",
    "number: answers",
    Option("margin", 0, "half the width of the interval, in points: 5 for ±5", low=0.01, high=100, optional=False),
    Option(
        "sd", 1, "spread of answers counted -1, 0 and 1: at most 1, the default and the safe choice", low=0.01, high=1
    ),
    LEVEL,
    Option("population", None, "people on the closed list that will be asked; needs fewer answers", low=1, whole=True),
    unit=NUMBER,
    pitfalls=("answers, not invitations: divide by the response rate", "two groups to compare need twice as many each"),
    source="n = (z sd / margin)^2 rounded up, Cochran 1977, section 4.4; closed list by n / (1 + (n - 1) / N), eq. 4.2",
)
def NPS_NEEDED(margin: float, sd: float, confidence_level: float, population: float | None) -> float:
    """Return the number of answers."""
    return float(answers_needed(margin, sd, confidence_level, population))
