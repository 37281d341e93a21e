"""What the commands print about a report and about files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxcel.catalogue import METRICS
from cxcel.data.dataset import DataFinding

from ...language import say, speaking
from ...language.numbers import decimal
from ...report.model import QualityRow, Report

SHOWN = 12  # rows named in a line beside a report; a check, the report and its JSON name twenty


def told(made: Report, unused: Sequence[str] = ()) -> list[str]:
    """Return the headline findings, what is lacking, and what was assumed, in the language of the report.

    `unused` are the metrics with a target that no file has a column for.
    """
    with speaking(made.language):
        return [*_findings(made, unused), *_reading(made)]


def _findings(made: Report, unused: Sequence[str]) -> Iterator[str]:
    yield made.title
    if made.subtitle:
        yield made.subtitle
    yield ""
    for finding in made.findings:
        yield f"* {finding.sentence}"
        if finding.evidence:
            yield f"    {finding.evidence}"
    for line in made.missing:
        yield f"* {line}"
    for name in unused:
        lack = say(
            "{measure} has a target, but no column in these files to compute it.", measure=say(METRICS[name].title)
        )
        yield f"* {lack}"


def _reading(made: Report) -> Iterator[str]:
    if made.quality.rows:
        yield ""
        yield say("Found in the files:")
        yield from (found_line(row, SHOWN) for row in made.quality.rows)
    if made.quality.assumptions:
        yield ""
        yield say("Taken for granted (say otherwise with the option beside it):")
        for assumed in made.quality.assumptions:
            yield f"- {assumed.text}" + (f"  [{assumed.here}]" if assumed.here else "")


def place_of(file: str, sheet: str, column: str) -> str:
    """Return where in the files something is, for the beginning of a line."""
    where = f"{file}[{sheet}]" if sheet else file
    return say("{table}, column '{column}'", table=where, column=column) if column else where


def found_line(finding: DataFinding | QualityRow, most: int | None = None) -> str:
    """Return a line about something in the files, with at most so many of its rows."""
    sheet = finding.sheet if isinstance(finding, DataFinding) else ""  # a report's rows name it with the file
    rows = ""
    if finding.count > 1 and len(finding.rows) > 1:  # the example names the row of a single one
        named = finding.rows[:most]
        numbers = ", ".join(map(str, named))
        left = finding.count - len(named)
        shown = say("{names} and {n} more", names=numbers, n=decimal(left)) if left > 0 else numbers
        rows = " " + say("(rows {rows})", rows=shown)
    example = say("{found}, e.g. {example}", found=finding.found, example=finding.example) if finding.example else ""
    what = say("{found}: {done}", found=f"{example or finding.found}{rows}", done=finding.done)
    place = place_of(finding.file, sheet, finding.column)
    return f"- {say('{name}: {value}', name=place, value=what)}"
