"""What tests share: the real data sets, LibreOffice, and one sample written once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
# these make the reference values and need the packages and the R they come from; the tests read what they wrote
collect_ignore_glob = ["reference/make*"]
PROGRAMS = ("spark", "windows", "libreoffice", "postgres", "chromium")  # marks of tests that start another program

# A red property stays red on the next run; `--hypothesis-profile thorough` goes looking for new cases.
settings.register_profile("fast", deadline=None, max_examples=60, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=2_000)
settings.load_profile("fast")


@pytest.hookimpl(trylast=True)  # when each folder has marked its own
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest; short ones then fill the time in which the last of them ends."""
    first = {item.path: min(map(PROGRAMS.index, marks)) for item in items if (marks := marked(item))}
    items.sort(key=lambda item: first.get(item.path, len(PROGRAMS)))


def marked(item: pytest.Item) -> set[str]:
    """Return which programs a test starts."""
    return {mark.name for mark in item.iter_markers()} & set(PROGRAMS)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data sets, which is no part of the project."""
    folder = Path(os.environ.get("CXCEL_REAL_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"the real data sets are not in {folder}: name their folder in CXCEL_REAL_DATA")
    return folder


@pytest.fixture(scope="session", autouse=True)
def kept_tallies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep no tallies in the cache folder of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXCEL_STORE", str(tmp_path_factory.mktemp("store") / "tallies.sqlite"))
        yield


def absent(why: str) -> NoReturn:
    """Skip what needs another program that is not here, or fail where all of them must be (CXCEL_HOSTS=all)."""
    if os.environ.get("CXCEL_HOSTS") == "all":
        pytest.fail(why, pytrace=False)
    pytest.skip(why)


@pytest.fixture(scope="session")
def soffice() -> str:
    """The program that opens and draws workbooks; start it with PATH=/usr/bin:/bin and a profile folder of its own."""
    program = shutil.which("soffice") or shutil.which(
        "soffice", path="/usr/bin:/usr/local/bin:/opt/libreoffice/program"
    )
    if program is None:
        absent("LibreOffice is not installed: on Debian, apt-get install libreoffice-calc")
    return program


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as `make report` writes it; to be read only."""
    from cxcel_addin.sample import write_sample  # tests of cxcel alone load no add-in

    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder
