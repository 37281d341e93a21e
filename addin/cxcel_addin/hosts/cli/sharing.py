"""``cxcel share``: a copy with values only, to be given away."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cxcel.errors import BadInput

from ..files import check_ending, check_target, write_all

if TYPE_CHECKING:
    from ...shared.making import Made

SUFFIX, PAGES = ".xlsx", ".pdf"
READ = (SUFFIX, ".xlsm", ".xltx", ".xltm")
FILE = click.Path(path_type=Path, readable=False)
PASSWORD = "CXCEL_SHARE_PASSWORD"  # the name of a variable, no password


@click.command()
@click.argument("report", type=FILE)
@click.option("-o", "--output", required=True, type=FILE, help="The copy to write (.xlsx).")
@click.option("--pdf", is_flag=True, help="Draw it as PDF beside the copy, too; needs LibreOffice.")
@click.option("--password", "locked", is_flag=True, help=f"Ask for a password to open it with, or take {PASSWORD}.")
def share(report: Path, output: Path, pdf: bool, locked: bool) -> None:
    """Make a copy of REPORT to be given away: values only, without people, and without what gives them away.

    No formula, link, macro, hidden sheet or personal data is in it, and no group of fewer than five.  The finished
    copy is read back; where anything is left in it, the places are named and nothing is written.
    """
    from .app import progress

    password = asked_password() if locked else ""
    with progress("Copying") as step:
        lines = shared(report, output, step, pdf=pdf, password=password)
    for line in lines:
        click.echo(line)


def asked_password() -> str:
    """Return the password of the environment, else ask for one twice; it is never read from the command line.

    Raises
    ------
    BadOption
        It cannot be used.
    """
    from ...shared.locking import check_password

    given = os.environ.get(PASSWORD)
    if given is None:
        given = click.prompt("Password of the copy", hide_input=True, confirmation_prompt=True, err=True)
    return check_password(str(given))


def shared(report: Path, output: Path, step: Callable[[str], None], *, pdf: bool, password: str) -> list[str]:
    """Write the copy, and return what to tell.

    Raises
    ------
    CxError
        The report or the output cannot be used, or something must not be given away; nothing was written.
    """
    from cxcel.data.read import file_bytes
    from cxcel.data.xlsx import refuse_ole

    from ...shared.making import values_copy
    from ...shared.telling import told

    targets = _targets(report, output, pdf=pdf)
    content = file_bytes(report)
    refuse_ole(content, report)
    if report.suffix.lower() not in READ:
        raise BadInput(f"{report.name} is no workbook that can be shared; save it as {SUFFIX}")
    step("Copying")
    made = values_copy(content, report.name)
    step("Drawing" if pdf else "Writing")
    write_all(dict(zip(targets, _contents(made, targets[0].name, pdf=pdf, password=password), strict=True)))
    return [
        *told(made, output.name),
        *(f"Written: {path}" + (", with a password" if password else "") for path in targets),
    ]


def _targets(report: Path, output: Path, *, pdf: bool) -> list[Path]:
    """Return the files to write, after a look at whether they can be."""
    from ...shared.pages import program

    check_ending(output, SUFFIX, "a copy with values only is an ordinary workbook")
    targets = [output, output.with_suffix(PAGES)] if pdf else [output]
    for target in targets:
        check_target(target, [report])
    if pdf:
        program()
    return targets


def _contents(made: Made, name: str, *, pdf: bool, password: str) -> Iterator[bytes]:
    from ...shared.locking import locked_pdf, locked_workbook
    from ...shared.pages import pdf as drawn

    yield locked_workbook(made.content, password) if password else made.content
    if pdf:
        pages = drawn(made.content, name)
        yield locked_pdf(pages, password) if password else pages
