"""A cell does not wait for ever: what it is told, and that the work goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from cxcel.errors import BadInput, BadOption
from cxcel_addin.hosts.com import waiting
from cxcel_addin.hosts.com.cache import Answer
from cxcel_addin.hosts.com.waiting import Questions

STILL = "source 'contacts': it is still being read; press Refresh in a while"
ONE, TWO = Answer(((1.0,),)), Answer(((2.0,),))


class Slow:
    """Work that ends when it is told to."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.times = 0

    def __call__(self) -> Answer:
        self.times += 1
        assert self.go.wait(20)
        return ONE


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    monkeypatch.setenv("CXCEL_WAIT", "0.05")
    work = Slow()
    yield work
    work.go.set()


def told(questions: Questions, question: bytes, work: Callable[[], Answer]) -> str:
    with pytest.raises(BadInput) as refused:
        questions.answer(question, "contacts", work)
    return str(refused.value).partition(" (")[0]


def test_it_is_told_and_gets_the_answer_when_it_asks_again(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = Questions()
    assert told(questions, b"a", slow) == STILL
    assert told(questions, b"b", lambda: TWO) == STILL, "nobody queues behind a question that takes long"
    assert told(questions, b"a", slow) == STILL
    slow.go.set()
    monkeypatch.setenv("CXCEL_WAIT", "20")
    assert questions.answer(b"a", "contacts", slow) is ONE
    assert slow.times == 1
    assert questions.answer(b"b", "contacts", lambda: TWO) is TWO
    assert questions.answer(b"a", "contacts", lambda: TWO) is TWO, "a late answer is given once"


def test_a_late_answer_does_not_stay(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = Questions()
    assert told(questions, b"a", slow) == STILL
    slow.go.set()
    monkeypatch.setenv("CXCEL_WAIT", "20")
    monkeypatch.setattr(waiting, "LATE", 0.0)
    while questions._overdue[b"a"].ended > 1e300:  # the thread notes it a moment later
        pass
    assert questions.answer(b"a", "contacts", lambda: TWO) is TWO


@pytest.mark.parametrize("error", [BadInput("no"), TimeoutError("no"), KeyError("no")])
def test_what_the_work_raises_is_raised_and_the_next_question_answered(error: Exception) -> None:
    def failing() -> Answer:
        raise error

    questions = Questions()
    with pytest.raises(type(error), match="no"):
        questions.answer(b"a", "contacts", failing)
    assert questions.answer(b"a", "contacts", lambda: ONE) is ONE


@pytest.mark.parametrize("told_", ["soon", "0", "-1"])
def test_a_wait_that_is_no_number_of_seconds_is_refused(told_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXCEL_WAIT", told_)
    with pytest.raises(BadOption, match=rf"CXCEL_WAIT must be a number of seconds, got '{told_}'"):
        Questions().answer(b"a", "contacts", lambda: ONE)
