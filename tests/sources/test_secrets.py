"""Passwords: where they come from, and that no text, repr or file holds one."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.keyrings import InMemory, Locked, keyring, using

from cxcel.errors import BadInput, BadOption
from cxcel.sources.secrets import account, forget, keep, password, redacted, secret_in, typed, variable
from cxcel.sources.source import Source

SERVER = Source("Contacts", "postgresql://reader@db.example.com:5432/cx?sslmode=require")
FOLDER = Source("logs", "logs/*.parquet")


@pytest.fixture(autouse=True)
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemory]:
    for source in (SERVER, FOLDER):
        monkeypatch.delenv(variable(source.name), raising=False)
    backend = InMemory()
    yield from using(backend)  # type: ignore[misc]


def test_the_environment_goes_before_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    assert password(SERVER) is None
    keep(SERVER, "kept")
    assert password(SERVER) == "kept"
    monkeypatch.setenv("CXCEL_PASSWORD_CONTACTS", "set")
    assert password(SERVER) == "set"
    with typed(SERVER, "typed"):
        assert password(SERVER) == "typed"
    assert password(SERVER) == "set"


def test_a_stored_password_goes_to_its_own_server_only() -> None:
    """A file of sources that came with a workbook may name another server by a name that is in use here."""
    keep(SERVER, "kept")
    with typed(SERVER, "typed"):
        for other in ("db.example.org", "reader@db.example.org", "owner@db.example.com:5432", "reader@db.example.com"):
            assert password(Source("contacts", f"postgresql://{other}/cx")) is None
        assert password(Source("CONTACTS", "postgresql://reader@db.example.com:5432/other")) == "typed"


def test_files_have_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable("logs"), "x7!")
    assert password(FOLDER) is None
    with pytest.raises(BadOption, match="'logs' is a file or a folder"):
        keep(FOLDER, "x7!")
    assert forget(FOLDER) is False


def test_a_password_is_forgotten(ring: InMemory) -> None:
    keep(SERVER, "kept")
    assert list(ring.held) == [("cxcel", account(SERVER))]
    assert forget(SERVER) is True
    assert ring.held == {}
    assert forget(SERVER) is False


def test_an_empty_password_is_refused() -> None:
    with pytest.raises(BadOption, match="is empty"):
        keep(SERVER, "")


@pytest.mark.parametrize("backend", ["keyring.backends.fail", "keyring.backends.null", "locked"])
def test_without_a_keyring_the_variable_is_named(backend: str) -> None:
    made = Locked() if backend == "locked" else import_module(backend).Keyring()
    keyring.set_keyring(made)
    assert password(SERVER) is None
    with pytest.raises(BadInput) as caught:
        keep(SERVER, "x7!")
    assert "CXCEL_PASSWORD_CONTACTS" in str(caught.value)
    assert "x7!" not in str(caught.value)
    assert forget(SERVER) is False


def test_without_the_extra_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(BadInput, match=r'pip install "cxcel\[sources\]"'):
        password(SERVER)


HELD = [
    "postgresql://reader:x7secret@db/cx",
    "postgresql://:x7secret@db/cx",
    "postgresql://reader:12@db/cx",
    "postgresql://reader:x7/se?cr#et@db/cx",
    "postgresql://reader:x7 secret@db/cx",
    "postgresql://reader%3Ax7secret@db/cx",
    "postgresql://reader@db/cx?password=x7secret",
    "postgresql://reader@db/cx?sslmode=require&Password=x7secret",
    "postgresql://reader@db/cx?%70assword=x7secret",
    "mssql://reader@db/cx;pwd=x7secret",
    "databricks://host/path?access_token=x7secret",
    "snowflake://reader@account/db?privateKey=x7secret",
    "s3://bucket/logs/*.parquet?X-Amz-Signature=x7secret",
    "host=db user=reader password=x7secret",
    "trino://reader@host/catalog?pass=x7secret",
]
FREE = [
    "logs/*.parquet",
    "C:\\data\\token\\survey.csv",
    "~/passwords/2026.csv",
    "postgresql://reader@db.example.com:5432/cx?sslmode=require&passfile=/etc/reader",
    "postgresql://db:5432/cx?application_name=a@b",
    "postgresql://[::1]:5432/cx",
    "spark://host:7077",
    "bigquery://project/dataset",
    "postgresql://reader@db/cx?password=",
]


@pytest.mark.parametrize("location", HELD)
def test_a_source_holds_no_password(location: str) -> None:
    with pytest.raises(BadOption) as caught:
        Source("contacts", location)
    told = str(caught.value)
    assert "cxcel source password contacts" in told
    assert "CXCEL_PASSWORD_CONTACTS" in told
    assert not any(piece in told for piece in ("x7", "secret@", ":12"))


@pytest.mark.parametrize("location", FREE)
def test_other_locations_are_taken_as_they_are(location: str) -> None:
    assert secret_in(location) == ""
    assert Source("contacts", location).location == location


SPELLINGS = {
    "plain": str,
    "quoted": lambda text: quote(text, safe=""),
    "lower": lambda text: quote(text, safe="").lower() if text == text.lower() else quote(text, safe=""),
    "with slashes": quote,
    "as a form": quote_plus,
    "twice": lambda text: quote(quote(text, safe=""), safe=""),
    "repr": lambda text: repr(text)[1:-1],
    "json": lambda text: json.dumps(text)[1:-1],
}
SECRETS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
AROUND = st.text(st.sampled_from("*ab%2A :/@=\\'\"x"), max_size=12)


@given(secret=SECRETS, before=AROUND, after=AROUND, spelled=st.sampled_from(sorted(SPELLINGS)))
def test_no_secret_survives(secret: str, before: str, after: str, spelled: str) -> None:
    spell = SPELLINGS[spelled]
    text = f"{before}{spell(secret)}{after}{spell(secret)}"
    told = redacted(text, secret)
    assert secret not in told
    assert spell(secret) not in told


@given(secrets=st.lists(SECRETS, min_size=1, max_size=4), text=st.text(max_size=40))
def test_none_of_several_secrets_survives(secrets: list[str], text: str) -> None:
    told = redacted("".join([text, *secrets, text, *reversed(secrets)]), *secrets)
    assert not any(secret in told for secret in secrets)


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "Z"]), max_size=60))
def test_a_text_without_secrets_stays(text: str) -> None:
    assert redacted(text, None, "", "!x7!") == text


PLAIN = [location for location in HELD if "x7secret" in location and "%" not in location]


@pytest.mark.parametrize("location", PLAIN)
def test_addresses_in_driver_texts_lose_their_password(location: str) -> None:
    """Even one that nobody told us of: a driver may show an address of its own making."""
    assert "x7secret" not in redacted(f'connection to "{location}" failed')


def test_a_home_is_no_secret(tmp_path: Path) -> None:
    assert redacted(f"no such file: {tmp_path}") == f"no such file: {tmp_path}"
