"""What a report is dressed in, as a user says it: the paper, and a theme by its name or as a small TOML file.

A theme file has at most four keys::

    accent = "#005EB8"      # where the report has its blue
    font = "Calibri"        # a family whose digits have one width
    logo = "logo.png"       # PNG or JPEG, beside the file
    large = true            # type of 12 points
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cxcel.errors import BadInput, BadOption, choose

from ...report.render.fonts import FAMILIES
from ...report.render.theme import PLAIN, Paper, Theme

LARGE = "large"
KEYS: Mapping[str, type] = MappingProxyType({"accent": str, "font": str, "logo": str, "large": bool})
TYPES = {str: "text in quotes", bool: "true or false"}
SUFFIX, EXAMPLE = ".toml", 'accent = "#005EB8"'
BIGGEST = 100_000  # bytes of a theme file
# https://github.com/unicode-org/cldr/blob/main/common/supplemental/supplementalData.xml, paperSize US-Letter
LETTER_AT = frozenset(("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"))
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
_REGION = re.compile(r"[a-z]{2,3}_([A-Z]{2})")


def parse_looks(paper: str | None = None, theme: str | None = None) -> Theme:
    """Return the looks of a report.

    Parameters
    ----------
    paper : str, optional
        a4 or letter; the usual paper of the region when none is named.
    theme : str, optional
        "large", or the path of a theme file.

    Raises
    ------
    CxError
        The paper is neither, or the file cannot be used: one sentence names file and key.
    """
    chosen = parse_paper(paper)
    if not theme:
        return Theme(chosen)
    if theme.strip().lower() == LARGE:
        return Theme(chosen, large=True)
    path = Path(theme)
    if path.suffix.lower() != SUFFIX:
        raise BadOption(f"--theme must be '{LARGE}' or a theme file that ends in {SUFFIX}, got '{theme}'")
    return _theme(_read(path), path, chosen)


def parse_paper(given: str | None) -> Paper:
    """Return the paper, or the usual one of the region.

    Examples
    --------
    >>> parse_paper("Letter").value
    'letter'
    """
    if given:
        return Paper(choose("--paper", given.strip().lower(), tuple(Paper)))
    return Paper.LETTER if region() in LETTER_AT else Paper.A4


def region(known: Mapping[str, str] | None = None) -> str:
    """Return the country whose paper is in use, as POSIX settings name it; "" where none does.

    Examples
    --------
    >>> region({"LANG": "en_US.UTF-8"}), region({"LC_PAPER": "de_AT", "LANG": "en_US"}), region({"LANG": "C"})
    ('US', 'AT', '')
    """
    settings = os.environ if known is None else known
    named = next((settings[name] for name in ("LC_ALL", "LC_PAPER", "LANG") if settings.get(name)), "")
    found = _REGION.match(named)
    return found[1] if found else ""


def _read(path: Path) -> dict[str, Any]:
    """Return what a theme file holds."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}; name a theme file") from error
    if len(content) > BIGGEST:
        raise BadInput(f"{path} is too large for a theme: it has a few lines with {_listed()}")
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path} is no TOML ({error}): write a line for each key, such as {EXAMPLE}") from error


def _listed() -> str:
    *first, last = KEYS
    return f"{', '.join(first)} and {last}"


def _theme(said: Mapping[str, Any], path: Path, paper: Paper) -> Theme:
    for key, value in said.items():
        if key not in KEYS:
            raise BadInput(f"{path}: there is no key '{key}' in a theme; the keys are {_listed()}")
        if type(value) is not KEYS[key]:
            raise BadInput(f"{path}: {key} must be {TYPES[KEYS[key]]}, got {value!r}")
    taken: dict[str, Callable[[Any], dict[str, Any]]] = {
        "accent": lambda value: _accent(value, path),
        "font": lambda value: _font(value, path),
        "logo": lambda value: _logo(value, path),
        "large": lambda value: {"large": value},
    }
    looks: dict[str, Any] = {}
    for key, value in said.items():
        looks |= taken[key](value)
    return Theme(paper, **looks)


def _accent(value: str, path: Path) -> dict[str, str]:
    """Return the accent with its shades, if it is seen everywhere it stands."""
    if not _HEX.fullmatch(value):
        raise BadInput(f'{path}: accent must be a colour such as "#005EB8", got {value!r}')
    from ...report.render import accent

    color = value.upper()
    lack = accent.lack(color)
    if lack is not None:
        measured = f"{int(100 * lack.contrast) / 100:.2f}"  # never rounded up
        raise BadInput(
            f"{path}: accent {color} has a contrast of {measured} to 1 on {lack.behind}, and needs {lack.least:g} "
            f"to 1: the nearest shade that can be read is {accent.nearest(color)}"
        )
    if color == PLAIN.accent:
        return {}
    return {"accent": color, "tint": accent.tint_of(color), "bar": accent.bar_of(color)}


def _logo(value: str, path: Path) -> dict[str, Any]:
    """Return the picture beside the file."""
    from .picture import picture

    return {"logo": picture(path.parent / value, f"{path}: logo")}


def _font(value: str, path: Path) -> dict[str, Any]:
    """Return a family with its width."""
    named = next((family for family in FAMILIES if family.casefold() == value.strip().casefold()), None)
    if named is None:
        raise BadInput(
            f"{path}: font '{value}' is not one that a report can be set in; those whose digits have one width, "
            f"so that numbers line up and fit, are {', '.join(FAMILIES)}"
        )
    return {"font": named, "wider": FAMILIES[named]}
