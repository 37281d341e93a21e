"""Writing a large sample: whole or not at all, in memory that does not grow with the rows."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from cxcel.errors import BadInput
from cxcel.sources.extra import needed

from .draw import draw
from .plan import Block, Plan
from .truth import Tally

CONTACTS, SURVEY, TRUTH = "contacts", "survey", "truth.json"
UNFINISHED = ".unfinished"
BYTES_A_ROW, BYTES_A_FILE = 24, 16_000  # 16 were measured at 10**6 rows and more, the answers included
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def write_large(folder: Path, plan: Plan, step: Callable[[str], None] = lambda _: None) -> list[Path]:
    """Write contacts and survey, a Parquet file a month, and what is known of them; return the paths.

    Everything is written in a folder of its own within `folder` and put in place at the end, the truth last.

    Parameters
    ----------
    folder : Path
        Where the files go; made if it does not exist, else empty.
    plan : Plan
        How many rows and months, and the start of the random numbers; the same plan gives the same bytes.
    step : callable
        Called with the name of each month before it is made.

    Raises
    ------
    BadInput    the folder cannot be used, the disk is too small, or a package is missing; nothing was written

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     made = write_large(Path(folder) / "sample", Plan(rows=100, months=1))
    ...     [path.name for path in made], [path.name for path in made[0].iterdir()]
    (['contacts', 'survey', 'truth.json'], ['2025-01.parquet'])
    """
    with needed():
        import pyarrow.parquet  # noqa: F401  # said before anything is written
    check_folder(folder)
    check_room(folder, plan)
    with _aside(folder) as aside:
        tally = Tally(plan)
        for month, name in enumerate(plan.names):
            step(name)
            _write_month(plan, month, aside, tally)
        (aside / TRUTH).write_text(tally.text(), encoding="utf-8")
        return _put_in_place(aside, folder)


def check_folder(folder: Path) -> None:
    """Refuse a folder in which something lies.

    Raises
    ------
    BadInput
        Says what lies there, and the way out.
    """
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is a file: name a folder for the sample")
    if (folder / UNFINISHED).exists():
        raise BadInput(
            f"{folder / UNFINISHED} is there: another run is at work or was cut off; if none is at work, delete it "
            "and run again"
        )
    _check_empty(folder)


def _check_empty(folder: Path) -> None:
    try:
        names = {path.name for path in folder.iterdir()} if folder.exists() else set()
    except OSError as error:
        raise _sentence(folder, error) from error
    if there := min(names - {UNFINISHED}, default=""):
        raise BadInput(f"{folder} is not empty ('{there}' is in it): name a new folder, so that it stays as it is")


def check_room(folder: Path, plan: Plan) -> None:
    """Refuse a sample for which the disk has no room.

    Raises
    ------
    BadInput
        Says how much there is and how much is needed.
    """
    need = plan.rows * BYTES_A_ROW + 2 * plan.months * BYTES_A_FILE
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    if free < need:
        raise BadInput(
            f"{folder} has {free / 1e9:,.1f} GB of room and {plan.rows:,} rows need up to {need / 1e9:,.1f} GB: "
            "make room, write elsewhere or ask for fewer rows"
        )


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """Make a folder to write in; whatever goes wrong, it is removed, and `folder`, too, if it is new."""
    new = not folder.exists()
    aside = folder / UNFINISHED
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside.mkdir()
    except OSError as error:
        raise _sentence(folder, error) from error
    try:
        _check_empty(folder)  # again: from here on no other run writes to it
        yield aside
    except BaseException as error:
        shutil.rmtree(aside, ignore_errors=True)
        if new:
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            raise _sentence(folder, error) from error
        raise


def _write_month(plan: Plan, month: int, aside: Path, tally: Tally) -> None:
    from . import parquet

    blocks = list(plan.blocks(month)) or [Block(month, 0, 0, 0)]  # a month without rows is a file without rows
    with ExitStack() as files:
        writers = {}
        for block in blocks:
            log, answers = draw(plan, block)
            tally.add(month, log, answers)
            tables = {CONTACTS: parquet.contact_table(log), SURVEY: parquet.survey_table(answers)}
            for name, table in tables.items():
                if name not in writers:
                    (aside / name).mkdir(exist_ok=True)
                    path = aside / name / f"{plan.names[month]}.parquet"
                    writers[name] = files.enter_context(parquet.writer(path, table))
                if table.num_rows:
                    writers[name].write_table(table, row_group_size=table.num_rows)


def _put_in_place(aside: Path, folder: Path) -> list[Path]:
    """Move what was written to where it belongs; the truth comes last, so that what has one is whole."""
    try:
        for name in (CONTACTS, SURVEY, TRUTH):
            os.replace(aside / name, folder / name)
    except BaseException:
        (folder / TRUTH).unlink(missing_ok=True)
        for name in (CONTACTS, SURVEY):
            shutil.rmtree(folder / name, ignore_errors=True)
        raise
    shutil.rmtree(aside, ignore_errors=True)
    return [folder / name for name in (CONTACTS, SURVEY, TRUTH)]


def _sentence(folder: Path, error: OSError) -> BadInput:
    if error.errno in FULL:
        return BadInput(f"the sample was not written to {folder}: the disk is full; make room or write elsewhere")
    return BadInput(f"the sample cannot be written to {folder}: {error.strerror or error}; name another folder")
