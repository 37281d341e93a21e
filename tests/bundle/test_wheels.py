"""What of a package goes into the zip, and where."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.bundle.fakes import lock, wheel
from tests.conftest import ROOT

from cxcel.errors import CxError
from cxcel_addin.bundle import downloads, wheels
from cxcel_addin.package.builder import XLWINGS

LOCK = (Path(downloads.__file__).parent / downloads.WHEELS).read_text("utf-8")


@pytest.mark.parametrize(
    ("package", "name", "where"),
    [
        ("xlwings", "xlwings-0.37.8.data/data/xlwings32-0.37.8.dll", "python/xlwings32-0.37.8.dll"),
        ("xlwings", "xlwings/pro/main.py", None),
        ("xlwings", "xlwings-0.37.8.dist-info/licenses/LICENSE_PRO.txt", None),
        ("xlwings", "xlwings-0.37.8.dist-info/METADATA", "python/site/xlwings-0.37.8.dist-info/METADATA"),
        ("pywin32", "pywin32_system32/pywintypes313.dll", "python/pywintypes313.dll"),
        ("pywin32", "win32/lib/win32con.py", "python/site/win32/lib/win32con.py"),
        ("pywin32", "adodbapi/apibase.py", None),
        ("pywin32", "pywin32-312.data/scripts/pywin32_postinstall.py", None),
        ("pywin32", "pywin32.pth", None),
        ("pywin32", "win32/pythonservice.exe", None),
        ("numpy", "numpy.libs/libopenblas.dll", "python/site/numpy.libs/libopenblas.dll"),
        ("numpy", "numpy/testing/__init__.py", "python/site/numpy/testing/__init__.py"),
        ("numpy", "numpy/tests/test_x.py", None),
        ("numpy", "numpy/__init__.pyi", None),
        ("numpy", "numpy-2.4.6.dist-info/RECORD", None),
    ],
)
def test_where_files_go(package: str, name: str, where: str | None) -> None:
    assert wheels.place(package, name) == where


def test_a_package_is_described(tmp_path: Path) -> None:
    parts, packages = wheels.unpacked([wheel(tmp_path, more={"tiny/tests/test_a.py": b""})])
    text = "python/site/tiny-1.0.dist-info/licenses/LICENSE"
    assert packages == [wheels.Package("tiny", "1.0", "MIT", (text,))]
    assert parts[text] == b"free"
    assert set(parts) >= {"python/site/tiny/__init__.py", "python/site/tiny-1.0.dist-info/METADATA"}
    assert not [name for name in parts if "tests" in name or "RECORD" in name]


@pytest.mark.parametrize(
    ("said", "licence"),
    [
        ("License-Expression: BSD-3-Clause", "BSD-3-Clause"),
        ("License: PSF", "PSF"),
        (
            "License: Copyright\n        all of the text\nClassifier: License :: OSI Approved :: BSD License",
            "BSD License",
        ),
    ],
)
def test_the_name_of_a_licence(said: str, licence: str) -> None:
    metadata = f"Name: a\nVersion: 1\n{said}\n".encode()
    assert wheels.described({"x/a-1.dist-info/METADATA": metadata}).licence == licence


def test_a_damaged_wheel(tmp_path: Path) -> None:
    path = wheel(tmp_path)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(CxError, match=r"tiny-1.0-py3-none-any.whl is damaged .*: delete it and try again"):
        wheels.unpacked([path])


def test_the_lock_is_of_what_cxcel_needs() -> None:
    """Every dependency and what it needs, for Windows, each with its hashes."""
    pinned = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", LOCK, re.M))
    text = (ROOT / "pyproject.toml").read_text("utf-8").split("\ndependencies = [")[1].split("]")[0]
    needed = {name.lower().replace(".", "-") for name in re.findall(r'^ *"([A-Za-z0-9.-]+)', text, re.M)}
    assert needed | {"pywin32", "et-xmlfile", "olefile", "cryptography", "cffi", "pycparser"} == set(pinned)
    assert pinned["xlwings"] == XLWINGS
    blocks = re.split(r"\n(?=[a-z])", LOCK.split("lock\n", 1)[1])
    assert len(blocks) == len(pinned)
    assert all("--hash=sha256:" in block for block in blocks)
    assert ";" not in LOCK, "a marker would be asked of the system that makes the zip"


def test_the_lock_with_sources_has_more_and_nothing_else() -> None:
    more = (Path(downloads.__file__).parent / downloads.SOURCES).read_text("utf-8")
    pinned, base = (dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.M)) for text in (more, LOCK))
    assert base.items() < pinned.items()
    assert {"ibis-framework", "duckdb", "pyarrow", "keyring"} <= pinned.keys() - base.keys()
    assert not {"psycopg", "pyspark"} & pinned.keys()
    assert ";" not in more


def test_a_lock_names_a_file(tmp_path: Path) -> None:
    assert re.fullmatch(r"tiny==1\.0 --hash=sha256:[0-9a-f]{64}\n", lock(wheel(tmp_path)))
