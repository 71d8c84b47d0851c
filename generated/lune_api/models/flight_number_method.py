"""The object FlightNumberMethod of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import check_day, check_known, check_text
from ..reading import read_day, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .aircraft_configuration import AircraftConfiguration

_FIELDS: Final[frozenset[str]] = frozenset(
    {"aircraft_configuration", "departure_on", "flight_number"}
)


@define(init=False, repr=False)
class FlightNumberMethod:
    """A flight.

    Schema ``FlightNumberMethod`` of the API document.

    Attributes:
        flight_number: The flight's number.
        departure_on: The day of departure, at most 24 hours ahead (UTC).
        aircraft_configuration: Freighter, passenger plane or unknown; plane when it is left
            out.
    """

    flight_number: str
    departure_on: date
    aircraft_configuration: AircraftConfiguration | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"departure_on", "flight_number"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        flight_number: str,
        departure_on: date,
        aircraft_configuration: AircraftConfiguration | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.flight_number = flight_number
        self.departure_on = departure_on
        self.aircraft_configuration = aircraft_configuration
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
        self.flight_number = get("flight_number", UNSET)
        value = get("departure_on", UNSET)
        self.departure_on = read_day(value)
        self.aircraft_configuration = get("aircraft_configuration", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "flight_number": self.flight_number,
                "departure_on": self.departure_on,
                "aircraft_configuration": self.aircraft_configuration,
            },
            self.additional_properties,
        )

    def check(self, at: str = "") -> None:
        """Refuse what the API document does not allow in a request.

        Args:
            at: where the object stands in the request; begins the field names of errors.

        Raises:
            InvalidRequestError: a value breaks a bound, is of a wrong type or is missing.
        """
        check_text(f"{at}flight_number", self.flight_number)
        check_day(f"{at}departure_on", self.departure_on)
        if not isinstance(self.aircraft_configuration, Unset):
            check_text(f"{at}aircraft_configuration", self.aircraft_configuration)
        check_known(at, self.additional_properties)
