"""Days are cut where the clock on the wall of the source's zone cuts them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from tests.sources import servers
from tests.sources.folders import name_source, write_files

from cxcel.functions import KPI_BY, KPI_N, KPI_TREND, REPEAT_RATE
from cxcel.sources.connect import close_all
from cxcel.sources.registry import beside
from cxcel.sources.secrets import variable

ZONE = "Europe/Paris"
# around both changes of the clock, half an hour apart, and around the new year
MOMENTS = [
    start + timedelta(minutes=30 * i)
    for start in (
        datetime(2026, 3, 28, 20, tzinfo=UTC),
        datetime(2026, 10, 24, 20, tzinfo=UTC),
        datetime(2025, 12, 31, 20, tzinfo=UTC),
    )
    for i in range(20)
]
WALL = [moment.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None) for moment in MOMENTS]
TABLE = pa.table(
    {
        "date": pa.array(MOMENTS, pa.timestamp("us", "UTC")),
        "nps": [i % 11 for i in range(len(MOMENTS))],
        "customer_id": [i % 7 for i in range(len(MOMENTS))],
    }
)


@pytest.fixture(scope="module", params=["files", pytest.param("postgres", marks=pytest.mark.postgres)])
def survey(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    at = tmp_path_factory.mktemp(request.param)
    with pytest.MonkeyPatch.context() as patch, beside(at):
        patch.setenv("CXCEL_STORE", str(at / "tallies.sqlite"))
        if request.param == "files":
            write_files(at, "survey", TABLE, 2, timezone=ZONE)
            name_source(at, "utc", "survey")
        else:
            _tables(at, request.getfixturevalue("postgres"), patch)
        yield
        close_all()


def _tables(at: Path, server: servers.Postgres, patch: pytest.MonkeyPatch) -> None:
    server.load("answers", TABLE)
    for name, zone in (("survey", ZONE), ("utc", "UTC")):
        name_source(at, name, server.url, table="answers", timezone=zone)
        patch.setenv(variable(name), server.password)


@pytest.mark.usefixtures("survey")
@pytest.mark.parametrize("period", ["day", "week", "month", "quarter"])
def test_periods_are_those_of_the_clock_on_the_wall(period: str) -> None:
    found = KPI_TREND("NPS", "survey:date", period, "survey:nps")
    assert found == KPI_TREND("NPS", WALL, period, TABLE["nps"].to_pylist())


@pytest.mark.usefixtures("survey")
def test_without_a_zone_of_its_own_a_source_is_cut_in_utc() -> None:
    moments = [moment.replace(tzinfo=None) for moment in MOMENTS]
    assert KPI_TREND("NPS", "utc:date", "day", "utc:nps") == KPI_TREND("NPS", moments, "day", TABLE["nps"].to_pylist())


@pytest.mark.usefixtures("survey")
def test_hours_and_filters_follow_the_clock_too() -> None:
    hours = KPI_BY("NPS", "survey:hour", "survey:nps")
    assert hours == KPI_BY("NPS", [moment.hour for moment in WALL], TABLE["nps"].to_pylist())
    first = [
        n for n, moment in zip(TABLE["nps"].to_pylist(), WALL, strict=True) if moment.date().isoformat() == "2026-01-01"
    ]
    assert KPI_N("NPS", "survey:nps", "survey: date = '2026-01-01'") == len(first)


@pytest.mark.usefixtures("survey")
def test_windows_are_measured_on_the_wall() -> None:
    found = REPEAT_RATE("survey:customer_id", "survey:date", 0.146)
    assert found == REPEAT_RATE(TABLE["customer_id"].to_pylist(), WALL, 0.146)
