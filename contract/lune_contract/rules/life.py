"""The statuses of an order, and what it has in each of them."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from lune_contract.parts import ORDER_CREATIONS, Place, exact, orders, rows
from lune_contract.reply import shown
from lune_contract.rounding import said
from lune_contract.rule import Unsettled, invariant, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lune_contract.exchange import Exchange
    from lune_contract.reply import Reply
    from lune_contract.trial import Trial
    from lune_document import JSON

__all__ = ["can_become", "listed"]

_STATUS: Final = "Orders, status; carbon credits guide, order status"
_BUNDLES: Final = "Orders, bundles: set when the status is placed, paid, retiring or complete"
_PROJECTS: Final = "Orders, projects: set when the status is retiring or complete"
_CERTIFICATE: Final = "Orders, certificate: set when an order is complete"

_COURSE: Final = ("received", "placed", "paid", "retiring", "complete")
_ASSIGNED: Final = _COURSE[1:]
_RETIRED: Final = _COURSE[3:]
_BROKEN_OFF: Final = ("cancelled", "failed")
_COSTS: Final = ("quantity", "offset_cost", "total_cost", "commission")
_LASTING: Final = (
    *("id", "idempotency_key", "type", "currency", "created_at", "metadata"),
    *("requested_quantity", "requested_value", "estimate_id", "offset_link_id", "email"),
)
_TELLING: Final = ("getOrder", "getOrderByIdempotencyKey", "listOrders")
_MOVES: Final = 12
_PAUSE: Final = 0.2
_LARGEST_PAGE: Final = "100"


def can_become(before: str, after: str) -> bool:
    """Say whether an order can have a status later, by way of others or at once."""
    if before == after:
        return True
    if before not in _COURSE[:-1]:
        return False
    if after in _BROKEN_OFF:
        return True
    return after in _COURSE[_COURSE.index(before) :]


def _in(exchange: Exchange, *statuses: str) -> Iterator[tuple[Reply, Place]]:
    """Yield the orders of an answer that have one of these statuses."""
    for reply, place in orders(exchange):
        if reply.at(*place, "status") in statuses:
            yield reply, place


def _is_set(reply: Reply, *place: str | int) -> None:
    status = reply.at(*place[:-1], "status")
    is_set = reply.at(*place) is not None
    reply.expect(is_set, f"{place[-1]} in an order that is {status}", *place)


def _is_null(reply: Reply, *place: str | int) -> None:
    status = reply.at(*place[:-1], "status")
    is_null = reply.at(*place) is None
    reply.expect(is_null, f"no {place[-1]} in an order that is {status}", *place)


@invariant("life/known-status", source=_STATUS)
def known_status(exchange: Exchange) -> None:
    """The status of an order is one of those that orders have."""
    for reply, place in orders(exchange):
        known = (*_COURSE, *_BROKEN_OFF)
        is_known = reply.at(*place, "status") in known
        reply.expect(is_known, f"one of {', '.join(known)}", *place, "status")


@invariant("life/costs-once-assigned", source="Orders, offset_cost: set when bundles are assigned")
def costs_once_assigned(exchange: Exchange) -> None:
    """An order that is placed, paid, retiring or complete has its costs."""
    for reply, place in _in(exchange, *_ASSIGNED):
        for name in _COSTS:
            _is_set(reply, *place, name)


@invariant("life/bundles-once-assigned", source=_BUNDLES)
def bundles_once_assigned(exchange: Exchange) -> None:
    """An order that is placed, paid, retiring or complete has its bundles."""
    for reply, place in _in(exchange, *_ASSIGNED):
        _is_set(reply, *place, "bundles")
        some = len(reply.items(*place, "bundles")) > 0
        reply.expect(some, "at least one bundle", *place, "bundles")


@invariant("life/nothing-assigned-when-received", source=_BUNDLES, level="should")
def nothing_assigned_when_received(exchange: Exchange) -> None:
    """An order that is received has no costs and no bundles yet."""
    for reply, place in _in(exchange, "received"):
        reply.expect(not reply.at(*place, "bundles"), "no bundles yet", *place, "bundles")
        for name in ("offset_cost", "commission"):
            _is_null(reply, *place, name)


@invariant("life/nothing-assigned-when-broken-off", source=_BUNDLES, level="should")
def nothing_assigned_when_broken_off(exchange: Exchange) -> None:
    """An order that is cancelled or failed has no bundles and no projects."""
    for reply, place in _in(exchange, *_BROKEN_OFF):
        for name in ("bundles", "projects"):
            reply.expect(not reply.at(*place, name), f"no {name} any more", *place, name)


@invariant("life/projects-while-retiring", source=_PROJECTS)
def projects_while_retiring(exchange: Exchange) -> None:
    """An order that is retiring or complete has its projects."""
    for reply, place in _in(exchange, *_RETIRED):
        _is_set(reply, *place, "projects")
        some = len(reply.items(*place, "projects")) > 0
        reply.expect(some, "at least one project", *place, "projects")


@invariant("life/no-projects-before-retiring", source=_PROJECTS, level="should")
def no_projects_before(exchange: Exchange) -> None:
    """An order that is not retiring yet has no projects."""
    for reply, place in _in(exchange, "received", "placed", "paid"):
        none = not reply.at(*place, "projects")
        reply.expect(none, "no projects before it is retiring", *place, "projects")


@invariant("life/nothing-retired-before-retiring", source=_STATUS)
def nothing_retired_before(exchange: Exchange) -> None:
    """No project of an order is retired before the order is retiring."""
    for reply, place in _in(exchange, "received", "placed", "paid"):
        if reply.at(*place, "projects") is not None:
            for row in rows(reply, *place, "projects"):
                is_right = reply.at(*row, "status") != "retired"
                reply.expect(is_right, "allocated credits at most", *row, "status")


@invariant("life/all-retired-at-complete", source=f"{_STATUS}: complete is fully retired")
def all_retired(exchange: Exchange) -> None:
    """All projects of an order that is complete are retired."""
    for reply, place in _in(exchange, "complete"):
        for row in rows(reply, *place, "projects"):
            is_retired = reply.at(*row, "status") == "retired"
            reply.expect(is_retired, "'retired'", *row, "status")


@invariant("life/projects-are-the-quantity", source=f"{_STATUS}: complete is fully retired")
def projects_are_the_quantity(exchange: Exchange) -> None:
    """The projects of an order that is complete have its whole quantity, else no more than that."""
    for reply, place in _in(exchange, *_ASSIGNED):
        if reply.at(*place, "projects") is None:
            continue
        total = _tonnes_of_projects(reply, place)
        quantity = exact(reply, *place, "quantity")
        is_all = reply.at(*place, "status") == "complete"
        fits = total == quantity if is_all else total <= quantity
        reply.expect(fits, f"{said(quantity)} t of projects", *place, "projects")


@invariant("life/allocated-while-retiring", source=_PROJECTS, level="should")
def allocated_while_retiring(exchange: Exchange) -> None:
    """The projects of an order that is retiring have its whole quantity, allocated or retired."""
    for reply, place in _in(exchange, "retiring"):
        total = _tonnes_of_projects(reply, place)
        quantity = exact(reply, *place, "quantity")
        reply.expect(total == quantity, f"{said(quantity)} t of projects", *place, "projects")


def _tonnes_of_projects(reply: Reply, place: Place, *statuses: str) -> Fraction:
    """Return the tonnes of an order's projects that have one of these statuses, or any."""
    return sum(
        (
            exact(reply, *row, "quantity")
            for row in rows(reply, *place, "projects")
            if not statuses or reply.at(*row, "status") in statuses
        ),
        Fraction(0),
    )


@invariant("life/certificate-at-complete", source=_CERTIFICATE)
def certificate_at_complete(exchange: Exchange) -> None:
    """An order that is complete has a certificate."""
    for reply, place in _in(exchange, "complete"):
        _is_set(reply, *place, "certificate")


@invariant("life/no-certificate-before-retiring", source=_CERTIFICATE)
def no_certificate_before(exchange: Exchange) -> None:
    """An order of which nothing is retired has no certificate."""
    for reply, place in _in(exchange, "received", "placed", "paid"):
        _is_null(reply, *place, "certificate")


@invariant("life/no-certificate-before-complete", source=_CERTIFICATE, level="should")
def no_certificate_while_retiring(exchange: Exchange) -> None:
    """An order that is not complete has no certificate."""
    for reply, place in _in(exchange, "retiring", *_BROKEN_OFF):
        _is_null(reply, *place, "certificate")


@invariant("life/public-certificate-at-complete", source="Orders, public_certificate_url")
def public_certificate_at_complete(exchange: Exchange) -> None:
    """Only an order that is complete has a public certificate."""
    for reply, place in _in(exchange, *_COURSE[:-1], *_BROKEN_OFF):
        _is_null(reply, *place, "public_certificate_url")


@rule(
    "life/begins", operations=ORDER_CREATIONS, source=_STATUS, level="should", orders=1, estimates=1
)
def begins(trial: Trial) -> None:
    """A new order is received or placed."""
    order = trial.place(trial.operation.id)
    is_new = order.at("status") in _COURSE[:2]
    order.expect(is_new, "'received' or 'placed'", "status")


@rule(
    "life/goes-forward",
    operations=_TELLING,
    source=f"{_STATUS}: received, placed, paid, retiring, complete; cancelled or failed",
    needs=("life", "bundles"),
    orders=2,
)
def goes_forward(trial: Trial) -> None:
    """An order goes from status to status in their order, and what has ended stays as it is."""
    before = "received"
    for order, place in _life(trial):
        after = order.text(*place, "status")
        allowed = can_become(before, after)
        order.expect(allowed, f"a status that can follow {before}", *place, "status")
        before = after


@rule(
    "life/keeps-what-was-agreed",
    operations=_TELLING,
    source="Orders: what was placed",
    needs=("life", "bundles"),
    orders=2,
)
def keeps_what_was_agreed(trial: Trial) -> None:
    """Neither what an order is nor what it costs changes while it goes on."""
    first: dict[str, JSON] = {}
    for order, place in _life(trial):
        names = _COSTS if order.at(*place, "status") in _ASSIGNED else ()
        for name in (*_LASTING, *names):
            value = order.at(*place, name)
            wanted = first.setdefault(name, value)
            order.expect(value == wanted, f"{name} {shown(wanted)} as before", *place, name)


@rule(
    "life/keeps-its-bundles",
    operations=_TELLING,
    source=_BUNDLES,
    needs=("life", "bundles"),
    orders=2,
)
def keeps_its_bundles(trial: Trial) -> None:
    """The bundles of an order keep their quantities and prices while it goes on."""
    first: JSON = None
    for order, place in _life(trial):
        if order.at(*place, "status") in _ASSIGNED:
            now: JSON = [_lasting(order, row) for row in rows(order, *place, "bundles")]
            first = first or now
            order.expect(now == first, f"the bundles {first} as before", *place, "bundles")


def _lasting(order: Reply, row: Place) -> JSON:
    """Return a bundle of an order without what may change."""
    bundle = order.at(*row)
    if not isinstance(bundle, dict):
        order.deviates("a bundle", str(bundle))
    return {
        name: value for name, value in bundle.items() if name != "insufficient_available_quantity"
    }


@rule(
    "life/retired-stays-retired",
    operations=_TELLING,
    source=f"{_STATUS}; projects: allocated or retired",
    needs=("life", "bundles"),
    orders=2,
)
def retired_stays_retired(trial: Trial) -> None:
    """What is retired of an order never becomes less."""
    before = Fraction(0)
    for order, place in _life(trial):
        if order.at(*place, "projects") is None:
            continue
        after = _tonnes_of_projects(order, place, "retired")
        order.expect(after >= before, f"at least {said(before)} t retired", *place, "projects")
        before = after


@rule(
    "life/told-alike",
    operations=_TELLING,
    source="Orders: GET by id, by key and in the list",
    needs=("life", "bundles"),
    orders=2,
)
def told_alike(trial: Trial) -> None:
    """An order is told alike by id, by key and in the list, and what one told no other takes back."""
    others = [each for each in _TELLING if each != trial.operation.id]
    for order, place, id_, key in _course(trial):
        (one, at_one), (two, at_two) = (_told(trial, each, id_, key) for each in others)
        if one.at(*at_one) == two.at(*at_two):
            # If these differ, that is said where they are tried themselves.
            order.expect(order.at(*place) == one.at(*at_one), f"{one.at(*at_one)}", *place)
        later, there = _told(trial, trial.operation.id, id_, key)
        for reply, at in ((one, at_one), (two, at_two)):
            before = reply.text(*at, "status")
            follows = can_become(before, later.text(*there, "status"))
            told = f"a status that can follow {before}, as {reply.exchange.operation_id} told"
            later.expect(follows, told, *there, "status")


@rule(
    "life/paid-before-retiring",
    operations="getOrder",
    source=f"{_STATUS}: received, placed, paid, retiring, complete",
    level="should",
    needs=("life", "bundles"),
    orders=2,
)
def paid_before_retiring(trial: Trial) -> None:
    """An order is paid before its credits are retired."""
    before, looks = "", 0
    for order, place in _life(trial):
        status = order.text(*place, "status")
        if before in _COURSE[:2] and status in _RETIRED:
            if looks == 1:
                message = "the orders of the target move on by more than a status at once"
                raise Unsettled(message)
            order.deviates(f"'paid' between {before} and {status}", f"status {status!r}")
        before, looks = status, looks + 1 if status == before else 1


@rule(
    "life/cancelled",
    operations=_TELLING,
    source=f"{_STATUS}: cancelled",
    needs=("cancel", "orders"),
    orders=1,
)
def cancelled(trial: Trial) -> None:
    """An order that is cancelled has the status cancelled."""
    key = trial.key()
    id_ = trial.order(idempotency_key=key).text("id")
    _told(trial, trial.operation.id, id_, key)
    trial.cancel(id_)
    order, place = _told(trial, trial.operation.id, id_, key)
    order.expect(order.at(*place, "status") == "cancelled", "'cancelled'", *place, "status")


def _life(trial: Trial) -> Iterator[tuple[Reply, Place]]:
    """Yield an order of a tonne as it goes on, as the operation tells it, until it has ended."""
    for order, place, _, _ in _course(trial):
        yield order, place


def _course(trial: Trial) -> Iterator[tuple[Reply, Place, str, str]]:
    """Yield the same with the order's id and key."""
    key, bundle = trial.key(), trial.facts.bundles[0]
    masses: JSON = [{"bundle_id": bundle, "mass": {"amount": "1", "unit": "t"}}]
    made = trial.order(mass=None, bundle_masses=masses, idempotency_key=key)
    # Tonnes are retired whole and in order of arrival: what came before may take a part of this one.
    trial.order(mass=None, bundle_masses=masses)
    id_, left = made.text("id"), _MOVES
    while left:
        order, place = _told(trial, trial.operation.id, id_, key)
        yield order, place, id_, key
        has_ended = order.at(*place, "status") in (_COURSE[-1], *_BROKEN_OFF)
        # What has ended is looked at once more.
        left = min(left, 2) - 1 if has_ended else left - 1
        trial.advance()


def _told(trial: Trial, operation_id: str, id_: str, key: str) -> tuple[Reply, Place]:
    """Return an order as an operation tells it, and where it stands."""
    match operation_id:
        case "getOrder":
            return trial.call("getOrder", path={"id": id_}).success(), ()
        case "getOrderByIdempotencyKey":
            path = {"idempotency_key": key}
            return trial.call("getOrderByIdempotencyKey", path=path).success(), ()
        case _:
            return listed(trial, id_)


def listed(trial: Trial, *ids: str) -> tuple[Reply, Place]:
    """Return a new order of one of these ids in the list, and where it stands; lists may lag.

    Raises:
        Deviated: it is not on the first page after the time that a target is given.
    """
    end = time.monotonic() + trial.facts.settle
    limit = "10"
    while True:
        page = trial.call("listOrders", query={"limit": limit}).success()
        for row in rows(page, "data"):
            if page.at(*row, "id") in ids:
                return page, row
        if limit == _LARGEST_PAGE:
            page.expect(time.monotonic() < end, f"the order {ids[0]} on the first page", "data")
            time.sleep(_PAUSE)
        limit = _LARGEST_PAGE
