"""``cxcel template`` and ``cxcel guide``: workbooks that come with CXcel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from cxcel.errors import BadOption

from ..files import check_target, write_all

SUFFIX = ".xlsx"
LIST = "list"
OUTPUT = click.option(
    "-o", "--output", type=click.Path(path_type=Path, readable=False), help="The workbook to write (.xlsx)."
)


@click.command()
@click.argument("name")
@OUTPUT
def template(name: str, output: Path | None) -> None:
    """Write the template NAME, a workbook ready to be filled in; `cxcel template list` names them."""
    from ... import templates

    if name == LIST:
        for found in templates.TEMPLATES.values():
            click.echo(f"{found.name}\n    {found.title}: {found.purpose}")
        return
    wanted = templates.template(name)
    _write(output or Path(f"{wanted.title}{SUFFIX}"), lambda: templates.write(wanted.name))


@click.command()
@OUTPUT
def guide(output: Path | None) -> None:
    """Write the function guide: what every function takes and gives, with an example."""
    from ... import guide as made

    _write(output or Path(f"CXcel functions{SUFFIX}"), made.guide)


def _write(target: Path, make: Callable[[], bytes]) -> None:
    if target.suffix.lower() != SUFFIX:
        raise BadOption(f"-o {target.name} must end in {SUFFIX}: it is an Excel workbook")
    check_target(target)
    write_all({target: make()})
    click.echo(f"Written: {target}")
