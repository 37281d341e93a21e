"""``cxcel template`` and ``cxcel guide``: workbooks that come with CXcel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from cxcel.errors import BadOption

from ..files import check_ending, check_target, write_all
from .reading import Reading, reading

SUFFIX = ".xlsx"
LIST = "list"
OUTPUT = click.option(
    "-o", "--output", type=click.Path(path_type=Path, readable=False), help="The workbook to write (.xlsx)."
)


@click.command(cls=Reading)
@click.argument("name")
@OUTPUT
@click.option(
    "--data",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, readable=False),
    help="An export to fill its tables with (.xlsx, .csv, .tsv, .txt), in place of the sample; give it once per file.",
)
@reading
def template(name: str, output: Path | None, files: tuple[Path, ...], **options: Any) -> None:
    """Write the template NAME, a workbook ready to be filled in; `cxcel template list` names them."""
    from ... import templates

    if name == LIST:
        for found in templates.TEMPLATES.values():
            click.echo(f"{found.name}\n    {found.title}: {found.purpose}")
        return
    from .parsing import parse_reading

    wanted, read = templates.template(name), parse_reading(options)
    if not files and any(read.values()):
        raise BadOption("options that say how files are read need a file: --data FILE")
    _write(output or Path(f"{wanted.title}{SUFFIX}"), lambda: templates.write(wanted.name, files, **read), files)


@click.command()
@OUTPUT
def guide(output: Path | None) -> None:
    """Write the function guide: what every function takes and gives, with an example."""
    from ... import guide as made

    _write(output or Path(f"CXcel functions{SUFFIX}"), made.guide)


def _write(target: Path, make: Callable[[], bytes], files: Sequence[Path] = ()) -> None:
    check_ending(target, SUFFIX, "it is an Excel workbook")
    check_target(target, files)
    write_all({target: make()})
    click.echo(f"Written: {target}")
