"""What changed since a former file: whoever saved it, in whatever language, over other rows, days and definitions."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from cxcel.data.load import load
from cxcel_addin.report.build import Settings, build
from cxcel_addin.report.build.turned import GONE, HELD, NEW, turned_rows
from cxcel_addin.report.model import Former, Moved, Report, Since, Statement
from cxcel_addin.report.render import render
from cxcel_addin.report.since import read_former

DAY = date(2026, 7, 1)
SCORE = "How likely are you to recommend us? (0-10)"
MONTHS = [f"2026-{month:02d}" for month in range(1, 7)]


def contacts(folder: Path, keep: Callable[[pd.DataFrame], pd.Series], name: str = "contacts.csv") -> Path:
    """Contacts of half a year with scores, waits and markets: those that a test keeps."""
    rows = 150
    frame = pd.DataFrame(
        {
            "Contact ID": [f"C{m}{i:04d}" for m in range(6) for i in range(rows)],
            "Date": [f"{month}-{i % 28 + 1:02d}" for month in MONTHS for i in range(rows)],
            "Market": [("North", "South", "South")[i % 3] for _ in MONTHS for i in range(rows)],
            "Wait (s)": [(i * 7 + m) % 60 for m in range(6) for i in range(rows)],
            "Answered": ["yes" if i % 20 else "no" for _ in MONTHS for i in range(rows)],
        }
    )
    # in the north all recommend, in the south two of five do not; nothing changes over time
    frame[SCORE] = [10 if m == "North" else (10, 9, 10, 2, 3)[i % 5] for i, m in enumerate(frame["Market"])]
    path = folder / name
    frame[keep(frame)].to_csv(path, index=False)
    return path


def months(first: int, last: int, market: str = "") -> Callable[[pd.DataFrame], pd.Series]:
    def keep(frame: pd.DataFrame) -> pd.Series:
        month = frame["Date"].str[5:7].astype(int)
        return (month >= first) & (month <= last) & (frame["Market"].eq(market) if market else True)

    return keep


def built(path: Path, former: Former | None = None, **options: object) -> Report:
    return build(load([path]), Settings(created=DAY, former=former, **options))


def row(page: Since, title: str = "Net Promoter Score") -> Moved:
    return next(row for row in page.moved if row.title == title)


@pytest.fixture(scope="module")
def spring(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return built(contacts(tmp_path_factory.mktemp("spring"), months(1, 4)))


def since(spring: Report, path: Path, **options: object) -> Since:
    found = built(path, Former("spring.xlsx", spring.memory), **options).since
    assert found is not None
    return found


# --- other rows, other days ----------------------------------------------------------------------------------------


def test_the_same_data_change_nothing(spring: Report, tmp_path: Path) -> None:
    found = since(spring, contacts(tmp_path, months(1, 4)))
    assert found.section.title == "Nothing changed: the same days give the same counts and findings"
    assert found.restated == ()
    assert {one.verdict.text for one in found.moved} == {"same days, same counts"}


def test_one_more_month_of_the_same_kind_is_noise(spring: Report, tmp_path: Path) -> None:
    found = since(spring, contacts(tmp_path, months(1, 5)))
    assert found.section.title == "No measure moved beyond noise since the former report"
    assert row(found).now.n == 150


def test_rows_that_are_left_out_are_no_change(spring: Report, tmp_path: Path) -> None:
    """Only the north is left, where all recommend: +100 after +53, and nothing moved, for the north was there then."""
    found = since(spring, contacts(tmp_path, months(1, 5, "North")))
    kept = row(found)
    assert (kept.then.value, kept.now.value) == (100.0, 100.0)
    assert kept.p_adjusted is not None
    assert kept.verdict.text == "within noise"
    assert any("other counts than then: Net Promoter Score" in text for text in found.told)


def test_rows_left_out_of_a_later_window_cannot_be_told_from_a_change(spring: Report, tmp_path: Path) -> None:
    found = since(spring, contacts(tmp_path, months(3, 6, "North")))
    assert {one.verdict.text for one in found.moved} == {"cannot tell: other rows counted"}
    assert found.section.title.startswith("Other rows are counted than in the former report")
    assert any("In the months that both cover" in text for text in found.told)
    assert row(since(spring, contacts(tmp_path, months(3, 6)))).verdict.text == "within noise"


def test_a_few_answers_that_came_in_later_do_not_stop_the_test(spring: Report, tmp_path: Path) -> None:
    def most(frame: pd.DataFrame) -> pd.Series:
        return months(3, 6)(frame) & ~frame["Contact ID"].isin([f"C2{i:04d}" for i in range(4)])

    assert row(since(spring, contacts(tmp_path, most))).p_adjusted is not None


def test_days_that_are_all_new_are_tested_with_a_warning(spring: Report, tmp_path: Path) -> None:
    found = since(spring, contacts(tmp_path, months(5, 6, "North")))
    assert row(found).verdict.text == "▲ real, better"
    assert any("No day is in both reports" in text for text in found.told)
    whole = since(spring, contacts(tmp_path, months(1, 6)))
    assert not any("No day is in both reports" in text for text in whole.told)


def test_another_definition_is_named_and_not_compared(spring: Report, tmp_path: Path) -> None:
    found = since(spring, contacts(tmp_path, months(1, 6)), threshold=40.0, period="month", targets={"NPS": 50.0})
    assert row(found, "Service level (40 s)").verdict.text == "counted otherwise: not compared"
    assert row(found).p_adjusted is not None
    lines = {line.term: (line.text, line.here) for line in found.restated}
    assert lines["Answered in time"] == ("within 20 seconds", "within 40 seconds")
    assert lines["Target of Net Promoter Score"] == ("–", "+50")


def test_another_version_says_so(spring: Report, tmp_path: Path) -> None:
    former = Former("old.xlsx", replace(spring.memory, version="0.0.1"))
    found = built(contacts(tmp_path, months(1, 5)), former).since
    assert found is not None
    assert [line.text for line in found.restated if line.term == "Version of CXcel"] == ["0.0.1"]
    assert row(found).p_adjusted is not None


def test_what_a_funnel_had_inside_is_said_in_words() -> None:
    looked = Statement("funnel", ("team", "First-contact resolution", ""), "", "")
    outside = Statement("funnel", ("team", "First-contact resolution", "A"), "higher", "A")
    key = {(one.kind, one.about): one for one in (looked, outside)}
    for then, now, state in (([looked, outside], [looked], GONE), ([looked], [looked, outside], NEW)):
        rows = dict(turned_rows(then, {k: v for k, v in key.items() if v in now}, "NPS", "apart"))
        assert "within noise" in (rows[state].then, rows[state].now)
        assert "–" not in (rows[state].then, rows[state].now)
    assert HELD in dict(turned_rows([looked, outside], key, "NPS", "apart"))


# --- other programs, other hands -----------------------------------------------------------------------------------


def test_a_report_in_another_language_says_the_same(spring: Report, tmp_path: Path) -> None:
    path = tmp_path / "frueher.xlsx"
    german = built(contacts(tmp_path, months(1, 4)), language="de")
    path.write_bytes(render(german))
    later = contacts(tmp_path, months(1, 6), "later.csv")
    one = built(later, read_former(path)).since
    other = since(spring, later)
    assert one is not None
    assert (one.moved, one.turned) == (other.moved, other.turned)


def test_a_report_that_somebody_sorted_and_wrote_into_says_the_same(spring: Report, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(BytesIO(render(spring)))
    chance = random.Random(7)
    for sheet in book:
        if sheet.title != "CXcel":
            sheet.insert_rows(chance.randint(1, 9), chance.randint(1, 3))
            sheet.insert_cols(1)
            sheet.cell(chance.randint(1, 40), chance.randint(1, 9)).value = "a note"
    names = [sheet.title for sheet in book]
    book.move_sheet(names[3], 2)
    del book["CXcel"]  # its own record, too
    book.save(tmp_path / "edited.xlsx")
    assert read_former(tmp_path / "edited.xlsx").memory == spring.memory


@pytest.mark.libreoffice
def test_a_report_that_libreoffice_saved_says_the_same(spring: Report, tmp_path: Path, soffice: str) -> None:
    path, saved = tmp_path / "former.xlsx", tmp_path / "saved"
    path.write_bytes(render(spring))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    call = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(saved), str(path)]
    subprocess.run(call, check=True, capture_output=True, env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)})
    assert read_former(saved / "former.xlsx").memory == spring.memory
    shutil.rmtree(saved)
