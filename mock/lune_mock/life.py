"""The life of an order: which status follows which, by the clock or by command.

No source says when an order can still be cancelled or fails. Here both are possible until its
credits are allocated: what is retired cannot be given back. Test accounts of the service complete
no order by themselves; those of the sandbox do, by its clock, unless they are told not to.
"""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from lune_mock import fulfilment
from lune_mock.json_values import encode, optional_text, string
from lune_mock.store import Order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from lune_document import JSON
    from lune_mock.accounts import Account
    from lune_mock.agenda import Entry
    from lune_mock.world import World

__all__ = [
    "TRANSITIONS",
    "TransitionError",
    "begin",
    "move",
    "reachable",
    "reschedule",
    "restock",
    "resume",
    "settle",
]

_COURSE = ("received", "placed", "paid", "retiring", "complete")

TRANSITIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "received": ("placed", "cancelled", "failed"),
        "placed": ("paid", "cancelled", "failed"),
        "paid": ("retiring", "cancelled", "failed"),
        "retiring": ("complete",),
        "complete": (),
        "cancelled": (),
        "failed": (),
    }
)
"""The statuses that can follow each status at once."""


class TransitionError(ValueError):
    """An order cannot be moved to a status; the text says why.

    Attributes:
        status: what it is.
        asked: what it was to be.
        allowed: what it can be moved to, what it gets to by way of other statuses included.
    """

    def __init__(self, order_id: str, status: str, asked: str, short_of: str | None = None) -> None:
        self.status = status
        self.asked = asked
        self.allowed = reachable(status)
        if short_of is not None:
            reason = f"the stock of bundle {short_of} does not cover it; set the stock"
        elif self.allowed:
            reason = f"from there it can be {', '.join(self.allowed)}"
        else:
            reason = "nothing follows that"
        super().__init__(f"order {order_id} is {status} and cannot be {asked[:40]}: {reason}")


def reachable(status: str) -> tuple[str, ...]:
    """Return what an order of a status can be moved to, by way of other statuses included."""
    return tuple(each for each in TRANSITIONS if _way(status, each))


def begin(
    world: World,
    account: Account,
    document: dict[str, JSON],
    assignment: dict[str, JSON],
    request: bytes,
) -> dict[str, JSON]:
    """Keep a new order, placed unless the schedule lets it wait, and return its document.

    Args:
        world: what is carried on.
        account: who orders.
        document: the order as it is while received.
        assignment: what it has once it is assigned to bundles.
        request: the fingerprint of the request.
    """
    schedule = world.settings.schedule
    waits = schedule is not None and bool(schedule.placed)
    if not waits:
        document = fulfilment.place(world, account.id, document, assignment)
    order = Order(
        id=string(document["id"]),
        document=encode(document),
        key=optional_text(document["idempotency_key"]),
        requests=(request,),
        assignment=encode(assignment) if waits else None,
        entered={
            each: string(document["created_at"])
            for each in _COURSE[: _COURSE.index(string(document["status"])) + 1]
        },
    )
    world.store.of(account.id).orders.add(order)
    _plan(world, account.id, document, world.clock.now())
    return document


def settle(world: World) -> None:
    """Carry out what the clock has made due, in the order of time."""
    now = world.clock.now()
    while (entry := world.agenda.take_due(now)) is not None:
        _attend(world, entry)


def move(world: World, account: Account, order_id: str, status: str) -> Order:
    """Move an order to a status now, through those between, and return it.

    An order that is told to be complete does not wait for others to fill its last tonne: the
    sandbox gives what is missing, so that all orders in that tonne are complete.

    Raises:
        LookupError: the account has no such order.
        TransitionError: nothing leads from its status to that one, or a stock is too small.
    """
    now = world.clock.now()
    before = string(_document(world, account.id, order_id)["status"])
    way = _way(before, status)
    if not way:
        raise TransitionError(order_id, before, status)
    short_of = fulfilment.shortage(world, account.id, order_id) if "retiring" in way else None
    if short_of is not None:
        raise TransitionError(order_id, before, status, short_of)
    pool = world.store.of(account.id).pool
    for each in way:
        # One that is in the pool is as far as it gets without a tonne that is full.
        if order_id not in pool:
            fulfilment.enter(world, account.id, order_id, each, now)
    if order_id in pool:
        fulfilment.top_up(world, account.id, now)
    if status in {"cancelled", "failed"}:
        _supply(world)
    return fulfilment.order_of(world, account.id, order_id)


def restock(world: World, bundle_id: str, tonnes: Decimal | int) -> None:
    """Set the stock of a bundle; orders that lack it take of it at once.

    Those that were held up by it go on when things are settled next.

    Raises:
        CatalogueError: there is no such bundle, or no such stock.
    """
    world.catalogue.set_stock(bundle_id, tonnes)
    _supply(world)


def reschedule(world: World) -> None:
    """Let all orders that are under way go by the schedule as it is from now on."""
    _resume(world, world.agenda.take_all())


def resume(world: World) -> None:
    """Put the orders of a world that has no agenda yet on one.

    What became due in the meantime happens at the moment at which it was due.
    """
    orders = [
        (order.read(), account_id) for account_id, books in world.store for order in books.orders
    ]
    for document, account_id in sorted(orders, key=lambda each: _created(each[0])):
        _plan(world, account_id, document, _created(document))


def _supply(world: World) -> None:
    fulfilment.supply(world)
    _resume(world, world.agenda.take_aside())


def _resume(world: World, orders: Iterable[tuple[str, str]]) -> None:
    now = world.clock.now()
    for account_id, order_id in orders:
        _plan(world, account_id, _document(world, account_id, order_id), now)


def _attend(world: World, entry: Entry) -> None:
    """Take an order to the next status if that is due, and put it on the agenda again."""
    where = (world, entry.account_id, entry.order_id)
    document = _document(*where)
    following = _following(document)
    if following is None:
        return
    due = _due(world, document, following)
    if due is not None and due <= entry.due:
        if following == "retiring" and fulfilment.shortage(*where) is not None:
            world.agenda.put_aside(entry.account_id, entry.order_id)
            return
        fulfilment.enter(*where, following, entry.due)
        document = _document(*where)
    _plan(world, entry.account_id, document, entry.due)


def _plan(world: World, account_id: str, document: dict[str, JSON], moment: datetime) -> None:
    """Put an order on the agenda for its next status, not before `moment`."""
    following, order_id = _following(document), string(document["id"])
    # One that is pooled waits for other orders, not for a moment.
    if following is None or order_id in world.store.of(account_id).pool:
        return
    due = _due(world, document, following)
    if due is None:
        world.agenda.put_aside(account_id, order_id)
    else:
        world.agenda.put(max(due, moment), account_id, order_id)


def _due(world: World, document: dict[str, JSON], status: str) -> datetime | None:
    """Return when an order gets to `status` by itself, None for never."""
    schedule = world.settings.schedule
    if schedule is None:
        # Those that were received under another schedule wait for no command either.
        return _created(document) if status == "placed" else None
    delays = {
        "placed": schedule.placed,
        "paid": schedule.paid,
        "retiring": schedule.retiring,
        "complete": schedule.complete,
    }
    return _created(document) + delays[status]


def _created(document: dict[str, JSON]) -> datetime:
    return datetime.fromisoformat(string(document["created_at"]))


def _following(document: dict[str, JSON]) -> str | None:
    """Return the next status of the usual course."""
    status = string(document["status"])
    return next((each for each in TRANSITIONS[status] if each in _COURSE), None)


def _way(status: str, asked: str) -> tuple[str, ...]:
    """Return the statuses that lead from one to another, that included; none if nothing does."""
    if asked in TRANSITIONS[status]:
        return (asked,)
    if status not in _COURSE or asked not in _COURSE:
        return ()
    return _COURSE[_COURSE.index(status) + 1 : _COURSE.index(asked) + 1]


def _document(world: World, account_id: str, order_id: str) -> dict[str, JSON]:
    return fulfilment.order_of(world, account_id, order_id).read()
