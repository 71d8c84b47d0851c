from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import lune_document
from lune_mock import Sandbox

from .calling import SHIPMENT, Api, shipment

PATH = "/estimates/shipping"
TONNE = {"mass": {"amount": "1", "unit": "t"}}
HUNDRED_KM = {"amount": "100", "unit": "km"}
AIR = {"source": {"code": "LHR"}, "destination": {"code": "KJFK"}}


def members(name: str) -> list[str]:
    document: Any = lune_document.load()
    found: list[str] = document["components"]["schemas"][name]["enum"]
    return found


def site(**changes: Any) -> dict[str, Any]:
    return {"shipment": TONNE, "method": "warehouse_ambient", **changes}


def test_the_documented_example(api: Api) -> None:
    estimate = api.post(PATH, SHIPMENT)
    assert (estimate["mass"]["amount"], estimate["mass"]["unit"]) == ("2.969503", "t")
    assert estimate["raw_distance"] == {"amount": "19536.204", "unit": "km"}
    assert estimate["distance"] == {"amount": "22466.6346", "unit": "km"}
    assert estimate["adjusted_distance"] == estimate["distance"]
    assert estimate["distance_calculation_method"] == "sea_distance_algorithm"
    assert estimate["methodology"] == []
    quote = estimate["quote"]
    assert {name: quote[name] for name in quote if name != "bundles"} == {
        "currency": "USD",
        "requested_quantity": "2.969503",
        "requested_value": None,
        "estimated_quantity": "2.969502",
        "estimated_offset_cost": "72.15",
        "estimated_commission": "8.03",
        "estimated_total_cost": "80.18",
    }
    assert [
        (each["quantity"], each["unit_price"], each["gross_unit_price"], each["offset_cost"])
        for each in quote["bundles"]
    ] == [("2.821027", "12.42", "13.8", "35.04"), ("0.148475", "250", "277.78", "37.12")]
    assert estimate["request"] == SHIPMENT
    assert (estimate["is_shipment"], estimate["shipped_at"]) == (True, SHIPMENT["shipped_at"])
    assert (estimate["converted_shipment"], estimate["shipment_conversion_method"]) == (None, None)
    assert estimate["route"]["source"]["label"] == "Shanghai"
    assert estimate["route"]["legs"][0]["location"]["label"] == "Rotterdam"
    factor = estimate["emission_factor"]
    assert (factor["name"], factor["source"], factor["region"]) == (
        "Container ship, industry average (sandbox)",
        "glec",
        "World",
    )
    assert (factor["category"], factor["numerator_unit"], factor["denominator_unit"]) == (
        "sea",
        "g",
        "TEU*km",
    )
    assert factor["gas_emissions"] == {
        "co2e": "76",
        "wtw_breakdown": {
            "source": "inferred_from_fuel",
            "wtt_co2e": "13.46",
            "ttw_co2e": "62.54",
        },
    }


def test_the_documented_example_can_be_ordered(api: Api) -> None:
    estimate = api.post(PATH, SHIPMENT)
    order = api.post("/orders/by-estimate", {"estimate_id": estimate["id"]})
    assert (order["total_cost"], order["requested_quantity"]) == ("80.18", "2.969503")


def test_the_way_back_is_as_far_and_other_names_of_a_port_do(api: Api) -> None:
    route = {"source": {"locode": "NLRTM"}, "destination": {"locode": "CNSHA"}}
    assert api.post(PATH, shipment(route=route))["distance"]["amount"] == "22466.6346"


@pytest.mark.parametrize(
    ("unit", "amount"),
    [("mg", "2969503000"), ("g", "2969503"), ("kg", "2969.503"), ("t", "2.969503")],
)
def test_the_mass_comes_in_the_unit_asked_for(api: Api, unit: str, amount: str) -> None:
    estimate = api.post(f"{PATH}?estimate_mass_unit={unit}", SHIPMENT)
    assert (estimate["mass"]["amount"], estimate["mass"]["unit"]) == (amount, unit)
    parts = estimate["mass"]["wtw_details"].values()
    assert {each["unit"] for each in parts} == {unit}
    assert sum(Decimal(each["amount"]) for each in parts) == Decimal(amount)
    # Quotes stay in tonnes.
    assert estimate["quote"]["requested_quantity"] == "2.969503"


def test_the_unit_is_no_part_of_the_request(api: Api) -> None:
    body = shipment(idempotency_key="A")
    tonnes = api.post(PATH, body)
    grams = api.post(f"{PATH}?estimate_mass_unit=g", body)
    assert grams["id"] == tonnes["id"]
    assert grams["mass"]["amount"] == "2969503"


@pytest.mark.parametrize(
    ("distance", "amount"),
    [
        ({"amount": "100", "unit": "km"}, "0.0152"),
        ({"amount": "100", "unit": "mi"}, "0.024462"),
        ({"amount": "100", "unit": "nm"}, "0.02815"),
    ],
)
def test_a_given_distance_is_used_as_it_is(api: Api, distance: Any, amount: str) -> None:
    estimate = api.post(PATH, shipment(route=distance))
    assert estimate["mass"]["amount"] == amount
    assert estimate["distance"] == estimate["raw_distance"] == distance
    assert estimate["distance_calculation_method"] == "user_input"
    assert estimate["route"] is None


def test_a_way_by_sea_is_as_long_as_ships_sail_and_the_adjustment(api: Api) -> None:
    route = {"source": {"locode": "DEHAM"}, "destination": {"locode": "USNYC"}}
    estimate = api.post(PATH, shipment(route=route))
    assert estimate["distance_calculation_method"] == "sea_distance_algorithm"
    raw, km = (Decimal(estimate[name]["amount"]) for name in ("raw_distance", "distance"))
    # The great circle is 6,130 km, and leads over land.
    assert 6300 < raw < 7000
    assert km == raw * Decimal("1.15")
    (leg,) = estimate["route"]["legs"]
    assert (leg["raw_distance"], leg["distance"]) == (
        estimate["raw_distance"],
        estimate["distance"],
    )


def test_a_flight_is_95_km_longer_than_the_great_circle(api: Api) -> None:
    estimate = api.post(PATH, shipment(shipment=TONNE, route=AIR, method="plane"))
    raw, km = (Decimal(estimate[name]["amount"]) for name in ("raw_distance", "distance"))
    assert 5530 < raw < 5560
    assert km == raw + 95
    # Over 1500 km, 788 g for each tonne-kilometre.
    assert estimate["emission_factor"]["gas_emissions"]["co2e"] == "788"
    assert Decimal(estimate["mass"]["amount"]) == round(km * 788 / 10**6, 6)


def test_a_short_flight_emits_more_for_each_kilometre(api: Api) -> None:
    route = {"source": {"code": "LHR"}, "destination": {"code": "FRA"}}
    estimate = api.post(PATH, shipment(shipment=TONNE, route=route, method="cargo_plane"))
    assert estimate["emission_factor"]["gas_emissions"]["co2e"] == "1516"


def test_a_road_is_twice_as_long_as_the_great_circle(api: Api) -> None:
    route = {
        "source": {"city": "Rotterdam", "country_code": "NLD"},
        "destination": {"lat": 52.52, "lon": 13.405},
    }
    estimate = api.post(PATH, shipment(shipment=TONNE, route=route, method="diesel_truck"))
    assert estimate["distance_calculation_method"] == "great_circle_distance_x2"
    assert 1200 < Decimal(estimate["distance"]["amount"]) < 1250
    assert estimate["route"] is None


def test_an_address_has_no_route(api: Api) -> None:
    route = {"source": {"city": "shanghai"}, "destination": {"locode": "NLRTM"}}
    assert api.post(PATH, shipment(route=route))["route"] is None


@pytest.mark.parametrize(
    ("end", "code"),
    [
        ({"locode": "XXXXX"}, "locode_not_found"),
        ({"code": "XXX"}, "airport_invalid"),
        ({"code": "XXXX"}, "airport_invalid"),
        ({"code": "LHR"}, "port_not_found"),
        ({"city": "Atlantis"}, "address_not_found"),
        ({"city": "Rotterdam", "country_code": "FRA"}, "address_not_found"),
        ({}, "address_not_found"),
    ],
)
@pytest.mark.parametrize("field", ["source", "destination"])
def test_an_unknown_place_is_refused(api: Api, field: str, end: Any, code: str) -> None:
    route = {**SHIPMENT["route"], field: end}
    refusal = api.refusal("POST", PATH, shipment(route=route))
    assert refusal[:2] == (400, code)
    assert refusal[2].startswith(f"route.{field}")


def test_a_city_of_several_countries_needs_one_of_them(api: Api) -> None:
    def address(**fields: str) -> dict[str, Any]:
        ends = {"source": fields, "destination": {"city": "Rotterdam"}}
        return shipment(shipment=TONNE, route=ends, method="rail")

    status, code, message = api.refusal("POST", PATH, address(city="Birmingham"))
    assert (status, code) == (400, "address_not_found")
    assert "several places" in message
    british = api.post(PATH, address(city="Birmingham", country_code="GBR"))
    assert Decimal(british["distance"]["amount"]) < 1000


@pytest.mark.parametrize(
    "corridors",
    [
        {"transit_corridor": "suez"},
        {"restricted_transit_corridors": []},
        {"restricted_transit_corridors": ["panama", "cape_horn"]},
        {"transit_corridor": "suez", "restricted_transit_corridors": []},
    ],
)
def test_the_known_way_is_taken_along_its_corridor(api: Api, corridors: Any) -> None:
    estimate = api.post(PATH, shipment(route={**SHIPMENT["route"], **corridors}))
    assert estimate["distance"]["amount"] == "22466.6346"
    assert estimate["distance_calculation_method"] == "sea_distance_algorithm"


@pytest.mark.parametrize(
    "corridors",
    [
        {"transit_corridor": "cape_of_good_hope"},
        {"transit_corridor": "panama"},
        {"restricted_transit_corridors": ["suez"]},
        {"restricted_transit_corridors": ["panama", "suez"]},
    ],
)
def test_another_way_is_longer(api: Api, corridors: Any) -> None:
    estimate = api.post(PATH, shipment(route={**SHIPMENT["route"], **corridors}))
    assert Decimal(estimate["distance"]["amount"]) > Decimal("22466.6346")
    assert estimate["distance_calculation_method"] == "sea_distance_algorithm"


@pytest.mark.parametrize(
    ("corridors", "asked"),
    [
        ({"transit_corridor": "cape_horn"}, "along cape_horn"),
        (
            {"restricted_transit_corridors": ["suez", "cape_of_good_hope", "panama", "cape_horn"]},
            "avoids suez and cape_of_good_hope and panama and cape_horn",
        ),
    ],
)
def test_a_way_that_there_is_not_is_not_found(api: Api, corridors: Any, asked: str) -> None:
    ends = {"source": {"locode": "DEHAM"}, "destination": {"locode": "NLRTM"}}
    if "restricted_transit_corridors" in corridors:
        ends = SHIPMENT["route"]
    refusal = api.refusal("POST", PATH, shipment(route={**ends, **corridors}))
    assert refusal[:2] == (400, "route_not_found")
    assert asked in refusal[2]


def test_no_ship_sails_to_a_place_far_inland(api: Api) -> None:
    route = {**SHIPMENT["route"], "source": {"lat": 43.8, "lon": 87.6}}
    refusal = api.refusal("POST", PATH, shipment(route=route))
    assert refusal[:2] == (400, "route_not_found")


def test_corridors_apply_by_sea_only(api: Api) -> None:
    body = shipment(shipment=TONNE, route={**AIR, "transit_corridor": "suez"}, method="plane")
    assert api.send("POST", PATH, body).status == 200


def test_one_corridor_cannot_be_taken_and_others_avoided(api: Api) -> None:
    route = {
        **SHIPMENT["route"],
        "transit_corridor": "suez",
        "restricted_transit_corridors": ["panama"],
    }
    refusal = api.refusal("POST", PATH, shipment(route=route))
    assert refusal[:2] == (400, "route_not_found")


@pytest.mark.parametrize(
    ("load", "tonnes", "conversion"),
    [
        ({"containers": "2"}, "20", "average_cargo_type"),
        ({"containers": "2", "cargo_type": "average"}, "20", "user_provided_cargo_type"),
        ({"containers": "2", "cargo_type": "lightweight"}, "12", "user_provided_cargo_type"),
        ({"containers": "2", "cargo_type": "heavyweight"}, "29", "user_provided_cargo_type"),
        ({"containers": "2", "cargo_type": "container_only"}, "4", "user_provided_cargo_type"),
    ],
)
def test_containers_become_tonnes(api: Api, load: Any, tonnes: str, conversion: str) -> None:
    estimate = api.post(PATH, shipment(shipment=load, route=HUNDRED_KM, method="rail"))
    assert estimate["converted_shipment"] == {"amount": tonnes, "unit": "t"}
    assert estimate["shipment_conversion_method"] == conversion
    assert estimate["activity"] == {"value": f"{tonnes}00", "unit": "t*km"}


def test_the_mass_of_containers_needs_no_conversion(api: Api) -> None:
    load = {"containers": "2", "mass": {"amount": "7000", "unit": "kg"}}
    estimate = api.post(PATH, shipment(shipment=load, route=HUNDRED_KM, method="rail"))
    assert (estimate["converted_shipment"], estimate["activity"]["value"]) == (None, "700")


def test_tonnes_become_containers(api: Api) -> None:
    estimate = api.post(PATH, shipment(shipment={"mass": {"amount": "25", "unit": "t"}}))
    assert estimate["converted_shipment"] == {"amount": "2.5", "unit": "TEU"}
    assert estimate["shipment_conversion_method"] == "average_cargo_type"


@pytest.mark.parametrize(
    ("asked", "grams"),
    [
        ({"vessel_type": "container_ship", "refrigerated": True}, "145"),
        ({"vessel_type": "container_ship", "refrigerated": False}, "76"),
        ({"vessel_type": "container_ship", "trade_lane": "aggregated_other"}, "71.7"),
        (
            {"vessel_type": "container_ship", "trade_lane": "disaggregated_asia_to_north_europe"},
            "46.9",
        ),
        (
            {
                "vessel_type": "container_ship",
                "trade_lane": "disaggregated_asia_to_north_europe",
                "refrigerated": True,
            },
            "110.6",
        ),
        ({"vehicle_type": "truck_generic_van", "fuel": "diesel"}, "782.25"),
        ({"vehicle_type": "truck_generic_van", "fuel": "lpg"}, "767.4191"),
        ({"vehicle_type": "truck_generic_van", "fuel": "gasoline"}, "1084.7773"),
        ({"vehicle_type": "truck_generic_van", "fuel": "cng"}, "752.3229"),
        ({"vehicle_type": "truck_rigid_12t", "fuel": "gasoline"}, "633.1987"),
        # The document has no fuel for it.
        ("truck_generic_van_electric", "276.25"),
        ("truck_generic_van_petrol", "1084.7773"),
        ("truck_generic_van_refrigerated", "899.5875"),
        (
            {"vehicle_type": "truck_generic_van", "fuel": "diesel", "refrigerated": True},
            "899.5875",
        ),
        ({"vehicle_type": "truck", "fuel": "auto_detect"}, "125.22"),
        ("truck_articulated_44t", "95.02"),
        ("truck_articulated_44t_refrigerated", "106.4224"),
        ("sea_bulk_carrier_over_200dwkt_hfo", "3.1147"),
        ("sea_bulk_carrier_200dwkt_hfo", "3.7478"),
        ({"vessel_type": "sea_roro", "load": "freight_only"}, "63.28"),
        ({"aircraft_type": "B748"}, "1516"),
        (
            {
                "vehicle_type": "truck_articulated_40t",
                "fuel": "diesel",
                "load_factor": 0.5,
                "empty_runs_factor": 0,
            },
            "118.56",
        ),
    ],
)
def test_methods_and_their_factors(api: Api, asked: Any, grams: str) -> None:
    estimate = api.post(PATH, shipment(shipment=TONNE, route=HUNDRED_KM, method=asked))
    assert estimate["emission_factor"]["gas_emissions"]["co2e"] == grams


@pytest.mark.parametrize(
    ("asked", "fallback"),
    [
        ({"vessel_imo_number": "9321483"}, "imo_unavailable_container_ship_fallback"),
        ({"vessel_name": "Any"}, "imo_unavailable_container_ship_fallback"),
        (
            {"vessel_name": "Any", "trade_lane": "aggregated_other"},
            "imo_unavailable_container_ship_trade_lane_fallback",
        ),
        (
            {
                "vessel_inference": {
                    "departure_on": "2026-01-01",
                    "arrival_on": "2026-02-01",
                    "carrier_name": "MSC",
                }
            },
            "imo_unavailable_container_ship_fallback",
        ),
    ],
)
def test_a_vessel_that_is_not_found_falls_back(api: Api, asked: Any, fallback: str) -> None:
    estimate = api.post(PATH, shipment(method=asked))
    assert estimate["methodology"] == [fallback]
    amount = "2.801492" if "trade_lane" in asked else "2.969503"
    assert estimate["mass"]["amount"] == amount
    inferred = estimate["vessel_inference_details"]
    assert (inferred is not None) == ("vessel_inference" in asked)


def test_a_track_that_was_not_used_is_explained(api: Api) -> None:
    tracking = {"departure_on": "2025-12-01", "arrival_on": "2025-12-24"}
    asked = {"vessel_imo_number": "9321483", "vessel_tracking": tracking}
    details = api.post(PATH, shipment(method=asked))["distance_calculation_details"]
    assert details["vessel_tracking"]["message"]


def test_a_flight_needs_airports(api: Api) -> None:
    flight = {"flight_number": "BA1", "departure_on": "2026-01-02"}
    estimate = api.post(PATH, shipment(shipment=TONNE, route=AIR, method=flight))
    assert estimate["methodology"] == ["flight_number_unavailable_fallback"]
    refusal = api.refusal("POST", PATH, shipment(shipment=TONNE, method=flight))
    assert refusal[:2] == (400, "airport_route_required")
    assert api.send("POST", PATH, shipment(route=HUNDRED_KM, method=flight)).status == 200


@pytest.mark.parametrize(
    ("day", "status"),
    [("0000-01-01", 200), ("2026-01-03", 200), ("2026-01-04", 400), ("9999-12-31", 400)],
)
def test_a_flight_departs_within_a_day(api: Api, day: str, status: int) -> None:
    flight = {"flight_number": "BA1", "departure_on": day}
    body = shipment(shipment=TONNE, route=AIR, method=flight)
    assert api.send("POST", PATH, body).status == status
    if status == 400:
        assert api.refusal("POST", PATH, body)[1] == "future_departure_invalid"


def test_a_logistics_site_has_no_distance(api: Api) -> None:
    estimate = api.post(PATH, site())
    assert estimate["mass"]["amount"] == "0.0401"
    assert {"distance", "raw_distance", "adjusted_distance"}.isdisjoint(estimate)
    assert (estimate["distance_calculation_method"], estimate["route"]) == (None, None)
    assert estimate["activity"] == {"value": "1", "unit": "t"}
    assert estimate["intensity"]["wtw"] == {"amount": "40100", "unit": "g_per_t"}
    assert estimate["emission_factor"]["denominator_unit"] == "t"


def test_parts_of_a_mass_and_of_an_intensity_add_up(api: Api) -> None:
    for asked in ("diesel_truck", "plane", "sea_general_cargo_10dwkt_hfo"):
        load = {"mass": {"amount": "1.234567", "unit": "t"}}
        estimate = api.post(PATH, shipment(shipment=load, route=HUNDRED_KM, method=asked))
        parts = estimate["mass"]["wtw_details"]
        total = sum(Decimal(part["amount"]) for part in parts.values())
        assert total == Decimal(estimate["mass"]["amount"])
        stages = {name: Decimal(each["amount"]) for name, each in estimate["intensity"].items()}
        assert stages["wtt"] + stages["ttw"] + stages["unknown"] == stages["wtw"]
        grams = stages["wtw"] * Decimal(estimate["activity"]["value"])
        assert round(grams / 10**6, 6) == Decimal(estimate["mass"]["amount"])


def test_defaults_of_annotations(api: Api) -> None:
    estimate = api.post(PATH, site())
    assert (estimate["is_shipment"], estimate["shipped_at"]) == (False, "2026-01-02T03:04:05.678Z")
    assert (estimate["created_at"], estimate["source"]) == ("2026-01-02T03:04:05.678Z", "api")
    assert {"metadata", "idempotency_key"}.isdisjoint(estimate)


def test_loads_and_distances_of_any_length_are_estimated(api: Api) -> None:
    long = "9" * 60 + "." + "9" * 60
    route = {"amount": long, "unit": "nm"}
    for load in ({"containers": long}, {"mass": {"amount": long, "unit": "g"}}):
        for asked in ("rail", {"vessel_type": "container_ship"}):
            body = shipment(shipment=load, route=route, method=asked)
            assert len(api.post(PATH, body)["mass"]["amount"]) > 50


@pytest.mark.parametrize("name", ["SimpleShippingMethod", "SimpleSeaShippingMethod"])
def test_every_plain_method_of_the_document_has_a_factor(name: str) -> None:
    api = Api(Sandbox())
    for member in members(name):
        body = shipment(shipment=TONNE, route=HUNDRED_KM, method=member)
        assert api.send("POST", PATH, body).status == 200, member


def test_every_site_of_the_document_has_a_factor() -> None:
    api = Api(Sandbox())
    for member in members("LogisticsSiteMethod"):
        assert api.send("POST", PATH, site(method=member)).status == 200, member


@pytest.mark.parametrize(
    ("key", "name", "more"),
    [
        ("vessel_type", "VariableFuelVesselType", {}),
        ("vessel_type", "VariableLoadVesselType", {}),
        ("aircraft_type", "AircraftType", {}),
        ("trade_lane", "TradeLane", {"vessel_type": "container_ship"}),
        (
            "aircraft_configuration",
            "AircraftConfiguration",
            {"flight_number": "BA1", "departure_on": "2024-01-01"},
        ),
    ],
)
def test_every_class_of_the_document_has_a_factor(
    key: str, name: str, more: dict[str, str]
) -> None:
    api = Api(Sandbox())
    for member in members(name):
        body = shipment(shipment=TONNE, route=HUNDRED_KM, method={key: member, **more})
        assert api.send("POST", PATH, body).status == 200, member


@pytest.mark.parametrize("name", ["RoRoSeaShippingMethod", "HugeOilTankerSeaShippingMethod"])
def test_every_vessel_of_its_own_has_a_factor(api: Api, name: str) -> None:
    document: Any = lune_document.load()
    vessel = document["components"]["schemas"][name]["properties"]["vessel_type"]["const"]
    body = shipment(shipment=TONNE, route=HUNDRED_KM, method={"vessel_type": vessel})
    assert api.send("POST", PATH, body).status == 200


def test_every_vehicle_has_a_factor_for_every_fuel() -> None:
    api = Api(Sandbox())
    for vehicle in members("RoadShippingVehicleType"):
        for fuel in members("RoadFuel"):
            asked = {"vehicle_type": vehicle, "fuel": fuel}
            body = shipment(shipment=TONNE, route=HUNDRED_KM, method=asked)
            assert api.post(PATH, body)["emission_factor"]["category"] == "road", asked


def test_a_distance_that_is_given_is_told_without_needless_zeros(api: Api) -> None:
    estimate = api.post(
        "/estimates/shipping",
        {"shipment": TONNE, "route": {"amount": "0100.50", "unit": "mi"}, "method": "rail"},
    )
    assert estimate["raw_distance"] == {"amount": "100.5", "unit": "mi"}
    assert estimate["distance"] == {"amount": "100.5", "unit": "mi"}
