"""The operation createOrderByValue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ...models.bundle_percentage_request import BundlePercentageRequest
from ...models.create_order_by_value_request import CreateOrderByValueRequest
from ...models.order import Order
from ...reading import as_object
from ...types import JSON, UNSET, DecimalInput, Operation, Unset
from .get_order_by_idempotency_key import get_order_by_idempotency_key

if TYPE_CHECKING:
    from ...models.mass_unit import MassUnit

_ECHO: Final[Mapping[str, Sequence[str]]] = {
    "value": ("requested_value",),
    "bundle_selection": ("bundles?",),
    "metadata": ("metadata",),
}


def create_order_by_value(
    *,
    value: DecimalInput,
    idempotency_key: str | Unset = UNSET,
    bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
    metadata: Mapping[str, str] | Unset = UNSET,
    quantity_trunc: MassUnit | Unset = UNSET,
) -> Operation[Order]:
    """Buy credits for at most a sum of money.

    Places an order that costs, fees included, at most the value given. The value is in the
    currency of the account and must not be below that currency's smallest unit.

    Section ``POST /orders/by-value``.

    Args:
        value: The most to spend, fees included, in the currency of the account; not below
            the currency's smallest unit.
        idempotency_key: The caller's own key, unique per account for orders and for
            estimates. A request that is repeated with its key is not carried out twice, and
            what it created can be fetched by the key. (length at most 100)
        bundle_selection: How to divide between bundles: percentages for all of them, adding
            up to 100, or for none of them, which divides equally. Left out, the account's
            own bundle selection applies.
        metadata: The caller's own keys and values, kept as they are and not used by the
            service.
        quantity_trunc: The unit to which quantities are cut; grams when it is left out.

    Returns:
        The order. A repeated idempotency key answers with the original order.

    Raises:
        InvalidRequestError: a value breaks a rule of the document; nothing is sent then.

    Statuses that the API declares for refusals:
        400: The request was refused; correct it before you send it again.
        401: The API key is missing or wrong, or it cannot act for the account.
        409: The idempotency key, or the estimate, belongs to an order already.
        413: The request body is larger than 100 kB. There is no documented body.
        415: The request body is not application/json. There is no documented body.
        429: More than 15 requests in one second, or the limit agreed on. Wait, then repeat.
            There is no documented body and no Retry-After header.

    Example:
        create_order_by_value(
            value="100", idempotency_key="budget-2024-08", metadata={"budget": "2024-08"}
        )
    """
    body = CreateOrderByValueRequest(
        value=value,
        idempotency_key=idempotency_key,
        bundle_selection=bundle_selection,
        metadata=metadata,
        quantity_trunc=quantity_trunc,
    )
    body.check()
    return Operation(
        id="createOrderByValue",
        method="POST",
        path="/orders/by-value",
        template="/orders/by-value",
        parse=_parse,
        json=body.to_dict(),
        idempotency_key=body.idempotency_key or None,
        key_field="idempotency_key",
        lookup=get_order_by_idempotency_key,
        lookup_call="orders.get_by_idempotency_key",
        echo=_ECHO,
    )


def _parse(data: JSON) -> Order:
    return Order.from_dict(as_object(data, "Order", Order.required_fields))
