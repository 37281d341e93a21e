"""Keyrings to test with, so that no test reads or writes the real one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

keyring = pytest.importorskip("keyring", reason="the extra 'sources' is not installed")

from keyring.backend import KeyringBackend  # noqa: E402
from keyring.errors import KeyringLocked, PasswordDeleteError  # noqa: E402


class InMemory(KeyringBackend):
    """A keyring that lasts as long as the test."""

    priority = 0.1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.held.pop((service, username), None) is None:
            raise PasswordDeleteError("there is none")


class Locked(InMemory):
    """A keyring whose owner did not open it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("locked")


def using(backend: KeyringBackend) -> Iterator[KeyringBackend]:
    """Put a keyring in the place of the system's until the test is over."""
    former = keyring.get_keyring()
    keyring.set_keyring(backend)
    try:
        yield backend
    finally:
        keyring.set_keyring(former)
