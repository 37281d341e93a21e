"""Where the add-in goes, and what it has to be told: its interpreter and the folder of xlwings' library."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from cxcel.errors import BadInput
from cxcel_addin.package.builder import FILE_NAME, XLWINGS

from . import environment

# for each bitness of Excel, whatever that of Python is: Excel loads the library, and Python is a process of its own
LIBRARIES = {64: f"xlwings64-{XLWINGS}.dll", 32: f"xlwings32-{XLWINGS}.dll"}
# Excel opens what is in it at every start, and trusts it; it moves with the profile, as %APPDATA% does:
# learn.microsoft.com/deployoffice/security/trusted-locations, "default trusted locations"
STARTUP = ("Microsoft", "Excel", "XLSTART")
# beside what it speaks of: where a profile roams, add-in and record come and go together
RECORD = ("CXcel", "install.json")
LONGEST = 259  # MAX_PATH without its end
ELSEWHERE = (
    "the add-in is for Excel on Windows; here `cxcel addin build` writes its file, "
    "and `cxcel report` makes a report workbook without Excel"
)


@dataclass(frozen=True)
class Profile:
    """Where things are for one user.

    Parameters
    ----------
    appdata : Path
        The user's %APPDATA%.
    """

    appdata: Path

    @property
    def addin(self) -> Path:
        """The add-in's file."""
        return self.appdata.joinpath(*STARTUP, FILE_NAME)

    @property
    def record(self) -> Path:
        """The file that says what was installed."""
        return self.appdata.joinpath(*RECORD)


@dataclass(frozen=True)
class Places(Profile):
    """Everything an installation depends on.

    Parameters
    ----------
    python : str
        The interpreter as a command line of the system's code page can name it.
    library : Path
        The folder of xlwings' libraries.
    """

    python: str
    library: Path

    @property
    def settings(self) -> dict[str, str]:
        """What the add-in is told."""
        return {"python": self.python, "folder": str(self.library)}


def here() -> Places:
    """Return the places for this user and this Python.

    Raises
    ------
    BadInput
        This is not Windows, or something that is needed is missing.
    """
    return Places(profile().appdata, interpreter(), library())


def profile() -> Profile:
    """Return the places for this user.

    Raises
    ------
    BadInput
        This is not Windows, or the user has no profile.
    """
    must_be_windows()
    return Profile(environment.folder("APPDATA"))


def must_be_windows() -> None:
    """Refuse any other system, and say what works there.

    Raises
    ------
    BadInput
        This is not Windows.
    """
    if os.name != "nt":
        raise BadInput(ELSEWHERE)


def interpreter() -> str:
    """Return the Python without a window that belongs to this one.

    Raises
    ------
    BadInput
        There is none that a program started by Excel can run.
    """
    if "\\windowsapps\\" in f"{sys.base_prefix}\\".lower():
        # docs.python.org/3/using/windows.html, "Redirection of local data": what it writes to AppData, Excel never sees
        raise BadInput(
            "this Python comes from the Microsoft Store, which hides from Excel what it writes: install Python from "
            "python.org, and CXcel with that one"
        )
    path = Path(sys.executable).with_name("pythonw.exe")
    if not path.is_file():
        raise BadInput(f"{path} is missing: install Python from python.org, and CXcel with that one")
    must_be_reachable(Path(__file__), Path(_user_site()))
    return spelled(str(path))


def _user_site() -> str:
    import site

    return site.getusersitepackages()


def must_be_reachable(module: Path, user_site: Path) -> None:
    """Refuse what was installed for one user in a folder that the server would look for under another name.

    Raises
    ------
    BadInput
        The folder's name does not survive the environment that xlwings' library hands on.
    """
    if module.is_relative_to(user_site) and not str(user_site).isascii():
        raise BadInput(
            f"CXcel is installed in {user_site}, which a program started by Excel cannot find because of its letters: "
            "install it for all users of this Python, or in an environment (python -m venv)"
        )


def _short(path: str) -> str:
    import pywintypes  # type: ignore[import-untyped]
    import win32api  # type: ignore[import-untyped]

    try:
        return str(win32api.GetShortPathName(path))
    except pywintypes.error:
        return path


def spelled(path: str, code_page: str = "mbcs", short: Callable[[str], str] = _short) -> str:
    """Return a path as xlwings' library can start it: it calls `CreateProcessA`, and fills in what follows a ``$(``.

    Parameters
    ----------
    path : str
        The path of a program.
    code_page : str
        The system's own code page.
    short : callable
        Gives the short name that Windows keeps beside a long one.

    Raises
    ------
    BadInput
        Neither the path nor its short name can be spelled.

    Examples
    --------
    >>> spelled("C:/Zoë/pythonw.exe", "cp1252")
    'C:/Zoë/pythonw.exe'
    >>> spelled("C:/Łukasz/pythonw.exe", "cp1252", lambda path: "C:/UKASZ~1/pythonw.exe")
    'C:/UKASZ~1/pythonw.exe'
    """
    if _can_be_spelled(path, code_page):
        return path
    if _can_be_spelled(found := short(path), code_page):
        return found
    raise BadInput(
        f"Excel cannot start {path}: the path is too long, or has letters that this Windows cannot spell, and there is "
        r"no short name for it; put Python, or an environment made with it, in a folder such as C:\Python"
    )


def _can_be_spelled(path: str, code_page: str) -> bool:
    try:
        path.encode(code_page)
    except UnicodeEncodeError:
        return False
    return len(path) <= LONGEST and "$(" not in path


def library() -> Path:
    """Return the folder of xlwings' libraries.

    Raises
    ------
    BadInput
        They are not there.
    """
    for folder in _library_folders():
        if all((folder / name).is_file() for name in LIBRARIES.values()):
            return folder
    raise BadInput(
        f"{LIBRARIES[64]} is missing: run `python -m pip install --force-reinstall xlwings=={XLWINGS}` with this Python"
    )


def _library_folders() -> Iterator[Path]:
    """Yield where xlwings says that they are, then where they are in every usual installation."""
    try:
        listed = metadata.files("xlwings") or []
    except metadata.PackageNotFoundError:
        listed = []
    for file in listed:
        if file.name in LIBRARIES.values():
            yield Path(os.path.normpath(file.locate())).parent
    import site

    yield from map(Path, (sys.prefix, site.getuserbase(), sys.base_prefix))
