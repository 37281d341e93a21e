"""``cxcel addin``: the add-in as a file, and in this user's Excel or LibreOffice."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from cxcel.errors import CxError

from . import office
from .bundling import bundle


@click.group()
def addin() -> None:
    """The Excel add-in."""


addin.add_command(bundle)
addin.add_command(office.rename)


@addin.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, readable=False),
    help="The file to write; default cxcel.xlam, or cxcel.oxt for LibreOffice.",
)
@office.for_libreoffice
def build(output: Path | None, libreoffice: bool) -> None:
    """Write the add-in from its text; the same text gives the same file."""
    if libreoffice:
        _say(office.build(output or Path("cxcel.oxt")))
        return
    from ...package import builder
    from ..files import check_target, write_all

    output = output or Path(builder.FILE_NAME)
    check_target(output)
    write_all({output: builder.build()})
    click.echo(f"wrote {output}")


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


@addin.command()
@office.with_profile
def install(libreoffice: bool, profile: Path | None) -> None:
    """Put the add-in into this user's Excel; it runs the Python that runs this."""
    if office.chosen(libreoffice, profile):
        _say(office.install(profile))
        return
    from ...install import install as put_in
    from ...install import places

    for line in put_in(places.here()):
        click.echo(line)


@addin.command()
@office.with_profile
def uninstall(libreoffice: bool, profile: Path | None) -> None:
    """Take the add-in out of this user's Excel, and nothing else."""
    if office.chosen(libreoffice, profile):
        _say(office.uninstall(profile))
        return
    from ...install import places
    from ...install import uninstall as take_out

    for line in take_out(places.profile()):
        click.echo(line)


@addin.command()
@office.with_profile
def doctor(libreoffice: bool, profile: Path | None) -> None:
    """Look at everything the add-in needs, and say what to do where something is wrong."""
    if office.chosen(libreoffice, profile):
        _say(office.doctor(profile))
        return
    from ...install import checks

    ill = False
    for check in checks():
        ill |= check.needed and not check.well
        click.echo(f"{'ok' if check.well else 'WRONG' if check.needed else 'note':<6}{check.title}: {check.told}")
    if ill:
        raise CxError("the add-in cannot work yet: see the lines that say WRONG")
