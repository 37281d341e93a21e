"""The extension as a file: the same bytes for the same catalogue, every function in it, texts that can be read."""

from __future__ import annotations

import ast
import json
import re
import zipfile
from io import BytesIO
from xml.etree import ElementTree

import pytest

from cxcel import __version__
from cxcel.functions import FUNCTIONS
from cxcel_addin.office import builder
from cxcel_addin.office.builder import Place
from cxcel_addin.office.declared import ANY, CELLS, ROWS, all_declared, known, times
from cxcel_addin.office.inside.buttons import BUTTONS
from cxcel_addin.office.inside.names import PROTOCOL

PLACE = Place("/somewhere/bin/python", ("/somewhere/src",))
NAME = re.compile(r"^[A-Za-z]\w*[A-Za-z0-9]$")
OLDEST_PYTHON = (3, 8)  # that a LibreOffice of 7 or later brings


@pytest.fixture(scope="module")
def parts() -> dict[str, str]:
    return {name: content.decode() for name, content in builder.parts(PLACE).items()}


def test_two_builds_are_the_same_bytes() -> None:
    assert builder.build(PLACE) == builder.build(PLACE)
    with zipfile.ZipFile(BytesIO(builder.build(PLACE))) as package:
        assert package.testzip() is None
        assert {"META-INF/manifest.xml", "description.xml", "component.py"} <= set(package.namelist())


def test_what_is_listed_is_there(parts: dict[str, str]) -> None:
    listed = [entry.attrib for entry in ElementTree.fromstring(parts["META-INF/manifest.xml"])]
    names = [next(value for key, value in each.items() if key.endswith("full-path")) for each in listed]
    assert names == [name for name, _ in builder.PARTS]
    assert set(names) <= set(parts)


def test_every_text_can_be_read(parts: dict[str, str]) -> None:
    for name, text in parts.items():
        if name.endswith((".xcu", ".xml", ".components")):
            ElementTree.fromstring(text)
        if name.endswith(".py"):
            ast.parse(text, feature_version=OLDEST_PYTHON)
        if name.endswith(".json"):
            json.loads(text)
    assert f'<version value="{__version__}"/>' in parts["description.xml"]


def test_the_part_inside_needs_the_standard_library_alone(parts: dict[str, str]) -> None:
    allowed = {
        "uno",
        "com",
        "__future__",
        "array",
        "collections",
        "contextlib",
        "difflib",
        "hashlib",
        "json",
        "os",
        "re",
    }
    allowed |= {"shutil", "struct", "subprocess", "tempfile", "threading", "typing"}
    for name, text in parts.items():
        if name.startswith(builder.INSIDE):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Import):
                    assert {alias.name for alias in node.names} <= allowed, name
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    assert str(node.module).split(".")[0] in allowed, name


def test_every_function_is_declared_with_all_its_arguments(parts: dict[str, str]) -> None:
    declared = {each.name: each for each in all_declared()}
    assert set(declared) == {*FUNCTIONS, "CX"}
    for function in FUNCTIONS.values():
        spec, each = function.spec, declared[function.spec.name]
        names = [argument.name for argument in each.arguments]
        assert names[: len(spec.parameters)] == [p.name for p in spec.parameters]
        for p, argument in zip(spec.parameters, each.arguments, strict=False):
            needed = p.name in function.ranges and not p.optional
            assert argument.type == (CELLS if needed else ANY), (spec.name, p.name)
        assert (each.returns == ROWS) == spec.returns.startswith(("header", "one row"))
        line = next(line for line in parts[builder.TYPES].splitlines() if f" {spec.name}(" in line)
        assert line.count("[in]") == len(each.arguments) + 1


def test_names_are_ones_that_uno_takes() -> None:
    """An interface's method: letters, digits and single underscores (docs: UNOIDL, identifiers)."""
    for each in all_declared():
        assert NAME.match(each.name), each.name
        assert "__" not in each.name


def test_the_helps_are_the_catalogues(parts: dict[str, str]) -> None:
    text = parts["CalcAddIns.xcu"]
    for each in all_declared():
        assert f'<node oor:name="{each.name}" oor:op="replace">' in text
    assert "Net Promoter Score" in text
    assert "(may be left out)" in text


def test_every_button_stands_in_menu_and_toolbar(parts: dict[str, str]) -> None:
    for button in BUTTONS:
        assert parts["Addons.xcu"].count(f"<value>{PROTOCOL}{button.name}</value>") == 2
        assert parts["Addons.xcu"].count(f">{button.title}</value>") == 2


def test_the_part_inside_knows_what_it_has_to() -> None:
    told = known()
    assert set(told) == set(FUNCTIONS)
    assert told["AHT"]["times"] == [0, 1, 2] == times("AHT")
    assert told["AHT"]["cells"] == [0]
    assert told["KPI_CI"]["by_name"]["AHT"] == [1, 2, 3]
    assert told["KPI_TREND"]["by_name"]["ASA"] == [3]
    assert told["KPI_TREND"]["cells"] == [1, 3]
    assert told["ERLANG_SL"]["seconds"] == [1, 2, 4, 5]
    assert told["SILENT_DISSAT"]["seconds"] == []
    assert [name for name, each in told.items() if each["table"]] == [
        name for name, f in FUNCTIONS.items() if f.spec.returns.startswith(("header", "one row"))
    ]


def test_the_place_is_the_one_it_was_built_for(parts: dict[str, str]) -> None:
    assert json.loads(parts["place.json"]) == {"python": PLACE.python, "path": list(PLACE.path)}
    assert "/somewhere" not in "".join(text for name, text in parts.items() if name != "place.json")
