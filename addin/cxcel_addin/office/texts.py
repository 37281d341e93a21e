"""The texts of the extension: types, names and helps of the functions, buttons, and what it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from .declared import Declared
from .inside.buttons import BUTTONS, Button
from .inside.names import BUTTONS as BUTTONS_SERVICE
from .inside.names import IDENTIFIER, PROTOCOL, SERVICE

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
CALC = "com.sun.star.sheet.SpreadsheetDocument"
TITLE = "CX"
OLDEST = "7.0"  # of LibreOffice; tested with 7.4


def idl(functions: Iterable[Declared]) -> str:
    """Return the types, which LibreOffice reads as text."""
    lines = []
    for function in functions:
        shown = "".join(f", [in] {a.type} a{i}" for i, a in enumerate(function.arguments, 1))
        document = "[in] com::sun::star::beans::XPropertySet document"  # filled in by Calc, seen by nobody
        lines.append(f"    {function.returns} {function.name}({document}{shown});")
    return "\n".join(("module org { module cxcel {", "interface XFunctions {", *lines, "};", "}; };", ""))


def components() -> str:
    """Return which services ``component.py`` has."""
    services = "".join(
        f"<implementation name={quoteattr(name)}><service name={quoteattr(name)}/></implementation>"
        for name in (SERVICE, BUTTONS_SERVICE)
    )
    loader = '<component loader="com.sun.star.loader.Python" uri="component.py">'
    return f'{HEAD}<components xmlns="http://openoffice.org/2010/uno-components">{loader}{services}</component></components>\n'


def names_and_helps(functions: Iterable[Declared]) -> str:
    """Return what the function wizard shows."""
    nodes = []
    for function in functions:
        shown = "".join(
            _node(f"a{i}", _told("DisplayName", a.name) + _told("Description", a.help))
            for i, a in enumerate(function.arguments, 1)
        )
        nodes.append(
            _node(
                function.name,
                _told("DisplayName", function.name)
                + _told("Description", f"{function.help} ({function.category})")
                + f'<prop oor:name="Category"><value>{escape(function.category)}</value></prop>'
                + _told("CompatibilityName", function.name)
                + f'<node oor:name="Parameters">{shown}</node>',
            )
        )
    inner = f'<node oor:name="AddInFunctions">{"".join(nodes)}</node>'
    return _configuration("CalcAddIns", f'<node oor:name="AddInInfo">{_node(SERVICE, inner)}</node>')


def handler() -> str:
    """Return which commands the buttons' service takes."""
    protocols = f'<prop oor:name="Protocols" oor:type="oor:string-list"><value>{PROTOCOL}*</value></prop>'
    return _configuration("ProtocolHandler", f'<node oor:name="HandlerSet">{_node(BUTTONS_SERVICE, protocols)}</node>')


def menus() -> str:
    """Return the toolbar and the menu."""
    menu = "".join(_node(f"m{i:02}", _button(button)) for i, button in enumerate(BUTTONS, 1))
    bar = "".join(_node(f"b{i:02}", _button(button)) for i, button in enumerate(BUTTONS, 1))
    top = _node(IDENTIFIER, _title(TITLE) + _context() + f'<node oor:name="Submenu">{menu}</node>')
    toolbar = _node(f"{IDENTIFIER}.toolbar", bar)
    return _configuration(
        "Addons",
        f'<node oor:name="AddonUI"><node oor:name="OfficeMenuBar">{top}</node>'
        f'<node oor:name="OfficeToolBar">{toolbar}</node></node>',
    )


def toolbar_state() -> str:
    """Return how the toolbar is shown at first: named, and with words, for it has no pictures."""
    told = (
        _told("UIName", TITLE)
        + '<prop oor:name="Style" oor:type="xs:int"><value>1</value></prop>'  # com.sun.star.ui.ItemStyle: text
        + '<prop oor:name="Docked" oor:type="xs:boolean"><value>true</value></prop>'
        + '<prop oor:name="DockingArea" oor:type="xs:int"><value>0</value></prop>'
        + '<prop oor:name="DockPos" oor:type="xs:string"><value>0,3</value></prop>'  # a row of its own
        + '<prop oor:name="Visible" oor:type="xs:boolean"><value>true</value></prop>'
    )
    node = _node(f"private:resource/toolbar/addon_{IDENTIFIER}.toolbar", told)
    return _configuration(
        "CalcWindowState", f'<node oor:name="UIElements"><node oor:name="States">{node}</node></node>', "Office.UI"
    )


def description(version: str) -> str:
    """Return what the extension is."""
    return (
        f'{HEAD}<description xmlns="http://openoffice.org/extensions/description/2006" '
        'xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<identifier value={quoteattr(IDENTIFIER)}/><version value={quoteattr(version)}/>"
        '<display-name><name lang="en">CXcel</name></display-name>'
        '<publisher><name lang="en">The CXcel team</name></publisher>'
        f'<dependencies><l:LibreOffice-minimal-version xmlns:l="http://libreoffice.org/extensions/description/2011" '
        f'value="{OLDEST}" d:name="LibreOffice {OLDEST}" xmlns:d="http://openoffice.org/extensions/description/2006"/>'
        "</dependencies></description>\n"
    )


def manifest(parts: Sequence[tuple[str, str]]) -> str:
    """Return the list of parts with their media types."""
    entries = "".join(
        f"<manifest:file-entry manifest:media-type={quoteattr(kind)} manifest:full-path={quoteattr(path)}/>"
        for path, kind in parts
    )
    return (
        f'{HEAD}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">{entries}</manifest:manifest>\n'
    )


def _configuration(name: str, inner: str, package: str = "Office") -> str:
    return (
        f'{HEAD}<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'oor:name="{name}" oor:package="org.openoffice.{package}">{inner}</oor:component-data>\n'
    )


def _node(name: str, inner: str) -> str:
    return f'<node oor:name={quoteattr(name)} oor:op="replace">{inner}</node>'


def _told(name: str, text: str) -> str:
    return f'<prop oor:name="{name}"><value xml:lang="en">{escape(text)}</value></prop>'


def _title(text: str) -> str:
    return f'<prop oor:name="Title" oor:type="xs:string"><value xml:lang="en-US">{escape(text)}</value></prop>'


def _context() -> str:
    return f'<prop oor:name="Context" oor:type="xs:string"><value>{CALC}</value></prop>'


def _button(button: Button) -> str:
    url = f'<prop oor:name="URL" oor:type="xs:string"><value>{PROTOCOL}{button.name}</value></prop>'
    return (
        _context()
        + url
        + _title(button.title)
        + '<prop oor:name="Target" oor:type="xs:string"><value>_self</value></prop>'
    )
