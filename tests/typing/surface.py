"""The surface that users see, held by the type checkers. Not run."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import assert_type

import httpx
from opentelemetry.trace import get_tracer, get_tracer_provider

from lune_client import (
    UNSET,
    AsyncLune,
    AsyncPager,
    CallError,
    Lune,
    LuneError,
    Mass,
    Page,
    Pager,
    RateLimitError,
    ResponseError,
    StatusError,
    Timeouts,
    Unset,
)
from lune_client.errors import ConflictError
from lune_client.models import (
    BatchTransactionEstimate,
    BundleMass,
    ContainerShippingMethod,
    ErrorResponse,
    LoadByContainers,
    Locode,
    MerchantWithCategoryCode,
    MonetaryAmount,
    MultiMatchTransactionEstimate,
    Order,
    OrderQuoteByQuantity,
    OrderQuoteByValue,
    ShippingSourceDestination,
    SingleShippingEmissionEstimate,
    TransactionEmissionEstimate,
    TransactionEstimateRequest,
)
from lune_client.testing import async_sandbox_client, sandbox_client


def construction() -> None:
    assert_type(Lune(), Lune)
    assert_type(AsyncLune(), AsyncLune)
    Lune("key", base_url="https://api.example/v1", account="one", version="2024-08-08")
    Lune(api_key="key", timeout=5, http_client=httpx.Client())
    AsyncLune("key", timeout=Timeouts(connect=1.5), http_client=httpx.AsyncClient())
    Lune("key", log_bodies=True, tracer_provider=get_tracer_provider())
    AsyncLune("key", log_bodies=True, tracer_provider=get_tracer_provider())
    assert_type(sandbox_client(), Lune)
    assert_type(async_sandbox_client(), AsyncLune)


def wrong_construction() -> None:
    Lune(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # a key is text
    Lune("key", "https://api.example")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # by name only
    Lune(http_client=httpx.AsyncClient())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # wrong kind
    Lune(tracer_provider=get_tracer("name"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # its provider


def views(lune: Lune, async_lune: AsyncLune) -> None:
    assert_type(lune.for_account("acme"), Lune)
    assert_type(async_lune.for_account("acme"), AsyncLune)
    assert_type(lune.account, str | None)
    assert_type(lune.base_url, str)


def contexts(lune: Lune) -> None:
    with lune as entered:
        assert_type(entered, Lune)


async def async_contexts(lune: AsyncLune) -> None:
    async with lune as entered:
        assert_type(entered, AsyncLune)


def orders(lune: Lune, mass: Mass, bundle_masses: list[BundleMass]) -> None:
    assert_type(lune.orders.quote_by_mass(mass=mass), OrderQuoteByQuantity)
    assert_type(lune.orders.quote_by_mass(bundle_masses=bundle_masses), OrderQuoteByQuantity)
    assert_type(lune.orders.quote_by_value(value="100"), OrderQuoteByValue)
    order = lune.orders.create_by_mass(mass=mass, metadata={"invoice": "A-17"})
    assert_type(order, Order)
    assert_type(lune.orders.create_by_mass(bundle_masses=bundle_masses), Order)
    assert_type(lune.orders.create_by_value(value=Decimal("9.99"), idempotency_key="k"), Order)
    assert_type(lune.orders.create_by_estimate(estimate_id="id"), Order)
    assert_type(lune.orders.get("id"), Order)
    assert_type(lune.orders.get_by_idempotency_key("k"), Order)
    assert_type(order.id, str)
    assert_type(order.total_cost, Decimal | None)
    assert_type(order.metadata, dict[str, str])


def wrong_orders(lune: Lune, mass: Mass, bundle_masses: list[BundleMass]) -> None:
    lune.orders.create_by_mass(mass=mass, bundle_masses=bundle_masses)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]  # one or the other
    lune.orders.create_by_mass()  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]  # one of them
    lune.orders.create_by_value(value=9.99)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # no floats


def pages(lune: Lune) -> None:
    pager = lune.orders.list(limit=100)
    assert_type(pager, Pager[Order])
    for order in pager:
        assert_type(order, Order)
    for page in pager.pages():
        assert_type(page, Page[Order])
        assert_type(page.data, Sequence[Order])


async def async_orders(lune: AsyncLune, mass: Mass, bundle_masses: list[BundleMass]) -> None:
    assert_type(await lune.orders.quote_by_mass(mass=mass), OrderQuoteByQuantity)
    assert_type(await lune.orders.create_by_mass(mass=mass), Order)
    assert_type(await lune.orders.create_by_mass(bundle_masses=bundle_masses), Order)
    assert_type(await lune.orders.get("id"), Order)
    pager = lune.orders.list()
    assert_type(pager, AsyncPager[Order])
    async for order in pager:
        assert_type(order, Order)
    async for page in pager.pages():
        assert_type(page, Page[Order])


def transactions(lune: Lune) -> None:
    value = MonetaryAmount(value="8.99", currency="USD")
    merchant = MerchantWithCategoryCode(category_code="5818", country_code="USA")
    estimate = lune.transaction_estimates.create(value=value, merchant=merchant)
    assert_type(estimate, TransactionEmissionEstimate | None)
    assert estimate is not None
    assert_type(estimate.mass, Mass)
    assert_type(lune.transaction_estimates.get("id"), TransactionEmissionEstimate)
    updated = lune.transaction_estimates.update("id", value=value, merchant=merchant)
    assert_type(updated, TransactionEmissionEstimate | None)
    annotated = lune.transaction_estimates.update_annotations("id", is_transaction=True)
    assert_type(annotated, TransactionEmissionEstimate)
    request = TransactionEstimateRequest(value=value, merchant=merchant)
    for slot in lune.transaction_estimates.create_batch([request]):
        assert_type(slot, BatchTransactionEstimate)
        if isinstance(slot, TransactionEmissionEstimate):
            assert_type(slot.mass, Mass)
        elif isinstance(slot, ErrorResponse):
            assert_type(slot.error.message, str)
    matches = lune.transaction_estimates.create_multi_match(limit=5, value=value, merchant=merchant)
    assert_type(matches, MultiMatchTransactionEstimate)


def shipping(lune: Lune) -> None:
    estimate = lune.shipping_estimates.create(
        shipment=LoadByContainers(containers="2"),
        route=ShippingSourceDestination(
            source=Locode(locode="CNSGH"), destination=Locode(locode="NLRTM")
        ),
        method=ContainerShippingMethod(vessel_type="container_ship"),
    )
    assert_type(estimate, SingleShippingEmissionEstimate)


def masses(masses: list[Mass]) -> None:
    assert_type(Mass("259.11", "kg").t, Decimal)
    assert_type(Mass(1, "t") + Mass(1, "kg"), Mass)
    assert_type(sum(masses, Mass(0, "t")), Mass)
    Mass(259.11, "kg")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # no floats


def failures(lune: Lune) -> None:
    try:
        lune.orders.get("id")
    except RateLimitError as error:
        assert_type(error.status, int | None)
    except (ConflictError, StatusError) as error:
        assert_type(error.error_code, str | None)
    except ResponseError as error:
        assert_type(error.body, bytes)
        assert_type(error.idempotency_key, str | None)
    except CallError as error:
        assert_type(error.request_id, str | None)
        assert_type(error.hint, str)
        assert_type(error.message, str)
        assert_type(error.method, str)
        assert_type(error.path, str)
    except LuneError:
        pass


def unset() -> None:
    assert_type(UNSET, Unset)
