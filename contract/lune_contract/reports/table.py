"""The report as JSON, for tools. docs/contract.md describes its keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from lune_contract.document import operations
from lune_contract.reports.entry import entry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lune_contract.deviation import Outcome
    from lune_contract.exchange import Answer, Request
    from lune_contract.report import Report

__all__ = ["render"]

_FORMAT: Final = 1


def render(report: Report) -> str:
    """Return the file."""
    return f"{json.dumps(_record(report), indent=2)}\n"


def _record(report: Report) -> object:
    return {
        "format": _FORMAT,
        "base_url": report.base_url,
        "profile": report.profile,
        "seed": report.seed,
        "version": report.version,
        "api_version": report.api_version,
        "began": f"{report.began:%Y-%m-%dT%H:%M:%SZ}",
        "selected": {
            "operations": None if report.operations is None else [*report.operations],
            "rules": None if report.rules is None else [*report.rules],
        },
        "repeat": report.repeat,
        "seconds": round(report.seconds, 3),
        "requests": report.requests,
        "exit_code": report.exit_code(),
        "broken_off": report.broken_off,
        "verdicts": dict(report.verdicts),
        "deviations": _deviations(report.deviations, report.base_url),
        "doubts": _deviations(report.doubts, report.base_url),
        "accepted": _deviations(report.known, report.base_url),
        "skipped": _reasons(report.skipped),
        "unfinished": _reasons(report.unfinished),
        "expired": [str(each) for each in report.expired],
        "unused": [str(each) for each in report.unused],
        "created": dict(report.created),
        "operations": {
            id_: {
                "statuses": {str(status): times for status, times in statuses.items()},
                "valid": report.valid.get(id_, 0),
                "accepted": report.accepted.get(id_, 0),
            }
            for id_ in operations()
            if (statuses := report.statuses(id_))
        },
        "outcomes": [
            {
                "rule": each.statement.name,
                "area": each.statement.area,
                "level": each.statement.level,
                "operation": each.operation,
                "verdict": each.verdict,
                "reason": each.reason,
                "seconds": round(each.seconds, 3),
            }
            for each in report.outcomes
        ],
    }


def _deviations(outcomes: Sequence[Outcome], base_url: str) -> object:
    return [_deviation(each, base_url) for each in outcomes]


def _deviation(outcome: Outcome, base_url: str) -> object:
    said = entry(outcome, base_url)
    found = outcome.deviation
    sent = () if found is None else found.sent
    return {
        "rule": said.statement.name,
        "area": said.statement.area,
        "level": said.statement.level,
        "says": said.statement.says,
        "source": said.statement.source,
        "operation": said.operation,
        "expected": said.expected,
        "got": said.got,
        "note": said.note,
        "exchanges": [_exchange(request, answer, base_url) for request, answer in sent],
    }


def _exchange(request: Request, answer: Answer | None, base_url: str) -> object:
    return {
        "operation": request.operation_id,
        "curl": request.curl(base_url),
        "request": {
            "method": request.method,
            "target": request.target,
            "headers": dict(request.headers),
            "body": request.body.decode("utf-8", "replace"),
        },
        "answer": answer
        and {
            "status": answer.status,
            "headers": dict(answer.headers),
            "body": answer.body.decode("utf-8", "replace"),
        },
    }


def _reasons(reasons: Mapping[str, Sequence[Outcome]]) -> object:
    return {
        reason: [f"{each.statement.name} on {each.operation}" for each in outcomes]
        for reason, outcomes in reasons.items()
    }
