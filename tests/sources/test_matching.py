"""Headers of a source become roles without a look at the cells, or are left to the user."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.data import aliases
from cxcel.data.roles import ROLES
from cxcel.sources.matching import matched, roles_of

LARGE = ("contact_id", "customer_id", "channel", "topic", "country", "team", "agent", "wait_s", "talk_s", "hold_s",
         "wrap_s", "answered", "abandoned", "resolved", "transferred", "cost")  # fmt: skip


def test_headers_of_a_warehouse_need_no_map() -> None:
    found = roles_of(LARGE, {})
    assert found["wait"] == "wait_s"
    assert found["market"] == "country"
    assert sorted(found.values()) == sorted(LARGE)


def test_what_was_told_goes_first_and_frees_its_column() -> None:
    found = roles_of(["NPS", "Q1", "Wait"], {"nps": "q1", "in_time": "wait <= 20", "wait": ""})
    assert found == {"nps": "q1", "in_time": "wait <= 20"}


def test_two_headers_that_say_the_same_are_left_to_the_user() -> None:
    found = matched(["Wait time", "Queue time", "Channel"], {})
    assert "wait" not in found.roles
    assert found.rivals == {"wait": ("Wait time", "Queue time")}
    assert roles_of(["Wait time", "Queue time"], {"wait": "Queue time"}) == {"wait": "Queue time"}


def test_a_precise_header_beats_a_looser_one_in_either_order() -> None:
    for headers in (["Solved", "Closed"], ["Closed", "Solved"]):
        assert roles_of(headers, {}) == {"resolved": "Solved"}


def test_headers_that_say_too_little_are_told_with_what_is_still_open() -> None:
    assert matched(["Rating", "id"], {}).unclear == {
        "Rating": ("nps", "csat", "ces"),
        "id": ("contact_id", "answer_id", "customer_id"),
    }
    assert matched(["Rating", "NPS"], {}).unclear == {"Rating": ("csat", "ces")}
    assert matched(["Rating"], {"csat": "Rating"}).unclear == {}


def test_a_header_of_per_cent_is_a_rate() -> None:
    assert roles_of(["Answered %"], {}) == {"answer_rate": "Answered %"}


def test_the_duration_of_an_answer_is_no_handle_time() -> None:
    headers = ["Response ID", "Duration"]
    assert roles_of(["Duration"], {}) == {"handle": "Duration"}
    assert "handle" not in roles_of(headers, {})
    assert "handle" not in roles_of(["Key 1", "Duration"], {"answer_id": "Key 1"})
    assert roles_of([*headers, "Call ID"], {})["handle"] == "Duration"


@pytest.mark.parametrize("role", [role for role in ROLES if aliases.NAMES.get(role)])
def test_every_role_is_found_by_its_first_name(role: str) -> None:
    header = aliases.NAMES[role].split(",")[0].strip()
    assert roles_of([header], {}) == {role: header}


@given(
    st.lists(st.text(max_size=20), max_size=8, unique=True), st.dictionaries(st.sampled_from(list(ROLES)), st.text())
)
def test_any_headers_at_all(headers: list[str], told: dict[str, str]) -> None:
    found = matched(headers, told)
    assert {role: found.roles.get(role, "") for role in told} == told
    guessed = {role: header for role, header in found.roles.items() if role not in told}
    assert set(guessed.values()) <= set(headers)
    assert len(set(guessed.values())) == len(guessed)
    assert not set(found.rivals) & set(found.roles)
