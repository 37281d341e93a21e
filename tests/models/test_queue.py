"""Queues state by state, beside sums written out in full."""

from __future__ import annotations

from fractions import Fraction
from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.models.queue import Queue, inverse_blocking


@given(load=st.fractions(Fraction(1, 10), 40, max_denominator=10), lines=st.integers(0, 30))
def test_blocking_is_erlangs_fraction(load: Fraction, lines: int) -> None:
    terms = [load**k / factorial(k) for k in range(lines + 1)]
    assert inverse_blocking(float(load), lines) == pytest.approx(float(sum(terms) / terms[-1]), rel=1e-13)


@given(load=st.floats(0.5, 40), agents=st.integers(0, 30), leave=st.floats(0.05, 5))
def test_the_states_of_the_queue_balance(load: float, agents: int, leave: float) -> None:
    """Every state by the one below it, from the empty centre up: arrivals over answers and hang-ups."""
    rates = [load / min(k, agents) if k <= agents else load / (agents + (k - agents) * leave) for k in range(1, 1500)]
    logs = np.cumsum(np.log([1.0, *rates]))
    states = np.exp(logs - logs.max())  # the sum of a long queue is beyond what a float holds
    waiting = states[agents:] / states[agents:].sum()
    found = Queue.of(load, agents, leave)
    assert found.waiting == pytest.approx(states[agents:].sum() / states.sum(), rel=1e-10)
    assert found.chance == pytest.approx(waiting[found.ahead.astype(int)], rel=1e-9, abs=1e-17)
    assert found.chance.sum() == pytest.approx(1)
