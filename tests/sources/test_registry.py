"""The register of sources: which file counts, what a file may hold, and changes that spoil nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxcel.errors import BadInput, BadOption, CxError
from cxcel.sources import registration, registry
from cxcel.sources.fields import as_table, read_source, same
from cxcel.sources.registration import add, remove
from cxcel.sources.registry import FILE, beside, find, here, sources
from cxcel.sources.source import Source

Write = Callable[..., Path]
CONTACTS = '[sources.contacts]\nlocation = "logs/*.parquet"\n'


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user without sources, in an empty folder."""
    user = tmp_path / "user"
    monkeypatch.setattr(registry, "user_file", lambda: user / FILE)
    monkeypatch.delenv("CXCEL_SOURCES", raising=False)
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    return user


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of sources into a folder of the test."""

    def put(text: str | bytes = CONTACTS, folder: str = "cwd", name: str = FILE) -> Path:
        path = tmp_path / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return put


def one(location: str) -> str:
    return f'[sources.contacts]\nlocation = "{location}"\n'


def test_nothing_is_registered_at_first() -> None:
    assert sources() == {}
    with pytest.raises(BadOption, match="none is registered yet; cxcel source add"):
        find("contacts")


def test_the_nearest_file_wins(write: Write, tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = ["user", "cwd", "named", "workbook", "given"]
    for place in places:
        write(one(f"{place}.csv") + f'[sources.{place}]\nlocation = "x.csv"\n', place)
    assert find("contacts").location == "cwd.csv"
    assert {"cwd", "user"} < set(sources())
    monkeypatch.setenv("CXCEL_SOURCES", str(tmp_path / "named"))
    assert find("contacts").location == "named.csv"
    assert set(sources()) == {"contacts", "named", "user"}
    with beside(tmp_path / "workbook"):
        assert find("contacts").location == "workbook.csv"
        assert set(sources()) == {"contacts", "workbook", "named", "user"}
        assert find("contacts", tmp_path / "given").location == "given.csv"
    monkeypatch.setenv("CXCEL_SOURCES", str(write(one("other.csv"), "named", "mine.toml")))
    assert find("contacts").location == "other.csv"
    assert here().name == "mine.toml"


def test_a_workbook_does_not_look_into_the_current_folder(write: Write, tmp_path: Path) -> None:
    write()
    with beside(tmp_path / "workbook"):
        assert sources() == {}
    with beside(None):
        assert "contacts" in sources()


def test_the_folder_of_a_workbook_holds_for_its_own_thread(tmp_path: Path, write: Write) -> None:
    write(one("workbook.csv"), "workbook")
    seen: list[object] = []
    with beside(tmp_path / "workbook"):
        thread = threading.Thread(target=lambda: seen.append(dict(sources())))
        thread.start()
        thread.join()
    assert seen == [{}]


def test_a_variable_that_names_nothing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CXCEL_SOURCES", str(tmp_path / "gone"))
    with pytest.raises(BadInput, match=r"CXCEL_SOURCES names .*gone, which is not there"):
        sources()


def test_names_are_found_in_capitals_or_not_and_kept_as_typed(write: Write) -> None:
    write('[sources.Contacts-2026]\nlocation = "a.csv"\n')
    assert find("CONTACTS_2026").name == "Contacts-2026"
    assert list(sources()) == ["Contacts-2026"]


def test_an_unknown_name_brings_near_ones(write: Write) -> None:
    write(CONTACTS + "".join(f'[sources.other{n}]\nlocation = "a.csv"\n' for n in range(9)))
    with pytest.raises(BadOption) as caught:
        find("contact")
    assert str(caught.value) == (
        "there is no source 'contact'; did you mean contacts? "
        "Known: contacts, other0, other1, other2, other3, other4, other5, other6 and 2 more"
    )


def test_a_change_is_seen_at_once(write: Write) -> None:
    write()
    first = find("contacts")
    assert find("contacts") is first
    write(one("logs2/*.parquet"))
    assert find("contacts").location == "logs2/*.parquet"


def test_every_field_is_read(write: Write, tmp_path: Path) -> None:
    write(
        CONTACTS + 'table = "cx.contacts"\ntimezone = "Europe/Paris"\nblanks = ["-99", "n/a"]\ndecimal = "Comma"\n'
        'dates = "Day-First"\nmissing = "blank"\ncopies = "keep"\nsettled = 7\n'
        'roles = { Wait = "Speed of answer", in_time = "wait <= 20" }\n'
    )
    assert find("contacts") == Source(
        "contacts", "logs/*.parquet", "cx.contacts", {"wait": "Speed of answer", "in_time": "wait <= 20"},
        "Europe/Paris", ("-99", "n/a"), "comma", "day-first", "blank", "keep", 7, tmp_path / "cwd",
    )  # fmt: skip


def test_a_file_from_notepad_is_read(write: Write) -> None:
    write(b"\xef\xbb\xbf" + CONTACTS.replace("\n", "\r\n").encode())
    assert find("contacts").location == "logs/*.parquet"


BAD: dict[str, tuple[str | bytes, tuple[str, ...]]] = {
    "no TOML": ("[sources.contacts]\nlocation = logs\n", ("no TOML", "line 2", "quotes")),
    "twice the same": (CONTACTS + CONTACTS, ("no TOML", "line 3")),
    "too deep": ("a = " + "[" * 5000, ("no TOML",)),
    "no UTF-8": ("[sources.x]\nlocation = 'é'\n".encode("latin-1"), ("UTF-8",)),
    "another table": ("[source.contacts]\nlocation = 'x'\n", ("'source' is not known", "[sources.NAME]")),
    "no tables": ("sources = 3\n", ("[sources.NAME]",)),
    "no table": ("[sources]\ncontacts = 'logs'\n", ("'contacts' must be a table", "location")),
    "no name": ('[sources."my contacts"]\nlocation = "x"\n', ("'my contacts' is no name", "letter")),
    "capitals only": (CONTACTS + CONTACTS.replace("contacts", "Contacts"), ("contacts", "Contacts", "rename")),
    "dash only": (
        '[sources.a_b]\nlocation = "x"\n[sources.a-b]\nlocation = "x"\n', ("'a_b' and 'a-b'", "rename one")
    ),
    "no location": ("[sources.contacts]\ntable = 'x'\n", ("'contacts' has no location", "location =")),
    "empty location": (one(" "), ("location is empty",)),
    "unknown key": (CONTACTS + "timezon = 'UTC'\n", ("'timezon'", "did you mean 'timezone'?", "copies")),
    "wrong type": (CONTACTS + "table = 3\n", ("contacts", "table must be a text in quotes")),
    "blanks": (CONTACTS + "blanks = [-99]\n", ("blanks", '["-99", "n/a"]')),
    "roles": (CONTACTS + "roles = ['nps']\n", ("roles", 'nps = "Score"')),
    "role": (CONTACTS + "roles = { '1 x' = 'Score' }\n", ("'1 x'", "no name of a role")),
    "role's column": (CONTACTS + "roles = { nps = 3 }\n", ("nps = 3", "in quotes")),
    "roles' capitals": (CONTACTS + "roles = { nps = 'a', NPS = 'b' }\n", ("NPS and nps", "keep one")),
    "zone": (CONTACTS + "timezone = 'Paris'\n", ("'Paris'", "Europe/Paris")),
    "zone outside": (CONTACTS + "timezone = '../etc/passwd'\n", ("IANA",)),
    "zone's folder": (CONTACTS + "timezone = 'Europe'\n", ("IANA",)),
    "word": (CONTACTS + "missing = 'skip'\n", ("missing must be one of 'refuse', 'blank', got 'skip'",)),
    "copies": (CONTACTS + "copies = 3\n", ("copies must be one of 'drop', 'keep'",)),
    "days": (CONTACTS + "settled = -1\n", ("settled must be whole days, 0 or more",)),
    "no days": (CONTACTS + "settled = true\n", ("settled must be whole days",)),
    "password": (one("postgresql://u:x7secret@db/cx"), ("holds a password", "CXCEL_PASSWORD_CONTACTS")),
}  # fmt: skip


@pytest.mark.parametrize(("text", "fragments"), BAD.values(), ids=BAD)
def test_a_bad_file_is_one_sentence_and_stays(text: str | bytes, fragments: tuple[str, ...], write: Write) -> None:
    path = write(text)
    before = path.read_bytes()
    for act in (sources, lambda: add(Source("new", "x.csv"), path), lambda: remove("contacts")):
        with pytest.raises(CxError) as caught:
            act()
        told = str(caught.value)
        assert FILE in told
        assert "\n" not in told
        assert "x7secret" not in told
        for fragment in fragments:
            assert fragment in told, told
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [FILE]


def test_a_file_that_cannot_be_read_is_said(write: Write) -> None:
    (write().parent / "folder" / FILE).mkdir(parents=True)
    with pytest.raises(BadInput, match="cannot be read"):
        sources("folder")


def test_a_source_is_added_and_found(own: Path, tmp_path: Path) -> None:
    new = Source("Contacts", "logs/*.parquet", roles={"wait": 'Speed "of" answer'}, blanks=("-99",), settled=3)
    add(new, own / FILE)
    assert find("contacts") == read_source("Contacts", as_table(new), own)
    assert os.listdir(own) == [FILE]
    assert (own / FILE).read_text("utf-8") == (
        '[sources.Contacts]\nlocation = "logs/*.parquet"\nblanks = ["-99"]\nsettled = 3\n\n'
        '[sources.Contacts.roles]\nwait = "Speed \\"of\\" answer"\n'
    )


COMMENTED = """# our sources

[sources.first]   # the first
location = 'a.csv'

# about contacts
[sources.contacts]
location = "logs/*.parquet"  # all of them
[sources.contacts.roles]
nps = "Score"

[sources.last]
location = "z.csv" # the last
"""


def test_comments_and_other_sources_stay_as_they_were(write: Write) -> None:
    path = write(COMMENTED)
    add(Source("more", "m.csv"), path)
    assert path.read_text().startswith(COMMENTED)
    add(Source("contacts", "new.csv"), path, replace=True)
    remove("More")
    text = path.read_text()
    assert find("contacts") == Source("contacts", "new.csv", home=path.parent)
    for line in ("# our sources", "[sources.first]   # the first", "# about contacts", 'location = "z.csv" # the last'):
        assert line in text
    assert list(sources()) == ["first", "contacts", "last"]


def test_a_name_in_use_is_not_overwritten(write: Write) -> None:
    path = write()
    with pytest.raises(BadOption, match=r"has a source 'contacts' already.*--replace"):
        add(Source("CONTACTS", "x.csv"), path)
    assert path.read_text() == CONTACTS
    add(Source("CONTACTS", "x.csv"), path, replace=True)
    assert list(sources()) == ["CONTACTS"]


def test_the_last_source_takes_the_file_with_it(write: Write) -> None:
    path = write()
    assert remove("contacts").source.location == "logs/*.parquet"
    assert not path.exists()
    assert os.listdir(path.parent) == []


def test_a_link_stays_a_link(write: Write, tmp_path: Path) -> None:
    target = write(CONTACTS, "elsewhere")
    link = tmp_path / "cwd" / FILE
    link.symlink_to(target)
    add(Source("more", "m.csv"), link)
    assert link.is_symlink()
    assert set(sources()) == {"contacts", "more"}


def test_a_write_that_fails_leaves_all_as_it_was(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BadInput, match="was not written: No space left on device"):
        add(Source("more", "m.csv"), path)
    assert path.read_text() == CONTACTS
    assert os.listdir(path.parent) == [FILE]


def test_a_layout_that_cannot_be_changed_is_said(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    import tomlkit

    path = write()
    monkeypatch.setattr(tomlkit, "dumps", lambda document: "[sources.other]\n")
    with pytest.raises(BadInput, match="change it in an editor"):
        add(Source("more", "m.csv"), path)
    assert path.read_text() == CONTACTS


WRITER = """
import sys
from pathlib import Path
from cxcel.sources.registration import add
from cxcel.sources.source import Source
for n in range(8):
    add(Source(f"{sys.argv[2]}{n}", "x.csv"), Path(sys.argv[1]))
"""


def started(script: str, *words: object) -> subprocess.Popen[bytes]:
    """Start a script in a Python of its own."""
    path = os.pathsep.join(sys.path)
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    )


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "cwd" / FILE
    running = [started(WRITER, file, letter) for letter in "abc"]
    assert [(process.communicate(timeout=60), process.returncode) for process in running] == [((b"", None), 0)] * 3
    assert set(sources()) == {f"{letter}{n}" for letter in "abc" for n in range(8)}
    assert os.listdir(file.parent) == [FILE]


def test_a_writer_that_was_killed_blocks_nobody(tmp_path: Path) -> None:
    file = tmp_path / "cwd" / FILE
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom cxcel.sources.registration import _locked\n"
        "with _locked(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    holder = started(script, file)
    assert holder.stdout
    assert holder.stdout.readline().strip() == b"held"
    holder.kill()
    holder.wait(60)
    holder.stdout.close()
    assert os.listdir(file.parent) != []
    add(Source("contacts", "x.csv"), file)
    assert os.listdir(file.parent) == [FILE]


def test_a_writer_that_takes_too_long_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "cwd" / FILE
    monkeypatch.setattr(registration, "WAIT", 0.2)
    with registration._locked(file), pytest.raises(BadInput, match="being changed by another program"):
        add(Source("contacts", "x.csv"), file)
    assert not file.exists()


NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,8}", fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
FIELDS = st.fixed_dictionaries(
    {"location": TEXTS.map(lambda text: f"x{text}".strip())},
    optional={
        "table": TEXTS,
        "roles": st.dictionaries(st.sampled_from(["nps", "wait", "in_time", "région"]), TEXTS),
        "blanks": st.lists(TEXTS, max_size=3),
        "decimal": st.sampled_from(["point", "comma"]),
        "missing": st.sampled_from(["refuse", "blank"]),
        "copies": st.sampled_from(["drop", "keep"]),
        "settled": st.integers(0, 400),
        "timezone": st.sampled_from(["UTC", "Europe/Paris"]),
    },
)


@settings(max_examples=60)
@given(st.lists(st.tuples(NAMES, FIELDS), min_size=1, max_size=6), st.data())
def test_whatever_is_added_is_what_is_read(tables: list[tuple[str, dict[str, Any]]], data: st.DataObject) -> None:
    """Adding, replacing and removing in any order leaves the file holding what is expected, and nothing else."""
    text, expected = "", {}
    for name, table in tables:
        source = read_source(name, table, Path())
        text = registration._with(text, name, as_table(source))
        expected[same(name)] = source
        if data.draw(st.booleans()):
            gone = data.draw(st.sampled_from(sorted(expected)))
            text = registration._with(text, expected.pop(gone).name, None)
        held = registry.parse(text).get("sources", {})
        assert {same(name): read_source(name, table, Path()) for name, table in held.items()} == expected
