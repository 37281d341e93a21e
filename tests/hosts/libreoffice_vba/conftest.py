"""One LibreOffice for all tests, with two twins open: one as the add-in is, one that packs every range."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import absent
from tests.hosts.libreoffice_vba import twin
from tests.hosts.libreoffice_vba.calc import Calc, Failure, Twin, Unavailable

from cxcel_addin.hosts.com import call as host

collect_ignore = ["office.py"]  # it runs in LibreOffice's own Python


class Server:
    """What answers the cells: the real functions; it remembers what was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[Any, ...]] = []
        self.failures: list[int] = []  # numbers of COM's errors, for the next calls

    def answer(self, module: str, function: str, given: tuple[Any, ...]) -> object:
        if self.failures:
            raise Failure(self.failures.pop(0))
        assert module == "cxcel_addin.hosts.com.call", module
        assert function in host.__all__, function
        if function == "call":
            self.sent.append(given)
        return getattr(host, function)(*given) or (("",),)


@pytest.fixture(scope="session")
def calc(soffice: str) -> Iterator[Calc]:
    try:
        one = Calc(soffice)
    except Unavailable as why:
        absent(str(why))
    yield one
    one.close()


@pytest.fixture(scope="session")
def twins(calc: Calc, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Twin]:
    folder: Path = tmp_path_factory.mktemp("twins")
    texts = {"plain": twin.texts(), "packed": twin.texts(fewest=1)}
    return {name: Twin(calc, twin.write(folder / f"{name}.xlsm", modules)) for name, modules in texts.items()}


@pytest.fixture
def server(calc: Calc) -> Server:
    host.refresh()
    calc.answer = (one := Server()).answer
    return one


@pytest.fixture
def sheet(twins: dict[str, Twin], server: Server) -> Iterator[Twin]:
    """An empty sheet of the twin that is as the add-in is."""
    yield from fresh(twins["plain"])


@pytest.fixture(params=["plain", "packed"])
def either(request: pytest.FixtureRequest, twins: dict[str, Twin], server: Server) -> Iterator[Twin]:
    """An empty sheet of each twin."""
    yield from fresh(twins[request.param])


def fresh(one: Twin) -> Iterator[Twin]:
    one.run("Answers.ForgetResults")
    one.fresh()
    yield one
    one.drop()
