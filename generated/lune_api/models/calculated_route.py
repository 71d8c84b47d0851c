"""The object CalculatedRoute of the API document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import to_list
from ..reading import JSON_ARRAY, JSON_OBJECT, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .calculated_route_leg import CalculatedRouteLeg
from .calculated_route_location import CalculatedRouteLocation

_FIELDS: Final[frozenset[str]] = frozenset({"attribution", "legs", "source"})


@define(init=False, repr=False)
class CalculatedRoute:
    """A route from its source along its legs.

    Schema ``CalculatedRoute`` of the API document.

    Attributes:
        source: A place on a route.
        legs: The legs in order. (number of items at least 1)
        attribution: Whom the route is to be credited to.
    """

    source: CalculatedRouteLocation
    legs: list[CalculatedRouteLeg]
    attribution: str | None
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"attribution", "legs", "source"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        source: CalculatedRouteLocation,
        legs: Sequence[CalculatedRouteLeg],
        attribution: str | None,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.source = source
        self.legs = to_list(legs, "legs")
        self.attribution = attribution
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
        value = get("legs", UNSET)
        self.legs = (
            [
                CalculatedRouteLeg.from_dict(item) if isinstance(item, JSON_OBJECT) else item
                for item in value
            ]
            if isinstance(value, JSON_ARRAY)
            else value
        )
        self.attribution = get("attribution", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "source": self.source,
                "legs": self.legs,
                "attribution": self.attribution,
            },
            self.additional_properties,
        )
