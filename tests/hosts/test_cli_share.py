"""``cxcel share``: a copy with values only, to be given away; the workbook it is made from stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from tests.report.demo import full
from tests.shared.planted import MAIL, SECRETS, everything

from cxcel_addin.hosts.cli.sharing import PASSWORD
from cxcel_addin.report.render import render
from cxcel_addin.shared import Package, findings
from cxcel_addin.shared.locking import locked_workbook

TEMPLATES = Path(__file__).resolve().parents[2] / "workbook_templates"
SECRET = "Küste 7 \u20ac"


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    path = tmp_path / "mit Leerzeichen \u00e9.xlsx"
    path.write_bytes(everything())
    return path


def opened(path: Path, password: str) -> bytes:
    """What is in a workbook that opens with a password."""
    from msoffcrypto.format.ooxml import OOXMLFile

    out = BytesIO()
    locked = OOXMLFile(BytesIO(path.read_bytes()))
    locked.load_key(password=password, verify_password=True)
    locked.decrypt(out, verify_integrity=True)
    return out.getvalue()


def test_a_copy_is_made_and_what_was_done_is_told(cxcel, planted, tmp_path):
    before = planted.read_bytes()
    told = cxcel("share", planted, "-o", tmp_path / "copy.xlsx").works().splitlines()
    assert told[0] == "copy.xlsx holds one sheet with values only: Report."
    assert "Left out, for they cannot be seen: Rows, Secret." in told
    assert told[-1] == f"Written: {tmp_path / 'copy.xlsx'}"
    assert planted.read_bytes() == before
    made = (tmp_path / "copy.xlsx").read_bytes()
    assert findings(Package.read(made)) == []
    assert not any(secret.encode() in b"".join(Package.read(made).parts.values()) for secret in SECRETS)


def test_a_template_says_which_sheets_stayed(cxcel, tmp_path):
    told = cxcel("share", TEMPLATES / "nps_tracker.xlsx", "-o", tmp_path / "copy.xlsx").works()
    assert "sheets with values only: Start, Now, Trend" in told
    assert "Left out, for they are no pages of a report: Survey, Settings" in told


def test_what_cannot_be_taken_out_is_named_and_nothing_is_written(cxcel, planted, tmp_path):
    planted.write_bytes(everything(MAIL))
    (tmp_path / "copy.xlsx").write_bytes(b"older")
    said = cxcel("share", planted, "-o", tmp_path / "copy.xlsx").fails(
        "it would hold", "an e-mail address in the workbook"
    )
    assert said.endswith("remove them from the workbook and share it again")
    assert (tmp_path / "copy.xlsx").read_bytes() == b"older"


@pytest.mark.parametrize("name", ["copy.pdf", "copy.xlsm", "copy"])
def test_a_copy_is_an_ordinary_workbook(cxcel, planted, tmp_path, name):
    cxcel("share", planted, "-o", tmp_path / name).fails(f"-o {name} must end in .xlsx")


def test_the_report_is_never_its_own_copy(cxcel, planted):
    cxcel("share", planted, "-o", planted).fails("is one of the files read")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"nps\n9\n", "is no workbook that can be shared"),
        ("a.xlsx", b"nonsense", "is no workbook that can be read"),
        ("a.xlsx", locked_workbook(everything(), "x"), "is protected by a password"),
    ],
)
def test_what_is_no_workbook_is_a_sentence(cxcel, tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    cxcel("share", tmp_path / name, "-o", tmp_path / "copy.xlsx").fails(said)
    assert not (tmp_path / "copy.xlsx").exists()
    cxcel("share", tmp_path / "none.xlsx", "-o", tmp_path / "copy.xlsx").fails("does not exist")


def test_a_password_of_the_environment_opens_the_copy(cxcel, planted, tmp_path, monkeypatch):
    monkeypatch.setenv(PASSWORD, SECRET)
    told = cxcel("share", planted, "-o", tmp_path / "copy.xlsx", "--password").works()
    assert f"Written: {tmp_path / 'copy.xlsx'}, with a password" in told
    assert SECRET not in told
    sheet = openpyxl.load_workbook(BytesIO(opened(tmp_path / "copy.xlsx", SECRET)), read_only=True)["Report"]
    assert sheet["A2"].value == "Person 1"
    with pytest.raises(Exception, match="Key verification failed"):
        opened(tmp_path / "copy.xlsx", "another")


def test_without_the_option_there_is_no_password(cxcel, planted, tmp_path, monkeypatch):
    monkeypatch.setenv(PASSWORD, SECRET)
    cxcel("share", planted, "-o", tmp_path / "copy.xlsx").works()
    assert (tmp_path / "copy.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(("password", "said"), [("", "the password is empty"), ("x" * 256, "Excel takes 255 at most")])
def test_a_password_that_excel_could_not_take_is_refused(cxcel, planted, tmp_path, monkeypatch, password, said):
    monkeypatch.setenv(PASSWORD, password)
    cxcel("share", planted, "-o", tmp_path / "copy.xlsx", "--password").fails(said)
    assert not (tmp_path / "copy.xlsx").exists()


def test_a_password_is_asked_for_twice_and_never_shown(planted, tmp_path, monkeypatch):
    from click.testing import CliRunner

    from cxcel_addin.hosts.cli.app import app

    monkeypatch.delenv(PASSWORD, raising=False)
    words = ["share", str(planted), "-o", str(tmp_path / "copy.xlsx"), "--password"]
    done = CliRunner().invoke(app, words, input=f"{SECRET}\nother\n{SECRET}\n{SECRET}\n")
    assert done.exit_code == 0, done.output
    assert "do not match" in done.output
    assert SECRET not in done.output
    assert opened(tmp_path / "copy.xlsx", SECRET).startswith(b"PK")


def test_no_option_takes_a_password(planted, tmp_path):
    from click.testing import CliRunner

    from cxcel_addin.hosts.cli.app import app

    done = CliRunner().invoke(app, ["share", str(planted), "-o", str(tmp_path / "copy.xlsx"), f"--password={SECRET}"])
    assert done.exit_code != 0
    assert not (tmp_path / "copy.xlsx").exists()


def test_without_libreoffice_pdf_is_a_sentence(cxcel, planted, tmp_path, monkeypatch):
    monkeypatch.setattr("cxcel_addin.office.program._folders", lambda: iter(()))
    cxcel("share", planted, "-o", tmp_path / "copy.xlsx", "--pdf").fails("--pdf needs LibreOffice")
    assert not (tmp_path / "copy.xlsx").exists()


@pytest.mark.libreoffice
def test_pages_are_drawn_beside_the_copy(cxcel, planted, tmp_path, monkeypatch, soffice):
    from pypdf import PdfReader

    cxcel("share", planted, "-o", tmp_path / "copy.xlsx", "--pdf").works()
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "copy.pdf").pages)
    assert "Person 1" in text
    monkeypatch.setenv(PASSWORD, SECRET)
    cxcel("share", planted, "-o", tmp_path / "copy.xlsx", "--pdf", "--password").works()
    locked = PdfReader(tmp_path / "copy.pdf")
    assert locked.is_encrypted
    assert not locked.decrypt("another")
    assert locked.decrypt(SECRET)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.pdf", "copy.xlsx", planted.name]
    assert not [secret for secret in SECRETS for page in locked.pages if secret in page.extract_text()]


@pytest.mark.libreoffice
def test_the_numbers_behind_the_charts_are_no_pages(cxcel, tmp_path, soffice):
    from pypdf import PdfReader

    (tmp_path / "report.xlsx").write_bytes(render(full()))
    cxcel("share", tmp_path / "report.xlsx", "-o", tmp_path / "copy.xlsx", "--pdf").works()
    made = PdfReader(tmp_path / "copy.pdf")
    heads = [page.extract_text().strip().splitlines()[0] for page in made.pages]
    sheets = openpyxl.load_workbook(tmp_path / "copy.xlsx").sheetnames
    assert sheets[-1] == "Chart data"  # it stays in the workbook, and its charts still draw from it
    assert len(heads) >= len(sheets) - 1
    assert not [head for head in heads if "Chart data" in head]
    assert made.metadata is not None
    assert (made.metadata.author, made.metadata.subject) == (None, "January to June 2026")


def test_the_password_is_that_of_excel_and_strong(cxcel, planted, tmp_path, monkeypatch):
    from olefile import OleFileIO

    monkeypatch.setenv(PASSWORD, SECRET)
    cxcel("share", planted, "-o", tmp_path / "copy.xlsx", "--password").works()
    with OleFileIO(tmp_path / "copy.xlsx") as locked:
        told = locked.openstream("EncryptionInfo").read()
    assert b'cipherAlgorithm="AES"' in told
    assert told.count(b'keyBits="256"') == told.count(b"keyBits=") > 0
    assert b"SHA512" in told


def test_a_report_with_the_rows_behind_it_is_shared_without_them(cxcel, tmp_path):
    rows = range(400)
    data = pd.DataFrame(
        {
            "Response ID": [f"R{i:05d}" for i in rows],
            "Survey date": [f"2026-{1 + i // 80:02d}-{i % 28 + 1:02d}" for i in rows],
            "How likely are you to recommend us? (0-10)": [(10, 9, 2, 7, 0)[i % (5 if i < 240 else 2)] for i in rows],
            "Market": [("North", "South")[i % 2] for i in rows],
            "Comment": [f"secret remark {i}" for i in rows],
        }
    )
    data.to_csv(tmp_path / "survey.csv", index=False)
    for details in ("ids", "all"):
        report, copy = tmp_path / f"{details}.xlsx", tmp_path / f"{details} shared.xlsx"
        cxcel("report", tmp_path / "survey.csv", "-o", report, "--details", details).works()
        assert any(b"R00399" in part for part in Package.read(report.read_bytes()).parts.values())
        told = cxcel("share", report, "-o", copy).works()
        assert "Left out, for they are no pages of a report: Rows of" in told
        made = Package.read(copy.read_bytes())
        whole = b"".join(made.parts.values())
        assert not re.search(rb"R00\d{3}|secret remark|Rows of", whole)
        assert all(sheet.hyperlink is None or "Rows" not in sheet.hyperlink.location for sheet in _cells(copy))


def _cells(path: Path) -> Iterator[Any]:
    return (cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row)
