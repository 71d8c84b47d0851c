"""Ports, airports and cities, and the distances between them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from lune_mock.json_values import optional_text, record, string
from lune_mock.refusals import Refusal
from lune_mock.tables import rows

if TYPE_CHECKING:
    from lune_document import JSON

__all__ = ["Place", "SeaWay", "great_circle_km", "known_places", "place", "sea_way"]

_EARTH_RADIUS_KM = 6371.0088


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

    def json(self) -> JSON:
        """Return the place as a `CalculatedRouteLocation`."""
        return {"label": self.label, "coordinates": {"lat": self.lat, "lon": self.lon}}


@dataclass(frozen=True, slots=True)
class SeaWay:
    """A known way between two ports."""

    raw_km: Decimal
    """Its length before any adjustment."""
    corridor: str | None
    """The member of `TransitCorridor` that it was measured along; None where it needs none."""


@cache
def _ports() -> dict[str, Place]:
    ports: dict[str, Place] = {}
    for row in rows("ports"):
        port = Place(
            "port", float(row["lat"]), float(row["lon"]), row["name"], row["locode"], row["country"]
        )
        for code in filter(None, [row["locode"], *row["aliases"].split(";")]):
            ports[code] = port
    return ports


@cache
def _airports() -> dict[str, Place]:
    airports: dict[str, Place] = {}
    for row in rows("airports"):
        airport = Place(
            "airport",
            float(row["lat"]),
            float(row["lon"]),
            row["city"],
            row["iata"],
            row["country"],
        )
        airports[row["iata"]] = airports[row["icao"]] = airport
    return airports


@cache
def _sea_ways() -> dict[frozenset[str], SeaWay]:
    return {
        frozenset({row["source"], row["destination"]}): SeaWay(
            Decimal(row["raw_km"]), row["corridor"] or None
        )
        for row in rows("sea_distances")
    }


def known_places() -> tuple[Place, ...]:
    """Return the airports and ports that the sandbox knows."""
    return (*_airports().values(), *_ports().values())


def place(location: JSON, field: str) -> Place:
    """Return the place that a `ShippingLocation` names.

    Raises:
        Refusal: the sandbox does not know it.
    """
    named = record(location)
    if "locode" in named:
        return _known(_ports(), string(named["locode"]), field, "locode_not_found", "UN/LOCODE")
    if "code" in named:
        return _known(_airports(), string(named["code"]), field, "airport_invalid", "airport")
    if "lat" in named:
        return Place("point", float(str(named["lat"])), float(str(named["lon"])))
    return _city(named, field)


def _known(table: dict[str, Place], code: str, field: str, refusal: str, what: str) -> Place:
    found = table.get(code)
    if found is None:
        raise Refusal(
            400,
            refusal,
            f"{field}: the sandbox does not know the {what} {code!r}; give coordinates",
        )
    return found


def _city(address: dict[str, JSON], field: str) -> Place:
    city = (optional_text(address.get("city")) or "").casefold()
    country = optional_text(address.get("country_code"))
    for known in known_places():
        is_named = known.label is not None and known.label.casefold() == city
        if is_named and country in {None, known.country}:
            return Place("address", known.lat, known.lon, known.label, country=known.country)
    raise Refusal(
        400,
        "address_not_found",
        f"{field}: the sandbox knows the cities of its ports and airports only, not"
        f" {city[:80]!r}; give coordinates",
    )


def great_circle_km(source: Place, destination: Place) -> Decimal:
    """Return the great-circle distance to the metre, by the haversine formula."""
    lat1, lat2 = math.radians(source.lat), math.radians(destination.lat)
    half_lat = (lat2 - lat1) / 2
    half_lon = math.radians(destination.lon - source.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return Decimal(f"{2 * _EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord))):.3f}")


def sea_way(source: Place, destination: Place) -> SeaWay | None:
    """Return the way by sea between two ports, in either direction; None where unknown."""
    if source.code is None or destination.code is None:
        return None
    return _sea_ways().get(frozenset({source.code, destination.code}))
