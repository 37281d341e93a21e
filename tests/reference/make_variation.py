"""Make variation.json: values from scipy, statsmodels, pyqicharts and statprocon for the tests to compare ours with.

    python tests/reference/make_variation.py

Run it in an environment that has numpy, pandas, scipy, statsmodels, pyqicharts and statprocon; the tests read the file
and need none of it.  Nothing here imports our own code.
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
FUNNELS = {
    "small": ([2, 5, 10, 15, 18], [20, 20, 20, 20, 20], None),
    "mixed": ([3, 41, 160, 700, 9, 25], [7, 52, 201, 905, 9, 40], None),
    "target": ([30, 66, 150, 1240], [40, 80, 200, 1500], 0.8),
    "rare": ([0, 1, 3, 12, 40], [12, 60, 240, 800, 1300], None),
}
SPREAD = (
    [402, 610, 255, 871, 333, 498, 720, 140, 960, 515, 288, 640],
    [500, 700, 350, 1000, 450, 560, 900, 200, 1100, 700, 330, 850],
)
ORANGE = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
PURCHASES = (
    [12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9],
    [100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120, 120, 120, 110, 80, 80, 80, 90, 100, 100, 100, 100, 90, 90],
)
LARGE = (
    [8123, 8410, 7991, 8655, 8302, 8120, 8870, 8013, 7720, 8456, 8391, 8208],
    [10210, 10533, 10120, 10790, 10322, 10255, 10811, 10340, 9988, 10402, 10555, 10291],
)
BEFORE = [6, 7, 5, 8, 6, 4, 7, 5, 6, 8, 3, 7]
AFTER = [8, 7, 7, 9, 6, 7, 8, 7, 6, 9, 6, 8]
CONTROL_BEFORE = [7, 6, 8, 5, 7, 9, 6, 6, 8, 5]
CONTROL_AFTER = [7, 7, 7, 6, 7, 8, 6, 5, 9, 6]
SHARES = [(52, 90), (70, 95), (61, 110), (60, 105)]


def funnel_limits() -> dict[str, Any]:
    """Interpolated binomial quantiles by scipy.stats.binom; two-sided tails by binom.cdf and binom.sf."""
    from scipy.stats import binom

    def limit(q: float, n: int, p: float) -> float:
        r = int(binom.ppf(q, n, p))
        part = (binom.cdf(r, n, p) - q) / binom.pmf(r, n, p)
        return float((r - part) / n)

    out = {}
    for name, (x, n, target) in FUNNELS.items():
        p = sum(x) / sum(n) if target is None else target
        rows = []
        for hits, cases in zip(x, n, strict=True):
            tails = min(1.0, 2 * min(binom.cdf(hits, cases, p), binom.sf(hits - 1, cases, p)))
            limits = [min(1.0, max(0.0, limit(q, cases, p))) for q in (0.025, 0.975, 0.001, 0.999)]
            rows.append({"limits": limits, "p": float(tails), "z": (hits / cases - p) / (p * (1 - p) / cases) ** 0.5})
        out[name] = {"x": x, "n": n, "target": target, "rows": rows}
    return out


def spread() -> dict[str, Any]:
    """phi of z scores Winsorised at their 10 % and 90 % points (R's type 7 quantile, as pandas has it)."""
    import pandas as pd

    x, n = (pd.Series(values, dtype=float) for values in SPREAD)
    p = x.sum() / n.sum()
    z = (x / n - p) / (p * (1 - p) / n) ** 0.5
    drawn = z.clip(z.quantile(0.1), z.quantile(0.9))
    return {"x": SPREAD[0], "n": SPREAD[1], "phi": float((drawn**2).mean())}


def charts() -> dict[str, Any]:
    """p charts by pyqicharts; the mean moving range of z scores, for p' charts, by statprocon's XmR chart."""
    import pandas as pd
    from pyqicharts import qic
    from statprocon import XmR

    out: dict[str, Any] = {}
    for name, (x, n) in {"orange": (ORANGE, [50] * 30), "purchases": PURCHASES, "large": LARGE}.items():
        frame = pd.DataFrame({"t": range(len(x)), "x": x, "n": n})
        found = qic(frame, x="t", y="x", denominator="n", chart="p")
        low, high = ([float(v) for v in found.table[column]] for column in ("lcl", "ucl"))
        out[name] = {"x": x, "n": n, "centre": float(found.centre), "low": low, "high": high}
    x, n = (np.array(values, float) for values in LARGE)
    p = x.sum() / n.sum()
    error = np.sqrt(p * (1 - p) / n)
    moving_range = XmR([float(v) for v in (x / n - p) / error]).mr_central_line()[0]  # to three decimal places
    out["large"]["moving_range"] = float(moving_range)
    return out


def impact() -> dict[str, Any]:
    """Difference in differences by least squares with HC2 errors (statsmodels); covariance analysis likewise."""
    import pandas as pd
    import statsmodels.formula.api as smf
    from scipy import stats

    cells = {(1, 0): BEFORE, (1, 1): AFTER, (0, 0): CONTROL_BEFORE, (0, 1): CONTROL_AFTER}
    long = pd.DataFrame([(y, g, t) for (g, t), values in cells.items() for y in values], columns=["y", "g", "t"])
    fit = smf.ols("y ~ g * t", long).fit(cov_type="HC2")
    did, error = float(fit.params["g:t"]), float(fit.bse["g:t"])
    errors = [(np.var(v, ddof=1) / len(v), len(v)) for v in cells.values()]
    freedom = error**4 / sum(v * v / (k - 1) for v, k in errors)
    low, high = stats.t.interval(0.95, freedom, did, error)
    independent = {"difference": did, "low": low, "high": high, "p": 2 * stats.t.sf(abs(did / error), freedom)}
    changes = [np.subtract(AFTER, BEFORE), np.subtract(CONTROL_AFTER, CONTROL_BEFORE)]
    welch = stats.ttest_ind(*changes, equal_var=False)
    one = stats.ttest_1samp(changes[0], 0)
    wide = pd.DataFrame(
        {"b": BEFORE + CONTROL_BEFORE, "a": AFTER + CONTROL_AFTER, "g": [1] * len(BEFORE) + [0] * len(CONTROL_BEFORE)}
    )
    same = smf.ols("a ~ g + b", wide).fit()
    return {
        "data": [BEFORE, AFTER, CONTROL_BEFORE, CONTROL_AFTER],
        "independent": {k: float(v) for k, v in independent.items()},
        "paired": _interval(changes[0].mean() - changes[1].mean(), welch.confidence_interval(), welch.pvalue),
        "change": _interval(changes[0].mean(), one.confidence_interval(), one.pvalue),
        "same_start": _interval(same.params["g"], same.conf_int().loc["g"], same.pvalues["g"]),
        "r": float(stats.pearsonr(CONTROL_BEFORE, CONTROL_AFTER).statistic),
    }


def _interval(value: float, limits: Any, p: float) -> dict[str, float]:
    return {"difference": float(value), "low": float(limits[0]), "high": float(limits[1]), "p": float(p)}


def shares() -> dict[str, Any]:
    """Difference in differences of shares: Newcombe's limits by statsmodels, squared and added (Zou & Donner 2008)."""
    from statsmodels.stats.proportion import confint_proportions_2indep

    (b, nb), (a, na), (cb, ncb), (ca, nca) = SHARES
    group, control = a / na - b / nb, ca / nca - cb / ncb
    l1, u1 = confint_proportions_2indep(a, na, b, nb, method="newcomb", compare="diff")
    l2, u2 = confint_proportions_2indep(ca, nca, cb, ncb, method="newcomb", compare="diff")
    difference = group - control
    low = difference - ((group - l1) ** 2 + (u2 - control) ** 2) ** 0.5
    high = difference + ((u1 - group) ** 2 + (control - l2) ** 2) ** 0.5
    return {"counts": SHARES, "difference": difference, "low": float(low), "high": float(high)}


def main() -> None:
    """Write the file."""
    packages = ("numpy", "pandas", "scipy", "statsmodels", "pyqicharts", "statprocon")
    made = {
        "made": {
            "date": DATE,
            "python": platform.python_version(),
            "versions": {name: version(name) for name in packages},
            "command": "python tests/reference/make_variation.py",
        },
        "funnel": {"source": "scipy.stats.binom: ppf, cdf, pmf; formula of Spiegelhalter 2005, appendix A.1.1"}
        | {"cases": funnel_limits()},
        "spread": {"source": "pandas quantile and clip; formula of Spiegelhalter 2005"} | spread(),
        "charts": {"source": "pyqicharts qic(chart='p'); statprocon XmR mean moving range of z scores"} | charts(),
        "impact": {"source": "statsmodels ols with HC2 errors, scipy ttest_ind and ttest_1samp"} | impact(),
        "shares": {"source": "statsmodels confint_proportions_2indep 'newcomb'; Zou & Donner 2008"} | shares(),
    }
    text = json.dumps(made, indent=1) + "\n"
    (HERE / "variation.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
