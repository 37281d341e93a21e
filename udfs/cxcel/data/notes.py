"""What is noted while files are read: findings, assumptions, and the point where a report stops."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cxcel.data.dataset import Assumption, DataFinding
from cxcel.errors import BadInput
from cxcel.sentences import Numeral, Sentence, sentence

SHOWN = 20
LONGEST = 60
NOT_USED = sentence("not used")  # what was done about a column or a table


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the user's files something is."""

    file: str
    sheet: str = ""
    column: str = ""

    @property
    def table(self) -> str:
        """The file, with its sheet in brackets: the spelling that --map takes."""
        return f"{self.file}[{self.sheet}]" if self.sheet else self.file

    def at(self, column: str) -> Place:
        """Return the place of one column in the same table."""
        return Place(self.file, self.sheet, column)

    @property
    def named(self) -> Sentence:
        """The column and its table, for the middle of a sentence."""
        return sentence("column '{column}' of {table}", column=shown(self.column), table=self.table)

    def map(self, role: str, header: str = "Header") -> str:
        """Return the option that names a column's role.

        Examples
        --------
        >>> Place("survey.csv").map("nps", "Q1")
        '--map "survey.csv:nps=Q1"'
        """
        return f'--map "{self.table}:{role}={header}"'

    def __str__(self) -> str:
        return f"{self.table}, column '{shown(self.column)}'" if self.column else self.table


def shown(value: object) -> str:
    """Return a cell as a sentence can quote it: one line, not too long."""
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def counted(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


@dataclass(slots=True)
class Notes:
    """Collects what was found; `strict` decides whether a question stops the work."""

    strict: bool = True
    findings: list[DataFinding] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)

    def find(
        self,
        place: Place,
        found: Sentence,
        done: Sentence,
        rows: Iterable[int] = (),
        count: int = 0,
        value: object = None,
    ) -> None:
        """Note something about the data and what was done about it."""
        self._find(place, found, done, rows, count, value)

    def _find(self, place: Place, found: str, done: str, rows: Iterable[int], count: int, value: object = None) -> None:
        listed = tuple(int(row) for row in rows)
        example = _example(value, listed)
        self.findings.append(
            DataFinding(
                place.file, place.sheet, place.column, found, example, count or len(listed), listed[:SHOWN], done
            )
        )

    def assume(self, place: Place, text: Sentence, otherwise: str = "") -> None:
        """Note what was taken for granted, once."""
        assumption = Assumption(place.file, text, otherwise)
        if assumption not in self.assumptions:
            self.assumptions.append(assumption)

    def refuse(self, place: Place, error: BadInput) -> None:
        """Raise the error in a report; in a check, note it and go on."""
        if self.strict:
            raise error
        found, _, way_out = str(error).rpartition("; ")
        self._find(place, found, f"a report would stop here: {way_out}", (), 1)

    def stop(
        self, place: Place, found: str, way_out: str, rows: Iterable[int] = (), count: int = 0, value: object = None
    ) -> None:
        """Raise BadInput in a report; in a check, note what would stop one."""
        listed = tuple(int(row) for row in rows)
        if self.strict:
            where = f", row {listed[0]}" if listed else ""
            raise BadInput(f"{place}{where}: {found}; {way_out}")
        self._find(place, found, f"a report would stop here: {way_out}", listed, count or max(1, len(listed)), value)


def _example(value: object, rows: Sequence[int]) -> str:
    """Return one of the cells, and the row it is in."""
    if value is None:
        return sentence("in row {row}", row=rows[0]) if rows else ""
    text = value if isinstance(value, (Sentence, Numeral)) else shown(value)
    return sentence("{value} in row {row}", value=text, row=rows[0]) if rows else text
