"""A logo: read whole, so that a broken one is known now, and made anew, so that it brings nothing along."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from cxcel.errors import BadInput

from ...report.render.theme import Logo

KINDS = ("PNG", "JPEG")
HEAVIEST = 5_000_000  # bytes of the file
WIDEST, TALLEST = 640, 200  # pixels that are kept: four times what is shown
MOST, LEAST = 40_000_000, 16  # pixels of the picture; of a side


def picture(path: Path, what: str) -> Logo:
    """Return a logo as a small PNG without the place, author or program that a photograph carries.

    Parameters
    ----------
    path : Path
        A PNG or JPEG file.
    what : str
        What the sentences are about, such as "acme.toml: logo".

    Raises
    ------
    BadInput
        It is no such picture, or too large or too small for a logo.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{what} '{path.name}' cannot be read: {error.strerror or error}") from error
    if len(content) > HEAVIEST:
        raise BadInput(f"{what} '{path.name}' has {len(content):,} bytes; save it smaller, with {HEAVIEST:,} at most")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            found = Image.open(BytesIO(content), formats=KINDS)
            _check_size(found.size, f"{what} '{path.name}'")
            found.load()
    except BadInput:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombWarning) as error:
        raise BadInput(f"{what} '{path.name}' is no picture that can be read: save it as PNG or JPEG") from error
    return _made(found)


def _check_size(size: tuple[int, int], what: str) -> None:
    width, height = size
    if width * height > MOST or min(size) < LEAST:
        raise BadInput(
            f"{what} has {width} by {height} pixels: a logo has {LEAST} or more on each side, "
            f"and {MOST:,} in all at most"
        )


def _made(found: Image.Image) -> Logo:
    """Return the picture as it is shown: its pixels alone."""
    clear = found.mode in ("RGBA", "LA", "PA") or "transparency" in found.info
    shown = found.convert("RGBA" if clear else "RGB")
    shown.thumbnail((WIDEST, TALLEST), Image.Resampling.LANCZOS)
    bare = Image.new(shown.mode, shown.size)
    bare.paste(shown)
    out = BytesIO()
    bare.save(out, "PNG", optimize=True)
    return Logo(out.getvalue(), *bare.size)
