"""The object RouteInferenceExplanation of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import JSON_OBJECT, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .calculated_route_location import CalculatedRouteLocation
from .inferred_connection_leg import InferredConnectionLeg

_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "inferred_connection_leg",
        "inferred_destination_transfer_point",
        "inferred_source_transfer_point",
        "resolved_from_flight_number",
        "snapped_destination_to_known_location",
        "snapped_source_to_known_location",
    }
)


@define(init=False, repr=False)
class RouteInferenceExplanation:
    """What a leg was concluded from.

    Schema ``RouteInferenceExplanation`` of the API document.

    Attributes:
        snapped_source_to_known_location: The known place that the source was moved to.
        snapped_destination_to_known_location: The known place that the destination was
            moved to.
        inferred_source_transfer_point: Where the goods change to this leg.
        inferred_destination_transfer_point: Where the goods change from this leg.
        resolved_from_flight_number: The flight that the leg was found from.
        inferred_connection_leg: Why a leg was added to reach the next one.
    """

    snapped_source_to_known_location: CalculatedRouteLocation | Unset
    snapped_destination_to_known_location: CalculatedRouteLocation | Unset
    inferred_source_transfer_point: CalculatedRouteLocation | Unset
    inferred_destination_transfer_point: CalculatedRouteLocation | Unset
    resolved_from_flight_number: str | Unset
    inferred_connection_leg: InferredConnectionLeg | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset()
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        snapped_source_to_known_location: CalculatedRouteLocation | Unset = UNSET,
        snapped_destination_to_known_location: CalculatedRouteLocation | Unset = UNSET,
        inferred_source_transfer_point: CalculatedRouteLocation | Unset = UNSET,
        inferred_destination_transfer_point: CalculatedRouteLocation | Unset = UNSET,
        resolved_from_flight_number: str | Unset = UNSET,
        inferred_connection_leg: InferredConnectionLeg | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.snapped_source_to_known_location = snapped_source_to_known_location
        self.snapped_destination_to_known_location = snapped_destination_to_known_location
        self.inferred_source_transfer_point = inferred_source_transfer_point
        self.inferred_destination_transfer_point = inferred_destination_transfer_point
        self.resolved_from_flight_number = resolved_from_flight_number
        self.inferred_connection_leg = inferred_connection_leg
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
        value = get("snapped_source_to_known_location", UNSET)
        self.snapped_source_to_known_location = (
            CalculatedRouteLocation.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        value = get("snapped_destination_to_known_location", UNSET)
        self.snapped_destination_to_known_location = (
            CalculatedRouteLocation.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        value = get("inferred_source_transfer_point", UNSET)
        self.inferred_source_transfer_point = (
            CalculatedRouteLocation.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        value = get("inferred_destination_transfer_point", UNSET)
        self.inferred_destination_transfer_point = (
            CalculatedRouteLocation.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        self.resolved_from_flight_number = get("resolved_from_flight_number", UNSET)
        self.inferred_connection_leg = get("inferred_connection_leg", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "snapped_source_to_known_location": self.snapped_source_to_known_location,
                "snapped_destination_to_known_location": self.snapped_destination_to_known_location,
                "inferred_source_transfer_point": self.inferred_source_transfer_point,
                "inferred_destination_transfer_point": self.inferred_destination_transfer_point,
                "resolved_from_flight_number": self.resolved_from_flight_number,
                "inferred_connection_leg": self.inferred_connection_leg,
            },
            self.additional_properties,
        )
