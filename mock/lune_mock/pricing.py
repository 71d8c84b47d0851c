"""What an order costs: the arithmetic of quotes and orders, without any I/O.

Every rule is read off the worked example of POST /estimates/shipping (document 004) and the other
published examples:

- a bundle's quantity is its share of the requested mass, cut at `places` decimals of a tonne;
- its price with the fee is the net price divided by 0.9, half up at the currency's precision;
- its cost is quantity times net price, rounded up;
- the total is the sum of quantities times prices with the fee, rounded up;
- the cost of the credits is the sum of quantities times net prices, rounded down;
- the commission is what lies between the two.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from lune_mock.amounts import cut, exactly, half_up, up

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Bundle", "Line", "Price", "Share", "price_mass", "price_masses", "price_value"]

# Of every amount paid, nine tenths buy credits.
_NET_SHARE = Decimal("0.9")


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle with its net price per tonne, in the currency of the account that buys."""

    id: str
    name: str
    unit_price: Decimal
    minor_units: int
    """Decimals of that currency."""
    gross_unit_price: Decimal = field(init=False)
    """Price per tonne, fee included."""

    def __post_init__(self) -> None:
        with exactly(self.unit_price):
            gross = half_up(self.unit_price / _NET_SHARE, self.minor_units)
        # Every order asks for it, and the price it follows from does not change.
        object.__setattr__(self, "gross_unit_price", gross)


@dataclass(frozen=True, slots=True)
class Share:
    """The part of an order that goes to one bundle: `weight` out of the sum of all weights."""

    bundle: Bundle
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One bundle of an order."""

    bundle: Bundle
    quantity: Decimal
    """Tonnes."""
    offset_cost: Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """A priced order."""

    lines: tuple[Line, ...]
    quantity: Decimal
    """Tonnes, the sum of the lines."""
    offset_cost: Decimal
    total_cost: Decimal

    @property
    def commission(self) -> Decimal:
        """The fee."""
        with exactly(self.total_cost, self.offset_cost):
            return self.total_cost - self.offset_cost


def price_mass(mass: Decimal, shares: Sequence[Share], places: int) -> Price:
    """Price `mass` tonnes, divided by `shares`, quantities cut at `places` decimals."""
    with exactly(mass, *(share.weight for share in shares)):
        whole = sum(share.weight for share in shares)
        return _priced(
            ((share.bundle, cut(mass * share.weight / whole, places)) for share in shares), places
        )


def price_value(value: Decimal, shares: Sequence[Share], places: int) -> Price:
    """Price what `value` buys at most, fee included; the total never exceeds it.

    The smallest unit of the currency bounds what can be spent: of 0.129 USD that is 0.12.
    """
    with exactly(value, *(share.weight for share in shares)):
        spendable = cut(value, shares[0].bundle.minor_units)
        cost = sum(share.weight * share.bundle.gross_unit_price for share in shares)
        return _priced(
            ((share.bundle, cut(spendable * share.weight / cost, places)) for share in shares),
            places,
        )


def price_masses(masses: Iterable[tuple[Bundle, Decimal]], places: int) -> Price:
    """Price a mass in tonnes for each bundle."""
    masses = tuple(masses)
    with exactly(*(mass for _, mass in masses)):
        return _priced(((bundle, cut(mass, places)) for bundle, mass in masses), places)


def _priced(quantities: Iterable[tuple[Bundle, Decimal]], places: int) -> Price:
    lines: list[Line] = []
    quantity, net, gross = Decimal(0).scaleb(-places), Decimal(0), Decimal(0)
    minor_units = 0
    for bundle, part in quantities:
        minor_units = bundle.minor_units
        cost = part * bundle.unit_price
        lines.append(Line(bundle, part, up(cost, minor_units)))
        quantity += part
        net += cost
        gross += part * bundle.gross_unit_price
    return Price(tuple(lines), quantity, cut(net, minor_units), up(gross, minor_units))
