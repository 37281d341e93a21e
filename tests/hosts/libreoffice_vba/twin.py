"""The add-in's twin: a workbook with its VBA as it is, but for what LibreOffice's Basic lacks or does otherwise.

Each of these was tried by itself in LibreOffice 7.4; a word of `basic/Lacking.bas` or another spelling stands for it:

- two user types cannot be copied by LSet, which does not compile: it is for texts only;
- an argument cannot be called ``base``, a word that it keeps for ``Option Base``;
- `vbObjectError` is no name that it knows, and in a constant not even the module compiles;
- a range has `Value` and no `Value2`, an error cell is a number in it; nor has it `HasArray` and `CountLarge`, a
  workbook `Date1904`, and Excel itself `Hwnd` and `CalculationState`;
- a formula that calls a VBA function is no `Application.Caller`, cannot leave out an argument between two others, and
  shows what `CVErr` gives as a text; a missing value is not copied;
- a module's own variables are forgotten after each call, but for those that are public; where one is a Collection, a
  bracket alone does not ask it for an item;
- a function's name does not stand for the object that it is going to give;
- an array is lost where ReDim Preserve stands behind If on one line, even when nothing is done;
- `Declare` of what only Windows has: of Runtime the two calls into a library are answered, all else is the add-in's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from pyopenvba import ExcelFile, VBAModuleKind

from cxcel_addin.package import builder

BASIC = Path(__file__).parent / "basic"
GAP = "(left out)"  # what a formula says where an argument between two others is left out
OBJECT_ERROR = -2147221504  # vbObjectError
_RANGE = r"[A-Za-z_][\w.]*(?:\([^()]*\)[\w.]*)*"  # such as sheet.Cells(r, 1) or block.Cells(1, 1).Resize(rows, columns)
# the highest byte comes first
_COPIED = "\n".join(
    [
        r"Lacking_writer.writeDouble \2.number",
        "Lacking_pipe.readBytes bytesOfOne, 8",
        *(rf"\1.bytes({i}) = bytesOfOne({7 - i}) And 255" for i in range(8)),
    ]
)
# types whose values are no objects
VALUES = ("Boolean", "Byte", "Date", "Double", "Long", "String", "Variant")
Change = tuple[str, str, str | Callable[[re.Match[str]], str]]
LACKING: tuple[Change, ...] = (
    ("CxFunctions", r"\bbase\b", "base_"),
    ("CxFunctions", r"= (AnswerTo\(.*\))$", r"= AsCell(\1)"),
    ("Pack", r"^ *LSet (\w+) = (\w+)$", _COPIED),
    ("Pack", r"^( *)Dim one As OneNumber.*$", r"\g<0>\n\1Dim bytesOfOne As Variant\n\1bytesOfOne = Array()"),
    ("Answers", r"\b(IsMissing\(given\(i\)\) Then\s+\w+ = )given\(i\)$", r"\1GAP"),
    ("Runtime", r"^#If Win64 Then\n(?:.*\n)*?#Else\n((?:.*\n)*?)#End If\n", r"\1"),
    ("Runtime", r"^Private Declare .*\n", ""),
    ("Runtime", r"\bLoadLibraryW\(StrPtr\(path\)\)", "Loaded_(path)"),
    ("Runtime", r"\bXLPyDLLActivateAuto\(", "Activated("),
    ("Runtime", r"\bApplication\.Hwnd\b", "0"),
    ("*", r"\bvbObjectError \+ (\d+)", lambda found: str(OBJECT_ERROR + int(found[1]))),
    ("*", rf"({_RANGE})\.Value2\b", r"ValuesOf(\1)"),
    ("*", r"^( *)If (.*) Then (ReDim Preserve .*)$", r"\1If \2 Then\n\1    \3\n\1End If"),
    ("*", r"\b(\w+)\.Date1904\b", r"CountsFrom1904(\1)"),
    ("*", r"\b(\w+)\.HasArray\b", r"IsOfArray(\1)"),
    ("*", r"\bApplication\.CalculationState\b", "xlDone"),
    ("*", r"\.CountLarge\b", ".Count"),
    ("*", r"\bApplication\.Caller\b", "CallerNow()"),
)


def texts(fewest: int | None = None) -> dict[str, str]:
    """The add-in's modules as LibreOffice takes them.

    Parameters
    ----------
    fewest : int, optional
        From how many cells on a range is packed, in place of the add-in's own limit.
    """
    found = builder.sources()
    for module, lacking, word in LACKING:
        for name in list(found) if module == "*" else [module]:
            found[name], count = re.subn(lacking, word, found[name], flags=re.M)
            assert count or module == "*", f"{lacking} is not in {module} any more"
    found["Lacking"] = (BASIC / "Lacking.bas").read_text("utf-8")
    found = {name: _with_own_result(_lasting(name, text)) for name, text in found.items()}
    if fewest is not None:
        limit = r"^(Private Const WORTH_PACKING As Long = )\d+$"
        found["Ranges"], count = re.subn(limit, rf"\g<1>{fewest}", found["Ranges"], flags=re.M)
        assert count == 1
    return found


def _lasting(module: str, text: str) -> str:
    """A module whose own variables keep their values: public, so under names that no other module has.

    Arrays without bounds stay private: where ReDim takes a public one, what is written to it is lost.
    """
    for name, kind in re.findall(
        r"^Private (?!Const|Type|Declare|Sub|Function)(\w+)(?:\([^)]+\))? As (\w+)$", text, re.M
    ):
        text = re.sub(rf"(?<![.\w]){name}\b(?!:=)", f"{module}_{name}", text)
        text = re.sub(rf"^Private {module}_{name}\b", f"Public {module}_{name}", text, flags=re.M)
        if kind == "Collection":
            text = re.sub(rf"\b{module}_{name}\((?!\))", f"ItemOf({module}_{name}, ", text)
    return text


def _with_own_result(text: str) -> str:
    """A module whose functions that give an object build it in a variable: their name is not taken for it."""

    def mended(found: re.Match[str]) -> str:
        head, name, kind, body = found.groups()
        if kind in VALUES:
            return found[0]
        body = re.sub(rf"\b{name}\b(?!\()", f"{name}_", body)
        body = body.replace("Exit Function", f"Set {name} = {name}_: Exit Function")
        return f"{head}    Dim {name}_ As {kind}\n{body}    Set {name} = {name}_\nEnd Function\n"

    return re.sub(r"(^\w+ Function (\w+)\(.*\) As (\w+)\n)((?:.*\n)*?)End Function\n", mended, text, flags=re.M)


def write(path: Path, modules: Mapping[str, str]) -> Path:
    """Write the twin, with the class that stands for the server."""
    settings = dict.fromkeys(builder.SETTINGS, "set")
    path.write_bytes(builder.with_settings(builder.build(modules, suffix=".xlsm"), settings))
    with ExcelFile(path) as book:
        source = (BASIC / "XLPython.cls").read_text("utf-8").replace("\n", "\r\n")
        book.vba_project().add_module("XLPython", source, kind=VBAModuleKind.other)
        book.save()
    return path
