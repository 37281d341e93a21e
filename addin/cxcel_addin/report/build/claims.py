"""Figures that the trade press publishes on loyalty and service, each as the article claims it.

None was checked against its first source: they are shown as claims and enter no verdict.
"""

from __future__ import annotations

from dataclasses import dataclass

from cxcel_addin.language import say

from ..model import Unit


@dataclass(frozen=True, slots=True)
class Claim:
    """One published figure; `metric` is the catalogue's name of what may stand beside it, "" for none."""

    what: str
    value: float
    source: str
    year: str = ""  # "" where the article names none
    metric: str = ""
    differs: str = ""  # in what it is another measure than the report's
    unit: Unit = Unit.SHARE


def claims() -> tuple[Claim, ...]:
    """Return the figures of five articles, in their order."""
    return (*_loyalty(), *_time(), *_service(), *_programmes())


def articles() -> str:
    """Return which articles these are."""
    return say(
        "Articles: 1 C. Pete Connor, The KPI and Personalization Conundrum; 2 the same, NPS and Call Center KPIs: Are "
        "We Comparing Apples to Minivans?; 3 Customer relationship KPIs: between innovation and conservatism; 4 "
        "Teleperformance, Are your CX KPI metrics driving the right behavior?; 5 ICMI and Genesys, 6 Steps to Align "
        "Contact Center KPIs (2013)."
    )


def _by(article: int, first: str = "") -> str:
    if not first:
        return say("article {n} claims", n=article)
    return say("article {n} claims, of {first}", n=article, first=first)


def _loyalty() -> tuple[Claim, ...]:
    connor = _by(1)
    return (
        Claim(
            say("members of loyalty programmes who redeem rewards"),
            0.93,
            connor,
            metric="REDEMPTION_RATE",
            differs=say("of members, not of points"),
        ),
        Claim(say("customers worldwide who are loyal to at least one brand"), 0.72, connor),
        Claim(say("consumers in the United States who prefer brands with a loyalty programme"), 0.70, connor),
        Claim(say("consumers in the United States who stay for life once committed to a brand"), 0.59, connor),
        Claim(say("loyalty programmes of the average American"), 16.7, connor, unit=Unit.SCORE),
        Claim(say("consumers in the United States for whom good service comes first"), 0.83, connor),
        Claim(say("customers who would pay more for brands they are loyal to"), 0.63, connor),
    )


def _time() -> tuple[Claim, ...]:
    return (
        Claim(
            say("customers who will take part in a programme that is easy to use"),
            0.87,
            _by(2, "Bond"),
            metric="PARTICIPATION_RATE",
            differs=say("stated, not done"),
        ),
        Claim(
            say("customers who say that valuing their time is the most important thing"),
            0.77,
            _by(2, "Forrester"),
        ),
    )


def _service() -> tuple[Claim, ...]:
    return (
        Claim(
            say("dissatisfied customers above which few complaints are a warning"),
            0.10,
            _by(3, "AMARC"),
            metric="DISSAT_RATE",
            differs=say("a threshold, not an average"),
        ),
        Claim(
            say("customers for whom the experience is as important as product or service"),
            0.80,
            _by(3, "Salesforce"),
            "2020",
        ),
        Claim(
            say("customers who say they are less patient than in years before"),
            0.66,
            _by(3, "Zendesk"),
        ),
        Claim(
            say("companies that steer customers with bots"),
            0.90,
            _by(3, "Zendesk"),
        ),
    )


def _programmes() -> tuple[Claim, ...]:
    temkin, poll = _by(4, "Temkin Group"), _by(5, say("a poll at a webinar"))
    return (
        Claim(say("companies whose customer metrics are weak or very weak"), 0.64, temkin),
        Claim(say("companies that measure their customers by satisfaction"), 0.51, poll, "2013"),
        Claim(say("companies that measure their customers by Net Promoter Score"), 0.26, poll, "2013"),
        Claim(say("companies that measure their customers by effort"), 0.17, poll, "2013"),
    )
