"""Faults of the status of orders, and of what they have in each status."""

from __future__ import annotations

from typing import Any

from lune_mock import Answer, Sandbox

from .making import OK, Ask, Faults, asks, orders, read, told
from .operations import CREATE_ORDER, FIND_ORDER, LIST_ORDERS, ORDERS
from .request import Record, Request

life = Faults("life")

PRICED = ("placed", "paid", "retiring", "complete")


@life.answers(ORDERS, orders)
def bundles_are_missing_while_placed(order: Record, _: Request) -> None:
    """bundles is set while an order is placed."""
    if order["status"] == "placed":
        order["bundles"] = None


@life.answers(ORDERS, orders)
def costs_are_missing_while_placed(order: Record, _: Request) -> None:
    """Costs and commission are set once bundles are assigned."""
    if order["status"] == "placed":
        order.update(offset_cost=None, commission=None)


@life.answers(ORDERS, orders, subtle=True)
def quantity_is_missing_until_retired(order: Record, _: Request) -> None:
    """The quantity bought is set once bundles are assigned."""
    if order["status"] == "paid":
        order["quantity"] = None


@life.answers(ORDERS, orders)
def certificate_is_set_at_once(order: Record, _: Request) -> None:
    """There is no certificate before credits are retired."""
    if order["status"] == "placed":
        order["certificate"] = f"https://sandbox.invalid/v1/orders/{order['id']}/certificate"


@life.answers(ORDERS, orders, subtle=True)
def certificate_is_missing_when_complete(order: Record, _: Request) -> None:
    """A complete order has a certificate."""
    order["certificate"] = None


@life.answers(ORDERS, orders, subtle=True)
def projects_are_missing_when_complete(order: Record, _: Request) -> None:
    """projects is set when an order is complete."""
    if order["status"] == "complete":
        order["projects"] = None


@life.answers(ORDERS, orders, subtle=True)
def projects_are_empty_while_retiring(order: Record, _: Request) -> None:
    """projects is filled while an order is retiring."""
    if order["status"] == "retiring":
        order["projects"] = []


@life.answers(ORDERS, orders, subtle=True)
def projects_stay_allocated(order: Record, _: Request) -> None:
    """All credits of a complete order are retired."""
    for project in order["projects"] or []:
        project["status"] = "allocated"


@life.answers(ORDERS, orders, subtle=True)
def last_project_is_left_out(order: Record, _: Request) -> None:
    """The projects of an order hold all of its quantity."""
    if order["projects"]:
        order["projects"] = order["projects"][:-1]


@life.answers(ORDERS, orders, subtle=True)
def bundles_are_missing_when_complete(order: Record, _: Request) -> None:
    """bundles is set when an order is complete."""
    if order["status"] == "complete":
        order["bundles"] = None


@life.answers(ORDERS, orders, subtle=True)
def complete_is_called_completed(order: Record, _: Request) -> None:
    """The last status is called complete."""
    if order["status"] == "complete":
        order["status"] = "completed"


@life.answers(ORDERS, orders, subtle=True)
def cancelled_is_written_the_american_way(order: Record, _: Request) -> None:
    """A cancelled order has the status cancelled."""
    if order["status"] == "cancelled":
        order["status"] = "canceled"


@life.installs(FIND_ORDER | LIST_ORDERS, subtle=True)
def cancelled_order_keeps_its_bundles(sandbox: Sandbox) -> Ask:
    """bundles is set while an order is placed, paid, retiring or complete, and in no other status."""
    ask = asks(sandbox)
    kept: dict[str, Any] = {}

    def wrap(request: Request) -> Answer:
        answer = ask(request)
        document = read(answer)
        if answer.status != OK or request.operation not in ORDERS:
            return answer
        for order in orders(document):
            if order["status"] in PRICED:
                kept[order["id"]] = order["bundles"]
            else:
                order["bundles"] = kept.get(order["id"])
        return told(answer, document)

    return wrap


def _at_first(sandbox: Sandbox, operations: frozenset[str], names: tuple[str, ...]) -> Ask:
    """Return how to ask where some properties of orders stay as they were at first."""
    ask = asks(sandbox)
    first: dict[str, Record] = {}

    def wrap(request: Request) -> Answer:
        answer = ask(request)
        document = read(answer)
        if answer.status != OK or request.operation not in ORDERS:
            return answer
        for order in orders(document):
            kept = first.setdefault(order["id"], {name: order[name] for name in names})
            if request.operation in operations:
                order.update(kept)
        return told(answer, document)

    return wrap


STATE = ("status", "bundles", "projects", "certificate", "quantity", "offset_cost", "total_cost",
         "commission")  # fmt: skip


@life.installs(LIST_ORDERS, subtle=True)
def list_shows_orders_as_they_were_placed(sandbox: Sandbox) -> Ask:
    """An order of a list is in its current state."""
    return _at_first(sandbox, LIST_ORDERS, STATE)


@life.installs(FIND_ORDER)
def fetched_order_stays_as_it_was_placed(sandbox: Sandbox) -> Ask:
    """A fetched order is in its current state."""
    return _at_first(sandbox, FIND_ORDER, STATE)


@life.answers(ORDERS, orders, subtle=True)
def complete_order_is_still_retiring(order: Record, _: Request) -> None:
    """An order whose credits are all retired is complete."""
    if order["status"] == "complete":
        order["status"] = "retiring"


@life.answers(ORDERS, orders, subtle=True)
def paid_is_skipped(order: Record, _: Request) -> None:
    """An order that is paid has the status paid."""
    if order["status"] == "paid":
        order["status"] = "placed"


@life.installs(FIND_ORDER | LIST_ORDERS, subtle=True)
def creation_is_when_an_order_changed(sandbox: Sandbox) -> Ask:
    """created_at is when the order was created, and stays."""
    ask = asks(sandbox)

    def wrap(request: Request) -> Answer:
        answer = ask(request)
        document = read(answer)
        if answer.status != OK or request.operation not in FIND_ORDER | LIST_ORDERS:
            return answer
        moment = sandbox.control.now().replace(tzinfo=None).isoformat(timespec="milliseconds")
        for order in orders(document):
            order["created_at"] = f"{moment}Z"
        return told(answer, document)

    return wrap


@life.answers(CREATE_ORDER, orders)
def fresh_order_is_failed(order: Record, _: Request) -> None:
    """A fresh order is received or placed."""
    if order["status"] == "placed":
        order["status"] = "failed"


@life.answers(FIND_ORDER, orders, subtle=True)
def metadata_is_gone_when_an_order_changed(order: Record, _: Request) -> None:
    """metadata stays with an order, whatever its status."""
    if order["status"] in {"retiring", "complete"}:
        order["metadata"] = {}
