"""Make over_time.json: values from statsmodels and pandas for the tests to compare ours with.

    python tests/reference/make_over_time.py

Run it in an environment that has numpy, pandas, scipy and statsmodels; the tests read the file and need none of it.
Nothing here imports our own code.
"""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa.ar_model import AutoReg
from statsmodels.tsa.stattools import acf, ccf

DATE = "2026-11-22"
HERE = Path(__file__).parent
ROWS = 64
MOST = 6  # a tenth of the rows


def series() -> dict[str, list[float]]:
    """Quarters of the United States from 1959 and years of the Nile, as statsmodels ships them."""
    macro = sm.datasets.macrodata.load_pandas().data
    columns = {name: macro[name].to_numpy()[:ROWS] for name in ("unemp", "tbilrate", "realinv", "cpi")}
    columns["nile"] = sm.datasets.nile.load_pandas().data["volume"].to_numpy()[:ROWS]
    columns["sunspots"] = sm.datasets.sunspots.load_pandas().data["SUNACTIVITY"].to_numpy()[:ROWS]
    return {name: [float(v) for v in column] for name, column in columns.items()}


def innovations(values: list[float]) -> dict[str, Any]:
    """Residuals of an autoregression with constant and trend; its order by AICc over the same rows for all orders."""
    y = np.array(values)

    def fit(lags: int, hold_back: int | None) -> Any:
        return AutoReg(y, lags, trend="ct", hold_back=hold_back).fit()

    def criterion(lags: int) -> float:
        found = fit(lags, MOST)
        n, fitted = int(found.nobs), len(found.params)
        return float(n * np.log(np.mean(found.resid**2)) + 2 * fitted * n / (n - fitted - 1))

    lags = max(1, int(np.argmin([criterion(k) for k in range(MOST + 1)])))
    left = fit(lags, None).resid / y.std()
    return {
        "lags": lags,
        "values": [float(v) for v in left],
        "ljung_box_p": float(acorr_ljungbox(left, 10, model_df=lags)["lb_pvalue"].iloc[-1]),
    }


def seasons(values: list[float]) -> dict[str, float]:
    """F test of seasonal dummies, and of one wave, beside constant, trend and the row before, from row MOST on."""
    y, t = np.array(values), np.arange(ROWS)
    rows = t >= MOST
    base = np.column_stack([np.ones(ROWS), t, np.append(0, y[:-1])])
    out = {}
    for period in (4, 5, 7, 12):
        dummies = pd.get_dummies(t % period, drop_first=True).to_numpy(dtype=float)
        wave = np.column_stack([np.cos(2 * np.pi * t / period), np.sin(2 * np.pi * t / period)])
        for name, more in (("whole", dummies), ("wave", wave)):
            full = sm.OLS(y[rows], np.column_stack([base, more])[rows]).fit()
            out[f"{period} {name}"] = float(full.compare_f_test(sm.OLS(y[rows], base[rows]).fit())[1])
    return out


def pair(columns: dict[str, list[float]], first: str, second: str) -> dict[str, Any]:
    """Correlations at lags by pandas' shift, those of the innovations by scipy over as many rows as were not spent."""
    one, other = pd.Series(columns[first]), pd.Series(columns[second])
    new = [innovations(columns[name]) for name in (first, second)]
    u, v = (pd.Series(i["values"], index=range(i["lags"], ROWS)) for i in new)
    both = pd.concat([u, v], axis=1).dropna()
    r = float(stats.pearsonr(both[0], both[1]).statistic)
    free = len(both) - (max(i["lags"] for i in new) + 2) - 1  # rows less lags, constant, trend and the slope
    return {
        "first": first,
        "second": second,
        "lags": list(range(-6, 7)),
        "shifted": [float(one.corr(other.shift(k))) for k in range(-6, 7)],
        "ccf": [float(c) for c in ccf(one, other, adjusted=False)[:7]],
        "innovations_r": r,
        "innovations_p": float(2 * stats.t.sf(abs(r) * np.sqrt(free / (1 - r * r)), free)),
    }


def main() -> None:
    """Write the file."""
    columns = series()
    packages = ("numpy", "scipy", "statsmodels", "pandas")
    made: dict[str, Any] = {
        "made": {
            "source": "United States macroeconomic data, Nile and sunspots: statsmodels.datasets",
            "tool": "statsmodels tsa.stattools.acf and ccf, AutoReg, OLS, acorr_ljungbox; pandas shift; scipy.stats",
            "version": {"python": platform.python_version(), **{name: version(name) for name in packages}},
            "command": "python tests/reference/make_over_time.py",
            "date": DATE,
        },
        "columns": columns,
        "own_past": {name: [float(r) for r in acf(v, nlags=12, adjusted=True)[1:]] for name, v in columns.items()},
        "innovations": {name: innovations(v) for name, v in columns.items()},
        "seasons": {name: seasons(v) for name, v in columns.items()},
        "pairs": [
            pair(columns, *names)
            for names in (("unemp", "tbilrate"), ("realinv", "cpi"), ("nile", "sunspots"), ("unemp", "realinv"))
        ],
    }
    text = json.dumps(made, indent=1) + "\n"
    (HERE / "over_time.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
