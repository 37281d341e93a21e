"""Files as sources: which are found, what they hold, and what is said of those that cannot be read."""

from __future__ import annotations

import datetime as dt
import gzip
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.errors import BadInput
from cxcel.sources.connect import close_all, failing, open_source
from cxcel.sources.listing import found
from cxcel.sources.partition import Opened
from cxcel.sources.source import Source


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    close_all()


def write(path: Path, **columns: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)
    return path


def opened(where: Path, name: str = ".", **settings: Any) -> Opened:
    return open_source(Source("contacts", name, home=where, **settings))


def rows(table: Any) -> list[tuple[Any, ...]]:
    found = table.get_backend().to_pyarrow(table).to_pylist()
    return sorted((tuple(row.values()) for row in found), key=repr)


def refusal(where: Path, name: str = ".", **settings: Any) -> str:
    """Return the sentence that opening, checking all columns and reading all rows ends with."""
    with pytest.raises(BadInput) as said:  # noqa: PT012
        source = Source("contacts", name, home=where, **settings)
        with failing(source):
            all_of_it = open_source(source)
            all_of_it.check(all_of_it.table.columns)
            rows(all_of_it.table)
    sentence = str(said.value)
    assert sentence.startswith("source 'contacts': ")
    assert str(where.parent) not in sentence
    assert "\n" not in sentence
    return sentence.removeprefix("source 'contacts': ")


# Which files


def test_a_folder_stands_for_all_files_below_it(tmp_path: Path) -> None:
    for key in ("b.parquet", "a/x.parquet", "a/_temporary/x.parquet", ".hidden.parquet", "_metadata.parquet"):
        write(tmp_path / "logs" / key, a=[1])
    (tmp_path / "logs" / "_SUCCESS").touch()
    assert [one.key for one in opened(tmp_path, "logs").partitions] == ["a/x.parquet", "b.parquet"]


@pytest.mark.parametrize(
    ("pattern", "keys"),
    [
        ("*.parquet", ["b.parquet", "x[1].parquet"]),
        ("**/*.parquet", ["a/c/x.parquet", "a/x.parquet", "b.parquet", "x[1].parquet"]),
        ("a/**", ["c/x.parquet", "x.parquet"]),
        ("*/x.parquet", ["a/x.parquet"]),
        ("?/**/x.*", ["a/c/x.parquet", "a/x.parquet"]),
        ("[a-c].parquet", ["b.parquet"]),
        ("x[1].parquet", ["x[1].parquet"]),
    ],
)
def test_a_pattern_stands_for_the_files_that_fit_it(tmp_path: Path, pattern: str, keys: list[str]) -> None:
    for number, key in enumerate(("b.parquet", "a/x.parquet", "a/c/x.parquet", "x[1].parquet")):
        write(tmp_path / key, number=[number])
    source = opened(tmp_path, pattern)
    assert [one.key for one in source.partitions] == keys
    assert len(rows(source.table)) == len(keys)


def test_a_file_with_letters_of_patterns_in_its_name_is_itself(tmp_path: Path) -> None:
    write(tmp_path / "x[1]*.parquet", a=["meant"])
    write(tmp_path / "x1.parquet", a=["not meant"])
    write(tmp_path / "it's.parquet", a=["quoted"])
    source = opened(tmp_path)
    meant = [one for one in source.partitions if one.key != "x1.parquet"]
    assert rows(source.part(meant)) == [("meant", 1), ("quoted", 0)]


def test_a_link_to_a_folder_is_followed_and_one_that_leads_back_is_not(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere" / "may.parquet", a=[5])
    write(tmp_path / "logs" / "june.parquet", a=[6])
    (tmp_path / "logs" / "linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "logs" / "back").symlink_to(tmp_path / "logs")
    assert [one.key for one in opened(tmp_path, "logs").partitions] == ["june.parquet", "linked/may.parquet"]


def test_home_is_where_a_relative_place_starts_and_a_tilde_the_users_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "x.parquet", a=[1])
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert found(Source("contacts", "~/x.parquet", home=Path("/nowhere"))) == found(
        Source("contacts", "x.parquet", home=tmp_path)
    )


def test_folders_named_by_a_value_are_columns(tmp_path: Path) -> None:
    for month, number in (("2026-01", 1), ("2026-02", 2)):
        write(tmp_path / f"month={month}" / f"part={number}" / f"day={month}-03" / "x.parquet", a=[number])
    source = opened(tmp_path)
    assert source.partitions[0].key == "month=2026-01/part=1/day=2026-01-03/x.parquet"
    assert rows(source.table) == [
        (1, "2026-01", 1, dt.date(2026, 1, 3)),
        (2, "2026-02", 2, dt.date(2026, 2, 3)),
    ]
    assert rows(source.part(source.partitions[1:])) == [(2, "2026-02", 2, dt.date(2026, 2, 3), 0)]


def test_folders_named_by_a_value_with_leading_zeros_or_none_are_text(tmp_path: Path) -> None:
    write(tmp_path / "team=007" / "x.parquet", a=[1])
    write(tmp_path / "team=__HIVE_DEFAULT_PARTITION__" / "x.parquet", a=[2])
    assert rows(opened(tmp_path).table) == [(1, "007"), (2, None)]


# Rows and their files


def test_parts_hold_the_rows_of_their_files_in_the_order_asked_for(tmp_path: Path) -> None:
    for number in range(5):
        write(tmp_path / f"{number}.parquet", a=[number, number + 10])
    source = opened(tmp_path)
    assert [one.rows for one in source.partitions] == [2] * 5
    chosen = [source.partitions[4], source.partitions[1]]
    assert rows(source.part(chosen)) == [(1, 1), (11, 1), (14, 0), (4, 0)]
    assert rows(source.part([])) == []


def test_one_query_over_the_view_reads_whatever_files_it_is_given(tmp_path: Path) -> None:
    write(tmp_path / "1.parquet", a=[1])
    write(tmp_path / "2.parquet", a=[2.5], b=["late"])
    write(tmp_path / "3.parquet", b=["only"], a=pa.nulls(1))
    source = opened(tmp_path, missing="blank")
    view = source.over_view
    query = str(source.backend.compile(view))
    said = {}
    for name, files in {"1": [0], "21": [1, 0], "3": [2], "none": []}.items():
        source.view([source.partitions[place] for place in files])
        said[name] = sorted(source.backend.con.execute(query).fetchall(), key=repr)
        assert source.over_view.schema() == view.schema()
    assert said == {
        "1": [(1.0, None, 0)],
        "21": [(1.0, None, 1), (2.5, "late", 0)],
        "3": [(None, "only", 0)],
        "none": [],
    }


def test_two_sources_keep_their_own_views_and_can_be_joined(tmp_path: Path) -> None:
    write(tmp_path / "one" / "x.parquet", key=[1, 2], a=["p", "q"])
    write(tmp_path / "two" / "x.parquet", key=[2, 3], b=["r", "s"])
    one, two = opened(tmp_path, "one"), opened(tmp_path, "two")
    one.view(one.partitions)
    two.view(two.partitions)
    assert rows(one.over_view.inner_join(two.table, "key").select("a", "b")) == [("q", "r")]


@given(
    st.lists(
        st.lists(st.sampled_from(["wait", "talk", "Note", "note2", 'quo"ted', "it's"]), unique=True, min_size=1),
        min_size=1,
        max_size=4,
    ),
    st.data(),
)
def test_whatever_columns_files_have_each_row_is_read_as_it_was_written(layouts: list[list[str]], data: Any) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        for number, columns in enumerate(layouts):
            write(home / f"{number}.parquet", **{column: [f"{number}-{column}"] for column in columns})
        source = opened(home, missing="blank")
        order = data.draw(st.permutations(range(len(layouts))))
        part = source.part([source.partitions[place] for place in order])
        names = [column for column in part.columns if column != "cxcel_part"]
        assert set(names) == {column for columns in layouts for column in columns}
        for row in source.backend.to_pyarrow(part).to_pylist():
            number = order[row["cxcel_part"]]
            assert {column: row[column] for column in names} == {
                column: f"{number}-{column}" if column in layouts[number] else None for column in names
            }
        close_all()


# Columns that differ between files


def test_a_column_that_a_file_lacks_is_refused_when_it_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path / "1.parquet", wait=[1], channel=["phone"])
    write(tmp_path / "2.parquet", channel=["chat"])
    source = opened(tmp_path)
    source.check(["channel", "CHANNEL"])
    assert refusal(tmp_path) == (
        'the file 2.parquet has no column "wait", which other files have; '
        "mend the file, or read it as blank there with --missing blank"
    )
    blank = opened(tmp_path, missing="blank")
    blank.check(["wait"])
    assert rows(blank.table) == [(1, "phone"), (None, "chat")]


def test_files_of_different_kinds_are_told_apart(tmp_path: Path) -> None:
    write(tmp_path / "contacts.parquet", contact_id=[1], wait=[1], talk=[1], agent=["A"])
    write(tmp_path / "survey.parquet", contact_id=[1], nps=[9], comment=[""])
    assert refusal(tmp_path) == (
        "contacts.parquet and survey.parquet are of different kinds: name one of them, or those of one kind by a "
        "pattern such as 'logs/2026-*.csv'"
    )


def test_a_column_that_no_file_has_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    write(tmp_path / "1.parquet", Channel=["phone"])
    with pytest.raises(BadInput, match=r'there is no column "chanel" in \. \(did you mean "channel"\?\)'):
        opened(tmp_path).check(["chanel"])


NUMBERS = [
    pa.array([7], pa.int8()), pa.array([2**53 + 1], pa.int64()), pa.array([2**40 + 1], pa.uint64()),
    pa.array([0.5], pa.float32()), pa.array([0.1], pa.float64()), pa.array([3], pa.decimal128(10, 2)),
]  # fmt: skip


def test_numbers_of_any_width_are_one_column_and_keep_what_a_double_holds(tmp_path: Path) -> None:
    for one, first in enumerate(NUMBERS):
        for other, second in enumerate(NUMBERS):
            folder = tmp_path / f"{one}-{other}"
            write(folder / "1.parquet", a=first)
            write(folder / "2.parquet", a=second)
            source = opened(folder)
            source.check(["a"])
            read = [source.backend.to_pyarrow(source.part([file]).a).to_pylist()[0] for file in source.partitions]
            exact = all(pa.types.is_integer(numbers.type) for numbers in (first, second)) or one == other
            for got, numbers in zip(read, (first, second), strict=True):
                assert got == numbers[0].as_py() if exact else float(got) == float(numbers[0].as_py())


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ([1], ["x"], "a number in 1.parquet and text in 2.parquet"),
        (["x"], [1.5], "text in 1.parquet and a number in 2.parquet"),
        ([dt.date(2026, 1, 1)], ["2026-01-01"], "a date in 1.parquet and text in 2.parquet"),
        ([dt.datetime(2026, 1, 1)], [20260101], "a date in 1.parquet and a number in 2.parquet"),
        ([True], [1], "true or false in 1.parquet and a number in 2.parquet"),
        ([dt.datetime(2026, 1, 1)], [dt.datetime(2026, 1, 1, tzinfo=dt.UTC)],
         "a date in 1.parquet and a date with its time zone in 2.parquet"),
        ([[1]], [1], "bigint[] in 1.parquet and a number in 2.parquet"),
    ],
)  # fmt: skip
def test_types_that_differ_are_refused_with_both_files(tmp_path: Path, one: Any, other: Any, said: str) -> None:
    write(tmp_path / "1.parquet", a=one, b=[1])
    write(tmp_path / "2.parquet", a=other, b=[1])
    opened(tmp_path).check(["b"])
    assert refusal(tmp_path) == f'the column "a" is {said}; write one of them anew with the type of the other'


def test_dates_and_times_are_one_column_and_an_empty_one_fits_any(tmp_path: Path) -> None:
    write(tmp_path / "1.parquet", a=[dt.date(2026, 1, 1)])
    write(tmp_path / "2.parquet", a=pa.nulls(1))
    write(tmp_path / "3.parquet", a=[dt.datetime(2026, 1, 1, 12)])
    source = opened(tmp_path)
    source.check(["a"])
    assert rows(source.table) == [(None,), (dt.datetime(2026, 1, 1),), (dt.datetime(2026, 1, 1, 12),)]


def test_a_name_that_the_queries_need_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "1.parquet", file_index=[1])
    assert refusal(tmp_path) == 'the column "file_index" has a name that CXcel needs for itself; rename it'


# Files that cannot be read


@pytest.mark.parametrize(
    ("make", "name", "said"),
    [
        (lambda p: None, "logs", "logs is not there; check the path or put the file back"),
        (lambda p: None, "logs/*.parquet",
         "no file fits logs/*.parquet; check the pattern (it starts at the folder of the source's own file)"),
        (lambda p: (p / "logs").mkdir(), "logs",
         "the folder logs holds no data; a source reads files that end in .parquet, .csv, .tsv, .csv.gz, .tsv.gz"),
        (lambda p: (p / "x.txt").write_text("a"), "x.txt",
         "x.txt is no file that a source can read; "
         "it reads .parquet, .csv, .tsv, .csv.gz, .tsv.gz, .duckdb and .sqlite"),
        (lambda p: (p / "x.parquet").touch(), "x.parquet",
         "the file x.parquet is empty; write it again or take it out of the folder"),
        (lambda p: (p / "x.csv").write_text(" \n"), "x.csv",
         "the file x.csv is empty; write it again or take it out of the folder"),
        (lambda p: (p / "x.parquet").write_text("PAR1 this is no Parquet file at all PAR1"), "x.parquet",
         "the file x.parquet is no whole Parquet file (its footer cannot be read); "
         "write it again or take it out of the folder"),
        (lambda p: (p / "x.csv.gz").write_text("a,b"), "x.csv.gz",
         "the file x.csv.gz is no whole gzip file; write it again"),
        (lambda p: (p / "x.csv").write_bytes("a,b\n1,é".encode("latin-1")), "x.csv",
         'the file x.csv is not in UTF-8; save it as "CSV UTF-8"'),
        (lambda p: (p / "x.csv").write_text("a,b\n1,2\n3\n"), "x.csv",
         "line 3 of the file x.csv cannot be read (expected number of columns: 2 found: 1); "
         "mend the line or export the file again"),
        (lambda p: (p / "x.csv").write_text('a,b\n1,"2\n'), "x.csv",
         "line 2 of the file x.csv cannot be read (value with unterminated quote); "
         "mend the line or export the file again"),
        (lambda p: (p / "x.csv").write_text("a,A\n1,2\n"), "x.csv",
         'two columns of x.csv are called "a"; rename one of them'),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, make: Any, name: str, said: str) -> None:
    make(tmp_path)
    assert refusal(tmp_path, name) == said


def test_csv_and_parquet_in_one_folder_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "logs" / "b.parquet", a=[1])
    (tmp_path / "logs" / "a.csv").write_text("a\n1\n")
    assert refusal(tmp_path, "logs") == (
        'logs holds both CSV and Parquet (a.csv, b.parquet); name one kind by a pattern such as "**/*.parquet"'
    )


@pytest.mark.parametrize("cut", [0.999, 0.5, 0.01])
def test_a_truncated_parquet_file_is_named(tmp_path: Path, cut: float) -> None:
    write(tmp_path / "logs" / "a.parquet", a=list(range(1000)))
    path = write(tmp_path / "logs" / "b.parquet", a=list(range(1000)))
    os.truncate(path, int(path.stat().st_size * cut))
    assert refusal(tmp_path, "logs").startswith("the file b.parquet is no whole Parquet file")


def test_a_corrupt_footer_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "logs" / "a.parquet", a=list(range(1000)))
    data = bytearray(path.read_bytes())
    length = int.from_bytes(data[-8:-4], "little")
    data[-8 - length : -8] = bytes(reversed(data[-8 - length : -8]))
    path.write_bytes(data)
    assert refusal(tmp_path, "logs").startswith("the file a.parquet is no whole Parquet file")


def test_corrupt_data_below_a_whole_footer_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "logs" / "a.parquet", a=[f"{number * 7919 % 1000}" for number in range(10_000)])
    data = bytearray(path.read_bytes())
    for place in range(20, len(data) // 2):
        data[place] ^= 0x5A
    path.write_bytes(data)
    said = refusal(tmp_path, "logs")
    assert said.startswith("a file of logs is damaged (")
    assert said.endswith("); write it again")


def test_a_folder_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "logs" / "inner" / "a.parquet", a=[1])
    scandir = os.scandir

    def denied(path: Any) -> Any:
        if str(path).endswith("inner"):
            raise PermissionError(13, "Permission denied", str(path))  # as root, the tests may read everything
        return scandir(path)

    monkeypatch.setattr(os, "scandir", denied)
    assert refusal(tmp_path, "logs") == "inner cannot be read (permission denied); check who may read it"


@pytest.mark.parametrize("name", ["a.parquet", "a.csv"])
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / name).write_text("a\n1\n")

    def denied(path: Any, *_: Any) -> Any:
        raise PermissionError(13, "Permission denied", str(path))

    module = {"a.parquet": "cxcel.sources.parquet", "a.csv": "cxcel.sources.delimited"}[name]
    monkeypatch.setattr(f"{module}.open", denied, raising=False)
    assert refusal(tmp_path, name) == f"the file {name} cannot be read (permission denied); check who may read it"


@pytest.mark.parametrize("happens", ["gone", "changed"])
def test_a_file_that_changes_after_it_was_listed_is_noticed(tmp_path: Path, happens: str) -> None:
    write(tmp_path / "a.parquet", a=[1])
    path = write(tmp_path / "b.parquet", a=[1])
    source = opened(tmp_path)
    source.view(source.partitions)
    if happens == "gone":
        path.unlink()
        said = "the file b.parquet has gone since the folder was listed; run it again"
    else:
        write(path, a=[1, 2])
        said = "the file b.parquet was changed while it was read; run it again when nothing writes to it"
    source.view(source.partitions[:1])
    for ask in (source.view, source.part, source.unchanged):
        with pytest.raises(BadInput) as refused:
            ask(source.partitions)
        assert str(refused.value) == f"source 'contacts': {said}"


def test_a_file_that_goes_while_the_engine_reads_it_is_one_sentence(tmp_path: Path) -> None:
    path = write(tmp_path / "b.parquet", a=[1])
    source = opened(tmp_path)
    path.unlink()
    with (
        pytest.raises(BadInput, match=r"something of it is gone .*; put it back and run it again"),
        failing(source.source),
    ):
        rows(source.table)


# Fingerprints


def test_a_source_is_opened_once_and_anew_when_a_file_comes_goes_or_changes(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", a=[1])
    first = opened(tmp_path)
    assert opened(tmp_path) is first
    write(path, a=[2])
    second = opened(tmp_path)
    assert rows(second.table) == [(2,)]
    assert second.partitions[0].fingerprint != first.partitions[0].fingerprint
    write(tmp_path / "b.parquet", a=[3])
    third = opened(tmp_path)
    assert rows(third.table) == [(2,), (3,)]
    assert third.partitions[0] == second.partitions[0]
    path.unlink()
    assert rows(opened(tmp_path).table) == [(3,)]


def test_a_file_written_anew_with_the_same_size_and_time_has_another_fingerprint(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", a=[1])
    before, stat = opened(tmp_path).partitions[0].fingerprint, path.stat()
    close_all()
    write(path, a=[2])
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert path.stat().st_size == stat.st_size
    from cxcel.sources.parquet import _footers

    _footers.clear()  # as in the next process
    assert opened(tmp_path).partitions[0].fingerprint != before


# CSV


def csv_rows(where: Path, text: str, **settings: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
    (where / "x.csv").write_text(text, encoding="utf-8")
    source = opened(where, "x.csv", **settings)
    source.check(source.table.columns)
    kinds = [str(kind) for kind in source.table.schema().types]
    return kinds, source.backend.to_pyarrow(source.table).to_pylist()


@pytest.mark.parametrize(
    ("cells", "kind", "read"),
    [
        (["1", "", "-20"], "int64", [1, None, -20]),
        (["1", "2.5", "1e3"], "float64", [1.0, 2.5, 1000.0]),
        (["007", "12"], "string", ["007", "12"]),
        (["12345678901234567890", "1"], "string", ["12345678901234567890", "1"]),
        (["1", "n/a"], "string", ["1", "n/a"]),
        (["1", " 2"], "string", ["1", " 2"]),
        (["true", "false"], "string", ["true", "false"]),
        (["2026-01-05", ""], "date", [dt.date(2026, 1, 5), None]),
        (["2026-02-30"], "string", ["2026-02-30"]),
        (["05/01/2026"], "string", ["05/01/2026"]),
        (["31/01/2026", "05/01/26"], "date", [dt.date(2026, 1, 31), dt.date(2026, 1, 5)]),
        (["1/31/2026 2:05 PM", "1-5-2026 00:10"], "timestamp(6)",
         [dt.datetime(2026, 1, 31, 14, 5), dt.datetime(2026, 1, 5, 0, 10)]),
        (["5.1.2026", "06.01.2026"], "date", [dt.date(2026, 1, 5), dt.date(2026, 1, 6)]),
        (["05.01.2026 14:05", "06.01.2026"], "timestamp(6)",
         [dt.datetime(2026, 1, 5, 14, 5), dt.datetime(2026, 1, 6)]),
        (["31/01/2026", "01/31/2026"], "string", ["31/01/2026", "01/31/2026"]),
        (["31.02.2026"], "string", ["31.02.2026"]),
        (['"0,5"', '"1,234"', "7"], "string", ["0,5", "1,234", "7"]),
        (['"1,234"', "7"], "string", ["1,234", "7"]),
        (['"0,5"', "1.5"], "string", ["0,5", "1.5"]),
        (['"1,000.50"', "7"], "float64", [1000.5, 7.0]),
        (['"1,234,567"', '"1,234"'], "float64", [1234567.0, 1234.0]),
        (["2026-01-05", "2026-01-05T10:00"], "timestamp(6)",
         [dt.datetime(2026, 1, 5), dt.datetime(2026, 1, 5, 10)]),
        (["2026-01-05T10:00:00Z", "2026-01-05 10:00:00+02:00"], "timestamp('UTC', 6)",
         [dt.datetime(2026, 1, 5, 10, tzinfo=dt.UTC), dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC)]),
        (["2026-01-05T10:00:00Z", "2026-01-05 10:00:00"], "string", None),
        (['"a, ""b""\nc"'], "string", ['a, "b"\nc']),
        (["", ""], "string", [None, None]),
    ],
)  # fmt: skip
def test_a_csv_column_has_a_type_only_if_every_cell_does(
    tmp_path: Path, cells: list[str], kind: str, read: list[Any] | None
) -> None:
    kinds, got = csv_rows(tmp_path, "a,b\n" + "".join(f"{cell},x\n" for cell in cells))
    assert kinds[0] == kind
    if read is not None:
        assert [row["a"] for row in got] == read


@pytest.mark.parametrize("large", [0, 2**60])  # with a look at a sample before, and without
def test_a_cell_below_the_sample_decides_too(tmp_path: Path, large: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxcel.sources.delimited.LARGE", large)
    from cxcel.sources.delimited import SAMPLE

    numbers = "".join(f"{number},1,{number}\n" for number in range(SAMPLE + 10))
    kinds, got = csv_rows(tmp_path, f"a,b,c\n{numbers}n/a,2.5,1\n")
    assert kinds == ["string", "float64", "int64"]
    assert len(got) == SAMPLE + 11
    assert opened(tmp_path, "x.csv").partitions[0].rows == SAMPLE + 11


@pytest.mark.parametrize("start", ["", "\ufeff", "sep=;\n"])
def test_csv_of_other_habits_is_read(tmp_path: Path, start: str) -> None:
    kinds, got = csv_rows(tmp_path, f"{start}Wait time;\n1,5;x\n1.234;y\n", decimal="comma")
    assert kinds == ["float64", "string"]
    assert got == [{"Wait time": 1.5, "column 2": "x"}, {"Wait time": 1234.0, "column 2": "y"}]


def test_with_a_decimal_comma_a_point_is_not_taken_for_one(tmp_path: Path) -> None:
    for cells, kind, read in (("1.234", "float64", 1234.0), ("1.23", "string", "1.23")):
        kinds, got = csv_rows(tmp_path, f"a;b\n{cells};1\n", decimal="comma")
        assert (kinds, got[0]["a"]) == ([kind, "int64"], read)
        close_all()
    assert csv_rows(tmp_path, "a;b\n1.234;1\n")[0] == ["float64", "int64"]
    close_all()
    assert csv_rows(tmp_path, "a;b\n1,234;1\n", decimal="point")[1] == [{"a": 1234.0, "b": 1}]


def test_who_parts_cells_otherwise_may_write_decimals_with_a_comma(tmp_path: Path) -> None:
    for cells, kind, read in (("0,5", "float64", 1.234), ("7", "string", "1,234"), ("1.5", "string", "1,234")):
        kinds, got = csv_rows(tmp_path, f"a;b\n1,234;x\n{cells};y\n")
        assert (kinds[0], got[0]["a"]) == (kind, read)
        close_all()


def test_day_and_month_are_told_apart_by_another_column_or_by_the_source(tmp_path: Path) -> None:
    either = "made,due\n1/2/2026,{}\n"
    cases = (("13/2/2026", "", dt.date(2026, 2, 1)), ("2/13/2026", "", dt.date(2026, 1, 2)))
    told = (("3/2/2026", "day-first", dt.date(2026, 2, 1)), ("3/2/2026", "month-first", dt.date(2026, 1, 2)))
    for due, dates, made in (*cases, *told):
        close_all()
        assert csv_rows(tmp_path, either.format(due), dates=dates)[1][0]["made"] == made
    assert csv_rows(tmp_path, either.format("3/2/2026"))[0] == ["string", "string"]


def test_a_later_file_proves_what_an_earlier_one_left_open(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("day;wait\n1/2/2026;1\n")
    before = opened(tmp_path)
    assert [str(kind) for kind in before.table.schema().types] == ["string", "int64"]
    (tmp_path / "2.csv").write_text("day;wait\n13/2/2026;0,5\n")
    after = opened(tmp_path)
    assert rows(after.table) == [(dt.date(2026, 2, 1), 1.0), (dt.date(2026, 2, 13), 0.5)]
    first, second = (one.partitions[0].fingerprint for one in (before, after))
    assert first != second  # what was kept of it was of a text


def test_csv_files_of_several_layouts_are_one_table_in_which_text_wins(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("a,b\n1,2026-01-01\n")
    (tmp_path / "2.tsv").write_text("b\ta\nlate\t2\n")
    (tmp_path / "3.csv.gz").write_bytes(gzip.compress(b"a;b\n3;x\n4;y\n"))
    source = opened(tmp_path)
    source.check(["a", "b"])
    assert [(one.key, one.rows) for one in source.partitions] == [("1.csv", 1), ("2.tsv", 1), ("3.csv.gz", 2)]
    assert rows(source.part(source.partitions[::-1])) == [
        (1, "2026-01-01", 2), (2, "late", 1), (3, "x", 0), (4, "y", 0),
    ]  # fmt: skip


def test_only_a_header_is_a_table_without_rows(tmp_path: Path) -> None:
    kinds, got = csv_rows(tmp_path, "a,b\n")
    assert (kinds, got) == (["string", "string"], [])
    assert opened(tmp_path, "x.csv").partitions[0].rows == 0


# Many


def test_many_small_files_open_in_one_look_each(tmp_path: Path) -> None:
    one = write(tmp_path / "0000.parquet", a=[1], channel=["phone"]).read_bytes()
    for number in range(1, 2000):
        (tmp_path / f"{number:04}.parquet").write_bytes(one)
    start = time.perf_counter()
    source = opened(tmp_path)
    first = time.perf_counter() - start
    assert source.backend.to_pyarrow(source.table.a.sum()).as_py() == 2000
    start = time.perf_counter()
    assert opened(tmp_path) is source
    again = time.perf_counter() - start
    assert again < first / 3  # footers are not read again
    (tmp_path / "0000.parquet").unlink()
    assert len(opened(tmp_path).partitions) == 1999
