"""The zip as it comes out: whole, the same every time, and closed to what lies outside it."""

from __future__ import annotations

import importlib.metadata
import io
import zipfile
from pathlib import Path

import pytest
from tests.bundle.fakes import embeddable, wheel, zipped

import cxcel
import cxcel_addin
from cxcel_addin.bundle import builder, downloads, ours, place
from cxcel_addin.package import builder as package


def served(patch: pytest.MonkeyPatch, folder: Path) -> list[tuple[str, Path | None, bool]]:
    """Take the wheels of a folder for those of PyPI; what is asked for is added to the list returned."""
    asked = []

    def wheels(version: str, down: Path, kept: Path | None = None, *, sources: bool = False) -> list[Path]:
        asked.append((version, kept, sources))
        return sorted(folder.glob("*.whl"))

    patch.setattr(downloads, "wheels", wheels)
    return asked


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two builds of the same inputs, the second unpacked."""
    folder = tmp_path_factory.mktemp("bundle")
    (folder / "python.zip").write_bytes(zipped(embeddable("312")))
    wheel(folder)
    with pytest.MonkeyPatch.context() as patch:
        asked = served(patch, folder)
        first, second = (builder.build(folder / "python.zip", None) for _ in range(2))
    assert asked == [("312", None, False)] * 2
    assert first == second
    with zipfile.ZipFile(io.BytesIO(second)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.filename.split("/")[0] for info in archive.infolist()} == {"CXcel"}
        archive.extractall(folder)
    return folder / "CXcel"


def test_one_folder_with_what_is_copied_later(inside: Path) -> None:
    assert sorted(path.name for path in inside.iterdir()) == sorted(place.CONTENT)
    assert (inside / "python" / "python.exe").read_bytes() == embeddable("312")["python.exe"]


def test_nothing_outside_the_folder_is_on_the_path(inside: Path) -> None:
    (told,) = inside.glob("python/*._pth")
    assert told.name == "python312._pth"
    lines = told.read_text().split("\n")
    assert "import site" not in lines
    for line in filter(None, lines):
        assert (told.parent / line.replace("\\", "/")).resolve().is_relative_to(told.parent.resolve())


def test_cxcel_is_whole(inside: Path) -> None:
    site = inside / "python" / "site"
    for module in (cxcel, cxcel_addin):
        folder = Path(str(module.__file__)).parent
        for path in folder.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert (site / path.relative_to(folder.parent)).read_bytes() == path.read_bytes()
    assert not list(inside.rglob("*.pyc"))
    assert (site / "cxcel_addin" / "package" / package.FILE_NAME).read_bytes() == package.build()


def test_it_knows_its_version(inside: Path) -> None:
    (known,) = importlib.metadata.distributions(name="cxcel", path=[str(inside / "python" / "site")])
    assert known.version == cxcel.__version__
    about = inside / "python" / "site" / f"cxcel-{cxcel.__version__}.dist-info"
    assert not {path.name for path in about.iterdir()} & {"RECORD", "direct_url.json", "INSTALLER"}
    assert "MIT" in (about / "licenses" / "LICENSE").read_text()


def test_texts_for_windows(inside: Path) -> None:
    texts = [path for path in inside.iterdir() if path.is_file()]
    for path in texts:
        text = path.read_bytes()
        assert text.isascii(), "cmd and the editor read them in the code page of the machine"
        assert text.count(b"\n") == text.count(b"\r\n") > 1
    assert cxcel.__version__ in (inside / "READ ME.txt").read_text().split("\n")[0]


def test_every_licence_is_named_and_there(inside: Path) -> None:
    lines = (inside / "LICENCES.txt").read_text().split("\n")
    assert {"Python 3.12: PSF-2.0", "tiny 1.0: MIT", f"cxcel {cxcel.__version__}: MIT"} <= set(lines)
    texts = [line.strip() for line in lines if line.startswith("    ")]
    assert len(texts) >= 3
    assert all((inside / text).is_file() for text in texts)


def test_what_sources_need_is_asked_for_and_put_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "python.zip").write_bytes(zipped(embeddable("312")))
    wheel(tmp_path, "engine")
    asked = served(monkeypatch, tmp_path)
    made = builder.build(tmp_path / "python.zip", tmp_path, sources=True)
    assert asked == [("312", tmp_path, True)]
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert "CXcel/python/site/engine/__init__.py" in archive.namelist()
        assert "engine 1.0: MIT" in archive.read("CXcel/LICENCES.txt").decode().splitlines()


def test_an_installation_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "__version__", "99.0")
    with pytest.raises(cxcel.errors.CxError, match=r"CXcel 99.0 was installed as .*: pip install it again"):
        ours.files()
