"""From exported files to typed columns with roles: reading, cleaning, joining, and what was found on the way."""

from cxcel.data.dataset import Assumption, Column, DataFinding, Dataset, Frame, SourceTable
from cxcel.data.load import load
from cxcel.data.roles import ROLES, Role

__all__ = ["ROLES", "Assumption", "Column", "DataFinding", "Dataset", "Frame", "Role", "SourceTable", "load"]
