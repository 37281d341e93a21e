"""The packages that only sources need: where they are missing, one sentence says how to get them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cxcel.errors import BadInput


@contextmanager
def needed(extra: str = "sources") -> Iterator[None]:
    """Import packages of an extra inside; where one is not installed, say how to install the extra.

    Raises
    ------
    BadInput
        A package is not installed.

    Examples
    --------
    >>> with needed():
    ...     import package_that_is_not_installed
    Traceback (most recent call last):
    ...
    cxcel.errors.BadInput: sources need further packages: pip install "cxcel[sources]"
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise BadInput(f'sources need further packages: pip install "cxcel[{extra}]"') from error
