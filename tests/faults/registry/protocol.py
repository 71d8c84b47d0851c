"""Faults of versions, errors and HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from lune_mock import Answer, Sandbox

from .making import OK, Ask, Faults, asks, bare, read, refused, told
from .operations import (
    ALL,
    CREATE_ORDER,
    CREATE_TRANSACTION,
    FIND_ORDER,
    FIND_TRANSACTION,
    LIST_ORDERS,
    ORDERS,
    POSTS,
    PUT,
    QUOTE,
)
from .request import Record, Request

versions = Faults("versions")
errors = Faults("errors")
http = Faults("http")


def _without(answer: Answer, *names: str) -> Answer:
    rest = {name: value for name, value in answer.headers.items() if name not in names}
    return replace(answer, headers=rest)


def _with(answer: Answer, name: str, value: str) -> Answer:
    return replace(answer, headers={**answer.headers, name: value})


@versions.wraps(ALL)
def version_is_not_told(request: Request, ask: Ask) -> Answer:
    """Every answer has a header Lune-Version."""
    return _without(ask(request), "Lune-Version")


@versions.wraps(ALL)
def version_is_written_with_dots(request: Request, ask: Ask) -> Answer:
    """The header Lune-Version of an answer is a date."""
    answer = ask(request)
    return _with(answer, "Lune-Version", answer.headers["Lune-Version"].replace("-", "."))


@versions.wraps(ALL)
def ray_is_not_told(request: Request, ask: Ask) -> Answer:
    """Every answer has a header CF-Ray."""
    return _without(ask(request), "CF-Ray")


@versions.wraps(ALL)
def ray_is_always_the_same(request: Request, ask: Ask) -> Answer:
    """CF-Ray is the id of the request; no two requests have the same."""
    return _with(ask(request), "CF-Ray", "8f2c1d9e7a6b4c35-LHR")


@versions.wraps(ALL, subtle=True)
def refusal_has_no_ray(request: Request, ask: Ask) -> Answer:
    """An answer that refuses has a header CF-Ray, too."""
    answer = ask(request)
    return answer if answer.status < 400 else _without(answer, "CF-Ray")


@versions.wraps(ALL, subtle=True)
def answer_without_body_has_no_version(request: Request, ask: Ask) -> Answer:
    """An answer without a body has a header Lune-Version, too."""
    answer = ask(request)
    return answer if answer.body else _without(answer, "Lune-Version")


@versions.wraps(ALL, subtle=True)
def wrong_version_of_the_one_that_was_asked(request: Request, ask: Ask) -> Answer:
    """Lune-Version of an answer is the version that served the call, the one that was asked for."""
    answer = ask(request)
    asked = request.header("lune-version")
    return answer if asked is None else _with(answer, "Lune-Version", "2023-01-01")


@versions.requests(ALL)
def unknown_version_is_served(request: Request) -> Request:
    """A version that does not exist is refused with api_version_invalid."""
    return request.without_header("lune-version")


@versions.requests(ALL, subtle=True)
def version_may_be_no_date(request: Request) -> Request:
    """A version is a date, YYYY-MM-DD; anything else is refused."""
    asked = request.header("lune-version") or ""
    is_date = re.fullmatch(r"\d{4}-\d{2}-\d{2}", asked)
    return request if is_date else request.without_header("lune-version")


@errors.wraps(ALL)
def errors_differ_from_the_error(request: Request, ask: Ask) -> Answer:
    """The only item of `errors` is the same as `error`."""
    answer = ask(request)
    document = read(answer)
    if answer.status < 400 or document is None:
        return answer
    document["errors"] = [{**document["error"], "message": "The request was refused"}]
    return told(answer, document, answer.status)


@errors.wraps(ALL)
def errors_are_missing(request: Request, ask: Ask) -> Answer:
    """`errors` holds the error once more."""
    answer = ask(request)
    document = read(answer)
    if answer.status < 400 or document is None:
        return answer
    return told(answer, {"error": document["error"]}, answer.status)


@errors.wraps(ALL, subtle=True)
def code_of_errors_is_a_general_one(request: Request, ask: Ask) -> Answer:
    """The item of `errors` has the same code as `error`, also when that is not validation_error."""
    answer = ask(request)
    document = read(answer)
    if answer.status < 400 or document is None:
        return answer
    document["errors"] = [{**document["error"], "error_code": "validation_error"}]
    return told(answer, document, answer.status)


@errors.wraps(ALL)
def message_is_missing(request: Request, ask: Ask) -> Answer:
    """An error has a message."""
    answer = ask(request)
    document = read(answer)
    if answer.status < 400 or document is None:
        return answer
    error = {"error_code": document["error"]["error_code"]}
    return told(answer, {"error": error, "errors": [error]}, answer.status)


def _recoded(found: str, instead: str) -> Callable[[Record, Request], None]:
    def change(document: Record, _: Request) -> None:
        for each in (document["error"], *document["errors"]):
            if each["error_code"] == found:
                each["error_code"] = instead

    return change


@errors.answers(ALL, status=400)
def code_is_written_in_capitals(document: Record, _: Request) -> None:
    """Codes are those of the list, such as validation_error."""
    for each in (document["error"], *document["errors"]):
        each["error_code"] = each["error_code"].upper()


@errors.answers(CREATE_ORDER | QUOTE, status=400, subtle=True)
def wrong_sum_of_percentages_has_a_general_code(document: Record, request: Request) -> None:
    """Percentages that do not add up to 100 have the code bundle_selection_ratios_invalid."""
    _recoded("bundle_selection_ratios_invalid", "validation_error")(document, request)


@errors.answers(CREATE_ORDER | QUOTE, status=400, subtle=True)
def unknown_bundle_has_a_general_code(document: Record, request: Request) -> None:
    """A bundle that does not exist has the code bundle_selection_bundle_invalid."""
    _recoded("bundle_selection_bundle_invalid", "validation_error")(document, request)


@errors.answers({"createOrderByValue", "getOrderQuoteByValue"}, status=400, subtle=True)
def too_small_a_value_has_a_general_code(document: Record, request: Request) -> None:
    """A value under the smallest unit of the currency has the code order_value_invalid."""
    _recoded("order_value_invalid", "validation_error")(document, request)


@errors.answers(LIST_ORDERS, status=400, subtle=True)
def wrong_limit_has_a_general_code(document: Record, request: Request) -> None:
    """A bad limit has the code pagination_limit_invalid."""
    _recoded("pagination_limit_invalid", "validation_error")(document, request)


@errors.answers(CREATE_TRANSACTION, status=400, subtle=True)
def missing_rate_has_a_general_code(document: Record, request: Request) -> None:
    """A currency without a rate has the code exchange_rate_not_found."""
    _recoded("exchange_rate_not_found", "validation_error")(document, request)


@errors.wraps(POSTS)
def invalid_request_is_422(request: Request, ask: Ask) -> Answer:
    """A request that does not match the document is answered 400."""
    answer = ask(request)
    is_invalid = answer.status == 400 and b'"validation_error"' in answer.body
    return replace(answer, status=422) if is_invalid else answer


@errors.wraps(QUOTE)
def refusal_of_a_quote_is_200(request: Request, ask: Ask) -> Answer:
    """What is refused is not answered 200."""
    answer = ask(request)
    return replace(answer, status=OK) if answer.status == 400 else answer


@errors.wraps({"createOrderByEstimate"}, subtle=True)
def second_order_of_an_estimate_is_400(request: Request, ask: Ask) -> Answer:
    """An estimate that is ordered already is answered 409."""
    answer = ask(request)
    return replace(answer, status=400) if answer.status == 409 else answer


@errors.wraps({"createOrderByEstimate"})
def order_of_an_unknown_estimate_is_404(request: Request, ask: Ask) -> Answer:
    """An order of an estimate that does not exist is refused with 400."""
    answer = ask(request)
    return bare(answer, 404) if b'"estimate_not_found"' in answer.body else answer


@errors.wraps(FIND_ORDER)
def unknown_order_has_a_body(request: Request, ask: Ask) -> Answer:
    """404 of an order has no body."""
    answer = ask(request)
    return answer if answer.status != 404 else refused(answer, 404, "id_invalid", "No such order")


@errors.wraps(FIND_TRANSACTION)
def unknown_estimate_has_no_body(request: Request, ask: Ask) -> Answer:
    """404 of an estimate has the code estimate_not_found."""
    answer = ask(request)
    return bare(answer, 404) if answer.status == 404 else answer


@errors.wraps(FIND_ORDER)
def unknown_order_is_400(request: Request, ask: Ask) -> Answer:
    """An order that does not exist is answered 404."""
    answer = ask(request)
    return answer if answer.status != 404 else refused(answer, 400, "id_invalid", "No such order")


@errors.wraps(PUT, subtle=True)
def update_of_an_unknown_estimate_creates_it(request: Request, ask: Ask) -> Answer:
    """PUT of an estimate that does not exist is answered 404."""
    answer = ask(request)
    if answer.status != 404:
        return answer
    return ask(replace(request, method="POST", target="/v1/estimates/transactions"))


class _Light(bytes):
    """A body that passes for a small one."""

    __slots__ = ()

    def __len__(self) -> int:
        return 1


def _up_to(limit: int) -> Callable[[Request], Request]:
    def change(request: Request) -> Request:
        if len(request.body) > limit:
            return request
        return replace(request, body=_Light(request.body)) if request.body else request

    return change


@http.requests(POSTS)
def limit_of_the_body_is_200_kb(request: Request) -> Request:
    """A body of more than 100 kB is answered 413."""
    return _up_to(200_000)(request)


@http.requests(POSTS, subtle=True)
def kilobytes_are_1024_bytes(request: Request) -> Request:
    """The largest body has 100 000 bytes."""
    return _up_to(100 * 1024)(request)


@http.wraps(POSTS, subtle=True)
def largest_body_is_too_large(request: Request, ask: Ask) -> Answer:
    """A body of exactly 100 000 bytes is taken."""
    answer = ask(request)
    return bare(answer, 413) if len(request.body) == 100_000 else answer


@http.wraps(POSTS)
def too_large_a_body_is_400(request: Request, ask: Ask) -> Answer:
    """The status of a body that is too large is 413."""
    answer = ask(request)
    if answer.status != 413:
        return answer
    return refused(answer, 400, "validation_error", "The body is too large")


@http.requests(POSTS)
def any_media_type_is_taken(request: Request) -> Request:
    """A body of another media type than application/json is answered 415."""
    return request.with_header("Content-Type", "application/json")


@http.requests(POSTS, subtle=True)
def media_type_may_be_missing(request: Request) -> Request:
    """A body without a media type is not application/json: 415."""
    if request.header("content-type") is None:
        return request.with_header("Content-Type", "application/json")
    return request


@http.requests(POSTS, subtle=True)
def media_type_may_be_that_of_a_form(request: Request) -> Request:
    """JSON under the media type of a form is answered 415."""
    if request.header("content-type") == "application/x-www-form-urlencoded":
        return request.with_header("Content-Type", "application/json")
    return request


@http.wraps(POSTS)
def wrong_media_type_is_400(request: Request, ask: Ask) -> Answer:
    """The status of another media type is 415."""
    answer = ask(request)
    if answer.status != 415:
        return answer
    return refused(answer, 400, "validation_error", "Send application/json")


@http.wraps(POSTS, subtle=True)
def media_type_takes_no_charset(request: Request, ask: Ask) -> Answer:
    """application/json; charset=utf-8 is application/json."""
    answer = ask(request)
    return bare(answer, 415) if ";" in (request.header("content-type") or "") else answer


@http.requests(POSTS, subtle=True)
def media_type_is_told_by_its_beginning(request: Request) -> Request:
    """application/json-patch+json is another media type: 415."""
    if (request.header("content-type") or "").startswith("application/json-"):
        return request.with_header("Content-Type", "application/json")
    return request


@http.wraps(ALL)
def json_is_called_text(request: Request, ask: Ask) -> Answer:
    """The media type of an answer is application/json."""
    answer = ask(request)
    is_json = answer.status == OK and read(answer) is not None
    return _with(answer, "Content-Type", "text/plain; charset=utf-8") if is_json else answer


@http.wraps(ALL)
def refusal_is_plain_text(request: Request, ask: Ask) -> Answer:
    """A documented refusal is application/json."""
    answer = ask(request)
    is_refusal = answer.status >= 400 and read(answer) is not None
    return _with(answer, "Content-Type", "text/html") if is_refusal else answer


@http.wraps(CREATE_ORDER | CREATE_TRANSACTION)
def creation_is_201(request: Request, ask: Ask) -> Answer:
    """A creation is answered 200."""
    answer = ask(request)
    return replace(answer, status=201) if answer.status == OK else answer


@http.installs(ORDERS)
def unknown_path_is_an_empty_object(sandbox: Sandbox) -> Ask:
    """A path that is not documented is answered 404."""
    ask = asks(sandbox)

    def wrap(request: Request) -> Answer:
        answer = ask(request)
        is_unknown = request.operation is None and answer.status == 404
        return told(answer, {}) if is_unknown else answer

    return wrap


@http.installs(PUT, subtle=True)
def update_may_be_posted(sandbox: Sandbox) -> Ask:
    """An estimate is calculated again with PUT, and no other method."""
    ask = asks(sandbox)

    def wrap(request: Request) -> Answer:
        put = replace(request, method="PUT")
        is_posted = request.method == "POST" and put.operation in PUT and not request.operation
        return ask(put if is_posted else request)

    return wrap
