"""The operation listOrders."""

from __future__ import annotations

from typing import Final

from ...checking import check_integer, check_text, query_text
from ...models.order import Order
from ...models.paginated_orders import PaginatedOrders
from ...reading import as_page
from ...types import JSON, UNSET, Operation, Unset

MAX_LIMIT: Final = 100
"""The largest ``limit`` that the document allows."""


def list_orders(
    *,
    limit: int | Unset = UNSET,
    after: str | Unset = UNSET,
    offset_link_id: str | Unset = UNSET,
) -> Operation[PaginatedOrders]:
    """List orders, newest first.

    Pages through the orders of the account, the most recent first.

    Section ``GET /orders``.

    Args:
        limit: How many orders a page holds at most. The service takes 10 when it is left
            out. (at least 1, at most 100)
        after: The `next_cursor` of the page before; left out for the first page.
        offset_link_id: Only the orders placed through this offset link.

    Returns:
        The items, fetched page by page as they are needed.

    Raises:
        InvalidRequestError: a value breaks a rule of the document; nothing is sent then.

    Statuses that the API declares for refusals:
        400: The request was refused; correct it before you send it again.
        401: The API key is missing or wrong, or it cannot act for the account.
        429: More than 15 requests in one second, or the limit agreed on. Wait, then repeat.
            There is no documented body and no Retry-After header.

    Example:
        list_orders(limit=25)
    """
    query: dict[str, str] = {}
    if not isinstance(limit, Unset):
        check_integer("limit", limit, minimum=1, maximum=100)
        query["limit"] = query_text(limit)
    if not isinstance(after, Unset):
        check_text("after", after)
        query["after"] = query_text(after)
    if not isinstance(offset_link_id, Unset):
        check_text("offset_link_id", offset_link_id)
        query["offset_link_id"] = query_text(offset_link_id)
    return Operation(
        id="listOrders",
        method="GET",
        path="/orders",
        template="/orders",
        parse=_parse,
        query=query,
        repeatable=True,
    )


def _parse(data: JSON) -> PaginatedOrders:
    return PaginatedOrders.from_dict(as_page(data, Order.required_fields))
