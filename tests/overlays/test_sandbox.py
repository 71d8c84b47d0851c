"""The main job through both clients, against the mock in the same process."""

from __future__ import annotations

import json
import threading
from decimal import Decimal

import pytest

from lune_client import BadRequestError, InvalidRequestError, Lune, Mass, NotFoundError
from lune_client.errors import AuthenticationError, ConfigurationError
from lune_client.models import (
    ContainerShippingMethod,
    EmptyObject,
    LoadByContainers,
    Locode,
    MerchantWithCategoryCode,
    MerchantWithSearchTerm,
    MonetaryAmount,
    ShippingSourceDestination,
    TransactionEmissionEstimate,
    TransactionEstimateRequest,
)
from lune_client.testing import async_sandbox_client, sandbox_client
from lune_mock import Sandbox

from .calling import client_of, replying

pytestmark = pytest.mark.anyio

MASS = Mass("259.11", "kg")
VALUE = MonetaryAmount(value="8.99", currency="USD")
MERCHANT = MerchantWithCategoryCode(category_code="5818", country_code="USA")
NOTHING_FITS = MerchantWithSearchTerm(search_term="zzzz qqqq", country_code="USA")
REQUEST = TransactionEstimateRequest(value=VALUE, merchant=MERCHANT, idempotency_key="batch-1")
LOAD = LoadByContainers(containers="2")
ROUTE = ShippingSourceDestination(source=Locode(locode="CNSGH"), destination=Locode(locode="NLRTM"))
METHOD = ContainerShippingMethod(vessel_type="container_ship")


def test_every_operation() -> None:
    with sandbox_client() as lune:
        quote = lune.orders.quote_by_mass(mass=MASS)
        assert quote.estimated_total_cost > 0
        assert lune.orders.quote_by_value(value=100).estimated_total_cost <= 100
        by_mass = lune.orders.create_by_mass(
            mass=MASS, metadata={"invoice": "A-17"}, idempotency_key="a/b?c#d e%2F\xe9"
        )
        assert by_mass.total_cost == quote.estimated_total_cost
        assert by_mass.metadata == {"invoice": "A-17"}
        assert lune.orders.get(by_mass.id) == by_mass
        assert lune.orders.get_by_idempotency_key("a/b?c#d e%2F\xe9") == by_mass
        by_value = lune.orders.create_by_value(value=Decimal("9.99"))

        shipping = lune.shipping_estimates.create(shipment=LOAD, route=ROUTE, method=METHOD)
        assert shipping.mass == Mass("2.969503", "t")
        in_grams = lune.shipping_estimates.create(
            shipment=LOAD, route=ROUTE, method=METHOD, estimate_mass_unit="g"
        )
        assert in_grams.mass.unit == "g"
        by_estimate = lune.orders.create_by_estimate(estimate_id=shipping.id)
        assert by_estimate.estimate_id == shipping.id

        estimates = lune.transaction_estimates
        estimate = estimates.create(value=VALUE, merchant=MERCHANT, idempotency_key="purchase")
        assert estimate is not None
        assert estimates.get(estimate.id) == estimate
        assert estimates.get_by_idempotency_key("purchase") == estimate
        updated = estimates.update(estimate.id, value=VALUE, merchant=MERCHANT, name="lunch")
        assert updated is not None
        assert updated.id == estimate.id
        annotated = estimates.update_annotations(estimate.id, is_transaction=True)
        assert annotated.is_transaction is True
        first, second = estimates.create_batch(
            [REQUEST, TransactionEstimateRequest(value=VALUE, merchant=NOTHING_FITS)]
        )
        assert isinstance(first, TransactionEmissionEstimate)
        assert isinstance(second, EmptyObject)
        matches = estimates.create_multi_match(limit=2, value=VALUE, merchant=MERCHANT).estimates
        assert matches

        listed = [order.id for order in lune.orders.list(limit=2)]
        assert listed == [by_estimate.id, by_value.id, by_mass.id]
        pages = lune.orders.list(limit=2).pages()
        assert [len(page.data) for page in pages] == [2, 1]


async def test_every_operation_in_async_code() -> None:
    async with async_sandbox_client() as lune:
        quote = await lune.orders.quote_by_mass(mass=MASS)
        assert (await lune.orders.quote_by_value(value=100)).estimated_total_cost <= 100
        by_mass = await lune.orders.create_by_mass(mass=MASS, idempotency_key="a/b?c#d e%2F\xe9")
        assert by_mass.total_cost == quote.estimated_total_cost
        assert await lune.orders.get(by_mass.id) == by_mass
        assert await lune.orders.get_by_idempotency_key("a/b?c#d e%2F\xe9") == by_mass
        by_value = await lune.orders.create_by_value(value=Decimal("9.99"))
        shipping = await lune.shipping_estimates.create(shipment=LOAD, route=ROUTE, method=METHOD)
        assert shipping.mass == Mass("2.969503", "t")
        by_estimate = await lune.orders.create_by_estimate(estimate_id=shipping.id)

        estimates = lune.transaction_estimates
        estimate = await estimates.create(
            value=VALUE, merchant=MERCHANT, idempotency_key="purchase"
        )
        assert estimate is not None
        assert await estimates.get(estimate.id) == estimate
        assert await estimates.get_by_idempotency_key("purchase") == estimate
        assert await estimates.update(estimate.id, value=VALUE, merchant=MERCHANT) is not None
        annotated = await estimates.update_annotations(estimate.id, is_transaction=True)
        assert annotated.is_transaction is True
        (slot,) = await estimates.create_batch([REQUEST])
        assert isinstance(slot, TransactionEmissionEstimate)
        matches = await estimates.create_multi_match(limit=2, value=VALUE, merchant=MERCHANT)
        assert matches.estimates

        listed = [order.id async for order in lune.orders.list(limit=2)]
        assert listed == [by_estimate.id, by_value.id, by_mass.id]
        pages = [len(page.data) async for page in lune.orders.list(limit=2).pages()]
        assert pages == [2, 1]


def test_async_code_without_asyncio_is_told_so_before_anything_is_sent() -> None:
    sandbox = Sandbox()
    call = async_sandbox_client(sandbox).orders.create_by_mass(mass=MASS)
    with pytest.raises(ConfigurationError, match="AsyncLune runs on asyncio") as caught:
        call.send(None)
    assert not hasattr(caught.value, "__notes__")
    assert sandbox.control.requests == ()


def test_nothing_that_fits_is_none() -> None:
    with sandbox_client() as lune:
        assert lune.transaction_estimates.create(value=VALUE, merchant=NOTHING_FITS) is None


def test_errors_of_the_api() -> None:
    with sandbox_client() as lune:
        with pytest.raises(NotFoundError):
            lune.orders.get("missing")
        with pytest.raises(BadRequestError) as caught:
            lune.orders.create_by_estimate(estimate_id="missing")
        assert caught.value.error_code == "estimate_not_found"
        assert caught.value.request_id is not None
        assert caught.value.message in str(caught.value)


def test_a_refusal_before_sending() -> None:
    with sandbox_client() as lune:
        for wrong in ("", ".", ".."):
            with pytest.raises(InvalidRequestError):
                lune.orders.get(wrong)
        with pytest.raises(InvalidRequestError, match="float"):
            lune.orders.create_by_value(value=9.99)  # type: ignore[arg-type]  # the point


def test_accounts_are_apart() -> None:
    sandbox = Sandbox()
    one, two, *_ = (account.id for account in sandbox.client_accounts)
    with sandbox_client(sandbox) as lune:
        order = lune.for_account(one).orders.create_by_mass(mass=MASS)
        assert lune.for_account(one).orders.get(order.id) == order
        for stranger in (lune, lune.for_account(two), lune.for_account(one).for_account(two)):
            with pytest.raises(NotFoundError):
                stranger.orders.get(order.id)
        with pytest.raises(AuthenticationError):
            next(iter(lune.for_account("unknown").orders.list()))


def test_a_sandbox_can_be_shared() -> None:
    sandbox = Sandbox()
    with sandbox_client(sandbox) as first, sandbox_client(sandbox) as second:
        order = first.orders.create_by_mass(mass=MASS)
        assert second.orders.get(order.id) == order
    with sandbox_client() as other, pytest.raises(NotFoundError):
        other.orders.get(order.id)


def test_threads_share_a_client() -> None:
    with sandbox_client() as lune:
        threads = [threading.Thread(target=order_ten, args=(lune,)) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len({order.id for order in lune.orders.list(limit=7)}) == 100


def order_ten(lune: Lune) -> None:
    for _ in range(10):
        lune.orders.create_by_mass(mass=MASS)


def test_an_amount_that_comes_as_a_number_is_exact() -> None:
    with sandbox_client() as lune:
        order = lune.orders.create_by_mass(mass=MASS).to_dict()
    digits = "80.180000000000000000000000123"
    order["total_cost"] = 12345
    body = json.dumps(order).replace("12345", digits).encode()
    with client_of(replying(200, body)) as lune:
        assert lune.orders.get("id").total_cost == Decimal(digits)
