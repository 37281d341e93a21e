"""What a reader brings to a report besides data: published figures of one's own, and themes to look for in comments."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxcel.data.collector import resting_collector
from cxcel.data.notes import Notes
from cxcel.data.read import read_tables
from cxcel.errors import BadInput, BadOption

from .parsing import parse_targets

FORM = 'must be METRIC=VALUE: source, such as "NPS=32: our sector panel 2025"'
MOST_QUOTES = 5


def parse_benchmarks(texts: Sequence[str]) -> tuple[tuple[str, float, str], ...]:
    """Return metric, value and source of each published figure.

    Examples
    --------
    >>> parse_benchmarks(["NPS=32: our sector panel 2025"])
    (('NPS', 32.0, 'our sector panel 2025'),)
    """
    out = []
    for text in texts:
        figure, colon, source = text.partition(":")
        if not colon or not source.strip():
            raise BadOption(f"--benchmark {FORM}, got '{text}'")
        try:
            ((name, value),) = parse_targets([figure]).items()
        except BadOption as error:
            raise BadOption(str(error).replace("--target", "--benchmark")) from error
        out.append((name, value, source.strip()))
    return tuple(out)


def parse_quotes(given: float | str) -> int:
    """Return how many comments of each theme are quoted.

    Examples
    --------
    >>> parse_quotes("2")
    2
    """
    text = f"{given:g}" if isinstance(given, float) else str(given)
    if not text.isdecimal() or int(text) > MOST_QUOTES:
        raise BadOption(f"--quotes must be a number from 0 to {MOST_QUOTES}, got '{text}'")
    return int(text)


def read_themes(path: Path | None) -> dict[str, tuple[str, ...]]:
    """Return the themes of a file with two columns: the theme, and its words, parted by commas.

    Raises
    ------
    BadInput
        It has fewer than two columns, or no words.
    """
    if path is None:
        return {}
    with resting_collector():
        table = read_tables(path, Notes(True), ())[0]
    if len(table.headers) < 2:
        raise BadInput(f"{path.name} must have two columns: the theme, and its words, parted by commas")
    themes, words = (table.distinct(column) for column in (0, 1))
    found: dict[str, tuple[str, ...]] = {}
    for theme, entry in zip(themes.codes.tolist(), words.codes.tolist(), strict=True):
        name, listed = str(themes.cells[theme] or "").strip(), str(words.cells[entry] or "")
        if name:
            found[name] = (*found.get(name, ()), *(word.strip() for word in listed.split(",") if word.strip()))
    if not any(found.values()):
        raise BadInput(f"{path.name} holds no words: the second column has the words of each theme, parted by commas")
    return found
