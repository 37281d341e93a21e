"""``cxcel report`` and ``cxcel check`` over names of sources: the truth is found, and what is a sample is said."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cxcel_addin.large.plan import Plan
from cxcel_addin.large.write import write_large

pytest.importorskip("pyarrow", reason="the extra 'sources' is not installed")

from cxcel.sources import registry, sampling
from cxcel.sources.connect import close_all

ROWS, MOST = 60_000, 40_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample of known truth, with its sources named beside it."""
    at = tmp_path_factory.mktemp("sources")
    write_large(at / "data", Plan(ROWS, 6, 22), lambda _: None)
    names = "".join(f'[sources.{name}]\nlocation = "data/{name}"\n\n' for name in ("contacts", "survey"))
    (at / registry.FILE).write_text(names, "utf-8")
    return at


@pytest.fixture(autouse=True)
def here(large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "user_file", lambda: tmp_path / "user" / registry.FILE)
    monkeypatch.setattr(sampling, "MOST", MOST)
    monkeypatch.setenv("CXCEL_STORE", str(tmp_path / "tallies.sqlite"))
    monkeypatch.delenv("CXCEL_SOURCES", raising=False)
    monkeypatch.chdir(large)
    yield
    close_all()


def test_the_truth_is_found_in_a_sample(cxcel: Callable[..., Any], tmp_path: Path) -> None:
    made = tmp_path / "r.json"
    out = cxcel("report", "contacts", "survey", "-o", tmp_path / "r.xlsx", "--json", made).works()
    found = json.loads(made.read_text("utf-8"))
    truth = json.loads(Path("data/truth.json").read_text("utf-8"))
    verdicts = {row["kpi"]: row["verdict"] for row in found["relations"]}
    for column, kpi in (("resolved", "FCR_RATE"), ("talk_s", "talk"), ("hold_s", "hold"), ("wrap_s", "wrap")):
        if kpi in verdicts:
            assert verdicts[kpi] == truth["verdicts"][column], kpi
    assert verdicts["FCR_RATE"] == "moves with"
    assert f"{ROWS:,} contacts" in out
    assert "random sample of" in out
    months = truth["contacts"]
    resolved = next(row for row in found["metrics"] if row["name"] == "FCR_RATE" and row["used"])
    answered = sum(month["answered"] for month in months)
    assert resolved["value"] == pytest.approx(sum(month["resolved"] for month in months) / answered, rel=1e-12)
    assert resolved["n"] == answered


def test_a_check_says_what_a_source_holds(cxcel: Callable[..., Any]) -> None:
    out = cxcel("check", "contacts", "survey").works()
    assert f"contacts: {ROWS:,} rows" in out
    assert "wait               wait_s" in out
    assert "random sample of" in out


def test_a_file_beside_a_sample_is_refused(cxcel: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "survey.csv"
    file.write_text("contact_id,nps\n1,10\n2,3\n", "utf-8")
    output = tmp_path / "r.xlsx"
    cxcel("report", "contacts", file, "-o", output).fails("survey.csv", "'contacts'", "cxcel source add")
    assert not output.exists()


def test_a_name_that_is_neither_file_nor_source_is_refused(cxcel: Callable[..., Any], tmp_path: Path) -> None:
    cxcel("report", "kontakte", "-o", tmp_path / "r.xlsx").fails("kontakte")


def test_a_source_without_its_files_is_refused(cxcel: Callable[..., Any], tmp_path: Path, large: Path) -> None:
    (large / "away.toml").write_text('[sources.gone]\nlocation = "nowhere/*.parquet"\n', "utf-8")
    output = tmp_path / "r.xlsx"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXCEL_SOURCES", str(large / "away.toml"))
        cxcel("report", "gone", "-o", output).fails("gone")
    assert not output.exists()
