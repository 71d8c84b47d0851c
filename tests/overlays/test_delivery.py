"""What a client does with a passing fault, a lost answer, a key that was used before."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

import httpx
import pytest

from lune_client import (
    AsyncLune,
    ConflictError,
    ConnectionFailedError,
    DeadlineExceededError,
    InvalidRequestError,
    Lune,
    Mass,
    MismatchError,
    NotFoundError,
    RateLimitError,
    ServerError,
    record,
)
from lune_client._echo import differences
from lune_client._limiter import Limiter
from lune_client.errors import CallError
from lune_client.models import (
    ClientAccountByHandle,
    EmptyObject,
    MerchantWithCategoryCode,
    MonetaryAmount,
    Order,
    TransactionEmissionEstimate,
    TransactionEstimateRequest,
)
from lune_mock import Sandbox

from .calling import MODES, Mode

Fault: TypeAlias = Callable[[httpx.Request], httpx.Response | None]
"""Stands before the sandbox: an answer of its own, None to let the request pass, or a raise."""

ONE_TONNE = Mass("1", "t")


class Service:
    """A sandbox behind faults that are used up one by one."""

    def __init__(self, *faults: Fault) -> None:
        self.sandbox = Sandbox()
        self.faults = list(faults)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.faults:
            answer = self.faults.pop(0)(request)
            if answer is not None:
                return answer
        return self.carry_out(request)

    def carry_out(self, request: httpx.Request) -> httpx.Response:
        target = request.url.raw_path.decode()
        answer = self.sandbox.handle(request.method, target, request.headers, request.content)
        return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.body)

    def lose_answer(self, request: httpx.Request) -> httpx.Response | None:
        return losing(self.carry_out)(request)

    def client(self, **options: object) -> Lune:
        pool = httpx.Client(transport=httpx.MockTransport(self))
        return Lune(self.sandbox.api_key, http_client=pool, **options)  # type: ignore[arg-type]  # options of tests

    @property
    def methods(self) -> list[str]:
        return [request.method for request in self.requests]

    @property
    def orders(self) -> list[Order]:
        with self.client(max_retries=0) as lune:
            return list(lune.orders.list())


def answering(status: int, body: bytes = b"", **headers: str) -> Fault:
    return lambda _request: httpx.Response(
        status, content=body, headers={n.replace("_", "-"): v for n, v in headers.items()}
    )


def refusing(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused")


def resetting(_request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("reset")


def stating(status: int, code: str) -> Fault:
    error = {"error_code": code, "message": "as it says"}
    body = json.dumps({"error": error, "errors": [error]}).encode()
    return answering(status, body, Content_Type="application/json")


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Waits are noted, not waited."""
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    monkeypatch.setattr("lune_client._retries._FIRST", 0.001)
    return waits


PASSING = [
    refusing,
    resetting,
    *(answering(status) for status in (429, 500, 502, 503, 504, 520, 527)),
]


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("mode", MODES)
def test_a_passing_fault_is_tried_again(fault: Fault, mode: Mode) -> None:
    service = Service(fault, fault)
    if mode == "sync":
        with service.client() as lune:
            order = lune.orders.create_by_mass(mass=ONE_TONNE)
    else:

        async def call() -> Order:
            pool = httpx.AsyncClient(transport=httpx.MockTransport(service))
            async with AsyncLune(service.sandbox.api_key, http_client=pool) as client:
                return await client.orders.create_by_mass(mass=ONE_TONNE)

        order = asyncio.run(call())
    assert service.methods == ["POST"] * 3
    keys = {json.loads(request.content)["idempotency_key"] for request in service.requests}
    assert keys == {order.idempotency_key}
    assert [each.id for each in service.orders] == [order.id]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 415, 501, 302, 599])
def test_other_statuses_are_final(status: int) -> None:
    service = Service(answering(status))
    with service.client() as lune, pytest.raises(CallError) as got:
        lune.orders.get("an-order")
    assert service.methods == ["GET"]
    assert got.value.status == status
    assert got.value.outcome == ("unknown" if status >= 500 else "refused")


@pytest.mark.parametrize("max_retries", [0, 1, 5])
def test_attempts_are_counted(max_retries: int) -> None:
    service = Service(*[answering(503)] * 9)
    with service.client(max_retries=max_retries) as lune, pytest.raises(ServerError) as got:
        lune.orders.get("an-order")
    assert len(service.requests) == len(got.value.attempts) == max_retries + 1
    assert all(attempt.status == 503 for attempt in got.value.attempts)


def test_retries_of_one_call() -> None:
    service = Service(*[answering(503)] * 9)
    with service.client(max_retries=3) as lune, pytest.raises(ServerError):
        lune.with_options(max_retries=0).orders.get("an-order")
    assert len(service.requests) == 1


@pytest.mark.parametrize("fault", [resetting, answering(500), answering(429)])
def test_an_update_is_not_repeated_once_it_may_have_arrived(fault: Fault) -> None:
    service = Service(fault)
    with service.client() as lune, pytest.raises(CallError):
        lune.transaction_estimates.update_annotations("an-estimate", is_transaction=True)
    assert service.methods == ["PATCH"]


def test_an_update_is_repeated_while_nobody_answers() -> None:
    service = Service(refusing, refusing)
    with service.client() as lune, pytest.raises(NotFoundError):
        lune.transaction_estimates.update_annotations("an-estimate", is_transaction=True)
    assert service.methods == ["PATCH"] * 3
    assert "idempotency_key" not in json.loads(service.requests[0].content)


def test_retry_after_is_kept(hurried: list[float]) -> None:
    service = Service(answering(429, Retry_After="7"))
    with service.client() as lune:
        list(lune.orders.list())
    assert hurried == [pytest.approx(7, abs=0.2)]


def test_a_retry_after_beyond_the_deadline_fails_at_once(hurried: list[float]) -> None:
    service = Service(answering(429, Retry_After="3600"))
    with service.client(deadline=5) as lune, pytest.raises(RateLimitError) as got:
        lune.orders.get("an-order")
    assert hurried == []
    assert got.value.retryable


def test_a_lost_answer_is_found_by_its_key() -> None:
    service = Service()
    service.faults = [service.lose_answer]
    with service.client(max_retries=0) as lune, record() as answers:
        order = lune.orders.create_by_mass(mass=ONE_TONNE)
    assert service.methods == ["POST", "GET"]
    assert [each.id for each in service.orders] == [order.id]
    (answer,) = answers
    assert answer.recovered
    assert answer.idempotency_key == order.idempotency_key
    assert [attempt.status for attempt in answer.attempts] == [None, 200]


def test_a_lost_answer_that_appears_late_is_waited_for() -> None:
    service = Service(resetting, answering(404), answering(404))
    service.faults[0:1] = [service.lose_answer]
    with service.client(max_retries=0, deadline=30) as lune:
        order = lune.orders.create_by_mass(mass=ONE_TONNE)
    assert service.methods == ["POST", "GET", "GET", "GET"]
    assert [each.id for each in service.orders] == [order.id]


@pytest.mark.parametrize("status", [400, 409])
@pytest.mark.parametrize(
    "code", ["order_idempotency_already_exists", "estimate_order_already_placed"]
)
def test_a_conflict_with_what_this_call_created_is_settled(status: int, code: str) -> None:
    service = Service()
    service.faults = [service.lose_answer, stating(status, code)]
    with service.client() as lune:
        order = lune.orders.create_by_value(value=100, idempotency_key="A-17")
    assert service.methods == ["POST", "POST", "GET"]
    assert [each.id for each in service.orders] == [order.id]


def test_a_conflict_without_an_object_is_raised() -> None:
    service = Service(stating(409, "estimate_order_already_placed"))
    with service.client() as lune, pytest.raises(ConflictError) as got:
        lune.orders.create_by_estimate(estimate_id="an-estimate")
    assert got.value.error_code == "estimate_order_already_placed"
    assert service.methods == ["POST", "GET"]


def test_a_second_order_never_becomes_the_first() -> None:
    service = Service()
    with service.client() as lune:
        lune.orders.create_by_mass(mass=ONE_TONNE, idempotency_key="A-17")
        # The sandbox would answer 409 to another request under the key; the API of the documents
        # answers with the first order.
        first = service.orders[0]
        replay = json.dumps(first.to_dict()).encode()
        service.faults = [answering(200, replay, Content_Type="application/json")]
        with pytest.raises(MismatchError) as got:
            lune.orders.create_by_mass(mass=Mass("2", "t"), idempotency_key="A-17")
    (difference,) = got.value.differences
    assert difference.field == "mass"
    assert difference.asked == {"amount": "2", "unit": "t"}
    assert Decimal(str(difference.found)) == 1
    assert "asked" in str(got.value)
    again = pickle.loads(pickle.dumps(got.value))
    assert again.differences == got.value.differences


def test_the_same_order_in_another_unit_is_the_same() -> None:
    service = Service()
    with service.client() as lune:
        first = lune.orders.create_by_mass(mass=Mass("1000.0", "kg"), idempotency_key="A-17")
        service.faults = [stating(409, "order_idempotency_already_exists")]
        assert lune.orders.create_by_mass(mass=ONE_TONNE, idempotency_key="A-17") == first


def test_an_order_of_another_kind_is_not_the_same() -> None:
    service = Service()
    with service.client() as lune:
        lune.orders.create_by_value(value=100, idempotency_key="A-17")
        service.faults = [stating(409, "order_idempotency_already_exists")]
        with pytest.raises(MismatchError, match="mass"):
            lune.orders.create_by_mass(mass=ONE_TONNE, idempotency_key="A-17")


def test_an_unknown_fate_is_said_with_what_settles_it() -> None:
    service = Service(*[resetting] * 99)
    with service.client(max_retries=1, deadline=None) as lune:
        with pytest.raises(ConnectionFailedError) as got:
            lune.orders.create_by_mass(mass=ONE_TONNE)
        error = got.value
        assert error.outcome == "unknown"
        assert error.settled_by == "orders.get_by_idempotency_key"
        (key,) = error.idempotency_keys
        assert f"orders.get_by_idempotency_key('{key}') settles it" in str(error)
        service.faults = []
        with pytest.raises(NotFoundError):
            lune.orders.get_by_idempotency_key(key)


def test_nothing_was_sent_if_no_connection_was_ever_made() -> None:
    service = Service(*[refusing] * 99)
    with service.client() as lune, pytest.raises(ConnectionFailedError) as got:
        lune.orders.create_by_mass(mass=ONE_TONNE)
    assert got.value.outcome == "not_sent"
    assert service.methods == ["POST"] * 3


def test_one_connection_makes_the_fate_unknown() -> None:
    service = Service(resetting, *[refusing] * 99)
    with service.client(deadline=None) as lune, pytest.raises(ConnectionFailedError) as got:
        lune.orders.create_by_mass(mass=ONE_TONNE)
    assert got.value.outcome == "unknown"


def test_a_deadline_that_is_over_before_the_first_attempt() -> None:
    service = Service()
    with service.client(deadline=1e-9) as lune, pytest.raises(DeadlineExceededError) as got:
        lune.orders.create_by_mass(mass=ONE_TONNE)
    assert got.value.outcome == "not_sent"
    assert service.requests == []


def purchases(count: int) -> list[TransactionEstimateRequest]:
    return [
        TransactionEstimateRequest(
            value=MonetaryAmount(value=position + 1, currency="USD"),
            merchant=MerchantWithCategoryCode(category_code="4121", country_code="USA"),
        )
        for position in range(count)
    ]


def test_every_item_of_a_batch_gets_a_key_of_its_own() -> None:
    service = Service(resetting)
    with service.client() as lune:
        slots = lune.transaction_estimates.create_batch(purchases(3))
    first, second = (json.loads(request.content) for request in service.requests)
    assert first == second
    assert len({item["idempotency_key"] for item in first}) == 3
    assert [
        slot.idempotency_key for slot in slots if isinstance(slot, TransactionEmissionEstimate)
    ] == [item["idempotency_key"] for item in first]


def test_slots_that_exist_already_are_put_in_their_place() -> None:
    service = Service()
    asked = purchases(2)
    with service.client() as lune:
        before = lune.transaction_estimates.create(
            value=asked[0].value, merchant=asked[0].merchant, idempotency_key="P-0"
        )
        asked[0].idempotency_key = "P-0"
        conflict = {"error_code": "estimate_idempotency_already_exists", "message": "exists"}
        body = json.dumps([{"error": conflict, "errors": [conflict]}, {}]).encode()
        service.faults = [answering(200, body, Content_Type="application/json")]
        recovered, nothing = lune.transaction_estimates.create_batch(asked)
    assert recovered == before
    assert isinstance(nothing, EmptyObject)


def test_a_lost_batch_is_found_item_by_item() -> None:
    service = Service()
    service.faults = [service.lose_answer]
    with service.client(max_retries=0) as lune:
        slots = lune.transaction_estimates.create_batch(purchases(3))
    assert service.methods == ["POST", "GET", "GET", "GET"]
    amounts = [
        slot.request.value.value for slot in slots if isinstance(slot, TransactionEmissionEstimate)
    ]
    assert amounts == [1, 2, 3]


def losing(answer: Fault) -> Fault:
    """Let a request be answered, and lose the answer."""

    def respond(request: httpx.Request) -> httpx.Response:
        answer(request)
        raise httpx.ReadError("reset")

    return respond


def unmatched(service: Service, asked: list[TransactionEstimateRequest], position: int) -> Fault:
    """Carry a batch out but for one purchase that matches nothing."""

    def respond(request: httpx.Request) -> httpx.Response:
        items = json.loads(request.content)
        rest = json.dumps([item for place, item in enumerate(items) if place != position]).encode()
        again = httpx.Request("POST", request.url, headers=request.headers, content=rest)
        slots = json.loads(service.carry_out(again).content)
        assert len(slots) == len(asked) - 1
        body = json.dumps([*slots[:position], {}, *slots[position:]]).encode()
        return httpx.Response(200, headers={"Content-Type": "application/json"}, content=body)

    return respond


def test_a_lost_batch_of_which_a_part_matches_nothing_is_sent_again() -> None:
    """What was found shows that it was carried out; only the batch itself says what is missing."""
    service = Service()
    asked = purchases(3)
    answer = unmatched(service, asked, 1)

    look_up = service.carry_out
    service.faults = [losing(answer), look_up, look_up, look_up, answer]
    with service.client(max_retries=0) as lune, record() as answers:
        first, nothing, last = lune.transaction_estimates.create_batch(asked)
    assert service.methods == ["POST", "GET", "GET", "GET", "POST"]
    assert isinstance(first, TransactionEmissionEstimate)
    assert isinstance(nothing, EmptyObject)
    assert isinstance(last, TransactionEmissionEstimate)
    assert [each.request.value.value for each in (first, last)] == [Decimal(1), Decimal(3)]
    assert answers[0].recovered


def test_what_was_found_is_not_looked_up_again() -> None:
    """The batch that is sent again answers 409 slot by slot, as the API of 2026 does."""
    service = Service()
    asked = purchases(3)
    answer = unmatched(service, asked, 1)

    error = {"error_code": "estimate_idempotency_already_exists", "message": "exists"}
    exists = {"error": error, "errors": [error]}
    again = json.dumps([exists, {}, exists]).encode()
    look_up = service.carry_out
    conflict = answering(200, again, Content_Type="application/json")
    service.faults = [losing(answer), look_up, look_up, look_up, conflict]
    with service.client(max_retries=0) as lune:
        first, nothing, last = lune.transaction_estimates.create_batch(asked)
    assert service.methods == ["POST", "GET", "GET", "GET", "POST"]
    assert isinstance(first, TransactionEmissionEstimate)
    assert isinstance(nothing, EmptyObject)
    assert isinstance(last, TransactionEmissionEstimate)


def test_a_lost_batch_does_not_press_a_service_that_is_down() -> None:
    service = Service(resetting, *[answering(503)] * 999)
    with service.client(deadline=None, max_retries=1) as lune, pytest.raises(ServerError):
        lune.transaction_estimates.create_batch(purchases(50))
    assert len(service.requests) < 10


@pytest.mark.parametrize("status", [400, 409, 413])
def test_a_batch_that_is_refused_when_sent_again_is_not_waited_for(status: int) -> None:
    service = Service()
    asked = purchases(2)
    answer = unmatched(service, asked, 1)

    look_up = service.carry_out
    service.faults = [losing(answer), look_up, look_up, answering(status)]
    with service.client(max_retries=0, deadline=None) as lune, pytest.raises(CallError) as got:
        lune.transaction_estimates.create_batch(asked)
    assert got.value.outcome == "unknown"
    assert service.methods == ["POST", "GET", "GET", "POST", "GET"]


@pytest.mark.parametrize("body", [b"<html>", b"[]"])
def test_a_batch_whose_answer_cannot_be_read_is_found_item_by_item(body: bytes) -> None:
    service = Service()

    def garble(request: httpx.Request) -> httpx.Response:
        service.carry_out(request)
        return httpx.Response(200, content=body)

    service.faults = [garble]
    with service.client(max_retries=0) as lune:
        slots = lune.transaction_estimates.create_batch(purchases(3))
    assert all(isinstance(slot, TransactionEmissionEstimate) for slot in slots)
    assert service.methods == ["POST", "GET", "GET", "GET"]


def test_a_batch_of_unknown_fate_names_every_key() -> None:
    service = Service(*[resetting] * 99)
    with service.client(deadline=None) as lune, pytest.raises(ConnectionFailedError) as got:
        lune.transaction_estimates.create_batch(purchases(3))
    assert len(set(got.value.idempotency_keys)) == 3
    assert "get_by_idempotency_key(each key)" in str(got.value)


def test_quotes_and_shipping_estimates_carry_no_key_and_are_repeated() -> None:
    service = Service(resetting)
    with service.client() as lune:
        lune.orders.quote_by_mass(mass=ONE_TONNE)
    assert service.methods == ["POST", "POST"]
    assert "idempotency_key" not in json.loads(service.requests[0].content)


def test_answers_are_recorded_only_where_asked() -> None:
    service = Service(answering(503))
    with service.client() as lune:
        with record() as answers:
            list(lune.orders.list())
        list(lune.orders.list())
    (answer,) = answers
    assert (answer.status, answer.recovered) == (200, False)
    assert [attempt.status for attempt in answer.attempts] == [503, 200]
    assert answer.request_id == answer.headers["cf-ray"]
    assert json.loads(answer.body)["data"] == []


@pytest.mark.parametrize("key", [".", ".."])
def test_a_key_that_could_never_be_looked_up_is_refused_before_sending(key: str) -> None:
    service = Service()
    with service.client() as lune, pytest.raises(InvalidRequestError, match="idempotency_key"):
        lune.orders.create_by_mass(mass=ONE_TONNE, idempotency_key=key)
    assert service.requests == []


def test_an_empty_key_is_refused() -> None:
    """It comes from an empty variable or cell, and whoever gives it counts on exactly once."""
    service = Service()
    asked = purchases(2)
    asked[1].idempotency_key = ""
    with service.client() as lune:
        with pytest.raises(InvalidRequestError, match=r"^idempotency_key: must not be empty"):
            lune.orders.create_by_mass(mass=ONE_TONNE, idempotency_key="")
        with pytest.raises(InvalidRequestError, match=r"^items\[1\]\.idempotency_key: must not"):
            lune.transaction_estimates.create_batch(asked)
    assert service.requests == []


def test_one_key_for_two_items_of_a_batch_is_refused() -> None:
    service = Service()
    asked = purchases(3)
    asked[0].idempotency_key = asked[2].idempotency_key = "P-0"
    with service.client() as lune, pytest.raises(InvalidRequestError) as got:
        lune.transaction_estimates.create_batch(asked)
    assert got.value.field == "items[2].idempotency_key"
    assert "items[0]" in str(got.value)
    assert service.requests == []


@pytest.mark.parametrize("status", [408, 501, 505, 530, 599])
def test_a_fault_of_any_server_after_the_deed_is_looked_up(status: int) -> None:
    service = Service()

    def carry_out(request: httpx.Request) -> httpx.Response:
        service.carry_out(request)
        return httpx.Response(status)

    service.faults = [carry_out]
    with service.client() as lune:
        order = lune.orders.create_by_mass(mass=ONE_TONNE)
    assert service.methods == ["POST", "GET"]
    assert [each.id for each in service.orders] == [order.id]


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"id": '])
def test_an_unreadable_success_is_looked_up(body: bytes) -> None:
    service = Service()

    def spoil(request: httpx.Request) -> httpx.Response:
        service.carry_out(request)
        return httpx.Response(200, content=body)

    service.faults = [spoil]
    with service.client() as lune:
        order = lune.orders.create_by_mass(mass=ONE_TONNE)
    assert service.methods == ["POST", "GET"]
    assert [each.id for each in service.orders] == [order.id]


def test_a_lost_answer_is_found_although_the_network_goes_down_in_between() -> None:
    service = Service()
    service.faults = [service.lose_answer, *[refusing] * 7]
    with service.client(max_retries=2, deadline=30) as lune:
        order = lune.orders.create_by_mass(mass=ONE_TONNE)
    assert [each.id for each in service.orders] == [order.id]


def test_an_exception_from_outside_says_what_it_leaves_open() -> None:
    def interrupt(_request: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    service = Service(interrupt)
    with service.client() as lune, pytest.raises(KeyboardInterrupt) as got:
        lune.orders.create_by_mass(mass=ONE_TONNE, idempotency_key="A-17")
    (said,) = got.value.__notes__
    assert "orders.get_by_idempotency_key('A-17') settles it" in said


def test_an_exception_before_anything_was_sent_leaves_nothing_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(_self: Limiter, _now: float) -> float:
        raise KeyboardInterrupt

    monkeypatch.setattr(Limiter, "reserve", interrupt)
    service = Service()
    with service.client() as lune, pytest.raises(KeyboardInterrupt) as got:
        lune.orders.create_by_mass(mass=ONE_TONNE)
    assert not hasattr(got.value, "__notes__")


@pytest.mark.parametrize(
    "stated", ["Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "999999999999", "x" * 10_000]
)
def test_a_strange_retry_after_raises_nothing_of_its_own(stated: str) -> None:
    service = Service(*[answering(503, Retry_After=stated)] * 9)
    with service.client(deadline=None) as lune, pytest.raises(ServerError):
        lune.orders.get("an-order")


def asked_and_found(asked: dict[str, object], **found: object) -> bool:
    echo = {
        "mass": ["requested_quantity"],
        "bundle_masses": ["requested_quantity", "bundles?"],
        "bundle_selection": ["bundles?"],
        "metadata": ["metadata"],
        "merchant": ["request/merchant"],
    }
    return not differences(echo, json.loads(json.dumps(asked)), json.loads(json.dumps(found)))


TWO = [{"bundle_id": "a", "mass": {"amount": "1", "unit": "t"}},
       {"bundle_id": "b", "mass": {"amount": "9000", "unit": "kg"}}]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"mass": {"amount": "1.0", "unit": "kg"}}, {"requested_quantity": "0.001"}),
        ({"mass": {"amount": "1", "unit": "t"}}, {}),
        ({"metadata": {}}, {"metadata": None}),
        ({"metadata": {"a": "b"}}, {"metadata": {"a": "b"}}),
        ({"bundle_selection": [{"bundle_id": "a"}]}, {"bundles": None}),
        ({"bundle_selection": [{"bundle_id": "a"}]}, {"bundles": []}),
        ({"bundle_selection": [{"bundle_id": "a"}]}, {"bundles": [{"bundle_id": "a"}]}),
        ({"bundle_masses": TWO}, {"requested_quantity": "10", "bundles": None}),
        (
            {"bundle_masses": TWO},
            {
                "requested_quantity": "10",
                "bundles": [
                    {"bundle_id": "b", "quantity": "9"},
                    {"bundle_id": "a", "quantity": "1"},
                ],
            },
        ),
        ({"merchant": {"name": "x"}}, {"request": {"merchant": {"name": "x", "region": None}}}),
        ({"merchant": {"name": "x"}}, {"request": None}),
    ],
)
def test_an_honest_replay_is_no_mismatch(
    asked: dict[str, object], found: dict[str, object]
) -> None:
    assert asked_and_found(asked, **found)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"mass": {"amount": "1", "unit": "kg"}}, {"requested_quantity": "1"}),
        ({"mass": {"amount": "1", "unit": "kg"}}, {"requested_quantity": None}),
        ({"metadata": {"invoice": "007"}}, {"metadata": {"invoice": "7"}}),
        ({"metadata": {"invoice": "7"}}, {"metadata": {}}),
        ({"bundle_selection": [{"bundle_id": "a"}]}, {"bundles": [{"bundle_id": "b"}]}),
        (
            {"bundle_masses": TWO},
            {
                "requested_quantity": "10",
                "bundles": [
                    {"bundle_id": "a", "quantity": "9"},
                    {"bundle_id": "b", "quantity": "1"},
                ],
            },
        ),
        ({"merchant": {"name": "x"}}, {"request": {"merchant": {"name": "y"}}}),
    ],
)
def test_another_object_is_a_mismatch(asked: dict[str, object], found: dict[str, object]) -> None:
    assert not asked_and_found(asked, **found)


def test_one_slot_that_is_something_else_is_named() -> None:
    service = Service()
    asked = purchases(2)
    with service.client() as lune:
        lune.transaction_estimates.create_batch(asked)
        sent = json.loads(service.requests[0].content)
        slots = json.loads(service.carry_out(service.requests[0]).content)
        asked[1].idempotency_key = "mine"
        slots[1]["request"]["value"]["value"] = "999"
        body = json.dumps(slots).encode()
        service.faults = [answering(200, body, Content_Type="application/json")]
        with pytest.raises(MismatchError) as got:
            lune.transaction_estimates.create_batch(asked)
    assert len(sent) == 2
    assert [each.field for each in got.value.differences] == ["items[1].value"]


def test_an_estimate_for_another_account_is_not_looked_up_on_this_one() -> None:
    service = Service(*[resetting] * 99)
    purchase = purchases(1)[0]
    account = ClientAccountByHandle(name="Acme", currency="USD", handle="acme")
    with service.client(deadline=None) as lune, pytest.raises(ConnectionFailedError) as got:
        lune.transaction_estimates.create(
            value=purchase.value, merchant=purchase.merchant, client_account=account
        )
    # Repeated under its key all the same.
    assert service.methods == ["POST"] * 3
    assert (got.value.outcome, got.value.settled_by) == ("unknown", None)
    assert len(got.value.idempotency_keys) == 1
