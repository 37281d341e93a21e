"""The thread from one report to the next: what a report leaves behind, and how the next one finds it.

A report takes along what the next needs to say what changed (`Memory`): packed into a row of the sheet "How it was
computed" that is hidden and named beside it, so that it survives Excel and LibreOffice, goes when the sheet is deleted,
and never reaches a copy that is shared.  The JSON of a report holds the same as it is.
"""

from .former import read_former
from .packed import pack, unpack

__all__ = ["pack", "read_former", "unpack"]
