from __future__ import annotations

import copy
import pickle

import pytest

from lune_api import MAX_BODY_BYTES
from lune_client import Mass, errors
from lune_client.errors import (
    BadRequestError,
    CallError,
    ConflictError,
    InvalidRequestError,
    PayloadTooLargeError,
    ResponseError,
    StatusError,
    class_for_status,
    one_line,
)
from lune_client.models import (
    LoadByMass,
    MerchantWithCategoryCode,
    MonetaryAmount,
    TransactionEstimateRequest,
)

from .calling import ORDER_ID, client_of, replying

STATED = {
    "error": {"error_code": "validation_error", "message": "mass.amount is no decimal"},
    "errors": [{"error_code": "validation_error", "message": "mass.amount is no decimal"}],
}


def raised_by(status: int, content: object = b"", **headers: str) -> CallError:
    with client_of(replying(status, content, **headers)) as lune, pytest.raises(CallError) as got:
        lune.orders.get(ORDER_ID)
    return got.value


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "BadRequestError"),
        (401, "AuthenticationError"),
        (403, "PermissionDeniedError"),
        (404, "NotFoundError"),
        (409, "ConflictError"),
        (413, "PayloadTooLargeError"),
        (415, "UnsupportedMediaTypeError"),
        (429, "RateLimitError"),
        (500, "ServerError"),
        (503, "ServerError"),
        (520, "ServerError"),
        (599, "ServerError"),
        (304, "StatusError"),
        (402, "StatusError"),
        (418, "StatusError"),
        (600, "StatusError"),
        (999, "StatusError"),
    ],
)
def test_a_class_for_each_status(status: int, name: str) -> None:
    assert class_for_status(status).__name__ == name
    error = raised_by(status, STATED)
    assert type(error).__name__ == name
    assert error.status == status
    assert error.error_code == "validation_error"


def test_what_an_error_holds() -> None:
    error = raised_by(400, STATED, CF_Ray="8f2e-LHR")
    assert (error.method, error.path) == ("GET", f"/orders/{ORDER_ID}")
    assert (error.status, error.request_id) == (400, "8f2e-LHR")
    assert error.message == "mass.amount is no decimal"
    assert error.idempotency_key is None
    assert error.body.startswith(b'{"error"')
    assert str(error) == (
        f"GET /orders/{ORDER_ID}: 400 validation_error mass.amount is no decimal "
        "(request 8f2e-LHR) - correct the request, repeating it will not help"
    )


def hint_of(status: int, content: object = b"", **headers: str) -> str:
    return raised_by(status, content, **headers).hint


def test_a_server_without_the_operation() -> None:
    assert hint_of(501) == "this server does not implement the operation"
    assert hint_of(500).startswith("try again later")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "check the id or key"),
        (b"Not Found\n", "check the id or key"),
        (STATED, "check the id or key"),
        (b"<html>404</html>", "check the base URL"),
        ({"detail": "no route"}, "check the base URL"),
    ],
)
def test_what_is_not_found_may_be_the_api(content: object, words: str) -> None:
    assert hint_of(404, content).startswith(words)


def test_a_conflict_sends_to_no_call_that_does_not_exist() -> None:
    load = LoadByMass(mass=Mass("1", "t"))
    with client_of(replying(409, STATED)) as lune:
        with pytest.raises(ConflictError) as caught:
            lune.shipping_estimates.create(
                shipment=load, method="warehouse_ambient", idempotency_key="A-17"
            )
        assert caught.value.hint == "the idempotency key is taken: use another for something new"
        with pytest.raises(ConflictError) as caught:
            lune.orders.create_by_value(value=1, idempotency_key="A-17")
        assert caught.value.hint == "look up what exists with orders.get_by_idempotency_key"


def test_a_batch_that_the_api_does_not_take_is_not_sent() -> None:
    item = TransactionEstimateRequest(
        value=MonetaryAmount(value=1, currency="USD"),
        merchant=MerchantWithCategoryCode(category_code="5818", country_code="USA"),
        metadata={"filler": "x" * (MAX_BODY_BYTES // 40)},
    )
    with client_of(replying(413)) as lune:
        with pytest.raises(PayloadTooLargeError):
            lune.transaction_estimates.create_batch([item] * 30)
        with pytest.raises(InvalidRequestError) as caught:
            lune.transaction_estimates.create_batch([item] * 40)
    assert caught.value.field == "items"
    assert isinstance(caught.value.value, list)
    assert len(caught.value.value) == 40
    assert caught.value.problem.startswith("has 10")
    assert caught.value.problem.endswith(f"{MAX_BODY_BYTES}: send fewer in one call")


def test_one_object_that_is_too_large_is_not_sent() -> None:
    filler = {"filler": "\u20ac" * (MAX_BODY_BYTES // 3)}
    with client_of(replying(200)) as lune, pytest.raises(InvalidRequestError) as caught:
        lune.orders.create_by_value(value=1, metadata=filler)
    assert caught.value.field == "body"
    assert isinstance(caught.value.value, dict)
    assert caught.value.value["metadata"] == filler
    assert caught.value.problem.endswith(f"{MAX_BODY_BYTES}: shorten its texts")


def test_the_hint_names_at_most_three_fields() -> None:
    content = {"error": {"error_code": "a", "message": "a.b a.c a.d a.e"}, "errors": []}
    error = raised_by(400, content)
    assert error.hint == "correct the request, repeating it will not help"
    assert isinstance(error, BadRequestError)
    error.fields = ("a", "b", "c", "d")
    assert error.hint == "correct a, b, c, repeating it will not help"


def test_an_unknown_code_is_kept() -> None:
    error = raised_by(409, {"error": {"error_code": "new_in_2031", "message": "?"}, "errors": []})
    assert error.error_code == "new_in_2031"


NO_OBJECTS = [
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"7",
    b"true",
    b'[{"error": {"error_code": "a", "message": "b"}}]',
    b'{"error": {"error_code": "a", "mess',
    b"\xff\xfe\x00",
    b"\x00",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b"1" * 5000,
    b"NaN",
]
OBJECTS = [
    b"{}",
    b'{"error": null}',
    b'{"error": []}',
    b'{"error": "text"}',
    b'{"error": {}}',
    b'{"error": {"error_code": 7, "message": null}}',
    b'{"error": {"error_code": [], "message": {}}, "errors": {}}',
]


@pytest.mark.parametrize("content", NO_OBJECTS + OBJECTS)
@pytest.mark.parametrize("status", [400, 404, 500])
def test_error_bodies_of_any_shape(content: bytes, status: int) -> None:
    error = raised_by(status, content)
    assert (error.status, error.body, error.error_code) == (status, content, None)
    assert error.message
    assert str(error).isprintable()


@pytest.mark.parametrize("content", NO_OBJECTS)
@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_successes_of_the_wrong_shape(content: bytes, status: int) -> None:
    error = raised_by(status, content)
    assert isinstance(error, ResponseError)
    assert (error.status, error.body) == (status, content)
    assert str(error).isprintable()


def test_a_partly_usable_body() -> None:
    error = raised_by(400, {"error": {"error_code": "id_invalid", "message": 7}, "errors": []})
    assert error.error_code == "id_invalid"
    assert "application/json" in raised_by(400, [], Content_Type="application/json").message


def test_the_text_is_one_log_line() -> None:
    hostile = "first\nsecond\r\n\x1b[31mred\x00\u2028" + "x" * 10_000
    body = {"error": {"error_code": "bad\ncode", "message": hostile}, "errors": []}
    error = raised_by(400, body)
    assert error.message == hostile
    assert str(error).isprintable()
    assert len(str(error)) < 500
    assert str(error).endswith("repeating it will not help")


def test_one_line() -> None:
    assert one_line(" a\t\nb ") == "a b"
    assert one_line("a" * 301) == "a" * 297 + "..."


def every_kind(base: type[CallError] = CallError) -> list[type[CallError]]:
    return [base, *(kind for each in base.__subclasses__() for kind in every_kind(each))]


@pytest.mark.parametrize("kind", every_kind())
def test_errors_survive_pickles_and_copies(kind: type[CallError]) -> None:
    error = kind(
        "what happened",
        method="POST",
        path="/orders/by-mass",
        status=409,
        error_code="a_code",
        request_id="8f2e-LHR",
        body=b"\xff",
        idempotency_key="A-17",
    )
    error.add_note("seen in a test")
    twins = [copy.copy(error), copy.deepcopy(error)]
    protocols = range(pickle.HIGHEST_PROTOCOL + 1)
    twins += [pickle.loads(pickle.dumps(error, each)) for each in protocols]  # our own
    for twin in twins:
        assert type(twin) is kind
        assert vars(twin) == vars(error)
        assert (str(twin), repr(twin), twin.args) == (str(error), repr(error), error.args)


def test_every_kind_is_exported_and_said_what_to_do_about() -> None:
    for kind in every_kind():
        assert kind.__name__ in errors.__all__
        if kind not in {CallError, StatusError}:
            assert kind("", method="GET", path="/").hint


def test_one_root() -> None:
    for name in set(errors.__all__) - {"Outcome"}:
        assert issubclass(getattr(errors, name), errors.LuneError)


def test_catching_by_built_in_kinds() -> None:
    assert issubclass(errors.ConfigurationError, ValueError)
    assert issubclass(errors.InvalidRequestError, ValueError)
