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
    "not_a_server_error": Statement(
        "errors/no-server-error",
        "errors",
        "No request is answered with a server error, but for 503.",
        "the document: 503 is the only status above 499",
        "must",
    ),
    "status_code_conformance": Statement(
        "answers/generated-status",
        "answers",
        "Generated requests are answered with a status that the document has for the operation.",
        "the document: responses of the operation",
        "must",
    ),
    "content_type_conformance": Statement(
        "answers/generated-content-type",
        "answers",
        "Answers to generated requests have the content type that the document has for them.",
        "the document: content of the answer",
        "must",
    ),
    "response_headers_conformance": Statement(
        "answers/generated-headers",
        "answers",
        "Headers of answers to generated requests are as the document says.",
        "the document: headers of the answer",
        "must",
    ),
    "response_schema_conformance": Statement(
        "answers/generated-schema",
        "answers",
        "Bodies of answers to generated requests are as the document says.",
        "the document: schema of the answer",
        "must",
    ),
    "unsupported_method": Statement(
        "http/undeclared-method",
        "http",
        "A method that a path does not have is answered with 405 and Allow.",
        "RFC 9110, 15.5.6; the document has no word on it",
        "should",
    ),
}
"""What checks of schemathesis find, by their names."""

STATEMENTS: Final = (REACHED, ANSWERS, *CHECKS.values())
