"""Ports, airports, coordinates and the cities of both."""

from __future__ import annotations

import importlib
import math
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from lune_mock.emissions.tables import rows
from lune_mock.emissions.unknown import NotEstimatedError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

__all__ = ["Place", "address", "airport", "great_circle_km", "point", "port", "ports"]

_EARTH_RADIUS_KM = 6371.0088

# Places of one name that lie further apart are different places.
_ONE_CITY_KM = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Where a leg begins or ends."""

    kind: str
    """port, airport, point or address."""
    lat: float
    lon: float
    label: str | None = None
    code: str | None = None
    country: str | None = None
    """ISO 3166-1 alpha-3."""


class _Ports(Protocol):
    """What is used of searoute's module of ports: they stand by longitude and latitude."""

    node_list: Mapping[tuple[float, float], Mapping[str, object]]


def ports() -> Collection[Place]:
    """Return every port that is known, each once."""
    return dict.fromkeys(_ports().values()).keys()


def port(locode: str) -> Place:
    """Return the port with that UN/LOCODE, from searoute with the corrections of the table.

    >>> port("NLRTM").label
    'Rotterdam'

    Raises:
        NotEstimatedError: none is known, with the code locode_not_found.
    """
    return _known(_ports(), locode, "locode_not_found", "the UN/LOCODE")


def airport(code: str) -> Place:
    """Return the airport with that IATA or ICAO code.

    Raises:
        NotEstimatedError: none is known, with the code airport_invalid.
    """
    table = _airports("IATA" if len(code) == len("LHR") else "ICAO")
    return _known(table, code, "airport_invalid", "the airport")


def point(lat: float, lon: float) -> Place:
    """Return a place by its coordinates in degrees."""
    return Place("point", lat, lon)


def address(city: str, country: str | None = None) -> Place:
    """Return a city that has a port or an airport.

    Args:
        city: its name; upper and lower case are the same.
        country: ISO 3166-1 alpha-3; needed where several countries have a city of that name.

    Raises:
        NotEstimatedError: none is known, or more than one, with the code address_not_found.
    """
    found = [
        place for place in _cities().get(city.casefold(), ()) if country in {None, place.country}
    ]
    if not found:
        where = "" if country is None else f" in {country[:80]}"
        reason = (
            f"without a network only the cities of ports and airports are known, not"
            f" {city[:80]!r}{where}; give coordinates"
        )
        if country is not None and country not in _countries().values():
            reason += ", or a country_code of ISO 3166-1 alpha-3"
    elif any(great_circle_km(found[0], other) > _ONE_CITY_KM for other in found):
        reason = f"there are several places called {city[:80]!r}; give coordinates"
        if country is None:
            reason += " or a country_code"
    else:
        return replace(found[0], kind="address", code=None)
    raise NotEstimatedError(reason, "address_not_found")


def great_circle_km(source: Place, destination: Place) -> Decimal:
    """Return the great-circle distance to the metre, by the haversine formula."""
    lat1, lat2 = math.radians(source.lat), math.radians(destination.lat)
    half_lat = (lat2 - lat1) / 2
    half_lon = math.radians(destination.lon - source.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return Decimal(f"{2 * _EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord))):.3f}")


def _known(table: Mapping[str, Place], code: str, refusal: str, what: str) -> Place:
    found = table.get(code)
    if found is None:
        message = f"{what} {code!r} is not known; give coordinates"
        raise NotEstimatedError(message, refusal)
    return found


@cache
def _countries() -> dict[str, str]:
    return {row["alpha_2"]: row["alpha_3"] for row in rows("countries")}


@cache
def _ports() -> dict[str, Place]:
    # A table of half a megabyte, loaded with the first code of a port.
    module = cast("_Ports", importlib.import_module("searoute.data.ports_dict"))
    ports: dict[str, Place] = {}
    for (lon, lat), port_ in module.node_list.items():
        code = str(port_["port"])
        ports.setdefault(code, _port(code, str(port_["name"]), lat, lon))
    for row in rows("ports"):
        corrected = _port(row["locode"], row["name"], float(row["lat"]), float(row["lon"]))
        for code in filter(None, [row["locode"], *row["aliases"].split(";")]):
            ports[code] = corrected
    return ports


def _port(code: str, name: str, lat: float, lon: float) -> Place:
    return Place("port", lat, lon, name, code, _countries().get(code[:2]))


@cache
def _airports(kind: str) -> dict[str, Place]:
    # A table of a few megabytes, loaded with the first code of an airport.
    import airportsdata  # noqa: PLC0415 - see above

    table = airportsdata.load("IATA") if kind == "IATA" else airportsdata.load("ICAO")
    return {
        code: Place(
            "airport",
            each["lat"],
            each["lon"],
            each["city"] or each["name"],
            code,
            _countries().get(each["country"]),
        )
        for code, each in table.items()
    }


@cache
def _cities() -> dict[str, list[Place]]:
    cities: dict[str, list[Place]] = {}
    _file(cities, _ports().values())
    _file(cities, _airports("IATA").values())
    return cities


def _file(cities: dict[str, list[Place]], places: Iterable[Place]) -> None:
    for place in places:
        if place.label:
            cities.setdefault(place.label.casefold(), []).append(place)
