"""The arrows between the packages, read from the imports; the drawing is in README.md.

`families, relations, models <- catalogue <- functions <- hosts`; `catalogue <- report`; `cxcel` never imports
`cxcel_addin`.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = (ROOT / "udfs", ROOT / "addin")
HEAVY = ("scipy", "pandas", "python_calamine", "clevercsv", "charset_normalizer", "xlsxwriter", "click")


@dataclass(frozen=True, slots=True)
class Rule:
    """Modules of the packages `of` never import what is `never`; with `on_load`, only not while they are loaded."""

    of: tuple[str, ...]
    never: tuple[str, ...]
    why: str
    on_load: bool = False


RULES = (
    Rule(("cxcel",), ("cxcel_addin", "xlwings", "openpyxl", "xlsxwriter"), "cxcel works without any Excel"),
    Rule(
        ("cxcel.families", "cxcel.relations", "cxcel.models"),
        ("cxcel.catalogue", "cxcel.functions", "cxcel.data"),
        "statistics know no metric and no file",
    ),
    Rule(("cxcel.catalogue",), ("cxcel.functions", "cxcel.data"), "the catalogue is data"),
    Rule(("cxcel.functions",), ("cxcel.data",), "a cell hands over values, not files"),
    Rule(
        ("cxcel_addin.report.render",),
        ("numpy", "scipy", "cxcel.families", "cxcel.relations", "cxcel.data"),
        "render draws the model and does no arithmetic",
    ),
    Rule(("cxcel_addin.report.build",), ("xlsxwriter",), "build makes the model with no file in sight"),
    Rule(("cxcel_addin.report",), ("cxcel_addin.hosts",), "hosts call the report, never the other way round"),
    Rule(("cxcel",), HEAVY, "a cell waits for the first import: slow packages are imported where they are used", True),
)


class Import(NamedTuple):
    """One name that a line imports."""

    name: str
    line: int
    on_load: bool  # happens while the module is loaded: not in a function, not for types only


def modules(*sources: Path) -> dict[str, Path]:
    """Every module below the source folders by its dotted name."""
    found = {}
    for source in sources:
        for path in sorted(source.rglob("*.py")):
            parts = path.relative_to(source).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def imports(module: str, path: Path) -> Iterator[Import]:
    """Everything a module imports, relative names made whole, `import_module("x")` included."""
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    waiting: list[tuple[ast.AST, bool]] = [(ast.parse(path.read_text(encoding="utf-8")), True)]
    while waiting:
        node, on_load = waiting.pop()
        for name in _names(node, package):
            yield Import(name, getattr(node, "lineno", 0), on_load)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += [(child, False) for child in node.body] + [(child, on_load) for child in node.orelse]
            continue
        later = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        waiting += [(child, on_load and not later) for child in ast.iter_child_nodes(node)]


def _names(node: ast.AST, package: list[str]) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        above = package[: len(package) + 1 - node.level] if node.level else []
        base = ".".join([*above, *([node.module] if node.module else [])])
        return [f"{base}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
        return [a.value for a in node.args[:1] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    return []


def broken(rule: Rule, *sources: Path) -> list[str]:
    """Where a rule is broken: `module:line imports name`."""
    return [
        f"{module}:{found.line} imports {found.name}"
        for module, path in modules(*sources).items()
        if within(module, rule.of)
        for found in imports(module, path)
        if within(found.name, rule.never) and (found.on_load or not rule.on_load)
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.of[0]} | {rule.never[0]}")
def test_imports_follow_the_arrows(rule: Rule) -> None:
    assert broken(rule, *SOURCES) == [], rule.why


def test_every_rule_speaks_of_modules_that_exist() -> None:
    """A rule about a module that was renamed would hold for ever."""
    existing = modules(*SOURCES)
    ours = [name for rule in RULES for name in (*rule.of, *rule.never) if name.startswith("cxcel")]
    assert [name for name in ours if not any(within(module, (name,)) for module in existing)] == []


PLANTED = {
    "import": "import cxcel_addin.report",
    "from": "from cxcel_addin import report",
    "in a function": "def f():\n    from cxcel_addin.report import model",
    "for types": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import cxcel_addin",
    "relative": "from ...cxcel_addin import report",
    "by name": "import importlib\nimportlib.import_module('cxcel_addin.report')",
}


@pytest.mark.parametrize("source", PLANTED.values(), ids=PLANTED)
def test_a_planted_import_is_caught(source: str, tmp_path: Path) -> None:
    planted = tmp_path / "cxcel" / "families" / "planted.py"
    planted.parent.mkdir(parents=True)
    planted.write_text(f"import numpy\n{source}\n", encoding="utf-8")
    (place,) = broken(RULES[0], tmp_path)
    assert place.startswith("cxcel.families.planted:")
    assert "cxcel_addin" in place


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ("import scipy.special", True),
        ("try:\n    import pandas\nexcept ImportError:\n    pass", True),
        ("class A:\n    import click", True),
        ("def f():\n    import pandas", False),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas", False),
        ("import pandas_like", False),
    ],
)
def test_slow_packages_are_caught_only_where_loading_pays_for_them(source: str, caught: bool, tmp_path: Path) -> None:
    planted = tmp_path / "cxcel" / "planted.py"
    planted.parent.mkdir()
    planted.write_text(f"{source}\n", encoding="utf-8")
    assert bool(broken(RULES[-1], tmp_path)) is caught


def test_importing_the_functions_loads_nothing_slow() -> None:
    """What the imports say is not all: a package may load another."""
    script = "import sys, cxcel.functions; print(*sys.modules, sep='\\n')"
    path = os.pathsep.join(map(str, SOURCES))
    run = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    loaded = set(run.stdout.split())
    assert "cxcel.functions" in loaded
    assert loaded & {"scipy.stats", *HEAVY} - {"scipy"} == set()
