"""What can go wrong with a whole table. A bad row is no error here: it is a row with an error."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from lune_client.errors import LuneError

if TYPE_CHECKING:
    from lune_client.tables.budget import OrderTotals
    from lune_client.tables.ordering import OrdersResult

__all__ = [
    "CapExceededError",
    "JournalError",
    "OrdersDifferError",
    "RunStoppedError",
    "TableError",
]

_MOST_SHOWN: Final = 5


class TableError(LuneError, ValueError):
    """A source, a mapping or an output cannot be used. Nothing was sent."""


class JournalError(TableError):
    """A journal belongs to another run, is in use, is damaged, or is of another version."""


class RunStoppedError(LuneError):
    """A run ended before its end. What was done is in the journal; the same call goes on with it.

    The cause is the error behind it (`__cause__`).

    Attributes:
        reason: What happened.
        done: How many rows have an outcome that stays.
        left: How many rows have none; None if the length of the source is not known.
        journal: Where the outcomes are; None if the run had no journal of its own.
    """

    def __init__(self, reason: str, done: int, left: int | None, journal: Path | None) -> None:
        super().__init__(reason, done, left, journal)
        self.reason = reason
        self.done = done
        self.left = left
        self.journal = journal

    def __str__(self) -> str:
        done = "1 row is" if self.done == 1 else f"{self.done} rows are"
        left = "" if self.left is None else f", {self.left} left"
        if self.journal is None:
            advice = "no journal was kept, so the same call begins with the first row again"
        else:
            advice = f"call the same again to go on; {self.journal} knows what was done"
        return f"{self.reason} - {done} done{left}; {advice}"


class CapExceededError(LuneError):
    """The orders of a run come to more than its caps allow. Nothing more was ordered.

    Attributes:
        reason: What is too much.
        totals: What the orders come to.
    """

    def __init__(self, reason: str, totals: OrderTotals) -> None:
        super().__init__(reason, totals)
        self.reason = reason
        self.totals = totals

    def __str__(self) -> str:
        more = " more" if self.totals.ordered else ""
        return f"{self.reason}; nothing{more} was ordered"


class OrdersDifferError(LuneError):
    """The orders that the API has are not those that were placed.

    They stay as they are, and the output is written.

    Attributes:
        differences: What is otherwise, each with the id of the order.
        result: What the run left.
    """

    def __init__(self, differences: tuple[str, ...], result: OrdersResult) -> None:
        super().__init__(differences, result)
        self.differences = differences
        self.result = result

    def __str__(self) -> str:
        shown = "; ".join(self.differences[:_MOST_SHOWN])
        more = len(self.differences) - _MOST_SHOWN
        return f"orders differ: {shown}" + (f"; and {more} more" if more > 0 else "")
