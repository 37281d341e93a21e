"""What the function wizard says of every function."""

from __future__ import annotations

from tests.office.office import Book, Office

from cxcel.functions import FUNCTIONS
from cxcel_addin.office.declared import all_declared


def test_the_wizard_knows_every_function(office: Office, book: Book) -> None:
    book.typed("=NPS(A1)")  # arguments are known from the first call on
    wizard = office.ask("wizard")
    for declared in all_declared():
        help_text, _, arguments = wizard[declared.name]
        assert help_text == f"{declared.help} ({declared.category})"
        assert [argument[:2] for argument in arguments] == [[a.name, a.help] for a in declared.arguments]
    assert len(all_declared()) == len(FUNCTIONS) + 1
