"""Each section of the model as blocks; a new section needs its function and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..blocks import Block
from . import groups, outcome, people, proof, relations, service, since

BLOCKS: dict[str, Callable[[Any], Iterator[Block]]] = {
    "outcome": outcome.blocks,
    "links": relations.links,
    "matrix": relations.matrix,
    "weights": relations.weights,
    "lags": relations.lags,
    "segments": groups.segments,
    "variation": groups.variation,
    "periods": groups.periods,
    "service": service.blocks,
    "loyalty": people.loyalty,
    "retention": people.retention,
    "complaints": people.pairs,
    "employees": people.pairs,
    "verbatims": people.verbatims,
    "benchmarks": people.benchmarks,
    "since": since.blocks,
    "steps": proof.steps,
    "flags": proof.flags,
    "actions": proof.actions,
    "method": proof.method,
    "quality": proof.quality,
}
