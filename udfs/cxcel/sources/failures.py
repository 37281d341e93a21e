"""What went wrong in an engine, in one sentence: without a secret, a query, or a path outside of the source."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath

from cxcel.errors import BadInput
from cxcel.sources.listing import fixed_part, place
from cxcel.sources.secrets import is_address, password, redacted, variable
from cxcel.sources.source import Source

OURS = {"builtins", "cxcel", "cxcel_addin", "numpy", "scipy", "click"}  # errors of these are no engine's
LONGEST = 240  # characters of an engine's reason that a sentence repeats
_CLASS = re.compile(r"^(?:[\w.]*(?:Error|Exception)|[A-Z][\w ]* Error|\(?[\w.]+\.\w+Error\)?): *")
_PATH = re.compile(r"""(?<![\w:/.])(?:file:)?(?:/|[A-Za-z]:[\\/])[^\s'":;,()]*""")
_CODE = re.compile(r"^\[[A-Z][A-Z_.]+\] *|[. ]*SQLSTATE: \w+")
_JAVA = re.compile(r"^[:\s]*(?:java|org|scala|py4j)\.[\w.$]+: *")

# What engines say, and what a reader is told of it.  The first that fits is taken.
_KNOWN: tuple[tuple[str, str], ...] = (
    (r"csv error on line.*not utf-?8", "{file} is not in UTF-8; save it as \"CSV UTF-8\""),
    (r"csv error on line: (?P<what>\d+)",
     "line {what} of {file} cannot be read ({csv}); mend the line or export the file again"),
    (r"password authentication failed|no password supplied|authentication failed|access denied|incorrect username",
     "the password or the user was refused; give the password with 'cxcel source password {name}' or in {variable}"),
    (r"resolve host|could not translate host|name or service not known|nodename nor servname|getaddrinfo|unknownhost",
     "its host is not known; check the address, and that the network is there"),
    (r"connection refused", "nobody listens at its address; check host and port, and that the server runs"),
    (r"no route to host|network is unreachable|network is down", "its host cannot be reached; check the network"),
    (r"masters are unresponsive|stopped sparkcontext",
     "its master did not answer; check that a Spark master of this version listens there, and run it again"),
    (r"timeout expired|timed out|timeout", "it did not answer in time; check the address and the network"),
    (r'database "?(?P<what>[^"\s]+)"? does not exist|unknown database',
     "it has no database {what}; check the address"),
    (r"server closed the connection|connection is lost|terminating connection|connection already closed|broken pipe",
     "the server ended the connection; run it again"),
    (r"could not set lock|database is locked|file handle conflict|being used by another process",
     "another program holds the file open for writing; close it there and run it again"),
    (r"permission denied|insufficient privilege", "it may not be read ({reason}); ask its owner for the right to read"),
    (r"java_gateway|java_home|unable to locate a java", "Spark needs Java 17, which is not there; install it"),
    (r"out of memory|outofmemory",
     "the question needs more memory than there is; ask for fewer groups, or over fewer columns"),
    (r"no space left", "the disk is full; make room and run it again"),
    (r"no files found|does not exist|no such file|path_not_found|cannot open file",
     "something of it is gone ({reason}); put it back and run it again"),
    (r"not a valid duckdb|not a database|file is encrypted|malformed",
     "the file is no whole database that can be read; check what wrote it"),
    (r"cannot_merge_schema|merging schema|merge incompatible",
     "its files write a column in different types, which Spark does not read as one; write them with one type"),
    (r"parquet|thrift|snappy|zstd|gzip|corrupt|magic|tprotocol|too small|decompress|checksum|unexpected end|ttype",
     "a file of {place} is damaged ({reason}); write it again"),
)  # fmt: skip


def foreign(error: BaseException) -> bool:
    """Whether an error comes from an engine, a driver or the system, rather than from a defect of ours.

    Examples
    --------
    >>> foreign(OSError("no space left")), foreign(KeyError("x")), foreign(BadInput("no"))
    (True, False, False)
    """
    return isinstance(error, OSError) or type(error).__module__.partition(".")[0] not in OURS


def worded(source: Source, error: BaseException) -> BadInput:
    """Return the sentence for an engine's error.

    Examples
    --------
    >>> print(worded(Source("contacts", "postgresql://reader@db/cx"), OSError("Connection refused")))
    source 'contacts': nobody listens at its address; check host and port, and that the server runs
    """
    whole = " ".join(_PATH.sub("", str(error)).split())  # no name of a file is taken for what happened to it
    reason = reason_of(source, error)
    for pattern, told in _KNOWN:
        fits = re.search(pattern, whole, re.IGNORECASE)
        if fits:
            what = {
                "what": (fits.groupdict().get("what") or ""),
                "file": _file(source, str(error)),
                "csv": _csv(error),
                "place": source.location,
            }
            sentence = told.format(name=source.name, variable=variable(source.name), reason=reason, **what)
            break
    else:
        sentence = f"the engine could not answer ({reason})"
    return BadInput(f"source '{source.name}': {redacted(sentence, password(source))}")


def reason_of(source: Source, error: BaseException) -> str:
    """Return the first line of an error that says something, made safe to show."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    line = lines[0]
    if line.startswith("An error occurred while calling") and len(lines) > 1:  # py4j: the reason is Java's first line
        line = lines[1]
    for pattern in (_JAVA, _CLASS, _CODE):
        line = pattern.sub("", line)
    line = inside(source, redacted(line, password(source))).rstrip(".")
    return line if len(line) <= LONGEST else line[:LONGEST].rstrip() + " ..."


def inside(source: Source, text: str) -> str:
    """Return a text in which paths begin at the source; of paths outside of it only the last name stays."""
    if not is_address(source.location):
        root = fixed_part(place(source))
        root = root if root.is_dir() else root.parent
        for written in (f"{root}/", f"{root}\\", root.as_posix() + "/"):
            text = text.replace(written, "")
    shorten: Callable[[re.Match[str]], str] = lambda found: PurePath(found[0].replace("\\", "/")).name  # noqa: E731
    return _PATH.sub(shorten, text)


def _csv(error: BaseException) -> str:
    """Return what DuckDB finds wrong with a line of CSV; the line itself is nobody's business."""
    found = re.search(r"^(Expected Number of Columns: \d+ Found: \d+|Value with unterminated quote)", str(error), re.M)
    return found[0].lower() if found else "it does not fit its header"


def _file(source: Source, text: str) -> str:
    found = re.search(r"file(?:_name)? ?[=:]? ?[\"']?([^\"'\n]+?\.(?:csv|tsv)(?:\.gz)?)", text, re.IGNORECASE)
    return f"the file {inside(source, found[1])}" if found else "a file"
