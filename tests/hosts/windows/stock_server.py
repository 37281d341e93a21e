"""The same functions decorated the stock xlwings way, served by xlwings itself; runs on the Windows Python alone."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import xlwings as xw

from cxcel import functions


@xw.func
@xw.arg("scores", np.array, ndim=1)
def NPS(scores):  # type: ignore[no-untyped-def]
    """Net promoter score."""
    return functions.NPS(scores)


@xw.func
@xw.arg("scores", np.array, ndim=1)
def NPS_CI(scores, method, confidence_level):  # type: ignore[no-untyped-def]
    """Its confidence interval."""
    return functions.NPS_CI(scores, method, confidence_level)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    xw.serve(sys.argv[1])
