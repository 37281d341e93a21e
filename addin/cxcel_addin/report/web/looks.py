"""What the page is dressed in: the same paper, size of type, accent, font and logo as the workbook."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from markupsafe import Markup

from cxcel_addin.report.render.fonts import SERIF
from cxcel_addin.report.render.styles import FONT
from cxcel_addin.report.render.theme import PLAIN, Logo, Theme

DEPTHS = 10  # of a heat map's cells
LOGO = 200, 56  # most pixels


@dataclass(frozen=True, slots=True)
class Picture:
    """A logo as the page has it, with the size it is shown at."""

    source: Markup
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Worn:
    """Rules laid over those of the page, and the logo."""

    rules: Markup
    logo: Picture | None


def worn(theme: Theme) -> Worn:
    """Return the looks as rules; the plain ones need only the paper.

    Examples
    --------
    >>> worn(PLAIN).rules
    Markup('@media print{@page{size:a4}}')
    """
    rules = [f"@media print{{@page{{size:{theme.paper}}}}}"]
    if theme.large:
        rules.append(f"@media screen{{html{{font-size:{100 * theme.zoom:g}%}}}}")
        rules.append(f"@media print{{html{{font-size:{12 * theme.zoom:g}px}}}}")
    if theme.accent != PLAIN.accent:
        rules.append(f":root{{--blue:{theme.accent};--tint:{theme.tint};--bar:{theme.bar}}}")
        rules += [f".t{depth}{{background:{_mixed(theme.bar, depth / DEPTHS)}}}" for depth in range(1, DEPTHS + 1)]
    if theme.font != FONT:
        rules.append(f'html{{font-family:"{theme.font}",{"serif" if theme.font in SERIF else "sans-serif"}}}')
    return Worn(Markup("\n".join(rules)), _picture(theme.logo))  # colours and families were checked


def _mixed(color: str, share: float) -> str:
    """So much of a colour on white.

    Examples
    --------
    >>> _mixed("#000000", 0.2), _mixed("#5F93BF", 1)
    ('#CCCCCC', '#5F93BF')
    """
    parts = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - share * (255 - part)):02X}" for part in parts)


def _picture(logo: Logo | None) -> Picture | None:
    """The logo inside the page, which asks for no file."""
    if logo is None:
        return None
    scale = logo.inside(*LOGO)
    source = Markup("data:image/png;base64,") + Markup(b64encode(logo.content).decode())
    return Picture(source, round(scale * logo.width), round(scale * logo.height))
