"""The menus of the ribbon: every function and every template in its place, and names that the ribbon takes."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from cxcel.functions import FUNCTIONS
from cxcel.worksheet import Spec, usage
from cxcel_addin.package import wrappers
from cxcel_addin.package.ribbon import LABEL, TIP, label_of, ribbon, tip_of
from cxcel_addin.templates import TEMPLATES

SPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"
RIBBON = ElementTree.fromstring(ribbon())
MOST = 1000  # controls in a menu: [MS-CUSTOMUI2] 2.2.24
# each is an image that Excel has: learn.microsoft.com/office/vba/office-mac/idmsoexcelmac and Office's own lists
IMAGES = {
    "ChartInsert",
    "DataValidation",
    "ErrorChecking",
    "FileNew",
    "FileSendAsAttachment",
    "FindDialog",
    "FunctionWizard",
    "Help",
    "Info",
    "RefreshAll",
}


def found(identity: str) -> ElementTree.Element:
    return next(element for element in RIBBON.iter() if element.get("id") == identity)


def test_every_function_stands_in_the_menu_of_its_category() -> None:
    shown = {
        menu.get("label"): [button.get("tag") for button in menu] for menu in found("cxInsert").findall(f"{SPACE}menu")
    }
    expected: dict[str, list[str]] = {}
    for spec in sorted(wrappers.specs(), key=lambda spec: spec.category):
        expected.setdefault(spec.category, []).append(spec.name)
    assert shown == expected
    assert len(shown) == 4
    assert max(map(len, shown.values())) < MOST


@pytest.mark.parametrize("spec", wrappers.specs(), ids=lambda spec: spec.name)
def test_a_function_says_what_it_gives_and_takes(spec: Spec) -> None:
    button = found(f"cxF_{spec.name}")
    assert button.get("onAction") == "CxInsertNamed"
    assert button.get("label") == label_of(spec).replace("&", "&&")
    assert button.get("label").startswith(f"{spec.name}: ")
    assert len(button.get("label")) <= LABEL
    assert button.get("screentip") == usage(spec)
    assert button.get("supertip").startswith(spec.summary)
    if len(tip_of(spec)) < TIP - 1:
        assert all(f"{p.name}: {p.help}" in tip_of(spec) for p in spec.parameters)


def test_a_long_tip_is_cut_between_arguments() -> None:
    spec = FUNCTIONS["CHURN_RISK_LIST"].spec
    longer = Spec(spec.name, spec.category, spec.summary, spec.parameters * 5, spec.returns)
    lines = tip_of(longer).split("\n")
    assert len(tip_of(longer)) <= TIP
    assert lines[-1] == "\u2026"
    assert set(lines[2:-1]) <= {f"{p.name}: {p.help}" for p in spec.parameters}


def test_every_template_is_listed() -> None:
    buttons = list(found("cxTemplates"))
    assert [b.get("tag") for b in buttons] == list(TEMPLATES)
    assert {b.get("onAction") for b in buttons} == {"CxTemplates"}
    assert [b.get("label") for b in buttons] == [t.title for t in TEMPLATES.values()]


def test_the_search_stands_before_the_list() -> None:
    assert [element.get("id") for element in found("cxInsert")][:2] == ["cxSearch", "cxInsertLine"]
    assert found("cxSearch").get("onAction") == "CxInsertFunction"


def test_keytips_are_short_and_none_begins_another() -> None:
    keys = [e.get("keytip") for group in RIBBON.iter(f"{SPACE}group") for e in group]
    assert all(re.fullmatch(r"[A-Z0-9]{1,3}", key) for key in keys)
    assert not [(a, b) for a in keys for b in keys if a is not b and b.startswith(a)]


def test_the_key_of_the_tab_is_none_of_excels() -> None:
    taken = "ABFHJLMNPQRWXY"  # tabs of Excel (J and Y lead on), search, Power Pivot, Add-ins
    assert RIBBON.find(f".//{SPACE}tab").get("keytip")[0] not in taken


def test_images_are_excels() -> None:
    assert {e.get("imageMso") for e in RIBBON.iter() if e.get("imageMso")} == IMAGES
