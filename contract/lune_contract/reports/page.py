"""The report as one page that needs nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from lune_contract.document import operations
from lune_contract.report import staged, tallied
from lune_contract.reports.entry import entries, printable

if TYPE_CHECKING:
    from lune_contract.report import Report

__all__ = ["render"]


def render(report: Report) -> str:
    """Return the file."""
    environment = Environment(
        loader=PackageLoader("lune_contract.reports", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["printable"] = printable
    return environment.get_template("page.html").render(
        report=report,
        wrong_answers=len(entries(report.deviations, report.base_url)),
        sections=[
            (title, entries(outcomes, report.base_url))
            for title, outcomes in (
                ("Deviations", report.deviations),
                ("Not settled by the documents", report.doubts),
                ("Accepted", report.known),
            )
        ],
        stages=[
            (stage, tallied(outcomes), outcomes)
            for stage, outcomes in staged(report.outcomes).items()
        ],
        operations=[(id_, report.statuses(id_)) for id_ in operations() if report.statuses(id_)],
    )
