"""Contacts with a planted truth, for the pages that align KPIs with loyalty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from cxcel.data.dataset import Dataset
from cxcel_addin.report.build import Settings, build
from cxcel_addin.report.model import Report

from .test_build_model import data

START = date(2026, 1, 1)


def contacts(n: int = 3000, days: int = 120, seed: int = 3, agents: int = 10, **more: Any) -> Dataset:
    """Answers that follow from whether the matter was resolved, and from nothing else."""
    rng = np.random.default_rng(seed)
    resolved = rng.random(n) < 0.6
    day = np.sort(rng.integers(0, days, n))
    team = np.array(["North", "South"])[rng.integers(0, 2, n)]
    columns = {
        "date": [START + timedelta(int(d)) for d in day],
        "contact_id": [f"C{i}" for i in range(n)],
        "agent": [f"A{i:02d}" for i in rng.integers(0, agents, n)],
        "team": list(team),
        "answered": np.ones(n),
        "resolved": resolved.astype(float),
        "transferred": (rng.random(n) < 0.2).astype(float),
        "wait": rng.exponential(30, n).round(),
        "talk": rng.lognormal(5.5, 0.4, n).round(),
        "hold": rng.exponential(20, n).round(),
        "wrap": rng.exponential(40, n).round(),
        "nps": score(rng, 6.2 + 2.2 * resolved),
    } | more
    return data("contact", n, **columns)


def score(rng: np.random.Generator, middle: Sequence[float] | np.ndarray) -> np.ndarray:
    """Answers of 0 to 10 around a middle."""
    return np.clip(np.round(np.asarray(middle) + rng.normal(0, 1.8, len(middle))), 0, 10)


def report(given: Dataset, **settings: Any) -> Report:
    """The report without what no page shows."""
    return build(given, Settings(breakdowns=False, **settings))


OTHERS = ("outcome", "links", "segments", "periods", "service", "verbatims", "benchmarks", "actions")


def alone(made: Report) -> Report:
    """The report without the pages that other tests draw."""
    return replace(made, **{name: None for name in OTHERS if hasattr(made, name)}, findings=())
