"""What LibreOffice loads: the functions and the buttons as its services.

LibreOffice's Python loader puts ``pythonpath`` beside this file on the path; `cxcel_addin.office.inside` is there as
``cxcel_inside``.
"""

# ruff: noqa: N802, N816 - names are UNO's

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from threading import Event, get_ident
from typing import Any, ClassVar

import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.frame import DispatchResultEvent, XDispatchProvider, XNotifyingDispatch
from com.sun.star.frame.DispatchResultState import FAILURE, SUCCESS
from com.sun.star.lang import XInitialization, XServiceInfo, XServiceName
from com.sun.star.util import XModifyListener
from cxcel_inside.buttons import Buttons, Failure
from cxcel_inside.calls import Calls
from cxcel_inside.catalogue import Catalogue
from cxcel_inside.messages import show
from cxcel_inside.names import BUTTONS, PROTOCOL, SERVICE
from cxcel_inside.ranges import Ranges
from cxcel_inside.worker import Unreachable, Worker
from org.cxcel import XFunctions

SECONDS = 0.2  # to learn which thread is LibreOffice's own, once
FOLDER = os.path.dirname(os.path.abspath(__file__))


class Listener(unohelper.Base, XModifyListener):
    """Tells when a range was modified."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell = tell

    def modified(self, event: Any) -> None:
        """See com.sun.star.util.XModifyListener."""
        self._tell()

    def disposing(self, event: Any) -> None:
        """See com.sun.star.lang.XEventListener."""


class Callback(unohelper.Base, XCallback):
    """Tells when LibreOffice waits for events."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell = tell

    def notify(self, data: Any) -> None:
        """See com.sun.star.awt.XCallback."""
        self._tell()


class Shared:
    """What the functions and the buttons have in common; made when the first of them is needed."""

    made: ClassVar[list[Shared]] = []

    def __init__(self, context: Any) -> None:
        self.context = context
        self.catalogue = Catalogue(FOLDER)
        self.worker = Worker(self.catalogue.python, self.catalogue.path)
        self.calls = Calls(self.catalogue, self.worker, Ranges(self._watch, self._wait))
        self._home, self._learned = 0, Event()
        self._wait(self._learn)
        with suppress(Unreachable):  # every cell will say so
            self.worker.start()

    @classmethod
    def of(cls, context: Any) -> Shared:
        """Return the one there is."""
        if not cls.made:
            cls.made.append(cls(context))
        return cls.made[0]

    def _learn(self) -> None:
        self._home = get_ident()
        self._learned.set()

    def at_home(self, work: Callable[[], Any]) -> Any:
        """Do something in LibreOffice's own thread.

        A program's call from outside comes in another one without LibreOffice's lock.  Where Python lets go of a
        range there, it waits for that lock and keeps its own, which LibreOffice may be waiting for.
        """
        if not self._learned.wait(SECONDS) or get_ident() == self._home:  # a thread that waits for itself is the one
            return work()
        done, found = Event(), []

        def here() -> None:
            try:
                found.append(work())
            finally:
                done.set()

        self._wait(here)
        done.wait()
        return found[0]

    def _watch(self, cells: Any) -> Callable[[], None]:
        listener = Listener(self.calls.ranges.forget)
        cells.addModifyListener(listener)

        def end() -> None:
            with suppress(Exception):  # the document was closed
                cells.removeModifyListener(listener)

        return end

    def _wait(self, tell: Callable[[], None]) -> None:
        name = "com.sun.star.awt.AsyncCallback"
        self.context.ServiceManager.createInstanceWithContext(name, self.context).addCallback(Callback(tell), None)


def method(name: str, table: bool) -> Callable[..., Any]:
    """Return the function of one name, as Calc calls it."""

    def one(self: Any, document: Any, *values: Any) -> Any:
        return self.shared.calls.answer(name, document, values)[0][0]

    def rows(self: Any, document: Any, *values: Any) -> Any:
        return tuple(map(tuple, self.shared.calls.answer(name, document, values)))

    return rows if table else one


class Services:
    """What every service says of itself."""

    name = ""

    def getImplementationName(self) -> str:
        """See com.sun.star.lang.XServiceInfo."""
        return self.name

    def supportsService(self, name: str) -> bool:
        """See com.sun.star.lang.XServiceInfo."""
        return name == self.name

    def getSupportedServiceNames(self) -> tuple[str, ...]:
        """See com.sun.star.lang.XServiceInfo."""
        return (self.name,)


class Functions(unohelper.Base, Services, XServiceInfo, XServiceName, XFunctions):
    """The functions; those of the catalogue are added below."""

    name = SERVICE

    def __init__(self, context: Any, *_: Any) -> None:
        self.shared = Shared.of(context)

    def getServiceName(self) -> Any:
        """See com.sun.star.lang.XServiceName."""
        return self.name

    def CX(self, document: Any, name: Any, *values: Any) -> Any:
        """Any function, over values that the formula computes."""
        calls = self.shared.calls
        wanted = name.strip().upper() if isinstance(name, str) else ""
        if wanted not in calls.catalogue.functions:
            return ((calls.unknown(name),),)
        return tuple(map(tuple, calls.answer(wanted, document, values)))


for _name, _function in Catalogue(FOLDER).functions.items():
    setattr(Functions, _name, method(_name, _function.table))


class Handler(unohelper.Base, Services, XServiceInfo, XInitialization, XDispatchProvider, XNotifyingDispatch):
    """The buttons, as commands of a window."""

    name = BUTTONS

    def __init__(self, context: Any, *_: Any) -> None:
        self.context, self.frame = context, None

    def initialize(self, arguments: tuple[Any, ...]) -> None:
        """See com.sun.star.lang.XInitialization."""
        if arguments:
            self.frame = arguments[0]

    def queryDispatch(self, url: Any, target: str, flags: int) -> Any:
        """See com.sun.star.frame.XDispatchProvider."""
        return self if url.Protocol == PROTOCOL and url.Path in Buttons.names else None

    def queryDispatches(self, requests: tuple[Any, ...]) -> tuple[Any, ...]:
        """See com.sun.star.frame.XDispatchProvider."""
        return tuple(self.queryDispatch(r.FeatureURL, r.FrameName, r.SearchFlags) for r in requests)

    def dispatch(self, url: Any, arguments: tuple[Any, ...]) -> None:
        """Press a button, and show what it says."""

        def work() -> None:
            _, sentence = self._done(url.Path, arguments)
            if sentence:
                show(self.frame, sentence)

        Shared.of(self.context).at_home(work)

    def dispatchWithNotification(self, url: Any, arguments: tuple[Any, ...], listener: Any) -> None:
        """Press a button, and tell a program what it says."""
        state, sentence = Shared.of(self.context).at_home(lambda: self._done(url.Path, arguments))
        if listener is not None:
            listener.dispatchFinished(DispatchResultEvent(self, state, sentence))

    def _done(self, name: str, arguments: tuple[Any, ...]) -> tuple[int, str]:
        given: dict[str, Any] = {each.Name: each.Value for each in arguments}
        try:
            return SUCCESS, Buttons(self.context, self.frame, Shared.of(self.context).calls).press(name, given)
        except (Failure, Unreachable) as failure:
            return FAILURE, str(failure)
        except Exception as error:
            return FAILURE, f"CXcel failed ({type(error).__name__}: {error}); nothing was changed; report it"

    def addStatusListener(self, listener: Any, url: Any) -> None:
        """See com.sun.star.frame.XDispatch; the buttons have no state."""

    def removeStatusListener(self, listener: Any, url: Any) -> None:
        """See com.sun.star.frame.XDispatch."""


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Functions, SERVICE, (SERVICE,))
g_ImplementationHelper.addImplementation(Handler, BUTTONS, (BUTTONS,))
