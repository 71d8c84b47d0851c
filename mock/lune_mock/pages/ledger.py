"""The orders and estimates of all accounts, as pages list them."""

from __future__ import annotations

import heapq
import json
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from lune_mock import life
from lune_mock.clock import timestamp
from lune_mock.json_values import optional_text, record, string
from lune_mock.settings import Schedule
from lune_mock.store import Estimate, Order, Stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from lune_document import JSON
    from lune_mock.accounts import Account
    from lune_mock.state import State
    from lune_mock.store import Books, Shelf

__all__ = ["Ledger", "Listing", "Owned", "Step"]

_PAGE = 50

StoredT = TypeVar("StoredT", bound=Stored)


@dataclass(frozen=True, slots=True)
class Owned(Generic[StoredT]):
    """An order or an estimate, and whose it is."""

    account: Account
    stored: StoredT

    @property
    def document(self) -> dict[str, JSON]:
        """What the API answers for it."""
        return self.stored.read()


@dataclass(frozen=True, slots=True)
class Listing(Generic[StoredT]):
    """A page of a list."""

    rows: list[Owned[StoredT]]
    number: int
    """That of the page, from 1."""
    has_more: bool
    total: int
    """How many there are in all accounts, whatever is listed."""

    @property
    def first(self) -> int:
        """The place of its first row in the list, from 1."""
        return (self.number - 1) * _PAGE + 1


@dataclass(frozen=True, slots=True)
class Step:
    """A status in the life of an order."""

    status: str
    moment: str | None
    """When the order got there; if it has not, the earliest that it gets there by itself."""
    place: str
    """past, present or ahead."""


class _Facts(NamedTuple):
    """What lists ask of an order."""

    created: str
    status: str
    estimate_id: str | None


class Ledger:
    """Reads what a sandbox has in its books, each time with everything done that is due.

    Args:
        state: what it reads.
    """

    def __init__(self, state: State) -> None:
        self._state = state

    def accounts(self) -> list[Account]:
        """Return all accounts."""
        with self._state.turn() as world:
            return [
                account for organisation in world.organisations for account in organisation.accounts
            ]

    def orders(self, account_id: str, status: str, number: int) -> Listing[Order]:
        """Return a page of orders, newest first.

        Args:
            account_id: that of the account they are in, empty for all.
            status: the one they have, empty for all.
            number: that of the page, from 1.
        """
        shelves, total = self._shelves(lambda books: books.orders, account_id)
        merged = heapq.merge(*shelves, key=_created, reverse=True)
        wanted = (each for each in merged if status in {"", _facts(each.stored.document).status})
        return _page(wanted, number, total)

    def estimates(self, account_id: str, kind: str, number: int) -> Listing[Estimate]:
        """Return a page of estimates, newest first, account by account.

        Args:
            account_id: that of the account they are in, empty for all.
            kind: transaction or shipping, empty for both.
            number: that of the page, from 1.
        """
        shelves, total = self._shelves(lambda books: books.estimates, account_id)
        wanted = (each for each in chain(*shelves) if kind in {"", each.stored.kind})
        return _page(wanted, number, total)

    def order(self, id_: str) -> Owned[Order] | None:
        """Return an order of any account."""
        return self._find(lambda books: books.orders, id_)

    def estimate(self, id_: str) -> Owned[Estimate] | None:
        """Return an estimate of any account."""
        return self._find(lambda books: books.estimates, id_)

    def orders_for(self, estimates: Iterable[Owned[Estimate]]) -> dict[str, str]:
        """Return the ids of the orders of estimates, by the ids of those that are ordered."""
        ordered = {each.account.id for each in estimates if each.stored.ordered}
        found: dict[str, str] = {}
        with self._state.turn() as world:
            for order in chain.from_iterable(world.store.of(each).orders for each in ordered):
                estimate_id = _facts(order.document).estimate_id
                if estimate_id is not None:
                    found[estimate_id] = order.id
        return found

    def pooled(self, order: Owned[Order]) -> Decimal | None:
        """Return the tonnes that wait to be whole with an order's own, None if none of it waits."""
        with self._state.turn() as world:
            pool = world.store.of(order.account.id).pool
            return pool.tonnes if order.stored.id in pool else None

    def life(self, order: Order) -> list[Step]:
        """Return the statuses that an order went through, and those that it comes to by itself."""
        with self._state.turn() as world:
            schedule = world.settings.schedule
        created, present, _ = _facts(order.document)
        reachable = life.reachable(present)
        reached = [
            Step(name, moment, "present" if name == present else "past")
            for name, moment in order.entered.items()
        ]
        ahead = [
            Step(each.name, _due(created, schedule, each.name), "ahead")
            for each in fields(Schedule)
            if each.name in reachable
        ]
        return reached + ahead

    def _shelves(
        self, shelf: Callable[[Books], Shelf[StoredT]], account_id: str
    ) -> tuple[list[list[Owned[StoredT]]], int]:
        """Return what is on the shelves of one account or of all, newest first, and how much is."""
        with self._state.turn() as world:
            life.settle(world)
            shelves = {each: shelf(world.store.of(each.id)) for each in self.accounts()}
            total = sum(map(len, shelves.values()))
            owned = [
                [Owned(account, stored) for stored in reversed(tuple(each))]
                for account, each in shelves.items()
                if account_id in {"", account.id}
            ]
        return owned, total

    def _find(self, shelf: Callable[[Books], Shelf[StoredT]], id_: str) -> Owned[StoredT] | None:
        with self._state.turn() as world:
            life.settle(world)
            for account in self.accounts():
                stored = shelf(world.store.of(account.id)).get(id_)
                if stored is not None:
                    return Owned(account, stored)
        return None


def _page(rows: Iterable[Owned[StoredT]], number: int, total: int) -> Listing[StoredT]:
    start = (number - 1) * _PAGE
    page = list(islice(rows, start, start + _PAGE + 1))
    return Listing(page[:_PAGE], number, len(page) > _PAGE, total)


def _created(order: Owned[Order]) -> str:
    return _facts(order.stored.document).created


@lru_cache(maxsize=16_384)
def _facts(document: bytes) -> _Facts:
    order = record(json.loads(document))
    return _Facts(
        string(order["created_at"]), string(order["status"]), optional_text(order["estimate_id"])
    )


def _due(created: str, schedule: Schedule | None, status: str) -> str | None:
    if schedule is None:
        return None
    delay: timedelta = getattr(schedule, status)
    return timestamp(datetime.fromisoformat(created) + delay)
