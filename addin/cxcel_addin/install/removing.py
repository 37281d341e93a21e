"""Taking the add-in out again: exactly what the record lists, last things first, and nothing of anybody else's."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from cxcel.errors import BadInput
from cxcel_addin.hosts.files import write_all

from . import excel, record
from .installing import version_of
from .places import Profile

KEEP = "`python -m pip uninstall cxcel` removes CXcel itself"


def uninstall(profile: Profile) -> list[str]:
    """Remove what `install` wrote; return what was done, in a line each.

    An add-in that was changed since is taken out of Excel's start folder, too, because Excel would go on loading it;
    it is kept beside the record, for someone worked on it.  What is not an add-in of CXcel's any more stays.

    Raises
    ------
    BadInput
        Excel runs, nothing of what is there was recorded, or a file cannot be removed.  Nothing was changed.
    """
    excel.must_be_closed()
    known = record.read(profile)
    if known is None:
        return _nothing_recorded(profile)
    work = _Removal(profile)
    try:
        for name, digest in reversed(known.files.items()):
            work.take(profile.appdata / name, digest)
        work.remove(profile.record)
    except (OSError, BadInput) as error:
        work.undo()
        why = getattr(error, "strerror", None) or error
        raise BadInput(f"the add-in cannot be removed ({why}): close what uses it; nothing was changed") from None
    for name in reversed(known.folders):
        work.leave(profile.appdata / name)
    work.check(profile)
    return [*work.lines, KEEP]


def _nothing_recorded(profile: Profile) -> list[str]:
    if profile.addin.exists():
        raise BadInput(
            f"{profile.addin} was not put there by `cxcel addin install`, for {profile.record} is not there: delete it "
            "by hand, or run `cxcel addin install` first"
        )
    return ["the add-in is not installed for this user: there was nothing to remove"]


class _Removal:
    """One removal: what was taken so far, so that it can be put back, and what to say of it."""

    def __init__(self, profile: Profile) -> None:
        self.aside = profile.record.with_name(f"changed-{profile.addin.name}")
        self.lines: list[str] = []
        self.taken: dict[Path, bytes] = {}
        self.kept: Path | None = None

    def take(self, path: Path, digest: str) -> None:
        """Remove a recorded file if it is still the one that was written."""
        if not path.exists():
            self.lines.append(f"{path} was gone already")
            return
        content = path.read_bytes()
        if record.digest(content) == digest:
            self.remove(path)
        elif version_of(content) is None:
            self.lines.append(f"left {path}: it is not CXcel's any more, something else was put in its place")
        else:
            self._keep(content)
            self.remove(path)
            self.lines.append(f"kept what was changed in it since its installation: {self.kept}; delete it at will")

    def _keep(self, content: bytes) -> None:
        path, number = self.aside, 1
        while path.exists():
            number += 1
            path = self.aside.with_stem(f"{self.aside.stem}-{number}")
        write_all({path: content})
        self.kept = path

    def remove(self, path: Path) -> None:
        """Remove a file, and remember it."""
        content = path.read_bytes()
        path.unlink()
        self.taken[path] = content
        self.lines.append(f"removed {path}")

    def undo(self) -> None:
        """Put everything back."""
        if self.kept:
            with suppress(OSError):
                self.kept.unlink()
        write_all(self.taken)

    def leave(self, folder: Path) -> None:
        """Remove a folder of ours that nothing is in any more."""
        try:
            folder.rmdir()
        except FileNotFoundError:
            return
        except OSError:
            self.lines.append(f"left the folder {folder}: there are other files in it")
        else:
            self.lines.append(f"removed the folder {folder}")

    def check(self, profile: Profile) -> None:
        """Look once more that nothing is left of what was removed."""
        still = [str(path) for path in self.taken if path.exists()]
        if still:
            raise BadInput(f"{', '.join(still)} is still there, because a program has it open: start Windows anew")
        if not profile.addin.exists():
            self.lines.append("checked: Excel will load no add-in of CXcel's any more")
