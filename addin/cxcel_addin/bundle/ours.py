"""CXcel itself, as it goes into the zip: both packages, the built add-in, and what says its version."""

from __future__ import annotations

from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import cxcel
import cxcel_addin
from cxcel import __version__
from cxcel.errors import CxError
from cxcel_addin.package import builder

from .wheels import SAID_BY_PIP, SITE, Package, described


def files() -> tuple[dict[str, bytes], Package]:
    """Return CXcel's files by their place in the zip, and its entry in the licence list."""
    about = _about()
    parts = {f"{SITE}/{name}": content for name, content in {**_sources(), **about}.items()}
    parts[f"{SITE}/cxcel_addin/package/{builder.FILE_NAME}"] = builder.packaged()
    return parts, described(parts)


def _sources() -> dict[str, bytes]:
    """Return both packages with their data, as they are installed or checked out here."""
    found = {}
    for package in (cxcel, cxcel_addin):
        folder = Path(str(package.__file__)).parent
        for path in folder.rglob("*"):
            inside = path.relative_to(folder.parent)
            if path.is_file() and "__pycache__" not in inside.parts and path.suffix != ".pyc":
                found[inside.as_posix()] = path.read_bytes()
    return found


def _about() -> dict[str, bytes]:
    """Return the files that say name, version and licence, without those that speak of this installation."""
    try:
        known = distribution("cxcel")
    except PackageNotFoundError:
        raise CxError("CXcel runs here without being installed, so its licence is not at hand: pip install .") from None
    if known.version != __version__:
        raise CxError(f"CXcel {__version__} was installed as {known.version}: pip install it again, then bundle it")
    return {f"cxcel-{__version__}.dist-info/{name}": content for name, content in _metadata(known).items()}


def _metadata(known: Distribution) -> dict[str, bytes]:
    found = {}
    for path in known.files or ():
        folder, _, name = path.as_posix().partition("/")
        if folder.endswith(".dist-info") and name not in SAID_BY_PIP:
            found[name] = Path(str(path.locate())).read_bytes()
    return found
