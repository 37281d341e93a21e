"""Formulas over sources as the add-in's VBA sends them: where they are looked for, what is kept, and what is said."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.hosts.cells import CONTACTS, NAMED, write_sources

from cxcel.sources.connect import close_all
from cxcel_addin.hosts.com import call as host

HERE = "[Book1]Sheet1!A1"
NEXT = "2026-02-11,chat,DE,yes,1\n"
EXTRA = 'NPS: sources need further packages: pip install "cxcel[sources]"'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a workbook with a source; the user has another one of that name, the current folder a third."""
    monkeypatch.setenv("CXCEL_STORE", str(tmp_path / "tallies.sqlite"))
    for name, rows in (("own", "2026-01-05,phone,FR,yes,10\n"), ("current", "2026-01-05,phone,FR,yes,0\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "cxcel-sources.toml").write_text(NAMED, "utf-8")
        (tmp_path / name / "contacts.csv").write_text(CONTACTS.splitlines(keepends=True)[0] + rows, "utf-8")
    monkeypatch.setattr(host, "user_file", lambda: tmp_path / "own" / "cxcel-sources.toml")
    monkeypatch.chdir(tmp_path / "current")
    (tmp_path / "book").mkdir()
    host.refresh()
    yield write_sources(tmp_path / "book")
    close_all()


def asked(folder: Path | str, name: str = "NPS", *values: Any) -> Any:
    """What stands in the first cell, or the sentence where that is an error."""
    rows = host.call(f"{name}|{folder}", HERE, *(values or ("contacts:nps",)))
    assert (rows[0][1] == 0) == (host.sentence(HERE) == "")
    return host.sentence(HERE) or rows[1][0]


def test_sources_beside_the_workbook_go_before_the_users_own(folder: Path) -> None:
    assert asked(folder) == 40.0
    assert host.call(f"NPS@1904|{folder}", HERE, "contacts:nps")[1][0] == 40.0
    assert asked(folder, "FCR_RATE", "contacts:resolved", "contacts: market = 'FR'") == pytest.approx(1 / 3)


@pytest.mark.parametrize("unknown", ["", "https://example.sharepoint.com/sites/cx", "reports"])
def test_a_workbook_in_no_folder_has_the_users_own_sources_and_no_others(unknown: str) -> None:
    assert asked(unknown) == 100.0
    assert host.call("NPS", HERE, "contacts:nps")[1][0] == 100.0


def test_a_change_of_the_file_is_seen_without_refresh(folder: Path) -> None:
    assert asked(folder) == 40.0
    (folder / "contacts.csv").write_text(CONTACTS + NEXT, "utf-8")
    assert asked(folder) == pytest.approx(100 * (3 - 2) / 6)
    (folder / "contacts.csv").write_text(CONTACTS, "utf-8")
    assert asked(folder) == 40.0
    assert dict(host.status())["results"] == 0.0  # type: ignore[arg-type]


def test_what_is_wrong_is_said_until_it_is_mended(folder: Path) -> None:
    (folder / "contacts.csv").unlink()
    assert asked(folder) == "NPS: source 'contacts': contacts.csv is not there; check the path or put the file back"
    (folder / "contacts.csv").write_text(CONTACTS, "utf-8")
    assert asked(folder) == 40.0
    assert asked(folder, "NPS", "contacts:score").startswith("NPS: contacts has no column 'score'; it has ")
    assert asked(folder, "NPS", "contcts:nps") == (
        "NPS: there is no source 'contcts'; did you mean contacts? Known: contacts"
    )


@pytest.mark.parametrize("content", [b"", b"PAR1 cut short", b"PAR1" + bytes(200) + b"PAR1"])
def test_a_damaged_file_is_named_without_its_folder(folder: Path, content: bytes) -> None:
    (folder / "contacts.parquet").write_bytes(content)
    (folder / "cxcel-sources.toml").write_text('[sources.contacts]\nlocation = "contacts.parquet"\n', "utf-8")
    said = asked(folder)
    assert said.startswith("NPS: source 'contacts': ")
    assert "contacts.parquet" in said
    assert str(folder) not in said
    assert "Traceback" not in said


def test_what_nobody_foresaw_is_not_repeated(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise KeyError("postgresql://reader:x7!@db.example.com")

    monkeypatch.setattr(host, "encode", failing)
    rows = host.call(f"NPS|{folder}", HERE, "contacts:nps")
    assert (rows[0][1], rows[1][0]) == (-2.0, "NPS: CXcel failed on these cells (KeyError); report it")


@pytest.mark.parametrize("missing", ["duckdb", "ibis", "platformdirs"])
def test_without_the_packages_of_the_extra_one_sentence_says_so(
    folder: Path, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_all()
    monkeypatch.setitem(sys.modules, missing, None)
    assert asked(folder) == EXTRA
    assert host.call("NPS", HERE, ((9.0,), (3.0,)))[1][0] == 0.0, "cells need none of them"


def test_many_threads_get_what_they_asked_for(folder: Path) -> None:
    markets = {"FR": 0.0, "DE": 100.0}
    wanted = [list(markets)[i % 2] for i in range(60)]
    with ThreadPoolExecutor(6) as pool:
        found = list(
            pool.map(
                lambda market: host.call(f"NPS|{folder}", None, "contacts:nps", f"contacts: market = '{market}'"),
                wanted,
            )
        )
    assert [rows[1][0] for rows in found] == [markets[market] for market in wanted]
