"""What an order has in each status, and what becomes of stock and credits on the way there.

What the stock of a bundle does not cover, an order lacks. When there is more, the orders that lack
some take it before anybody else does, those placed first before the others.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from lune_mock.amounts import exactly
from lune_mock.certificates import address
from lune_mock.clock import timestamp
from lune_mock.json_values import encode, items, parse, record, string
from lune_mock.retirement import project_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from lune_document import JSON
    from lune_mock.catalogue import Catalogue
    from lune_mock.retirement import Retired
    from lune_mock.store import Order
    from lune_mock.world import World

__all__ = ["enter", "order_of", "place", "shortage", "supply", "top_up"]

_LACKS = "insufficient_available_quantity"


def place(
    world: World, account_id: str, document: dict[str, JSON], assignment: dict[str, JSON]
) -> dict[str, JSON]:
    """Return a received order assigned to its bundles, whose stock is taken.

    A bundle whose stock does not cover the order gives nothing yet.
    """
    bundles: list[JSON] = [
        {**bundle, _LACKS: None if world.catalogue.take(id_, quantity) else True}
        for bundle, id_, quantity in _parts(assignment)
    ]
    placed: dict[str, JSON] = {
        **document,
        **assignment,
        "status": "placed",
        "bundles": bundles,
        "projects": [],
    }
    if _lacking(placed):
        world.short.append((account_id, string(document["id"])))
    return placed


def supply(world: World) -> None:
    """Let orders that lack stock take what there is by now, those placed first before the others."""
    world.short = [each for each in world.short if _is_still_short(world, *each)]


def shortage(world: World, account_id: str, order_id: str) -> str | None:
    """Return the id of a bundle whose stock does not cover what the order has yet to take."""
    order = order_of(world, account_id, order_id)
    if order.assignment is None:
        lacking = _lacking(order.read())
    else:
        parts = _parts(record(parse(order.assignment)))
        lacking = [id_ for _, id_, tonnes in parts if not world.catalogue.covers(id_, tonnes)]
    return next(iter(lacking), None)


def enter(world: World, account_id: str, order_id: str, status: str, moment: datetime) -> None:
    """Give an order what it has in `status`, one that can follow the status it is in.

    It lacks no stock any more when it is to be retiring. One that ends gives back what it took. An
    order that is to be complete stays retiring while some of it waits for a tonne to fill.
    """
    order = order_of(world, account_id, order_id)
    document = order.read()
    match status:
        case "placed":
            document = place(world, account_id, document, record(parse(order.assignment or b"")))
        case "retiring":
            for bundle, _, _ in _parts(document):
                bundle[_LACKS] = False
            document["projects"] = project_rows(document, world.catalogue, Decimal(0))
        case "complete":
            pool = world.store.of(account_id).pool
            retired = pool.add(order_id, Decimal(string(document["quantity"])))
            _update(world, account_id, retired, moment)
            return
        case "cancelled" | "failed":
            _give_back(world.catalogue, document)
            document |= {"bundles": None, "projects": None}
        case _:
            # Paid: it has what it had.
            pass
    document["status"] = status
    order = _entered(replace(order, assignment=None), status, moment)
    _keep(world, account_id, order, document)


def top_up(world: World, account_id: str, moment: datetime) -> None:
    """Retire the tonne that is under way in an account, filled up by the sandbox."""
    _update(world, account_id, world.store.of(account_id).pool.top_up(), moment)


def _update(world: World, account_id: str, concerned: Iterable[Retired], moment: datetime) -> None:
    """Show in the orders concerned what is retired of them."""
    for order_id, waiting in concerned:
        order = order_of(world, account_id, order_id)
        document = order.read()
        quantity = Decimal(string(document["quantity"]))
        with exactly(quantity, waiting):
            retired = quantity - waiting
        document["projects"] = project_rows(document, world.catalogue, retired)
        if not waiting:
            document |= {"status": "complete", "certificate": address(world.base_url, order_id)}
            order = _entered(order, "complete", moment)
        _keep(world, account_id, order, document)


def _is_still_short(world: World, account_id: str, order_id: str) -> bool:
    """Let an order take what it lacks, as far as there is stock, and return whether it lacks more."""
    order = order_of(world, account_id, order_id)
    document = order.read()
    if document["bundles"] is None:
        # It was cancelled, or failed.
        return False
    for bundle, id_, quantity in _parts(document):
        if bundle[_LACKS] and world.catalogue.take(id_, quantity):
            bundle[_LACKS] = None
    _keep(world, account_id, order, document)
    return bool(_lacking(document))


def _lacking(document: dict[str, JSON]) -> list[str]:
    """Return the ids of the bundles that an order has not taken from stock."""
    return [id_ for bundle, id_, _ in _parts(document) if bundle[_LACKS]]


def _give_back(catalogue: Catalogue, document: dict[str, JSON]) -> None:
    if document["bundles"] is None:
        return
    for bundle, id_, quantity in _parts(document):
        if not bundle[_LACKS]:
            catalogue.give_back(id_, quantity)


def _parts(holder: dict[str, JSON]) -> Iterator[tuple[dict[str, JSON], str, Decimal]]:
    """Yield the bundles of an order or an assignment with their ids and tonnes."""
    for bundle in map(record, items(holder["bundles"])):
        yield bundle, string(bundle["bundle_id"]), Decimal(string(bundle["quantity"]))


def order_of(world: World, account_id: str, order_id: str) -> Order:
    """Return an order.

    Raises:
        LookupError: the account has no such order.
    """
    order = world.store.of(account_id).orders.get(order_id)
    if order is None:
        message = f"the account {account_id} has no order {order_id[:80]!r}"
        raise LookupError(message)
    return order


def _entered(order: Order, status: str, moment: datetime) -> Order:
    return replace(order, entered={**order.entered, status: timestamp(moment)})


def _keep(world: World, account_id: str, order: Order, document: dict[str, JSON]) -> None:
    world.store.of(account_id).orders.replace(replace(order, document=encode(document)))
