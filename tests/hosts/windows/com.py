"""COM by hand, because pywin32 cannot send an Excel error as VBA does: VARIANTs, arrays and calls through IDispatch.

Runs on the Windows Python alone.
"""

from __future__ import annotations

import base64
import ctypes
import struct
from collections.abc import Callable, Sequence
from typing import Any

EMPTY, NULL, I2, I4, R8, DATE, BSTR, DISPATCH, ERROR, BOOL, VARIANT, UI1, ARRAY = (
    *range(4),
    5,
    *range(7, 13),
    17,
    0x2000,
)
OLE = ctypes.WinDLL("oleaut32")


class Variant(ctypes.Structure):
    _fields_ = [("vt", ctypes.c_ushort), ("reserved", ctypes.c_ushort * 3), ("value", ctypes.c_ulonglong * 2)]


class Bound(ctypes.Structure):
    _fields_ = [("count", ctypes.c_ulong), ("low", ctypes.c_long)]


class Params(ctypes.Structure):
    _fields_ = [
        ("values", ctypes.POINTER(Variant)),
        ("named", ctypes.c_void_p),
        ("n", ctypes.c_uint),
        ("m", ctypes.c_uint),
    ]


class Exceptional(ctypes.Structure):
    _fields_ = [("code", ctypes.c_ushort), ("reserved", ctypes.c_ushort)]
    _fields_ += [(name, ctypes.c_void_p) for name in ("source", "text", "help")]
    _fields_ += [
        ("context", ctypes.c_ulong),
        ("more", ctypes.c_void_p),
        ("fill", ctypes.c_void_p),
        ("scode", ctypes.c_long),
    ]


OLE.SysAllocStringLen.restype = OLE.SafeArrayCreate.restype = ctypes.c_void_p
OLE.SysAllocStringLen.argtypes = [ctypes.c_void_p, ctypes.c_uint]
OLE.SysStringLen.argtypes = OLE.SysFreeString.argtypes = OLE.SafeArrayGetDim.argtypes = [ctypes.c_void_p]
OLE.SafeArrayCreate.argtypes = [ctypes.c_ushort, ctypes.c_uint, ctypes.POINTER(Bound)]
OLE.SafeArrayAccessData.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p)]
OLE.SafeArrayUnaccessData.argtypes = [ctypes.c_void_p]
OLE.SafeArrayGetUBound.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.POINTER(ctypes.c_long)]
OLE.SafeArrayGetLBound.argtypes = OLE.SafeArrayGetUBound.argtypes
OLE.VariantClear.argtypes = [ctypes.POINTER(Variant)]


class Failed(Exception):
    """What VBA sees as Err: a number, and a text where the server gave one."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(text or f"COM says {number & 0xFFFFFFFF:08X}")
        self.number = number


def put(variant: Variant, value: Any) -> None:
    """Write a value into a VARIANT: {"e": number} is an error, {"d": days} a date, {"b": base64} an array of bytes."""
    if value is None:
        variant.vt = EMPTY
    elif isinstance(value, dict) and "e" in value:
        variant.vt, variant.value[0] = ERROR, value["e"] & 0xFFFFFFFF
    elif isinstance(value, dict) and "d" in value:
        variant.vt, variant.value[0] = DATE, bits(value["d"])
    elif isinstance(value, dict):
        put(variant, base64.b64decode(value["b"]))
    elif isinstance(value, bool):
        variant.vt, variant.value[0] = BOOL, 0xFFFF if value else 0
    elif isinstance(value, int | float):
        variant.vt, variant.value[0] = R8, bits(value)
    elif isinstance(value, str):
        text = value.encode("utf-16-le", "surrogatepass")
        variant.vt, variant.value[0] = BSTR, OLE.SysAllocStringLen(text, len(text) // 2)
    elif isinstance(value, bytes):
        put_array(variant, UI1, [(1, len(value))], lambda data: ctypes.memmove(data, value, len(value)))
    elif isinstance(value, list):
        table = bool(value) and isinstance(value[0], list | tuple)
        rows = [list(row) for row in value] if table else [[cell] for cell in value]
        shape = [(1, len(rows)), (1, len(rows[0]))] if table else [(1, len(value))]
        put_cells(variant, shape, [cell for column in zip(*rows, strict=True) for cell in column])
    else:
        raise TypeError(f"no VARIANT is made of {value!r}")


def put_cells(variant: Variant, shape: Sequence[tuple[int, int]], cells: Sequence[Any], put_one: Any = put) -> None:
    """Write an array of VARIANTs; its cells run down the columns."""

    def fill(data: int) -> None:
        for i, cell in enumerate(cells):
            put_one(Variant.from_address(data + i * ctypes.sizeof(Variant)), cell)

    put_array(variant, VARIANT, shape, fill)


def put_array(variant: Variant, kind: int, shape: Sequence[tuple[int, int]], fill: Callable[[int], object]) -> None:
    """Write an array of one kind; the shape is the first and last place of each dimension."""
    bounds = (Bound * len(shape))(*(Bound(last - first + 1, first) for first, last in shape))
    array, data = OLE.SafeArrayCreate(kind, len(shape), bounds), ctypes.c_void_p()
    OLE.SafeArrayAccessData(array, ctypes.byref(data))
    fill(data.value or 0)
    OLE.SafeArrayUnaccessData(array)
    variant.vt, variant.value[0] = ARRAY | kind, int(array)


def bits(number: float) -> int:
    """A float as the whole number of its bytes."""
    return int(struct.unpack("<Q", struct.pack("<d", number))[0])


def take(variant: Variant) -> Any:
    """Read a VARIANT that came back; an array of two dimensions is rows."""
    value = variant.value[0]
    if variant.vt == R8:
        return struct.unpack("<d", struct.pack("<Q", value))[0]
    if variant.vt == BSTR:
        return (
            ctypes.string_at(value, 2 * OLE.SysStringLen(value)).decode("utf-16-le", "surrogatepass") if value else ""
        )
    if variant.vt == BOOL:
        return bool(value & 0xFFFF)
    if variant.vt in {I4, ERROR}:
        return ctypes.c_long(value & 0xFFFFFFFF).value
    if variant.vt == ARRAY | VARIANT:
        shape, cells = take_array(variant)
        height = shape[0][1] - shape[0][0] + 1
        return [cells[row::height] for row in range(height)] if len(shape) == 2 else cells
    return None if variant.vt == EMPTY else f"type {variant.vt}"


def take_array(variant: Variant, take_one: Callable[[Variant], Any] = take) -> tuple[list[tuple[int, int]], list[Any]]:
    """Read an array of VARIANTs: its shape, and its cells down the columns."""
    array, shape, count, data = variant.value[0], [], 1, ctypes.c_void_p()
    for i in range(1, OLE.SafeArrayGetDim(array) + 1):
        low, high = ctypes.c_long(), ctypes.c_long()
        OLE.SafeArrayGetLBound(array, i, ctypes.byref(low))
        OLE.SafeArrayGetUBound(array, i, ctypes.byref(high))
        shape.append((low.value, high.value))
        count *= high.value - low.value + 1
    OLE.SafeArrayAccessData(array, ctypes.byref(data))
    cells = [take_one(Variant.from_address((data.value or 0) + i * ctypes.sizeof(Variant))) for i in range(count)]
    OLE.SafeArrayUnaccessData(array)
    return shape, cells


class Dispatch:
    """An object of another process, called by its methods' names as VBA does; let go when nobody holds it."""

    def __init__(self, pointer: int) -> None:
        self.pointer = pointer
        self._numbers: dict[str, int] = {}

    def __del__(self) -> None:
        self._method(2, [])(self.pointer)  # Release

    def _method(self, place: int, types: list[Any]) -> Any:
        table = ctypes.c_void_p.from_address(self.pointer).value or 0
        address = ctypes.c_void_p.from_address(table + ctypes.sizeof(ctypes.c_void_p) * place).value or 0
        return ctypes.WINFUNCTYPE(ctypes.c_long, ctypes.c_void_p, *types)(address)

    def _number(self, name: str) -> int:
        if name not in self._numbers:
            number, names = ctypes.c_long(), (ctypes.c_wchar_p * 1)(name)
            ask = self._method(5, [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint, ctypes.c_ulong, ctypes.c_void_p])
            if status := ask(self.pointer, bytes(16), names, 1, 0, ctypes.byref(number)):
                raise Failed(status, "")
            self._numbers[name] = number.value
        return self._numbers[name]

    def invoke(self, name: str, arguments: Any, result: Variant) -> None:
        """Call a method; the arguments are an array of VARIANTs, the last first.

        Raises
        ------
        Failed
            What VBA sees as an error.
        """
        params, wrong = Params(arguments, None, len(arguments), 0), Exceptional()
        types = [ctypes.c_long, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ushort, *(ctypes.c_void_p,) * 4]
        given = (self.pointer, self._number(name), bytes(16), 0, 1)
        answers = (ctypes.byref(params), ctypes.byref(result), ctypes.byref(wrong), None)
        if status := self._method(6, types)(*given, *answers):
            text = ctypes.wstring_at(wrong.text) if wrong.text else ""
            for told in (wrong.source, wrong.text, wrong.help):
                OLE.SysFreeString(told)
            raise Failed(wrong.scode or status, text)
