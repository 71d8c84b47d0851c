"""What LuneMock tells about orders and requests, and how its assertions fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from lune_client import BadRequestError, InvalidRequestError, Lune, Mass, WrongTypeError
from lune_client.models import MerchantWithCategoryCode, MonetaryAmount
from lune_client.testing import LuneMock, sandbox_client
from lune_mock import Fault, Sandbox

MASS = Mass("259.11", "kg")


@pytest.fixture
def lune_mock() -> LuneMock:
    return LuneMock(Sandbox(now=datetime(2026, 1, 2, tzinfo=UTC)))


@pytest.fixture
def lune(lune_mock: LuneMock) -> Iterator[Lune]:
    with sandbox_client(lune_mock.sandbox) as lune:
        yield lune


def failure(assertion: Callable[..., None], *arguments: Any, **named: Any) -> str:
    with pytest.raises(AssertionError) as caught:
        assertion(*arguments, **named)
    return str(caught.value)


@pytest.mark.parametrize(
    "mass", ["259.11 kg", "0.25911 t", "259110 g", "259110000 mg", "259.110 kg", MASS]
)
def test_masses_are_compared_by_what_they_come_to(
    lune: Lune, lune_mock: LuneMock, mass: str | Mass
) -> None:
    lune.orders.create_by_mass(mass=MASS)
    lune_mock.assert_ordered(mass=mass)


def test_what_can_be_said_of_an_order(lune: Lune, lune_mock: LuneMock) -> None:
    client = lune_mock.sandbox.client_accounts[0].id
    lune.orders.create_by_mass(mass=MASS, metadata={"invoice": "A-17", "team": "x"})
    lune.for_account(client).orders.create_by_value(value="10", idempotency_key="spent")
    estimate = lune.transaction_estimates.create(
        value=MonetaryAmount(value="48.20", currency="USD"),
        merchant=MerchantWithCategoryCode(category_code="4121", country_code="USA"),
    )
    assert estimate is not None
    lune.orders.create_by_estimate(estimate_id=estimate.id)
    lune_mock.assert_ordered(metadata={"invoice": "A-17"})
    lune_mock.assert_ordered(value=Decimal("10.00"), account=client, idempotency_key="spent")
    lune_mock.assert_ordered(estimate_id=estimate.id, mass=estimate.mass)
    lune_mock.assert_ordered(account=lune_mock.sandbox.account.id, times=2)
    lune_mock.assert_ordered(times=3)
    lune_mock.assert_ordered(mass="1 kg", times=0)
    assert {order.requested_value for order in lune_mock.orders} == {None, Decimal(10)}


def test_an_order_by_its_currency(lune: Lune, lune_mock: LuneMock) -> None:
    euros = lune_mock.sandbox.client_accounts[0]
    assert euros.currency.code == "EUR"
    lune.for_account(euros.id).orders.create_by_value(value="10")
    lune_mock.assert_ordered(value="10", currency="EUR")
    said = failure(lune_mock.assert_ordered, value="10", currency="USD")
    assert "currency  'EUR', expected 'USD'" in said


def test_an_order_by_its_status(lune: Lune, lune_mock: LuneMock) -> None:
    order = lune.orders.create_by_mass(mass=MASS)
    lune_mock.control.move_order(order.id, "cancelled")
    lune_mock.assert_ordered(mass=MASS)
    lune_mock.assert_ordered(mass=MASS, status="cancelled")
    lune_mock.assert_ordered(mass=MASS, status="placed", times=0)


def test_orders_come_newest_last_whatever_their_account(lune: Lune, lune_mock: LuneMock) -> None:
    client = lune.for_account(lune_mock.sandbox.client_accounts[0].id)
    placed: list[str] = []
    for each in (client, lune, client):
        placed.append(each.orders.create_by_mass(mass=MASS).id)
        lune_mock.control.set_clock(datetime(2026, 1, 2, len(placed), tzinfo=UTC))
    assert [order.id for order in lune_mock.orders] == placed


def test_orders_are_shown_in_their_current_state(lune: Lune, lune_mock: LuneMock) -> None:
    order = lune.orders.create_by_mass(mass=MASS)
    lune_mock.control.move_order(order.id, "cancelled")
    assert lune_mock.orders == [lune.orders.get(order.id)]
    assert lune_mock.orders[0].status == "cancelled"


def test_an_order_that_differs(lune: Lune, lune_mock: LuneMock) -> None:
    by_value = lune.orders.create_by_value(value="10.00")
    near = lune.orders.create_by_mass(mass=Mass("0.25912", "t"), metadata={"invoice": "A-17"})
    assert failure(lune_mock.assert_ordered, mass="259.11 kg", metadata={"invoice": "A-17"}) == (
        "expected exactly 1 order: mass 259.11 kg, metadata['invoice'] 'A-17'\n"
        "found 0 orders like that\n"
        "the others, closest first\n"
        f"  order {near.id}\n"
        "    mass                 259.12 kg, expected 259.11 kg\n"
        "    metadata['invoice']  'A-17'\n"
        f"  order {by_value.id}\n"
        "    mass                 None, expected 259.11 kg\n"
        "    metadata['invoice']  None, expected 'A-17'"
    )


def test_an_order_too_many(lune: Lune, lune_mock: LuneMock) -> None:
    ids = [
        lune.orders.create_by_mass(mass=MASS, idempotency_key=key).id for key in ("first", "second")
    ]
    account, name = lune_mock.sandbox.account.id, lune_mock.sandbox.account.name
    found = "currency 'USD', status 'placed', idempotency_key"
    assert failure(lune_mock.assert_ordered, mass=MASS) == (
        "expected exactly 1 order: mass 259.11 kg\n"
        "found 2 orders like that\n"
        f"  order {ids[0]}: mass 259.11 kg, {found} 'first', account '{account}' ({name})\n"
        f"  order {ids[1]}: mass 259.11 kg, {found} 'second', account '{account}' ({name})"
    )


def test_one_of_two_orders_differs(lune: Lune, lune_mock: LuneMock) -> None:
    for value in ("10.00", "10.01"):
        lune.orders.create_by_value(value=value)
    said = failure(lune_mock.assert_ordered, value=10, times=2)
    assert "expected exactly 2 orders: value 10\nfound 1 order like that\n" in said
    assert "    value  10.01, expected 10" in said


def test_no_order_at_all_shows_what_was_refused(lune: Lune, lune_mock: LuneMock) -> None:
    assert failure(lune_mock.assert_ordered) == (
        "expected exactly 1 order: whatever it is\nfound 0 orders like that\nthere was no request"
    )
    with pytest.raises(BadRequestError):
        lune.orders.create_by_value(value="0.001")
    assert failure(lune_mock.assert_ordered, value="0.001").endswith(
        "found 0 orders like that\n"
        "the last 1 of 1 requests\n"
        "  POST /v1/orders/by-value 400: value is 0.001; the least that can be spent is 0.01 USD"
    )


def test_only_the_closest_are_shown(lune: Lune, lune_mock: LuneMock) -> None:
    for number in range(1, 9):
        lune.orders.create_by_value(value=number)
    said = failure(lune_mock.assert_ordered, value=9)
    assert said.count("expected 9") == 5
    assert said.endswith("\n  and 3 more")


def test_orders_where_none_are_expected(lune: Lune, lune_mock: LuneMock) -> None:
    lune_mock.assert_not_ordered()
    lune.orders.quote_by_mass(mass=MASS)
    lune_mock.assert_not_ordered()
    order = lune.orders.create_by_value(value="10.50", idempotency_key="a key")
    assert failure(lune_mock.assert_not_ordered) == (
        "expected no order\n"
        "found 1 order\n"
        f"  order {order.id}: value 10.5, currency 'USD', status 'placed', idempotency_key 'a key',"
        f" account '{lune_mock.sandbox.account.id}' ({lune_mock.sandbox.account.name})"
    )


@pytest.mark.parametrize("mass", ["259.11", "259.11kg", "kg", "259.11 lb", "1 2 kg"])
def test_a_mass_that_cannot_be_read(lune_mock: LuneMock, mass: str) -> None:
    with pytest.raises(ValueError, match=r"259\.11 kg|amount"):
        lune_mock.assert_ordered(mass=mass)


def test_a_value_that_cannot_be_read(lune_mock: LuneMock) -> None:
    with pytest.raises(InvalidRequestError, match="value"):
        lune_mock.assert_ordered(value="ten")
    with pytest.raises(WrongTypeError, match="a float is not exact"):
        lune_mock.assert_ordered(value=10.0)  # type: ignore[arg-type]  # the point
    with pytest.raises(WrongTypeError, match=r"mass: .*'259\.11 kg' \(got 259\.11\)"):
        lune_mock.assert_ordered(mass=259.11)  # type: ignore[arg-type]  # the point


def test_metadata_that_is_no_text(lune: Lune, lune_mock: LuneMock) -> None:
    lune.orders.create_by_mass(mass=MASS, metadata={"invoice": "A-17"})
    with pytest.raises(WrongTypeError, match=r"metadata\.invoice: must be text.* \(got None\)"):
        lune_mock.assert_ordered(metadata={"invoice": None})  # type: ignore[dict-item]  # the point


def test_requests_by_operation_and_by_path(lune: Lune, lune_mock: LuneMock) -> None:
    order = lune.orders.create_by_mass(mass=MASS)
    lune.orders.get(order.id)
    list(lune.orders.list(limit=5))
    lune_mock.assert_requested("createOrderByMass")
    lune_mock.assert_requested("POST /orders/by-mass")
    lune_mock.assert_requested("post /v1/orders/by-mass")
    lune_mock.assert_requested("GET /orders/{id}")
    lune_mock.assert_requested(f"GET /orders/{order.id}")
    lune_mock.assert_requested("GET /orders")
    lune_mock.assert_requested("GET /orders/another", times=0)
    assert failure(lune_mock.assert_requested, "getOrder", times=2) == (
        "expected getOrder exactly 2 times\n"
        "found once\n"
        "the last 3 of 3 requests\n"
        "  POST /v1/orders/by-mass 200\n"
        f"  GET /v1/orders/{order.id} 200\n"
        "  GET /v1/orders?limit=5 200"
    )


def test_requests_that_the_log_had_no_room_for_cannot_be_counted() -> None:
    mock = LuneMock(Sandbox(log_size=3))
    with sandbox_client(mock.sandbox) as lune:
        for _ in range(4):
            list(lune.orders.list())
        for times in (3, 4):
            with pytest.raises(RuntimeError, match=r"no room for 1 of .*clear_requests\(\)"):
                mock.assert_requested("listOrders", times=times)
        said = failure(mock.assert_requested, "listOrders", times=2)
        assert said.startswith("expected listOrders exactly 2 times\nfound 3 times\n")
        assert "the last 3 of 4 requests" in said
        mock.control.clear_requests()
        list(lune.orders.list())
        mock.assert_requested("listOrders")


def test_a_log_of_nothing_does_not_say_that_there_was_nothing() -> None:
    mock = LuneMock(Sandbox(log_size=0))
    with sandbox_client(mock.sandbox) as lune:
        list(lune.orders.list())
    assert failure(mock.assert_ordered).endswith("the last 0 of 1 requests")


def test_each_attempt_is_a_request(lune: Lune, lune_mock: LuneMock) -> None:
    lune_mock.control.add_fault(Fault(kind="drop", operation_id="createOrderByMass"))
    lune.orders.create_by_mass(mass=MASS)
    lune_mock.assert_ordered(mass=MASS)
    assert len(lune_mock.requests) > 1


def test_a_key_in_a_path_is_compared_as_it_is_meant(lune: Lune, lune_mock: LuneMock) -> None:
    lune.orders.create_by_mass(mass=MASS, idempotency_key="a key")
    lune.orders.get_by_idempotency_key("a key")
    for key in ("a key", "a%20key", "{key}"):
        lune_mock.assert_requested(f"GET /orders/by-idempotency-key/{key}")


@pytest.mark.parametrize(
    ("operation", "known"),
    [
        ("createOrder", "it has createOrderBy"),
        ("POST /orders/bymass", "it has .*POST /orders/by-mass"),
        ("DELETE /orders", "it has .*GET /orders"),
        ("GET /v2/orders", "it has .*GET /orders"),
        ("GET orders", "it has .*GET /orders"),
        ("", "it has createOrderBy"),
    ],
)
def test_an_operation_that_the_document_does_not_have(
    lune_mock: LuneMock, operation: str, known: str
) -> None:
    with pytest.raises(ValueError, match=f"no operation {operation!r}; {known}"):
        lune_mock.assert_requested(operation, times=0)


def test_a_query_is_refused(lune_mock: LuneMock) -> None:
    with pytest.raises(ValueError, match=r"'GET /orders\?limit=5' has a query; leave it out"):
        lune_mock.assert_requested("GET /orders?limit=5", times=0)


def test_less_than_no_times_is_refused(lune_mock: LuneMock) -> None:
    with pytest.raises(ValueError, match="times is -1; give 0 or more"):
        lune_mock.assert_ordered(times=-1)
    with pytest.raises(ValueError, match="times is -1; give 0 or more"):
        lune_mock.assert_requested("getOrder", times=-1)


def test_reprs_show_no_key(lune_mock: LuneMock) -> None:
    assert repr(lune_mock) == "<LuneMock with 0 orders>"
    assert lune_mock.api_key not in repr(lune_mock)
