"""Shipping estimates."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from lune_mock.amounts import GRAMS, exactly, from_tonnes, half_up, text, tonnes
from lune_mock.calls import Call, Reply
from lune_mock.defaults import server_default
from lune_mock.distances import leg
from lune_mock.freight import freight_factor
from lune_mock.idempotency import fingerprint, key_of, made_before
from lune_mock.json_values import boolean, encode, optional_text, record, string
from lune_mock.methods import method
from lune_mock.orders import quote_of_estimate
from lune_mock.selection import mass_of
from lune_mock.store import Estimate

if TYPE_CHECKING:
    from lune_document import JSON
    from lune_mock.distances import Leg
    from lune_mock.freight import FreightFactor
    from lune_mock.methods import Method

__all__ = ["create"]

_KIND = "shipping"

# Tonnes in a twenty-foot container (API documentation of 2024).
_TONNES_PER_TEU = {
    "lightweight": Decimal(6),
    "average": Decimal(10),
    "heavyweight": Decimal("14.5"),
    "container_only": Decimal(2),
}

# So many decimals of a TEU or a tonne does a converted load keep.
_LOAD_PLACES = 6


@dataclass(frozen=True, slots=True)
class _Load:
    """What is shipped, in the unit of the emission factor."""

    amount: Decimal
    tonnes: Decimal | None
    converted: JSON = None
    conversion: str | None = None


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
    now = call.world.clock.now()
    chosen = method(request["method"], now)
    factor = _factor(chosen, None)
    way = None
    if "route" in request:
        way = leg(request["route"], factor.mode, chosen)
        factor = _factor(chosen, way.km)
    load = _load(record(request["shipment"]), factor.load_unit)
    mass = _mass(factor, load, way)
    id_ = call.world.ids.new()
    document: dict[str, JSON] = {
        "id": id_,
        "mass": _mass_json(mass, factor),
        **_distance_json(way, chosen),
        **_activity_json(factor, load, way),
        "emission_factor": factor.factor.json(),
        "methodology": list(chosen.fallbacks),
        "methodology_details": None,
        "data_quality_score": None,
        "converted_shipment": load.converted,
        "shipment_conversion_method": load.conversion,
        "resolved_legs": None,
        "vessel_inference_details": (
            None if chosen.vessel_inference is None else {"error": chosen.vessel_inference}
        ),
        "is_shipment": boolean(request.get("is_shipment"), default=False),
        "shipped_at": request.get("shipped_at", call.world.now()),
        "quote": quote_of_estimate(call, request, mass),
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
        tonnes=mass,
    )


def _factor(chosen: Method, km: Decimal | None) -> FreightFactor:
    factor = freight_factor(chosen.name, chosen.fuel, km)
    return factor.cooled() if chosen.is_refrigerated else factor


def _load(shipment: dict[str, JSON], unit: str) -> _Load:
    cargo = optional_text(shipment.get("cargo_type"))
    conversion = "average_cargo_type" if cargo is None else "user_provided_cargo_type"
    per_teu = _TONNES_PER_TEU[cargo or server_default("cargo_type")]
    if "containers" in shipment:
        containers = Decimal(string(shipment["containers"]))
        known = mass_of(shipment["mass"]) if "mass" in shipment else None
        if unit == "TEU":
            return _Load(containers, known)
        if known is not None:
            return _Load(known, known)
        with exactly(containers, per_teu):
            amount = containers * per_teu
        return _Load(amount, amount, {"amount": text(amount), "unit": unit}, conversion)
    given = mass_of(shipment["mass"])
    if unit != "TEU":
        return _Load(given, given)
    with exactly(given, per_teu):
        amount = half_up(given / per_teu, _LOAD_PLACES)
    return _Load(amount, given, {"amount": text(amount), "unit": unit}, conversion)


def _mass(factor: FreightFactor, load: _Load, way: Leg | None) -> Decimal:
    grams = factor.factor.co2e
    distance = Decimal(1)
    if way is not None:
        distance = way.raw_km if factor.is_for_raw_distance else way.km
    with exactly(grams, load.amount, distance):
        return half_up(tonnes(grams * load.amount * distance, "g"), GRAMS)


def _mass_json(mass: Decimal, factor: FreightFactor) -> JSON:
    """Return the mass with its parts; they add up to it."""
    well, tank, unknown = Decimal(0), Decimal(0), mass
    if factor.factor.stages is not None:
        stage, _ = factor.factor.stages
        with exactly(mass, stage, factor.factor.co2e):
            well = half_up(mass * stage / factor.factor.co2e, GRAMS)
            tank, unknown = mass - well, Decimal(0)
    parts: dict[str, JSON] = {
        name: {"amount": text(part), "unit": "t"}
        for name, part in (("wtt", well), ("ttw", tank), ("unknown", unknown))
    }
    return {"amount": text(mass), "unit": "t", "wtw_details": parts, "pollutants": None}


def _in_unit(document: dict[str, JSON], unit: str) -> dict[str, JSON]:
    """Return `document`, kept in tonnes, with its emissions in `unit`."""
    if unit != "t":
        mass = record(document["mass"])
        for each in (mass, *map(record, record(mass["wtw_details"]).values())):
            amount = Decimal(string(each["amount"]))
            each["amount"], each["unit"] = text(from_tonnes(amount, unit)), unit
    return document


def _distance_json(way: Leg | None, chosen: Method) -> dict[str, JSON]:
    details: JSON = None
    if chosen.vessel_tracking is not None:
        details = {
            "vessel_tracking": {"message": chosen.vessel_tracking},
            "carrier_schedule_stops": None,
        }
    if way is None:
        return {
            "distance_calculation_method": None,
            "distance_calculation_details": details,
            "route": None,
        }
    return {
        "raw_distance": way.raw,
        "distance": way.adjusted,
        "adjusted_distance": way.adjusted,
        "distance_calculation_method": way.calculation,
        "distance_calculation_details": details,
        "route": way.route,
    }


def _activity_json(factor: FreightFactor, load: _Load, way: Leg | None) -> dict[str, JSON]:
    """Return activity and intensity; both are for tonnes, so a load in TEU has none."""
    if factor.load_unit == "TEU" or load.tonnes is None:
        return {"activity": None, "intensity": None}
    per = "t" if way is None else "tkm"
    well, tank = factor.factor.stages or (Decimal(0), Decimal(0))
    unknown = factor.factor.co2e if factor.factor.stages is None else Decimal(0)
    km = Decimal(1) if way is None else way.km
    with exactly(load.tonnes, km):
        value = text(load.tonnes * km)
    intensities: dict[str, JSON] = {
        name: {"amount": text(amount), "unit": f"g_per_{per}"}
        for name, amount in (
            ("wtt", well),
            ("ttw", tank),
            ("wtw", factor.factor.co2e),
            ("unknown", unknown),
        )
    }
    return {
        "activity": {"value": value, "unit": "t" if way is None else "t*km"},
        "intensity": intensities,
    }
