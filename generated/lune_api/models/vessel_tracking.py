"""The object VesselTracking of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import check_day, check_known, check_text
from ..reading import read_day, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text

_FIELDS: Final[frozenset[str]] = frozenset({"arrival_on", "departure_on", "mmsi_number"})


@define(init=False, repr=False)
class VesselTracking:
    """When the vessel sailed, to take the distance from its track.

    Schema ``VesselTracking`` of the API document.

    Attributes:
        departure_on: The day of departure, within the last three months.
        arrival_on: The day of arrival, at least 24 hours ago.
        mmsi_number: The MMSI number.
    """

    departure_on: date
    arrival_on: date
    mmsi_number: str | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"arrival_on", "departure_on"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        departure_on: date,
        arrival_on: date,
        mmsi_number: str | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.departure_on = departure_on
        self.arrival_on = arrival_on
        self.mmsi_number = mmsi_number
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
        self.mmsi_number = get("mmsi_number", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "departure_on": self.departure_on,
                "arrival_on": self.arrival_on,
                "mmsi_number": self.mmsi_number,
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
        if not isinstance(self.mmsi_number, Unset):
            check_text(f"{at}mmsi_number", self.mmsi_number, pattern="^[0-9]{9}\\Z")
        check_known(at, self.additional_properties)
