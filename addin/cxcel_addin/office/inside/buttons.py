"""The buttons: what each does to the document of its window, and the sentence it says."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from .calls import Calls
from .explaining import explained
from .mending import mend
from .places import path_of, url_of
from .room import make_room
from .sharing import Hidden, keep_values

EXCEL, OWN = "Calc MS Excel 2007 XML", "calc8"
SHOWN = 5  # cells that a sentence names
OPEN_FILE, SAVE_FILE = 0, 10  # com.sun.star.ui.dialogs.TemplateDescription: FILEOPEN_SIMPLE, FILESAVE_AUTOEXTENSION
SHEETS = "Excel workbook (.xlsx)", "*.xlsx"


class Failure(Exception):
    """A button could not do its work; the text is the sentence, and nothing was changed."""


class Button(NamedTuple):
    """A button of the toolbar and entry of the menu."""

    name: str
    title: str


BUTTONS = (
    Button("refresh", "Refresh"),
    Button("report", "Build report"),
    Button("share", "Share"),
    Button("explain", "Explain"),
    Button("open", "Open Excel workbook"),
    Button("about", "About CXcel"),
)


class Buttons:
    """The buttons of one window.

    Parameters
    ----------
    context
        LibreOffice's component context.
    frame : XFrame
        The window.
    calls : Calls
        All calls of all cells.
    """

    names = tuple(button.name for button in BUTTONS)

    def __init__(self, context: Any, frame: Any, calls: Calls) -> None:
        self.context, self.frame, self.calls = context, frame, calls

    def press(self, name: str, given: dict[str, Any]) -> str:
        """Do what a button does; return what to say, "" where nothing has to be said.

        Parameters
        ----------
        name : str
            The button.
        given : dict
            ``File``, where a program names the file that a person would be asked for.

        Raises
        ------
        Failure
            It could not be done; nothing was changed.
        """
        return str(getattr(self, name)(given))

    @property
    def document(self) -> Any:
        """The document of the window."""
        return self.frame.getController().getModel()

    def refresh(self, given: dict[str, Any]) -> str:
        """Forget earlier results, mend what can be mended, and calculate every formula again."""
        self.calls.forget()
        return self._made_right(self.document)

    def _made_right(self, document: Any) -> str:
        """Write formulas as LibreOffice takes them, calculate, and give tables and results the room they need."""
        mended = mend(document, self.calls.catalogue)
        self.calls.shapes.clear()
        document.calculateAll()
        return _said_of(mended, make_room(document, self.calls.shapes))

    def explain(self, given: dict[str, Any]) -> str:
        """Say why the selected cell shows an error."""
        return explained(self.document, self.document.getCurrentSelection(), self.calls)

    def report(self, given: dict[str, Any]) -> str:
        """Make the report of this document, as a document of its own."""
        with scratch() as folder:
            copy, target = os.path.join(folder, "copy.xlsx"), os.path.join(folder, "Report.xlsx")
            make_room(self.document, self.calls.shapes)
            self._store(self.document, copy, EXCEL)
            (told,) = self._work("report", copy, f"{_stem(self.document.Title)}.xlsx", target)
            self._load(target)
        return told

    def share(self, given: dict[str, Any]) -> str:
        """Make a copy with values only."""
        target = given.get("File") or self._asked(SAVE_FILE, f"{_stem(self.document.Title)} shared.xlsx")
        if not target:
            return ""
        self._work("may_share", target, path_of(self.document.getURL()))
        with scratch() as folder:
            made = os.path.join(folder, "shared.xlsx")
            self._values_only(os.path.join(folder, "copy.ods"), made)
            (told,) = self._work("share", made, target)
        return told

    def _values_only(self, copy: str, made: str) -> None:
        make_room(self.document, self.calls.shapes)
        self._store(self.document, copy, OWN)
        work = self._load(copy, hidden=True, template=False)
        try:
            keep_values(work)
            self._store(work, made, EXCEL)
        except Hidden as hidden:
            raise Failure(str(hidden)) from None
        finally:
            work.close(True)

    def open(self, given: dict[str, Any]) -> str:
        """Open a copy of an Excel workbook whose formulas LibreOffice knows."""
        source = given.get("File") or self._asked(OPEN_FILE, "")
        if not source:
            return ""
        with scratch() as folder:
            copy = os.path.join(folder, f"{_stem(os.path.basename(source))}.xlsx")
            (told,) = self._work("open", source, copy)
            document = self._load(copy)
            self.calls.homes.note(document, source)
            made = self._made_right(document)
        return " ".join(filter(None, (told, made)))

    def about(self, given: dict[str, Any]) -> str:
        """Say which version this is, and where its parts are."""
        (told,) = self._work("about")
        return f"CXcel {self.calls.catalogue.version}\n{told}"

    def _work(self, name: str, *values: str) -> tuple[str, ...]:
        """Have the process do something.

        Raises
        ------
        Failure
            It says why not.
        """
        status, *texts = self.calls.worker.ask({"do": name, "values": list(values)})
        if status:
            raise Failure(texts[0])
        return tuple(texts)

    def _store(self, document: Any, path: str, filter_: str) -> None:
        document.storeToURL(url_of(path), _properties(FilterName=filter_, Overwrite=True))

    def _load(self, path: str, hidden: bool = False, template: bool = True) -> Any:
        desktop = self._service("com.sun.star.frame.Desktop")
        hidden = hidden or not self.frame.getContainerWindow().isVisible()
        told = _properties(Hidden=hidden, AsTemplate=template)
        opened = desktop.loadComponentFromURL(url_of(path), "_blank", 0, told)
        if opened is None:
            raise Failure(f"LibreOffice does not open {os.path.basename(path)}")
        return opened

    def _asked(self, kind: int, name: str) -> str:
        """Ask a person for a file; "" where none is chosen."""
        picker = self._service("com.sun.star.ui.dialogs.FilePicker")
        picker.initialize((kind,))
        picker.appendFilter(*SHEETS)
        picker.setCurrentFilter(SHEETS[0])
        folder = os.path.dirname(path_of(self.document.getURL()))
        if folder:
            picker.setDisplayDirectory(url_of(folder))
        if name:
            picker.setDefaultName(name)
        return path_of(picker.getSelectedFiles()[0]) if picker.execute() == 1 else ""

    def _service(self, name: str) -> Any:
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)


def _said_of(mended: list[str], roomy: list[str]) -> str:
    plural = "s" if len(mended) > 1 else ""
    told = [f"Written as LibreOffice takes it: the formula{plural} in {_few(mended)}."] if mended else []
    told += [f"Now as long as what is there: {_few(roomy)}."] if roomy else []
    return " ".join(told)


def _few(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _stem(name: str) -> str:
    return os.path.splitext(name)[0] or "Untitled"


def _properties(**given: Any) -> tuple[Any, ...]:
    from com.sun.star.beans import PropertyValue

    return tuple(PropertyValue(name, 0, value, 0) for name, value in given.items())


@contextmanager
def scratch() -> Iterator[str]:
    """Give a folder that only this user can read, and that is gone afterwards."""
    folder = tempfile.mkdtemp(prefix="cxcel-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
