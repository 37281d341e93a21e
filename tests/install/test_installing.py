"""Put in, repaired, replaced, refused, and taken out again: on a tree of files, with whatever else is in it."""

from __future__ import annotations

import errno
import json
import os
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.install.conftest import listing, of_version

from cxcel import __version__
from cxcel.errors import BadInput
from cxcel_addin.install import excel, install, uninstall
from cxcel_addin.install.places import Places
from cxcel_addin.package import builder

NAMES = st.text("abä日 .", min_size=1, max_size=8).filter(lambda name: name.strip(" .") == name)


def refused(action: object, places: Places, *fragments: str) -> None:
    """The action says why not, in one sentence, and nothing is another."""
    before = listing(places.appdata)
    with pytest.raises(BadInput) as told:
        action(places)  # type: ignore[operator]
    for fragment in fragments:
        assert fragment in str(told.value)
    assert "\n" not in str(told.value)
    assert listing(places.appdata) == before


def test_what_is_written(places: Places, built: bytes) -> None:
    lines = install(places)
    assert set(listing(places.appdata)) == {
        "Microsoft",
        "Microsoft/Excel",
        "Microsoft/Excel/XLSTART",
        "Microsoft/Excel/XLSTART/cxcel.xlam",
        "CXcel",
        "CXcel/install.json",
    }
    addin = places.addin.read_bytes()
    assert builder.settings_of(addin) == {"python": places.python, "folder": str(places.library)}
    assert addin == builder.with_settings(built, places.settings)
    assert str(places.addin) in lines[0]
    assert places.python in lines[1]
    assert str(places.record) in lines[2]


@pytest.mark.parametrize("times", [1, 3])
def test_out_again_leaves_what_was(places: Places, times: int) -> None:
    for _ in range(times):
        install(places)
    lines = uninstall(places)
    assert listing(places.appdata) == {}
    assert sum(line.startswith("removed the folder") for line in lines) == 4
    assert "Excel will load no add-in of CXcel's any more" in lines[-2]
    assert uninstall(places) == ["the add-in is not installed for this user: there was nothing to remove"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_profile_is_left_as_it_was(data: st.DataObject) -> None:
    """Whatever is there before, and whatever others add meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        places = Places(Path(folder), r"C:\pythonw.exe", Path("C:\\"))
        folders = [places.appdata, places.record.parent, *list(places.addin.parents)[:3]]

        def others(label: str) -> None:
            for at in data.draw(st.lists(st.sampled_from(folders), max_size=3), label):
                at.mkdir(parents=True, exist_ok=True)
                for name in data.draw(st.lists(NAMES, max_size=3)):
                    if not (at / name).is_dir():
                        (at / name).write_bytes(data.draw(st.binary(max_size=4)))

        others("before")
        before = listing(places.appdata)
        for _ in range(data.draw(st.integers(1, 3))):
            install(places)
        if data.draw(st.booleans()):
            others("meanwhile")
        expected = {name: content for name, content in listing(places.appdata).items() if not is_ours(name)}
        uninstall(places)
        after = listing(places.appdata)
        files = {name: content for name, content in after.items() if content is not None}
        assert files == {name: content for name, content in expected.items() if content is not None}
        assert set(before) <= set(after)
        assert {str(parent) for name in (*files, *before) for parent in Path(name).parents} >= {
            name for name, content in after.items() if content is None and name not in before
        }, "a folder that was made is left only where something is in it"


def is_ours(name: str) -> bool:
    return name in {"Microsoft/Excel/XLSTART/cxcel.xlam", "CXcel/install.json"}


def test_an_older_one_is_replaced_and_says_so(places: Places, built: bytes) -> None:
    places.addin.parent.mkdir(parents=True)
    places.addin.write_bytes(of_version(built, "0.0.9"))
    assert "in place of 0.0.9" in install(places)[0]
    assert builder.version_of(places.addin.read_bytes()) == __version__
    assert "written again" in install(places)[0]


def test_a_newer_one_is_not(places: Places, built: bytes) -> None:
    install(places)
    places.addin.write_bytes(of_version(built, "99.0"))
    refused(install, places, "CXcel 99.0", f"newer than this {__version__}", "pip install --upgrade cxcel")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a text", "title"])
def test_a_file_of_someone_elses_is_not_touched(places: Places, built: bytes, content: bytes | str) -> None:
    other = of_version(built, "1.0", title="Sales") if isinstance(content, str) else content
    places.addin.parent.mkdir(parents=True)
    places.addin.write_bytes(other)
    refused(install, places, str(places.addin), "is not an add-in of CXcel's", "move it elsewhere")
    refused(uninstall, places, str(places.addin), "delete it by hand")


def test_one_copied_there_by_hand_is_taken_over(places: Places, built: bytes) -> None:
    places.addin.parent.mkdir(parents=True)
    places.addin.write_bytes(built)
    refused(uninstall, places, "was not put there by `cxcel addin install`")
    install(places)
    uninstall(places)
    assert set(listing(places.appdata)) == {"Microsoft", "Microsoft/Excel", "Microsoft/Excel/XLSTART"}


def test_excel_must_be_closed(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "running", lambda: True)
    refused(install, places, "Excel is running", "close every window")
    monkeypatch.setattr(excel, "running", lambda: False)
    install(places)
    monkeypatch.setattr(excel, "running", lambda: True)
    refused(install, places, "Excel is running", "close every window")
    refused(uninstall, places, "Excel is running", "close every window")


def test_a_changed_add_in_is_taken_out_and_kept(places: Places, built: bytes) -> None:
    for number, kept in enumerate(("changed-cxcel.xlam", "changed-cxcel-2.xlam")):
        install(places)
        mine = of_version(built, __version__) + bytes(number)
        places.addin.write_bytes(mine)
        lines = uninstall(places)
        path = places.record.with_name(kept)
        assert any(str(path) in line and "delete it at will" in line for line in lines)
        assert path.read_bytes() == mine
        assert not places.addin.exists()
    assert set(listing(places.appdata)) == {"CXcel", "CXcel/changed-cxcel.xlam", "CXcel/changed-cxcel-2.xlam"}


def test_another_file_in_its_place_stays(places: Places) -> None:
    install(places)
    places.addin.write_bytes(b"my own")
    lines = uninstall(places)
    assert any(line.startswith(f"left {places.addin}: ") for line in lines)
    assert places.addin.read_bytes() == b"my own"
    assert not places.record.exists()
    assert not any(line.startswith("checked") for line in lines)


def test_one_that_is_gone_already(places: Places) -> None:
    install(places)
    places.addin.unlink()
    assert f"{places.addin} was gone already" in uninstall(places)
    assert listing(places.appdata) == {}


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
DENIED = PermissionError(errno.EACCES, os.strerror(errno.EACCES))


@pytest.mark.parametrize("error", [FULL, DENIED])
@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize("name", ["replace", "fsync"])
@pytest.mark.parametrize("again", [False, True])
def test_a_failure_in_the_middle_leaves_what_was(
    places: Places, built: bytes, monkeypatch: pytest.MonkeyPatch, name: str, nth: int, error: OSError, again: bool
) -> None:
    if again:
        install(places)
        places.addin.write_bytes(of_version(built, "0.0.9"))
    real, calls = getattr(os, name), []

    def failing(*values: object) -> object:
        calls.append(1)
        if len(calls) == nth:
            raise error
        return real(*values)

    before = listing(places.appdata)
    monkeypatch.setattr(os, name, failing)
    with pytest.raises(BadInput, match=r"was not written: .*(the disk is full|protected)"):
        install(places)
    assert listing(places.appdata) == before
    assert len(calls) >= nth


@pytest.mark.parametrize("nth", [1, 2])
def test_a_failing_removal_puts_everything_back(places: Places, monkeypatch: pytest.MonkeyPatch, nth: int) -> None:
    install(places)
    before, real, calls = listing(places.appdata), Path.unlink, []

    def failing(path: Path, missing_ok: bool = False) -> None:
        calls.append(path)
        if len(calls) == nth:
            raise DENIED
        real(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", failing)
    with pytest.raises(BadInput, match=r"cannot be removed .*nothing was changed"):
        uninstall(places)
    assert listing(places.appdata) == before


def test_a_file_where_a_folder_should_be(places: Places) -> None:
    (places.appdata / "Microsoft").mkdir()
    (places.appdata / "Microsoft" / "Excel").write_bytes(b"")
    refused(install, places, "the folder", "cannot be made")


def test_a_record_that_is_damaged(places: Places) -> None:
    install(places)
    places.record.write_text("{")
    refused(uninstall, places, str(places.record), "is damaged: delete it", "cxcel addin install")
    install(places)
    uninstall(places)
    assert not places.addin.exists()


@pytest.mark.parametrize("name", ["../x", "C:/x", "C:x", "/x", r"\x", r"a\..\..\x", "", "//server/x", None, 3])
def test_a_record_leads_nowhere_else(places: Places, name: object) -> None:
    """A record that someone wrote by hand cannot have other files removed."""
    install(places)
    told = json.loads(places.record.read_text("utf-8"))
    changes: list[tuple[str, object]] = [("folders", [name]), ("files", [name]), ("format", 2), ("cxcel", 1)]
    if isinstance(name, str):
        changes.append(("files", {name: "0" * 64}))
    for key, value in changes:
        places.record.write_text(json.dumps(told | {key: value}), "utf-8")
        refused(uninstall, places, "is damaged")


def test_a_removed_file_was_not_made_writable_for_others(places: Places) -> None:
    install(places)
    assert not stat.S_IMODE(places.addin.stat().st_mode) & 0o022
