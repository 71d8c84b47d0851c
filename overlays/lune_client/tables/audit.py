"""Holding what a run knows of its orders against what the API lists."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from lune_api.api.orders.list_orders import MAX_LIMIT
from lune_api.types import decimal_text
from lune_client._life import LOST
from lune_client.errors import NotFoundError
from lune_client.models import Order
from lune_client.tables.keys import Occurrences
from lune_client.tables.outcome import Outcome

if TYPE_CHECKING:
    from lune_client._client import Lune
    from lune_client.tables.ledger import Ledger

__all__ = ["differences_of"]


def differences_of(client: Lune, ledger: Ledger) -> Iterator[str]:
    """Yield what is otherwise with the orders of a run than the run knows.

    The list is newest first and may be long; it is read until it is older than the run.

    Args:
        client: What to list with.
        ledger: The orders of the run.

    Raises:
        CallError: the API does not say.
    """
    oldest = min((_created(outcome) for _, outcome in ledger.orders()), default=None)
    if oldest is None:
        return
    with closing(Occurrences()) as listed:
        for order in client.orders.list(limit=MAX_LIMIT):
            if _is_older(order, oldest):
                break
            if not isinstance(order.idempotency_key, str):
                continue
            outcome = ledger.order(order.idempotency_key)
            if outcome is None:
                continue
            if listed.count(order.idempotency_key.encode()) > 1:
                yield f"order {order.id} is listed twice, or ordered twice under one key"
            yield from _differences(outcome, order)
        for key, outcome in ledger.orders():
            if key.encode() in listed:
                continue
            # A list may be behind.
            try:
                yield from _differences(outcome, client.orders.get_by_idempotency_key(key))
            except NotFoundError:
                yield f"order {outcome.values.get('order_id')} (key {key}) does not exist"


def _created(outcome: Outcome) -> str:
    return outcome.values.get("created_at", "")


def _is_older(order: Order, moment: str) -> bool:
    created = cast("object", order.created_at)
    if not moment or not isinstance(created, datetime):
        return False
    return created < datetime.fromisoformat(moment)


def _differences(outcome: Outcome, order: Order) -> Iterator[str]:
    """Yield in what an order is not the one that was placed."""
    if order.status in LOST:
        yield f"order {order.id} is {order.status}"
    found = {
        "order_id": order.id,
        "quote_currency": order.currency,
        "requested_quantity": order.requested_quantity,
        "requested_value": order.requested_value,
        "ordered_estimate": order.estimate_id,
        "total_cost": order.total_cost,
    }
    for name, value in found.items():
        known = outcome.values.get(name)
        # A price may come later than the order.
        if known is None or value is None:
            continue
        is_same = Decimal(known) == value if isinstance(value, Decimal) else known == value
        if not is_same:
            shown = decimal_text(value) if isinstance(value, Decimal) else value
            yield f"order {order.id}: {name} is {shown}, not {known}"
