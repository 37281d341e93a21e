"""Functions of libraries that the VBA declares, answered by Python: xlwings' DLL and what Windows does for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pyopenvba.interpreter._objects import VBAObject
from pyopenvba.interpreter._values import EMPTY, VBAInt

if TYPE_CHECKING:
    from .hosts import Host

E_FAIL = -2147467259


class Library:
    """Answers the functions that Runtime.bas declares, as xlwings' DLL and Windows do.

    `XLPyDLLActivateAuto` puts the server into its first argument and returns 0, or the reason and an error
    (xlwings/src/xlwingsdll/xlwingsdll.cpp).
    """

    def __init__(self, host: Host) -> None:
        self.host = host
        self.texts: list[str] = []  # what StrPtr pointed to
        self.loaded: list[str] = []
        self.commands: list[str] = []
        self.missing = False
        self.reason = ""  # why no server starts

    def point(self, interpreter: Any, args: list[object], named: dict[str, object]) -> object:
        self.texts.append(str(args[0]))
        return VBAInt(len(self.texts), "LongLong")

    def loadlibraryw(self, path: Any) -> tuple[object, ...]:
        self.loaded.append(self.texts[int(path) - 1])
        return (VBAInt(0 if self.missing else 1, "LongLong"),)

    def xlpydllactivateauto(self, result: object, command: object, mode: object) -> tuple[object, ...]:
        assert int(mode) == 1  # type: ignore[call-overload]
        self.commands.append(str(command))
        reason = self.reason or ("" if self.host.server else "Could not create Python process.")
        return (VBAInt(E_FAIL, "Long"), reason) if reason else (VBAInt(0, "Long"), self.host.server)


_DECLARED = re.compile(r'^ *Private Declare PtrSafe Function (\w+) Lib "[^"]+" (\((.*)\) As \w+)$', re.M)


def answered_by_python(text: str) -> str:
    """Make each declared function one that asks the library of the host; what it changes comes after its result.

    A LongPtr is a LongLong in a 64-bit Excel, and this one knows it by that name alone.
    """
    text = text.replace("LongPtr", "LongLong")
    functions: dict[str, str] = {}
    for name, signature, parameters in _DECLARED.findall(text):
        names = re.findall(r"By(?:Ref|Val) (\w+)", parameters)
        lines = [f"Private Function {name}{signature}", f"    {name} = CxLibrary.{name}({', '.join(names)})"]
        for i, changed in enumerate(re.findall(r"ByRef (\w+)", parameters), 1):
            given = f"CxLibrary.Given({i})"
            lines += [f"    If IsObject({given}) Then", f"        Set {changed} = {given}", "    Else"]
            lines += [f"        {changed} = {given}", "    End If"]
        functions[name] = "\n".join([*lines, "End Function"])
    return "\n\n".join([_DECLARED.sub("", text), *functions.values()])


class Declared(VBAObject):
    """What the functions made by `answered_by_python` ask."""

    vba_type_name = "CxLibrary"

    def __init__(self, library: Library) -> None:
        self.library = library
        self.given: tuple[object, ...] = ()

    def vba_get(self, name: str, args: Any = (), named: Any = None) -> Any:
        if name == "Given":
            return self.given[int(args[0])] if int(args[0]) < len(self.given) else EMPTY
        self.given = getattr(self.library, name.lower())(*args)
        return self.given[0]
