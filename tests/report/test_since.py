"""What changed since the former report: what a report leaves, how the next one finds it, and what it may say."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from cxcel.data.load import load
from cxcel.errors import BadInput
from cxcel_addin.report.as_json import to_json
from cxcel_addin.report.build import Settings, build
from cxcel_addin.report.build.since import how_data_lie
from cxcel_addin.report.build.turned import state_of, turned_rows
from cxcel_addin.report.keep import find
from cxcel_addin.report.model import Former, Memory, Moved, Report, Statement
from cxcel_addin.report.render import draw, render
from cxcel_addin.report.since import pack, read_former, unpack

from .aligned import report
from .demo import full
from .keeping import editable, opened
from .test_variation import odd_agent

DAY = date(2026, 7, 1)


def answers(folder: Path, months: dict[str, tuple[int, int]], name: str = "survey.csv") -> Path:
    """A survey: month -> promoters and detractors, one a day in turn."""
    rows = []
    for month, (high, low) in months.items():
        for i in range(high + low):
            rows.append((f"{month}-{i % 28 + 1:02d}", 10 if i < high else 2, ("North", "South")[i % 2]))
    path = folder / name
    frame = pd.DataFrame(rows, columns=["Survey date", "How likely are you to recommend us? (0-10)", "Market"])
    frame.sort_values("Survey date").to_csv(path, index=False)
    return path


def built(path: Path, former: Former | None = None, **options: object) -> Report:
    return build(load([path]), Settings(created=DAY, former=former, **options))


def left(found: Report, name: str = "former.xlsx", asked: bool = True) -> Former:
    return Former(name, found.memory, asked)


SPRING = {"2026-01": (120, 80), "2026-02": (120, 80)}


@pytest.fixture(scope="module")
def spring(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return built(answers(tmp_path_factory.mktemp("spring"), SPRING))


def row(found: Report, title: str = "Net Promoter Score") -> Moved:
    assert found.since is not None
    return next(row for row in found.since.moved if row.title == title)


# --- what a report leaves ------------------------------------------------------------------------------------------


def test_a_memory_comes_back_as_it_was(spring: Report) -> None:
    memory = replace(spring.memory, before=spring.memory)
    texts = pack(memory)
    assert unpack(["title", 3.0, None, *texts]) == memory
    assert max(map(len, texts)) < 16_000


def test_a_piece_that_is_lost_or_changed_leaves_nothing(spring: Report) -> None:
    text = pack(spring.memory)[0]
    assert unpack([]) is None
    assert unpack([text[:-8]]) is None
    assert unpack([text.replace("cxcel.since 1/1", "cxcel.since 1/2")]) is None
    head, _, body = text.rpartition(" ")
    other = "A" if body[40] != "A" else "B"
    assert unpack([f"{head} {body[:40]}{other}{body[41:]}"]) is None


def test_a_memory_in_many_pieces_needs_all_of_them(spring: Report) -> None:
    names = tuple((hashlib.sha256(bytes([i])).hexdigest() * 8, i) for i in range(250))
    memory = replace(spring.memory, files=names)
    texts = pack(memory)
    assert len(texts) > 1
    assert unpack(reversed(texts)) == memory
    assert unpack(texts[1:]) is None


def test_the_workbook_carries_it_in_hidden_rows_that_are_named(spring: Report) -> None:
    book = opened(render(spring))
    sheet = next(sheet for sheet in book if sheet.title.endswith("How it was computed"))
    packed = [cell for cell in sheet["A"] if isinstance(cell.value, str) and cell.value.startswith("cxcel.since")]
    assert unpack([cell.value for cell in packed]) == spring.memory
    assert all(sheet.row_dimensions[cell.row].hidden for cell in packed)
    assert "hidden rows below" in sheet.cell(packed[0].row - 1, 1).value
    last_printed = int(sheet.print_area.rpartition("$")[2])
    assert last_printed < packed[0].row - 1


def test_it_names_no_agent() -> None:
    built_of = report(odd_agent())
    funnel = next(funnel for funnel in built_of.variation.funnels if funnel.noun == "agent")
    outside = [point.label for point in funnel.points if point.outside]
    kept = [
        one for one in built_of.memory.statements if one.kind == "funnel" and one.about[0] == "agent" and one.about[2]
    ]
    assert len(kept) == len(outside) > 0
    assert not any(name in (*one.about, one.label) for one in kept for name in outside)


# --- how the next one finds it -------------------------------------------------------------------------------------


def saved(path: Path, found: Report) -> Path:
    path.write_bytes(render(found))
    return path


def test_a_workbook_and_its_json_hold_the_same(spring: Report, tmp_path: Path) -> None:
    book = saved(tmp_path / "r.xlsx", spring)
    (tmp_path / "r.json").write_bytes(to_json(spring))
    assert read_former(book).memory == read_former(tmp_path / "r.json").memory == spring.memory


def test_it_survives_another_program_and_new_names_of_sheets(spring: Report, tmp_path: Path) -> None:
    book = editable(render(spring))
    next(sheet for sheet in book if sheet.title.endswith("How it was computed")).title = "Methods"
    book.save(tmp_path / "r.xlsx")
    assert read_former(tmp_path / "r.xlsx").memory == spring.memory


def test_a_report_without_it_is_known_and_the_next_one_says_so(spring: Report, tmp_path: Path) -> None:
    path = saved(tmp_path / "old.xlsx", replace(spring, memory=None))
    former = read_former(path)
    assert former == Former("old.xlsx", None)
    found = built(answers(tmp_path, SPRING), former)
    assert found.since is None
    assert any("No comparison with old.xlsx" in line for line in found.missing)


def test_what_is_no_report_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("nps\n9\n")
    (tmp_path / "a.json").write_text('{"nps": 9}')
    (tmp_path / "b.json").write_text('{"report": ')
    for name in ("a.csv", "a.json", "b.json", "missing.xlsx"):
        with pytest.raises(BadInput):
            read_former(tmp_path / name)


def test_a_json_of_another_version_gives_values_and_no_test(spring: Report, tmp_path: Path) -> None:
    whole = json.loads(to_json(spring))
    del whole["report"]["memory"]
    (tmp_path / "old.json").write_text(json.dumps(whole))
    found = built(answers(tmp_path, SPRING | {"2026-03": (180, 20)}), read_former(tmp_path / "old.json"))
    assert row(found).then.value == pytest.approx(20.0)
    assert row(found).change is None
    assert row(found).verdict.text == "no counts held: not tested"
    assert any("no counts" in text for text in found.since.told)


# --- what moved ----------------------------------------------------------------------------------------------------


def test_only_days_after_the_former_report_are_tested(spring: Report, tmp_path: Path) -> None:
    found = built(answers(tmp_path, SPRING | {"2026-03": (180, 20)}), left(spring))
    moved = row(found)
    assert moved.then.value == pytest.approx(20.0)
    assert moved.now.value == pytest.approx(80.0)  # March alone; all three months are +40
    assert moved.now.n == 200
    assert moved.change == pytest.approx(60.0)
    assert moved.low < 60 < moved.high
    assert moved.verdict.text == "▲ real, better"
    assert found.since.section.title == "Net Promoter Score moved beyond noise since the former report"
    assert any("Both reports hold the same days up to 28 February 2026" in text for text in found.since.told)
    assert any("since the former report" in finding.sentence for finding in found.findings)


def test_a_change_within_noise_is_called_so(spring: Report, tmp_path: Path) -> None:
    found = built(answers(tmp_path, {"2026-03": (62, 38)}), left(spring))
    assert row(found).verdict.text == "within noise"
    assert found.since.section.title == "No measure moved beyond noise since the former report"
    assert not any("since the former report" in finding.sentence for finding in found.findings)


def test_the_same_days_are_not_tested(spring: Report, tmp_path: Path) -> None:
    found = built(answers(tmp_path, SPRING), left(spring))
    assert row(found).verdict.text == "same days, same counts"
    assert row(found).p_adjusted is None
    assert found.since.section.title.startswith("Nothing changed")


def test_other_counts_on_the_same_days_are_said(spring: Report, tmp_path: Path) -> None:
    found = built(answers(tmp_path, SPRING | {"2026-02": (120, 95), "2026-03": (60, 40)}), left(spring))
    assert any("other counts than then: Net Promoter Score" in text for text in found.since.told)


def test_few_new_answers_get_no_verdict_and_under_five_are_hidden(spring: Report, tmp_path: Path) -> None:
    few = built(answers(tmp_path, SPRING | {"2026-03": (10, 2)}), left(spring))
    assert row(few).verdict.text == "few cases: no verdict"
    assert row(few).now.n == 12
    hidden = built(answers(tmp_path, SPRING | {"2026-03": (3, 1)}), left(spring))
    assert row(hidden).now.value is None


def test_earlier_days_are_not_tested(spring: Report, tmp_path: Path) -> None:
    found = built(answers(tmp_path, {"2025-11": (90, 10)}), left(spring))
    assert row(found).verdict.text == "earlier days: not tested"


def test_another_kind_of_tally_is_not_compared(spring: Report, tmp_path: Path) -> None:
    held = tuple(replace(one, kind="MeanTally") for one in spring.memory.held)
    found = built(answers(tmp_path, SPRING | {"2026-03": (90, 10)}), Former("f", replace(spring.memory, held=held)))
    assert row(found).verdict.text == "no counts held: not tested"


def test_what_is_counted_otherwise_is_named_with_both_formulas(spring: Report, tmp_path: Path) -> None:
    held = tuple(replace(one, formula="answers of 10 less answers of 0 to 5") for one in spring.memory.held)
    former = Former("f", replace(spring.memory, held=held, settings=(("threshold", "30.0"), ("target:NPS", "50.0"))))
    found = built(answers(tmp_path, SPRING | {"2026-03": (90, 10)}), former)
    assert row(found).verdict.text == "counted otherwise: not compared"
    lines = {line.term: (line.text, line.here) for line in found.since.restated}
    assert lines["Net Promoter Score"][0] == "“answers of 10 less answers of 0 to 5”"
    assert lines["Answered in time"] == ("within 30 seconds", "within 20 seconds")
    assert lines["Target of Net Promoter Score"] == ("+50", "–")


# --- what became of findings ---------------------------------------------------------------------------------------


def told(then: str | None, now: str | None, lie: str = "apart") -> str:
    about = ("Net Promoter Score", "FCR_RATE")
    before = [Statement("link", about, then, "FCR")] if then is not None else []
    after = {("link", about): Statement("link", about, now, "FCR")} if now is not None else {}
    rows = turned_rows(before, after, "Net Promoter Score", lie)
    return rows[0][1].state.text if rows else ""


def test_what_became_of_a_finding() -> None:
    assert told("cannot tell", "moves with +") == "new"
    assert told("moves with +", "cannot tell") == "gone"
    assert told("moves with +", "moves with −") == "turned"
    assert told("no link seen", "moves with +") == "turned"
    assert told("cannot tell", "cannot tell") == ""
    assert told(None, "moves with +") == "not looked at then"
    assert told("moves with +", None) == "not looked at now"
    assert state_of(None, "") == ""


def test_only_other_data_confirm() -> None:
    assert told("moves with +", "moves with +") == "confirmed by new data"
    assert told("moves with +", "moves with +", "partly") == "seen again, in partly the same data"
    assert told("moves with +", "moves with +", "same") == "seen again, in the same data"


def days(first: str | None, last: str | None) -> Memory:
    known = [date.fromisoformat(day) if day else None for day in (first, last)]
    return Memory("", None, "", *known, (), (), (), (), ())


def test_how_the_data_lie() -> None:
    then = days("2026-01-01", "2026-03-31")
    assert how_data_lie(then, days("2026-04-01", "2026-06-30")) == "apart"
    assert how_data_lie(then, days("2026-02-01", "2026-04-30")) == "partly"
    assert how_data_lie(then, days("2026-01-01", "2026-03-31")) == "same"
    assert how_data_lie(then, days(None, None)) == "partly"


# --- the report that takes the former one's place -----------------------------------------------------------------


def test_a_draft_made_again_keeps_what_changed_since_the_last_time(spring: Report, tmp_path: Path) -> None:
    path = answers(tmp_path, SPRING | {"2026-03": (180, 20)})
    first = built(path, left(spring, asked=False))
    again = built(path, left(first, asked=False))
    assert row(again) == row(first)
    assert again.memory.before == spring.memory


def test_the_same_report_again_gets_no_page(spring: Report, tmp_path: Path) -> None:
    again = built(answers(tmp_path, SPRING), left(spring, asked=False))
    assert again.since is None
    assert not any("comparison" in line and "former" in line for line in again.missing)


def test_the_former_file_stays_as_it_is(spring: Report, tmp_path: Path) -> None:
    path = saved(tmp_path / "r.xlsx", spring)
    before = path.read_bytes()
    read_former(path, find(path))
    assert path.read_bytes() == before


# --- drawn ---------------------------------------------------------------------------------------------------------


def test_the_page_is_drawn_with_numbers_in_cells(spring: Report, tmp_path: Path) -> None:
    found = built(answers(tmp_path, SPRING | {"2026-03": (180, 20)}), left(spring))
    book = opened(draw(found).content)
    sheet = next(sheet for sheet in book if sheet.title.endswith("Since last time"))
    cells = {c.value for line in sheet.iter_rows() for c in line if c.value is not None}
    assert any(isinstance(c, float | int) and c == pytest.approx(row(found).change) for c in cells)
    assert len(sheet._charts) == 1
    charts = {c.value for line in book["Chart data"].iter_rows() for c in line}
    assert any(isinstance(c, str) and c.endswith(": then") for c in charts)


def test_the_demo_without_memory_leaves_nothing(tmp_path: Path) -> None:
    assert read_former(saved(tmp_path / "demo.xlsx", full())) == Former("demo.xlsx", None)
