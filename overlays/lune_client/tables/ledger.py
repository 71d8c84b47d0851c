"""What the journal of a run knows of quotes and orders, each under a name of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from attrs import frozen

from lune_client.tables.journal import Journal
from lune_client.tables.outcome import Outcome

__all__ = ["Ledger", "quote_key"]

_AGE: Final = timedelta(days=1)
"""How long a quote is used again."""
_STALE: Final = "all quotes"
_QUOTE: Final = " quote"
_BEGUN: Final = " begun"
_MOMENT: Final = "quoted_at"


def quote_key(key: str) -> str:
    """Return the name under which the quote for an order is kept; keys have no spaces."""
    return key + _QUOTE


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
            if " " not in key and outcome.error_code is None:
                yield key, outcome

    def order(self, key: str) -> Outcome | None:
        """Return the order of a key, None if none was placed."""
        outcome = None if " " in key else self.journal.outcome(key)
        return None if outcome is None or outcome.error_code is not None else outcome

    def quote(self, key: str) -> Outcome | None:
        """Return what is known of the quote of an order, None if it has to be asked for."""
        outcome = self.journal.outcome(quote_key(key))
        if outcome is None or outcome.error_code is not None:
            return outcome
        return outcome if self._is_fresh(outcome) else None

    def quoted(self, key: str) -> Mapping[str, str] | None:
        """Return what an order was last quoted at, however long ago; None if that is not known."""
        outcome = self.journal.outcome(quote_key(key))
        return None if outcome is None or outcome.error_code is not None else outcome.values

    def _is_fresh(self, quote: Outcome) -> bool:
        asked = datetime.fromisoformat(quote.values[_MOMENT])
        stale = self.journal.outcome(_STALE)
        if stale is not None and asked <= datetime.fromisoformat(stale.values[_MOMENT]):
            return False
        return datetime.now(UTC) - asked < _AGE

    def forget_quotes(self) -> None:
        """Have all quotes asked for again."""
        self.journal.add([(_STALE, Outcome({_MOMENT: datetime.now(UTC).isoformat()}))])

    def begin(self, key: str) -> None:
        """Keep that an order is about to be placed."""
        self.journal.add([(key + _BEGUN, Outcome())])

    def unsettled(self) -> list[str]:
        """Return the keys of orders that may have been placed, but have no outcome."""
        begun = (key for key, _ in self.journal.all() if key.endswith(_BEGUN))
        keys = (key.removesuffix(_BEGUN) for key in begun)
        return [key for key in keys if self.journal.outcome(key) is None]

    def settle(self, key: str, order: Outcome) -> None:
        """Keep that an order was placed."""
        self.journal.add([(key, order)])
