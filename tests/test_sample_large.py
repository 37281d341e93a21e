"""A large sample holds what its truth says, counted again with DuckDB and pandas, not with our own functions."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from cxcel.data.load import load
from cxcel.errors import BadInput, OutOfRange
from cxcel.functions import FCR_WINDOW, REPEAT_RATE
from cxcel_addin.large import draw, plan, write
from cxcel_addin.large.plan import DAY, Plan
from cxcel_addin.large.write import write_large

PLAN = Plan(rows=90_000, months=4, seed=5)
WHERE = ["month", "channel", "country"]
HANDLE = "(talk_s + hold_s + wrap_s)::bigint"
CONTACTS = {
    "contacts": "count(*)",
    "answered": "count(*) filter (answered)",
    "abandoned": "count(*) filter (abandoned)",
    "answered within 20 s": "count(*) filter (answered and wait_s <= 20)",
    "resolved": "count(*) filter (resolved)",
    "transferred": "count(*) filter (transferred)",
    "sum of wait, abandoned": "sum(if(abandoned, wait_s, 0))",
    "sum of wait": "sum(if(answered, wait_s, 0))",
    "sum of talk": "coalesce(sum(talk_s), 0)",
    "sum of hold": "coalesce(sum(hold_s), 0)",
    "sum of wrap": "coalesce(sum(wrap_s), 0)",
    "sum of handle": f"coalesce(sum({HANDLE}), 0)",
    "sum of cents": "coalesce(sum(round(100 * cost)::bigint), 0)",
    "sum of squares of wait": "sum(if(answered, wait_s::bigint * wait_s, 0))",
    "sum of squares of handle": f"coalesce(sum({HANDLE} * {HANDLE}), 0)",
    "sum of squares of cents": "coalesce(sum(round(100 * cost)::bigint * round(100 * cost)::bigint), 0)",
    "repeat": "count(*) filter (days_before <= 7)",
    "repeated": "count(*) filter (days_after <= 7)",
}
SURVEY = {"answers": "count(*)"} | {
    f"{name} {score}": f"count(*) filter ({name} = {score})"
    for name, scores in (("nps", range(11)), ("csat", range(1, 6)), ("ces", range(1, 8)))
    for score in scores
}
SURVEY |= {f"{name} blank": f"count(*) filter ({name} is null)" for name in ("nps", "csat", "ces")}
ROLES = {
    "contact_id": "contact_id",
    "customer_id": "customer_id",
    "started_at": "started",
    "channel": "channel",
    "topic": "topic",
    "market": "country",
    "team": "team",
    "agent": "agent",
    "wait": "wait_s",
    "talk": "talk_s",
    "hold": "hold_s",
    "wrap": "wrap_s",
    "answered": "answered",
    "abandoned": "abandoned",
    "resolved": "resolved",
    "transferred": "transferred",
    "cost": "cost",
}
SURVEY_ROLES = {
    "answer_id": "answer_id",
    "contact_id": "contact_id",
    "date": "submitted_at",
    "channel": "channel",
    "topic": "topic",
    "market": "country",
    "nps": "nps",
    "csat": "csat",
    "ces": "ces",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample with several row groups a month."""
    made = tmp_path_factory.mktemp("large") / "sample"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "BLOCK", 9_000)
        write_large(made, PLAN)
    return made


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "truth.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def contacts(folder: Path) -> pd.DataFrame:
    return pd.concat([pd.read_parquet(path) for path in sorted((folder / "contacts").iterdir())], ignore_index=True)


@pytest.fixture(scope="module")
def survey(folder: Path) -> pd.DataFrame:
    return pd.concat([pd.read_parquet(path) for path in sorted((folder / "survey").iterdir())], ignore_index=True)


@pytest.fixture(scope="module")
def answers(contacts: pd.DataFrame, survey: pd.DataFrame) -> pd.DataFrame:
    """Answers with a score, each with its contact."""
    joined = survey.merge(contacts, on="contact_id", validate="one_to_one", suffixes=("", " of contact"))
    assert len(joined) == len(survey)
    return joined.dropna(subset=["nps"]).astype({"resolved": float, "transferred": float})


def counted(query: str, columns: dict[str, str]) -> pd.DataFrame:
    select = ", ".join(f'({sql})::bigint "{name}"' for name, sql in columns.items())
    with duckdb.connect(config={"threads": 1}) as connection:
        return connection.sql(f"{query.format(select=select)} group by all order by all").df()


def known(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows).sort_values(WHERE, ignore_index=True)


# the truth


def test_contacts_are_as_the_truth_counts_them(folder, truth):
    query = (
        "with seen as (select *, epoch(started - lag(started) over who) / 86400 days_before, "
        "epoch(lead(started) over who - started) / 86400 days_after "
        f"from '{folder}/contacts/*.parquet' window who as (partition by customer_id order by started)) "
        "select strftime(started, '%Y-%m') \"month\", channel, country, {select} from seen"
    )
    found = counted(query, CONTACTS)
    pd.testing.assert_frame_equal(found, known(truth["contacts"])[found.columns], check_dtype=False)
    assert set(known(truth["contacts"])) == {*WHERE, *CONTACTS}
    assert found["contacts"].sum() == truth["files"]["contacts"] == truth["rows"] == PLAN.rows
    assert found["repeat"].sum() > 0.05 * PLAN.rows


def test_answers_are_as_the_truth_counts_them(folder, truth):
    query = (
        "select strftime(submitted_at, '%Y-%m') \"month\", channel, country, {select} "
        f"from '{folder}/survey/*.parquet'"
    )
    found = counted(query, SURVEY)
    pd.testing.assert_frame_equal(found, known(truth["survey"])[found.columns], check_dtype=False)
    assert set(known(truth["survey"])) == {*WHERE, *SURVEY}
    assert found["answers"].sum() == truth["files"]["survey"]
    assert 0.14 < truth["files"]["survey"] / PLAN.rows < 0.16


def test_what_comes_back_is_a_repeat_by_our_own_functions_too(contacts, truth):
    repeats = sum(row["repeat"] for row in truth["contacts"])
    customer, started = contacts["customer_id"].to_numpy(), contacts["started"].to_numpy()
    assert REPEAT_RATE(customer, started) == pytest.approx(repeats / PLAN.rows, abs=1e-12)
    after = np.datetime64("2025-06-01")  # when every window is over
    assert FCR_WINDOW(customer, started, None, 7, after) == pytest.approx(1 - repeats / PLAN.rows, abs=1e-12)


def test_resolution_and_a_little_waiting_move_the_score_and_nothing_else(answers):
    n = len(answers)
    effect = answers.groupby("resolved")["nps"].mean().diff().iloc[-1]
    assert 1.8 < effect < 2.25, "2.25 before scores end at 10"
    for name in ("talk_s", "hold_s", "wrap_s"):
        assert abs(answers["nps"].corr(answers[name])) < 4 / np.sqrt(n), name
    assert -0.11 < answers["nps"].corr(answers["wait_s"]) < -0.03
    assert answers["nps"].corr(answers["transferred"]) < -0.06, "seen, until resolution is held fixed"
    for _, same in answers.groupby("resolved"):
        assert abs(same["nps"].corr(same["transferred"])) < 4 / np.sqrt(len(same))


def test_resolution_follows_the_effects_that_the_truth_names(contacts, truth):
    taken = contacts[contacts["answered"]].astype({"resolved": float, "transferred": bool})
    effects = truth["effects"]["resolved"]
    rate = taken.groupby("transferred")["resolved"].mean()
    assert rate[True] - rate[False] == pytest.approx(effects["transferred"], abs=0.02)
    later = (taken["started"] - pd.Timestamp("2025-01-01")).dt.days >= effects["programme from day"]
    rate = taken.groupby(later)["resolved"].mean()
    assert rate[True] - rate[False] == pytest.approx(effects["programme"], abs=0.02)
    by_agent = taken.groupby("agent")["resolved"].mean() - taken["resolved"].mean()
    assert by_agent.idxmax() == "A07"
    assert by_agent.idxmin() == "A19"


# the files


def test_there_is_a_file_a_month_in_order_of_time(folder, contacts, survey):
    for name in ("contacts", "survey"):
        assert [path.stem for path in sorted((folder / name).iterdir())] == list(PLAN.names)
    assert contacts["contact_id"].tolist() == list(range(1, PLAN.rows + 1))
    assert contacts["started"].is_monotonic_increasing
    assert contacts["started"].dt.hour.between(8, 19).all()
    assert (contacts["started"].dt.day_of_week < 6).all()
    assert survey["answer_id"].is_unique
    assert survey["contact_id"].is_unique


def test_an_answer_is_given_on_the_day_after_the_contact_is_over(answers):
    ended = pd.to_timedelta(answers[["wait_s", "talk_s", "hold_s", "wrap_s"]].sum(axis=1), unit="s")
    gone = answers["submitted_at"] - answers["started"] - ended
    assert gone.between(pd.Timedelta(seconds=60), pd.Timedelta(hours=2)).all()
    assert (answers["submitted_at"].dt.date == answers["started"].dt.date).all()
    for name in ("channel", "topic", "country"):
        assert (answers[name] == answers[f"{name} of contact"]).all()


def test_an_abandoned_contact_has_no_agent_and_no_times(contacts):
    assert (contacts["answered"] != contacts["abandoned"]).all()
    for name in ("agent", "team", "talk_s", "hold_s", "wrap_s", "resolved", "transferred", "cost"):
        assert (contacts[name].isna() == contacts["abandoned"]).all(), name


def test_columns_have_plain_types_and_row_groups_are_blocks(folder):
    file = parquet.ParquetFile(folder / "contacts" / "2025-02.parquet")
    types = {field.name: str(field.type) for field in file.schema_arrow}
    assert types["contact_id"] == types["customer_id"] == "int64"
    assert types["started"] == "timestamp[us]"
    assert {types[name] for name in ("channel", "topic", "country", "team", "agent")} == {"string"}
    assert {types[name] for name in ("wait_s", "talk_s", "hold_s", "wrap_s")} == {"int32"}
    assert {types[name] for name in ("answered", "abandoned", "resolved", "transferred")} == {"bool"}
    assert file.metadata.num_row_groups == -(-file.metadata.num_rows // 9_000) > 1
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    survey = parquet.read_schema(folder / "survey" / "2025-02.parquet")
    assert {str(survey.field(name).type) for name in ("nps", "csat", "ces")} == {"int8"}


def test_every_header_has_its_role_without_a_map(contacts, survey, tmp_path):
    contacts.head(3_000).to_csv(tmp_path / "contacts.csv", index=False)
    survey[survey["contact_id"] <= 3_000].to_csv(tmp_path / "survey.csv", index=False)
    data = load([tmp_path / "contacts.csv", tmp_path / "survey.csv"])
    assert [dict(table.roles) for table in data.tables] == [ROLES, SURVEY_ROLES]
    assert not data.findings
    assert all(not table.unused for table in data.tables)


# the same again


def test_the_same_seed_gives_the_same_bytes_and_another_other_ones(tmp_path):
    made = {}
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        write_large(tmp_path / name, Plan(rows=3_000, months=2, seed=seed))
        made[name] = {
            str(path.relative_to(tmp_path / name)): path.read_bytes()
            for path in sorted((tmp_path / name).rglob("*"))
            if path.is_file()
        }
    assert made["one"] == made["again"]
    assert made["one"].keys() == made["other"].keys()
    assert all(made["one"][name] != made["other"][name] for name in made["one"])


def test_a_block_made_alone_is_the_one_in_the_file(contacts, monkeypatch):
    monkeypatch.setattr(plan, "BLOCK", 9_000)
    block = list(PLAN.blocks(2))[1]
    log, _ = draw.draw(PLAN, block)
    there = contacts.iloc[block.start : block.stop]
    assert log["customer"].tolist() == there["customer_id"].tolist()
    assert log["wait"].tolist() == there["wait_s"].tolist()
    assert (log["started"] == there["started"].to_numpy().astype("datetime64[s]").astype(np.int64)).all()


def test_memory_does_not_grow_with_the_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(plan, "BLOCK", 10_000)

    def peak(rows: int) -> int:
        pool, before = pa.default_memory_pool(), pa.total_allocated_bytes()
        tracemalloc.start()
        write_large(tmp_path / str(rows), Plan(rows, months=1))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert pool.bytes_allocated() <= before
        return most

    peak(1_000)  # what is imported and kept
    assert peak(200_000) < 1.2 * peak(40_000)


# the plan


@given(rows=st.integers(1, plan.MOST_ROWS), months=st.integers(1, 60))
def test_blocks_hold_each_row_once(rows, months):
    made = Plan(rows, months)
    blocks = [made.blocks(0), made.blocks(months - 1)]
    first, last = [list(part) for part in blocks]
    firsts = [int(made.starts[(day - plan.START).days * plan.HOURS.size]) for day in made.firsts]
    assert (firsts[0], firsts[-1]) == (0, rows)
    for part, start, stop in ((first, firsts[0], firsts[1]), (last, firsts[-2], firsts[-1])):
        edges = [start, *(block.stop for block in part)]
        assert [block.start for block in part] == edges[:-1]
        assert edges[-1] == stop
        assert all(0 < block.rows <= plan.BLOCK for block in part)


@given(rows=st.integers(1, 40_000), months=st.integers(1, 40))
def test_a_customers_next_matter_is_weeks_away(rows, months):
    made = Plan(rows, months)
    everyone = made.customer(np.arange(made.customers))
    assert np.unique(everyone).size == made.customers
    day = np.repeat(np.arange(made.days), np.diff(made.starts[:: plan.HOURS.size]))
    gaps = day[made.customers :] - day[: -made.customers]
    assert gaps.min(initial=99) >= 12 + draw.LONGEST_GAP // DAY + 1


@pytest.mark.parametrize("rows", [1, 2, 10, 1_000])
def test_a_few_rows_are_a_sample_too(rows, tmp_path):
    write_large(tmp_path / "few", Plan(rows))
    files = sorted((tmp_path / "few" / "contacts").iterdir())
    assert len(files) == plan.MONTHS
    assert sum(parquet.read_metadata(path).num_rows for path in files) == rows
    truth = json.loads((tmp_path / "few" / "truth.json").read_text("utf-8"))
    assert sum(row["contacts"] for row in truth["contacts"]) == rows
    with duckdb.connect() as connection:  # months without rows are read like the others
        read = connection.sql(f"select count(*) from '{tmp_path}/few/survey/*.parquet'").fetchone()
    assert read == (truth["files"]["survey"],)


@pytest.mark.parametrize(("rows", "months"), [(0, 24), (-1, 24), (plan.MOST_ROWS + 1, 24), (10, 0), (10, 121)])
def test_rows_and_months_that_cannot_be(rows, months):
    with pytest.raises(OutOfRange, match=r"^--(rows|months) must lie in 1\.\."):
        Plan(rows, months)


# whole or not at all


def test_a_run_that_is_stopped_leaves_nothing(tmp_path):
    def stop(month: str) -> None:
        if month == "2025-03":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_large(tmp_path / "new", Plan(2_000, 4), stop)
    (tmp_path / "there").mkdir()
    with pytest.raises(KeyboardInterrupt):
        write_large(tmp_path / "there", Plan(2_000, 4), stop)
    assert [path.name for path in tmp_path.rglob("*")] == ["there"]


def test_what_cannot_be_put_in_place_is_taken_back(tmp_path, monkeypatch):
    whole = write.os.replace

    def fails(source: Path, target: Path) -> None:
        if target.name == "truth.json":
            raise PermissionError(13, "Permission denied")
        whole(source, target)

    monkeypatch.setattr(write.os, "replace", fails)
    with pytest.raises(BadInput, match=r"Permission denied; name another folder$"):
        write_large(tmp_path / "new", Plan(100, 1))
    assert list(tmp_path.iterdir()) == []


def test_another_run_that_came_first_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(write, "check_folder", write_large_first)
    with pytest.raises(BadInput, match="is not empty"):
        write_large(tmp_path, Plan(100, 1))
    assert (tmp_path / "truth.json").read_text() == "theirs"
    assert not (tmp_path / write.UNFINISHED).exists()


def write_large_first(folder: Path) -> None:
    (folder / "truth.json").write_text("theirs")
