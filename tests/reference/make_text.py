"""Make text.json: log-odds of words by scattertext and by hand, exact tests by scipy, themes by plain counting.

    python tests/reference/make_text.py

Run it in an environment that has scattertext, scipy and statsmodels; the tests read the file and need none of them.
Nothing here imports our own code.
"""

from __future__ import annotations

import json
import math
import platform
import re
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

DATE = "2026-11-22"
HERE = Path(__file__).parent
PRAISE = ["friendly", "fast", "helpful", "solved", "great", "agent", "the", "was", "call", "again"]
COMPLAINT = ["waited", "slow", "again", "rude", "never", "agent", "the", "was", "call", "solved"]
COUNTS = [(12, 3, 0.5), (0, 9, 0.4), (30, 30, 0.62), (5, 0, 0.1), (240, 180, 0.5), (1, 14, 0.25)]
THEMES = {
    "waiting": (["wait", "waited", "slow"], r"\b(wait|waited|slow)\b"),
    "staff": (["friend*", "rude", "help*"], r"\b(friend\w*|rude|help\w*)\b"),
    "solution": (["solved", "never again"], r"\b(solved|never again)\b"),
}


def comments() -> tuple[list[str], list[int]]:
    rng = np.random.default_rng(2008)
    texts, scores = [], []
    for _ in range(240):
        score = int(rng.choice([10, 9, 8, 7, 5, 2, 0]))
        words = PRAISE if score >= 9 else COMPLAINT if score <= 6 else PRAISE + COMPLAINT
        weights = 1 / np.arange(1, len(words) + 1)
        chosen = rng.choice(words, int(rng.integers(3, 15)), p=weights / weights.sum())
        texts.append(" ".join(chosen).capitalize() + ".")
        scores.append(score)
    return texts, scores


def tokens(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def by_package(texts: list[str], scores: list[int]) -> dict[str, Any]:
    """Scattertext divides by a variance of four terms; times that, its scores are the log-odds ratios."""
    from scattertext.termsignificance.LogOddsRatioInformativeDirichletPiror import (
        LogOddsRatioInformativeDirichletPrior,
    )

    counted = [Counter(tokens(text)) for text in texts]
    everything = sum(counted, Counter())
    names = sorted(everything)
    first, second = (
        np.array([sum(c[name] for c, s in zip(counted, scores, strict=True) if inside(s)) for name in names])
        for inside in (lambda s: s >= 9, lambda s: s <= 6)
    )
    prior = np.array([0.1 * everything[name] for name in names])
    z = LogOddsRatioInformativeDirichletPrior(prior).get_zeta_i_j_given_separate_counts(first, second)
    posterior = [first + prior, second + prior]
    variance = sum(1 / y + 1 / (y.sum() - y) for y in posterior)
    return dict(zip(names, (z * np.sqrt(variance)).tolist(), strict=True))


def by_hand(texts: list[str], scores: list[int]) -> dict[str, Any]:
    """Equations 16 and 20, word by word, and the design effect of Kish for repeats."""
    rows = [(Counter(tokens(t)), s) for t, s in zip(texts, scores, strict=True)]
    background = sum((row for row, _ in rows), Counter())
    first = sum((row for row, s in rows if s >= 9), Counter())
    second = sum((row for row, s in rows if s <= 6), Counter())
    alpha0 = 0.1 * sum(background.values())
    n1, n2 = sum(first.values()), sum(second.values())
    out = {}
    for word in background:
        alpha = 0.1 * background[word]
        y1, y2 = first[word], second[word]
        delta = math.log((y1 + alpha) / (n1 + alpha0 - y1 - alpha)) - math.log(
            (y2 + alpha) / (n2 + alpha0 - y2 - alpha)
        )
        error = math.sqrt(1 / (y1 + alpha) + 1 / (y2 + alpha))
        per_text = [row[word] for row, s in rows if not 6 < s < 9]
        effect = sum(c * c for c in per_text) / sum(per_text)
        half = 1.959963984540054 * error * math.sqrt(effect)
        out[word] = {
            "counts": [y1, y2],
            "texts": [
                sum(1 for row, s in rows if s >= 9 and row[word]),
                sum(1 for row, s in rows if s <= 6 and row[word]),
            ],
            "log_odds": delta,
            "z_of_paper": delta / error,
            "effect": effect,
            "low": delta - half,
            "high": delta + half,
        }
    return out


def themes(texts: list[str], scores: list[int]) -> dict[str, Any]:
    from statsmodels.stats.proportion import proportion_confint
    from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

    out = {}
    for name, (words, pattern) in THEMES.items():
        said = np.array([bool(re.search(pattern, text.lower())) for text in texts])
        values = np.array(scores, float)
        inside, rest = DescrStatsW(values[said]), DescrStatsW(values[~said])
        out[name] = {
            "words": words,
            "texts": int(said.sum()),
            "share": [float(v) for v in proportion_confint(int(said.sum()), len(texts), method="wilson")],
            "mean": float(inside.mean),
            "limits": [float(v) for v in inside.tconfint_mean()],
            "others": float(rest.mean),
            "p": float(CompareMeans(inside, rest).ttest_ind(usevar="unequal")[1]),
        }
    return out


def exact() -> list[dict[str, Any]]:
    return [
        {
            "counts": [a, b],
            "share": p,
            "p": min(1.0, 2 * min(float(stats.binom.cdf(a, a + b, p)), float(stats.binom.sf(a - 1, a + b, p)))),
        }
        for a, b, p in COUNTS
    ]


def main() -> None:
    texts, scores = comments()
    tools = {name: version(name) for name in ("scattertext", "scipy", "statsmodels")}
    made = {
        "made": {"date": DATE, "python": platform.python_version(), "command": "python tests/reference/make_text.py"},
        "comments": {"source": "made up at random", "tool": "numpy", "texts": texts, "scores": scores},
        "package": {
            "source": "scattertext, LogOddsRatioInformativeDirichletPrior with counts / 10 as prior",
            "tool": tools,
        }
        | {"log_odds": by_package(texts, scores)},
        "paper": {"source": "Monroe, Colaresi & Quinn 2008, eq. 16, 20, 22; Kish 1965", "tool": "by hand"}
        | {"words": by_hand(texts, scores)},
        "exact": {"source": "scipy.stats.binom, twice the smaller tail", "tool": tools, "cases": exact()},
        "themes": {"source": "regular expressions; statsmodels for limits and tests", "tool": tools}
        | {"themes": themes(texts, scores)},
    }
    (HERE / "text.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
