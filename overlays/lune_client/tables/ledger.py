"""What the journal of a run knows of quotes and orders, each under a name of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from attrs import frozen

from lune_api.types import UNSET
from lune_client.tables.journal import Journal
from lune_client.tables.orders import Purchase, is_bought
from lune_client.tables.outcome import Outcome

__all__ = ["Ledger", "quote_key"]

_AGE: Final = timedelta(days=1)
"""How long a quote is used again."""
_STALE: Final = "all quotes"
_QUOTE: Final = " quote"
_BEGUN: Final = " begun"
_MOMENT: Final = "quoted_at"


def quote_key(key: str, request: Purchase) -> str:
    """Return the name under which the quote for an order is kept; keys have no spaces.

    The mass that an estimate is quoted by is no part of the order's key, so it stands beside it.
    """
    return f"{key}{_QUOTE}" if request.mass is UNSET else f"{key}{_QUOTE} of {request.mass}"


@frozen
class Ledger:
    """The quotes and orders of a run.

    Attributes:
        journal: Where they are kept.
    """

    journal: Journal

    def orders(self) -> Iterator[tuple[str, Outcome]]:
        """Yield the orders that were placed, by their keys."""
        for key, outcome in self.journal.all():
            if is_bought(outcome):
                yield key, outcome

    def order(self, key: str) -> Outcome | None:
        """Return the order of a key, None if none was placed."""
        outcome = self.journal.outcome(key)
        return outcome if outcome is not None and is_bought(outcome) else None

    def quote(self, name: str) -> Outcome | None:
        """Return what is known of a quote, None if it has to be asked for."""
        outcome = self.journal.outcome(name)
        if outcome is None or outcome.error_code is not None:
            return outcome
        return outcome if self._is_fresh(outcome) else None

    def quoted(self, key: str) -> Mapping[str, str] | None:
        """Return what an order was quoted at when it was begun; None if that is not known."""
        begun = self.journal.outcome(key + _BEGUN)
        return None if begun is None else begun.values or None

    def _is_fresh(self, quote: Outcome) -> bool:
        asked = datetime.fromisoformat(quote.values[_MOMENT])
        stale = self.journal.outcome(_STALE)
        if stale is not None and asked <= datetime.fromisoformat(stale.values[_MOMENT]):
            return False
        return datetime.now(UTC) - asked < _AGE

    def forget_quotes(self) -> None:
        """Have all quotes asked for again."""
        self.journal.add([(_STALE, Outcome({_MOMENT: datetime.now(UTC).isoformat()}))])

    def begin(self, key: str, quoted: Mapping[str, str]) -> None:
        """Keep that an order is about to be placed, and what it was quoted at."""
        self.journal.add([(key + _BEGUN, Outcome(quoted))])

    def unsettled(self) -> list[str]:
        """Return the keys of orders that may have been placed, but are not known.

        They were begun more often than there is an outcome: after a refusal, once more.
        """
        begun = (key for key, _ in self.journal.all() if key.endswith(_BEGUN))
        keys = (key.removesuffix(_BEGUN) for key in begun)
        return [key for key in keys if self.order(key) is None and self._is_open(key)]

    def _is_open(self, key: str) -> bool:
        return self.journal.attempts(key) < self.journal.attempts(key + _BEGUN)

    def settle(self, key: str, order: Outcome) -> None:
        """Keep that an order was placed."""
        self.journal.add([(key, order)])
