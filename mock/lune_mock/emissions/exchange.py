"""Exchange rates of stated days, from a table that mock/make_exchange_rates.py writes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache

from lune_mock.emissions.tables import rows
from lune_mock.emissions.unknown import NotEstimatedError

__all__ = ["Currency", "currency"]

# The rates of the table carry six significant digits; so do the ones made from them.
_SIX_DIGITS = Context(prec=6, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency with its rate."""

    code: str
    per_usd: Decimal
    """Units of this currency for one US dollar."""
    date: str
    """The day of the rate, ISO 8601."""
    minor_units: int
    """Decimals of the smallest unit, ISO 4217."""

    @property
    def to_usd(self) -> Decimal:
        """US dollars for one unit of this currency."""
        return _SIX_DIGITS.divide(Decimal(1), self.per_usd)


def currency(code: str) -> Currency:
    """Return the currency `code` (ISO 4217).

    Raises:
        NotEstimatedError: exchange_rate_not_found, the table has no rate of it.
    """
    try:
        return _table()[code]
    except KeyError:
        message = f"the sandbox has no exchange rate for {code}; give the value in USD"
        raise NotEstimatedError(message, "exchange_rate_not_found") from None


@cache
def _table() -> dict[str, Currency]:
    return {
        row["currency"]: Currency(
            row["currency"], Decimal(row["per_usd"]), row["date"], int(row["minor_units"])
        )
        for row in rows("exchange_rates")
    }
