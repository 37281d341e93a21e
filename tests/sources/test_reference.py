"""What a formula writes for columns of a source, and texts with a colon that mean nothing of the kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.sources.folders import name_source

from cxcel.errors import BadOption
from cxcel.functions import NPS
from cxcel.sources.reference import Reference, is_reference, resolved
from cxcel.sources.registry import beside, find


@pytest.fixture(autouse=True)
def named(tmp_path: Path) -> Iterator[None]:
    name_source(tmp_path, "contacts", "contacts")
    name_source(tmp_path, "survey", "survey")
    with beside(tmp_path):
        yield


def reference(*roles: str, where: tuple[str, ...] = (), name: str = "contacts") -> Reference:
    return Reference(find(name), roles, where)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("contacts:nps", reference),
        ("Contacts: nps", reference),
        (" contacts:nps ", reference),
    ],
)
def test_a_column(text: str, expected: type) -> None:
    assert resolved([text]) == ((expected("nps"),), {})


def test_several_columns_and_headers_of_several_words() -> None:
    (found,), _ = resolved(['contacts: wait, "Talk time (s)", hold'])
    assert found == reference("wait", "Talk time (s)", "hold")


def test_a_column_of_some_rows() -> None:
    (found,), _ = resolved(["contacts:nps where country = 'FR'"])
    assert found == reference("nps", where=("country = 'FR'",))


def test_filters_go_to_the_columns_of_their_source() -> None:
    args = ["KPI", "contacts:nps", "survey:nps", "contacts: country = 'FR'", "contacts: wait <= 20", 5]
    found, _ = resolved(args)
    assert found == (
        "KPI",
        reference("nps", where=("country = 'FR'", "wait <= 20")),
        reference("nps", name="survey"),
        5,
    )


def test_arguments_by_name() -> None:
    assert resolved([], {"scores": "contacts:nps"}) == ((), {"scores": reference("nps")})


def test_a_filter_needs_a_column_of_its_source() -> None:
    with pytest.raises(BadOption, match="no other argument names"):
        resolved(["contacts:nps", "survey: country = 'FR'"])


@pytest.mark.parametrize("args", [["contcts:nps"], ["contacts:nps", "contcts: country = 'FR'"]])
def test_a_source_that_nobody_named(args: list[str]) -> None:
    with pytest.raises(BadOption, match="contcts"):
        resolved(args)


@pytest.mark.parametrize("text", ["Agent: rude and slow", "Note: 9", "12:30", "http://example.com/a", "a=b", "month"])
def test_other_texts_stay_what_they_are(text: str) -> None:
    assert resolved([text]) == ((text,), {})


def test_times_and_plain_words_are_no_references() -> None:
    assert not is_reference("12:30")
    assert not is_reference("month")
    assert is_reference("contacts:nps")


def test_a_cell_with_such_a_text_is_refused_as_any_text() -> None:
    with pytest.raises(BadOption, match="there is no source 'nine'"):
        NPS("nine:ten")
