"""The light dataclass does what the standard one does."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from cxcel import records
from cxcel.results import Correlation, Interval, Verdict


@records.dataclass(frozen=True, slots=True)
class Light:
    """One field of each kind."""

    a: int
    b: str = "x"
    c: dict[str, int] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    """The same."""

    a: int
    b: str = "x"
    c: dict[str, int] = dataclasses.field(default_factory=dict)


@pytest.mark.parametrize(
    ("args", "named"),
    [((1,), {}), ((1, "y"), {}), ((), {"a": 1, "c": {"k": 2}}), ((1,), {"b": "z"}), ((1, "y", {}), {})],
)
def test_it_is_made_shown_compared_and_taken_apart_alike(args: tuple[object, ...], named: dict[str, object]) -> None:
    light, standard = Light(*args, **named), Standard(*args, **named)
    assert repr(light).removeprefix("Light") == repr(standard).removeprefix("Standard")
    assert dataclasses.asdict(light) == dataclasses.asdict(standard)
    assert [f.name for f in dataclasses.fields(light)] == [f.name for f in dataclasses.fields(standard)]
    assert light == Light(*args, **named)
    assert light != standard
    assert light != dataclasses.replace(light, a=7)
    assert pickle.loads(pickle.dumps(Interval(0, 1, 0.95, "t"))) == Interval(0, 1, 0.95, "t")
    assert copy.deepcopy(light) == light


@pytest.mark.parametrize(("args", "named"), [((), {}), ((1, "y", {}, 4), {}), ((1,), {"a": 2}), ((1,), {"d": 2})])
def test_wrong_arguments_are_a_type_error(args: tuple[object, ...], named: dict[str, object]) -> None:
    for made in (Light, Standard):
        with pytest.raises(TypeError):
            made(*args, **named)


def test_it_cannot_be_changed_and_has_no_room_for_more() -> None:
    for made in (Light(1), Standard(1)):
        with pytest.raises(dataclasses.FrozenInstanceError):
            made.a = 2  # type: ignore[misc]
        with pytest.raises(dataclasses.FrozenInstanceError):
            del made.a
        assert not hasattr(made, "__dict__")


def test_defaults_are_not_shared_and_equal_values_hash_alike() -> None:
    assert Light(1).c is not Light(1).c
    assert len({Verdict("moves with"), Verdict("moves with"), Verdict("cannot tell")}) == 2
    assert dataclasses.replace(Correlation(0.1, 0, 0.2, 9, 9, 0.5, "pearson"), n_eff=4.0).n_eff == 4.0
