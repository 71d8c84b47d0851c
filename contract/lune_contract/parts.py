"""Where the orders, quotes and estimates of an answer stand, and what they were asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

from lune_contract.reply import Reply, is_amount
from lune_contract.rounding import TONNES, smallest_unit

if TYPE_CHECKING:
    from lune_contract.exchange import Exchange
    from lune_document import JSON

__all__ = [
    "ORDER_CREATIONS",
    "Costing",
    "Place",
    "asked",
    "costing_of",
    "costings",
    "estimates",
    "exact",
    "mass_in_tonnes",
    "orders",
    "rows",
]

Place: TypeAlias = tuple[str | int, ...]
"""Names and positions that lead to a value of an answer."""

ORDER_CREATIONS: Final = ("createOrderByMass", "createOrderByValue", "createOrderByEstimate")
_ORDERS: Final = frozenset((*ORDER_CREATIONS, "getOrder", "getOrderByIdempotencyKey"))
_QUOTES: Final = frozenset(("getOrderQuoteByMass", "getOrderQuoteByValue"))
_ESTIMATES: Final = frozenset(
    (
        "createShippingEstimate",
        "createTransactionEstimate",
        "getTransactionEstimate",
        "updateTransactionEstimate",
        "partialUpdateTransactionsEstimateAnnotations",
        "getTransactionEstimateByIdempotencyKey",
    )
)
_SUCCESS: Final = 200


def orders(exchange: Exchange) -> Iterator[tuple[Reply, Place]]:
    """Yield the orders of an answer."""
    if exchange.answer.status != _SUCCESS:
        return
    if exchange.operation_id in _ORDERS:
        yield Reply(exchange), ()
    elif exchange.operation_id == "listOrders":
        reply = Reply(exchange)
        for number in range(len(reply.items("data"))):
            yield reply, ("data", number)


def estimates(exchange: Exchange) -> Iterator[tuple[Reply, Place]]:
    """Yield the estimates of an answer; what was refused or matched nothing is none."""
    if exchange.answer.status != _SUCCESS:
        return
    reply = Reply(exchange)
    if exchange.operation_id in _ESTIMATES:
        yield reply, ()
    elif exchange.operation_id == "createBatchTransactionEstimate":
        for number in range(len(reply.items())):
            if reply.at(number) != {} and not reply.has(number, "error"):
                yield reply, (number,)
    elif exchange.operation_id == "createMultiMatchTransactionEstimate" and reply.has("estimates"):
        for number in range(len(reply.items("estimates"))):
            yield reply, ("estimates", number)


def rows(reply: Reply, *place: str | int) -> Iterator[Place]:
    """Yield the places of what is listed at a place."""
    for number in range(len(reply.items(*place))):
        yield (*place, number)


def exact(reply: Reply, *place: str | int) -> Fraction:
    """Return the amount at a place, for arithmetic."""
    return Fraction(reply.amount(*place))


def asked(exchange: Exchange, number: int | None = None) -> Mapping[str, JSON]:
    """Return the properties of a request's body, or of an item of it; none, if it has none."""
    try:
        body: JSON = json.loads(exchange.request.body, parse_float=Decimal)
    except ValueError:
        return {}
    if isinstance(body, list) and number is not None and number < len(body):
        body = body[number]
    return body if isinstance(body, dict) else {}


@dataclass(frozen=True)
class Costing:
    """What an order or a quote costs.

    Attributes:
        place: where it stands in the reply.
        prefix: of the names of its costs; those of a quote are estimated.
        request: what it was asked for with, as far as the exchange tells; else it is empty.
    """

    reply: Reply
    place: Place
    prefix: str
    request: Mapping[str, JSON]

    @property
    def is_order(self) -> bool:
        """Whether it is an order, no quote."""
        return not self.prefix

    def named(self, name: str) -> Place:
        """Return where its quantity or one of its costs stands."""
        return (*self.place, self.prefix + name)

    def exact(self, name: str) -> Fraction:
        """Return its quantity or one of its costs."""
        return exact(self.reply, *self.named(name))

    @cached_property
    def rows(self) -> tuple[Place, ...]:
        """The places of its bundles."""
        return tuple(rows(self.reply, *self.place, "bundles"))

    @property
    def smallest_unit(self) -> Fraction:
        """The smallest unit of its currency."""
        return smallest_unit(self.reply.text(*self.place, "currency"))

    @property
    def smallest_quantity(self) -> Fraction:
        """The tonnes that its quantities are multiples of: grams unless it was asked otherwise."""
        return TONNES.get(str(self.request.get("quantity_trunc")), TONNES["g"])

    @property
    def requested_quantity(self) -> Fraction | None:
        """The tonnes that it says were asked for, None if it was a value."""
        place = (*self.place, "requested_quantity")
        return None if self.reply.at(*place) is None else exact(self.reply, *place)

    @property
    def requested_value(self) -> Fraction | None:
        """The value that it says was asked for, None if it was a mass."""
        place = (*self.place, "requested_value")
        return None if self.reply.at(*place) is None else exact(self.reply, *place)

    def sum(self, *names: str) -> Fraction:
        """Return the sum over its bundles of the product of some properties."""
        total = Fraction(0)
        for row in self.rows:
            product = Fraction(1)
            for name in names:
                product *= exact(self.reply, *row, name)
            total += product
        return total


def costings(exchange: Exchange) -> Iterator[Costing]:
    """Yield what the orders and quotes of an answer cost; an order that has no costs yet is none."""
    if exchange.operation_id in _QUOTES and exchange.answer.status == _SUCCESS:
        yield Costing(Reply(exchange), (), "estimated_", asked(exchange))
        return
    for reply, place in orders(exchange):
        if reply.at(*place, "total_cost") is not None and reply.at(*place, "bundles") is not None:
            yield Costing(reply, place, "", _fresh(exchange))
    for reply, place in estimates(exchange):
        if not reply.has(*place, "quote", "error"):
            echo = reply.at(*place, "request")
            request = echo if isinstance(echo, dict) else {}
            yield Costing(reply, (*place, "quote"), "estimated_", request)


def costing_of(reply: Reply) -> Costing:
    """Return what the one order, quote or estimate of an answer costs."""
    costing = next(costings(reply.exchange), None)
    if costing is None:
        reply.deviates("an order, or a quote, with costs", reply.exchange.answer.shown())
    return costing


def _fresh(exchange: Exchange) -> Mapping[str, JSON]:
    """Return what a creation asked for, unless its key may have brought back an earlier order."""
    if exchange.operation_id not in ORDER_CREATIONS:
        return {}
    request = asked(exchange)
    return {} if "idempotency_key" in request else request


def mass_in_tonnes(mass: JSON) -> Fraction | None:
    """Return a mass of a request or an answer in tonnes, None if it is none."""
    match mass:
        case {"amount": str(amount), "unit": str(unit)} if is_amount(amount) and unit in TONNES:
            return Fraction(Decimal(amount)) * TONNES[unit]
        case _:
            return None
