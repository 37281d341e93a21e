"""``cxcel source`` and a server that asks for a password: it is used, kept in the keyring, and shown nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.hosts.conftest import started
from tests.sources.keyrings import InMemory, using

from cxcel.sources import registry
from cxcel.sources.connect import close_all
from cxcel.sources.registry import FILE

pa = pytest.importorskip("pyarrow", reason="the extra 'sources' is not installed")
pytestmark = pytest.mark.postgres


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemory]:
    """An empty folder of a user without sources, and a keyring of the test's own."""
    monkeypatch.setattr(registry, "user_file", lambda: tmp_path / "user" / FILE)
    for name in ("CXCEL_SOURCES", "CXCEL_PASSWORD_CX", "PGPASSWORD", "PGPASSFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    yield from using(InMemory())  # type: ignore[misc]
    close_all()


def test_a_password_is_proved_before_it_is_kept(
    postgres: Any, ring: InMemory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres.load("contacts", pa.table({"wait_s": [10, None, 30], "channel": ["phone", "chat", "chat"]}))
    words = ("source", "add", "cx", postgres.url, "--table", "contacts")
    typed = ["wrong!7", postgres.password]
    monkeypatch.setattr("click.prompt", lambda text, **options: typed.pop(0))

    told = started(words).fails("'cx'")
    assert list(tmp_path.iterdir()) == []
    told += started([*words, "--password"]).fails("'cx'", "password")
    assert "wrong!7" not in told
    assert (list(tmp_path.iterdir()), ring.held) == ([], {})

    made = started([*words, "--password"]).works()
    assert '=ASA("cx:wait")' in made
    close_all()
    assert "3 rows read\n  wait" in started(["source", "check", "cx"]).works()
    assert list(ring.held.values()) == [postgres.password]
    assert postgres.password not in made + told + (tmp_path / FILE).read_text()

    started(["source", "remove", "cx"]).works()
    assert ring.held == {}
