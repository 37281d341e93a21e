"""Published data through the front door: every figure to the digits printed in the README beside the data."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.real_data


def digits(value: float, printed: str) -> None:
    """Compare with a printed figure, to the digits that were printed."""
    places = len(printed.partition(".")[2])
    assert f"{value:.{places}f}" == printed


@pytest.fixture(scope="module")
def pwc(report: Callable[..., Any], real_data: Path) -> Any:
    return report(real_data / "pwc-calls" / "Call-Center-Dataset.xlsx")


def whole(made: Any) -> str:
    """Everything that is written in the workbook, as XML."""
    with zipfile.ZipFile(io.BytesIO(made.path.read_bytes())) as file:
        return "\n".join(file.read(name).decode("utf-8") for name in file.namelist())


# Call log of PwC


@pytest.mark.parametrize(
    ("name", "fields", "factor", "printed"),
    [
        ("ABANDON_RATE", {"rule": "all"}, 100, "18.9200"),
        ("FCR_RATE", {"title": "First-contact resolution, of all offered"}, 100, "72.9200"),
        ("FCR_RATE", {"used": True}, 100, "89.9359"),
        ("ASA", {"used": True}, 1, "67.520720"),
        ("AHT", {"used": True}, 1, "224.9228"),
        ("SERVICE_LEVEL", {"rule": "answered"}, 100, "9.2255"),
        ("SERVICE_LEVEL", {"rule": "offered"}, 100, "7.4800"),
        ("CSAT", {"rule": "mean"}, 1, "3.403552"),
        ("CSAT", {"rule": "top"}, 100, "49.9013"),
    ],
)
def test_pwc_figures(name, fields, factor, printed, pwc):
    digits(factor * pwc.metric(name, **fields)["value"], printed)


def test_pwc_counts(pwc):
    assert pwc.metric("ABANDON_RATE")["n"] == 5000
    assert pwc.metric("ASA")["n"] == 4054
    assert pwc.metric("CSAT")["n"] == 4054
    assert pwc.metric("FCR_RATE")["n"] == 4054
    assert pwc.metric("FCR_RATE")["value"] * 4054 == pytest.approx(3646, abs=1e-9)
    assert "5,000 contacts, 4,054 answers (81%)" in pwc.out


@pytest.mark.parametrize(
    ("seconds", "answered", "offered"),
    [(20, "9.2255", "7.4800"), (30, "18.5249", "15.0200"), (60, "44.3019", "35.9200")],
)
def test_pwc_service_levels(seconds, answered, offered, pwc, report, real_data):
    """The service panel has each threshold by each formula; --threshold picks the one of the scorecard."""
    service = pwc.data["report"]["service"]
    at = service["thresholds"].index(seconds)
    levels = {row["name"]: row["values"][at] for row in service["levels"]}
    digits(100 * levels["answered"], answered)
    digits(100 * levels["offered"], offered)
    if seconds == 60:
        other = report(real_data / "pwc-calls" / "Call-Center-Dataset.xlsx", "--threshold", seconds)
        digits(100 * other.metric("SERVICE_LEVEL", "answered")["value"], answered)


def test_pwc_distribution(cxcel, real_data):
    path = real_data / "pwc-calls" / "Call-Center-Dataset.xlsx"
    counts = {1: 417, 2: 396, 3: 1218, 4: 1180, 5: 843}
    printed = cxcel("calc", "DISSAT_RATE", f"{path}[Sheet1]:Satisfaction rating", "5", "1").works()
    assert float(printed) == pytest.approx(counts[1] / sum(counts.values()), abs=1e-12)


def test_pwc_by_month(pwc):
    printed = {
        "2021-01-01": (1772, 1455, 1311, "67.2199", "3.4543"),
        "2021-02-01": (1616, 1298, 1161, "67.5462", "3.3775"),
        "2021-03-01": (1612, 1301, 1174, "67.8317", "3.3728"),
    }
    offered, resolved = pwc.by("ABANDON_RATE", "month"), pwc.by("FCR_RATE", "month", "First-contact resolution")
    waited, scores = pwc.by("ASA", "month"), pwc.by("CSAT", "month", "Satisfaction, mean of 1 to 5")
    assert set(offered) == set(printed)
    for month, (calls, answered, solved, wait, score) in printed.items():
        assert offered[month]["n"] == calls
        assert resolved[month]["n"] == answered
        assert round(resolved[month]["value"] * answered, 6) == solved
        digits(waited[month]["value"], wait)
        digits(scores[month]["value"], score)


def test_pwc_by_agent(pwc):
    printed = {
        "Becky": (517, "89.3617", "220.0097", "3.3714"),
        "Dan": (523, "90.0574", "231.1893", "3.4474"),
        "Diane": (501, "90.2196", "218.9541", "3.4052"),
        "Greg": (502, "90.6375", "226.8028", "3.4044"),
        "Jim": (536, "90.4851", "228.1138", "3.3937"),
        "Joe": (484, "90.0826", "224.1012", "3.3306"),
        "Martha": (514, "89.6887", "223.7257", "3.4708"),
        "Stewart": (477, "88.8889", "226.2055", "3.4004"),
    }
    resolved = pwc.by("FCR_RATE", "agent", "First-contact resolution")
    talk, scores = pwc.by("AHT", "agent"), pwc.by("CSAT", "agent", "Satisfaction, mean of 1 to 5")
    assert set(resolved) == set(printed)
    for agent, (n, solved, seconds, score) in printed.items():
        assert resolved[agent]["n"] == n
        digits(100 * resolved[agent]["value"], solved)
        digits(talk[agent]["value"], seconds)
        digits(scores[agent]["value"], score)


@pytest.mark.parametrize(
    ("kpi", "pearson", "rank", "p"),
    [
        ("ASA", "0.000952", "-0.001176", "0.9403"),
        ("AHT", "0.000143", "-0.001637", "0.917"),
        ("FCR_RATE", "-0.007002", "-0.009041", "0.5649"),
    ],
)
def test_pwc_shows_no_link(kpi, pearson, rank, p, pwc):
    row = pwc.relation(kpi)
    digits(row["pearson"], pearson)
    digits(row["r"], rank)
    digits(row["p"], p)
    assert (row["n"], row["grain"], row["verdict"]) == (4054, "contact", "no link seen")
    assert re.fullmatch(r"beyond ±0\.0[34] is ruled out", row["detail"])


def test_pwc_says_so_on_top(pwc):
    assert pwc.data["title"].startswith("No link seen between customer satisfaction and ")
    said = next(f for f in pwc.data["findings"] if f["sentence"].startswith("No link seen"))
    for words in ("first-contact resolution", "talk time", "wait before answer"):
        assert words in said["sentence"]
    assert said["evidence"] == "beyond ±0.04 is ruled out; contact level, n 4,054"
    assert not any("moves with" in f["sentence"] and "cannot tell" not in f["sentence"] for f in pwc.data["findings"])


def test_pwc_in_the_workbook(pwc):
    """The figures as openpyxl reads them back."""
    for shown, factor in (
        ("18.9200", 100),
        ("72.9200", 100),
        ("89.9359", 100),
        ("49.9013", 100),
        ("9.2255", 100),
        ("67.521", 1),
        ("224.923", 1),
        ("3.403552", 1),
    ):
        places = len(shown.partition(".")[2])
        assert any(f"{factor * number:.{places}f}" == shown for number in pwc.numbers), shown


def test_pwc_names_no_agent_in_the_workbook(pwc):
    """None is outside the funnel, so that there is nobody to name."""
    xml = whole(pwc)
    for agent in ("Becky", "Dan", "Diane", "Greg", "Jim", "Joe", "Martha", "Stewart"):
        assert not re.search(rf"\b{agent}\b", xml), agent
    assert "ID0001" not in xml


# Retail bank, three spellings


BANK = ("NPStimeseries.csv", "NPStimeseries_dashdates.csv", "NPStimeseries Updated.csv")


NAMING = {"assumptions", "profile", "settings", "files", "columns"}


def bare(value: Any) -> Any:
    """A report without the names of its file and columns."""
    if isinstance(value, dict):
        return {key: bare(item) for key, item in value.items() if key not in NAMING}
    if isinstance(value, list):
        return [bare(item) for item in value]
    return value


@pytest.fixture(scope="module")
def bank(report: Callable[..., Any], real_data: Path) -> Any:
    return report(real_data / "nps-bank" / BANK[0])


def test_three_spellings_give_one_report(bank, report, real_data):
    for name in BANK[1:]:
        other = report(real_data / "nps-bank" / name)
        said, also = bare(other.data), bare(bank.data)
        for report_of in (said, also):
            report_of["report"]["quality"].pop("section")  # counts what was taken for granted about the headers
        assert said == also
        assert other.data["report"]["quality"]["profile"] != bank.data["report"]["quality"]["profile"]


def test_bank_figures(bank):
    score = bank.metric("NPS")
    digits(score["value"], "11.8000")
    assert score["n"] == 5000
    assert [bank.data["report"]["latest"], bank.data["report"]["before"]] == [
        "October to December 2021",
        "July to September 2021",
    ]
    markets = bank.by("NPS", "market")
    for label, n, printed in (("MEX", 1649, "17.1013"), ("UK", 1720, "8.4884"), ("US", 1631, "9.9326")):
        assert markets[label]["n"] == n
        digits(markets[label]["value"], printed)


def test_bank_by_quarter(bank):
    printed = {"2021-01-01": "14.1234", "2021-04-01": "11.5166", "2021-07-01": "9.9017", "2021-10-01": "11.7987"}
    found = bank.by("NPS", "quarter")
    assert {start: f"{figure['value']:.4f}" for start, figure in found.items()} == printed
    assert [figure["n"] for figure in found.values()] == [1232, 1233, 1323, 1212]


def test_bank_by_month(report, real_data):
    made = report(real_data / "nps-bank" / BANK[2], "--period", "month")
    found = [f"{figure['value']:.4f}" for figure in made.by("NPS", "month").values()]
    printed = "13.2558, 10.0503, 19.0594, 9.4629, 15.8730, 8.7282, 9.7252, 9.5349, 10.4762, 8.3333, 12.0192, 15.0000"
    assert ", ".join(found) == printed


def test_bank_names_no_customer(bank, real_data):
    with (real_data / "nps-bank" / BANK[0]).open(encoding="utf-8-sig", newline="") as file:
        names = {row["Customer Name"].strip() for row in csv.DictReader(file)}
    xml = whole(bank)
    assert len(names) > 4000
    assert not [name for name in names if name in xml]


# Days of a contact centre, with per cent and h:mm:ss as text


@pytest.fixture(scope="module")
def daily(report: Callable[..., Any], real_data: Path) -> Any:
    return report(real_data / "daily-kpi" / "call_center_daily_comma.csv")


def test_daily_figures_are_weighted(daily):
    digits(100 * daily.metric("ABANDON_RATE")["value"], "10.926711")
    digits(daily.metric("ASA")["value"], "29.835599")
    digits(daily.metric("AHT")["value"], "159.527925")
    assert daily.metric("ABANDON_RATE")["n"] == 248_373
    assert daily.metric("ASA")["n"] == 221_234
    digits(100 * daily.metric("SERVICE_LEVEL", "answered")["value"], "66.774965")


def test_daily_links_are_those_of_the_days(daily):
    """Abandonment stands in as the outcome; Pearson and Spearman of the days as the README has them."""
    row = daily.relation("ASA")
    digits(row["pearson"], "0.889369")
    digits(row["r"], "0.738723")
    assert row["n"] == 1251
    assert row["n_eff"] < row["n"]
    talk = daily.relation("AHT")
    digits(talk["r"], "0.282630")


def test_daily_says_what_it_lacks(daily):
    assert "* No dates: add a date column to see changes and trends.\n" in daily.out
    assert "stands in as the outcome" in daily.out


# Simulated queue


@pytest.mark.parametrize(("threshold", "printed"), [(20, "89.216369"), (60, "91.825249")])
def test_queue_service_levels(threshold, printed, report, real_data):
    made = report(real_data / "queue-sim-calls" / "simulated_call_centre.csv", "--threshold", threshold)
    rows = [m["value"] for m in made.data["metrics"] if m["name"] == "SERVICE_LEVEL"]
    assert rows
    for value in rows:
        digits(100 * value, printed)
    digits(made.metric("ASA")["value"], "17.034927")
    digits(made.metric("AHT")["value"], "299.102595")
    assert made.metric("ASA")["n"] == 51_708
    assert "abandoned: every contact counts as answered" in made.out


def test_queue_by_month(report, real_data):
    made = report(real_data / "queue-sim-calls" / "simulated_call_centre.csv", "--threshold", 60, "--period", "month")
    wait, handle, level = made.by("ASA", "month"), made.by("AHT", "month"), made.by("SERVICE_LEVEL", "month")
    for month, n, waited, handled, share in (
        ("2021-01-01", 3000, "5.375", "295.091", "97.467"),
        ("2021-06-01", 4012, "9.219", "299.669", "95.015"),
        ("2021-12-01", 6249, "35.544", "298.743", "83.453"),
    ):
        assert wait[month]["n"] == n
        digits(wait[month]["value"], waited)
        digits(handle[month]["value"], handled)
        digits(100 * level[month]["value"], share)


# Tickets


@pytest.fixture(scope="module")
def tickets(report: Callable[..., Any], real_data: Path) -> Any:
    return report(real_data / "tickets-8469" / "customer_support_tickets.csv")


def test_ticket_figures(tickets):
    digits(tickets.metric("CSAT", "mean")["value"], "2.991333")
    digits(100 * tickets.metric("CSAT", "top")["value"], "39.256049")
    assert tickets.metric("CSAT")["n"] == 2769
    assert tickets.metric("CSAT")["dropped"] == {"blank": 8469 - 2769}
    means = tickets.by("CSAT", "channel", "Satisfaction, mean of 1 to 5")
    for channel, printed in (
        ("Chat", "3.083086"),
        ("Email", "2.963889"),
        ("Phone", "2.952243"),
        ("Social media", "2.969298"),
    ):
        digits(means[channel]["value"], printed)


def test_ticket_times_that_run_backwards_are_a_finding(tickets):
    row = next(row for row in tickets.data["quality"] if row["column"] == "Time to Resolution")
    assert row["count"] == 1365
    assert "not used" in row["done"]
    assert row["rows"]


def test_tickets_show_no_link(tickets):
    assert not [row for row in tickets.data["relations"] if row["verdict"].startswith(("moves", "explained"))]


def test_tickets_name_no_customer(tickets, real_data):
    with (real_data / "tickets-8469" / "customer_support_tickets.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {row["Customer Name"] for row in rows} | {row["Customer Email"] for row in rows}
    xml = whole(tickets)
    assert "@example" not in xml
    assert not [name for name in names if name in xml]
    assert "product_purchased" not in xml


def test_simulated_tickets(report, real_data):
    made = report(real_data / "tickets-sim" / "customer_support_tickets.csv")
    digits(made.metric("CSAT", "mean")["value"], "2.969119")
    digits(100 * made.metric("CSAT", "top")["value"], "39.044039")
    assert made.metric("CSAT")["n"] == 3724
    digits(made.metric("ASA")["value"] / 60, "67.584583")
    row = made.relation("resolve_time")
    digits(row["pearson"], "-0.022933")
    digits(row["r"], "-0.022893")
    assert not [r for r in made.data["relations"] if r["verdict"].startswith("moves")]


# Customers


def test_telco_churn(report, real_data):
    made = report(real_data / "telco-churn" / "WA_Fn-UseC_-Telco-Customer-Churn.csv")
    digits(100 * made.metric("CHURN_RATE")["value"], "26.536987")
    digits(100 * made.metric("RETENTION_RATE")["value"], "73.463013")
    assert made.metric("CHURN_RATE")["n"] == 7043
    contracts = made.by("CHURN_RATE", "contract")
    for label, printed in (("Month-to-month", "42.7097"), ("One year", "11.2695"), ("Two year", "2.8319")):
        digits(100 * contracts[label]["value"], printed)
    tenure = made.relation("tenure")
    sign = 1 if "churn" in tenure["outcome"].lower() else -1
    digits(sign * tenure["r"], "-0.367062")
    digits(sign * tenure["pearson"], "-0.352229")


def test_airline_churn(report, real_data):
    made = report(real_data / "airline-loyalty" / "Customer Loyalty History.csv")
    digits(100 * made.metric("CHURN_RATE")["value"], "12.349883")
    tiers = made.by("CHURN_RATE", "tier")
    for label, printed in (("Aurora", "13.094197"), ("Nova", "12.643273"), ("Star", "11.797826")):
        digits(100 * tiers[label]["value"], printed)


def test_software_comments(report, real_data):
    made = report(real_data / "nps-saas-verbatim" / "nps.csv")
    digits(made.metric("NPS")["value"], "60.3175")
    assert made.metric("NPS")["n"] == 441
    assert any("15 rows repeating" in row["found"] for row in made.data["quality"])


def test_r_package(report, real_data):
    made = report(real_data / "nps-r-testdata" / "testdata.csv")
    digits(made.metric("NPS")["value"], "10.0000")
    regions = made.by("NPS", "market")
    for label, printed in (("APAC", "23.0216"), ("EMEA", "4.2471"), ("LATAM", "1.0526"), ("NAM", "11.0454")):
        digits(regions[label]["value"], printed)


def test_a_coded_questionnaire_once_its_column_is_named(report, real_data):
    made = report(real_data / "ecsi-mobi" / "mobi.csv", "--map", "mobi.csv:nps=CUSL3")
    digits(made.metric("NPS")["value"], "14.0000")


REST = (
    "airline-loyalty/Airline Loyalty Data Dictionary.csv",
    "bank-call-volumes/calls.csv",
    "clv-cdnow/apparelTrans.csv",
    "clv-cdnow/cdnow.csv",
    "ecommerce-members/E-commerce Customer Behavior - Sheet1.csv",
    "ecsi-mobi/mobi.csv",
    "lifetimes-cdnow/cdnow_customers_summary.csv",
    "lifetimes-cdnow/cdnow_customers_summary_with_transactions.csv",
    "lifetimes-cdnow/example_transactions.csv",
    "people-analytics/complaints.csv",
    "people-analytics/employee_survey.csv",
    "people-analytics/job_retention.csv",
)


@pytest.mark.parametrize("name", REST)
def test_the_rest_end_in_a_report_or_in_a_way_to_one(name, real_data, tmp_path, cxcel):
    path = tmp_path / "report.xlsx"
    done = cxcel("report", real_data / name, "-o", path)
    if done.status == 0:
        assert zipfile.is_zipfile(path)
        return
    done.fails("--map", Path(name).name)
    assert not path.exists()
