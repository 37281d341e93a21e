"""The other end of `tests.office.office`: LibreOffice's side, run by a Python that has ``uno``.

It starts soffice, then takes a command a line as JSON and answers with a line.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import uuid
from threading import Thread
from typing import Any

import uno
import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.frame import XDispatchResultListener

DIALOGS = (1, 12)  # com.sun.star.accessibility.AccessibleRole: ALERT, DIALOG
RESTART = (79, 81)  # a fresh profile ends so once, and wants to be started again


def properties(**given: Any) -> tuple[Any, ...]:
    return tuple(PropertyValue(name, 0, value, 0) for name, value in given.items())


class Heard(unohelper.Base, XDispatchResultListener):
    """What a button said."""

    said: Any = None

    def dispatchFinished(self, event: Any) -> None:
        self.said = event

    def disposing(self, event: Any) -> None:
        pass


class Office:
    """One soffice with its documents, by number."""

    def __init__(self, program: str, profile: str, words: list[str], display: str) -> None:
        self.pipe = f"cx{uuid.uuid4().hex[:10]}"
        self.command = [
            os.path.join(program, "soffice.bin"), *(["--headless", "--invisible"] if not display else []),
            "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard",
            f"-env:UserInstallation={uno.systemPathToFileUrl(profile)}",
            f"--accept=pipe,name={self.pipe};urp;StarOffice.ComponentContext", *words,
        ]  # fmt: skip
        # an activated environment on PATH makes the embedded Python load the wrong standard library
        home, scratch = os.path.dirname(profile), os.path.join(os.path.dirname(profile), "scratch")
        os.makedirs(scratch, exist_ok=True)
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": home, "TMPDIR": scratch, "LANG": "C.UTF-8"}
        self.environment |= {"DISPLAY": display, "SAL_USE_VCLPLUGIN": "gen"} if display else {}
        self.log = os.path.join(profile, "soffice.log")
        self.documents: dict[int, Any] = {}
        self.last = 0
        self.context = self._started()
        self.desktop = self._service("com.sun.star.frame.Desktop")

    def _service(self, name: str) -> Any:
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def _spawn(self) -> None:
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, env=self.environment, stdout=log, stderr=subprocess.STDOUT)

    def _started(self) -> Any:
        self._spawn()
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        until, again = time.time() + 90, 3
        while True:
            try:
                return resolver.resolve(f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext")
            except NoConnectException:
                ended = self.process.poll()
                if ended in RESTART and again:
                    again -= 1
                    self._spawn()
                elif ended is not None or time.time() > until:
                    self.process.kill()
                    raise SystemExit(f"soffice does not start ({ended}): see {self.log}") from None
                time.sleep(0.05)

    # commands

    def new(self, hidden: bool = True) -> int:
        return self._kept(
            self.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, properties(Hidden=hidden))
        )

    def open(self, path: str, hidden: bool = True) -> int:
        url = uno.systemPathToFileUrl(path)
        return self._kept(self.desktop.loadComponentFromURL(url, "_blank", 0, properties(Hidden=hidden)))

    def _kept(self, document: Any) -> int:
        self.last += 1
        self.documents[self.last] = document
        return self.last

    def close(self, number: int) -> None:
        self.documents.pop(number).close(True)

    def add_sheet(self, number: int, name: str) -> None:
        self.documents[number].Sheets.insertNewByName(name, 99)

    def sheets(self, number: int) -> list[str]:
        return list(self.documents[number].Sheets.ElementNames)

    def put(self, number: int, sheet: str, corner: str, rows: list[list[Any]]) -> None:
        """Put in values: None stays blank, a text beginning with ``=`` is a formula, true and false are flags."""
        first = self._cells(number, sheet, corner)
        area = first.getRangeAddress()
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is not None:
                    cell = first.getSpreadsheet().getCellByPosition(area.StartColumn + c, area.StartRow + r)
                    self._put_one(cell, value)

    @staticmethod
    def _put_one(cell: Any, value: Any) -> None:
        if isinstance(value, bool):
            cell.setFormula("=TRUE()" if value else "=FALSE()")
            cell.setFormula(cell.getFormula())
        elif isinstance(value, str):
            cell.setFormula(value) if value.startswith("=") else cell.setString(value)
        else:
            cell.setValue(value)

    def column(self, number: int, sheet: str, address: str, values: list[Any]) -> None:
        """Put plain numbers and texts into a range at once."""
        self._cells(number, sheet, address).setDataArray(tuple((value,) for value in values))

    def block(self, number: int, sheet: str, corner: str, rows: list[list[Any]]) -> None:
        """Put numbers and texts, with None for a blank, below and right of a cell at once."""
        first = self._cells(number, sheet, corner)
        area = first.getRangeAddress()
        right, bottom = area.StartColumn + len(rows[0]) - 1, area.StartRow + len(rows) - 1
        cells = first.getSpreadsheet().getCellRangeByPosition(area.StartColumn, area.StartRow, right, bottom)
        cells.setDataArray(tuple(tuple("" if value is None else value for value in row) for row in rows))

    def fill(self, number: int, sheet: str, address: str, formulas: list[list[str]]) -> None:
        """Type many formulas at once."""
        self._cells(number, sheet, address).setFormulaArray(tuple(map(tuple, formulas)))

    def array(self, number: int, sheet: str, address: str, formula: str) -> None:
        """Type an array formula over a range."""
        self._cells(number, sheet, address).setArrayFormula(formula)

    def show_as(self, number: int, sheet: str, address: str, code: str) -> None:
        """Give a range a number format."""
        formats = self.documents[number].getNumberFormats()
        locale = uno.createUnoStruct("com.sun.star.lang.Locale", "en", "US", "")
        key = formats.queryKey(code, locale, False)
        self._cells(number, sheet, address).NumberFormat = key if key >= 0 else formats.addNew(code, locale)

    def read(self, number: int, sheet: str, address: str) -> list[list[Any]]:
        """Return every cell as text shown, number, and error."""
        cells = self._cells(number, sheet, address)
        area = cells.getRangeAddress()
        return [
            [
                [cell.getString(), cell.getValue(), cell.getError()]
                for cell in (cells.getCellByPosition(c, r) for c in range(area.EndColumn - area.StartColumn + 1))
            ]
            for r in range(area.EndRow - area.StartRow + 1)
        ]

    def data(self, number: int, sheet: str, address: str) -> list[list[Any]]:
        return [list(row) for row in self._cells(number, sheet, address).getDataArray()]

    def formula(self, number: int, sheet: str, address: str) -> str:
        return str(self._cells(number, sheet, address).getCellByPosition(0, 0).getFormula())

    def used(self, number: int, sheet: str) -> str:
        """Return the used part of a sheet."""
        cursor = self.documents[number].Sheets.getByName(sheet).createCursor()
        cursor.gotoEndOfUsedArea(True)
        return str(cursor.AbsoluteName)

    def name(self, number: int, name: str, content: str) -> None:
        """Give a range a name."""
        origin = uno.createUnoStruct("com.sun.star.table.CellAddress", 0, 0, 0)
        self.documents[number].NamedRanges.addNewByName(name, content, origin, 0)

    def make_table(self, number: int, sheet: str, name: str, address: str) -> None:
        """Make a table of cells with headers on top."""
        cells = self._cells(number, sheet, address)
        self.documents[number].DatabaseRanges.addNewByName(name, cells.getRangeAddress())

    def calculate(self, number: int) -> float:
        """Calculate everything anew; return the seconds."""
        began = time.perf_counter()
        self.documents[number].calculateAll()
        return time.perf_counter() - began

    def changed_and_read(self, number: int, changed: str, values: list[Any], read: str) -> list[float]:
        """Put one value after the other into a cell, and read another after each, as a macro does."""
        cell, result = self._cells(number, "", changed), self._cells(number, "", read)
        found = []
        for value in values:
            cell.setValue(value)
            found.append(result.getValue())
        return found

    def extend(self, number: int, table: str, rows: int) -> None:
        """Repeat the rows of a table until there are so many."""
        described = self.documents[number].DatabaseRanges.getByName(table)
        area = described.DataArea
        sheet = self.documents[number].Sheets.getByIndex(area.Sheet)
        old = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow + 1, area.EndColumn, area.EndRow)
        values = old.getDataArray()
        area.EndRow = area.StartRow + rows
        described.setDataArea(area)
        new = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow + 1, area.EndColumn, area.EndRow)
        new.setDataArray((values * (rows // len(values) + 1))[:rows])
        for column in range(area.EndColumn - area.StartColumn + 1):
            shown = old.getCellByPosition(column, 0).NumberFormat
            new.getCellRangeByPosition(column, 0, column, rows - 1).NumberFormat = shown

    def without_ours(self, number: int) -> int:
        """Put their values in place of the formulas that call one of our functions; return how many cells that is."""
        replaced = 0
        for sheet in self._sheets(number):
            for area in sheet.queryContentCells(16).getRangeAddresses():
                block = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
                for r, row in enumerate(block.getFormulaArray()):
                    for c, text in enumerate(row):
                        cell = block.getCellByPosition(c, r)
                        if "ORG.CXCEL" in text.upper() and cell.Type.value == "FORMULA":  # not in an array that is done
                            replaced += self._keep_values(sheet, cell)
        return replaced

    @staticmethod
    def _keep_values(sheet: Any, cell: Any) -> int:
        cursor = sheet.createCursorByRange(cell)
        if cell.getArrayFormula():
            cursor.collapseToCurrentArray()
        values = cursor.getDataArray()
        cursor.clearContents(16)
        cursor.setDataArray(values)
        return len(values) * len(values[0])

    def _sheets(self, number: int) -> list[Any]:
        sheets = self.documents[number].Sheets
        return [sheets.getByIndex(i) for i in range(sheets.getCount())]

    def failed(self, number: int) -> list[str]:
        """Return where formulas show errors."""
        sheets = self._sheets(number)
        return [block for sheet in sheets if (block := sheet.queryFormulaCells(4).getRangeAddressesAsString())]

    def round_trip(self, source: str, target: str) -> float:
        """Open a file, calculate everything, and save it; return the seconds."""
        began = time.perf_counter()
        number = self.open(source)
        self.documents[number].calculateAll()
        self.save(number, target, "Calc MS Excel 2007 XML")
        taken = time.perf_counter() - began
        self.close(number)
        return taken

    def rule(self, number: int, address: str, formula: str) -> None:
        """Give cells a conditional format."""
        cells = self._cells(number, "", address)
        rules = cells.ConditionalFormat
        rules.clear()
        told = (
            PropertyValue("Operator", 0, uno.Enum("com.sun.star.sheet.ConditionOperator", "FORMULA"), 0),
            PropertyValue("Formula1", 0, formula, 0),
            PropertyValue("StyleName", 0, "Heading", 0),
        )
        rules.addNew(told)
        cells.ConditionalFormat = rules

    def script(self, number: int, source: str) -> Any:
        """Run the function ``run`` of a Basic macro within one event of LibreOffice's."""
        libraries = self.documents[number].BasicLibraries
        if not libraries.hasByName("Standard"):
            libraries.createLibrary("Standard")
        library = libraries.getByName("Standard")
        if library.hasByName("Probe"):
            library.removeByName("Probe")
        library.insertByName("Probe", source)
        script = (
            self.documents[number]
            .getScriptProvider()
            .getScript("vnd.sun.star.script:Standard.Probe.run?language=Basic&location=document")
        )
        value, _, _ = script.invoke((), (), ())
        return list(value) if isinstance(value, tuple) else value

    def seek(self, number: int, formula: str, variable: str, wanted: str) -> list[float]:
        """Seek the value of a cell with which another gives a wanted result."""
        document = self.documents[number]
        places = [self._cells(number, "", address).getCellAddress() for address in (formula, variable)]
        found = document.seekGoal(*places, wanted)
        return [found.Result, found.Divergence]

    def sort(self, number: int, address: str, column: int) -> None:
        """Sort rows by a column."""
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = column, True
        told = (PropertyValue("SortFields", 0, uno.Any("[]com.sun.star.table.TableSortField", (field,)), 0),)
        uno.invoke(self._cells(number, "", address), "sort", (told,))

    def merge(self, number: int, address: str) -> None:
        """Merge cells into one."""
        self._cells(number, "", address).merge(True)

    def hide_rows(self, number: int, address: str) -> None:
        """Hide the rows of cells."""
        self._cells(number, "", address).Rows.IsVisible = False

    def filter(self, number: int, address: str, column: int, least: float) -> list[bool]:
        """Filter rows under a header by the least value of a column; return which rows are out of sight."""
        cells = self._cells(number, "", address)
        described = cells.createFilterDescriptor(True)
        field = uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
        field.Field, field.IsNumeric, field.NumericValue = column, True, least
        field.Operator = uno.Enum("com.sun.star.sheet.FilterOperator", "GREATER_EQUAL")
        described.setFilterFields((field,))
        described.ContainsHeader = True
        cells.filter(described)
        return [cells.Rows.getByIndex(i).IsFiltered for i in range(cells.Rows.Count)]

    def count_from(self, number: int, year: int, month: int, day: int) -> None:
        """Set the day from which a document counts."""
        self.documents[number].NullDate = uno.createUnoStruct("com.sun.star.util.Date", day, month, year)

    def select(self, number: int, sheet: str, address: str) -> None:
        self.documents[number].CurrentController.select(self._cells(number, sheet, address))

    def ends(self, number: int, sheet: str = "", address: str = "") -> list[list[Any]]:
        """Return the first and the last row of cells, of those selected where none are named."""
        cells = self._cells(number, sheet, address) if address else self.documents[number].getCurrentSelection()
        rows = cells.getDataArray()
        return [list(rows[0]), list(rows[-1])]

    def press(self, number: int, button: str, given: dict[str, Any]) -> list[Any]:
        """Press a button as a program does: whether it worked, and what it said."""
        url = uno.createUnoStruct("com.sun.star.util.URL")
        url.Complete = f"org.cxcel.buttons:{button}"
        _, url = self._service("com.sun.star.util.URLTransformer").parseStrict(url)
        frame = self.documents[number].CurrentController.Frame
        heard = Heard()
        frame.queryDispatch(url, "_self", 0).dispatchWithNotification(url, properties(**given), heard)
        return [heard.said.State == 1, heard.said.Result]  # DispatchResultState.SUCCESS

    def press_in_window(self, number: int, button: str) -> None:
        """Press a button as a person does, and go on while its message is shown."""
        url = uno.createUnoStruct("com.sun.star.util.URL")
        url.Complete = f"org.cxcel.buttons:{button}"
        _, url = self._service("com.sun.star.util.URLTransformer").parseStrict(url)
        frame = self.documents[number].CurrentController.Frame
        dispatch = frame.queryDispatch(url, "_self", 0)
        Thread(target=dispatch.dispatch, args=(url, ()), daemon=True).start()

    def shown_toolbars(self, number: int) -> list[str]:
        """Return the titles of toolbars of ours that are shown."""
        manager = self.documents[number].CurrentController.Frame.LayoutManager
        ours = (each for each in manager.getElements() if "org.cxcel" in each.ResourceURL)
        return [
            each.getRealInterface().AccessibleContext.AccessibleName
            for each in ours
            if manager.isElementVisible(each.ResourceURL)
        ]

    def buttons(self, number: int) -> dict[str, list[int]]:
        """Return the middle of each button of our toolbar, in pixels of the screen."""
        manager = self.documents[number].CurrentController.Frame.LayoutManager
        (bar,) = (each for each in manager.getElements() if "org.cxcel" in each.ResourceURL)
        return {name: place for _, name, place in self._inside(bar.getRealInterface().AccessibleContext)}

    def dialog(self) -> list[Any]:
        """Return what a dialog over the windows shows, each as role, name, and middle in pixels of the screen."""
        window = self._service("com.sun.star.awt.Toolkit").getTopWindow(0)
        shown = getattr(window, "AccessibleContext", None)
        try:
            return list(self._inside(shown)) if shown is not None and shown.AccessibleRole in DIALOGS else []
        except Exception:  # it goes just now
            return []

    def _inside(self, shown: Any) -> Any:
        """Yield what is shown in something, from the outside to the inside."""
        corner, size = shown.LocationOnScreen, shown.Size
        yield [shown.AccessibleRole, shown.AccessibleName, [corner.X + size.Width // 2, corner.Y + size.Height // 2]]
        for child in (shown.getAccessibleChild(i) for i in range(shown.AccessibleChildCount)):
            inner = getattr(child, "AccessibleContext", None)
            if hasattr(inner, "LocationOnScreen"):
                yield from self._inside(inner)

    def menu(self, number: int, name: str) -> None:
        """Do a command of LibreOffice's own menu, such as Copy or Paste, with what is selected."""
        frame = self.documents[number].CurrentController.Frame
        helper = self._service("com.sun.star.frame.DispatchHelper")
        helper.executeDispatch(frame, f".uno:{name}", "", 0, ())

    def front(self, number: int) -> None:
        """Put a document's window before the others."""
        self.documents[number].CurrentController.Frame.ContainerWindow.toFront()

    def table(self, number: int, name: str) -> str:
        """Return the cells of a table."""
        return str(self.documents[number].DatabaseRanges.getByName(name).ReferredCells.AbsoluteName)

    def insert_rows(self, number: int, sheet: str, row: int, count: int) -> None:
        self.documents[number].Sheets.getByName(sheet).Rows.insertByIndex(row, count)

    def delete_rows(self, number: int, sheet: str, row: int, count: int) -> None:
        self.documents[number].Sheets.getByName(sheet).Rows.removeByIndex(row, count)

    def clear(self, number: int, sheet: str, address: str) -> None:
        """Clear values, dates, texts and formulas, as the key Delete does."""
        self._cells(number, sheet, address).clearContents(1 | 2 | 4 | 16)

    def modify(self, number: int, modified: bool) -> None:
        self.documents[number].setModified(modified)

    def protect(self, number: int, sheet: str) -> None:
        self._cells(number, sheet, "A1").getSpreadsheet().protect("")

    def modified(self, number: int) -> bool:
        return bool(self.documents[number].isModified())

    def titles(self) -> list[str]:
        """Return the titles of all open documents."""
        return [document.Title for document in self._open()]

    def adopt(self, title: str) -> int:
        """Return the number of a document that a button opened."""
        return self._kept(next(document for document in self._open() if document.Title == title))

    def _open(self) -> list[Any]:
        found, documents = [], self.desktop.Components.createEnumeration()
        while documents.hasMoreElements():
            found.append(documents.nextElement())
        return found

    def save(self, number: int, path: str, filter_: str) -> None:
        self.documents[number].storeToURL(uno.systemPathToFileUrl(path), properties(FilterName=filter_, Overwrite=True))

    def save_as(self, number: int, path: str) -> None:
        """Save a document, which lies there from now on."""
        self.documents[number].storeAsURL(uno.systemPathToFileUrl(path), properties(FilterName="calc8", Overwrite=True))

    def wizard(self) -> dict[str, list[Any]]:
        """Return what the function wizard knows of our functions: help, category, arguments."""
        found = {}
        descriptions = self._service("com.sun.star.sheet.FunctionDescriptions")
        for i in range(descriptions.getCount()):
            told = {each.Name: each.Value for each in descriptions.getByIndex(i)}
            shown = [[a.Name, a.Description, a.IsOptional] for a in (told.get("Arguments") or ())]
            found[told["Name"]] = [told["Description"], told["Category"], shown]
        return found

    def extensions(self) -> list[str]:
        """Return the identifiers of the extensions that the user has."""
        manager = self.context.getValueByName("/singletons/com.sun.star.deployment.ExtensionManager")
        return [each.getIdentifier().Value for each in manager.getDeployedExtensions("user", None, None)]

    def running(self) -> list[int]:
        """Return the processes that LibreOffice started."""
        listed = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(line.split()[0]) for line in listed.stdout.splitlines() if "cxcel" in line]

    def _cells(self, number: int, sheet: str, address: str) -> Any:
        sheets = self.documents[number].Sheets
        return (sheets.getByName(sheet) if sheet else sheets.getByIndex(0)).getCellRangeByName(address)

    def end(self) -> None:
        try:
            for document in self._open():
                document.close(True)
            self.desktop.terminate()
        except Exception:  # it is gone already
            pass
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def main() -> None:
    office = Office(**json.loads(sys.argv[1]))
    print(json.dumps({"ready": office.process.pid}), flush=True)
    for line in sys.stdin:
        told = json.loads(line)
        try:
            answer = {"value": getattr(office, told["do"])(*told["with"])}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
    office.end()


if __name__ == "__main__":
    main()
