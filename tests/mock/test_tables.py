from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

import lune_document
from lune_mock import Sandbox
from lune_mock.catalogue import Catalogue
from lune_mock.exchange import currency
from lune_mock.tables import rows

DOCUMENT: Any = lune_document.load()


def members(name: str) -> set[str]:
    return set(DOCUMENT["components"]["schemas"][name]["enum"])


@pytest.mark.parametrize(
    "table",
    [
        "spend_factors",
        "diet_factors",
        "freight_factors",
        "exchange_rates",
        "ports",
        "airports",
        "sea_distances",
    ],
)
def test_every_figure_is_cited(table: str) -> None:
    assert all(row["citation"] for row in rows(table))


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("spend_factors", ("key",)),
        ("diet_factors", ("diet",)),
        ("freight_factors", ("method", "up_to_km")),
        ("exchange_rates", ("currency",)),
        ("ports", ("locode",)),
        ("airports", ("iata",)),
    ],
)
def test_no_row_stands_twice(table: str, columns: tuple[str, ...]) -> None:
    keys = [tuple(row[column] for column in columns) for row in rows(table)]
    assert len(set(keys)) == len(keys)


def test_no_category_code_has_two_factors() -> None:
    ranges = [
        codes
        for row in rows("spend_factors")
        for codes in row["category_codes"].split(";")
        if codes
    ]
    spans = sorted((int(codes[:4]), int(codes[-4:])) for codes in ranges)
    assert all(end < start for (_, end), (start, _) in pairwise(spans))


def test_parts_of_freight_factors_add_up() -> None:
    for row in rows("freight_factors"):
        if row["g_wtt"]:
            assert Decimal(row["g_wtt"]) + Decimal(row["g_ttw"]) == Decimal(row["g_wtw"]), row


def test_every_account_currency_has_a_rate() -> None:
    assert all(currency(code) for code in members("AccountCurrencyCode"))


def test_every_rate_is_of_a_currency_of_the_document() -> None:
    assert {row["currency"] for row in rows("exchange_rates")} <= members("CurrencyCode")


def test_every_diet_of_the_document_has_a_factor() -> None:
    assert {row["diet"] for row in rows("diet_factors")} == members("Diet")


def test_a_diet_counts_by_what_it_emits_over_the_medium_one() -> None:
    emitted = {row["diet"]: Decimal(row["kg_co2e_per_day"]) for row in rows("diet_factors")}
    for row in rows("diet_factors"):
        ratio = emitted[row["diet"]] / emitted["medium_meat_eater"]
        assert round(ratio, 3) == Decimal(row["factor"])


def test_corridors_and_fuels_are_those_of_the_document() -> None:
    assert {row["corridor"] for row in rows("sea_distances")} - {""} <= members("TransitCorridor")
    freight = [row for row in rows("freight_factors") if row["vehicle_type"]]
    assert {row["vehicle_type"] for row in freight} <= members("RoadShippingVehicleType")
    assert {row["fuel"] for row in freight} <= members("RoadFuel")


def test_no_version_is_claimed_that_the_source_does_not_state() -> None:
    row = next(row for row in rows("freight_factors") if row["method"] == "container_ship")
    assert row["source_version"] == "before v3.2"
    assert "neither version nor year" in row["citation"]


def test_the_industry_average_stands_for_the_raw_distance_and_lanes_assume_it() -> None:
    for row in rows("freight_factors"):
        if row["distance"] == "raw":
            assert "distance adjustment" in row["citation"]


@pytest.mark.parametrize(
    ("code", "industry"),
    [("4131", "NAICS 485210"), ("5815", "NAICS 512110 and 519130"), ("5818", "8.99 USD")],
)
def test_category_codes_stand_for_the_industry_that_is_cited(code: str, industry: str) -> None:
    found = [row for row in rows("spend_factors") if code in row["category_codes"].split(";")]
    assert [industry in row["citation"] for row in found] == [True]


def test_every_bundle_can_be_priced_in_every_account_currency() -> None:
    for code in members("AccountCurrencyCode"):
        known = currency(code)
        assert known is not None
        bundles = Catalogue().bundles(known)
        assert bundles.keys() == set(Sandbox().bundle_ids)
        assert all(0 < each.unit_price < each.gross_unit_price for each in bundles.values())
