"""cxcel.xlam from its text: VBA, ribbon and the sheet of function texts, byte for byte the same every time.

What only building needs is imported there: installing, removing and the call for trial load no numpy for it.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import escape

from cxcel import __version__
from cxcel.errors import CxError

FILE_NAME = "cxcel.xlam"
RIBBON_PART = "customUI/customUI14.xml"
_RIBBON_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_SHEET_PART, _BOOK_PART, _RELATIONS_PART = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "_rels/.rels"
_APP_PART, _CORE_PART = "docProps/app.xml", "docProps/core.xml"
_TYPES_PART, _BOOK_RELATIONS_PART, _TEXTS_PART = (
    "[Content_Types].xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
)
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "_IntelliSense_"
# where Runtime.bas looks; filled at installation
SETTINGS = {"python": "D1", "folder": "F1"}
XLWINGS = "0.37.8"  # whose DLL Runtime.bas loads: the version that pyproject.toml pins
_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a zip file can say: the same for every build
_CORE = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>CXcel</dc:title>\
<dc:description>Loyalty and contact-centre metrics as Excel formulas</dc:description><dc:creator>CXcel</dc:creator>\
<cp:version>{__version__}</cp:version></cp:coreProperties>"""
_DOCUMENT = "ThisWorkbook"
MODULES = (
    "Answers",
    "Asking",
    "Buttons",
    "Catalogue",
    "Links",
    "Moments",
    "Opening",
    "Pack",
    "Ranges",
    "Report",
    "Ribbon",
    "Runtime",
    "Share",
)


def sources() -> dict[str, str]:
    """Return the text of every VBA module by its name, the wrappers among them."""
    from . import wrappers

    folder = files(__package__) / "vba"
    texts = {name: (folder / f"{name}.bas").read_text("utf-8") for name in MODULES}
    texts[_DOCUMENT] = (folder / f"{_DOCUMENT}.cls").read_text("utf-8")
    texts["Runtime"] = texts["Runtime"].replace("XLWINGS_VERSION", XLWINGS)
    texts[wrappers.MODULE] = wrappers.module(wrappers.specs())
    return texts


def build(texts: Mapping[str, str] | None = None, suffix: str = ".xlam") -> bytes:
    """Return the add-in.

    Parameters
    ----------
    texts : mapping, optional
        VBA modules in place of `sources`, for a twin whose runtime is another.
    suffix : str
        ``.xlsm`` makes a workbook that programs other than Excel open.

    Raises
    ------
    CxError
        The library that writes VBA projects is not installed.
    """
    from . import wrappers
    from .ribbon import ribbon

    parts = _parts(_with_vba(texts or sources(), suffix))
    _put_texts(parts, wrappers.intellisense(wrappers.specs(), __version__))
    _put(parts, _BOOK_PART, '<sheet name="Sheet1"', f'<sheet name="{SHEET}"')
    _put(parts, _APP_PART, "<vt:lpstr>Sheet1</vt:lpstr>", f"<vt:lpstr>{SHEET}</vt:lpstr>")
    parts[_CORE_PART] = _CORE.encode()
    parts[RIBBON_PART] = ribbon()
    relation = f'<Relationship Id="rIdRibbon" Type="{_RIBBON_RELATION}" Target="{RIBBON_PART}"/>'
    _put(parts, _RELATIONS_PART, "</Relationships>", f"{relation}</Relationships>")
    return _zipped(parts)


def packaged() -> bytes:
    """Return the add-in that came with CXcel, or build it where CXcel runs from its source."""
    ready = files(__package__) / FILE_NAME
    return ready.read_bytes() if ready.is_file() else build()


def with_settings(addin: bytes, settings: Mapping[str, str]) -> bytes:
    """Return an add-in that knows its interpreter and library folder.

    Parameters
    ----------
    addin : bytes
        As `build` returns it.
    settings : mapping
        ``python``, a path of ``pythonw.exe`` that the system's own code page can spell (xlwings' DLL takes no other),
        and ``folder``, any path.

    Examples
    --------
    >>> with_settings(b"", {"pyhton": "C:/Python/pythonw.exe"})
    Traceback (most recent call last):
        ...
    ValueError: there is no setting pyhton
    """
    for name in settings:
        if name not in SETTINGS:
            raise ValueError(f"there is no setting {name}")
    parts = _parts(addin)
    sheet = parts[_SHEET_PART].decode()
    for name, value in settings.items():
        before, after = re.split(f'<c r="{SETTINGS[name]}" .*?</c>', sheet, maxsplit=1, flags=re.S)
        sheet = before + _cell(SETTINGS[name], value) + after
    parts[_SHEET_PART] = sheet.encode()
    return _zipped(parts)


def settings_of(addin: bytes) -> dict[str, str]:
    """Return what an add-in was told at installation, "" where nothing."""
    from xml.etree import ElementTree

    found = dict.fromkeys(SETTINGS, "")
    names = {cell: name for name, cell in SETTINGS.items()}
    for cell in ElementTree.fromstring(_parts(addin)[_SHEET_PART]).findall(".//{*}c"):
        name = names.get(cell.get("r", ""))
        if name:
            found[name] = "".join(cell.itertext())
    return found


def version_of(addin: bytes) -> str:
    """Return the version of CXcel that an add-in was built from."""
    shown = re.search(rb"<cp:version>(.*?)</cp:version>", _parts(addin)[_CORE_PART])
    return shown[1].decode() if shown else ""


def _with_vba(texts: Mapping[str, str], suffix: str) -> bytes:
    """Return an empty Office file with the VBA project."""
    try:
        from pyopenvba import ExcelFile
    except ImportError:
        raise CxError("building the add-in needs pyOpenVBA: pip install pyopenvba") from None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"cxcel{suffix}"
        with ExcelFile.create_new(path) as book:
            project = book.vba_project()
            project.delete_module("Module1")
            for name in sorted(texts):
                text = texts[name].replace("\r\n", "\n").replace("\n", "\r\n")
                if name == _DOCUMENT:
                    book.set_module(name, book.get_module(name) + text)
                else:
                    project.add_module(name, text)
            book.save()
        return path.read_bytes()


def _put(parts: dict[str, bytes], part: str, old: str, new: str) -> None:
    """Replace a text of a part that must be there once."""
    text = parts[part].decode()
    if text.count(old) != 1:
        raise CxError(f"pyOpenVBA's empty workbook is not the one that CXcel knows: {part} without {old}")
    parts[part] = text.replace(old, new).encode()


def _put_texts(parts: dict[str, bytes], rows: list[list[str]]) -> None:
    """Fill the sheet: shared texts, and the cells of the settings, empty."""
    shared: dict[str, int] = {}
    lines = []
    for r, row in enumerate(rows, 1):
        cells = [_shared_cell(f"{_letters(c)}{r}", text, shared) for c, text in enumerate(row, 1) if text]
        if r == 1:
            cells += [_cell(place, "") for place in SETTINGS.values()]
        lines.append(f'<row r="{r}">{"".join(cells)}</row>')
    _put(parts, _SHEET_PART, "<sheetData/>", f"<sheetData>{''.join(lines)}</sheetData>")
    last = f"{_letters(max(map(len, rows)))}{len(rows)}"
    _put(parts, _SHEET_PART, '<dimension ref="A1"/>', f'<dimension ref="A1:{last}"/>')
    items = "".join(f"<si>{_text(text)}</si>" for text in shared)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    parts[_TEXTS_PART] = f'{head}<sst xmlns="{space}" uniqueCount="{len(shared)}">{items}</sst>'.encode()
    kind = f'<Override PartName="/{_TEXTS_PART}" ContentType="{_MAIN}.sharedStrings+xml"/>'
    _put(parts, _TYPES_PART, "</Types>", f"{kind}</Types>")
    relation = f'<Relationship Id="rIdTexts" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    _put(parts, _BOOK_RELATIONS_PART, "</Relationships>", f"{relation}</Relationships>")


def _shared_cell(place: str, text: str, shared: dict[str, int]) -> str:
    return f'<c r="{place}" t="s"><v>{shared.setdefault(text, len(shared))}</v></c>'


def _text(text: str) -> str:
    return f'<t xml:space="preserve">{escape(text)}</t>'


def _cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is>{_text(text)}</is></c>'


def _letters(column: int) -> str:
    return chr(64 + column)  # 26 columns are enough; a test sees to it


def _parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as book:
        return {info.filename: book.read(info) for info in book.infolist()}


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    """Pack the parts so that the same parts are the same bytes, the list of content types first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as book:
        for name in sorted(parts, key=lambda n: (n != "[Content_Types].xml", n != _RELATIONS_PART, n)):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            book.writestr(entry, parts[name])
    return out.getvalue()
