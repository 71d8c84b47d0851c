"""Exchange rates of one day, from a table of our own (the citation of each rate is in it)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache

from lune_mock.tables import rows

__all__ = ["Currency", "currency"]

# The published rates carry six significant digits; so do the ones made from them.
_SIX_DIGITS = Context(prec=6, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency with its rate."""

    code: str
    per_usd: Decimal
    """Units of this currency for one US dollar."""
    date: str
    minor_units: int
    """Decimals of the smallest unit, ISO 4217."""

    @property
    def to_usd(self) -> Decimal:
        """US dollars for one unit of this currency."""
        return _SIX_DIGITS.divide(Decimal(1), self.per_usd)


@cache
def _table() -> dict[str, Currency]:
    return {
        row["currency"]: Currency(
            row["currency"], Decimal(row["per_usd"]), row["date"], int(row["minor_units"])
        )
        for row in rows("exchange_rates")
    }


def currency(code: str) -> Currency | None:
    """Return the currency `code` (ISO 4217), None where the table has no rate."""
    return _table().get(code)
