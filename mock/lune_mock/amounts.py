"""Exact decimal arithmetic and the text form of amounts (documents 000-004: decimal strings)."""

from __future__ import annotations

import decimal
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

__all__ = [
    "GRAMS",
    "cut",
    "exactly",
    "from_tonnes",
    "half_up",
    "quantity_places",
    "text",
    "tonnes",
    "up",
]

# Decimal places of a tonne at which each unit of mass stands: one gram is 0.000001 t.
_PLACES = {"mg": 9, "g": 6, "kg": 3, "t": 0}

GRAMS = _PLACES["g"]

_HEADROOM = 64


def exactly(*amounts: Decimal) -> AbstractContextManager[decimal.Context]:
    """Return a context in which products and truncations of `amounts` lose no digit.

    Requests may carry amounts of any length, and the default 28 digits fail on them. What is left
    over is cut, never rounded up, so that a later truncation is the true one.
    """
    digits = 0
    for amount in amounts:
        _, figures, exponent = amount.as_tuple()
        digits += len(figures) + abs(int(exponent))
    return decimal.localcontext(decimal.Context(prec=digits + _HEADROOM, rounding=ROUND_DOWN))


def text(amount: Decimal) -> str:
    """Return `amount` as the API writes it: no exponent, no trailing zeros.

    >>> text(Decimal("13.80")), text(Decimal("2.5E+2"))
    ('13.8', '250')
    """
    plain = format(amount, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _at(amount: Decimal, places: int, rounding: str) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-places), rounding=rounding)


def cut(amount: Decimal, places: int) -> Decimal:
    """Return `amount` without the digits after `places` decimals."""
    return _at(amount, places, ROUND_DOWN)


def up(amount: Decimal, places: int) -> Decimal:
    """Return the smallest amount of `places` decimals that is not below `amount`."""
    return _at(amount, places, ROUND_UP)


def half_up(amount: Decimal, places: int) -> Decimal:
    """Return `amount` at `places` decimals, halves away from zero."""
    return _at(amount, places, ROUND_HALF_UP)


def tonnes(amount: Decimal, unit: str) -> Decimal:
    """Return a mass in tonnes.

    >>> text(tonnes(Decimal("12.07"), "kg"))
    '0.01207'
    """
    with exactly(amount):
        return amount.scaleb(-_PLACES[unit])


def from_tonnes(mass: Decimal, unit: str) -> Decimal:
    """Return a mass given in tonnes in `unit`."""
    with exactly(mass):
        return mass.scaleb(_PLACES[unit])


def quantity_places(unit: str) -> int:
    """Return the decimals of a tonne that `quantity_trunc` keeps: g 6, kg 3, t 0."""
    return _PLACES[unit]
