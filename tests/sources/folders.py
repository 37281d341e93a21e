"""Folders of Parquet that tests name as sources."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def name_source(at: Path, name: str, location: str, **settings: str | int) -> None:
    """Add a source to the register in a folder."""
    lines = [f"[sources.{name}]", f'location = "{location}"']
    lines += [f"{key} = {value!r}".replace("'", '"') for key, value in settings.items()]
    with (at / "cxcel-sources.toml").open("a") as file:
        file.write("\n".join(lines) + "\n\n")


def write_files(at: Path, name: str, table: pa.Table, files: int, **settings: str | int) -> Path:
    """Write a table as so many files of Parquet in a folder of its own, and name it a source."""
    folder = at / name
    folder.mkdir()
    size = -(-table.num_rows // files)
    for i in range(files):
        pq.write_table(table.slice(i * size, size), folder / f"{i:02d}.parquet")
    name_source(at, name, name, **settings)
    return folder
