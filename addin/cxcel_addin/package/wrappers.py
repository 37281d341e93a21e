"""The worksheet functions as Excel's VBA sees them, and the texts that its function wizard shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cxcel.functions import FUNCTIONS
from cxcel.worksheet import Spec

MODULE = "CxFunctions"
LONGEST = 255  # characters that MacroOptions takes; more are cut off without a word
CATEGORY_COLUMN = 25  # behind the arguments, where Excel-DNA IntelliSense looks for none; Catalogue.bas reads it

# words that VBA keeps for itself and that the catalogue could use for an argument (MS-VBAL 3.3.5.2)
_KEPT = """
abs access alias and any append array as boolean byref byte byval call case close const currency date debug
decimal declare dim do double each else empty end enum eqv erase error event exit false fix for friend
function get global goto if imp implements in input int integer is len let like lock long loop me mod new next
not nothing null on open option optional or paramarray preserve print private property public put redim rem
resume return scale seek select set sgn shared single static step stop string sub tab then to true type typeof
unlock until variant wend while with write xor
"""
RESERVED = frozenset(_KEPT.split())


def parameter_name(name: str) -> str:
    """Return an argument's name as VBA takes it.

    VBA writes one name in one way wherever it stands, so an argument called like a function would change how Excel
    shows the function.

    Examples
    --------
    >>> parameter_name("scores"), parameter_name("end"), parameter_name("aht")
    ('scores', 'end_', 'aht_')
    """
    return f"{name}_" if name in RESERVED or name.upper() in FUNCTIONS else name


def wrapper(spec: Spec) -> str:
    """Return the VBA function of one worksheet function.

    Every argument is optional to VBA: Python says which one is missing, VBA would only say #VALUE!.
    """
    names = [parameter_name(p.name) for p in spec.parameters]
    repeats = bool(spec.parameters) and spec.parameters[-1].repeats
    single = names[:-1] if repeats else names
    declared = [f"Optional {name} As Variant" for name in single]
    given = f"Array({', '.join(single)})"
    if repeats:
        declared = [f"{name} As Variant" for name in single]  # VBA allows no optional argument before a ParamArray
        declared.append(f"ParamArray {names[-1]}() As Variant")
        given = f"Joined({given}, {names[-1]})"
    lines = (
        f"Public Function {spec.name}({', '.join(declared)}) As Variant",
        f'    {spec.name} = AnswerTo("{spec.name}", {given})',
        "End Function",
    )
    return "\n".join(lines)


def module(specs: Iterable[Spec]) -> str:
    """Return the VBA module with all wrappers."""
    head = f'Attribute VB_Name = "{MODULE}"\n\' Made from the catalogue by cxcel addin build.\nOption Explicit\n'
    return head + "".join(f"\n{wrapper(spec)}\n" for spec in specs)


def specs() -> list[Spec]:
    """Return what there is to wrap, in the catalogue's order."""
    return [function.spec for function in FUNCTIONS.values()]


def intellisense(specs: Sequence[Spec], version: str) -> list[list[str]]:
    """Return the rows of the sheet ``_IntelliSense_``.

    The layout is that of Excel-DNA IntelliSense: name, text, help, then name and text of each argument.  The category
    follows far to the right, for `Catalogue.bas`.
    """
    rows = [["FunctionInfo", "1.0", version]]
    for spec in specs:
        row = [spec.name, spec.summary, ""]
        for p in spec.parameters:
            row += [p.name, p.help]
        row += [""] * (CATEGORY_COLUMN - 1 - len(row))
        rows.append([*row, spec.category])
    return rows
