"""A throw-away profile of LibreOffice that has the extension without being installed: quick, and for every user.

Types and services are named on the command line, names and buttons stand in the profile's own settings.
"""

from __future__ import annotations

import re
from pathlib import Path

from . import builder

OOR = "http://openoffice.org/2001/registry"
HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="{OOR}" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)
SETTINGS = (  # always calculate on loading; ask nothing
    ("/org.openoffice.Office.Calc/Formula/Load", "OOXMLRecalcMode", "0"),
    ("/org.openoffice.Office.Calc/Formula/Load", "ODFRecalcMode", "0"),
    ("/org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("/org.openoffice.Office.Common/Misc", "ShowTipOfTheDay", "false"),
    ("/org.openoffice.Office.Common/Misc", "UseLocking", "false"),
    ("/org.openoffice.Setup/Office", "ooSetupInstCompleted", "true"),
    ("/org.openoffice.Setup/Product", "ooSetupLastVersion", "7.4"),
)


MACROS = ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel")
NEVER, ALWAYS = "3", "0"  # runs none but signed macros from trusted places, of which there are none here; runs all


def write(profile: Path, extension: Path | None, program: Path, *, macros: bool = False) -> list[str]:
    """Write a profile; return what the command line has to say besides.

    Parameters
    ----------
    profile : Path
        The folder that becomes the profile.
    extension : Path or None
        The unpacked extension; None for a LibreOffice without it.
    program : Path
        The folder of LibreOffice's programs.
    macros : bool
        Whether macros of documents may run.
    """
    user = profile / "user"
    user.mkdir(parents=True, exist_ok=True)
    items = [_item(*setting) for setting in (*SETTINGS, (*MACROS, ALWAYS if macros else NEVER))]
    words: list[str] = []
    if extension is not None:
        items += [_items(extension / part) for part, kind in builder.PARTS if kind.endswith("configuration-data")]
        place, base = extension.resolve().as_uri(), program.as_uri()
        words = [
            f"-env:URE_MORE_TYPES=<{base}/types>* {place}/{builder.TYPES}",
            f"-env:URE_MORE_SERVICES=<{base}/services>* {place}/{builder.COMPONENTS}",
        ]
    (user / "registrymodifications.xcu").write_text(f"{HEAD}{''.join(items)}</oor:items>\n", "utf-8")
    return words


def _item(path: str, name: str, value: str) -> str:
    return f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'


def _items(part: Path) -> str:
    """Return the settings of one part as a profile has them: one item for every set that nodes are added to."""
    text = part.read_text("utf-8")
    name, package = re.search(r'oor:name="(\w+)" oor:package="([\w.]+)"', text).groups()  # type: ignore[union-attr]
    inner = text[text.index(">", text.index("<oor:component-data")) + 1 : text.rindex("</oor:component-data>")]
    return "".join(_sets(f"/{package}.{name}", inner))


def _sets(path: str, inner: str) -> list[str]:
    """Go down to the nodes that are put in."""
    found, rest = [], inner
    while node := re.match(r'<node oor:name="(\w+)">', rest):
        end = _end(rest)
        found += _sets(f"{path}/{node[1]}", rest[node.end() : end - len("</node>")])
        rest = rest[end:]
    if rest:
        found.append(f'<item oor:path="{path}">{rest}</item>')
    return found


def _end(text: str) -> int:
    """Return where the first node of a text ends."""
    depth = 0
    for tag in re.finditer(r"<(/?)node[^>]*>", text):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end()
    raise ValueError("a node without an end")
