"""Themes: accent, font, logo and large type in the workbook and on the web page, and what is refused in which words."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cxcel.errors import BadInput, BadOption, CxError
from cxcel_addin.hosts.cli.dressing import BIGGEST, parse_looks
from cxcel_addin.hosts.cli.picture import HEAVIEST, TALLEST, WIDEST, picture
from cxcel_addin.report.model import Figure, Tone, Unit
from cxcel_addin.report.render import draw
from cxcel_addin.report.render.accent import bar_of, contrast, lack, nearest, tint_of
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.fonts import FAMILIES
from cxcel_addin.report.render.heat import tint
from cxcel_addin.report.render.page import Page
from cxcel_addin.report.render.scale import scale
from cxcel_addin.report.render.styles import BLUE, BLUE_TINT, CREAM, INK, WHITE
from cxcel_addin.report.render.text import width
from cxcel_addin.report.render.theme import PLAIN, Theme, dressed
from cxcel_addin.report.render.weights import weights
from cxcel_addin.report.web import page

from .demo import full

GREEN = "#00805A"
COLOURS = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#{:02X}{:02X}{:02X}".format(*rgb))


def themed(folder: Path, text: str) -> Theme:
    """The looks of a theme file."""
    path = folder / "acme.toml"
    path.write_text(text, encoding="utf-8")
    return parse_looks("a4", str(path))


def refused(folder: Path, text: str) -> str:
    with pytest.raises(BadInput) as error:
        themed(folder, text)
    assert "\n" not in str(error.value)
    assert str(error.value).startswith(f"{folder / 'acme.toml'}: ") or "is no TOML" in str(error.value)
    return str(error.value)


def logo(folder: Path, name: str = "logo.png", size: tuple[int, int] = (400, 100), **options: Any) -> Path:
    path = folder / name
    Image.new("RGB", size, GREEN).save(path, **options)
    return path


@pytest.fixture
def acme(tmp_path: Path) -> Theme:
    logo(tmp_path)
    return themed(tmp_path, f'accent = "{GREEN}"\nfont = "calibri"\nlogo = "logo.png"\n')


def files_of(looks: Theme) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(draw(full(), looks=looks).content)) as file:
        return {name: file.read(name) for name in file.namelist()}


# --- colour ---


@pytest.mark.parametrize(
    ("color", "behind", "ratio"),
    [  # https://www.w3.org/TR/WCAG20-TECHS/G18.html gives the formula; the first three are known from its checkers
        ("#000000", "#FFFFFF", 21.0),
        ("#777777", "#FFFFFF", 4.478),
        ("#767676", "#FFFFFF", 4.542),
        ("#0B4F82", "#FFFFFF", 8.554),
    ],
)
def test_contrast_is_that_of_wcag_2(color: str, behind: str, ratio: float) -> None:
    assert contrast(color, behind) == pytest.approx(ratio, abs=0.001)


@given(COLOURS)
def test_a_colour_serves_or_its_nearest_shade_does(color: str) -> None:
    if lack(color) is None:
        assert nearest(color) == color
        assert min(contrast(color, WHITE), contrast(color, CREAM)) >= 4.5
        assert contrast(color, tint_of(color)) >= 3
    assert lack(nearest(color)) is None


@given(COLOURS.filter(lambda color: lack(color) is None))
def test_shades_are_as_light_as_the_blue_ones(color: str) -> None:
    assert contrast(tint_of(color), WHITE) == pytest.approx(contrast(BLUE_TINT, WHITE), abs=0.05)
    assert contrast(bar_of(color), INK) >= 4.4
    assert contrast(bar_of(color), WHITE) >= 3


def test_an_accent_that_is_too_light_is_refused_with_its_contrast_and_a_shade_that_is_taken(tmp_path: Path) -> None:
    said = refused(tmp_path, 'accent = "#FFCC00"')
    assert "accent #FFCC00 has a contrast of 1.51 to 1 on white, and needs 4.5 to 1" in said
    shade = said.rsplit(" ", 1)[-1]
    assert themed(tmp_path, f'accent = "{shade}"').accent == shade


def test_a_contrast_just_under_the_limit_is_not_rounded_up(tmp_path: Path) -> None:
    assert "contrast of 4.47 to 1 on white" in refused(tmp_path, 'accent = "#777777"')


def test_the_accent_stands_wherever_the_blue_stood(acme: Theme) -> None:
    plain = b"".join(files_of(PLAIN).values()).upper()
    worn = b"".join(files_of(acme).values()).upper()
    for role, color in ((BLUE, acme.accent), (BLUE_TINT, acme.tint)):
        assert role[1:].encode() in plain
        assert role[1:].encode() not in worn
        assert color[1:].encode() in worn


def test_bars_and_the_deepest_cells_have_their_shade(acme: Theme) -> None:
    with dressed(acme):
        book = Book(full())
        page = Page(book, full().method.section, [432, 600])
        tint(page, 5, 1, 6, 1)
        figure = Figure(0.2, 0.1, 0.3, 90)
        page.put(
            weights(book, "Bars", ["a"], [figure], [Tone.BETTER], [20], scale([0.3], Unit.SHARE)), 5, 0, (300, 60), ""
        )
        book.write_data()
        content = book.bytes()
    with zipfile.ZipFile(BytesIO(content)) as file:
        assert acme.bar[1:].encode() in file.read("xl/charts/chart1.xml").upper()
        assert file.read("xl/worksheets/sheet1.xml").upper().count(acme.bar[1:].encode()) == 2


def test_without_colour_the_marks_still_differ(acme: Theme) -> None:
    """Worse is a diamond and its verdict has a word, whatever the accent."""
    charts = b"".join(content for name, content in files_of(acme).items() if "/charts/" in name)
    for mark in re.findall(rb'<c:marker><c:symbol val="(\w+)"/>.{0,120}?D55E00', charts):
        assert mark == b"diamond"
    assert b'val="diamond"' in charts


# --- font ---


def test_the_font_is_that_of_every_cell_chart_and_footer(acme: Theme) -> None:
    files = files_of(acme)
    styles = files["xl/styles.xml"].decode()
    names = re.findall(r'<name val="([^"]+)"/>', styles)
    assert names.count("Arial") == 1  # the first, which columns are measured in
    assert set(names) == {"Arial", "Calibri"}
    charts = [content.decode() for name, content in files.items() if re.match(r"xl/charts/chart\d+", name)]
    assert {face for chart in charts for face in re.findall(r'<a:latin typeface="([^"]+)"', chart)} == {"Calibri"}
    assert '"Calibri,Regular"' in files["xl/worksheets/sheet1.xml"].decode()


def test_a_wider_font_is_given_more_room() -> None:
    words = "First-contact resolution moves with Net Promoter Score"
    plain = width(words)
    with dressed(Theme(font="Open Sans", wider=FAMILIES["Open Sans"])):
        assert width(words) == pytest.approx(1.05 * plain)


@pytest.mark.parametrize("font", ["Georgia", "Comic Sans MS", ""])
def test_a_font_whose_numbers_do_not_line_up_is_refused_with_those_that_do(tmp_path: Path, font: str) -> None:
    said = refused(tmp_path, f'font = "{font}"')
    assert f"font '{font}'" in said
    assert all(family in said for family in FAMILIES)


# --- logo ---


def test_the_logo_stands_on_the_summary_and_is_told_of(acme: Theme) -> None:
    book = openpyxl.load_workbook(BytesIO(draw(full(), looks=acme).content))
    assert [len(sheet._images) for sheet in book.worksheets[:3]] == [1, 0, 0]
    drawing = files_of(acme)["xl/drawings/drawing1.xml"].decode()
    assert f'descr="Logo of {full().organisation}"' in drawing


def test_a_long_title_keeps_clear_of_the_logo(acme: Theme) -> None:
    book = openpyxl.load_workbook(BytesIO(draw(full(), looks=acme).content))
    left = book["Summary"]._images[0].anchor._from.col
    merged = [each for each in book["Summary"].merged_cells.ranges if each.min_row == 2]
    assert all(each.max_col <= left for each in merged)
    assert merged or width(full().title, 16, bold=True) < sum(
        book["Summary"].column_dimensions[chr(65 + i)].width * 7 for i in range(left)
    )


def test_what_a_photograph_carries_is_left_out(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x013B] = "Somebody's name"  # artist
    path = logo(tmp_path, "photo.jpg", (1600, 1200), exif=exif)
    assert b"Somebody" in path.read_bytes()
    made = picture(path, "acme.toml: logo")
    assert b"Somebody" not in made.content
    assert made.content.startswith(b"\x89PNG")
    assert made.width <= WIDEST
    assert made.height <= TALLEST
    assert made.width / made.height == pytest.approx(4 / 3, abs=0.01)


def test_a_logo_with_clear_parts_keeps_them(tmp_path: Path) -> None:
    path = tmp_path / "clear.png"
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(path)
    made = Image.open(BytesIO(picture(path, "logo").content))
    assert made.getpixel((5, 5)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is no picture that can be read"),
        (b"a,b\n1,2\n", "is no picture that can be read"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "is no picture that can be read"),
        (b"GIF89a" + b"\0" * 50, "is no picture that can be read"),
        (b"\0" * (HEAVIEST + 1), "save it smaller"),
    ],
)
def test_a_logo_that_is_no_picture_is_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "logo.png").write_bytes(content)
    assert said in refused(tmp_path, 'logo = "logo.png"')


def test_a_logo_that_is_cut_off_small_or_missing_is_a_sentence(tmp_path: Path) -> None:
    whole = logo(tmp_path, "whole.png", (300, 300)).read_bytes()
    (tmp_path / "logo.png").write_bytes(whole[: len(whole) // 2])
    assert "is no picture that can be read" in refused(tmp_path, 'logo = "logo.png"')
    logo(tmp_path, size=(8, 300))
    assert "8 by 300 pixels" in refused(tmp_path, 'logo = "logo.png"')
    assert "'none.png' cannot be read" in refused(tmp_path, 'logo = "none.png"')


# --- the file ---


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('colour = "#00805A"', "there is no key 'colour' in a theme; the keys are accent, font, logo and large"),
        ("accent = 5", "accent must be text in quotes, got 5"),
        ('accent = "green"', "accent must be a colour such as \"#005EB8\", got 'green'"),
        ('large = "yes"', "large must be true or false, got 'yes'"),
        ("large = 1", "large must be true or false, got 1"),
        ("font = ['Arial']", "font must be text in quotes, got ['Arial']"),
        ("[looks]\nlarge = true", "there is no key 'looks' in a theme"),
        ("accent: green", "is no TOML"),
        ("large = true\nlarge = false", "is no TOML"),
    ],
)
def test_what_is_wrong_in_a_theme_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    assert said in refused(tmp_path, text)


def test_a_file_that_is_no_theme_is_one_sentence(tmp_path: Path) -> None:
    cases = {"none.toml": None, "binary.toml": b"\xff\xfe\0\0", "large.toml": b"#" * (BIGGEST + 1)}
    for name, content in cases.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(CxError, match=name):
            parse_looks(None, str(tmp_path / name))
    with pytest.raises(BadOption, match="--theme must be 'large' or a theme file"):
        parse_looks(None, "blue")


def test_an_empty_theme_and_one_with_a_mark_at_its_beginning_are_taken(tmp_path: Path) -> None:
    assert themed(tmp_path, "") == PLAIN
    assert themed(tmp_path, "\ufefflarge = true\n") == Theme(large=True)
    assert themed(tmp_path, f'accent = "{BLUE.lower()}"') == PLAIN


# --- the web page ---


def test_the_web_page_wears_the_same(acme: Theme) -> None:
    text = page(full(), acme).decode()
    assert f"--blue:{acme.accent}" in text
    assert f"--tint:{acme.tint};--bar:{acme.bar}" in text
    assert 'font-family:"Calibri",sans-serif' in text
    assert re.search(r'<img class="logo" src="data:image/png;base64,[\w+/=]+" width="200" height="50" alt="Logo', text)
    assert "size:a4" in text
    assert not re.search(r"(src|href)=\"http", text)


def test_the_plain_page_has_no_rule_of_a_theme() -> None:
    text = page(full()).decode()
    assert "<img" not in text
    assert text.count("--blue:") == 1


def test_the_web_page_knows_paper_and_large_type() -> None:
    text = page(full(), parse_looks("letter", "large")).decode()
    assert "size:letter" in text
    assert "font-size:120%" in text


@pytest.mark.parametrize("large", [False, True])
def test_the_file_is_valid_open_xml(acme: Theme, large: bool, tmp_path: Path, assert_valid_xlsx: Any) -> None:
    path = tmp_path / "r.xlsx"
    looks = Theme(acme.paper, large, acme.accent, acme.tint, acme.bar, acme.font, acme.wider, acme.logo)
    path.write_bytes(draw(full(), looks=looks).content)
    assert_valid_xlsx(path)


def test_the_same_theme_gives_the_same_bytes(acme: Theme) -> None:
    assert draw(full(), looks=acme).content == draw(full(), looks=acme).content
