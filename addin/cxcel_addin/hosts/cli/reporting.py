"""From files to a report, a check or a sample: what the commands do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from cxcel.data.dataset import Dataset
from cxcel.data.notes import NOT_USED
from cxcel.errors import BadInput, BadOption, choose

from ...language import ENGLISH, say, say_many, speaking
from ...language.numbers import decimal
from ...report.as_json import to_json
from ...report.build import Settings, build
from ...report.build.details import ALL, IDS
from ...report.keep import Old, all_written, find
from ...report.model import Former, Report
from ...report.since import read_former
from ..files import check_ending, check_target, write_all
from .checking import Registered, parse_checks, registered_in
from .dressing import parse_looks
from .loading import loaded, marked
from .parsing import parse_language, parse_targets, parse_threshold
from .telling import found_line, place_of, told
from .voicing import parse_benchmarks, parse_quotes, read_themes

if TYPE_CHECKING:
    from ...report.render import Drawing
    from ...report.render.theme import Theme

SUFFIX = ".xlsx"
PAGES = (".html", ".htm")


def make_report(
    files: Sequence[Path],
    output: Path,
    json_output: Path | None,
    step: Callable[[str], None],
    *,
    period: str | None,
    targets: Sequence[str],
    threshold: float,
    organisation: str,
    since: Path | None = None,
    html: Path | None = None,
    paper: str | None = None,
    theme: str | None = None,
    **options: Any,
) -> list[str]:
    """Write the workbook, and the JSON and the web page if asked for; return what to tell the user.

    Raises
    ------
    CxError
        An option, a file or the output cannot be used; nothing was written.
    """
    check_ending(output, SUFFIX, "the report is an Excel workbook")
    check_beside(output, json_output, html)
    looks = parse_looks(paper, theme)
    parse_threshold(threshold)
    goals = parse_targets(targets)
    outputs = [path for path in (output, json_output, html) if path is not None]
    for target in outputs:
        check_target(target, [*files, *([since] if since and since.resolve() != output.resolve() else [])])
    earlier = older(output)
    made = compute(
        files,
        marked(files),
        step,
        period=period,
        targets=targets,
        threshold=threshold,
        organisation=organisation,
        registered=registered_in(output, earlier),
        former=former_of(output, earlier, since),
        breakdowns=json_output is not None,
        **options,
    )
    step("Drawing")
    drawn = drawn_over(made, output, earlier, looks)
    contents = {output: drawn.content}
    if json_output is not None:
        contents[json_output] = to_json(made)
    if html is not None:
        from ...report.web import page

        contents[html] = page(made, looks)
    step("Writing")
    write_all(contents)
    unused = [name for name in goals if name not in {row.name for row in made.card}]
    with speaking(made.language):
        kept = [kept_sentence(drawn)] if drawn.kept or drawn.left else []
        written = [say("Written: {path}", path=path) for path in outputs]
        return [*told(made, unused), "", *kept, *written]


def check_beside(output: Path, json_output: Path | None, html: Path | None) -> None:
    """Refuse two outputs in one file, and a web page that no browser would open as one.

    Raises
    ------
    BadOption
        Names the two, or the ending.
    """
    if html is not None and html.suffix.lower() not in PAGES:
        raise BadOption(f"--html {html.name} must end in .html: the file is a web page")
    if json_output is not None and json_output.resolve() == output.resolve():
        raise BadOption("--json and -o name the same file: give the JSON another name")
    if html is not None and json_output is not None and html.resolve() == json_output.resolve():
        raise BadOption("--html and --json name the same file: give the page another name")


def older(output: Path) -> Old:
    """Return the report that a new one takes the place of.

    Raises
    ------
    BadInput
        There is something else, or sheets that a new report would lose.
    """
    if not output.exists():
        return Old()
    earlier = find(output)
    if earlier.record is None:
        raise BadInput(f"{output} is there already and is no report that could be renewed: choose another name for -o")
    if earlier.others:
        others = ", ".join(f"'{name}'" for name in earlier.others[:4])
        raise BadInput(f"{output} holds sheets that a new report would lose ({others}): choose another name for -o")
    return earlier


def former_of(output: Path, earlier: Old, named: Path | None = None) -> Former | None:
    """Return the report that a new one is compared with: the one that is named, else the one whose place it takes."""
    if named is not None:
        return read_former(named)
    return read_former(output, earlier, asked=False) if earlier.record is not None else None


def drawn_over(made: Report, path: Path, earlier: Old, looks: Theme) -> Drawing:
    """Draw a report in the place of an earlier one, with what readers did to that: its texts, names, order, sheets."""
    from ...report.render import draw

    return draw(
        made,
        all_written(path, earlier),
        renamed=earlier.renamed(),
        taken=earlier.others,
        order=earlier.order(),
        hidden=earlier.hidden(),
        looks=looks,
    )


def kept_sentence(drawn: Drawing) -> str:
    """Say what became of the texts that readers wrote into the earlier report.

    Examples
    --------
    >>> from cxcel_addin.report.render import Drawing
    >>> kept_sentence(Drawing(b"", (), 3, 1, "Kept notes"))
    "Kept from the earlier report: 3 notes and texts where they stood, 1 on the sheet 'Kept notes'."
    """
    where = []
    if drawn.kept:
        where.append(say_many("{n} note or text where it stood", "{n} notes and texts where they stood", drawn.kept))
    if drawn.left:
        where.append(say("{n} on the sheet '{sheet}'", n=decimal(drawn.left), sheet=drawn.left_on))
    return say("Kept from the earlier report: {where}.", where=", ".join(where))


def compute(
    files: Sequence[Path],
    without: Mapping[Path, Collection[str]],
    step: Callable[[str], None],
    *,
    period: str | None,
    targets: Sequence[str],
    threshold: float,
    organisation: str,
    checks: Sequence[str] = (),
    language: str = ENGLISH,
    registered: Registered | None = None,
    benchmarks: Sequence[str] = (),
    themes: Path | None = None,
    quotes: str = "0",
    former: Former | None = None,
    details: str = "",
    breakdowns: bool = False,
    **options: Any,
) -> Report:
    """Read files and make the model; sheets `without` meaning for it are left out.

    `registered` are the days on which checks were first asked for, as an earlier report has them.

    Raises
    ------
    CxError
        An option or a file cannot be used, or no metric can be computed.
    """
    parse_language(language)  # before long work
    shown = choose("--details", details, (IDS, ALL)) if details else ""
    read = loaded(files, without, step, **options)
    step("Computing")
    settings = Settings(
        period=period or "",
        targets=parse_targets(targets),
        threshold=parse_threshold(threshold),
        organisation=organisation,
        created=date.today(),
        language=parse_language(language),
        checks=parse_checks(checks, registered or {}, date.today()),
        benchmarks=parse_benchmarks(benchmarks),
        themes=read_themes(themes),
        quotes=parse_quotes(quotes),
        former=former,
        details=shown,
        breakdowns=breakdowns,
    )
    made = build(read.data, settings, read.exact)
    if not made.scorecard:
        raise BadInput(_nothing(read.data))
    return made


def _nothing(data: Dataset) -> str:
    """Say why no metric can be computed: what was found wrong, else which columns would be needed."""
    for finding in data.findings:
        if finding.column and finding.done == NOT_USED:
            return (
                f"{place_of(finding.file, finding.sheet, finding.column)}: {finding.found}, and nothing else gives a "
                f'metric; export it again with its values, or name another with --map "{finding.file}:role=Header"'
            )
    table = data.tables[0]
    found = ", ".join(f"{role} ('{header}')" for role, header in list(table.roles.items())[:6])
    return (
        f"{table.file} holds no column that a metric needs (found: {found or 'none'}); name one, for example "
        f'--map "{table.file}:nps=Header" for a 0 to 10 answer or --map "{table.file}:wait=Header" for a waiting time'
    )


def check_files(
    files: Sequence[Path], without: Mapping[Path, Collection[str]] | None = None, **options: Any
) -> Iterator[str]:
    """Yield what each file holds, what was found, and what a report would do about it."""
    data = loaded(files, without or marked(files), strict=False, **options).data
    for table in data.tables:
        yield f"{place_of(table.file, table.sheet, '')}: {table.rows:,} rows"
        for role, header in table.roles.items():
            yield f"    {role:<18} {header}"
        if table.unused:
            yield f"    not used: {', '.join(table.unused)}"
    yield ""
    yield "Nothing wrong was found." if not data.findings else "Found:"
    yield from map(found_line, data.findings)
    if data.assumptions:
        yield ""
        yield "Taken for granted:"
        for assumption in data.assumptions:
            yield f"- {assumption.text}" + (f"  [{assumption.otherwise}]" if assumption.otherwise else "")


def make_sample(folder: Path, seed: int) -> Iterator[str]:
    """Write the sample data set and yield what was written."""
    from ...sample import write_sample

    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is a file: name a folder for the sample")
    with TemporaryDirectory() as aside:
        try:
            made = {folder / path.name: path.read_bytes() for path in write_sample(Path(aside), seed=seed)}
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput(
                f"the sample cannot be written to {folder}: {error.strerror or error}; name another folder"
            ) from error
    for target, content in made.items():
        check_target(target)
        if target.exists() and _first_line(target.read_bytes()) != _first_line(content):
            raise BadInput(f"{target} is no file of an earlier sample: name another folder, so that it stays as it is")
    write_all(made)
    for path in made:
        yield f"Written: {path}"


def make_large_sample(folder: Path, seed: int, rows: int, months: int, step: Callable[[str], None]) -> list[str]:
    """Write a sample of any size as Parquet and return what was written."""
    from ...large.plan import Plan
    from ...large.write import write_large

    return [f"Written: {path}" for path in write_large(folder, Plan(rows, months, seed), step)]


def _first_line(content: bytes) -> bytes:
    return content.partition(b"\n")[0]
