from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lune_document
from lune_mock.emissions.intensities import Intensity, intensity
from lune_mock.emissions.methods import method
from lune_mock.emissions.vehicles import vehicle

DOCUMENT: Any = lune_document.load()
KM = Decimal(2000)


def members(name: str) -> list[str]:
    found: list[str] = DOCUMENT["components"]["schemas"][name]["enum"]
    return found


def add_up(found: Intensity) -> bool:
    return found.wtt is None or found.ttw is None or found.wtt + found.ttw == found.wtw


def of(asked: Any, km: Decimal = KM) -> Decimal:
    return vehicle(method(asked), km).wtw


def lane(name: str, *, refrigerated: bool = False) -> dict[str, Any]:
    return {"vessel_type": "container_ship", "trade_lane": name, "refrigerated": refrigerated}


@pytest.mark.parametrize(
    ("asked", "grams"),
    [
        ({"vessel_type": "container_ship"}, "76"),
        ({"vessel_type": "container_ship", "refrigerated": True}, "145"),
        (lane("disaggregated_asia_to_north_europe"), "46.9"),
        (lane("disaggregated_asia_to_north_europe", refrigerated=True), "110.6"),
        (lane("disaggregated_asia_to_mediterranean"), "52.2"),
        (lane("disaggregated_asia_to_mediterranean", refrigerated=True), "116.4"),
        (lane("disaggregated_asia_to_north_america_west"), "67"),
        (lane("disaggregated_asia_to_north_america_west", refrigerated=True), "134.4"),
        (lane("disaggregated_asia_to_north_america_east"), "59"),
        (lane("disaggregated_asia_to_north_america_east", refrigerated=True), "122.5"),
        (lane("disaggregated_intra_africa"), "71.7"),
        (lane("disaggregated_intra_africa", refrigerated=True), "142.3"),
        ("plane", "788"),
        ("cargo_plane", "608"),
        ("passenger_plane", "936"),
        ("rail", "18.4"),
        ("inland_waterway_motor_vessel_small", "34"),
        ("inland_waterway_motor_vessel_medium", "21.3"),
        ("sea_roro_10dwkt_vlsfo", "45.7"),
        ("sea_bulk_carrier_60dwkt_vlsfo", "7.08"),
        ("truck_articulated_44t", "95.02"),
        ("truck_generic_van", "782.25"),
        ("diesel_freight_train", "34.7"),
        ("warehouse_ambient", "40100"),
        ("maritime_container_terminal", "1140"),
    ],
)
def test_published_figures_to_the_digit(asked: Any, grams: str) -> None:
    assert of(asked) == Decimal(grams)


@pytest.mark.parametrize(
    ("name", "grams"), [("plane", "1363"), ("cargo_plane", "1516"), ("passenger_plane", "1239")]
)
def test_a_short_haul_ends_at_1500_km(name: str, grams: str) -> None:
    assert of(name, Decimal(1500)) == Decimal(grams)
    assert of(name, Decimal("1500.001")) < Decimal(grams)


@pytest.mark.parametrize(
    ("plain", "uplift"),
    [("truck_generic_van", "1.15"), ("truck_rigid_12t", "1.12"), ("truck_articulated_44t", "1.12")],
)
def test_cooling_on_a_road(plain: str, uplift: str) -> None:
    cooled = vehicle(method(f"{plain}_refrigerated"), None)
    assert cooled.wtw == pytest.approx(of(plain) * Decimal(uplift), abs=Decimal("0.0001"))
    assert cooled.name.endswith("refrigerated")


@pytest.mark.parametrize("ship", ["sea_bulk_carrier_60dwkt", "sea_oil_tanker_200dwkt"])
def test_a_fuel_of_the_sea_changes_both_parts(ship: str) -> None:
    plain, gas_oil = (vehicle(method(f"{ship}_{fuel}"), None) for fuel in ("vlsfo", "mdo"))
    assert plain.gases
    assert not gas_oil.gases
    assert plain.wtt is not None
    assert gas_oil.wtt is not None
    assert gas_oil.wtt == pytest.approx(plain.wtt * Decimal("1.0909"), abs=Decimal("0.0001"))
    assert plain.ttw is not None
    assert gas_oil.ttw == pytest.approx(plain.ttw * Decimal("0.9767"), abs=Decimal("0.0001"))
    assert gas_oil.key != plain.key


def truck(**changes: Any) -> dict[str, Any]:
    return {"vehicle_type": "truck_articulated_40t", "fuel": "diesel", **changes}


@pytest.mark.parametrize("load_factor", [0.5, 1])
def test_a_lorry_that_never_runs_empty_is_as_published(load_factor: float) -> None:
    found = vehicle(method(truck(load_factor=load_factor, empty_runs_factor=0)), None)
    published = intensity(f"articulated_lorry_{'half' if load_factor < 1 else 'full'}")
    assert (found.wtt, found.ttw) == (published.wtt, published.ttw)


def test_a_name_says_one_load_and_one_fuel() -> None:
    half = vehicle(method(truck(load_factor=0.5)), None)
    assert half.name == "Articulated lorry over 33 t, load factor 0.5, empty runs factor 0.17"
    assert vehicle(method("truck_generic_van_lpg"), None).name == "Van up to 3.5 t, lpg"


def test_less_load_and_more_empty_runs_emit_more() -> None:
    loads = [of(truck(load_factor=each)) for each in (1, 0.8, 0.6, 0.4, 0.2)]
    assert loads == sorted(loads)
    empty = [of(truck(empty_runs_factor=each)) for each in (0, 0.2, 0.4, 0.6)]
    assert empty == sorted(empty)


def test_a_container_ship_that_is_half_as_full() -> None:
    asked: dict[str, Any] = {"vessel_type": "container_ship", "load_factor": 0.35}
    assert of(asked) == 2 * 76


@pytest.mark.parametrize("load_factor", [0, 1e-300, -1, -1e300])
@pytest.mark.parametrize("asked", [truck(), {"vessel_type": "container_ship"}])
def test_no_vehicle_carries_less_than_a_hundredth(
    asked: dict[str, Any], load_factor: float
) -> None:
    least = of({**asked, "load_factor": 0.01})
    assert of({**asked, "load_factor": load_factor}) == least > of(asked)


@pytest.mark.parametrize("asked", [truck(), {"vessel_type": "container_ship"}])
def test_no_vehicle_is_more_than_full(asked: dict[str, Any]) -> None:
    assert of({**asked, "load_factor": 1e300}) == of({**asked, "load_factor": 1})


def test_no_lorry_always_runs_empty() -> None:
    assert of(truck(empty_runs_factor=1)) == of(truck(empty_runs_factor=0.99))


def test_electricity_is_provided_not_burnt() -> None:
    found = vehicle(method("truck_rigid_20t_electric"), None)
    assert found.ttw == 0
    assert found.wtt == found.wtw


@pytest.mark.parametrize("fuel", ["hvo_from_tallow", "50_diesel_50_biodiesel"])
def test_biofuels_emit_less(fuel: str) -> None:
    assert of(truck(fuel=fuel)) < of(truck())


@pytest.mark.parametrize("name", [*members("SimpleShippingMethod"), *members("TradeLane")])
def test_well_to_tank_and_tank_to_wheel_are_well_to_wheel(name: str) -> None:
    asked = lane(name) if name in members("TradeLane") else name
    for km in (Decimal(500), KM):
        assert add_up(vehicle(method(asked), km))


@pytest.mark.parametrize("name", members("RoadShippingVehicleType"))
@given(
    fuel=st.sampled_from(members("RoadFuel")),
    refrigerated=st.booleans(),
    load_factor=st.floats(0.01, 1),
    empty_runs_factor=st.floats(0, 0.99),
)
def test_so_they_are_of_any_vehicle(name: str, **changes: Any) -> None:
    found = vehicle(method(truck(vehicle_type=name, **changes)), None)
    assert add_up(found)
    assert found.wtw > 0
