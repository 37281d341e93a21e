"""Data of any size: the scorecard of a contact log in Parquet beside a hand-written query and pandas; a new month.

The sample is made anew (1.3 GB at 100,000,000 contacts) and removed at the end.
"""

from __future__ import annotations

import math
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from statistics import linear_regression, median
from typing import Any

from tests.benchmarks import asking
from tests.benchmarks.measure import ROOT, Line, own_seconds, peak, seconds

SIZES = {1_000_000: 9, 10_000_000: 5, 100_000_000: 3}  # contacts -> rounds
BESIDE_PANDAS = 10_000_000
MONTHS = 24
TINY, ROWS_A_FILE = 10_000, 100
ASKED = "scorecard and KPI_BY month x channel"

Took = Mapping[str, float]


def run() -> Iterator[Line]:
    """Measure over samples of all sizes."""
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=build) as place:
        folders = {rows: made(Path(place) / str(rows), rows) for rows in SIZES}
        yield from measured(folders, Path(place))


def made(folder: Path, rows: int) -> Path:
    """Write the sample, and return the folder of its contacts."""
    from cxcel_addin.large.plan import Plan
    from cxcel_addin.large.write import write_large

    write_large(folder, Plan(rows, MONTHS))
    return folder / "contacts"


def measured(folders: Mapping[int, Path], place: Path) -> Iterator[Line]:
    """Measure over samples that are there: contacts -> their folder."""
    taken = {}
    for rows, folder in folders.items():
        taken[rows] = both(folder, SIZES[rows])
        yield from beside_hand(rows, taken[rows], largest=rows == max(folders))
        yield peak_of(rows, folder, largest=rows == max(folders))
    yield growth({rows: took["ours"] for rows, took in taken.items()})
    yield from beside_pandas(folders[BESIDE_PANDAS])
    yield from new_month(folders, place)
    yield from tiny_files(place)


def both(folder: Path, rounds: int) -> dict[str, float]:
    """Return the median seconds of our question and of the hand-written query in turns, and of opening before.

    Ours starts with an empty store each time.
    """
    ways = asking.in_turn(folder)
    with asking.named(folder):
        with asking.new_store():
            opening = timed(asking.opened)
            agree(ways["ours"](), ways["hand"]())
        taken: dict[str, list[float]] = {"ours": [], "hand": []}
        for _ in range(rounds):
            with asking.new_store():
                for way, each in taken.items():
                    each.append(timed(ways[way]))
    return {"opening": opening, **{way: median(each) for way, each in taken.items()}}


def timed(call: Callable[[], object]) -> float:
    """Return the seconds of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def agree(ours: asking.Rates, other: asking.Rates) -> None:
    """End where the answers differ."""
    if ours.keys() != other.keys():
        raise SystemExit(f"the groups differ: {sorted(ours.keys() ^ other.keys())[:5]}")
    for key, values in ours.items():
        for name, value in values.items():
            if not math.isclose(value, other[key][name], rel_tol=1e-9):
                raise SystemExit(f"the answers differ: {name} of {key} is {value} and {other[key][name]}")


def beside_hand(rows: int, took: Took, *, largest: bool) -> Iterator[Line]:
    """Show one size; the bound holds for the largest."""
    what = f"{ASKED}, {rows:,} contacts"
    note = f"{took['ours']:.2f} s and {took['hand']:.2f} s"
    point = (rows, took["ours"], took["hand"])
    bound = 1.5 if largest else None
    yield Line(f"{what}: ours over hand-written", took["ours"] / took["hand"], at_most=bound, note=note, point=point)
    note = "once for each file: its columns, its rows, ids that are there twice"
    yield Line(f"{rows:,} contacts: a new source opened and looked through", took["opening"], "s", note=note)


def peak_of(rows: int, folder: Path, *, largest: bool) -> Line:
    """Measure the memory of a process that opens the source and asks."""
    with tempfile.TemporaryDirectory() as cache:
        _, memory = whole(cache, "ours", folder)
    bound = 1_500 if largest else None
    return Line(f"{rows:,} contacts: peak memory of the process", memory, "MB", at_most=bound)


def whole(cache: str, *arguments: object) -> tuple[float, float]:
    """Return the seconds of the asking itself, and the peak memory of the whole process, in MB."""
    return own_seconds(["-m", "tests.benchmarks.asking", *map(str, arguments)], cache)


def growth(taken: Mapping[int, float]) -> Line:
    """Fit how time grows with rows: 1 is a straight line."""
    slope = linear_regression([math.log(rows) for rows in taken], [math.log(took) for took in taken.values()]).slope
    sizes = f"from {min(taken):,} to {max(taken):,}"
    return Line(f"time over contacts, {sizes}: exponent", slope, "", at_most=1.1)


def beside_pandas(folder: Path) -> Iterator[Line]:
    """Measure the same answers from pandas: whole processes in turns, and what each holds above its imports."""
    ways = asking.in_turn(folder)
    with asking.named(folder), asking.new_store():
        agree(ways["ours"](), ways["pandas"]())
    runs: dict[str, list[tuple[float, float]]] = {way: [] for way in ("ours", "pandas", "all")}
    with tempfile.TemporaryDirectory() as cache:
        imports = {way: whole(cache, way, folder, "imports")[1] for way in runs}
        for turn in range(4):  # the first fills the caches
            for way in runs:
                one = whole(cache, way, folder)
                runs[way] += [one] if turn else []
    taken = {way: seconds(each) for way, each in runs.items()}
    held = {way: peak(each) - imports[way] for way, each in runs.items()}
    for way, title, bound in (("pandas", "pandas, the columns needed", 10), ("all", "pandas, all columns", None)):
        what = f"{BESIDE_PANDAS:,} contacts from the files to the answers"
        note = f"{taken['ours']:.2f} s (opening and ids included) and {taken[way]:.2f} s"
        yield Line(f"{what}: {title} over ours", taken[way] / taken["ours"], at_least=bound, note=note)
        note = f"{held['ours']:.0f} MB and {held[way]:.0f} MB above the imports"
        what = f"{BESIDE_PANDAS:,} contacts, peak memory"
        most = 0.1 if bound else None
        yield Line(f"{what}: ours over {title}", held["ours"] / held[way], at_most=most, note=note)
    again = median(asked_anew(folder, lambda: None)[2] for _ in range(3))
    what = f"{BESIDE_PANDAS:,} contacts asked once more, the source opened anew"
    note = f"{again:.2f} s, from what is kept, and {taken['pandas']:.2f} s, which reads again"
    yield Line(f"{what}: pandas, the columns needed over ours", taken["pandas"] / again, note=note)


def new_month(folders: Mapping[int, Path], place: Path) -> Iterator[Line]:
    """Measure the run after the last month arrived beside the first run over all; the store holds the other months."""
    for rows, folder in folders.items():
        first, later, again = [], [], []
        for turn in range(3):
            files = sorted(folder.glob("*.parquet"))
            here = place / f"months-{rows}-{turn}"
            linked(files, here)
            first.append(asked_anew(here, lambda: None)[0])
            shutil.rmtree(here)
            linked(files[:-1], here)
            took = asked_anew(here, partial(linked, files[-1:], here))
            later.append(took[1])
            again.append(took[2])
        note = f"{median(later):.2f} s and {median(first):.2f} s; asked once more {median(again):.2f} s"
        what = f"{rows:,} contacts, the last of {MONTHS} months is new: over the first run"
        largest = rows == max(folders)
        yield Line(what, median(later) / median(first), at_most=0.1 if largest else None, note=note)


def linked(files: list[Path], folder: Path) -> None:
    """Put files into a folder, without copying what is in them."""
    folder.mkdir(exist_ok=True)
    for file in files:
        os.link(file, folder / file.name)


def asked_anew(folder: Path, change: Callable[[], Any]) -> tuple[float, float, float]:
    """Return the seconds of the first run, of the one after a change, and of one more; each opens the source anew."""
    from cxcel.sources.connect import close_all, duck

    def ask() -> float:
        close_all()
        duck()
        return timed(asking.ours)

    with asking.named(folder), asking.new_store():
        first = ask()
        change()
        return first, ask(), ask()


def tiny_files(place: Path) -> Iterator[Line]:
    """Measure a folder of very many very small files."""
    import pyarrow.parquet as pq

    log = pq.read_table(made(place / "tiny", TINY * ROWS_A_FILE))
    folder = place / "tiny-files"
    folder.mkdir()
    for number in range(TINY):
        pq.write_table(log.slice(number * ROWS_A_FILE, ROWS_A_FILE), folder / f"{number:05}.parquet")
    del log
    ways = asking.in_turn(folder)
    with asking.named(folder), asking.new_store():
        first, again = timed(ways["ours"]), timed(ways["ours"])
        agree(ways["ours"](), ways["hand"]())
    hand = timed(ways["hand"])
    note = f"{first:.1f} s and {hand:.1f} s; asked once more {again:.2f} s"
    yield Line(
        f"{TINY:,} files of {ROWS_A_FILE} contacts, opened and asked: over hand-written", first / hand, note=note
    )
