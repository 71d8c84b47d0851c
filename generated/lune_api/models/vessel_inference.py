"""The object VesselInference of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import check_day, check_known, check_text
from ..reading import read_day, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .carrier_name import CarrierName

_FIELDS: Final[frozenset[str]] = frozenset({"arrival_on", "carrier_name", "departure_on"})


@define(init=False, repr=False)
class VesselInference:
    """The carrier and the dates of a voyage.

    Schema ``VesselInference`` of the API document.

    Attributes:
        departure_on: The day of departure.
        arrival_on: The day of arrival.
        carrier_name: A carrier whose schedules are known.
    """

    departure_on: date
    arrival_on: date
    carrier_name: CarrierName
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset(
        {"arrival_on", "carrier_name", "departure_on"}
    )
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        departure_on: date,
        arrival_on: date,
        carrier_name: CarrierName,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.departure_on = departure_on
        self.arrival_on = arrival_on
        self.carrier_name = carrier_name
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
        value = get("departure_on", UNSET)
        self.departure_on = read_day(value)
        value = get("arrival_on", UNSET)
        self.arrival_on = read_day(value)
        self.carrier_name = get("carrier_name", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "departure_on": self.departure_on,
                "arrival_on": self.arrival_on,
                "carrier_name": self.carrier_name,
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
        check_day(f"{at}departure_on", self.departure_on)
        check_day(f"{at}arrival_on", self.arrival_on)
        check_text(f"{at}carrier_name", self.carrier_name)
        check_known(at, self.additional_properties)
