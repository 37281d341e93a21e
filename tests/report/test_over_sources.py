"""A report over sources: the same as over files while it fits, and true to all rows where it rests on a sample."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cxcel.data.load import load
from cxcel.errors import BadInput
from cxcel_addin.large.plan import Plan
from cxcel_addin.large.write import write_large
from cxcel_addin.report.as_json import to_json
from cxcel_addin.report.build import Settings, build

pytest.importorskip("pyarrow", reason="the extra 'sources' is not installed")

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cxcel.sources.connect import close_all
from cxcel.sources.sampling import Drawn, draw, told_of
from cxcel.sources.source import Source
from cxcel_addin.report.build.exact import Exact

ROWS, MOST, CLOSE = 30_000, 12_000, 1e-12
SETTINGS = Settings(targets={"NPS": 30.0})
NAMES = ("contacts", "survey")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Six months of contacts and answers."""
    at = tmp_path_factory.mktemp("large") / "sample"
    write_large(at, Plan(ROWS, 6, 22), lambda _: None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXCEL_STORE", str(at / "tallies.sqlite"))
        yield at
    close_all()


def drawn(folder: Path, most: int = 0, **fields: Any) -> list[Drawn]:
    sources = [Source(name, name, home=folder) for name in NAMES]
    return draw([replace(source, **fields) for source in sources], most)


def report(taken: list[Drawn], settings: Settings = SETTINGS) -> dict[str, Any]:
    """The report as programs read it."""
    data = load([], roles=[told for one in taken for told in one.told], further=[one.table for one in taken])
    data = told_of(data, taken)
    exact = Exact(taken) if any(one.sampled for one in taken) else None
    made: dict[str, Any] = json.loads(to_json(build(data, settings, exact)))
    return made


@pytest.fixture(scope="module")
def whole(folder: Path) -> dict[str, Any]:
    return report(drawn(folder))


@pytest.fixture(scope="module")
def sampled(folder: Path) -> dict[str, Any]:
    return report(drawn(folder, MOST))


def test_a_source_that_fits_gives_the_report_of_its_rows_in_a_file(
    folder: Path, whole: dict[str, Any], tmp_path: Path
) -> None:
    paths = [tmp_path / f"{name}.csv" for name in NAMES]
    for one, path in zip(drawn(folder), paths, strict=True):
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(one.rows.column_names)
            writer.writerows(zip(*(column.to_pylist() for column in one.rows.columns), strict=True))
    text = to_json(build(load(paths), SETTINGS)).decode()
    assert json.loads(text.replace(".csv", "")) == whole


def test_files_as_people_in_hamburg_write_them_give_the_same_report(
    folder: Path, sampled: dict[str, Any], tmp_path: Path
) -> None:
    for one in drawn(folder):
        with (tmp_path / f"{one.name}.csv").open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(one.rows.column_names)
            writer.writerows(zip(*(map(in_german, column.to_pylist()) for column in one.rows.columns), strict=True))
    taken = draw([Source(name, f"{name}.csv", home=tmp_path) for name in NAMES], MOST)
    assert all(one.sampled for one in taken)
    made = report(taken)
    for part in ("scorecard", "outcome", "periods", "service", "segments", "links"):
        assert differing(made["report"][part], sampled["report"][part]) == [], part


def in_german(value: Any) -> str:
    """A cell as a German Excel exports it."""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M:%S}"
    return "" if value is None else str(value).replace(".", ",") if isinstance(value, float) else str(value)


def figures(value: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every number and text with its place."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from figures(inner, f"{at}.{name}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from figures(inner, f"{at}[{i}]")
    else:
        yield at, value


def differing(found: Any, expected: Any) -> list[Any]:
    """The places in which two parts of a report are not the same to the last digits."""
    mine, theirs = dict(figures(found)), dict(figures(expected))
    out: list[Any] = list(mine.keys() ^ theirs.keys())
    for place in mine.keys() & theirs.keys():
        a, b = mine[place], theirs[place]
        numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in (a, b))
        if not (math.isclose(a, b, rel_tol=CLOSE, abs_tol=CLOSE) if numbers else a == b):
            out.append((place, a, b))
    return out


@pytest.mark.parametrize(
    "part", ["title_of_time", "scorecard", "card", "outcome", "periods", "service", "segments", "variation"]
)
def test_what_sums_can_tell_is_that_of_all_rows(sampled: dict[str, Any], whole: dict[str, Any], part: str) -> None:
    if part == "title_of_time":
        for name in ("subtitle", "coverage", "latest", "before", "trend_labels"):
            assert sampled["report"][name] == whole["report"][name]
        return
    assert differing(sampled["report"][part], whole["report"][part]) == []


def by_group(made: dict[str, Any]) -> dict[str, Any]:
    """Figures by measure, column and group; groups stand in the order of the rows, which a sample does not know."""
    return {
        f"{b['title']} {b['rule']} {b['by']} {group['label']}": group["figure"]
        for b in made["breakdowns"]
        for group in b["groups"]
    }


def test_every_measure_by_every_group_is_that_of_all_rows(sampled: dict[str, Any], whole: dict[str, Any]) -> None:
    assert differing(by_group(sampled), by_group(whole)) == []
    without = [{k: v for k, v in m.items() if k != "dropped"} for m in sampled["metrics"]]
    assert differing(without, [{k: v for k, v in m.items() if k != "dropped"} for m in whole["metrics"]]) == []


def test_pages_that_need_rows_say_so(sampled: dict[str, Any], whole: dict[str, Any], folder: Path) -> None:
    taken = drawn(folder, MOST)
    said = f"{taken[0].n:,} of {ROWS:,} rows of contacts"
    for page in ("links", "matrix", "weights", "quality"):
        assert said in sampled["report"][page]["section"]["note"], page
        assert "sample" not in whole["report"][page]["section"]["note"]
    assert "random sample" in sampled["report"]["note"]
    texts = [line["text"] for line in sampled["report"]["quality"]["assumptions"]]
    assert sum("random sample" in text for text in texts) == len(taken)
    files = sampled["report"]["method"]["settings"][0]
    assert f"contacts ({ROWS:,} rows)" in " ".join(map(str, files.values()))


def test_a_sample_holds_whole_histories_and_joins(folder: Path) -> None:
    """A customer's contacts are drawn all or not at all, and every answer comes with its contact."""
    contacts, survey = drawn(folder, MOST)
    assert abs(contacts.n / ROWS - MOST / ROWS) < 0.02
    (everything, _) = drawn(folder)
    mine = set(contacts.rows["customer_id"].to_pylist())
    assert contacts.n == sum(customer in mine for customer in everything.rows["customer_id"].to_pylist())
    assert set(survey.rows["contact_id"].to_pylist()) <= set(contacts.rows["contact_id"].to_pylist())
    assert abs(survey.n / survey.total - MOST / ROWS) < 0.03
    again = drawn(folder, MOST)
    assert [one.rows.equals(other.rows) for one, other in zip((contacts, survey), again, strict=True)] == [True, True]


def test_a_spelling_that_no_sampled_row_has_is_one_sentence(folder: Path, tmp_path: Path) -> None:
    log, source = pq.read_table(folder / "contacts").slice(0, 3_000), Source("log", "log.parquet", home=tmp_path)
    place = log.schema.get_field_index("resolved")
    spelled = pc.if_else(log["resolved"], "yes", "no").to_pylist()
    pq.write_table(log.set_column(place, "resolved", pa.array(spelled)), tmp_path / "log.parquet")
    (taken,) = draw([source], 1_000)
    outside = pc.index(pc.is_in(log["contact_id"], taken.rows["contact_id"].combine_chunks()), False).as_py()
    spelled[outside] = "perhaps"
    pq.write_table(log.set_column(place, "resolved", pa.array(spelled)), tmp_path / "log.parquet")
    close_all()
    with pytest.raises(
        BadInput, match=r"^log: column 'resolved' holds 'perhaps', which is not understood: mend such cells, or name"
    ):
        report(draw([source], 1_000))
