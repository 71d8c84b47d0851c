"""The operation getOrderQuoteByValue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...models.bundle_percentage_request import BundlePercentageRequest
from ...models.order_quote_by_value import OrderQuoteByValue
from ...models.order_quote_by_value_request import OrderQuoteByValueRequest
from ...reading import as_object
from ...types import JSON, UNSET, DecimalInput, Operation, Unset

if TYPE_CHECKING:
    from ...models.mass_unit import MassUnit


def get_order_quote_by_value(
    *,
    value: DecimalInput,
    bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
    quantity_trunc: MassUnit | Unset = UNSET,
) -> Operation[OrderQuoteByValue]:
    """Price a sum of money without ordering.

    Answers how much an order by value would buy and how it would be divided between
    bundles. Nothing is stored.

    Section ``POST /orders/by-value/quote``.

    Args:
        value: The most to spend, fees included, in the currency of the account; not below
            the currency's smallest unit.
        bundle_selection: How to divide between bundles: percentages for all of them, adding
            up to 100, or for none of them, which divides equally. Left out, the account's
            own bundle selection applies.
        quantity_trunc: The unit to which quantities are cut; grams when it is left out.

    Returns:
        The quote.

    Raises:
        InvalidRequestError: a value breaks a rule of the document; nothing is sent then.

    Statuses that the API declares for refusals:
        400: The request was refused; correct it before you send it again.
        401: The API key is missing or wrong, or it cannot act for the account.
        409: Declared, but not explained by any source.
        413: The request body is larger than 100 kB. There is no documented body.
        415: The request body is not application/json. There is no documented body.
        429: More than 15 requests in one second, or the limit agreed on. Wait, then repeat.
            There is no documented body and no Retry-After header.

    Example:
        get_order_quote_by_value(value="100", quantity_trunc="kg")
    """
    body = OrderQuoteByValueRequest(
        value=value,
        bundle_selection=bundle_selection,
        quantity_trunc=quantity_trunc,
    )
    body.check()
    return Operation(
        id="getOrderQuoteByValue",
        method="POST",
        path="/orders/by-value/quote",
        template="/orders/by-value/quote",
        parse=_parse,
        json=body.to_dict(),
        repeatable=True,
    )


def _parse(data: JSON) -> OrderQuoteByValue:
    return OrderQuoteByValue.from_dict(
        as_object(data, "OrderQuoteByValue", OrderQuoteByValue.required_fields)
    )
