"""Tallies that are kept, so that a new month costs a month: one small SQLite file in the user's cache folder.

Kept is what a query gave for one file (or one day) of a source, under a fingerprint of that file.  A file that was
changed has another fingerprint, so its tallies are made anew; one that is gone is asked for no more.  Every piece is
written by itself, in a transaction: a run that is cut off loses nothing that was done, and two runs at once write the
same pieces twice at worst.  The store holds sums and groups, never rows, and can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from cxcel.errors import BadInput
from cxcel.sources.source import Source

VARIABLE = "CXCEL_STORE"
FILE = "tallies.sqlite"
WHOLE = ""  # the part that an answer over all rows at once is kept under
WAIT = 30.0  # seconds that one run waits for another to finish a piece
_TABLE = """
CREATE TABLE IF NOT EXISTS tallies (
    place TEXT NOT NULL, query TEXT NOT NULL, part TEXT NOT NULL, fingerprint TEXT NOT NULL, answer BLOB NOT NULL,
    PRIMARY KEY (place, query, part)
) WITHOUT ROWID
"""


def digest(*texts: str) -> str:
    """Return a short text that differs where any of the texts does.

    Examples
    --------
    >>> digest("a", "b") == digest("ab"), len(digest("a"))
    (False, 32)
    """
    return hashlib.blake2b("\0".join(texts).encode(), digest_size=16).hexdigest()


def place_of(source: Source) -> str:
    """Return what a source is, whatever it is called: its location, and how it is read."""
    at = source.location if "://" in source.location else str((source.home / source.location).absolute())
    return digest(at, source.table, source.missing, source.timezone, source.decimal, source.copies, *source.blanks)


def store_file() -> Path:
    """Return where tallies are kept: the file that CXCEL_STORE names, else one in the user's cache folder."""
    from platformdirs import user_cache_path

    named = os.environ.get(VARIABLE)
    return Path(named) if named else user_cache_path("cxcel") / FILE


@contextmanager
def _connected(file: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection; a file that is no store any more is begun anew, since all in it can be made again.

    Raises
    ------
    BadInput
        The file cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(_open(file)) as connection, connection:
            yield connection
    except (OSError, sqlite3.OperationalError) as error:
        raise BadInput(
            f"tallies cannot be kept in {file}: {error}; name another place with the environment variable {VARIABLE}"
        ) from None


def _open(file: Path) -> sqlite3.Connection:
    try:
        return _begun(file)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:  # not a database, or a broken one
        file.unlink(missing_ok=True)
        return _begun(file)


def _begun(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=WAIT)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(_TABLE)
    except BaseException:
        connection.close()
        raise
    return connection


def kept(place: str, query: str, parts: Mapping[str, str]) -> dict[str, bytes]:
    """Return the answers that are kept for parts of a source whose fingerprint is still the same.

    Parameters
    ----------
    place : str
        The source, wherever it is named.
    query : str
        What was asked.
    parts : mapping
        Part -> fingerprint.
    """
    with _connected(store_file()) as connection:
        found = connection.execute(
            "SELECT part, fingerprint, answer FROM tallies WHERE place = ? AND query = ?", (place, query)
        )
        return {part: answer for part, fingerprint, answer in found if parts.get(part) == fingerprint}


def keep(place: str, query: str, answers: Iterable[tuple[str, str, bytes]]) -> None:
    """Keep the answers for some parts, each given with its fingerprint, all of them or none."""
    with _connected(store_file()) as connection:
        rows = [(place, query, *answer) for answer in answers]
        connection.executemany("INSERT OR REPLACE INTO tallies VALUES (?, ?, ?, ?, ?)", rows)


def kept_whole(source: Source, query: str, state: str, made: Callable[[], bytes]) -> bytes:
    """Return the answer over all rows of a source that is kept for this state of its files; else make and keep it."""
    place, fingerprint = place_of(source), digest(state)
    found = kept(place, query, {WHOLE: fingerprint})
    if not found:
        found = {WHOLE: made()}
        keep(place, query, [(WHOLE, fingerprint, found[WHOLE])])
    return found[WHOLE]


def forget(place: str, parts: Iterable[str] | None = None) -> int:
    """Drop what is kept of a source, or of the parts that it has no more; return how many answers those were.

    Parameters
    ----------
    place : str
    parts : iterable of str, optional
        The parts that it still has.
    """
    with _connected(store_file()) as connection:
        if parts is None:
            return connection.execute("DELETE FROM tallies WHERE place = ?", (place,)).rowcount
        known = set(parts)
        found = connection.execute("SELECT DISTINCT part FROM tallies WHERE place = ?", (place,)).fetchall()
        gone = [(place, part) for (part,) in found if part not in known]
        return connection.executemany("DELETE FROM tallies WHERE place = ? AND part = ?", gone).rowcount if gone else 0
