"""Families: columns -> a tally that merges -> an estimate, its interval, and a comparison of two.

A family knows nothing of names such as NPS or FCR; the catalogue says which metric is which family with which columns.
"""

from cxcel.families.base import Family, by_group
from cxcel.families.design import Design, DesignTally
from cxcel.families.mean import Mean, MeanTally
from cxcel.families.net_score import NetScore, NetScoreCounts, NetScoreTally
from cxcel.families.proportion import Proportion, ProportionTally
from cxcel.families.ratio import Ratio, RatioTally

__all__ = [
    "Design",
    "DesignTally",
    "Family",
    "Mean",
    "MeanTally",
    "NetScore",
    "NetScoreCounts",
    "NetScoreTally",
    "Proportion",
    "ProportionTally",
    "Ratio",
    "RatioTally",
    "by_group",
]
