from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_mock import Fault, LoggedRequest, Sandbox
from lune_mock.request_log import RequestLog
from lune_mock.rules import max_body_bytes

from .calling import BY_MASS, Api, purchase

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def logged(number: int = 0, **changes: Any) -> LoggedRequest:
    values: dict[str, Any] = {
        "moment": NOW,
        "duration": timedelta(),
        "method": "GET",
        "target": f"/v1/orders?limit={number}",
        "operation_id": "listOrders",
        "account_id": None,
        "headers": {},
        "body": b"",
        "status": 200,
        "answer_body": b"",
        "problem": None,
        "fault_id": None,
        "is_failure": False,
    }
    return LoggedRequest(**{**values, **changes})


def last(api: Api) -> LoggedRequest:
    return api.sandbox.control.requests[-1]


def test_a_request_is_logged_with_all_that_is_known_of_it(client: Api) -> None:
    answer = client.send("POST", "/orders/by-mass?", BY_MASS, headers={"X-Own": "é"})
    request = last(client)
    assert request == logged(
        moment=client.sandbox.control.now(),
        method="POST",
        target="/v1/orders/by-mass?",
        operation_id="createOrderByMass",
        account_id=client.account,
        headers={
            "content-type": "application/json",
            "lune-account": client.account,
            "x-own": "é",
        },
        body=json.dumps(BY_MASS).encode(),
        answer_body=answer.body,
    )


def test_the_key_is_in_no_log(api: Api) -> None:
    api.order()
    api.send("GET", "/orders", headers={"authorization": "Bearer another", "Cookie": "secret=1"})
    api.sandbox.handle("GET", "/v1/orders", {"AUTHORIZATION": "Bearer another"}, b"")
    shown = repr(api.sandbox.control.requests)
    assert api.sandbox.api_key not in shown
    assert "another" not in shown
    assert "secret" not in shown


@pytest.mark.parametrize(
    ("method", "path", "known", "problem"),
    [
        ("GET", "/unknown", (None, 404), "The document has no path /v1/unknown"),
        ("GET", "/v1/orders", (None, 404), "The document has no path /v1/v1/orders"),
        ("DELETE", "/orders", (None, 405), "This path takes GET only"),
        ("GET", "/orders?limit=x", ("listOrders", 400), "limit is"),
        ("GET", "/orders/unknown", ("getOrder", 404), "Not Found"),
        ("POST", "/orders/by-mass", ("createOrderByMass", 400), "The body is missing"),
    ],
)
def test_a_refusal_is_logged_with_its_reason(
    api: Api, method: str, path: str, known: tuple[str | None, int], problem: str
) -> None:
    api.send(method, path)
    request = last(api)
    assert (request.operation_id, request.status) == known
    assert request.problem is not None
    assert request.problem.startswith(problem)


def test_a_validation_error_is_logged_as_it_is_answered(api: Api) -> None:
    _, _, message = api.refusal("POST", "/orders/by-mass", {"mass": {"amount": 1, "unit": "kg"}})
    assert last(api).problem == message


@pytest.mark.parametrize(
    ("merchant", "problem"),
    [
        (
            {"category_code": "4121", "country_code": "DEU"},
            "no emission factor for DEU; region_fallback 'always' takes the one of USA",
        ),
        (
            {"search_term": "zzz", "country_code": "USA"},
            "no emission factor fits what was bought",
        ),
    ],
)
def test_a_purchase_without_a_factor_is_logged_with_the_reason(
    api: Api, merchant: dict[str, str], problem: str
) -> None:
    made = api.estimate()
    asked = purchase(merchant=merchant)
    for method, path in (("POST", ""), ("PUT", f"/{made['id']}")):
        assert api.send(method, f"/estimates/transactions{path}", asked).status == 204
        assert last(api).problem == problem
    # It is no refusal, and the next request has nothing of it.
    api.get("/orders")
    assert last(api).problem is None


def test_a_path_without_its_beginning_is_logged_with_where_it_is(api: Api) -> None:
    headers = {"Authorization": f"Bearer {api.sandbox.api_key}"}
    for method, path, where in (
        ("POST", "/orders/by-mass", "; the API is under /v1"),
        ("PATCH", "/orders/by-mass", "; the API is under /v1"),
        ("POST", "/elsewhere", ""),
    ):
        answer = api.sandbox.handle(method, path, headers, b"")
        assert answer.status == 404
        assert last(api).problem == f"The document has no path {path}{where}"
        assert answer.body.decode() == f"Not Found. {last(api).problem}\n"


def test_a_fault_is_logged_by_its_id(api: Api) -> None:
    fault = api.sandbox.control.add_fault(Fault(kind="status", status=503))
    api.send("GET", "/orders")
    api.send("GET", "/orders")
    assert [each.fault_id for each in api.sandbox.control.requests] == [fault.id, None]


def test_the_duration_goes_by_the_clock_of_the_sandbox() -> None:
    api = Api(Sandbox())
    api.order()
    assert last(api).duration > timedelta()
    api.sandbox.control.freeze_clock()
    api.order()
    assert last(api).duration == timedelta()


def test_a_body_is_kept_as_far_as_the_api_takes_any(api: Api) -> None:
    api.send("POST", "/orders/by-mass", raw=b"x" * 500_000)
    request = last(api)
    assert (request.status, len(request.body)) == (413, max_body_bytes())


def test_the_log_keeps_the_latest_requests(api: Api) -> None:
    small = Api(Sandbox(log_size=3))
    for limit in range(1, 6):
        small.get(f"/orders?limit={limit}")
    assert [each.target[-1] for each in small.sandbox.control.requests] == ["3", "4", "5"]
    for _ in range(1005):
        api.send("GET", "/unknown")
    assert len(api.sandbox.control.requests) == 1000


def test_the_log_keeps_so_many_bytes() -> None:
    log = RequestLog(10)
    for number in range(5):
        log.add(logged(number, answer_body=bytes(3_000_000)))
    assert [each.target[-1] for each in log.requests] == ["3", "4"]


def test_a_log_of_nothing_keeps_nothing() -> None:
    api = Api(Sandbox(log_size=0))
    api.order()
    assert api.sandbox.control.requests == ()
    with pytest.raises(ValueError, match="0 or more"):
        Sandbox(log_size=-1)


def test_the_log_can_be_forgotten_and_is_not_changed_by_what_holds_it(api: Api) -> None:
    api.order()
    held = api.sandbox.control.requests
    api.sandbox.control.clear_requests()
    assert (len(held), api.sandbox.control.requests) == (1, ())


def test_control_is_not_logged(api: Api) -> None:
    api.sandbox.handle("GET", "/_mock/state", {}, b"")
    assert api.sandbox.control.requests == ()


@given(st.lists(st.sampled_from([1, 10**6, 3 * 10**6]), max_size=20), st.integers(0, 8))
def test_the_log_is_bounded_by_number_and_size(sizes: list[int], most: int) -> None:
    log = RequestLog(most)
    for number, size in enumerate(sizes):
        log.add(logged(number, body=bytes(size)))
        assert len(log.requests) <= most
        assert sum(each.size for each in log.requests) <= 8_000_000
    kept = [each.target for each in log.requests]
    assert kept == [logged(number).target for number in range(len(sizes))][len(sizes) - len(kept) :]


def test_the_size_of_a_request_is_that_of_all_it_holds() -> None:
    nothing = logged()
    for larger in (
        logged(method="x" * 103),
        logged(target=nothing.target + "x" * 100),
        logged(headers={"x" * 50: "y" * 50}),
        logged(body=bytes(100)),
        logged(answer_body=bytes(100)),
        logged(problem="x" * 100),
    ):
        assert larger.size == nothing.size + 100
