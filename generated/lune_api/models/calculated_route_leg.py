"""The object CalculatedRouteLeg of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import JSON_OBJECT, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .calculated_route_location import CalculatedRouteLocation
from .distance import Distance

_FIELDS: Final[frozenset[str]] = frozenset(
    {"adjusted_distance", "distance", "location", "raw_distance"}
)


@define(init=False, repr=False)
class CalculatedRouteLeg:
    """A leg of a route, to its location.

    Schema ``CalculatedRouteLeg`` of the API document.

    Attributes:
        location: Where the leg ends.
        distance: The distance that was used.
        raw_distance: The distance before the adjustment by GLEC.
        adjusted_distance: The distance after the adjustment by GLEC.
    """

    location: CalculatedRouteLocation
    distance: Distance
    raw_distance: Distance | Unset
    adjusted_distance: Distance | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"distance", "location"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        location: CalculatedRouteLocation,
        distance: Distance,
        raw_distance: Distance | Unset = UNSET,
        adjusted_distance: Distance | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.location = location
        self.distance = distance
        self.raw_distance = raw_distance
        self.adjusted_distance = adjusted_distance
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
        value = get("location", UNSET)
        self.location = (
            CalculatedRouteLocation.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        value = get("distance", UNSET)
        self.distance = Distance.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        value = get("raw_distance", UNSET)
        self.raw_distance = Distance.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        value = get("adjusted_distance", UNSET)
        self.adjusted_distance = (
            Distance.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "location": self.location,
                "distance": self.distance,
                "raw_distance": self.raw_distance,
                "adjusted_distance": self.adjusted_distance,
            },
            self.additional_properties,
        )
