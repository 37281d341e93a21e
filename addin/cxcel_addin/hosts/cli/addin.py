"""``cxcel addin``: the Excel add-in as a file."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def addin() -> None:
    """The Excel add-in."""


@addin.command()
@click.option(
    "-o",
    "--output",
    default="cxcel.xlam",
    show_default=True,
    type=click.Path(path_type=Path, readable=False),
    help="The file to write.",
)
def build(output: Path) -> None:
    """Write the add-in from its text; the same text gives the same file."""
    from ...package import builder
    from ..files import check_target, write_all

    check_target(output)
    write_all({output: builder.build()})
    click.echo(f"wrote {output}")
