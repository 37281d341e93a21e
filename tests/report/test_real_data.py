"""Published data as pages: nothing is cut, overlaid, empty or in error, and every reader finds the same values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.hosts.conftest import started

from . import geometry

pytestmark = [pytest.mark.real_data, pytest.mark.libreoffice]

SETS: dict[str, tuple[str, ...]] = {  # every file that can make a report, and what must be said for it
    "airline": ("airline-loyalty/Customer Loyalty History.csv",),
    "apparel": ("clv-cdnow/apparelTrans.csv",),
    "cdnow": ("clv-cdnow/cdnow.csv",),
    "daily": ("daily-kpi/call_center_daily_comma.csv",),
    "mobile": ("ecsi-mobi/mobi.csv", "--map", "mobi.csv:nps=CUSL3"),
    "bank": ("nps-bank/NPStimeseries.csv",),
    "package": ("nps-r-testdata/testdata.csv",),
    "software": ("nps-saas-verbatim/nps.csv", "--quotes", "2"),
    "complaints": ("people-analytics/complaints.csv",),
    "employees": ("people-analytics/employee_survey.csv", "--map", "employee_survey.csv:csat=Happiness"),
    "jobs": (
        "people-analytics/job_retention.csv",
        *("--map", "job_retention.csv:csat=sentiment"),
        *("--map", "job_retention.csv:topic=field"),
        *("--map", "job_retention.csv:tenure=month"),
    ),
    "calls": ("pwc-calls/Call-Center-Dataset.xlsx",),
    "queue": ("queue-sim-calls/simulated_call_centre.csv",),
    "telco": ("telco-churn/WA_Fn-UseC_-Telco-Customer-Churn.csv",),
    "tickets": ("tickets-8469/customer_support_tickets.csv",),
    "tickets, simulated": ("tickets-sim/customer_support_tickets.csv",),
}

# LibreOffice saves what holds numbers of each kind: money, scores by month, days, quotes, hours, shares of a day
SAVED = ("airline", "cdnow", "daily", "bank", "software", "jobs", "calls", "tickets")


@dataclass(frozen=True)
class Drawn:
    """The reports of all sets, each with its pages by LibreOffice, and the copies that it saved of some."""

    books: dict[str, Path]
    pdfs: dict[Path, Path]
    copies: dict[Path, Path]


@pytest.fixture(scope="module")
def drawn(real_data: Path, soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    folder = tmp_path_factory.mktemp("pages")
    books = {}
    for name, (file, *options) in SETS.items():
        books[name] = folder / f"{name}.xlsx"
        words = ["report", real_data / file, *options, "-o", books[name], "--json", folder / f"{name}.json"]
        started(words).works()
    pdfs = geometry.converted([*books.values()], folder, soffice, "pdf")
    copies = geometry.converted([books[name] for name in SAVED], folder, soffice, "xlsx")
    return Drawn(books, pdfs, copies)


@pytest.mark.parametrize("name", SETS)
def test_nothing_is_cut_overlaid_empty_or_in_error(name: str, drawn: Drawn) -> None:
    book = drawn.books[name]
    assert geometry.faults(book, drawn.pdfs[book]) == []


@pytest.mark.parametrize("name", SETS)
def test_every_reader_finds_the_values_of_the_json(name: str, drawn: Drawn) -> None:
    book = drawn.books[name]
    values = geometry.by_openpyxl(book)
    data = json.loads(book.with_suffix(".json").read_text("utf-8"))
    assert geometry.unshown(data, values) == []
    assert geometry.differences(values, geometry.by_calamine(book)) == []


@pytest.mark.parametrize("name", SAVED)
def test_what_libreoffice_saves_has_the_same_values(name: str, drawn: Drawn) -> None:
    values, copy = geometry.by_openpyxl(drawn.books[name]), drawn.copies[drawn.books[name]]
    for other in (geometry.by_openpyxl(copy), geometry.by_calamine(copy)):
        assert geometry.differences(values, other) == []


@pytest.mark.parametrize("name", SETS)
def test_the_file_is_valid_open_xml(name: str, drawn: Drawn, assert_valid_xlsx) -> None:
    assert_valid_xlsx(drawn.books[name])
