"""The check in real life: before and after, with a comparison group, in a cell."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from cxcel.arrays import Array, Floats
from cxcel.catalogue import metric as find
from cxcel.catalogue.entry import POINTS, RELATIONS, SECONDS, SHARE, Argument, Option, left_out, only_cell
from cxcel.columns import AMOUNTS
from cxcel.compute import prepare_cells
from cxcel.errors import BadOption, CxError, LengthMismatch, NotEnoughData
from cxcel.functions.columns_in import floats, numbers, side_by_side, table
from cxcel.records import dataclass
from cxcel.words import NOISE, QUIET, change_word
from cxcel.worksheet import Parameter, Rows, worksheet

if TYPE_CHECKING:
    from cxcel.families import Family
    from cxcel.relations.impact import Change, Impact
    from cxcel.results import Comparison

T = TypeVar("T")
HEADER = "what, before, after, difference, low, high, p, verdict, note"
PAIRED, INDEPENDENT = "paired", "independent"
RANGES = ("before", "after", "control_before", "control_after")
_UNITS = {POINTS: (1.0, " points"), SHARE: (100.0, " percentage points"), SECONDS: (1.0, " seconds")}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is compared: its unit and which direction is better, for the words."""

    unit: str = ""
    better: str = ""

    def amount(self, value: float) -> str:
        """Return a difference without its sign, to three digits."""
        factor, name = _UNITS.get(self.unit, (1.0, ""))
        return f"{float(f'{abs(value) * factor:.3g}'):,.10g}{name}"


@worksheet(
    RELATIONS,
    "Did a change make a difference? Before and after with interval; with a comparison group the difference in "
    "differences, the only check that may speak of a cause.",
    f"header, the answer first, then the groups it is made of: {HEADER}",
    Argument("before", AMOUNTS, "the outcome before the change: numbers, or yes and no; one row per answer or contact"),
    Argument("after", AMOUNTS, "the outcome of the same group after the change"),
    Argument(
        "control_before",
        AMOUNTS,
        "the outcome of a comparison group without the change, before; or its before and after side by side",
        optional=True,
    ),
    Argument("control_after", AMOUNTS, "the outcome of the comparison group, after", optional=True),
    Option(
        "design",
        INDEPENDENT,
        "'independent' for different customers or contacts (default), 'paired' where each row is one customer, agent "
        "or team before and after",
        words=(INDEPENDENT, PAIRED),
    ),
    Parameter("metric", 'the metric that the ranges are answers for, such as "NPS"; default their mean or share', True),
    pitfalls=(
        "a group picked because it was bad comes back by itself: regression to the mean",
        "choose outcome, date and comparison group before looking",
        "answers of one customer or agent resemble each other: use rows per customer or agent, 'paired'",
    ),
    source="Welch 1947 and Satterthwaite 1946; Newcombe 1998; Zou & Donner 2008 for differences of differences; "
    "Vickers & Altman 2001 and Barnett et al. 2005 for regression to the mean",
)
def IMPACT_TEST(
    before: object, after: object, control_before: object, control_after: object, design: str, metric: object
) -> Rows:
    """Return the answer and the groups it is made of."""
    for name, value in (("before", before), ("after", after)):
        if value is None:
            raise BadOption(f"{name} is missing")
    if control_after is None and control_before is not None:
        control_before, control_after = _two_columns(control_before)
    if (control_before is None) != (control_after is None):
        missing = "control_before" if control_before is None else "control_after"
        raise BadOption(f"{missing} is missing: a comparison group needs a before and an after")
    ranges = [before, after] if control_before is None else [before, after, control_before, control_after]
    asked = only_cell(metric)
    found, outcome = _of_metric(asked, ranges, design) if not left_out(asked) else _of_numbers(ranges, design)
    return [HEADER.split(", "), *_rows(found, outcome)]


def _two_columns(control: object) -> tuple[object, object]:
    """Part a comparison group that was handed over as one range with before and after side by side."""
    _, columns = table("control_before", control)
    return (columns[0], columns[1]) if len(columns) == 2 else (control, None)


def _of_numbers(ranges: list[object], design: str) -> tuple[Impact, Outcome]:
    """Compare means, or shares where every value is yes or no."""
    from cxcel.families import Mean, Proportion
    from cxcel.relations.impact import independent

    if design == PAIRED:
        columns: list[Floats] = []
        for at in range(0, len(ranges), 2):
            pair = side_by_side(*((RANGES[i], AMOUNTS, ranges[i]) for i in (at, at + 1)))
            columns += map(floats, pair)
    else:
        columns = [numbers(name, values) for name, values in zip(RANGES, ranges, strict=False)]
    for name, column in zip(RANGES, columns, strict=False):
        if np.isnan(column).all():
            raise NotEnoughData(f"{name} has no numbers: every row is blank")
    yes_no = all(np.isin(column[~np.isnan(column)], (0, 1)).all() for column in columns)
    outcome = Outcome(SHARE if yes_no else "")
    if design == PAIRED:
        return _paired(columns), outcome
    family = Proportion() if yes_no else Mean()
    first, second, *others = (family.tally(column) for column in columns)
    return independent(family, first, second, (others[0], others[1]) if others else None), outcome


def _of_metric(name: object, ranges: list[object], design: str) -> tuple[Impact, Outcome]:
    """Compare values of a metric of the catalogue."""
    from cxcel.relations.impact import independent

    entry = find(name)
    needed = [argument.name for argument in entry.arguments if not argument.optional]
    if len(needed) > 1 or entry.arguments[0].name not in needed:
        raise BadOption(f"metric '{entry.name}' needs more than one range: use one that needs a single range")
    read_in = [_at(name, partial(prepare_cells, entry, [values])) for name, values in zip(RANGES, ranges, strict=False)]
    tallies = [_at(RANGES[i], one.tally) for i, one in enumerate(read_in)]
    rule = read_in[0].rule
    outcome = Outcome(rule.unit, rule.better)
    if design == PAIRED:
        return _paired([_worth(rule.family, one.columns[0]) for one in read_in]), outcome
    control = (tallies[2], tallies[3]) if len(tallies) > 2 else None
    return independent(rule.family, tallies[0], tallies[1], control), outcome


def _worth(family: Family[Any], answers: Array) -> Floats:
    """Return what each row adds to the metric: 100, 0 or -100 to a net score, itself to a mean or a share."""
    from cxcel.families import NetScore

    return family.points(answers) if isinstance(family, NetScore) else family.row_values(answers)


def _at(name: str, compute: Callable[[], T]) -> T:
    """Compute, and name the range in the sentence of an error."""
    try:
        return compute()
    except CxError as error:
        raise error.at(name) from None


def _paired(columns: list[Floats]) -> Impact:
    from cxcel.relations.impact import paired

    for at in range(0, len(columns), 2):
        if len(columns[at]) != len(columns[at + 1]):
            raise LengthMismatch(
                f"{RANGES[at]} has {len(columns[at])} rows and {RANGES[at + 1]} has {len(columns[at + 1])}: "
                "paired ranges must run side by side"
            )
    control = (columns[2], columns[3]) if len(columns) > 2 else None
    return paired(columns[0], columns[1], control)


def _rows(found: Impact, outcome: Outcome) -> Rows:
    if found.control is None or found.beyond is None or found.start is None:
        return [_group_row("group", found.group, outcome, _alone(found))]
    answer = _answer(found, found.beyond, found.start, outcome)
    rows = [
        ["difference in differences", None, None, *_numbers(found.beyond), *answer],
        _group_row("group", found.group, outcome),
        _group_row("comparison group", found.control, outcome),
    ]
    if found.same_start is not None:
        same = found.same_start
        word = change_word(same.difference, same.p, outcome.better)[0]
        note = "the effect had both groups started alike"
        rows.append(["at the same start", None, None, *_numbers(same), word, note])
    return rows


def _numbers(found: Comparison) -> list[float]:
    return [found.difference, found.low, found.high, found.p]


def _group_row(what: str, change: Change, outcome: Outcome, note: str | None = None) -> list[Any]:
    word, tone = change_word(change.found.difference, change.found.p, outcome.better)
    if not change.enough:
        word = _too_few()
    elif note is not None and tone != QUIET:
        word += "; nothing says why: a comparison group is needed"
    return [what, change.before, change.after, *_numbers(change.found), word, note]


def _too_few() -> str:
    from cxcel.relations.impact import FEWEST
    from cxcel.relations.verdict import UNSURE

    return f"{UNSURE}: fewer than {FEWEST} rows"


def _alone(found: Impact) -> str:
    note = "no comparison group: a group picked for a bad spell comes back by itself (regression to the mean)"
    if found.r is None:
        return note
    return f"{note}, here by about {round(100 * (1 - max(0.0, found.r)))} % of its distance from the average"


def _answer(found: Impact, beyond: Comparison, start: Comparison, outcome: Outcome) -> list[str | None]:
    """Return verdict and note on the difference in differences."""
    from cxcel.relations.verdict import UNSURE

    apart = f"it started {outcome.amount(start.difference)} {'lower' if start.difference < 0 else 'higher'}"
    if not found.enough:
        return [f"{_too_few()} in one of the groups", None]
    word, tone = change_word(beyond.difference, beyond.p, outcome.better)
    if found.made_a_difference:
        moved = "rose" if beyond.difference > 0 else "fell"
        verdict = f"{word}: {moved} by {outcome.amount(beyond.difference)} beyond the comparison group; "
        return [f"{verdict}the change made a difference", _returned(found, outcome, apart)]
    if tone != QUIET:
        note = f"{apart} than the comparison group: choose one that started alike, or pair the rows"
        return [f"{UNSURE}: regression to the mean may be all of it", _returned(found, outcome, apart) or note]
    return [f"{NOISE}: no change beyond that of the comparison group", None]


def _returned(found: Impact, outcome: Outcome, apart: str) -> str | None:
    """Say how much of the effect came back by itself, where the group started so that some of it did."""
    if not found.picked or found.beyond is None:
        return None
    if found.same_start is None:
        return f"{apart}: it would hold had all of that come back by itself" if found.made_a_difference else None
    back = outcome.amount(found.beyond.difference - found.same_start.difference)
    return f"{apart}: regression to the mean, what comes back by itself, accounts for about {back} of it"
