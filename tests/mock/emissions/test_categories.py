from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import lune_document
from lune_mock.emissions.categories import categories
from lune_mock.emissions.tables import rows

DOCUMENT: Any = lune_document.load()


def members(name: str) -> set[str]:
    return set(DOCUMENT["components"]["schemas"][name]["enum"])


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("categories", "key"),
        ("category_terms", "category"),
        ("diets", "diet"),
        ("exchange_rates", "currency"),
        ("merchant_category_codes", "first"),
        ("untelling_words", "word"),
    ],
)
def test_no_row_stands_twice(table: str, column: str) -> None:
    found = rows(table)
    assert len({row[column] for row in found}) == len(found)


def test_there_are_as_many_categories_as_a_user_can_tell_apart() -> None:
    assert 150 <= len(categories()) <= 200
    assert len({category.name for category in categories().values()}) == len(categories())


def test_every_category_has_terms_and_no_term_is_of_two() -> None:
    terms = {row["category"]: row["terms"].split(";") for row in rows("category_terms")}
    assert terms.keys() == categories().keys()
    all_terms = [term for of_category in terms.values() for term in of_category]
    assert len(set(all_terms)) == len(all_terms)


@pytest.mark.parametrize(
    ("key", "co2e"),
    [
        # US EPA v1.3, to the digit.
        ("flights", "0.644"),
        ("trucking", "0.595"),
        ("taxis", "0.566"),
        ("steel", "0.787"),
        ("office_furniture", "0.24"),
        ("restaurants", "0.194"),
        ("hotels", "0.145"),
        ("hosting", "0.093"),
        ("programming", "0.084"),
        ("software", "0.08"),
        ("groceries", "0.522"),
        # 8.99 USD are 0.01388 t in the documents.
        ("digital_goods", "1.543938"),
    ],
)
def test_figures_are_the_published_ones(key: str, co2e: str) -> None:
    assert categories()[key].co2e == Decimal(co2e)


def test_gases_add_up_where_the_source_splits_them() -> None:
    split = [category for category in categories().values() if "methane" in category.gases]
    assert len(split) >= 190
    for category in split:
        gases = category.gases
        # Warming over a hundred years, IPCC AR5, as the source has it.
        total = gases["co2"] + 28 * gases["methane"] + 265 * gases["nitrous_oxide"] + gases["other"]
        assert abs(total - gases["co2e"]) < Decimal("0.0055"), category.key


def test_electricity_is_generated_at_the_price_of_2022() -> None:
    # 823.149 pounds for a MWh, at 0.1236 USD a kWh.
    per_kwh = Decimal("823.149") * Decimal("0.45359237") / 1000
    assert categories()["electricity"].co2e == round(per_kwh / Decimal("0.1236"), 3)


@pytest.mark.parametrize(
    ("key", "burnt", "price", "before_the_sale"),
    [
        ("natural_gas", "54.44", "14.75", "0.532"),
        ("petrol", "8.78", "3.95", "0.27"),
        ("diesel", "10.21", "4.989", "0.27"),
        ("heating_oil", "10.21", "4.73", "0.27"),
    ],
)
def test_fuel_is_burnt_at_the_price_of_2022(
    key: str, burnt: str, price: str, before_the_sale: str
) -> None:
    per_dollar = Decimal(burnt) / Decimal(price) + Decimal(before_the_sale)
    assert categories()[key].co2e == round(per_dollar, 3)
    (citation,) = (row["citation"] for row in rows("categories") if row["key"] == key)
    assert burnt in citation
    assert price in citation


def test_every_source_is_one_of_the_document_and_every_name_says_whose_choice_it_is() -> None:
    assert {category.source for category in categories().values()} <= members(
        "EmissionFactorSource"
    )
    for category in categories().values():
        assert category.factor_name.endswith("(sandbox)")


def test_every_citation_says_whose_choice_it_is() -> None:
    assert all("sandbox" in row["citation"] for row in rows("categories"))
