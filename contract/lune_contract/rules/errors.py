"""How requests are refused."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from lune_contract.document import operations, record, resolved, rows, schema, text
from lune_contract.paging import LEAST, MOST
from lune_contract.reply import Reply
from lune_contract.rule import invariant, rule
from lune_contract.sample import (
    ADDRESSING,
    BY_VALUE,
    CHANGING,
    ESTIMATE_BY,
    ORDER_BY,
    PRICING,
    WITH_BODY,
    below_smallest_unit,
    made_up_id,
    reaching,
    sample,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from lune_contract.exchange import Exchange
    from lune_contract.trial import Trial
    from lune_document import JSON

_SOURCE: Final = "Key concepts, errors"
# Sources disagree on whether these have a body at all.
_PERHAPS_EMPTY: Final = {HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE}
_ALREADY_EXISTS: Final = tuple(map(text, rows(schema("ErrorCode")["x-already-exists"])))
# Hardly anybody has rates for all of them.
_RARE: Final = ("KPW", "XAU", "CLF")
_FETCHING: Final = [each for each in ESTIMATE_BY if each not in CHANGING]
_BODILESS_404: Final = [*ORDER_BY, *CHANGING]


def _error(exchange: Exchange) -> Mapping[str, JSON] | None:
    """Return the error of a refusal that has one, None of any other answer."""
    answer = exchange.answer
    if answer.status < HTTPStatus.BAD_REQUEST or b'"error' not in answer.body:
        return None
    try:
        body = answer.json
    except ValueError:
        return None
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else None


@invariant("errors/status", source=f"{_SOURCE}: the statuses of each operation")
def status(exchange: Exchange) -> None:
    """An operation answers with a status that the document has for it."""
    called, got = exchange.operation, exchange.answer.status
    if called is None or got == HTTPStatus.METHOD_NOT_ALLOWED:
        return
    # Of a failure of the service the next one tells.
    if got < HTTPStatus.INTERNAL_SERVER_ERROR:
        said = ", ".join(map(str, sorted(called.statuses)))
        Reply(exchange).expect(called.declares(got), f"one of {said}")


@invariant("errors/no-crash", source=f"{_SOURCE}: 500 is unexpected")
def no_crash(exchange: Exchange) -> None:
    """No request makes the service fail."""
    status = exchange.answer.status
    works = status < HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.SERVICE_UNAVAILABLE
    Reply(exchange).expect(works, "no failure of the service")


@invariant("errors/shape", source=f"{_SOURCE}: ErrorResponse")
def shape(exchange: Exchange) -> None:
    """A refusal whose body is documented has it: error, and errors."""
    called, answer = exchange.operation, exchange.answer
    if answer.status < HTTPStatus.BAD_REQUEST or called is None:
        return
    if not called.declares(answer.status) or not called.media_types(answer.status):
        return
    if answer.status in _PERHAPS_EMPTY and not answer.body:
        return
    reply = Reply(exchange)
    problem = called.answer_problem(answer.status, reply.body)
    reply.expect(problem is None, "an ErrorResponse", got=problem or "")


@invariant("errors/known-code", source=f"{_SOURCE}: error_code")
def known_code(exchange: Exchange) -> None:
    """The code of an error is one of those that are documented."""
    error = _error(exchange)
    if error is not None:
        reply = Reply(exchange)
        known = reply.text("error", "error_code") in _codes()
        reply.expect(known, "an error_code that the document has", "error", "error_code")


@invariant("errors/code-fits-status", source=f"{_SOURCE}: examples of each status")
def code_fits_status(exchange: Exchange) -> None:
    """The code of an error comes with the status that is documented for it."""
    error = _error(exchange)
    if error is None:
        return
    code = error.get("error_code")
    statuses = _statuses_of().get(code) if isinstance(code, str) else None
    if statuses is not None:
        got, said = exchange.answer.status, " or ".join(map(str, sorted(statuses)))
        Reply(exchange).expect(got in statuses, f"status {said} with {code}", got=str(got))


@invariant("errors/conflict", level="should", source="Orders and estimates: 409")
def conflict(exchange: Exchange) -> None:
    """What cannot be made because it was made already is refused with 409."""
    error = _error(exchange)
    if error is not None and error.get("error_code") in _ALREADY_EXISTS:
        Reply(exchange).success(HTTPStatus.CONFLICT)


@invariant("errors/repeated", source=f"{_SOURCE}: errors is kept for old clients")
def repeated(exchange: Exchange) -> None:
    """The list errors holds the error itself, once."""
    error = _error(exchange)
    if error is not None:
        reply = Reply(exchange)
        reply.expect(list(reply.items("errors")) == [error], "the error, once", "errors")


@invariant("errors/message", source=f"{_SOURCE}: message")
def message(exchange: Exchange) -> None:
    """An error has a message for people."""
    if _error(exchange) is not None:
        reply = Reply(exchange)
        told = reply.text("error", "message")
        reply.expect(bool(told.strip()), "a text that says something", "error", "message")


@invariant("errors/none-in-success", source=f"{_SOURCE}: an error has a status of its own")
def none_in_success(exchange: Exchange) -> None:
    """An answer of success is no error."""
    answer = exchange.answer
    if answer.status < HTTPStatus.BAD_REQUEST:
        reply = Reply(exchange)
        is_error = b'"error_code"' in answer.body and reply.has("error")
        reply.expect(not is_error, "no error with this status")


@rule("errors/not-found", operations=ADDRESSING, source=f"{_SOURCE}: 404")
def not_found(trial: Trial) -> None:
    """What does not exist is answered with 404."""
    sample(trial).send(trial).success(HTTPStatus.NOT_FOUND)


@rule("errors/not-found-empty", operations=_BODILESS_404, level="should", source=f"{_SOURCE}: 404")
def not_found_empty(trial: Trial) -> None:
    """A 404 of orders, and of a change of an estimate, has no body."""
    answer = sample(trial).send(trial).success(HTTPStatus.NOT_FOUND)
    answer.expect(not answer.exchange.answer.body, "no body")


@rule(
    "errors/estimate-not-found",
    operations=_FETCHING,
    level="should",
    source="Transaction estimates, GET: 404 with estimate_not_found",
)
def estimate_not_found(trial: Trial) -> None:
    """A 404 of an estimate has the code estimate_not_found."""
    answer = sample(trial).send(trial)
    answer.refusal("estimate_not_found", statuses=(HTTPStatus.NOT_FOUND,))


@rule(
    "errors/unknown-estimate",
    operations="createOrderByEstimate",
    source="Orders, POST /orders/by-estimate: estimate_id",
    needs=["orders"],
)
def unknown_estimate(trial: Trial) -> None:
    """An estimate that does not exist cannot be ordered."""
    sample(trial).send(trial).refusal(statuses=(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND))


@rule(
    "errors/unknown-estimate-code",
    operations="createOrderByEstimate",
    level="should",
    source="Errors: estimate_not_found",
    needs=["orders"],
)
def unknown_estimate_code(trial: Trial) -> None:
    """The refusal to order an unknown estimate is 400 with estimate_not_found."""
    sample(trial).send(trial).refusal("estimate_not_found")


@rule(
    "errors/stable-code",
    operations=WITH_BODY,
    source=f"{_SOURCE}: error_code is stable",
    estimates=1,
)
def stable_code(trial: Trial) -> None:
    """The same mistake has the same code each time."""
    wanted = reaching(trial)
    first, second = (wanted.send_raw(trial, b'"text"').refusal() for _ in range(2))
    code = first.text("error", "error_code")
    second.expect(second.text("error", "error_code") == code, f"{code}, as before", "error")


@rule(
    "errors/limit",
    operations="listOrders",
    source="Key concepts, pagination: pagination_limit_invalid",
)
def limit(trial: Trial) -> None:
    """A limit out of its bounds is refused with pagination_limit_invalid."""
    for value in (LEAST - 1, MOST + 1):
        answer = trial.call("listOrders", query={"limit": str(value)})
        answer.refusal("pagination_limit_invalid")


@rule(
    "errors/percentages",
    operations=PRICING,
    level="should",
    source="Errors: bundle_selection_ratios_invalid",
    needs=["several_bundles"],
    estimates=1,
)
def percentages(trial: Trial) -> None:
    """Percentages that do not sum up to 100 are refused with the code for that."""
    first, second = trial.facts.bundles[:2]
    _selecting(trial, {first: 60, second: 30}).refusal(
        "bundle_selection_ratios_invalid", "bundle_selection_ratios_invalid_format"
    )


@rule(
    "errors/unknown-bundle",
    operations=PRICING,
    level="should",
    source="Errors: bundle_selection_bundle_invalid, bundle_id_invalid",
    estimates=1,
)
def unknown_bundle(trial: Trial) -> None:
    """A selection of a bundle that does not exist is refused with the code for that."""
    _selecting(trial, {made_up_id(trial): 100}).refusal(
        "bundle_selection_bundle_invalid", "bundle_id_invalid"
    )


def _selecting(trial: Trial, percentages: Mapping[str, int]) -> Reply:
    selection: JSON = [
        {"bundle_id": bundle, "percentage": each} for bundle, each in percentages.items()
    ]
    return reaching(trial).with_property("bundle_selection", selection).send(trial)


@rule(
    "errors/value-below-smallest-unit",
    operations=BY_VALUE,
    level="should",
    source="Errors: order_value_invalid",
)
def value_below_smallest_unit(trial: Trial) -> None:
    """A value below the smallest unit of the currency is refused with order_value_invalid."""
    for value in below_smallest_unit(trial):
        sample(trial).with_property("value", value).send(trial).refusal("order_value_invalid")


@rule(
    "errors/no-exchange-rate",
    operations="createTransactionEstimate",
    level="should",
    source="Errors: exchange_rate_not_found",
    estimates=len(_RARE),
)
def no_exchange_rate(trial: Trial) -> None:
    """A purchase in a currency without a rate is refused with exchange_rate_not_found."""
    for currency in _RARE:
        value: JSON = {"value": "1", "currency": currency}
        answer = sample(trial).with_property("value", value).send(trial)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            answer.refusal("exchange_rate_not_found")


@cache
def _codes() -> Collection[str]:
    return frozenset(map(text, rows(schema("ErrorCode")["enum"])))


@cache
def _statuses_of() -> Mapping[str, Collection[int]]:
    """Return the statuses that the document shows a code with, by code."""
    found: dict[str, set[int]] = {}
    for called in operations().values():
        for status, response in record(called.raw["responses"]).items():
            for content in record(resolved(response)[0].get("content", {})).values():
                for code in _shown_codes(record(content)):
                    found.setdefault(code, set()).add(int(status))
    # Which of the two a conflict has, the sources do not agree on.
    for code in _ALREADY_EXISTS:
        found.setdefault(code, set()).update({HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT})
    return found


def _shown_codes(content: Mapping[str, JSON]) -> list[str]:
    values = (resolved(each)[0]["value"] for each in record(content.get("examples", {})).values())
    errors = (each["error"] for each in values if isinstance(each, dict) and "error" in each)
    return [text(record(each)["error_code"]) for each in errors]
