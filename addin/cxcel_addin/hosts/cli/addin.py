"""``cxcel addin``: the Excel add-in as a file, and in this user's Excel."""

from __future__ import annotations

from pathlib import Path

import click

from cxcel.errors import CxError

from .bundling import bundle


@click.group()
def addin() -> None:
    """The Excel add-in."""


addin.add_command(bundle)


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


@addin.command()
def install() -> None:
    """Put the add-in into this user's Excel; it runs the Python that runs this."""
    from ...install import install as put_in
    from ...install import places

    for line in put_in(places.here()):
        click.echo(line)


@addin.command()
def uninstall() -> None:
    """Take the add-in out of this user's Excel, and nothing else."""
    from ...install import places
    from ...install import uninstall as take_out

    for line in take_out(places.profile()):
        click.echo(line)


@addin.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Look at everything the add-in needs, and say what to do where something is wrong."""
    from ...install import checks

    ill = False
    for check in checks():
        ill |= check.needed and not check.well
        click.echo(f"{'ok' if check.well else 'WRONG' if check.needed else 'note':<6}{check.title}: {check.told}")
    if ill:
        raise CxError("the add-in cannot work yet: see the lines that say WRONG")
