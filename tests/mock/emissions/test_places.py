from __future__ import annotations

import pickle

import pytest

from lune_mock.emissions.places import address, airport, great_circle_km, point, port
from lune_mock.emissions.unknown import NotEstimatedError


@pytest.mark.parametrize("locode", ["CNSGH", "CNSHA", "CNSHG"])
def test_shanghai_has_three_codes_and_one_place(locode: str) -> None:
    assert port(locode) == port("CNSGH")
    assert (port(locode).label, port(locode).country) == ("Shanghai", "CHN")


def test_a_port_that_searoute_misplaces_is_where_it_is() -> None:
    qingdao = port("CNQIN")
    assert 35.5 < qingdao.lat < 36.5
    assert 120 < qingdao.lon < 121


def test_an_airport_has_two_codes() -> None:
    by_iata, by_icao = airport("LHR"), airport("EGLL")
    assert (by_iata.lat, by_iata.lon) == (by_icao.lat, by_icao.lon)
    assert (by_iata.label, by_iata.country) == ("London", "GBR")


def test_a_city_is_that_of_its_port() -> None:
    rotterdam = address("rotterdam", "NLD")
    assert (rotterdam.kind, rotterdam.code) == ("address", None)
    assert great_circle_km(rotterdam, port("NLRTM")) == 0


def test_an_inland_city_is_that_of_its_airport() -> None:
    assert address("Madrid", "ESP").label == "Madrid"


@pytest.mark.parametrize(
    ("city", "country", "advice"),
    [
        ("Atlantis", None, "give coordinates"),
        ("Portland", None, "country_code"),
        ("", "GBR", "in GBR; give coordinates$"),
        ("Paris", "FR", "in FR; give coordinates, or a country_code of ISO 3166-1 alpha-3$"),
    ],
)
def test_an_unknown_address_and_one_that_several_have(
    city: str, country: str | None, advice: str
) -> None:
    with pytest.raises(NotEstimatedError, match=advice) as refused:
        address(city, country)
    assert refused.value.code == "address_not_found"


def test_unknown_codes() -> None:
    with pytest.raises(NotEstimatedError, match="'XXXXX'") as refused:
        port("XXXXX")
    assert refused.value.code == "locode_not_found"
    for code in ("QQQ", "QQQQ"):
        with pytest.raises(NotEstimatedError, match=code) as refused:
            airport(code)
        assert refused.value.code == "airport_invalid"


def test_a_refusal_survives_pickling() -> None:
    error = NotEstimatedError("why", "port_not_found")
    again = pickle.loads(pickle.dumps(error))
    assert (again.message, again.code, str(again)) == ("why", "port_not_found", "why")


def test_the_great_circle_is_the_same_both_ways_and_around_the_date_line() -> None:
    east, west = point(0, 179.5), point(0, -179.5)
    assert great_circle_km(east, west) == great_circle_km(west, east)
    assert 111 < great_circle_km(east, west) < 112
