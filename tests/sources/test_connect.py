"""Opening databases, servers and clusters, and what is said where that fails: one sentence, and never a secret."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.sources import servers
from tests.sources.opening import SECRET, count, opened, refusal

from cxcel.errors import BadInput, BadOption
from cxcel.sources import connect
from cxcel.sources import spark as cluster
from cxcel.sources.connect import close_all, failing
from cxcel.sources.failures import foreign, worded
from cxcel.sources.secrets import variable
from cxcel.sources.source import Source

with_pyspark = pytest.mark.skipif(find_spec("pyspark") is None, reason=servers.PYSPARK)


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    close_all()


@pytest.fixture(scope="module")
def server(postgres: servers.Postgres) -> servers.Postgres:
    """A database of the server for these tests alone, so that they know all its tables."""
    with postgres.connect().con as connection:
        connection.execute("CREATE DATABASE opening")
        connection.execute("CREATE ROLE stranger LOGIN PASSWORD 'let me in'")
    own = replace(postgres, database="opening")
    own.load("contacts", pa.table({"wait": [1.5, 2.5]}))
    with own.connect().con as connection:
        connection.execute("CREATE SCHEMA audit; CREATE TABLE audit.events (at timestamptz)")
    return own


@pytest.fixture
def _password(server: servers.Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable("contacts"), server.password)


def silent_port() -> tuple[socket.socket, int]:
    """Return a port that takes connections and says nothing."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    return listening, int(listening.getsockname()[1])


# Files of databases


def a_database(path: Path) -> Path:
    """Write the same two tables and a view into a file of the kind that its ending names."""
    connect_to = sqlite3.connect if path.suffix.startswith(".sqlite") else duckdb.connect
    connection: Any = connect_to(str(path))
    connection.execute("CREATE TABLE contacts (wait REAL, channel VARCHAR(9))")
    connection.execute("INSERT INTO contacts VALUES (1.5, 'phone'), (NULL, 'chat')")
    connection.execute("CREATE VIEW calls AS SELECT * FROM contacts WHERE channel = 'phone'")
    connection.commit()
    connection.close()
    return path


@pytest.mark.parametrize("ending", ["duckdb", "sqlite", "sqlite3"])
def test_a_table_or_a_view_of_a_file_is_read(tmp_path: Path, ending: str) -> None:
    a_database(tmp_path / f"cx.{ending}")
    assert count(opened(f"cx.{ending}", "contacts", tmp_path)) == 2
    source = opened(f"cx.{ending}", "CALLS", tmp_path)
    assert source.table.columns == ("wait", "channel")
    assert count(source) == 1
    assert source.partitions == ()
    with pytest.raises(BadInput, match="it has no files that could be read one by one"):
        source.view([])


@pytest.mark.parametrize("ending", ["duckdb", "sqlite"])
def test_what_an_ending_db_is_its_first_bytes_say(tmp_path: Path, ending: str) -> None:
    a_database(tmp_path / f"cx.{ending}").rename(tmp_path / "cx.db")
    assert count(opened("cx.db", "contacts", tmp_path)) == 2


@pytest.mark.parametrize("ending", ["duckdb", "sqlite"])
def test_the_table_that_is_meant_is_asked_for(tmp_path: Path, ending: str) -> None:
    name = a_database(tmp_path / f"cx.{ending}").name
    assert refusal(name, "", tmp_path) == f"{name} holds several tables: name one with --table (calls, contacts)"
    assert refusal(name, "contcts", tmp_path) == f"{name} has no table contcts; did you mean contacts?"
    assert refusal(name, "survey", tmp_path) == f"{name} has no table survey: it has calls, contacts"


def test_the_only_table_is_taken_and_none_is_said(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "one.duckdb")) as connection:
        connection.execute("CREATE SCHEMA survey; CREATE TABLE survey.answers AS SELECT 9 AS nps")
    duckdb.connect(str(tmp_path / "none.duckdb")).close()
    assert count(opened("one.duckdb", home=tmp_path)) == 1
    assert count(opened("one.duckdb", "Survey.Answers", tmp_path)) == 1
    assert refusal("none.duckdb", "", tmp_path) == "none.duckdb holds no table that you may read"


@pytest.mark.parametrize("ending", ["duckdb", "sqlite"])
def test_nothing_is_written_to_a_file_that_is_read(tmp_path: Path, ending: str) -> None:
    path = a_database(tmp_path / f"cx.{ending}")
    before = path.read_bytes()
    source = opened(path.name, "contacts", tmp_path)
    with pytest.raises(BadInput), failing(source.source):
        source.backend.raw_sql(
            f"DELETE FROM {source.backend.compile(source.table).partition('FROM')[2].split(' AS ')[0]}"
        )
    close_all()
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_file_written_anew_is_opened_anew(tmp_path: Path) -> None:
    path = a_database(tmp_path / "cx.duckdb")
    source = opened("cx.duckdb", "contacts", tmp_path)
    assert opened("cx.duckdb", "contacts", tmp_path) is source
    with duckdb.connect(str(tmp_path / "new.duckdb")) as connection:
        connection.execute("CREATE TABLE contacts AS SELECT 1 AS wait FROM range(5)")
    (tmp_path / "new.duckdb").replace(path)
    assert count(opened("cx.duckdb", "contacts", tmp_path)) == 5


def test_files_that_are_no_database_or_gone_are_named(tmp_path: Path) -> None:
    (tmp_path / "cx.duckdb").write_text("neither")
    (tmp_path / "cx.sqlite").write_bytes(b"SQLite format 3\0" + b"?" * 5000)
    (tmp_path / "cx.db").write_bytes(bytes(8) + b"DUCK" + b"?" * 5000)
    neither = "cx.duckdb is neither a DuckDB nor a SQLite file; check what wrote it"
    assert refusal("cx.duckdb", "t", tmp_path) == neither
    assert "database" in refusal("cx.sqlite", "t", tmp_path)
    assert str(tmp_path) not in refusal("cx.db", "t", tmp_path)
    assert refusal("no.sqlite", "t", tmp_path) == "no.sqlite is not there; check the path or put the file back"


def test_a_file_that_another_program_writes_to_is_one_sentence(tmp_path: Path) -> None:
    a_database(tmp_path / "cx.duckdb")
    holding = (
        f"import duckdb; held = duckdb.connect({str(tmp_path / 'cx.duckdb')!r}); print('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        said = refusal("cx.duckdb", "contacts", tmp_path)
        other.communicate("\n")
    assert said == "another program holds the file open for writing; close it there and run it again"
    assert count(opened("cx.duckdb", "contacts", tmp_path)) == 2


def test_a_file_and_a_table_of_a_database_can_be_joined(tmp_path: Path) -> None:
    a_database(tmp_path / "cx.duckdb")
    pq.write_table(pa.table({"channel": ["phone"], "site": ["north"]}), tmp_path / "sites.parquet")
    one, two = opened("cx.duckdb", "contacts", tmp_path), opened("sites.parquet", home=tmp_path)
    assert one.backend.to_pyarrow(one.table.inner_join(two.table, "channel").site).to_pylist() == ["north"]


# DuckDB


def test_duckdb_fetches_nothing_and_keeps_to_its_memory(tmp_path: Path) -> None:
    engine = connect.duck()
    asked = "autoinstall_known_extensions", "autoload_known_extensions", "memory_limit", "preserve_insertion_order"
    told = {name: engine.con.execute(f"SELECT current_setting('{name}')").fetchone()[0] for name in asked}
    assert told == dict(zip(asked, (False, False, "953.6 MiB", False), strict=True))
    assert not Path(engine.con.execute("SELECT current_setting('temp_directory')").fetchone()[0]).exists()


def test_more_memory_than_there_is_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "MEMORY", "20MB")
    pq.write_table(pa.table({"a": range(3_000_000)}), tmp_path / "x.parquet")
    source = opened("x.parquet", home=tmp_path)
    with pytest.raises(BadInput, match=r"needs more memory than there is; ask for fewer"), failing(source.source):
        source.backend.con.execute(f"SELECT length(list(a)) FROM ({source.backend.compile(source.table)})").fetchall()


# Servers


@pytest.mark.usefixtures("_password")
@pytest.mark.postgres
def test_a_table_of_postgresql_is_read(server: servers.Postgres) -> None:
    source = opened(server.url, "contacts")
    assert count(source) == 2
    assert opened(server.url, "contacts") is source
    assert count(opened(server.url, "public.contacts")) == 2
    assert count(opened(server.url, "audit.events")) == 0
    assert count(opened(server.url)) == 2  # the only table of its schema
    assert opened(server.url, "audit.events").backend is source.backend


@pytest.mark.usefixtures("_password")
@pytest.mark.postgres
@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("contact", "has no table contact; did you mean contacts?"),
        ("audit.event", "has no table audit.event; did you mean audit.events?"),
        ("nowhere.contacts", "has no table nowhere.contacts; check its schema and its name"),
        ("contacts; DROP TABLE contacts", "has no table contacts; DROP TABLE contacts: it has contacts"),
    ],
)
def test_a_table_that_postgresql_has_not_is_named(server: servers.Postgres, table: str, said: str) -> None:
    assert refusal(server.url, table) == f"{server.url} {said}"


@pytest.mark.postgres
@pytest.mark.parametrize("given", [None, SECRET])
def test_a_wrong_password_is_refused_and_not_repeated(
    server: servers.Postgres, given: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if given is not None:
        monkeypatch.setenv(variable("contacts"), given)
    assert refusal(server.url, "contacts") == (
        "the password or the user was refused; "
        "give the password with 'cxcel source password contacts' or in CXCEL_PASSWORD_CONTACTS"
    )


@pytest.mark.usefixtures("_password")
@pytest.mark.postgres
def test_other_ways_in_which_postgresql_refuses(server: servers.Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(f"{server.url}x", "contacts") == f"it has no database {server.database}x; check the address"
    odd = server.url.replace(str(server.port), "port")
    assert refusal(odd, "contacts").startswith("its address cannot be used (Port could not be cast")
    monkeypatch.setenv(variable("contacts"), "let me in")
    stranger = server.url.replace("reader@", "stranger@")
    assert refusal(stranger, "contacts") == (
        "it may not be read (permission denied for table contacts); ask its owner for the right to read"
    )


@pytest.mark.usefixtures("_password")
@pytest.mark.postgres
def test_a_connection_that_ended_is_one_sentence_and_the_next_question_opens_another(server: servers.Postgres) -> None:
    source = opened(server.url, "contacts")
    with server.connect().con as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
    with pytest.raises(BadInput, match="the server ended the connection; run it again"):
        count(source)
    assert count(opened(server.url, "contacts")) == 2


@pytest.mark.parametrize(
    ("location", "said"),
    [
        (
            "postgresql://reader@127.0.0.1:1/cx",
            "nobody listens at its address; check host and port, and that the server",
        ),
        (
            "postgresql://reader@no-such-host.invalid/cx",
            "its host is not known; check the address, and that the network",
        ),
        ("snowflake://reader@account/cx", 'snowflake needs its driver: pip install "ibis-framework[snowflake]"'),
        ("bigquery://project/cx", 'bigquery needs its driver: pip install "ibis-framework[bigquery]"'),
        ("trino://reader@127.0.0.1/cx", 'trino needs its driver: pip install "ibis-framework[trino]"'),
        ("databricks://host/cx", 'databricks needs its driver: pip install "ibis-framework[databricks]"'),
        ("smoke://signals/cx", "nothing here speaks smoke://; a source can be a file, spark://, athena, bigquery,"),
        ("util://x", "nothing here speaks util://; "),
        ("duckdb:///tmp/cx.duckdb", "a file is named by its path, not by duckdb://"),
        pytest.param("spark://127.0.0.1:1", "nobody listens at its address; check host and port", marks=with_pyspark),
        pytest.param(
            "spark://no-such-host.invalid:7077", "its host is not known; check the address", marks=with_pyspark
        ),
        pytest.param(
            "spark://127.0.0.1", "spark://127.0.0.1 names no port; write spark://host:7077", marks=with_pyspark
        ),
    ],
)
def test_a_server_that_is_not_there_is_one_sentence(location: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable("contacts"), SECRET)
    start = time.perf_counter()
    assert refusal(location, "contacts").startswith(said)
    assert time.perf_counter() - start < 15


def test_a_server_that_takes_the_call_and_says_nothing_is_given_up() -> None:
    listening, port = silent_port()
    with listening:
        start = time.perf_counter()
        said = refusal(f"postgresql://reader@127.0.0.1:{port}/cx?connect_timeout=2", "contacts")
        assert time.perf_counter() - start < 10
    assert said == "it did not answer in time; check the address and the network"


# Spark


def test_spark_needs_to_know_what_to_read() -> None:
    assert refusal("spark://127.0.0.1:1").startswith("name with --table the folder of Parquet, or the table")


def test_a_master_that_takes_the_call_and_says_nothing_is_one_sentence() -> None:
    # what Spark says a minute after it has begun to ask; measured with a port that says nothing
    said = "An error occurred while calling None.org.apache.spark.sql.classic.SparkSession.\n"
    said += (
        ": java.lang.IllegalStateException: Cannot call methods on a stopped SparkContext.\nThis stopped SparkContext"
    )
    source = Source("contacts", "spark://127.0.0.1:7077", "contacts")
    assert str(worded(source, RuntimeError(said))) == (
        "source 'contacts': its master did not answer; "
        "check that a Spark master of this version listens there, and run it again"
    )


@with_pyspark
def test_a_cluster_without_a_worker_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Session:
        """A session of a cluster that lists its driver alone."""

        stopped = False

        def __getattr__(self, name: str) -> Any:
            return self if name in ("sparkContext", "_jsc") else lambda: self

        def size(self) -> int:
            return 1

        def stop(self) -> None:
            self.stopped = True

    session = Session()
    monkeypatch.setattr(cluster, "SECONDS", 0.2)
    monkeypatch.setattr(cluster, "_session", lambda source: session)
    listening, port = silent_port()
    with listening:
        said = refusal(f"spark://127.0.0.1:{port}", "contacts")
    assert said == f"spark://127.0.0.1:{port} gave no worker within 0.2 seconds; start one, or free one"
    assert session.stopped


# What errors become


@pytest.mark.parametrize("error", [KeyError("x"), TypeError("x"), AssertionError(), ZeroDivisionError()])
def test_a_defect_of_ours_stays_one(error: Exception) -> None:
    assert not foreign(error)
    with pytest.raises(type(error)), failing(Source("contacts", "contacts.parquet")):
        raise error


def test_our_own_sentences_pass_unchanged() -> None:
    with pytest.raises(BadOption, match=r"^as it is$"), failing(Source("contacts", "contacts.parquet")):
        raise BadOption("as it is")


def test_no_secret_no_query_and_no_path_outside_the_source_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable("contacts"), SECRET)
    server_error = OSError(
        f"strange: {SECRET} at postgresql://reader:{SECRET}@db/cx\nLINE 1: SELECT name FROM customers"
    )
    said = str(worded(Source("contacts", "postgresql://reader@db/cx"), server_error))
    assert said == "source 'contacts': the engine could not answer (strange: *** at postgresql://reader:***@db/cx)"
    (tmp_path / "logs").mkdir()
    file_error = duckdb.IOException(f"IO Error: odd {tmp_path}/logs/a/x.parquet and /etc/other/y.parquet: {'z' * 999}")
    said = str(worded(Source("contacts", "logs", home=tmp_path), file_error))
    assert said.startswith("source 'contacts': the engine could not answer (odd a/x.parquet and y.parquet: zzz")
    assert len(said) < 350


def test_an_error_without_words_is_named_by_its_kind() -> None:
    said = str(worded(Source("contacts", "x.parquet"), duckdb.Error()))
    assert said == "source 'contacts': the engine could not answer (Error)"


def test_sources_without_their_packages_are_one_sentence(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1]}), tmp_path / "x.parquet")
    program = (
        "import sys; sys.modules['ibis'] = None\n"
        "from pathlib import Path\n"
        "from cxcel.sources.connect import open_source\n"
        "from cxcel.sources.source import Source\n"
        f"open_source(Source('contacts', 'x.parquet', home=Path({str(tmp_path)!r})))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=os.environ)
    assert done.stderr.rstrip().endswith('BadInput: sources need further packages: pip install "cxcel[sources]"')


def test_an_engine_is_imported_only_once_a_source_is_opened() -> None:
    program = (
        "import sys, cxcel.sources.connect\n"
        "print(sorted({'ibis', 'duckdb', 'pyarrow', 'pyspark', 'psycopg', 'keyring'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout == "[]\n"
