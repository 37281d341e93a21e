"""What an installation did, written down so that it can be undone: files with their hashes, and folders made."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from cxcel.errors import BadInput

from .places import Profile

FORMAT = 1


@dataclass(frozen=True)
class Record:
    """Names are relative to %APPDATA%, with ``/`` between their parts: a profile may move.

    Parameters
    ----------
    version : str
        The version of CXcel that was installed.
    files : dict
        The SHA-256 of each file that was written.
    folders : tuple
        The folders that were not there before, each after the one that it lies in.
    """

    version: str
    files: dict[str, str]
    folders: tuple[str, ...]

    def content(self) -> bytes:
        """Return it as a file."""
        told = {"format": FORMAT, "cxcel": self.version, "files": self.files, "folders": self.folders}
        return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file's content."""
    return hashlib.sha256(content).hexdigest()


def relative(profile: Profile, path: Path) -> str:
    """Return how a record names a path."""
    return path.relative_to(profile.appdata).as_posix()


def read(profile: Profile) -> Record | None:
    """Return the record of this user's installation, or None where there is none.

    Raises
    ------
    BadInput
        It is not what CXcel writes.
    """
    try:
        text = profile.record.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise _damaged(profile) from None
    try:
        told = json.loads(text)
        found = Record(told["cxcel"], dict(told["files"]), tuple(told["folders"]))
        known = told["format"] == FORMAT
    except (ValueError, KeyError, TypeError):
        raise _damaged(profile) from None
    if not known or not _is_sound(found):
        raise _damaged(profile)
    return found


def _is_sound(found: Record) -> bool:
    texts = (found.version, *found.files, *found.files.values(), *found.folders)
    return all(isinstance(text, str) for text in texts) and all(map(_stays_inside, (*found.files, *found.folders)))


def _stays_inside(name: str) -> bool:
    """Whether a name can only lead to something below the folder that it is put behind."""
    return bool(name) and not PureWindowsPath(name).anchor and ".." not in PurePosixPath(name.replace("\\", "/")).parts


def _damaged(profile: Profile) -> BadInput:
    return BadInput(f"{profile.record} is damaged: delete it, then run `cxcel addin install`")
