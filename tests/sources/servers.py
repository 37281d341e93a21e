"""Servers that tests start, use and stop: PostgreSQL from Debian's packages, Spark from its Python package.

Both listen on 127.0.0.1 only, keep their files in temporary folders, and end with the test run: by the fixtures, and
where the run itself is killed, by the signal that `setpriv --pdeathsig` asks the kernel for.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import absent

HOST = "127.0.0.1"
SECONDS = 180  # the longest a server may take to start
JAVA = "Java 17 to 23, on which Spark 4.0 runs, is not installed: on Debian, apt-get install openjdk-17-jre-headless"
PYSPARK = "the Python package pyspark is not installed: pip install 'cxcel[spark]'"
POSTGRES = "PostgreSQL's server is not installed: on Debian, apt-get install postgresql"


def until(true: Callable[[], object], what: str, seconds: float = SECONDS) -> None:
    """Wait until something is so, or fail saying what did not come about."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what}: not within {seconds} seconds"
        time.sleep(0.05)


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as asked:
        asked.bind((HOST, 0))
        return int(asked.getsockname()[1])


def tied(program: list[str], *as_user: str) -> list[str]:
    """Return the command that also ends when the one who started it does, where the system can do that."""
    if shutil.which("setpriv") is None:
        return program
    return ["setpriv", "--pdeathsig", "INT", *as_user, *program]


def stop(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """End a server in the way it likes, and by force if that does not help."""
    process.send_signal(how)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class Postgres:
    """A PostgreSQL server that runs, with one user, who owns one database."""

    port: int
    user: str = "reader"
    database: str = "cx"
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12), repr=False)

    @property
    def url(self) -> str:
        """The address as a source names it: without the password."""
        return f"postgresql://{self.user}@{HOST}:{self.port}/{self.database}"

    def connect(self) -> Any:
        """Return Ibis' connection to it."""
        import ibis

        return ibis.postgres.connect(
            host=HOST, port=self.port, user=self.user, password=self.password, database=self.database
        )

    def load(self, name: str, table: Any) -> None:
        """Store a pyarrow table as a table of the database, in place of one of that name."""
        import ibis
        import pyarrow as pa
        import pyarrow.csv

        signed = {pa.uint8(): pa.int16(), pa.uint16(): pa.int32(), pa.uint32(): pa.int64()}  # all that PostgreSQL has
        table = table.cast(pa.schema([(column.name, signed.get(column.type, column.type)) for column in table.schema]))
        lines = pa.BufferOutputStream()
        pyarrow.csv.write_csv(table, lines)  # None is an empty cell, "" a quoted one: PostgreSQL tells them apart
        connection = self.connect()
        try:
            with connection.con.cursor() as cursor:
                cursor.execute(f'DROP TABLE IF EXISTS "{name}"')
                connection.create_table(name, schema=ibis.schema(table.schema))
                with cursor.copy(f'COPY "{name}" FROM STDIN (FORMAT csv, HEADER)') as copy:
                    copy.write(lines.getvalue().to_pybytes())
        finally:
            connection.disconnect()


@contextlib.contextmanager
def postgres() -> Iterator[Postgres]:
    """Run a PostgreSQL server on data of its own, and stop it at the end."""
    initdb, program = _postgres_program("initdb"), _postgres_program("postgres")
    server, user = Postgres(free_port()), _server_user()
    # not in pytest's folders, which are closed to other users
    with tempfile.TemporaryDirectory(prefix="cxcel-postgres-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        key, data, log = folder / "key", folder / "data", folder / "log"
        key.write_text(server.password)
        for path in (folder, key):
            os.chown(path, user.pw_uid, user.pw_gid)
        auth = ["--auth=scram-sha-256", f"--username={server.user}", f"--pwfile={key}"]
        making = [initdb, f"--pgdata={data}", *auth, "--encoding=UTF8", "--locale=C", "--no-sync"]
        done = subprocess.run(_as(user, making), capture_output=True, text=True, check=False, cwd=folder)
        assert done.returncode == 0, done.stderr
        settings = ["-h", HOST, "-p", str(server.port), "-k", "", "-c", "fsync=off", "-c", "shared_buffers=32MB"]
        said = stack.enter_context(log.open("wb"))
        running = _as(user, [program, "-D", str(data), *settings])
        process = subprocess.Popen(running, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=folder)
        stack.callback(stop, process, signal.SIGINT)  # PostgreSQL's "fast" way: sessions are ended
        _create_database(server, process, log)
        yield server


def _postgres_program(name: str) -> str:
    """Return where one of the server's programs is; Debian keeps them off PATH, a folder a version."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: int(p.parts[-3]))
    return str(kept[-1]) if kept else shutil.which(name) or absent(POSTGRES)


def _server_user() -> pwd.struct_passwd:
    """Return who runs the server: ourselves, and somebody else where we are root, whom PostgreSQL refuses to serve."""
    if os.geteuid():
        return pwd.getpwuid(os.geteuid())
    if shutil.which("setpriv") is None:
        absent("PostgreSQL does not run as root, and setpriv, which runs it as another user, is not here")
    return pwd.getpwnam("postgres" if "postgres" in {entry.pw_name for entry in pwd.getpwall()} else "nobody")


def _as(user: pwd.struct_passwd, program: list[str]) -> list[str]:
    """Return the command that runs a program as a user."""
    if user.pw_uid == os.geteuid():
        return tied(program)
    return tied(program, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")


def _create_database(server: Postgres, process: subprocess.Popen[bytes], log: Path) -> None:
    """Make the database as soon as the server answers."""
    import psycopg

    def made() -> bool:
        assert process.poll() is None, log.read_text("utf-8", "replace")
        address = {"host": HOST, "port": server.port, "user": server.user, "password": server.password}
        try:
            with psycopg.connect(dbname="postgres", autocommit=True, **address) as connection:
                connection.execute(f'CREATE DATABASE "{server.database}"')
        except psycopg.OperationalError:
            return False
        return True

    until(made, "PostgreSQL starts")


BRIEF = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # of a Java that lives a minute: compiled quickly, not best
CLUSTER = {  # what the cluster's owner sets; who uses it names its address and no more
    "spark.driver.memory": "512m",
    "spark.driver.extraJavaOptions": BRIEF,
    "spark.executor.extraJavaOptions": BRIEF,
    "spark.executor.memory": "512m",
    "spark.executor.cores": "1",
    "spark.sql.shuffle.partitions": "4",
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
}


@dataclass
class Spark:
    """A Spark cluster that runs: a master and workers, each a process of its own, with executors of their own."""

    url: str
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    started: int = 0

    def session(self) -> Any:
        """Return this process's session with the cluster, as soon as every worker has an executor for it."""
        from pyspark.sql import SparkSession

        session = SparkSession.builder.master(self.url).appName("CXcel").getOrCreate()
        until(lambda: self.executors(session) == len(self.workers), "Spark's workers take up work")
        return session

    def executors(self, session: Any) -> int:
        """Return how many executors work for a session."""
        return int(session.sparkContext._jsc.sc().getExecutorMemoryStatus().size()) - 1  # it lists the driver, too

    def start_worker(self) -> None:
        """Add a worker of one core to the cluster."""
        self.started += 1
        folder = self.folder / f"worker-{self.started}"
        size = ["--cores", "1", "--memory", "512m", "--work-dir", str(folder)]
        self.workers.append(_spark_server(folder, "worker.Worker", *size, self.url))

    def kill_worker(self) -> None:
        """End a worker and its executor, unasked and unprepared."""
        _stop_group(self.workers.pop())


@contextlib.contextmanager
def spark() -> Iterator[Spark]:
    """Run a Spark cluster of a master and two workers, and stop it at the end."""
    if find_spec("pyspark") is None:
        absent(PYSPARK)
    java = _java()
    with tempfile.TemporaryDirectory(prefix="cxcel-spark-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        settings = CLUSTER | {"spark.driver.host": HOST, "spark.sql.warehouse.dir": str(folder / "warehouse")}
        (folder / "spark-defaults.conf").write_text("".join(f"{key} {value}\n" for key, value in settings.items()))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for key, value in {"JAVA_HOME": java, "SPARK_LOCAL_IP": HOST, "SPARK_CONF_DIR": name}.items():
            patch.setenv(key, value)
        master = _spark_server(folder / "master", "master.Master")
        stack.callback(_stop_group, master)
        cluster = Spark(_address(folder / "master" / "log", master), folder)
        stack.callback(lambda: [_stop_group(worker) for worker in cluster.workers])
        for _ in range(2):
            cluster.start_worker()
        stack.callback(_stop_session)
        yield cluster


def _java() -> str:
    """Return the folder of a Java that Spark runs on."""
    on_path = shutil.which("java")
    named = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    found = [Path(on_path).resolve().parents[1]] if on_path else []
    for folder in (*named, *found, *sorted(Path("/usr/lib/jvm").glob("*"))):
        if (program := folder / "bin" / "java").is_file():
            said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
            if re.search(r'version "(1[7-9]|2[0-3])[."]', said):
                return str(folder)
    return absent(JAVA)


def _spark_server(folder: Path, name: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start one of Spark's own servers, in a process group that its executors join."""
    import pyspark

    home = Path(pyspark.__file__).parent
    place = ["--host", HOST, "--port", "0", "--webui-port", "0"]
    folder.mkdir()
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            tied([str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", *place, *arguments]),
            env={**os.environ, "SPARK_HOME": str(home), "SPARK_DAEMON_MEMORY": "256m", "SPARK_DAEMON_JAVA_OPTS": BRIEF},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
        )


def _address(log: Path, master: subprocess.Popen[bytes]) -> str:
    """Return where the master listens, as soon as it says so."""

    def said() -> re.Match[str] | None:
        text = log.read_text("utf-8", "replace")
        assert master.poll() is None, text
        return re.search(r"Starting Spark master at (spark://\S+)[\s\S]+New state: ALIVE", text)

    until(said, "Spark's master starts")
    found = said()
    assert found
    return found[1]


def _stop_session() -> None:
    """End the session of this process, and the Java behind it."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    session, gateway = SparkSession._instantiatedSession, SparkContext._gateway
    if session is not None:
        session.stop()
    if gateway is not None:
        gateway.shutdown()
        gateway.proc.stdin.close()  # which it takes as the end
        gateway.proc.wait(SECONDS)
        SparkContext._gateway = SparkContext._jvm = None


def _stop_group(process: subprocess.Popen[bytes]) -> None:
    """End a server and those whom it started; nothing of theirs is kept."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
