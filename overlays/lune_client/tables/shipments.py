"""Shipments, estimated one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from lune_api import ALREADY_EXISTS, MAX_BODY_BYTES
from lune_api.models.shipping_estimate_request import read_shipping_estimate_request
from lune_api.types import JSON
from lune_client.answers import record
from lune_client.errors import ConflictError
from lune_client.models import LogisticsSiteEstimateRequest, ShippingLegEstimateRequest
from lune_client.tables.estimates import COLUMNS, estimated
from lune_client.tables.job import Item, Job, arguments_of
from lune_client.tables.outcome import Outcome

if TYPE_CHECKING:
    from lune_client._client import Lune

__all__ = ["SHIPMENTS"]

_MOST_REPEATS: Final = 100
"""How often a key may have been used before: once for each run that lost the answer."""


_Request: TypeAlias = ShippingLegEstimateRequest | LogisticsSiteEstimateRequest


def _read(data: dict[str, JSON]) -> _Request | None:
    request: object = read_shipping_estimate_request(data)
    return request if isinstance(request, _Request) else None


def _send(client: Lune, items: Sequence[Item[_Request]]) -> list[Outcome]:
    return [_estimate(client, item) for item in items]


def _estimate(client: Lune, item: Item[_Request]) -> Outcome:
    """Estimate a shipment.

    An API that answers a used key with 409 has no way to look the estimate up. As an estimate
    costs nothing, it is made again then, under the key with a number after it.
    """
    repeat = 1
    while True:
        key = item.key if repeat == 1 else f"{item.key}-{repeat}"
        try:
            return _once(client, item.request, key)
        except ConflictError as error:
            if error.error_code not in ALREADY_EXISTS or repeat == _MOST_REPEATS:
                raise
        repeat += 1


def _once(client: Lune, request: _Request, key: str) -> Outcome:
    arguments: dict[str, Any] = {**arguments_of(request), "idempotency_key": key}
    with record() as answers:
        estimate = client.shipping_estimates.create(**arguments)
    return estimated(estimate, answers[-1].request_id)


SHIPMENTS: Final[Job[_Request]] = Job(
    kind="shipments",
    forms=(ShippingLegEstimateRequest, LogisticsSiteEstimateRequest),
    read=_read,
    send=_send,
    columns=COLUMNS,
    common={
        "shipment.mass.amount": ("mass", "weight", "mass amount"),
        "shipment.mass.unit": ("mass unit", "weight unit"),
        "shipment.containers": ("containers", "teu"),
        "route.amount": ("distance", "distance amount"),
        "route.unit": ("distance unit",),
        "route.source.locode": ("origin locode", "source locode", "from locode", "pol"),
        "route.destination.locode": ("destination locode", "to locode", "pod"),
        "method": ("mode", "transport mode", "shipping method"),
        "shipped_at": ("shipped at", "ship date", "shipment date"),
    },
    max_items=1,
    max_bytes=MAX_BODY_BYTES,
)
