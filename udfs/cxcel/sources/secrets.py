"""Passwords of sources: from the environment or the system's keyring, never in a file, a formula or an error text."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from cxcel.errors import BadInput, BadOption
from cxcel.sources.extra import needed

if TYPE_CHECKING:
    from cxcel.sources.source import Source

SERVICE = "cxcel"  # what the keyring files our passwords under
HIDDEN = "***"
_WORDS = (
    r"(?:\bpass|password|passwd|passphrase|passcode|pwd|token|secret|signature|\bsig|credentials?"
    r"|(?:api|access|account|private|secret|shared)[_-]?key)"
)
_SETTING = re.compile(rf"(?P<name>[\w-]*{_WORDS})\s*=\s*(?P<value>'[^']*'|\"[^\"]*\"|[^\s&;#,)'\"]+)", re.IGNORECASE)
_USER = r"(?<=://)(?P<user>[^\s/:@?#]*):(?!\d{1,5}[/?#;])"  # what follows the colon is no port
_IN_ADDRESS = re.compile(rf"{_USER}\S+@")
_SECRET_NAME = re.compile(rf"{_WORDS}$", re.IGNORECASE)
_typed: ContextVar[tuple[str, str] | None] = ContextVar("typed", default=None)


def is_address(location: str) -> bool:
    """Whether a location is the address of a server rather than a file.

    Examples
    --------
    >>> is_address("postgresql://reader@db.example.com/cx"), is_address("logs/*.parquet")
    (True, False)
    """
    return "://" in location


def secret_in(location: str) -> str:
    """Return where a location holds a password, in words; "" where it holds none.

    Examples
    --------
    >>> secret_in("postgresql://reader:x7!@db.example.com/cx"), secret_in("postgresql://reader@db/cx?password=x7!")
    ('after the user name', "in 'password='")
    >>> secret_in("postgresql://reader@db.example.com/cx")
    ''
    """
    for text in (location, unquote(location)):
        if re.search(rf"{_USER}(?s:.+)@", text):
            return "after the user name"
        found = _SETTING.search(text)
        if found:
            return f"in '{found['name'].lower()}='"
    return _in_query(location)


def _in_query(location: str) -> str:
    """Find settings whose name or value is spelled in a way that only a parser of addresses undoes."""
    with suppress(ValueError):
        for name, value in parse_qsl(urlsplit(location).query):
            if value and _SECRET_NAME.search(name.strip()):
                return f"in '{name.strip().lower()}='"
    return ""


def refuse_secret(name: str, location: str) -> None:
    """Refuse a location with a password in it; the sentence does not repeat it.

    Raises
    ------
    BadOption
        It holds a password, a token or a key.
    """
    place = secret_in(location)
    if place:
        raise BadOption(
            f"the location of source '{name}' holds a password ({place}): leave it out, and give it with "
            f"'cxcel source password {name}' or in the environment variable {variable(name)}"
        )


def variable(name: str) -> str:
    """Return the environment variable that may hold the password of a source.

    Examples
    --------
    >>> variable("contacts-2026")
    'CXCEL_PASSWORD_CONTACTS_2026'
    """
    return f"CXCEL_PASSWORD_{name.upper().replace('-', '_')}"


def account(source: Source) -> str:
    """Return the user of the keyring's entry: the source's name and its server.

    The server is part of it, so that a file of sources that comes with somebody else's workbook cannot send a
    password that was stored for one server to another.

    Examples
    --------
    >>> from cxcel.sources.source import Source
    >>> account(Source("Contacts", "postgresql://reader@db.example.com/cx?sslmode=require"))
    'contacts postgresql://reader@db.example.com'
    """
    scheme, _, rest = source.location.partition("://")
    return f"{source.name.lower().replace('_', '-')} {scheme.lower()}://{re.split(r'[/?#;]', rest)[0]}"


def password(source: Source) -> str | None:
    """Return the password of a source, or None where none was given; what its driver finds then is the driver's affair.

    The environment goes before the keyring.

    Examples
    --------
    >>> from cxcel.sources.source import Source
    >>> password(Source("contacts", "contacts/*.parquet")) is None
    True
    """
    if not is_address(source.location):
        return None
    typed = _typed.get()
    if typed is not None and typed[0] == account(source):
        return typed[1]
    return os.environ.get(variable(source.name)) or _kept(source)


def _kept(source: Source) -> str | None:
    """Return what the keyring holds; a system without a keyring holds nothing."""
    with needed():
        import keyring
        from keyring.errors import KeyringError
    try:
        return keyring.get_password(SERVICE, account(source)) or None
    except (KeyringError, OSError, RuntimeError):  # none there, or locked: drivers have places of their own to look in
        return None


@contextmanager
def typed(source: Source, secret: str) -> Iterator[None]:
    """Use a password that was just typed, until it is kept.

    Examples
    --------
    >>> from cxcel.sources.source import Source
    >>> contacts = Source("contacts", "postgresql://reader@db.example.com/cx")
    >>> with typed(contacts, "x7!"):
    ...     password(contacts)
    'x7!'
    """
    token = _typed.set((account(source), secret))
    try:
        yield
    finally:
        _typed.reset(token)


def keep(source: Source, secret: str) -> None:
    """Put the password of a source into the system's keyring.

    Raises
    ------
    BadOption
        The source is no server, or the password is empty.
    BadInput
        This system has no keyring, or the keyring refuses.
    """
    refuse_files(source)
    if not secret:
        raise BadOption(f"the password of source '{source.name}' is empty: type it, or leave the source without one")
    with needed():
        import keyring
        from keyring.errors import KeyringError
    try:
        keyring.set_password(SERVICE, account(source), secret)
        held = keyring.get_password(SERVICE, account(source)) == secret
    except (KeyringError, OSError, RuntimeError) as error:
        raise _no_keyring(source) from error
    if not held:  # the null backend takes everything and holds nothing
        raise _no_keyring(source)


def refuse_files(source: Source) -> None:
    """Say that files take no password.

    Raises
    ------
    BadOption
        The source is no server.
    """
    if not is_address(source.location):
        raise BadOption(f"source '{source.name}' is a file or a folder ({source.location}), which takes no password")


def _no_keyring(source: Source) -> BadInput:
    return BadInput(
        f"the password of source '{source.name}' was not stored: this system has no keyring that is open; "
        f"give it in the environment variable {variable(source.name)}"
    )


def forget(source: Source) -> bool:
    """Take the password of a source out of the keyring; say whether there was one."""
    if not is_address(source.location) or _kept(source) is None:
        return False
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.delete_password(SERVICE, account(source))
    except (KeyringError, OSError, RuntimeError):
        return False
    return True


def redacted(text: str, *secrets: str | None) -> str:
    """Return a text without the secrets, however they are spelled in it, and without passwords of addresses.

    Examples
    --------
    >>> redacted("no such user: x7!/q at postgresql://me:x7%21%2Fq@db (pwd=x7!/q)", "x7!/q")
    'no such user: *** at postgresql://me:***@db (pwd=***)'
    """
    pattern = "|".join(_spellings(secret) for secret in sorted(filter(None, secrets), key=len, reverse=True))
    mark = "" if any(secret and not secret.strip("*") for secret in secrets) else HIDDEN
    if pattern:
        text = _without(re.compile(pattern), text, mark)
    text = _IN_ADDRESS.sub(rf"\g<user>:{mark}@", text)
    text = _SETTING.sub(lambda found: f"{found['name']}={mark}", text)
    return _without(re.compile(pattern), text, mark) if pattern else text


def _without(pattern: re.Pattern[str], text: str, mark: str) -> str:
    """Put the mark in place of every match, also of one that the marks themselves make with what is around them."""
    while pattern.search(text):
        text = pattern.sub(mark, text)
    return text


def _spellings(secret: str) -> str:
    """Return a pattern for a secret in which each character may be written as drivers and addresses write it."""
    return "".join(f"(?:{'|'.join(_letter(letter))})" for letter in secret)


def _letter(letter: str) -> list[str]:
    coded = "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", "surrogatepass"))
    twice = coded.replace("%", "%25")
    ways = [twice, coded, json.dumps(letter)[1:-1], letter.encode("unicode_escape").decode(), f"\\{letter}"]
    ways += ["+"] if letter == " " else []
    return [*(f"(?i:{re.escape(way)})" for way in dict.fromkeys(ways) if way != letter), re.escape(letter)]
