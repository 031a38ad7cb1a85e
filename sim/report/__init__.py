"""Reports: one file of HTML with a question, its answer, the drivers of the answer and sources."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.report.content import Report

if TYPE_CHECKING:
    from sim.experiment.results import Results
    from sim.record import Record
    from sim.studies.review import Review

__all__ = ["Report", "make_report", "write_report"]


def make_report(
    subject: Results | Record | Review,
    *,
    under_doctrines: Results | None = None,
    levers: Mapping[str, Any] | None = None,
    made_on: date | None = None,
) -> Report:
    """Return the report on a folder of results, on one run, or on a game.

    Args:
        subject: The value of `sim.load_results`, `sim.load_record` or `sim.review`.
        under_doctrines: Results of an experiment whose policies are doctrines, to show which
            results hold under another rule of choice. For a folder of results only.
        levers: What `Ranking.facts()` of `sim.levers` returns, to show what would change the
            outcome. For a folder of results only.
        made_on: The date that the report on a folder of results gives; today if None.

    Raises:
        ResultsError: The results cannot be used.
    """
    from sim.record import Record
    from sim.studies.review import Review

    if isinstance(subject, Record):
        from sim.report.of_record import report_record

        return report_record(subject)
    if isinstance(subject, Review):
        from sim.report.of_review import report_review

        return report_review(subject)
    from sim.report.of_results import report_results

    return report_results(
        subject,
        made_on=made_on or date.today(),
        under_doctrines=under_doctrines,
        levers=levers,
    )


def write_report(
    subject: Results | Record | Review,
    path: str | Path,
    *,
    under_doctrines: Results | None = None,
    levers: Mapping[str, Any] | None = None,
    made_on: date | None = None,
) -> Path:
    """Write the report as one file of HTML, and return its path.

    The same subject and date give the same bytes. See `make_report` for the arguments. Raises
    OSError if the file cannot be written. The review of a game is for the user alone: it holds what
    players may not know.
    """
    from sim.record.files import write_file
    from sim.studies.review import Review

    target = Path(path)
    report = make_report(subject, under_doctrines=under_doctrines, levers=levers, made_on=made_on)
    html = report.to_html()
    target.parent.mkdir(parents=True, exist_ok=True)
    write_file(target, html.encode("utf-8"), private=isinstance(subject, Review))
    return target
