"""The ribbon's names and the wrappers' arguments."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from xml.etree import ElementTree

import pytest

from cxcel.functions import FUNCTIONS
from cxcel.worksheet import Spec
from cxcel_addin.package import builder, wrappers
from cxcel_addin.package.ribbon import ribbon

SPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"
RIBBON = ElementTree.fromstring(ribbon())
BUTTONS = [e for group in RIBBON.iter(f"{SPACE}group") for e in group]  # menus among them
# element -> its class where several classes share the element's name
CLASSES = {"button": "CT_Button", "group": "CT_Group", "tab": "CT_Tab", "ribbon": "CT_Ribbon", "tabs": "CT_Tabs",
           "customUI": "CT_CustomUI", "menu": "CT_Menu", "menuSeparator": "CT_MenuSeparator"}  # fmt: skip


FORBIDDEN = (
    "createobject",
    "getobject",
    "wscript",
    "cmd.exe",
    "powershell",
    "environ",
    "rtlmovememory",
    "copymemory",
    "activeworkbook",
    "shell",
    "chdir",
    "application.run",
    ".conf",
    "virtualalloc",
)


def schema() -> dict[str, dict]:
    """The Open XML SDK's description of customUI14, by element."""
    path = files("openxml_audit") / "data/openxml/schemas/schemas_microsoft_com_office_2009_07_customui.json"
    types = {t["Name"]: t for t in json.loads(path.read_text("utf-8"))["Types"]}
    return {tag: types[f"mso14:{name}/mso14:{tag}"] for tag, name in CLASSES.items()}


def test_elements_and_attributes_are_those_of_the_schema() -> None:
    known = schema()
    for element in RIBBON.iter():
        tag = element.tag.removeprefix(SPACE)
        allowed = {a["QName"].lstrip(":") for a in known[tag].get("Attributes", [])}
        assert set(element.attrib) <= allowed, tag
        children = {c["Name"].split("/mso14:")[1] for c in known[tag].get("Children", [])}
        assert {child.tag.removeprefix(SPACE) for child in element} <= children, tag
        for text in element.attrib.values():
            assert 0 < len(text) <= 1024


def test_every_button_says_what_it_does_and_calls_a_sub_that_is_there() -> None:
    subs = re.findall(r"^Public Sub (\w+)\(ByVal control As Object\)", builder.sources()["Ribbon"], re.M)
    assert {e.get("onAction") for e in RIBBON.iter() if e.get("onAction")} == set(subs)
    assert all(e.get("onAction") for e in RIBBON.iter(f"{SPACE}button"))
    identities = [e.get("id") for e in RIBBON.iter() if e.get("id")]
    assert len(set(identities)) == len(identities)
    labels = [
        "Refresh",
        "Build report",
        "Share",
        "Check data",
        "Insert function",
        "Explain",
        "Templates",
        "Help",
        "About",
    ]
    assert [b.get("label") for b in BUTTONS] == labels
    for button in BUTTONS:
        for name in ("id", "imageMso", "keytip", "screentip", "supertip"):
            assert button.get(name), (button.get("label"), name)
    for name in ("id", "keytip", "imageMso"):
        assert len({b.get(name) for b in BUTTONS}) == len(BUTTONS)


def declared(name: str) -> tuple[list[str], bool]:
    """The argument names of a wrapper, and whether the last takes any number."""
    text = builder.sources()[wrappers.MODULE]
    found = re.search(
        rf"^Public Function {name}\((.*)\) As Variant\n    {name} = AnswerTo\(\"{name}\", (.*)\)\nEnd", text, re.M
    )
    assert found, name
    words = [re.sub(r"Optional |ParamArray |\(\)| As Variant", "", word) for word in found[1].split(", ")]
    sent = re.findall(r"\w+", re.sub(r"\b(Array|Joined)\b", "", found[2]))
    assert sent == words, "every argument is sent, in order"
    return words, "ParamArray" in found[1]


@pytest.mark.parametrize("spec", wrappers.specs(), ids=lambda spec: spec.name)
def test_arguments_are_the_catalogues(spec: Spec) -> None:
    names, repeats = declared(spec.name)
    assert [name.removesuffix("_") for name in names] == [p.name for p in spec.parameters]
    assert repeats == any(p.repeats for p in spec.parameters)
    for name in names:
        kept = name.removesuffix("_")
        assert name.endswith("_") == (kept in wrappers.RESERVED or kept.upper() in FUNCTIONS)


def test_there_is_a_wrapper_for_every_function_and_no_other() -> None:
    names = re.findall(r"^Public Function (\w+)", builder.sources()[wrappers.MODULE], re.M)
    assert names == list(FUNCTIONS)


def test_no_name_of_ours_is_written_like_a_function() -> None:
    for module, text in builder.sources().items():
        if module != wrappers.MODULE:
            code = re.sub(r'"[^"]*"|\'.*', "", text)
            assert not {word for word in re.findall(r"\w+", code) if word.upper() in FUNCTIONS}, module


def test_only_functions_and_buttons_can_be_seen_from_outside() -> None:
    open_ = {m for m, text in builder.sources().items() if "Option Private Module" not in text}
    assert open_ == {wrappers.MODULE, "Ribbon", "ThisWorkbook"}


def test_nothing_starts_a_shell_or_reads_another_file() -> None:
    code = "\n".join(re.sub(r"'.*", "", text) for text in builder.sources().values()).lower()
    for word in FORBIDDEN:
        assert word not in code, word
    assert all("Option Explicit" in text for text in builder.sources().values())
    assert not re.search(r"declare (?!ptrsafe)", code)


def test_no_line_is_longer_than_the_editor_takes() -> None:
    for module, text in builder.sources().items():
        assert max(map(len, text.splitlines())) <= 1023, module
        assert text.isascii(), module
