"""Personal data in a text: e-mail addresses, telephone numbers, numbers of payment cards, bank accounts.

Patterns of our own.  A library of telephone numbers knows every country's numbers, but only of a country that it is
told or that a "+" begins; without either it finds what these find, or takes every long number for one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}(?![\w-])")
_EDGE, _END = r"(?<![\w,/+\-\u2212#])(?<!\d[.:])", r"(?![\w/:]|[.,\-]\d)"
_PHONE = re.compile(
    _EDGE
    + r"(?:"
    + r"(?:\+|00)[1-9]\d{0,2}[\s.\-/]?(?:\(0?\d{1,5}\)[\s.\-/]?)?\d{1,5}(?:[\s.\-/]?\d{2,5}){1,5}"  # +49 30 123456
    + r"|\(0?\d{2,5}\)[\s.\-/]?\d{2,5}(?:[\s.\-/]?\d{2,5}){1,3}"  # (030) 1234 567
    + r"|0[1-9]\d{1,4}[\s\-/.]\d{2,}(?:[\s\-/.]?\d{2,5}){0,4}"  # 030 1234567, 0171/234567, 07700.900123
    + r"|0[1-9](?:[\s.\-]\d{2}){4}"  # 01 23 45 67 89
    + r"|0[1-9]\d{8,10}"  # 01712345678
    + r"|(?:1[\s.\-])?(?:\([2-9]\d{2}\)\s?|[2-9]\d{2}[\s.\-])[2-9]\d{2}[\s.\-]\d{4}"  # 1-212-555-0134
    + r")"
    + _END
)
_CARD = re.compile(
    r"(?<![\w.,])(?:3[47]|4\d|5[1-5]|2[2-7]|6\d)\d{2}(?:[\s\-\u2010-\u2013]{0,2}\d){9,15}(?![\w]|[.,]\d)"
)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[\s\-]?[A-Z0-9]{4}){2,7}(?:[\s\-]?[A-Z0-9]{1,3})?(?!\w)", re.I)
_DATE = re.compile(r"^(?:\d{4}[-./ ]\d{2}[-./ ]\d{2}|\d{2}[-./ ]\d{2}[-./ ]\d{4})(?:\D.*)?$")
HIDDEN = "•••"
SHORTEST, LONGEST = 8, 15  # digits of a telephone number with its country or area (ITU-T E.164 allows 15)


def has_email(text: str) -> bool:
    """Whether an e-mail address stands in a text.

    Examples
    --------
    >>> has_email("ask anna.b@firm.example"), has_email("7 @ 3 each"), has_email("@NPS(A1)")
    (True, False, False)
    """
    return "@" in text and _EMAIL.search(text) is not None


def has_phone(text: str) -> bool:
    """Whether a telephone number stands in a text; numbers of a report are none.

    Examples
    --------
    >>> has_phone("call +49 30 1234567"), has_phone("(030) 1234 567"), has_phone("212-555-0134")
    (True, True, True)
    >>> [has_phone(text) for text in ("1,234,567", "2026-01-31", "1 234 567", "C200001", "0.25 0.5")]
    [False, False, False, False, False]
    """
    for found in _PHONE.finditer(_IBAN.sub(" ", text)):
        digits = sum(letter.isdigit() for letter in found[0])
        if SHORTEST <= digits <= LONGEST and not _DATE.match(found[0]):
            return True
    return False


def has_card(text: str) -> bool:
    """Whether the number of a payment card stands in a text: first digits of an issuer, and a right check digit.

    Examples
    --------
    >>> has_card("paid with 4111 1111 1111 1111"), has_card("4111 1111 1111 1112")
    (True, False)
    """
    return any(_is_luhn(re.sub(r"\D", "", found[0])) for found in _CARD.finditer(text))


def _is_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return 13 <= len(digits) <= 19 and total % 10 == 0 and len(set(digits)) > 1


def has_account(text: str) -> bool:
    """Whether an international bank account number stands in a text, with right check digits.

    Examples
    --------
    >>> has_account("DE89 3704 0044 0532 0130 00"), has_account("DE89 3704 0044 0532 0130 01")
    (True, False)
    """
    return any(_is_iban(re.sub(r"[\s\-]", "", found[0])) for found in _IBAN.finditer(text))


def _is_iban(account: str) -> bool:
    """ISO 13616: the rest of a division by 97 is 1."""
    moved = account[4:] + account[:4]
    return 15 <= len(account) <= 34 and int("".join(str(int(letter, 36)) for letter in moved)) % 97 == 1


KINDS: Mapping[str, Callable[[str], bool]] = {
    "an e-mail address": has_email,
    "a telephone number": has_phone,
    "the number of a payment card": has_card,
    "a bank account number": has_account,
}


def kinds(text: str, *, mail_only: bool = False) -> list[str]:
    """Return what of personal data stands in a text, in words.

    Parameters
    ----------
    text : str
        What was written.
    mail_only : bool
        The text is a technical one, where any row of digits may be a number of something.

    Examples
    --------
    >>> kinds("anna@firm.example, +44 20 7946 0958")
    ['an e-mail address', 'a telephone number']
    """
    looked_for = list(KINDS.items())[: 1 if mail_only else None]
    return [words for words, found in looked_for if found(text)]


def masked(text: str) -> str:
    """Return a text with dots in the place of personal data.

    Examples
    --------
    >>> masked("write to anna@firm.example or call +44 20 7946 0958, order 200001")
    'write to ••• or call •••, order 200001'
    """
    for pattern, is_one in ((_EMAIL, has_email), (_IBAN, has_account), (_CARD, has_card), (_PHONE, has_phone)):
        text = pattern.sub(lambda found, is_one=is_one: HIDDEN if is_one(found[0]) else found[0], text)  # type: ignore[misc]
    return text
