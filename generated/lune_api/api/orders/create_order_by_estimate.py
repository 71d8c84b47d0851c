"""The operation createOrderByEstimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ...models.bundle_percentage_request import BundlePercentageRequest
from ...models.create_order_by_estimate_request import CreateOrderByEstimateRequest
from ...models.order import Order
from ...reading import as_object
from ...types import JSON, UNSET, Operation, Unset
from .get_order_by_idempotency_key import get_order_by_idempotency_key

if TYPE_CHECKING:
    from ...models.mass_unit import MassUnit

_ECHO: Final[Mapping[str, Sequence[str]]] = {
    "estimate_id": ("estimate_id",),
    "bundle_selection": ("bundles?",),
    "metadata": ("metadata",),
}


def create_order_by_estimate(
    *,
    estimate_id: str,
    idempotency_key: str | Unset = UNSET,
    bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
    metadata: Mapping[str, str] | Unset = UNSET,
    quantity_trunc: MassUnit | Unset = UNSET,
) -> Operation[Order]:
    """Buy credits that match a stored estimate.

    Places an order for the mass of a shipping or transaction estimate. One estimate can be
    ordered once.

    Section ``POST /orders/by-estimate``.

    Args:
        estimate_id: The id of a shipping or transaction estimate.
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
        create_order_by_estimate(
            estimate_id="08QD7GPaBx5b6Y6mJlWyONXLvrZljRE2", idempotency_key="shipment-4711"
        )
    """
    body = CreateOrderByEstimateRequest(
        estimate_id=estimate_id,
        idempotency_key=idempotency_key,
        bundle_selection=bundle_selection,
        metadata=metadata,
        quantity_trunc=quantity_trunc,
    )
    body.check()
    return Operation(
        id="createOrderByEstimate",
        method="POST",
        path="/orders/by-estimate",
        template="/orders/by-estimate",
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
