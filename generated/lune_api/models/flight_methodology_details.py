"""The object FlightMethodologyDetails of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import JSON_OBJECT, read_decimal, unknown_fields
from ..types import JSON, UNSET, DecimalInput, Unset, to_decimal
from ..writing import json_fields, json_number, object_text
from .flight_aircraft_configuration import FlightAircraftConfiguration
from .flight_capacity import FlightCapacity
from .flight_load_factor import FlightLoadFactor

_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "aircraft_capacity_tonnes",
        "aircraft_configuration",
        "aircraft_name",
        "distance_adjustment_factor",
        "emission_share",
        "flight_fuel_consumed_tonnes",
        "load_factor",
    }
)


@define(init=False, repr=False)
class FlightMethodologyDetails:
    """Figures of a flight.

    Schema ``FlightMethodologyDetails`` of the API document.

    Attributes:
        aircraft_name: The aircraft.
        aircraft_configuration: Freight below the passengers, or a freighter.
        aircraft_capacity_tonnes: The capacity of an aircraft.
        load_factor: The share of the capacity of an aircraft that is used.
        flight_fuel_consumed_tonnes: Fuel of the flight in tonnes.
        distance_adjustment_factor: What the distance was multiplied by.
        emission_share: The share of the flight's emissions.
    """

    aircraft_name: str
    aircraft_configuration: FlightAircraftConfiguration
    aircraft_capacity_tonnes: FlightCapacity
    load_factor: FlightLoadFactor
    flight_fuel_consumed_tonnes: Decimal
    distance_adjustment_factor: float
    emission_share: float
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "aircraft_capacity_tonnes",
            "aircraft_configuration",
            "aircraft_name",
            "distance_adjustment_factor",
            "emission_share",
            "flight_fuel_consumed_tonnes",
            "load_factor",
        }
    )
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        aircraft_name: str,
        aircraft_configuration: FlightAircraftConfiguration,
        aircraft_capacity_tonnes: FlightCapacity,
        load_factor: FlightLoadFactor,
        flight_fuel_consumed_tonnes: DecimalInput,
        distance_adjustment_factor: float,
        emission_share: float,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.aircraft_name = aircraft_name
        self.aircraft_configuration = aircraft_configuration
        self.aircraft_capacity_tonnes = aircraft_capacity_tonnes
        self.load_factor = load_factor
        self.flight_fuel_consumed_tonnes = to_decimal(
            flight_fuel_consumed_tonnes, "flight_fuel_consumed_tonnes"
        )
        self.distance_adjustment_factor = distance_adjustment_factor
        self.emission_share = emission_share
        self.additional_properties = {**additional_properties} if additional_properties else {}

    __repr__ = object_text

    @classmethod
    def from_dict(cls, src: Mapping[str, JSON]) -> Self:
        """Read the object from JSON data, tolerantly.

        A required field that is missing is UNSET, null stays None, and a value of another type
        than the document says stays as it came.
        """
        self = cls.__new__(cls)
        data: Any = src
        get = data.get
        self.aircraft_name = get("aircraft_name", UNSET)
        self.aircraft_configuration = get("aircraft_configuration", UNSET)
        value = get("aircraft_capacity_tonnes", UNSET)
        self.aircraft_capacity_tonnes = (
            FlightCapacity.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        value = get("load_factor", UNSET)
        self.load_factor = (
            FlightLoadFactor.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        value = get("flight_fuel_consumed_tonnes", UNSET)
        self.flight_fuel_consumed_tonnes = read_decimal(
            value, "FlightMethodologyDetails.flight_fuel_consumed_tonnes"
        )
        self.distance_adjustment_factor = get("distance_adjustment_factor", UNSET)
        self.emission_share = get("emission_share", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "aircraft_name": self.aircraft_name,
                "aircraft_configuration": self.aircraft_configuration,
                "aircraft_capacity_tonnes": self.aircraft_capacity_tonnes,
                "load_factor": self.load_factor,
                "flight_fuel_consumed_tonnes": json_number(self.flight_fuel_consumed_tonnes),
                "distance_adjustment_factor": self.distance_adjustment_factor,
                "emission_share": self.emission_share,
            },
            self.additional_properties,
        )
