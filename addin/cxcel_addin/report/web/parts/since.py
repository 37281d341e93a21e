"""What changed since the former report: measures and findings then and now, what was defined otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from cxcel_addin.language import say
from cxcel_addin.report.model import Moved, Since, Tone
from cxcel_addin.report.render.styles import known

from ..blocks import Block, Cell, Head, Table, Words
from ..figures import NUMBER, chance, difference, value, verdict
from ..shapes import then_and_now


def blocks(page: Since) -> Iterator[Block]:
    """The three tables, those without rows left out, and what could not be compared."""
    if page.moved:
        drawn, titles = say("then, and below it now"), (say("Change"), say("95% interval"), say("Corrected p"))
        top = [Head(say("Measure")), Head(say("Then"), NUMBER), Head(say("Now"), NUMBER), Head(drawn, "strip")]
        top += [*(Head(title, NUMBER) for title in titles), Head(say("Beyond noise?"))]
        rows = [_moved(row) for row in page.moved]
        yield Block(page.moved_head, page.moved_note, Table(page.moved_head, top, rows, page.moved_alt))
    if page.told:
        yield Block(words=[Words(text) for text in page.told])
    if page.turned:
        top = [Head(say("Finding")), Head(say("Then")), Head(say("Now")), Head(say("What became of it"))]
        turned = [[Cell(row.what), Cell(row.then, "quiet"), Cell(row.now), verdict(row.state)] for row in page.turned]
        yield Block(page.turned_head, page.turned_note, Table(page.turned_head, top, turned))
    restated = [[Cell(line.term), Cell(line.text, "quiet"), Cell(line.here)] for line in page.restated]
    top = [Head(say("What")), Head(say("Then")), Head(say("Now"))]
    table = Table(page.restated_head, top, restated) if restated else None
    yield Block(page.restated_head, page.restated_note, table)


def _moved(row: Moved) -> list[Cell]:
    tested = known(row.p_adjusted) is not None
    tone = row.verdict.tone if tested else Tone.FEW
    return [
        Cell(row.title),
        value(row.then.value, row.unit, "quiet"),
        value(row.now.value, row.unit),
        Cell(drawing=then_and_now(row.then, row.now, tone), look="strip"),
        *difference(row.change, row.low, row.high, row.unit),
        chance(row.p_adjusted),
        verdict(row.verdict),
    ]
