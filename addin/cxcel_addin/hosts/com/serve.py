"""The process behind Excel's cells: ``pythonw -P -E -m cxcel_addin.hosts.com.serve CLASS-ID WINDOW NUMBER``.

xlwings' DLL, which the add-in's VBA loads, starts it, puts a class id of its own into the command line and asks COM
for that class; then it calls ``CallUDF(module, function, arguments, ...)``.  This is all that the class offers, and
only what a module of `cxcel_addin` lists in ``__all__`` can be reached.  xlwings' own server can run any Python it is
sent and imports half of xlwings first.

The number, which is not looked at, is a new one after a server died: the DLL makes a class id for every command line,
and COM may go on asking for the dead one under the old id.

The process ends when Excel lets go of the class or is gone, even killed.  Which process Excel is, a window of its own
says: the parent is not always Excel, for the ``pythonw.exe`` of a virtual environment only starts another.  Who has no
window lets go.
"""

from __future__ import annotations

import sys
from importlib import import_module
from threading import Thread
from typing import Any

CALLS = "cxcel_addin.hosts.com.call"
OWN = "cxcel_addin."
GENERAL_FAILURE = -2147467259  # E_FAIL
SYNCHRONIZE = 0x00100000
NO_WINDOW = "0"
INVALID_PARAMETER = 87  # what OpenProcess says of a process that is not there


class Calls:
    """What COM sees."""

    _public_methods_ = ("CallUDF",)

    def CallUDF(self, module: str, function: str, values: tuple[Any, ...], *_: object) -> Any:  # noqa: N802 - as in xlwings
        """Call a function; what follows the values (workbook and caller, for xlwings) is not looked at."""
        try:
            return (reached(module, function)(*values),)  # pywin32 takes a bare tuple for several results
        except Exception as error:
            from win32com.server.exception import COMException  # type: ignore[import-untyped]

            raise COMException(description=str(error), scode=GENERAL_FAILURE) from None


def reached(module: str, function: str) -> Any:
    """Return a function that VBA may call.

    Raises
    ------
    LookupError
        The module is not ours, or does not offer the function.
    """
    if module.startswith(OWN):
        found = import_module(module)
        if function in getattr(found, "__all__", ()):
            return getattr(found, function)
    raise LookupError(f"{module} offers no function {function}: install the add-in again")


def serve(class_id: str, window: str) -> None:
    """Offer the class until nobody holds it any more, or the process that owns the window has ended."""
    # COINIT_MULTITHREADED: calls come on COM's own threads, in half the time that a window's messages take
    sys.coinit_flags = 0  # type: ignore[attr-defined]  # mhammond.github.io/pywin32/pythoncom__CoInitializeEx_meth.html
    import pythoncom  # type: ignore[import-untyped]
    import pywintypes  # type: ignore[import-untyped]
    import win32api  # type: ignore[import-untyped]
    from win32com.server import policy, util  # type: ignore[import-untyped]

    ends = _excel(window)  # first of all: Excel may close the window any time
    policy.CreateInstance = lambda _, interface: util.wrap(Calls(), interface)  # pywin32's factory asks this name
    identity = pywintypes.IID(class_id)
    registered = pythoncom.CoRegisterClassObject(
        identity,
        pythoncom.MakePyFactory(identity),
        pythoncom.CLSCTX_LOCAL_SERVER,
        pythoncom.REGCLS_MULTIPLEUSE | pythoncom.REGCLS_SUSPENDED,
    )
    pythoncom.EnableQuitMessage(win32api.GetCurrentThreadId())
    pythoncom.CoResumeClassObjects()
    Thread(target=import_module, args=(CALLS,), daemon=True).start()  # Excel goes on while numpy is loaded
    _pump(ends)
    pythoncom.CoRevokeClassObject(registered)


def _excel(window: str) -> list[Any]:
    """Return the process that owns a window, as what can be waited for; nothing of no window; end where it is gone."""
    import pywintypes
    import win32api
    import win32process  # type: ignore[import-untyped]

    thread, process = win32process.GetWindowThreadProcessId(int(window))
    if not thread:  # then pywin32 gives whatever stood in memory as the process
        if window != NO_WINDOW:
            sys.exit()  # Excel is gone already: nobody would ever let go of the class
        return []
    try:
        return [win32api.OpenProcess(SYNCHRONIZE, False, process)]
    except pywintypes.error as error:
        if error.winerror == INVALID_PARAMETER:
            sys.exit()  # it has ended meanwhile
        return []


def _pump(ends: list[Any]) -> None:
    """Hand on messages until one says quit, or one of the processes has ended."""
    import pythoncom
    import win32event  # type: ignore[import-untyped]

    message = win32event.WAIT_OBJECT_0 + len(ends)
    while win32event.MsgWaitForMultipleObjects(ends, 0, win32event.INFINITE, win32event.QS_ALLEVENTS) == message:
        if pythoncom.PumpWaitingMessages():
            return


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2])
