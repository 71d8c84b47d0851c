from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import lune_document
from lune_mock.emissions.methods import method, row
from lune_mock.emissions.vehicles import vehicle


def members(name: str) -> list[str]:
    document: Any = lune_document.load()
    found: list[str] = document["components"]["schemas"][name]["enum"]
    return found


SIMPLE = [
    *members("SimpleShippingMethod"),
    *members("SimpleSeaShippingMethod"),
    *members("LogisticsSiteMethod"),
]


@pytest.mark.parametrize("name", SIMPLE)
def test_every_simple_method_has_an_intensity(name: str) -> None:
    found = vehicle(method(name), Decimal(2000))
    assert found.wtw > 0
    assert found.factor_name.endswith("(sandbox)")


@pytest.mark.parametrize("lane", members("TradeLane"))
def test_every_trade_lane_has_two_intensities_for_teu(lane: str) -> None:
    asked: dict[str, Any] = {"vessel_type": "container_ship", "trade_lane": lane}
    dry = vehicle(method(asked), None)
    cooled = vehicle(method({**asked, "refrigerated": True}), None)
    assert dry.unit == cooled.unit == "TEU*km"
    assert dry.wtw < cooled.wtw
    assert dry.is_for_raw_distance


@pytest.mark.parametrize("fuel", members("RoadFuel"))
@pytest.mark.parametrize("name", members("RoadShippingVehicleType"))
def test_every_vehicle_takes_every_fuel(name: str, fuel: str) -> None:
    assert vehicle(method({"vehicle_type": name, "fuel": fuel}), None).wtw > 0


@pytest.mark.parametrize("aircraft", members("AircraftType"))
def test_every_aircraft_type_is_cargo_passenger_or_either(aircraft: str) -> None:
    assert row(aircraft).intensity in {"air", "air_freighter", "air_belly"}


@pytest.mark.parametrize(
    ("identification", "said"),
    [
        ({"vessel_imo_number": "9321483"}, ""),
        ({"vessel_name": "Ever Given", "vessel_type": "container_ship"}, ""),
        ({"vessel_imo_number": "9321483", "trade_lane": "aggregated_transsuez"}, "_trade_lane"),
    ],
)
def test_an_identified_vessel_is_any_container_ship(
    identification: dict[str, Any], said: str
) -> None:
    found = method(identification)
    assert found.methodology == (f"imo_unavailable_container_ship{said}_fallback",)
    assert found.name == identification.get("trade_lane", "container_ship")


def test_a_vessel_is_not_inferred_and_not_tracked() -> None:
    days = {"departure_on": "2026-01-01", "arrival_on": "2026-02-01"}
    inferred = method({"vessel_inference": {**days, "carrier_name": "MSC"}})
    assert inferred.vessel_inference
    assert inferred.name == "container_ship"
    assert method({"vessel_imo_number": "9321483", "vessel_tracking": {**days}}).vessel_tracking


def test_a_flight_is_its_configuration() -> None:
    asked: dict[str, Any] = {"flight_number": "BA1", "departure_on": "2026-01-01"}
    assert (method(asked).name, method(asked).is_flight) == ("plane", True)
    assert method(asked).methodology == ("flight_number_unavailable_fallback",)
    assert method({**asked, "aircraft_configuration": "cargo_plane"}).name == "cargo_plane"
