"""When which order is to be looked at next."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Agenda", "Entry"]


class Entry(NamedTuple):
    """An order that is due at a moment."""

    due: datetime
    turn: int
    """Of entries that are due at one moment the one that was put first goes first."""
    account_id: str
    order_id: str


@dataclass(slots=True)
class Agenda:
    """The orders that are under way, by the moment they are due, and those that wait for a word."""

    _entries: list[Entry] = field(default_factory=list[Entry])
    _aside: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    _turns: int = 0

    def put(self, due: datetime, account_id: str, order_id: str) -> None:
        """Look at the order at `due`."""
        self._turns += 1
        heapq.heappush(self._entries, Entry(due, self._turns, account_id, order_id))

    def put_aside(self, account_id: str, order_id: str) -> None:
        """Look at the order when `take_aside` or `take_all` is called, at no moment of its own."""
        self._aside.append((account_id, order_id))

    def take_due(self, now: datetime) -> Entry | None:
        """Remove and return what is due first, None if nothing is due by `now`."""
        if not self._entries or self._entries[0].due > now:
            return None
        return heapq.heappop(self._entries)

    def take_aside(self) -> list[tuple[str, str]]:
        """Remove and return what was put aside, as account id and order id."""
        aside, self._aside = self._aside, []
        return aside

    def take_all(self) -> list[tuple[str, str]]:
        """Remove and return everything, as account id and order id."""
        entries, self._entries = self._entries, []
        return [*self.take_aside(), *((each.account_id, each.order_id) for each in sorted(entries))]

    def copy(self) -> Self:
        """Return the same agenda, to be changed on its own."""
        return replace(self, _entries=self._entries.copy(), _aside=self._aside.copy())
