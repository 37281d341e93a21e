"""Loyalty, who stays, complaints and employees, the words of customers, published figures."""

from __future__ import annotations

from collections.abc import Iterator

from cxcel_addin.language import say
from cxcel_addin.report.model import (
    Benchmark,
    Benchmarks,
    Figure,
    Loyalty,
    PairRow,
    Pairs,
    Retention,
    RiskRow,
    Side,
    ThemeRow,
    Tone,
    Unit,
    Verbatims,
    Versus,
    WordRow,
)
from cxcel_addin.report.render.estimates import axis_of
from cxcel_addin.report.render.scale import scale
from cxcel_addin.report.render.styles import DASH, short

from ..blocks import Block, Cell, Chart, Head, Table, Words
from ..figures import (
    NUMBER,
    QUIET,
    base,
    between,
    chance,
    count,
    difference,
    estimate,
    heads,
    together,
    value,
    verdict,
)
from ..plots import curve
from ..shapes import Axis, axis, bar, published, ruler, strip

TONES = {Side.HIGH: Tone.BETTER, Side.LOW: Tone.WORSE, Side.NEITHER: Tone.QUIET}
ENOUGH = 30  # comments from which a theme's bar is blue


def loyalty(page: Loyalty) -> Iterator[Block]:
    """The programme's rates, and members beside the others."""
    if page.rates:
        across = axis(scale([0.0, 1.0], Unit.SHARE, parts=5), Unit.SHARE)
        titles = say("Share"), say("95% interval"), say("Base")
        top = [Head(say("Measure")), Head(say("share, from 0 to 100%"), "strip", ruler(across))]
        top += [*(Head(title, NUMBER) for title in titles), Head(say("Formula"))]
        rows = [
            [
                Cell(rate.title),
                Cell(drawing=strip(across, rate.figure, Tone.REAL), look="strip"),
                *estimate(rate.figure, Unit.SHARE),
                base(rate.figure),
                Cell(rate.formula, "quiet small"),
            ]
            for rate in page.rates
        ]
        title = say("The programme and its customers")
        yield Block(title, say("shares with their 95% interval"), Table(title, top, rows, page.rates_alt))
    if page.versus:
        yield _versus(page)


def _versus(page: Loyalty) -> Block:
    title, interval = say("Members and other customers"), say("95% interval")
    numbers = say("Members"), interval, say("Others"), interval, say("Difference"), interval, say("corrected p")
    top = [Head(say("Measure")), *(Head(text, NUMBER) for text in numbers), Head(say("Verdict"))]
    return Block(title, page.versus_head, Table(title, top, [_member_row(row) for row in page.versus]))


def _member_row(row: Versus) -> list[Cell]:
    return [
        Cell(row.title),
        *estimate(row.members, row.unit),
        *estimate(row.others, row.unit),
        *difference(row.difference, row.low, row.high, row.unit),
        chance(row.p_adjusted),
        verdict(row.verdict),
    ]


def retention(page: Retention) -> Iterator[Block]:
    """How long customers stay, and the groups by signs of leaving."""
    if page.curve:
        title = say("Share of customers still there")
        drawn = curve(page.curve, title, page.curve_alt, "retention-curve")
        rows = [
            [
                Cell(str(p.age)),
                count(p.n or None),
                value(p.observed, Unit.SHARE),
                value(p.fitted, Unit.SHARE, ""),
                between(p.low, p.high, Unit.SHARE),
            ]
            for p in page.curve
        ]
        top = heads(page.age_head, say("Customers"), say("Seen"), say("Fitted"), say("95% interval"))
        chart = Chart(title, drawn, Table(title, top, rows), page.curve_head)
        yield Block(charts=[chart], words=[Words(page.curve_note)])
    if page.risk:
        yield _risk(page)


def _risk(page: Retention) -> Block:
    figures = [row.figure or Figure(None) for row in page.risk]
    seen = [v for f in figures for v in (f.value, f.high)]
    across = axis(scale(seen, Unit.SHARE, parts=5, from_zero=True), Unit.SHARE)
    top = [Head(say("Group")), Head(say("Customers now"), NUMBER)]
    top += [Head(page.money_head, NUMBER)] if page.money_head else []
    if page.known:
        top.append(Head(say("share who left"), "strip", ruler(across)))
        top += [Head(text, NUMBER) for text in (say("Left"), say("95% interval"), say("of"))]
    title = say("Customers by signs of leaving")
    rows = [_risk_row(row, page, across) for row in page.risk]
    words = [Words(page.risk_note)] if page.risk_note else []
    return Block(title, page.risk_head, Table(title, top, rows, page.risk_alt if page.known else ""), words=words)


def _risk_row(row: RiskRow, page: Retention, across: Axis) -> list[Cell]:
    columns = 2 + bool(page.money_head) + 4 * page.known
    if row.customers is None:
        return [Cell(row.label), Cell(say("hidden: too few"), "number few"), *[Cell()] * (columns - 2)]
    cells = [Cell(row.label), count(row.customers)]
    cells += [value(row.money, Unit.MONEY, "")] if page.money_head else []
    if page.known:
        drawn = bar(across, row.figure, Tone.BETTER)
        cells += [Cell(drawing=drawn, look="strip"), *estimate(row.figure, Unit.SHARE), base(row.figure)]
    return cells


def pairs(page: Pairs) -> Iterator[Block]:
    """Two measures of one unit side by side, on one scale."""
    across = axis(axis_of([f for row in page.rows for f in (row.left, row.right)], page.unit, 4), page.unit)
    top = [Head(page.first)]
    for title, counted in ((page.left, page.left_base), (page.right, page.right_base)):
        top += [Head(counted, NUMBER), Head(title, "strip", ruler(across)), Head(title, NUMBER)]
    top += [Head(page.gap_head, NUMBER), Head(say("Verdict"))]
    rows = [[Cell(row.label)] if row.head else _pair(row, page, across) for row in page.rows]
    yield Block(table=Table(page.section.title, top, rows, f"{page.left_alt} {page.right_alt}", "two"))


def _pair(row: PairRow, page: Pairs, across: Axis) -> list[Cell]:
    few = row.verdict.tone is Tone.FEW
    sides: list[Cell] = []
    told = row.verdict.tone if row.verdict.tone in (Tone.FEW, Tone.WORSE, Tone.BETTER) else Tone.REAL
    whole = page.rows[0]
    for figure, overall, tone in ((row.left, whole.left, Tone.QUIET), (row.right, whole.right, told)):
        drawn = strip(across, figure, Tone.FEW if few else tone, (overall.value if overall else None,))
        sides += [base(figure), Cell(drawing=drawn, look="strip"), together(estimate(figure, page.unit))]
    gap = row.gap or Figure(None)
    name = Cell(row.label, "strong" if row.strong else "")
    between_them = together(difference(gap.value, gap.low, gap.high, page.unit))
    return [name, *sides, between_them, verdict(row.verdict)]


def verbatims(page: Verbatims) -> Iterator[Block]:
    """Words, themes, and comments where they were asked for."""
    if page.words:
        yield _words(page)
    if page.themes:
        yield _themes(page)
    if page.quotes:
        title = say("In their words")
        rows = [[Cell(q.theme), Cell(short(q.score, Unit.COUNT), NUMBER), Cell(q.text)] for q in page.quotes]
        table = Table(title, heads(say("Theme"), say("Answer"), say("Comment"), words=(0, 2)), rows)
        yield Block(title, say("a few comments of each theme, over the whole scale; personal data masked"), table)


def _words(page: Verbatims) -> Block:
    across = axis(axis_of([row.odds for row in page.words] + [Figure(0.0)], Unit.SCORE, 6), Unit.SCORE, plus=True)
    middle = f"{page.low_name}  ←   →  {page.high_name}"
    top = [Head(say("Word")), Head(page.high_name, NUMBER), Head(page.low_name, NUMBER)]
    top += [Head(middle, "strip", ruler(across))]
    top += [Head(text, NUMBER) for text in (say("log-odds"), say("95% interval"), say("corrected p"))]
    rows = [_word(row, across) for row in page.words]
    title = say("Words")
    note = say("share of the comments of either group that have the word, and which group has it more")
    return Block(title, note, Table(title, [*top, Head(say("Verdict"))], rows, page.words_alt))


def _word(row: WordRow, across: Axis) -> list[Cell]:
    drawn = strip(across, row.odds, TONES[row.side], (0.0,))
    shares = value(row.high.value, Unit.SHARE, ""), value(row.low.value, Unit.SHARE, "")
    odds = estimate(row.odds, Unit.SCORE)
    return [
        Cell(row.word),
        *shares,
        Cell(drawing=drawn, look="strip"),
        *odds,
        chance(row.p_adjusted),
        verdict(row.verdict),
    ]


def _themes(page: Verbatims) -> Block:
    seen = [row.share.high for row in page.themes]
    across = axis(scale(seen, Unit.SHARE, parts=5, from_zero=True), Unit.SHARE)
    top = [Head(say("Theme")), Head(say("Comments"), NUMBER), Head(say("share of comments"), "strip", ruler(across))]
    numbers = say("Share"), say("95% interval"), say("Mean"), say("95% interval"), say("Others")
    top += [*(Head(text, NUMBER) for text in numbers), Head(say("Against the others"))]
    title = say("Themes")
    note = say("share of the comments that mention each, and the mean answer of those who do")
    return Block(title, note, Table(title, top, [_theme(row, across) for row in page.themes], page.themes_alt))


def _theme(row: ThemeRow, across: Axis) -> list[Cell]:
    drawn = bar(across, row.share, Tone.BETTER if row.texts >= ENOUGH else Tone.QUIET)
    return [
        Cell(row.name),
        count(row.texts),
        Cell(drawing=drawn, look="strip"),
        *estimate(row.share, Unit.SHARE),
        *estimate(row.mean, Unit.SCORE),
        value(row.others, Unit.SCORE, "quiet"),
        verdict(row.verdict),
    ]


def benchmarks(page: Benchmarks) -> Iterator[Block]:
    """Published figures as diamonds beside one's own dots, one table for each unit."""
    units = [row.unit for row in page.rows if row.own is not None or row.given]
    for unit in dict.fromkeys([*units, Unit.SHARE]):
        alone = unit is Unit.SHARE  # figures in another unit with nothing beside them stand here, without a mark
        rows = [row for row in page.rows if row.unit is unit or (alone and row.unit not in units)]
        if rows:
            yield Block(table=_published(rows, unit, page))


def _published(rows: list[Benchmark], unit: Unit, page: Benchmarks) -> Table:
    seen = [v for row in rows if row.unit is unit for v in (row.value, *_ends(row.own))]
    across = axis(scale([*seen, *((0.0, 1.0) if unit is Unit.SHARE else ())], unit, parts=5), unit)
    top = [Head(say("Published figure")), Head(say("Published"), NUMBER), Head(say("Own"), NUMBER)]
    top += [Head(say("95% interval"), NUMBER), Head(say("diamond: published; dot: own"), "strip", ruler(across))]
    table = [_benchmark(row, unit, across) for row in rows]
    return Table(page.section.title, [*top, Head(say("Source"))], table, page.alt)


def _ends(own: Figure | None) -> tuple[float | None, ...]:
    return (own.low, own.high) if own else ()


def _benchmark(row: Benchmark, unit: Unit, across: Axis) -> list[Cell]:
    aside = "; ".join(part for part in (row.own_title if row.own_title != row.what else "", row.differs) if part)
    drawn = published(across, row.value, row.own) if row.unit is unit else None
    own = estimate(row.own, row.unit) if row.own else [Cell(DASH, QUIET), Cell("", QUIET)]
    return [
        Cell(row.what, "" if row.own or row.given else "plain", aside),
        value(row.value, row.unit, ""),
        *own,
        Cell(drawing=drawn, look="strip"),
        Cell(f"{row.source}, {row.year}" if row.year else row.source, "quiet small"),
    ]
