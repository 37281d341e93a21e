"""One call for every formula: each function over the wire, plain and packed, is the function itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from tests.functions.calls import CALLS, SCORES, Call
from tests.hosts.com.packing import COM_ERROR, LEFT_OUT, com, grid, keep, kept, packed, scalar, small

from cxcel.errors import CxError
from cxcel.functions import FUNCTIONS
from cxcel_addin.hosts.com import cache, wire
from cxcel_addin.hosts.com import call as host

CALL = pytest.mark.parametrize("call", CALLS, ids=lambda c: f"{c.function}-{len(c.arguments)}")
HERE = "[Book1]Sheet1!A1"


@pytest.fixture(autouse=True)
def fresh() -> None:
    host.refresh()


def in_order(call: Call) -> list[Any]:
    """Arguments by place, as a formula gives them; None where left out."""
    names = [p.name for p in FUNCTIONS[call.function].spec.parameters if not p.repeats]
    return [*(call.arguments.get(name) for name in names), *call.repeated]


def sent(values: list[Any], pack: bool) -> list[Any]:
    """The arguments as VBA sends them."""
    ship = packed if pack else com
    return [LEFT_OUT if v is None else ship(grid(v)) if isinstance(v, list) else scalar(v) for v in values]


def expected(call: Call, values: list[Any]) -> Any:
    """What the function gives for the same cells, as it is sent back."""
    try:
        return wire.encode(FUNCTIONS[call.function](*(grid(v) if isinstance(v, list) else v for v in values)))
    except CxError as error:
        return wire.refuse(error)


@CALL
@pytest.mark.parametrize("pack", [False, True], ids=["plain", "packed"])
def test_every_function_over_the_wire(call: Call, pack: bool) -> None:
    values = in_order(call)
    rows = host.call(call.function, HERE, *sent(values, pack))
    assert rows[0][:2] == ("CX1", 0.0), rows[:2]
    assert rows == expected(call, values)
    assert host.sentence(HERE) == ""


@CALL
@pytest.mark.parametrize("junk", ["#REF!", None, True, "", "a word", -1e300])
def test_whatever_a_cell_holds_plain_and_packed_agree(call: Call, junk: Any) -> None:
    values = in_order(call)
    for at, value in enumerate(values):
        if not isinstance(value, list):
            continue
        rows = grid(value)
        rows[2] = [junk, *rows[2][1:]]
        spoilt = [*values[:at], rows, *values[at + 1 :]]
        plain = host.call(call.function, HERE, *sent(spoilt, False))
        said = host.sentence(HERE)
        assert host.call(call.function, HERE, *sent(spoilt, True)) == plain == expected(call, spoilt)
        assert host.sentence(HERE) == said
        if junk == "#REF!":
            assert plain[0][1] == 2023.0
            assert said.startswith(f"{call.function}: ")


@CALL
def test_an_option_given_as_a_long_range_is_refused_in_few_words(call: Call) -> None:
    for at, value in enumerate(in_order(call)):
        if value is None or isinstance(value, list):
            continue
        values = sent(in_order(call), True)
        values[at] = packed([[5.0]] * 400)
        rows = host.call(call.function, HERE, *values)
        assert rows[0][1] in {2015.0, 2042.0}  # no option, or a column of another length
        assert len(host.sentence(HERE)) <= 255
        assert "array(" not in host.sentence(HERE)


def test_an_error_keeps_its_sentence_until_the_cell_is_well() -> None:
    host.call("NPS", HERE, ((11.0,),))
    assert host.sentence(HERE) == "NPS: scores must be whole numbers in 0..10, got 11 in row 1"
    assert host.sentence("[Book1]Sheet1!A2") == ""
    host.call("NPS", "[Book1]Sheet1!A2", ((11.0,),))
    assert host.sentence("[Book1]Sheet1!A2") == host.sentence(HERE), "from the cache too"
    host.call("NPS", HERE, ((9.0,),))
    assert host.sentence(HERE) == ""


@pytest.mark.parametrize(
    ("name", "values", "status", "said"),
    [
        ("NPS", (), 2015, "scores is missing"),
        ("NPS", (LEFT_OUT,), 2015, "scores is missing"),
        ("NPS", (None,), 2007, ""),
        ("NPS", (COM_ERROR["#NAME?"],), 2029, "#NAME?"),
        ("NPS", (((9.0,),), 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0), 2015, "too many arguments"),
        ("NPS", (b"CXP1 cut short",), 2015, "did not arrive whole"),
        ("NOPE", (((9.0,),),), 2015, "install the add-in again"),
        ("NPS", (object(),), 2015, "a cell cannot hold a object"),
    ],
)
def test_bad_calls_are_an_error_and_a_sentence(name: str, values: tuple[Any, ...], status: int, said: str) -> None:
    rows = host.call(name, HERE, *values)
    assert rows[0] == ("CX1", float(status), 1.0, 1.0)
    assert host.sentence(HERE) == rows[1][0]
    assert str(rows[1][0]).startswith(f"{name}: ")
    assert said in str(rows[1][0])


def test_a_failure_of_ours_is_an_error_too_and_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(host, "encode", lambda result: 1 / 0)
        rows = host.call("NPS", HERE, ((9.0,),))
    assert rows[0][1] == -2.0
    assert "ZeroDivisionError" in host.sentence(HERE)
    assert host.call("NPS", HERE, ((9.0,),))[1][0] == 100.0


def test_dates_as_dates_and_as_numbers_are_the_same() -> None:
    scores, dates = com(grid(SCORES[:6])), [datetime(2026, 1 + i // 3, 5) for i in range(6)]
    serial = [float((moment - datetime(1899, 12, 30)).days) for moment in dates]
    as_dates = host.call("KPI_TREND", HERE, "NPS", com(grid(dates)), "month", scores)
    assert as_dates[0][1] == 0.0
    assert as_dates == host.call("KPI_TREND", HERE, "NPS", com(grid(serial)), "month", scores)
    assert as_dates == host.call("KPI_TREND", HERE, "NPS", packed(grid(dates)), "month", scores)
    since_1904 = host.call("KPI_TREND@1904", HERE, "NPS", com(grid(dates)), "month", scores)
    assert [row[0] - 1462 for row in as_dates[2:]] == [row[0] for row in since_1904[2:]]  # type: ignore[operator]
    assert [row[1:] for row in as_dates[2:]] == [row[1:] for row in since_1904[2:]]
    host.call("NPS@1904", HERE, ((11.0,),))
    assert host.sentence(HERE).startswith("NPS: ")


@pytest.mark.parametrize("count", [1, 3, 40])
def test_times_are_seconds_plain_and_packed(count: int) -> None:
    times = [datetime(1899, 12, 30) + timedelta(seconds=30 * i, hours=20 * (i % 3)) for i in range(1, count + 1)]
    seconds = [30.0 * i + 72_000 * (i % 3) for i in range(1, count + 1)]
    wanted = host.call("AHT", HERE, com(grid(seconds)))
    assert wanted[0][1] == 0.0
    assert host.call("AHT", HERE, com(grid(times))) == wanted == host.call("AHT", HERE, packed(grid(times)))
    assert host.call("AHT", HERE, keep(1, packed(grid(times)))) == wanted == host.call("AHT", HERE, kept(1))
    numbers = packed(grid(times))[24 * count - 16 * count + 8 + 8 * count :]
    assert host.call("AHT", HERE, numbers) != wanted, "the same numbers without their format are another content"


def counted(name: str) -> float:
    return dict(host.status())[name]  # type: ignore[arg-type]


def test_the_same_content_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    times = 0
    computed = host._computed

    def counting(*args: Any) -> cache.Answer:
        nonlocal times
        times += 1
        return computed(*args)

    monkeypatch.setattr(host, "_computed", counting)
    column = packed(grid(SCORES * 20))
    first = [host.call("NPS", f"A{i}", bytearray(column)) for i in range(50)]
    assert times == 1
    assert len(set(first)) == 1
    assert (counted("hits"), counted("misses"), counted("results")) == (49.0, 1.0, 1.0)
    host.call("NPS_SE", HERE, column)
    host.call("NPS", HERE, packed(grid([*SCORES * 20, 10])))
    assert times == 3
    host.refresh()
    assert counted("hits") == counted("results") == counted("bytes") == counted("sentences") == 0
    host.call("NPS", HERE, column)
    assert times == 4


def test_a_range_is_sent_once_and_referred_to_then() -> None:
    scores, waits = packed(grid(SCORES * 20)), packed(grid(["long", None, "#N/A", True] * 240))
    for column in (scores, waits, small(grid(SCORES))):
        host.refresh()
        alone = host.call("NPS", HERE, column)
        host.refresh()
        assert host.call("NPS", HERE, keep(7, column)) == alone
        assert host.call("NPS", HERE, kept(7)) == alone
        assert host.call("NPS", HERE, column) == alone
        assert (counted("hits"), counted("misses"), counted("ranges")) == (2.0, 1.0, 1.0), "one content, one key"
        assert host.call("NPS_SE", HERE, kept(7)) == host.call("NPS_SE", HERE, column)


def test_a_range_that_is_gone_is_asked_for_again() -> None:
    rows = host.call("NPS", HERE, kept(3))
    assert rows[0] == ("CX1", -1.0, 1.0, 1.0)
    assert host.sentence(HERE) == ""
    assert host.call("NPS", HERE, keep(3, packed(grid(SCORES))))[0][1] == 0.0
    assert host.call("NPS", HERE, kept(3))[0][1] == 0.0, "the refusal is not kept"
    host.call("NPS", HERE, keep(3, packed(grid([10] * 20))))
    assert host.call("NPS", HERE, kept(3))[1][0] == 100.0, "a number may be used again"
    host.refresh()
    assert host.call("NPS", HERE, kept(3))[0][1] == -1.0


def test_a_range_that_is_to_be_kept_must_be_whole() -> None:
    rows = host.call("NPS", HERE, keep(3, packed(grid(SCORES))[:-1]))
    assert rows[0][1] == -2.0
    assert host.sentence(HERE) == "NPS: the range did not arrive whole: calculate again"
    assert counted("ranges") == 0


def test_ranges_are_bounded_by_bytes() -> None:
    ranges = cache.Ranges(most=10_000)
    for number in range(10):
        ranges.resolve(keep(number, packed([[1.0]] * 300)))
        ranges.resolve(kept(0))
        assert ranges.used <= 10_000
    assert len(ranges) == 4
    with pytest.raises(KeyError):
        ranges.resolve(kept(1))


LIKE = [
    ((1.0,), (2.0,)),
    ((1.0, 2.0),),
    (1.0, 2.0),
    1.0,
    True,
    "1",
    "",
    None,
    LEFT_OUT,
    COM_ERROR["#N/A"],
    float(COM_ERROR["#N/A"]),
    "#N/A",
    b"1",
    ((datetime(2026, 1, 1),),),
    ((datetime(2026, 1, 2),),),
    "\ud83d",
    "\ud83e",
]


def test_keys_differ_wherever_the_content_does() -> None:
    keys = [cache.key("NPS", [a, b]) for a in LIKE for b in LIKE] + [cache.key("NPS", [a]) for a in LIKE]
    keys += [
        cache.key("ENPS", [1.0]),
        cache.key("NPS", []),
        cache.key("NPS", [b"ab", b""]),
        cache.key("NPS", [b"", b"ab"]),
    ]
    assert len(set(keys)) == len(keys)
    texts = ["a", "".join(["a"])]
    assert cache.key("NPS", [(texts[0], texts[0])]) == cache.key("NPS", [(texts[0], texts[1])])


def test_results_are_bounded_by_bytes_and_the_latest_used_stay() -> None:
    kept = cache.Results(most=20_000)
    answers = {bytes([i]): cache.Answer(wire.encode([[float(i), "x" * 200]] * 3)) for i in range(100)}
    for key, answer in answers.items():
        kept.keep(key, answer)
        assert kept.find(bytes([0])) is answers[bytes([0])], "used all the time"
        assert kept.used <= 20_000
    assert 5 < len(kept) < 40
    assert kept.find(bytes([99])) is not None
    assert kept.find(bytes([1])) is None
    kept.keep(bytes([99]), answers[bytes([99])])
    before = len(kept), kept.used
    kept.keep(b"large", cache.Answer(wire.encode([["y" * 250] * 50] * 5)))
    assert (len(kept), kept.used) == before, "one large answer does not push out all others"


def test_sentences_are_bounded() -> None:
    kept = cache.Sentences(most=3)
    for cell in "abcda":
        kept.tell(cell, f"why {cell}")
    assert len(kept) == 3
    assert [kept.of(cell) for cell in "abcd"] == ["why a", "", "why c", "why d"]


def test_many_threads_get_what_they_asked_for() -> None:
    columns = [packed(grid(np.random.default_rng(i).integers(0, 11, 500).tolist())) for i in range(12)]
    alone = [host.call("NPS", None, column) for column in columns]
    host.refresh()
    with ThreadPoolExecutor(8) as pool:
        asked = [i % 12 for i in range(600)]
        found = list(pool.map(lambda i: host.call("NPS", f"A{i}", columns[i]), asked))
    assert found == [alone[i] for i in asked]
    assert counted("hits") + counted("misses") == 600
    assert counted("results") == 12
