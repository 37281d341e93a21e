"""What VBA can reach in the server; the server itself runs in tests/hosts/windows."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from cxcel_addin.hosts.com import call
from cxcel_addin.hosts.com.serve import CALLS, reached


def test_what_the_add_in_calls_is_reached() -> None:
    assert {name: reached(CALLS, name) for name in call.__all__} == {name: getattr(call, name) for name in call.__all__}


@pytest.mark.parametrize(
    ("module", "function"),
    [("os", "system"), ("builtins", "exec"), (CALLS, "key"), (CALLS, "__builtins__"), ("cxcel_addinx.a", "b")],
)
def test_nothing_else_is(module: str, function: str) -> None:
    with pytest.raises(LookupError, match="install the add-in again"):
        reached(module, function)


def test_the_server_loads_nothing_before_it_answers() -> None:
    """Excel waits for the class to be there: numpy comes after."""
    script = "import sys, cxcel_addin.hosts.com.serve; print(*sys.modules)"
    path = os.pathsep.join(sys.path)
    run = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not {"numpy", "cxcel", "scipy", "xlwings", "click"} & set(run.stdout.split())
