"""What the sandbox keeps, account by account, in memory.

A stored document is bytes: no answer and no caller can change it by holding on to it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from lune_mock.json_values import items, optional_text, record, string
from lune_mock.retirement import Pool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from lune_document import JSON

__all__ = ["Books", "Estimate", "Order", "Shelf", "Store", "Stored", "UnknownCursorError"]


class UnknownCursorError(LookupError):
    """A cursor is none that this account was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A stored document."""

    id: str
    document: bytes
    key: str | None
    """Idempotency key."""
    requests: tuple[bytes, ...]
    """Fingerprints of the requests that a repeated key may carry: what made it and what changed it
    last."""

    def read(self) -> dict[str, JSON]:
        """Return a new copy of the document."""
        return record(json.loads(self.document))

    def details(self) -> dict[str, JSON]:
        """Return as JSON what is known of it beside id and document."""
        return {"key": self.key, "requests": [each.hex() for each in self.requests]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Stored):
    """An order, with what its document does not tell."""

    assignment: bytes | None = None
    """What it will have once it is assigned to bundles, while it is received."""
    entered: Mapping[str, str] = field(default_factory=dict[str, str])
    """When it got to each status that it has been in, as the API writes moments."""

    def details(self) -> dict[str, JSON]:
        """Return as JSON what is known of it beside id and document."""
        assignment = None if self.assignment is None else self.assignment.decode()
        return {
            **super(Order, self).details(),
            "assignment": assignment,
            "entered": {**self.entered},
        }

    @classmethod
    def of_details(cls, id_: str, document: bytes, details: dict[str, JSON]) -> Self:
        """Return the order with this id and document that has these details."""
        assignment = optional_text(details["assignment"])
        return cls(
            id=id_,
            document=document,
            key=optional_text(details["key"]),
            requests=_requests(details),
            assignment=None if assignment is None else assignment.encode(),
            entered={
                status: string(moment) for status, moment in record(details["entered"]).items()
            },
        )

    @property
    def completed_at(self) -> str | None:
        """When it was complete; None while it is not."""
        return self.entered.get("complete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate(Stored):
    """An estimate, with what its document does not tell."""

    kind: str
    """transaction or shipping."""
    tonnes: Decimal
    ordered: bool = False
    """Whether there is an order for it."""

    def details(self) -> dict[str, JSON]:
        """Return as JSON what is known of it beside id and document."""
        return {
            **super(Estimate, self).details(),
            "kind": self.kind,
            "tonnes": str(self.tonnes),
            "ordered": self.ordered,
        }

    @classmethod
    def of_details(cls, id_: str, document: bytes, details: dict[str, JSON]) -> Self:
        """Return the estimate with this id and document that has these details."""
        return cls(
            id=id_,
            document=document,
            key=optional_text(details["key"]),
            requests=_requests(details),
            kind=string(details["kind"]),
            tonnes=Decimal(string(details["tonnes"])),
            ordered=details["ordered"] is True,
        )


def _requests(details: dict[str, JSON]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(string(each)) for each in items(details["requests"]))


StoredT = TypeVar("StoredT", bound=Stored)


@dataclass(slots=True)
class Shelf(Generic[StoredT]):
    """The documents of one kind in one account, in the order they were made."""

    _by_id: dict[str, StoredT] = field(default_factory=dict[str, StoredT])
    _ids: list[str] = field(default_factory=list[str])
    _positions: dict[str, int] = field(default_factory=dict[str, int])
    _id_by_key: dict[str, str] = field(default_factory=dict[str, str])
    _changed: dict[str, None] = field(default_factory=dict[str, None])

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[StoredT]:
        """Yield the documents, oldest first."""
        return map(self._by_id.__getitem__, self._ids)

    def add(self, stored: StoredT) -> None:
        """Add a new document."""
        self._positions[stored.id] = len(self._ids)
        self._ids.append(stored.id)
        self._by_id[stored.id] = stored
        self._changed[stored.id] = None
        if stored.key is not None:
            self._id_by_key[stored.key] = stored.id

    def replace(self, stored: StoredT) -> None:
        """Put `stored` in the place of the document with its id."""
        before = self._by_id[stored.id]
        if before.key is not None:
            del self._id_by_key[before.key]
        if stored.key is not None:
            self._id_by_key[stored.key] = stored.id
        self._by_id[stored.id] = stored
        self._changed[stored.id] = None

    def take_changed(self) -> list[StoredT]:
        """Return what was added or replaced since this was asked last."""
        changed, self._changed = self._changed, {}
        return [self._by_id[id_] for id_ in changed]

    def get(self, id_: str) -> StoredT | None:
        """Return the document with this id."""
        return self._by_id.get(id_)

    def by_key(self, key: str) -> StoredT | None:
        """Return the document with this idempotency key."""
        id_ = self._id_by_key.get(key)
        return None if id_ is None else self._by_id[id_]

    def page(
        self, limit: int, after: str | None, keep: Callable[[StoredT], bool] | None = None
    ) -> tuple[list[StoredT], bool]:
        """Return at most `limit` documents older than `after`, newest first, and whether more follow.

        Raises:
            UnknownCursorError: `after` is no id of this shelf.
        """
        end = len(self._ids)
        if after is not None:
            if after not in self._positions:
                raise UnknownCursorError(after)
            end = self._positions[after]
        page: list[StoredT] = []
        for position in range(end - 1, -1, -1):
            stored = self._by_id[self._ids[position]]
            if keep is None or keep(stored):
                if len(page) == limit:
                    return page, True
                page.append(stored)
        return page, False

    def copy(self) -> Self:
        """Return the same documents, to be added to on their own."""
        return type(self)(
            self._by_id.copy(), self._ids.copy(), self._positions.copy(), self._id_by_key.copy()
        )


@dataclass(frozen=True, slots=True)
class Books:
    """Everything one account has."""

    orders: Shelf[Order] = field(default_factory=Shelf[Order])
    estimates: Shelf[Estimate] = field(default_factory=Shelf[Estimate])
    pool: Pool = field(default_factory=Pool)

    def copy(self) -> Self:
        """Return the same books, to be added to on their own."""
        return type(self)(self.orders.copy(), self.estimates.copy(), self.pool.copy())


class Store:
    """The books of all accounts. Nothing leads from one account to another."""

    def __init__(self, books: Iterable[tuple[str, Books]] = ()) -> None:
        self._books = dict(books)
        self._touched: set[str] = set()

    def __iter__(self) -> Iterator[tuple[str, Books]]:
        """Yield the id and the books of each account that has any."""
        return iter(self._books.items())

    def of(self, account_id: str) -> Books:
        """Return the books of an account."""
        books = self._books.get(account_id)
        if books is None:
            books = self._books[account_id] = Books()
        self._touched.add(account_id)
        return books

    def take_touched(self) -> list[tuple[str, Books]]:
        """Return the id and the books of each account that was asked for since this was last."""
        touched, self._touched = self._touched, set()
        return [(account_id, self._books[account_id]) for account_id in touched]

    def copy(self) -> Self:
        """Return the same books, to be added to on their own."""
        return type(self)((account_id, books.copy()) for account_id, books in self)
