"""Sentences shown to a person."""

from __future__ import annotations

from typing import Any

TITLE = "CXcel"


def show(frame: Any, sentence: str) -> None:
    """Show a message over a window."""
    import uno

    window = frame.getContainerWindow()
    kind = uno.Enum("com.sun.star.awt.MessageBoxType", "MESSAGEBOX")
    box = window.getToolkit().createMessageBox(window, kind, 1, TITLE, sentence)  # 1: MessageBoxButtons.BUTTONS_OK
    box.execute()
    box.dispose()
