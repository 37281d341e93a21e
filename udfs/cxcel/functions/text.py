"""What customers write: themes by a dictionary, and what promoters say against what detractors say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from cxcel.catalogue.answers import BREAKS
from cxcel.catalogue.entry import RELATIONS, Argument, Option
from cxcel.cells import MISSING, Cells, read
from cxcel.columns import Keys, Numbers, Scores, Taken
from cxcel.errors import BadOption, BadType, NotEnoughData
from cxcel.functions.columns_in import floats, side_by_side
from cxcel.records import dataclass
from cxcel.words import NOISE, change_word
from cxcel.worksheet import Rows, worksheet

if TYPE_CHECKING:
    from cxcel.models.themes import Theme

THEMES = "theme, texts, share, low, high, mean, mean_low, mean_high, others, p_adjusted, verdict"
CONTRAST = (
    "word, said_by, log_odds, low, high, z, p_adjusted, promoters, detractors, promoter_share, detractor_share, verdict"
)
TEXT_HEADERS = frozenset(
    {"text", "texts", "comment", "comments", "verbatim", "verbatims", "feedback", "answer", "answers", "reason"}
    | {"review", "reviews", "message", "messages", "remarks", "kommentar", "kommentare", "begründung", "antwort"}
    | {"commentaire", "commentaires", "verbatim client", "comentario", "comentarios", "commento", "opmerking"}
)
THEME_HEADERS = frozenset(
    {"theme", "themes", "topic", "topics", "category", "thema", "themen", "thème", "tema", "temi"}
)
EQUAL = 1e-12  # log-odds that are no more than a rounding error
SEPARATORS = str.maketrans(dict.fromkeys(",;|，；、", "\n"))


@dataclass(frozen=True, slots=True)
class Texts:
    """Cells of any kind as a column of str, "" where blank; with `answers`, also where a missing answer is spelled."""

    answers: bool = True

    def __call__(self, cells: Cells, name: str, options: Mapping[str, object]) -> Taken:
        """Read one argument."""
        keys = Keys()(cells, name, options)
        missing = MISSING if self.answers else frozenset[str]()
        labels = np.array(["" if label.lower() in missing else label for label in (*keys.labels, "")], dtype=object)
        return Taken(labels[keys.values])


WORDS = Texts(answers=False)
TEXT = Argument("text", Texts(), "one comment per row, in any language")


@worksheet(
    RELATIONS,
    "How many texts mention each theme of a dictionary, with the mean score of those texts; most frequent first.",
    f"header and one row per theme, last 'no theme': {THEMES}",
    TEXT,
    Argument(
        "themes",
        WORDS,
        "two columns: theme, and words or phrases, several in a cell parted by commas; * stands for any letters: wait*",
    ),
    Argument("scores", Numbers(), "one score per text, to compare texts that mention a theme with the others", True),
    pitfalls=(
        "words are counted, not meant: 'no waiting' mentions waiting",
        "a theme is as good as its list of words: read some of the texts under 'no theme'",
        "those who write are not all who were asked",
    ),
    source="Wilson 1927 for shares; Student for means; Welch 1947, corrected by Benjamini & Hochberg 1995",
)
def THEME_COUNT(text: object, themes: object, scores: object) -> Rows:
    """Count the texts of every theme."""
    from cxcel.models.themes import count_themes
    from cxcel.relations.correction import adjust

    words = _dictionary(themes)
    columns = _beside_scores(text, scores)
    written = columns[0].values != ""
    texts = columns[0].values[written].tolist()
    if not texts:
        raise NotEnoughData("there is no text: every row is blank")
    numbers = floats(columns[1])[written] if len(columns) > 1 else None
    *found, none = count_themes(texts, numbers, words)
    q = adjust([np.nan if theme.p is None else theme.p for theme in found])
    rows = [_theme_row(theme, p, numbers is not None) for theme, p in zip(found, q, strict=True)]
    return [THEMES.split(", "), *rows, _theme_row(none, np.nan, False)]


def _beside_scores(text: object, scores: object) -> list[Taken]:
    """Read texts, and the scores beside them; without scores a usual header on top is known by its word."""
    if scores is not None:
        return side_by_side(("text", Texts(), text), ("scores", Numbers(), scores))
    (column,) = side_by_side(("text", Texts(), text))
    headed = len(column.values) > 1 and column.values[0].lower() in TEXT_HEADERS
    return [column.without_header() if headed else column]


def _dictionary(themes: object) -> dict[str, list[str]]:
    """Return the words of every theme; a blank theme continues the one above."""
    if themes is None:
        raise BadOption("themes is missing")
    cells = read(themes)
    if cells.width < 2:
        raise BadType("themes must be two columns: the theme, and its words")
    grid = WORDS(cells, "themes", {}).values.reshape(-1, cells.width).tolist()
    if len(grid) > 1 and grid[0][0].lower() in THEME_HEADERS:
        grid[0] = [""] * cells.width
    found: dict[str, tuple[str, list[str]]] = {}
    theme = ""
    for row, (named, *entries) in enumerate(grid, 1):
        theme = named or theme
        words = [word for entry in entries for word in map(str.strip, entry.translate(SEPARATORS).split("\n")) if word]
        if words and not theme:
            raise BadType(f"themes has words without a theme in row {row}")
        if theme:
            found.setdefault(theme.casefold(), (theme, []))[1].extend(words)
    if not any(words for _, words in found.values()):
        raise NotEnoughData("themes holds no words to look for")
    return dict(found.values())


def _theme_row(theme: Theme, q: float, compared: bool) -> list[Any]:
    from cxcel.models.themes import FEWEST
    from cxcel.relations.verdict import UNSURE

    p: float | None = None
    verdict: str | None = None
    if compared and theme.p is None:
        verdict = f"{UNSURE}: fewer than {FEWEST} scores"
    elif compared and theme.mean is not None and theme.others is not None:
        p, (verdict, _) = q, change_word(theme.mean - theme.others, q, "")
    counts = [theme.name, float(theme.texts), theme.share, theme.low, theme.high]
    return [*counts, theme.mean, theme.mean_low, theme.mean_high, theme.others, p, verdict]


@worksheet(
    RELATIONS,
    "What promoters say against what detractors say: the words that part them, strongest first, in any language.",
    f"header and one row per word: {CONTRAST}",
    TEXT,
    Argument("scores", Scores(0, 10), "one answer of 0 to 10 per text"),
    Option("top", 20.0, "how many words to return; default 20", low=1, whole=True),
    BREAKS,
    pitfalls=(
        "words are counted, not meant: 'not friendly' counts as friendly",
        "a word that parts the two is not the reason for their scores",
        "names that five or more customers write are words, too: look before you pass the table on",
    ),
    source="Monroe, Colaresi & Quinn 2008, Fightin' Words, eq. 16 and 20; Kish 1965; Przyborowski & Wilenski 1940",
)
def WORD_CONTRAST(text: object, scores: object, top: float, breaks: tuple[float, float]) -> Rows:
    """Return the words that part promoters from detractors."""
    from cxcel.models.contrast import FEWEST, contrast

    columns = side_by_side(("text", Texts(), text), ("scores", Scores(0, 10), scores))
    written = columns[0].values != ""
    texts, answers = columns[0].values[written].tolist(), floats(columns[1])[written]
    promoters, detractors = answers >= breaks[1], answers <= breaks[0]
    sizes = int(promoters.sum()), int(detractors.sum())
    if min(sizes) < FEWEST:
        raise NotEnoughData(
            f"there must be at least {FEWEST} texts of promoters ({breaks[1]:g} or more) and {FEWEST} of detractors "
            f"({breaks[0]:g} or less), got {sizes[0]} and {sizes[1]}"
        )
    rows: Rows = []
    for found in contrast(texts, promoters, detractors)[: int(top)]:
        group = None if abs(found.log_odds) < EQUAL else "promoters" if found.log_odds > 0 else "detractors"
        verdict = f"more often by {group}" if found.claimed else NOISE
        odds = [found.log_odds, found.low, found.high, found.z, found.p_adjusted]
        shares = [found.first / sizes[0], found.second / sizes[1]]
        rows.append([found.word, group, *odds, float(found.first), float(found.second), *shares, verdict])
    return [CONTRAST.split(", "), *rows]
