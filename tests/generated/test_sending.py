from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from lune_api.api.orders.create_order_by_estimate import create_order_by_estimate
from lune_api.api.orders.create_order_by_mass import create_order_by_mass
from lune_api.api.orders.create_order_by_value import create_order_by_value
from lune_api.api.orders.list_orders import list_orders
from lune_api.api.shipping_estimates.create_shipping_estimate import create_shipping_estimate
from lune_api.api.transaction_estimates.create_batch_transaction_estimate import (
    create_batch_transaction_estimate,
)
from lune_api.api.transaction_estimates.create_multi_match_transaction_estimate import (
    create_multi_match_transaction_estimate,
)
from lune_api.api.transaction_estimates.create_transaction_estimate import (
    create_transaction_estimate,
)
from lune_api.api.transaction_estimates.partial_update_transactions_estimate_annotations import (
    partial_update_transactions_estimate_annotations,
)
from lune_api.errors import InvalidRequestError, WrongTypeError
from lune_api.models import (
    Address,
    BundleMass,
    BundlePercentageRequest,
    ClientAccountByHandle,
    ContainerShippingMethod,
    Distance,
    FlightNumberMethod,
    GeographicCoordinates,
    IATACode,
    LoadByContainers,
    LoadByMass,
    Locode,
    MerchantWithCategoryCode,
    MerchantWithSearchTerm,
    MonetaryAmount,
    Order,
    RoadShippingMethod,
    ShippingSourceDestination,
    TransactionEstimateRequest,
    VesselImoMethod,
)
from lune_api.types import UNSET, Mass, Operation

NETFLIX = MerchantWithCategoryCode(country_code="USA", category_code="5818", name="Netflix")
PRICE = MonetaryAmount(value="8.99", currency="USD")
SEA = ShippingSourceDestination(source=Locode(locode="CNSGH"), destination=Locode(locode="NLRTM"))


def purchase(**more: Any) -> TransactionEstimateRequest:
    return TransactionEstimateRequest(value=PRICE, merchant=NETFLIX, **more)


def shipment(**changes: Any) -> Operation[Any]:
    given = {
        "shipment": LoadByContainers(containers=2),
        "route": SEA,
        "method": ContainerShippingMethod(),
    }
    operation: Operation[Any] = create_shipping_estimate(**(given | changes))  # type: ignore[call-overload]
    return operation


def refused(call: Callable[[], Any], field: str, problem: str = "") -> InvalidRequestError:
    with pytest.raises(InvalidRequestError) as caught:
        call()
    assert caught.value.field == field
    assert problem in caught.value.problem
    return caught.value


def test_a_body_is_plain_json() -> None:
    operation = create_transaction_estimate(
        value=PRICE,
        merchant=NETFLIX,
        idempotency_key="card-payment-1001",
        is_transaction=True,
        transaction_processed_at=datetime(2024, 9, 2, 8, 15, tzinfo=UTC),
        metadata={"user": "u-1"},
        bundle_selection=[BundlePercentageRequest(bundle_id="a", percentage="100.0")],
        client_account=ClientAccountByHandle(name="A", currency="USD", handle="a-1"),
    )
    assert operation.json == {
        "value": {"value": "8.99", "currency": "USD"},
        "merchant": {"country_code": "USA", "category_code": "5818", "name": "Netflix"},
        "idempotency_key": "card-payment-1001",
        "is_transaction": True,
        "transaction_processed_at": "2024-09-02T08:15:00+00:00",
        "metadata": {"user": "u-1"},
        "bundle_selection": [{"bundle_id": "a", "percentage": "100.0"}],
        "client_account": {"name": "A", "currency": "USD", "handle": "a-1"},
    }
    json.dumps(operation.json)
    assert operation.idempotency_key == "card-payment-1001"
    assert operation.no_content


def test_what_is_left_out_is_not_sent() -> None:
    operation = partial_update_transactions_estimate_annotations("abc")
    assert operation.json == {}
    assert operation.idempotency_key is None
    assert operation.method == "PATCH"
    assert operation.path == "/estimates/transactions/abc/annotations"


def test_an_order_without_a_key_has_none() -> None:
    assert create_order_by_estimate(estimate_id="a").idempotency_key is None
    assert create_order_by_estimate(estimate_id="a", idempotency_key=UNSET).idempotency_key is None


@pytest.mark.parametrize(
    ("value", "expected"), [("0.54", "0.54"), (2, "2"), (Decimal("1E+3"), "1000")]
)
def test_amounts_are_sent_as_text_without_an_exponent(value: Any, expected: str) -> None:
    assert create_order_by_value(value=value).json == {"value": expected}


@pytest.mark.parametrize("value", [1.5, True, None, object()])
def test_floats_are_refused(value: Any) -> None:
    with pytest.raises(WrongTypeError) as caught:
        create_order_by_value(value=value)
    assert caught.value.field == "value"


def test_amounts_have_no_sign() -> None:
    refused(lambda: create_order_by_value(value="-1"), "value", "negative")
    refused(lambda: create_order_by_mass(mass=Mass(-1, "kg")), "mass.amount", "negative")


def test_lengths() -> None:
    error = refused(
        lambda: create_order_by_value(value=1, idempotency_key="x" * 101), "idempotency_key", "100"
    )
    assert error.value == "x" * 101
    create_order_by_value(value=1, idempotency_key="x" * 100)
    merchant = MerchantWithSearchTerm(country_code="GBR", search_term="")
    refused(
        lambda: create_transaction_estimate(value=PRICE, merchant=merchant),
        "merchant.search_term",
        "empty",
    )


@pytest.mark.parametrize("limit", [0, 101, -5])
def test_bounds_of_numbers(limit: int) -> None:
    refused(lambda: list_orders(limit=limit), "limit", "must be at ")


@pytest.mark.parametrize("limit", [True, "10", 5.0, None])
def test_types_of_numbers(limit: Any) -> None:
    with pytest.raises(WrongTypeError, match="limit"):
        list_orders(limit=limit)


def test_patterns() -> None:
    for code in ("cnsgh", "CNSG", "CNSGH\n", "CNSGHX"):
        route = ShippingSourceDestination(
            source=Locode(locode=code), destination=IATACode(code="HKG")
        )
        refused(lambda route=route: shipment(route=route), "route.source.locode", "form")  # type: ignore[misc]
    refused(
        lambda: shipment(method=VesselImoMethod(vessel_imo_number="IMO9839430")),
        "method.vessel_imo_number",
    )
    selection = [
        BundlePercentageRequest(bundle_id="a", percentage=50),
        BundlePercentageRequest(bundle_id="b", percentage="33.333"),
    ]
    refused(
        lambda: create_order_by_value(value=1, bundle_selection=selection),
        "bundle_selection[1].percentage",
        "form",
    )


def test_coordinates_and_factors() -> None:
    def route(lat: Any) -> ShippingSourceDestination:
        return ShippingSourceDestination(
            source=GeographicCoordinates(lat=lat, lon=0), destination=Address(city="Hamburg")
        )

    refused(lambda: shipment(route=route(90.5)), "route.source.lat", "at most 90")
    refused(lambda: shipment(route=route(float("nan"))), "route.source.lat", "finite")
    refused(lambda: shipment(route=route("51")), "route.source.lat", "float or an int")
    assert shipment(route=route(51)).json is not UNSET
    road = RoadShippingMethod(vehicle_type="truck", fuel="diesel", load_factor=1.1)
    refused(lambda: shipment(method=road), "method.load_factor", "at most 1")


def test_number_of_items() -> None:
    refused(lambda: create_batch_transaction_estimate([]), "items", "at least 1")
    refused(lambda: create_batch_transaction_estimate([purchase()] * 101), "items", "at most 100")
    operation = create_batch_transaction_estimate([purchase()] * 100)
    assert isinstance(operation.json, list)
    assert len(operation.json) == 100


def test_the_path_of_a_field_leads_through_lists() -> None:
    items = [purchase(), purchase(idempotency_key="x" * 101)]
    refused(lambda: create_batch_transaction_estimate(items), "items[1].idempotency_key")


@pytest.mark.parametrize("items", ["ab", None, {"a": 1}, 5])
def test_a_list_must_be_a_list(items: Any) -> None:
    with pytest.raises(WrongTypeError):
        create_batch_transaction_estimate(items)
    with pytest.raises(WrongTypeError):
        create_order_by_value(value=1, bundle_selection=items)


def test_lists_and_mappings_are_copied() -> None:
    metadata = {"a": "b"}
    selection = [BundlePercentageRequest(bundle_id="a")]
    operation = create_order_by_value(value=1, metadata=metadata, bundle_selection=selection)
    metadata["c"] = "d"
    selection.clear()
    assert operation.json == {
        "value": "1",
        "metadata": {"a": "b"},
        "bundle_selection": [{"bundle_id": "a"}],
    }


@pytest.mark.parametrize("metadata", [{"a": 1}, {1: "a"}, [("a", "b")], "ab", {"a": None}])
def test_metadata_is_text_to_text(metadata: Any) -> None:
    with pytest.raises(WrongTypeError, match="metadata"):
        create_order_by_value(value=1, metadata=metadata)


def test_times_need_a_time_zone() -> None:
    naive = datetime(2024, 9, 2, 8, 15)  # noqa: DTZ001 - the naive one is the test
    refused(lambda: shipment(shipped_at=naive), "shipped_at", "time zone")
    with pytest.raises(WrongTypeError, match="shipped_at"):
        shipment(shipped_at=date(2024, 9, 2))
    with pytest.raises(WrongTypeError, match="shipped_at"):
        shipment(shipped_at="2024-09-02T08:15:00Z")
    east = timezone(timedelta(hours=2))
    operation = shipment(shipped_at=datetime(2024, 9, 2, 8, 15, tzinfo=east))
    assert isinstance(operation.json, dict)
    assert operation.json["shipped_at"] == "2024-09-02T08:15:00+02:00"


def test_days_have_no_time() -> None:
    flight = FlightNumberMethod(flight_number="CX289", departure_on=date(2024, 9, 2))
    operation = shipment(method=flight)
    assert isinstance(operation.json, dict)
    assert operation.json["method"] == {"flight_number": "CX289", "departure_on": "2024-09-02"}
    timed = FlightNumberMethod(flight_number="CX289", departure_on=datetime.now(UTC))
    with pytest.raises(WrongTypeError, match=r"method\.departure_on"):
        shipment(method=timed)


def test_enumerations_are_open_when_sending() -> None:
    class Unit(StrEnum):
        OUNCE = "oz"

    operation = create_order_by_value(value=1, quantity_trunc=Unit.OUNCE)
    assert json.loads(json.dumps(operation.json)) == {"value": "1", "quantity_trunc": "oz"}
    with pytest.raises(WrongTypeError, match="quantity_trunc"):
        create_order_by_value(value=1, quantity_trunc=5)  # type: ignore[arg-type]


def test_constants_are_closed() -> None:
    assert ContainerShippingMethod().to_dict() == {"vessel_type": "container_ship"}
    method = ContainerShippingMethod(vessel_type="kayak")  # type: ignore[arg-type]
    refused(lambda: shipment(method=method), "method.vessel_type", "container_ship")


@pytest.mark.parametrize("value", [{"country_code": "GBR"}, None, "Netflix", PRICE, Order])
def test_an_object_of_another_kind_is_refused(value: Any) -> None:
    with pytest.raises(WrongTypeError, match="merchant"):
        create_transaction_estimate(value=PRICE, merchant=value)


def test_none_is_not_left_out() -> None:
    refused(lambda: create_order_by_value(value=1, idempotency_key=None), "idempotency_key", "give")  # type: ignore[arg-type]


def test_a_mass_in_milligrams_is_converted_where_the_document_names_no_milligrams() -> None:
    operation = create_order_by_mass(mass=Mass("250", "mg"))
    assert operation.json == {"mass": {"amount": "0.250", "unit": "g"}}
    operation = create_order_by_mass(mass=Mass("250", "lb"))
    assert operation.json == {"mass": {"amount": "250", "unit": "lb"}}


def test_the_mass_of_an_answer_can_be_ordered() -> None:
    mass = Mass.from_dict({"amount": "1.5", "unit": "t"})
    operation = create_order_by_mass(bundle_masses=[BundleMass(bundle_id="a", mass=mass)])
    assert operation.json == {
        "bundle_masses": [{"bundle_id": "a", "mass": {"amount": "1.5", "unit": "t"}}]
    }


def test_a_mass_must_be_a_mass() -> None:
    with pytest.raises(WrongTypeError, match="mass"):
        create_order_by_mass(mass=Decimal(1))  # type: ignore[call-overload]
    load = LoadByMass(mass={"amount": "1", "unit": "t"})  # type: ignore[arg-type]
    with pytest.raises(WrongTypeError, match=r"shipment\.mass"):
        shipment(shipment=load)


def test_fields_of_two_forms_are_not_mixed() -> None:
    masses = [BundleMass(bundle_id="a", mass=Mass(1, "t"))]
    error = refused(
        lambda: create_order_by_mass(mass=Mass(1, "t"), bundle_masses=masses),  # type: ignore[call-overload]
        "mass, bundle_masses",
        "exactly one",
    )
    assert "mass (optional: bundle_selection" in error.problem
    selection = [BundlePercentageRequest(bundle_id="a")]
    refused(
        lambda: create_order_by_mass(bundle_masses=masses, bundle_selection=selection),  # type: ignore[call-overload]
        "bundle_selection, bundle_masses",
    )


def test_one_form_must_be_complete() -> None:
    with pytest.raises(InvalidRequestError, match="give exactly one of: mass "):
        create_order_by_mass()  # type: ignore[call-overload]
    refused(
        lambda: create_shipping_estimate(  # type: ignore[call-overload]
            shipment=LoadByContainers(containers=1), method="cargo_plane", country_code="DEU"
        ),
        "shipment, method, country_code",
        "exactly one",
    )


def test_a_site_is_a_form_of_its_own() -> None:
    operation = create_shipping_estimate(
        shipment=LoadByMass(mass=Mass(4, "t")), method="warehouse_chilled", estimate_mass_unit="kg"
    )
    assert operation.json == {
        "shipment": {"mass": {"amount": "4", "unit": "t"}},
        "method": "warehouse_chilled",
    }
    assert operation.query == {"estimate_mass_unit": "kg"}


def test_a_changed_attribute_is_checked_as_well() -> None:
    distance = Distance(amount="1", unit="km")
    distance.amount = 1.5  # type: ignore[assignment]
    refused(lambda: shipment(route=distance), "route.amount")


def test_an_echo_with_what_the_document_does_not_know_is_refused_and_kept() -> None:
    echo = TransactionEstimateRequest.from_dict({**purchase().to_dict(), "channel": "web"})
    error = refused(lambda: create_batch_transaction_estimate([echo]), "items[0].channel")
    assert error.value == "web"
    assert echo.to_dict() == {**purchase().to_dict(), "channel": "web"}
    echo.additional_properties.clear()
    assert create_batch_transaction_estimate([echo]).json == [purchase().to_dict()]


def test_an_incomplete_echo_is_refused() -> None:
    echo = TransactionEstimateRequest.from_dict({"value": {"value": "1", "currency": "USD"}})
    refused(lambda: create_batch_transaction_estimate([echo]), "items[0].merchant")


def test_required_query_parameters() -> None:
    operation = create_multi_match_transaction_estimate(value=PRICE, merchant=NETFLIX, limit=3)
    assert operation.query == {"limit": "3"}
    refused(
        lambda: create_multi_match_transaction_estimate(value=PRICE, merchant=NETFLIX, limit=6),
        "limit",
    )
