"""A copy with values only: made in a copy of the document, which is opened out of sight."""

from __future__ import annotations

from typing import Any

FORMULAS = 16  # com.sun.star.sheet.CellFlags.FORMULA


class Hidden(Exception):
    """Something that would be given away unseen, or cannot become values; the text is the sentence."""


def keep_values(document: Any) -> None:
    """Make values of every formula, and take out what a reader does not see.

    Raises
    ------
    Hidden
        A sheet is protected, or rows are filtered out.
    """
    sheets = [document.Sheets.getByIndex(i) for i in range(document.Sheets.getCount())]
    for sheet in sheets:
        if sheet.IsVisible:
            _refuse(document, sheet)
            _flatten_pivots(sheet)
            _flatten(sheet)
    for sheet in sheets:
        if not sheet.IsVisible:
            document.Sheets.removeByName(sheet.Name)
    _forget_sources(document)
    document.DocumentProperties.resetUserData("")


def _refuse(document: Any, sheet: Any) -> None:
    if sheet.isProtected():
        raise Hidden(
            f"The sheet {sheet.Name} is protected: unprotect it first, so that its formulas can become values."
        )
    ranges = document.DatabaseRanges
    for name in ranges.ElementNames:
        found = ranges.getByName(name)
        area = found.DataArea
        if area.Sheet == sheet.RangeAddress.Sheet and _has_filtered_rows(sheet, area):
            raise Hidden(
                f"Rows of the sheet {sheet.Name} are filtered out, and the copy would hold them: "
                "delete them, or remove the filter, first."
            )


def _has_filtered_rows(sheet: Any, area: Any) -> bool:
    rows = sheet.getCellRangeByPosition(
        area.StartColumn, area.StartRow, area.EndColumn, min(area.EndRow, area.StartRow + 100_000)
    ).getRows()
    return any(rows.getByIndex(i).IsFiltered for i in range(rows.getCount()))


def _flatten_pivots(sheet: Any) -> None:
    tables = sheet.getDataPilotTables()
    for name in list(tables.ElementNames):
        area = tables.getByName(name).OutputRange
        cells = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
        values = cells.getDataArray()
        tables.removeByName(name)
        cells.setDataArray(values)


def _flatten(sheet: Any) -> None:
    for area in sheet.queryContentCells(FORMULAS).getRangeAddresses():
        cells = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
        values = _values(cells)
        cells.clearContents(FORMULAS)
        cells.setDataArray(values)


def _values(cells: Any) -> tuple[tuple[Any, ...], ...]:
    """Return what cells show: an error stays readable, as a text."""
    return tuple(
        tuple(cells.getCellByPosition(c, r).getString() if cell is None else cell for c, cell in enumerate(row))
        for r, row in enumerate(cells.getDataArray())
    )


def _forget_sources(document: Any) -> None:
    holders: list[Any] = [document.NamedRanges]
    holders += [document.Sheets.getByIndex(i).NamedRanges for i in range(document.Sheets.getCount())]
    for names in holders:
        for name in list(names.ElementNames):
            names.removeByName(name)
    links = document.AreaLinks
    for i in reversed(range(links.getCount())):
        links.removeByIndex(i)
