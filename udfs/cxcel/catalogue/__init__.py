"""The catalogue: one entry per metric, and nothing a front end knows about a metric stands anywhere else."""

from __future__ import annotations

from cxcel.catalogue import contacts, cost, loyalty, satisfaction, service, survey
from cxcel.catalogue.entry import Argument, Metric, Option, Rule
from cxcel.errors import BadOption, choose, pass_through

_AREAS = (survey, satisfaction, contacts, service, cost, loyalty)
METRICS: dict[str, Metric] = {m.name: m for area in _AREAS for m in area.METRICS}

__all__ = ["METRICS", "Argument", "Metric", "Option", "Rule", "metric"]


def metric(name: object) -> Metric:
    """Return the entry of a metric by its name, in capitals or not.

    Examples
    --------
    >>> metric("nps").title
    'Net Promoter Score'
    """
    pass_through("metric", name)
    if not isinstance(name, str):
        raise BadOption("metric must be the name of a metric, such as 'NPS', got a number or a range")
    return METRICS[choose("metric", name.strip().upper(), METRICS)]
