"""The bundles the sandbox sells, their stock, the projects behind them, and the default selection."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, Self

from lune_mock.amounts import GRAMS, exactly, half_up, text
from lune_mock.ids import fixed_id
from lune_mock.json_values import record, string
from lune_mock.pricing import Bundle, Share

if TYPE_CHECKING:
    from lune_document import JSON
    from lune_mock.emissions.exchange import Currency

__all__ = ["Catalogue", "CatalogueError", "Project"]


class CatalogueError(ValueError):
    """A bundle is unknown, or cannot have such a stock or price; the text says why."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project behind a bundle."""

    id: str
    name: str
    type: str
    slug: str
    percentage: Decimal
    """Of the bundle's credits, how many are this project's."""


class _Offer(NamedTuple):
    id: str
    name: str
    usd: Decimal
    """Net US dollars per tonne."""
    projects: tuple[Project, ...]


def _project(name: str, type_: str, percentage: int) -> Project:
    slug = name.lower().replace(" ", "-")
    return Project(fixed_id(f"project {slug}"), name, type_, slug, Decimal(percentage))


# Names and prices of bundles as they stand in Lune's published examples. The first two ids are
# those of the worked example of POST /estimates/shipping; the other ids and all projects are made
# up for the sandbox.
_OFFERS = {
    offer.id: offer
    for offer in (
        _Offer(
            "q9aKx7b6nNXMk3Yv3pD1mlW5Od2eLZE8",
            "Conserving forests in Asia",
            Decimal("12.42"),
            (
                _project("Sandbox Peat Forest", "Forest conservation", 60),
                _project("Sandbox Mangrove Forest", "Forest conservation", 40),
            ),
        ),
        _Offer(
            "xWaKJL3okjD46VpJ4yGXnQNZRe1vzP0w",
            "Ocean Carbon Removal",
            Decimal(250),
            (_project("Sandbox Kelp", "Ocean carbon removal", 100),),
        ),
        _Offer(
            "Zr3kPq8sVb1nXc6mTd0hYw5jLf2gKa9e",
            "Renewable energy transition",
            Decimal("5.78"),
            (
                _project("Sandbox Wind", "Renewable energy", 50),
                _project("Sandbox Sun", "Renewable energy", 50),
            ),
        ),
        _Offer(
            "Hn7bWx2cRm5vJt9qLs4dGk8pFz1yQe6a",
            "Latin America Forestry",
            Decimal("6.9"),
            (
                _project("Sandbox Cloud Forest", "Forest conservation", 34),
                _project("Sandbox Dry Forest", "Afforestation", 33),
                _project("Sandbox Coast Forest", "Afforestation", 33),
            ),
        ),
        _Offer(
            "Td5mKv9xBq2wNs7rPc3hLj6fYg8zWe1a",
            "Biotech-Enhanced Reforestation",
            Decimal("35.71"),
            (_project("Sandbox Poplars", "Afforestation", 100),),
        ),
        _Offer(
            "Lp4sXn8gDw1kVb6tQz9cRm3yHf7jJe2a",
            "Enhanced Rock Weathering",
            Decimal(350),
            (_project("Sandbox Basalt", "Enhanced weathering", 100),),
        ),
        _Offer(
            "Wc6vFt3jMz8pLk1xGr5bNd9sQh2yTe7a",
            "Direct Air Capture",
            Decimal("357.08"),
            (_project("Sandbox Air", "Direct Air Capture", 100),),
        ),
    )
}

# What an account orders that selects nothing, in percent.
_DEFAULT_SELECTION = (
    ("q9aKx7b6nNXMk3Yv3pD1mlW5Od2eLZE8", 95),
    ("xWaKJL3okjD46VpJ4yGXnQNZRe1vzP0w", 5),
)

# Tonnes of each bundle: enough for every order that is not about its end.
_STOCK = Decimal(1_000_000)
_LARGEST_STOCK = Decimal(10**12)

_CENTS = 2
# In no account currency is the least price less than its smallest unit.
_LEAST_PRICE = Decimal("0.01")
_LARGEST_PRICE = Decimal(10**6)


@dataclass(slots=True)
class Catalogue:
    """The bundles, with a stock in tonnes and a price in every currency that is asked for."""

    _stock: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(_OFFERS, _STOCK))
    _usd: dict[str, Decimal] = field(
        default_factory=lambda: {offer.id: offer.usd for offer in _OFFERS.values()}
    )
    _priced: dict[str, dict[str, Bundle]] = field(default_factory=dict[str, dict[str, Bundle]])

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all bundles."""
        return tuple(_OFFERS)

    def bundles(self, currency: Currency) -> dict[str, Bundle]:
        """Return the bundles by id, priced in `currency`."""
        priced = self._priced.get(currency.code)
        if priced is None:
            priced = {
                offer.id: _bundle(offer, self._usd[offer.id], currency)
                for offer in _OFFERS.values()
            }
            self._priced[currency.code] = priced
        return priced

    def default_selection(self, currency: Currency) -> tuple[Share, ...]:
        """Return the shares of an order that names no bundle."""
        bundles = self.bundles(currency)
        return tuple(Share(bundles[id_], Decimal(share)) for id_, share in _DEFAULT_SELECTION)

    def name(self, bundle_id: str) -> str:
        """Return the name of a bundle.

        Raises:
            CatalogueError: there is no such bundle.
        """
        return _offer(bundle_id).name

    def projects(self, bundle_id: str) -> tuple[Project, ...]:
        """Return the projects behind a bundle; their percentages add up to 100.

        Raises:
            CatalogueError: there is no such bundle.
        """
        return _offer(bundle_id).projects

    def unit_price(self, bundle_id: str) -> Decimal:
        """Return the net price of a tonne in US dollars.

        Raises:
            CatalogueError: there is no such bundle.
        """
        return self._usd[_offer(bundle_id).id]

    def stock(self, bundle_id: str) -> Decimal:
        """Return how many tonnes of a bundle are left.

        Raises:
            CatalogueError: there is no such bundle.
        """
        return self._stock[_offer(bundle_id).id]

    def covers(self, bundle_id: str, quantity: Decimal) -> bool:
        """Return whether that many tonnes are left."""
        return quantity <= self.stock(bundle_id)

    def take(self, bundle_id: str, quantity: Decimal) -> bool:
        """Take tonnes from the stock and return True; where it does not cover them, take nothing."""
        if not self.covers(bundle_id, quantity):
            return False
        with exactly(self._stock[bundle_id], quantity):
            self._stock[bundle_id] -= quantity
        return True

    def give_back(self, bundle_id: str, quantity: Decimal) -> None:
        """Put tonnes that were taken back."""
        with exactly(self._stock[bundle_id], quantity):
            self._stock[bundle_id] += quantity

    def set_stock(self, bundle_id: str, tonnes: Decimal | int) -> None:
        """Set how many tonnes of a bundle are left.

        Args:
            bundle_id: the bundle.
            tonnes: 0 to 10^12, at most six decimals.

        Raises:
            CatalogueError: there is no such bundle, or no such stock.
            TypeError: the stock is no exact number.
        """
        tonnes = _exact("tonnes", tonnes)
        if not _is_within(tonnes, Decimal(0), _LARGEST_STOCK, GRAMS):
            message = (
                f"the stock of a bundle cannot be {str(tonnes)[:40]} t; take 0 to"
                f" {text(_LARGEST_STOCK)} t, at most {GRAMS} decimals"
            )
            raise CatalogueError(message)
        self._stock[_offer(bundle_id).id] = tonnes

    def set_price(self, bundle_id: str, unit_price: Decimal | int) -> None:
        """Set the net price of a tonne in US dollars; orders that are made keep theirs.

        Args:
            bundle_id: the bundle.
            unit_price: 0.01 to 10^6, at most two decimals.

        Raises:
            CatalogueError: there is no such bundle, or no such price.
            TypeError: the price is no exact number.
        """
        unit_price = _exact("unit_price", unit_price)
        if not _is_within(unit_price, _LEAST_PRICE, _LARGEST_PRICE, _CENTS):
            message = (
                f"the price of a tonne cannot be {str(unit_price)[:40]} USD; take"
                f" {_LEAST_PRICE} to {text(_LARGEST_PRICE)} USD, at most {_CENTS} decimals"
            )
            raise CatalogueError(message)
        self._usd[_offer(bundle_id).id] = unit_price
        self._priced = {}

    def json(self) -> dict[str, JSON]:
        """Return what `of_json` makes the same catalogue of."""
        return {
            "stock": {id_: str(tonnes) for id_, tonnes in self._stock.items()},
            "usd": {id_: str(price) for id_, price in self._usd.items()},
        }

    @classmethod
    def of_json(cls, kept: dict[str, JSON]) -> Self:
        """Return the catalogue that was kept."""
        return cls(_amounts(record(kept["stock"])), _amounts(record(kept["usd"])))

    def copy(self) -> Self:
        """Return the same catalogue, to be changed on its own."""
        # What is priced so far is shared, as it holds for both: `set_price` begins anew.
        return replace(self, _stock=self._stock.copy(), _usd=self._usd.copy())


def _offer(bundle_id: str) -> _Offer:
    offer = _OFFERS.get(bundle_id)
    if offer is None:
        message = f"there is no bundle {bundle_id[:80]!r}; there are {', '.join(_OFFERS)}"
        raise CatalogueError(message)
    return offer


def _amounts(kept: dict[str, JSON]) -> dict[str, Decimal]:
    return {_offer(id_).id: Decimal(string(amount)) for id_, amount in kept.items()}


def _exact(name: str, amount: object) -> Decimal:
    if isinstance(amount, bool) or not isinstance(amount, (Decimal, int)):
        message = f"{name} is {amount!r}; give an exact number, such as Decimal('12.50')"
        raise TypeError(message)
    return Decimal(amount)


def _is_within(amount: Decimal, least: Decimal, most: Decimal, places: int) -> bool:
    if not amount.is_finite() or not least <= amount <= most:
        return False
    with exactly(amount):
        return amount == half_up(amount, places)


def _bundle(offer: _Offer, usd: Decimal, currency: Currency) -> Bundle:
    with exactly(usd, currency.per_usd):
        price = half_up(usd * currency.per_usd, currency.minor_units)
    return Bundle(offer.id, offer.name, price, currency.minor_units)
