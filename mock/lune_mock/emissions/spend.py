"""Emissions of a purchase, from what was paid."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from lune_mock.amounts import GRAMS, exactly, half_up, tonnes
from lune_mock.emissions.categories import PRICED_IN, Category, categories
from lune_mock.emissions.diet import diet_factor
from lune_mock.emissions.exchange import Currency, currency
from lune_mock.emissions.merchants import category_of
from lune_mock.emissions.search import search

__all__ = ["Match", "SpendEmissions", "emissions_of", "matches"]

# A hierarchy deeper than this tells nothing more.
_MOST_CATEGORIES = 10


class Match(NamedTuple):
    """A category that fits a purchase."""

    category: Category
    term: str | None
    """The search term that matched; None for a category code."""


class SpendEmissions(NamedTuple):
    """Emissions of a purchase, and what they were computed from."""

    kilograms: Decimal
    """Kilograms of CO2 equivalent, not rounded."""
    diet_factor: Decimal | None
    """What the diet multiplied them by; None where no diet was given or nothing can be eaten."""
    currency: Currency | None
    """The currency that was converted; None where the price was in dollars."""

    @property
    def tonnes(self) -> Decimal:
        """Tonnes of CO2 equivalent, to the gram."""
        with exactly(self.kilograms):
            return half_up(tonnes(self.kilograms, "kg"), GRAMS)


def matches(
    country_code: str,
    *,
    category_code: str | None = None,
    search_term: str | None = None,
    context: Sequence[str] = (),
    region_fallback: str | None = None,
) -> list[Match]:
    """Return the categories that fit a purchase, best first, each once.

    The figures are those of the United States: a merchant elsewhere gets one only with the
    fallback.

    Args:
        country_code: Where the merchant is, ISO 3166-1 alpha-3.
        category_code: The merchant category code, ISO 18245, which comes before the search.
        search_term: What was bought.
        context: Its category, or its category hierarchy; sought itself where the search term
            finds nothing.
        region_fallback: A member of `RegionFallback`; None is as never.

    >>> matches("USA", search_term="a new laptop")[0].category.key
    'computers'
    """
    found: list[Match] = []
    if category_code is not None and (of_code := category_of(category_code)) is not None:
        found.append(Match(of_code, None))
    if search_term is not None:
        found += [match for match in _searched(search_term, context) if not _among(found, match)]
    if region_fallback == "always":
        return found
    return [match for match in found if match.category.country_code == country_code]


def emissions_of(
    category: Category, value: Decimal, currency_code: str, diet: str | None = None
) -> SpendEmissions:
    """Return what a purchase of `value` emitted.

    Raises:
        NotEstimatedError: exchange_rate_not_found, there is no rate of the currency.

    >>> emissions_of(categories()["flights"], Decimal(100), "USD").kilograms
    Decimal('64.400')
    """
    converted = None if currency_code == PRICED_IN else currency(currency_code)
    rate = Decimal(1) if converted is None else converted.to_usd
    factor = diet_factor(diet) if diet is not None and category.is_food else None
    multiplier = Decimal(1) if factor is None else factor
    with exactly(value, rate, multiplier, category.co2e):
        kilograms = value * rate * multiplier * category.co2e
    return SpendEmissions(kilograms, factor, converted)


def _searched(search_term: str, context: Sequence[str]) -> list[Match]:
    nearest = context[:_MOST_CATEGORIES]
    hits = search(search_term, nearest)
    for category in nearest:
        hits = hits or search(category)
    return [Match(categories()[hit.category], hit.term) for hit in hits]


def _among(found: Sequence[Match], match: Match) -> bool:
    return any(each.category is match.category for each in found)
