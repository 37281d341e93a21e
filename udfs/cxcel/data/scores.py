"""Answers on a scale: which scale, and what lies outside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxcel.data.roles import Role
from cxcel.sentences import numeral, sentence, sentence_many

if TYPE_CHECKING:
    from cxcel.data.convert import Job

Floats = NDArray[np.float64]
Scale = tuple[int, int]

_FEW = 0.01
_CODES = frozenset({-999, -99, -98, -97, -9, -8, -7, -2, -1, 77, 88, 96, 97, 98, 99, 777, 888, 997, 998, 999, 9999})
_TOPS = frozenset({5, 6, 7, 9, 10, 11, 100})
_MANY = 200
_MOST = 0.9


def check_scores(job: Job, values: Floats) -> tuple[Floats, Scale]:
    """Return the answers with those outside the scale left out, and the scale."""
    scale = choose_scale(job.role, values, job.options.scales)
    outside = ~np.isnan(values) & ~inside(values, scale)
    if outside.any():
        _say_outside(job, values, outside, scale)
    kept = np.where(outside, np.nan, values)
    _say_scale(job, kept, scale)
    return kept, scale


def inside(values: Floats, scale: Scale) -> NDArray[np.bool_]:
    """Mark whole numbers on the scale."""
    marked: NDArray[np.bool_] = (values >= scale[0]) & (values <= scale[1]) & (values == np.floor(values))
    return marked


def choose_scale(role: Role, values: Floats, told: Mapping[str, int] | None = None) -> Scale:
    """Return the smallest of the role's scales that holds 90 % of the answers, else the one that holds most.

    A few answers above a scale are more likely wrong than proof of a longer scale, which would move every top box.

    Examples
    --------
    >>> from cxcel.data.roles import ROLES
    >>> choose_scale(ROLES["csat"], np.array([1.0, 5.0, 7.0]))
    (1, 7)
    """
    low = role.scales[0][0]
    if told and role.name in told:
        return low, told[role.name]
    answers = values[~np.isnan(values)]
    by_size = sorted(role.scales, key=lambda scale: scale[1])
    shares = [float(inside(answers, scale).mean()) if len(answers) else 1.0 for scale in by_size]
    fits = next((scale for scale, share in zip(by_size, shares, strict=True) if share > _MOST), None)
    if fits is not None:
        return fits
    best = max(shares)
    return next(scale for scale, share in zip(by_size, shares, strict=True) if share >= best - _FEW)


def _say_outside(job: Job, values: Floats, outside: NDArray[np.bool_], scale: Scale) -> None:
    rows = job.table.row_numbers[np.flatnonzero(outside)]
    answers = int((~np.isnan(values)).sum())
    value = float(values[outside][0])
    low, high = scale
    found = sentence_many(
        "{n} score of {total} outside {low} to {high} (whole numbers)",
        "{n} scores of {total} outside {low} to {high} (whole numbers)",
        len(rows),
        total=numeral(answers),
        low=low,
        high=high,
    )
    job.dropped[sentence("outside {low} to {high}", low=low, high=high)] = len(rows)
    code = value in _CODES
    if len(rows) < _FEW * answers:
        job.notes.find(job.place, found, sentence("left out"), rows, len(rows), f"{value:g}")
    else:
        hint = ", which looks like a code for 'no answer'" if code else ""
        job.notes.stop(
            job.place,
            f"{found}, such as {value:g}{hint}",
            _way_out(job, value, code=code, high=float(np.nanmax(values))),
            rows,
            len(rows),
            f"{value:g}",
        )


def _way_out(job: Job, value: float, *, code: bool, high: float) -> str:
    blank = f"--blank {value:g}"
    if code:
        return f"add {blank} if it does"
    scale = f", or name another scale with --scale {job.role.name}={high:g}" if high in _TOPS else ""
    return f"mend it, leave it out with {blank}{scale}"


def _say_scale(job: Job, values: Floats, scale: Scale) -> None:
    answers = values[~np.isnan(values)]
    if len(job.role.scales) > 1:
        text = sentence(
            "{column} is on a scale of {low} to {high}", column=job.place.named, low=scale[0], high=scale[1]
        )
        other = next(top for _, top in reversed(job.role.scales) if top != scale[1])
        job.notes.assume(job.place, text, f"--scale {job.role.name}={other}")
    elif len(answers) >= _MANY and answers.min() > 0 and scale[0] == 0:
        found = sentence(
            "no 0 among {n} answers: it may have been asked from 1 to 10, not 0 to 10", n=numeral(len(answers))
        )
        job.notes.find(job.place, found, sentence("used as it is"), (), len(answers))
