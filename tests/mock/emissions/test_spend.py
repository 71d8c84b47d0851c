from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lune_document
from lune_mock.emissions.categories import categories
from lune_mock.emissions.diet import diet_factor
from lune_mock.emissions.spend import emissions_of, matches
from lune_mock.emissions.unknown import NotEstimatedError

DOCUMENT: Any = lune_document.load()
DIETS: list[str] = DOCUMENT["components"]["schemas"]["Diet"]["enum"]

KEYS = st.sampled_from(sorted(categories()))
VALUES = st.decimals(min_value=0, max_value=10**12, places=4)


def keys(country_code: str = "USA", **asked: Any) -> list[str]:
    return [match.category.key for match in matches(country_code, **asked)]


def kilograms(key: str, value: Decimal, currency: str = "USD", diet: str | None = None) -> Decimal:
    return emissions_of(categories()[key], value, currency, diet).kilograms


def test_the_documented_example() -> None:
    (match,) = matches("USA", category_code="5818")
    assert round(emissions_of(match.category, Decimal("8.99"), "USD").kilograms, 2) == Decimal(
        "13.88"
    )
    assert match.term is None


def test_the_category_code_comes_before_the_search_and_no_category_twice() -> None:
    found = keys(category_code="5812", search_term="dinner at a restaurant")
    assert found[0] == "restaurants"
    assert len(set(found)) == len(found)
    assert keys(category_code="5411", search_term="laptop")[:2] == ["groceries", "computers"]
    assert keys(category_code="0000", search_term="laptop")[0] == "computers"


def test_the_context_is_sought_where_the_term_finds_nothing() -> None:
    assert keys(search_term="Article 4711 zzz", context=["office chairs", "furniture"])[0] == (
        "office_furniture"
    )
    assert keys(search_term="zzz", context=["qqq", "furniture"])[0] == "furniture"
    assert keys(search_term="zzz", context=["qqq"]) == []
    assert keys(search_term="zzz", context=["qqq"] * 10 + ["furniture"]) == []


def test_nothing_fits_what_is_not_given() -> None:
    assert keys() == []


@pytest.mark.parametrize("asked", [{"category_code": "5812"}, {"search_term": "dinner"}])
def test_a_factor_of_another_region_is_used_only_with_the_fallback(asked: dict[str, str]) -> None:
    at_home = keys(**asked)
    assert at_home
    assert keys("FRA", **asked) == []
    assert keys("FRA", **asked, region_fallback="never") == []
    assert keys("FRA", **asked, region_fallback="always") == at_home


def test_a_diet_changes_food_and_nothing_else() -> None:
    vegan = emissions_of(categories()["groceries"], Decimal(100), "USD", "vegan")
    assert vegan.diet_factor == diet_factor("vegan") == Decimal("0.513")
    assert vegan.kilograms == Decimal("26.7786")
    taxi = emissions_of(categories()["taxis"], Decimal(100), "USD", "vegan")
    assert (taxi.diet_factor, taxi.kilograms) == (None, Decimal("56.6"))


def test_every_diet_has_a_factor_and_less_meat_a_smaller_one() -> None:
    factors = [diet_factor(diet) for diet in DIETS]
    assert factors == sorted(factors, reverse=True)
    assert diet_factor("medium_meat_eater") == 1


def test_another_currency_is_converted_at_the_rate_that_is_shown() -> None:
    found = emissions_of(categories()["taxis"], Decimal(100), "GBP")
    assert found.currency is not None
    assert (found.currency.to_usd, found.currency.date) == (Decimal("1.33481"), "2026-10-20")
    assert found.kilograms == 100 * found.currency.to_usd * Decimal("0.566")
    assert emissions_of(categories()["taxis"], Decimal(100), "USD").currency is None


def test_a_currency_without_rate() -> None:
    with pytest.raises(NotEstimatedError, match="KPW") as caught:
        emissions_of(categories()["taxis"], Decimal(1), "KPW")
    assert caught.value.code == "exchange_rate_not_found"


@given(KEYS, VALUES, st.integers(1, 1000))
def test_emissions_are_in_proportion_to_the_price(key: str, value: Decimal, times: int) -> None:
    assert kilograms(key, times * value) == times * kilograms(key, value)


@given(KEYS, VALUES, VALUES)
def test_a_higher_price_never_emits_less(key: str, one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    assert kilograms(key, low) <= kilograms(key, high)


@given(KEYS, st.lists(VALUES, max_size=10))
def test_the_whole_is_the_sum_of_its_parts(key: str, values: list[Decimal]) -> None:
    assert kilograms(key, sum(values, Decimal(0))) == sum(kilograms(key, each) for each in values)
