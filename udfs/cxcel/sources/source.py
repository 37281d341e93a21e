"""What a source is: a name for data that lie outside the workbook, and how its columns are to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    """A named place of data of any size.

    Parameters
    ----------
    name : str
        What formulas call it: a letter, then letters, digits, "_" or "-".
    location : str
        A file, a folder or a pattern ("logs/*.parquet"), relative to `home`; or an address without a password such as
        "postgresql://reader@db.example.com/cx" or "spark://host:7077".
    table : str
        Table of a database ("schema.table"), or the folder of Parquet that a Spark cluster reads; "" for files.
    roles : mapping
        Role (or any name) -> column of the data, or an expression over its columns such as "wait <= 20".
    timezone : str
        IANA name of the zone in which days are cut, for columns that know their zone.
    blanks : tuple of str
        Further cells that mean "not answered", such as "-99".
    decimal : str
        "point" or "comma", for numbers that are stored as text; "" where cells prove it.
    dates : str
        "day-first" or "month-first", for dates such as 1/2/2026 that are stored as text; "" where cells prove it.
    missing : str
        "refuse" or "blank": what to do where a file of the source lacks a column that another has.
    copies : str
        "drop" or "keep": whether a row that repeats an id and every other cell counts once or as often as it is there.
    settled : int
        Days after which rows of a database are taken not to change any more; 0 = every day is read each time.
    home : Path
        Folder of the file that the source was read from.
    """

    name: str
    location: str
    table: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    timezone: str = "UTC"
    blanks: tuple[str, ...] = ()
    decimal: str = ""
    dates: str = ""
    missing: str = "refuse"
    copies: str = "drop"
    settled: int = 0
    home: Path = field(default_factory=Path)

    def __post_init__(self) -> None:
        """Hold no password, so that no text that shows a source can show one."""
        from cxcel.sources.secrets import refuse_secret

        refuse_secret(self.name, self.location)
