"""Make independent.json: values from scipy, statsmodels, pandas and pingouin for the tests to compare ours with.

    python tests/reference/make.py

Run it in an environment that has pingouin beside the test requirements; the tests read the file and need none of it.
Nothing here imports our own code.
"""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

DATE = "2026-11-22"
HERE = Path(__file__).parent
SCORES = {
    "spring": [10, 9, 9, 8, 7, 6, 0, 10, 9, 3, 7, 10, 8, 9, 5, 10, 2, 9, 7, 10],
    "autumn": [6, 9, 4, 8, 7, 6, 0, 10, 3, 3, 7, 5, 8, 9, 5, 10, 2, 6, 7, 1, 8, 9],
}
X = [12.5, 7.25, 9.0, 15.75, 3.5, 8.0, 8.0, 11.25, 14.0, 6.5, 10.0, 2.25]
Y = [7, 6, 6, 9, 3, 8, 5, 5, 10, 4, 6, 1]
Z = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]
TALK = [310.0, 95.5, 610.0, 245.0, 480.25, 150.0, 720.5, 333.0]
CALLS = [2, 1, 3, 1, 4, 1, 3, 2]
TALK_LATER = [410.0, 120.5, 510.0, 345.0, 580.25, 250.0, 620.5]
CALLS_LATER = [2, 1, 2, 1, 3, 1, 2]
SHARES = [(18, 20), (4, 20), (190, 200), (0, 30), (30, 30), (1, 1), (7, 34), (56, 70), (1234, 9876)]
PAIRS = [((56, 70), (48, 80)), ((9, 10), (3, 10)), ((10, 10), (0, 20)), ((7, 34), (1, 34)), ((410, 1000), (455, 1010))]
P = [
    0.0001,
    0.0004,
    0.0019,
    0.0095,
    0.0201,
    0.0278,
    0.0298,
    0.0344,
    0.0459,
    0.3240,
    0.4262,
    0.5719,
    0.6528,
    0.7590,
    1.0,
]


def net_scores() -> dict[str, Any]:
    """Score as a mean of -100, 0, 100 by pandas; limits by statsmodels' z with n weights; test by its CompareMeans."""
    import pandas as pd
    from scipy import stats
    from statsmodels.stats.weightstats import DescrStatsW

    def described(scores: list[int], added: tuple[float, float, float]) -> DescrStatsW:
        bands = pd.cut(pd.Series(scores), [-1, 6, 8, 10], labels=[-100.0, 0.0, 100.0]).value_counts()
        weights = [float(bands[band]) + more for band, more in zip((-100.0, 0.0, 100.0), added, strict=True)]
        return DescrStatsW([-100.0, 0.0, 100.0], weights=weights, ddof=0)

    out: dict[str, Any] = {}
    for method, added in (("adjusted_wald", (0.75, 1.5, 0.75)), ("wald", (0, 0, 0))):
        groups = {name: described(scores, added) for name, scores in SCORES.items()}
        limits, errors = {}, {}
        for name, group in groups.items():
            errors[name] = float((group.var / group.sum_weights) ** 0.5)
            limits[name] = list(stats.norm.interval(0.95, loc=group.mean, scale=errors[name]))
        first, second = groups["spring"], groups["autumn"]
        error = (errors["spring"] ** 2 + errors["autumn"] ** 2) ** 0.5
        shift = second.mean - first.mean
        out[method] = {
            "limits": limits,
            "shift": float(shift),
            "difference": list(stats.norm.interval(0.95, loc=shift, scale=error)),
            "p": float(2 * stats.norm.sf(abs(shift) / error)),
        }
    values = {name: float(described(scores, (0, 0, 0)).mean) for name, scores in SCORES.items()}
    return {"scores": SCORES, "values": values, "methods": out}


def shares() -> dict[str, Any]:
    from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

    names = {"wilson": "wilson", "exact": "beta", "agresti_coull": "agresti_coull", "wald": "normal"}
    one = [
        {
            "hits": hits,
            "n": n,
            **{
                f"{ours}@{level}": [float(v) for v in proportion_confint(hits, n, 1 - level, method=theirs)]
                for ours, theirs in names.items()
                for level in (0.9, 0.95, 0.99)
            },
        }
        for hits, n in SHARES
    ]
    theirs = {"newcombe": "newcomb", "wald": "wald", "agresti_caffo": "agresti-caffo"}
    two = [
        {
            "first": a,
            "second": b,
            "p": float(proportions_ztest([b[0], a[0]], [b[1], a[1]])[1]),
            **{
                ours: [float(v) for v in confint_proportions_2indep(*b, *a, method=method, compare="diff")]
                for ours, method in theirs.items()
            },
        }
        for a, b in PAIRS
    ]
    return {"one": one, "two": two}


def correlations() -> dict[str, Any]:
    """Spearman's limits by the printed formula of Bonett & Wright 2000."""
    from math import atanh, sqrt, tanh

    import pingouin
    from scipy import stats

    pearson, spearman = stats.pearsonr(X, Y), stats.spearmanr(X, Y)
    r, z = float(spearman.statistic), float(stats.norm.isf(0.025))
    half = z * sqrt((1 + r * r / 2) / (len(X) - 3))
    return {
        "x": X,
        "y": Y,
        "z": Z,
        "pearson": {
            "r": float(pearson.statistic),
            "p": float(pearson.pvalue),
            "limits": [float(v) for v in pearson.confidence_interval(0.95)],
        },
        "spearman": {
            "r": float(spearman.statistic),
            "p": float(spearman.pvalue),
            "limits": [tanh(atanh(r) - half), tanh(atanh(r) + half)],
        },
        "partial": float(pingouin.partial_corr(_frame(), "x", "y", "z")["r"].iloc[0]),
    }


def _frame() -> Any:
    import pandas as pd

    return pd.DataFrame({"x": X, "y": Y, "z": Z})


def means() -> dict[str, Any]:
    from scipy import stats
    from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

    one, two = DescrStatsW(X), DescrStatsW(Y)
    compared = CompareMeans(two, one)
    return {
        "first": X,
        "second": Y,
        "value": float(one.mean),
        "limits": [float(v) for v in one.tconfint_mean(0.05)],
        "difference": [float(v) for v in compared.tconfint_diff(0.05, usevar="unequal")],
        "p": float(stats.ttest_ind(Y, X, equal_var=False).pvalue),
    }


def ratios() -> dict[str, Any]:
    """Ratio of totals as the weighted mean of ratios: least squares through the origin, HC1 with weights 1 / calls."""
    import numpy as np
    import statsmodels.api as sm
    from scipy import stats

    def fit(talk: list[float], calls: list[int]) -> tuple[float, float, int]:
        x = np.array(calls, dtype=float)
        model = sm.WLS(np.array(talk), x, weights=1 / x).fit(cov_type="HC1")
        return float(model.params[0]), float(model.bse[0]), len(x)

    (r1, s1, n1), (r2, s2, n2) = fit(TALK, CALLS), fit(TALK_LATER, CALLS_LATER)
    error = float(np.hypot(s1, s2))
    freedom = error**4 / (s1**4 / (n1 - 1) + s2**4 / (n2 - 1))
    return {
        "talk": TALK,
        "calls": CALLS,
        "talk_later": TALK_LATER,
        "calls_later": CALLS_LATER,
        "value": r1,
        "standard_error": s1,
        "limits": [float(v) for v in stats.t.interval(0.95, n1 - 1, r1, s1)],
        "difference": [float(v) for v in stats.t.interval(0.95, freedom, r2 - r1, error)],
        "p": float(2 * stats.t.sf(abs(r2 - r1) / error, freedom)),
    }


def corrections() -> dict[str, Any]:
    from scipy.stats import false_discovery_control
    from statsmodels.stats.multitest import multipletests

    return {
        "p": P,
        "bh": [float(v) for v in false_discovery_control(P)],
        "holm": [float(v) for v in multipletests(P, method="holm")[1]],
    }


def main() -> None:
    """Write the file."""
    packages = ("numpy", "scipy", "statsmodels", "pandas", "pingouin")
    made = {
        "made": {
            "command": "python tests/reference/make.py",
            "date": DATE,
            "versions": {"python": platform.python_version(), **{name: version(name) for name in packages}},
        },
        "net_score": {"source": "statsmodels DescrStatsW and scipy.stats.norm over bands cut by pandas"} | net_scores(),
        "proportion": {"source": "statsmodels.stats.proportion"} | shares(),
        "correlation": {"source": "scipy.stats, pingouin.partial_corr"} | correlations(),
        "mean": {"source": "statsmodels DescrStatsW, CompareMeans; scipy.stats.ttest_ind"} | means(),
        "ratio": {"source": "statsmodels WLS with HC1 errors, scipy.stats.t"} | ratios(),
        "correction": {"source": "scipy.stats.false_discovery_control, statsmodels multipletests"} | corrections(),
    }
    text = json.dumps(made, indent=1) + "\n"
    (HERE / "independent.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
