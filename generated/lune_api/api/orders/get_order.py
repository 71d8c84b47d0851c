"""The operation getOrder."""

from __future__ import annotations

from ...checking import check_text, path_segment
from ...models.order import Order
from ...reading import as_object
from ...types import JSON, Operation


def get_order(
    id: str,
) -> Operation[Order]:
    """Fetch an order by id.

    Answers the order in its current state.

    Section ``GET /orders/{id}``.

    Args:
        id: The order's id. (length at least 1)

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
        get_order("9dKx3mWaQy7ZpL2vRb5NnJ8tGe1oXz4E")
    """
    check_text("id", id, min_length=1)
    id_segment = path_segment("id", id)
    return Operation(
        id="getOrder",
        method="GET",
        path=f"/orders/{id_segment}",
        template="/orders/{id}",
        parse=_parse,
        repeatable=True,
    )


def _parse(data: JSON) -> Order:
    return Order.from_dict(as_object(data, "Order", Order.required_fields))
