"""LibreOffice as the tests ask for it; runs in the Python that has LibreOffice's bridge, and knows nothing of CXcel.

The first argument is the number of a connection, the second the program.  A request is a method's name and its
arguments; the answer is ("done", value) or ("failed", sentence).  While a formula is entered, its function asks for
what the server would answer: ("call", module, function, arguments) goes out, and the rows of the answer come in.

A cell is a float or a text, "" for a blank; a whole number is Excel's number of an error.
"""

from __future__ import annotations

import contextlib
import os
import struct
import subprocess
import sys
import tempfile
import time
import traceback
import uuid
from multiprocessing.connection import Connection

import uno
import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.script import XInvocation

SECONDS = 90
AGAIN = (79, 81)  # a fresh profile ends the program once, which asks to be started again
NUMBERS = {32767: 2042, 519: 2015, 532: 2007, 503: 2036, 524: 2023, 525: 2029, 521: 2000}  # LibreOffice's and Excel's
CODES = {number: code for code, number in NUMBERS.items()}
WRONG_VALUE = 2015
ALWAYS = 4  # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN
MARK = "\ue000"
EMPTY = "private:factory/scalc"  # a new document


def properties(**values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


class Server(unohelper.Base, XInvocation):
    """The object that the twin's Basic holds: what it is asked goes to the tests."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.caller = connection, ("", "")
        self.documents, self.commands = {}, []

    def invoke(self, name, given, indices, out):
        return getattr(self, f"do_{name}")(*given), (), ()

    def do_CallUDF(self, module, function, given):
        self.connection.send(("call", module, function, tuple(map(plain, given))))
        return self.connection.recv()

    def do_Activate(self, command):
        self.commands.append(command)
        return 0

    def do_Caller(self):
        return self.caller

    def do_Failed(self, number):
        """A NaN whose low half is LibreOffice's number of the error: a cell that gets it shows the error."""
        return struct.unpack("<d", struct.pack("<II", CODES.get(number, CODES[WRONG_VALUE]), 0x7FF80000))[0]

    def do_ExcelNumber(self, code):
        return NUMBERS.get(code, WRONG_VALUE)

    def do_CountsFrom1904(self, name):
        return any(book.Title == name and book.NullDate.Year == 1904 for book in self.documents.values())

    def hasMethod(self, name):
        return hasattr(self, f"do_{name}")

    def hasProperty(self, name):
        return False

    def getIntrospection(self):
        return None

    def getValue(self, name):
        return None

    def setValue(self, name, value):
        pass


def plain(value):
    """An argument as COM hands it to Python; the bridge makes whole numbers of floats where it can."""
    if isinstance(value, uno.ByteSequence):
        return value.value
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    if isinstance(value, str) and value.startswith(MARK):
        return -2147352572 if value == f"{MARK}missing" else 0x800A0000 - 2**32 + int(value[1:])
    return float(value) if type(value) is int else value


class Office:
    """One running LibreOffice with the documents that were opened."""

    def __init__(self, connection: Connection, program: str, profile: str) -> None:
        self.server = Server(connection)
        self.documents = self.server.documents
        pipe = f"cxcel{uuid.uuid4().hex[:12]}"
        accept = f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext"
        quiet = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard")
        self.command = [program, *quiet, f"-env:UserInstallation={uno.systemPathToFileUrl(profile)}", accept]
        self.process = self.started()
        self.desktop = self.connected(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")

    def started(self):
        system = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
        system["PATH"] = "/usr/bin:/bin"
        silent = subprocess.DEVNULL
        return subprocess.Popen(self.command, env=system, stdin=silent, stdout=silent, stderr=silent)

    def connected(self, place: str):
        here = uno.getComponentContext()
        resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
        end = time.monotonic() + SECONDS
        while True:
            try:
                context = resolver.resolve(place)
                return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
            except NoConnectException:
                if self.process.poll() in AGAIN:
                    self.process = self.started()
                elif self.process.poll() is not None or time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def open(self, path: str) -> None:
        place = path if path == EMPTY else uno.systemPathToFileUrl(path)
        options = properties(MacroExecutionMode=ALWAYS)
        self.documents[path] = self.desktop.loadComponentFromURL(place, "_blank", 0, options)

    def ready(self, path: str) -> None:
        """Give the twin its server."""
        self.run(path, "Lacking.UseServer", self.server)

    def close(self, path: str) -> None:
        self.documents.pop(path).close(True)

    def modules(self, path: str):
        return self.documents[path].BasicLibraries.getByName("VBAProject").ElementNames

    def broken(self, modules):
        """The names of modules that do not compile; each has a function ``Works``.

        One that does not compile spoils all others of its document: so all are tried together first, and each in a
        document of its own where they do not work.
        """
        if self.working(modules):
            return []
        return [name for name in modules if not self.working({name: modules[name]})]

    def working(self, modules) -> bool:
        """Whether modules run; a document with one that does not stays open, for closing it may end LibreOffice."""
        self.open(EMPTY)
        libraries = self.documents[EMPTY].BasicLibraries
        libraries.VBACompatibilityMode = True
        library = libraries.createLibrary("Trials")
        for name, source in modules.items():
            library.insertByName(name, source)
        works = all(self.invoke(EMPTY, f"Trials.{name}.Works") == "yes" for name in modules)
        if works:
            self.close(EMPTY)
        return works

    def run(self, path: str, macro: str, *given):
        """Run a Sub or Function of the twin by the names of its module and its own."""
        return self.invoke(path, f"VBAProject.{macro}", *given)

    def invoke(self, path: str, name: str, *given):
        provider = self.documents[path].getScriptProvider()
        script = provider.getScript(f"vnd.sun.star.script:{name}?language=Basic&location=document")
        return script.invoke(given, (), ())[0]

    def commands(self):
        """By what words servers were started since this was asked last."""
        found, self.server.commands = self.server.commands, []
        return found

    def select(self, path: str, sheet: str, address: str) -> None:
        """Bring the document to the front and select a block."""
        controller = self.documents[path].CurrentController
        controller.Frame.activate()
        controller.select(self.cells(path, sheet, address))

    def add_sheet(self, path: str, name: str) -> None:
        sheets = self.documents[path].Sheets
        sheets.insertNewByName(name, sheets.Count)

    def drop_sheet(self, path: str, name: str) -> None:
        self.documents[path].Sheets.removeByName(name)

    def cells(self, path: str, sheet: str, address: str):
        return self.documents[path].Sheets.getByName(sheet).getCellRangeByName(address)

    def fill(self, path: str, sheet: str, address: str, rows) -> None:
        self.cells(path, sheet, address).setDataArray(rows)

    def format(self, path: str, sheet: str, address: str, code: str) -> None:
        formats, english = (
            self.documents[path].NumberFormats,
            uno.createUnoStruct("com.sun.star.lang.Locale", "en", "US", ""),
        )
        known = formats.queryKey(code, english, False)
        self.cells(path, sheet, address).NumberFormat = formats.addNew(code, english) if known == -1 else known

    def enter(self, path: str, sheet: str, address: str, formula: str):
        """Enter a formula into a cell, or as an array into a block, and tell what is shown."""
        block = self.cells(path, sheet, address)
        self.server.caller = (sheet, address)
        try:
            if ":" in address:
                block.setArrayFormula(formula)
            else:
                block.setFormula(formula)
            return self.shown(path, sheet, address)  # a cell is computed when somebody looks
        finally:
            self.server.caller = ("", "")

    def shown(self, path: str, sheet: str, address: str):
        block = self.cells(path, sheet, address)
        rows = block.getDataArray()
        shown = tuple(
            tuple(self.error(block, r, c) if value is None else value for c, value in enumerate(row))
            for r, row in enumerate(rows)
        )
        return shown if ":" in address else shown[0][0]

    def error(self, block, row: int, column: int) -> int:
        return NUMBERS.get(block.getCellByPosition(column, row).getError(), WRONG_VALUE)

    def end(self) -> None:
        with contextlib.suppress(Exception):  # the bridge may end before the answer is here
            for path in list(self.documents):
                self.close(path)
            self.desktop.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def serve(connection: Connection, program: str) -> None:
    """Answer requests until nobody asks any more."""
    with tempfile.TemporaryDirectory(prefix="cxcel-office-") as profile:
        office = Office(connection, program, profile)
        connection.send(("done", None))
        try:
            while True:
                try:
                    name, *given = connection.recv()
                except EOFError:
                    return
                try:
                    answer = ("done", getattr(office, name)(*given))
                except Exception:
                    answer = ("failed", traceback.format_exc())
                connection.send(answer)
        finally:
            office.end()


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])), sys.argv[2])
