"""The object DistanceCalculationDetails of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import JSON_OBJECT, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .carrier_schedule_stops import CarrierScheduleStops
from .vessel_tracking_outcome import VesselTrackingOutcome, read_vessel_tracking_outcome

_FIELDS: Final[frozenset[str]] = frozenset({"carrier_schedule_stops", "vessel_tracking"})


@define(init=False, repr=False)
class DistanceCalculationDetails:
    """Why a distance was found in another way than asked for.

    Schema ``DistanceCalculationDetails`` of the API document.

    Attributes:
        vessel_tracking: About the track of the vessel.
        carrier_schedule_stops: About the schedule of the carrier.
    """

    vessel_tracking: VesselTrackingOutcome | None
    carrier_schedule_stops: CarrierScheduleStops | None
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset(
        {"carrier_schedule_stops", "vessel_tracking"}
    )
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        vessel_tracking: VesselTrackingOutcome | None,
        carrier_schedule_stops: CarrierScheduleStops | None,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.vessel_tracking = vessel_tracking
        self.carrier_schedule_stops = carrier_schedule_stops
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
        value = get("vessel_tracking", UNSET)
        self.vessel_tracking = read_vessel_tracking_outcome(value)
        value = get("carrier_schedule_stops", UNSET)
        self.carrier_schedule_stops = (
            CarrierScheduleStops.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "vessel_tracking": self.vessel_tracking,
                "carrier_schedule_stops": self.carrier_schedule_stops,
            },
            self.additional_properties,
        )
