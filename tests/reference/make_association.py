"""Make association.json: published values of measures of association, and values from scipy and pingouin.

    python tests/reference/make_association.py

Run it in an environment that has pingouin beside the test requirements; the tests read the file and need none of it.
Nothing here imports our own code.
"""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

DATE = "2026-11-22"
HERE = Path(__file__).parent

# what others printed, with as many decimals as they printed
PUBLISHED: dict[str, Any] = {
    "titanic": {
        "source": "course notes on Categorical Data Analysis Using Logistic Regression, output of 2013-07-18",
        "tool": "SAS PROC FREQ",
        "version": "9.3",
        "command": "tables Class*Survived / measures cl",
        "date": "2013",
        "table": [[123, 200], [158, 119], [528, 181]],
        "places": 4,
        "tau_b": [-0.2948, 0.0253, -0.3444, -0.2451],
        "somers_column_given_row": [-0.2613, 0.0226, -0.3056, -0.2170],
        "somers_row_given_column": [-0.3326, 0.0286, -0.3887, -0.2765],
        "pearson": -0.3125,
        "spearman": -0.3097,
    },
    "gears": {
        "source": "https://amaltawfik.github.io/spicy/reference/assoc_measures.html, table(mtcars$gear, mtcars$cyl)",
        "tool": "R package spicy, formulas of DescTools",
        "version": "",
        "command": "assoc_measures(tab)",
        "date": "2026",
        "table": [[1, 2, 12], [8, 4, 0], [2, 1, 2]],
        "places": 7,
        "note": "its error of tau-b, 0.1489, is not that of Brown & Benedetti 1977, 0.1496, and is left out",
        "tau_b": [-0.5125435],
        "somers_column_given_row": [-0.5238095, 0.1605058, -0.8383951, -0.2092240],
        "somers_row_given_column": [-0.5015198, 0.1407720, -0.7774278, -0.2256118],
    },
    "optimism": {
        "source": "https://stats.stackexchange.com/questions/653196, optimism and exercise of 15 people",
        "tool": "SPSS",
        "version": "",
        "command": "NONPAR CORR /PRINT=KENDALL",
        "date": "2024",
        "x": [0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 1, 2, 1],
        "y": [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2],
        "places": 3,
        "tau_b": 0.617,
    },
    "kendall": {
        "source": "documentation of scipy.stats.kendalltau",
        "tool": "scipy",
        "version": "1.11",
        "command": "kendalltau(x, y)",
        "date": "2023",
        "x": [12, 2, 1, 12, 2],
        "y": [1, 4, 7, 1, 0],
        "tau_b": -0.47140452079103173,
        "p": 0.2827454599327748,
    },
    "polychoric": {
        "source": "Olsson 1979, Psychometrika 44, in the documentation of psych::tetrachoric",
        "tool": "R package psych",
        "version": "2.2.9",
        "command": "polychoric(x, correct = FALSE)",
        "date": "1979",
        "table": [[13, 6, 0], [69, 113, 22], [41, 132, 104]],
        "places": 2,
        "rho": 0.49,
        "rows": [-1.77, -0.14],
        "columns": [-0.69, 0.67],
    },
    "tetrachoric": {
        "source": "Kirk 1973, Psychometrika 38, in the documentation of psych::tetrachoric",
        "tool": "R package psych",
        "version": "2.2.9",
        "command": "tetrachoric(c(row share, column share, joint share))",
        "date": "1973",
        "cases": [
            {"shares": [0.5, 0.5, 0.333333], "rho": 0.5},
            {"shares": [0.5, 0.5, 0.1150267], "rho": -0.75},
            {"shares": [0.5, 0.5, 0.397584], "rho": 0.8},
            {"shares": [0.158655254, 0.158655254, 0.145003], "rho": 0.99},
        ],
    },
    "empty_cell": {
        "source": "documentation of psych::tetrachoric: 'Mplus reports'",
        "tool": "Mplus",
        "version": "",
        "command": "half a row in the empty cell",
        "date": "2022",
        "places": 2,
        "cases": [
            {"table": [[44268, 14], [193, 0]], "rho": 0.24},
            {"table": [[62503, 768], [105, 0]], "rho": -0.10},
            {"table": [[24875, 47], [265, 0]], "rho": 0.0},
            {"table": [[61661, 85], [1610, 20]], "rho": 0.35},
        ],
    },
}


def pairs_of_rows() -> dict[str, Any]:
    """Return measures of columns with and without ties: tau-b, Somers' D and Spearman's r by scipy."""
    from scipy import stats

    rng = np.random.default_rng(8)
    latent = rng.normal(size=(2, 60))
    y, x = latent[0], 0.6 * latent[0] + 0.8 * latent[1]
    data = {
        "continuous": (y[:30], x[:30]),
        "scores": (np.clip(np.rint(7 + 2 * y), 0, 10), np.clip(np.rint(4 + x), 1, 7)),
        "yes and no": ((y > 0).astype(int), np.rint(10 * x) / 10),
        "opposite": (y[:12], -np.rint(2 * y[:12])),
    }
    cases = []
    for name, (outcome, kpi) in data.items():
        tau, r = stats.kendalltau(outcome, kpi), stats.spearmanr(outcome, kpi)
        cases.append(
            {
                "name": name,
                "outcome": np.round(outcome, 6).tolist(),
                "kpi": np.round(kpi, 6).tolist(),
                "tau_b": float(tau.statistic),
                "tau_p": float(tau.pvalue),
                "somers": float(stats.somersd(kpi, outcome).statistic),
                "spearman": float(r.statistic),
                "spearman_p": float(r.pvalue),
            }
        )
    return {"source": "scipy.stats.kendalltau, somersd(kpi, outcome), spearmanr", "cases": cases}


def polychoric() -> dict[str, Any]:
    """Rho that makes a table most likely, with rectangles by scipy's multivariate_normal."""
    from scipy.optimize import minimize_scalar
    from scipy.stats import multivariate_normal, norm

    def negative(rho: float, table: Any, cuts: list[Any]) -> float:
        edges = [np.concatenate([[-9.0], side, [9.0]]) for side in cuts]
        grid = np.array(
            [
                [multivariate_normal.cdf([a, b], cov=[[1, rho], [rho, 1]]) if min(a, b) > -9 else 0.0 for b in edges[1]]
                for a in edges[0]
            ]
        )
        chances = np.diff(np.diff(grid, axis=0), axis=1)
        return -float((table * np.log(np.maximum(chances, 1e-300))).sum())

    cases = []
    for counts in (
        [[120, 40, 12, 3], [55, 90, 48, 20], [10, 35, 70, 95]],
        [[5, 9, 2], [4, 12, 11], [8, 6, 1]],
        [[30, 14], [9, 27]],
        [[3, 1, 0, 0, 0], [2, 6, 3, 0, 1], [0, 4, 9, 5, 2], [0, 0, 3, 8, 6], [0, 1, 0, 4, 12]],
    ):
        table = np.array(counts, dtype=float)
        cuts = [norm.ppf(np.cumsum(table.sum(axis=1 - side))[:-1] / table.sum()) for side in (0, 1)]
        found = minimize_scalar(
            negative, bounds=(-0.999, 0.999), args=(table, cuts), method="bounded", options={"xatol": 1e-10}
        )
        cases.append({"table": counts, "rho": float(found.x), "log_likelihood": -float(found.fun)})
    return {"source": "scipy.stats.multivariate_normal.cdf, scipy.optimize.minimize_scalar", "cases": cases}


def partial() -> dict[str, Any]:
    """Three controls, one of them a yes or no, and blanks, by pingouin."""
    import pandas as pd
    import pingouin

    rng = np.random.default_rng(9)
    controls = np.round(rng.normal(size=(40, 3)), 3)
    controls[:, 2] = controls[:, 2] > 0
    x = np.round(controls @ [1.0, -0.5, 0.8] + rng.normal(size=40), 3)
    y = np.round(controls @ [0.6, 0.7, -0.4] + 0.4 * x + rng.normal(size=40), 3)
    frame = pd.DataFrame({"y": y, "x": x, "a": controls[:, 0], "b": controls[:, 1], "c": controls[:, 2]})
    frame.loc[3, "x"] = frame.loc[17, "b"] = frame.loc[30, "y"] = None
    out: dict[str, Any] = {"source": "pingouin.partial_corr"}
    out |= {name: [None if pd.isna(v) else float(v) for v in frame[name]] for name in frame}
    for method in ("pearson", "spearman"):
        row = pingouin.partial_corr(frame.dropna(), "x", "y", ["a", "b", "c"], method=method).iloc[0]
        out[method] = {"r": float(row["r"]), "p": float(row["p_val"]), "n": int(row["n"])}
        out[method]["limits"] = [float(v) for v in row["CI95"]]
    return out


def bivariate() -> dict[str, Any]:
    """Chances below two points, by scipy's multivariate_normal."""
    from scipy.stats import multivariate_normal

    cases = []
    for h in (-2.5, -0.4, 0.0, 1.3):
        for k in (-1.1, 0.0, 0.4, 3.0):
            for rho in (-0.999, -0.6, 0.0, 0.35, 0.97):
                chance = float(multivariate_normal.cdf([h, k], cov=[[1, rho], [rho, 1]]))
                cases.append([h, k, rho, chance])
    return {"source": "scipy.stats.multivariate_normal.cdf", "cases": cases}


def main() -> None:
    """Write the file."""
    packages = ("numpy", "scipy", "pandas", "pingouin")
    made = {
        "made": {
            "tool": "scipy, pingouin",
            "command": "python tests/reference/make_association.py",
            "date": DATE,
            "version": {"python": platform.python_version(), **{name: version(name) for name in packages}},
        },
        "published": PUBLISHED,
        "pairs_of_rows": pairs_of_rows(),
        "polychoric": polychoric(),
        "partial": partial(),
        "bivariate": bivariate(),
    }
    (HERE / "association.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
