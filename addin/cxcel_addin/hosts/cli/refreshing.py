"""``cxcel refresh``: a workbook that uses our formulas, recalculated on a computer without Excel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from cxcel.errors import BadInput, CxError, choose

from ..files import check_ending, check_target, write_all

SUFFIX = ".xlsx"
READ = (SUFFIX, ".xlsm", ".xltx", ".xltm")
FILE = click.Path(path_type=Path, readable=False)


@click.command()
@click.argument("workbook", type=FILE)
@click.option("-o", "--output", required=True, type=FILE, help="The new workbook (.xlsx).")
@click.option("--engine", default="embedded", show_default=True, metavar="embedded|libreoffice", help="What computes.")
@click.option("--report", is_flag=True, help="Write the report on its tables instead of the workbook itself.")
def refresh(workbook: Path, output: Path, report: bool, engine: str) -> None:
    """Recalculate WORKBOOK and write a copy of it with values in place of formulas.

    Excel is not needed, and WORKBOOK stays as it is.  Cells that cannot be computed are named; they keep their last
    value, on yellow ground.  With --engine libreoffice the LibreOffice of this computer computes.
    """
    from .app import progress

    with progress("Recalculating") as step:
        lines = refreshed(workbook, output, step, report=report, engine=engine)
    for line in lines:
        click.echo(line)


def refreshed(
    workbook: Path, output: Path, step: Callable[[str], None], *, report: bool = False, engine: str = "embedded"
) -> list[str]:
    """Write the copy or the report, and return what to tell.

    Raises
    ------
    CxError
        The workbook or the output cannot be used; nothing was written.
    """
    from ... import engine as engines

    choose("--engine", engine, engines.ENGINES)
    check_ending(output, SUFFIX, "it is an Excel workbook")
    check_target(output, [workbook])
    content = _read(workbook)
    step("Recalculating")
    made = engines.refresh(content, workbook.name, engine, workbook.absolute().parent)
    if not report:
        write_all({output: made.content})
        return [*made.told, f"Written: {output}"]
    step("Reporting")
    written, lines = _report(made.content, workbook.name, output, step)
    write_all({output: written})
    return [*made.told, "", *lines, f"Written: {output}"]


def _read(workbook: Path) -> bytes:
    from cxcel.data.read import file_bytes
    from cxcel.data.xlsx import refuse_ole

    content = file_bytes(workbook)
    refuse_ole(content, workbook)
    if workbook.suffix.lower() not in READ:
        raise BadInput(f"{workbook.name} is no workbook that can be recalculated; save it as {SUFFIX}")
    return content


def _report(copy: bytes, name: str, output: Path, step: Callable[[str], None]) -> tuple[bytes, list[str]]:
    """Return the report on the tables of a recalculated workbook, as its own sheet Settings asks for it."""
    from ...language import speaking
    from ...workbook import in_settings, opened, paths, refused, reworded
    from .checking import registered_in
    from .reporting import compute, drawn_over, former_of, kept_sentence, older
    from .telling import told

    earlier = older(output)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{Path(name).stem}{SUFFIX}"
        path.write_bytes(copy)
        book = opened(path, path.name)
        files, without = paths(book)
        try:
            known = registered_in(output, earlier)
            former = former_of(output, earlier)
            said = book.said.report | book.said.reading
            model = compute(files, without, step, registered=known, former=former, **said)
        except CxError as error:
            raise refused(error, book.said) from error
        made = reworded(model, book.said)
        drawn = drawn_over(made, output, earlier, book.said.looks)
    with speaking(model.language):
        kept = [kept_sentence(drawn)] if drawn.kept or drawn.left else []
    return drawn.content, [*(in_settings(line, book.said) for line in told(model)), "", *kept]
