"""Money, as people read it."""

from __future__ import annotations

from decimal import Decimal

from lune_api.types import decimal_text

__all__ = ["money_text"]


def money_text(amount: Decimal, currency: str) -> str:
    """Return a sum of money: with two decimals, and with all that it has where that are more.

    Example:
        >>> money_text(Decimal("11.6"), "USD"), money_text(Decimal("0.004500"), "USD")
        ('11.60 USD', '0.0045 USD')
    """
    whole, _, fraction = decimal_text(amount).partition(".")
    return f"{whole}.{fraction.rstrip('0'):0<2} {currency}"
