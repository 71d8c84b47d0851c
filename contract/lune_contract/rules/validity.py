"""Refusals of what violates the schema, and of nothing else by that name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lune_contract.reply import Reply
from lune_contract.rule import invariant
from lune_contract.validity import problems, unwritten_problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lune_contract.exchange import Answer, Exchange
    from lune_contract.validity import Problem

_REFUSED: Final = 400
_CODE: Final = "validation_error"
# Parameters whose violation has an error code of its own.
_OWN_CODES: Final = {
    ("query", "limit"): "pagination_limit_invalid",
    ("header", "Lune-Version"): "api_version_invalid",
}


@invariant("validation/error-only-for-violations", source="Errors: validation_error")
def error_only_for_violations(exchange: Exchange) -> None:
    """validation_error is answered to nothing that satisfies the document."""
    operation = exchange.operation
    if operation is None or exchange.answer.status != _REFUSED or _code(exchange) != _CODE:
        return
    violates = problems(exchange.request, operation) != [] or unwritten_problem(
        exchange.request, operation
    )
    Reply(exchange).expect(
        bool(violates),
        "an answer other than validation_error, for the request satisfies the document",
    )


@invariant("validation/violations-are-refused", source="Errors: validation_error")
def violations_are_refused(exchange: Exchange) -> None:
    """What violates the document is not carried out."""
    found = _settled_problems(exchange)
    if found:
        Reply(exchange).expect(exchange.answer.status == _REFUSED, f"status 400 ({_said(found)})")


@invariant("validation/violations-are-told", source="Errors: validation_error", level="should")
def violations_are_told(exchange: Exchange) -> None:
    """What violates the document by its letter is refused as that."""
    operation, status = exchange.operation, exchange.answer.status
    if operation is None or not _is_judged(exchange.answer):
        return
    found = problems(exchange.request, operation)
    if not found or (status != _REFUSED and _settled_problems(exchange)):
        return
    codes = {_CODE, *(code for place, code in _OWN_CODES.items() if place in _places(found))}
    Reply(exchange).expect(
        status == _REFUSED and _code(exchange) in codes,
        f"status 400 with {' or '.join(sorted(codes))} ({_said(found)})",
    )


def _is_judged(answer: Answer) -> bool:
    # What else is wrong with a request may be refused first.
    return answer.status == _REFUSED or answer.is_success


def _settled_problems(exchange: Exchange) -> Sequence[Problem]:
    """Return what of a request violates the document as far as its sources agree."""
    operation = exchange.operation
    if operation is None or not _is_judged(exchange.answer):
        return ()
    return problems(exchange.request, operation, settled=True) or ()


def _said(found: Sequence[Problem]) -> str:
    return "; ".join(f"{f'{each.place} {each.name}'.strip()}: {each.says}" for each in found)


def _places(found: Sequence[Problem]) -> set[tuple[str, str]]:
    return {(each.place, each.name) for each in found}


def _code(exchange: Exchange) -> object:
    """Return the error code of a refusal, None if it has none that can be read."""
    try:
        match exchange.answer.json:
            case {"error": {"error_code": str(code)}}:
                return code
            case _:
                return None
    except ValueError:
        return None
