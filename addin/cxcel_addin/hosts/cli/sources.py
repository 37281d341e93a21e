"""``cxcel source``: data of any size by a name, for formulas and reports."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from cxcel.errors import BadOption, CxError

MAP = "--map"
LISTED = 20  # columns that a line names
ENGINE_HERE = "local["  # a Spark of this computer: no file, whatever it looks like


@click.group()
def source() -> None:
    """Data of any size by a name: files, folders, databases, clusters."""


@source.command()
@click.argument("name")
@click.argument("location")
@click.option("--table", default="", help="The table of a database, or the folder of Parquet that a cluster reads.")
@click.option(MAP, "maps", multiple=True, metavar="ROLE=Header", help='The column of a role, or "in_time=wait <= 20".')
@click.option("--blank", "blanks", multiple=True, metavar="VALUE", help="Read VALUE as not answered.")
@click.option("--timezone", default="UTC", show_default=True, metavar="ZONE", help="Zone that days are cut in.")
@click.option("--decimal", default="", metavar="MARK", help="comma or point, where cells cannot prove it.")
@click.option("--dates", default="", metavar="ORDER", help="day-first or month-first, where cells cannot prove it.")
@click.option(
    "--missing", default="refuse", show_default=True, metavar="refuse|blank", help="For a column that a file lacks."
)
@click.option("--copies", default="drop", show_default=True, metavar="drop|keep", help="For rows that are there twice.")
@click.option("--settled", default=0, metavar="DAYS", help="Days after which rows of a database change no more.")
@click.option("--here/--user", "near", default=True, help="Name it in this folder (default), or for all of yours.")
@click.option("--password", "asked", is_flag=True, help="Ask for the password, and keep it in the system's keyring.")
@click.option("--replace", is_flag=True, help="Put it in the place of a source of that name.")
def add(
    name: str, location: str, *, maps: tuple[str, ...], near: bool, asked: bool, replace: bool, **options: Any
) -> None:
    """Name the data at LOCATION.

    LOCATION is a file, a folder or a pattern such as "logs/*.parquet", or an address without a password such as
    postgresql://reader@db.example.com/cx.  It is opened once before anything is written.

    cxcel source add contacts logs --map "wait=Speed of answer"
    """
    from cxcel.sources.fields import check_name, read_source
    from cxcel.sources.registration import add as register
    from cxcel.sources.registration import refuse_known
    from cxcel.sources.registry import entry, here, user_file
    from cxcel.sources.secrets import keep, typed

    file = here() if near else user_file()
    refuse_known(check_name(name), file, replace=replace)
    fields = {**options, "location": _from(location, file), "roles": parse_maps(maps)}
    new = read_source(name, fields, file.absolute().parent)
    secret = _ask(new) if asked else ""
    with typed(new, secret) if asked else nullcontext():
        lines = [*described(new), *ids_of(new)]
    if asked:
        keep(new, secret)
    register(new, file, replace=replace)
    _say(lines)
    click.echo(f"Written: {file}")
    first = entry(name).file
    if first.absolute() != file.absolute():
        click.echo(f"Note: {first} has a source of that name, too, which goes first in this folder")


def _from(location: str, file: Path) -> str:
    """Return a location that was typed in this folder as the file that will name it must have it."""
    from cxcel.sources.secrets import is_address

    here = Path.cwd()
    fixed = is_address(location) or location.startswith(("~", ENGINE_HERE)) or not location.strip()
    return location if fixed or here == file.absolute().parent else os.path.abspath(here / location)


def parse_maps(texts: Sequence[str]) -> dict[str, str]:
    """Return role -> header or expression.

    Raises
    ------
    BadOption
        A text is not ROLE=Header, or two are for one role.

    Examples
    --------
    >>> parse_maps(["wait=Speed of answer", "in_time=wait <= 20"])
    {'wait': 'Speed of answer', 'in_time': 'wait <= 20'}
    """
    out: dict[str, str] = {}
    for text in texts:
        role, equals, header = (part.strip() for part in text.partition("="))
        if not role or not equals:
            raise BadOption(f"{MAP} must be ROLE=Header such as nps=Score, got '{text}'")
        if role.lower() in out:
            raise BadOption(f"{MAP} {text}: {role} is given twice; keep one")
        out[role.lower()] = header
    return out


def _ask(of: Any) -> str:
    """Ask for a password without showing it."""
    from cxcel.sources.secrets import refuse_files

    refuse_files(of)
    return str(click.prompt(f"Password of {of.name}", hide_input=True, err=True))


def _say(lines: Sequence[str]) -> None:
    for line in lines:
        click.echo(line)


@source.command("list")
def list_() -> None:
    """List the sources that are known in this folder."""
    from cxcel.sources.registry import entries

    found = entries()
    if not found:
        click.echo("No sources yet: cxcel source add NAME LOCATION adds one")
        return
    _say(_columns([(one.source.name, _place(one.source), str(one.file)) for one in found]))


@source.command()
@click.argument("name")
def show(name: str) -> None:
    """Say where the source NAME is, what its columns are taken for, and how a formula uses it."""
    from cxcel.sources.registry import entry

    found = entry(name)
    _say(list(described(found.source)))
    click.echo(f"Named in {found.file}")


@source.command()
@click.argument("name")
def check(name: str) -> None:
    """Read the source NAME once, and say what is in each column that has a role."""
    from cxcel.sources.registry import find

    _say(list(checked(find(name))))


@source.command()
@click.argument("name")
def remove(name: str) -> None:
    """Forget the source NAME, the tallies kept of it and its stored password; the data stay as they are."""
    from cxcel.sources.registration import remove as take_out
    from cxcel.sources.registry import entries
    from cxcel.sources.secrets import account, forget
    from cxcel.sources.store import forget as forget_tallies
    from cxcel.sources.store import place_of

    gone = take_out(name)
    forget_tallies(place_of(gone.source))
    click.echo(f"Removed {gone.source.name} from {gone.file}; the data stay where they are")
    needed = {account(other.source) for other in entries()}
    if account(gone.source) not in needed and forget(gone.source):
        click.echo("Its password was taken out of the keyring")


@source.command()
@click.argument("name")
def password(name: str) -> None:
    """Ask for the password of the source NAME, and keep it in the system's keyring."""
    from cxcel.sources.registry import find
    from cxcel.sources.secrets import keep, variable

    found = find(name)
    keep(found, _ask(found))
    click.echo(f"The password of {found.name} is in the keyring")
    if variable(found.name) in os.environ:
        click.echo(f"Note: {variable(found.name)} is set, and goes first")


def _place(of: Any) -> str:
    return f"{of.location} {of.table}".strip()


def _columns(rows: Sequence[Sequence[str]], indent: str = "") -> list[str]:
    """Return rows of texts as lines in which columns stand below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        indent + "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def described(of: Any) -> Iterator[str]:
    """Open a source, and say what it is: its size, its roles, what is left open, and a formula that uses it.

    Raises
    ------
    CxError
        It cannot be opened, or a column that was told is not there.
    """
    from cxcel.sources.matching import matched

    opened, _, roles = _opened(of)
    found = matched(opened.table.columns, of.roles)
    yield f"{of.name}: {_place(of)}{_size(opened)}"
    yield from _columns([(role, _taken(role, told, opened, of)) for role, told in roles.items()], "  ")
    for role, headers in found.rivals.items():
        named = " or ".join(f"'{header}'" for header in headers)
        yield f'{role} could be {named}: choose with {MAP} "{role}={headers[0]}"'
    for header, could in found.unclear.items():
        yield f"'{header}' could be {' or '.join(could)}: say which with {MAP} \"{could[0]}={header}\""
    said = {*map(str.lower, found.roles.values()), *map(str.lower, found.unclear)}
    unused = [header for header in opened.table.columns if header.lower() not in said]
    if unused:
        more = f" and {len(unused) - LISTED} more" if len(unused) > LISTED else ""
        yield f"Without a role, used by header: {', '.join(unused[:LISTED])}{more}"
    yield f"In a formula: {_formula(of.name, roles)}"


def _opened(of: Any) -> tuple[Any, Mapping[str, Any], Mapping[str, str]]:
    """Return a source ready to be asked, the column of each role as its engine has it, and what each is taken from."""
    from cxcel.sources.reference import Reference
    from cxcel.sources.scope import scope_of

    scope = scope_of([Reference(of, ())])
    roles = scope.sides[of.name].roles
    return scope.opened, {role: _column(scope, of, role) for role in roles}, roles


def _column(scope: Any, of: Any, role: str) -> Any:
    try:
        return scope.column(of.name, role)
    except CxError as error:
        said = str(error).removeprefix(f"source '{of.name}': ")
        raise type(error)(said).at(f"source '{of.name}', {role}") from error


def _size(opened: Any) -> str:
    """Return the number of files and of rows, as far as the files say so themselves."""
    parts = opened.partitions
    if not parts:
        return ""
    rows = [part.rows for part in parts]
    counted = "" if None in rows else f", {sum(rows):,} rows"
    return f" ({len(parts):,} file{'s' * (len(parts) != 1)}{counted})"


def _taken(role: str, told: str, opened: Any, of: Any) -> str:
    """Return what a role is taken from, in words; a name that is no role of ours is said to be the user's own."""
    from cxcel.data.roles import ROLES

    there = {column.lower(): column for column in opened.table.columns}
    if told.lower() in there:
        taken = f"column '{there[told.lower()]}'"
    else:
        taken = told if role in of.roles else f"{told} (worked out)"
    return taken if role in ROLES else f"{taken} (a name of your own)"


def _formula(name: str, roles: Mapping[str, str]) -> str:
    """Return the first formula of the catalogue that the roles of a source are enough for."""
    from cxcel.catalogue import METRICS

    for metric in METRICS.values():
        needed = [argument.role for argument in metric.arguments if not argument.optional]
        if needed and all(role in roles for role in needed):
            columns = ",".join(f'"{name}:{role}"' for role in needed)
            return f"={metric.name}({columns})"
    return f'"{name}:Header" wherever a function takes a column'


def checked(of: Any) -> Iterator[str]:
    """Read a source, and say how many rows it has and how many of them each role's column fills.

    Raises
    ------
    CxError
        It cannot be opened or read.
    """
    from cxcel.sources.connect import failing

    opened, columns, _ = _opened(of)
    counts = {f"n{at}": column.count() for at, column in enumerate(columns.values())}
    with failing(of):
        (row,) = opened.backend.to_pyarrow(opened.table.aggregate(rows=opened.table.count(), **counts)).to_pylist()
    yield f"{of.name}: {_place(of)}{_size(opened)}"
    yield f"{row['rows']:,} rows read"
    lines = [
        (role, str(column.type()).removeprefix("!"), f"{row[f'n{at}']:,} filled")
        for at, (role, column) in enumerate(columns.items())
    ]
    yield from _columns(lines, "  ")
    yield from ids_of(of)


def ids_of(of: Any) -> Iterator[str]:
    """Look through the ids of a source, which is done once for each state of it, and say whether rows are copies."""
    from cxcel.sources.copies import NONE, own_id, repeated
    from cxcel.sources.scope import side_of

    side = side_of(of)
    column = own_id(side.roles, side.opened.table.columns)
    if column is None or of.copies == "keep":
        return
    found = repeated(side.opened, column)
    done = "" if found == NONE else ": a row that repeats an id and every other cell counts once"
    yield f"Ids in '{column}' repeated: {found}{done}"
