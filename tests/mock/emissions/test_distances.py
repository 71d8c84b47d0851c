from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from lune_mock.emissions.distances import distance
from lune_mock.emissions.unknown import NotEstimatedError

ROTTERDAM: dict[str, Any] = {"locode": "NLRTM"}
BERLIN: dict[str, Any] = {"lat": 52.52, "lon": 13.405}


def route(source: dict[str, Any], destination: dict[str, Any] = ROTTERDAM) -> dict[str, Any]:
    return {"source": source, "destination": destination}


@pytest.mark.parametrize(("unit", "km"), [("km", "100"), ("mi", "160.9344"), ("nm", "185.2")])
def test_a_given_distance_is_used_as_it_is(unit: str, km: str) -> None:
    far = distance({"amount": "100", "unit": unit}, "sea")
    assert far.raw_km == far.km == Decimal(km)
    assert (far.calculation, far.has_route) == ("user_input", False)


def test_the_sea_is_adjusted_by_15_percent() -> None:
    far = distance(route({"locode": "CNSGH"}), "sea")
    assert (far.raw_km, far.km) == (Decimal("19536.204"), Decimal("22466.6346"))
    assert (far.calculation, far.has_route) == ("sea_distance_algorithm", True)


def test_a_flight_is_95_km_longer_than_the_great_circle() -> None:
    far = distance(route({"code": "LHR"}, {"code": "KJFK"}), "air")
    assert 5530 < far.raw_km < 5560
    assert far.km == far.raw_km + 95
    assert (far.calculation, far.has_route) == ("great_circle_distance", True)


@pytest.mark.parametrize("mode", ["road", "rail", "inland_waterway"])
def test_land_is_twice_the_great_circle(mode: str) -> None:
    far = distance(route(ROTTERDAM, BERLIN), mode)
    assert far.raw_km == far.km
    assert 1200 < far.km < 1250
    assert (far.calculation, far.has_route) == ("great_circle_distance_x2", False)


def test_an_address_has_no_route() -> None:
    far = distance(route({"city": "shanghai"}), "sea")
    assert not far.has_route


def test_the_way_can_be_prescribed() -> None:
    ends = route({"locode": "CNSGH"})
    around = {**ends, "transit_corridor": "cape_of_good_hope"}
    avoiding = {**ends, "restricted_transit_corridors": ["suez", "panama"]}
    cape = distance(around, "sea")
    assert cape.raw_km > 25_000
    assert distance(avoiding, "sea").raw_km == cape.raw_km


@pytest.mark.parametrize(
    ("source", "mode", "code", "advice"),
    [
        ({"locode": "XXXXX"}, "sea", "locode_not_found", "route.source: the UN/LOCODE 'XXXXX'"),
        ({"code": "QQQ"}, "air", "airport_invalid", "route.source"),
        ({"city": "Atlantis"}, "road", "address_not_found", "'Atlantis'"),
        ({"code": "LHR"}, "sea", "port_not_found", "LHR is an airport"),
        ({"lat": 43.8, "lon": 87.6}, "sea", "route_not_found", "give a distance"),
    ],
)
def test_refused_ends(source: dict[str, Any], mode: str, code: str, advice: str) -> None:
    with pytest.raises(NotEstimatedError, match=advice) as refused:
        distance(route(source), mode)
    assert refused.value.code == code


def test_a_flight_by_number_is_between_airports() -> None:
    with pytest.raises(NotEstimatedError, match=r"route\.destination") as refused:
        distance(route({"code": "LHR"}), "air", between_airports=True)
    assert refused.value.code == "airport_route_required"
