"""Purchases, estimated up to a hundred in one call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from lune_api import ALREADY_EXISTS, MAX_BODY_BYTES, PASSING
from lune_api.api.transaction_estimates.create_batch_transaction_estimate import MAX_ITEMS
from lune_client.answers import record
from lune_client.errors import one_line
from lune_client.models import (
    BatchTransactionEstimate,
    EmptyObject,
    ErrorResponse,
    TransactionEmissionEstimate,
    TransactionEstimateRequest,
)
from lune_client.tables.estimates import COLUMNS, estimated
from lune_client.tables.job import Item, Job
from lune_client.tables.outcome import NO_MATCH, UNREADABLE, Outcome

if TYPE_CHECKING:
    from lune_client._client import Lune

__all__ = ["TRANSACTIONS"]


def _send(client: Lune, items: Sequence[Item[TransactionEstimateRequest]]) -> list[Outcome]:
    with record() as answers:
        slots = client.transaction_estimates.create_batch([item.request for item in items])
    return [_outcome(slot, answers[-1].request_id) for slot in slots]


def _outcome(slot: BatchTransactionEstimate, request_id: str | None) -> Outcome:
    if isinstance(slot, TransactionEmissionEstimate):
        return estimated(slot, request_id)
    if isinstance(slot, EmptyObject):
        message = "no emission factor fits"
        return Outcome({}, NO_MATCH, message, request_id)
    if isinstance(slot, ErrorResponse):
        code, message = str(slot.error.error_code), one_line(str(slot.error.message))
        # The client looks up what exists already; where it could not, it can the next time.
        is_final = code not in ALREADY_EXISTS | PASSING
        return Outcome({}, code, message, request_id, is_final=is_final)
    message = f"the slot of this row has no known form: {one_line(repr(slot))}"
    return Outcome({}, UNREADABLE, message, request_id, is_final=False)


TRANSACTIONS: Final = Job(
    kind="transactions",
    forms=(TransactionEstimateRequest,),
    read=TransactionEstimateRequest.from_dict,
    send=_send,
    columns=COLUMNS,
    common={
        "value.value": ("amount", "value", "price", "total", "spend", "cost", "amount paid"),
        "value.currency": ("currency", "currency code", "ccy"),
        "merchant.country_code": ("country", "country code", "merchant country"),
        "merchant.category_code": ("mcc", "category code", "merchant category code", "mcc code"),
        "merchant.search_term": ("description", "search term", "product", "item", "item name"),
        "merchant.name": ("merchant", "merchant name", "vendor", "supplier", "payee"),
        "transaction_processed_at": ("processed at", "transaction processed at"),
    },
    max_items=MAX_ITEMS,
    max_bytes=MAX_BODY_BYTES,
)
