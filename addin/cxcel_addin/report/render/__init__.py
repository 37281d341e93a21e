"""Draw a report as a workbook: values and native charts only, no formulas, images, macros or outside links.

It opens anywhere; it does no statistics: every number comes from the model, here it gets its place and its format.
"""

from __future__ import annotations

from cxcel_addin.report.model import Report
from cxcel_addin.report.render import links, method, outcome, periods, quality, segments, service, summary
from cxcel_addin.report.render.book import Book

__all__ = ["render"]


def render(report: Report) -> bytes:
    """Draw the report.

    Parameters
    ----------
    report : Report
        Sections that are None are left out.

    Returns
    -------
    bytes
        An .xlsx file; the same report gives the same bytes.
    """
    book = Book(report)
    parts = (report.outcome, report.links, report.segments, report.periods, report.service, report.method)
    tabs = [part.section.tab for part in (*parts, report.quality) if part is not None]
    summary.draw(book, report, tabs)
    if report.outcome:
        outcome.draw(book, report.outcome)
    if report.links:
        links.draw(book, report.links)
    if report.segments:
        segments.draw(book, report.segments)
    if report.periods:
        periods.draw(book, report.periods)
    if report.service:
        service.draw(book, report.service)
    method.draw(book, report.method)
    quality.draw(book, report.quality)
    return book.bytes()
