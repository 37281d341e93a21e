"""How it was computed, and what was found in the data: the two pages that let a reader check the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from platform import python_version

import numpy as np

from cxcel import __version__
from cxcel.catalogue import METRICS
from cxcel.data.dataset import Assumption, Column, Dataset
from cxcel.data.roles import ROLES
from cxcel.relations.verdict import FEWEST, SMALL
from cxcel_addin.language.words import by_period

from ...language import say, told
from ...language.numbers import general
from ..model import Line, Method, ProfileRow, Quality, QualityRow, Section, Unit
from .measured import Measured
from .period import Calendar, left_out
from .periods import period_lines
from .scorecard import formula_of, title_of
from .service import REACH
from .settings import Settings
from .text import clauses, count, decimal, show


def _terms() -> tuple[Line, ...]:
    """Return what the words of the report mean."""
    return (
        Line(
            say("Interval"),
            say("range that holds the true value in 95 of 100 such reports"),
            say("at 95% confidence throughout"),
        ),
        Line(
            say("Real change"),
            say("a difference that chance gives in fewer than 5 of 100 such tables"),
            say("p corrected over the rows of the table (Benjamini-Hochberg)"),
        ),
        Line(
            say("Met, missed"),
            say("the whole interval lies on one side of the target"),
            say("else “cannot tell yet”"),
        ),
        Line(
            say("Link (r)"),
            say("rank correlation of a measure with the outcome, −1 to +1 (Spearman)"),
            say("interval: Fisher with the error of Bonett and Wright"),
        ),
        *_verdicts(),
        Line(
            say("Drives, causes"),
            say("not used: kept for a before-and-after check with a comparison group"),
            say("none in this report"),
        ),
        Line(
            say("Ordinary variation"),
            say("median ± {reach} median moving ranges of the weeks or days", reach=general(REACH)),
            say("what lies outside is worth a question"),
        ),
        Line(
            say("Few, hidden"),
            say("5 to 29 answers: pale, no verdict; under 5: not shown, here or in the chart data"),
            "",
        ),
    )


def _verdicts() -> tuple[Line, ...]:
    """Return what the four verdicts on a link mean."""
    small = general(SMALL)
    return (
        Line(
            say("Moves with"),
            say(
                "the link is there after correction for all measures tried, with time held fixed, and with every "
                "stronger measure held fixed"
            ),
            say("“weakly” where r is under {small}", small=small),
        ),
        Line(
            say("No link seen"),
            say("not beyond chance, and a link beyond ±{small} is ruled out", small=small),
            say("the largest link the data would still allow is printed"),
        ),
        Line(
            say("Cannot tell"),
            say(
                "not beyond chance, but a link beyond ±{small} is not ruled out, or under {n} rows",
                small=small,
                n=FEWEST,
            ),
            say("how much data would do is printed"),
        ),
        Line(
            say("Explained by"),
            say("the link vanishes once a third measure, or time, is held fixed"),
            say("the third measure is named"),
        ),
    )


def method_page(
    measured: Mapping[str, Measured], calendar: Calendar | None, settings: Settings, data: Dataset
) -> Method:
    """Return definitions, the formula behind every number, and the settings in force."""
    formulas = tuple(Line(title_of(m, settings), formula_of(m, settings), _here(m)) for m in period_lines(measured))
    return Method(
        section=Section(
            say("How it was computed"),
            say("How it was computed"),
            say("Every number can be worked out again from this page"),
            say("Definitions, formulas, settings and what was left out"),
            say(
                "CXcel {version}. Sources of the methods stand beside each function: cxcel functions.",
                version=__version__,
            ),
        ),
        definitions=_terms(),
        formulas=formulas,
        settings=tuple(_settings(calendar, settings, data)),
    )


def _here(m: Measured) -> str:
    tally = m.tally()
    figure = m.figure(tally)
    rows = m.facts.n
    out = [_left_out(reason, n) for reason, n in _dropped(m).items() if n and m.exact is None]
    note = next((m.facts.notes[a.role] for a in m.metric.arguments if a.role in m.facts.notes), "")
    parts = [
        say("{value} over {n}", value=show(figure.value, m.unit, True), n=decimal(figure.n)),
        say("{method} interval", method=m.interval_method),
        say("of {rows}", rows=count(rows, "row")) if figure.n != rows else "",
        say("made from {parts}", parts=note) if note else "",
    ]
    return clauses([*parts, *out])


def _left_out(reason: str, n: int) -> str:
    return say("{values} {why}", values=count(n, "value"), why=told(reason))


def _dropped(m: Measured) -> dict[str, int]:
    """Return what the metric's columns left out, by reason."""
    out: dict[str, int] = {}
    for argument in m.metric.arguments:
        column = m.facts.column(argument.role) if argument.role else None
        if column is not None:
            for reason, n in column.dropped.items():
                out[reason] = out.get(reason, 0) + n
    return out


def dropped(m: Measured) -> dict[str, int]:
    """Return blanks and values left out, by reason, for the machine-readable report."""
    out = _dropped(m)
    for argument in m.metric.arguments:
        column = m.facts.column(argument.role) if argument.role else None
        for reason, n in (("blank", column.blank), ("no row for it", column.unmatched)) if column is not None else ():
            if n:
                out[reason] = out.get(reason, 0) + n
    return out


def _settings(calendar: Calendar | None, settings: Settings, data: Dataset) -> list[Line]:
    files = [say("{name} ({rows})", name=_name(t.file, t.sheet), rows=count(t.rows, "row")) for t in data.tables]
    lines = [Line(say("Files"), clauses(files))]
    if calendar:
        compared = say("compared {by_period}; weeks start on Monday", by_period=by_period(calendar.period))
        lines.append(Line(say("Time covered"), calendar.coverage, compared))
        if left_out(calendar):
            lines.append(Line(say("Not compared"), left_out(calendar)))
    within = say("within {n} seconds", n=general(settings.threshold))
    lines.append(Line(say("Answered in time"), within, "--threshold"))
    if settings.targets:
        lines.append(Line(say("Targets"), clauses(_goals(settings)), "--target"))
    everything = say("none: every row of the files that has a value is counted")
    lines.append(Line(say("Filters"), everything, say("see Data quality")))
    packages = (f"CXcel {__version__}", f"Python {python_version()}", *map(_version, ("numpy", "scipy", "xlsxwriter")))
    lines.append(Line(say("Versions"), ", ".join(packages)))
    return lines


def _goals(settings: Settings) -> list[str]:
    return [
        say("{name} {value}", name=say(METRICS[k].title), value=show(v, Unit(METRICS[k].rule().unit)))
        for k, v in settings.targets.items()
    ]


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return package


def _name(file: str, sheet: str) -> str:
    return say("{file}, sheet {sheet}", file=file, sheet=sheet) if sheet else file


def quality_page(data: Dataset, assumptions: Sequence[Assumption]) -> Quality:
    """Return what was found in the files, what was assumed, and what each used column holds."""
    rows = tuple(
        QualityRow(_name(f.file, f.sheet), f.column, told(f.found), told(f.example), f.count, f.rows, told(f.done))
        for f in data.findings
    )
    assumed = (*data.assumptions, *assumptions)
    lines = tuple(dict.fromkeys(Line(a.file, told(a.text), told(a.otherwise)) for a in assumed))
    return Quality(
        section=Section(
            say("Data quality"),
            say("Data quality"),
            _quality_title(len(rows), len(lines)),
            say("What was found in the files, what was done about it, and what was taken for granted"),
            say("Row numbers are those of the file, its header is row 1. Nothing in the files was changed."),
        ),
        rows=rows,
        assumptions=lines,
        profile=tuple(_profiles(data)),
    )


def _quality_title(findings: int, assumptions: int) -> str:
    found = say("{findings} about the data", findings=count(findings, "finding"))
    if not findings:
        found = say("Nothing wrong was found in the files")
    return clauses(
        [found, say("{assumptions} to check", assumptions=count(assumptions, "assumption")) if assumptions else ""]
    )


def _profiles(data: Dataset) -> list[ProfileRow]:
    out, seen = [], set()
    for frame in data.frames:
        for column in frame.columns.values():
            key = (column.file, column.sheet, column.header, column.role)
            if key not in seen:
                seen.add(key)
                out.append(_profile(column))
    return out


def _profile(column: Column) -> ProfileRow:
    role = ROLES[column.role]
    mean = median = low = high = None
    if column.is_text:
        n = int((column.values >= 0).sum())
    elif column.is_date:
        n = int((~np.isnat(column.values)).sum())
    else:
        known = column.values[~np.isnan(column.values)]
        n = len(known)
        if n:
            mean, median = float(known.mean()), float(np.median(known))
            low, high = float(known.min()), float(known.max())
    unit = {"seconds": Unit.SECONDS, "money": Unit.MONEY, "flag": Unit.SHARE, "presence": Unit.SHARE}.get(
        role.kind, Unit.SCORE if role.kind == "score" else Unit.COUNT
    )
    left_out_count = sum(column.dropped.values())
    return ProfileRow(
        _name(column.file, column.sheet),
        column.header,
        say(role.title),
        n,
        column.blank,
        left_out_count,
        mean,
        median,
        low,
        high,
        unit if mean is not None else None,
    )
