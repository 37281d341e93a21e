"""Small drawings as SVG: marks on an axis that keeps its type at any width.

Across, everything is placed in per cent of the width; up, in pixels.  So a drawing fills a phone as it fills a desk,
and its words stay as large as the words around it.  svg.py writes the elements; labels are escaped here, in one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import svg
from markupsafe import Markup, escape

from cxcel_addin.language.numbers import decimal, percent
from cxcel_addin.report.model import Figure, Tone, Unit
from cxcel_addin.report.render.scale import Scale, floor_power
from cxcel_addin.report.render.styles import DAY, known, short
from cxcel_addin.report.render.text import plain

STRIP, MIDDLE = 22, 11  # height of a small drawing in a row
DIAMOND = "M0-5.5 5.5 0 0 5.5-5.5 0z"
LEFT, RIGHT = 5.0, 95.0  # per cent: ends of an axis in a row


@dataclass(frozen=True, slots=True)
class Axis:
    """The ends and ticks of a scale, in the unit of the model."""

    low: float
    high: float
    step: float
    unit: Unit
    plus: bool = False
    left: float = LEFT
    right: float = RIGHT

    def at(self, value: float) -> float:
        """Where a value stands, in per cent of the width; what lies beyond an end stands at it."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return round(self.left + (self.right - self.left) * min(1.0, max(0.0, share)), 2)

    @property
    def ticks(self) -> list[float]:
        """The values that carry a number."""
        first = ceil(self.low / self.step - 1e-6)
        last = floor(self.high / self.step + 1e-6)
        return [i * self.step for i in range(first, last + 1)]

    def words(self, value: float) -> str:
        """The number at a tick."""
        if self.unit is Unit.SHARE:
            return percent(value, 0 if self.step >= 0.0099 else 1)
        if self.unit in (Unit.SCORE, Unit.MONEY):
            digits = max(0, -floor_power(self.step))
            return decimal(value, digits, plus=self.plus)
        return short(value, self.unit)


def axis(scale: Scale, unit: Unit, *, plus: bool = False, left: float = LEFT, right: float = RIGHT) -> Axis:
    """An axis from the scale that the workbook uses, whose times are days."""
    size = DAY if unit is Unit.SECONDS else 1
    return Axis(scale.low * size, scale.high * size, scale.step * size, unit, plus, left, right)


def part(value: float) -> Any:
    """A length in per cent."""
    return svg.Length(round(value, 2), "%")


def line(x1: float, y1: float, x2: float, y2: float, look: str) -> svg.Element:
    """A straight line; x in per cent."""
    return svg.Line(x1=part(x1), y1=_y(y1), x2=part(x2), y2=_y(y2), class_=_classes(look))


def _classes(look: str) -> list[str] | None:
    return look.split() or None


def mark(x: float, y: float, tone: str, size: float = 4.5) -> svg.Element:
    """A dot, or a diamond for what is worse, so that it survives a grey print."""
    if tone == Tone.WORSE:
        diamond: Any = svg.Path(d=DIAMOND, class_=_classes("m worse"))  # type: ignore[arg-type]  # written as it is
        return svg.SVG(xmlns=None, x=part(x), y=_y(y), class_=_classes("over"), elements=[diamond])
    return svg.Circle(cx=part(x), cy=_y(y), r=_y(size), class_=_classes(f"m {tone}"))


def words(x: float, y: float, text: str, look: str = "", dx: float = 0) -> svg.Element:
    """Words at a place; what a label holds is never taken for markup."""
    return svg.Text(x=part(x), y=_y(y), dx=_y(dx) if dx else None, class_=_classes(look), text=escape(plain(text)))


def drawing(elements: Sequence[svg.Element], height: float, title: str = "", alt: str = "", name: str = "") -> Markup:
    """One drawing; with an alternative text it is an image for a screen reader, else it repeats its row's numbers."""
    said: list[svg.Element] = []
    extra = {"aria-hidden": "true"}
    if alt:
        said = [svg.Title(id=f"{name}-t", text=escape(plain(title))), svg.Desc(id=f"{name}-d", text=escape(plain(alt)))]
        extra = {"role": "img", "aria-labelledby": f"{name}-t {name}-d"}
    made = svg.SVG(
        xmlns=None,  # inside HTML it goes without saying
        width=svg.Length(100, "%"),
        height=_y(height),
        extra=extra,
        elements=[*said, *elements],
    )
    return Markup(made.as_str())  # every label went through escape


def _y(value: float) -> Any:
    return int(value) if value == int(value) else round(value, 1)


def strip(
    across: Axis,
    figure: Figure | None,
    tone: str,
    guides: Iterable[float | None] = (),
    thresholds: Iterable[float | None] = (),
) -> Markup | None:
    """A value with its interval in a row; `thresholds` are dashed."""
    if figure is None or known(figure.value) is None:
        return None
    elements = [*_guides(across, guides, "guide"), *_guides(across, thresholds, "guide dash")]
    low, high = known(figure.low), known(figure.high)
    if low is not None and high is not None:
        elements.append(line(across.at(low), MIDDLE, across.at(high), MIDDLE, f"i {tone}"))
    elements.append(mark(across.at(figure.value or 0.0), MIDDLE, tone))
    return drawing(elements, STRIP)


def bar(across: Axis, figure: Figure | None, tone: str, target: float | None = None) -> Markup | None:
    """A bar from zero with its interval inside, and the line of a target."""
    if figure is None or known(figure.value) is None:
        return None
    start, end = across.at(max(0.0, across.low)), across.at(figure.value or 0.0)
    elements: list[svg.Element] = [
        svg.Rect(x=part(start), y=4, width=part(max(0.0, end - start)), height=14, class_=_classes(f"b {tone}"))
    ]
    low, high = known(figure.low), known(figure.high)
    if low is not None and high is not None:
        elements.append(line(across.at(low), MIDDLE, across.at(high), MIDDLE, "i ink"))
    if known(target) is not None:
        elements.append(line(across.at(target or 0.0), 0, across.at(target or 0.0), STRIP, "goal"))
    return drawing(elements, STRIP)


def _guides(across: Axis, guides: Iterable[float | None], look: str) -> list[svg.Element]:
    at = [across.at(guide) for guide in guides if known(guide) is not None and guide is not None]
    return [line(x, 0, x, STRIP, look) for x in at]


def ruler(across: Axis) -> Markup:
    """The axis over the drawings of a column: its ends, and what is between them where there is room."""
    ticks = across.ticks
    every = max(1, -(-(len(ticks) - 1) // 4))
    zero = next(
        (i for i, tick in enumerate(ticks) if abs(tick) < across.step / 1000), 0
    )  # where there is one, it is named
    some = ticks[zero % every :: every]
    elements: list[svg.Element] = [line(across.left, 15, across.right, 15, "axis")]
    for tick in some:
        elements += [line(across.at(tick), 12, across.at(tick), 18, "axis"), _tick(across, tick)]
    return drawing(elements, 18)


def _tick(across: Axis, tick: float) -> svg.Element:
    return words(across.at(tick), 9, across.words(tick), "mid")


def spark(values: Sequence[float | None], tone: str) -> Markup | None:
    """A small line on its own scale; the last dot in the verdict's tone."""
    seen = [(i, v) for i, v in enumerate(map(known, values)) if v is not None]
    if len(seen) < 2:
        return None
    low, high = min(v for _, v in seen), max(v for _, v in seen)
    reach = (high - low) or 1.0
    places = [(6 + 88 * i / (len(values) - 1), 17 - 12 * (v - low) / reach) for i, v in seen]
    return drawing([*joined(places, STRIP, "s"), mark(*places[-1], tone, 3.5)], STRIP)


def joined(places: Sequence[tuple[float, float]], height: float, look: str) -> list[svg.Element]:
    """A line through places given in per cent and pixels."""
    points: Any = [number for x, y in places for number in (round(x, 2), round(y, 1))]
    return [stretched([svg.Polyline(points=points, class_=_classes(look))], height)]


def area(upper: Sequence[tuple[float, float]], lower: Sequence[tuple[float, float]], height: float) -> svg.Element:
    """A band between two lines."""
    points: Any = [number for x, y in (*upper, *reversed(lower)) for number in (round(x, 2), round(y, 1))]
    return stretched([svg.Polygon(points=points, class_=_classes("band"))], height)


def stretched(elements: list[svg.Element], height: float) -> svg.Element:
    """Shapes in per cent across and pixels up; only their widths are stretched, never their strokes."""
    return svg.SVG(
        xmlns=None,
        viewBox=svg.ViewBoxSpec(0, 0, 100, _y(height)),
        width=svg.Length(100, "%"),
        height=_y(height),
        preserveAspectRatio=svg.PreserveAspectRatio("none"),
        elements=elements,
    )


def published(across: Axis, value: float | None, own: Figure | None) -> Markup | None:
    """A published figure as a diamond beside one's own value with its interval."""
    if known(value) is None:
        return None
    elements: list[svg.Element] = []
    if own is not None and known(own.value) is not None:
        low, high = known(own.low), known(own.high)
        if low is not None and high is not None:
            elements.append(line(across.at(low), MIDDLE, across.at(high), MIDDLE, "i better"))
        elements.append(mark(across.at(own.value or 0.0), MIDDLE, Tone.BETTER))
    diamond: Any = svg.Path(d=DIAMOND, class_=_classes("m ink"))  # type: ignore[arg-type]
    place = svg.SVG(xmlns=None, x=part(across.at(value or 0.0)), y=MIDDLE, class_=_classes("over"), elements=[diamond])
    return drawing([*elements, place], STRIP)


def then_and_now(then: Figure, now: Figure, tone: str) -> Markup | None:
    """Two values with their intervals, one above the other, each row on its own scale."""
    seen = [v for f in (then, now) for v in map(known, (f.value, f.low, f.high)) if v is not None]
    if known(then.value) is None or known(now.value) is None:
        return None
    across = Axis(min(seen), max(seen), 1.0, Unit.SCORE)
    elements: list[svg.Element] = []
    for figure, y, look in ((then, 6, Tone.QUIET), (now, 16, tone)):
        low, high = known(figure.low), known(figure.high)
        if low is not None and high is not None:
            elements.append(line(across.at(low), y, across.at(high), y, f"i {look}"))
        elements.append(mark(across.at(figure.value or 0.0), y, look, 3.5))
    return drawing(elements, STRIP)
