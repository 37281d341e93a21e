"""What a calculation returns: frozen values at full precision, without rounding and without formats."""

from __future__ import annotations

from cxcel.records import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval.

    Examples
    --------
    >>> 0.5 in Interval(0.4, 0.6, 0.95, "wilson")
    True
    """

    low: float
    high: float
    confidence_level: float
    method: str

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its base; `standard_error` is in the unit of the value, None where it is not defined."""

    value: float
    n: float
    standard_error: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Second group less first group, with its interval and two-sided p value."""

    difference: float
    low: float
    high: float
    p: float
    method: str


@dataclass(frozen=True, slots=True)
class Correlation:
    """How strongly two columns move together, with a Fisher interval over the effective number of pairs."""

    r: float
    low: float
    high: float
    n: int
    n_eff: float
    p: float
    method: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be said of a correlation: one of the four words, and the detail that belongs to it.

    `word` is "moves with", "moves with, weakly", "no link seen", "cannot tell" or "explained by".
    """

    word: str
    detail: str = ""
    explained_by: str = ""

    @property
    def moves(self) -> bool:
        """Whether a link is claimed."""
        return self.word.startswith("moves with")

    @property
    def words(self) -> str:
        """The verdict as a cell shows it.

        Examples
        --------
        >>> Verdict("cannot tell", "about 400 rows would do").words
        'cannot tell: about 400 rows would do'
        """
        return f"{self.word}: {self.detail}" if self.detail else self.word
