"""Make drivers.json: LMG, relative weights and regressions by R, dominance-analysis, relativeImp and statsmodels.

    python tests/reference/make_drivers.py

Run it in an environment that has dominance-analysis, relativeImp and statsmodels, with Rscript on the path; the tests
read the file and need none of them.  Nothing here imports our own code.
"""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

DATE = "2026-11-22"
HERE = Path(__file__).parent
COMMAND = "python tests/reference/make_drivers.py"


def from_r(folder: str) -> dict[str, Any]:
    """Run the R script."""
    subprocess.run(["Rscript", str(HERE / "make_drivers.R"), folder], check=True)
    made: dict[str, Any] = json.loads((Path(folder) / "r.json").read_text(encoding="utf-8"))
    return made


def dominance(frame: pd.DataFrame, outcome: str) -> list[float]:
    """Return the general dominance of every predictor; the package draws on a notebook when it is imported."""
    np.bool8 = np.bool_  # type: ignore[attr-defined]  # its bokeh is older than numpy 2
    import bokeh.io
    import bokeh.plotting

    bokeh.io.output_notebook = bokeh.plotting.output_notebook = lambda *_, **__: None
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        from dominance_analysis import Dominance

        found = Dominance(data=frame, target=outcome, objective=1).incremental_rsquare()
    return [float(found[name]) for name in frame.columns if name != outcome]


def relative_weights(frame: pd.DataFrame, outcome: str) -> list[float]:
    """Return the relative weight of every predictor."""
    from relativeImp import relativeImp

    names = [name for name in frame.columns if name != outcome]
    return [float(v) for v in relativeImp(frame, outcomeName=outcome, driverNames=names)["rawRelaImpt"]]


def regression(frame: pd.DataFrame, outcome: str) -> dict[str, Any]:
    """Return errors and inflation by statsmodels."""
    import statsmodels.api as sm
    from statsmodels.stats.outliers_influence import variance_inflation_factor

    scaled = (frame - frame.mean()) / frame.std()
    x = sm.add_constant(scaled.drop(columns=outcome))
    fitted = sm.OLS(scaled[outcome], x).fit()
    return {
        "beta": [float(v) for v in fitted.params.iloc[1:]],
        "error": [float(v) for v in fitted.bse.iloc[1:]],
        "hc2": [float(v) for v in fitted.HC2_se.iloc[1:]],
        "vif": [float(variance_inflation_factor(x.to_numpy(), j)) for j in range(1, x.shape[1])],
        "r2": float(fitted.rsquared),
        "f_p": float(fitted.f_pvalue),
    }


def main() -> None:
    """Write the file."""
    packages = ("dominance-analysis", "relativeImp", "statsmodels", "numpy", "pandas")
    with tempfile.TemporaryDirectory() as folder:
        made = from_r(folder)
        boston = pd.read_csv(Path(folder) / "boston.csv")
    cases = []
    for case in made["cases"]:
        frame = pd.DataFrame(case["rows"], columns=[*case["predictors"], case["outcome"]])
        outcome = case["outcome"]
        python = {"lmg": dominance(frame, outcome), "johnson": relative_weights(frame, outcome)}
        names = ("lmg", "johnson", "beta", "error", "p", "hc2", "vif", "r2", "adjusted_r2", "f", "f_p")
        known = {key: case[key] for key in ("name", "outcome", "predictors", "rows")}
        cases.append(known | {"r": {key: case[key] for key in names}, "python": python | regression(frame, outcome)})
    out = {
        "source": "R: anova() over all orders, svd(), lm(), car; Python: dominance-analysis, relativeImp, statsmodels",
        "tool": "R and Python",
        "version": f"{made['version']}; " + ", ".join(f"{name} {version(name)}" for name in packages),
        "command": COMMAND,
        "date": DATE,
        "cases": cases,
        "boston": made["boston"] | {"lmg": dominance(boston, "medv"), "johnson": relative_weights(boston, "medv")},
    }
    text = json.dumps(out, indent=None, separators=(",", ":")).replace('"name"', '\n"name"') + "\n"
    (HERE / "drivers.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
