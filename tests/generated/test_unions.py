from __future__ import annotations

from typing import Any

import pytest

from lune_api.models import (
    Address,
    ContainerShippingMethod,
    EmptyObject,
    ErrorResponse,
    IATACode,
    ICAOCode,
    LoadByMass,
    MerchantWithCategory,
    MerchantWithCategoryCode,
    SingleShippingEmissionEstimate,
    TransactionEmissionEstimate,
    VesselImoMethod,
)

from .reading import EXAMPLES, FIXTURES, fixtures, parsed


@pytest.mark.parametrize(("union", "variant", "value"), [*fixtures()])
def test_every_variant_is_read_as_its_class_and_written_back(
    union: str, variant: str, value: Any
) -> None:
    found = parsed(union, value)
    if isinstance(value, dict):
        assert type(found).__name__ == variant
        assert parsed(union, found.to_dict()) == found
        assert found.additional_properties == {}


@pytest.mark.parametrize(
    ("union", "value"),
    [
        ("BatchTransactionEstimate", {"state": "queued"}),
        ("BatchTransactionEstimate", {"id": "x"}),
        ("BatchTransactionEstimate", None),
        ("BatchTransactionEstimate", [1]),
        ("EstimateQuote", {}),
        ("Merchant", {"country_code": "GBR"}),
        ("ShippingLocation", {"code": "hkg"}),
        ("ShippingLocation", {"code": 7}),
        ("ShippingLocation", {"plus_code": "8FVC9G8F+6X"}),
        ("ShippingMethod", {"vessel_type": "sea_airship"}),
        ("ShippingMethod", {"vessel_type": ["sea_roro"]}),
        ("ShippingMethod", {"rocket_name": "x"}),
        ("ShippingMethod", True),
        ("Percentage", 33.3),
        ("Percentage", True),
    ],
)
def test_what_fits_no_variant_is_kept_as_it_came(union: str, value: Any) -> None:
    assert parsed(union, value) == value
    assert type(parsed(union, value)) is type(value)


def test_an_empty_slot_of_a_batch_is_an_empty_object() -> None:
    found = parsed("BatchTransactionEstimate", {})
    assert isinstance(found, EmptyObject)
    assert found.to_dict() == {}


def test_an_unknown_method_text_stays_text() -> None:
    assert parsed("ShippingMethod", "airship_small") == "airship_small"


def test_patterns_tell_codes_apart() -> None:
    assert isinstance(parsed("ShippingLocation", {"code": "HKG"}), IATACode)
    assert isinstance(parsed("ShippingLocation", {"code": "EDDF"}), ICAOCode)


def test_a_pattern_that_no_other_variant_has_does_not_decide() -> None:
    found = parsed("ShippingMethod", {"vessel_imo_number": "IMO 9839430"})
    assert isinstance(found, VesselImoMethod)


def test_a_new_field_does_not_change_the_variant() -> None:
    merchant = parsed(
        "Merchant", {"country_code": "GBR", "search_term": "a", "category": "b", "brand": "c"}
    )
    assert isinstance(merchant, MerchantWithCategory)
    assert merchant.additional_properties == {"brand": "c"}
    vessel = parsed(
        "ShippingMethod",
        {"vessel_imo_number": "9839430", "vessel_type": "container_ship", "flag": "PAN"},
    )
    assert isinstance(vessel, VesselImoMethod)
    ship = parsed("ShippingMethod", {"vessel_type": "container_ship", "flag": "PAN"})
    assert isinstance(ship, ContainerShippingMethod)


def test_the_variant_that_knows_more_fields_wins() -> None:
    found = parsed(
        "Merchant", {"country_code": "USA", "category_code": "5818", "search_term": "Films"}
    )
    assert isinstance(found, MerchantWithCategoryCode)


def test_a_new_member_of_an_enumeration_keeps_the_class() -> None:
    estimate = {**EXAMPLES["TransactionEstimate"]}
    estimate["emission_factor"] = {**estimate["emission_factor"], "source": "new_source"}
    found = parsed("BatchTransactionEstimate", estimate)
    assert isinstance(found, TransactionEmissionEstimate)
    assert found.emission_factor is not None
    assert found.emission_factor.source == "new_source"


def test_the_example_of_a_batch() -> None:
    kinds = [type(parsed("BatchTransactionEstimate", v)) for v in EXAMPLES["TransactionBatch"]]
    assert kinds == [TransactionEmissionEstimate, ErrorResponse, EmptyObject]


def test_an_address_may_be_empty_but_knows_its_fields() -> None:
    assert isinstance(parsed("ShippingLocation", {}), Address)
    found = parsed("ShippingLocation", {"city": "Hamburg", "planet": "Earth"})
    assert isinstance(found, Address)
    assert found.additional_properties == {"planet": "Earth"}
    assert parsed("ShippingLocation", {"planet": "Earth"}) == {"planet": "Earth"}


@pytest.mark.parametrize("name", EXAMPLES["TransactionEstimate"])
def test_an_estimate_that_lacks_a_field_is_still_an_estimate(name: str) -> None:
    value = {key: item for key, item in EXAMPLES["TransactionEstimate"].items() if key != name}
    found = parsed("BatchTransactionEstimate", value)
    assert isinstance(found, TransactionEmissionEstimate)
    assert found.to_dict().keys() == value.keys()


@pytest.mark.parametrize("union", ["BatchTransactionEstimate", "EstimateQuote"])
@pytest.mark.parametrize("name", ["error", "errors"])
def test_an_error_that_lacks_a_field_is_still_an_error(union: str, name: str) -> None:
    (value, *_) = FIXTURES[union]["ErrorResponse"]
    found = parsed(union, {name: value[name], "trace": "x"})
    assert isinstance(found, ErrorResponse)
    assert found.additional_properties == {"trace": "x"}


def test_what_resembles_two_variants_is_kept_as_it_came() -> None:
    for union, value in (
        ("ShippingLocation", {"city": "Rome", "lat": 41.9}),
        ("Merchant", {"category": "a", "category_code": "5818"}),
        ("BatchTransactionEstimate", {**EXAMPLES["TransactionEstimate"], "error": {}, "id": None}),
    ):
        assert parsed(union, value) is value


def test_null_is_no_sign_of_a_variant_that_cannot_have_it() -> None:
    load = parsed("Load", {"mass": {"amount": "1", "unit": "kg"}, "containers": None})
    assert isinstance(load, LoadByMass)
    place = parsed("ShippingLocation", {"city": "Rome", "lat": None, "lon": None})
    assert isinstance(place, Address)
    vessel = parsed("ShippingMethod", {"vessel_type": "container_ship", "trade_lane": None})
    assert isinstance(vessel, ContainerShippingMethod)
    estimate = {**EXAMPLES["TransactionEstimate"], "quote": None}
    assert isinstance(parsed("BatchTransactionEstimate", estimate), TransactionEmissionEstimate)


def test_null_stays_null() -> None:
    found = SingleShippingEmissionEstimate.from_dict({"methodology_details": None})
    assert found.methodology_details is None
