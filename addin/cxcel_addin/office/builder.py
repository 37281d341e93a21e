"""cxcel.oxt from the catalogue, byte for byte the same every time for the same environment."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

from cxcel import __version__
from cxcel.records import dataclass

from . import texts
from .declared import all_declared, known

FILE_NAME = "cxcel.oxt"
TYPES, COMPONENTS, COMPONENT = "XFunctions.idl", "cxcel.components", "component.py"
_CONFIGURATION = "application/vnd.sun.star.configuration-data"
# docs: wiki.documentfoundation.org/Documentation/DevGuide/Extensions, "manifest.xml"; the order is that of loading
PARTS = (
    (TYPES, "application/vnd.sun.star.uno-typelibrary;type=RDB"),
    (COMPONENTS, "application/vnd.sun.star.uno-components"),
    ("CalcAddIns.xcu", _CONFIGURATION),
    ("ProtocolHandler.xcu", _CONFIGURATION),
    ("Addons.xcu", _CONFIGURATION),
    ("CalcWindowState.xcu", _CONFIGURATION),
)
INSIDE = "pythonpath/cxcel_inside"
_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a zip file can say: the same for every build


@dataclass(frozen=True, slots=True)
class Place:
    """How the extension starts the process that computes.

    Parameters
    ----------
    python : str
        The interpreter of the environment.
    path : tuple of str
        Folders with CXcel's packages that this interpreter does not look in by itself.
    """

    python: str
    path: tuple[str, ...] = ()


def here() -> Place:
    """Return this environment."""
    roots = [Path(__file__).resolve().parents[2], Path(str(files("cxcel"))).resolve().parent]
    own = [str(root) for root in dict.fromkeys(roots) if "site-packages" not in root.parts]
    return Place(sys.executable, tuple(own))


def parts(place: Place) -> dict[str, bytes]:
    """Return every file of the extension by its name."""
    functions = all_declared()
    made = {
        TYPES: texts.idl(functions),
        COMPONENTS: texts.components(),
        "CalcAddIns.xcu": texts.names_and_helps(functions),
        "ProtocolHandler.xcu": texts.handler(),
        "Addons.xcu": texts.menus(),
        "CalcWindowState.xcu": texts.toolbar_state(),
        "description.xml": texts.description(__version__),
        "META-INF/manifest.xml": texts.manifest(PARTS),
        "functions.json": _json({"version": __version__, "functions": known()}),
        "place.json": _json({"python": place.python, "path": list(place.path)}),
    }
    return {name: text.encode() for name, text in made.items()} | _sources()


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _sources() -> dict[str, bytes]:
    own = files(__package__)
    inside = {
        f"{INSIDE}/{file.name}": file.read_bytes() for file in (own / "inside").iterdir() if file.name.endswith(".py")
    }
    return {COMPONENT: (own / COMPONENT).read_bytes()} | inside


def build(place: Place) -> bytes:
    """Return the extension's file."""
    return _zipped(parts(place))


def _zipped(made: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name in sorted(made):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            package.writestr(entry, made[name])
    return out.getvalue()


def version_of(folder: Path) -> str:
    """Return the version that an unpacked extension says it has, "" where it says none."""
    try:
        root = ElementTree.parse(folder / "description.xml").getroot()
    except (OSError, ElementTree.ParseError):
        return ""
    found = root.find("{*}version")
    return "" if found is None else found.get("value", "")


def place_of(folder: Path) -> Place | None:
    """Return the environment that an unpacked extension was told of."""
    try:
        told = json.loads((folder / "place.json").read_text("utf-8"))
        return Place(told["python"], tuple(told["path"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(folder: Path, made: Mapping[str, bytes]) -> None:
    """Write the files of an extension into a folder, as LibreOffice unpacks them."""
    for name, content in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


__all__: Sequence[str] = ("FILE_NAME", "PARTS", "Place", "build", "here", "parts", "place_of", "version_of", "write")
