"""The object RouteInferenceLeg of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import JSON_OBJECT, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .calculated_route_location import CalculatedRouteLocation

_FIELDS: Final[frozenset[str]] = frozenset({"destination", "source"})


@define(init=False, repr=False)
class RouteInferenceLeg:
    """Where a concluded leg begins and ends.

    Schema ``RouteInferenceLeg`` of the API document.

    Attributes:
        source: A place on a route.
        destination: A place on a route.
    """

    source: CalculatedRouteLocation
    destination: CalculatedRouteLocation
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"destination", "source"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        source: CalculatedRouteLocation,
        destination: CalculatedRouteLocation,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.source = source
        self.destination = destination
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
        value = get("source", UNSET)
        self.source = (
            CalculatedRouteLocation.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        value = get("destination", UNSET)
        self.destination = (
            CalculatedRouteLocation.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "source": self.source,
                "destination": self.destination,
            },
            self.additional_properties,
        )
