"""Errors of cells: Calc's numbers beside Excel's, and how Calc takes one from a function."""

from __future__ import annotations

import struct

VALUE = 519
# include/formula/errorcodes.hxx of LibreOffice; Excel's numbers are those of CVErr
EXCEL = {521: 2000, 532: 2007, VALUE: 2015, 524: 2023, 525: 2029, 503: 2036, 32767: 2042}
CALC = {excel: calc for calc, excel in EXCEL.items()}
UNFIT, UNKNOWN_NAME = 504, 525  # an argument of another kind than the function takes; no such function


def excel_number(calc: int) -> int:
    """Return the Excel error of a cell's error in Calc; those that Excel has not are #VALUE!.

    Examples
    --------
    >>> excel_number(532), excel_number(522)
    (2007, 2015)
    """
    return EXCEL.get(calc, EXCEL[VALUE])


def as_result(excel: int) -> float:
    """Return what Calc shows as an error: a NaN whose low word is the error's number (`CreateDoubleError`)."""
    bits = 0x7FF8000000000000 | CALC.get(excel, VALUE)
    return float(struct.unpack("<d", struct.pack("<Q", bits))[0])
