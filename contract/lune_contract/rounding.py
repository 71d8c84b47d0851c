"""Exact arithmetic with amounts, and how it is rounded: fractions, so that no digit is ever lost."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

__all__ = ["TONNES", "cut", "half_up", "said", "smallest_unit", "up"]

# Decimals of the currencies of ISO 4217 that have other than two.
_NONE: Final = {
    *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"),
    *("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
}
_THREE: Final = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}

TONNES: Final = {
    "t": Fraction(1),
    "kg": Fraction(1, 10**3),
    "g": Fraction(1, 10**6),
    "mg": Fraction(1, 10**9),
}
"""The tonnes of a unit of mass."""


def smallest_unit(currency: str) -> Fraction:
    """Return the smallest unit of a currency, a cent as 1/100."""
    return Fraction(1, 10 ** (0 if currency in _NONE else 3 if currency in _THREE else 2))


def cut(amount: Fraction, step: Fraction) -> Fraction:
    """Return the largest multiple of `step` that is not above an amount."""
    return amount // step * step


def up(amount: Fraction, step: Fraction) -> Fraction:
    """Return the smallest multiple of `step` that is not below an amount."""
    return -cut(-amount, step)


def half_up(amount: Fraction, step: Fraction) -> Fraction:
    """Return the nearest multiple of `step`, the larger one if two are as near."""
    return cut(amount + step / 2, step)


def said(amount: Fraction) -> str:
    """Return an amount for people to read."""
    return format((Decimal(amount.numerator) / Decimal(amount.denominator)).normalize(), "f")
