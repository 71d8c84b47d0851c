"""The commands `lune orders`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from time import monotonic, sleep
from typing import Annotated, Final

from cyclopts import App, Parameter

from lune_api.api.orders.list_orders import MAX_LIMIT
from lune_client import Lune
from lune_client._life import LOST
from lune_client._money import money_text
from lune_client.cli.failing import CommandError, ExitCode, say
from lune_client.cli.options import Options
from lune_client.cli.printing import Columns, console, print_fields, print_json
from lune_client.errors import CallError, InvalidRequestError
from lune_client.models import ORDER_STATUS_VALUES, Order

__all__ = ["orders"]

_USUAL: Final = Options()
_WIDTHS: Final = {"id": 32, "status": 9, "created": 10, "tonnes": -10, "total": -13}
_COURSE: Final = tuple(each for each in ORDER_STATUS_VALUES if each not in LOST)
"""The life of an order that comes to its end, in order."""
_EVERY: Final = 10.0
"""Seconds between two looks at an order."""

orders: Final = App(name="orders", help="Look at the orders of the account.")


@orders.command(name="list")
def list_orders(
    *,
    limit: Annotated[int | None, Parameter(help="How many to print; all without it.")] = None,
    options: Options = _USUAL,
) -> None:
    """List orders, the newest first; they are fetched as they are printed.

    lune orders list --limit 20
    """
    with options.session() as lune:
        _require(limit is None or limit > 0, "limit", limit, "must be at least 1")
        found = lune.orders.list(limit=min(limit or MAX_LIMIT, MAX_LIMIT))
        columns = Columns(console(), _WIDTHS)
        for order in islice(found, limit):
            if options.as_json:
                print_json(order.to_dict())
            else:
                columns.add(*_cells(order))


@orders.command
def get(
    order_id: Annotated[str | None, Parameter(name="id", help="The id of the order.")] = None,
    /,
    *,
    idempotency_key: Annotated[
        str | None, Parameter(help="The key that the order was placed with, in place of its id.")
    ] = None,
    options: Options = _USUAL,
) -> None:
    """Show an order, by its id or by your own key.

    lune orders get --idempotency-key invoice-A-17
    """
    with options.session() as lune:
        if order_id is not None and idempotency_key is None:
            order = lune.orders.get(order_id)
        elif idempotency_key is not None and order_id is None:
            order = lune.orders.get_by_idempotency_key(idempotency_key)
        else:
            message = "name one order, by its id or by --idempotency-key"
            raise CommandError(message)
        if options.as_json:
            print_json(order.to_dict())
        else:
            print_fields(order.to_dict(), console())


@orders.command
def watch(
    order_id: Annotated[str, Parameter(name="id", help="The id of the order.")],
    /,
    *,
    until: Annotated[str, Parameter(help="The status to wait for.")] = _COURSE[-1],
    every: Annotated[float, Parameter(help="Seconds between two looks at it.")] = _EVERY,
    timeout: Annotated[
        float | None, Parameter(help="Seconds to wait at most; any time without it.")
    ] = None,
    options: Options = _USUAL,
) -> None:
    """Wait for a status of an order, and print each one on the way.

    lune orders watch ID --until paid --timeout 3600
    """
    with options.session() as lune:
        known = ", ".join(ORDER_STATUS_VALUES)
        _require(until in ORDER_STATUS_VALUES, "until", until, f"must be one of {known}")
        _require(every > 0, "every", every, "must be more than 0 seconds")
        to = console()
        status = ""
        for order in _looks(lune, order_id, every, timeout):
            if order.status == status:
                continue
            status = order.status
            if options.as_json:
                print_json(order.to_dict())
            else:
                to.print(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}Z  {status}", soft_wrap=True)
            if _has_reached(status, until):
                return
            if status in {*LOST, _COURSE[-1]}:
                message = f"the order is {status} and will not be {until}"
                raise CommandError(message, ExitCode.NOT_DONE)
        message = f"the order is still {status} after {timeout:g} s"
        raise CommandError(message, ExitCode.NO_ANSWER)


def _looks(lune: Lune, order_id: str, every: float, timeout: float | None) -> Iterator[Order]:
    """Yield the order again and again, until time runs out."""
    end = None if timeout is None else monotonic() + timeout
    yield lune.orders.get(order_id)
    while end is None or monotonic() < end:
        sleep(every if end is None else min(every, max(0.0, end - monotonic())))
        try:
            yield lune.orders.get(order_id)
        except CallError as error:
            if not error.retryable:
                raise
            say(f"lune: {error}; still watching")


def _require(holds: bool, option: str, given: object, problem: str) -> None:  # noqa: FBT001  # the rule
    if not holds:
        raise InvalidRequestError(option, given, problem)


def _has_reached(status: str, until: str) -> bool:
    if status not in _COURSE or until not in _COURSE:
        return status == until
    return _COURSE.index(status) >= _COURSE.index(until)


def _cells(order: Order) -> tuple[str, ...]:
    return (
        order.id,
        order.status,
        f"{order.created_at:%Y-%m-%d}",
        "" if order.quantity is None else f"{order.quantity:f}",
        "" if order.total_cost is None else money_text(order.total_cost, order.currency),
    )
