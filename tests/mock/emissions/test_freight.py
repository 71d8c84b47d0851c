from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lune_mock.emissions.freight import freight
from lune_mock.emissions.methods import method
from lune_mock.emissions.vehicles import vehicle

TONNE: dict[str, Any] = {"mass": {"amount": "1", "unit": "t"}}
METHODS = [
    "truck_articulated_44t",
    "truck_rigid_12t_refrigerated",
    "rail",
    "sea_bulk_carrier_60dwkt_hfo",
    "inland_waterway_tanker",
    "cargo_plane",
]

unhurried = settings(deadline=None)
amounts = st.decimals(min_value="0.001", max_value="100000", places=3).map(str)


def shipped(
    mass: str, distance: str, name: str, unit: str = "t", distance_unit: str = "km"
) -> Decimal:
    request: dict[str, Any] = {
        "shipment": {"mass": {"amount": mass, "unit": unit}},
        "route": {"amount": distance, "unit": distance_unit},
        "method": name,
    }
    return freight(request).grams


def carried(containers: str, method: Any, **shipment: str) -> Decimal:
    request: dict[str, Any] = {
        "shipment": {"containers": containers, **shipment},
        "route": {"amount": "2000", "unit": "km"},
        "method": method,
    }
    return freight(request).grams


def test_the_documented_example() -> None:
    found = freight(
        {
            "shipment": {"containers": "2"},
            "route": {"source": {"locode": "CNSGH"}, "destination": {"locode": "NLRTM"}},
            "method": {"vessel_type": "container_ship"},
        }
    )
    assert found.tonnes == Decimal("2.969503")
    assert found.distance is not None
    assert found.distance.km == Decimal("22466.6346")
    assert found.activity is None
    assert found.load.conversion is None
    assert found.method.methodology == ()


def test_a_site_needs_no_way() -> None:
    found = freight({"shipment": TONNE, "method": "warehouse_ambient"})
    assert found.tonnes == Decimal("0.0401")
    assert found.activity == 1
    assert found.distance is None
    assert found.stages == (Decimal(0), Decimal(0), found.tonnes)


def test_activity_in_tonne_kilometres() -> None:
    request: dict[str, Any] = {
        "shipment": {"mass": {"amount": "12", "unit": "t"}},
        "route": {"amount": "100", "unit": "km"},
        "method": "rail",
    }
    assert freight(request).activity == 1200


@pytest.mark.parametrize("name", METHODS)
@unhurried
@given(mass=amounts, km=amounts, times=st.integers(2, 1000))
def test_mass_and_distance_count_in_proportion(name: str, mass: str, km: str, times: int) -> None:
    once = shipped(mass, "2000", name)
    assert shipped(str(Decimal(mass) * times), "2000", name) == once * times
    # Of a flight, more than the distance changes with its length.
    if name != "cargo_plane":
        assert shipped(mass, str(Decimal(km) * times), name) == shipped(mass, km, name) * times


@pytest.mark.parametrize("name", METHODS)
@unhurried
@given(mass=amounts, more=amounts)
def test_more_emits_more_and_parts_add_up(name: str, mass: str, more: str) -> None:
    both = shipped(str(Decimal(mass) + Decimal(more)), "2000", name)
    assert both > shipped(mass, "2000", name)
    assert both == shipped(mass, "2000", name) + shipped(more, "2000", name)


@unhurried
@given(grams=st.integers(1, 10**12))
def test_the_unit_of_the_mass_does_not_matter(grams: int) -> None:
    in_units = {
        shipped(format(Decimal(grams).scaleb(-places), "f"), "1234.5", "rail", unit)
        for unit, places in (("g", 0), ("kg", 3), ("t", 6))
    }
    assert len(in_units) == 1


@unhurried
@given(amount=amounts)
@pytest.mark.parametrize(("unit", "km"), [("km", "1"), ("mi", "1.609344"), ("nm", "1.852")])
def test_the_unit_of_the_distance_does_not_matter(unit: str, km: str, amount: str) -> None:
    in_km = format(Decimal(amount) * Decimal(km), "f")
    assert shipped("7", amount, "rail", distance_unit=unit) == shipped("7", in_km, "rail")


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize(("shortest", "longest"), [(1, 1500), (1501, 20000)])
@unhurried
@given(data=st.data())
def test_further_emits_more_within_a_haul(
    name: str, shortest: int, longest: int, data: st.DataObject
) -> None:
    kms = st.integers(shortest, longest)
    near, far = sorted(data.draw(st.tuples(kms, kms).filter(lambda pair: pair[0] != pair[1])))
    assert shipped("1", str(near), name) < shipped("1", str(far), name)


@pytest.mark.parametrize("method", [{"vessel_type": "container_ship"}, "rail", "cargo_plane"])
@unhurried
@given(containers=st.integers(1, 10**6), times=st.integers(2, 1000))
def test_containers_count_in_proportion(method: Any, containers: int, times: int) -> None:
    assert carried(str(containers * times), method) == times * carried(str(containers), method)


@unhurried
@given(containers=st.integers(1, 10**6))
def test_a_container_is_as_heavy_as_its_cargo(containers: int) -> None:
    weights = {"container_only": "2", "lightweight": "6", "average": "10", "heavyweight": "14.5"}
    for cargo, tonnes in weights.items():
        mass = str(containers * Decimal(tonnes))
        assert carried(str(containers), "rail", cargo_type=cargo) == shipped(mass, "2000", "rail")


@unhurried
@given(mass=amounts, km=amounts, name=st.sampled_from([*METHODS, "truck_generic_van_electric"]))
def test_the_stages_add_up(mass: str, km: str, name: str) -> None:
    request: dict[str, Any] = {
        "shipment": {"mass": {"amount": mass, "unit": "t"}},
        "route": {"amount": km, "unit": "km"},
        "method": name,
    }
    found = freight(request)
    assert sum(found.stages) == found.tonnes
    factor = found.intensity
    assert factor.wtt is None or factor.ttw is None or factor.wtt + factor.ttw == factor.wtw


def test_no_digit_of_a_long_amount_is_lost() -> None:
    zeros = "0" * 60
    assert shipped(f"1{zeros}.000001", "10000", "rail") == Decimal(f"184{zeros}000.184")


def test_the_stages_of_a_long_amount_add_up() -> None:
    found = freight(
        {
            "shipment": {"mass": {"amount": "9" * 50 + ".7", "unit": "t"}},
            "route": {"amount": "1234.5", "unit": "km"},
            "method": "truck_rigid_12t",
        }
    )
    stages = found.stages
    with localcontext(prec=100):
        assert sum(stages) == found.tonnes


def test_the_gases_add_up_to_the_factor() -> None:
    factor = vehicle(method("truck_articulated_44t"), None)
    gases = factor.gases
    total = gases["co2"] + 28 * gases["methane"] + 265 * gases["nitrous_oxide"] + gases["other"]
    assert total == pytest.approx(factor.wtw, abs=Decimal("0.000001"))
    assert gases["other"] == pytest.approx(factor.wtt, abs=Decimal("0.02"))
