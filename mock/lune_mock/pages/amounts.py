"""Amounts as people write them."""

from __future__ import annotations

from decimal import Decimal

from lune_mock.emissions.exchange import currency
from lune_mock.emissions.unknown import NotEstimatedError

__all__ = ["decimals", "money"]


def money(amount: str, code: str) -> str:
    r"""Return a sum with its currency, and at least as many decimals as that has coins for.

    Example:
        >>> money("7", "USD"), money("0.125", "USD"), money("7", "JPY")
        ('7.00\xa0USD', '0.125\xa0USD', '7\xa0JPY')
    """
    return f"{decimals(amount, code)}\N{NO-BREAK SPACE}{code}"


def decimals(amount: str, code: str) -> str:
    """Return a sum with at least as many decimals as its currency has."""
    try:
        least = currency(code).minor_units
    except NotEstimatedError:
        least = 0
    there = len(amount.partition(".")[2])
    return amount if there >= least else f"{Decimal(amount):.{least}f}"
