"""The bundles the sandbox sells, and the selection an account has by default."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from lune_mock.amounts import exactly, half_up
from lune_mock.pricing import Bundle, Share

if TYPE_CHECKING:
    from lune_mock.exchange import Currency

__all__ = ["Catalogue"]


class _Offer(NamedTuple):
    id: str
    name: str
    usd: str
    """Net US dollars per tonne."""


# Names and prices as they stand in Lune's published examples. The first two ids are those of the
# worked example of POST /estimates/shipping; the other ids are made up for the sandbox.
_OFFERS = (
    _Offer("q9aKx7b6nNXMk3Yv3pD1mlW5Od2eLZE8", "Conserving forests in Asia", "12.42"),
    _Offer("xWaKJL3okjD46VpJ4yGXnQNZRe1vzP0w", "Ocean Carbon Removal", "250"),
    _Offer("Zr3kPq8sVb1nXc6mTd0hYw5jLf2gKa9e", "Renewable energy transition", "5.78"),
    _Offer("Hn7bWx2cRm5vJt9qLs4dGk8pFz1yQe6a", "Latin America Forestry", "6.9"),
    _Offer("Td5mKv9xBq2wNs7rPc3hLj6fYg8zWe1a", "Biotech-Enhanced Reforestation", "35.71"),
    _Offer("Lp4sXn8gDw1kVb6tQz9cRm3yHf7jJe2a", "Enhanced Rock Weathering", "350"),
    _Offer("Wc6vFt3jMz8pLk1xGr5bNd9sQh2yTe7a", "Direct Air Capture", "357.08"),
)

# What an account orders that selects nothing, in percent.
_DEFAULT_SELECTION = (("q9aKx7b6nNXMk3Yv3pD1mlW5Od2eLZE8", 95), (_OFFERS[1].id, 5))


class Catalogue:
    """The bundles and their prices in every currency that is asked for."""

    def __init__(self) -> None:
        self._priced: dict[str, dict[str, Bundle]] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all bundles."""
        return tuple(offer.id for offer in _OFFERS)

    def bundles(self, currency: Currency) -> dict[str, Bundle]:
        """Return the bundles by id, priced in `currency`."""
        priced = self._priced.get(currency.code)
        if priced is None:
            priced = {offer.id: _bundle(offer, currency) for offer in _OFFERS}
            self._priced[currency.code] = priced
        return priced

    def default_selection(self, currency: Currency) -> tuple[Share, ...]:
        """Return the shares of an order that names no bundle."""
        bundles = self.bundles(currency)
        return tuple(Share(bundles[id_], Decimal(share)) for id_, share in _DEFAULT_SELECTION)


def _bundle(offer: _Offer, currency: Currency) -> Bundle:
    usd = Decimal(offer.usd)
    with exactly(usd, currency.per_usd):
        price = half_up(usd * currency.per_usd, currency.minor_units)
    return Bundle(offer.id, offer.name, price, currency.minor_units)
