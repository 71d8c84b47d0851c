"""The object ShippingSourceDestination of the API document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import check_exclusive, check_items, check_known, check_text, to_list
from ..reading import unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .shipping_location import (
    ShippingLocation,
    check_shipping_location,
    read_shipping_location,
)
from .transit_corridor import TransitCorridor

_FIELDS: Final[frozenset[str]] = frozenset(
    {"destination", "restricted_transit_corridors", "source", "transit_corridor"}
)


@define(init=False, repr=False)
class ShippingSourceDestination:
    """Where the leg begins and ends. By sea, both should be close to well-known ports. A
    corridor to take and corridors to avoid exclude each other, and apply by sea only.

    Schema ``ShippingSourceDestination`` of the API document.

    Attributes:
        source: A place, by code, by coordinates or by address.
        destination: A place, by code, by coordinates or by address.
        transit_corridor: The corridor to take.
        restricted_transit_corridors: The corridors to avoid.
    """

    source: ShippingLocation
    destination: ShippingLocation
    transit_corridor: TransitCorridor | Unset
    restricted_transit_corridors: list[TransitCorridor] | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"destination", "source"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        source: ShippingLocation,
        destination: ShippingLocation,
        transit_corridor: TransitCorridor | Unset = UNSET,
        restricted_transit_corridors: Sequence[TransitCorridor] | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.source = source
        self.destination = destination
        self.transit_corridor = transit_corridor
        self.restricted_transit_corridors = (
            UNSET
            if isinstance(restricted_transit_corridors, Unset)
            else to_list(restricted_transit_corridors, "restricted_transit_corridors")
        )
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
        self.source = read_shipping_location(value)
        value = get("destination", UNSET)
        self.destination = read_shipping_location(value)
        self.transit_corridor = get("transit_corridor", UNSET)
        self.restricted_transit_corridors = get("restricted_transit_corridors", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "source": self.source,
                "destination": self.destination,
                "transit_corridor": self.transit_corridor,
                "restricted_transit_corridors": self.restricted_transit_corridors,
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
        check_shipping_location(f"{at}source", self.source)
        check_shipping_location(f"{at}destination", self.destination)
        if not isinstance(self.transit_corridor, Unset):
            check_text(f"{at}transit_corridor", self.transit_corridor)
        if not isinstance(self.restricted_transit_corridors, Unset):
            check_items(f"{at}restricted_transit_corridors", self.restricted_transit_corridors)
            for index, item in enumerate(self.restricted_transit_corridors):
                check_text(f"{at}restricted_transit_corridors[{index}]", item)
        check_exclusive(
            at,
            transit_corridor=self.transit_corridor,
            restricted_transit_corridors=self.restricted_transit_corridors,
        )
        check_known(at, self.additional_properties)
