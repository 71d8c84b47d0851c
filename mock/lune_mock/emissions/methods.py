"""What a shipping method of a request stands for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from lune_mock.emissions.tables import rows
from lune_mock.json_values import boolean, optional_text, string

if TYPE_CHECKING:
    from lune_document import JSON

__all__ = ["Method", "Row", "method", "row"]

_CONTAINER_SHIP = "container_ship"
_IDENTIFICATIONS = frozenset({"vessel_imo_number", "vessel_name", "vessel_inference"})
_REFRIGERATED = "_refrigerated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the table of methods."""

    intensity: str
    """The key of its intensity; for aircraft without the length of the haul."""
    fuel: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A method in the words of the table, and what was left aside."""

    name: str
    fuel: str | None = None
    is_refrigerated: bool = False
    load_factor: Decimal | None = None
    empty_runs_factor: Decimal | None = None
    methodology: tuple[str, ...] = ()
    """Members of `ShippingMethodology`: the fallbacks."""
    is_flight: bool = False
    """Whether it names a flight, which begins and ends at an airport."""
    vessel_inference: str | None = None
    """Why no vessel was found, where one was to be inferred."""
    vessel_tracking: str | None = None
    """Why no track was used, where one was asked for."""


def row(name: str) -> Row:
    """Return the row of a method of the table."""
    return _table()[name]


def method(asked: JSON) -> Method:
    """Return the method of a request: a `ShippingMethod` or a `LogisticsSiteMethod`.

    Flights by number and vessels by any name are not known without a network: they are the plane
    or container ship that the request says besides, and `methodology` says so.

    >>> method("truck_rigid_12t_refrigerated").is_refrigerated
    True
    """
    if not isinstance(asked, dict):
        return _simple(string(asked))
    if "flight_number" in asked:
        return Method(
            name=optional_text(asked.get("aircraft_configuration")) or "plane",
            methodology=("flight_number_unavailable_fallback",),
            is_flight=True,
        )
    if "aircraft_type" in asked:
        return Method(name=string(asked["aircraft_type"]))
    if "vehicle_type" in asked:
        return Method(
            name=string(asked["vehicle_type"]),
            fuel=string(asked["fuel"]),
            is_refrigerated=boolean(asked.get("refrigerated"), default=False),
            load_factor=_factor(asked.get("load_factor")),
            empty_runs_factor=_factor(asked.get("empty_runs_factor")),
        )
    return _vessel(asked)


def _simple(name: str) -> Method:
    if name.startswith("sea_"):
        ship, _, fuel = name.rpartition("_")
        return Method(name=ship, fuel=fuel)
    return Method(
        name=name.removesuffix(_REFRIGERATED), is_refrigerated=name.endswith(_REFRIGERATED)
    )


def _vessel(asked: dict[str, JSON]) -> Method:
    name = optional_text(asked.get("vessel_type")) or _CONTAINER_SHIP
    lane = optional_text(asked.get("trade_lane"))
    methodology: tuple[str, ...] = ()
    if _IDENTIFICATIONS & asked.keys():
        kind = "" if lane is None else "_trade_lane"
        methodology = (f"imo_unavailable_container_ship{kind}_fallback",)
    inferred, tracked = "vessel_inference" in asked, "vessel_tracking" in asked
    return Method(
        name=lane or name,
        fuel=optional_text(asked.get("fuel")),
        is_refrigerated=boolean(asked.get("refrigerated"), default=False),
        load_factor=_factor(asked.get("load_factor")),
        methodology=methodology,
        vessel_inference=(
            "The sandbox has no carrier schedules and no port calls." if inferred else None
        ),
        vessel_tracking="The sandbox has no tracks of vessels." if tracked else None,
    )


def _factor(asked: JSON) -> Decimal | None:
    return None if asked is None else Decimal(str(asked))


@cache
def _table() -> dict[str, Row]:
    return {
        each["method"]: Row(intensity=each["intensity"], fuel=each["fuel"] or None)
        for each in rows("methods")
    }
