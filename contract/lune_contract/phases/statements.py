"""What the phases can find."""

from __future__ import annotations

from typing import Final

from lune_contract.rule import Statement

__all__ = [
    "ANSWERS",
    "CHECKS",
    "REACHED",
    "STATEMENTS",
]

ANSWERS: Final = Statement(
    "http/every-request-is-answered",
    "http",
    "Every request gets an answer, whatever it holds.",
    "the document: each operation has its answers",
    "must",
)
REACHED: Final = Statement(
    "validation/valid-data-is-carried-out",
    "validation",
    "An operation carries out at least one of the valid requests that were made up for it.",
    "the document: the operation's request and its answer of success",
    "must",
)

CHECKS: Final = {
    "response_headers_conformance": Statement(
        "answers/generated-headers",
        "answers",
        "Headers of answers to generated requests are as the document says.",
        "the document: headers of the answer",
        "must",
    ),
}
"""What checks of schemathesis find, by their names."""

STATEMENTS: Final = (REACHED, ANSWERS, *CHECKS.values())
