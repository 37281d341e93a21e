"""``cxcel addin ... --libreoffice``: the extension for LibreOffice as a file, and in a user's LibreOffice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click

from cxcel.errors import BadInput, BadOption, CxError

from ..files import check_ending, check_target, write_all

F = TypeVar("F", bound=Callable[..., Any])
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, readable=False)


def for_libreoffice(command: F) -> F:
    """Add the option that chooses LibreOffice."""
    return click.option("--libreoffice", is_flag=True, help="The extension for LibreOffice instead.")(command)


def with_profile(command: F) -> F:
    """Add the options that choose LibreOffice and one of its profiles."""
    text = "The profile of LibreOffice, where it is not the usual one."
    return for_libreoffice(click.option("--profile", type=FOLDER, help=text)(command))


def chosen(libreoffice: bool, profile: Path | None) -> bool:
    """Whether LibreOffice is meant.

    Raises
    ------
    BadOption
        A profile is named, but not LibreOffice.
    """
    if profile is not None and not libreoffice:
        raise BadOption("--profile goes with --libreoffice: Excel has no such thing")
    return libreoffice


def build(output: Path) -> Iterator[str]:
    """Write the extension for this environment; yield what to say."""
    from ...office import builder

    check_ending(output, ".oxt", "LibreOffice takes no other for an extension")
    check_target(output)
    place = builder.here()
    write_all({output: builder.build(place)})
    yield f"wrote {output}, which runs {place.python}"


def install(profile: Path | None) -> Iterator[str]:
    """Put the extension into this user's LibreOffice; yield what to say."""
    from ...office import installing, program

    yield from installing.install(program.here(profile))


def uninstall(profile: Path | None) -> Iterator[str]:
    """Take the extension out of this user's LibreOffice; yield what to say."""
    from ...office import installing, program

    yield from installing.uninstall(program.here(profile))


def doctor(profile: Path | None) -> Iterator[str]:
    """Look at everything the extension needs; yield a line for each.

    Raises
    ------
    CxError
        Something is wrong.
    """
    from ...office import installing

    ill = False
    for check in installing.checks(profile):
        ill |= not check.well
        yield f"{'ok' if check.well else 'WRONG':<6}{check.title}: {check.told}"
    if ill:
        raise CxError("the extension cannot work yet: see the lines that say WRONG")


@click.command()
@click.argument("workbook", type=FILE)
@click.option("-o", "--output", required=True, type=FILE, help="The copy to write (.xlsx).")
def rename(workbook: Path, output: Path) -> None:
    """Copy an Excel WORKBOOK with the names by which LibreOffice knows the functions."""
    from ...office.renamed import renamed

    try:
        content = workbook.read_bytes()
    except OSError as error:
        raise BadInput(f"{workbook} cannot be read: {error.strerror or error}") from error
    check_ending(output, ".xlsx", "it is an Excel workbook")
    check_target(output, [workbook])
    made, count = renamed(content, workbook.name)
    write_all({output: made})
    click.echo(f"wrote {output}: {count:,} formulas use functions of CXcel")
