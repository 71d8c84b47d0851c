"""How far a leg is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from lune_mock.amounts import exactly
from lune_mock.emissions.places import address, airport, great_circle_km, point, port
from lune_mock.emissions.sea import sea_way
from lune_mock.emissions.unknown import NotEstimatedError
from lune_mock.json_values import items, optional_text, record, string

if TYPE_CHECKING:
    from lune_document import JSON
    from lune_mock.emissions.places import Place

__all__ = ["Distance", "distance"]

_KM = {"km": Decimal(1), "mi": Decimal("1.609344"), "nm": Decimal("1.852")}

# GLEC's adjustment of the shortest feasible distance by sea.
_SEA_ADJUSTMENT = Decimal("1.15")
# GLEC v3.2: what a flight is longer than the great circle.
_FLIGHT_DETOUR_KM = Decimal(95)
# Without a map, twice the great circle; the API has its own name for it.
_LAND_DETOUR = Decimal(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """A distance, before and after its adjustment, and how it was found."""

    raw_km: Decimal
    km: Decimal
    calculation: str
    """A member of `DistanceCalculationMethod`."""
    source: Place | None = None
    destination: Place | None = None
    """The ends; None where the caller gave the distance."""
    has_route: bool = False
    """Whether the answer shows the way: by sea or air, and from no address to no address."""


def distance(route: dict[str, JSON], mode: str, *, between_airports: bool = False) -> Distance:
    """Return the distance of a `ShippingRoute`.

    Args:
        route: a distance, or two ends.
        mode: sea, inland_waterway, air, rail or road.
        between_airports: whether both ends must be airports.

    Raises:
        NotEstimatedError: a place is unknown or unfit, or there is no way between them.
    """
    if "amount" in route:
        amount, factor = Decimal(string(route["amount"])), _KM[string(route["unit"])]
        with exactly(amount, factor):
            km = amount * factor
        return Distance(raw_km=km, km=km, calculation="user_input")
    source, destination = (
        _end(record(route[name]), f"route.{name}", mode, between_airports=between_airports)
        for name in ("source", "destination")
    )
    raw, km, calculation = _between(source, destination, route, mode)
    return Distance(
        raw_km=raw,
        km=km,
        calculation=calculation,
        source=source,
        destination=destination,
        has_route=mode in {"sea", "air"} and "address" not in {source.kind, destination.kind},
    )


def _between(
    source: Place, destination: Place, route: dict[str, JSON], mode: str
) -> tuple[Decimal, Decimal, str]:
    if mode == "sea":
        raw = _by_sea(source, destination, route)
    else:
        raw = great_circle_km(source, destination)
    with exactly(raw):
        if mode == "sea":
            return raw, raw * _SEA_ADJUSTMENT, "sea_distance_algorithm"
        if mode == "air":
            return raw, raw + _FLIGHT_DETOUR_KM, "great_circle_distance"
        return raw * _LAND_DETOUR, raw * _LAND_DETOUR, "great_circle_distance_x2"


def _by_sea(source: Place, destination: Place, route: dict[str, JSON]) -> Decimal:
    along = optional_text(route.get("transit_corridor"))
    avoiding = [string(each) for each in items(route.get("restricted_transit_corridors", []))]
    way = sea_way(source, destination, along=along, avoiding=frozenset(avoiding))
    if way is None:
        asked = f" along {along}" if along else ""
        if avoiding:
            asked += f" that avoids {' and '.join(avoiding)}"
        message = f"route: no way by sea is known between these places{asked}; give a distance"
        raise NotEstimatedError(message, "route_not_found")
    return way.km


def _end(location: dict[str, JSON], field: str, mode: str, *, between_airports: bool) -> Place:
    try:
        end = _place(location)
    except NotEstimatedError as error:
        message = f"{field}: {error.message}"
        raise NotEstimatedError(message, error.code) from None
    if mode == "sea" and end.kind == "airport":
        message = f"{field}: {end.code} is an airport, not a port"
        raise NotEstimatedError(message, "port_not_found")
    if between_airports and end.kind != "airport":
        message = f"{field} is no airport; a flight takes the codes of two airports, or a distance"
        raise NotEstimatedError(message, "airport_route_required")
    return end


def _place(location: dict[str, JSON]) -> Place:
    if "locode" in location:
        return port(string(location["locode"]))
    if "code" in location:
        return airport(string(location["code"]))
    if "lat" in location:
        return point(float(str(location["lat"])), float(str(location["lon"])))
    return address(
        optional_text(location.get("city")) or "", optional_text(location.get("country_code"))
    )
