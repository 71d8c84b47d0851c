"""What a run wanted, and what the sandbox has in the end."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TypedDict, cast

from attrs import frozen

from lune_client import Mass
from lune_mock import Sandbox

from .plans import MARK


class StoredOrder(TypedDict):
    """The part of a stored order that tells whether it is the right one."""

    id: str
    idempotency_key: str | None
    metadata: dict[str, str]
    requested_quantity: str
    total_cost: str


class StoredEstimate(TypedDict):
    """The same of an estimate; `request` is that of the wire."""

    id: str
    idempotency_key: str | None
    metadata: dict[str, str]
    request: dict[str, dict[str, str]]


@frozen
class Wanted:
    """An order that a run is to place; without a key the client gives it one."""

    mark: str
    mass: Mass
    key: str | None = None

    @property
    def metadata(self) -> dict[str, str]:
        return {MARK: self.mark}


@frozen
class Placed:
    """An order as the client returned it."""

    id: str
    quantity: Decimal | None
    total_cost: Decimal | None


def wanted_orders(count: int, *, seed: int, first: int = 0) -> list[Wanted]:
    """Return orders of different masses, numbered from `first`; every second one has a key."""
    chance = random.Random(seed)
    return [
        Wanted(
            str(number),
            Mass(Decimal(chance.randint(400, 4000)) / 4, chance.choice(["g", "kg", "t"])),
            # Any text is a key, and it has to find its way through the path of a look-up.
            f"run/{number} a?b#c%" if number % 2 else None,
        )
        for number in range(first, first + count)
    ]


def orders_of(sandbox: Sandbox, account: str | None = None) -> list[StoredOrder]:
    """Return all orders of an account, straight from the sandbox's store."""
    books = sandbox._state.world.store.of(account or sandbox.account.id)
    page, _ = books.orders.page(len(books.orders) + 1, None)
    return [cast("StoredOrder", order.read()) for order in page]


def estimates_of(sandbox: Sandbox) -> list[StoredEstimate]:
    """Return all estimates of the default account, straight from the sandbox's store."""
    books = sandbox._state.world.store.of(sandbox.account.id)
    page, _ = books.estimates.page(len(books.estimates) + 1, None)
    return [cast("StoredEstimate", estimate.read()) for estimate in page]


def check_orders(
    sandbox: Sandbox, wanted: Sequence[Wanted], placed: dict[str, Placed] | None = None
) -> None:
    """Compare what the default account has with what was wanted: each once, right amounts."""
    stored = orders_of(sandbox)
    times = Counter(order["metadata"][MARK] for order in stored)
    assert times == Counter(order.mark for order in wanted)
    by_mark = {order["metadata"][MARK]: order for order in stored}
    for order in wanted:
        found = by_mark[order.mark]
        assert Decimal(found["requested_quantity"]) == order.mass.t
        assert found["total_cost"] == price(order.mass)
        if order.key is not None:
            assert found["idempotency_key"] == order.key
        assert found["idempotency_key"]
    total = sum(Decimal(price(order.mass)) for order in wanted)
    assert sum(Decimal(order["total_cost"]) for order in stored) == total
    if placed is not None:
        assert placed == {
            mark: Placed(
                order["id"], Decimal(order["requested_quantity"]), Decimal(order["total_cost"])
            )
            for mark, order in by_mark.items()
        }


@lru_cache(maxsize=4096)
def price(mass: Mass) -> str:
    """Return what an order costs, quoted by a sandbox that no fault ever touched."""
    sandbox = _untouched()
    answer = sandbox.handle(
        "POST",
        "/v1/orders/by-mass/quote",
        {"Authorization": f"Bearer {sandbox.api_key}", "Content-Type": "application/json"},
        json.dumps({"mass": mass.to_dict()}).encode(),
    )
    assert answer.status == 200, answer.body
    quote: dict[str, str] = json.loads(answer.body)
    return quote["estimated_total_cost"]


@lru_cache(maxsize=1)
def _untouched() -> Sandbox:
    return Sandbox()
