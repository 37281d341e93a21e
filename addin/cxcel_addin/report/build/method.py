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

from ..model import Line, Method, ProfileRow, Quality, QualityRow, Section, Unit
from .measured import Measured
from .period import Calendar, left_out
from .periods import period_lines
from .scorecard import formula_of, title_of
from .settings import Settings
from .text import count, show

VERDICTS = (
    Line(
        "Moves with",
        "the link is there after correction for all measures tried, with time held fixed, and with every stronger "
        "measure held fixed",
        f"“weakly” where r is under {SMALL:g}",
    ),
    Line(
        "No link seen",
        f"not beyond chance, and a link beyond ±{SMALL:g} is ruled out",
        "the largest link the data would still allow is printed",
    ),
    Line(
        "Cannot tell",
        f"not beyond chance, but a link beyond ±{SMALL:g} is not ruled out, or under {FEWEST} rows",
        "how much data would do is printed",
    ),
    Line(
        "Explained by", "the link vanishes once a third measure, or time, is held fixed", "the third measure is named"
    ),
)
TERMS = (
    Line("Interval", "range that holds the true value in 95 of 100 such reports", "at 95% confidence throughout"),
    Line(
        "Real change",
        "a difference that chance gives in fewer than 5 of 100 such tables",
        "p corrected over the rows of the table (Benjamini-Hochberg)",
    ),
    Line("Met, missed", "the whole interval lies on one side of the target", "else “cannot tell yet”"),
    Line(
        "Link (r)",
        "rank correlation of a measure with the outcome, −1 to +1 (Spearman)",
        "interval: Fisher with the error of Bonett and Wright",
    ),
    *VERDICTS,
    Line(
        "Drives, causes", "not used: kept for a before-and-after check with a comparison group", "none in this report"
    ),
    Line(
        "Ordinary variation",
        "median ± 3.14 median moving ranges of the weeks or days",
        "what lies outside is worth a question",
    ),
    Line("Few, hidden", "5 to 29 answers: pale, no verdict; under 5: not shown, here or in the chart data", ""),
)


def method_page(
    measured: Mapping[str, Measured], calendar: Calendar | None, settings: Settings, data: Dataset
) -> Method:
    """Return definitions, the formula behind every number, and the settings in force."""
    formulas = tuple(Line(title_of(m, settings), formula_of(m, settings), _here(m)) for m in period_lines(measured))
    return Method(
        section=Section(
            "How it was computed",
            "How it was computed",
            "Every number can be worked out again from this page",
            "Definitions, formulas, settings and what was left out",
            f"CXcel {__version__}. Sources of the methods stand beside each function: cxcel functions.",
        ),
        definitions=TERMS,
        formulas=formulas,
        settings=tuple(_settings(calendar, settings, data)),
    )


def _here(m: Measured) -> str:
    tally = m.tally()
    figure = m.figure(tally)
    rows = m.facts.frame.n
    used = f"{show(figure.value, m.unit, True)} over {figure.n:,.0f}; {m.interval_method} interval"
    out = [f"{count(n, 'value')} {reason}" for reason, n in _dropped(m).items() if n]
    note = next((m.facts.notes[a.role] for a in m.metric.arguments if a.role in m.facts.notes), "")
    parts = [used, f"of {count(rows, 'row')}" if figure.n != rows else "", f"made from {note}" if note else "", *out]
    return "; ".join(part for part in parts if part)


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
    files = "; ".join(f"{_name(t.file, t.sheet)} ({count(t.rows, 'row')})" for t in data.tables)
    lines = [Line("Files", files)]
    if calendar:
        lines.append(Line("Time covered", calendar.coverage, f"compared by {calendar.period}; weeks start on Monday"))
        if left_out(calendar):
            lines.append(Line("Not compared", left_out(calendar)))
    lines.append(Line("Answered in time", f"within {settings.threshold:g} seconds", "--threshold"))
    if settings.targets:
        goals = (f"{METRICS[k].title} {show(v, Unit(METRICS[k].rule().unit))}" for k, v in settings.targets.items())
        lines.append(Line("Targets", "; ".join(goals), "--target"))
    lines.append(Line("Filters", "none: every row of the files that has a value is counted", "see Data quality"))
    packages = ("numpy", "scipy", "xlsxwriter")
    lines.append(
        Line("Versions", f"CXcel {__version__}, Python {python_version()}, {', '.join(map(_version, packages))}")
    )
    return lines


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return package


def _name(file: str, sheet: str) -> str:
    return f"{file}, sheet {sheet}" if sheet else file


def quality_page(data: Dataset, assumptions: Sequence[Assumption]) -> Quality:
    """Return what was found in the files, what was assumed, and what each used column holds."""
    rows = tuple(
        QualityRow(_name(f.file, f.sheet), f.column, f.found, f.example, f.count, f.rows, f.done) for f in data.findings
    )
    lines = tuple(dict.fromkeys(Line(a.file, a.text, a.otherwise) for a in (*data.assumptions, *assumptions)))
    found = f"{count(len(rows), 'finding')} about the data" if rows else "Nothing wrong was found in the files"
    return Quality(
        section=Section(
            "Data quality",
            "Data quality",
            f"{found}; {count(len(lines), 'assumption')} to check" if lines else found,
            "What was found in the files, what was done about it, and what was taken for granted",
            "Row numbers are those of the file, its header is row 1. Nothing in the files was changed.",
        ),
        rows=rows,
        assumptions=lines,
        profile=tuple(_profiles(data)),
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
        role.title,
        n,
        column.blank,
        left_out_count,
        mean,
        median,
        low,
        high,
        unit if mean is not None else None,
    )
