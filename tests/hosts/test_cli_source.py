"""``cxcel source``: data named once, opened before anything is written, and no password anywhere."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.sources.keyrings import InMemory, Locked, keyring, using

from cxcel.sources import registry
from cxcel.sources.connect import close_all
from cxcel.sources.registry import FILE, find
from cxcel_addin.hosts.cli.sources import ENGINE_HERE, parse_maps

pa = pytest.importorskip("pyarrow", reason="the extra 'sources' is not installed")
SECRET = "x7!secret/é"
SERVER = "postgresql://reader@127.0.0.1:1/cx"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder of a user without sources, with two months of contacts in logs."""
    import pyarrow.parquet as pq

    monkeypatch.setattr(registry, "user_file", lambda: tmp_path / "user" / FILE)
    monkeypatch.delenv("CXCEL_SOURCES", raising=False)
    monkeypatch.delenv("CXCEL_PASSWORD_CX", raising=False)
    here = tmp_path / "cwd"
    (here / "logs").mkdir(parents=True)
    for month in (1, 2):
        contacts = {
            "Call ID": [10 * month + n for n in range(5)],
            "Speed of answer": [10, 20, 30, None, 5],
            "Rating": [1, 2, 3, 4, 5],
            "NPS": [0, 10, 9, 8, None],
            "Floor": [1] * 5,
        }
        pq.write_table(pa.table(contacts), here / "logs" / f"{month}.parquet")
    monkeypatch.chdir(here)
    yield here
    close_all()


@pytest.fixture(autouse=True)
def ring() -> Iterator[InMemory]:
    yield from using(InMemory())  # type: ignore[misc]


@pytest.fixture
def source(cxcel: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *words: cxcel("source", *words)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Answer every question for a password; hold how it was asked."""
    seen: list[dict[str, Any]] = []

    def prompt(text: str, **options: Any) -> str:
        seen.append({"text": text, **options})
        return SECRET

    monkeypatch.setattr("click.prompt", prompt)
    return seen


def test_a_folder_is_named_listed_shown_checked_and_removed(source: Any, folder: Path) -> None:
    assert source("list").works() == "No sources yet: cxcel source add NAME LOCATION adds one\n"
    made = source("add", "Contacts", "logs", "--map", "in_time=wait <= 20", "--blank", "-99").works()
    assert made.splitlines() == [
        "Contacts: logs (2 files, 10 rows)",
        "  in_time     wait <= 20 (a name of your own)",
        "  contact_id  column 'Call ID'",
        "  wait        column 'Speed of answer'",
        "  nps         column 'NPS'",
        "'Rating' could be csat or ces: say which with --map \"csat=Rating\"",
        "Without a role, used by header: Floor",
        'In a formula: =NPS("Contacts:nps")',
        "Ids in 'Call ID' repeated: none",
        f"Written: {FILE}",
    ]
    assert (folder / FILE).read_text("utf-8") == (
        '[sources.Contacts]\nlocation = "logs"\nblanks = ["-99"]\n\n[sources.Contacts.roles]\nin_time = "wait <= 20"\n'
    )
    assert source("list").works() == f"Contacts  logs  {FILE}\n"
    ids = "Ids in 'Call ID' repeated: none\n"
    assert source("show", "contacts").works() == made.replace("Written: ", "Named in ").replace(ids, "")
    assert source("check", "contacts").works().splitlines() == [
        "Contacts: logs (2 files, 10 rows)",
        "10 rows read",
        "  in_time     boolean  8 filled",
        "  contact_id  int64    10 filled",
        "  wait        int64    8 filled",
        "  nps         int64    8 filled",
        ids.strip(),
    ]
    assert source("remove", "CONTACTS").works() == f"Removed Contacts from {FILE}; the data stay where they are\n"
    assert os.listdir(folder) == ["logs"]


def test_every_option_is_kept(source: Any) -> None:
    options = {"timezone": "Europe/Paris", "decimal": "comma", "missing": "blank", "copies": "keep", "settled": 7}
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    source("add", "contacts", "logs/*.parquet", *words, "--map", "csat=Rating", "--blank", "n/a").works()
    found = find("contacts")
    assert {name: getattr(found, name) for name in options} == options
    assert (found.blanks, dict(found.roles)) == (("n/a",), {"csat": "Rating"})


def test_roles_that_follow_from_others_are_said(source: Any) -> None:
    made = source("add", "contacts", "logs", "--map", "talk=Floor", "--map", "wrap=Rating").works()
    assert "  handle      talk + wrap (worked out)\n" in made


def test_a_table_of_a_database_is_named(source: Any, folder: Path) -> None:
    with contextlib.closing(sqlite3.connect(folder / "cx.sqlite")) as made:
        made.execute("CREATE TABLE survey (csat INTEGER, channel TEXT)")
        made.executemany("INSERT INTO survey VALUES (?, ?)", [(5, "phone"), (3, None)])
        made.commit()
    told = source("add", "cx", "cx.sqlite", "--table", "survey").works()
    assert told.startswith("cx: cx.sqlite survey\n")
    assert '=CSAT("cx:csat")' in told
    assert source("check", "cx").works().splitlines()[1:] == [
        "2 rows read", "  csat     int64   2 filled", "  channel  string  1 filled"
    ]  # fmt: skip
    source("add", "other", "cx.sqlite", "--table", "surveys").fails("'other'", "survey")


def test_a_source_of_the_user_is_known_everywhere(source: Any, tmp_path: Path, monkeypatch: Any) -> None:
    """What was typed in one folder means the same data in another."""
    source("add", "contacts", "logs/1.parquet", "--user").works()
    assert find("contacts").location == str(tmp_path / "cwd" / "logs" / "1.parquet")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert "(1 file, 5 rows)" in source("show", "contacts").works()


def test_the_nearer_source_goes_first_and_that_is_said(source: Any) -> None:
    source("add", "contacts", "logs").works()
    assert f"Note: {FILE} has a source of that name" in source("add", "contacts", "logs/1.parquet", "--user").works()
    assert find("contacts").location == "logs"


def test_the_variable_says_where_new_sources_go(source: Any, tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "reports").mkdir()
    monkeypatch.setenv("CXCEL_SOURCES", str(tmp_path / "reports"))
    source("add", "contacts", "logs").works()
    assert os.listdir(tmp_path / "reports") == [FILE]
    assert find("contacts").location == str(tmp_path / "cwd" / "logs")


def test_a_name_in_use_is_replaced_on_request_only(source: Any, folder: Path) -> None:
    source("add", "contacts", "logs").works()
    before = (folder / FILE).read_bytes()
    source("add", "CONTACTS", "logs/1.parquet").fails("has a source 'contacts' already", "--replace")
    assert (folder / FILE).read_bytes() == before
    source("add", "CONTACTS", "logs/1.parquet", "--replace").works()
    assert (find("contacts").name, find("contacts").location) == ("CONTACTS", "logs/1.parquet")


BAD = {
    "nowhere": (("cx", "nowhere"), ("'cx'", "nowhere is not there")),
    "no such header": (("cx", "logs", "--map", "wait=Nope"), ("cx has no column 'Nope'", "Speed of answer")),
    "bad expression": (("cx", "logs", "--map", "wait=Rating; drop"), ("'cx', wait", "drop", "semicolon")),
    "not a map": (("cx", "logs", "--map", "wait"), ("--map must be ROLE=Header", "'wait'")),
    "mapped twice": (("cx", "logs", "--map", "wait=NPS", "--map", "Wait=Floor"), ("Wait is given twice",)),
    "role": (("cx", "logs", "--map", "wait a=NPS"), ("'wait a'", "no name of a role")),
    "name": (("my logs", "logs"), ("'my logs' is no name", "such as contacts")),
    "zone": (("cx", "logs", "--timezone", "Paris"), ("'Paris'", "Europe/Paris")),
    "decimal": (("cx", "logs", "--decimal", "dot"), ("decimal must be one of 'point', 'comma'",)),
    "settled": (("cx", "logs", "--settled", "-1"), ("settled must be whole days",)),
    "empty": (("cx", " "), ("location is empty",)),
    "password for files": (("cx", "logs", "--password"), ("takes no password",)),
    "password in the address": (
        ("cx", f"postgresql://reader:{SECRET}@db/cx"), ("holds a password", "CXCEL_PASSWORD_CX", "leave it out")
    ),
    "token in the address": (
        ("cx", f"databricks://host/path?access_token={SECRET}"), ("'access_token='", "CXCEL_PASSWORD_CX")
    ),
}  # fmt: skip


@pytest.mark.parametrize(("words", "fragments"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("known", [False, True])
def test_what_cannot_be_used_is_one_sentence_and_nothing_is_written(
    words: tuple[str, ...], fragments: tuple[str, ...], known: bool, source: Any, folder: Path
) -> None:
    if known:
        source("add", "known", "logs").works()
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    told = source("add", *words).fails(*fragments)
    assert SECRET not in told
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("command", ["show", "check", "remove", "password"])
def test_an_unknown_name_brings_near_ones(command: str, source: Any) -> None:
    source("add", "contacts", "logs").works()
    source(command, "contact").fails("there is no source 'contact'; did you mean contacts?")


def test_a_source_that_vanished_can_be_listed_and_removed(source: Any, folder: Path) -> None:
    source("add", "contacts", "logs/1.parquet").works()
    (folder / "logs" / "1.parquet").unlink()
    source("show", "contacts").fails("contacts", "1.parquet")
    source("check", "contacts").fails("contacts", "1.parquet")
    assert "logs/1.parquet" in source("list").works()
    source("remove", "contacts").works()


def test_a_server_that_does_not_answer_shows_no_password(source: Any, folder: Path, ring: InMemory, asked: Any) -> None:
    told = source("add", "cx", SERVER, "--table", "contacts", "--password").fails("'cx'")
    assert SECRET not in told
    assert [(one["hide_input"], one["err"]) for one in asked] == [(True, True)]
    assert ring.held == {}
    assert os.listdir(folder) == ["logs"]


def test_a_password_is_asked_for_and_kept_in_the_keyring(
    source: Any, folder: Path, ring: InMemory, asked: Any, monkeypatch: Any
) -> None:
    (folder / FILE).write_text(f'[sources.cx]\nlocation = "{SERVER}"\ntable = "contacts"\n')
    assert source("password", "CX").works() == "The password of cx is in the keyring\n"
    assert asked[0]["hide_input"] is True
    assert list(ring.held.items()) == [(("cxcel", "cx postgresql://reader@127.0.0.1:1"), SECRET)]
    monkeypatch.setenv("CXCEL_PASSWORD_CX", "other")
    assert "Note: CXCEL_PASSWORD_CX is set, and goes first" in source("password", "cx").works()
    assert SECRET not in (folder / FILE).read_text()
    assert "Its password was taken out of the keyring" in source("remove", "cx").works()
    assert ring.held == {}


def test_a_password_that_another_file_needs_is_kept(
    source: Any, folder: Path, tmp_path: Path, ring: InMemory, asked: Any
) -> None:
    text = f'[sources.cx]\nlocation = "{SERVER}"\ntable = "contacts"\n'
    (tmp_path / "user").mkdir()
    for file in (folder / FILE, tmp_path / "user" / FILE):
        file.write_text(text)
    source("password", "cx").works()
    assert "keyring" not in source("remove", "cx").works()
    assert list(ring.held.values()) == [SECRET]


def test_without_a_keyring_the_variable_is_named(source: Any, folder: Path, asked: Any) -> None:
    keyring.set_keyring(Locked())
    (folder / FILE).write_text(f'[sources.cx]\nlocation = "{SERVER}"\ntable = "contacts"\n')
    told = source("password", "cx").fails("'cx'", "no keyring", "CXCEL_PASSWORD_CX")
    assert SECRET not in told


def test_a_broken_file_is_said_by_every_command(source: Any, folder: Path) -> None:
    (folder / FILE).write_text("[sources.cx]\nlocation = logs\n")
    for words in (("list",), ("show", "cx"), ("check", "cx"), ("remove", "cx"), ("add", "other", "logs")):
        source(*words).fails(FILE, "line 2")
    assert (folder / FILE).read_text() == "[sources.cx]\nlocation = logs\n"


def test_a_spark_of_this_computer_is_no_file(folder: Path) -> None:
    from cxcel_addin.hosts.cli.sources import _from

    assert _from(f"{ENGINE_HERE}2]", folder.parent / "user" / FILE) == "local[2]"


def test_maps_keep_what_follows_the_first_sign() -> None:
    assert parse_maps([' in_time = wait = "20=" ']) == {"in_time": 'wait = "20="'}
