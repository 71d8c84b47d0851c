"""The operation getOrderByIdempotencyKey."""

from __future__ import annotations

from ...checking import check_text, path_segment
from ...models.order import Order
from ...reading import as_object
from ...types import JSON, Operation


def get_order_by_idempotency_key(
    idempotency_key: str,
) -> Operation[Order]:
    """Fetch an order by the caller's own key.

    Answers the order that was placed with this idempotency key, in its current state.

    Section ``GET /orders/by-idempotency-key/{idempotency_key}``.

    Args:
        idempotency_key: The key that the caller gave on creation; unique per account.
            Percent-encode it fully. (length at least 1, length at most 100)

    Returns:
        The order in its current state.

    Raises:
        InvalidRequestError: a value breaks a rule of the document; nothing is sent then.

    Statuses that the API declares for refusals:
        400: The request was refused; correct it before you send it again.
        401: The API key is missing or wrong, or it cannot act for the account.
        404: Nothing has this id or key in this account. There is no body.
        429: More than 15 requests in one second, or the limit agreed on. Wait, then repeat.
            There is no documented body and no Retry-After header.

    Example:
        get_order_by_idempotency_key("invoice-A-17")
    """
    check_text("idempotency_key", idempotency_key, min_length=1, max_length=100)
    idempotency_key_segment = path_segment("idempotency_key", idempotency_key)
    return Operation(
        id="getOrderByIdempotencyKey",
        method="GET",
        path=f"/orders/by-idempotency-key/{idempotency_key_segment}",
        template="/orders/by-idempotency-key/{idempotency_key}",
        parse=_parse,
        repeatable=True,
    )


def _parse(data: JSON) -> Order:
    return Order.from_dict(as_object(data, "Order", Order.required_fields))
