"""Hand-made reports for tests of the renderer: every number is INVENTED or drawn from a seed, and means nothing."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from cxcel_addin.report.model import (
    Bands,
    Bar,
    ControlChart,
    Eye,
    Figure,
    Finding,
    Labelled,
    Line,
    Link,
    Links,
    Method,
    Outcome,
    PeriodRow,
    Periods,
    ProfileRow,
    Quality,
    QualityRow,
    Report,
    ScoreRow,
    Section,
    SegmentGroup,
    SegmentRow,
    Segments,
    Service,
    ServiceLevelRow,
    ServiceRow,
    SilentRow,
    Tile,
    Tone,
    TrendPoint,
    Unit,
    Word,
)

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun")
NOISE = Word("within noise")
BETTER, WORSE = Word("▲ real, better", Tone.BETTER), Word("▼ real, worse", Tone.WORSE)
ROSE_WORSE, SHORTER = Word("▲ real, worse", Tone.WORSE), Word("▼ real, shorter", Tone.REAL)
MET, MISSED = Word("met", Tone.BETTER), Word("missed", Tone.WORSE)
OPEN, NO_DIRECTION = Word("cannot tell yet"), Word("no better direction")


def figure(value: float, half: float, n: float = 2000) -> Figure:
    return Figure(value, value - half, value + half, n)


def _series(start: float, end: float, spread: float, count: int = 6, seed: int = 1) -> tuple[float, ...]:
    draw = random.Random(seed)
    return tuple(start + (end - start) * i / max(1, count - 1) + draw.uniform(-spread, spread) for i in range(count))


def _score(name, title, unit, better, group, now, before, half, verdict, target, against, seed, rule="") -> ScoreRow:
    return ScoreRow(
        name,
        title,
        unit,
        better,
        group,
        rule or "answered within the time ÷ (offered − short abandons)",
        overall=figure((now + before) / 2, 0.7 * half, 4000),
        latest=figure(now, half, 2018),
        before=figure(before, half, 1911),
        change=now - before,
        change_low=now - before - 1.4 * half,
        change_high=now - before + 1.4 * half,
        p=0.004,
        p_adjusted=0.009,
        change_verdict=verdict,
        target=target,
        target_verdict=against,
        trend=_series(before - half, now + half, half, seed=seed),
    )


def scorecard() -> tuple[ScoreRow, ...]:
    up, share, seconds = "up", Unit.SHARE, Unit.SECONDS
    return (
        _score("NPS", "Net Promoter Score", Unit.POINTS, up, "outcome", 28.1, 20.9, 3.2, BETTER, 40, MISSED, 1),
        _score("CSAT", "Satisfied (4 or 5 of 5)", share, up, "outcome", 0.743, 0.702, 0.019, BETTER, 0.75, OPEN, 2),
        _score("CES", "Ease (1 to 7)", Unit.SCORE, up, "outcome", 5.62, 5.51, 0.06, BETTER, 5.5, MET, 3),
        _score("RETENTION_RATE", "Still a customer", share, up, "outcome", 0.937, 0.931, 0.011, NOISE, 0.92, MET, 4),
        _score("FCR_RATE", "First-contact resolution", share, up, "service", 0.684, 0.648, 0.008, BETTER, 0.65, MET, 5),
        _score("AHT", "Average handle time", seconds, "", "service", 388, 402, 3.5, SHORTER, 360, NO_DIRECTION, 6),
        _score("ASA", "Average speed of answer", seconds, "down", "service", 53, 50.6, 1.1, ROSE_WORSE, 60, MET, 7),
        _score(
            "SERVICE_LEVEL", "Service level (20 s)", share, up, "service", 0.777, 0.803, 0.01, WORSE, 0.8, MISSED, 8
        ),
        _score(
            "ABANDON_RATE", "Abandonment", share, "down", "service", 0.061, 0.047, 0.006, ROSE_WORSE, 0.05, MISSED, 9
        ),
        _score(
            "COST_PER_CONTACT",
            "Cost per contact",
            Unit.MONEY,
            "down",
            "service",
            6.42,
            6.5,
            0.2,
            NOISE,
            None,
            Word(""),
            10,
        ),
    )


def outcome() -> Outcome:
    draw = random.Random(3)
    weeks = range(25)
    mid = [16 + 0.6 * w + draw.uniform(-2, 2) for w in weeks]
    shares = (0.002, 0.002, 0.006, 0.012, 0.028, 0.055, 0.098, 0.152, 0.17, 0.16, 0.315)
    tones = [Tone.WORSE] * 7 + [Tone.QUIET] * 2 + [Tone.BETTER] * 2
    return Outcome(
        Section(
            "2 Outcome",
            "2  Outcome",
            "Loyalty rose from +21 to +28: more promoters, fewer detractors",
            "Net Promoter Score in points, January to June 2026; 3,929 answers (0 to 10)",
            "Intervals: adjusted Wald for the score, Wilson for shares. Blank answers are not counted.",
        ),
        "NPS",
        "Net Promoter Score",
        Unit.POINTS,
        "line: last four weeks; band: 95% interval; dots: single weeks",
        tuple(
            TrendPoint(
                date(2026, 1, 5) + timedelta(7 * w), mid[w], mid[w] - 6, mid[w] + 6, mid[w] + draw.uniform(-9, 9), 150
            )
            for w in weeks
        ),
        "Line chart: Net Promoter Score by four-week window rises from +16 to +31, below the target of +40.",
        40,
        "April to June, share at each score",
        tuple(Bar(str(k), s, t) for k, (s, t) in enumerate(zip(shares, tones, strict=True))),
        "Column chart: share of answers at each score; nine and ten are the most frequent.",
        ("detractors 0 to 6", "passives 7, 8", "promoters 9, 10"),
        (Bands("Jan to Mar", 0.232, 0.331, 0.437), Bands("Apr to Jun", 0.203, 0.322, 0.475)),
        "Stacked bars: detractors 23% then 20%, promoters 44% then 48%.",
        tuple(Labelled(m, figure(v, 0.012, 3500)) for m, v in zip(MONTHS, _series(0.19, 0.18, 0.01), strict=True)),
        "Line chart: response rate by month, level at about 18%.",
        "Channel",
        (
            SilentRow("Phone", 11130, 0.18),
            SilentRow("Chat", 5814, 0.18),
            SilentRow("E-mail", 3415, 0.21),
            SilentRow("Social", 1041, 0.17),
            SilentRow("Solved", 14273, 0.19, strong=True),
            SilentRow("Not solved", 7127, 0.16, strong=True),
        ),
        "Unsolved cases answer less often, so the score is likelier too high than too low.",
    )


def _link(title, grain, r, half, n, p, verdict, tone, explained="", detail="") -> Link:
    return Link(
        title.upper(),
        title,
        grain,
        "spearman",
        r,
        r - half,
        r + half,
        n,
        n * 0.9,
        p / 2,
        p,
        verdict,
        explained,
        detail,
        r * 0.9,
        tone,
    )


def links() -> Links:
    quiet, few, real = Tone.QUIET, Tone.FEW, Tone.BETTER
    rows = (
        _link("First-contact resolution", "contact", 0.47, 0.025, 3929, 0.0001, "moves with", real),
        _link("Transferred", "contact", -0.10, 0.03, 3929, 0.0004, "explained by", quiet, "first-contact resolution"),
        _link("Service level", "day", -0.08, 0.18, 129, 0.59, "cannot tell", few, detail="about 400 days would do"),
        _link("Wait before answer", "contact", -0.06, 0.03, 3929, 0.0008, "moves with, weakly", real),
        _link("Abandonment", "day", -0.02, 0.17, 129, 0.84, "cannot tell", few, detail="about 400 days would do"),
        _link(
            "Handle time", "contact", -0.02, 0.03, 3929, 0.53, "no link seen", quiet, detail="beyond ±0.05 is ruled out"
        ),
        _link(
            "After-call work",
            "contact",
            0.0,
            0.03,
            3929,
            0.84,
            "no link seen",
            quiet,
            detail="beyond ±0.04 is ruled out",
        ),
        _link("Hold time", "contact", 0.0, 0.03, 3929, 0.84, "no link seen", quiet, detail="beyond ±0.04 is ruled out"),
    )
    fifths = ("0:11", "0:22", "0:35", "0:56", "1:51")

    def eye(title, labels, values, half, tone, verdict, evidence):
        groups = tuple(Labelled(k, figure(v, half, 700)) for k, v in zip(labels, values, strict=True))
        alt = f"{title}: Net Promoter Score by group, {labels[0]} to {labels[-1]}."
        return Eye(title, groups, tone, alt, verdict, evidence)

    return Links(
        Section(
            "3 Speed",
            "3  Speed against substance",
            "What moves with the score is whether the matter was solved, not how long it took",
            "Rank correlation of each measure with the score, 95% interval, January to June 2026; 3,929 "
            "contacts or 129 days",
            "A link is not a cause: that takes a check before and after, with a comparison group. Corrected p: "
            "Benjamini-Hochberg over eight measures; days that resemble the day before count for less than one.",
        ),
        "Net Promoter Score",
        rows,
        (
            "Explained by: with first-contact resolution held fixed, 0.00 of the link is left.",
            "Dashed lines at ±0.1: below that a link is too small to manage by. Coloured dot: moves with. Grey "
            "dot: no link seen, or "
            "explained. Pale dot: cannot tell.",
        ),
        "Dots with intervals: first-contact resolution +0.47 is by far the strongest link; handle time lies on zero.",
        "Net Promoter Score with 95% interval; times in fifths (median m:ss); one scale for all",
        (
            eye(
                "First-contact resolution",
                ("not solved", "solved"),
                (-31, 47),
                3.5,
                Tone.BETTER,
                "First-contact resolution moves with Net Promoter Score: higher where it is yes.",
                "rank r +0.47 (+0.44 to +0.49)",
            ),
            eye(
                "Wait before answer",
                fifths,
                (37, 23, 24, 23, 16),
                5.5,
                Tone.BETTER,
                "Wait before answer moves with Net Promoter Score, weakly: the longer, the lower.",
                "rank r −0.06 (−0.10 to −0.03)",
            ),
            eye(
                "Handle time",
                ("3:24", "4:45", "6:01", "7:36", "10:30"),
                (27, 27, 20, 24, 23),
                5.5,
                Tone.QUIET,
                "No link seen between Net Promoter Score and handle time.",
                "rank r −0.02 (−0.05 to +0.01); beyond ±0.05 is ruled out",
            ),
        ),
    )


def _segment(label, value, half, n, word, tone=Tone.QUIET) -> SegmentRow:
    return SegmentRow(label, figure(value, half, n), Word(word, tone))


def segments() -> Segments:
    higher, lower, few = Tone.BETTER, Tone.WORSE, Tone.FEW
    return Segments(
        Section(
            "4 Segments",
            "4  Segments",
            "Lower than the rest: technical fault and e-mail; higher: meter reading and contract",
            "Net Promoter Score by segment, 95% interval, January to June 2026; all 3,929 answers +24",
            "Vertical line: all answers. Coloured dot and orange diamond: differs from all others after "
            "correction; grey dot: "
            "within noise; pale dot: few answers (5 to 29), no verdict.",
        ),
        Unit.POINTS,
        figure(24.4, 2.3, 3929),
        (
            SegmentGroup(
                "Channel",
                (
                    _segment("Chat", 29, 5, 1035, "within noise"),
                    _segment("Phone", 26, 3.5, 1987, "within noise"),
                    _segment("Social", 20, 11.5, 177, "within noise"),
                    _segment("E-mail", 13.6, 5.7, 730, "▼ lower by 13", lower),
                ),
            ),
            SegmentGroup(
                "Topic",
                (
                    _segment("Meter reading", 39, 7, 456, "▲ higher by 16", higher),
                    _segment("Contract", 32, 5.7, 716, "▲ higher by 10", higher),
                    _segment("Moving home", 25, 6, 602, "within noise"),
                    _segment("Billing", 24, 4.3, 1342, "within noise"),
                    _segment("Technical fault", 9.8, 5.6, 790, "▼ lower by 18", lower),
                    _segment("Bereavement", 22, 30, 23, "few: 5 to 29 answers", few),
                ),
            ),
            SegmentGroup(
                "Customer",
                (
                    _segment("Household", 25, 2.8, 3064, "within noise"),
                    _segment("Small business", 24, 5.5, 845, "within noise"),
                    SegmentRow("Secret public body", None, Word("hidden: under 5 answers", few), hidden=True),
                    SegmentRow("Secret landlord", None, Word("hidden with “Secret public body”", few), hidden=True),
                ),
            ),
        ),
        "Dots with intervals: technical fault +10 and e-mail +14 lie below all answers, meter reading +39 above.",
    )


def periods(labels: tuple[str, ...] = MONTHS) -> Periods:
    count = len(labels)
    rows = []
    for i, row in enumerate(scorecard()):
        low, high = row.before.value, row.latest.value
        spread = abs(high - low) + 1e-9
        values = _series(low, high, spread, count, seed=20 + i)
        cells = tuple(figure(v, 1.2 * spread, 640) for v in values)
        word = Word("varies more than chance", Tone.REAL) if i % 3 == 0 else Word("within noise")
        rows.append(PeriodRow(row.title, row.unit, row.better, cells, row.overall, word))
    return Periods(
        Section(
            "5 Periods",
            "5  By month",
            "Four of ten measures vary more from month to month than chance explains",
            f"Every measure by month, {labels[0]} to {labels[-1]} 2026",
            "Small lines: each measure on its own scale; the dot is the last period.",
        ),
        labels,
        tuple(rows),
        (
            ("Contacts", tuple(3400.0 + 40 * i for i in range(count)), 21400.0),
            ("Answers", tuple(600.0 + 9 * i for i in range(count)), 3929.0),
        ),
        "Small line charts: each measure by month, each on its own scale.",
    )


def _control(title, unit, start, spread, target, odd, label, seed) -> ControlChart:
    draw = random.Random(seed)
    values = [start + draw.uniform(-spread, spread) for _ in range(25)]
    for week in odd:
        values[week] = start + (5 + 0.4 * (week % 2)) * spread * (-1 if target >= start else 1)
    return ControlChart(
        f"{title} by week",
        "shaded: ordinary variation",
        unit,
        tuple(date(2026, 1, 5) + timedelta(7 * w) for w in range(25)),
        tuple(values),
        start,
        start - 1.8 * spread,
        start + 1.8 * spread,
        tuple(w in odd for w in range(25)),
        label,
        target,
        f"{title} by week with the limits of ordinary variation; out of the ordinary: {label or 'none'}.",
    )


def service() -> Service:
    seconds, share = Unit.SECONDS, Unit.SHARE
    formula = "(talk + hold + after-call work) ÷ handled contacts; context, no better direction"
    rows = (
        ServiceRow(
            "First-contact resolution",
            share,
            "up",
            figure(0.684, 0.008),
            0.65,
            MET,
            BETTER,
            "solved at first contact ÷ all contacts; solved: agent’s mark and no repeat within 7 days",
        ),
        ServiceRow(
            "Service level (20 s)",
            share,
            "up",
            figure(0.777, 0.01),
            0.8,
            MISSED,
            WORSE,
            "answered within 20 s ÷ (offered − abandoned within 5 s)",
        ),
        ServiceRow("Abandonment", share, "down", figure(0.061, 0.006), 0.05, MISSED, ROSE_WORSE, "abandoned ÷ offered"),
        ServiceRow(
            "Average speed of answer",
            seconds,
            "down",
            figure(53, 1.1),
            60,
            MET,
            ROSE_WORSE,
            "total wait of answered contacts ÷ answered contacts",
        ),
        ServiceRow(
            "Transfer rate",
            share,
            "down",
            figure(0.19, 0.01),
            None,
            Word("no target"),
            NOISE,
            "transferred ÷ handled contacts",
        ),
        ServiceRow("Average handle time", seconds, "", figure(388, 3.5), 360, NO_DIRECTION, SHORTER, formula),
    )
    levels = (
        ServiceLevelRow("Offered", "answered within the time ÷ offered", (0.61, 0.776, 0.83, 0.9), used=True),
        ServiceLevelRow("Answered", "answered within the time ÷ answered", (0.64, 0.82, 0.88, 0.94)),
        ServiceLevelRow(
            "Short abandons out",
            "answered within the time ÷ (offered − abandoned within 5 s)",
            (0.62, 0.79, 0.85, None),
        ),
    )
    return Service(
        Section(
            "6 Service",
            "6  Service panel",
            "Service level missed its target; two weeks from 20 April stand out",
            "Contact-centre measures, April to June 2026 against target, each with the formula that made it",
            "Bars: value as per cent of target; an orange bar misses its target beyond doubt (its whole "
            "interval does), a grey "
            "one has no verdict. Shaded: median ± 3.14 median moving ranges; a diamond is a week outside.",
        ),
        rows,
        "Bars: each measure as per cent of its target; service level 97% and abandonment 122% miss "
        "theirs beyond doubt.",
        (10, 20, 30, 60),
        levels,
        (
            _control("Service level", share, 0.80, 0.026, 0.8, (15, 16), "week of 20 Apr and 27 Apr", 5),
            _control("Abandonment", share, 0.06, 0.012, 0.05, (15,), "week of 20 Apr", 6),
        ),
    )


def method() -> Method:
    terms = (
        (
            "Interval",
            "range that holds the true value in 95 of 100 such reports",
            "adjusted Wald for scores, Wilson for shares",
        ),
        (
            "Real change",
            "a difference that chance gives in fewer than 5 of 100 such tables",
            "Benjamini-Hochberg over ten measures",
        ),
        (
            "Link (r)",
            "rank correlation of a measure with the score, −1 to +1",
            "Spearman; effective n where days follow days",
        ),
        ("Moves with", "corrected p under 0.05", "the direction and size stand beside it"),
        (
            "No link seen",
            "not significant, and a link beyond ±0.1 is ruled out",
            "the largest link still possible is printed",
        ),
        (
            "Cannot tell",
            "not significant, and a link beyond ±0.1 is not ruled out",
            "how much data would do is printed",
        ),
        ("Explained by", "the link vanishes once another measure is held fixed", "partial rank correlation under 0.05"),
        ("Few", "5 to 29 answers: shown pale and in italics, no verdict", "1 segment"),
        ("Hidden", "under 5 answers: not shown, here or in the chart data", "1 segment, and 1 more"),
    )
    formulas = (
        (
            "Net Promoter Score",
            "share of 9 and 10 less share of 0 to 6, times 100",
            "3,929 answers; 38 blank; 3 scores of 11 left out",
        ),
        (
            "Service level (20 s)",
            "answered within 20 s ÷ (offered − abandoned within 5 s)",
            "11,890 calls; 210 short abandons left out",
        ),
        (
            "Average handle time",
            "(talk + hold + after-call work) ÷ handled contacts, with every part that the file holds",
            "21,336 contacts",
        ),
    )
    settings = (
        ("Period", "quarter", "command line"),
        ("Targets", "NPS 40, FCR_RATE 65%, SERVICE_LEVEL 80%", "command line"),
        ("Version", "cxcel 0.1.0", ""),
    )
    section = Section(
        "7 Method",
        "7  How it was computed",
        "Every number can be worked out again from this page",
        "Definitions, formulas and settings",
        "Invented numbers for a test. Weeks start on Monday.",
    )
    return Method(section, *(tuple(Line(*row) for row in part) for part in (terms, formulas, settings)))


def quality(count: int = 5) -> Quality:
    found = (
        ("contacts.csv", "contact id", "12 contacts appear twice (same id and time)", "C-10442", "counted once"),
        ("survey.xlsx", "nps", "scores outside 0 to 10", "11", "left out; under 1% of the answers"),
        ("survey.xlsx", "nps", "blank answers", "", "not counted"),
        (
            "phone.csv",
            "handle",
            "handle time 0 on answered calls, all under 10 s of talk",
            "0:00",
            "kept; shown as a finding, not removed",
        ),
        ("survey.xlsx", "csat", "numbers stored as text", "'4", "read as numbers"),
    )
    rows = []
    for i in range(count):
        file, column, text, example, done = found[i % len(found)]
        rows.append(QualityRow(file, column, text, example, 3 + 7 * i, tuple(range(40 + i, 43 + 8 * i)), done))
    return Quality(
        Section(
            "8 Quality",
            "8  Data quality",
            "Five findings in three files; none changes a headline",
            "What was found in the files, what was assumed, what the columns hold",
            "Row numbers are those of the file, the header being row 1.",
        ),
        tuple(rows),
        (
            Line("all files", "dates are day/month (proved by 13 to 31 in first place)", "no row needed guessing"),
            Line(
                "survey.xlsx",
                "“resolved” says whether the matter was solved at first contact",
                "--map survey.xlsx:resolved=Header",
            ),
        ),
        (
            ProfileRow("survey.xlsx", "nps", "score, 0 to 10", 3929, 38, 3, 7.62, 8, 0, 10, Unit.SCORE),
            ProfileRow("contacts.csv", "handle", "handle time", 21400, 0, 0, 395.2, 361, 24, 3120, Unit.SECONDS),
            ProfileRow("contacts.csv", "channel", "channel", 21400, 12, 0, None, None, None, None, None),
        ),
    )


def full() -> Report:
    """Every section, six months."""
    tiles = (
        Tile(
            "LOYALTY",
            28.1,
            Unit.POINTS,
            "Net Promoter Score",
            "95% interval +25 to +31; +7 on the quarter before",
            Word("a rise beyond noise", Tone.BETTER),
        ),
        Tile(
            "SUBSTANCE",
            0.684,
            Unit.SHARE,
            "solved at first contact",
            "link with the score: r +0.47",
            Word("moves with loyalty", Tone.BETTER),
        ),
        Tile(
            "SPEED",
            388,
            Unit.SECONDS,
            "average handle time",
            "link with the score: r −0.02",
            Word("no link seen (at most 0.05)"),
        ),
    )
    findings = (
        Finding(
            "Loyalty rose by 7 points to +28, more than chance explains.",
            "1,911 and 2,018 answers; corrected p 0.005",
            "2 Outcome",
            Tone.BETTER,
        ),
        Finding(
            "Customers whose matter was solved at first contact score far higher than the others.",
            "rank r +0.47 (0.44 to 0.49); contact level, n 3,929",
            "3 Speed",
            Tone.BETTER,
        ),
        Finding(
            "Handle time shows no link with loyalty: shorter calls do not come with a higher score.",
            "rank r −0.02; beyond ±0.05 is ruled out; n 3,929",
            "3 Speed",
        ),
        Finding(
            "Technical faults and e-mail score lower than the rest.",
            "−18 and −13 points; corrected p under 0.001",
            "4 Segments",
            Tone.WORSE,
        ),
        Finding(
            "Service level fell to 78%, below its target of 80%; two weeks from 20 April stand out.",
            "80% before; corrected p under 0.001",
            "6 Service",
            Tone.WORSE,
        ),
        Finding(
            "Whether service level moves with loyalty we cannot tell; about 400 days would do.",
            "rank r −0.08 (−0.26 to +0.10); days, n 129",
            "3 Speed",
            Tone.FEW,
        ),
    )
    return Report(
        "Northwind Energy (invented)",
        "Loyalty and service report",
        "Solving it the first time moves with loyalty; handling it fast does not",
        "Northwind Energy (invented)   ·   April to June 2026 against January to March   ·   21,400 "
        "contacts, 3,929 answers (18%)",
        "Arrows appear only where a change is real; the accent colour means better, orange worse, and the words say "
        "the same. Handle time has no "
        "better direction: it is context. Corrected p: Benjamini-Hochberg over the ten rows.",
        "Northwind Energy (invented) · loyalty & service report, January to June 2026",
        "quarter",
        "January to June 2026",
        "April to June 2026",
        "January to March 2026",
        tiles,
        findings,
        "April to June 2026; a change is called real when its corrected p is under 0.05",
        scorecard(),
        MONTHS,
        "Small line charts: each measure of the scorecard by month, each on its own scale.",
        outcome(),
        links(),
        segments(),
        periods(),
        service(),
        method(),
        quality(),
        created=date(2026, 7, 2),
    )


def _alone(row: ScoreRow) -> ScoreRow:
    return replace(
        row, latest=None, before=None, change=None, p=None, p_adjusted=None, change_verdict=Word(""), trend=()
    )


def one_period() -> Report:
    """One month only: nothing to compare with, no trend."""
    report = full()
    assert report.outcome
    return replace(
        report,
        latest="",
        before="",
        scorecard=tuple(map(_alone, report.scorecard)),
        trend_labels=(),
        outcome=replace(
            report.outcome, trend=report.outcome.trend[:3], bands=report.outcome.bands[:1], response=(), response_alt=""
        ),
        periods=None,
        missing=("Only one quarter in the data: a second one would show changes and whether they are real.",),
    )


def no_dates() -> Report:
    """No date column, no targets: no trend, no periods, no weeks."""
    report = one_period()
    assert report.outcome
    assert report.service
    rows = tuple(replace(r, target=None, target_verdict=Word("")) for r in report.scorecard)
    panel = tuple(
        replace(r, target=None, target_verdict=Word(""), change_verdict=Word("")) for r in report.service.rows
    )
    return replace(
        report,
        scorecard=rows,
        outcome=replace(report.outcome, trend=(), target=None, silent=()),
        service=replace(report.service, rows=panel, charts=()),
        missing=("No date column was found: with one, trends and changes can be shown (--map FILE:date=Header).",),
    )


def no_outcome() -> Report:
    """Contact-centre data alone."""
    report = full()
    rows = tuple(r for r in report.scorecard if r.group == "service")
    return replace(
        report,
        tiles=report.tiles[1:],
        findings=report.findings[4:5],
        scorecard=rows,
        outcome=None,
        links=None,
        segments=None,
        missing=(
            "No survey answers: with a column of scores the report shows loyalty (--map FILE:nps=Header).",
            "No contact id joins the files, so nothing can be said about links.",
        ),
    )


def no_service() -> Report:
    """A survey alone."""
    report = full()
    rows = tuple(r for r in report.scorecard if r.group == "outcome")
    return replace(report, tiles=report.tiles[:1], scorecard=rows[:1], service=None, links=None, periods=None)


def long_labels() -> Report:
    """Words of German length in every place."""
    report = full()
    word = "Weiterempfehlungsbereitschaft nach Erstkontaktlösungsquote der Geschäftskundenbetreuung"
    assert report.links
    assert report.segments
    assert report.outcome
    assert report.service
    assert report.periods
    return replace(
        report,
        language="de",
        title="Wer sein Anliegen beim ersten Kontakt gelöst bekommt, empfiehlt deutlich häufiger weiter; "
        "wie lange es dauert, spielt keine Rolle",
        subtitle=report.subtitle + "   ·   " + word + "   ·   vorbereitet für die Geschäftsleitung am 2. Juli 2026",
        tiles=tuple(replace(t, what=word, detail=f"{t.detail}; {word}") for t in report.tiles),
        findings=tuple(
            replace(f, sentence=f"{f.sentence} {word}", evidence=f"{f.evidence}; {word}") for f in report.findings
        ),
        scorecard=tuple(replace(r, title=f"{word} {i}") for i, r in enumerate(report.scorecard)),
        outcome=replace(
            report.outcome,
            bands=tuple(replace(b, label=f"Zeitraum vom 1. Januar bis {b.label}") for b in report.outcome.bands),
            silent=tuple(replace(s, label=f"Kundenportal-{s.label}-Eingangskanal") for s in report.outcome.silent),
            silent_note=word,
        ),
        links=replace(
            report.links,
            rows=tuple(replace(r, title=word, explained_by=r.explained_by and word) for r in report.links.rows),
        ),
        segments=replace(
            report.segments,
            groups=tuple(
                replace(g, rows=tuple(replace(r, label=f"{word} {i}") for i, r in enumerate(g.rows)))
                for g in report.segments.groups
            ),
        ),
        service=replace(
            report.service,
            rows=tuple(replace(r, title=word, formula=f"{r.formula}; {word}") for r in report.service.rows),
        ),
        periods=replace(report.periods, rows=tuple(replace(r, title=word) for r in report.periods.rows)),
    )


HOSTILE = (
    "=1+1",
    "+49 30 1234",
    "-5% or worse",
    "@SUM(A1)",
    '=HYPERLINK("http://example.org")',
    "a\x00b\ncd\ud800",
    "{=1}",
    "Smith & <Sons>",
)


def hostile() -> Report:
    """Labels from data that a spreadsheet would take for formulas, links or worse."""
    report = full()
    assert report.links
    assert report.segments
    assert report.outcome
    texts = (HOSTILE * 3)[: len(report.scorecard)]
    named = zip(report.scorecard, texts, strict=False)
    groups = tuple(
        replace(g, title="=A1", rows=tuple(replace(r, label=t) for r, t in zip(g.rows, HOSTILE, strict=False)))
        for g in report.segments.groups
    )
    return replace(
        report,
        title="=cmd|' /C calc'!A0",
        organisation="=1+1 & co",
        footer="2026 & = +1",
        scorecard=tuple(replace(r, title=t) for r, t in named),
        trend_labels=("=Jan", "+Feb", "-Mar", "@Apr", "Apr", "Apr"),
        findings=tuple(replace(f, sentence=t, evidence=t) for f, t in zip(report.findings, HOSTILE, strict=False)),
        outcome=replace(report.outcome, title="=NPS", band_names=("=low", "+mid", "@high"), silent_head="=head"),
        links=replace(
            report.links,
            rows=tuple(replace(r, title=t) for r, t in zip(report.links.rows, HOSTILE, strict=True)),
            eyes=tuple(replace(e, title=t, alt=t) for e, t in zip(report.links.eyes, HOSTILE, strict=False)),
        ),
        segments=replace(report.segments, groups=groups),
        quality=replace(
            report.quality,
            rows=tuple(replace(r, example=t, column=t) for r, t in zip(report.quality.rows, HOSTILE, strict=False)),
        ),
    )


def unknowns() -> Report:
    """None and not-a-number wherever the model allows them."""
    report = full()
    assert report.outcome
    assert report.links
    assert report.periods
    assert report.service
    none = Figure(None)
    rows = [
        replace(
            r, latest=none if i % 2 else r.latest, change=None, trend=(None,) * 6 if i == 2 else (None, *r.trend[1:])
        )
        for i, r in enumerate(report.scorecard)
    ]
    trend = tuple(
        replace(p, low=None, high=None) if i % 3 == 0 else replace(p, value=None) if i == 4 else p
        for i, p in enumerate(report.outcome.trend)
    )
    lone = replace(report.links.rows[0], r=None, low=None, high=None, p=float("nan"), p_adjusted=None, pearson=None)
    cells = tuple(replace(r, cells=(none, *r.cells[1:])) for r in report.periods.rows)
    panel = replace(report.service.rows[0], now=none)
    chart = replace(report.service.charts[0], values=(None, *report.service.charts[0].values[1:]), target=None)
    return replace(
        report,
        tiles=(replace(report.tiles[0], value=None), *report.tiles[1:]),
        scorecard=tuple(rows),
        outcome=replace(report.outcome, trend=trend, target=None),
        links=replace(report.links, rows=(lone, *report.links.rows[1:])),
        periods=replace(report.periods, rows=cells),
        service=replace(
            report.service, rows=(panel, *report.service.rows[1:]), charts=(chart, *report.service.charts[1:])
        ),
        created=None,
    )


def many() -> Report:
    """30 links, 40 agents, 16 periods, 24 measures, 60 findings about the data."""
    report = full()
    assert report.links
    assert report.segments
    links_rows = tuple(replace(report.links.rows[i % 8], title=f"Measure {i + 1}") for i in range(30))
    agents = tuple(_segment(f"A{i:02d}", 40 - i, 8, 100, "within noise") for i in range(40))
    groups = (*report.segments.groups, SegmentGroup("Agent", agents))
    labels = tuple(f"{m} {y}" for y in (2025, 2026) for m in (*MONTHS, "Jul", "Aug"))
    score = tuple(
        replace(report.scorecard[i % 10], title=f"Score {i + 1}", group="outcome" if i < 8 else "service")
        for i in range(24)
    )
    wide = periods(labels)
    rows = tuple(replace(wide.rows[i % 10], title=f"Score {i + 1}") for i in range(30))
    big = replace(
        wide.rows[9],
        title="Revenue",
        cells=tuple(figure(1_234_567.0 + i, 1000) for i in range(16)),
        overall=figure(19_876_543, 9000),
    )
    return replace(
        report,
        scorecard=score,
        links=replace(report.links, rows=links_rows),
        segments=replace(report.segments, groups=groups),
        periods=replace(wide, rows=(*rows, big)),
        quality=quality(60),
    )


def one_link() -> Report:
    """A single measure beside the outcome."""
    report = full()
    assert report.links
    return replace(report, links=replace(report.links, rows=report.links.rows[:1], eyes=report.links.eyes[:1]))


DEMOS = {
    make.__name__: make
    for make in (full, one_period, no_dates, no_outcome, no_service, long_labels, hostile, unknowns, many, one_link)
}
