"""Nouns that stand in sentences and over columns, and their first letters, in the language spoken now."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cxcel.sentences import Sentence, sentence

from .speech import locale, say, say_many, spoken

SMALL_NOUNS = frozenset({"en", "fr", "es"})  # German writes its nouns with a capital everywhere

_COUNTED: dict[str, Callable[[float], str]] = {
    "answer": lambda n: say_many("{n} answer", "{n} answers", n),
    "assumption": lambda n: say_many("{n} assumption", "{n} assumptions", n),
    "contact": lambda n: say_many("{n} contact", "{n} contacts", n),
    "customer": lambda n: say_many("{n} customer", "{n} customers", n),
    "day": lambda n: say_many("{n} day", "{n} days", n),
    "employee": lambda n: say_many("{n} employee", "{n} employees", n),
    "finding": lambda n: say_many("{n} finding", "{n} findings", n),
    "interval": lambda n: say_many("{n} interval", "{n} intervals", n),
    "measure": lambda n: say_many("{n} measure", "{n} measures", n),
    "month": lambda n: say_many("{n} month", "{n} months", n),
    "order": lambda n: say_many("{n} order", "{n} orders", n),
    "period": lambda n: say_many("{n} period", "{n} periods", n),
    "quarter": lambda n: say_many("{n} quarter", "{n} quarters", n),
    "row": lambda n: say_many("{n} row", "{n} rows", n),
    "value": lambda n: say_many("{n} value", "{n} values", n),
    "week": lambda n: say_many("{n} week", "{n} weeks", n),
    "year": lambda n: say_many("{n} year", "{n} years", n),
}


def count(n: float, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count(1, "answer"), count(4054, "answer"), count(2, "day")
    ('1 answer', '4,054 answers', '2 days')
    """
    return _COUNTED[noun](n)


def several(noun: str) -> str:
    """Return a noun as it stands over a column of what is counted.

    Examples
    --------
    >>> several("answer")
    'Answers'
    """
    return {
        "answer": say("Answers"),
        "contact": say("Contacts"),
        "customer": say("Customers"),
        "employee": say("Employees"),
        "order": say("Orders"),
    }[noun]


def every(noun: str) -> str:
    """Return what stands for all that were counted.

    Examples
    --------
    >>> every("answer")
    'All answers'
    """
    return {
        "answer": say("All answers"),
        "contact": say("All contacts"),
        "customer": say("All customers"),
        "employee": say("All employees"),
        "order": say("All orders"),
    }[noun]


def grain(code: str) -> str:
    """Return what one row is, as a table names it.

    Examples
    --------
    >>> grain("day")
    'day'
    """
    return {
        "answer": say("answer"),
        "contact": say("contact"),
        "customer": say("customer"),
        "day": say("day"),
        "employee": say("employee"),
        "interval": say("interval"),
        "order": say("order"),
        "period": say("period"),
    }[code]


def by_period(period: str) -> str:
    """Return over which stretches something is shown.

    Examples
    --------
    >>> by_period("week")
    'by week'
    """
    return {
        "day": say("by day"),
        "week": say("by week"),
        "month": say("by month"),
        "quarter": say("by quarter"),
        "year": say("by year"),
    }[period]


def on_before(period: str, change: str) -> str:
    """Return a change with what it is measured against.

    Examples
    --------
    >>> on_before("month", "+3.0")
    '+3.0 on the month before'
    """
    return {
        "day": say("{change} on the day before", change=change),
        "week": say("{change} on the week before", change=change),
        "month": say("{change} on the month before", change=change),
        "quarter": say("{change} on the quarter before", change=change),
        "year": say("{change} on the year before", change=change),
    }[period]


def counted_rows(grain: str) -> Sentence:
    """Return what the core counts where one row is one of these.

    Examples
    --------
    >>> counted_rows("day")
    'days'
    """
    return {
        "answer": sentence("answers"),
        "contact": sentence("contacts"),
        "customer": sentence("customers"),
        "day": sentence("days"),
        "employee": sentence("employees"),
        "interval": sentence("intervals"),
        "order": sentence("orders"),
        "period": sentence("periods"),
    }[grain]


def two_whole(period: str) -> str:
    """Return what a comparison takes.

    Examples
    --------
    >>> two_whole("month")
    'two whole months'
    """
    return {
        "day": say("two whole days"),
        "week": say("two whole weeks"),
        "month": say("two whole months"),
        "quarter": say("two whole quarters"),
        "year": say("two whole years"),
    }[period]


@spoken
def joined(parts: Sequence[str], between: str = "") -> str:
    """Return texts as one, such as a heading and the help beside it.

    Examples
    --------
    >>> joined(["Answers", "share at each score"], "   ")
    'Answers   share at each score'
    """
    return between.join(parts)


@spoken
def lower_first(text: str) -> str:
    """Return a title as it stands inside a sentence; names such as Net Promoter Score keep their capitals.

    Examples
    --------
    >>> lower_first("Handle time"), lower_first("Net Promoter Score")
    ('handle time', 'Net Promoter Score')
    """
    words = text.split()
    if locale().language not in SMALL_NOUNS or (len(words) > 1 and words[1][:1].isupper()):
        return text
    return text[:1].lower() + text[1:]


@spoken
def upper_first(text: str) -> str:
    """Return words as they begin a sentence."""
    return text[:1].upper() + text[1:]
