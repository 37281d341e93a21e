"""What verdicts and corners are called in the model: the core's codes, for those who draw and know no statistics."""

from cxcel.relations.priority import FIX, KEEP, MAINTAIN, WATCH
from cxcel.relations.verdict import EXPLAINED, MOVES, NONE, UNSURE, WEAKLY

__all__ = ["EXPLAINED", "FIX", "KEEP", "MAINTAIN", "MOVES", "NONE", "UNSURE", "WATCH", "WEAKLY"]
