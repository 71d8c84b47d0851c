"""Shipping estimates."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from lune_mock.amounts import from_tonnes, text
from lune_mock.calls import Call, Reply
from lune_mock.defaults import server_default
from lune_mock.emission_factors import freight_factor
from lune_mock.emissions.freight import freight
from lune_mock.idempotency import fingerprint, key_of, made_before
from lune_mock.json_values import boolean, encode, optional_text, record, string
from lune_mock.orders import quote_of_estimate
from lune_mock.refusals import Refusal, estimating
from lune_mock.rules import exclusive
from lune_mock.store import Estimate

if TYPE_CHECKING:
    from datetime import datetime

    from lune_document import JSON
    from lune_mock.emissions.distances import Distance
    from lune_mock.emissions.freight import Freight
    from lune_mock.emissions.loads import Load
    from lune_mock.emissions.places import Place

__all__ = ["create"]

_KIND = "shipping"

# How far ahead a flight may depart.
_FLIGHTS_ARE_KNOWN = timedelta(hours=24)


def create(call: Call) -> Reply:
    """Estimate a shipping leg or a logistics site."""
    request = record(call.body)
    key = key_of(request)
    unit = optional_text(call.query.get("estimate_mass_unit"))
    asked = fingerprint(_KIND, request)
    shelf = call.books.estimates
    estimate = made_before(call, shelf, key, asked, "estimate_idempotency_already_exists")
    if estimate is None:
        estimate = _estimate(call, request, key, asked)
        shelf.add(estimate)
    return Reply(200, _in_unit(estimate.read(), unit or server_default("estimate_mass_unit")))


def _estimate(call: Call, request: dict[str, JSON], key: str | None, asked: bytes) -> Estimate:
    _refuse_departure(request["method"], call.world.clock.now())
    route = record(request.get("route", {}))
    _refuse_corridors(route)
    with estimating():
        found = freight(request)
    id_ = call.world.ids.new()
    document: dict[str, JSON] = {
        "id": id_,
        "mass": _mass_json(found),
        **_distance_json(found.distance, route),
        "distance_calculation_details": _details_json(found.method.vessel_tracking),
        **_activity_json(found),
        "emission_factor": freight_factor(found.intensity),
        "methodology": list(found.method.methodology),
        "methodology_details": None,
        "data_quality_score": None,
        "converted_shipment": _converted_json(found.load),
        "shipment_conversion_method": found.load.conversion,
        "resolved_legs": None,
        "vessel_inference_details": _inference_json(found.method.vessel_inference),
        "is_shipment": boolean(request.get("is_shipment"), default=False),
        "shipped_at": request.get("shipped_at", call.world.now()),
        "quote": quote_of_estimate(call, request, found.tonnes),
        "request": request,
        "external_estimate_url": None,
        "source": "api",
        "created_at": call.world.now(),
        "filename": None,
        "user_fullname": None,
    }
    if "metadata" in request:
        document["metadata"] = request["metadata"]
    if key is not None:
        document["idempotency_key"] = key
    return Estimate(
        id=id_,
        document=encode(document),
        key=key,
        requests=(asked,),
        kind=_KIND,
        tonnes=found.tonnes,
    )


def _refuse_departure(method: JSON, now: datetime) -> None:
    """Refuse a flight that departs too far ahead; other methods have no such day."""
    if not isinstance(method, dict) or "flight_number" not in method:
        return
    departure = string(method["departure_on"])
    # Days as text are in order, and there are more of them than Python has dates.
    if departure > (now + _FLIGHTS_ARE_KNOWN).date().isoformat():
        raise Refusal(
            400,
            "future_departure_invalid",
            f"method.departure_on is {departure}; the latest is 24 hours ahead",
        )


def _refuse_corridors(route: dict[str, JSON]) -> None:
    both = [name for name in exclusive("ShippingSourceDestination") if route.get(name)]
    if len(both) > 1:
        raise Refusal(
            400,
            "route_not_found",
            f"route: {' and '.join(both)} exclude each other; give one of them",
        )


def _mass_json(found: Freight) -> JSON:
    """Return the mass with its parts; they add up to it."""
    parts: dict[str, JSON] = {
        name: {"amount": text(part), "unit": "t"}
        for name, part in zip(("wtt", "ttw", "unknown"), found.stages, strict=True)
    }
    return {
        "amount": text(found.tonnes),
        "unit": "t",
        "wtw_details": parts,
        "pollutants": None,
    }


def _in_unit(document: dict[str, JSON], unit: str) -> dict[str, JSON]:
    """Return `document`, kept in tonnes, with its emissions in `unit`."""
    if unit != "t":
        mass = record(document["mass"])
        for each in (mass, *map(record, record(mass["wtw_details"]).values())):
            amount = Decimal(string(each["amount"]))
            each["amount"], each["unit"] = text(from_tonnes(amount, unit)), unit
    return document


def _distance_json(found: Distance | None, route: dict[str, JSON]) -> dict[str, JSON]:
    if found is None:
        return {"distance_calculation_method": None, "route": None}
    raw, adjusted = _km(found.raw_km), _km(found.km)
    if "amount" in route:
        # A distance that is given stays in its unit.
        raw = adjusted = {**route, "amount": text(Decimal(string(route["amount"])))}
    return {
        "raw_distance": raw,
        "distance": adjusted,
        "adjusted_distance": adjusted,
        "distance_calculation_method": found.calculation,
        "route": _route_json(found, raw, adjusted),
    }


def _km(distance: Decimal) -> dict[str, JSON]:
    return {"amount": text(distance), "unit": "km"}


def _route_json(found: Distance, raw: JSON, adjusted: JSON) -> JSON:
    if not found.has_route or found.source is None or found.destination is None:
        return None
    return {
        "source": _location(found.source),
        "legs": [
            {
                "location": _location(found.destination),
                "raw_distance": raw,
                "distance": adjusted,
                "adjusted_distance": adjusted,
            }
        ],
        "attribution": None,
    }


def _location(place: Place) -> JSON:
    return {"label": place.label, "coordinates": {"lat": place.lat, "lon": place.lon}}


def _details_json(vessel_tracking: str | None) -> JSON:
    if vessel_tracking is None:
        return None
    return {"vessel_tracking": {"message": vessel_tracking}, "carrier_schedule_stops": None}


def _inference_json(vessel_inference: str | None) -> JSON:
    return None if vessel_inference is None else {"error": vessel_inference}


def _converted_json(load: Load) -> JSON:
    return None if load.conversion is None else {"amount": text(load.amount), "unit": load.unit}


def _activity_json(found: Freight) -> dict[str, JSON]:
    """Return activity and intensity; both are for tonnes, so a load in TEU has none."""
    if found.activity is None:
        return {"activity": None, "intensity": None}
    is_site = found.distance is None
    intensity = found.intensity
    stages = {
        "wtt": intensity.wtt or Decimal(0),
        "ttw": intensity.ttw or Decimal(0),
        "wtw": intensity.wtw,
        "unknown": intensity.wtw if intensity.wtt is None else Decimal(0),
    }
    unit = "g_per_t" if is_site else "g_per_tkm"
    return {
        "activity": {"value": text(found.activity), "unit": "t" if is_site else "t*km"},
        "intensity": {
            name: {"amount": text(amount), "unit": unit} for name, amount in stages.items()
        },
    }
