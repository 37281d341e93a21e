"""Axes with round ends and round steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from math import ceil, floor

from cxcel_addin.language import say
from cxcel_addin.report.model import Unit
from cxcel_addin.report.render.styles import DAY, known, short, value_format

_STEPS = {
    Unit.POINTS: (10, 20, 50, 100),
    Unit.SHARE: (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0),
    Unit.SECONDS: (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, DAY),
}
_LEAST = {Unit.POINTS: 40.0, Unit.SHARE: 0.2}  # an axis shorter than this makes hills of noise
_ENDS = {Unit.POINTS: (-100.0, 100.0), Unit.SHARE: (0.0, 1.0)}


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends and the step of an axis, in the unit of the cells it reads."""

    low: float
    high: float
    step: float
    num_format: str

    def cut(self, unit: Unit) -> str:
        """A sentence for the note when the axis does not show the whole scale, else ''."""
        ends = _ENDS.get(unit)
        size = DAY if unit is Unit.SECONDS else 1
        low, high = short(self.low * size, unit), short(self.high * size, unit)
        if ends and (self.low > ends[0] or self.high < ends[1]):
            bottom, top = short(ends[0], unit), short(ends[1], unit)
            return say(
                "The axis shows {low} to {high} of a scale from {bottom} to {top}.",
                low=low,
                high=high,
                bottom=bottom,
                top=top,
            )
        if ends or self.low <= 0:
            return ""
        return say("The axis shows {low} to {high}, not from 0.", low=low, high=high)


def scale(values: Iterable[float | None], unit: Unit, *, parts: int = 6, from_zero: bool = False) -> Scale:
    """Round ends around the values, in at most so many parts; bars ask for `from_zero`."""
    seen = [v for v in map(known, values) if v is not None] or [0.0]
    if from_zero:
        seen.append(0.0)
    low, high = _wide(min(seen), max(seen), 0.0 if from_zero else _LEAST.get(unit, 0.0))
    pad = 0.04 * (high - low) or 0.04 * abs(high) or 0.5 * next(_steps(unit, 1))
    bottom, top = _ENDS.get(unit, (0.0 if low >= 0 else float("-inf"), float("inf")))
    low, high = max(bottom, low - (0 if from_zero and not low else pad)), min(top, high + pad)
    step = next(s for s in _steps(unit, high - low) if ceil(high / s - 1e-9) - floor(low / s + 1e-9) <= parts)
    low, high = max(bottom, floor(low / step + 1e-9) * step), min(top, ceil(high / step - 1e-9) * step)
    size = DAY if unit is Unit.SECONDS else 1
    return Scale(low / size, high / size, step / size, _axis_format(unit, step, max(abs(low), abs(high))))


def _wide(low: float, high: float, least: float) -> tuple[float, float]:
    """Widen a short range around its middle."""
    short = max(0.0, least - (high - low)) / 2
    return low - short, high + short


def symmetric(values: Iterable[float | None]) -> Scale:
    """The axis of correlations: zero in the middle, at most 1 on either side."""
    reach = max((abs(v) for v in map(known, values) if v is not None), default=0.0)
    ends = ((0.2, 0.1), (0.4, 0.2), (0.6, 0.2), (0.8, 0.2), (1.0, 0.5))
    end, step = next((pair for pair in ends if reach <= pair[0]), ends[-1])
    return Scale(-end, end, step, '[>0.05]+0.0;[<-0.05]"−"0.0;0')


def _steps(unit: Unit, reach: float) -> Iterator[float]:
    """Candidate steps, smallest first."""
    if unit in _STEPS:
        yield from _STEPS[unit]
        if unit is Unit.SECONDS:
            yield from (DAY * 2**k for k in count(1))
        return
    power = floor_power(reach)
    yield from (m * 10.0**k for k in count(power - 2) for m in (1, 2, 5))


def floor_power(value: float) -> int:
    """The power of ten below a positive number."""
    power = 0
    while 10.0**power > value > 0:
        power -= 1
    while 10.0 ** (power + 1) <= value:
        power += 1
    return power


def _axis_format(unit: Unit, step: float, reach: float) -> str:
    if unit is Unit.SHARE:
        return "0%" if step >= 0.01 else "0.0%"
    if unit in (Unit.POINTS, Unit.SECONDS):
        return value_format(unit, reach)
    if step < 1:
        digits = "0." + "0" * max(1, -floor_power(step))
        return f'{digits};"−"{digits}'
    return value_format(Unit.COUNT, reach)
