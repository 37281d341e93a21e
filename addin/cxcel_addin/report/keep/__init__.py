"""What readers write into a report, kept when the report is made anew.

A report says where it drew what (`drawn`), and takes a record of it along on a sheet that nobody sees (`record`): from
hashes alone one can tell later which cells are as they were drawn and what each is about, and nothing that a reader
has deleted can be read from it.  When a new report takes the older one's place, the older one's sheets are found by
their marks (`marks`), its cells and notes are read (`reading`), its rows and columns found again where lines were put
in or sorted (`lines`), what a reader wrote is told from what was drawn (`written`), and each text goes to the cell
that is about the same thing (`places`); what has no such cell goes to a sheet of its own, and from there back as soon
as its place is there again.
"""

from .drawn import Drawn, Exact
from .marks import KEPT, RECORD, Old, find
from .places import Placed, Places
from .reading import all_written
from .record import Record
from .written import Written

__all__ = [
    "KEPT",
    "RECORD",
    "Drawn",
    "Exact",
    "Old",
    "Placed",
    "Places",
    "Record",
    "Written",
    "all_written",
    "find",
]
