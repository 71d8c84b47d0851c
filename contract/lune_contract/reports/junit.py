"""The report as JUnit XML: areas of rules are suites, a rule on an operation is a case."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from lune_contract.report import staged
from lune_contract.reports.entry import entry, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lune_contract.deviation import Outcome
    from lune_contract.report import Report

__all__ = ["render"]


def render(report: Report) -> str:
    """Return the file."""
    root = ET.Element("testsuites", name="lune-contract")
    for stage, outcomes in staged(report.outcomes).items():
        root.append(_suite(stage, outcomes, report))
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", f"{report.seconds:.3f}")
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(stage: str, outcomes: Sequence[Outcome], report: Report) -> ET.Element:
    suite = ET.Element(
        "testsuite",
        name=stage,
        timestamp=f"{report.began:%Y-%m-%dT%H:%M:%S}",
        tests=str(len(outcomes)),
        failures="0",
        errors="0",
        skipped="0",
        time=f"{sum(each.seconds for each in outcomes):.3f}",
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in (
        ("target", report.base_url),
        ("profile", report.profile),
        ("seed", str(report.seed)),
        ("version", report.version),
        ("api_version", report.api_version),
        ("repeat", report.repeat),
    ):
        ET.SubElement(properties, "property", name=name, value=printable(value))
    for each in outcomes:
        suite.append(_case(each, report))
    for counted, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(counted, str(sum(case.find(tag) is not None for case in suite)))
    return suite


def _case(outcome: Outcome, report: Report) -> ET.Element:
    statement = outcome.statement
    case = ET.Element(
        "testcase",
        classname=f"lune_contract.{statement.area}",
        name=f"{statement.name} on {printable(outcome.operation)}",
        time=f"{outcome.seconds:.3f}",
    )
    if outcome.deviation is not None:
        described = entry(outcome, report.base_url)
        # What does not count is said, and fails nothing.
        failed = outcome.verdict == "deviated" and statement.level == "must"
        message = f"expected {described.expected}, got {described.got}"
        if not failed:
            message = f"{'should' if outcome.verdict == 'deviated' else 'accepted'}: {message}"
        found = ET.SubElement(case, "failure" if failed else "skipped", message=message)
        if failed:
            found.set("type", statement.name)
        found.text = described.text()
    elif outcome.verdict == "skipped":
        ET.SubElement(case, "skipped", message=printable(outcome.reason))
    elif outcome.verdict == "broken off":
        error = ET.SubElement(case, "error", message=printable(outcome.reason), type="broken off")
        error.text = printable(outcome.reason)
    return case
