"""The commands.  Each reads its options, calls one function of the product, and prints what came of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from cxcel import __version__
from cxcel.errors import BadOption
from cxcel.words import PERIODS

from .addin import addin
from .errors import run
from .reading import Reading, reading
from .refreshing import refresh
from .sharing import share
from .sources import source
from .workbooks import guide, template

FILE = click.Path(path_type=Path, readable=False)  # a file that cannot be used is our sentence, not click's
STEPS = 40  # of the progress bar; the steps themselves are named


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="cxcel")
def app() -> None:
    """Loyalty and contact-centre metrics, honest to the last digit."""


app.add_command(addin)
app.add_command(template)
app.add_command(guide)
app.add_command(refresh)
app.add_command(share)
app.add_command(source)


def main() -> None:
    """Run the command line."""
    run(app)


@app.command(cls=Reading)
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("-o", "--output", required=True, type=FILE, help="The workbook to write (.xlsx).")
@click.option("--json", "json_output", type=FILE, help="Write the whole report as JSON, too.")
@click.option("--html", type=FILE, help="Write the report as one web page, too (.html).")
@click.option("--period", type=click.Choice(PERIODS), help="What is compared; default: the longest the data allow.")
@click.option("--target", "targets", multiple=True, metavar="METRIC=VALUE", help="A target: NPS=40, FCR_RATE=0.7.")
@click.option("--threshold", default=20.0, show_default=True, help="Seconds that count as answered in time.")
@click.option("--organisation", default="", help="Name printed on the report.")
@click.option("--language", default="en", metavar="en|fr|de|es", help="The language of the report; default: English.")
@click.option("--paper", metavar="a4|letter", help="What is printed on; default: what the region uses, else A4.")
@click.option(
    "--theme",
    metavar="large|FILE.toml",
    help="Type of 12 points, or a theme of your own: a file with any of accent, font, logo and large.",
)
@click.option(
    "--check",
    "checks",
    multiple=True,
    metavar="CHECK",
    help='A change to look at before and after: "2026-04-01: new callback rule @ team=Harbour, metric=FCR_RATE".',
)
@click.option(
    "--benchmark",
    "benchmarks",
    multiple=True,
    metavar="BENCHMARK",
    help='A published figure to lay beside your own: "NPS=32: our sector panel 2025".',
)
@click.option("--themes", type=FILE, help="Themes to look for in comments: a file with theme and words.")
@click.option(
    "--details",
    is_flag=False,
    flag_value="ids",
    default="",
    metavar="[ids|all]",
    help="List the rows behind each headline: their ids, or all columns used.",
)
@click.option("--since", type=FILE, metavar="FORMER", help="An earlier report or its JSON, to say what changed since.")
@click.option("--quotes", default="0", metavar="N", help="Quote N comments of each theme, personal data masked.")
@reading
def report(files: tuple[Path, ...], output: Path, json_output: Path | None, **options: Any) -> None:
    """Turn exported FILES into a report workbook.

    A name that cxcel source add has given stands for data of any size.
    """
    from .reporting import make_report

    with progress("Reading") as step:
        made = make_report(files, output, json_output, step, **options)
    for line in made:
        click.echo(line)


@app.command(cls=Reading)
@click.argument("files", nargs=-1, required=True, type=FILE)
@reading
def check(files: tuple[Path, ...], **options: Any) -> None:
    """Say what is in FILES and what a report would do about it."""
    from .reporting import check_files

    for line in check_files(files, **options):
        click.echo(line)


@app.command(context_settings={"ignore_unknown_options": True})  # -10 is a number here
@click.argument("function")
@click.argument("arguments", nargs=-1)
def calc(function: str, arguments: tuple[str, ...]) -> None:
    """Compute one FUNCTION as a cell would; ranges are FILE:column, the rest numbers and words.

    cxcel calc NPS survey.csv:nps
    """
    from .calculating import calculate

    for line in calculate(function, arguments):
        click.echo(line)


@app.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything a program needs to register them.")
def functions(as_json: bool) -> None:
    """List the worksheet functions."""
    from .listing import functions_as_json, functions_as_text

    click.echo(functions_as_json() if as_json else functions_as_text())


@app.command()
@click.option("-o", "--output", required=True, type=FILE, help="The folder to write to.")
@click.option(
    "--seed", default=22, show_default=True, type=click.IntRange(min=0), help="Another seed gives other customers."
)
@click.option("--rows", type=int, metavar="N", help="Any number of contacts, with their answers, as Parquet by month.")
@click.option("--months", type=int, metavar="N", help="With --rows: months from January 2025 on; default: 24.")
def sample(output: Path, seed: int, rows: int | None, months: int | None) -> None:
    """Write a realistic sample data set whose truth is known."""
    from .reporting import make_large_sample, make_sample

    if rows is None:
        if months is not None:
            raise BadOption("--months needs --rows: how many contacts there are in these months")
        made = list(make_sample(output, seed))
    else:
        from ...large.plan import MONTHS

        months = MONTHS if months is None else months
        with progress("Writing", months) as step:
            made = make_large_sample(output, seed, rows, months, step)
    for line in made:
        click.echo(line)


@contextmanager
def progress(label: str, steps: int = 0) -> Iterator[Callable[[str], None]]:
    """Show what is being done on a terminal, and how far it is if there are `steps`; stay silent in a file."""
    stream = sys.stderr
    if not stream.isatty():
        yield lambda text: None
        return
    length = max(steps, 0) or STEPS
    with click.progressbar(length=length, label=f"{label:<34.34}", file=stream, show_eta=False) as bar:

        def step(text: str) -> None:
            bar.label = f"{text:<34.34}"
            bar.update(1 if steps else max(1, (length - bar.pos) // 6))

        yield step
        bar.update(length - bar.pos)
