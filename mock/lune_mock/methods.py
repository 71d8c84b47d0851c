"""What the shipping method of a request stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lune_mock.json_values import boolean, optional_text, string
from lune_mock.refusals import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from lune_document import JSON

__all__ = ["Method", "method"]

_CONTAINER_SHIP = "container_ship"
_IDENTIFICATIONS = frozenset({"vessel_imo_number", "vessel_name", "vessel_inference"})
_REFRIGERATED = "_refrigerated"


@dataclass(frozen=True, slots=True)
class Method:
    """A method in the words of the table of freight factors, and what was left aside."""

    name: str
    is_refrigerated: bool = False
    fuel: str | None = None
    """A member of `RoadFuel`, for a vehicle type."""
    fallbacks: tuple[str, ...] = ()
    """Members of `ShippingMethodology`."""
    is_flight: bool = False
    vessel_inference: str | None = None
    """Why no vessel was found, where one was to be inferred."""
    vessel_tracking: str | None = None
    """Why no track was used, where one was asked for."""


def method(asked: JSON, now: datetime) -> Method:
    """Return the method of a request.

    Raises:
        Refusal: a flight departs more than 24 hours ahead.
    """
    if not isinstance(asked, dict):
        name = string(asked)
        return Method(name.removesuffix(_REFRIGERATED), name.endswith(_REFRIGERATED))
    if "flight_number" in asked:
        return _flight(asked, now)
    if "aircraft_type" in asked:
        return Method("plane")
    if "vehicle_type" in asked:
        return _vehicle(asked)
    return _vessel(asked)


def _flight(asked: dict[str, JSON], now: datetime) -> Method:
    departure = string(asked["departure_on"])
    # Days as text are in order, and there are more of them than Python has dates.
    if departure > (now + timedelta(hours=24)).date().isoformat():
        raise Refusal(
            400,
            "future_departure_invalid",
            f"method.departure_on is {departure}; the latest is 24 hours ahead",
        )
    configuration = optional_text(asked.get("aircraft_configuration")) or "plane"
    return Method(configuration, fallbacks=("flight_number_unavailable_fallback",), is_flight=True)


def _vehicle(asked: dict[str, JSON]) -> Method:
    return Method(
        string(asked["vehicle_type"]),
        boolean(asked.get("refrigerated"), default=False),
        string(asked["fuel"]),
    )


def _vessel(asked: dict[str, JSON]) -> Method:
    name = optional_text(asked.get("vessel_type")) or _CONTAINER_SHIP
    lane = optional_text(asked.get("trade_lane"))
    if lane is not None:
        name = f"{name}/{lane}"
    fallbacks: tuple[str, ...] = ()
    if _IDENTIFICATIONS & asked.keys():
        # A vessel is never found, so it counts as any container ship of its trade lane.
        kind = "" if lane is None else "_trade_lane"
        fallbacks = (f"imo_unavailable_container_ship{kind}_fallback",)
    inferred, tracked = "vessel_inference" in asked, "vessel_tracking" in asked
    return Method(
        name,
        boolean(asked.get("refrigerated"), default=False),
        fallbacks=fallbacks,
        vessel_inference=(
            "The sandbox has no carrier schedules and no port calls." if inferred else None
        ),
        vessel_tracking="The sandbox has no tracks of vessels." if tracked else None,
    )
