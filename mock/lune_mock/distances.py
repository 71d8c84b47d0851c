"""How far a leg is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from lune_mock.amounts import exactly, text
from lune_mock.json_values import items, optional_text, record, string
from lune_mock.places import Place, great_circle_km, place, sea_way
from lune_mock.refusals import Refusal
from lune_mock.rules import exclusive

if TYPE_CHECKING:
    from lune_document import JSON
    from lune_mock.methods import Method
    from lune_mock.places import SeaWay

__all__ = ["Leg", "leg"]

_KM = {"km": Decimal(1), "mi": Decimal("1.609344"), "nm": Decimal("1.852")}

# GLEC's adjustment of the shortest feasible distance by sea.
_SEA_ADJUSTMENT = Decimal("1.15")
# GLEC v3.2: what a flight is longer than the great circle.
_FLIGHT_DETOUR_KM = Decimal(95)
# Without a map, twice the great circle; the API has its own name for it.
_LAND_DETOUR = Decimal(2)


@dataclass(frozen=True, slots=True)
class Leg:
    """A distance, before and after its adjustment, and how it was found."""

    raw_km: Decimal
    km: Decimal
    calculation: str
    """A member of `DistanceCalculationMethod`."""
    raw: JSON
    """The distances as the API shows them, in the unit of the caller where he gave one."""
    adjusted: JSON
    route: JSON = None


def leg(route: JSON, mode: str, method: Method) -> Leg:
    """Return the distance of a `ShippingRoute`.

    Raises:
        Refusal: a place is unknown, the method cannot begin or end there, or no way is known that
            keeps to the corridors asked for.
    """
    asked = record(route)
    if "amount" in asked:
        amount = Decimal(string(asked["amount"]))
        factor = _KM[string(asked["unit"])]
        with exactly(amount, factor):
            km = amount * factor
        given: JSON = {**asked, "amount": text(amount)}
        return Leg(km, km, "user_input", given, given)
    both = [name for name in exclusive("ShippingSourceDestination") if asked.get(name)]
    if len(both) > 1:
        raise Refusal(
            400,
            "route_not_found",
            f"route: {' and '.join(both)} exclude each other; give one of them",
        )
    source = place(asked["source"], "route.source")
    destination = place(asked["destination"], "route.destination")
    for end, field in ((source, "route.source"), (destination, "route.destination")):
        _refuse_misfit(end, field, mode, method)
    circle = great_circle_km(source, destination)
    with exactly(circle):
        if mode == "sea":
            way = sea_way(source, destination)
            _refuse_corridors(asked, way)
            raw, calculation = circle, "great_circle_distance"
            if way is not None:
                raw, calculation = way.raw_km, "sea_distance_algorithm"
            km = raw * _SEA_ADJUSTMENT
        elif mode == "air":
            raw, km, calculation = circle, circle + _FLIGHT_DETOUR_KM, "great_circle_distance"
        else:
            raw = km = circle * _LAND_DETOUR
            calculation = "great_circle_distance_x2"
    has_route = mode in {"sea", "air"} and "address" not in {source.kind, destination.kind}
    shown = _shown(raw), _shown(km)
    return Leg(
        raw, km, calculation, *shown, _route(source, destination, *shown) if has_route else None
    )


def _avoided(route: dict[str, JSON]) -> list[JSON]:
    """Return the corridors to avoid; an empty list restricts nothing."""
    return items(route.get("restricted_transit_corridors", []))


def _refuse_corridors(route: dict[str, JSON], way: SeaWay | None) -> None:
    """Refuse corridors that the one known way does not keep to.

    Without a known way there is only the great circle, which takes no corridor: it cannot go along
    the one that is asked for, and goes along none that is to be avoided.
    """
    along = None if way is None else way.corridor
    wanted = optional_text(route.get("transit_corridor"))
    if wanted is not None and wanted != along:
        known = "it has the great circle only"
        if way is not None:
            known = f"the one it knows goes along {along or 'no corridor'}"
        raise Refusal(
            400,
            "route_not_found",
            f"route.transit_corridor: the sandbox knows no way along {wanted} between these places;"
            f" {known}",
        )
    if along is not None and along in _avoided(route):
        raise Refusal(
            400,
            "route_not_found",
            f"route.restricted_transit_corridors: the only way that the sandbox knows between these"
            f" places is along {along}",
        )


def _refuse_misfit(end: Place, field: str, mode: str, method: Method) -> None:
    if mode == "sea" and end.kind == "airport":
        raise Refusal(400, "port_not_found", f"{field}: {end.code} is an airport, not a port")
    if method.is_flight and end.kind != "airport":
        raise Refusal(
            400,
            "airport_route_required",
            f"{field} is no airport; a flight takes the codes of two airports, or a distance",
        )


def _shown(km: Decimal) -> JSON:
    return {"amount": text(km), "unit": "km"}


def _route(source: Place, destination: Place, raw: JSON, adjusted: JSON) -> JSON:
    return {
        "source": source.json(),
        "legs": [
            {
                "location": destination.json(),
                "raw_distance": raw,
                "distance": adjusted,
                "adjusted_distance": adjusted,
            }
        ],
        "attribution": None,
    }
