"""The names by which LibreOffice knows the extension and its functions."""

from __future__ import annotations

SERVICE = "org.cxcel.Functions"
BUTTONS = "org.cxcel.Buttons"
IDENTIFIER = "org.cxcel.extension"
PROTOCOL = "org.cxcel.buttons:"
BESIDE = "CXCEL_BESIDE"  # variable: whose sources go first, for a document that is a copy of one elsewhere
LONG = f"{SERVICE.upper()}."  # before a function's name in a file, and in the formula that the programming side gives
