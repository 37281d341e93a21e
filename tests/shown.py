"""What a cell shows for a call: the result, or the Excel error of a sentence that fits a cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cxcel.errors import CxError, excel_error


def shown(call: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """Call a worksheet function as a cell does."""
    try:
        return call(*args, **named)
    except CxError as error:
        return excel_error(error) if len(str(error)) <= 255 and "\n" not in str(error) else "not a short sentence"
