"""The names by which LibreOffice knows the extension and its functions."""

from __future__ import annotations

SERVICE = "org.cxcel.Functions"
BUTTONS = "org.cxcel.Buttons"
IDENTIFIER = "org.cxcel.extension"
PROTOCOL = "org.cxcel.buttons:"
LONG = f"{SERVICE.upper()}."  # before a function's name in a file, and in the formula that the programming side gives
