"""Make loyalty.json: values from mpmath, scipy, surpyval, statsmodels, scikit-learn and firthmodels.

    python tests/reference/make_loyalty.py

Run it in an environment that has these packages; the tests read the file and need none of them.  Nothing here imports
our own code.
"""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import mpmath as mp
import numpy as np

DATE = "2026-11-22"
HERE = Path(__file__).parent
mp.mp.dps = 40

CURVES = {
    "regular shares": [1, 0.631, 0.468, 0.382, 0.326, 0.289, 0.262, 0.241],
    "high end shares": [1, 0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491],
    "five years of a thousand": [1000, 631, 468, 382, 326],
    "two periods": [500, 410, 350],
    "nearly alike": [20000, 18000, 16210, 14605, 13165, 11870],
    "steep": [240, 90, 66, 57, 53, 51],
}
COUNTED = ("five years of a thousand", "two periods", "steep")
COHORTS = [[733, 379, 282, 225], [519, 286, 194], [557, 292]]
RESIDUALS = [
    (a, b, n, d)
    for a, b in [(0.668, 3.806), (3.8, 15.2), (0.067, 0.267), (40, 160), (900, 8000)]
    for n in (0, 3, 24)
    for d in (0.002, 0.05, 0.1, 0.5)
]


def log_chances(a: Any, b: Any, last: int) -> tuple[list[Any], list[Any]]:
    """Log chance to leave in, and to outlast, period 1 to `last`: the paper's equations 5 and 6."""
    leave = [mp.log(mp.beta(a + 1, b + t - 1)) - mp.log(mp.beta(a, b)) for t in range(1, last + 1)]
    outlast = [mp.log(mp.beta(a, b + t)) - mp.log(mp.beta(a, b)) for t in range(1, last + 1)]
    return leave, outlast


def likelihood(a: Any, b: Any, cohorts: list[list[float]]) -> Any:
    """Log-likelihood of cohorts, with mpmath."""
    total = mp.mpf(0)
    for alive in cohorts:
        leave, outlast = log_chances(a, b, len(alive) - 1)
        total += sum(mp.mpf(alive[t] - alive[t + 1]) * leave[t] for t in range(len(alive) - 1))
        total += mp.mpf(alive[-1]) * outlast[-1]
    return total


def best(cohorts: list[list[float]]) -> dict[str, float]:
    """Maximum by Nelder & Mead on logs, then to forty digits where the slope is 0."""
    from scipy.optimize import minimize
    from scipy.special import betaln

    def cost(logs: np.ndarray) -> float:
        a, b = np.exp(logs)
        total = 0.0
        for alive in cohorts:
            t = np.arange(1, len(alive))
            total += -np.diff(alive) @ (betaln(a + 1, b + t - 1) - betaln(a, b))
            total += alive[-1] * (betaln(a, b + t[-1]) - betaln(a, b))
        return -float(total) / cohorts[0][0]

    options = {"xatol": 1e-9, "fatol": 1e-15, "maxiter": 20000}
    near = minimize(cost, [0.0, 1.0], method="Nelder-Mead", options=options)
    near = minimize(cost, near.x, method="Nelder-Mead", options=options)

    def slope(x: Any, y: Any) -> list[Any]:
        def at(u: Any, v: Any) -> Any:
            return likelihood(mp.e**u, mp.e**v, cohorts) / cohorts[0][0]

        return [mp.diff(at, (x, y), (1, 0)), mp.diff(at, (x, y), (0, 1))]

    found = mp.findroot(slope, tuple(map(mp.mpf, near.x)), tol=1e-30, maxsteps=60)
    a, b = (mp.e**value for value in found)
    return {"alpha": float(a), "beta": float(b), "log_likelihood": float(likelihood(a, b, cohorts))}


def profile(alive: list[float], last: int) -> dict[str, list[float]]:
    """Lowest and highest survival among parameters within 1.92 of the maximum, by constrained optimisation.

    In the mean m and in phi = 1 / (alpha + beta), 0 where all are alike: the chance to leave is m / (1 + (t - 1) phi).
    """
    from scipy.optimize import minimize
    from scipy.stats import chi2

    counts = np.array(alive, float)

    def kept(x: np.ndarray, until: int) -> np.ndarray:
        return 1 - 1 / (1 + np.exp(-x[0])) / (1 + np.arange(until) * x[1])

    def value(x: np.ndarray) -> float:
        stay = kept(x, len(alive) - 1)
        return float(-np.diff(counts) @ np.log1p(-stay) + counts[1:] @ np.log(stay))

    box = [(-12, 12), (0, 1e4)]
    options = {"xatol": 1e-10, "fatol": 1e-12, "maxiter": 20000, "maxfev": 20000}
    top = minimize(lambda x: -value(x), [-1.0, 0.3], method="Nelder-Mead", bounds=box, options=options)
    floor = -top.fun - chi2.ppf(0.95, 1) / 2
    found: dict[str, list[float]] = {"low": [], "high": []}
    for age in range(1, last + 1):
        for name, sign in (("low", 1), ("high", -1)):
            results = [
                minimize(
                    lambda x, s=sign, t=age: s * np.log(kept(x, t)).sum(),
                    top.x + np.array(shift),
                    method="SLSQP",
                    bounds=box,
                    constraints=[{"type": "ineq", "fun": lambda x: value(x) - floor}],
                    options={"ftol": 1e-13, "maxiter": 2000},
                )
                for shift in ([0, 0], [0.1, 0.1], [-0.1, 0.01], [0.1, 0.02])
            ]
            ends = [sign * r.fun for r in results if value(r.x) >= floor - 1e-6]
            found[name].append(float(np.exp(min(ends) if sign > 0 else max(ends))))
    return found


def by_surpyval() -> dict[str, Any]:
    """The same model in a survival package, from one row per customer, those left at the end censored."""
    from surpyval import BetaGeometric

    out = {}
    for name in COUNTED:
        alive = CURVES[name]
        last = len(alive) - 1
        times = [*range(1, last + 1), last]
        counts = [*(-np.diff(alive)).tolist(), alive[-1]]
        model = BetaGeometric.fit(x=times, c=[0] * last + [1], n=counts)
        out[name] = {"alpha": float(model.params[0]), "beta": float(model.params[1])}
    return out


def residuals() -> list[dict[str, float]]:
    """Equation 6 of the paper by mpmath's hypergeometric function."""
    out = []
    for a, b, n, d in RESIDUALS:
        a_, b_, d_ = mp.mpf(str(a)), mp.mpf(str(b)) + n, mp.mpf(str(d))
        try:
            value = b_ / (a_ + b_) * mp.hyp2f1(1, b_ + 1, a_ + b_ + 1, 1 / (1 + d_), maxterms=10**7)
        except ValueError:
            continue
        out.append({"alpha": a, "beta": b, "renewals": n, "discount": d, "value": float(value)})
    return out


def lifetimes() -> list[dict[str, Any]]:
    """Customer lifetime value by adding up the margins one by one."""
    out = []
    for r, i, periods in [(0.8, 0.1, None), (0.9, 0.12, None), (0.6, 0.0, None), (1.0, 0.05, None), (0.95, 0.01, 12),
                          (1.0, 0.0, 7), (0.0, 0.1, 3)]:  # fmt: skip
        for timing, first in (("end", 1), ("start", 0)):
            last = 20_000 if periods is None else periods - 1 + first
            value = mp.fsum(
                mp.mpf(100) * mp.mpf(str(r)) ** t / (1 + mp.mpf(str(i))) ** t for t in range(first, last + 1)
            )
            out.append({"margin": 100, "retention": r, "discount": i, "timing": timing, "periods": periods,
                        "value": float(value)})  # fmt: skip
    return out


def silence() -> list[dict[str, Any]]:
    """Newcombe's interval of a difference by statsmodels."""
    from statsmodels.stats.proportion import confint_proportions_2indep

    out = []
    for dissatisfied, answers, complained, contacts in [(56, 400, 100, 5000), (9, 10, 3, 10), (12, 80, 0, 1000)]:
        limits = confint_proportions_2indep(
            dissatisfied, answers, complained, contacts, method="newcomb", compare="diff"
        )
        out.append({"dissatisfied": dissatisfied, "answers": answers, "complained": complained, "contacts": contacts,
                    "limits": [float(v) for v in limits]})  # fmt: skip
    return out


def customers(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Two columns and an outcome that moves with both."""
    rng = np.random.default_rng(seed)
    columns = np.column_stack([rng.poisson(0.8, n), rng.integers(0, 300, n) / 100]).astype(float)
    odds = -2 + 0.8 * columns[:, 0] + 0.5 * columns[:, 1]
    return columns, rng.random(n) < 1 / (1 + np.exp(-odds))


def regressions() -> list[dict[str, Any]]:
    """Firth's regression by firthmodels; the intercept fitted anew by statsmodels with the rest as an offset."""
    import statsmodels.api as sm
    from firthmodels import FirthLogisticRegression

    parted = (np.arange(12.0)[:, None], np.arange(12) > 6)
    out = []
    for name, (columns, left) in {"sixty": customers(60, 1), "few leave": customers(25, 4), "parted": parted}.items():
        found = FirthLogisticRegression(max_iter=1000, gtol=1e-10, xtol=1e-10).fit(columns, left.astype(int))
        offset = columns @ found.coef_.ravel()
        level = sm.GLM(left.astype(float), np.ones((len(left), 1)), family=sm.families.Binomial(), offset=offset).fit()
        out.append({"name": name, "columns": columns.tolist(), "left": left.tolist(),
                    "slopes": found.coef_.ravel().tolist(), "intercept": float(level.params[0])})  # fmt: skip
    return out


def evidence() -> dict[str, Any]:
    """Area and Brier score by scikit-learn; limits of the area where Newcombe's equation is 0, by mpmath."""
    from sklearn.metrics import brier_score_loss, roc_auc_score

    columns, left = customers(80, 9)
    chances = 1 / (1 + np.exp(-(columns @ [0.6, 0.4] - 1.7)))
    coarse = columns[:, 0]
    out: dict[str, Any] = {"left": left.tolist(), "chances": chances.tolist(), "score": coarse.tolist()}
    out["brier"] = float(brier_score_loss(left, chances))
    for name, values in (("auc_chances", chances), ("auc_score", coarse)):
        area = float(roc_auc_score(left, values))
        m, n = int(left.sum()), int((~left).sum())
        z = mp.sqrt(2) * mp.erfinv(mp.mpf("0.95"))
        more = mp.mpf(m + n) / 2 - 1

        def gap(t: Any, area: float = area, m: int = m, n: int = n, z: Any = z, more: Any = more) -> Any:
            spread = t * (1 - t) * (1 + more * (1 - t) / (2 - t) + more * t / (1 + t)) / (m * n)
            return (mp.mpf(area) - t) ** 2 - z**2 * spread

        limits = [mp.findroot(gap, span, solver="anderson") for span in ((0.001, area - 0.001), (area + 0.001, 0.999))]
        out[name] = {"area": area, "limits": [float(v) for v in limits]}
    return out


def main() -> None:
    """Write the file."""
    packages = ["mpmath", "numpy", "scipy", "surpyval", "statsmodels", "scikit-learn", "firthmodels"]
    tools = "; ".join(f"{name} {version(name)}" for name in packages)
    fits = {name: {"alive": alive} | best([alive]) for name, alive in CURVES.items()}
    made = {
        "made": {
            "source": "packages named under tool, by tests/reference/make_loyalty.py",
            "tool": tools,
            "version": f"Python {platform.python_version()}",
            "command": "python tests/reference/make_loyalty.py",
            "date": DATE,
        },
        "fits": {"source": "mpmath: zero of the slope of the log-likelihood of beta functions", "values": fits},
        "cohorts": {"source": "mpmath, as fits", "alive": COHORTS} | best(COHORTS),
        "surpyval": {"source": "surpyval BetaGeometric.fit, one row per customer", "values": by_surpyval()},
        "limits": {
            "source": "scipy.optimize SLSQP: extremes of survival under log-likelihood >= maximum - 1.92",
            "values": {name: profile(CURVES[name], 8) for name in COUNTED},
        },
        "residual": {"source": "mpmath hyp2f1", "values": residuals()},
        "clv": {"source": "mpmath: sum of the margins", "values": lifetimes()},
        "silence": {"source": "statsmodels confint_proportions_2indep, newcomb", "values": silence()},
        "regression": {"source": "firthmodels; intercept: statsmodels GLM with offset", "values": regressions()},
        "evidence": {"source": "scikit-learn roc_auc_score, brier_score_loss; mpmath roots"} | evidence(),
    }
    (HERE / "loyalty.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
